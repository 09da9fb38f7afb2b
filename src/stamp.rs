//! File stamps: metadata that shows whether a file changed, without reading it.

use std::fs::Metadata;
use std::io;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

/// The metadata of a file. Any change of the file changes it, unless a program sets the file's
/// time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FileStamp {
    len: u64,
    modified: SystemTime,
    id: u64,
}

impl FileStamp {
    /// The stamp of a file.
    ///
    /// # Errors
    /// If the system does not know when the file was changed.
    pub fn of(metadata: &Metadata) -> io::Result<Self> {
        let modified = metadata.modified()?;
        Ok(Self { len: metadata.len(), modified, id: file_id(metadata) })
    }

    /// The length of the file, in bytes.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.len
    }

    /// The identity of the file, which all links to it share; 0 if the system has none.
    #[must_use]
    pub(crate) fn id(&self) -> u64 {
        self.id
    }

    /// When it was last modified.
    #[must_use]
    pub fn modified(&self) -> SystemTime {
        self.modified
    }
}

/// The identity of the file, if the system has one. Links to the file share it, and renaming keeps
/// it.
#[cfg(unix)]
#[must_use]
pub(crate) fn file_id(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

/// Not every system identifies files.
#[cfg(not(unix))]
#[must_use]
pub fn file_id(_: &Metadata) -> u64 {
    0
}
