//! `errhub stamp`, errhub.lock, and what `check` reports about both.

use std::fs;
use std::process::{Command, Stdio};

use errhub::edit::{self, DateField};
use errhub::path::SourcePath;
use proptest::collection::vec;
use proptest::sample::select;
use proptest::{prop_assert, prop_assert_eq, proptest};

use crate::random::cases;
use crate::support::{TempSite, run, tree};

const SITE: &str = "title: Tiny\nbase_url: https://example.com/\n";
const CATEGORY: &str = "---\ntitle: HTTP\n---\n";
const TEAPOT: &str = "content/http/teapot.md";

fn article(title: &str, related: &str) -> String {
    format!(
        "---\n# What it is\ntitle: \"{title}\"   # as people see it\nquick_answer: Wait.\nmethods:\n  \
         - title: Wait\n    body: Wait.\nfaq:\n  - question: Why?\n    answer: Because.\nrelated: \
         [{related}]\nupdated: '2026-01-01'   # by hand\n---\nIt happens to every {title}.\n"
    )
}

fn tiny() -> TempSite {
    TempSite::new([
        ("site.yaml", SITE),
        ("content/http/_index.md", CATEGORY),
        (TEAPOT, &article("Teapot", "http/kettle")),
        ("content/http/kettle.md", &article("Kettle", "http/teapot")),
    ])
}

fn text(site: &TempSite, path: &str) -> String {
    fs::read_to_string(site.root().join(path)).unwrap()
}

fn edit(site: &TempSite, path: &str, from: &str, to: &str) {
    let text = text(site, path);
    assert!(text.contains(from), "{path} has no {from:?}");
    site.write(path, text.replace(from, to));
}

/// The codes that `check` reports, in order.
fn codes(site: &TempSite) -> Vec<String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_errhub"));
    command.args(["check", "--format", "short"]).current_dir(site.root()).stdin(Stdio::null());
    let output = command.env("SOURCE_DATE_EPOCH", "1795651200").output().unwrap();
    let stdout = String::from_utf8(output.stdout).unwrap();
    let code = |line: &str| Some(line.split_once('[')?.1.split_once(']')?.0.to_owned());
    stdout.lines().filter_map(code).collect()
}

#[test]
fn a_stamp_follows_the_words() {
    let site = tiny();
    let (_, stderr) = run(2, site.root(), &["stamp"]);
    assert!(stderr.contains("`errhub stamp --init`"), "{stderr}");
    let before = tree(&site.root().join("content"));
    run(0, site.root(), &["stamp", "--init"]);
    assert_eq!(tree(&site.root().join("content")), before, "no date is touched");
    assert_eq!(codes(&site), [""; 0]);

    // A change of form.
    edit(&site, TEAPOT, "It happens to", "It **happens**\nto");
    assert_eq!(codes(&site), [""; 0]);
    let formed = tree(&site.root().join("content"));
    run(0, site.root(), &["stamp"]);
    assert_eq!(tree(&site.root().join("content")), formed);

    // A change of words.
    edit(&site, TEAPOT, "answer: Because.", "answer: Because it is.");
    assert_eq!(codes(&site), ["W0801"]);
    let (stdout, _) = run(0, site.root(), &["stamp", "--dry-run"]);
    assert_eq!(stdout, "http/teapot: updated 2026-01-01 → 2026-11-26 (`faq[1]`)\n");
    assert_eq!(codes(&site), ["W0801"]);
    run(0, site.root(), &["stamp", "http/kettle"]);
    assert_eq!(codes(&site), ["W0801"]);
    let before = text(&site, TEAPOT);
    run(0, site.root(), &["stamp"]);
    assert_eq!(text(&site, TEAPOT), before.replace("'2026-01-01'", "'2026-11-26'"));
    assert_eq!(codes(&site), [""; 0]);
    let lock = text(&site, "errhub.lock");
    assert_eq!(run(0, site.root(), &["stamp"]).0, "");
    assert_eq!(text(&site, "errhub.lock"), lock);
}

