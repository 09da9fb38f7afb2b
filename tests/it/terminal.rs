//! Untrusted text cannot control the terminal or GitHub's runner: there are no control characters
//! except line breaks and errhub's own colours, and no workflow commands.

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

use errhub::diagnostic::{Code, Diagnostic, Place};
use errhub::path::SourcePath;
use errhub::report::{self, Pen, Reader, Strictness};
use proptest::prelude::*;

use crate::random::cases;
use crate::support::{TODAY, TempSite};

/// A colour, a cursor movement, a title of the window, C1 controls, directions, and commands.
const PAYLOAD: &str = "x\u{1b}[31m\u{1b}[2J\u{1b}]0;pwned\u{7}\r\u{8}\u{9b}2K\u{85}\u{202e}\u{2066}\u{200f}\
                       \u{2028}\n::error::pwned\n  ##[error]pwned";

/// The form of a colour.
fn without_colors(said: &str) -> String {
    let mut parts = said.split("\u{1b}[");
    let mut rest = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let after = part.trim_start_matches(|letter| matches!(letter, '0'..='9' | ';'));
        match after.strip_prefix('m') {
            Some(after) => rest.push_str(after),
            None => rest.extend(["\u{1b}[", part]),
        }
    }
    rest
}

fn assert_safe(what: &str, said: &str) {
    let plain = without_colors(said);
    let obeyed: Vec<char> = plain
        .chars()
        .filter(|letter| !matches!(letter, '\n' | '\t') && report::is_hidden(*letter))
        .collect();
    assert!(obeyed.is_empty(), "{what}: {obeyed:?}\n{plain:?}");
    for line in plain.lines() {
        let line = line.trim_start();
        let is_ours = line.starts_with("::error file=") || line.starts_with("::warning file=");
        assert!(!line.starts_with("::") || is_ours, "{what}: {line}");
        assert!(is_ours || !line.contains("##["), "{what}: {line}");
    }
}

fn article(title: &str) -> String {
    let text = |text: &str| serde_json::to_string(text).unwrap();
    format!(
        "---\ntitle: {title}\ncode: {title}\nmessages: [{title}]\nrelated: [{title}]\naliases: [{title}]\n\
         applies_to: [{title}]\nquick_answer: {title}\nmethods:\n  - {{title: {title}, body: {title}}}\n\
         callouts: [{title}]\n{}: x\nupdated: 2026-01-01\n---\n[a](no{PAYLOAD}where.md) {}\n",
        text("key\u{1b}[31m\n::error::"),
        "`++a\u{202e}`"
    )
    .replace("{title}", &text(title))
}

fn hostile() -> TempSite {
    let quoted = serde_json::to_string(PAYLOAD).unwrap();
    let good = "---\ntitle: Teapot\nquick_answer: |\n  Wait.\n\n  ::error::pwned\n\n  ##[error]pwned\n\
                messages: [I am a teapot of clay]\nmethods: [{title: Wait, body: Wait.}]\n\
                updated: 2020-01-01\n---\nText.\n";
    let site = TempSite::new([
        ("site.yaml", "title: Tiny\nbase_url: https://example.com/\n"),
        ("content/http/_index.md", "---\ntitle: HTTP\n---\n"),
        ("content/http/418.md", good),
        ("content/http/419.md", &article(PAYLOAD)),
        ("redirects.yaml", &format!("{quoted}: {quoted}\n")),
        ("templates/base.html", &format!("{{% if %}}{PAYLOAD}")),
    ]);
    if cfg!(unix) {
        site.write(&format!("content/http/{PAYLOAD}.md").replace("##[error]", ""), article("A"));
        site.write("content/http/a\n::error::b/c.txt", "x");
        site.write("static/a\n::error::\u{1b}[31m\u{9b}1m.txt", "x");
    }
    site
}

/// Runs errhub in GitHub's runner, with colours, and checks its output.
fn run(site: &TempSite, words: &[&str], input: &str) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_errhub"));
    command.args(words).current_dir(site.root()).env("SOURCE_DATE_EPOCH", TODAY);
    command.env("GITHUB_ACTIONS", "true").env("CLICOLOR_FORCE", "1").env_remove("NO_COLOR");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // It need not read all of the input.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let Output { stdout, stderr, .. } = child.wait_with_output().unwrap();
    let (stdout, stderr) = (String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap());
    assert_safe(&format!("{words:?}, stdout"), &stdout);
    assert_safe(&format!("{words:?}, stderr"), &stderr);
    stdout + &stderr
}

