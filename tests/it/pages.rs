//! Single pages: the results of small inputs.

use errhub::diagnostic::{Code, Diagnostic, Severity};

use crate::dom::{self, Element, collapse};
use crate::support::{Built, TempSite, build, is, policy_source, read, repository, tree};

/// A site with one article at `http/a`; its front matter is `fields` plus the required ones.
fn site(fields: &str, body: &str) -> TempSite {
    let required = "updated: 2026-11-01\nmethods: [{title: Wait, body: Wait.}]\n";
    let article = format!("---\n{required}{fields}---\n{body}");
    TempSite::new([
        ("site.yaml", "title: Tiny\nbase_url: https://example.com/\n"),
        ("content/http/_index.md", "---\ntitle: HTTP\n---\n"),
        ("content/http/a.md", &article),
    ])
}

/// The built article, which must have no mistakes.
fn article(fields: &str, body: &str) -> (Built, Element) {
    let built = build(site(fields, body).root());
    let error = built.diagnostics.iter().find(|one| one.severity() == Severity::Error);
    assert_eq!(error, None);
    let page = dom::parse(built.text("http/a/index.html"));
    (built, page)
}

fn ids(page: &Element) -> Vec<&str> {
    page.all()
        .into_iter()
        .filter_map(|element| element.attributes.get("id"))
        .map(|id| &**id)
        .collect()
}

const PLAIN: &str = "title: Teapot\nquick_answer: Tea.\n";

#[test]
fn a_code_that_the_title_lacks_is_shown() {
    let (_, page) = article("title: No path\ncode: \"0x80070035\"\nquick_answer: Tea.\n", "");
    let main = page.one("main", |element| element.name == "main");
    assert!(collapse(&main.text()).contains("0x80070035"));
}

#[test]
fn entities_by_authors_are_not_hidden_markup() {
    article(&format!("{PLAIN}faq: [{{question: \"What is &amp;?\", answer: Yes.}}]\n"), "");
}

#[test]
fn footnotes_leave_anchors_of_authors_alone() {
    let (_, page) = article(PLAIN, "## Mine {#note-1-ref}\n\nText[^1].\n\n[^1]: Note.\n");
    let mut ids = ids(&page);
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all, "{ids:?}");
}

#[test]
fn the_contents_are_nested_like_the_headings() {
    let body =
        "Text.\n\n### Below causes\n\n## One\n\n### Below one\n\n## Two\n\n## Three\n\n## Four\n";
    let (_, page) = article(PLAIN, body);
    let contents = page.section("contents");
    let below = |title: &str| {
        let line = contents.one(title, |element| {
            element.name == "li" && element.elements().any(|a| a.name == "a" && a.text() == title)
        });
        let links = line.elements().filter(|element| element.name != "a");
        links.flat_map(|list| list.named("a")).map(Element::text).collect::<Vec<_>>()
    };
    assert_eq!(below("What causes the “Teapot” error?"), ["Below causes"]);
    assert_eq!(below("One"), ["Below one"]);
    assert_eq!(below("Two"), [""; 0]);
}

/// `CommonMark`, section 2.3: the null character is replaced.
#[test]
fn null_characters_reach_no_page() {
    let built = build(site(PLAIN, "a\0b\n").root());
    assert!(!built.text("http/a/index.html").contains('\0'));
    let codes: Vec<_> = built.diagnostics.iter().map(|one| one.code.id()).collect();
    assert!(codes.contains(&"E0122"), "{codes:?}");
}

#[test]
fn windows_line_endings_change_nothing() {
    let site = TempSite::of_repository();
    for (path, bytes) in tree(&repository().join("content")) {
        if is(&path, "md") {
            let text = String::from_utf8(bytes).unwrap();
            site.write(&format!("content/{path}"), text.replace('\n', "\r\n"));
        }
    }
    site.write("site.yaml", read("site.yaml").replace('\n', "\r\n"));
    let (unix, windows) = (build(repository()), build(site.root()));
    assert_eq!(unix.diagnostics, windows.diagnostics);
    for (path, bytes) in unix.files {
        assert!(windows.files[&path] == bytes, "{path}");
    }
}

#[test]
fn a_category_chooses_its_icon() {
    let site = |front: &str| {
        let site = TempSite::new([("site.yaml", "title: Tiny\nbase_url: https://example.com/\n")]);
        site.write("content/odd/_index.md", format!("---\ntitle: Odd\n{front}---\n"));
        build(site.root())
    };
    let chosen = site("icon: phone\n");
    assert!(chosen.text("odd/index.html").contains("icon-phone"));
    assert!(site("").text("odd/index.html").contains("icon-page"));
    let unknown = site("icon: phne\n").diagnostics;
    let found = unknown.iter().find(|one| one.message == "there is no icon `phne`").unwrap();
    assert_eq!(found.help, ["did you mean `phone`?"]);
}