#[test]
fn wrong_dates_are_reported() {
    let site = tiny();
    run(0, site.root(), &["stamp", "--init"]);
    edit(&site, TEAPOT, "2026-01-01", "2026-05-05");
    assert_eq!(codes(&site), ["W0802"]);
    // `stamp` does not accept them either.
    run(1, site.root(), &["stamp"]);
    assert_eq!(codes(&site), ["W0802"]);
    run(0, site.root(), &["stamp", "--init", "http/teapot"]);
    assert_eq!(codes(&site), [""; 0]);

    run(0, site.root(), &["stamp", "--reviewed", "--date", "2026-06-06", TEAPOT]);
    assert!(
        text(&site, TEAPOT).contains("updated: '2026-05-05'   # by hand\nreviewed: 2026-06-06\n")
    );
    assert_eq!(codes(&site), [""; 0]);
    edit(&site, TEAPOT, "quick_answer: Wait.", "quick_answer: Wait longer.");
    run(0, site.root(), &["stamp"]);
    assert_eq!(codes(&site), ["W0803"]);
    run(0, site.root(), &["stamp", "--reviewed", "http"]);
    assert_eq!(codes(&site), [""; 0]);

    // A date written by the author.
    edit(&site, TEAPOT, "Wait longer.", "Wait.");
    edit(&site, TEAPOT, "updated: '2026-11-26'", "updated: '2026-11-27'");
    edit(&site, TEAPOT, "reviewed: 2026-11-26\n", "");
    assert_eq!(codes(&site), ["W0804"]);
    run(0, site.root(), &["stamp"]);
    assert!(text(&site, TEAPOT).contains("2026-11-27"));
    assert_eq!(codes(&site), [""; 0]);

    // Dates in the future, and in the past.
    let (_, stderr) = run(2, site.root(), &["stamp", "--date", "2027-01-01"]);
    assert!(stderr.contains("is in the future"), "{stderr}");
    edit(&site, TEAPOT, "quick_answer: Wait.", "quick_answer: Wait again.");
    let (_, stderr) = run(1, site.root(), &["stamp", "--today", "2025-01-01"]);
    assert!(stderr.contains("is the clock right?"), "{stderr}");
    edit(&site, "content/http/kettle.md", "2026-01-01", "2031-01-01");
    assert_eq!(codes(&site), ["E0118", "W0802", "W0803", "W0801"]);
}

#[test]
fn a_missing_date_is_added() {
    let site = tiny();
    run(0, site.root(), &["stamp", "--init"]);
    let before = text(&site, TEAPOT);
    edit(&site, TEAPOT, "updated: '2026-01-01'   # by hand\n", "");
    assert_eq!(codes(&site), ["E0104"]);
    run(0, site.root(), &["stamp"]);
    let line = "updated: '2026-01-01'   # by hand\n";
    assert_eq!(text(&site, TEAPOT), before.replace(line, "updated: 2026-11-26\n"));
    assert_eq!(codes(&site), [""; 0]);
    // A file with other mistakes is left out.
    edit(&site, TEAPOT, "methods:", "metods:");
    let (_, stderr) = run(1, site.root(), &["stamp"]);
    assert!(stderr.starts_with("http/teapot: it has mistakes"), "{stderr}");
}

#[test]
fn an_address_that_is_gone_is_an_error() {
    let site = tiny();
    run(0, site.root(), &["stamp", "--init"]);
    let kettle = text(&site, "content/http/kettle.md");
    fs::remove_file(site.root().join("content/http/kettle.md")).unwrap();
    edit(&site, TEAPOT, "related: [http/kettle]\n", "");
    let (_, stderr) = run(1, site.root(), &["check", "--only", "E0801"]);
    assert!(
        stderr
            .contains("an article was published at `/http/kettle/`, but nothing is there any more"),
        "{stderr}"
    );
    assert!(stderr.contains("--> errhub.lock:6:3"), "{stderr}");
    assert!(stderr.contains("errhub rm http/kettle --to ARTICLE"), "{stderr}");

    site.write("content/http/pot.md", kettle.replace("Because.", "Why not."));
    let (_, stderr) = run(1, site.root(), &["check", "--only", "E0801"]);
    assert!(stderr.contains("add `aliases: [/http/kettle/]` to content/http/pot.md"), "{stderr}");
    edit(&site, "content/http/pot.md", "updated:", "aliases: [/http/kettle/]\nupdated:");
    run(0, site.root(), &["stamp"]);
    assert_eq!(codes(&site), ["W0303"]);
    assert!(text(&site, "errhub.lock").ends_with("old_addresses:\n  - /http/kettle/\n"));
    edit(&site, "content/http/pot.md", "aliases: [/http/kettle/]\n", "");
    assert_eq!(codes(&site), ["W0303", "E0801"]);
}

/// A preview of a pull request has another address, perhaps without a path.
#[test]
fn a_site_that_is_published_elsewhere_loses_no_address() {
    let site = tiny();
    site.write("site.yaml", SITE.replace("example.com/", "example.com/errors/"));
    edit(&site, TEAPOT, "updated:", "aliases: [/errors/pot/]\nupdated:");
    run(0, site.root(), &["stamp", "--init"]);
    assert!(text(&site, "errhub.lock").contains("  - /pot/\n"));
    run(0, site.root(), &["check", "--strict", "--base-url", "https://preview.example.com/"]);
    run(0, site.root(), &["check", "--strict", "--base-url", "https://example.org/errors/"]);
}

