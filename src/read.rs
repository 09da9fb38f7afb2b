//! Reads files: regular ones only, and only up to a limit.
//!
//! Reading a named pipe would block, a device has no end, and a text of a gigabyte is a mistake.
//! Nothing else in the program reads whole files, which a test checks.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Read};
use std::path::Path;

/// The maximum size of an article, a template or a site.yaml, in bytes.
pub(crate) const TEXT_LIMIT: u64 = 16 << 20;

/// The maximum size of any other file that is read into memory, in bytes.
pub(crate) const FILE_LIMIT: u64 = 1 << 30;

/// An open regular file, and its metadata from when it was opened.
#[derive(Debug)]
pub struct Opened {
    pub(crate) file: File,
    pub(crate) metadata: Metadata,
}

impl Opened {
    /// Opens a regular file for reading.
    ///
    /// # Errors
    /// If it is not a regular file, or cannot be opened.
    pub(crate) fn at(path: &Path) -> io::Result<Self> {
        // Opening some devices has side effects, so they are not opened at all.
        regular(&fs::metadata(path)?)?;
        let file = without_waiting().read(true).open(path)?;
        // It may have been replaced in the meantime.
        let metadata = file.metadata()?;
        regular(&metadata)?;
        Ok(Self { file, metadata })
    }

    /// Opens a regular file for reading, unless a link is anywhere in its path.
    ///
    /// # Errors
    /// If there is a link, it is not a regular file, or it cannot be opened. Where the system cannot tell,
    /// only the file itself is known not to be one.
    pub(crate) fn in_place(path: &Path) -> io::Result<Self> {
        regular(&fs::symlink_metadata(path)?)?;
        let file = without_links(path)?;
        let metadata = file.metadata()?;
        regular(&metadata)?;
        Ok(Self { file, metadata })
    }

    /// Reads its bytes, at most `limit`.
    ///
    /// # Errors
    /// [`ErrorKind::FileTooLarge`] if there are more; any other error if the disk refuses.
    pub(crate) fn bytes(self, limit: u64) -> io::Result<Vec<u8>> {
        let len = self.metadata.len();
        let mut bytes = Vec::new();
        if len <= limit {
            // One more byte, so that reading up to the end does not grow the buffer.
            bytes.reserve_exact(usize::try_from(len).unwrap_or_default() + 1);
            self.file.take(limit + 1).read_to_end(&mut bytes)?;
        }
        if len > limit || bytes.len() as u64 > limit {
            return Err(ErrorKind::FileTooLarge.into());
        }
        Ok(bytes)
    }
}

/// Opens a regular file for reading.
///
/// # Errors
/// If it is not a regular file, or cannot be opened.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    Ok(Opened::at(path)?.file)
}

/// Reads a regular file of at most `limit` bytes.
///
/// # Errors
/// [`ErrorKind::FileTooLarge`] if it is longer; any other error if it is not a regular file or
/// cannot be read.
pub(crate) fn bytes(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    Opened::at(path)?.bytes(limit)
}

/// Opens a lock file, and creates it if it does not exist. It is never truncated, and a link in its
/// place is not followed: the link may come from an untrusted repository.
///
/// # Errors
/// If it is not a regular file, or cannot be opened.
pub(crate) fn lock_file(path: &Path) -> io::Result<File> {
    match fs::symlink_metadata(path) {
        Ok(found) => regular(&found)?,
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    without_waiting().read(true).write(true).create(true).truncate(false).open(path)
}

/// Opens a folder, so that its entries can be synced to disk.
///
/// # Errors
/// If it cannot be opened, or the system has no such call.
pub(crate) fn folder(path: &Path) -> io::Result<File> {
    File::open(path)
}

fn regular(metadata: &Metadata) -> io::Result<()> {
    if metadata.is_file() {
        return Ok(());
    }
    // `Error::help` explains what to do about it.
    let what = if metadata.is_dir() { "it is a folder" } else { "it is not a regular file" };
    Err(io::Error::new(ErrorKind::InvalidInput, what))
}

/// Opens a file whose path has no link in it (`openat2`, since Linux 5.6).
#[cfg(target_os = "linux")]
fn without_links(path: &Path) -> io::Result<File> {
    use rustix::fs::{CWD, Mode, OFlags, ResolveFlags, openat2};
    use rustix::io::Errno;
    let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK;
    match openat2(CWD, path, flags, Mode::empty(), ResolveFlags::NO_SYMLINKS) {
        Ok(file) => Ok(file.into()),
        // Old systems do not have the call, and some containers forbid what they do not know.
        Err(Errno::NOSYS | Errno::PERM) => unless_a_link(path),
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(target_os = "linux"))]
fn without_links(path: &Path) -> io::Result<File> {
    unless_a_link(path)
}

/// Opens a file that is not a link.
#[cfg(unix)]
fn unless_a_link(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    let flags = rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::NOFOLLOW;
    OpenOptions::new().read(true).custom_flags(flags.bits().cast_signed()).open(path)
}

#[cfg(not(unix))]
fn unless_a_link(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).open(path)
}

/// Opens without blocking on a named pipe that nobody writes to.
#[cfg(unix)]
fn without_waiting() -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = OpenOptions::new();
    options.custom_flags(rustix::fs::OFlags::NONBLOCK.bits().cast_signed());
    options
}

#[cfg(not(unix))]
fn without_waiting() -> OpenOptions {
    OpenOptions::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_lock_file_neither_empties_nor_follows() {
        let folder = tempfile::tempdir().unwrap();
        let (lock, link) = (folder.path().join("lock"), folder.path().join("link"));
        lock_file(&lock).unwrap();
        fs::write(&lock, "text").unwrap();
        lock_file(&lock).unwrap();
        assert_eq!(fs::read_to_string(&lock).unwrap(), "text");
        std::os::unix::fs::symlink(&lock, &link).unwrap();
        assert!(lock_file(&link).is_err());
        assert!(lock_file(folder.path()).is_err());
    }

    #[test]
    fn a_file_is_read_up_to_its_limit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        fs::write(&path, "12345").unwrap();
        assert_eq!(bytes(&path, 5).unwrap(), b"12345");
        assert_eq!(bytes(&path, 4).unwrap_err().kind(), ErrorKind::FileTooLarge);
        assert_eq!(bytes(folder.path(), 4).unwrap_err().kind(), ErrorKind::InvalidInput);
        assert_eq!(bytes(&folder.path().join("b"), 4).unwrap_err().kind(), ErrorKind::NotFound);
    }

    #[cfg(unix)]
    #[test]
    fn pipes_and_devices_are_not_read() {
        use rustix::fs::{CWD, FileType, Mode, mknodat};
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        mknodat(CWD, &pipe, FileType::Fifo, Mode::RWXU, 0).unwrap();
        for path in [&*pipe, Path::new("/dev/zero"), Path::new("/dev/tty")] {
            assert!(bytes(path, 4).is_err(), "{}", path.display());
        }
    }
}
