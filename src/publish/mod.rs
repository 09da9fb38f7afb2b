//! The only writer of the output: stages a whole site beside the output folder, and exchanges the
//! two in a single step.
//!
//! Whenever it crashes, the output folder contains either the old site or the new one. Files of
//! others in it are still there, or are restored by the next run. docs/output.md states what users
//! are promised.

mod copy;
mod exchange;
mod lock;
mod manifest;
mod shrink;
mod sink;
mod spare;
mod strangers;
mod target;
#[cfg(test)]
mod tests;
mod workspace;

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

use rayon::prelude::*;

use crate::error::Error;
use crate::key::Key;
use crate::path::OutPath;
use crate::read::Opened;
use crate::stamp::FileStamp;
use crate::stop::Stop;
use exchange::is_folder;
use lock::OutputLock;
use manifest::{Manifest, OLD_MARKER};
use spare::{Spare, SpareFiles};
use strangers::Exchange;
use target::Found;
use workspace::Workspace;

pub use lock::Patience;
pub use manifest::MANIFEST;
pub use shrink::Shrink;
pub use sink::{Discard, Sink, Written};

/// Whether a site may lose most of its pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shrinking {
    /// It may.
    Allowed,
    /// It may not, unless the user allows it.
    Refused,
}

/// The default output folder of a site.
pub const OUTPUT: &str = "public";

/// A file of a new site.
#[derive(Debug, Clone, Copy)]
pub struct NewFile<'a> {
    /// Its path.
    pub out: &'a OutPath,
    /// The file as written; `None` if nothing was.
    pub written: Option<Written>,
    /// Whether this run wrote it to the sink, rather than keeping it.
    pub is_new: bool,
}

/// A new site.
#[derive(Debug, Clone, Default)]
pub struct NewSite<'a> {
    /// All its files, sorted by path.
    pub files: Vec<NewFile<'a>>,
    /// The manifest with exactly these files, if the last run left it.
    pub manifest: Option<FileStamp>,
}

/// The result of publishing.
#[derive(Debug, Default)]
pub struct Published {
    /// The stamp of the manifest.
    pub manifest: Option<FileStamp>,
    /// Files in the output of an errhub without manifests that are not part of the site.
    pub unknown: Vec<PathBuf>,
}

/// A site that is being staged for the output folder. If it is dropped before [`Staging::publish`],
/// it leaves no trace.
#[derive(Debug)]
pub struct Staging {
    target: PathBuf,
    /// The staging folder, created for the first file.
    workspace: OnceLock<Workspace>,
    /// Held while the workspace is created.
    creation: Mutex<()>,
    /// The stamp of the old site's manifest.
    manifest: Option<FileStamp>,
    /// Whether to stop before the old site is replaced.
    stop: Stop,
    /// The last field, so that it is dropped last.
    lock: OutputLock,
}

impl Staging {
    /// Begins a new version of the site in `target`. No other build can begin until this is
    /// dropped.
    ///
    /// # Errors
    /// If errhub may not replace the folder ([`Error::ForeignOutput`]), replacing it would affect
    /// the site at `root` ([`Error::OutputHoldsSite`]), another build does not finish
    /// ([`Error::OutputBusy`]), or the disk refuses.
    pub fn begin(target: &Path, root: &Path, patience: &Patience<'_>) -> Result<Self, Error> {
        let target = target::resolve(target)?;
        target::check_place(&target, root)?;
        target::check_mount(&target)?;
        target::check_owner(&target)?;
        let (parent, prefix) = target::neighbourhood(&target);
        fs::create_dir_all(&parent).map_err(Error::io("create", &parent))?;
        let lock = OutputLock::take(parent.join(format!("{prefix}lock")), &target, patience)?;
        if lock.is_exclusive() {
            workspace::clear_remains(&parent, &prefix, &target)?;
        }
        target::check_owner(&target)?;
        let manifest = stamp(&target.join(MANIFEST));
        let (workspace, creation) = (OnceLock::new(), Mutex::new(()));
        let stop = patience.stop.clone();
        Ok(Self { target, workspace, creation, manifest, stop, lock })
    }

