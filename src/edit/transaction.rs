//! Changes several files together or not at all, even if the program or the machine stops.
//!
//! First, all changes are written to a journal. Then they are made, by this run or by the next one
//! that finds the journal. At every moment, each file is either the old or the new one.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::cache;
use crate::error::Error;
use crate::key::Key;
use crate::lockfile;
use crate::path::SourcePath;
use crate::read;
use crate::redirects;

/// The journal of changes to make, in the cache folder.
const JOURNAL_FILE: &str = "unfinished.json";
/// The lock that an editing command holds.
const LOCK: &str = "edit.lock";
/// The maximum length of a journal, in bytes.
const LIMIT: u64 = 4 << 30;

/// One change to one file or folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Replaces the text of a file, or creates it.
    Write {
        /// The file.
        file: SourcePath,
        /// The key of its old content; `None` if it did not exist.
        before: Option<String>,
        /// Its text.
        text: String,
    },
    /// Renames a file or folder to an unused name.
    Move {
        /// The old name.
        from: SourcePath,
        /// The new name.
        to: SourcePath,
    },
    /// Removes a file.
    Remove {
        /// The file.
        file: SourcePath,
        /// The key of its content.
        before: String,
    },
}

impl Step {
    /// The paths that it changes.
    fn paths(&self) -> Vec<&SourcePath> {
        match self {
            Self::Write { file, .. } | Self::Remove { file, .. } => vec![file],
            Self::Move { from, to } => vec![from, to],
        }
    }
}

/// The changes to make, and the command that requested them.
#[derive(Debug, Serialize, Deserialize)]
struct Journal {
    command: String,
    steps: Vec<Step>,
}

/// Changes to a site's files that belong together.
#[derive(Debug)]
pub struct Transaction {
    root: PathBuf,
    folder: PathBuf,
    steps: Vec<Step>,
    /// The contents of files that will exist only after the commit, by key.
    moved: BTreeMap<SourcePath, String>,
    /// Held until the end.
    _lock: File,
}

impl Transaction {
    /// Waits until nobody else edits the site at `root`.
    ///
    /// # Errors
    /// If the disk refuses, or if an interrupted command cannot be finished.
    pub fn begin(root: &Path) -> Result<Self, Error> {
        let folder = if let Some(folder) = cache::make_folder(root) {
            folder
        } else {
            let path = root.join(cache::NAME);
            fs::create_dir(&path).map_err(Error::io("create", &path))?;
            path
        };
        let path = folder.join(LOCK);
        let lock = read::lock_file(&path).map_err(Error::io("write", &path))?;
        lock.lock().map_err(Error::io("lock", &path))?;
        finish(root, &folder)?;
        Ok(Self {
            root: root.to_owned(),
            folder,
            steps: Vec::new(),
            moved: BTreeMap::new(),
            _lock: lock,
        })
    }

    /// Writes a file.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn write(&mut self, file: SourcePath, text: String) -> Result<(), Error> {
        let before = match self.moved.remove(&file) {
            Some(before) => Some(before),
            None => key_of(&self.root, &file)?,
        };
        if before.as_deref() != Some(&key(text.as_bytes())) {
            self.steps.push(Step::Write { file, before, text });
        }
        Ok(())
    }

    /// Renames a file or folder.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn rename(&mut self, from: SourcePath, to: SourcePath) -> Result<(), Error> {
        if from.to_disk(&self.root).is_file() {
            self.moved.extend(key_of(&self.root, &from)?.map(|key| (to.clone(), key)));
        }
        self.steps.push(Step::Move { from, to });
        Ok(())
    }

    /// Removes a file.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn remove(&mut self, file: SourcePath) -> Result<(), Error> {
        if let Some(before) = key_of(&self.root, &file)? {
            self.steps.push(Step::Remove { file, before });
        }
        Ok(())
    }

    /// Whether there is nothing to do.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// Makes the changes. A message names `command` if they are interrupted.
    ///
    /// # Errors
    /// If the disk refuses. The next run then makes the remaining changes.
    pub fn commit(self, command: String) -> Result<(), Error> {
        if self.steps.is_empty() {
            return Ok(());
        }
        let journal = Journal { command, steps: self.steps };
        let path = self.folder.join(JOURNAL_FILE);
        let text = serde_json::to_vec(&journal)
            .map_err(|error| Error::io("write", &path)(error.into()))?;
        replace(&path, &text, &self.folder).map_err(Error::io("write", &path))?;
        sync_folder(&self.folder);
        carry_out(&self.root, &self.folder, &journal)
    }
}

