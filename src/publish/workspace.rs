//! The folder beside the output in which a new site is staged and the old one is removed.
//!
//! ```text
//! .public.errhub-qhYb3rTzXw0kPm1s/
//!   .public.errhub-qhYb3rTzXw0kPm1s   the marker: a copy of the folder has another name
//!   account.json                      before anything is moved: what errhub may delete in `site`
//!   site/                             the new site, and after the exchange, the old one
//!   written/                          the files of the new site that this run wrote, while the rest
//!                                     of its tree comes from the spare one
//! ```

use std::fs::{self, DirEntry, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::exchange::{exchange, is_folder, is_taken, make_folders, move_to_free};
use super::manifest::Manifest;
use super::spare::Spare;
use super::strangers::{below, is_own};
use crate::error::Error;
use crate::path::OutPath;
use crate::read::{self, FILE_LIMIT};

const ACCOUNT: &str = "account.json";
const SITE: &str = "site";
const WRITTEN: &str = "written";
/// A file that is not yet in its place.
const NEW: &str = "new";
/// The old file or folder while the new one is put into its place.
const ASIDE: &str = "aside";
/// Which part of the output this is.
const ASIDE_OF: &str = "aside-of";
/// The number of random letters at the end of the name.
const LETTERS: usize = 16;

/// A folder of one process, removed when dropped.
#[derive(Debug)]
pub(super) struct Workspace {
    folder: PathBuf,
    /// The output that it belongs to.
    target: PathBuf,
    /// Kept open for its lock.
    marker: Option<File>,
}

impl Workspace {
    /// Creates a folder that nobody else has.
    pub(super) fn new(parent: &Path, prefix: &str, target: &Path) -> Result<Self, Error> {
        let folder = tempfile::Builder::new().prefix(prefix).rand_bytes(LETTERS).tempdir_in(parent);
        let folder = folder.map_err(Error::io("write into", parent))?.keep();
        let path = marker_of(&folder);
        let marker = File::create_new(&path).map_err(Error::io("write", &path))?;
        // On a file system without locks, leftovers cannot be distinguished from work in progress,
        // so they are kept.
        let _ = marker.try_lock();
        let workspace = Self { folder, target: target.to_owned(), marker: Some(marker) };
        let site = workspace.site();
        fs::create_dir(&site).map_err(Error::io("create", &site))?;
        Ok(workspace)
    }

    /// The folder of the new site.
    pub(super) fn site(&self) -> PathBuf {
        self.folder.join(SITE)
    }

    /// The path at which a file of the new site is staged.
    pub(super) fn file(&self, out: &OutPath) -> PathBuf {
        self.site().join(out.as_str())
    }

    /// Tries `write`, and once more after creating the file's folder. The folder of the site itself
    /// is never created again.
    pub(super) fn with_folder<T>(
        &self,
        path: &Path,
        write: impl Fn() -> io::Result<T>,
    ) -> io::Result<T> {
        match write() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                make_folders(&self.site(), path.parent().unwrap_or(path))?;
                write()
            }
            result => result,
        }
    }

    /// Whether the folder is still there, as it was created.
    pub(super) fn is_whole(&self) -> bool {
        is_marked(&self.folder) && is_folder(&self.site())
    }

    /// Writes a file and puts it at `to` in a single step.
    pub(super) fn put(&self, bytes: &[u8], to: &Path) -> Result<(), Error> {
        let path = self.folder.join(NEW);
        let write = || {
            let mut file = File::create(&path)?;
            file.write_all(bytes)?;
            fs::rename(&path, to)
        };
        write().map_err(Error::io("write", to))
    }

    /// Records what errhub may delete in the folder, for the run that cleans up.
    pub(super) fn keep_account(&self, account: &Manifest) -> Result<(), Error> {
        let path = self.folder.join(ACCOUNT);
        self.put(&account.to_json().map_err(Error::io("write", &path))?, &path)
    }

    /// Moves the files of others in the output into the new site.
    pub(super) fn take(&self, strangers: &[PathBuf]) -> Result<(), Error> {
        if strangers.is_empty() {
            return Ok(());
        }
        // Without the account, the next run would consider everything here errhub's own, so it has
        // to be on disk first, even if the power fails.
        let path = self.folder.join(ACCOUNT);
        let synced = read::open(&path).and_then(|account| account.sync_all());
        synced.map_err(Error::io("write", &path))?;
        strangers.iter().try_for_each(|path| carry(&self.target, &self.site(), path))
    }

    /// Exchanges the file or folder `unit` of the site with that of the output; empty for all of
    /// it.
    pub(super) fn exchange(&self, unit: &str) -> io::Result<()> {
        // To some systems, a path with a trailing slash is a different one.
        let at = |top: &Path| if unit.is_empty() { top.to_owned() } else { top.join(unit) };
        let (new, old) = (at(&self.site()), at(&self.target));
        if !is_taken(&old) {
            return fs::rename(new, old);
        }
        if exchange(&new, &old)? {
            return Ok(());
        }
        // For a moment there is neither the old nor the new one, but never half of either.
        fs::write(self.folder.join(ASIDE_OF), unit)?;
        let aside = self.folder.join(ASIDE);
        fs::rename(&old, &aside)?;
        match fs::rename(&new, &old) {
            Ok(()) => fs::rename(&aside, &new),
            Err(error) => fs::rename(&aside, &old).and(Err(error)),
        }
    }

    /// Turns the spare tree into the new site: removes files that the site does not have, and puts
    /// every `written` file into its place. The account must already list everything in the tree.
    pub(super) fn adopt<'a>(
        &self,
        spare: &Path,
        gone: impl Iterator<Item = &'a str>,
        written: &[&OutPath],
    ) -> io::Result<()> {
        let (site, aside) = (self.site(), self.folder.join(WRITTEN));
        fs::rename(&site, &aside)?;
        fs::rename(spare, &site)?;
        for path in gone {
            fs::remove_file(site.join(path))?;
            let mut folder = site.join(path);
            while folder.pop() && folder != site && fs::remove_dir(&folder).is_ok() {}
        }
        written.iter().try_for_each(|out| {
            let to = self.file(out);
            self.with_folder(&to, || fs::rename(aside.join(out.as_str()), &to))
        })?;
        fs::remove_dir_all(aside)
    }

    /// Keeps the old site as the spare tree. Files of others in it move to the output.
    pub(super) fn keep_spare(&self, spare: &Spare) -> Result<(), Error> {
        let site = self.site();
        let Some(own) = read_account(&self.folder.join(ACCOUNT))? else { return Ok(()) };
        Leaving { site: &site, target: &self.target, own: &own, fate: Fate::Kept }
            .folder(&site, "")?;
        spare.keep(&site).map_err(Error::io("move", &site))
    }

    /// Removes the folder. Files of others in it move to the output.
    pub(super) fn clear(&self) -> Result<(), Error> {
        clear(&self.folder, &self.target)
    }
}

