//! `errhub stamp`: sets the dates on which words last changed, and writes errhub.lock.

mod plan;

use std::sync::Arc;

use clap::Args;

use super::articles::{Chosen, choose};
use super::output::{Terminal, print};
use super::{ExitStatus, Global, Now, date, report};
use crate::cache::{Changes, Reuse};
use crate::config::Project;
use crate::date::Date;
use crate::diagnostic::Diagnostic;
use crate::discover;
use crate::edit::Transaction;
use crate::error::Error;
use crate::lockfile::{self, LOCK_FILE, Lock};
use crate::pipeline::{Loaded, Loader};
use crate::report::{counted, visible};
use crate::site::Drafts;
use crate::text;
use plan::{Mode, StampPlan};

/// Set `updated` where words changed, and write errhub.lock.
///
/// In each article whose words changed since the last stamp, `updated` becomes today. Only those
/// ten characters of the file change. Links, formatting, comments and the order of the front matter
/// do not count as words: docs/dates.md says what does.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    errhub stamp                                 stamp every article whose words changed\n  \
    errhub stamp --dry-run                       show what that would do\n  \
    errhub stamp http/502-bad-gateway            only this article\n  \
    errhub stamp --reviewed http/502-bad-gateway somebody checked that it is still right\n  \
    errhub stamp --init                          create errhub.lock, with all dates as they are\n\n\
    An ARTICLE is an id such as http/502-bad-gateway, a file, or a category.\n\n\
    Exit codes: 0 everything is stamped, 1 something was skipped because it has to be changed first, \
    2 errhub could not run.")]
pub(super) struct Stamp {
    /// Which articles [default: all]
    #[arg(value_name = "ARTICLE")]
    articles: Vec<String>,
    /// Write this date instead of today
    #[arg(long, value_name = "DATE", value_parser = date)]
    date: Option<Date>,
    /// Set `reviewed`: somebody checked these articles, and they are still right
    #[arg(long, requires = "articles", conflicts_with = "init")]
    reviewed: bool,
    /// Accept articles as they are, without changing dates
    #[arg(long, conflicts_with = "date")]
    init: bool,
    /// Show what would change, and change nothing
    #[arg(long, short = 'n')]
    dry_run: bool,
    #[command(flatten)]
    now: Now,
}

/// The text of a lock, if there is one, and its contents; or the mistakes in it.
type ReadLock = Result<(Option<String>, Lock), Vec<Diagnostic>>;

impl Stamp {
    pub(super) fn run(self, global: &Global, terminal: &Terminal) -> Result<ExitStatus, Error> {
        let project = match global.project()? {
            Ok(project) => Arc::new(project),
            Err((root, diagnostics)) => return Ok(report::refuse(terminal, &root, &diagnostics)),
        };
        // From here on, no other command can edit.
        let mut transaction =
            if self.dry_run { None } else { Some(Transaction::begin(&project.root)?) };
        let progress = terminal.progress();
        let mut loader = Loader::new(&project, Reuse::Everything)?.without_trial();
        let loaded = loader.load(&project, Drafts::Leave, &Changes::Unknown, &progress)?;
        drop(progress);
        let (before, lock) = match self.lock(&project, &loaded)? {
            Ok(read) => read,
            Err(diagnostics) => return Ok(report::refuse(terminal, &project.root, &diagnostics)),
        };
        let chosen = choose(&loaded, &self.articles)?;
        let mode = match (self.init, self.reviewed) {
            (true, _) => Mode::Init,
            (_, true) => Mode::Reviewed,
            _ => Mode::Updated,
        };
        let today = match (self.now.today()?.date(), self.date) {
            (Err(_), Some(date)) => date,
            (today, _) => today?,
        };
        let plan = StampPlan::make(&loaded, lock, &chosen, mode, self.date, today)?;
        let lines: Vec<String> =
            plan.changes.iter().map(|change| visible(&change.line()).into_owned()).collect();
        if !lines.is_empty() {
            print(&lines.join("\n"))?;
        }
        for problem in &plan.problems {
            terminal.always(&visible(problem));
        }
        let after = lock_text(before.as_deref(), &plan.lock);
        let is_new = before.as_deref() != Some(&*after);
        if let Some(transaction) = &mut transaction {
            for change in &plan.changes {
                if let Some(text) = &change.text {
                    transaction.write(change.source.clone(), text.clone())?;
                }
            }
            if is_new {
                transaction.write(lockfile::source(), after)?;
            }
        }
        if let Some(transaction) = transaction {
            transaction.commit(self.command())?;
        }
        terminal.say(&self.summary(&plan, &chosen, is_new));
        Ok(if plan.problems.is_empty() { ExitStatus::Clean } else { ExitStatus::Problems })
    }

    /// The text of the lock and its contents, or the mistakes in it.
    fn lock(&self, project: &Project, loaded: &Loaded) -> Result<ReadLock, Error> {
        let bytes = match discover::read(&project.root, &lockfile::source()) {
            Ok(bytes) => bytes,
            Err(Error::Vanished { .. }) if self.init => return Ok(Ok((None, Lock::empty()))),
            Err(Error::Vanished { .. }) => {
                return Err(Error::Usage {
                    message: format!(
                        "there is no {LOCK_FILE} yet; `errhub stamp --init` starts it with all dates \
                         as they are"
                    ),
                });
            }
            Err(error) => return Err(error),
        };
        if self.init && self.articles.is_empty() {
            return Err(Error::Usage {
                message: format!(
                    "there is a {LOCK_FILE} already; name the articles whose dates are to be taken as \
                     they are"
                ),
            });
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let read = if lockfile::is_conflicted(text::without_mark(&text)) {
            let now = |entry: &lockfile::LockEntry| {
                let mut articles = loaded.site.all_articles();
                let article = articles.find(|one| one.document.url == entry.url)?;
                Some(article.document.words.clone())
            };
            lockfile::merged(text::without_mark(&text), now)
                .ok_or_else(|| lockfile::read(&bytes).err().unwrap_or_default())
        } else {
            lockfile::read(&bytes)
        };
        Ok(read.map(|lock| (Some(text), lock)))
    }

    /// The command, roughly as it was typed.
    fn command(&self) -> String {
        let mut command = String::from("errhub stamp");
        let flags = [(self.init, " --init"), (self.reviewed, " --reviewed")];
        flags.iter().filter(|(is_set, _)| *is_set).for_each(|(_, flag)| command.push_str(flag));
        for article in &self.articles {
            command.push(' ');
            command.push_str(article);
        }
        command
    }

    fn summary(&self, plan: &StampPlan, chosen: &Chosen, is_new: bool) -> String {
        let edited = plan.changes.iter().filter(|change| change.text.is_some()).count();
        let [edit, write] =
            if self.dry_run { ["Would edit", "would write"] } else { ["Edited", "wrote"] };
        let lock =
            if is_new { format!("{write} {LOCK_FILE}") } else { format!("{LOCK_FILE} stays") };
        let of = counted(chosen.count(), "article");
        format!(
            "{edit} {edited} of {of}; {lock}, which has {}",
            counted(plan.lock.articles.len(), "article")
        )
    }
}

/// The text of a lock, with the line endings that git gave to the old one.
fn lock_text(before: Option<&str>, lock: &Lock) -> String {
    let text = lockfile::to_text(lock);
    match before {
        Some(before) if before.contains("\r\n") => text.replace('\n', "\r\n"),
        _ => text,
    }
}
