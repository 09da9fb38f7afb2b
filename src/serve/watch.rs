//! Notices changes of a site's files, in batches: one for each save, one for each burst.
//!
//! A save is over when its file is closed, so it is a batch at once. A file that is gone may come
//! back, as editors do that write a new file in the place of the old one, and a burst of many files,
//! such as `git checkout`, has pauses: for these the batch waits. notify's own debouncers wait for
//! a time that is the same for all, and wake up again and again to see whether it is over.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, CreateKind, ModifyKind, RenameMode};
use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

use super::Watching;
use crate::cache::Changes;
use crate::config::SITE_FILE;
use crate::discover::{self, Stamp};
use crate::path::SourcePath;

/// How long it must be quiet after whole files: those of one save come together.
const WHOLE: Duration = Duration::from_millis(2);
/// How long where a file is being written. Where the system does not say when a file is closed,
/// every save waits for this.
const WRITING: Duration = Duration::from_millis(15);
/// How long where a file is gone that may come back, or a new folder is being filled, or where there
/// are more files than of one save.
const BURST: Duration = Duration::from_millis(60);
/// How many files one save may concern.
const ONE_SAVE: usize = 4;
/// What is never quiet becomes a batch after this time.
const LONGEST: Duration = Duration::from_millis(600);
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
}

/// Gives batches of changes, for as long as it lives.
pub(super) struct Watcher {
    root: PathBuf,
    source: Source,
    sender: Sender<Notice>,
    notices: Receiver<Notice>,
    second_look: bool,
}

impl Watcher {
    /// Watches the site at `root`.
    pub(super) fn new(root: &Path, watching: Watching) -> Self {
        let (sender, notices) = mpsc::channel();
        let root = root.to_owned();
        let mut watcher =
            Self { root, source: Source::Polling, sender, notices, second_look: false };
        let by_events = watching == Watching::Events && has_events(&watcher.root);
        match by_events.then(|| watcher.events()) {
            Some(Ok(events)) => {
                watcher.source = Source::Events(events, BTreeSet::new());
                watcher.watch_folders();
            }
            _ => watcher.poll(),
        }
        watcher
    }

    /// Whether files are looked at again and again.
    pub(super) fn is_polling(&self) -> bool {
        matches!(self.source, Source::Polling)
    }

    fn events(&self) -> notify::Result<RecommendedWatcher> {
        let sender = self.sender.clone();
        let mut watcher = notify::recommended_watcher(move |event: notify::Result<_>| {
            // Nobody needs to wake up for our own reads.
            if !event.as_ref().is_ok_and(is_read) {
                let _ = sender.send(Notice::Event(event));
            }
        })?;
        watcher.watch(&self.root, RecursiveMode::NonRecursive)?;
        Ok(watcher)
    }

    fn poll(&mut self) {
        self.source = Source::Polling;
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
            let folder = self.root.join(folder);
            if !folder.is_dir() {
                watched.remove(&folder);
            } else if !watched.contains(&folder) {
                match events.watch(&folder, RecursiveMode::Recursive) {
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
                SourcePath::from_disk(&self.root, folder)
                    .is_none_or(|source| !burst.files.contains_key(&source))
            };
            watched.retain(is_same);
        }
        self.watch_folders();
    }
}

impl Iterator for Watcher {
    type Item = Batch;

    /// Waits for the next batch.
    fn next(&mut self) -> Option<Batch> {
        loop {
            let mut burst = Burst::default();
            let first = if self.second_look {
                match self.notices.recv_timeout(SECOND_LOOK) {
                    Err(RecvTimeoutError::Timeout) => {
                        self.second_look = false;
                        return Some(Batch { settings: false, ..Batch::everything() });
                    }
                    first => first.ok()?,
                }
            } else {
                self.notices.recv().ok()?
            };
            burst.add(&self.root, first);
            let started = Instant::now();
            while let Some(wait) = burst.wait() {
                match self.notices.recv_timeout(wait) {
                    Ok(notice) => burst.add(&self.root, notice),
                    Err(_) => break,
                }
                if started.elapsed() > LONGEST {
                    break;
                }
            }
            self.follow(&burst);
            self.second_look |= burst.has_new_folder();
            let batch = burst.into_batch(&self.root);
            if batch.is_some() {
                return batch;
            }
        }
    }
}

/// Whether an event only says that somebody reads.
fn is_read(event: &notify::Event) -> bool {
    let closed = EventKind::Access(AccessKind::Close(AccessMode::Write));
    event.kind.is_access() && event.kind != closed
}

