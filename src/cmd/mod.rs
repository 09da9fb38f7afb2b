//! The command line: global options, one module for each verb, and the exit status.

mod articles;
mod build;
mod check;
mod completions;
mod coverage;
mod create;
mod eject;
mod error_pages;
mod explain;
mod init;
mod load;
mod man;
mod matching;
mod mv;
mod new;
mod offline;
mod output;
mod relocate;
mod report;
mod rm;
mod run;
mod schema;
mod serve;
mod signals;
mod stale;
mod stamp;
mod translations;
mod version;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::error::ContextKind;
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::config::{self, Project};
use crate::date::{Date, DateError, Today};
use crate::diagnostic::Diagnostic;
use crate::edit;
use crate::error::Error;
use crate::report::{is_hidden, visible};
use crate::stop::Signal;
use output::Terminal;

/// The outcome of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExitStatus {
    /// All is well.
    Clean,
    /// The content has problems.
    Problems,
    /// errhub could not run.
    Failed,
    /// A signal stopped it.
    Stopped(Signal),
}

impl From<ExitStatus> for ExitCode {
    fn from(status: ExitStatus) -> Self {
        Self::from(match status {
            ExitStatus::Clean => 0,
            ExitStatus::Problems => 1,
            ExitStatus::Failed => 2,
            ExitStatus::Stopped(signal) => signal.exit_code(),
        })
    }
}

/// Builds a hub of help articles about errors from Markdown.
#[derive(Debug, Parser)]
#[command(
    name = "errhub",
    version = version::short(),
    long_version = version::long(),
    arg_required_else_help = true,
    disable_help_subcommand = true,
    after_help = "Exit codes: 0 all is well, 1 the content has mistakes, 2 errhub could not run.\n\n\
                  The site's folder is the nearest one upward with a site.yaml."
)]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
    #[command(flatten)]
    global: Global,
}

