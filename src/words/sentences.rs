//! The sentences of an article, as hashes that find identical sentences in other articles.
//!
//! This processes every word of every article, so the common case is fast: plain ASCII is searched
//! for full stops, its spaces are counted, and each sentence is hashed once.

use std::hash::BuildHasher;
use std::ops::Range;

use foldhash::fast::FixedState;
use serde::{Deserialize, Serialize};

use super::count::{Quotes, count};

/// The minimum length of a compared sentence, in words of prose: shorter ones are the same by
/// chance.
pub const MIN_WORDS: usize = 8;

/// The sentences of an article that are long enough to compare.
///
/// A hub may have thousands of articles with about 60 sentences each, so only five bytes of each
/// hash are kept. Articles with equal fingerprints are parsed again to be sure.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sentences(Box<[[u8; 5]]>);

/// The part of a sentence's hash that is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Print(u64);

impl Print {
    /// The part of this hash that is kept.
    #[must_use]
    pub fn of(hash: u64) -> Self {
        Self(hash >> 24)
    }

    /// Its last `bits` bits.
    #[must_use]
    pub fn last(self, bits: u32) -> usize {
        let mask = (1_u64 << bits.min(40)) - 1;
        usize::try_from(self.0 & mask).unwrap_or_default()
    }
}

impl Sentences {
    /// The kept parts of these hashes.
    #[must_use]
    pub fn of(hashes: impl Iterator<Item = u64>) -> Self {
        let print = |hash: u64| {
            let mut print = [0; 5];
            print.copy_from_slice(&hash.to_be_bytes()[..5]);
            print
        };
        Self(hashes.map(print).collect())
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The kept parts, in the order of the text.
    pub fn prints(&self) -> impl Iterator<Item = Print> {
        self.0.iter().map(|print| {
            let mut bytes = [0; 8];
            bytes[3..].copy_from_slice(print);
            Print(u64::from_be_bytes(bytes))
        })
    }
}

/// Positions in a text that its words do not show. They are in bytes, in ascending order.
#[derive(Debug, Default)]
pub(super) struct Shape {
    /// The ends of blocks, which also end sentences.
    pub(super) breaks: Vec<usize>,
    /// Words that authors cannot choose: code, keys, and names of menus.
    pub(super) given: Vec<Range<usize>>,
    /// The beginnings of pieces of text: in the words, and in the source.
    pub(super) origins: Vec<(usize, usize)>,
}

impl Shape {
    /// The position in the source of a position in the words.
    pub(super) fn source_of(&self, at: usize) -> usize {
        let before = self.origins.partition_point(|(start, _)| *start <= at);
        let origin = before.checked_sub(1).and_then(|last| self.origins.get(last));
        origin.map_or(0, |(start, source)| source + at - start)
    }

    /// Removes everything from `at` on.
    pub(super) fn truncate(&mut self, at: usize) {
        self.breaks.truncate(self.breaks.partition_point(|end| *end <= at));
        self.given.truncate(self.given.partition_point(|given| given.end <= at));
        self.origins.truncate(self.origins.partition_point(|(start, _)| *start < at));
    }

    pub(super) fn clear(&mut self) {
        self.breaks.clear();
        self.given.clear();
        self.origins.clear();
    }
}

/// Calls `found` with the hash and the range of each sentence of `text`, from `start` on, that is
/// long enough. Hashes ignore case and the style of quotation marks.
pub(super) fn find(
    text: &str,
    start: usize,
    shape: &Shape,
    mut found: impl FnMut(u64, Range<usize>),
) {
    let (mut start, mut letters, mut given) = (start, Vec::new(), &*shape.given);
    for end in shape.breaks.iter().copied().chain([text.len()]) {
        if end <= start {
            continue;
        }
        let block = &text[start..end];
        let form = Form::of(block);
        split(block, form, |part| {
            let part = trimmed(text, start + part.start..start + part.end);
            if part.len() < 2 * MIN_WORDS - 1 {
                return;
            }
            let passed = given.iter().take_while(|given| given.end <= part.start).count();
            given = &given[passed..];
            let inside = given.iter().take_while(|given| given.start < part.end);
            let inside = inside.map(|given| given.start.max(part.start)..given.end.min(part.end));
            let of_others: usize = inside.map(|given| prose(&text[given], form)).sum();
            if prose(&text[part.clone()], form) >= MIN_WORDS + of_others {
                found(hash(&text[part.clone()], form, &mut letters), part);
            }
        });
        start = end;
    }
}

/// The characters of a block.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// ASCII without quotation marks, as most English is.
    Plain,
    /// Any.
    Mixed,
}

impl Form {
    fn of(block: &str) -> Self {
        let is_plain = block.is_ascii() && memchr::memchr(b'"', block.as_bytes()).is_none();
        if is_plain { Self::Plain } else { Self::Mixed }
    }
}

/// A part of `text` without leading and trailing characters that are neither letters nor digits.
fn trimmed(text: &str, part: Range<usize>) -> Range<usize> {
    let is_around = |letter: char| !letter.is_alphanumeric();
    let inside = text[part.clone()].trim_start_matches(is_around);
    let start = part.end - inside.len();
    start..start + inside.trim_end_matches(is_around).len()
}