#[cfg(test)]
impl Workspace {
    /// Ends like a killed process.
    pub(super) fn abandon(mut self) {
        drop(self.marker.take());
        std::mem::forget(self);
    }
}

impl Drop for Workspace {
    fn drop(&mut self) {
        // Some systems cannot remove a folder with an open file in it.
        drop(self.marker.take());
        // A failure cannot be reported here; the next run tries again.
        let _ = self.clear();
    }
}

/// Removes what killed runs left behind. Only the holder of the output's lock may do this.
pub(super) fn clear_remains(parent: &Path, prefix: &str, target: &Path) -> Result<(), Error> {
    let entries = fs::read_dir(parent).map_err(Error::io("read", parent))?;
    for entry in entries.flatten() {
        let is_ours = |name: &str| {
            let random = name.strip_prefix(prefix);
            random.is_some_and(|random| random.len() == LETTERS && random.is_ascii())
        };
        if !entry.file_name().to_str().is_some_and(is_ours) || !is_folder(&entry.path()) {
            continue;
        }
        let folder = entry.path();
        if !is_marked(&folder) {
            // A run that was killed before it wrote the marker left only an empty folder; anything
            // else is kept.
            let _ = fs::remove_dir(&folder);
            continue;
        }
        let Ok(marker) = read::open(&marker_of(&folder)) else { continue };
        if !matches!(marker.try_lock(), Err(TryLockError::WouldBlock)) {
            clear(&folder, target)?;
        }
    }
    Ok(())
}

/// What errhub may delete; `None` if the account is unreadable.
fn read_account(path: &Path) -> Result<Option<Manifest>, Error> {
    let bytes = read::bytes(path, FILE_LIMIT).map_err(Error::io("read", path))?;
    Ok(Manifest::parse(&bytes))
}