    /// The staging folder. A build that changes nothing needs none.
    fn workspace(&self) -> Result<&Workspace, Error> {
        if let Some(workspace) = self.workspace.get() {
            return Ok(workspace);
        }
        let _one = self.creation.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(workspace) = self.workspace.get() {
            return Ok(workspace);
        }
        let (parent, prefix) = target::neighbourhood(&self.target);
        let workspace = Workspace::new(&parent, &prefix, &self.target)?;
        Ok(self.workspace.get_or_init(|| workspace))
    }

    /// Replaces the old site with the staged one.
    ///
    /// The smallest file or folder that contains every change is exchanged in a single step.
    /// Unchanged files in that folder are linked, not written.
    ///
    /// # Errors
    /// If most pages would be removed ([`Error::Shrinks`]), a file of somebody else is in the way
    /// ([`Error::ForeignFile`]), the staged files are incomplete ([`Error::StagingLost`]), the run
    /// should end ([`Error::Stopped`]), or the disk refuses; the old site is then still in place.
    pub fn publish(&self, site: &NewSite<'_>, shrinking: Shrinking) -> Result<Published, Error> {
        let is_known = site.manifest.is_some() && site.manifest == self.manifest;
        if is_known && !site.files.iter().any(|file| file.is_new) {
            return Ok(Published { manifest: self.manifest, unknown: Vec::new() });
        }
        let written = site.files.iter().map(|file| Some((file.out, file.written?.hash)));
        let Some(written) = written.collect::<Option<Vec<_>>>() else {
            return Err(Error::StagingLost { path: self.workspace()?.site() });
        };
        let new = Manifest::of(written.into_iter());
        let (old, is_whole) = match target::look(&self.target)? {
            Found::Nothing => (Manifest::default(), true),
            Found::Site(old) => (old, false),
            // Files that are part of the site were errhub's; the owner of the rest is unknown.
            Found::SiteOfUnknownFiles => (new.clone().with_old_marker(), true),
        };
        if shrinking == Shrinking::Refused
            && let Some(Shrink { gone, pages }) = Shrink::between(&old, |page| new.has(page))
        {
            return Err(Error::Shrinks { path: self.target.clone(), gone, pages });
        }
        let change = Change { site, old: &old, new: &new };
        let unit = if is_whole { Some(String::new()) } else { change.unit(&self.target) };
        let mut strangers = Vec::new();
        match unit {
            Some(unit) => {
                strangers = self.replace(&unit, &change)?;
                if unit.is_empty() && !is_whole {
                    self.keep_spare(site.files.len());
                }
            }
            None if old != new => self.put_manifest(&new)?,
            None => {}
        }
        if let Some(workspace) = self.workspace.get() {
            workspace.clear()?;
        }
        if self.lock.is_exclusive() {
            // Restores files of others that were kept while there was no output.
            let (parent, prefix) = target::neighbourhood(&self.target);
            workspace::clear_remains(&parent, &prefix, &self.target)?;
        }
        let unknown = if old.has(OLD_MARKER) { strangers } else { Vec::new() };
        Ok(Published { manifest: stamp(&self.target.join(MANIFEST)), unknown })
    }

