//! The only writer of the output: stages a whole site beside the folder and exchanges both at once.
//!
//! Whatever the moment of a crash, the output folder is the old site or the new one. A staging
//! folder is locked by the process that fills it, so that the next run can tell a dead one's
//! remains from the work of a living one.

use std::fs::{self, File, Metadata, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::path::OutPath;
use crate::read;

/// The file that marks a folder as made by errhub.
pub const MARKER: &str = ".errhub";
const MARKER_TEXT: &str = "errhub made this folder, and replaces it as a whole with each build.\n";

/// How an output file looks on disk. Whoever changes the file changes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileStamp {
    len: u64,
    modified: SystemTime,
    /// Which file it is, where the system says it. Links and new names leave it as it is.
    id: u64,
}

impl FileStamp {
    fn of(metadata: &Metadata) -> Option<Self> {
        let modified = metadata.modified().ok()?;
        Some(Self { len: metadata.len(), modified, id: file_id(metadata) })
    }
}

#[cfg(unix)]
fn file_id(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

#[cfg(not(unix))]
fn file_id(_: &Metadata) -> u64 {
    0
}

/// Where the files of a site go.
pub trait Sink: Sync {
    /// Whether the file is still there as it was made, so that it need not be made again.
    fn keeps(&self, out: &OutPath, stamp: Option<&FileStamp>) -> bool;

    /// Whether bytes are thrown away, so that a file which cannot be wrong need not be made.
    fn discards(&self) -> bool {
        false
    }

    /// Writes a file.
    ///
    /// # Errors
    /// Where the disk refuses.
    fn write(&self, out: &OutPath, bytes: &[u8]) -> Result<Option<FileStamp>, Error>;

    /// Copies a file.
    ///
    /// # Errors
    /// Where the disk refuses.
    fn copy(&self, out: &OutPath, from: &Path) -> Result<Option<FileStamp>, Error>;
}

/// A sink that keeps nothing: building without writing.
#[derive(Debug, Clone, Copy)]
pub struct Discard;

impl Sink for Discard {
    fn keeps(&self, _: &OutPath, _: Option<&FileStamp>) -> bool {
        true
    }

    fn discards(&self) -> bool {
        true
    }

    fn write(&self, _: &OutPath, _: &[u8]) -> Result<Option<FileStamp>, Error> {
        Ok(None)
    }

    fn copy(&self, _: &OutPath, _: &Path) -> Result<Option<FileStamp>, Error> {
        Ok(None)
    }
}

/// What became of the files of an output, each list in the order of the paths.
#[derive(Debug, Clone, Default)]
pub struct Changes<'a> {
    /// Files that stay as they are.
    pub kept: Vec<&'a OutPath>,
    /// Files that were written into the sink.
    pub written: Vec<&'a OutPath>,
    /// Files that are no more.
    pub gone: Vec<&'a OutPath>,
}

/// A site on its way to the output folder. Dropped before [`Staging::publish`], it leaves no trace.
#[derive(Debug)]
pub struct Staging {
    target: PathBuf,
    folder: PathBuf,
    /// Held open for its lock.
    marker: Option<File>,
}

impl Staging {
    /// Begins a new version of the site in `target`.
    ///
    /// # Errors
    /// Where the folder is not errhub's to replace ([`Error::ForeignOutput`]), would swallow the
    /// site at `root` ([`Error::OutputHoldsSite`]), or the disk refuses.
    pub fn begin(target: &Path, root: &Path) -> Result<Self, Error> {
        let target = absolute(target)?;
        if swallows(&target, root) {
            return Err(Error::OutputHoldsSite { path: target });
        }
        check_owner(&target)?;
        let (parent, prefix) = neighbourhood(&target);
        fs::create_dir_all(&parent).map_err(Error::io("create", &parent))?;
        remove_remains(&parent, &prefix);
        let folder = parent.join(format!("{prefix}{}", std::process::id()));
        if folder.exists() {
            fs::remove_dir_all(&folder).map_err(Error::io("clear", &folder))?;
        }
        fs::create_dir(&folder).map_err(Error::io("create", &folder))?;
        let mut staging = Self { target, folder, marker: None };
        let path = staging.folder.join(MARKER);
        let marker = File::create(&path).and_then(|mut file| {
            file.write_all(MARKER_TEXT.as_bytes())?;
            // Where a file system knows no locks, remains are not told apart and stay.
            let _ = file.try_lock();
            Ok(file)
        });
        staging.marker = Some(marker.map_err(Error::io("write", &path))?);
        Ok(staging)
    }

