//! Identifies the program that a cache belongs to: results are valid only for the program that
//! computed them.

use std::fs;

use crate::key::Key;
use crate::stamp::FileStamp;

/// The key of the running program: the path and the stamp of its file. Every build of errhub has a
/// different one, including builds with other features. So does a copy, which costs one run without
/// a cache. `None` if the system does not report the file.
pub(super) fn key() -> Option<Key> {
    let path = std::env::current_exe().ok()?;
    let stamp = FileStamp::of(&fs::metadata(&path).ok()?).ok()?;
    Some(Key::of(&(path, stamp)))
}
