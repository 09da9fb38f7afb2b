//! Properties of every input, tested with many.
//!
//! The inputs are the same in every run. `PROPTEST_RNG_SEED` and `PROPTEST_CASES` select others.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;

use errhub::config::{self, BaseUrl, Labels};
use errhub::diagnostic::{Diagnostic, Severity};
use errhub::html::visible_text;
use errhub::key::Key;
use errhub::parse::markdown::UNSIZED;
use errhub::parse::{self, LongText};
use errhub::path::SourcePath;
use errhub::report::{self, Strictness};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::Value;

use crate::dom::{self, collapse, json_ld};
use crate::random::cases;
use crate::support::{Built, TempSite, build, policy_source, read, repository};

/// Parses `bytes` as every kind of document, draws its diagnostics in every format, and parses the
/// resulting HTML: every element is closed, in order.
fn parse_and_report(bytes: &[u8]) {
    let labels = Labels::new("en", &BTreeMap::new());
    let base_url = BaseUrl::parse("https://example.com/errors/").unwrap();
    for raw_html in [false, true] {
        let options = parse::ParseOptions {
            base_url: &base_url,
            raw_html,
            highlight: true,
            labels: &labels,
            language: "en",
            fields: &config::OwnFields::default(),
            edition: &errhub::path::Edition::default(),
        };
        for file in ["content/_index.md", "content/http/_index.md", "content/http/502.md"] {
            let parsed =
                parse::document(&SourcePath::new(file), bytes, Key::of_bytes(bytes), options);
            draw(parsed.diagnostics, bytes);
            if let (Some(LongText { prose, .. }), false) = (parsed.text, raw_html) {
                // The sizes of pictures are added later.
                let parse_html = |html: &str| drop(dom::parse(&html.replace(UNSIZED, "")));
                parse_html(&prose.quick_answer);
                parse_html(&prose.body);
                prose.methods.iter().for_each(|method| parse_html(&method.body));
                prose.faq.iter().for_each(|question| parse_html(&question.answer));
            }
        }
    }
}

fn draw(diagnostics: Vec<Diagnostic>, bytes: &[u8]) {
    let text = |_: &SourcePath| Some(String::from_utf8_lossy(bytes).into_owned());
    let located = report::locate(diagnostics, Strictness::Normal, text);
    for one in &located {
        assert!(!report::plain(one).is_empty());
        assert_eq!(report::short(one).lines().count(), 1, "{}", report::short(one));
        assert_eq!(report::github(one, "").lines().count(), 1, "{}", report::github(one, ""));
    }
    let json: Value = serde_json::from_str(&report::json(&located, 1)).unwrap();
    assert_eq!(json["diagnostics"].as_array().map(Vec::len), Some(located.len()));
}

/// Fragments with a meaning in YAML, Markdown, HTML or templates.
const PIECES: &[&str] = &[
    "\n",
    "\r\n",
    "\t",
    "  ",
    "---\n",
    "+++\n",
    "- ",
    ": ",
    "? ",
    "|",
    ">-",
    "&a ",
    "*a",
    "<<: *a",
    "!!str ",
    "{",
    "}",
    "[",
    "]",
    "[^1]",
    "[^1]: ",
    "[a](b.md#c)",
    "![a](b)",
    "<http://x.y>",
    "<b>",
    "</script>",
    "<!--",
    "&amp;",
    "&#0;",
    "'",
    "\"",
    "\\",
    "`",
    "```",
    "```bash\n",
    "~~~",
    "# ",
    "## a {#b .c}",
    "> [!NOTE]\n> ",
    "| a | b |\n|---|---|\n",
    "- [ ] ",
    "++Ctrl+F5++",
    "++",
    "+",
    "**",
    "~~",
    "{{ ",
    "{% raw %}",
    "\u{feff}",
    "\u{2028}",
    "\u{0}",
    "“",
    "’",
    "ß",
    "e\u{301}",
    "👩‍👩‍👧",
    "\u{202e}",
    "title: ",
    "code: 0x1\n",
    "methods:\n",
    "updated: 2026-02-30\n",
    "1e9",
    "~",
    "javascript:x",
    "../",
    "%00",
    "https://x.y/",
];

#[derive(Debug, Clone)]
pub(crate) enum Edit {
    Cut(Index, usize),
    Put(Index, Vec<u8>),
    Copy(Index, Index, usize),
}

