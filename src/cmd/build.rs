//! `errhub build`: the whole site into its output folder.

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;

use super::output::Terminal;
use super::run::{Destination, RunOptions};
use super::{ExitStatus, Global};
use crate::error::Error;
use crate::publish::{Changes, Staging};
use crate::report::counted;

/// The output folder below the site's root.
const OUTPUT: &str = "public";

/// Build the site into its output folder.
///
/// The folder is replaced as a whole and in one step. Where the content has errors, nothing is
/// written and the folder stays as it was.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    errhub build\n  \
    errhub build --base-url https://staging.example.com/errors/ --output-dir ../staging\n  \
    errhub build --strict --format github\n\n\
    Exit codes: 0 the site was built, 1 the content has errors and nothing was written (with \
    --strict also warnings), 2 errhub could not run.")]
pub(super) struct Build {
    /// Where to write the site [default: public/ in the site's folder]
    #[arg(long, short, value_name = "DIR")]
    output_dir: Option<PathBuf>,
    #[command(flatten)]
    run: RunOptions,
}

/// The output folder, replaced in one step.
struct Folder {
    target: PathBuf,
    root: PathBuf,
}

impl Destination for Folder {
    type Sink = Staging;

    fn name(&self) -> String {
        std::path::absolute(&self.target)
            .unwrap_or_else(|_| self.target.clone())
            .to_string_lossy()
            .into_owned()
    }

    fn open(&self) -> Result<Staging, Error> {
        Staging::begin(&self.target, &self.root)
    }

    fn finish(&self, staging: Staging, changes: &Changes<'_>) -> Result<(), Error> {
        staging.publish(changes)
    }
}

impl Build {
    pub(super) fn run(self, global: &Global, terminal: &Terminal) -> Result<ExitStatus, Error> {
        let started = Instant::now();
        let mut target = PathBuf::new();
        let outcome = self.run.run(global, terminal, |project| {
            target = self.output_dir.clone().unwrap_or_else(|| project.root.join(OUTPUT));
            Folder { target: target.clone(), root: project.root.clone() }
        })?;
        if !outcome.is_clean {
            terminal.say("Nothing was written");
            return Ok(ExitStatus::Problems);
        }
        terminal.detail(&format!("Read and parsed in {:.2} s", outcome.read.as_secs_f64()));
        terminal.say(&format!(
            "Built {}, {} in {:.2} s → {}",
            counted(outcome.articles, "article"),
            counted(outcome.files, "file"),
            started.elapsed().as_secs_f64(),
            shown(&target),
        ));
        // Pages that are opened from disk have no style sheet: its address starts at the host.
        let root = global
            .root
            .as_ref()
            .map_or_else(String::new, |root| format!(" --root {}", root.display()));
        terminal.say(&format!("To look at it: errhub serve --open{root}"));
        Ok(ExitStatus::Clean)
    }
}

/// The folder as one would type it from here.
fn shown(target: &Path) -> String {
    let here = std::env::current_dir().ok();
    let relative =
        here.as_deref().and_then(|here| target.strip_prefix(here).ok()).unwrap_or(target);
    format!("{}/", relative.display().to_string().trim_end_matches('/'))
}
