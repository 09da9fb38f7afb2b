//! The only writer of the output: stages a whole site beside the folder and exchanges both at once.
//!
//! Whatever the moment of a crash, the output folder is the old site or the new one, and what others
//! put there is in it or comes back with the next run. docs/output.md says what users are promised.

mod exchange;
mod lock;
mod manifest;
mod shrink;
mod sink;
mod strangers;
mod target;
#[cfg(test)]
mod tests;
mod workspace;

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::error::Error;
use crate::key::Key;
use crate::path::OutPath;
use crate::read;
use crate::stamp::FileStamp;
use exchange::{is_folder, make_folders};
use lock::OutputLock;
use manifest::{Manifest, OLD_MARKER};
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
    /// Somebody has to say that it may.
    Refused,
}

/// The folder of a site that is its output, where nobody names another.
pub const OUTPUT: &str = "public";

/// A file of a new site.
#[derive(Debug, Clone, Copy)]
pub struct NewFile<'a> {
    /// Its path.
    pub out: &'a OutPath,
    /// What was written; `None` if nothing was.
    pub written: Option<Written>,
    /// Whether it was written into the sink, and not kept.
    pub is_new: bool,
}

/// A new site.
#[derive(Debug, Clone, Default)]
pub struct NewSite<'a> {
    /// All its files, in the order of their paths.
    pub files: Vec<NewFile<'a>>,
    /// The manifest that lists just these files, where the last run knew it.
    pub manifest: Option<FileStamp>,
}

/// What a new site came to.
#[derive(Debug, Default)]
pub struct Published {
    /// How its manifest looks.
    pub manifest: Option<FileStamp>,
    /// What was in the output of an errhub that kept no manifest, and is not part of the site.
    pub unknown: Vec<PathBuf>,
}

/// A site on its way to the output folder. Dropped before [`Staging::publish`], it leaves no trace.
#[derive(Debug)]
pub struct Staging {
    target: PathBuf,
    workspace: Workspace,
    /// How the manifest of the old site looks.
    manifest: Option<FileStamp>,
    /// Dropped last.
    lock: OutputLock,
}

impl Staging {
    /// Begins a new version of the site in `target`. Until this is dropped, no other one begins.
    ///
    /// # Errors
    /// If the folder is not errhub's to replace ([`Error::ForeignOutput`]), would swallow the
    /// site at `root` ([`Error::OutputHoldsSite`]), another build does not end
    /// ([`Error::OutputBusy`]), or the disk refuses.
    pub fn begin(target: &Path, root: &Path, patience: &Patience<'_>) -> Result<Self, Error> {
        let target = target::resolve(target)?;
        target::check_place(&target, root)?;
        target::check_owner(&target)?;
        let (parent, prefix) = target::neighbourhood(&target);
        fs::create_dir_all(&parent).map_err(Error::io("create", &parent))?;
        let lock = OutputLock::take(parent.join(format!("{prefix}lock")), &target, patience)?;
        if lock.is_exclusive() {
            workspace::clear_remains(&parent, &prefix, &target)?;
        }
        target::check_owner(&target)?;
        let workspace = Workspace::new(&parent, &prefix, &target)?;
        let manifest = stamp(&target.join(MANIFEST));
        Ok(Self { target, workspace, manifest, lock })
    }

    /// Puts what was staged in the place of what was there.
    ///
    /// The smallest file or folder that holds every change is exchanged in one step. What stays as it
    /// is in that folder is linked, not written.
    ///
    /// # Errors
    /// If most pages would go ([`Error::Shrinks`]), something foreign is in the way
    /// ([`Error::ForeignFile`]), what was staged is no longer whole ([`Error::StagingLost`]), or the
    /// disk refuses; the old site is then still in place.
    pub fn publish(&self, site: &NewSite<'_>, shrinking: Shrinking) -> Result<Published, Error> {
        let is_known = site.manifest.is_some() && site.manifest == self.manifest;
        if is_known && !site.files.iter().any(|file| file.is_new) {
            return Ok(Published { manifest: self.manifest, unknown: Vec::new() });
        }
        let written = site.files.iter().map(|file| Some((file.out, file.written?.hash)));
        let Some(written) = written.collect::<Option<Vec<_>>>() else {
            return Err(Error::StagingLost { path: self.workspace.site() });
        };
        let new = Manifest::of(written.into_iter());
        let (old, is_whole) = match target::look(&self.target)? {
            Found::Nothing => (Manifest::default(), true),
            Found::Site(old) => (old, false),
            // What the site has was errhub's; nobody can tell about the rest.
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
            Some(unit) => strangers = self.replace(&unit, &change)?,
            None if old != new => self.put_manifest(&new)?,
            None => {}
        }
        self.workspace.clear()?;
        if self.lock.is_exclusive() {
            // What waited for an output.
            let (parent, prefix) = target::neighbourhood(&self.target);
            workspace::clear_remains(&parent, &prefix, &self.target)?;
        }
        let unknown = if old.has(OLD_MARKER) { strangers } else { Vec::new() };
        Ok(Published { manifest: stamp(&self.target.join(MANIFEST)), unknown })
    }