    /// Exchanges one file or folder of the output. The manifest must always list at least the files
    /// that errhub wrote, so during the exchange it lists both old and new ones. Returns the files
    /// of others there.
    fn replace(&self, unit: &str, change: &Change<'_>) -> Result<Vec<PathBuf>, Error> {
        let Change { site, old, new } = *change;
        let workspace = self.workspace()?;
        let staged = workspace.site();
        let strangers =
            Exchange { target: &self.target, staged: &staged, old, new }.strangers(unit)?;
        let files: Vec<&NewFile<'_>> =
            site.files.iter().filter(|file| is_within(file.out.as_str(), unit)).collect();
        let both = old.with(new);
        let spare = if unit.is_empty() { self.spare(&files) } else { None };
        let account = both.clone().only(|path| is_within(path, unit));
        let in_spare = spare.iter().flat_map(|(_, found)| found.keys().map(String::as_str));
        workspace.keep_account(&account.and(in_spare))?;
        let spare = match spare {
            Some((spare, found)) => {
                self.adopt(&spare, &found, &files, new)?;
                found
            }
            None => SpareFiles::default(),
        };
        let link = |file: &&NewFile<'_>| {
            if self.stop.is_asked() { Err(Error::Stopped) } else { self.link(file, &spare) }
        };
        files.par_iter().filter(|file| !file.is_new).try_for_each(link)?;
        if unit.is_empty() {
            workspace.put(&to_json(new)?, &staged.join(MANIFEST))?;
        }
        check_staged(workspace, &files)?;
        // From here on, stopping would take as long as finishing.
        if self.stop.is_asked() {
            return Err(Error::Stopped);
        }
        if !unit.is_empty() && both != *old {
            self.put_manifest(&both)?;
        }
        workspace.take(&strangers)?;
        let path = self.target.join(unit);
        workspace.exchange(unit).map_err(|error| match error.kind() {
            io::ErrorKind::ResourceBusy => {
                Error::OutputIsMountPoint { path: self.target.join(unit) }
            }
            _ => Error::io("replace", &path)(error),
        })?;
        if !unit.is_empty() && both != *new {
            self.put_manifest(new)?;
        }
        Ok(strangers)
    }

    fn put_manifest(&self, manifest: &Manifest) -> Result<(), Error> {
        self.workspace()?.put(&to_json(manifest)?, &self.target.join(MANIFEST))
    }

    /// The spare tree with its files, where that saves work.
    fn spare(&self, files: &[&NewFile<'_>]) -> Option<(Spare, SpareFiles)> {
        let written = files.iter().filter(|file| file.is_new).count();
        // Without locks, another build could be using the same tree.
        if !self.lock.is_exclusive() || 2 * written > files.len() {
            return None;
        }
        let spare = Spare::beside(&self.target);
        let found = spare.files()?;
        Some((spare, found))
    }

    /// Turns the spare tree, with the files that were `found` in it, into the staged one. The account
    /// must already list them.
    fn adopt(
        &self,
        spare: &Spare,
        found: &SpareFiles,
        files: &[&NewFile<'_>],
        new: &Manifest,
    ) -> Result<(), Error> {
        let written: Vec<&OutPath> =
            files.iter().filter(|file| file.is_new).map(|file| file.out).collect();
        let all = found.keys().map(String::as_str);
        let gone = all.filter(|path| !new.has(path) && *path != MANIFEST);
        let adopted = self.workspace()?.adopt(&spare.site(), gone, &written);
        adopted.map_err(Error::io("reuse", &spare.site()))?;
        spare.clear();
        Ok(())
    }

    /// Keeps the old site for the next change, if it is large. A failure to keep it is not an
    /// error: then it is removed.
    fn keep_spare(&self, files: usize) {
        let spare = Spare::beside(&self.target);
        if let Some(workspace) = self.workspace.get()
            && spare::is_worth_keeping(files)
            && self.lock.is_exclusive()
            && !spare.is_taken()
        {
            let _ = workspace.keep_spare(&spare);
        }
    }

    /// Links a file of the old site into the new one. The new tree begins as the `spare` one.
    fn link(&self, file: &NewFile<'_>, spare: &SpareFiles) -> Result<(), Error> {
        let workspace = self.workspace()?;
        let (from, to) = (self.target.join(file.out.as_str()), workspace.file(file.out));
        if let Some(id) = spare.get(file.out.as_str()) {
            if file.written.is_some_and(|written| written.stamp.id() == *id) {
                return Ok(());
            }
            fs::remove_file(&to).map_err(Error::io("remove", &to))?;
        }
        // Some file systems have no hard links.
        let link = || {
            fs::hard_link(&from, &to).or_else(|error| match error.kind() {
                io::ErrorKind::NotFound => Err(error),
                _ => fs::copy(&from, &to).map(drop),
            })
        };
        workspace.with_folder(&to, link).map_err(Error::io("link", &from))
    }
}

impl Sink for Staging {
    fn keeps(&self, out: &OutPath, written: Option<&Written>) -> bool {
        let here = stamp(&self.target.join(out.as_str()));
        here.is_some() && here == written.map(|written| written.stamp)
    }

    fn write(&self, out: &OutPath, bytes: &[u8]) -> Result<Option<Written>, Error> {
        let workspace = self.workspace()?;
        let path = workspace.file(out);
        let write = || {
            let mut file = File::create(&path)?;
            file.write_all(bytes)?;
            FileStamp::of(&file.metadata()?)
        };
        let stamp = workspace.with_folder(&path, write).map_err(Error::io("write", &path))?;
        Ok(Some(Written { hash: Key::of_bytes(bytes), stamp }))
    }

    fn copy(
        &self,
        out: &OutPath,
        from: &Path,
        mut source: Opened,
    ) -> Result<Option<Written>, Error> {
        let workspace = self.workspace()?;
        let path = workspace.file(out);
        let mut file = workspace
            .with_folder(&path, || {
                OpenOptions::new().read(true).write(true).create(true).truncate(true).open(&path)
            })
            .map_err(Error::io("write", &path))?;
        let hash = copy::copy(&mut source.file, &mut file, &self.stop).map_err(|error| {
            if self.stop.is_asked() { Error::Stopped } else { Error::io("copy", from)(error) }
        })?;
        let stamp = file.metadata().and_then(|metadata| FileStamp::of(&metadata));
        Ok(Some(Written { hash, stamp: stamp.map_err(Error::io("write", &path))? }))
    }
}

/// Checks that every file is in the staging folder, with the length that was written.
fn check_staged(workspace: &Workspace, files: &[&NewFile<'_>]) -> Result<(), Error> {
    let is_there = |file: &&NewFile<'_>| {
        let found = fs::symlink_metadata(workspace.file(file.out));
        let len = file.written.map(|written| written.stamp.size());
        found.is_ok_and(|found| found.is_file() && Some(found.len()) == len)
    };
    if workspace.is_whole() && files.par_iter().all(is_there) {
        return Ok(());
    }
    Err(Error::StagingLost { path: workspace.site() })
}

/// The change from the old site to the new one.
struct Change<'a> {
    site: &'a NewSite<'a>,
    /// The files that errhub wrote there before.
    old: &'a Manifest,
    new: &'a Manifest,
}

