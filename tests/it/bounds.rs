//! Everything that errhub reads has a bound, which is documented, part of the schemas, and checked.

use std::process::Command;

use errhub::config::SiteConfig;
use errhub::diagnostic::Code;
use errhub::limits::{
    ATTRIBUTES, DIAGNOSTICS, FIELDS, FOOTER, LINE, Limit, Lines, NESTING, OTHERS, TEXT,
};
use errhub::parse::front_matter::ArticleFront;
use errhub::yaml;
use serde_json::Value;

use crate::support::{TempSite, build, read};

fn thousands(number: usize) -> String {
    errhub::report::number(number)
}

#[test]
fn the_bounds_are_documented() {
    let docs = read("docs/authoring.md");
    let (_, section) = docs.split_once("\n## Bounds\n").unwrap();
    let rows: Vec<&str> = section.lines().filter(|line| line.starts_with("| ")).collect();
    let row = |key: String, limit: &Limit| {
        let items = if limit.items == 0 { String::new() } else { thousands(limit.items) };
        let lines = if limit.lines == Lines::One { "one" } else { "any" };
        format!("| {key} | {} | {items} | {lines} |", thousands(limit.letters))
    };
    // errhub writes these itself.
    let fields = FIELDS.iter().filter(|limit| !["articles", "old_addresses"].contains(&limit.key));
    let mut expected = vec!["| Key | Characters | Items | Lines |".to_owned()];
    expected.extend(fields.map(|limit| row(format!("`{}`", limit.key), limit)));
    expected.push(row("any other key".into(), &OTHERS));
    expected.extend([
        "| What | At most |".to_owned(),
        format!("| the text below the front matter | {} bytes |", thousands(TEXT)),
        format!("| a line of Markdown | {} bytes |", thousands(LINE)),
        format!("| nested lists and quotes | {NESTING} levels |"),
        format!("| attributes of an HTML tag | {ATTRIBUTES} |"),
        format!("| pages with `footer: true` | {FOOTER} |"),
        format!("| diagnostics of one file that are shown one by one | {DIAGNOSTICS} |"),
    ]);
    assert_eq!(rows, expected);
}

/// The places in a schema where a text or list has no bound.
fn unbounded(schema: &Value, path: &str, found: &mut Vec<String>) {
    let Some(members) = schema.as_object() else {
        if let Some(all) = schema.as_array() {
            all.iter()
                .enumerate()
                .for_each(|(at, one)| unbounded(one, &format!("{path}/{at}"), found));
        }
        return;
    };
    let is_closed = ["enum", "const"].iter().any(|key| members.contains_key(*key));
    let is_missing = match members.get("type").and_then(Value::as_str) {
        Some("string") => {
            !is_closed
                && members.get("format") != Some(&"date".into())
                && !members.contains_key("maxLength")
        }
        Some("array") => !members.contains_key("maxItems"),
        _ => false,
    };
    if is_missing && path != "/$defs/Date" {
        found.push(path.to_owned());
    }
    members.iter().for_each(|(key, one)| unbounded(one, &format!("{path}/{key}"), found));
}

#[test]
fn schemas_bound_every_text_and_list() {
    for arguments in [&["schema"][..], &["schema", "--site"], &["schema", "--page"]] {
        let output = Command::new(env!("CARGO_BIN_EXE_errhub")).args(arguments).output().unwrap();
        let schema: Value = serde_json::from_slice(&output.stdout).unwrap();
        let mut found = Vec::new();
        unbounded(&schema, "", &mut found);
        assert!(found.is_empty(), "{arguments:?}: {found:#?}");
    }
}

/// An article with this front matter in addition to the required fields.
fn codes(title: &str, more: &str) -> Vec<Code> {
    let text = format!(
        "title: {title}\nquick_answer: Reload.\nmethods: [{{title: Reload, body: Press F5.}}]\n\
         updated: 2026-01-01\n{more}"
    );
    let found = yaml::decode::<ArticleFront>(&text).map(drop).err().unwrap_or_default();
    found.into_iter().map(|mistake| mistake.code).collect()
}

