//! Files of the cache that are being written, and what runs that were killed left of them.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::Path;

use tempfile::NamedTempFile;

use crate::read;

/// How the names of such files begin.
const PREFIX: &str = "new-";
/// How they began once.
const OLD_PREFIX: &str = ".tmp";

/// A new file, locked as long as it is open, and readable for whom the umask lets read.
pub(crate) fn file_in(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let file = builder.tempfile_in(folder)?;
    // Where a file system knows no locks, another run may remove the name, and nothing is kept.
    let _ = file.as_file().try_lock();
    Ok(file)
}

/// Removes the files that no living process writes.
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
