//! Many diagnostics at once: what people see of them, what programs get, and what can be left out.

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::{TODAY, TempSite};

const SITE: &str = "title: Tiny\nbase_url: https://example.com/\n";
const CATEGORY: &str = "---\ntitle: HTTP\n---\n";

/// A site with articles that nothing leads to, and one with a mistake.
fn lonely(articles: usize, settings: &str) -> TempSite {
    let site = TempSite::new([("content/http/_index.md", CATEGORY)]);
    site.write("site.yaml", format!("{SITE}{settings}"));
    for number in 0..articles {
        site.write(&format!("content/http/{number:03}.md"), article(&format!("Error {number}")));
    }
    site
}

fn article(title: &str) -> String {
    format!(
        "---\ntitle: {title}\nquick_answer: Wait.\nmethods:\n  - title: Wait\n    body: Wait.\n\
         faq:\n  - question: Why?\n    answer: Because.\ndescription: About {title}.\n\
         updated: 2026-01-01\n---\nIt happens.\n"
    )
}

/// The exit code, and the output on stdout and stderr.
fn errhub(root: &Path, words: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_errhub"));
    command.args(words).current_dir(root).stdin(Stdio::null()).env("SOURCE_DATE_EPOCH", TODAY);
    for variable in ["NO_COLOR", "CLICOLOR_FORCE", "CI", "GITHUB_WORKSPACE"] {
        command.env_remove(variable);
    }
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn a_terminal_shows_few_of_many_and_errors_last() {
    let site = lonely(20, "");
    site.write("content/http/dead.md", article("Dead") + "See [this](nowhere.md).\n");
    let (code, stdout, stderr) = errhub(site.root(), &["build"]);
    assert_eq!((code, stdout.as_str()), (Some(1), ""));
    assert!(stderr.starts_with("W0303, 21 times: "), "{stderr}");
    assert_eq!(stderr.matches("warning[W0303]").count(), 3, "{stderr}");
    let more = "\n18 more of W0303; all of them: errhub check --only W0303 --format short\n";
    assert!(stderr.contains(more), "{stderr}");
    let end = "\n  21 W0303  an article that no other article links to\n   \
               1 E0401  a link to a page that does not exist\n\
               1 error and 21 warnings in 21 articles\n\
               `errhub explain E0401` says more\n\
               Nothing was written\n";
    assert!(stderr.ends_with(end), "{stderr}");
    let error = stderr.find("error[E0401]").unwrap();
    assert!(error > stderr.rfind("W0303]").unwrap(), "{stderr}");
}

#[test]
fn programs_get_all_of_them() {
    let site = lonely(20, "");
    let (_, short, stderr) = errhub(site.root(), &["check", "--format", "short"]);
    assert_eq!(short.lines().count(), 20);
    assert!(stderr.contains("\n20 warnings in 20 articles\n"), "{stderr}");
    let (_, github, _) = errhub(site.root(), &["check", "--format", "github"]);
    assert_eq!(github.lines().count(), 20);
    let (_, json, _) = errhub(site.root(), &["check", "--format", "json"]);
    let report: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(report["diagnostics"].as_array().map(Vec::len), Some(20));
    assert_eq!(report["summary"]["codes"], serde_json::json!({ "W0303": 20 }));
}

#[test]
fn codes_are_chosen_and_left_out() {
    let site = lonely(2, "");
    site.write("content/http/dead.md", article("Dead") + "See [this](nowhere.md).\n");
    let (code, stdout, stderr) =
        errhub(site.root(), &["check", "--format", "short", "--only", "W0303"]);
    assert_eq!((code, stdout.lines().count()), (Some(1), 3), "the error is still there");
    assert!(stderr.contains("Not shown because of --only: 1 more, 1 error among them"), "{stderr}");
    let (code, stdout, _) =
        errhub(site.root(), &["check", "--format", "short", "--only", "e0401,W0504"]);
    assert_eq!((code, stdout.lines().count()), (Some(1), 1));

    let site = lonely(2, "");
    let strict = ["check", "--strict", "--format", "short"];
    assert_eq!(errhub(site.root(), &strict).0, Some(1));
    let (code, stdout, _) = errhub(site.root(), &[&strict[..], &["--allow", "W0303"]].concat());
    assert_eq!((code, stdout.as_str()), (Some(0), ""));
    let site = lonely(2, "warnings:\n  W0303: off\n");
    assert_eq!(errhub(site.root(), &strict).0, Some(0));
    let site = lonely(2, "warnings:\n  W0303: on\n");
    assert_eq!(errhub(site.root(), &strict).0, Some(1));

    for (words, why) in [
        (["--only", "W303"], "did you mean `W0303`?"),
        (["--allow", "nonsense"], "`errhub explain` lists all"),
        (["--allow", "E0401"], "only warnings can be turned off"),
        (["content/http/000.md", "site.yaml"], "leave out the file name"),
    ] {
        let (code, _, stderr) = errhub(site.root(), &[&["check"][..], &words].concat());
        assert!(code == Some(2) && stderr.contains(why), "{stderr}");
    }
}

#[test]
fn warnings_in_site_yaml_are_checked() {
    for (settings, expected) in [
        (
            "warnings:\n  W0303: off\n  W303: off\n",
            "3: error[E0102]: there is no warning `W303`; did you mean `W0303`?",
        ),
        (
            "warnings:\n  w0303: off\n",
            "3: error[E0102]: there is no warning `w0303`; did you mean `W0303`?",
        ),
        (
            "warnings:\n  orphan: off\n",
            "3: error[E0102]: there is no warning `orphan`; `errhub explain` lists all",
        ),
        (
            "warnings:\n  E0401: off\n",
            "3: error[E0116]: `E0401` is an error, and only warnings can be turned off",
        ),
        ("warnings:\n  W0303: of\n", "10: error[E0116]: "),
    ] {
        let site = lonely(1, settings);
        let (code, stdout, _) = errhub(site.root(), &["check", "--format", "short"]);
        let line = settings.lines().count() + 2;
        let expected = format!("site.yaml:{line}:{expected}");
        let found = stdout.lines().any(|one| one.contains(&expected));
        assert!(code == Some(1) && found, "{expected}\n{stdout}");
    }
}

#[test]
fn explain_says_how_to_switch_a_warning_off() {
    let site = lonely(0, "");
    let (_, warning, _) = errhub(site.root(), &["explain", "W0303"]);
    assert!(warning.contains("`--allow W0303`") && warning.contains("  W0303: off"), "{warning}");
    let (_, error, _) = errhub(site.root(), &["explain", "E0401"]);
    assert!(!error.contains("--allow"), "{error}");
}

#[test]
fn github_gets_paths_from_the_root_of_the_repository() {
    let outer = TempSite::new([(".git/HEAD", "")]);
    let site = outer.root().join("docs/hub");
    for (path, text) in [
        ("site.yaml", SITE.to_owned()),
        ("content/http/_index.md", CATEGORY.to_owned()),
        ("content/http/1.md", article("One")),
        ("content/http/2.md", article("Two")),
    ] {
        outer.write(&format!("docs/hub/{path}"), text);
    }
    let (_, stdout, _) = errhub(&site, &["check", "--format", "github"]);
    assert!(stdout.starts_with("::warning file=docs/hub/content/http/1.md,"), "{stdout}");
}

/// A name with a line break cannot send commands to GitHub, nor one with an escape to a terminal.
#[cfg(unix)]
#[test]
fn names_and_sources_are_printed_safely() {
    let site = lonely(1, "");
    site.write("content/http/a\n::error::x\u{1b}[31m\u{202e}.md", article("Odd"));
    site.write(
        "content/http/b.md",
        article("B\u{202e}") + "See [\u{1b}[31m](no\u{202e}where.md).\n",
    );
    for format in ["human", "short", "github", "json"] {
        let (_, stdout, stderr) = errhub(site.root(), &["check", "--format", format]);
        let said = stdout + &stderr;
        assert!(!said.lines().any(|line| line.starts_with("::error::")), "{format}\n{said}");
        let is_obeyed = |letter: char| {
            letter != '\n' && (letter.is_control() || ('\u{202a}'..='\u{202e}').contains(&letter))
        };
        assert!(!said.contains(is_obeyed), "{format}\n{said:?}");
    }
}

/// Each is found in constant time. After the first hundred, they are only counted.
#[test]
fn thousands_in_one_file_take_little_time() {
    const MANY: usize = 8000;
    let site = lonely(1, "");
    let mut aliases = String::from("aliases:\n");
    let mut links = String::new();
    for number in 0..MANY {
        let _ = writeln!(aliases, "  - https://elsewhere.example/{number}");
        let _ = writeln!(links, "[x](nowhere-{number}.md)");
    }
    let article = article("Many").replace("updated:", &format!("{aliases}updated:"));
    site.write("content/http/many.md", article + &links);
    let started = Instant::now();
    let (_, stdout, _) = errhub(site.root(), &["check", "--format", "short"]);
    let left = errhub::report::number(MANY + 1 - errhub::limits::DIAGNOSTICS);
    let rest = format!("error[E0401]: {left} more of this kind in this file");
    assert!(stdout.contains(&rest), "{stdout}");
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
}
