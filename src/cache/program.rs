//! The program that a cache belongs to: what was found out holds for the program that found it out.

use std::fs;

use crate::key::Key;
use crate::stamp::FileStamp;

/// The key of the running program: where its file lies and how it looks. Every build of errhub makes
/// another one, with other features as well. So does a copy, which costs one run without a cache.
/// `None` where the system does not say which file it is.
pub(super) fn key() -> Option<Key> {
    let path = std::env::current_exe().ok()?;
    let stamp = FileStamp::of(&fs::metadata(&path).ok()?).ok()?;
    Some(Key::of(&(path, stamp)))
}
