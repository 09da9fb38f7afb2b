//! Reads a lock with merge conflicts: both sides are merged, so that `stamp` can write a clean file
//! again.

use super::{Lock, LockEntry, read};
use crate::text;
use crate::words::Fingerprints;

/// Whether git left conflicts in the text of a lock.
#[must_use]
pub fn is_conflicted(text: &str) -> bool {
    !text::conflicts(&super::source(), text).is_empty()
}

/// Merges the sides of a lock with conflicts; `None` if one of them cannot be read.
///
/// An address on either side is kept. If both sides have it with different fingerprints, the side
/// that matches the article's current words (according to `words_now`) wins. If neither matches,
/// the one with the later date wins, and the words count as changed.
#[must_use]
pub fn merged(text: &str, words_now: impl Fn(&LockEntry) -> Option<Fingerprints>) -> Option<Lock> {
    let [mut ours, theirs] = sides(text).map(|side| {
        read(side.as_bytes()).or_else(|_| read(without_duplicates(&side).as_bytes())).ok()
    });
    let (lock, theirs) = (ours.as_mut()?, theirs?);
    for other in theirs.articles {
        let ours = lock.get(&other.url);
        let is_right =
            |entry: &LockEntry| words_now(entry).is_some_and(|words| words == entry.words);
        let rank = |entry: &LockEntry| (is_right(entry), entry.updated, entry.reviewed);
        if ours.is_none_or(|ours| rank(ours) < rank(&other)) {
            lock.put(other);
        }
    }
    for old in theirs.old_addresses {
        lock.keep_address(old.url);
    }
    ours
}

/// The text of each side. The common ancestor is left out (`merge.conflictStyle=diff3`).
fn sides(text: &str) -> [String; 2] {
    let mut sides = [String::new(), String::new()];
    let mut part = Part::Both;
    for line in text.split_inclusive('\n') {
        let sign = |sign: &str| {
            line.strip_prefix(sign)
                .is_some_and(|rest| rest.trim().is_empty() || rest.starts_with(' '))
        };
        match part {
            Part::Both if sign("<<<<<<<") => part = Part::Ours,
            Part::Ours if sign("|||||||") => part = Part::Base,
            Part::Ours | Part::Base if sign("=======") => part = Part::Theirs,
            Part::Theirs if sign(">>>>>>>") => part = Part::Both,
            Part::Both => sides.iter_mut().for_each(|side| side.push_str(line)),
            Part::Ours => sides[0].push_str(line),
            Part::Theirs => sides[1].push_str(line),
            Part::Base => {}
        }
    }
    sides
}

#[derive(Clone, Copy)]
enum Part {
    Both,
    Ours,
    Base,
    Theirs,
}

/// Removes duplicate keys, which a side may have if git matched lines of different entries. The
/// last one counts.
fn without_duplicates(side: &str) -> String {
    let mut lines: Vec<&str> = Vec::new();
    let mut start = 0;
    for line in side.lines() {
        if !line.starts_with("    ") {
            start = lines.len();
        }
        let key = line.split_once(':').map(|(key, _)| key);
        let twin = lines[start..]
            .iter()
            .position(|other| key.is_some() && other.split_once(':').map(|(key, _)| key) == key);
        if let Some(twin) = twin {
            lines.remove(start + twin);
        }
        lines.push(line);
    }
    lines.join("\n")
}
