//! Parses a lock in the form that `stamp` writes, line by line: the lock of ten thousand articles
//! has a hundred thousand lines, and every run reads it. Other forms are left to the YAML parser.

use super::{Draft, Lock, OldAddress, PrintsDraft};
use crate::path::UrlPath;
use crate::words::{FieldPrint, Single};

/// Parses a lock; `None` if a line is not in the form that `stamp` writes.
pub(super) fn read(text: &str) -> Option<Lock> {
    let mut lines = Lines { text, at: 0 };
    let mut lock = Lock::default();
    let mut is_known = false;
    while let Some((_, line)) = lines.next() {
        match line {
            "" => {}
            "version: 1" => is_known = true,
            "articles:" => articles(&mut lines, &mut lock)?,
            "old_addresses:" => old_addresses(&mut lines, &mut lock)?,
            line if line.starts_with('#') => {}
            line => lock.definition = line.strip_prefix("words: ")?.parse().ok()?,
        }
    }
    let is_sorted = lock.articles.is_sorted_by(|a, b| a.url < b.url)
        && lock.old_addresses.is_sorted_by(|a, b| a.url < b.url);
    (is_known && is_sorted && lock.definition > 0).then_some(lock)
}

fn articles(lines: &mut Lines<'_>, lock: &mut Lock) -> Option<()> {
    while let Some((at, url)) = lines.next_below("  ") {
        let url = UrlPath::from_encoded(address(url.strip_suffix(':')?)?);
        let mut draft = Draft::default();
        while let Some((_, line)) = lines.next_below("    ") {
            if line == "original:" {
                let mut original = PrintsDraft::default();
                while let Some((_, line)) = lines.next_below("      ") {
                    let (key, value) = line.split_once(": ")?;
                    original.set(key, value)?;
                }
                draft.original = Some(original);
                continue;
            }
            let (key, value) = line.split_once(": ")?;
            match key {
                "updated" => draft.updated = Some(value.parse().ok()?),
                "reviewed" => draft.reviewed = Some(value.parse().ok()?),
                "made_from" => draft.made_from = Some(value.parse().ok()?),
                key => draft.words.set(key, value)?,
            }
        }
        lock.articles.push(draft.finish(url, at)?);
    }
    Some(())
}

fn old_addresses(lines: &mut Lines<'_>, lock: &mut Lock) -> Option<()> {
    while let Some((at, line)) = lines.next_below("  ") {
        let url = UrlPath::from_encoded(address(line.strip_prefix("- ")?)?);
        lock.old_addresses.push(OldAddress { url, at: at + "- ".len() });
    }
    Some(())
}

/// An address that YAML reads as written.
fn address(text: &str) -> Option<&str> {
    let is_plain = |byte: u8| byte > b' ' && !b":#\"'{}[],&*!|>%@`".contains(&byte) || byte == b'%';
    (text.starts_with('/') && text.bytes().all(is_plain)).then_some(text)
}

impl PrintsDraft {
    fn set(&mut self, key: &str, value: &str) -> Option<()> {
        match key {
            "words" => self.whole = Some(value.parse().ok()?),
            "methods" => read_list(value, &mut self.methods)?,
            "faq" => read_list(value, &mut self.faq)?,
            key => {
                let single = Single::ALL.into_iter().find(|single| single.name() == key)?;
                self.single[single as usize] = Some(value.parse().ok()?);
            }
        }
        Some(())
    }
}

/// `[kzlymxnw, nwkzlymx]`
fn read_list(text: &str, list: &mut Vec<FieldPrint>) -> Option<()> {
    let items = text.strip_prefix('[')?.strip_suffix(']')?;
    list.reserve_exact(items.len() / 10 + 1);
    for item in items.split(", ") {
        list.push(item.parse().ok()?);
    }
    Some(())
}

/// The lines of a text, with the offset of each.
struct Lines<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Lines<'t> {
    fn next(&mut self) -> Option<(usize, &'t str)> {
        let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
        let end = memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
        let (at, line) = (self.at, &rest[..end]);
        self.at += end + 1;
        Some((at, line.strip_suffix('\r').unwrap_or(line)))
    }

    /// The next line without its indentation, and its offset; `None` if it is indented less.
    fn next_below(&mut self, indent: &str) -> Option<(usize, &'t str)> {
        let before = self.at;
        let next = self.next().and_then(|(at, line)| Some((at, line.strip_prefix(indent)?)));
        if next.is_none() {
            self.at = before;
        }
        next.map(|(at, line)| (at + indent.len(), line))
    }
}