/// Changes that belong together.
#[derive(Debug, Default)]
struct Burst {
    files: BTreeMap<SourcePath, Seen>,
    /// Whether the system lost events, so that anything may have happened.
    is_lost: bool,
    /// Whether the system watches no more.
    is_refused: bool,
}

/// What happened to a file.
#[derive(Debug, Clone, Copy)]
struct Seen {
    came: Came,
    state: State,
}

/// How a file came into a burst.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Came {
    /// It was there before.
    Before,
    /// It was made.
    New,
    /// It was moved there, perhaps in the place of another.
    Moved,
}

/// How a file was left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Writing,
    Whole,
    Gone,
    NewFolder,
}

impl Burst {
    fn add(&mut self, root: &Path, notice: Notice) {
        match notice {
            Notice::Event(Ok(event)) if event.need_rescan() => self.is_lost = true,
            Notice::Event(Ok(event)) => {
                for path in &event.paths {
                    if let Some(source) = SourcePath::from_disk(root, path).filter(is_of_site) {
                        self.see(source, event.kind, path);
                    }
                }
            }
            Notice::Event(Err(error)) => {
                self.is_lost = true;
                self.is_refused |= matches!(error.kind, notify::ErrorKind::MaxFilesWatch);
            }
            Notice::Looked(files) => {
                for source in files {
                    let is_there = source.to_disk(root).exists();
                    let state = if is_there { State::Whole } else { State::Gone };
                    self.files.insert(source, Seen { came: Came::Before, state });
                }
            }
        }
    }

    fn see(&mut self, source: SourcePath, kind: EventKind, path: &Path) {
        let before = self.files.get(&source).copied();
        let moved_here = || if path.is_dir() { State::NewFolder } else { State::Whole };
        let (came, state) = match kind {
            EventKind::Create(CreateKind::Folder) => (Came::New, State::NewFolder),
            EventKind::Create(_) if path.is_dir() => (Came::New, State::NewFolder),
            EventKind::Create(_) => (Came::New, State::Writing),
            // Both ends of a move were told already.
            EventKind::Modify(ModifyKind::Name(RenameMode::Both)) => return,
            EventKind::Modify(ModifyKind::Name(RenameMode::To)) => (Came::Moved, moved_here()),
            EventKind::Modify(ModifyKind::Name(RenameMode::From)) | EventKind::Remove(_) => {
                (Came::Before, State::Gone)
            }
            EventKind::Modify(ModifyKind::Name(_)) if path.exists() => (Came::Moved, moved_here()),
            EventKind::Modify(ModifyKind::Name(_)) => (Came::Before, State::Gone),
            EventKind::Access(_) => (Came::Before, State::Whole),
            // Permissions and times change after the file is closed as well.
            EventKind::Modify(ModifyKind::Metadata(_)) => {
                (Came::Before, before.map_or(State::Whole, |before| before.state))
            }
            _ => (Came::Before, State::Writing),
        };
        let came = before.map_or(came, |before| before.came);
        // What editors put beside a file while they save it goes when that is done.
        let is_passing = state == State::Whole && discover::is_backup(source.file_name());
        let state = if is_passing { State::Writing } else { state };
        self.files.insert(source, Seen { came, state });
    }

    /// How long to wait for more; `None` where there is nothing to wait for.
    fn wait(&self) -> Option<Duration> {
        let wait = |seen: &Seen| match seen.state {
            State::Gone if seen.came != Came::Before => WHOLE,
            State::Gone | State::NewFolder => BURST,
            State::Writing => WRITING,
            State::Whole => WHOLE,
        };
        let many = (self.files.len() > ONE_SAVE).then_some(BURST);
        self.files.values().map(wait).chain(many).chain(self.is_lost.then_some(BURST)).max()
    }

    fn has_new_folder(&self) -> bool {
        self.files.values().any(|seen| seen.state == State::NewFolder)
    }

