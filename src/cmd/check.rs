//! `errhub check`: `build` without writing.

use std::time::Instant;

use clap::Args;

use super::output::Terminal;
use super::run::{RunOptions, RunTarget};
use super::{ExitStatus, Global, stale};
use crate::error::Error;
use crate::publish::{Discard, NewSite, Published};
use crate::report::counted;

/// Report everything that is wrong with the site, without building it
///
/// This does the same as `build`, with the same diagnostics and the same exit code, but neither
/// reads nor writes the output folder. It only updates the cache in .errhub/, which makes the next
/// run faster.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    errhub check\n  \
    errhub check --strict\n  \
    errhub check --only W0303 --format short\n  \
    errhub check --strict --allow W0303 --format github\n  \
    errhub check --host netlify --host s3\n  \
    errhub check --stale\n  \
    errhub check --stale=180 --today 2026-12-31 --format json\n\n\
    `errhub explain CODE` says what a code means. The whole site is checked each time, because \
    links and duplicates involve several files.\n\n\
    Exit codes: 0 the site can be built, 1 the content has errors (with --strict also warnings), \
    2 errhub could not run.")]
pub(super) struct Check {
    /// Only list the articles that nobody has looked at for this many days [default:
    /// `stale_after_days` in site.yaml], the oldest first
    #[arg(long, value_name = "DAYS", num_args = 0..=1, require_equals = true)]
    #[expect(
        clippy::option_option,
        reason = "clap's way to say an option with or without a value"
    )]
    stale: Option<Option<u16>>,
    #[command(flatten)]
    run: RunOptions,
}

/// A destination where nothing is written.
struct Nowhere;

impl RunTarget for Nowhere {
    type Sink = Discard;

    fn name(&self) -> String {
        String::new()
    }

    fn open(&self) -> Result<Discard, Error> {
        Ok(Discard)
    }

    fn finish(&self, _: &Discard, _: &NewSite<'_>) -> Result<Published, Error> {
        Ok(Published::default())
    }
}

impl Check {
    pub(super) fn run(self, global: &Global, terminal: &Terminal) -> Result<ExitStatus, Error> {
        if let Some(limit) = self.stale {
            let today = self.run.now.today()?;
            let report = &self.run.report;
            let (format, strictness) = (report.format(), report.strictness());
            let options = stale::Options {
                limit,
                drafts: self.run.drafts(),
                format,
                strictness,
                today: &today,
            };
            return stale::run(global, terminal, &options);
        }
        let started = Instant::now();
        let outcome = self.run.run(global, terminal, |_| Nowhere)?;
        if !outcome.is_clean {
            return Ok(ExitStatus::Problems);
        }
        outcome.tell_sorts(terminal);
        terminal.say(&format!(
            "Checked {}, {} in {:.2} s",
            counted(outcome.articles, "article"),
            counted(outcome.files, "file"),
            started.elapsed().as_secs_f64(),
        ));
        Ok(ExitStatus::Clean)
    }
}