pub(crate) fn edit() -> impl Strategy<Value = Edit> {
    let piece = select(PIECES).prop_map(|piece| piece.as_bytes().to_vec());
    let bytes = prop_oneof![4 => piece, 1 => vec(any::<u8>(), 1..4)];
    prop_oneof![
        (any::<Index>(), 1..60_usize).prop_map(|(at, length)| Edit::Cut(at, length)),
        (any::<Index>(), bytes).prop_map(|(at, bytes)| Edit::Put(at, bytes)),
        (any::<Index>(), any::<Index>(), 1..200_usize).prop_map(|(a, b, n)| Edit::Copy(a, b, n)),
    ]
}

pub(crate) fn edited(text: &str, edits: &[Edit]) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for edit in edits {
        let length = bytes.len() + 1;
        let range = |at: &Index, count: usize| {
            let start = at.index(length);
            start..(start + count).min(length - 1)
        };
        match edit {
            Edit::Cut(at, count) => drop(bytes.drain(range(at, *count))),
            Edit::Put(at, new) => drop(bytes.splice(range(at, 0), new.iter().copied())),
            Edit::Copy(from, to, count) => {
                let copy = bytes[range(from, *count)].to_vec();
                drop(bytes.splice(range(to, 0), copy));
            }
        }
    }
    bytes
}

fn pieces(count: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    vec(prop_oneof![4 => select(PIECES).prop_map(str::to_owned), 1 => "\\PC{0,6}"], count)
        .prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn any_bytes_are_a_document_or_a_diagnostic(bytes in vec(any::<u8>(), 0..200)) {
        parse_and_report(&bytes);
    }

    #[test]
    fn any_front_matter_is_read_or_explained(
        yaml in pieces(0..30), body in pieces(0..30), whole in any::<bool>(),
    ) {
        let start = "---\ntitle: x\nquick_answer: x\nmethods: [{title: x, body: x}]\nupdated: 2026-01-01\n";
        let text = format!("{}{yaml}\n---\n{body}", if whole { start } else { "---\n" });
        parse_and_report(text.as_bytes());
    }

    #[test]
    fn any_body_is_rendered(body in pieces(0..60)) {
        let text = format!(
            "---\ntitle: x\nquick_answer: x\nmethods: [{{title: x, body: x}}]\nupdated: 2026-01-01\n---\n{body}"
        );
        parse_and_report(text.as_bytes());
    }

    #[test]
    fn any_slip_in_an_article_is_read_or_explained(edits in vec(edit(), 1..6)) {
        parse_and_report(&edited(&read("content/http/502-bad-gateway.md"), &edits));
    }

    #[test]
    fn any_site_yaml_is_read_or_explained(edits in vec(edit(), 0..6), bytes in pieces(0..20)) {
        for bytes in [edited(&read("site.yaml"), &edits), bytes.into_bytes()] {
            if let Err(diagnostics) = config::parse(&bytes) {
                prop_assert!(!diagnostics.is_empty());
                draw(diagnostics, &bytes);
            }
        }
    }
}

/// Words for a line of text; all of them are shown as they are written.
const WORDS: &[&str] = &[
    "gateway",
    "a",
    "502",
    "</script>",
    "<!--",
    "-->",
    "]]>",
    "{{ x }}",
    "{% if %}",
    "&amp;",
    "&lt;",
    "\"",
    "'",
    "“",
    "\\",
    "ß",
    "👩‍👩‍👧",
    "a\u{a0}b",
    "{name}",
    "${{ y }}",
    "<b>",
    "%20",
    "#",
    "faq",
    "Methods",
    "--",
    ": ",
];

