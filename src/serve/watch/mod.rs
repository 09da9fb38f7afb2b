//! Notices changes of a site's files, in batches: one for each save, one for each burst.
//!
//! A save is over when its file is closed, so it is a batch at once. A file that is gone may come
//! back, as editors do that write a new file in the place of the old one, and a burst of many files,
//! such as `git checkout`, has pauses: for these the batch waits. notify's own debouncers wait for
//! a time that is the same for all, and wake up again and again to see whether it is over.

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

/// What is never quiet becomes a batch after this time.
const LONGEST: Duration = Duration::from_millis(600);
/// How often files are looked at where there are no events.
const POLL: Duration = Duration::from_millis(400);
/// A new folder may have been filled before it was watched, so it is looked at once more.
const SECOND_LOOK: Duration = Duration::from_millis(150);
/// How often it is seen whether the root is still the folder that is watched: what happens to the
/// folders above it, or to a link on the way, is no event.
const HEARTBEAT: Duration = Duration::from_secs(1);
/// The folders that make a site.
const FOLDERS: &[&str] = &["content", "static", "templates"];
/// The files beside them.
const FILES: [&str; 3] = [SITE_FILE, LOCK_FILE, REDIRECTS_FILE];

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

/// What is told to the watcher.
enum Notice {
    /// An event of the file system.
    Event(notify::Result<notify::Event>),
    /// These files look different, or they came, or they are gone.
    Looked(BTreeSet<SourcePath>),
}

/// How changes are noticed.
enum Source {
    /// The watcher, and the folders that it watches already.
    Events(RecommendedWatcher, BTreeSet<PathBuf>),
    /// A thread that looks at every file again and again.
    Polling,
    /// Nothing, because the root is gone; it may come back.
    Gone,
}

/// Gives batches of changes, for as long as it lives.
pub(super) struct Watcher {
    root: PathBuf,
    /// The root without links on the way: what is watched, and what paths of events begin with.
    real: PathBuf,
    /// Which folder the root was when it was last seen.
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

    /// Whether files are looked at again and again.
    pub(super) fn is_polling(&self) -> bool {
        matches!(self.source, Source::Polling)
    }

    /// Watches the root from anew. Where the system refuses, files are looked at again and again.
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
            // It may have gone again.
            Err(_) if !self.real.is_dir() => {}
            Err(_) => self.poll(),
        }
    }

    fn events(&self) -> notify::Result<RecommendedWatcher> {
        let sender = self.sender.clone();
        let tell = move |event: notify::Result<_>| {
            // Nobody needs to wake up for our own reads.
            if !event.as_ref().is_ok_and(is_read) {
                let _ = sender.send(Notice::Event(event));
            }
        };
        // A folder that is watched by two paths would tell of its files by one of them only. Links
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
                // A slow disk is to have time for others.
                std::thread::sleep(POLL.max(started.elapsed()));
            }
        });
    }

    /// Folders that come later are watched when they come. Where the system refuses, files are
    /// looked at again and again.
    fn watch_folders(&mut self) {
        let Source::Events(events, watched) = &mut self.source else { return };
        for folder in FOLDERS {
            let folder = self.real.join(folder);
            if !folder.is_dir() {
                watched.remove(&folder);
            } else if !watched.contains(&folder) {
                // One that is a link is watched where it really is.
                let real = folder.canonicalize().unwrap_or_else(|_| folder.clone());
                match events.watch(&real, RecursiveMode::Recursive) {
                    Ok(()) => drop(watched.insert(folder)),
                    // It may have gone again.
                    Err(_) if !folder.is_dir() => {}
                    Err(_) => return self.poll(),
                }
            }
        }
    }

    /// Watches again what a burst has replaced.
    fn follow(&mut self, burst: &Burst) {
        if burst.is_refused {
            self.poll();
        }
        if let Source::Events(_, watched) = &mut self.source {
            // A folder of the same name may be another one now.
            let is_same = |folder: &PathBuf| {
                SourcePath::from_disk(&self.real, folder)
                    .is_none_or(|source| !burst.files.contains_key(&source))
            };
            watched.retain(is_same);
        }
        self.watch_folders();
    }

    /// Watches the root again where it is another folder now, or none. Returns whether it is.
    fn follow_root(&mut self, burst: &Burst) -> bool {
        if self.is_polling() || !burst.has_lost_root && identity(&self.root) == self.identity {
            return false;
        }
        self.watch();
        // It may have been filled before it was watched.
        self.second_look = true;
        true
    }

    /// Waits for what is told next; `None` if nothing was for a while.
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

/// Which folder something is.
type Identity = (PathBuf, u64, u64);

/// Which folder is at `path`; `None` if there is none.
#[cfg(unix)]
fn identity(path: &Path) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt;
    let real = path.canonicalize().ok()?;
    let found = std::fs::metadata(&real).ok().filter(std::fs::Metadata::is_dir)?;
    Some((real, found.dev(), found.ino()))
}

/// Which folder is at `path`; `None` if there is none.
#[cfg(not(unix))]
fn identity(path: &Path) -> Option<Identity> {
    let real = path.canonicalize().ok().filter(|real| real.is_dir())?;
    Some((real, 0, 0))
}

/// Whether an event only says that somebody reads.
fn is_read(event: &notify::Event) -> bool {
    let closed = EventKind::Access(AccessKind::Close(AccessMode::Write));
    event.kind.is_access() && event.kind != closed
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reading_is_told_from_closing_what_was_written() {
        let access = |kind| notify::Event::new(EventKind::Access(kind));
        assert!(is_read(&access(AccessKind::Open(AccessMode::Any))));
        assert!(!is_read(&access(AccessKind::Close(AccessMode::Write))));
    }
}
