//! Reads files: regular ones only, and only up to a limit.
//!
//! A named pipe would wait for its other end, a device has no end, and a text of a gigabyte is a
//! mistake. Nothing else in the program reads whole files; a test checks this.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Read};
use std::path::Path;

/// As long as an article, a template or a site.yaml may be, in bytes.
pub(crate) const TEXT_LIMIT: u64 = 16 << 20;

/// As long as any other file may be that is read into memory, in bytes.
pub(crate) const FILE_LIMIT: u64 = 1 << 30;

/// A regular file that is open, and how it looked when it was opened.
#[derive(Debug)]
pub(crate) struct Opened {
    pub(crate) file: File,
    pub(crate) metadata: Metadata,
}

impl Opened {
    /// Opens a regular file for reading.
    ///
    /// # Errors
    /// Where it is none, or the disk refuses.
    pub(crate) fn at(path: &Path) -> io::Result<Self> {
        // Opening some devices does something already, so they are not even opened.
        regular(&fs::metadata(path)?)?;
        let file = without_waiting().read(true).open(path)?;
        // It may have become something else in between.
        let metadata = file.metadata()?;
        regular(&metadata)?;
        Ok(Self { file, metadata })
    }

    /// Its bytes, at most `limit`.
    ///
    /// # Errors
    /// [`ErrorKind::FileTooLarge`] where there are more; where the disk refuses.
    pub(crate) fn bytes(self, limit: u64) -> io::Result<Vec<u8>> {
        let len = self.metadata.len();
        let mut bytes = Vec::new();
        if len <= limit {
            // One byte more, so that the end is met without growing.
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
/// Where it is none, or the disk refuses.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    Ok(Opened::at(path)?.file)
}

/// Reads a regular file of at most `limit` bytes.
///
/// # Errors
/// [`ErrorKind::FileTooLarge`] where it is longer; where it is no regular file, or the disk refuses.
pub(crate) fn bytes(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    Opened::at(path)?.bytes(limit)
}

/// Opens a folder, so that its entries can be synced to disk.
///
/// # Errors
/// Where it cannot be opened, or the system has no such thing.
pub(crate) fn folder(path: &Path) -> io::Result<File> {
    File::open(path)
}

fn regular(metadata: &Metadata) -> io::Result<()> {
    if metadata.is_file() {
        return Ok(());
    }
    let what = if metadata.is_dir() { "it is a folder" } else { "it is not a regular file" };
    Err(io::Error::new(ErrorKind::InvalidInput, what))
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
