//! Stamps of source files: they show whether a file has to be read again.

use std::fs::Metadata;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use crate::stamp::FileStamp;

/// The metadata of a source file. Files with the same stamp have the same bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct SourceStamp {
    file: FileStamp,
    /// The inode's change time, which no program can set: seconds and nanoseconds.
    changed: (i64, i64),
}

/// Two versions more recent than this may have the same time: some file systems have a resolution
/// of two seconds.
const STEP: Duration = Duration::from_secs(2);

impl SourceStamp {
    /// The stamp of a file that is read `now`; `None` if it proves nothing.
    #[must_use]
    pub(crate) fn of(metadata: &Metadata, now: SystemTime) -> Option<Self> {
        let file = FileStamp::of(metadata).ok()?;
        let changed = changed(metadata);
        let entry = SystemTime::UNIX_EPOCH + Duration::from_secs(u64::try_from(changed.0).ok()?);
        let settled = |time: SystemTime| now.duration_since(time).is_ok_and(|age| age > STEP);
        (settled(file.modified()) && settled(entry)).then_some(Self { file, changed })
    }
}

#[cfg(unix)]
fn changed(metadata: &Metadata) -> (i64, i64) {
    use std::os::unix::fs::MetadataExt;
    (metadata.ctime(), metadata.ctime_nsec())
}

#[cfg(not(unix))]
fn changed(_: &Metadata) -> (i64, i64) {
    (0, 0)
}
