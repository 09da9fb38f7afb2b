//! Whole builds in memory of hubs of several sizes.
//!
//! The fixed cost of a hub is the same at all sizes, so the differences between sizes are compared:
//! from n to 2n, and from 2n to 3n.

use std::fs;
use std::path::Path;

use errhub::config;
use errhub::date::Date;
use errhub::pipeline::{self, LoadOptions};
use errhub::site::Drafts;
use stats_alloc::Region;

use crate::{COUNTED, numbered};

/// The maximum ratio of the second difference to the first. It is 1 if the work is linear, and 5/3
/// if it is quadratic.
const GROWTH: f64 = 1.33;

/// A hub: its name, its size, and a function that makes its files for a size.
type Hub = (&'static str, usize, fn(usize) -> Files);

/// Paths and contents.
type Files = Vec<(String, String)>;

const HUBS: &[Hub] = &[
    ("articles", 20, |n| articles(n, |at| article(at, "", "It happens."))),
    ("articles that say the same", 20, |n| {
        let same = "code: \"502\"\nmessages: [\"The gateway is bad: {name}\"]\naliases: [/old/]\n";
        let body =
            "This sentence is in each of the articles, and it says nothing that is special. ";
        articles(n, |_| article(1, same, body))
    }),
    ("categories", 55, |n| {
        let category = |at: usize| {
            let index = (format!("content/c{at}/_index.md"), format!("---\ntitle: C{at}\n---\n"));
            [index, (format!("content/c{at}/a.md"), article(at, "", "It happens."))]
        };
        (0..n).flat_map(category).collect()
    }),
    ("pages in the footer", 40, |n| {
        let page = |at: usize| {
            let text = format!("---\ntitle: Page {at}\nfooter: true\n---\nText.\n");
            (format!("content/pages/p{at}.md"), text)
        };
        (0..n).map(page).collect()
    }),
    ("unknown articles, platforms, callouts and pictures", 30, |n| {
        articles(n, |at| {
            let front = format!(
                "applies_to: [Chromium{at}]\nrelated: [http/f{at}]\nimage: /http/q{at}.png\n\
                 callouts: [tip{at}]\n"
            );
            article(at, &front, &format!("[a](f{at}.md) ![b](q{at}.png) [c](e0.md#d{at})"))
        })
        .into_iter()
        .chain([(
            "site.yaml".into(),
            format!("platforms:\n{}", numbered(n, |at| format!("  - Chrome{at}\n"))),
        )])
        .chain((0..n).map(|at| (format!("content/http/p{at}.png"), "x".into())))
        .collect()
    }),
    ("aliases", 60, |n| {
        let aliases = numbered(n, |at| format!("  - /old/{at}/\n"));
        articles(1, |at| article(at, &format!("aliases:\n{aliases}"), "It happens."))
    }),
    ("redirects", 100, |n| {
        let chain = numbered(n, |at| format!("/a{at}/: /a{}/\n", at + 1));
        let dead = numbered(n, |at| format!("/b{at}/: http/f{at}\n"));
        let good = numbered(n, |at| format!("/c{at}/: http/e1\n"));
        let mut files = articles(n / 10, |at| article(at, "", "It happens."));
        files.push(("redirects.yaml".into(), format!("{chain}{dead}{good}")));
        files
    }),
    ("files", 100, |n| {
        let names = ["static/a@.txt", "static/A@.txt", "content/http/b@.txt"];
        let named = |at: usize| names.map(|name| (name.replace('@', &at.to_string()), "x".into()));
        (0..n).flat_map(named).collect()
    }),
    (TEXTS, 15, |n| {
        let texts = numbered(n, |at| format!("  - \"The gateway of peers is bad: {at}\"\n"));
        articles(5, |at| article(at, &format!("seen_as:\n{texts}"), "It happens."))
    }),
    ("texts that begin and end with parts of words", 4, |n| {
        articles(n, |at| {
            let messages = twenty(at, |word| format!("An abc{word}xyz happened"));
            let others = twenty(at, |word| format!("xyz of {word} and abc"));
            let front = format!("messages:\n{messages}not_seen_as:\n{others}");
            article(at, &front, "It happens.")
        })
    }),
    ("long texts of the same words", 4, |n| {
        let text = |at: usize| (0..40).map(|word| letters((7 * at + word) % 50) + " ").collect();
        let texts: Vec<String> = (0..n).map(text).collect();
        let texts = format!("seen_as:\n{}", texts.iter().map(line).collect::<String>());
        articles(3, |at| article(at, &texts, "It happens."))
    }),
    ("words that resemble each other, and typos of them", 6, |n| {
        articles(n, |at| {
            let messages = twenty(at, |word| format!("connec{word}tion was lost"));
            let others = twenty(at, |word| format!("connecz{word}tion xx conne{word}yion"));
            let front = format!("messages:\n{messages}not_seen_as:\n{others}");
            article(at, &front, "It happens.")
        })
    }),
    ("translations", 12, |n| {
        let mut files = articles(n, |at| article(at, "", "It happens."));
        let german = articles(n, |at| article(at, "", "Es passiert."));
        files
            .extend(german.into_iter().map(|(path, text)| (path.replace("http", "de/http"), text)));
        files.push(("site.yaml".into(), "languages: [{code: de, title: Hub}]\n".into()));
        files
    }),
];

/// Each text of an article is weighed against every text of other articles, and an article may have 50.
/// So the number of steps is bounded, and the other costs of each text must not grow.
const TEXTS: &str = "texts that all articles have";

/// A text as an item of a list.
fn line(text: &String) -> String {
    format!("  - \"{text}\"\n")
}

/// Items of an article, each with another word.
fn twenty(article: usize, text: fn(String) -> String) -> String {
    (0..20).map(|at| line(&text(letters(20 * article + at)))).collect()
}

/// A word for a number.
fn letters(mut number: usize) -> String {
    let mut word = String::new();
    for _ in 0..4 {
        word.extend(char::from_digit(10 + u32::try_from(number % 26).unwrap(), 36));
        number /= 26;
    }
    word
}

fn articles(n: usize, text: impl Fn(usize) -> String) -> Files {
    (0..n).map(|at| (format!("content/http/e{at}.md"), text(at))).collect()
}

fn article(at: usize, front: &str, body: &str) -> String {
    format!(
        "---\ntitle: Error {at}\nquick_answer: Wait.\nmethods: [{{title: Wait, body: Wait.}}]\n\
         updated: 2026-01-01\n{front}---\n{body}\n"
    )
}

/// The counters.
const COUNTS: [&str; 3] = ["allocations", "bytes", "steps"];

/// The number of allocations, of allocated bytes, and of steps for building a hub.
fn work(files: &Files) -> [usize; 3] {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "site.yaml", "title: Hub\nbase_url: https://example.com/\n");
    write(folder.path(), "content/http/_index.md", "---\ntitle: HTTP\n---\n");
    for (path, text) in files {
        write(folder.path(), path, text);
    }
    let (region, steps) = (Region::new(COUNTED), errhub::work::counted());
    let project = config::load(folder.path()).unwrap().unwrap();
    let options = LoadOptions { drafts: Drafts::Leave, today: Date::new(2026, 1, 2).unwrap() };
    let loaded = pipeline::load(&project, options, &()).unwrap();
    let built = loaded.build(&()).unwrap();
    let change = region.change();
    drop(built);
    let steps = errhub::work::counted() - steps;
    [change.allocations + change.reallocations, change.bytes_allocated, steps]
}

/// Adds a file, or appends lines to an existing one.
fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let before = fs::read_to_string(&path).unwrap_or_default();
    fs::write(path, before + text).unwrap();
}

/// The hubs for which the work grows too fast.
pub(crate) fn failures() -> Vec<String> {
    let mut failures = Vec::new();
    for (name, size, make) in HUBS {
        let [one, two, three] = [1, 2, 3].map(|times| work(&make(times * size)));
        for (at, what) in COUNTS.into_iter().enumerate() {
            if (*name, what) == (TEXTS, "steps") {
                continue;
            }
            let (first, second) =
                (two[at].saturating_sub(one[at]), three[at].saturating_sub(two[at]));
            #[expect(clippy::cast_precision_loss, reason = "the counts are small")]
            let growth = second as f64 / first.max(1) as f64;
            if growth > GROWTH {
                failures.push(format!("a hub with {name}: {first} {what}, then {second} more"));
            }
        }
    }
    failures
}
