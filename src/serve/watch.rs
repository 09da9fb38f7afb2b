//! Notices changes of a site's files, in batches: one for each save, one for each burst.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Duration;

use notify::event::{AccessKind, AccessMode, ModifyKind};
use notify::{Config, EventKind, PollWatcher, RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{
    DebounceEventResult, Debouncer, NoCache, RecommendedCache, new_debouncer_opt,
};

use super::Watching;
use crate::cache::Changes;
use crate::config::SITE_FILE;
use crate::error::Error;
use crate::path::SourcePath;

/// How long a file must be quiet. Editors write within a few milliseconds; what comes later is
/// another batch.
const QUIET: Duration = Duration::from_millis(12);
/// How often files are looked at where there are no events.
const POLL: Duration = Duration::from_millis(400);
/// A new folder may have been filled before it was watched, so it is looked at once more.
const SECOND_LOOK: Duration = Duration::from_millis(150);
/// The folders that make a site.
const FOLDERS: &[&str] = &["content", "static", "templates"];

/// What changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Batch {
    /// The files, relative to the root, for messages.
    pub(super) files: BTreeSet<String>,
    /// For the loader.
    pub(super) changes: Changes,
    /// Whether site.yaml may have changed.
    pub(super) settings: bool,
}

impl Batch {
    /// Anything may have changed.
    pub(super) fn everything() -> Self {
        Self { files: BTreeSet::new(), changes: Changes::Unknown, settings: true }
    }
}

enum Debouncing {
    Events(Debouncer<RecommendedWatcher, RecommendedCache>),
    Poll(Debouncer<PollWatcher, NoCache>),
}

/// Gives batches of changes, for as long as it lives.
pub(super) struct Watcher {
    root: PathBuf,
    debouncing: Debouncing,
    /// The folders that are watched already.
    watched: BTreeSet<PathBuf>,
    events: Receiver<DebounceEventResult>,
    second_look: bool,
}

impl Watcher {
    /// Watches the site at `root`.
    ///
    /// # Errors
    /// Where nothing can be watched.
    pub(super) fn new(root: &Path, watching: Watching) -> Result<Self, Error> {
        let (sender, events) = mpsc::channel();
        let events_work = watching == Watching::Events && has_events(root);
        let config = Config::default().with_poll_interval(POLL).with_compare_contents(true);
        let fail = |error: notify::Error| Error::Usage {
            message: format!("cannot watch {}: {error}", root.display()),
        };
        let poll = |sender: mpsc::Sender<_>| {
            new_debouncer_opt::<_, PollWatcher, _>(QUIET, None, sender, NoCache::new(), config)
                .map(Debouncing::Poll)
        };
        let debouncing = if events_work {
            let cache = RecommendedCache::new();
            new_debouncer_opt::<_, RecommendedWatcher, _>(
                QUIET,
                None,
                sender.clone(),
                cache,
                config,
            )
            .map(Debouncing::Events)
            .or_else(|_| poll(sender))
        } else {
            poll(sender)
        };
        let mut watcher = Self {
            root: root.to_owned(),
            debouncing: debouncing.map_err(fail)?,
            watched: BTreeSet::new(),
            events,
            second_look: false,
        };
        watcher.watch_one(&root.to_owned(), RecursiveMode::NonRecursive).map_err(fail)?;
        watcher.watch_folders();
        Ok(watcher)
    }

    /// Whether files are looked at again and again.
    pub(super) fn is_polling(&self) -> bool {
        matches!(self.debouncing, Debouncing::Poll(_))
    }

    fn watch_one(&mut self, path: &PathBuf, mode: RecursiveMode) -> notify::Result<()> {
        match &mut self.debouncing {
            Debouncing::Events(debouncer) => debouncer.watch(path, mode),
            Debouncing::Poll(debouncer) => debouncer.watch(path, mode),
        }
    }

    /// Folders that come later are watched when they come.
    fn watch_folders(&mut self) {
        for folder in FOLDERS {
            let folder = self.root.join(folder);
            if !folder.is_dir() {
                self.watched.remove(&folder);
            } else if !self.watched.contains(&folder)
                && self.watch_one(&folder, RecursiveMode::Recursive).is_ok()
            {
                self.watched.insert(folder);
            }
        }
    }

    /// What an event says about the site; `None` where it does not concern it.
    fn read(&self, event: &notify::Event, batch: &mut Batch) -> Option<()> {
        let is_content_only = match event.kind {
            // Our own reads.
            EventKind::Access(AccessKind::Close(AccessMode::Write)) => true,
            EventKind::Access(_) => return None,
            EventKind::Modify(ModifyKind::Name(_)) => false,
            EventKind::Modify(_) => true,
            _ => false,
        };
        let mut concerns = None;
        for path in &event.paths {
            let Some(source) = SourcePath::from_disk(&self.root, path) else { continue };
            let top = source.as_str().split('/').next().unwrap_or_default();
            if top == SITE_FILE {
                batch.settings = true;
                batch.changes = Changes::Unknown;
            } else if !FOLDERS.contains(&top) {
                continue;
            }
            concerns = Some(());
            batch.files.insert(source.as_str().to_owned());
            match &mut batch.changes {
                // Of a folder that came or went, nobody tells which files it held.
                Changes::Files(files) if is_content_only || !path.is_dir() => {
                    files.insert(source);
                }
                changes => *changes = Changes::Unknown,
            }
        }
        concerns
    }
}

impl Iterator for Watcher {
    type Item = Batch;

    /// Waits for the next batch.
    fn next(&mut self) -> Option<Batch> {
        loop {
            let result = if self.second_look {
                match self.events.recv_timeout(SECOND_LOOK) {
                    Err(RecvTimeoutError::Timeout) => {
                        self.second_look = false;
                        return Some(Batch { settings: false, ..Batch::everything() });
                    }
                    other => other.ok()?,
                }
            } else {
                self.events.recv().ok()?
            };
            let mut batch = Batch {
                files: BTreeSet::new(),
                changes: Changes::Files(BTreeSet::new()),
                settings: false,
            };
            let mut concerns = false;
            // What came in the meantime belongs to the same burst.
            for result in std::iter::once(result).chain(self.events.try_iter()) {
                let Ok(events) = result else {
                    // The system lost events, so anything may have happened.
                    batch = Batch::everything();
                    concerns = true;
                    continue;
                };
                for event in events {
                    concerns |= self.read(&event.event, &mut batch).is_some();
                }
            }
            if concerns {
                self.second_look |= batch.changes == Changes::Unknown && !batch.files.is_empty();
                self.watch_folders();
                return Some(batch);
            }
        }
    }
}

/// Whether the file system under `root` tells about changes that other machines make.
#[cfg(target_os = "linux")]
fn has_events(root: &Path) -> bool {
    // NFS, SMB, CIFS, SMB2, 9P (WSL, virtual machines) and FUSE: statfs(2).
    const SILENT: &[u64] = &[0x6969, 0x517b, 0xff53_4d42, 0xfe53_4d42, 0x0102_1997, 0x6573_5546];
    rustix::fs::statfs(root).is_ok_and(|stat| {
        !SILENT.contains(&(u64::try_from(stat.f_type).unwrap_or_default() & 0xffff_ffff))
    })
}

/// Whether the file system under `root` tells about changes.
#[cfg(not(target_os = "linux"))]
fn has_events(_: &Path) -> bool {
    true
}
