//! The terminal: what goes to stdout and stderr, in which colours, and the progress bar.

use std::io::{self, IsTerminal, Write};
use std::time::Duration;

use annotate_snippets::Renderer;
use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{Color, Global};
use crate::diagnostic::Severity;
use crate::error::Error;
use crate::pipeline::Progress;
use crate::report::{self, Located, Strictness};

/// Options of verbs that report on the content.
#[derive(Debug, Clone, Copy, Args)]
pub(super) struct ReportOptions {
    /// Treat warnings as errors
    #[arg(long)]
    pub(super) strict: bool,
    /// How to print what is wrong
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: Format,
}

impl ReportOptions {
    pub(super) fn strictness(self) -> Strictness {
        if self.strict { Strictness::Strict } else { Strictness::Normal }
    }
}

/// How diagnostics are printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Source lines with carets
    #[default]
    Human,
    /// One line for each
    Short,
    /// One JSON object on stdout
    Json,
    /// Annotations of GitHub Actions on stdout
    Github,
}

/// How much is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Verbosity {
    Quiet,
    Normal,
    Verbose,
}

/// Where messages go.
#[derive(Debug, Clone)]
pub(super) struct Terminal {
    verbosity: Verbosity,
    colors: bool,
    progress: bool,
}

impl Terminal {
    pub(super) fn new(global: &Global) -> Self {
        let is_terminal = io::stderr().is_terminal();
        let set = |name: &str| {
            std::env::var_os(name).is_some_and(|value| !value.is_empty() && value != "0")
        };
        let colors = match global.color {
            Color::Always => true,
            Color::Never => false,
            // https://no-color.org and https://bixense.com/clicolors
            Color::Auto => !set("NO_COLOR") && (set("CLICOLOR_FORCE") || is_terminal),
        };
        let verbosity = match (global.quiet, global.verbose) {
            (true, _) => Verbosity::Quiet,
            (false, true) => Verbosity::Verbose,
            (false, false) => Verbosity::Normal,
        };
        let progress = is_terminal && verbosity > Verbosity::Quiet && !set("CI");
        Self { verbosity, colors, progress }
    }

    /// Says something on stderr, unless it is to be quiet.
    pub(super) fn say(&self, message: &str) {
        if self.verbosity > Verbosity::Quiet {
            Self::write(&mut io::stderr().lock(), message);
        }
    }

    /// Whether it is to say nothing but errors.
    pub(super) fn is_quiet(&self) -> bool {
        self.verbosity == Verbosity::Quiet
    }

    /// Whether a line that was said can be replaced.
    pub(super) fn can_take_back(&self) -> bool {
        self.progress
    }

    /// Says something in the place of the last line.
    pub(super) fn say_instead(&self, message: &str) {
        // ECMA-48, sections 8.3.22 and 8.3.41: a line up, and that line is erased.
        self.say(&format!("\x1b[1A\x1b[2K{message}"));
    }

    /// Draws a diagnostic as this terminal shows it; `None` where it is not to be shown.
    pub(super) fn draw(&self, diagnostic: &Located) -> Option<String> {
        let renderer = if self.colors { Renderer::styled() } else { Renderer::plain() };
        self.shows(diagnostic).then(|| report::human(diagnostic, &renderer))
    }

    fn shows(&self, diagnostic: &Located) -> bool {
        !self.is_quiet() || diagnostic.severity == Severity::Error
    }

    /// Says something on stderr in any case.
    #[expect(clippy::unused_self, reason = "it speaks through the terminal as the others do")]
    pub(super) fn always(&self, message: &str) {
        Self::write(&mut io::stderr().lock(), message);
    }

    /// Says something on stderr that only the curious want to know.
    pub(super) fn detail(&self, message: &str) {
        if self.verbosity == Verbosity::Verbose {
            self.say(message);
        }
    }

    /// Says why errhub could not run.
    pub(super) fn failure(&self, error: &Error) {
        let (bold, reset) = if self.colors { ("\x1b[1;31m", "\x1b[0m") } else { ("", "") };
        let mut message = format!("{bold}error{reset}: {error}");
        if let Some(help) = error.help() {
            message.push_str("\n  help: ");
            message.push_str(&help);
        }
        Self::write(&mut io::stderr().lock(), &message);
    }

    /// Prints diagnostics: what a program reads goes to stdout, what people read to stderr.
    pub(super) fn report(&self, diagnostics: &[Located], articles: usize, format: Format) {
        let shown = diagnostics.iter().filter(|one| self.shows(one));
        match format {
            Format::Human => {
                let mut out = io::stderr().lock();
                for drawn in shown.filter_map(|diagnostic| self.draw(diagnostic)) {
                    Self::write(&mut out, &format!("{drawn}\n"));
                }
            }
            Format::Short => {
                let mut out = io::stdout().lock();
                for diagnostic in shown {
                    Self::write(&mut out, &report::short(diagnostic));
                }
            }
            Format::Json => {
                Self::write(&mut io::stdout().lock(), &report::json(diagnostics, articles));
            }
            Format::Github => {
                // GitHub shows only the first ten of a step.
                let mut all: Vec<_> = shown.collect();
                all.sort_by_key(|diagnostic| diagnostic.severity);
                let mut out = io::stdout().lock();
                for diagnostic in all {
                    Self::write(&mut out, &report::github(diagnostic));
                }
            }
        }
        let (errors, _) = report::count(diagnostics);
        if !diagnostics.is_empty() && (self.verbosity > Verbosity::Quiet || errors > 0) {
            Self::write(&mut io::stderr().lock(), &report::summary(diagnostics, articles));
        }
    }

    /// A closed pipe is the reader's wish, not a failure.
    fn write(out: &mut dyn Write, message: &str) {
        let _ = writeln!(out, "{message}");
    }

    /// A progress bar, which shows itself only on a terminal and only when the run is long.
    pub(super) fn progress(&self) -> Bar {
        let target = if self.progress {
            ProgressDrawTarget::stderr_with_hz(15)
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(None, target);
        if let Ok(style) = ProgressStyle::with_template("{prefix:>9} {bar:30} {pos}/{len}") {
            bar.set_style(style);
        }
        Bar { bar, started: std::time::Instant::now() }
    }
}

/// Prints a result on stdout. A closed pipe is the reader's wish, not a failure.
pub(super) fn print(text: &str) -> Result<(), Error> {
    let mut out = io::stdout().lock();
    match writeln!(out, "{text}").and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Error::Io { action: "write to", path: "stdout".into(), source: error })
        }
        _ => Ok(()),
    }
}

/// A progress bar.
pub(super) struct Bar {
    bar: ProgressBar,
    started: std::time::Instant,
}

/// A run shorter than this is over before anybody reads a bar.
const PATIENCE: Duration = Duration::from_millis(300);

impl Progress for Bar {
    fn begin(&self, stage: &'static str, total: usize) {
        self.bar.set_prefix(stage);
        self.bar.set_length(total as u64);
        self.bar.set_position(0);
    }

    fn step(&self) {
        if self.started.elapsed() > PATIENCE {
            self.bar.inc(1);
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
