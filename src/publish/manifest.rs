//! The manifest: the list of files that errhub wrote to the output, which is kept there.
//!
//! It always includes at least the files that errhub wrote. So a file that it does not list belongs
//! to somebody else, and a file that it lists but that is no longer part of the site can be
//! removed, even without the cache.

use std::fmt;
use std::io::{self, Write};
use std::sync::Arc;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};

use crate::key::Key;
use crate::path::OutPath;

/// The name of the manifest, which also marks a folder as made by errhub.
pub const MANIFEST: &str = ".errhub-manifest.json";
/// The marker of a folder made by errhub before there was a manifest.
pub(super) const OLD_MARKER: &str = ".errhub";

const VERSION: u32 = 1;

/// Files by path in the output, with the hash of their bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Manifest {
    /// Sorted by path, each path once.
    files: Vec<Entry>,
}

/// A path, and a hash if it is known.
type Entry = (Arc<str>, Option<Key>);

/// Whether errhub may have written a file at this path.
fn is_published(path: &str) -> bool {
    path == OLD_MARKER || OutPath::new(path).is_ok()
}

/// The JSON form of the manifest. Hashes are in hexadecimal.
#[derive(Deserialize)]
struct Form {
    version: u32,
    #[serde(deserialize_with = "entries")]
    files: Vec<Entry>,
}

/// The entries of a map, in the order of the file.
fn entries<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Entry>, D::Error> {
    struct Entries;

    impl<'de> Visitor<'de> for Entries {
        type Value = Vec<Entry>;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("a map from paths to hashes")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut entries = Vec::new();
            while let Some((path, hash)) = map.next_entry::<Box<str>, Box<str>>()? {
                entries.push((path.into(), Key::from_hex(&hash)));
            }
            Ok(entries)
        }
    }

    from.deserialize_map(Entries)
}

impl Manifest {
    pub(super) fn of<'a>(files: impl Iterator<Item = (&'a OutPath, Key)>) -> Self {
        Self::sorted(files.map(|(out, hash)| (out.as_str().into(), Some(hash))).collect())
    }

    /// The manifest with these files; the first of those with the same path counts.
    fn sorted(mut files: Vec<Entry>) -> Self {
        files.sort_by(|(one, _), (other, _)| one.cmp(other));
        files.dedup_by(|(one, _), (other, _)| one == other);
        Self { files }
    }

    /// Reads a manifest; `None` if it is damaged or from a later version.
    pub(super) fn parse(bytes: &[u8]) -> Option<Self> {
        let form: Form = serde_json::from_slice(bytes).ok()?;
        (form.version == VERSION).then(|| Self::sorted(form.files))
    }

    /// The manifest as JSON, one file on each line.
    pub(super) fn to_json(&self) -> io::Result<Vec<u8>> {
        let mut json = Vec::with_capacity(self.files.len() * 80 + 64);
        write!(json, "{{\"version\":{VERSION},\"files\":{{")?;
        for (number, (path, hash)) in self.files.iter().enumerate() {
            json.extend_from_slice(if number == 0 { b"\n" } else { b",\n" });
            serde_json::to_writer(&mut json, path)?;
            json.push(b':');
            serde_json::to_writer(&mut json, &hash.map(Key::to_hex).unwrap_or_default())?;
        }
        json.extend_from_slice(b"\n}}\n");
        Ok(json)
    }

    /// The index of a file, or where it would be.
    fn place(&self, path: &str) -> Result<usize, usize> {
        self.files.binary_search_by(|(own, _)| (**own).cmp(path))
    }

    /// Whether the manifest lists this file.
    pub(super) fn has(&self, path: &str) -> bool {
        self.place(path).is_ok()
    }

    /// Whether the manifest lists any file in this folder or below.
    pub(super) fn has_below(&self, folder: &str) -> bool {
        let first = format!("{folder}/");
        let next = self.place(&first).unwrap_or_else(|next| next);
        self.files.get(next).is_some_and(|(path, _)| path.starts_with(&first))
    }

    /// The files, in order.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(|(path, _)| &**path)
    }

    /// The files that are not in `new`. The manifest may have been edited manually, so only valid
    /// output paths count.
    pub(super) fn gone<'a>(&'a self, new: &'a Self) -> impl Iterator<Item = &'a str> {
        self.paths().filter(|path| !new.has(path) && is_published(path))
    }

    /// The union with `new`, which wins where they differ.
    pub(super) fn with(&self, new: &Self) -> Self {
        Self::sorted(new.files.iter().chain(&self.files).cloned().collect())
    }

    /// The same with files of unknown content.
    pub(super) fn and<'a>(mut self, paths: impl Iterator<Item = &'a str>) -> Self {
        self.files.extend(paths.map(|path| (path.into(), None)));
        Self::sorted(self.files)
    }

    /// The same with the old marker.
    pub(super) fn with_old_marker(self) -> Self {
        self.and([OLD_MARKER].into_iter())
    }

    /// Only the files for which `is_wanted` is true.
    pub(super) fn only(mut self, is_wanted: impl Fn(&str) -> bool) -> Self {
        self.files.retain(|(path, _)| is_wanted(path));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(files: &[(&str, &str)]) -> Manifest {
        let outs: Vec<(OutPath, Key)> = files
            .iter()
            .map(|(path, text)| (OutPath::new(*path).unwrap(), Key::of_bytes(text.as_bytes())))
            .collect();
        Manifest::of(outs.iter().map(|(out, key)| (out, *key)))
    }

    #[test]
    fn a_manifest_is_read_as_it_was_written() {
        let own = manifest(&[("b/index.html", "b"), ("a.html", "a")]).and(["c.txt"].into_iter());
        let json = own.to_json().unwrap();
        assert_eq!(Manifest::parse(&json).unwrap(), own);
        assert_eq!(own.paths().collect::<Vec<_>>(), ["a.html", "b/index.html", "c.txt"]);
        assert!(own.has("b/index.html") && own.has_below("b"));
        assert!(!own.has("b") && !own.has_below("a") && !own.has_below("b/index.html"));
    }

    #[test]
    fn a_manifest_that_somebody_edited_is_still_one() {
        let json = r#"{"version":1,"files":{"b":"+0","a":"","b":"x","c":"0"}}"#;
        let edited = Manifest::parse(json.as_bytes()).unwrap();
        assert_eq!(edited, Manifest::default().and(["a", "b", "c"].into_iter()));
        for damaged in ["", "{}", r#"{"version":2,"files":{}}"#, r#"{"version":1,"files":[]}"#] {
            assert_eq!(Manifest::parse(damaged.as_bytes()), None, "{damaged}");
        }
    }

    #[test]
    fn the_new_one_of_two_files_counts() {
        let (old, new) = (manifest(&[("a", "1"), ("b", "1")]), manifest(&[("b", "2"), ("c", "2")]));
        assert_eq!(old.with(&new), manifest(&[("a", "1"), ("b", "2"), ("c", "2")]));
        assert_eq!(old.clone().and(["a", "d"].into_iter()).only(|path| path != "d"), old);
        assert_eq!(old.gone(&new).collect::<Vec<_>>(), ["a"]);
    }
}