#[test]
fn no_verb_prints_what_a_terminal_or_a_runner_obeys() {
    let site = hostile();
    for format in ["human", "short", "json", "github"] {
        let said = run(&site, &["check", "--color", "always", "--format", format], "");
        assert!(said.contains("pwned"), "{format}: {said}");
        run(&site, &["build", "--format", format], "");
        run(&site, &["check", "--stale=1", "--format", format], "");
    }
    for words in [
        &["stamp", "--init"][..],
        &["stamp", PAYLOAD],
        &["mv", "http/418", PAYLOAD],
        &["mv", PAYLOAD, "http/420"],
        &["rm", PAYLOAD],
        &["rm", "http/418", "--to", PAYLOAD],
        &["new", PAYLOAD],
        &["new", "http/500", "--title", PAYLOAD],
        &["init", PAYLOAD],
        &["eject", PAYLOAD],
        &["eject", "--diff"],
        &["eject", "--list"],
        &["explain", PAYLOAD],
        &["schema", PAYLOAD],
        &["match", PAYLOAD],
        &["match", "--json", PAYLOAD],
        &["check", PAYLOAD],
        &["check", "--only", PAYLOAD],
        &["build", "--base-url", PAYLOAD],
        &["build", "--today", PAYLOAD],
        &["build", "--output-dir", PAYLOAD],
        &["check", "--root", PAYLOAD],
        &[PAYLOAD],
    ] {
        assert!(!run(&site, words, "").is_empty(), "{words:?}");
    }
    let paste =
        format!("I am a teapot of clay {PAYLOAD}\n{PAYLOAD}\n::error::pwned teapot of clay\n");
    for words in
        [&["match"][..], &["match", "--json"], &["match", "--lines"], &["match", "--unmatched"]]
    {
        run(&site, words, &paste);
    }
}

/// Characters that a terminal or a runner interprets, among others.
fn hostile_text() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        proptest::sample::select(vec![
            "\n",
            "\r",
            "\t",
            "\u{1b}",
            "\u{1b}[31m",
            "\u{1b}[2J",
            "\u{9b}",
            "\u{85}",
            "\u{202e}",
            "\u{2029}",
            "::error::",
            "%0A",
            "##[",
            "a b",
            "ß",
            "\u{0}",
            "\u{7f}",
        ])
        .prop_map(str::to_owned),
        any::<char>().prop_map(String::from),
    ];
    proptest::collection::vec(part, 0..12).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(cases(256))]

    /// Whatever the text of a diagnostic, each format is free of raw controls, and each line for
    /// programs is a single line.
    #[test]
    fn every_format_is_safe(
        texts in proptest::collection::vec(hostile_text(), 5), source in hostile_text(), at in 0..40_usize,
    ) {
        let file = SourcePath::new(format!("content/{}", texts[0]));
        let other = SourcePath::new(format!("content/{}", texts[4]));
        let one = Diagnostic::new(Code::DeadLink, &texts[1], Place::bytes(&file, at..at + 3))
            .help(&texts[2])
            .related(Place::file(&other), &texts[3])
            .related(Place::bytes(&file, 0..at), &texts[3]);
        let located = report::locate(vec![one], Strictness::Normal, |_| Some(source.clone()));
        for pen in [Pen::plain(), Pen::colored(), Pen::colored().wide(60)] {
            let drawn = report::human(&located[0], &pen);
            assert_safe("human", &report::printable(&drawn, Reader::Github));
        }
        let (short, github) = (report::short(&located[0]), report::github(&located[0], ""));
        prop_assert_eq!((short.lines().count(), github.lines().count()), (1, 1));
        assert_safe("github", &github);
        assert_safe("short", &report::printable(&short, Reader::Github));
        let json = report::json(&located, 1);
        assert_safe("json", &json);
        let read: serde_json::Value = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(read["diagnostics"][0]["message"].as_str(), Some(&*texts[1]));
    }

    /// No other control is ever printed, whatever a message contains.
    #[test]
    fn nothing_unsafe_is_printable(text in hostile_text()) {
        assert_safe("text", &report::printable(&text, Reader::Github));
    }
}
