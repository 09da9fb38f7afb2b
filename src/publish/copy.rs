//! Copies a file of any size into the new site: by sharing its bytes where the file system supports
//! it, otherwise piece by piece.

use std::fs::File;
use std::io::{self, Seek, SeekFrom};

use crate::key::Key;
use crate::stop::{Stop, WhileWanted};

/// Copies a file and returns the key of the copy. Ends early, with an error, if asked to.
pub(super) fn copy(from: &mut File, to: &mut File, stop: &Stop) -> io::Result<Key> {
    let is_wanted = &|| !stop.is_asked();
    if share(from, to) {
        to.seek(SeekFrom::Start(0))?;
        return Key::of_reader(WhileWanted { reader: to, is_wanted });
    }
    Key::of_copied(&mut WhileWanted { reader: from, is_wanted }, to)
}

/// Makes a file share the bytes of another, on file systems such as Btrfs and XFS.
#[cfg(target_os = "linux")]
fn share(from: &File, to: &File) -> bool {
    rustix::fs::ioctl_ficlone(to, from).is_ok()
}

#[cfg(not(target_os = "linux"))]
fn share(_: &File, _: &File) -> bool {
    false
}