/// Splits a block into sentences. A sentence ends with a full stop, an exclamation mark or a question mark
/// before a space; the full-width marks of Chinese and Japanese need no space.
fn split(block: &str, form: Form, mut sentence: impl FnMut(Range<usize>)) {
    let mut start = 0;
    let mut end_at = |after: usize, is_wide: bool| {
        let rest = &block[after..];
        let behind = if rest.is_empty() || rest.starts_with(' ') {
            rest
        } else {
            rest.trim_start_matches(['"', '\'', ')', ']', '”', '’', '»', '」', '』', '）'])
        };
        if is_wide || behind.is_empty() || behind.starts_with(' ') {
            let end = block.len() - behind.len();
            sentence(start..end);
            start = end;
        }
    };
    let bytes = block.as_bytes();
    // The first bytes of `。` and of `．！？`, which do not occur in most scripts.
    if form == Form::Plain || memchr::memchr2(0xe3, 0xef, bytes).is_none() {
        memchr::memchr3_iter(b'.', b'!', b'?', bytes).for_each(|at| end_at(at + 1, false));
    } else {
        for (at, mark) in block.match_indices(['.', '!', '?', '。', '．', '！', '？']) {
            end_at(at + mark.len(), mark.len() > 1);
        }
    }
    if start < block.len() {
        sentence(start..block.len());
    }
}

/// The number of words of prose in a text; words in quotation marks do not count.
fn prose(text: &str, form: Form) -> usize {
    if form == Form::Mixed {
        return count(text, Quotes::LeftOut);
    }
    // Sums of eight bits suffice for a short chunk, and the compiler vectorizes them.
    let spaces = text
        .as_bytes()
        .chunks(192)
        .map(|chunk| usize::from(chunk.iter().map(|byte| u8::from(*byte == b' ')).sum::<u8>()));
    spaces.sum::<usize>() + 1
}

/// The hash of a sentence. `letters` is a buffer to work in.
fn hash(sentence: &str, form: Form, letters: &mut Vec<u8>) -> u64 {
    letters.clear();
    if form == Form::Plain || sentence.is_ascii() {
        letters.extend_from_slice(sentence.as_bytes());
        letters.make_ascii_lowercase();
    } else {
        let mut buffer = [0; 4];
        for letter in sentence.chars().flat_map(char::to_lowercase) {
            let letter = match letter {
                '’' | '‘' => '\'',
                '“' | '”' | '„' | '«' | '»' => '"',
                letter => letter,
            };
            letters.extend_from_slice(letter.encode_utf8(&mut buffer).as_bytes());
        }
    }
    FixedState::default().hash_one(letters.as_slice())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentences(block: &str) -> Vec<&str> {
        let mut found = Vec::new();
        split(block, Form::of(block), |part| found.push(block[part].trim()));
        found
    }

    #[test]
    fn sentences_end_before_a_space() {
        assert_eq!(
            sentences("Open 192.0.2.1. Is it up? (Yes.) No"),
            ["Open 192.0.2.1.", "Is it up?", "(Yes.)", "No"]
        );
        assert_eq!(
            sentences("It says “Stop.” Then it stops"),
            ["It says “Stop.”", "Then it stops"]
        );
        assert_eq!(sentences("网关没有响应。请稍候！再试"), ["网关没有响应。", "请稍候！", "再试"]);
        assert_eq!(sentences(""), Vec::<&str>::new());
    }

    #[test]
    fn form_makes_no_difference() {
        let hash = |text: &str| {
            let text = &text[trimmed(text, 0..text.len())];
            hash(text, Form::of(text), &mut Vec::new())
        };
        assert_eq!(hash(" It’s “down”, they say."), hash("it's \"down\", they say"));
        assert_eq!(hash("Straße É"), hash("“straße é”"));
        assert_ne!(hash("It is down"), hash("It is up"));
        assert_ne!(hash("Ä"), hash("A"));
    }

    #[test]
    fn only_words_of_prose_count() {
        let found = |text: &str, given: &[&str]| {
            let given = given.iter().map(|given| {
                let start = text.find(given).unwrap();
                start..start + given.len()
            });
            let shape = Shape { given: given.collect(), ..Shape::default() };
            let mut found = Vec::new();
            find(text, 0, &shape, |_, part| found.push(text[part].to_owned()));
            found
        };
        let long = "Open the site on a phone with data";
        assert_eq!(found(&format!("Short. {long}. Short."), &[]), [long]);
        assert_eq!(found("Open the site on a phone with", &[]), Vec::<String>::new());
        assert_eq!(found(long, &["phone with"]), Vec::<String>::new());
        assert_eq!(found("Open “the site on” a phone with mobile data", &[]), Vec::<String>::new());
    }

    #[test]
    fn five_bytes_of_a_hash_are_kept() {
        let hashes = [0x0102_0304_0506_0708, u64::MAX, 0];
        let sentences = Sentences::of(hashes.into_iter());
        assert_eq!((sentences.len(), sentences.is_empty()), (3, false));
        assert_eq!(sentences.prints().collect::<Vec<_>>(), hashes.map(Print::of));
        assert_eq!(Print::of(hashes[0]).last(8), 5);
    }
}