/// Bounds apply however a value is written, and whichever parser reads it.
#[test]
fn a_bound_is_the_most_that_is_allowed() {
    let text = |length: usize| "é".repeat(length);
    let list = |key: &str, items: usize| format!("{key}:\n{}", "  - a b c\n".repeat(items));
    let flow = |key: &str, items: usize| format!("{key}: [{}x]\n", "x, ".repeat(items - 1));
    for limit in FIELDS.iter().filter(|limit| ["code", "description"].contains(&limit.key)) {
        let (key, most) = (limit.key, limit.letters);
        for (before, after) in [("", ""), ("'", "'"), ("\"", "\""), ("|-\n  ", ""), (">-\n  ", "")]
        {
            let value = |length| format!("{key}: {before}{}{after}\n", text(length));
            assert_eq!(codes("A", &value(most)), [], "{key} {before}");
            assert_eq!(codes("A", &value(most + 1)), [Code::TooLong], "{key} {before}");
        }
    }
    for limit in
        FIELDS.iter().filter(|limit| ["messages", "related", "aliases"].contains(&limit.key))
    {
        let (key, most) = (limit.key, limit.items);
        for written in [list, flow] {
            assert_eq!(codes("A", &written(key, most)), [], "{key}");
            assert_eq!(codes("A", &written(key, most + 1)), [Code::TooMany], "{key}");
        }
        let item = |length| format!("{key}:\n  - {}\n", text(length));
        assert_eq!(codes("A", &item(limit.letters)), [], "{key}");
        assert_eq!(codes("A", &item(limit.letters + 1)), [Code::TooLong], "{key}");
    }
    assert_eq!(codes(&text(301), "code: 007\n"), [Code::TooLong, Code::LossyNumber]);
}

/// In `site.yaml` as well, even if nothing else is in doubt.
#[test]
fn a_mapping_has_a_bound() {
    let codes = |more: &str| -> Vec<Code> {
        let text = format!("title: T\nbase_url: https://example.com/\n{more}");
        let found = yaml::decode::<SiteConfig>(&text).map(drop).err().unwrap_or_default();
        found.into_iter().map(|mistake| mistake.code).collect()
    };
    let numbered = |count: usize, line: fn(usize) -> String| (0..count).map(line).collect();
    let fields = |count| -> String { numbered(count, |at| format!("  f{at}: {{type: text}}\n")) };
    assert_eq!(codes(&format!("fields:\n{}", fields(100))), []);
    assert_eq!(codes(&format!("fields:\n{}", fields(101))), [Code::TooMany]);
    let unknown = |count| -> String { numbered(count, |at| format!("key{at}: x\n")) };
    let found = codes(&unknown(100_000));
    assert!(found.contains(&Code::TooMany) && found.len() <= 1_000, "{}", found.len());
}

/// Bounds apply whichever parser reads the file, and the diagnostic has the place of the mistake.
#[test]
fn a_line_is_one_line() {
    let found = |front: &str| {
        let article = format!(
            "quick_answer: Reload.\nmethods: [{{title: Reload, body: Press F5.}}]\nupdated: 2026-01-01\n\
             {front}"
        );
        let found = yaml::decode::<ArticleFront>(&article).map(drop).err().unwrap_or_default();
        let found = found.into_iter();
        found.map(|one| (one.code, article[one.range.start..].to_owned())).collect::<Vec<_>>()
    };
    for title in
        ["A", "\"A\"", "|-\n  A", ">-\n  A\n  long title of more than a line", "A\n  B", "'A\n  B'"]
    {
        assert_eq!(found(&format!("title: {title}\n")), [], "{title}");
    }
    for (title, rest) in [
        ("|-\n  Bad\n  Gateway\n", "Gateway\n"),
        ("|-\n  Bad and long enough to be taken out\n  Gateway\n", "Gateway\n"),
        (">-\n  Bad\n\n  Gateway\n", "Gateway\n"),
        ("'Bad\n\n  Gateway'\n", "Gateway'\n"),
    ] {
        let expected = [(Code::BrokenLine, rest.to_owned())];
        assert_eq!(found(&format!("title: {title}")), expected, "{title}");
    }
    for field in [
        "code: \"5\\u001b[31m\"",
        "messages: [\"a\\0\"]",
        "faq: [{question: \"A\\u0085?\", answer: B}]",
    ] {
        let codes: Vec<_> =
            found(&format!("title: A\n{field}\n")).into_iter().map(|one| one.0).collect();
        assert_eq!(codes, [Code::ControlCharacter], "{field}");
    }
    assert_eq!(found("title: A\nseen_as:\n  - |\n    One\n    Two\n"), []);
}