/// Parts of a Markdown text.
const PARTS: &[&str] = &[
    "A *b* `c` **d**.\n\n",
    "</script><script>alert(1)</script>\n\n",
    "a </script> b <!-- c\n\n",
    "Line\nbreak  \nhard.\n\n",
    "- one\n- two\n  - three\n\n",
    "1. one\n2. two\n\n",
    "> quoted\n\n",
    "> [!TIP]\n> tip\n\n",
    "```bash\necho '</script>' # {{ x }}\n```\n\n",
    "| a | b |\n|---|---|\n| `c` | & |\n\n",
    "Note[^1] and again[^1] and[^2].\n\n[^1]: First *note*.\n[^2]: Second.\n\n",
    "## Faq\n\n",
    "## Same\n\n",
    "## Same\n\n",
    "## Categories\n\n",
    "## Platforms\n\n",
    "## Recent\n\n",
    "## Top\n\n",
    "## Content\n\n",
    "## Note 1\n\n",
    "## …\n\n",
    "++Ctrl+F5++ and C++\n\n",
    "[other](b.md) [hub](/) [self](#content)\n\n",
    "&lt;&amp;&quot; &copy;\n\n",
    "~~x~~ <b>y</b>\n\n",
    "{{ page.title }} {% raw %}\n\n",
    "- [x] done\n\n",
    "![alt](a/p.png)\n\n",
    "<div>\n\nblock </div>\n\n",
];

fn line() -> impl Strategy<Value = String> {
    vec(select(WORDS), 1..5).prop_map(|words| format!("T {}", words.join(" ").trim_end()))
}

fn markdown() -> impl Strategy<Value = String> {
    vec(select(PARTS), 1..6).prop_map(|parts| parts.concat())
}

#[derive(Debug, Clone)]
struct Article {
    title: String,
    message: String,
    description: String,
    quick_answer: String,
    body: String,
    methods: Vec<(String, String)>,
    faq: Vec<(String, String)>,
}

fn article() -> impl Strategy<Value = Article> {
    let parts = (line(), line(), line(), markdown(), markdown());
    (parts, vec((line(), markdown()), 1..4), vec((line(), markdown()), 0..4)).prop_map(
        |((title, message, description, quick_answer, body), methods, faq)| Article {
            title,
            message,
            description,
            quick_answer,
            body,
            methods,
            faq,
        },
    )
}

impl Article {
    fn source(&self, number: usize) -> String {
        let quote = |text: &str| Value::from(text).to_string();
        let mut source = String::from("---\n");
        let title = format!("{} {number}", self.title);
        for (key, text) in [
            ("title", &title),
            ("description", &self.description),
            ("quick_answer", &self.quick_answer),
        ] {
            let _ = writeln!(source, "{key}: {}", quote(text));
        }
        let _ = writeln!(source, "messages: [{}]", quote(&format!("{} {number}", self.message)));
        source.push_str("updated: 2026-01-01\nmethods:\n");
        for (title, body) in &self.methods {
            let _ = writeln!(source, "  - title: {}\n    body: {}", quote(title), quote(body));
        }
        source.push_str("faq:\n");
        for (question, answer) in &self.faq {
            let (question, answer) = (quote(question), quote(answer));
            let _ = writeln!(source, "  - question: {question}\n    answer: {answer}");
        }
        if self.faq.is_empty() {
            source.truncate(source.len() - "faq:\n".len());
        }
        let _ = write!(source, "---\n{}", self.body);
        source
    }
}

fn site(articles: &[Article; 2], introduction: &str) -> TempSite {
    let [a, b] = [articles[0].source(1), articles[1].source(2)];
    let category = format!("---\ntitle: HTTP </script>\n---\n{introduction}");
    // The hub's introduction is in another folder.
    let hub = introduction.replace("(b.md)", "(http/b.md)").replace("(a/p.png)", "(http/a/p.png)");
    TempSite::new([
        ("site.yaml", "title: T </script>\nbase_url: https://example.com/x/\npaginate_by: 1\n"),
        ("content/_index.md", &hub),
        ("content/http/_index.md", &category),
        ("content/http/a.md", &a),
        ("content/http/b.md", &b),
        ("content/http/a/p.png", ""),
    ])
}

proptest! {
    #![proptest_config(cases(96))]

    #[test]
    fn pages_are_sound_whatever_authors_write(
        articles in [article(), article()], introduction in markdown(),
    ) {
        let site = site(&articles, &introduction);
        let built = build(site.root());
        let error = built.diagnostics.iter().find(|one| one.severity() == Severity::Error);
        prop_assert_eq!(error, None);
        check_pages(&built);
        for (path, article) in ["http/a", "http/b"].into_iter().zip(&articles) {
            check_faq(built.text(&format!("{path}/index.html")), article);
        }
    }
}

