//! The offline copy: it is self-contained, its links lead somewhere, and only valid paths are
//! written to.

use std::collections::BTreeSet;
use std::fs;
use std::io::Read;

use base64ct::{Base64, Encoding};
use errhub::check;
use errhub::config;
use errhub::date::Date;
use errhub::pipeline::{self, LoadOptions};
use errhub::site::Drafts;
use flate2::read::GzDecoder;
use serde_json::Value;

use crate::dom::{self, Element};
use crate::support::{PIXEL, TempSite, build, policy_source, repository, run};

const SETTINGS: &str = "title: Site & more\nbase_url: https://example.com/x/\nraw_html: true\n\
                        font: static/f.woff2\ncsp: {frame: [https://example.org], script: [SCRIPT]}\nlanguages: [{code: de, title: Seite}]\n";

/// An article with its own text.
fn article(title: &str, text: &str) -> String {
    format!(
        "---\ntitle: {title}\nmessages: [\"{title} broke\"]\nquick_answer: Q\n\
         methods: [{{title: Wait a bit, body: \"See [below](#faq).\"}}]\n\
         faq: [{{question: Why?, answer: \"Because. [Wait](#wait-a-bit).\"}}]\nsources: [{{label: S, url: \"https://example.org/s\"}}]\nupdated: 2026-01-01\n---\n{text}\n"
    )
}

fn site(more: &str) -> TempSite {
    let text = "## Größe\n\nHere[^1]. [B](b.md), [its faq](b.md#faq), [its sources](b.md#sources), [size](#größe), \
                [list](_index.md), [page](../pages/imprint.md), [hub](/), [out](https://example.org/?a&b).\n\n\
                ![Small](a/small.gif) ![Large](a/large.gif) ![Far](https://example.org/far.png) \
                [![Linked](a/large.gif)](b.md)\n\n\
                <script>alert('</article>')</script><p id=own style='color:red'>own \
                <a href=\"b.md#own\">raw</a></p><iframe src=\"https://example.org/frame\" title=Frame></iframe>\n\n\
                ```bash\necho \"</pre>\"\n```\n\n[^1]: A note.";
    let mut font = b"wOF2".to_vec();
    font.resize(48, 0);
    let site = TempSite::new([
        ("content/http/_index.md", "---\ntitle: HTTP\n---\n"),
        ("content/http/a.md", &*article("A", text)),
        ("content/http/b.md", &*article("B", "<p id=own>Own.</p>\n\n## Größe\n\nText.")),
        ("content/de/http/a.md", &*article("A auf Deutsch", "[B](../../http/b.md) [A](a.md)")),
        ("content/pages/imprint.md", "---\ntitle: Imprint\n---\nText.\n"),
        ("content/http/a/small.gif", PIXEL),
        ("static/assets/custom.css", "@import url(x.css); p { background: url(y.png) }"),
    ]);
    site.write("content/http/a/large.gif", [PIXEL.as_bytes(), &vec![0; 70_000]].concat());
    site.write("static/f.woff2", font);
    let script = format!("\"{}\"", policy_source("alert('</article>')"));
    site.write("site.yaml", format!("{}{more}", SETTINGS.replace("SCRIPT", &script)));
    site
}

/// The targets of all links of an element.
fn links(element: &Element) -> Vec<&str> {
    element.named("a").into_iter().map(|link| link.attribute("href")).collect()
}

#[test]
fn a_copy_is_complete_in_itself() {
    let built = build(site("formats: {offline: true}\n").root());
    let html = built.text("offline.html");
    assert_eq!(check::loaded_from_elsewhere(html), Vec::<String>::new());
    let page = dom::parse(html);
    let ids: Vec<&str> =
        page.all().into_iter().map(|one| one.attribute("id")).filter(|id| !id.is_empty()).collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{ids:?}");
    for link in links(&page) {
        let is_known =
            link.strip_prefix('#').map_or(link.starts_with("https://"), |id| ids.contains(&id));
        assert!(is_known, "{link}");
    }
    let levels = page.all().into_iter().filter_map(|one| one.name.strip_prefix('h')?.parse().ok());
    let levels: Vec<u8> = levels.collect();
    assert!(levels.iter().filter(|level| **level == 1).eq([&1]));
    assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{levels:?}");

    let one = page.one("article", |element| element.attribute("id") == "http/a");
    let expected = [
        "#http/b",
        "#http/b:faq",
        "#http/b",
        "#http/b:own",
        "#http/a:gr%C3%B6%C3%9Fe",
        "https://example.com/x/http/",
        "https://example.com/x/imprint/",
        "#directory",
        "https://example.org/?a&b",
    ];
    let found = links(one);
    assert!(expected.iter().all(|link| found.contains(link)), "{found:#?}");
    let pictures: Vec<_> = one
        .named("img")
        .into_iter()
        .map(|one| (one.attribute("alt"), one.attribute("src")))
        .collect();
    assert_eq!(pictures, [("Small", "data:image/gif;base64,R0lGODlhAQABAAAAAA==")]);
    for left_out in [
        "<a href=\"https://example.com/x/http/a/large.gif\">Large</a>",
        "<a href=\"https://example.org/far.png\">Far</a>",
        "<a href=\"#http/b\">Linked</a>",
        "<a href=\"https://example.org/frame\">Frame</a>",
        "<p id=\"http/a:own\">own",
    ] {
        assert!(html.contains(left_out), "{left_out}");
    }
    for gone in ["alert('", "color:red", "<iframe", "@import", "y.png", "f.woff2"] {
        assert!(!html.contains(gone), "{gone}");
    }
    assert!(html.contains(
        "<pre tabindex=\"0\"><code class=\"language-bash\">echo \"&lt;/pre&gt;\"\n</code>"
    ));
}

