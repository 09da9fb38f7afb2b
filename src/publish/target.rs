//! The output folder: its real path, and whether errhub may write there.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::exchange::is_folder;
use super::manifest::{MANIFEST, Manifest, OLD_MARKER};
use crate::error::Error;
use crate::read::{self, FILE_LIMIT};

/// The content of the output folder.
pub(super) enum Found {
    /// Nothing, or an empty folder.
    Nothing,
    /// A site, with the manifest of the files that errhub wrote there.
    Site(Manifest),
    /// A site by an errhub without manifests, or one whose manifest is damaged.
    SiteOfUnknownFiles,
}

/// The real path of a folder that may not exist yet: that of the nearest existing folder above it,
/// plus the rest.
pub(super) fn resolve(folder: &Path) -> Result<PathBuf, Error> {
    let folder = std::path::absolute(folder).map_err(Error::io("find", folder))?;
    let mut real = PathBuf::new();
    for part in folder.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => drop(real.pop()),
            Component::Prefix(_) | Component::RootDir => real.push(part),
            Component::Normal(name) => {
                real.push(name);
                match fs::canonicalize(&real) {
                    Ok(found) => real = found,
                    Err(_) if is_free(&real) => {}
                    Err(error) if error.kind() == io::ErrorKind::NotFound => {
                        return Err(Error::OutputIsDangling { link: real });
                    }
                    Err(error) => return Err(Error::io("find", &real)(error)),
                }
            }
        }
    }
    Ok(real)
}

/// Whether there is nothing at the path, not even a broken link.
fn is_free(path: &Path) -> bool {
    let found = fs::symlink_metadata(path);
    found.is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
}

/// Refuses a `target` if exchanging it would affect the files of the site at `root`, or publish
/// into them.
pub(super) fn check_place(target: &Path, root: &Path) -> Result<(), Error> {
    let real = |path: PathBuf| fs::canonicalize(&path).unwrap_or(path);
    let root = real(root.to_owned());
    let mut sources =
        ["content", "static", "templates"].map(|name| real(root.join(name))).into_iter();
    if root.starts_with(target)
        || sources.any(|folder| target.starts_with(&folder) || folder.starts_with(target))
    {
        return Err(Error::OutputHoldsSite { path: target.to_owned() });
    }
    Ok(())
}

/// Refuses a folder that is a mount point: the system would not rename it, and a build would find
/// out only at its end.
pub(super) fn check_mount(target: &Path) -> Result<(), Error> {
    if is_mount_point(target) {
        return Err(Error::OutputIsMountPoint { path: target.to_owned() });
    }
    Ok(())
}

/// Whether a file system, or a part of one, is mounted there.
#[cfg(target_os = "linux")]
fn is_mount_point(path: &Path) -> bool {
    use rustix::fs::{AtFlags, CWD, StatxAttributes, StatxFlags, statx};
    statx(CWD, path, AtFlags::SYMLINK_NOFOLLOW, StatxFlags::empty())
        .is_ok_and(|found| found.stx_attributes.contains(StatxAttributes::MOUNT_ROOT))
}

/// Whether a file system is mounted there. A bind mount of the same one looks like a folder.
#[cfg(all(unix, not(target_os = "linux")))]
fn is_mount_point(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let device = |path: &Path| fs::symlink_metadata(path).ok().map(|found| found.dev());
    let above = path.parent().and_then(device);
    device(path).is_some_and(|device| Some(device) != above)
}

#[cfg(not(unix))]
fn is_mount_point(_: &Path) -> bool {
    false
}

/// Examines the output folder, and refuses one that errhub did not create.
pub(super) fn check_owner(target: &Path) -> Result<(), Error> {
    let mut entries = match fs::read_dir(target) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(Error::io("open", target)(error)),
    };
    let is_file = |name| fs::symlink_metadata(target.join(name)).is_ok_and(|found| found.is_file());
    if entries.next().is_none() || is_file(MANIFEST) || is_file(OLD_MARKER) {
        return Ok(());
    }
    Err(Error::ForeignOutput { path: target.to_owned() })
}

/// Examines the output folder, and reads its manifest.
pub(super) fn look(target: &Path) -> Result<Found, Error> {
    check_owner(target)?;
    if !is_folder(target) {
        return Ok(Found::Nothing);
    }
    let path = target.join(MANIFEST);
    if fs::symlink_metadata(&path).is_ok_and(|found| found.is_file()) {
        let bytes = read::bytes(&path, FILE_LIMIT).map_err(Error::io("read", &path))?;
        return Ok(Manifest::parse(&bytes).map_or(Found::SiteOfUnknownFiles, Found::Site));
    }
    let is_empty = fs::read_dir(target).map_err(Error::io("open", target))?.next().is_none();
    Ok(if is_empty { Found::Nothing } else { Found::SiteOfUnknownFiles })
}

/// The folder that contains `target`, and the prefix of the names that errhub uses beside it.
pub(super) fn neighbourhood(target: &Path) -> (PathBuf, String) {
    let parent = target.parent().unwrap_or(target).to_owned();
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    (parent, format!(".{name}.errhub-"))
}
