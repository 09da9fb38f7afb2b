//! A lock with merge conflicts in it: both sides are read, so that `stamp` can write one file again.

use super::{Entry, Lock, read};
use crate::text;
use crate::words::Fingerprints;

/// Whether git left conflicts in the text of a lock.
#[must_use]
pub fn is_conflicted(text: &str) -> bool {
    !text::conflicts(&super::source(), text).is_empty()
}

/// The lock that a text with conflicts stands for; `None` where one of its sides cannot be read.
///
/// An address that one side has stays. Where both have other words for it, that side is right which has
/// the words that the article has now, as `words_now` tells; where neither has, the one with the later
/// date, and the words count as changed.
#[must_use]
pub fn merged(text: &str, words_now: impl Fn(&Entry) -> Option<Fingerprints>) -> Option<Lock> {
    let [mut ours, theirs] = sides(text).map(|side| {
        read(side.as_bytes()).or_else(|_| read(without_doubles(&side).as_bytes())).ok()
    });
    let (lock, theirs) = (ours.as_mut()?, theirs?);
    for other in theirs.articles {
        let ours = lock.get(&other.url);
        let is_right = |entry: &Entry| words_now(entry).is_some_and(|words| words == entry.words);
        let rank = |entry: &Entry| (is_right(entry), entry.updated, entry.reviewed);
        if ours.is_none_or(|ours| rank(ours) < rank(&other)) {
            lock.put(other);
        }
    }
    for old in theirs.old_addresses {
        lock.keep_address(old.url);
    }
    ours
}

/// The text as each side has it. What both started from is left out (`merge.conflictStyle=diff3`).
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

/// A side in which git matched lines of different entries may say a key twice: the last one counts.
fn without_doubles(side: &str) -> String {
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
