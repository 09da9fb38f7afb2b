//! `errhub build`: writes the whole site to its output folder.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::Args;

use super::create;
use super::offline::{self, WrittenCopy};
use super::output::Terminal;
use super::run::{RunOptions, RunTarget};
use super::{ExitStatus, Global};
use crate::error::Error;
use crate::pipeline::Loaded;
use crate::publish::{NewSite, OUTPUT, Patience, Published, Shrinking, Staging};
use crate::report::{counted, visible};

/// Build the site into its output folder.
///
/// The folder is replaced in one step. If the content has errors, nothing is written and the folder
/// stays as it was. Files in it that errhub did not write are kept.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    errhub build\n  \
    errhub build --base-url https://staging.example.com/errors/ --output-dir ../staging\n  \
    errhub build --strict --format github\n  \
    errhub build --offline hub.html\n\n\
    Exit codes: 0 the site was built, 1 the content has errors and nothing was written (with \
    --strict also warnings), 2 errhub could not run, 130 or 143 \
    it was interrupted and nothing was published.")]
pub(super) struct Build {
    /// Where to write the site [default: public/ in the site's folder]
    #[arg(long, short, value_name = "DIR")]
    output_dir: Option<PathBuf>,
    /// Build even if more than half of the pages in the output folder would be removed
    #[arg(long)]
    allow_shrink: bool,
    /// Also write the whole hub as one file that works without a network
    ///
    /// The file has all articles, the style sheet, the search and small pictures, and loads nothing. That of
    /// each further language is beside it: hub.html, hub.de.html. An older copy is replaced; any other file
    /// of that name is kept, and then errhub does not run.
    #[arg(long, value_name = "FILE")]
    offline: Option<PathBuf>,
    #[command(flatten)]
    run: RunOptions,
}

/// How long to wait for another build of the same folder.
const PATIENCE: Duration = Duration::from_secs(60);
/// The maximum number of files in a message.
const NAMED: usize = 3;

/// The output folder, replaced in a single step.
struct Folder<'a> {
    target: PathBuf,
    root: PathBuf,
    shrinking: Shrinking,
    offline: Option<PathBuf>,
    terminal: &'a Terminal,
}

impl RunTarget for Folder<'_> {
    type Sink = Staging;

    fn name(&self) -> String {
        std::path::absolute(&self.target)
            .unwrap_or_else(|_| self.target.clone())
            .to_string_lossy()
            .into_owned()
    }

    fn open(&self) -> Result<Staging, Error> {
        let on_wait = || {
            let target = shown(&self.target);
            self.terminal.say(&format!("Waiting for another build of {target} to finish"));
        };
        let stop = self.terminal.stop().clone();
        let patience = Patience { stop, limit: PATIENCE, on_wait: &on_wait };
        Staging::begin(&self.target, &self.root, &patience)
    }

    fn beside(&self, loaded: &Loaded) -> Result<Vec<WrittenCopy>, Error> {
        let Some(path) = &self.offline else { return Ok(Vec::new()) };
        // If the site has no errors, its copies have none either.
        let (copies, _) = loaded.offline_copies()?;
        offline::write(path, &copies)
    }

    fn finish(&self, staging: &Staging, site: &NewSite<'_>) -> Result<Published, Error> {
        staging.publish(site, self.shrinking)
    }
}

impl Build {
    pub(super) fn run(self, global: &Global, terminal: &Terminal) -> Result<ExitStatus, Error> {
        let started = Instant::now();
        self.offline.iter().try_for_each(|path| offline::may_write(path))?;
        let mut target = PathBuf::new();
        let outcome = self.run.run(global, terminal, |project| {
            target = self.output_dir.clone().unwrap_or_else(|| project.root.join(OUTPUT));
            Folder {
                target: target.clone(),
                root: project.root.clone(),
                shrinking: if self.allow_shrink { Shrinking::Allowed } else { Shrinking::Refused },
                offline: self.offline.clone(),
                terminal,
            }
        })?;
        if !outcome.is_clean {
            terminal.say("Nothing was written");
            return Ok(ExitStatus::Problems);
        }
        if let Some(left) = left_over(&outcome.unknown, &target) {
            terminal.say(&left);
        }
        terminal.detail(&format!("Read and parsed in {:.2} s", outcome.read.as_secs_f64()));
        outcome.tell_sorts(terminal);
        terminal.say(&format!(
            "Built {}, {} in {:.2} s → {}",
            counted(outcome.articles, "article"),
            counted(outcome.files, "file"),
            started.elapsed().as_secs_f64(),
            shown(&target),
        ));
        for WrittenCopy { path, size } in &outcome.copies {
            let (path, kilobytes) = (create::shown(path), size.div_ceil(1000));
            terminal.say(&format!("Wrote an offline copy of {kilobytes} KB → {path}"));
        }
        // Pages opened from disk have no style sheet, because its address is relative to the host.
        let root = global.root.as_ref().map_or_else(String::new, |root| {
            format!(" --root {}", visible(&root.display().to_string()))
        });
        terminal.say(&format!("To see it: errhub serve --open{root}"));
        Ok(ExitStatus::Clean)
    }
}

/// The message about files that an older errhub may have written, because it kept no record of
/// them.
fn left_over(unknown: &[PathBuf], target: &Path) -> Option<String> {
    if unknown.is_empty() {
        return None;
    }
    let names =
        unknown.iter().take(NAMED).map(|path| visible(&path.display().to_string()).into_owned());
    let names = names.collect::<Vec<_>>().join(", ");
    let more = match unknown.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    Some(format!(
        "Kept in {}, because errhub may not have written it: {names}{more}\n\
         Delete what the site no longer needs.",
        shown(target)
    ))
}

/// The folder as a user would type it from here.
fn shown(target: &Path) -> String {
    let here = std::env::current_dir().ok();
    let relative =
        here.as_deref().and_then(|here| target.strip_prefix(here).ok()).unwrap_or(target);
    format!("{}/", visible(relative.display().to_string().trim_end_matches('/')))
}
