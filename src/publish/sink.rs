//! The destination of a site's files, and how a written file is recognized later.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::key::Key;
use crate::path::OutPath;
use crate::read::Opened;
use crate::stamp::FileStamp;

/// A file as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// The hash of its bytes.
    pub hash: Key,
    /// The stamp of the file on disk.
    pub stamp: FileStamp,
}

/// The destination of a site's files.
pub trait Sink: Sync {
    /// Whether the file is still as it was written, so that it need not be rendered again.
    fn keeps(&self, out: &OutPath, written: Option<&Written>) -> bool;

    /// Whether the bytes are discarded, so that a file that cannot contain mistakes need not be
    /// rendered.
    fn discards(&self) -> bool {
        false
    }

    /// Writes a file.
    ///
    /// # Errors
    /// If the disk refuses.
    fn write(&self, out: &OutPath, bytes: &[u8]) -> Result<Option<Written>, Error>;

    /// Copies an open file, which is at the path `from`.
    ///
    /// # Errors
    /// If the disk refuses.
    fn copy(&self, out: &OutPath, from: &Path, file: Opened) -> Result<Option<Written>, Error>;
}

/// A sink that discards everything, to build without writing.
#[derive(Debug, Clone, Copy)]
pub struct Discard;

impl Sink for Discard {
    fn keeps(&self, _: &OutPath, _: Option<&Written>) -> bool {
        true
    }

    fn discards(&self) -> bool {
        true
    }

    fn write(&self, _: &OutPath, _: &[u8]) -> Result<Option<Written>, Error> {
        Ok(None)
    }

    fn copy(&self, _: &OutPath, _: &Path, _: Opened) -> Result<Option<Written>, Error> {
        Ok(None)
    }
}
