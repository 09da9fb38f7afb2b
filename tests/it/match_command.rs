//! `errhub match` as people and programs use it: texts, streams, formats and exit codes.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use snapbox::{assert_data_eq, str};

use crate::support::{TODAY, TempSite};

const SITE: &str = "title: Tiny\nbase_url: https://example.com/help/\n";
const CATEGORY: &str = "---\ntitle: HTTP\n---\n";

fn article(title: &str, code: &str, message: &str) -> String {
    format!(
        "---\ntitle: {title}\ncode: \"{code}\"\nmessages: [\"{message}\"]\n\
         quick_answer: Wait a minute and load the page again.\n\
         methods:\n  - title: Wait\n    body: Wait.\nupdated: 2026-01-01\n---\nIt happens.\n"
    )
}

fn hub() -> TempSite {
    TempSite::new([
        ("site.yaml", SITE),
        ("content/http/_index.md", CATEGORY),
        (
            "content/http/502.md",
            &article(
                "502 Bad Gateway",
                "502",
                "The web server reported a bad gateway error. Ray ID: {id}",
            ),
        ),
        (
            "content/http/refused.md",
            &article("Connection refused", "ECONNREFUSED", "connect ECONNREFUSED {address}:{port}"),
        ),
    ])
}

/// Runs `errhub match` with these arguments and this input, and returns its exit code and streams.
fn run(root: &Path, words: &[&str], input: Option<&str>) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_errhub"));
    command.arg("match").args(words).current_dir(root).env("SOURCE_DATE_EPOCH", TODAY);
    for variable in ["NO_COLOR", "CLICOLOR_FORCE", "CI"] {
        command.env_remove(variable);
    }
    command.stdin(if input.is_some() { Stdio::piped() } else { Stdio::null() });
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    if let Some(input) = input {
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    }
    let output = child.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// The JSON values in its output, one per line.
