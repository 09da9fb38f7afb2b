//! Files of the cache that are being written, and those that killed runs left behind.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::Path;

use tempfile::NamedTempFile;

use crate::read;

/// The prefix of the names of such files.
const PREFIX: &str = "new-";
/// The prefix that earlier versions used.
const OLD_PREFIX: &str = ".tmp";

/// Creates a file with the permissions of the umask, locked for as long as it is open.
pub(crate) fn file_in(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let file = builder.tempfile_in(folder)?;
    // On a file system without locks, another run may remove the file; then nothing is kept.
    let _ = file.as_file().try_lock();
    Ok(file)
}

/// Removes the files that no running process is writing.
pub(super) fn remove_remains(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let is_temporary = [PREFIX, OLD_PREFIX]
            .iter()
            .any(|prefix| name.as_encoded_bytes().starts_with(prefix.as_bytes()));
        if !is_temporary || !entry.file_type().is_ok_and(|kind| kind.is_file()) {
            continue;
        }
        let lives = |file: File| matches!(file.try_lock(), Err(TryLockError::WouldBlock));
        if !read::open(&entry.path()).is_ok_and(lives) {
            let _ = fs::remove_file(entry.path());
        }
    }
}
