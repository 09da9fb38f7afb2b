//! Bursts: file system events that belong together, how long to wait for more of them, and what
//! they mean.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Duration;

use notify::EventKind;
use notify::event::{CreateKind, ModifyKind, RenameMode};

use super::{Batch, FILES, FOLDERS, Notice};
use crate::cache::Changes;
use crate::config::SITE_FILE;
use crate::discover;
use crate::path::SourcePath;

/// How long to wait for the other files of a save after complete ones.
const WHOLE: Duration = Duration::from_millis(2);
/// How long to wait while a file is being written. If the system does not report when a file is
/// closed, every save waits this long.
const WRITING: Duration = Duration::from_millis(15);
/// How long to wait if a file that may come back is gone, if a new folder is being filled, or if
/// there are more files than one save affects.
const BURST: Duration = Duration::from_millis(60);
/// How many files one save may affect.
const ONE_SAVE: usize = 4;

/// Changes that belong together.
#[derive(Debug, Default)]
pub(super) struct Burst {
    pub(super) files: BTreeMap<SourcePath, Seen>,
    /// Whether the system lost events, so that anything may have changed.
    is_lost: bool,
    /// Whether the system refuses to watch more files.
    pub(super) is_refused: bool,
    /// Whether the root was deleted or moved away.
    pub(super) has_lost_root: bool,
}

/// What happened to a file in a burst.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen {
    came: Came,
    state: State,
}

/// How a file entered a burst.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Came {
    /// It existed before.
    Before,
    /// It was created.
    New,
    /// It was moved there, perhaps replacing another.
    Moved,
}

/// The state in which a burst left a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Writing,
    Whole,
    Gone,
    NewFolder,
}

impl Burst {
    pub(super) fn add(&mut self, root: &Path, notice: Notice) {
        match notice {
            Notice::Event(Ok(event)) if event.need_rescan() => self.is_lost = true,
            Notice::Event(Ok(event)) => {
                for path in &event.paths {
                    if path == root {
                        self.has_lost_root |= is_loss(event.kind);
                    }
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
            // Both ends of a move have already been reported.
            EventKind::Modify(ModifyKind::Name(RenameMode::Both)) => return,
            EventKind::Modify(ModifyKind::Name(RenameMode::To)) => (Came::Moved, moved_here()),
            EventKind::Modify(ModifyKind::Name(RenameMode::From)) | EventKind::Remove(_) => {
                (Came::Before, State::Gone)
            }
            EventKind::Modify(ModifyKind::Name(_)) if path.exists() => (Came::Moved, moved_here()),
            EventKind::Modify(ModifyKind::Name(_)) => (Came::Before, State::Gone),
            EventKind::Access(_) => (Came::Before, State::Whole),
            // Permissions and times may also change after the file is closed.
            EventKind::Modify(ModifyKind::Metadata(_)) => {
                (Came::Before, before.map_or(State::Whole, |before| before.state))
            }
            _ => (Came::Before, State::Writing),
        };
        let came = before.map_or(came, |before| before.came);
        // A file that an editor puts beside another while saving is removed afterwards.
        let is_passing = state == State::Whole && discover::is_backup(source.file_name());
        let state = if is_passing { State::Writing } else { state };
        self.files.insert(source, Seen { came, state });
    }

    /// How long to wait for more events; `None` if there is no need to wait.
    pub(super) fn wait(&self) -> Option<Duration> {
        let wait = |seen: &Seen| match seen.state {
            State::Gone if seen.came != Came::Before => WHOLE,
            State::Gone | State::NewFolder => BURST,
            State::Writing => WRITING,
            State::Whole => WHOLE,
        };
        let many = (self.files.len() > ONE_SAVE).then_some(BURST);
        self.files.values().map(wait).chain(many).chain(self.is_lost.then_some(BURST)).max()
    }

    pub(super) fn has_new_folder(&self) -> bool {
        self.files.values().any(|seen| seen.state == State::NewFolder)
    }

    /// The changes of the site in a burst; `None` if it does not affect the site.
    pub(super) fn into_batch(self, root: &Path) -> Option<Batch> {
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
                // A file that was created and deleted in one burst is ignored.
                (Came::New, State::Gone) => continue,
                // It may have replaced another file, but is not worth mentioning together with
                // files that stay.
                (Came::Moved, State::Gone) => passing.insert(name),
                // On some systems, a folder changes along with its contents.
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

/// Whether an event means that a file is no longer where it was.
fn is_loss(kind: EventKind) -> bool {
    matches!(kind, EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(RenameMode::From)))
}

/// Whether a file belongs to the site. Most hidden ones do not, and some editors write them all the
/// time.
fn is_of_site(source: &SourcePath) -> bool {
    let path = source.as_str();
    let top = path.split('/').next().unwrap_or_default();
    FILES.contains(&path) || FOLDERS.contains(&top) && !discover::is_within_ignored(path)
}

#[cfg(test)]
mod tests {
    use notify::event::{AccessKind, AccessMode, DataChange, MetadataKind, RemoveKind};

    use super::*;

    const CREATE: EventKind = EventKind::Create(CreateKind::File);
    const WRITE: EventKind = EventKind::Modify(ModifyKind::Data(DataChange::Any));
    const CLOSE: EventKind = EventKind::Access(AccessKind::Close(AccessMode::Write));
    const CHMOD: EventKind = EventKind::Modify(ModifyKind::Metadata(MetadataKind::Any));
    const FROM: EventKind = EventKind::Modify(ModifyKind::Name(RenameMode::From));
    const TO: EventKind = EventKind::Modify(ModifyKind::Name(RenameMode::To));
    const REMOVE: EventKind = EventKind::Remove(RemoveKind::File);

    /// The longest wait during these events, the wait after the last one, and the batch.
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

    /// Checks that these events are recognized immediately as a save of `content/a/x.md`.
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
        // A temporary file beside it, which replaces it.
        let beside = "content/a/x.md.tmp";
        is_a_save(&[
            (CREATE, beside),
            (WRITE, beside),
            (CLOSE, beside),
            (FROM, beside),
            (TO, file),
        ]);
        // vim: a file to test write access, a backup, a new file.
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
        // JetBrains: a new file, a backup, then the new file replaces the old one.
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
    fn files_outside_the_site_are_ignored() {
        for path in
            ["public/x.md", "content/a/.x.md.swp", "content/.git/x", "x.md", "content/a/x.md.tmp"]
        {
            let (longest, _, batch) = burst(&[(CREATE, path), (CLOSE, path), (REMOVE, path)]);
            assert_eq!(batch, None, "{path}");
            assert!(longest <= WRITING, "{path}");
        }
        assert!(burst(&[(CLOSE, "site.yaml")]).2.unwrap().settings);
    }

    #[test]
    fn after_lost_events_everything_may_have_changed() {
        let root = Path::new("/nowhere");
        let lost = notify::Event::new(EventKind::Other).set_flag(notify::event::Flag::Rescan);
        for notice in [Ok(lost), Err(notify::Error::generic("lost"))] {
            let mut burst = Burst::default();
            burst.add(root, Notice::Event(notice));
            assert_eq!(burst.into_batch(root), Some(Batch::everything()));
        }
        // Deleted after it replaced another: whether it existed before is unknown.
        let (_, _, batch) = burst(&[(TO, "content/a/x.md"), (REMOVE, "content/a/x.md")]);
        assert_eq!(batch.unwrap().files, BTreeSet::from(["content/a/x.md".to_owned()]));
    }
}
