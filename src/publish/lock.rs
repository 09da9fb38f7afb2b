//! The lock of an output folder: only one build at a time may change it.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use crate::error::Error;
use crate::read;
use crate::stop::Stop;

/// How often to check whether the other build is done.
const PAUSE: Duration = Duration::from_millis(50);

/// The exclusive right to change an output folder, until it is dropped.
#[derive(Debug)]
pub(super) struct OutputLock {
    /// Kept open to hold the lock.
    file: File,
    path: PathBuf,
    is_exclusive: bool,
}

/// How to wait for another build.
pub struct Patience<'a> {
    /// Whether this build should end.
    pub stop: Stop,
    /// When to give up.
    pub limit: Duration,
    /// Called once, before waiting.
    pub on_wait: &'a dyn Fn(),
}

impl OutputLock {
    /// Takes the lock file at `path` for the output `target`.
    ///
    /// The file is removed together with the lock. So after locking, check that the file still has
    /// its name; otherwise others would not see the lock.
    pub(super) fn take(path: PathBuf, target: &Path, patience: &Patience) -> Result<Self, Error> {
        let started = Instant::now();
        let mut waits = false;
        loop {
            let file = read::lock_file(&path).map_err(Error::io("lock", &path))?;
            let is_exclusive = match file.try_lock() {
                Ok(()) if !is_at(&file, &path) => continue,
                Ok(()) => true,
                // Some file systems have no locks. There, random names at least keep workspaces
                // apart.
                Err(TryLockError::Error(_)) => false,
                Err(TryLockError::WouldBlock) if patience.stop.is_asked() => {
                    return Err(Error::Stopped);
                }
                Err(TryLockError::WouldBlock) => {
                    if started.elapsed() >= patience.limit {
                        return Err(Error::OutputBusy {
                            path: target.to_owned(),
                            waited: patience.limit,
                        });
                    }
                    if !waits {
                        (patience.on_wait)();
                        waits = true;
                    }
                    thread::sleep(PAUSE);
                    continue;
                }
            };
            return Ok(Self { file, path, is_exclusive });
        }
    }

    /// Whether no other build can hold the same lock.
    pub(super) fn is_exclusive(&self) -> bool {
        self.is_exclusive
    }
}

impl Drop for OutputLock {
    fn drop(&mut self) {
        // Other systems cannot tell whether a file still has its name, so the file stays.
        if cfg!(unix) && self.is_exclusive && is_at(&self.file, &self.path) {
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Whether `path` still names `file`.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let id = |found: fs::Metadata| (found.dev(), found.ino());
    let (Ok(file), Ok(named)) = (file.metadata(), fs::symlink_metadata(path)) else {
        return false;
    };
    id(file) == id(named)
}

#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> bool {
    true
}
