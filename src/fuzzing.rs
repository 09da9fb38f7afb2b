//! Entry points for fuzzers: every parser of untrusted input. Each function panics where the
//! program would, and checks properties that must be true of any input.
//!
//! `fuzz/` runs them under libFuzzer, and `tests/it/fuzzing.rs` with random edits of good files.

use crate::config;
use crate::diagnostic::Diagnostic;
use crate::key::Key;
use crate::lockfile;
use crate::matcher::{self, Index};
use crate::parse;
use crate::path::{SourcePath, UrlPath};
use crate::redirects;
use crate::report::{self, Pen, Reader, Strictness};
use crate::serve;

/// A whole file of `content/`, as each kind of document.
pub fn article(bytes: &[u8]) {
    for raw_html in [false, true] {
        for file in ["content/_index.md", "content/http/_index.md", "content/http/502.md"] {
            let source = SourcePath::new(file);
            let parsed = parse::with_defaults("https://example.com/errors/", raw_html, |options| {
                parse::document(&source, bytes, Key::of_bytes(bytes), options)
            });
            draw(parsed.map(|parsed| parsed.diagnostics).unwrap_or_default(), bytes);
        }
    }
}

/// Markdown alone: the text of an article.
pub fn markdown(bytes: &[u8]) {
    const FRONT: &[u8] = b"---\ntitle: x\nquick_answer: x\nmethods: [{title: x, body: x}]\nupdated: 2026-01-01\n---\n";
    article(&[FRONT, bytes].concat());
}

/// A site.yaml.
pub fn site_yaml(bytes: &[u8]) {
    if let Err(diagnostics) = config::parse(bytes) {
        assert!(!diagnostics.is_empty(), "it is refused without a reason");
        draw(diagnostics, bytes);
    }
}

/// A pasted text, matched with articles whose messages are its own lines.
pub fn paste(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let entry = |(number, line): (usize, &str)| matcher::Entry {
        id: number.to_string(),
        url: String::new(),
        title: "Teapot".into(),
        code: line.split_whitespace().next().map(str::to_owned),
        messages: vec![line.to_owned(), "418 {reason}: I am a teapot in {file}".into()],
        seen_as: Vec::new(),
        aliases: Vec::new(),
    };
    let index = Index::new(text.lines().take(8).enumerate().map(entry).collect());
    for found in matcher::answer(&index, &text).matches {
        // It indexes into the text.
        drop(found.words(&text));
    }
}

/// An errhub.lock, with and without conflicts. The written lock is parsed again.
pub fn lock(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let locks = [lockfile::read(bytes), lockfile::merged(&text, |_| None).ok_or_else(Vec::new)];
    for lock in locks {
        match lock {
            Ok(lock) => {
                let text = lockfile::to_text(&lock);
                let again = lockfile::read(text.as_bytes()).map(|lock| lockfile::to_text(&lock));
                assert!(again.is_ok_and(|again| again == text), "it is not read as written");
            }
            Err(diagnostics) => draw(diagnostics, bytes),
        }
    }
}

/// A redirects.yaml.
pub fn redirects_yaml(bytes: &[u8]) {
    match redirects::read(bytes) {
        Ok(redirects) => {
            redirects.entries.keys().for_each(|old| drop(UrlPath::from_encoded(old).to_out()));
        }
        Err(diagnostics) => draw(diagnostics, bytes),
    }
}

/// A path in the first line, and a `_headers` file after it.
pub fn header_rules(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (path, file) = text.split_once('\n').unwrap_or((&text, "/*\n  X-A: b"));
    drop(serve::header_fields(file, path));
}

/// Draws diagnostics in every format: each points into the text, and is printed safely.
fn draw(diagnostics: Vec<Diagnostic>, bytes: &[u8]) {
    let text = |_: &SourcePath| Some(String::from_utf8_lossy(bytes).into_owned());
    let located = report::locate(diagnostics, Strictness::Normal, text);
    for one in &located {
        let drawn = report::human(one, &Pen::colored().wide(80));
        let (short, github) = (report::short(one), report::github(one, ""));
        assert!(short.lines().count() == 1 && github.lines().count() == 1, "{short}");
        assert_eq!(report::printable(&drawn, Reader::Any), drawn, "it has control characters");
    }
    drop(report::json(&located, 1));
}
