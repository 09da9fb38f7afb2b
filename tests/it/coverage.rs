//! `errhub coverage` as products use it: lists, source code, formats and exit codes.

use std::fs;

use serde_json::{Value, json};
use snapbox::{assert_data_eq, str};

use crate::support::{TempSite, read, run};

fn article(title: &str, code: &str) -> String {
    format!(
        "---\ntitle: {title}\n{code}quick_answer: Q\nmethods: [{{title: M, body: B}}]\n\
         updated: 2026-01-01\n---\nText.\n"
    )
}

fn hub() -> TempSite {
    TempSite::new([
        ("site.yaml", "title: Site\nbase_url: https://example.com/errors/\n"),
        ("content/api/_index.md", "---\ntitle: API\n---\n"),
        ("content/api/e1001.md", &article("Token expired", "code: E1001\n")),
        ("content/api/e1002.md", &article("Quota used up", "code: E1002\n")),
        ("content/api/failed.md", &article("ERR_FAILED", "")),
        ("content/windows/_index.md", "---\ntitle: Windows\n---\n"),
        ("content/windows/path.md", &article("Path not found", "code: \"0x80070035\"\n")),
    ])
}

#[test]
fn what_is_missing_on_either_side_is_listed() {
    let site = hub();
    site.write(
        "codes.txt",
        "# All of them\nE1001\nE1003 # new\ne-1001\nnet::ERR_FAILED\n-2147024843\nE1004\n",
    );
    let (stdout, stderr) = run(1, site.root(), &["coverage", "codes.txt"]);
    assert_data_eq!(
        stdout,
        str![[r"
2 codes have no article:
  E1003  codes.txt:3
  E1004  codes.txt:7
1 article has a code that is not in the list:
  E1002  content/api/e1002.md:3

"]]
    );
    assert_eq!(stderr, "3 of 5 codes have an article\n");
}

#[test]
fn all_is_well_if_both_sides_agree() {
    let site = hub();
    site.write("codes.json", "[\"E1001\", {\"code\": \"E1002\"}, 2147942453]");
    assert_eq!(run(0, site.root(), &["coverage", "codes.json"]).0, "");
    site.write("api.txt", "E1001\nE1002\n");
    run(1, site.root(), &["coverage", "api.txt"]);
    assert_eq!(run(0, site.root(), &["coverage", "--category", "api", "api.txt"]).0, "");
}

#[test]
fn codes_are_found_in_source() {
    let site = hub();
    let sources = [
        ("errors.rs", "#[error(code = \"E1001\")]\nExpired,\n#[error(code = \"E1002\")]\nQuota,\n"),
        (
            "errors.ts",
            "export const expired = { code: \"E1001\" };\nexport const full = { code: \"E1005\" };\n",
        ),
        ("Errors.java", "public enum Errors {\n  QUOTA(code = \"E1002\");\n}\n"),
    ];
    for (file, text) in sources {
        site.write(file, text);
    }
    let pattern = "code(?: =|:) \"(E\\d+)\"";
    let words = ["coverage", "--category=api", "--format=json", "--pattern", pattern];
    let words = [&words[..], &["errors.rs", "errors.ts", "Errors.java"]].concat();
    let report: Value = serde_json::from_str(&run(1, site.root(), &words).0).unwrap();
    assert_eq!(
        report,
        json!({
            "version": 1,
            "codes": 3,
            "covered": [
                {"code": "E1001", "article": "api/e1001", "url": "https://example.com/errors/api/e1001/"},
                {"code": "E1002", "article": "api/e1002", "url": "https://example.com/errors/api/e1002/"},
            ],
            "missing": [{"code": "E1005", "file": "errors.ts", "line": 2}],
            "obsolete": [],
        })
    );
}

#[test]
fn pull_requests_get_annotations() {
    let site = hub();
    site.write("a,b.txt", "E1001\nE1003\n");
    let words = ["coverage", "--format", "github", "--category", "api", "a,b.txt"];
    assert_data_eq!(
        run(1, site.root(), &words).0,
        str![[r"
::error file=a%2Cb.txt,line=2,title=errhub coverage::E1003 has no article
::error file=content/api/e1002.md,line=3,title=errhub coverage::the product does not have the code E1002

"]]
    );
}

/// The commands and the answer of docs/registry.md.
#[test]
fn the_documentation_shows_what_happens() {
    let docs = read("docs/registry.md");
    let site = hub();
    site.write("content/api/e1002.md", article("Quota used up", "code: E1002\n"));
    site.write("content/api/e1999.md", article("Old", "code: E1999\n"));
    fs::remove_file(site.root().join("content/windows/path.md")).unwrap();
    site.write("codes.txt", "E1001\nE1002\nE1003\nE1004\n");
    site.write("codes.json", "[\"E1001\", {\"code\": \"E1002\"}, \"E1999\"]");
    site.write(
        "src/errors.rs",
        "#[error(code = \"E1001\")]\n#[error(code = \"E1002\")] #[error(code = \"E1999\")]\n",
    );
    site.write(
        "src/errors.ts",
        "a = { code: \"E1001\" }; b = { code: \"E1002\" }; c = { code: \"E1999\" };",
    );
    site.write("src/Errors.java", "A(\"E1001\"), B(\"E1002\"), C(\"E1999\");");
    let block = docs.split("```console\n$ errhub coverage codes.txt\n").nth(1).unwrap();
    let (stdout, stderr) = run(1, site.root(), &["coverage", "codes.txt"]);
    assert_eq!(stdout + &stderr, block.split("```").next().unwrap());
    let commands: Vec<Vec<&str>> = docs
        .lines()
        .filter_map(|line| line.strip_prefix("$ errhub coverage "))
        .map(|words| {
            words.split('\'').flat_map(|part| {
                if part.contains('(') { vec![part] } else { part.split_whitespace().collect() }
            })
        })
        .map(Iterator::collect)
        .collect();
    assert_eq!(commands.len(), 5);
    for words in &commands[1..] {
        assert_eq!(run(0, site.root(), &[&["coverage"], &words[..]].concat()).0, "", "{words:?}");
    }
}

#[test]
fn what_cannot_be_compared_is_said() {
    let site = hub();
    site.write("empty.txt", "# none\n");
    site.write("codes.txt", "E1001\n");
    for (words, why) in [
        (&["coverage", "empty.txt"][..], "there are no codes in these files"),
        (&["coverage", "no.txt"], "no.txt"),
        (&["coverage", "--pattern", "X(\\d)", "codes.txt"], "the pattern finds no code"),
        (&["coverage", "--pattern", "E\\d", "codes.txt"], "exactly one group"),
        (&["coverage", "--pattern", "(", "codes.txt"], "--pattern:"),
        (&["coverage", "--category", "apu", "codes.txt"], "did you mean `api`?"),
        (&["coverage"], "FILE"),
    ] {
        let (stdout, stderr) = run(2, site.root(), words);
        assert!(stdout.is_empty() && stderr.contains(why), "{words:?}: {stderr}");
    }
}
