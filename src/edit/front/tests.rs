//! Values are edited in every YAML form, and nothing else changes.

use super::*;
use crate::edit::apply;

fn file() -> SourcePath {
    SourcePath::new("content/http/502.md")
}

fn dated(text: &str, field: DateField, old: Option<&str>) -> String {
    let old = old.map(|old| old.parse().unwrap());
    let edit = set_date(&file(), text, field, old, "2026-11-26".parse().unwrap()).unwrap();
    apply(text, vec![edit])
}

#[test]
fn a_date_is_replaced_in_place() {
    for line in [
        "updated: 2026-04-02",
        "updated:    2026-04-02   # when it changed: 2026",
        "updated: \"2026-04-02\"",
        "updated: '2026-04-02' # 'x'",
        "\"updated\": 2026-04-02",
        "updated:\n  2026-04-02",
        "updated: >-\n  2026-04-02",
        "? updated\n: 2026-04-02",
    ] {
        for end in ["\n", "\r\n"] {
            let line = line.replace('\n', end);
            let text = format!(
                "---{end}title: a # 2026-04-02{end}{line}{end}published: 2026-04-02{end}---{end}2026-04-02{end}"
            );
            let expected = text.replace(&line, &line.replace("2026-04-02", "2026-11-26"));
            assert_eq!(dated(&text, DateField::Updated, Some("2026-04-02")), expected, "{line}");
        }
    }
    let flow = "---\n{ title: a, updated: 2026-04-02 }\n---\n";
    let expected = "---\n{ title: a, updated: 2026-11-26 }\n---\n";
    assert_eq!(dated(flow, DateField::Updated, Some("2026-04-02")), expected);
}

#[test]
fn a_missing_date_gets_a_line() {
    let check = |text: &str, field, expected: &str| {
        assert_eq!(dated(text, field, None), expected, "{text}");
    };
    check(
        "---\ntitle: a\nbody: |\n  b\n\n---\n",
        DateField::Updated,
        "---\ntitle: a\nbody: |\n  b\n\nupdated: 2026-11-26\n---\n",
    );
    check(
        "---\r\nreviewed: 2026-01-01\r\ntitle: a\r\n---\r\n",
        DateField::Updated,
        "---\r\nupdated: 2026-11-26\r\nreviewed: 2026-01-01\r\ntitle: a\r\n---\r\n",
    );
    check(
        "---\npublished: 2026-01-01 # first\ntitle: a\n---\n",
        DateField::Updated,
        "---\npublished: 2026-01-01 # first\nupdated: 2026-11-26\ntitle: a\n---\n",
    );
    check(
        "---\n  title: a\n  updated: 2026-01-01\n---\n",
        DateField::Reviewed,
        "---\n  title: a\n  updated: 2026-01-01\n  reviewed: 2026-11-26\n---\n",
    );
    check(
        "---\n# all\n{title: a,\n b: c}\n---\n",
        DateField::Updated,
        "---\n# all\n{updated: 2026-11-26, title: a,\n b: c}\n---\n",
    );
    check(
        "---\nupdated:\na: b\n---\n",
        DateField::Updated,
        "---\nupdated: 2026-11-26\na: b\n---\n",
    );
    check(
        "---\nupdated: ~ # todo\na: b\n---\n",
        DateField::Updated,
        "---\nupdated: 2026-11-26 # todo\na: b\n---\n",
    );
    check(
        "---\nupdated: # todo\na: b\n---\n",
        DateField::Updated,
        "---\nupdated: 2026-11-26 # todo\na: b\n---\n",
    );
}

#[test]
fn an_alias_is_added() {
    let check = |text: &str, expected: &str| {
        let edit = add_item(&file(), text, List::Aliases, "/old/").unwrap();
        assert_eq!(apply(text, vec![edit]), expected);
    };
    check(
        "---\nupdated: 2026-01-01\ntitle: a\n---\n",
        "---\nupdated: 2026-01-01\naliases: [/old/]\ntitle: a\n---\n",
    );
    check(
        "---\naliases: [/a/, \"/b/\"] # c\nx: y\n---\n",
        "---\naliases: [/old/, /a/, \"/b/\"] # c\nx: y\n---\n",
    );
    check("---\naliases: [ ]\nx: y\n---\n", "---\naliases: [/old/ ]\nx: y\n---\n");
    check(
        "---\r\naliases:\r\n  # ours\r\n  - /a/\r\n  - /b/\r\nx: y\r\n---\r\n",
        "---\r\naliases:\r\n  # ours\r\n  - \"/old/\"\r\n  - /a/\r\n  - /b/\r\nx: y\r\n---\r\n",
    );
}

#[test]
fn an_item_is_replaced_or_removed() {
    let check = |text: &str, index, expected: &str| {
        let edit = remove_item(&file(), text, List::Related, index).unwrap();
        assert_eq!(apply(text, vec![edit]), expected);
    };
    check("---\nrelated: [a/b, c/d]\nx: y\n---\n", 0, "---\nrelated: [c/d]\nx: y\n---\n");
    check("---\nrelated: [a/b, c/d]\nx: y\n---\n", 1, "---\nrelated: [a/b]\nx: y\n---\n");
    check("---\nrelated: [a/b]\nx: y\n---\n", 0, "---\nx: y\n---\n");
    check("---\nrelated:\n- a/b # b\n- c/d\nx: y\n---\n", 0, "---\nrelated:\n- c/d\nx: y\n---\n");
    check("---\nrelated:\n  - a/b\nx: y\n---\n", 0, "---\nx: y\n---\n");
    check("---\n{related: [a/b], x: y}\n---\n", 0, "---\n{related: [], x: y}\n---\n");
    let text = "---\nrelated: [a/b, 'c/d']\n---\n";
    let edit = replace_item(&file(), text, List::Related, 1, "e/f").unwrap();
    assert_eq!(apply(text, vec![edit]), "---\nrelated: [a/b, 'e/f']\n---\n");
}