fn values(lines: &str) -> Vec<Value> {
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn an_answer_says_what_was_found_and_why() {
    let hub = hub();
    let text = "The web server reported a bad gateway error. Ray ID: 8f3c21";
    let (code, stdout, stderr) = run(hub.root(), &[text], None);
    assert_eq!((code, stderr.as_str()), (0, ""));
    assert_data_eq!(
        stdout,
        str![[r"
502 Bad Gateway  certain, 100%
https://example.com/help/http/502/

  The web server reported a bad gateway error. Ray ID: 8f3c21
  ^^^ ^^^ ^^^^^^ ^^^^^^^^ ^ ^^^ ^^^^^^^ ^^^^^  ^^^ ^^
  the message “The web server reported a bad gateway error. Ray ID: {id}”
  id: 8f3c21

Wait a minute and load the page again.

"]]
    );
    let (code, stdout, _) = run(hub.root(), &["a", "cup", "of", "tea"], None);
    assert_eq!((code, stdout.as_str()), (1, "No article explains this text.\n"));
}

#[test]
fn the_json_is_as_documented() {
    let hub = hub();
    let (code, stdout, _) =
        run(hub.root(), &["--json", "connect ECONNREFUSED 192.0.2.7:443"], None);
    assert_eq!(code, 0);
    let [answer] = &values(&stdout)[..] else { panic!("{stdout}") };
    assert_eq!(
        answer,
        &json!({"verdict": "certain", "matches": [{
            "article": "http/refused",
            "url": "https://example.com/help/http/refused/",
            "title": "Connection refused",
            "score": 1.0,
            "message": "connect ECONNREFUSED {address}:{port}",
            "matched": ["connect", "ECONNREFUSED"],
            "values": {"address": "192.0.2.7", "port": "443"},
        }]})
    );
    let (code, stdout, _) = run(hub.root(), &["--json", "tea"], None);
    assert_eq!((code, values(&stdout)), (1, vec![json!({"verdict": "none", "matches": []})]));
}

#[test]
fn codes_may_begin_with_a_minus_and_texts_may_be_piped() {
    let hub = hub();
    let (code, stdout, _) = run(hub.root(), &["-2147024843"], None);
    assert_eq!((code, stdout.as_str()), (1, "No article explains this text.\n"));
    for words in [&[][..], &["-"]] {
        let (code, stdout, _) = run(hub.root(), words, Some("HTTP ERROR 502\n"));
        assert!(code == 0 && stdout.starts_with("502 Bad Gateway"), "{words:?}: {stdout}");
    }
    let (code, stdout, _) = run(hub.root(), &[], Some(""));
    assert_eq!((code, stdout.as_str()), (1, "No article explains this text.\n"));
}

#[test]
fn each_line_is_answered_in_order() {
    let hub = hub();
    let log = "GET /\n\nconnect ECONNREFUSED 192.0.2.7:443\nHTTP ERROR 502\n";
    let (code, stdout, _) = run(hub.root(), &["--each-line"], Some(log));
    assert_eq!(code, 0);
    assert_data_eq!(
        stdout,
        str![[r"
none     -	GET /
certain  http/refused	connect ECONNREFUSED 192.0.2.7:443
certain  http/502	HTTP ERROR 502

"]]
    );
    let (code, stdout, _) = run(hub.root(), &["--each-line", "--json"], Some(log));
    // An empty line has an answer too, so that answers and lines correspond.
    assert_eq!((code, values(&stdout).len()), (0, 4));
}

#[test]
fn a_batch_is_answered_in_order() {
    let hub = hub();
    let batch =
        "{\"text\": \"HTTP ERROR 502\"}\n{\"text\": \"tea\"}\n{\"text\": \"ECONNREFUSED\"}\n";
    hub.write("pastes.jsonl", batch);
    let (code, stdout, _) = run(hub.root(), &["--batch", "pastes.jsonl", "--json"], None);
    let found: Vec<Value> =
        values(&stdout).iter().map(|one| one["matches"][0]["article"].clone()).collect();
    assert_eq!((code, found), (0, vec![json!("http/502"), Value::Null, json!("http/refused")]));
    let (_, piped, _) = run(hub.root(), &["--batch", "-", "--json"], Some(batch));
    assert_eq!(piped, stdout);

    hub.write("pastes.jsonl", "{\"text\": \"502\"}\nHTTP ERROR 502\n");
    let (code, stdout, stderr) = run(hub.root(), &["--batch", "pastes.jsonl", "--json"], None);
    assert_eq!((code, stdout.as_str()), (2, ""));
    assert!(stderr.contains("pastes.jsonl:2: each line of a batch is a JSON object"), "{stderr}");
    let (code, _, stderr) = run(hub.root(), &["--batch", "nowhere.jsonl"], None);
    assert!(code == 2 && stderr.contains("nowhere.jsonl"), "{stderr}");
}

#[test]
fn unmatched_lines_are_masked_and_counted() {
    let hub = hub();
    let log = "worker 17 lost its lease on /srv/a\nworker 4 lost its lease on /srv/b\n\
               connect ECONNREFUSED 192.0.2.7:443\nthe kettle is empty\n";
    let (code, stdout, _) = run(hub.root(), &["--unmatched"], Some(log));
    assert_eq!(code, 0);
    assert_data_eq!(
        stdout,
        str![[r"
      2  worker <number> lost its lease on <path>
      1  the kettle is empty

"]]
    );
    let (code, stdout, _) = run(hub.root(), &["--unmatched", "--json"], Some(log));
    assert_eq!(
        (code, &values(&stdout)[0]),
        (
            0,
            &json!({"line": "worker <number> lost its lease on <path>", "count": 2,
                    "example": "worker 17 lost its lease on /srv/a"})
        )
    );
    let (code, stdout, _) = run(hub.root(), &["--unmatched"], Some("HTTP ERROR 502\n"));
    assert_eq!((code, stdout.as_str()), (1, ""));
}

#[test]
fn broken_articles_are_left_out_and_reported() {
    let hub = hub();
    hub.write("content/http/broken.md", "no front matter");
    let (code, stdout, stderr) = run(hub.root(), &["HTTP ERROR 502"], None);
    assert!(code == 0 && stdout.starts_with("502 Bad Gateway"), "{stdout}");
    assert!(stderr.contains("1 file has mistakes and is left out"), "{stderr}");
    hub.write("site.yaml", "title: 5\nbase: x\n");
    let (code, stdout, stderr) = run(hub.root(), &["502"], None);
    assert_eq!((code, stdout.as_str()), (2, ""));
    assert!(stderr.contains("errhub check"), "{stderr}");
}

#[test]
fn text_from_the_input_cannot_control_the_terminal() {
    let hub = hub();
    let text = "HTTP ERROR 502 \u{1b}]0;title\u{7}\u{202e}";
    for words in [&["-"][..], &["--each-line"], &["--unmatched"]] {
        let (_, stdout, stderr) = run(hub.root(), words, Some(text));
        let is_bad =
            |letter: char| letter == '\u{202e}' || letter.is_control() && !"\n\t".contains(letter);
        assert!(!stdout.chars().chain(stderr.chars()).any(is_bad), "{words:?}: {stdout:?}");
    }
}

#[test]
fn of_a_line_that_is_too_long_both_ends_are_read_and_shown() {
    let hub = hub();
    let line = format!("first {} HTTP ERROR 502", "x ".repeat(100_000));
    let (code, stdout, _) = run(hub.root(), &["--each-line"], Some(&line));
    let ends = (stdout.contains("\tfirst x x"), stdout.ends_with("x  HTTP ERROR 502\n"));
    assert_eq!((code, ends, stdout.contains(" … ")), (0, (true, true), true));
    assert!(stdout.len() < 70_000 && stdout.contains("http/502"), "{}", stdout.len());
    let (_, stdout, _) = run(hub.root(), &["--unmatched", "--json"], Some(&"tea ".repeat(100_000)));
    let [unmatched] = &values(&stdout)[..] else { panic!("{stdout}") };
    assert!(unmatched["example"].as_str().unwrap().len() < 70_000, "{}", stdout.len());
}
