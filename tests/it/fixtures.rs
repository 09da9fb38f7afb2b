//! Small sites with their expected output.
//!
//! A case is a folder of `fixtures/`: a site, and in `expected/` the relevant part of its output:
//! - `files.txt`: the path of every file, and `diagnostics.txt`: the warnings, if there are any;
//! - files for machines (feed, sitemap, redirects, headers, robots.txt) as they are;
//! - for the pages that the test names: `….outline`, the elements and texts of the page without
//!   what matters only to a style sheet, and `….json`, its structured data.
//!
//! `SNAPSHOTS=overwrite cargo test` updates `expected/`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use errhub::path::SourcePath;
use errhub::pipeline;
use errhub::report::{self, Counts, Strictness};
use snapbox::data::DataFormat;
use snapbox::{Assert, Data};

use crate::dom::{self, json_ld};
use crate::support::{build, repository, tree};

const FOR_MACHINES: &[&str] = &["_headers", "_redirects", "feed.xml", "robots.txt", "sitemap.xml"];

/// Builds the site of a case, and compares its output with the expected one.
fn check(case: &str, pages: &[&str]) {
    let folder = repository().join("tests/it/fixtures").join(case);
    let expected = folder.join("expected");
    let actual = extract(&folder, pages);
    let assert = Assert::new().action_env(snapbox::assert::DEFAULT_ACTION_ENV);
    let mut wrong = String::new();
    for (name, text) in &actual {
        let known = Data::read_from(&expected.join(name), Some(DataFormat::Text)).raw();
        if let Err(error) = assert.try_eq(Some(name), Data::text(text), known) {
            let _ = writeln!(wrong, "{error}");
        }
    }
    for name in tree(&expected).into_keys().filter(|name| !actual.contains_key(name)) {
        let _ = writeln!(wrong, "{}: nothing makes this file", expected.join(name).display());
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

fn extract(folder: &Path, pages: &[&str]) -> BTreeMap<String, String> {
    let built = build(folder);
    let mut extract = BTreeMap::new();
    let text = |source: &SourcePath| pipeline::text_on_disk(folder, source);
    let located = report::locate(built.diagnostics.clone(), Strictness::Normal, text);
    let warnings: String = located.iter().map(|one| report::short(one) + "\n").collect();
    assert_eq!(Counts::of_located(&located, 0).errors, 0, "{warnings}");
    if !warnings.is_empty() {
        extract.insert("diagnostics.txt".to_owned(), warnings);
    }
    let paths: Vec<&str> = built.files.keys().map(String::as_str).collect();
    extract.insert("files.txt".to_owned(), stable(&paths.join("\n")) + "\n");
    for name in FOR_MACHINES {
        extract.insert((*name).to_owned(), built.text(name).to_owned());
    }
    for page in pages {
        let root = dom::parse(built.text(page));
        let name = page.trim_end_matches(".html");
        extract.insert(format!("{name}.outline"), stable(&root.outline()));
        if let Some(data) = json_ld(&root) {
            let json = serde_json::to_string_pretty(&data).unwrap();
            extract.insert(format!("{name}.json"), json + "\n");
        }
    }
    extract
}

/// `text` without the parts that change with every style sheet or version.
fn stable(text: &str) -> String {
    const HASH: usize = 16;
    let mut stable = text.replace(concat!("errhub ", env!("CARGO_PKG_VERSION")), "errhub VERSION");
    let is_hash = |part: &str| part.len() == HASH && part.bytes().all(|b| b.is_ascii_hexdigit());
    let parts: Vec<String> = stable.split('.').filter(|p| is_hash(p)).map(str::to_owned).collect();
    for hash in parts {
        stable = stable.replace(&hash, "HASH");
    }
    stable
}

/// The smallest possible site.
#[test]
fn minimal() {
    check("minimal", &["index.html", "404.html", "http/index.html", "http/418-teapot/index.html"]);
}

/// Every field of the model, and all features of Markdown.
#[test]
fn all_fields() {
    check("all-fields", &["index.html", "dns/full/index.html", "old/full/index.html"]);
}

/// A site below a path, with lists of several pages.
#[test]
fn sub_path() {
    check(
        "sub-path",
        &[
            "http/index.html",
            "http/page/2/index.html",
            "platforms/my-browser/page/2/index.html",
            "http/404/index.html",
        ],
    );
}

/// A hub in a language that errhub knows: its site.yaml sets nothing but `language`.
#[test]
fn built_in_language() {
    check(
        "built-in-language",
        &["index.html", "netz/zeitueberschreitung/index.html", "404.html", "netz/index.html"],
    );
}

/// A hub that replaces labels of its language: texts, plurals and dates.
#[test]
fn german() {
    check("german", &["index.html", "netz/zeitueberschreitung/index.html", "404.html"]);
}

/// A hub in several languages, two of them with other scripts.
#[test]
fn languages() {
    let pages = [
        "index.html",
        "http/502-bad-gateway/index.html",
        "404.html",
        "de/index.html",
        "de/http/index.html",
        "de/http/502-bad-gateway/index.html",
        "ar/connection/err-connection-reset/index.html",
        "ja/http/502-bad-gateway/index.html",
    ];
    check("languages", &pages);
}

/// A site with one template and one style sheet of its own.
#[test]
fn own_template() {
    check("own-template", &["http/418-teapot/index.html", "index.html"]);
}

/// Additions by an owner: declared fields, own pages, platforms that look alike, authors.
#[test]
fn owner() {
    check(
        "owner",
        &[
            "api/index.html",
            "api/quota/index.html",
            "api/token/index.html",
            "index.html",
            "platforms/chrome/index.html",
            "platforms/dotnet/index.html",
            "imprint/index.html",
            "old/imprint/index.html",
        ],
    );
}

/// A site with its own logo, colours, font, links, style sheet and statistics, and with two
/// templates that change parts of the built-in ones.
#[test]
fn branded() {
    check("branded", &["index.html", "http/a/index.html"]);
}