#[test]
fn conflicts_in_the_lock_are_settled() {
    let site = tiny();
    run(0, site.root(), &["stamp", "--init"]);
    let lock = text(&site, "errhub.lock");
    let theirs = lock.replace("2026-01-01", "2026-02-02");
    site.write("errhub.lock", format!("<<<<<<< HEAD\n{lock}=======\n{theirs}>>>>>>> topic\n"));
    let (_, stderr) = run(1, site.root(), &["check"]);
    assert!(stderr.contains("errhub.lock:1:1"), "{stderr}");
    assert!(stderr.contains("run `errhub stamp`"), "{stderr}");
    run(1, site.root(), &["stamp"]);
    assert!(!text(&site, "errhub.lock").contains("<<<<"));
}

#[test]
fn age_is_a_report() {
    let site = tiny();
    edit(&site, TEAPOT, "2026-01-01", "2024-01-01");
    assert_eq!(codes(&site), [""; 0]);
    let (stdout, stderr) = run(0, site.root(), &["check", "--stale"]);
    assert_eq!(stdout, "  1060 days  content/http/teapot.md:12  Teapot\n");
    assert_eq!(stderr, "1 of 2 articles has not been looked at for more than 365 days\n");
    let (stdout, _) = run(0, site.root(), &["check", "--stale=100", "--today", "2026-12-31"]);
    let days: Vec<&str> = stdout.lines().map(|line| line.split_once(" days").unwrap().0).collect();
    assert_eq!(days, ["  1095", "   364"]);
    let (stdout, _) = run(1, site.root(), &["check", "--stale", "--strict", "--format", "github"]);
    assert!(stdout.starts_with("::error file=content/http/teapot.md,line=12,"), "{stdout}");
    let (stdout, _) = run(0, site.root(), &["check", "--stale", "--format", "json"]);
    assert!(stdout.contains("\"days\": 1060"), "{stdout}");
}

/// The forms in which authors write the lines of front matter.
const LINES: &[&str] = &[
    "code: \"502\"",
    "messages: [a, 'b: c', \"updated: 2026-01-01\"]",
    "# updated: 2026-01-01",
    "description: 'updated: 2026-01-01'",
    "published: 2026-01-01",
    "reviewed: 2026-01-01 # 2026-01-01",
    "aliases:\n  # old\n  - /updated/\n",
    "sources:\n- {label: 2026-01-01, url: 'https://example.com/2026-01-01'}",
    "seen_as:\n  - \"2026-01-01 updated: 2026-01-01\"",
    "",
    "draft: false",
];
const DATES: &[&str] = &[
    "updated: 2026-01-01",
    "updated:   2026-01-01   ",
    "updated: '2026-01-01' # '2026-01-01'\n",
    "updated: \"2026-01-01\" # by hand",
    "updated:\n    2026-01-01",
    "updated: >-\n  2026-01-01\n",
    "'updated': 2026-01-01",
    "\"updated\" : 2026-01-01",
];

proptest! {
    #![proptest_config(cases(256))]

    /// Whatever surrounds it, only the line with the date changes.
    #[test]
    fn a_stamp_changes_one_line(
        before in vec(select(LINES), 0..4),
        date in proptest::option::of(select(DATES)),
        after in vec(select(LINES), 0..4),
        windows: bool,
    ) {
        let mut lines: Vec<&str> = before.clone();
        lines.extend(date);
        lines.extend(&after);
        let keys = "title: x\nquick_answer: |\n  updated: 2026-01-01\nmethods:\n- title: y\n  body: |\n    z";
        let mut text = format!("---\n{keys}\n{}\n---\nupdated: 2026-01-01\n", lines.join("\n"));
        if windows {
            text = text.replace('\n', "\r\n");
        }
        let source = SourcePath::new("content/http/502.md");
        let [old, new] = ["2026-01-01", "2026-11-26"].map(|date| date.parse().unwrap());
        let edit = edit::set_date(&source, &text, DateField::Updated, date.map(|_| old), new);
        // A text that is not valid YAML is reported, never edited.
        let Some(edit) = edit else { return Ok(()) };
        let edited = edit::apply(&text, vec![edit]);
        let (olds, news): (Vec<_>, Vec<_>) =
            (text.split_inclusive('\n').collect(), edited.split_inclusive('\n').collect());
        if date.is_some() {
            prop_assert_eq!(olds.len(), news.len());
            let changed: Vec<_> = olds.iter().zip(&news).filter(|(old, new)| old != new).collect();
            prop_assert!(changed.len() == 1, "{:?}\n{}", changed, text);
            prop_assert_eq!(changed[0].0.replacen("2026-01-01", "2026-11-26", 1), *changed[0].1);
        } else {
            prop_assert_eq!(olds.len() + 1, news.len());
            let at = olds.iter().zip(&news).take_while(|(old, new)| old == new).count();
            prop_assert_eq!(&olds[at..], &news[at + 1..]);
            prop_assert!(news[at].starts_with("updated: 2026-11-26"), "{}", edited);
        }
    }
}
