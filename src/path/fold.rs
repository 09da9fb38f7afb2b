//! Names that some disks and hosts treat as the same: case folded, accents in one spelling.

use std::borrow::Cow;

use foldhash::{HashMap, HashMapExt};
use unicode_normalization::UnicodeNormalization;

/// A path as seen by a disk that distinguishes neither case nor Unicode spellings.
#[must_use]
pub fn folded(path: &str) -> Cow<'_, str> {
    if path.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        return Cow::Borrowed(path);
    }
    if path.is_ascii() {
        return Cow::Owned(path.to_ascii_lowercase());
    }
    // Composed before and after, because lower-case letters may compose differently.
    Cow::Owned(path.nfc().flat_map(case_folded).nfc().collect())
}

/// A letter without its case. Some disks take `ß` for `ss`, and both forms of the Greek sigma for one, as
/// Unicode's full case folding does (Unicode 16, section 5.18).
fn case_folded(letter: char) -> impl Iterator<Item = char> {
    // The Turkish letter is one of its own, although its capital is that of `i`.
    let capital = (letter != 'ı').then(|| letter.to_uppercase().flat_map(char::to_lowercase));
    let same = capital.is_none().then_some(letter);
    capital.into_iter().flatten().chain(same)
}

/// A path with a part that also exists in another spelling.
#[derive(Debug, PartialEq, Eq)]
pub struct Twin<'p> {
    /// The path.
    pub path: &'p str,
    /// Its beginning, up to and including that part.
    pub name: &'p str,
    /// The other spelling.
    pub other: Cow<'p, str>,
}

impl Twin<'_> {
    /// The difference between the two, in words.
    #[must_use]
    pub fn difference(&self) -> &'static str {
        let folded = |name: &str| name.chars().flat_map(case_folded).collect::<String>();
        if folded(self.name) == folded(&self.other) {
            "differ only in case"
        } else {
            "look the same, but encode an accent differently"
        }
    }
}

/// The paths, in order, with a file or folder whose name also exists in another spelling. `exists`
/// returns whether there is a file or folder with a given name.
pub fn twins<'p>(
    paths: impl Iterator<Item = &'p str>,
    exists: impl Fn(&str) -> bool,
) -> Vec<Twin<'p>> {
    let mut twins: Vec<Twin<'p>> = Vec::new();
    let mut seen: HashMap<String, &'p str> = HashMap::new();
    let mut before = "";
    for path in paths {
        let known = std::mem::replace(&mut before, path);
        if matches!(folded(path), Cow::Borrowed(_)) {
            continue;
        }
        // The contents of a reported folder need no separate report.
        if twins.last().is_some_and(|twin| is_below(path, twin.name)) {
            continue;
        }
        for name in names(path).filter(|name| !is_below(known, name)) {
            let Cow::Owned(fold) = folded(name) else { continue };
            let other = if fold != name && exists(&fold) {
                Some(Cow::Owned(fold))
            } else {
                seen.insert(fold, name).map(Cow::Borrowed)
            };
            if let Some(other) = other.filter(|other| *other != name) {
                twins.push(Twin { path, name, other });
                break;
            }
        }
    }
    twins
}

/// The folders that a path is in, from the outermost, then the path itself.
fn names(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at]).chain([path])
}

/// Whether `path` is `name` or below it.
fn is_below(path: &str, name: &str) -> bool {
    path.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(paths: &[&str], expected: &[(&str, &str)]) {
        let mut sorted = paths.to_vec();
        sorted.sort_unstable();
        let exists = |name: &str| paths.iter().any(|path| is_below(path, name));
        let found = twins(sorted.into_iter(), exists);
        let found: Vec<_> = found.iter().map(|twin| (twin.name, &*twin.other)).collect();
        assert_eq!(found, expected, "{paths:?}");
    }

    #[test]
    fn names_are_compared_as_disks_do() {
        check(&["feed.xml", "Feed.xml"], &[("Feed.xml", "feed.xml")]);
        check(&["Http/a", "Http/b", "http/a", "http/c"], &[("Http", "http")]);
        check(&["HTTP/a", "Http/a"], &[("Http", "HTTP")]);
        check(&["a/caf\u{e9}", "a/cafe\u{301}"], &[("a/cafe\u{301}", "a/caf\u{e9}")]);
        check(&["a/É.png", "a/e\u{301}.png"], &[("a/É.png", "a/e\u{301}.png")]);
        check(&["STRASSE", "straße"], &[("straße", "STRASSE")]);
        check(&["ς", "σ"], &[("ς", "σ")]);
        check(&["kapi", "kapı"], &[]);
        check(&["A/b", "A/c", "b/A", "a.txt"], &[]);
        check(&["Http/X/a", "Http/x/b"], &[("Http/x", "Http/X")]);
    }
}