    /// What it means for the site; `None` where it does not concern it.
    fn into_batch(self, root: &Path) -> Option<Batch> {
        if self.is_lost {
            return Some(Batch::everything());
        }
        let mut only = Some(BTreeSet::new());
        let (mut named, mut passing) = (BTreeSet::new(), BTreeSet::new());
        let mut settings = false;
        for (source, seen) in self.files {
            let is_folder = seen.is_folder(&source.to_disk(root));
            let name = source.as_str().to_owned();
            match (seen.came, seen.state) {
                // What came and went in one burst was never there.
                (Came::New, State::Gone) => continue,
                // It may have taken the place of another, but is no news beside files that stay.
                (Came::Moved, State::Gone) => passing.insert(name),
                // On some systems a folder changes with what is in it.
                (_, State::Writing | State::Whole) if is_folder => continue,
                _ => named.insert(name),
            };
            if is_folder {
                only = None;
            } else if source.as_str() == SITE_FILE {
                settings = true;
            } else if let Some(only) = &mut only {
                only.insert(source);
            }
        }
        let files = if named.is_empty() { passing } else { named };
        let changes = only.map_or(Changes::Unknown, Changes::Files);
        (!files.is_empty()).then_some(Batch { files, changes, settings })
    }
}

impl Seen {
    fn is_folder(self, path: &Path) -> bool {
        self.state == State::NewFolder || self.state != State::Gone && path.is_dir()
    }
}

/// Whether a file belongs to the site. Hidden ones do not, and some editors write them all the time.
fn is_of_site(source: &SourcePath) -> bool {
    let mut parts = source.as_str().split('/');
    let top = parts.next().unwrap_or_default();
    source.as_str() == SITE_FILE
        || FOLDERS.contains(&top) && !parts.any(|part| part.starts_with('.'))
}

/// How every file looked the last time.
#[derive(Default)]
struct Looks(BTreeMap<SourcePath, Look>);

/// How a file looks from outside, and its bytes where that proves nothing.
struct Look {
    stamp: Option<Stamp>,
    hash: Option<blake3::Hash>,
}