    /// Puts what was staged in the place of what was there.
    ///
    /// The smallest file or folder that holds every change is exchanged in one step. What stays as it
    /// is in that folder is linked, not written.
    ///
    /// # Errors
    /// Where the disk refuses; the old site is then still in place.
    pub fn publish(mut self, changes: &Changes<'_>) -> Result<(), Error> {
        // Windows does not rename folders with open files.
        drop(self.marker.take());
        check_owner(&self.target)?;
        let unit = if changes.kept.is_empty() { "" } else { &*self.unit(changes) };
        if changes.written.is_empty() && changes.gone.is_empty() && self.target.exists() {
            return Ok(());
        }
        let within = |out: &&&OutPath| unit.is_empty() || is_below(out.as_str(), unit);
        let kept: Vec<&OutPath> = changes.kept.iter().filter(within).copied().collect();
        let folders = kept.chunk_by(|a, b| folder_of(a.as_str()) == folder_of(b.as_str()));
        let folders: Vec<&[&OutPath]> = folders.collect();
        folders.par_iter().try_for_each(|files| files.iter().try_for_each(|out| self.link(out)))?;
        let (new, old) = (self.folder.join(unit), self.target.join(unit));
        let replaced = if new.exists() {
            replace(&new, &old)
        } else {
            // Nothing of it is left.
            fs::create_dir_all(new.parent().unwrap_or(&new)).and_then(|()| fs::rename(&old, &new))
        };
        replaced.map_err(Error::io("replace", &old))
        // What is left in the staging folder is the old site, which goes with `self`.
    }

    /// The smallest file or folder, relative to the output, that holds every change; empty for the
    /// output as a whole.
    fn unit(&self, changes: &Changes<'_>) -> String {
        let mut changed = changes.written.iter().chain(&changes.gone).map(|out| out.as_str());
        let Some(first) = changed.next() else { return String::new() };
        let mut unit = first;
        let mut is_one_file = changes.gone.is_empty();
        for out in changed {
            if is_one_file {
                unit = folder_of(unit);
                is_one_file = false;
            }
            while !unit.is_empty() && !is_below(out, unit) {
                unit = folder_of(unit);
            }
        }
        if !is_one_file && unit == first {
            unit = folder_of(unit);
        }
        // A folder that is not there yet comes as a whole.
        while !unit.is_empty() && !self.target.join(folder_of(unit)).is_dir() {
            unit = folder_of(unit);
        }
        unit.to_owned()
    }

    /// Takes a file of the old site into the new one.
    fn link(&self, out: &OutPath) -> Result<(), Error> {
        let (from, to) = (self.target.join(out.as_str()), self.file(out));
        // Some file systems know no links.
        let link = || {
            fs::hard_link(&from, &to).or_else(|error| match error.kind() {
                io::ErrorKind::NotFound => Err(error),
                _ => fs::copy(&from, &to).map(drop),
            })
        };
        with_folder(&to, link).map_err(Error::io("link", &from))
    }

    fn file(&self, out: &OutPath) -> PathBuf {
        self.folder.join(out.as_str())
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        self.marker = None;
        remove(&self.folder);
    }
}

/// Removes a staging folder, its marker last: until then the next run knows what it is. Nobody can
/// be told of a failure; the next run tries again.
fn remove(folder: &Path) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let entries: Vec<_> = entries.filter(|entry| entry.file_name() != MARKER).collect();
    entries.par_iter().for_each(|entry| {
        let path = entry.path();
        let _ = if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            fs::remove_dir_all(path)
        } else {
            fs::remove_file(path)
        };
    });
    let _ = fs::remove_file(folder.join(MARKER));
    let _ = fs::remove_dir(folder);
}

impl Sink for Staging {
    fn keeps(&self, out: &OutPath, stamp: Option<&FileStamp>) -> bool {
        let metadata = fs::symlink_metadata(self.target.join(out.as_str()));
        let here = metadata.ok().and_then(|metadata| FileStamp::of(&metadata));
        here.is_some() && here.as_ref() == stamp
    }

    fn write(&self, out: &OutPath, bytes: &[u8]) -> Result<Option<FileStamp>, Error> {
        let path = self.file(out);
        let write = || {
            let mut file = File::create(&path)?;
            file.write_all(bytes)?;
            file.metadata()
        };
        let metadata = with_folder(&path, write).map_err(Error::io("write", &path))?;
        Ok(FileStamp::of(&metadata))
    }

    fn copy(&self, out: &OutPath, from: &Path) -> Result<Option<FileStamp>, Error> {
        let path = self.file(out);
        let copy = || fs::copy(from, &path).and_then(|_| fs::symlink_metadata(&path));
        let metadata = with_folder(&path, copy).map_err(Error::io("copy", from))?;
        Ok(FileStamp::of(&metadata))
    }
}

/// Whether a path is `folder`, or below it.
fn is_below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The folder of a path; empty where it has none.
fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Tries `write`, and again once the file's folder is there.
fn with_folder<T>(path: &Path, write: impl Fn() -> io::Result<T>) -> io::Result<T> {
    match write() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            fs::create_dir_all(path.parent().unwrap_or(path))?;
            write()
        }
        result => result,
    }
}

/// The folder's real path, or what it will be.
fn absolute(target: &Path) -> Result<PathBuf, Error> {
    match fs::canonicalize(target) {
        Ok(path) => Ok(path),
        Err(_) => std::path::absolute(target).map_err(Error::io("find", target)),
    }
}

