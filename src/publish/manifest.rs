//! The manifest: the list of files that errhub wrote to the output, which is kept there.
//!
//! It always includes at least the files that errhub wrote. So a file that it does not list belongs
//! to somebody else, and a file that it lists but that is no longer part of the site can be
//! removed, even without the cache.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::ops::Bound;

use serde::Deserialize;

use crate::key::Key;
use crate::path::OutPath;

/// The name of the manifest, which also marks a folder as made by errhub.
pub const MANIFEST: &str = ".errhub-manifest.json";
/// The marker of a folder made by errhub before there was a manifest.
pub(super) const OLD_MARKER: &str = ".errhub";

const VERSION: u32 = 1;

/// Files by path in the output, with the hash of their bytes in hexadecimal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Manifest {
    files: BTreeMap<Box<str>, Box<str>>,
}

/// Whether errhub may have written a file at this path.
fn is_published(path: &str) -> bool {
    path == OLD_MARKER || OutPath::new(path).is_ok()
}

/// The JSON form of the manifest.
#[derive(Deserialize)]
struct Form {
    version: u32,
    files: BTreeMap<Box<str>, Box<str>>,
}

impl Manifest {
    pub(super) fn of<'a>(files: impl Iterator<Item = (&'a OutPath, Key)>) -> Self {
        let entry = |(out, hash): (&OutPath, Key)| (out.as_str().into(), hash.to_hex().into());
        Self { files: files.map(entry).collect() }
    }

    /// Reads a manifest; `None` if it is damaged or from a later version.
    pub(super) fn parse(bytes: &[u8]) -> Option<Self> {
        let form: Form = serde_json::from_slice(bytes).ok()?;
        (form.version == VERSION).then_some(Self { files: form.files })
    }

    /// The manifest as JSON, one file on each line.
    pub(super) fn to_json(&self) -> io::Result<Vec<u8>> {
        let mut json = Vec::with_capacity(self.files.len() * 80 + 64);
        write!(json, "{{\"version\":{VERSION},\"files\":{{")?;
        for (number, (path, hash)) in self.files.iter().enumerate() {
            json.extend_from_slice(if number == 0 { b"\n" } else { b",\n" });
            serde_json::to_writer(&mut json, path)?;
            json.push(b':');
            serde_json::to_writer(&mut json, hash)?;
        }
        json.extend_from_slice(b"\n}}\n");
        Ok(json)
    }

    /// Whether the manifest lists this file.
    pub(super) fn has(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// Whether the manifest lists any file in this folder or below.
    pub(super) fn has_below(&self, folder: &str) -> bool {
        let first = format!("{folder}/");
        let mut rest = self.files.range::<str, _>((Bound::Included(&*first), Bound::Unbounded));
        rest.next().is_some_and(|(path, _)| path.starts_with(&first))
    }

    /// The files, in order.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(|path| &**path)
    }

    /// The files that are not in `new`. The manifest may have been edited manually, so only valid
    /// output paths count.
    pub(super) fn gone<'a>(&'a self, new: &'a Self) -> impl Iterator<Item = &'a str> {
        self.paths().filter(|path| !new.has(path) && is_published(path))
    }

    /// The union with `new`, which wins where they differ.
    pub(super) fn with(&self, new: &Self) -> Self {
        let mut both = self.clone();
        both.files.extend(new.files.clone());
        both
    }

    /// The same with files of unknown content.
    pub(super) fn and<'a>(mut self, paths: impl Iterator<Item = &'a str>) -> Self {
        for path in paths {
            self.files.entry(path.into()).or_default();
        }
        self
    }

    /// The same with the old marker.
    pub(super) fn with_old_marker(mut self) -> Self {
        self.files.insert(OLD_MARKER.into(), "".into());
        self
    }

    /// Only the files for which `is_wanted` is true.
    pub(super) fn only(mut self, is_wanted: impl Fn(&str) -> bool) -> Self {
        self.files.retain(|path, _| is_wanted(path));
        self
    }
}