/// Finishes the changes of an interrupted command, and returns the command; `None` if there is
/// nothing to finish, or if the command is still running.
///
/// # Errors
/// If it cannot be finished.
pub fn finish_interrupted(root: &Path) -> Result<Option<String>, Error> {
    let folder = root.join(cache::NAME);
    if !cache::is_own_folder(&folder) || !folder.join(JOURNAL_FILE).is_file() {
        return Ok(None);
    }
    let path = folder.join(LOCK);
    let lock = read::lock_file(&path).map_err(Error::io("write", &path))?;
    if lock.try_lock().is_err() {
        return Ok(None);
    }
    finish(root, &folder)
}

fn finish(root: &Path, folder: &Path) -> Result<Option<String>, Error> {
    let path = folder.join(JOURNAL_FILE);
    let bytes = match read::bytes(&path, LIMIT) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Error::io("read", &path)(error)),
    };
    // The journal is complete or absent: it is put in place by renaming it.
    let journal: Journal = serde_json::from_slice(&bytes).map_err(|error| Error::Interrupted {
        message: format!(
            "{} contains the rest of an interrupted command, and cannot be read: {error}; delete it to \
             abandon these changes",
            path.display()
        ),
    })?;
    carry_out(root, folder, &journal)?;
    Ok(Some(journal.command))
}

fn carry_out(root: &Path, folder: &Path, journal: &Journal) -> Result<(), Error> {
    // An untrusted repository may contain a journal that errhub did not write.
    if !journal.steps.iter().flat_map(Step::paths).all(may_be_edited) {
        return Err(foreign(folder, journal));
    }
    for step in &journal.steps {
        if !step.paths().iter().all(|path| is_inside(root, &path.to_disk(root))) {
            return Err(foreign(folder, journal));
        }
        match step {
            Step::Write { file, before, text } => {
                let now = key_of(root, file)?;
                if now.as_deref() == Some(&key(text.as_bytes())) {
                    continue;
                }
                if now != *before {
                    return Err(changed(root, folder, file, &journal.command));
                }
                let path = real(&file.to_disk(root));
                if let Some(parent) = path.parent() {
                    fs::create_dir_all(parent).map_err(Error::io("create", parent))?;
                }
                replace(&path, text.as_bytes(), folder).map_err(Error::io("write", &path))?;
            }
            Step::Move { from, to } => {
                let (from, to) = (from.to_disk(root), to.to_disk(root));
                if fs::symlink_metadata(&from).is_err() {
                    continue;
                }
                if let Some(parent) = to.parent() {
                    fs::create_dir_all(parent).map_err(Error::io("create", parent))?;
                }
                fs::rename(&from, &to).map_err(Error::io("rename", &from))?;
                remove_empty(from.parent());
            }
            Step::Remove { file, before } => {
                let path = file.to_disk(root);
                match key_of(root, file)? {
                    None => continue,
                    Some(now) if now != *before => {
                        return Err(changed(root, folder, file, &journal.command));
                    }
                    Some(_) => fs::remove_file(&path).map_err(Error::io("remove", &path))?,
                }
                remove_empty(path.parent());
            }
        }
    }
    let path = folder.join(JOURNAL_FILE);
    fs::remove_file(&path).map_err(Error::io("remove", &path))
}

/// Whether commands edit a file of this name: content, errhub.lock and redirects.yaml.
fn may_be_edited(path: &SourcePath) -> bool {
    let mut parts = Path::new(path.as_str()).components();
    let is_plain = parts.clone().all(|part| matches!(part, Component::Normal(_)));
    let is_content = parts.next() == Some(Component::Normal("content".as_ref()));
    is_plain
        && (is_content && parts.next().is_some()
            || *path == lockfile::source()
            || *path == redirects::source())
}

/// Whether the path, with links followed as far as it exists, is below `root`.
fn is_inside(root: &Path, path: &Path) -> bool {
    let Ok(root) = fs::canonicalize(root) else { return false };
    let existing = path.ancestors().find_map(|path| fs::canonicalize(path).ok());
    existing.is_some_and(|path| path.starts_with(&root))
}

