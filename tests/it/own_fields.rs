//! The fields that a site declares: how they are checked, and the effects of a declaration.

use std::path::Path;

use errhub::config;
use errhub::date::Date;
use errhub::limits::ONE_LINE;
use errhub::path::SourcePath;
use errhub::pipeline::{self, LoadOptions};
use errhub::report::{self, Strictness};
use errhub::site::Drafts;
use errhub::words::Single;
use serde_json::{Value, json};

use crate::support::{TempSite, build, run};

const ARTICLE: &str = "content/http/a.md";

/// A site that declares fields, with one article that has `own` lines of front matter.
fn site(fields: &str, own: &str) -> TempSite {
    let settings = format!("title: S\nbase_url: https://example.com/\nfields:\n{fields}");
    let article = format!(
        "---\ntitle: A\nquick_answer: B.\nmethods: [{{title: Do, body: C.}}]\n\
         faq: [{{question: D?, answer: E.}}]\nupdated: 2026-01-01\n{own}---\n"
    );
    TempSite::new([
        ("site.yaml", &*settings),
        ("content/http/_index.md", "---\ntitle: H\n---\n"),
        (ARTICLE, &*article),
    ])
}

/// A diagnostic on one line, without help.
fn line(diagnostic: &report::Located) -> String {
    let line = report::short(diagnostic);
    line.split("; ").next().unwrap_or_default().to_owned()
}

/// The diagnostics of a site like this, one per line.
fn said(fields: &str, own: &str) -> Vec<String> {
    let site = site(fields, own);
    let text = |source: &SourcePath| pipeline::text_on_disk(site.root(), source);
    let located = report::locate(build(site.root()).diagnostics, Strictness::Normal, text);
    located.iter().map(line).collect()
}

const FIELDS: &str =
    "  severity: {type: choice, values: [low, high], label: Severity, required: true}
  seen: {type: date}
  score: {type: number}
  open: {type: yes-no}
  tags: {type: list, show: facts}
  note: {type: text}
";

#[test]
fn values_are_checked_like_built_in_fields() {
    let with = |own: &str| said(FIELDS, &format!("severity: low\n{own}\n"));
    for good in [
        "seen: 2026-01-31",
        "score: 7",
        "score: -7.50",
        "open: true",
        "tags: [a, \"1.10\"]",
        "tags: []",
        "note: One line that is longer than most of them",
        "note: \"007\"",
    ] {
        assert_eq!(with(good), [""; 0], "{good}");
    }
    for (wrong, expected) in [
        ("seen: 2026-02-30", "8:7: error[E0108]: `seen` is not a valid date: `2026-02-30`"),
        ("score: 7,5", "8:8: error[E0106]: `score` must be a number, not `7,5`"),
        ("score: 0x10", "8:8: error[E0106]: `score` must be a number, not `0x10`"),
        ("score: [1]", "8:8: error[E0106]: `score` must be a number, not a list"),
        ("open: yes", "8:7: error[E0106]: `open` must be `true` or `false`, not `yes`"),
        ("tags: a", "8:7: error[E0106]: `tags` must be a list, not a text"),
        (
            "tags: [a, 007]",
            "8:11: error[E0107]: YAML reads `007` as the number 7, which loses its spelling",
        ),
        (
            "note: 007",
            "8:7: error[E0107]: YAML reads `007` as the number 7, which loses its spelling",
        ),
        ("note:", "8:1: error[E0105]: `note` has no value"),
        ("note: \"\"", "8:7: error[E0105]: `note` is empty"),
        ("note: [a]", "8:7: error[E0106]: `note` must be a text, not a list"),
        (
            "note: Error #5",
            "8:13: error[E0119]: the text ends here, because `#` after a space begins a comment",
        ),
        ("note: a\nnote: b", "9:1: error[E0103]: duplicate key `note`"),
        ("noet: a", "8:1: error[E0102]: unknown key `noet`"),
    ] {
        assert_eq!(with(wrong), [format!("{ARTICLE}:{expected}")], "{wrong}");
    }
}