impl Looks {
    /// Looks at every file again: which of them changed, came or went.
    fn again(&mut self, root: &Path) -> BTreeSet<SourcePath> {
        // A folder that goes while it is looked at is looked at the next time.
        let Ok((sources, _)) = discover::discover(root) else { return BTreeSet::new() };
        let mut before = std::mem::take(&mut self.0);
        let mut changed = BTreeSet::new();
        let site_file = SourcePath::new(SITE_FILE);
        for source in sources.all().cloned().chain([site_file]) {
            let Ok(stamp) = discover::stamp(root, &source) else { continue };
            let old = before.remove(&source);
            let look = match old {
                Some(old) if stamp.is_some() && old.stamp == stamp => old,
                old => {
                    let hash = discover::read(root, &source).ok().map(|b| blake3::hash(&b));
                    let same = old.is_some_and(|old| hash.is_some() && old.hash == hash);
                    if !same {
                        changed.insert(source.clone());
                    }
                    Look { stamp, hash }
                }
            };
            self.0.insert(source, look);
        }
        changed.extend(before.into_keys());
        changed
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

#[cfg(test)]
mod tests {
    use notify::event::{DataChange, MetadataKind, RemoveKind};

    use super::*;

    const CREATE: EventKind = EventKind::Create(CreateKind::File);
    const WRITE: EventKind = EventKind::Modify(ModifyKind::Data(DataChange::Any));
    const CLOSE: EventKind = EventKind::Access(AccessKind::Close(AccessMode::Write));
    const CHMOD: EventKind = EventKind::Modify(ModifyKind::Metadata(MetadataKind::Any));
    const FROM: EventKind = EventKind::Modify(ModifyKind::Name(RenameMode::From));
    const TO: EventKind = EventKind::Modify(ModifyKind::Name(RenameMode::To));
    const REMOVE: EventKind = EventKind::Remove(RemoveKind::File);

    /// The longest wait while these events come, the wait after the last one, and the batch.
    fn burst(events: &[(EventKind, &str)]) -> (Duration, Option<Duration>, Option<Batch>) {
        let root = Path::new("/nowhere");
        let mut burst = Burst::default();
        let mut longest = Duration::ZERO;
        for (kind, path) in events {
            let event = notify::Event::new(*kind).add_path(root.join(path));
            burst.add(root, Notice::Event(Ok(event)));
            longest = longest.max(burst.wait().unwrap_or_default());
        }
        (longest, burst.wait(), burst.into_batch(root))
    }

    /// Events that come to a save of `content/a/x.md`, which is known at once.
    fn is_a_save(events: &[(EventKind, &str)]) {
        let (_, wait, batch) = burst(events);
        let batch = batch.unwrap();
        assert_eq!(wait, Some(WHOLE), "{events:?}");
        assert_eq!(batch.files, BTreeSet::from(["content/a/x.md".to_owned()]), "{events:?}");
        let Changes::Files(files) = batch.changes else { panic!("{events:?}") };
        assert!(files.contains(&SourcePath::new("content/a/x.md")) && files.len() <= 2);
    }

    #[test]
    fn a_save_of_every_editor_is_over_when_its_file_is_whole() {
        let file = "content/a/x.md";
        is_a_save(&[(WRITE, file), (WRITE, file), (CLOSE, file)]);
        is_a_save(&[(WRITE, file), (CLOSE, file), (CHMOD, file)]);
        // A file beside it that takes its place.
        let beside = "content/a/x.md.tmp";
        is_a_save(&[
            (CREATE, beside),
            (WRITE, beside),
            (CLOSE, beside),
            (FROM, beside),
            (TO, file),
        ]);
        // vim: a file to see whether it may write, a backup, a new file.
        let (probe, backup) = ("content/a/4913", "content/a/x.md~");
        let vim = [
            (CREATE, probe),
            (CHMOD, probe),
            (CLOSE, probe),
            (REMOVE, probe),
            (FROM, file),
            (TO, backup),
            (CREATE, file),
            (WRITE, file),
            (CLOSE, file),
            (CHMOD, file),
            (REMOVE, backup),
        ];
        is_a_save(&vim);
        // JetBrains: a new file, a backup, and the new one in the place of the old one.
        let (new, old) = ("content/a/x.md___jb_tmp___", "content/a/x.md___jb_old___");
        let jetbrains = [
            (CREATE, new),
            (WRITE, new),
            (CLOSE, new),
            (FROM, file),
            (TO, old),
            (FROM, new),
            (TO, file),
            (REMOVE, old),
        ];
        is_a_save(&jetbrains);
        let saved = vim.iter().position(|event| *event == (CLOSE, file)).unwrap();
        assert_eq!(burst(&vim[..=saved]).1, Some(WRITING), "its backup is still there");
        let moved_away = vim.iter().position(|event| *event == (TO, backup)).unwrap();
        assert_eq!(burst(&vim[..=moved_away]).1, Some(BURST), "it is to come back");
    }

    #[test]
    fn bursts_wait_for_more() {
        let files: Vec<String> =
            (0..=ONE_SAVE).map(|file| format!("content/a/{file}.md")).collect();
        let events: Vec<_> = files.iter().map(|file| (CLOSE, file.as_str())).collect();
        assert_eq!(burst(&events).1, Some(BURST));
        assert_eq!(burst(&[(REMOVE, "content/a/x.md")]).1, Some(BURST));
        let folder = (EventKind::Create(CreateKind::Folder), "content/b");
        let (_, wait, batch) =
            burst(&[folder, (CREATE, "content/b/x.md"), (CLOSE, "content/b/x.md")]);
        assert_eq!((wait, batch.unwrap().changes), (Some(BURST), Changes::Unknown));
    }

    #[test]
    fn what_is_not_of_the_site_is_nothing() {
        for path in
            ["public/x.md", "content/a/.x.md.swp", "content/.git/x", "x.md", "content/a/x.md.tmp"]
        {
            let (longest, _, batch) = burst(&[(CREATE, path), (CLOSE, path), (REMOVE, path)]);
            assert_eq!(batch, None, "{path}");
            assert!(longest <= WRITING, "{path}");
        }
        assert!(is_read(&notify::Event::new(EventKind::Access(AccessKind::Open(AccessMode::Any)))));
        assert!(!is_read(&notify::Event::new(CLOSE)));
        assert!(burst(&[(CLOSE, "site.yaml")]).2.unwrap().settings);
    }

    #[test]
    fn lost_events_may_have_been_anything() {
        let root = Path::new("/nowhere");
        let lost = notify::Event::new(EventKind::Other).set_flag(notify::event::Flag::Rescan);
        for notice in [Ok(lost), Err(notify::Error::generic("lost"))] {
            let mut burst = Burst::default();
            burst.add(root, Notice::Event(notice));
            assert_eq!(burst.into_batch(root), Some(Batch::everything()));
        }
        // Deleted after it took the place of another: whether it was there before is not known.
        let (_, _, batch) = burst(&[(TO, "content/a/x.md"), (REMOVE, "content/a/x.md")]);
        assert_eq!(batch.unwrap().files, BTreeSet::from(["content/a/x.md".to_owned()]));
    }
}
