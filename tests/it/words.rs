//! What changes the fingerprints of an article: any word, and no change of form.

use errhub::config::{BaseUrl, Labels};
use errhub::key::Key;
use errhub::parse::{self, Document, ParseOptions};
use errhub::path::SourcePath;
use errhub::words::Fingerprints;
use proptest::sample::{select, subsequence};
use proptest::{prop_assert, prop_assert_eq, proptest};
use std::collections::BTreeMap;

use crate::random::cases;

const ARTICLE: &str = r#"---
title: 502 Bad Gateway
code: "502"
messages:
  - 502 Bad Gateway
  - "The web server reported a bad gateway error. Ray ID: {id}"
applies_to: [Chrome, nginx]
seen_as:
  - upstream prematurely closed connection
description: What a 502 is.
quick_answer: |
  Wait a minute, then load the page **again**.
  Most of the time that [is enough](504-gateway-timeout.md).
methods:
  - title: Wait and reload
    minutes: 1
    body: |
      Press ++Ctrl+F5++ after a minute:

      - once in Chrome
      - once in Firefox
  - title: Restart the application
    audience: site-owner
    body: |
      Look at its state:

      ```console
      $ systemctl status app
        Active: failed
      ```

      > [!WARNING]
      > Users lose what they were writing.
    verify: |
      The page loads.
faq:
  - question: Is a 502 my fault?
    answer: |
      Hardly ever[^1].

      [^1]: See `RFC 9110`.
sources:
  - label: RFC 9110
    url: https://www.rfc-editor.org/rfc/rfc9110
related: [http/504-gateway-timeout]
updated: 2026-04-02
callouts: [check-ip]
---
The application behind the web server is down.

| Server | Says |
|---|---|
| nginx | `502 Bad Gateway` |

![A shot of the page](502/shot.png)
"#;

/// Changes of form: the text, and its replacement.
const FORM: &[(&str, &str)] = &[
    ("load the page **again**.", "load the page __again__."),
    ("load the page **again**.", "load the page again."),
    ("page **again**.\n  Most of", "page\n  **again**. Most\n  of"),
    ("Wait a minute, then", "*Wait* a   minute, then "),
    ("[is enough](504-gateway-timeout.md)", "[is enough](/http/504-gateway-timeout/ )"),
    ("[is enough](504-gateway-timeout.md)", "[is enough](https://example.com/)"),
    ("[is enough](504-gateway-timeout.md)", "is enough"),
    ("++Ctrl+F5++", "Ctrl+F5"),
    ("      - once in Chrome\n      - once", "      1. once in Chrome\n      2. once"),
    ("      - once in Chrome\n      - once", "      * once in Chrome\n\n      * once"),
    ("```console\n      $", "```text\n      $"),
    ("failed\n      ```\n", "failed\n\n      ```\n"),
    ("status app\n", "status app  \n"),
    ("Active: failed\n", "Active: failed\n\n\n"),
    ("related: [http/504-gateway-timeout]\n", ""),
    ("related: [http/504-gateway-timeout]", "related:\n  - http/503"),
    ("callouts: [check-ip]", "callouts: [vpn]"),
    ("callouts: [check-ip]\n", "# A remark\ncallouts: []\naliases: [/old/]\n"),
    ("updated: 2026-04-02", "updated: \"2026-09-09\"\nreviewed: 2026-10-10"),
    ("description: What a 502 is.\n", ""),
    ("  - upstream prematurely closed connection", "  - something else"),
    ("code: \"502\"", "code: '502'"),
    ("title: 502 Bad Gateway\n", "title: \"502 Bad Gateway\" # as nginx says it\n"),
    ("  - 502 Bad Gateway\n", "  - \"502  Bad Gateway\"\n"),
    ("applies_to: [Chrome, nginx]", "applies_to:\n  - nginx\n  - Chrome"),
    ("https://www.rfc-editor.org/rfc/rfc9110", "https://httpwg.org/specs/rfc9110.html"),
    ("ever[^1].\n\n      [^1]:", "ever[^rfc].\n\n      [^rfc]:"),
    ("See `RFC 9110`.", "See RFC 9110."),
    ("(502/shot.png)", "(502/new-shot.webp)"),
    ("is down.\n\n|", "is down.\n\n<!-- why? -->\n\n|"),
    ("|---|---|", "|:--|--:|"),
    ("| nginx | `502 Bad Gateway` |", "|nginx|502 Bad Gateway|"),
    ("The application behind", "The\u{a0}appli\u{ad}cation behind"),
    ("    minutes: 1\n    body: |", "    audience: visitor\n    minutes: 1\n    body: |"),
];