/// The Content-Security-Policy of pages allows their own scripts.
#[test]
fn inline_scripts_are_allowed_by_the_policy() {
    let own = site(PLAIN, "");
    own.write("static/inline/theme.js", "\u{feff}let a = 1;\r\nlet b = \"<b>\";\r\n");
    for built in [build(own.root()), build(repository())] {
        let html = built.text("index.html");
        let page = dom::parse(html);
        let script = page.one("script", |e| e.name == "script" && e.attributes.is_empty());
        let source = policy_source(script.inner(html));
        let policy = built.text("_headers");
        let scripts = policy.split("script-src 'self' ").nth(1).unwrap();
        let mut scripts = scripts.split(';').next().unwrap().split(' ');
        assert!(scripts.any(|allowed| allowed == source), "{source}: {policy}");
        assert!(!built.files.keys().any(|path| path.contains("theme")), "it has no address");
    }
}

/// A page at an old address redirects readers, keeping the query and the fragment, with a script
/// that the policy allows; without scripts, with a refresh.
#[test]
fn a_redirect_keeps_query_and_fragment() {
    let built = build(repository());
    let html = built.text("502/index.html");
    let page = dom::parse(html);
    let script = page.one("script", |e| e.name == "script");
    assert_eq!(script.attribute("data-target"), "/errors/http/502-bad-gateway/");
    let script_text = script.inner(html);
    assert!(
        script_text.contains("to.search = location.search") && script_text.contains("to.hash =")
    );
    assert!(built.text("_headers").contains(&policy_source(script.inner(html))));
    assert!(html.contains("<noscript><meta http-equiv=\"refresh\" content=\"0; url=/errors/http/502-bad-gateway/\"></noscript>"));
}

#[test]
fn a_script_that_would_end_early_is_rejected() {
    let own = site(PLAIN, "");
    own.write("static/inline/theme.js", "let a = '</SCRIPT>';");
    let built = build(own.root());
    let failed = |one: &&Diagnostic| one.severity() == Severity::Error;
    let message = &built.diagnostics.iter().find(failed).unwrap().message;
    assert!(message.contains("inline/theme.js") && message.contains("</script"), "{message}");
}

/// Each suggestion is searched for among all articles, so a missing folder would take minutes.
#[test]
fn suggestions_are_made_while_they_can_help() {
    let related: Vec<String> = (10..40).map(|number| format!("http/teapot-{number}")).collect();
    let article = format!(
        "---\ntitle: Teapot\nquick_answer: Tea.\nmethods: [{{title: Wait, body: Wait.}}]\n\
         updated: 2026-11-01\nrelated: [{}]\n---\nBecause.\n",
        related.join(", ")
    );
    let site = TempSite::new([
        ("site.yaml", "title: Tiny\nbase_url: https://example.com/\n"),
        ("content/http/teapot.md", article.as_str()),
        ("content/http/teapot-1.md", article.replace("Teapot", "Other").as_str()),
    ]);
    let diagnostics = build(site.root()).diagnostics;
    let unknown = || diagnostics.iter().filter(|one| one.code == Code::UnknownRelated);
    let suggested = unknown().filter(|one| one.help.concat().contains("did you mean"));
    assert_eq!((unknown().count(), suggested.count()), (60, 20));
}

/// The picture for a link to the article exists, and is as described on the page.
#[cfg(feature = "cards")]
#[test]
fn an_article_names_its_card() {
    let own = site(PLAIN, "");
    let named = |built: &Built, name: &str| {
        let page = dom::parse(built.text("http/a/index.html"));
        let metas = page.named("meta").into_iter();
        let mut fitting = metas
            .filter(|meta| [meta.attribute("property"), meta.attribute("name")].contains(&name));
        fitting.next().map(|meta| meta.attribute("content").to_owned())
    };
    let without = build(own.root());
    assert_eq!(named(&without, "og:image"), None);
    assert_eq!(named(&without, "twitter:card").as_deref(), Some("summary"));
    assert!(!without.files.contains_key("http/a/card.png"));

    own.write("site.yaml", "title: Tiny\nbase_url: https://example.com/\ncards: true\n");
    let with = build(own.root());
    assert_eq!(named(&with, "og:image").as_deref(), Some("https://example.com/http/a/card.png"));
    assert_eq!(named(&with, "og:image:alt").as_deref(), Some("Teapot (HTTP)"));
    assert_eq!(named(&with, "twitter:card").as_deref(), Some("summary_large_image"));
    let card = &with.files["http/a/card.png"];
    let number = |at: usize| u32::from_be_bytes(card[at..at + 4].try_into().unwrap()).to_string();
    assert_eq!(named(&with, "og:image:width"), Some(number(16)));
    assert_eq!(named(&with, "og:image:height"), Some(number(20)));
    // The structured data has the article's picture, and no page has that of another one.
    let data = r#""image":{"@type":"ImageObject","url":"https://example.com/http/a/card.png","width":1200,"height":630}"#;
    assert!(with.text("http/a/index.html").contains(data));
    for (page, card) in [("index.html", "card.png"), ("http/index.html", "http/card.png")] {
        let address = format!("content=\"https://example.com/{card}\"");
        assert!(with.text(page).contains(&address), "{page}");
        assert!(with.files[card].starts_with(b"\x89PNG"), "{card}");
    }
    assert_eq!(build(own.root()).files, with.files, "the same bytes again");
}
