//! The work for a document or a hub is linear in its size, not quadratic: allocations are counted
//! at several sizes. Counts are the same on every machine; times are not.
//!
//! Nearly every loop allocates. Loops that do not, and that a hub could make long, count their
//! steps (`errhub::work`). Instructions would be a better measure, but only some machines can count
//! them.
//!
//! This is a separate process with a single test, because the counting allocator counts for all
//! threads.
#![expect(clippy::unwrap_used, reason = "a helper that fails is a test that fails")]

mod hubs;

use std::alloc::System;
use std::collections::BTreeMap;

use errhub::config::{BaseUrl, Labels, OwnFields};
use errhub::key::Key;
use errhub::parse::{self, ParseOptions};
use errhub::path::{Edition, SourcePath};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static COUNTED: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// The maximum ratio of work for twice the length. Buffers grow in steps, so it is not exactly 2.
const GROWTH: f64 = 2.3;

/// A case: its name, its length, and a function that makes its front matter and text.
type Case = (&'static str, usize, fn(usize) -> (String, String));

fn numbered(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect()
}

const CASES: &[Case] = &[
    ("keys", 2000, |n| (String::new(), "++a++ ".repeat(n))),
    ("equal headings", 2000, |n| (String::new(), "## Same\n\n".repeat(n))),
    ("footnotes", 1000, |n| {
        let notes = numbered(n, |at| format!("a[^{at}]\n\n[^{at}]: note\n\n"));
        (String::new(), notes)
    }),
    ("dead links on a line", 1000, |n| (String::new(), "[a](nope.md) ".repeat(n))),
    ("pictures", 1000, |n| (String::new(), numbered(n, |at| format!("![a](/{at}.png)\n")))),
    ("quotes in quotes", 20, |n| (String::new(), format!("{}a", "> ".repeat(n)))),
    ("brackets", 1000, |n| (String::new(), "[a](<b ".repeat(n))),
    ("backslashes", 1000, |n| (String::new(), "C:\\_a ".repeat(n))),
    ("tables", 1000, |n| (String::new(), "|a|b|\n|-|-|\n|a|b|\n\n".repeat(n))),
    ("tags", 1000, |n| (String::new(), "<b>a</b> ".repeat(n))),
    ("questions", 90, |n| {
        (format!("faq:\n{}", "  - question: Same?\n    answer: No.\n".repeat(n)), String::new())
    }),
    ("unknown keys", 2000, |n| (numbered(n, |at| format!("key{at}: a\n")), String::new())),
    ("items beyond the bound", 2000, |n| {
        (format!("aliases:\n{}", numbered(n, |at| format!("  - /old{at}/\n"))), String::new())
    }),
    ("aliases of YAML", 1000, |n| {
        (format!("seen_as:\n  - &a {}\n{}", "x".repeat(n), "  - *a\n".repeat(n)), String::new())
    }),
    ("a title beyond its bound", 20_000, |n| {
        (format!("description: {}\n", "a ".repeat(n)), String::new())
    }),
];

/// The number of allocations, and of allocated bytes, for parsing an article.
fn work((front, text): &(String, String)) -> (usize, usize) {
    let base_url = BaseUrl::parse("https://example.com/").unwrap();
    let (labels, fields) = (Labels::new("en", &BTreeMap::new()), OwnFields::default());
    let edition = Edition::default();
    let options = ParseOptions {
        base_url: &base_url,
        raw_html: false,
        highlight: true,
        labels: &labels,
        language: "en",
        fields: &fields,
        edition: &edition,
    };
    let article = format!(
        "---\ntitle: A\nquick_answer: Reload.\nmethods: [{{title: Reload, body: Press F5.}}]\n\
         updated: 2026-01-01\n{front}---\n{text}\n"
    );
    let source = SourcePath::new("content/http/a.md");
    let region = Region::new(COUNTED);
    let parsed = parse::document(&source, article.as_bytes(), Key::default(), options);
    let change = region.change();
    drop(parsed);
    (change.allocations + change.reallocations, change.bytes_allocated)
}

#[test]
fn work_grows_with_the_input() {
    // Each thread counts its own steps.
    let thread = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let failures: Vec<String> =
        thread.install(|| documents().into_iter().chain(hubs::failures()).collect());
    assert!(failures.is_empty(), "{failures:#?}");
}

/// The documents for which the work grows too fast.
fn documents() -> Vec<String> {
    let mut failures = Vec::new();
    for (name, length, make) in CASES {
        // A first run initializes what is shared.
        work(&make(1));
        let (once, twice) = (work(&make(*length)), work(&make(2 * length)));
        for (what, once, twice) in [("allocations", once.0, twice.0), ("bytes", once.1, twice.1)] {
            #[expect(clippy::cast_precision_loss, reason = "the counts are small")]
            let growth = twice as f64 / once as f64;
            if growth > GROWTH {
                failures.push(format!("{name}: {once} {what} become {twice}"));
            }
        }
    }
    failures
}
