//! Renames and exchanges with no moment in between at which a file is missing.

use std::fs;
use std::io;
use std::path::Path;

/// Whether there is anything at `path`, even a broken link.
pub(super) fn is_taken(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// Whether a folder is at `path`, not a link to one.
pub(super) fn is_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|found| found.is_dir())
}

/// Renames a file or folder, without ever replacing another one.
pub(super) fn move_to_free(from: &Path, to: &Path) -> io::Result<()> {
    if rename_to_free(from, to)? {
        return Ok(());
    }
    if is_taken(to) {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    fs::rename(from, to)
}

/// Creates the folder `path` below `top`, and those in between. `top` itself is never created: if
/// it is missing, something is wrong.
pub(super) fn make_folders(top: &Path, path: &Path) -> io::Result<()> {
    if path == top || is_folder(path) {
        return Ok(());
    }
    let made = match (fs::create_dir(path), path.parent()) {
        (Err(error), Some(parent))
            if error.kind() == io::ErrorKind::NotFound && parent.starts_with(top) =>
        {
            make_folders(top, parent).and_then(|()| fs::create_dir(path))
        }
        (made, _) => made,
    };
    match made {
        // Another thread was faster.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && is_folder(path) => Ok(()),
        made => made,
    }
}

/// Exchanges two files or folders in one step; `false` if the system or file system cannot.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
pub(super) fn exchange(one: &Path, other: &Path) -> io::Result<bool> {
    rename_with(one, other, rustix::fs::RenameFlags::EXCHANGE)
}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn rename_to_free(from: &Path, to: &Path) -> io::Result<bool> {
    rename_with(from, to, rustix::fs::RenameFlags::NOREPLACE)
}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn rename_with(from: &Path, to: &Path, flags: rustix::fs::RenameFlags) -> io::Result<bool> {
    use rustix::fs::{CWD, renameat_with};
    use rustix::io::Errno;
    match renameat_with(CWD, from, CWD, to, flags) {
        Ok(()) => Ok(true),
        Err(Errno::NOSYS | Errno::INVAL | Errno::NOTSUP) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Exchanges two files or folders in one step; `false` if the system or file system cannot.
#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
pub(super) fn exchange(_: &Path, _: &Path) -> io::Result<bool> {
    Ok(false)
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn rename_to_free(_: &Path, _: &Path) -> io::Result<bool> {
    Ok(false)
}