#[test]
fn a_choice_has_one_of_its_values() {
    assert_eq!(said(FIELDS, "severity: high\n"), [""; 0]);
    for (own, expected) in [
        ("severity: hihg\n", "7:11: error[E0116]: `severity` cannot be `hihg`"),
        ("severity:\n", "7:1: error[E0105]: `severity` has no value"),
        ("", "1:1: error[E0104]: `severity` is missing"),
        // A misspelled key is a single mistake.
        ("severty: low\n", "7:1: error[E0102]: unknown key `severty`"),
    ] {
        assert_eq!(said(FIELDS, own), [format!("{ARTICLE}:{expected}")], "{own}");
    }
    let site = site(FIELDS, "severity: hihg\n");
    let help = build(site.root()).diagnostics.remove(0).help;
    assert_eq!(help, ["did you mean `high`?", "it is one of `low`, `high`"]);
}

#[test]
fn declarations_are_checked() {
    for (fields, expected) in [
        (
            "  Severity: {type: text}\n",
            "4:3: error[E0116]: `Severity` does not work as the name of a field",
        ),
        ("  1st: {type: text}\n", "4:3: error[E0116]: `1st` does not work as the name of a field"),
        ("  a: {type: text, lable: A}\n", "4:19: error[E0102]: unknown key `lable` in `fields.a`"),
        ("  a: {label: A}\n", "4:7: error[E0104]: `fields.a` has no `type`"),
        ("  a: {type: bool}\n", "4:13: error[E0116]: `fields.a.type` cannot be `bool`"),
        (
            "  a: {type: choice}\n",
            "4:13: error[E0116]: the field `a` is a choice, but has no values",
        ),
        (
            "  a: {type: text, values: [b]}\n",
            "4:19: error[E0116]: the field `a` has values, but is not a choice",
        ),
        (
            "  a: {type: choice, values: [b, c, b]}\n",
            "4:36: error[E0116]: the value `b` is listed twice",
        ),
        ("  a: {type: text}\n  a: {type: date}\n", "5:3: error[E0103]: duplicate key `a`"),
        (
            "  updated: {type: date}\n",
            "4:3: error[E0921]: `updated` is a field that every errhub site has",
        ),
    ] {
        let site = site(fields, "");
        let bytes = std::fs::read(site.root().join("site.yaml")).unwrap();
        let found = config::parse(&bytes).unwrap_err();
        let text = |_: &SourcePath| Some(String::from_utf8(bytes.clone()).unwrap());
        let found = report::locate(found, Strictness::Normal, text);
        let found: Vec<String> = found.iter().map(line).collect();
        assert_eq!(found, [format!("site.yaml:{expected}")], "{fields}");
    }
}

/// The fingerprint of the declared fields of the article; `None` if readers see none of them.
fn print(fields: &str, own: &str) -> Option<String> {
    let site = site(fields, own);
    let project = config::load(site.root()).unwrap().unwrap();
    let options = LoadOptions { drafts: Drafts::Leave, today: Date::new(2027, 1, 1).unwrap() };
    let loaded = pipeline::load(&project, options, &()).unwrap();
    let words = &loaded.site.articles[0].document.words;
    words.single(Single::OwnFields).map(|print| print.to_string())
}

/// Words are what readers read: dates depend on the fields that are shown, and on no others.
#[test]
fn fields_that_readers_see_are_words() {
    let shown = |show: &str, own: &str| {
        print(
            &format!("  b: {{type: text, show: {show}}}\n  a: {{type: yes-no, show: {show}}}\n"),
            own,
        )
    };
    assert_eq!(shown("none", "b: x\na: true\n"), None);
    assert_eq!(shown("facts", ""), None);
    let both = shown("facts", "b: x\na: true\n");
    assert!(both.is_some());
    assert_eq!(shown("badge", "a: true\nb: x\n"), both, "neither order nor place is a word");
    assert_ne!(shown("facts", "b: y\na: true\n"), both);
    assert_ne!(shown("facts", "b: x\na: false\n"), both);
    assert_eq!(shown("badge", "a: false\n"), None, "there is no badge for what is not so");
    let labelled = "  b: {type: text, show: facts, label: B}\n  a: {type: yes-no, show: facts}\n";
    assert_eq!(print(labelled, "b: x\na: true\n"), both, "labels are words of site.yaml");
}

