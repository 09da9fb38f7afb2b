//! How a file looks from outside: whether it has to be read again.

use std::fs::Metadata;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

/// How a file looks from outside. A file with the same stamp has the same bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Stamp {
    len: u64,
    modified: SystemTime,
    /// When the file's entry changed, which no program can set, and which file it is.
    entry: (i64, i64, u64),
}

/// Younger than this, two versions may have the same time: file systems count in steps of up to
/// two seconds.
const STEP: Duration = Duration::from_secs(2);

impl Stamp {
    /// The stamp of a file that is read `now`; `None` where it proves nothing.
    #[must_use]
    pub fn of(metadata: &Metadata, now: SystemTime) -> Option<Self> {
        let modified = metadata.modified().ok()?;
        let entry = entry(metadata);
        let changed = SystemTime::UNIX_EPOCH + Duration::from_secs(u64::try_from(entry.0).ok()?);
        let settled = |time: SystemTime| now.duration_since(time).is_ok_and(|age| age > STEP);
        (settled(modified) && settled(changed)).then_some(Self {
            len: metadata.len(),
            modified,
            entry,
        })
    }
}

#[cfg(unix)]
fn entry(metadata: &Metadata) -> (i64, i64, u64) {
    use std::os::unix::fs::MetadataExt;
    (metadata.ctime(), metadata.ctime_nsec(), metadata.ino())
}

#[cfg(not(unix))]
fn entry(_: &Metadata) -> (i64, i64, u64) {
    (0, 0, 0)
}
