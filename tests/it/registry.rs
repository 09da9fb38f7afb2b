//! The registry, `errors.json`: it agrees with its schema, its documentation and the pages.

use std::collections::{BTreeMap, BTreeSet};

use boon::{Compiler, Draft, SchemaIndex, Schemas};
use serde_json::Value;

use crate::support::{Built, TempSite, build, read, repository, run, tree};

const FILE: &str = "errors.json";
const SCHEMA: &str = "errors.schema.json";

/// A JSON Schema, as a third-party validator reads it.
struct Validator(Schemas, SchemaIndex);

impl Validator {
    fn of(schema: Value) -> Self {
        let mut compiler = Compiler::new();
        compiler.set_default_draft(Draft::V2020_12);
        compiler.enable_format_assertions();
        let address = "https://example.com/schema.json";
        compiler.add_resource(address, schema).unwrap();
        let mut schemas = Schemas::new();
        let index = compiler.compile(address, &mut schemas).unwrap();
        Self(schemas, index)
    }

    /// The violations in a document.
    fn mistakes(&self, document: &Value) -> Option<String> {
        self.0.validate(document, self.1).err().map(|error| format!("{error:#}"))
    }
}

fn json(built: &Built, path: &str) -> Value {
    serde_json::from_str(built.text(path)).unwrap()
}

fn texts<'v>(value: &'v Value, key: &str) -> Vec<&'v str> {
    value[key].as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect()
}

/// Every file of the registry, and the articles in all of them.
fn files(built: &Built) -> (Vec<Value>, Vec<Value>) {
    let root = json(built, FILE);
    let base = built.project.config.base_url.to_string();
    let parts = root["parts"].as_array().unwrap().iter().map(|part| {
        let file = json(built, part["url"].as_str().unwrap().strip_prefix(&base).unwrap());
        assert_eq!(file["articles"].as_array().unwrap().len() as u64, part["articles"]);
        file
    });
    let files: Vec<Value> = std::iter::once(root.clone()).chain(parts).collect();
    let articles = files.iter().flat_map(|file| file["articles"].as_array().unwrap().clone());
    let articles = articles.collect();
    (files, articles)
}

/// The hub of this repository, and those in the fixtures.
fn sites() -> Vec<Built> {
    let fixtures = repository().join("tests/it/fixtures");
    let settings = tree(&fixtures).into_keys().filter(|path| path.ends_with("/site.yaml"));
    let folders = settings.map(|path| fixtures.join(path.trim_end_matches("/site.yaml")));
    folders.map(|folder| build(&folder)).chain([build(repository())]).collect()
}

#[test]
fn registries_are_as_their_schema_says() {
    for built in sites() {
        let validator = Validator::of(json(&built, SCHEMA));
        let (files, articles) = files(&built);
        for file in &files {
            assert_eq!(validator.mistakes(file), None);
        }
        let base = built.project.config.base_url.to_string();
        let listed = articles.iter().map(|article| article["url"].as_str().unwrap());
        let listed: BTreeSet<&str> = listed.map(|url| url.strip_prefix(&base).unwrap()).collect();
        assert_eq!(listed.len(), articles.len());
        for url in &listed {
            assert!(built.files.contains_key(&format!("{url}index.html")), "{url}");
        }
        let articles = built.pages().filter(|(_, html)| html.contains("\"TechArticle\""));
        // Articles in other languages are in separate registries.
        let languages: Vec<String> = built.project.folders().map(|one| format!("{one}/")).collect();
        let is_main = |path: &str| !languages.iter().any(|folder| path.starts_with(folder));
        for (path, _) in articles.filter(|(path, _)| is_main(path)) {
            assert!(listed.contains(path.trim_end_matches("index.html")), "{path}");
        }
        assert!(built.text("index.html").contains("type=\"application/json\""));
    }
}

/// The validator finds violations of the schema.
#[test]
fn the_schema_tells_right_from_wrong() {
    let built = build(&repository().join("tests/it/fixtures/all-fields"));
    let validator = Validator::of(json(&built, SCHEMA));
    let right = json(&built, FILE);
    let with = |change: &dyn Fn(&mut Value)| {
        let mut document = right.clone();
        change(&mut document);
        validator.mistakes(&document)
    };
    assert_eq!(with(&|_| ()), None);
    assert_eq!(with(&|document| document["articles"][0]["new"] = "later".into()), None);
    for wrong in [
        with(&|document| document["version"] = "1".into()),
        with(&|document| document["articles"][0]["updated"] = "yesterday".into()),
        with(&|document| document["articles"][0]["url"] = "no address".into()),
        with(&|document| document["articles"][0]["methods"][0]["audience"] = "cat".into()),
        with(&|document| drop(document["hub"].as_object_mut().unwrap().remove("language"))),
    ] {
        assert!(wrong.is_some());
    }
}

#[test]
fn an_article_is_listed_as_its_page_shows_it() {
    let built = build(&repository().join("tests/it/fixtures/all-fields"));
    let (_, articles) = files(&built);
    let full = articles.iter().find(|article| article["id"] == "dns/full").unwrap();
    let page = built.text("dns/full/index.html");
    assert_eq!(full["language"], "en-GB");
    assert_eq!(full["category"], "dns");
    assert_eq!(full["url"], "https://example.com/dns/full/");
    assert_eq!(texts(full, "aliases")[0], "https://example.com/old/full/");
    for method in full["methods"].as_array().unwrap() {
        let (address, anchor) = method["url"].as_str().unwrap().split_once('#').unwrap();
        assert_eq!(address, "https://example.com/dns/full/");
        assert!(page.contains(&format!("id=\"{anchor}\"")), "{anchor}");
    }
    let html = full["quick_answer"]["html"].as_str().unwrap();
    assert!(!html.contains("=\"/") && !html.contains("=\"#"), "{html}");
}