/// A template reads declared fields by name, and gets nothing if an article does not have one.
#[test]
fn templates_read_fields() {
    let site =
        site(FIELDS, "severity: low\nscore: 7.50\nseen: 2026-01-31\nopen: false\ntags: [a, b]\n");
    site.write(
        "templates/article.html",
        "{% extends \"base.html\" %}{% block content %}<h1>{{ page.heading }}</h1><p>A</p><p>D?</p><p>E.</p>
<pre>{{ page.fields.severity.label }}={{ page.fields.severity.text }} {{ page.fields.score.value + 1 }} {{ page.fields.score.text }} \
{{ page.fields.seen.value }} {{ page.fields.seen.text }} {{ page.fields.open.value }} {{ page.fields.open.text }} \
{% for tag in page.fields.tags.value %}[{{ tag }}]{% endfor %} {{ page.fields.tags.show }} {{ page.fields.tags.type }} \
{{ page.fields.note?.text | default(value=\"none\") }}</pre><time datetime=\"{{ page.updated.iso }}\">{{ page.updated.text }}</time>{% endblock content %}",
    );
    let built = build(site.root());
    let page = built.text("http/a/index.html");
    let (_, found) = page.split_once("<pre>").unwrap();
    let expected =
        "Severity=low 8.5 7.50 2026-01-31 January 31, 2026 false No [a][b] facts list none</pre>";
    assert!(found.starts_with(expected), "{found}");
}

#[test]
fn the_schema_of_a_site_has_its_fields() {
    let folder = site(FIELDS, "severity: low\n");
    let schema =
        |folder: &Path| -> Value { serde_json::from_str(&run(0, folder, &["schema"]).0).unwrap() };
    let of_site = schema(folder.root());
    let field = |name: &str| {
        let mut field = of_site["properties"][name].clone();
        assert!(field.as_object_mut().unwrap().remove("description").is_some(), "{name}");
        field
    };
    assert_eq!(field("severity"), json!({ "type": "string", "enum": ["low", "high"] }));
    assert_eq!(field("seen"), json!({ "type": "string", "format": "date" }));
    assert_eq!(field("score"), json!({ "type": "number" }));
    assert_eq!(field("open"), json!({ "type": "boolean" }));
    let text = json!({ "type": "string", "minLength": 1, "maxLength": 2000, "pattern": ONE_LINE });
    assert_eq!(field("tags"), json!({ "type": "array", "maxItems": 1000, "items": text }));
    assert_eq!(field("note"), text);
    assert!(of_site["required"].as_array().unwrap().contains(&json!("severity")));
    assert_eq!(of_site["additionalProperties"], json!(false));

    let elsewhere = tempfile::tempdir().unwrap();
    let mut built_in = schema(elsewhere.path());
    assert!(built_in["properties"].get("severity").is_none());
    let plain = TempSite::new([("site.yaml", "title: S\nbase_url: https://example.com/\n")]);
    assert_eq!(schema(plain.root()), built_in);
    // The rest is the same.
    for name in ["severity", "seen", "score", "open", "tags", "note"] {
        built_in["properties"][name] = of_site["properties"][name].clone();
    }
    built_in["required"].as_array_mut().unwrap().push(json!("severity"));
    assert_eq!(of_site, built_in);
}

/// The form has every field, and its comments explain the values.
#[test]
fn a_new_article_has_the_fields() {
    let site = site(
        "  severity: {type: choice, values: [low, high], label: Severity, required: true}\n  \
         owner: {type: text, label: Owner, required: true}\n  tags: {type: list}\n",
        "severity: low\nowner: X\n",
    );
    run(0, site.root(), &["new", "http/b"]);
    let form = std::fs::read_to_string(site.root().join("content/http/b.md")).unwrap();
    let expected = "# Severity, which every article needs: `low` or `high`.\n# severity: low\n\
                    # Owner, which every article needs: a text.\nowner: \"TODO: Owner\"\n\
                    # tags: a list of texts.\n# tags: …\n# Leave the article out";
    assert!(form.contains(expected), "{form}");
}