impl Change<'_> {
    /// The smallest file or folder, relative to the output, that contains every change; empty for
    /// the whole output. `None` if nothing changes.
    fn unit(&self, target: &Path) -> Option<String> {
        let written = self.site.files.iter().filter(|file| file.is_new);
        let mut changed = written.map(|file| file.out.as_str()).chain(self.old.gone(self.new));
        let first = changed.next()?;
        let mut unit = match changed.next() {
            None if self.new.has(first) => first,
            second => second.into_iter().chain(changed).fold(folder_of(first), common_folder),
        };
        // A folder that does not exist yet is exchanged as a whole. If a folder becomes empty, the
        // folder above it is exchanged.
        let stays = |unit: &str| self.new.has(unit) || self.new.has_below(unit);
        let fits = |unit: &str| is_real_folder(target, folder_of(unit)) && stays(unit);
        while !unit.is_empty() && !fits(unit) {
            unit = folder_of(unit);
        }
        Some(unit.to_owned())
    }
}

/// The deepest folder that contains both.
fn common_folder<'a>(mut folder: &'a str, path: &str) -> &'a str {
    while !is_within(path, folder) {
        folder = folder_of(folder);
    }
    folder
}

/// Whether a path of the output is a folder, with no links on the way to it.
fn is_real_folder(target: &Path, mut path: &str) -> bool {
    while !path.is_empty() && is_folder(&target.join(path)) {
        path = folder_of(path);
    }
    path.is_empty()
}

/// Whether a path is `unit` or below it.
fn is_within(path: &str, unit: &str) -> bool {
    let below = |rest: &str| unit.is_empty() || rest.is_empty() || rest.starts_with('/');
    path.strip_prefix(unit).is_some_and(below)
}

/// The folder of a path; empty if it has none.
fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The stamp of a file; `None` if there is none.
fn stamp(path: &Path) -> Option<FileStamp> {
    let found = fs::symlink_metadata(path).ok().filter(fs::Metadata::is_file)?;
    FileStamp::of(&found).ok()
}

fn to_json(manifest: &Manifest) -> Result<Vec<u8>, Error> {
    manifest.to_json().map_err(Error::io("write", MANIFEST.as_ref()))
}
