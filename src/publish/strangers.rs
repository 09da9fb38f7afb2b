//! Files that others put into the output, such as a `.git`, a `CNAME` or an upload. They move along
//! with the site, and are never deleted, replaced or followed.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::manifest::{MANIFEST, Manifest};
use crate::error::Error;
use crate::read::{self, FILE_LIMIT};

/// An exchange that is about to happen.
pub(super) struct Exchange<'a> {
    /// The folder of the old site.
    pub(super) target: &'a Path,
    /// The folder of the new one.
    pub(super) staged: &'a Path,
    /// The files that errhub wrote into the old site.
    pub(super) old: &'a Manifest,
    /// The files that it wrote into the new one.
    pub(super) new: &'a Manifest,
}

impl Exchange<'_> {
    /// The paths, relative to the output, of files that others put into `unit`, a file or folder of
    /// the output. A folder without any file of errhub's is one path.
    ///
    /// # Errors
    /// If the new site needs one of these paths ([`Error::ForeignFile`]), or the disk refuses.
    pub(super) fn strangers(&self, unit: &str) -> Result<Vec<PathBuf>, Error> {
        let path = self.target.join(unit);
        match fs::symlink_metadata(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(Error::io("read", &path)(error)),
            Ok(found) if unit.is_empty() && found.is_dir() => self.inside(&path, ""),
            Ok(found) => self.entry(&path, Some(unit), found.is_dir()),
        }
    }

    fn inside(&self, folder: &Path, name: &str) -> Result<Vec<PathBuf>, Error> {
        let entries = fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
        let entries = entries.map_err(Error::io("read", folder))?;
        let found = entries.par_iter().map(|entry| {
            let path = entry.path();
            let kind = entry.file_type().map_err(Error::io("read", &path))?;
            self.entry(&path, below(name, &entry.file_name()).as_deref(), kind.is_dir())
        });
        Ok(found.collect::<Result<Vec<_>, Error>>()?.concat())
    }

    /// The paths of files of others in one entry. errhub's names are all UTF-8, so an entry whose
    /// `name` is `None` cannot be its own.
    fn entry(
        &self,
        path: &Path,
        name: Option<&str>,
        is_folder: bool,
    ) -> Result<Vec<PathBuf>, Error> {
        if let Some(name) = name {
            if is_folder && (self.old.has_below(name) || self.new.has_below(name)) {
                return self.inside(path, name);
            }
            if !is_folder && (is_own(name, self.old) || self.is_already_right(path, name)) {
                return Ok(Vec::new());
            }
            if self.new.has(name) || self.new.has_below(name) {
                return Err(Error::ForeignFile { path: path.to_owned() });
            }
        }
        Ok(vec![path.strip_prefix(self.target).unwrap_or(path).to_owned()])
    }

    /// Whether the same file is already there, byte for byte.
    fn is_already_right(&self, path: &Path, name: &str) -> bool {
        let staged = self.staged.join(name);
        let look = |path| fs::symlink_metadata(path).ok().filter(fs::Metadata::is_file);
        self.new.has(name)
            && look(path).zip(look(&staged)).is_some_and(|(one, other)| one.len() == other.len())
            && read::bytes(path, FILE_LIMIT)
                .is_ok_and(|bytes| read::bytes(&staged, FILE_LIMIT).is_ok_and(|new| new == bytes))
    }
}

/// Whether errhub wrote the file `name` of a site with this manifest.
pub(super) fn is_own(name: &str, manifest: &Manifest) -> bool {
    name == MANIFEST || manifest.has(name)
}

/// The path of an entry of `folder`; `None` if it is not UTF-8.
pub(super) fn below(folder: &str, entry: &OsStr) -> Option<String> {
    let entry = entry.to_str()?;
    Some(if folder.is_empty() { entry.to_owned() } else { format!("{folder}/{entry}") })
}