/// A block ends with a line break, which is not part of a one-line text, whichever parser reads it.
#[test]
fn the_line_break_at_the_end_of_a_line_does_not_count() {
    let longest = "a".repeat(300);
    for text in ["Bad", "502 Bad Gateway of somebody", &longest] {
        for (mark, end) in [(">", ""), ("|", ""), (">+", "\n"), ("|+", "\n\n")] {
            // The last one is parsed into a tree.
            for more in ["", "code: >-\n  5\n  0\n", "code: '50' # as it is sent\n"] {
                let article = format!(
                    "title: {mark}\n  {text}\n{end}quick_answer: Reload.\nmethods:\n  - title: {mark}\n      \
                     {text}\n{end}    body: Press F5.\napplies_to:\n  - {mark}\n    {text}\n{end}\
                     updated: 2026-01-01\n{more}"
                );
                let front = yaml::decode::<ArticleFront>(&article).unwrap();
                let read =
                    [&front.title, &front.methods[0].title, &front.applies_to.as_ref().unwrap()[0]];
                assert_eq!(read, [text; 3], "{article}");
            }
        }
    }
    // The fields that a site declares.
    let site = TempSite::new([
        (
            "site.yaml",
            "title: T\nbase_url: https://example.com/\nfields:\n  vendor: {type: text, show: facts}\n",
        ),
        ("content/http/_index.md", "---\ntitle: HTTP\n---\n"),
        (
            "content/http/a.md",
            "---\ntitle: A\nquick_answer: Reload.\nmethods: [{title: Reload, body: Press F5.}]\n\
             vendor: >\n  Some\n  body\nupdated: 2026-01-01\n---\n",
        ),
    ]);
    let built = build(site.root());
    assert!(built.text("http/a/index.html").contains("Some body"), "{:?}", built.diagnostics);
}

/// A hub with hundreds of categories does not list all of them on each of thousands of pages.
#[test]
fn footers_are_short() {
    let site = TempSite::new([("site.yaml", "title: T\nbase_url: https://example.com/\n")]);
    for number in 0..=FOOTER {
        site.write(
            &format!("content/c{number:03}/_index.md"),
            format!("---\ntitle: C{number:03}\n---\n"),
        );
        let page = format!("---\ntitle: P{number:03}\nfooter: true\norder: {number}\n---\nText.\n");
        site.write(&format!("content/pages/p{number:03}.md"), page);
    }
    let built = build(site.root());
    let places = built.diagnostics.iter().filter(|one| one.code == Code::TooMany);
    let places = places.map(|one| one.place.as_ref().unwrap().file.to_string());
    assert_eq!(places.collect::<Vec<_>>(), [format!("content/pages/p{FOOTER:03}.md")]);
    let page = built.text("p000/index.html");
    let last = format!("/c{:03}/\"", FOOTER - 1);
    assert!(page.contains(&last) && page.contains("href=\"/#categories\""), "{page}");
    let beyond = [format!("/c{FOOTER:03}/\""), format!("/p{FOOTER:03}/\"")];
    assert!(!beyond.iter().any(|one| page.contains(one)), "{page}");
    let hub = built.text("index.html");
    assert!(hub.contains("id=\"categories\"") && hub.contains(&beyond[0]), "{hub}");
}
