//! Watches a site's files and returns changes in batches: one for each save or burst.
//!
//! A save is over when its file is closed, so it becomes a batch at once. But a file that is gone
//! may come back, as with editors that replace the old file with a new one, and a burst of many
//! files, such as `git checkout`, has pauses; these have to be waited for. notify's own debouncers
//! always wait for the same time, and wake up repeatedly to see whether it is over.

mod burst;
mod looks;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode};
use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

use super::Watching;
use crate::cache::Changes;
use crate::config::SITE_FILE;
use crate::lockfile::LOCK_FILE;
use crate::path::SourcePath;
use crate::redirects::REDIRECTS_FILE;
use burst::Burst;
use looks::Looks;

/// The maximum time before a batch is made if events keep coming.
const LONGEST: Duration = Duration::from_millis(600);
/// The polling interval, where there are no events.
const POLL: Duration = Duration::from_millis(400);
/// A new folder may have been filled before it was watched, so it is checked once more after this
/// time.
const SECOND_LOOK: Duration = Duration::from_millis(150);
/// How often to check that the root is still the folder being watched: there are no events for
/// folders above it, or for links on the way to it.
const HEARTBEAT: Duration = Duration::from_secs(1);
/// The folders that make a site.
const FOLDERS: &[&str] = &["content", "static", "templates"];
/// The files beside them.
const FILES: [&str; 3] = [SITE_FILE, LOCK_FILE, REDIRECTS_FILE];

/// A batch of changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Batch {
    /// The files, relative to the root, for messages.
    pub(super) files: BTreeSet<String>,
    /// The changes, for the loader.
    pub(super) changes: Changes,
    /// Whether site.yaml may have changed.
    pub(super) settings: bool,
}

impl Batch {
    /// A batch in which anything may have changed.
    pub(super) fn everything() -> Self {
        Self { files: BTreeSet::new(), changes: Changes::Unknown, settings: true }
    }
}

/// A message to the watcher.
enum Notice {
    /// An event of the file system.
    Event(notify::Result<notify::Event>),
    /// These files were changed, created or deleted.
    Looked(BTreeSet<SourcePath>),
}

/// The source of events.
enum Source {
    /// The watcher, and the folders that it already watches.
    Events(RecommendedWatcher, BTreeSet<PathBuf>),
    /// A thread that polls every file.
    Polling,
    /// None, because the root is gone; it may come back.
    Gone,
}

/// Yields batches of changes for as long as it exists.
pub(super) struct Watcher {
    root: PathBuf,
    /// The root with links resolved: it is watched, and is the prefix of paths in events.
    real: PathBuf,
    /// The identity of the root folder when it was last seen.
    identity: Option<Identity>,
    source: Source,
    sender: Sender<Notice>,
    notices: Receiver<Notice>,
    second_look: bool,
}

impl Watcher {
    /// Watches the site at `root`.
    pub(super) fn new(root: &Path, watching: Watching) -> Self {
        let (sender, notices) = mpsc::channel();
        let (root, real) = (root.to_owned(), root.to_owned());
        let source = Source::Gone;
        let mut watcher =
            Self { root, real, identity: None, source, sender, notices, second_look: false };
        match watching {
            Watching::Events if has_events(&watcher.root) => watcher.watch(),
            _ => watcher.poll(),
        }
        watcher
    }

    /// Whether files are polled.
    pub(super) fn is_polling(&self) -> bool {
        matches!(self.source, Source::Polling)
    }

    /// Starts watching the root again. If the system refuses, files are polled.
    fn watch(&mut self) {
        self.identity = identity(&self.root);
        self.source = Source::Gone;
        let Ok(real) = self.root.canonicalize() else { return };
        self.real = real;
        match self.events() {
            Ok(events) => {
                self.source = Source::Events(events, BTreeSet::new());
                self.watch_folders();
            }
            // It may be gone again.
            Err(_) if !self.real.is_dir() => {}
            Err(_) => self.poll(),
        }
    }

    fn events(&self) -> notify::Result<RecommendedWatcher> {
        let sender = self.sender.clone();
        let tell = move |event: notify::Result<_>| {
            // Our own reads must not cause events.
            if !event.as_ref().is_ok_and(is_read) {
                let _ = sender.send(Notice::Event(event));
            }
        };
        // If a folder were watched through two paths, its events would have only one of them. Links
        // lead to folders that are watched anyway, and the loader knows every path of a file.
        let config = notify::Config::default().with_follow_symlinks(false);
        let mut watcher = RecommendedWatcher::new(tell, config)?;
        watcher.watch(&self.real, RecursiveMode::NonRecursive)?;
        Ok(watcher)
    }

    fn poll(&mut self) {
        self.source = Source::Polling;
        self.real.clone_from(&self.root);
        let (root, sender) = (self.root.clone(), self.sender.clone());
        let mut looks = Looks::default();
        looks.again(&root);
        std::thread::spawn(move || {
            loop {
                let started = Instant::now();
                let changed = looks.again(&root);
                if !changed.is_empty() && sender.send(Notice::Looked(changed)).is_err() {
                    return;
                }
                // Gives a slow disk time for other work.
                std::thread::sleep(POLL.max(started.elapsed()));
            }
        });
    }