/// Changes of words, and the field that changes.
const WORDS: &[(&str, &str, &str)] = &[
    ("title: 502 Bad Gateway", "title: 502 Bad gateway", "`title`"),
    ("code: \"502\"", "code: \"504\"", "`code`"),
    ("  - 502 Bad Gateway\n", "  - 502 Bad Gateways\n", "`messages`"),
    ("Ray ID: {id}", "Ray ID {id}", "`messages`"),
    ("[Chrome, nginx]", "[Chrome, Apache]", "`applies_to`"),
    ("Wait a minute, then", "Wait a minute then", "`quick_answer`"),
    ("Wait a minute, then", "Wait two minutes, then", "`quick_answer`"),
    ("Most of the time", "Often", "`quick_answer`"),
    ("[is enough]", "[is not enough]", "`quick_answer`"),
    ("title: Wait and reload", "title: Reload", "`methods[1]`"),
    ("    minutes: 1\n", "    minutes: 2\n", "`methods[1]`"),
    ("++Ctrl+F5++", "++Ctrl+F6++", "`methods[1]`"),
    ("once in Chrome", "twice in Chrome", "`methods[1]`"),
    ("    audience: site-owner\n", "", "`methods[2]`"),
    ("$ systemctl status app", "$ systemctl status apps", "`methods[2]`"),
    ("        Active: failed", "         Active: failed", "`methods[2]`"),
    ("        Active: failed\n", "        Active: failed\n\n        Ended\n", "`methods[2]`"),
    ("[!WARNING]", "[!NOTE]", "`methods[2]`"),
    ("Users lose", "Visitors lose", "`methods[2]`"),
    ("The page loads.", "The page loads!", "`methods[2]`"),
    ("    verify: |\n      The page loads.\n", "", "`methods[2]`"),
    ("Is a 502 my fault?", "Is a 502 my mistake?", "`faq[1]`"),
    ("Hardly ever[^1]", "Never[^1]", "`faq[1]`"),
    ("See `RFC 9110`.", "See `RFC 9111`.", "`faq[1]`"),
    ("label: RFC 9110", "label: RFC 9111", "`sources`"),
    ("is down.", "is up.", "the text below the front matter"),
    ("is down.", "is down", "the text below the front matter"),
    ("| Server | Says |", "| Server | Shows |", "the text below the front matter"),
    ("`502 Bad Gateway` |", "`502 Bad  Gateways` |", "the text below the front matter"),
    ("![A shot of", "![The picture of", "the text below the front matter"),
];

fn fingerprints(text: &str) -> Fingerprints {
    let source = SourcePath::new("content/http/502.md");
    let base_url = BaseUrl::parse("https://example.com/").unwrap();
    let labels = Labels::new("en", &BTreeMap::new());
    let options = ParseOptions {
        base_url: &base_url,
        raw_html: false,
        highlight: true,
        labels: &labels,
        language: "en",
        fields: &errhub::config::OwnFields::default(),
        edition: &errhub::path::Edition::default(),
    };
    let key = Key::of_bytes(text.as_bytes());
    match parse::document(&source, text.as_bytes(), key, options).document {
        Document::Article(article) => article.words.clone(),
        document => panic!("{document:?}\n{text}"),
    }
}

fn edited(text: &str, (from, to): (&str, &str)) -> String {
    text.replacen(from, to, 1)
}

/// The article with the keys of its front matter in another order.
fn reordered(text: &str, by: usize) -> String {
    let front = text.strip_prefix("---\n").unwrap();
    let (front, body) = front.split_once("\n---\n").unwrap();
    let mut keys: Vec<String> = Vec::new();
    for line in front.lines() {
        match keys.last_mut() {
            Some(last) if line.is_empty() || line.starts_with([' ', '#']) => {
                last.push('\n');
                last.push_str(line);
            }
            _ => keys.push(line.to_owned()),
        }
    }
    let by = by % keys.len();
    keys.rotate_left(by);
    format!("---\n{}\n---\n{body}", keys.join("\n"))
}

#[test]
fn changes_of_form_are_not_words() {
    let before = fingerprints(ARTICLE);
    for (from, to) in FORM {
        assert!(ARTICLE.contains(from), "{from}");
        let changes = fingerprints(&edited(ARTICLE, (from, to))).changes_since(&before);
        assert!(changes.is_empty(), "{from:?} → {to:?}: {changes:?}");
    }
}

#[test]
fn every_word_counts_in_its_field() {
    let before = fingerprints(ARTICLE);
    for (from, to, field) in WORDS {
        assert!(ARTICLE.contains(from), "{from}");
        let changes = fingerprints(&edited(ARTICLE, (from, to))).changes_since(&before);
        let changes: Vec<_> = changes.iter().map(ToString::to_string).collect();
        assert_eq!(changes, [*field], "{from:?} → {to:?}");
    }
}

/// The settings and labels of a site are not words of an article.
#[test]
fn labels_and_settings_are_not_words() {
    let before = fingerprints(ARTICLE);
    let labels = BTreeMap::from([]);
    let source = SourcePath::new("content/http/502.md");
    let base_url = BaseUrl::parse("https://example.org/other/").unwrap();
    let labels = Labels::new("de", &labels);
    let options = ParseOptions {
        base_url: &base_url,
        raw_html: false,
        highlight: false,
        labels: &labels,
        language: "en",
        fields: &errhub::config::OwnFields::default(),
        edition: &errhub::path::Edition::default(),
    };
    let key = Key::default();
    match parse::document(&source, ARTICLE.as_bytes(), key, options).document {
        Document::Article(article) => assert_eq!(article.words, before),
        document => panic!("{document:?}"),
    }
}

proptest! {
    #![proptest_config(cases(256))]

    /// Any changes of form, any number of times, and at most one word.
    #[test]
    fn words_are_found_in_any_form(
        forms in subsequence(FORM, 0..12),
        word in proptest::option::of(select(WORDS)),
        by in 0..20_usize,
        windows: bool,
    ) {
        let mut text = ARTICLE.to_owned();
        let mut field = None;
        if let Some((from, to, changed)) = word {
            text = edited(&text, (from, to));
            field = Some(changed);
        }
        for (from, to) in forms {
            // If the word changed, some changes of form no longer apply.
            text = edited(&text, (from, to));
        }
        text = reordered(&text, by);
        if windows {
            text = text.replace('\n', "\r\n");
        }
        let (before, now) = (fingerprints(ARTICLE), fingerprints(&text));
        let changes = now.changes_since(&before);
        let changes: Vec<_> = changes.iter().map(ToString::to_string).collect();
        prop_assert_eq!(changes.is_empty(), now == before);
        match field {
            None => prop_assert!(changes.is_empty(), "{:?}\n{}", changes, text),
            Some(field) => prop_assert!(changes == [field], "{:?}\n{}", changes, text),
        }
    }
}