    /// Exchanges one file or folder of the output. The manifest always names at least what errhub
    /// wrote, so it names old and new files in between. Returns what others put there.
    fn replace(&self, unit: &str, change: &Change<'_>) -> Result<Vec<PathBuf>, Error> {
        let Change { site, old, new } = *change;
        let staged = self.workspace.site();
        let strangers =
            Exchange { target: &self.target, staged: &staged, old, new }.strangers(unit)?;
        let files: Vec<&NewFile<'_>> =
            site.files.iter().filter(|file| is_within(file.out.as_str(), unit)).collect();
        files.par_iter().filter(|file| !file.is_new).try_for_each(|file| self.link(file.out))?;
        let both = old.with(new);
        if unit.is_empty() {
            self.workspace.put(&to_json(new)?, &staged.join(MANIFEST))?;
        }
        self.workspace.keep_account(&both.clone().only(|path| is_within(path, unit)))?;
        self.check_staged(&files)?;
        if !unit.is_empty() && both != *old {
            self.put_manifest(&both)?;
        }
        self.workspace.take(&strangers)?;
        let path = self.target.join(unit);
        self.workspace.exchange(unit).map_err(Error::io("replace", &path))?;
        if !unit.is_empty() && both != *new {
            self.put_manifest(new)?;
        }
        Ok(strangers)
    }

    /// Sees that every file is in the staging folder, and as long as it was written.
    fn check_staged(&self, files: &[&NewFile<'_>]) -> Result<(), Error> {
        let is_there = |file: &&NewFile<'_>| {
            let found = fs::symlink_metadata(self.file(file.out));
            let len = file.written.map(|written| written.stamp.size());
            found.is_ok_and(|found| found.is_file() && Some(found.len()) == len)
        };
        if self.workspace.is_whole() && files.par_iter().all(is_there) {
            return Ok(());
        }
        Err(Error::StagingLost { path: self.workspace.site() })
    }

    fn put_manifest(&self, manifest: &Manifest) -> Result<(), Error> {
        self.workspace.put(&to_json(manifest)?, &self.target.join(MANIFEST))
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
        self.with_folder(&to, link).map_err(Error::io("link", &from))
    }

    fn file(&self, out: &OutPath) -> PathBuf {
        self.workspace.site().join(out.as_str())
    }

    /// Tries `write`, and again once the file's folder is there. The folder of the site itself is never
    /// made again.
    fn with_folder<T>(&self, path: &Path, write: impl Fn() -> io::Result<T>) -> io::Result<T> {
        match write() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                make_folders(&self.workspace.site(), path.parent().unwrap_or(path))?;
                write()
            }
            result => result,
        }
    }
}

impl Sink for Staging {
    fn keeps(&self, out: &OutPath, written: Option<&Written>) -> bool {
        let here = stamp(&self.target.join(out.as_str()));
        here.is_some() && here == written.map(|written| written.stamp)
    }

    fn write(&self, out: &OutPath, bytes: &[u8]) -> Result<Option<Written>, Error> {
        let path = self.file(out);
        let write = || {
            let mut file = File::create(&path)?;
            file.write_all(bytes)?;
            FileStamp::of(&file.metadata()?)
        };
        let stamp = self.with_folder(&path, write).map_err(Error::io("write", &path))?;
        Ok(Some(Written { hash: Key::of_bytes(bytes), stamp }))
    }

    fn copy(&self, out: &OutPath, from: &Path) -> Result<Option<Written>, Error> {
        let path = self.file(out);
        let mut source = read::open(from).map_err(Error::io("copy", from))?;
        let mut file =
            self.with_folder(&path, || File::create(&path)).map_err(Error::io("write", &path))?;
        let hash = Key::of_copied(&mut source, &mut file).map_err(Error::io("copy", from))?;
        let stamp = file.metadata().and_then(|metadata| FileStamp::of(&metadata));
        Ok(Some(Written { hash, stamp: stamp.map_err(Error::io("write", &path))? }))
    }
}

/// What becomes of an output.
struct Change<'a> {
    site: &'a NewSite<'a>,
    /// What errhub wrote there so far.
    old: &'a Manifest,
    new: &'a Manifest,
}

impl Change<'_> {
    /// The smallest file or folder, relative to the output, that holds every change; empty for the
    /// output as a whole. `None` if nothing changes.
    fn unit(&self, target: &Path) -> Option<String> {
        let written = self.site.files.iter().filter(|file| file.is_new);
        let mut changed = written.map(|file| file.out.as_str()).chain(self.old.gone(self.new));
        let first = changed.next()?;
        let mut unit = match changed.next() {
            None if self.new.has(first) => first,
            second => second.into_iter().chain(changed).fold(folder_of(first), common_folder),
        };
        // A folder that is not there yet comes as a whole, and one that nothing is left of goes with
        // what is around it.
        let stays = |unit: &str| self.new.has(unit) || self.new.has_below(unit);
        let fits = |unit: &str| is_real_folder(target, folder_of(unit)) && stays(unit);
        while !unit.is_empty() && !fits(unit) {
            unit = folder_of(unit);
        }
        Some(unit.to_owned())
    }
}

/// The nearest folder that holds both.
fn common_folder<'a>(mut folder: &'a str, path: &str) -> &'a str {
    while !is_within(path, folder) {
        folder = folder_of(folder);
    }
    folder
}

/// Whether a path of the output is a folder, and none on the way to it is a link.
fn is_real_folder(target: &Path, mut path: &str) -> bool {
    while !path.is_empty() && is_folder(&target.join(path)) {
        path = folder_of(path);
    }
    path.is_empty()
}

/// Whether a path is `unit`, or below it.
fn is_within(path: &str, unit: &str) -> bool {
    let below = |rest: &str| unit.is_empty() || rest.is_empty() || rest.starts_with('/');
    path.strip_prefix(unit).is_some_and(below)
}

/// The folder of a path; empty where it has none.
fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// How a file looks; `None` if there is none.
fn stamp(path: &Path) -> Option<FileStamp> {
    let found = fs::symlink_metadata(path).ok().filter(fs::Metadata::is_file)?;
    FileStamp::of(&found).ok()
}

fn to_json(manifest: &Manifest) -> Result<Vec<u8>, Error> {
    manifest.to_json().map_err(Error::io("write", MANIFEST.as_ref()))
}