#[test]
fn codes_come_with_their_other_spellings() {
    let built = build(repository());
    let (_, articles) = files(&built);
    let path = articles.iter().find(|article| article["code"] == "0x80070035").unwrap();
    assert_eq!(texts(path, "other_spellings"), ["2147942453", "-2147024843"]);
}

/// Each language has its own registry, and articles list their translations.
#[test]
fn languages_have_registries() {
    let article = |title: &str| {
        format!(
            "---\ntitle: {title}\nquick_answer: Q [b](b.md)\nmethods: [{{title: M, body: B}}]\n\
             updated: 2026-01-01\n---\nText.\n"
        )
    };
    let site = TempSite::new([
        ("site.yaml", "title: Site\nbase_url: https://example.com/x/\nlanguages: [{code: de}]\n"),
        ("content/http/a.md", &article("A")),
        ("content/http/b.md", &article("B")),
        ("content/de/http/a.md", &article("Ah")),
    ]);
    let built = build(site.root());
    let (main, german) = (json(&built, FILE), json(&built, "de/errors.json"));
    assert_eq!(german["hub"]["url"], "https://example.com/x/de/");
    let (a, ah) = (&main["articles"][0], &german["articles"][0]);
    assert_eq!((&a["id"], &ah["id"]), (&"http/a".into(), &"http/a".into()));
    assert_eq!((&a["language"], &ah["language"]), (&"en".into(), &"de".into()));
    let address = "https://example.com/x/";
    assert_eq!(a["translations"], serde_json::json!({ "de": format!("{address}de/http/a/") }));
    assert_eq!(ah["translations"], serde_json::json!({ "en": format!("{address}http/a/") }));
    assert_eq!(main["articles"][1]["translations"], serde_json::json!({}));
    // There is no German article about B.
    let html = ah["quick_answer"]["html"].as_str().unwrap();
    assert!(html.contains("href=\"https://example.com/x/http/b/\""), "{html}");
    let validator = Validator::of(json(&built, SCHEMA));
    assert_eq!((validator.mistakes(&main), validator.mistakes(&german)), (None, None));
}

fn large(count: usize) -> TempSite {
    let site = TempSite::new([("site.yaml", "title: Site\nbase_url: https://example.com/x/\n")]);
    for number in 0..count {
        let category = if number < 3 { "dns" } else { "http" };
        let text = format!(
            "---\ntitle: Error {number}\nquick_answer: Q\nmethods: [{{title: M, body: B}}]\n\
             updated: 2026-01-01\n---\nText.\n"
        );
        site.write(&format!("content/{category}/n{number}.md"), text);
    }
    site
}

#[test]
fn a_large_registry_has_parts() {
    let built = build(large(400).root());
    assert_eq!(files(&built).0.len(), 1);
    let built = build(large(405).root());
    let (files, articles) = files(&built);
    let parts = files[0]["parts"].as_array().unwrap().iter();
    let parts: BTreeMap<_, _> = parts
        .map(|part| (part["url"].as_str().unwrap(), part["articles"].as_u64().unwrap()))
        .collect();
    let expected = [
        ("https://example.com/x/errors/dns.json", 3),
        ("https://example.com/x/errors/http.json", 400),
        ("https://example.com/x/errors/http/2.json", 2),
    ];
    assert_eq!(parts, BTreeMap::from(expected));
    assert!(files[0]["articles"].as_array().unwrap().is_empty());
    let ids: BTreeSet<_> = articles.iter().map(|article| article["id"].to_string()).collect();
    assert_eq!((articles.len(), ids.len()), (405, 405));
    let validator = Validator::of(json(&built, SCHEMA));
    for file in &files {
        assert_eq!(validator.mistakes(file), None);
    }
}

#[test]
fn a_site_can_do_without_it() {
    let site = large(405);
    site.write(
        "site.yaml",
        "title: Site\nbase_url: https://example.com/x/\nformats: {registry: false}\n",
    );
    let built = build(site.root());
    assert!(!built.files.keys().any(|path| path.starts_with("errors")));
    assert!(!built.text("index.html").contains("application/json"));
}

/// The promise of docs/registry.md: the fields of the first version stay forever.
#[test]
fn no_field_of_the_first_version_is_gone() {
    let schema: Value =
        serde_json::from_str(&run(0, repository(), &["schema", "--registry"]).0).unwrap();
    for (of, fields) in [
        ("", "$schema version hub categories parts articles"),
        ("Hub", "title url language description"),
        ("Category", "id title url"),
        ("Part", "category url articles"),
        (
            "Article",
            "id url category language translations title code other_spellings messages platforms description \
             quick_answer methods published updated reviewed aliases related fingerprint",
        ),
        ("RichText", "text html"),
        ("Method", "title audience minutes url"),
    ] {
        let described = if of.is_empty() { &schema } else { &schema["$defs"][of] };
        let required = texts(described, "required");
        for field in fields.split_whitespace() {
            assert!(required.contains(&field), "{of} no longer has {field}");
        }
    }
}

/// docs/registry.md describes exactly the existing fields.
#[test]
fn every_field_is_documented() {
    let docs = read("docs/registry.md");
    let schema: Value =
        serde_json::from_str(&run(0, repository(), &["schema", "--registry"]).0).unwrap();
    for of in [&schema, &schema["$defs"]["Article"], &schema["$defs"]["Method"]] {
        for field in of["properties"].as_object().unwrap().keys() {
            assert!(docs.contains(&format!("| `{field}` |")), "docs/registry.md lacks {field}");
        }
    }
}
