//! redirects.yaml: old addresses and their targets, in one file.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::diagnostic::{Diagnostic, FieldPath, Place};
use crate::path::SourcePath;
use crate::{text, yaml};

/// The name of the file, beside site.yaml.
pub const REDIRECTS_FILE: &str = "redirects.yaml";

/// The target of an address that is gone for good.
pub const GONE: &str = "gone";

/// Old addresses with their targets, as written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Redirects {
    /// The targets, by old address.
    pub entries: BTreeMap<String, String>,
}

/// The targets of old addresses: an article, a page of this site, an address elsewhere, or nothing.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(title = "redirects.yaml of an errhub site")]
struct RedirectsFront(BTreeMap<String, String>);

/// The source path of the file.
#[must_use]
pub fn source() -> SourcePath {
    SourcePath::new(REDIRECTS_FILE)
}

/// The place of an old address, or of its target.
#[must_use]
pub fn place(entry: &str, part: RedirectPart) -> Place {
    let path = FieldPath::default().key(entry.to_owned());
    match part {
        RedirectPart::Old => Place::key(&source(), path),
        RedirectPart::Target => Place::value(&source(), path),
    }
}

/// A part of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RedirectPart {
    /// The old address.
    Old,
    /// The target.
    Target,
}

/// Reads the bytes of the file.
///
/// # Errors
/// All mistakes in its YAML.
pub fn read(bytes: &[u8]) -> Result<Redirects, Vec<Diagnostic>> {
    let text = text::read(&source(), bytes).map_err(|diagnostic| vec![diagnostic])?;
    let conflicts = text::conflicts(&source(), text);
    if !conflicts.is_empty() {
        return Err(conflicts);
    }
    let is_empty = |line: &str| line.trim().is_empty() || line.trim_start().starts_with('#');
    if text.lines().all(is_empty) {
        return Ok(Redirects::default());
    }
    let front: RedirectsFront = yaml::decode(text).map_err(|mistakes| {
        let mistakes = mistakes.into_iter();
        mistakes.map(|mistake| mistake.into_diagnostic(&source(), 0)).collect::<Vec<_>>()
    })?;
    Ok(Redirects { entries: front.0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_read_or_explained() {
        let read = |text: &str| read(text.as_bytes());
        assert_eq!(read("").unwrap(), Redirects::default());
        assert_eq!(read("# none yet\n\n").unwrap(), Redirects::default());
        let entries = read("/kb/1: http/502\n\"/kb/2\": gone\n").unwrap().entries;
        assert_eq!(entries["/kb/1"], "http/502");
        assert_eq!(entries["/kb/2"], GONE);
        for wrong in ["/a: /b/\n/a: /c/\n", "- /a\n", "/a:\n", "/a: [b]\n"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
