//! Reports of `build` and `check` about the content: which diagnostics, and in which format.

use std::fmt::Write as _;
use std::path::Path;

use clap::{Args, ValueEnum};

use super::ExitStatus;
use super::output::{Terminal, print, print_commands};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::error::Error;
use crate::limits::DIAGNOSTICS;
use crate::path::SourcePath;
use crate::pipeline;
use crate::report::{self, Counts, Group, Memory, Strictness, counted, grouped, locate_positions};

/// Options of verbs that check the content.
#[derive(Debug, Clone, Args)]
pub(super) struct ReportOptions {
    /// Treat warnings as errors
    #[arg(long)]
    strict: bool,
    /// How to print diagnostics
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Do not report this warning; can be repeated
    #[arg(long, value_name = "CODE", value_delimiter = ',', value_parser = warning)]
    allow: Vec<Code>,
    /// Print only diagnostics with this code; can be repeated
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    only: Vec<Code>,
}

fn warning(text: &str) -> Result<Code, String> {
    let code: Code = text.parse()?;
    match code.severity() {
        Severity::Warning => Ok(code),
        Severity::Error => Err("it is an error, and only warnings can be turned off".into()),
    }
}

/// How diagnostics are printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Source lines with carets; if there are many alike, only the first few
    #[default]
    Human,
    /// One line per diagnostic
    Short,
    /// One JSON object on stdout
    Json,
    /// GitHub Actions annotations on stdout
    Github,
}

/// The result of a run.
pub(super) struct Findings<'a> {
    pub(super) root: &'a Path,
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) articles: usize,
}

impl ReportOptions {
    pub(super) fn format(&self) -> Format {
        self.format
    }

    pub(super) fn strictness(&self) -> Strictness {
        if self.strict { Strictness::Strict } else { Strictness::Normal }
    }

    /// Prints diagnostics: formats for programs go to stdout, those for people to stderr. Returns
    /// whether the site can be published.
    pub(super) fn print(
        &self,
        terminal: &Terminal,
        found: Findings<'_>,
        text: impl Fn(&SourcePath) -> Option<String> + Sync,
        memory: Memory<'_>,
    ) -> Result<bool, Error> {
        let Findings { root, mut diagnostics, articles } = found;
        let strictness = self.strictness();
        diagnostics.retain(|one| !self.allow.contains(&one.code));
        let is_asked = |one: &Diagnostic| self.only.is_empty() || self.only.contains(&one.code);
        let (mut asked, others): (Vec<_>, Vec<_>) = diagnostics.into_iter().partition(is_asked);
        let hidden_errors = others.iter().filter(|one| one.severity() == Severity::Error).count();
        let severities = asked.iter().map(|one| (one.code, strictness.severity(one.code)));
        let summary = Counts::of(severities, articles);
        if terminal.is_quiet() && self.format != Format::Json {
            asked.retain(|one| strictness.severity(one.code) == Severity::Error);
        }
        if self.format == Format::Human {
            for block in grouped(&asked, strictness, text) {
                terminal.always(&drawn(terminal, &block));
            }
        } else {
            let (shown, rest) = report::capped(asked, strictness);
            let mut located = locate_positions(shown, strictness, text, memory);
            if self.format == Format::Json {
                print(&report::json_with_rest(&located, &rest, articles))?;
            } else {
                located.extend(rest.iter().map(report::LeftOut::located));
            }
            if self.format == Format::Short && !located.is_empty() {
                print(&lines(&located, report::short))?;
            }
            if self.format == Format::Github {
                let folder = folder_in_repository(root);
                // GitHub shows only the first ten for each step.
                located.sort_by_key(|diagnostic| diagnostic.severity);
                if !located.is_empty() {
                    print_commands(&lines(&located, |one| report::github(one, &folder)))?;
                }
            }
        }
        let is_clean = summary.errors + hidden_errors == 0;
        if !is_clean || !terminal.is_quiet() {
            self.sum_up(terminal, &summary, others.len(), hidden_errors);
        }
        Ok(is_clean)
    }

    /// Prints the summary, and where to read more.
    fn sum_up(&self, terminal: &Terminal, summary: &Counts, others: usize, errors: usize) {
        let is_empty = summary.codes.is_empty();
        if !is_empty || (others > 0 && !self.only.is_empty()) {
            terminal.always(&format!("{}{}", summary.by_code(), summary.line()));
        }
        if others > 0 {
            let errors = match errors {
                0 => String::new(),
                errors => format!(", {} among them", counted(errors, "error")),
            };
            terminal.always(&format!("Not shown because of --only: {others} more{errors}"));
        }
        let loudest = summary.codes.keys().min_by_key(|code| code.severity());
        if let (Format::Human, Some(code)) = (self.format, loudest) {
            let off = match code.severity() {
                Severity::Error => "",
                Severity::Warning => ", and how to turn it off",
            };
            terminal.always(&format!("`errhub explain {code}` says more{off}"));
        }
    }
}

/// Prints what prevents a command from doing its work.
pub(super) fn refuse(terminal: &Terminal, root: &Path, diagnostics: &[Diagnostic]) -> ExitStatus {
    let text = |source: &SourcePath| pipeline::text_on_disk(root, source);
    for block in grouped(diagnostics, Strictness::Normal, text) {
        terminal.always(&drawn(terminal, &block));
    }
    ExitStatus::Problems
}

/// Draws a block of diagnostics for people.
pub(super) fn drawn(terminal: &Terminal, block: &Group) -> String {
    let mut text = String::new();
    let heading = block.heading();
    if !heading.is_empty() {
        let _ = writeln!(text, "{}\n", terminal.bold(&heading));
    }
    for one in &block.shown {
        let _ = writeln!(text, "{}\n", terminal.draw(one));
    }
    let (code, hidden) = (block.code, block.hidden());
    if hidden > 0 {
        // The number of lines for one file is limited as well.
        let which = if hidden < DIAGNOSTICS { "all" } else { "more" };
        let hidden = report::number(hidden);
        let _ = writeln!(
            text,
            "{hidden} more of {code}; {which} of them: errhub check --only {code} --format short\n",
        );
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

fn lines(located: &[report::Located], line: impl Fn(&report::Located) -> String) -> String {
    located.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The path from the repository's root to the site, as GitHub names files: `docs/errors/`. The
/// runner provides the repository's path; elsewhere it is the nearest folder upward with `.git`,
/// which may be a file, as in a worktree.
pub(super) fn folder_in_repository(root: &Path) -> String {
    let workspace = std::env::var_os("GITHUB_WORKSPACE").filter(|path| !path.is_empty());
    let workspace = workspace.and_then(|path| std::fs::canonicalize(path).ok());
    let repository = match &workspace {
        Some(workspace) if root.starts_with(workspace) => Some(&**workspace),
        _ => root.ancestors().find(|folder| folder.join(".git").exists()),
    };
    let below = repository.and_then(|repository| SourcePath::from_disk(repository, root));
    match below {
        Some(below) if !below.as_str().is_empty() => format!("{below}/"),
        _ => String::new(),
    }
}
