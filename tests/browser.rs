//! The hub in a real browser: each check of `tests/browser/run.mjs` is a test, and so is the
//! preview with the stories of `tests/browser/preview.mjs`.
//!
//! They need Chromium, Java and `npm ci` in `tests/browser`. If one is missing, the tests are
//! ignored, but in CI they fail. `ERRHUB_SCREENSHOTS` names a folder for screenshots of each kind
//! of page.

#![expect(clippy::print_stderr, reason = "a test harness reports on stderr")]

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::Arc;
use std::{env, fs, io};

use errhub::matcher::files::{Files, LIMITS, PieceLimits};
use errhub::matcher::{Entry, Index, Match, answer};
use libtest_mimic::{Arguments, Failed, Trial};
use serde_json::{Map, Value, json};

#[path = "it/matching/large.rs"]
mod large;
#[path = "it/matching/pastes.rs"]
mod pastes;

/// The checks, and the sites that they run on: this repository's own hub, one with difficult and
/// deliberately large content, and one that is written from right to left.
const CHECKS: &[(&str, &[&str])] = &[
    ("html", &["hub", "odd", "rtl"]),
    ("quiet", &["hub", "odd", "rtl"]),
    ("parts", &["hub", "odd", "rtl"]),
    ("without-scripts", &["hub", "odd"]),
    ("matcher", &["hub"]),
    ("behaviour", &["hub", "odd"]),
    ("layout", &["hub", "odd", "rtl"]),
    ("first-screen", &["hub", "odd"]),
    ("keyboard", &["hub", "odd", "rtl"]),
    ("axe", &["hub", "odd", "rtl"]),
    ("paper", &["hub", "odd"]),
    ("weight", &["hub"]),
    ("lighthouse", &["hub"]),
];

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    // Two at a time would distort each other's measurements.
    arguments.test_threads = Some(1);
    let missing = missing();
    let ignored = !missing.is_empty() && env::var_os("CI").is_none();
    let sites = match Sites::build() {
        Ok(sites) => Arc::new(sites),
        Err(error) => {
            eprintln!("the sites cannot be built: {error}");
            return ExitCode::FAILURE;
        }
    };
    let for_preview = missing.clone();
    let preview = Trial::test("preview", move || {
        needs_nothing(&for_preview)?;
        node(Command::new("node").arg("preview.mjs").arg(env!("CARGO_BIN_EXE_errhub")))
    });
    let trials = CHECKS
        .iter()
        .flat_map(|(check, sites)| sites.iter().map(|site| (*site, *check)))
        .map(|(site, check)| {
            let (sites, missing) = (Arc::clone(&sites), missing.clone());
            Trial::test(format!("{site}::{check}"), move || sites.run(site, check, &missing))
                .with_ignored_flag(ignored)
        })
        .chain([preview.with_ignored_flag(ignored)])
        .collect();
    if ignored {
        eprintln!("ignored, because this machine lacks {}", missing.join(", "));
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// The folder of the checks.
fn checks() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser")
}

/// The requirements of the checks that this machine lacks.
fn missing() -> Vec<String> {
    let chromium = env::var("CHROMIUM").unwrap_or_else(|_| "/usr/bin/chromium".into());
    let runs = |program: &str, flag: &str| {
        Command::new(program).arg(flag).output().is_ok_and(|output| output.status.success())
    };
    let mut missing = Vec::new();
    if !Path::new(&chromium).exists() {
        missing.push(chromium);
    }
    if !runs("node", "--version") {
        missing.push("node".into());
    }
    if !runs("java", "-version") {
        missing.push("java".into());
    }
    if !checks().join("node_modules").is_dir() {
        missing.push("tests/browser/node_modules (npm ci)".into());
    }
    missing
}

fn needs_nothing(missing: &[String]) -> Result<(), Failed> {
    match missing {
        [] => Ok(()),
        missing => Err(format!("this machine lacks {}", missing.join(", ")).into()),
    }
}