/// The error for changes that no errhub command makes.
fn foreign(folder: &Path, journal: &Journal) -> Error {
    Error::Interrupted {
        message: format!(
            "{} requests changes outside this site's content, which `{}` never makes, so somebody \
             else wrote it; delete it",
            folder.join(JOURNAL_FILE).display(),
            journal.command
        ),
    }
}

/// The error for a file that somebody edited after the interruption.
fn changed(root: &Path, folder: &Path, file: &SourcePath, command: &str) -> Error {
    Error::Interrupted {
        message: format!(
            "`{command}` was interrupted, and {} changed since; delete {} to abandon the rest, \
             and run the command again",
            file.to_disk(root).display(),
            folder.join(JOURNAL_FILE).display()
        ),
    }
}

/// Removes folders without files: neither a site nor git has any use for them.
fn remove_empty(folder: Option<&Path>) {
    if let Some(folder) = folder {
        let _ = fs::remove_dir(folder);
    }
}

fn key(bytes: &[u8]) -> String {
    Key::of_bytes(bytes).to_hex()
}

fn key_of(root: &Path, file: &SourcePath) -> Result<Option<String>, Error> {
    let path = file.to_disk(root);
    match read::bytes(&path, read::FILE_LIMIT) {
        Ok(bytes) => Ok(Some(key(&bytes))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::io("read", &path)(error)),
    }
}

/// The file itself, if the path is that of a link.
fn real(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

/// Replaces a file with these bytes in a single step, keeping its permissions. The new file is
/// written in the cache folder, or beside the old one if that is on another disk.
fn replace(path: &Path, bytes: &[u8], folder: &Path) -> io::Result<()> {
    let beside = path.parent().unwrap_or(folder);
    match replace_from(path, bytes, folder) {
        Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
            replace_from(path, bytes, beside)
        }
        done => done,
    }
}

fn replace_from(path: &Path, bytes: &[u8], folder: &Path) -> io::Result<()> {
    let mut file = cache::temporary_file(folder)?;
    file.write_all(bytes)?;
    if let Ok(metadata) = fs::metadata(path) {
        file.as_file().set_permissions(metadata.permissions())?;
    }
    file.as_file().sync_all()?;
    file.persist(path).map(drop).map_err(|error| error.error)
}

