//! The targets of `fuzz/` with random edits of valid files, on stable Rust. The edits are the same
//! in each run; `PROPTEST_CASES=100000 cargo test --test it fuzzing` tries more of them.

use errhub::fuzzing;
use proptest::collection::vec;
use proptest::prelude::*;

use crate::properties::{edit, edited};
use crate::random::cases;
use crate::support::read;

const LOCK: &str = "version: 1\nwords: 1\narticles:\n  /http/502-bad-gateway/:\n    updated: 2026-04-02\n    \
                    reviewed: 2026-10-01\n    words: pqllnslxntnlqspk\n  /http/504-gateway-timeout/:\n    \
                    updated: 2026-04-02\n    words: pqllnslxntnlqspk\nold_addresses:\n  - /http/a/\n";
const REDIRECTS: &str =
    "# old ones\n/kb/1: http/502\n\"/kb/2\": gone\n/kb/3/: https://example.com/\n";
const HEADERS: &str = "/errors/http/502/a.png\n/*\n  X-Frame-Options: DENY\n/errors/:group/*\n  ! X-Frame-Options\n  \
                       X-A: b: c\n/*/*/*.png\n\tCache-Control: x\nhttps://example.com/*\n  X-B: c\n";
const PASTE: &str = "502 Bad Gateway\n2026/11/26 10:00:00 [error] 31#31: *1 connect() failed (111: Connection \
                     refused) while connecting to upstream, client: 10.0.0.1\nnet::ERR_CONNECTION_RESET\n\
                     0x80070005 at C:\\Users\\a\\b.txt: `x` != {y}\n";

/// Passes edits of `good` to `target`.
fn fuzz(good: &str, target: fn(&[u8])) -> Result<(), TestCaseError> {
    let mut runner = proptest::test_runner::TestRunner::new(cases(200));
    let run = runner.run(&vec(edit(), 0..12), |edits| {
        target(&edited(good, &edits));
        Ok(())
    });
    run.map_err(|error| TestCaseError::fail(error.to_string()))
}

#[test]
fn articles() {
    for good in ["content/http/502-bad-gateway.md", "content/_index.md"] {
        fuzz(&read(good), fuzzing::article).unwrap();
    }
}

#[test]
fn markdown() {
    let article = read("tests/browser/hub/content/odd/everything.md");
    fuzz(article.rsplit("\n---\n").next().unwrap(), fuzzing::markdown).unwrap();
}

#[test]
fn site_yaml() {
    fuzz(&read("site.yaml"), fuzzing::site_yaml).unwrap();
}

#[test]
fn pastes() {
    fuzz(PASTE, fuzzing::paste).unwrap();
}

#[test]
fn locks() {
    let conflict = format!("<<<<<<< a\n{LOCK}=======\n{LOCK}>>>>>>> b\n");
    for good in [LOCK, &conflict] {
        fuzz(good, fuzzing::lock).unwrap();
    }
}

#[test]
fn redirects() {
    fuzz(REDIRECTS, fuzzing::redirects_yaml).unwrap();
}

#[test]
fn header_rules() {
    fuzz(HEADERS, fuzzing::header_rules).unwrap();
}
