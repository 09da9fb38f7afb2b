//! The site's own pages: where they are published, and what they share with articles.

use std::fs;

use errhub::path::SourcePath;
use errhub::pipeline;
use errhub::report::{self, Strictness};

use crate::support::{TempSite, build, run};

const SETTINGS: &str = "title: S\nbase_url: https://example.com/help/\n";
const ARTICLE: &str = "---\ntitle: A\nquick_answer: B. [I](../pages/imprint.md#who)\n\
                       methods: [{title: Do, body: C.}]\nfaq: [{question: D?, answer: E.}]\n\
                       updated: 2026-01-01\n---\nF.\n";
const IMPRINT: &str = "---\ntitle: Imprint\nfooter: true\naliases: [/old/imprint/]\n---\n\
                       We. [A](../http/a.md#faq), [P](privacy.md), ![Our logo](logo.svg)\n\n## Who\n\nUs.\n";
const PRIVACY: &str = "---\ntitle: Privacy\ndescription: No cookies.\n---\nNone.\n";

/// A site with two pages, and `more` files.
fn site(more: &[(&str, &str)]) -> TempSite {
    let files = [
        ("site.yaml", SETTINGS),
        ("content/http/_index.md", "---\ntitle: H\n---\n"),
        ("content/http/a.md", ARTICLE),
        ("content/pages/imprint.md", IMPRINT),
        ("content/pages/privacy.md", PRIVACY),
        ("content/pages/logo.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
    ];
    TempSite::new(files.into_iter().chain(more.iter().copied()))
}

/// The diagnostics of a site, without help.
fn said(site: &TempSite) -> Vec<String> {
    let text = |source: &SourcePath| pipeline::text_on_disk(site.root(), source);
    let located = report::locate(build(site.root()).diagnostics, Strictness::Normal, text);
    let lines = located.iter().map(report::short);
    lines.map(|line| line.split("; ").next().unwrap().to_owned()).collect()
}

#[test]
fn a_page_is_published_and_linked() {
    let site = site(&[]);
    assert_eq!(said(&site), [""; 0]);
    let built = build(site.root());
    let imprint = built.text("imprint/index.html");
    for part in [
        "<h1>Imprint</h1>",
        "<a href=\"/help/http/a/#faq\">A</a>",
        "<a href=\"/help/privacy/\">P</a>",
        "src=\"/help/pages/logo.svg\"",
        "<h2 id=\"who\">",
        "<meta name=\"description\" content=\"We. A, P",
    ] {
        assert!(imprint.contains(part), "{part}\n{imprint}");
    }
    assert!(built.text("privacy/index.html").contains("content=\"No cookies.\""));
    let article = built.text("http/a/index.html");
    assert!(article.contains("<a href=\"/help/imprint/#who\">I</a>"));
    for (path, html) in built.pages().filter(|(path, _)| *path != "old/imprint/index.html") {
        let (_, footer) = html.split_once("<footer class=\"site-footer\">").unwrap();
        assert!(footer.contains("<a href=\"/help/imprint/\">Imprint</a>"), "{path}");
        assert!(!footer.contains("privacy"), "{path}: it did not ask for it");
    }
    assert!(built.text("sitemap.xml").contains("<loc>https://example.com/help/imprint/</loc>"));
    assert!(built.text("_redirects").contains("/help/old/imprint/ /help/imprint/ 301"));
    assert!(built.text("old/imprint/index.html").contains("url=/help/imprint/"));
    assert!(!built.text("feed.xml").contains("<id>https://example.com/help/imprint/"));
    assert!(!built.text("search/index.json").contains("mprint"));
}

#[test]
fn pages_are_checked_like_articles() {
    let long = format!("---\ntitle: P\ndescription: {}\n---\nText.\n", "long ".repeat(40));
    for (text, expected) in [
        ("---\ntitel: P\n---\nText.\n", "2:1: error[E0102]: unknown key `titel`"),
        ("---\nfooter: true\n---\nText.\n", "1:1: error[E0104]: `title` is missing"),
        (
            "---\ntitle: P\nupdated: 2026-01-01\n---\nText.\n",
            "3:1: error[E0102]: unknown key `updated`",
        ),
        ("---\ntitle: P\n---\n", " error[E0105]: the page has no text"),
        ("---\ntitle: P\n---\n# Text\n", "4:1: error[E0501]: `#` makes a second page title"),
        (
            "---\ntitle: P\n---\n[x](nowhere.md)\n",
            "4:1: error[E0401]: nothing is published at /nowhere/",
        ),
        (
            "---\ntitle: P\n---\n[x](imprint.md#us)\n",
            "4:1: error[E0402]: /imprint/ has no anchor `#us`",
        ),
        (
            "---\ntitle: P\naliases: [old]\n---\nText.\n",
            "3:11: error[E0311]: the alias `old` does not start with `/`",
        ),
        (
            "---\ntitle: P\naliases: [/old/imprint/]\n---\nText.\n",
            "3:11: error[E0313]: the alias `/old/imprint/` is taken",
        ),
        (
            "---\ntitle: P\naliases: [/p/]\n---\nText.\n",
            "3:11: error[E0312]: the alias /p/ is the page's own address",
        ),
        (
            "---\ntitle: P\n---\nTODO: the text.\n",
            "4:1: warning[W0102]: the text is still to be written",
        ),
        (
            &*long,
            "3:14: warning[W0503]: the description has 199 characters, but search engines show only 160",
        ),
    ] {
        let site = site(&[("content/pages/p.md", text)]);
        let found = said(&site);
        let expected = format!("content/pages/p.md:{expected}");
        assert!(found.len() == 1 && found[0].starts_with(&expected), "{expected}: {found:?}");
    }
}

/// A page is neither a category nor an article, and no address is taken silently.
#[test]
fn a_page_is_nothing_else() {
    let article = ARTICLE.replace("../pages/imprint.md#who", "imprint.md");
    let page = "---\ntitle: P\n---\nText.\n";
    for (file, text, expected) in [
        (
            "content/pages/_index.md",
            "---\ntitle: Pages\n---\n",
            &[
                "content/pages/_index.md: error[E0922]: `content/pages/` is the folder of pages such as an imprint, not a category",
            ][..],
        ),
        (
            "content/pages/a.md",
            &article,
            &[
                "content/pages/a.md:4:1: error[E0922]: this is an article, but `content/pages/` is the folder of pages such as an imprint",
            ],
        ),
        (
            "content/pages/http.md",
            page,
            &[
                "content/pages/http.md: error[E0205]: two sources produce the same file, http/index.html",
            ],
        ),
        (
            "content/pages/more/p.md",
            page,
            &[
                "content/pages/more/p.md: error[E0201]: `pages/more` would be a folder of pages inside another",
            ],
        ),
        (
            "content/pages/index.md",
            page,
            &[
                "content/pages/index.md: error[E0203]: `index.md` is neither an article nor the category's page",
            ],
        ),
        // errhub's own files do not take the address of a page.
        ("content/pages/search.md", page, &[]),
        ("content/pages/platforms.md", page, &[]),
        ("content/pages/assets.md", page, &[]),
    ] {
        assert_eq!(said(&site(&[(file, text)])), expected, "{file}");
    }
}

#[test]
fn verbs_know_pages() {
    let site = site(&[]);
    let page = |name: &str| site.root().join(format!("content/pages/{name}.md"));
    let (stdout, _) = run(0, site.root(), &["new", "pages/terms-of-use"]);
    assert_eq!(stdout.trim_end(), "content/pages/terms-of-use.md");
    let form = fs::read_to_string(page("terms-of-use")).unwrap();
    assert!(form.starts_with("---\n# The heading.\ntitle: \"Terms of use\"\n"), "{form}");
    let (_, stderr) = run(0, site.root(), &["check"]);
    assert!(stderr.contains("warning[W0102]: the text is still to be written"), "{stderr}");
    run(0, site.root(), &["stamp", "--init"]);
    for (arguments, expected) in [
        (&["new", "pages/imprint"][..], "content/pages/imprint.md already exists"),
        (&["new", "pages/http"], "the address of the category content/http"),
        (&["new", "pages/a/b"], "it should be pages/NAME"),
        (&["new", "pages/_index"], "does not make a clean address"),
        (&["stamp", "pages/imprint"], "content/pages/imprint.md is a page, not an article"),
        (
            &["mv", "pages/imprint", "http/imprint"],
            "content/pages/imprint.md is a page, not an article",
        ),
        (&["mv", "http/a", "pages/a"], "content/pages/ is the folder of pages, not a category"),
        (&["rm", "pages/imprint", "--gone"], "content/pages/imprint.md is a page, not an article"),
    ] {
        let (_, stderr) = run(2, site.root(), arguments);
        assert!(stderr.contains(expected), "{arguments:?}: {stderr}");
    }
    let schema: serde_json::Value =
        serde_json::from_str(&run(0, site.root(), &["schema", "--page"]).0).unwrap();
    let keys: Vec<_> = schema["properties"].as_object().unwrap().keys().collect();
    assert_eq!(keys, ["title", "description", "footer", "order", "aliases"]);
    run(2, site.root(), &["schema", "--page", "--site"]);
}

/// When an article moves, links on pages are updated.
#[test]
fn links_of_pages_follow_an_article() {
    let site = site(&[]);
    run(0, site.root(), &["mv", "http/a", "http/b"]);
    let imprint = fs::read_to_string(site.root().join("content/pages/imprint.md")).unwrap();
    assert!(imprint.contains("[A](../http/b.md#faq), [P](privacy.md)"), "{imprint}");
}