/// The policy of the pages allows the copy, too.
#[test]
fn a_copy_works_on_the_site_as_well() {
    let built = build(site("formats: {offline: true}\n").root());
    let headers = built.text("_headers");
    let page = dom::parse(built.text("offline.html"));
    let code =
        page.named("script").into_iter().filter(|script| script.attribute("type").is_empty());
    for code in code.chain(page.named("style")) {
        assert!(headers.contains(&policy_source(&code.text())), "{headers}");
    }
    let link = "<a href=\"/x/offline.html\" download>Offline copy</a>";
    assert!(built.text("http/a/index.html").contains(link));
    let link = "<a href=\"/x/de/offline.html\" download>Offline-Kopie</a>";
    assert!(built.text("de/http/a/index.html").contains(link));
    let wrong = built.diagnostics.iter().filter(|one| one.code.id().starts_with('E'));
    assert_eq!(wrong.count(), 0, "{:#?}", built.diagnostics);
}

#[test]
fn the_copy_of_a_language_leads_to_what_it_has() {
    let built = build(site("formats: {offline: true}\n").root());
    let page = dom::parse(built.text("de/offline.html"));
    let one = page.one("article", |element| element.attribute("id") == "http/a");
    let found = links(one);
    assert!(
        found.contains(&"https://example.com/x/http/b/") && found.contains(&"#http/a"),
        "{found:?}"
    );
    assert_eq!(page.named("article").len(), 1);
}

#[test]
fn the_index_of_the_search_box_is_in_the_page() {
    let built = build(site("formats: {offline: true}\n").root());
    let page = dom::parse(built.text("offline.html"));
    let packed = page.one("index", |element| element.attribute("id") == "search-index").text();
    let packed = Base64::decode_vec(&packed).unwrap();
    let mut list = Vec::new();
    GzDecoder::new(&*packed).read_to_end(&mut list).unwrap();
    let list: Value = serde_json::from_slice(&list).unwrap();
    let head: Value = serde_json::from_slice(&built.files["search/index.json"]).unwrap();
    assert_eq!(list, Value::Array(vec![head]));
}

#[test]
fn there_is_no_copy_unless_somebody_asks() {
    let built = build(site("").root());
    assert!(!built.files.contains_key("offline.html"));
    assert!(!built.text("index.html").contains("offline"));
    assert!(!built.text("_headers").contains("style-src 'self' '"));
}

#[test]
fn a_copy_is_written_where_it_may_be() {
    let site = site("formats: {offline: true}\n");
    let hub = site.root().join("copies/hub.html");
    let (_, said) = run(0, site.root(), &["build", "--offline", "copies/hub.html"]);
    assert!(
        said.contains("Wrote an offline copy of") && said.contains("→ copies/hub.de.html"),
        "{said}"
    );
    let text = fs::read_to_string(&hub).unwrap();
    assert_eq!(text, fs::read_to_string(site.root().join("public/offline.html")).unwrap());
    // An older copy is replaced.
    run(0, site.root(), &["build", "--offline", "copies/hub.html"]);
    fs::write(&hub, "mine").unwrap();
    fs::remove_dir_all(site.root().join("public")).unwrap();
    let (_, said) = run(2, site.root(), &["build", "--offline", "copies/hub.html"]);
    assert!(said.contains("copies/hub.html exists and is not an offline copy"), "{said}");
    assert_eq!(fs::read_to_string(&hub).unwrap(), "mine");
    assert!(!site.root().join("public").exists());
}

/// 80 articles like those of this hub are less than a megabyte.
#[test]
fn a_copy_is_small() {
    let project = config::load(repository()).unwrap().unwrap();
    let options = LoadOptions { drafts: Drafts::Leave, today: Date::new(2027, 1, 1).unwrap() };
    let loaded = pipeline::load(&project, options, &()).unwrap();
    let (copies, wrong) = loaded.offline_copies().unwrap();
    assert!(wrong.is_empty(), "{wrong:#?}");
    let length = copies[0].bytes.len();
    let count = String::from_utf8_lossy(&copies[0].bytes).matches("<article ").count();
    // The style sheet, the script and the rest of the frame.
    let fixed = 70_000;
    let of_80 = fixed + (length - fixed) / count * 80;
    assert!(count >= 80 && of_80 < 1_000_000, "{length} bytes for {count}, {of_80} for 80");
}
