//! How a file looks from outside, to see without reading it whether it is another one now.

use std::fs::Metadata;
use std::io;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

/// How a file looks from outside. Whoever changes the file changes it, unless they set its time.
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
    /// Where the system does not know when the file was changed.
    pub fn of(metadata: &Metadata) -> io::Result<Self> {
        let modified = metadata.modified()?;
        Ok(Self { len: metadata.len(), modified, id: file_id(metadata) })
    }

    /// How many bytes the file has.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.len
    }

    /// When it was changed.
    #[must_use]
    pub fn modified(&self) -> SystemTime {
        self.modified
    }
}

/// Which file it is, where the system says it. Links and new names leave it as it is.
#[cfg(unix)]
#[must_use]
pub(crate) fn file_id(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

/// Not every system says which file it is.
#[cfg(not(unix))]
#[must_use]
pub fn file_id(_: &Metadata) -> u64 {
    0
}