    /// Watches folders that were created in the meantime. If the system refuses, files are polled.
    fn watch_folders(&mut self) {
        let Source::Events(events, watched) = &mut self.source else { return };
        for folder in FOLDERS {
            let folder = self.real.join(folder);
            if !folder.is_dir() {
                watched.remove(&folder);
            } else if !watched.contains(&folder) {
                // A linked folder is watched at its real path.
                let real = folder.canonicalize().unwrap_or_else(|_| folder.clone());
                match events.watch(&real, RecursiveMode::Recursive) {
                    Ok(()) => drop(watched.insert(folder)),
                    // It may be gone again.
                    Err(_) if !folder.is_dir() => {}
                    Err(_) => return self.poll(),
                }
            }
        }
    }

    /// Watches again the folders that a burst has replaced.
    fn follow(&mut self, burst: &Burst) {
        if burst.is_refused {
            self.poll();
        }
        if let Source::Events(_, watched) = &mut self.source {
            // A folder with the same name may be a different one now.
            let is_same = |folder: &PathBuf| {
                SourcePath::from_disk(&self.real, folder)
                    .is_none_or(|source| !burst.files.contains_key(&source))
            };
            watched.retain(is_same);
        }
        self.watch_folders();
    }

    /// Watches the root again if it was replaced or is gone. Returns whether it did.
    fn follow_root(&mut self, burst: &Burst) -> bool {
        if self.is_polling() || !burst.has_lost_root && identity(&self.root) == self.identity {
            return false;
        }
        self.watch();
        // It may have been filled before it was watched.
        self.second_look = true;
        true
    }

    /// Waits for the next notice; `None` if there was none for a while.
    fn wait(&self) -> Result<Option<Notice>, RecvTimeoutError> {
        let patience = match self.source {
            _ if self.second_look => SECOND_LOOK,
            Source::Events(..) | Source::Gone => HEARTBEAT,
            Source::Polling => return Ok(self.notices.recv().map(Some)?),
        };
        match self.notices.recv_timeout(patience) {
            Err(RecvTimeoutError::Timeout) => Ok(None),
            notice => notice.map(Some),
        }
    }
}

impl Iterator for Watcher {
    type Item = Batch;

    /// Waits for the next batch.
    fn next(&mut self) -> Option<Batch> {
        loop {
            let mut burst = Burst::default();
            match self.wait().ok()? {
                Some(notice) => burst.add(&self.real, notice),
                None if std::mem::take(&mut self.second_look) => {
                    return Some(Batch { settings: false, ..Batch::everything() });
                }
                None => {}
            }
            let started = Instant::now();
            while let Some(wait) = burst.wait() {
                match self.notices.recv_timeout(wait) {
                    Ok(notice) => burst.add(&self.real, notice),
                    Err(_) => break,
                }
                if started.elapsed() > LONGEST {
                    break;
                }
            }
            if self.follow_root(&burst) {
                return Some(Batch::everything());
            }
            self.follow(&burst);
            self.second_look |= burst.has_new_folder();
            let batch = burst.into_batch(&self.real);
            if batch.is_some() {
                return batch;
            }
        }
    }
}

/// The identity of a folder.
type Identity = (PathBuf, u64, u64);

/// The identity of the folder at `path`; `None` if there is none.
#[cfg(unix)]
fn identity(path: &Path) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt;
    let real = path.canonicalize().ok()?;
    let found = std::fs::metadata(&real).ok().filter(std::fs::Metadata::is_dir)?;
    Some((real, found.dev(), found.ino()))
}

/// The identity of the folder at `path`; `None` if there is none.
#[cfg(not(unix))]
fn identity(path: &Path) -> Option<Identity> {
    let real = path.canonicalize().ok().filter(|real| real.is_dir())?;
    Some((real, 0, 0))
}

/// Whether an event is only about reading.
fn is_read(event: &notify::Event) -> bool {
    let closed = EventKind::Access(AccessKind::Close(AccessMode::Write));
    event.kind.is_access() && event.kind != closed
}

/// Whether the file system under `root` is one whose changes other machines can make.
#[cfg(target_os = "linux")]
fn has_events(root: &Path) -> bool {
    // NFS, SMB, CIFS, SMB2, 9P (WSL, virtual machines) and FUSE: statfs(2).
    const SILENT: &[u64] = &[0x6969, 0x517b, 0xff53_4d42, 0xfe53_4d42, 0x0102_1997, 0x6573_5546];
    rustix::fs::statfs(root).is_ok_and(|stat| {
        !SILENT.contains(&(u64::try_from(stat.f_type).unwrap_or_default() & 0xffff_ffff))
    })
}

/// Whether the file system under `root` reports changes.
#[cfg(not(target_os = "linux"))]
fn has_events(_: &Path) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reading_differs_from_closing_a_written_file() {
        let access = |kind| notify::Event::new(EventKind::Access(kind));
        assert!(is_read(&access(AccessKind::Open(AccessMode::Any))));
        assert!(!is_read(&access(AccessKind::Close(AccessMode::Write))));
    }
}