/// Runs a script of the checks; its output explains a failure.
fn node(command: &mut Command) -> Result<(), Failed> {
    let output = command.current_dir(checks()).output()?;
    if output.status.success() {
        return Ok(());
    }
    let mut text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.push_str(&String::from_utf8_lossy(&output.stderr));
    Err(text.into())
}

/// The built sites, in a temporary folder.
struct Sites {
    folder: tempfile::TempDir,
}

impl Sites {
    fn build() -> io::Result<Self> {
        let folder = tempfile::tempdir()?;
        let repo = Path::new(env!("CARGO_MANIFEST_DIR"));
        errhub_build(repo, &folder.path().join("hub"))?;
        errhub_error_pages(repo, &folder.path().join("hub.error-pages"))?;
        write_vectors(repo, &folder.path().join("hub/vectors"))?;
        write_large(&folder.path().join("hub/large"))?;

        let odd = folder.path().join("odd-source");
        copy(&checks().join("hub"), &odd)?;
        for number in 1..=300 {
            let name = format!("content/many/error-{number:03}.md");
            fs::write(odd.join(name), one_of_many(number))?;
        }
        errhub_build(&odd, &folder.path().join("odd"))?;
        // The checks cover both forms of the search index.
        if !folder.path().join("odd/search/0.json").exists() {
            return Err(io::Error::other("the odd hub is small enough for one file"));
        }
        errhub_build(&checks().join("rtl"), &folder.path().join("rtl"))?;
        Ok(Self { folder })
    }

    fn run(&self, site: &str, check: &str, missing: &[String]) -> Result<(), Failed> {
        needs_nothing(missing)?;
        let mut command = Command::new("node");
        command.arg("run.mjs").arg(self.folder.path().join(site)).arg("--only");
        match env::var_os("ERRHUB_SCREENSHOTS") {
            // Screenshots are taken once, with the first check.
            Some(pictures) if check == CHECKS[0].0 => {
                let pictures = Path::new(env!("CARGO_MANIFEST_DIR")).join(pictures).join(site);
                command.arg(format!("{check},screenshots")).arg("--screenshots").arg(pictures)
            }
            _ => command.arg(check),
        };
        node(&mut command)
    }
}

/// Writes the articles of the vectors for the browser's engine, in one file and in the smallest
/// possible pieces, and the vectors themselves.
fn write_vectors(repo: &Path, folder: &Path) -> io::Result<()> {
    let text = fs::read(repo.join("tests/it/matching/vectors.json"))?;
    let vectors: Value = serde_json::from_slice(&text)?;
    let texts = |value: &Value| -> Vec<String> {
        let texts = value.as_array().into_iter().flatten();
        texts.filter_map(|text| text.as_str().map(str::to_owned)).collect()
    };
    let entry = |article: &Value| Entry {
        id: article["id"].as_str().unwrap_or_default().to_owned(),
        title: article["title"].as_str().unwrap_or_default().to_owned(),
        code: article["code"].as_str().map(str::to_owned),
        messages: texts(&article["messages"]),
        seen_as: texts(&article["seen_as"]),
        aliases: texts(&article["aliases"]),
        ..Entry::default()
    };
    let entries = vectors["articles"].as_array().into_iter().flatten().map(entry);
    let index = Index::new(entries.collect());
    let split = Files::split(&index, PieceLimits { articles: 600, words: 60 });
    for (name, files) in [("whole", Files::whole(&index)), ("split", split)] {
        write_index(&folder.join(name), &files)?;
    }
    fs::write(folder.join("vectors.json"), text)
}

