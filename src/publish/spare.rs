//! The spare tree: the site before the last one, kept beside a large output so that the next one
//! can be made from it.
//!
//! A site is exchanged as a whole, so each version needs its own tree. Creating tens of thousands
//! of folders for it and deleting those of the old site takes far longer than rendering the few
//! pages that changed. In the spare tree, most files already are what the new site needs.
//!
//! ```text
//! .public.errhub-spare/
//!   .gitignore   keeps the folder out of repositories
//!   site/        the tree
//! ```

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::exchange::{is_folder, is_taken, move_to_free};
use super::manifest::{MANIFEST, Manifest};
use super::strangers::{below, is_own};
use super::target;
use crate::read::{self, FILE_LIMIT};

/// The minimum size of a site, in files, for which a second tree is worthwhile.
const WORTH_FROM: usize = 1_000;

const IGNORED: &str = ".gitignore";

/// The files of a spare tree by path, with the identity of each.
pub(super) type SpareFiles = HashMap<String, u64>;

/// The location of the spare tree of an output.
pub(super) struct Spare {
    folder: PathBuf,
}

impl Spare {
    /// The location beside the output `target`.
    pub(super) fn beside(target: &Path) -> Self {
        let (parent, prefix) = target::neighbourhood(target);
        Self { folder: parent.join(format!("{prefix}spare")) }
    }

    /// The root of the tree.
    pub(super) fn site(&self) -> PathBuf {
        self.folder.join("site")
    }

    /// Whether anything is at this location.
    pub(super) fn is_taken(&self) -> bool {
        is_taken(&self.site())
    }

    /// The files of the tree; `None` if there is no tree, or if it contains anything that errhub
    /// did not write: a link could lead anywhere, and a file of somebody else would be published.
    pub(super) fn files(&self) -> Option<SpareFiles> {
        let site = self.site();
        if !is_folder(&self.folder) || !is_folder(&site) {
            return None;
        }
        let own = Manifest::parse(&read::bytes(&site.join(MANIFEST), FILE_LIMIT).ok()?)?;
        let files = inside(&site, "", &own).ok()??;
        Some(files.into_iter().collect())
    }

    /// Removes the rest of the folder after its tree was taken.
    pub(super) fn clear(&self) {
        let _ = fs::remove_file(self.folder.join(IGNORED));
        let _ = fs::remove_dir(&self.folder);
    }

    /// Keeps the tree `site`, which is moved here.
    pub(super) fn keep(&self, site: &Path) -> io::Result<()> {
        if !is_folder(&self.folder) {
            fs::create_dir(&self.folder)?;
        }
        let ignored = self.folder.join(IGNORED);
        if !is_taken(&ignored) {
            fs::write(ignored, "*\n")?;
        }
        move_to_free(site, &self.site())
    }
}

/// Whether a second tree of a site with this many files saves time.
pub(super) fn is_worth_keeping(files: usize) -> bool {
    // Without identities, it is unknown which files are the same.
    cfg!(unix) && files >= WORTH_FROM
}

/// The files in a folder and below; `None` if errhub did not write all of them.
fn inside(folder: &Path, name: &str, own: &Manifest) -> io::Result<Option<Vec<(String, u64)>>> {
    let entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    let found = entries.par_iter().map(|entry| {
        let kind = entry.file_type()?;
        Ok(match below(name, &entry.file_name()) {
            Some(name) if kind.is_dir() => inside(&entry.path(), &name, own)?,
            Some(name) if kind.is_file() && is_own(&name, own) => Some(vec![(name, id(entry))]),
            _ => None,
        })
    });
    let found = found.collect::<io::Result<Option<Vec<_>>>>()?;
    Ok(found.map(|files| files.concat()))
}

/// The identity of a file, from metadata that is already known.
#[cfg(unix)]
fn id(entry: &fs::DirEntry) -> u64 {
    std::os::unix::fs::DirEntryExt::ino(entry)
}

/// Not every system identifies files.
#[cfg(not(unix))]
fn id(_: &fs::DirEntry) -> u64 {
    0
}