/// Options of every verb, before or after its name.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Global options")]
struct Global {
    /// The site's folder [default: the nearest one upward with a site.yaml]
    #[arg(long, global = true, value_name = "DIR")]
    root: Option<PathBuf>,
    /// Print only errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    quiet: bool,
    /// Print more
    #[arg(short, long, global = true)]
    verbose: bool,
    /// When to use colours
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    color: Color,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Color {
    /// On a terminal, unless `NO_COLOR` is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Build(build::Build),
    Check(check::Check),
    Serve(serve::Serve),
    Stamp(stamp::Stamp),
    Translations(translations::Translations),
    Mv(mv::Mv),
    Rm(rm::Rm),
    #[command(name = "match")]
    Match(matching::MatchText),
    Coverage(coverage::Coverage),
    New(new::New),
    Init(init::Init),
    Eject(eject::Eject),
    #[command(name = "error-pages")]
    ErrorPages(error_pages::WriteErrorPages),
    Explain(explain::Explain),
    Schema(schema::PrintSchema),
    Completions(completions::Completions),
    Man(man::WriteManual),
}

/// Runs the command line of this process.
#[must_use]
pub fn run() -> ExitStatus {
    run_with(std::env::args_os())
}

/// Runs a command line; the first word is the program's name.
pub fn run_with(words: impl IntoIterator<Item = OsString>) -> ExitStatus {
    let words: Vec<OsString> = words.into_iter().collect();
    let cli = match Cli::try_parse_from(&words) {
        Ok(cli) => cli,
        Err(error) => {
            let error = about_visible(error, &words);
            if error.use_stderr() {
                output::usage(&error);
                return ExitStatus::Failed;
            }
            // Help, or the version.
            let _ = error.print();
            return ExitStatus::Clean;
        }
    };
    let terminal = Terminal::new(&cli.global);
    // The other commands edit in steps that the next run completes.
    if matches!(cli.verb, Verb::Build(_) | Verb::Check(_)) {
        signals::pass_on(terminal.stop());
    }
    let result = match cli.verb {
        Verb::Serve(serve) => serve.run(&cli.global, terminal.clone()),
        Verb::Build(build) => build.run(&cli.global, &terminal),
        Verb::Check(check) => check.run(&cli.global, &terminal),
        Verb::Match(matching) => matching.run(&cli.global, &terminal),
        Verb::Coverage(coverage) => coverage.run(&cli.global, &terminal),
        Verb::New(new) => new.run(&cli.global, &terminal),
        Verb::Stamp(stamp) => stamp.run(&cli.global, &terminal),
        Verb::Translations(translations) => translations.run(&cli.global, &terminal),
        Verb::Mv(mv) => mv.run(&cli.global, &terminal),
        Verb::Rm(rm) => rm.run(&cli.global, &terminal),
        Verb::Init(init) => init.run(&terminal),
        Verb::Eject(eject) => eject.run(&cli.global, &terminal),
        Verb::ErrorPages(pages) => pages.run(&cli.global, &terminal),
        Verb::Explain(explain) => Ok(explain.run()),
        Verb::Schema(schema) => schema.run(&cli.global, &terminal),
        Verb::Completions(completions) => completions.run(),
        Verb::Man(manual) => manual.run(),
    };
    // A signal that came too late to stop anything is ignored: the work is done.
    result.unwrap_or_else(|error| {
        match error {
            Error::Stopped => terminal.always("Stopped; nothing was published"),
            error => terminal.failure(&error),
        }
        terminal.stop().asked().map_or(ExitStatus::Failed, ExitStatus::Stopped)
    })
}

/// The same error with its words made safe to print. Hooks pass file names that other people chose.
fn about_visible(error: clap::Error, words: &[OsString]) -> clap::Error {
    let words: Vec<_> = words.iter().map(|word| word.to_string_lossy()).collect();
    if !words.iter().any(|word| word.contains(is_hidden)) {
        return error;
    }
    match Cli::try_parse_from(words.iter().map(|word| visible(word).into_owned())) {
        Err(same) if same.kind() == error.kind() => same,
        // Only the word in the original spelling is unsafe.
        _ => {
            let part = |before: &str, text: Option<String>| {
                text.map_or_else(String::new, |text| format!("{before}{}", visible(&text)))
            };
            let argument = error.get(ContextKind::InvalidArg).map(ToString::to_string);
            let why = std::error::Error::source(&error).map(ToString::to_string);
            let message = format!("invalid value{}{}\n", part(" for ", argument), part(": ", why));
            clap::Error::raw(error.kind(), message)
        }
    }
}

/// An option of verbs that compare dates with today.
#[derive(Debug, Clone, Args)]
struct Now {
    /// The day that counts as today [default: that of `SOURCE_DATE_EPOCH` or the clock, in UTC]
    #[arg(long, value_name = "DATE", value_parser = date)]
    today: Option<Date>,
}

impl Now {
    /// The day of this run. The clock is read only if the day is needed.
    fn today(&self) -> Result<Today, Error> {
        self.today.map_or_else(today, |today| Ok(Today::given(today)))
    }
}

/// Today in UTC; `SOURCE_DATE_EPOCH` (seconds since 1970) sets it for repeatable runs.
fn today() -> Result<Today, Error> {
    let Some(set) = std::env::var_os(EPOCH) else { return Ok(Today::of_clock()) };
    let seconds = set.to_str().and_then(|text| text.parse().ok());
    let moment = seconds.and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
    moment.map(|moment| Today::from_clock(Date::of(moment), EPOCH)).ok_or_else(|| Error::Usage {
        message: format!("{EPOCH} is not a number of seconds since 1970: {}", set.display()),
    })
}

fn date(text: &str) -> Result<Date, String> {
    text.parse().map_err(|error: DateError| format!("{error}; write it as in 2026-04-02"))
}

/// The variable that sets the date (reproducible-builds.org/specs/source-date-epoch).
const EPOCH: &str = "SOURCE_DATE_EPOCH";

impl Global {
    /// The folder of the site that the command works on.
    fn root(&self) -> Result<PathBuf, Error> {
        if let Some(root) = &self.root {
            return std::fs::canonicalize(root).map_err(Error::io("open", root));
        }
        let here = std::env::current_dir().map_err(Error::io("open", ".".as_ref()))?;
        config::find_root(&here)
    }

    /// Reads that site, after finishing the work of an interrupted command.
    fn project(&self) -> Result<Result<Project, (PathBuf, Vec<Diagnostic>)>, Error> {
        let root = self.root()?;
        if let Some(command) = edit::finish_interrupted(&root)? {
            Terminal::new(self)
                .always(&format!("Finished `{}`, which was interrupted", visible(&command)));
        }
        Ok(config::load(&root)?.map_err(|diagnostics| (root, diagnostics)))
    }
}