/// Syncs a folder, so that a new name is durable, if the system can.
fn sync_folder(folder: &Path) {
    #[cfg(unix)]
    if let Ok(folder) = read::folder(folder) {
        let _ = folder.sync_all();
    }
    #[cfg(not(unix))]
    let _ = folder;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(root: &Path, file: &str) -> Option<String> {
        fs::read_to_string(root.join(file)).ok()
    }

    #[test]
    fn interrupted_changes_are_finished_by_the_next_run() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path();
        let file = |path: &str| SourcePath::new(path);
        fs::create_dir_all(root.join("content/a/one")).unwrap();
        for (path, text) in [("one.md", "1"), ("two.md", "2"), ("one/x.png", "x"), ("old.md", "o")]
        {
            fs::write(root.join("content/a").join(path), text).unwrap();
        }
        let mut transaction = Transaction::begin(root).unwrap();
        transaction.rename(file("content/a/one.md"), file("content/b/one.md")).unwrap();
        transaction.rename(file("content/a/one"), file("content/b/one")).unwrap();
        transaction.write(file("content/b/one.md"), "one".into()).unwrap();
        transaction.write(file("content/a/two.md"), "two".into()).unwrap();
        transaction.write(file("errhub.lock"), "lock".into()).unwrap();
        transaction.remove(file("content/a/old.md")).unwrap();
        let steps = transaction.steps.clone();
        let journal = Journal { command: "errhub mv".into(), steps: steps.clone() };
        let folder = transaction.folder.clone();
        drop(transaction);
        // Like a process that was killed after this many steps.
        for done in 0..=steps.len() {
            let root = tempfile::tempdir().unwrap();
            let root = root.path();
            fs::create_dir_all(root.join("content/a/one")).unwrap();
            for (path, text) in
                [("one.md", "1"), ("two.md", "2"), ("one/x.png", "x"), ("old.md", "o")]
            {
                fs::write(root.join("content/a").join(path), text).unwrap();
            }
            let folder = cache::make_folder(root).unwrap();
            fs::write(folder.join(JOURNAL_FILE), "").unwrap();
            let part = Journal { command: "x".into(), steps: steps[..done].to_vec() };
            carry_out(root, &folder, &part).unwrap();
            fs::write(folder.join(JOURNAL_FILE), serde_json::to_vec(&journal).unwrap()).unwrap();
            assert_eq!(finish_interrupted(root).unwrap().as_deref(), Some("errhub mv"));
            assert_eq!(text(root, "content/b/one.md").as_deref(), Some("one"));
            assert_eq!(text(root, "content/b/one/x.png").as_deref(), Some("x"));
            assert_eq!(text(root, "content/a/two.md").as_deref(), Some("two"));
            assert_eq!(text(root, "errhub.lock").as_deref(), Some("lock"));
            assert_eq!(text(root, "content/a/old.md"), None);
            assert_eq!(finish_interrupted(root).unwrap(), None);
        }
        // Edits by other people are not overwritten.
        fs::write(folder.join(JOURNAL_FILE), serde_json::to_vec(&journal).unwrap()).unwrap();
        fs::write(root.join("content/a/two.md"), "mine").unwrap();
        assert!(finish_interrupted(root).is_err());
        assert_eq!(text(root, "content/a/two.md").as_deref(), Some("mine"));
    }

    /// A journal may come with an untrusted repository.
    #[test]
    fn a_journal_changes_nothing_but_the_site_s_content() {
        let outside = tempfile::tempdir().unwrap();
        let victim = outside.path().join("victim");
        fs::write(&victim, "old").unwrap();
        let file = |path: &str| SourcePath::new(path);
        let write = |path: &str, before: Option<&str>| Step::Write {
            file: file(path),
            before: before.map(|before| key(before.as_bytes())),
            text: "new".into(),
        };
        let absolute = victim.to_str().unwrap();
        let mut cases = vec![
            vec![write(absolute, Some("old"))],
            vec![write("../elsewhere.md", None)],
            vec![write("content/../../elsewhere.md", None)],
            vec![write("templates/base.html", None)],
            vec![write("site.yaml", None)],
            vec![write(".git/hooks/post-checkout", None)],
            vec![Step::Remove { file: file(absolute), before: key(b"old") }],
            vec![Step::Move { from: file(absolute), to: file("content/a.md") }],
            vec![Step::Move { from: file("content/a/one.md"), to: file("static/one.md") }],
        ];
        if cfg!(unix) {
            cases.push(vec![write("content/link/victim", Some("old"))]);
            cases.push(vec![write("content/link/new", None)]);
            // The link appears between two steps.
            let to = file("content/a/two");
            cases.push(vec![
                Step::Move { from: file("content/link"), to },
                write("content/a/two/victim", Some("old")),
            ]);
        }
        for steps in cases {
            let root = tempfile::tempdir().unwrap();
            let root = root.path();
            fs::create_dir_all(root.join("content/a")).unwrap();
            fs::write(root.join("content/a/one.md"), "1").unwrap();
            #[cfg(unix)]
            std::os::unix::fs::symlink(outside.path(), root.join("content/link")).unwrap();
            let folder = cache::make_folder(root).unwrap();
            let journal = Journal { command: "errhub mv".into(), steps };
            fs::write(folder.join(JOURNAL_FILE), serde_json::to_vec(&journal).unwrap()).unwrap();
            let error = finish_interrupted(root).unwrap_err().to_string();
            assert!(error.contains("somebody else wrote it"), "{journal:?}: {error}");
            assert_eq!(fs::read_to_string(&victim).unwrap(), "old", "{journal:?}");
            assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 1, "{journal:?}");
            assert!(!root.join("../elsewhere.md").exists() && !root.join(".git").exists());
        }
    }

    #[cfg(unix)]
    #[test]
    fn permissions_and_links_are_kept() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let root = tempfile::tempdir().unwrap();
        let content = root.path().join("content");
        fs::create_dir(&content).unwrap();
        let (real, link) = (content.join("real.md"), content.join("link.md"));
        fs::write(&real, "old").unwrap();
        fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
        symlink(&real, &link).unwrap();
        let mut transaction = Transaction::begin(root.path()).unwrap();
        transaction.write(SourcePath::new("content/link.md"), "new".into()).unwrap();
        transaction.commit("test".into()).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&real).unwrap(), "new");
        assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
    }
}