/// Whether replacing `target` would touch the site's own files, or publish into them.
fn swallows(target: &Path, root: &Path) -> bool {
    let sources = ["content", "static", "templates"].map(|folder| root.join(folder));
    root.starts_with(target) || sources.iter().any(|folder| target.starts_with(folder))
}

fn check_owner(target: &Path) -> Result<(), Error> {
    let mut entries = match fs::read_dir(target) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(Error::io("open", target)(error)),
    };
    if entries.next().is_none() || target.join(MARKER).is_file() {
        return Ok(());
    }
    Err(Error::ForeignOutput { path: target.to_owned() })
}

/// The folder around `target`, and how the names of its staging folders begin.
fn neighbourhood(target: &Path) -> (PathBuf, String) {
    let parent = target.parent().unwrap_or(target).to_owned();
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    (parent, format!(".{name}.errhub-"))
}

/// Removes what runs that were killed left behind.
fn remove_remains(parent: &Path, prefix: &str) {
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        if !entry.file_name().to_string_lossy().starts_with(prefix) {
            continue;
        }
        match read::open(&entry.path().join(MARKER)) {
            Ok(marker) => {
                if !matches!(marker.try_lock(), Err(TryLockError::WouldBlock)) {
                    drop(marker);
                    remove(&entry.path());
                }
            }
            // A run that died before it wrote the marker left nothing but the folder.
            Err(_) => {
                let _ = fs::remove_dir(entry.path());
            }
        }
    }
}

/// Puts the folder `new` at `target`; what was there is then at `new`.
fn replace(new: &Path, target: &Path) -> io::Result<()> {
    if !target.exists() {
        return fs::rename(new, target);
    }
    if exchange(new, target)? {
        return Ok(());
    }
    // Without an exchange in one step, there is a moment without a site, but never half of one.
    let old = new.with_extension("old");
    fs::rename(target, &old)?;
    match fs::rename(new, target) {
        Ok(()) => fs::rename(&old, new),
        Err(error) => fs::rename(&old, target).and(Err(error)),
    }
}

/// Exchanges two folders in one step; `false` where the system or file system cannot.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchange(new: &Path, target: &Path) -> io::Result<bool> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    match renameat_with(CWD, new, CWD, target, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(true),
        Err(Errno::NOSYS | Errno::INVAL | Errno::NOTSUP) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Exchanges two folders in one step; `false` where the system or file system cannot.
#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn exchange(_: &Path, _: &Path) -> io::Result<bool> {
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn publish(target: &Path, root: &Path, text: &str) -> Result<(), Error> {
        let staging = Staging::begin(target, root)?;
        let page = OutPath::new("a/b/index.html");
        staging.write(&page, text.as_bytes())?;
        staging.publish(&Changes { written: vec![&page], ..Changes::default() })
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<_> = entries
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_site_is_replaced_as_a_whole() {
        let root = tempfile::tempdir().unwrap();
        let target = root.path().join("public");
        publish(&target, root.path(), "one").unwrap();
        fs::write(target.join("stray"), "").unwrap();
        publish(&target, root.path(), "two").unwrap();
        assert_eq!(fs::read_to_string(target.join("a/b/index.html")).unwrap(), "two");
        assert_eq!(names(&target), [MARKER, "a"]);
        assert_eq!(names(root.path()), ["public"]);
    }

    #[test]
    fn an_abandoned_site_changes_nothing() {
        let root = tempfile::tempdir().unwrap();
        let target = root.path().join("public");
        publish(&target, root.path(), "one").unwrap();
        let staging = Staging::begin(&target, root.path()).unwrap();
        staging.write(&OutPath::new("x"), b"half").unwrap();
        drop(staging);
        assert_eq!(names(&target), [MARKER, "a"]);
        assert_eq!(names(root.path()), ["public"]);
    }

    #[test]
    fn remains_of_a_killed_run_are_removed_and_living_ones_are_not() {
        let root = tempfile::tempdir().unwrap();
        let target = root.path().join("public");
        let dead = root.path().join(".public.errhub-1");
        fs::create_dir(&dead).unwrap();
        fs::write(dead.join(MARKER), "").unwrap();
        let living = root.path().join(".public.errhub-2");
        fs::create_dir(&living).unwrap();
        let lock = File::create(living.join(MARKER)).unwrap();
        lock.lock().unwrap();
        publish(&target, root.path(), "one").unwrap();
        assert_eq!(names(root.path()), [".public.errhub-2", "public"]);
    }

    #[test]
    fn folders_of_others_are_refused() {
        let root = tempfile::tempdir().unwrap();
        let target = root.path().join("home");
        fs::create_dir(&target).unwrap();
        publish(&target, root.path(), "an empty folder is free").unwrap();
        fs::remove_file(target.join(MARKER)).unwrap();
        assert!(matches!(publish(&target, root.path(), "x"), Err(Error::ForeignOutput { .. })));
        for folder in ["", "content", "static/x"] {
            let target = root.path().join(folder);
            let refused = publish(&target, root.path(), "x");
            assert!(matches!(refused, Err(Error::OutputHoldsSite { .. })), "{folder}");
        }
    }
}