/// The marker has the same name as its folder, so that it is valid from the moment it exists.
fn marker_of(folder: &Path) -> PathBuf {
    folder.join(folder.file_name().unwrap_or_default())
}

fn is_marked(folder: &Path) -> bool {
    fs::symlink_metadata(marker_of(folder)).is_ok_and(|found| found.is_file())
}

fn clear(folder: &Path, target: &Path) -> Result<(), Error> {
    let (site, account) = (folder.join(SITE), folder.join(ACCOUNT));
    // Only errhub writes there, and the output has the rest.
    let _ = fs::remove_dir_all(folder.join(WRITTEN));
    let has_tree = is_taken(&site) || is_taken(&folder.join(ASIDE));
    if has_tree && is_taken(&account) {
        // Without an output, files of others have nowhere to go; they stay until there is one.
        let Some(own) = read_account(&account)?.filter(|_| restore(folder, target)) else {
            return Ok(());
        };
        Leaving { site: &site, target, own: &own, fate: Fate::Removed }.folder(&site, "")?;
        // If anything is still in it, it stays.
        if fs::remove_dir(&site).is_err() && is_taken(&site) {
            return Ok(());
        }
    } else {
        let _ = fs::remove_dir_all(&site);
    }
    // The marker goes last: until then the next run recognizes the folder.
    for path in [folder.join(NEW), folder.join(ASIDE_OF), account, marker_of(folder)] {
        let _ = fs::remove_file(path);
    }
    let _ = fs::remove_dir(folder);
    Ok(())
}

/// Restores what a killed run had moved out of the way, and returns whether there is an output.
fn restore(folder: &Path, target: &Path) -> bool {
    let aside = folder.join(ASIDE);
    if is_taken(&aside)
        && let Ok(unit) = read::bytes(&folder.join(ASIDE_OF), FILE_LIMIT)
        && let Ok(unit) = String::from_utf8(unit)
    {
        let at = |top: PathBuf| if unit.is_empty() { top } else { top.join(&unit) };
        // If the new one is in place, the old one goes where it will be removed.
        let _ = move_to_free(&aside, &at(target.to_owned()))
            .or_else(|_| move_to_free(&aside, &at(folder.join(SITE))));
    }
    is_folder(target)
}

/// What happens to errhub's own files in a site that is no longer the output.
#[derive(Clone, Copy)]
enum Fate {
    /// They are removed.
    Removed,
    /// They stay where they are.
    Kept,
}

/// An old site that files of others have to leave.
struct Leaving<'a> {
    site: &'a Path,
    target: &'a Path,
    /// The files that errhub wrote there.
    own: &'a Manifest,
    fate: Fate,
}

impl Leaving<'_> {
    fn folder(&self, folder: &Path, name: &str) -> Result<(), Error> {
        let entries = match fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            entries => entries.map_err(Error::io("read", folder))?,
        };
        // All of them are tried before the first error is returned.
        let left: Vec<_> = entries.par_iter().map(|entry| self.entry(entry, name)).collect();
        left.into_iter().collect()
    }

    fn entry(&self, entry: &DirEntry, folder: &str) -> Result<(), Error> {
        let path = entry.path();
        let is_folder = entry.file_type().map_err(Error::io("read", &path))?.is_dir();
        match (below(folder, &entry.file_name()), self.fate) {
            (Some(name), fate) if is_folder && self.own.has_below(&name) => {
                self.folder(&path, &name)?;
                if let Fate::Removed = fate {
                    // If something has just been put into it, it stays.
                    let _ = fs::remove_dir(&path);
                }
                Ok(())
            }
            (Some(name), fate) if !is_folder && is_own(&name, self.own) => match fate {
                Fate::Removed => fs::remove_file(&path).map_err(Error::io("remove", &path)),
                Fate::Kept => Ok(()),
            },
            _ => carry(self.site, self.target, path.strip_prefix(self.site).unwrap_or(&path)),
        }
    }
}

/// Moves the files that errhub did not create, where there is room for them.
fn carry(from: &Path, to: &Path, path: &Path) -> Result<(), Error> {
    let (old, new) = (from.join(path), to.join(path));
    let parent = new.parent().unwrap_or(to);
    if make_folders(to, parent).is_err() || is_taken(&new) {
        return Err(Error::ForeignFile { path: old });
    }
    move_to_free(&old, &new).map_err(Error::io("move", &old))
}