/// Asserts the properties of every page of every site.
fn check_pages(built: &Built) {
    let base = built.project.config.base_url.path();
    let address = built.project.config.base_url.to_string();
    let origin = address.strip_suffix(&format!("{base}/")).unwrap();
    let pages: BTreeMap<&str, dom::Element> =
        built.pages().map(|(path, html)| (path, dom::parse(html))).collect();
    let anchors: BTreeMap<&str, HashSet<&str>> =
        pages.iter().map(|(path, page)| (*path, anchors(path, page))).collect();
    for (path, page) in &pages {
        for element in page.all() {
            if element.name == "script" {
                let data = element.attribute("type") == "application/ld+json";
                let text = element.text();
                let own = match element.attributes.get("src") {
                    Some(src) => src.starts_with(&format!("{base}/assets/")) && text.is_empty(),
                    None => built.text("_headers").contains(&policy_source(&text)),
                };
                assert!(data || own, "{path}: a script of an author");
            }
            for name in ["href", "src"] {
                let Some(href) = element.attributes.get(name) else { continue };
                // Another part of the same host is another site.
                let href = match href.strip_prefix(origin) {
                    Some(local) if href.starts_with(&address) => local,
                    _ => href,
                };
                let (file, anchor) = href.split_once('#').unwrap_or((href, ""));
                let target = if file.is_empty() {
                    (*path).to_owned()
                } else if file.starts_with('/') {
                    let local = file.strip_prefix(base).filter(|rest| rest.starts_with('/'));
                    let local = local.unwrap_or_else(|| panic!("{path} leads out to {href}"));
                    errhub::path::UrlPath::from_encoded(local).to_out().unwrap().to_string()
                } else {
                    assert!(href.contains(':'), "{path} has a relative address: {href}");
                    continue;
                };
                assert!(built.files.contains_key(&target), "{path} leads to no file: {href}");
                if !anchor.is_empty() {
                    let there = anchors.get(&*target).is_some_and(|ids| ids.contains(anchor));
                    assert!(there, "{path} leads to no anchor: {href}");
                }
            }
        }
        if let Some(data) = json_ld(page) {
            assert_eq!(data["@context"], "https://schema.org", "{path}");
        }
    }
}

/// The ids of a page, which must be unique.
fn anchors<'p>(path: &str, page: &'p dom::Element) -> HashSet<&'p str> {
    let mut ids = HashSet::new();
    for id in page.all().into_iter().filter_map(|element| element.attributes.get("id")) {
        assert!(ids.insert(id.as_str()), "{path} has the id {id} twice");
    }
    ids
}

/// The structured questions are the visible ones, verbatim, and as the author wrote them.
fn check_faq(html: &str, article: &Article) {
    let page = dom::parse(html);
    let data = json_ld(&page).expect("an article has structured data");
    let nodes = data["@graph"].as_array().unwrap();
    let Some(faq) = nodes.iter().find(|node| node["@type"] == "FAQPage") else {
        assert!(article.faq.is_empty(), "no questions in the structured data");
        return;
    };
    let mut said = String::from("Frequently asked questions");
    for (question, (written, _)) in faq["mainEntity"].as_array().unwrap().iter().zip(&article.faq) {
        assert_eq!(question["name"], **written);
        for text in [&question["name"], &question["acceptedAnswer"]["text"]] {
            said.push(' ');
            said.push_str(text.as_str().unwrap());
        }
    }
    let shown = visible_text(page.section("faq").inner(html));
    assert_eq!(collapse(&shown), collapse(&said));
}

#[test]
fn the_content_of_the_repository_has_no_mistakes() {
    assert_eq!(build(repository()).diagnostics, []);
}

#[test]
fn the_pages_of_the_repository_are_sound() {
    check_pages(&build(repository()));
}

#[test]
fn builds_depend_on_nothing_but_their_input() {
    let on_threads = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| build(repository()).files)
    };
    let first = on_threads(1);
    for threads in [1, 3, 8] {
        let again = on_threads(threads);
        assert_eq!(first.keys().collect::<Vec<_>>(), again.keys().collect::<Vec<_>>());
        for (path, bytes) in &first {
            assert!(again[path] == *bytes, "{path} is another with {threads} threads");
        }
    }
    // The same site in another place on the disk gives the same output.
    let elsewhere = TempSite::of_repository();
    assert!(build(elsewhere.root()).files == first);
}