/// Writes a hub with words that more articles share than are looked up, and the answers of this
/// engine for pastes and for logs with more words and codes than that.
fn write_large(folder: &Path) -> io::Result<()> {
    let entries = large::hub(900);
    let index = Index::new(entries);
    let mut random = large::Random::new(9);
    let mut paste = |kind: pastes::Kind| {
        let entry = random.pick(&index.entries);
        kind.paste(&mut random, &entry)
    };
    let mut texts: Vec<String> = Vec::new();
    for (kind, _) in pastes::Kind::ALL {
        texts.extend((0..15).filter_map(|_| paste(kind)));
    }
    let mut other = large::Random::new(7);
    texts.extend((0..10).map(|_| pastes::foreign(&mut other)));
    for lines in [40, 200] {
        let log = (0..lines).filter_map(|_| paste(pastes::Kind::Whole));
        texts.push(log.collect::<Vec<_>>().join("\n"));
    }
    let vectors = texts.iter().map(|text| {
        let answer = answer(&index, text);
        let matches = answer.matches.iter().map(|one| matched(&index, text, one));
        let matches: Vec<Value> = matches.collect();
        json!({ "text": text, "verdict": answer.verdict.name(), "matches": matches })
    });
    let vectors: Vec<Value> = vectors.collect();
    let articles: Vec<Value> =
        index.entries.iter().map(|entry| json!({ "id": entry.id })).collect();
    write_index(&folder.join("split"), &Files::split(&index, LIMITS))?;
    let text = json!({ "articles": articles, "vectors": vectors }).to_string();
    fs::write(folder.join("vectors.json"), text)
}

fn matched(index: &Index, text: &str, one: &Match) -> Value {
    let values: Map<String, Value> =
        one.values.iter().map(|(name, value)| (name.clone(), value.clone().into())).collect();
    json!({
        "article": index.entries[one.article as usize].id,
        "score": one.score,
        "message": one.message,
        "matched": one.words(text),
        "values": values,
    })
}

fn write_index(folder: &Path, files: &Files) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    fs::write(folder.join("index.json"), files.head())?;
    for (number, piece) in files.pieces().iter().enumerate() {
        fs::write(folder.join(format!("{number}.json")), piece)?;
    }
    Ok(())
}

fn errhub_build(root: &Path, output: &Path) -> io::Result<()> {
    let options: [&OsStr; 6] = [
        "build".as_ref(),
        "--quiet".as_ref(),
        "--root".as_ref(),
        root.as_os_str(),
        "--output-dir".as_ref(),
        output.as_os_str(),
    ];
    let built = Command::new(env!("CARGO_BIN_EXE_errhub")).args(options).output()?;
    if built.status.success() {
        Ok(())
    } else {
        Err(io::Error::other(String::from_utf8_lossy(&built.stderr)))
    }
}

/// Writes an error page for servers, in each language.
fn errhub_error_pages(root: &Path, output: &Path) -> io::Result<()> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_errhub"));
    command.args(["error-pages", "--quiet", "--codes", "502", "--root"]).arg(root).arg(output);
    let made = command.output()?;
    if made.status.success() {
        Ok(())
    } else {
        Err(io::Error::other(String::from_utf8_lossy(&made.stderr)))
    }
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// An article for the long list; the two platforms and the two audiences alternate.
fn one_of_many(number: usize) -> String {
    let platform = if number.is_multiple_of(3) {
        "A platform with quite a long name for the place where it stands"
    } else {
        "Chrome"
    };
    let audience = if number.is_multiple_of(2) { "visitor" } else { "site-owner" };
    // Long enough for a search index with several pieces.
    let message = format!("The operation {number:03} could not be completed, because ")
        + &"the other side said no and ".repeat(6);
    let mut article = String::new();
    // Writing to a String cannot fail.
    let _ = write!(
        article,
        "---\n\
         title: Error {number:03}\n\
         code: \"{number:03}\"\n\
         messages:\n\
         \x20 - \"{message} (number {number})\"\n\
         quick_answer: Try again, and if that does not help, try the other thing, number {number}.\n\
         applies_to: [{platform}]\n\
         methods:\n\
         \x20 - title: Try again\n\
         \x20   body: Try it once more.\n\
         \x20   audience: {audience}\n\
         faq:\n\
         \x20 - question: Is this error number {number}?\n\
         \x20   answer: It is.\n\
         related: [odd/everything]\n\
         updated: 2026-01-01\n\
         ---\n\
         It is caused by the cause number {number}.\n"
    );
    article
}
