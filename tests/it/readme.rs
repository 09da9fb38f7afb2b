//! The examples in the documentation work as written.

use std::path::Path;
use std::process::{Command, Output};

use crate::support::{TODAY, TempSite, is, read, repository, tree};

/// Commands that are not run, and the reason.
const NOT_RUN: &[(&str, &str)] = &[
    ("errhub serve", "it runs until somebody stops it"),
    ("errhub coverage", "there are no such files here; a test of coverage runs them"),
    ("errhub eject templates/", "this repository has the built-in files; another test runs it"),
];

/// A block of code in a Markdown text.
struct Block<'t> {
    language: &'t str,
    /// The lines between the fences.
    lines: Vec<&'t str>,
    /// The line of prose before it.
    before: &'t str,
}

impl Block<'_> {
    fn text(&self) -> String {
        self.lines.join("\n") + "\n"
    }

    /// The commands in it that run errhub.
    fn commands(&self) -> Vec<String> {
        let lines = self.lines.iter().filter(|_| self.language == "console");
        let commands = lines.filter_map(|line| line.strip_prefix("$ "));
        let own = commands.filter_map(|command| match command.strip_prefix("cargo run -- ") {
            Some(words) => Some(format!("errhub {words}")),
            None => command.starts_with("errhub ").then(|| command.to_owned()),
        });
        own.collect()
    }
}

fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut before = "";
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if let Some(language) = line.strip_prefix("```") {
            let lines = lines.by_ref().take_while(|line| *line != "```").collect();
            blocks.push(Block { language, lines, before });
        } else if !line.is_empty() {
            before = line;
        }
    }
    blocks
}

#[test]
fn commands_are_found() {
    let text = "Run:\n\n```console\n$ errhub build -q\nBuilt\n$ ls\n$ cargo run -- check\n```\n```\n$ errhub x\n```";
    let blocks = blocks(text);
    assert_eq!(blocks[0].before, "Run:");
    let commands: Vec<_> = blocks.iter().flat_map(Block::commands).collect();
    assert_eq!(commands, ["errhub build -q", "errhub check"]);
}

/// Runs a command as a reader would type it.
fn run(root: &Path, command: &str) -> Output {
    let program = Path::new(env!("CARGO_BIN_EXE_errhub")).parent().unwrap();
    let path = std::env::var("PATH").unwrap_or_default();
    Command::new("sh")
        .args(["-c", command])
        .env("PATH", format!("{}:{path}", program.display()))
        .env("SOURCE_DATE_EPOCH", TODAY)
        .current_dir(root)
        .output()
        .unwrap()
}

/// Shells differ; the documentation assumes a POSIX shell.
#[cfg(unix)]
#[test]
fn every_documented_command_runs() {
    let mut texts = vec![("README.md".to_owned(), read("README.md"))];
    for (path, bytes) in tree(&repository().join("docs")) {
        if is(&path, "md") {
            texts.push((format!("docs/{path}"), String::from_utf8(bytes).unwrap()));
        }
    }
    let mut done = 0;
    for (file, text) in &texts {
        // The commands on one page are run in sequence, in one site.
        let site = TempSite::of_repository();
        for command in blocks(text).iter().flat_map(Block::commands) {
            if NOT_RUN.iter().any(|(start, _)| command.starts_with(start)) {
                continue;
            }
            let output = run(site.root(), &command);
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{file}: $ {command}\n{said}");
            done += 1;
        }
    }
    assert!(done > 0, "the documentation shows no command");
}

/// What the pre-commit hook runs, without any file names.
#[cfg(unix)]
#[test]
fn the_pre_commit_hook_runs() {
    let hooks = read(".pre-commit-hooks.yaml");
    assert!(hooks.lines().any(|line| line.trim() == "pass_filenames: false"), "{hooks}");
    let entry = hooks.lines().find_map(|line| line.trim().strip_prefix("entry: ")).unwrap();
    let output = run(TempSite::of_repository().root(), entry);
    assert!(output.status.success(), "{entry}: {}", plain(&output.stderr));
}

/// The README's first five minutes: an article with a mistake, errhub's report, the fixed article.
#[cfg(unix)]
#[test]
fn the_first_five_minutes_work_as_described() {
    let readme = read("README.md");
    let blocks = blocks(&readme);
    let start = "**Write an article.** Save this as `";
    let at = blocks.iter().position(|block| block.before.starts_with(start)).unwrap();
    let path = blocks[at].before[start.len()..].split('`').next().unwrap();
    let mut said = blocks[at..].iter().filter(|block| block.language == "text").map(Block::text);
    let site = TempSite::of_repository();

    site.write(path, blocks[at].text());
    let output = run(site.root(), "errhub build");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(plain(&output.stderr), plain(said.next().unwrap().as_bytes()));

    assert!(readme.contains("Change `metods` to `methods`:"));
    site.write(path, blocks[at].text().replace("metods", "methods"));
    let output = run(site.root(), "errhub build");
    assert_eq!(output.status.code(), Some(0), "{}", plain(&output.stderr));
    let warning = plain(said.next().unwrap().as_bytes());
    assert!(plain(&output.stderr).starts_with(&warning), "{}", plain(&output.stderr));
}

/// Lines trimmed, because white space is only for looks, and without the number of articles, which
/// grows.
fn plain(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(text);
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let lines = lines.map(|line| {
        line.split_once(" in ").map_or(line, |(mistakes, rest)| {
            if rest.ends_with(" articles") { mistakes } else { line }
        })
    });
    lines.collect::<Vec<_>>().join("\n")
}
