//! The index as files that a browser loads from any host: a head, and pieces of bounded size.
//!
//! `docs/matching.md` describes them. How they are cut never changes an answer.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::find::RARE;
use super::index::{Entry, Index, Number, Word};
use super::rules::{DATA, Rules};

/// How long a piece is, in bytes, before the next one begins.
pub const PIECE: usize = 2 << 10;

/// The files of an index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pieces {
    /// `head.json`
    pub head: Vec<u8>,
    /// `a0.json` and so on: articles.
    pub articles: Vec<Vec<u8>>,
    /// `w0.json` and so on: the articles of common words.
    pub common: Vec<Vec<u8>>,
}

#[derive(Serialize, Deserialize)]
struct Head {
    version: u8,
    rules: Value,
    words: String,
    articles: String,
    codes: String,
    records: Vec<usize>,
    common: Vec<usize>,
}

/// Address, title, code, messages, `seen_as`, aliases.
type Record<'a> = (&'a str, &'a str, Option<&'a str>, &'a [String], &'a [String], &'a [String]);
type OwnedRecord = (String, String, Option<String>, Vec<String>, Vec<String>, Vec<String>);

impl Pieces {
    /// The files of `index`, in pieces of about `length` bytes.
    #[must_use]
    pub fn new(index: &Index, length: usize) -> Self {
        let records = index.entries.iter().map(|entry| {
            let record: Record<'_> = (
                &entry.url,
                &entry.title,
                entry.code.as_deref(),
                &entry.messages,
                &entry.seen_as,
                &entry.aliases,
            );
            // Strings and lists of them always serialise.
            serde_json::to_string(&record).unwrap_or_default()
        });
        let (articles, records) = cut(records, length);
        let common = index.words.iter().filter(|word| is_common(word));
        let lists = common.map(|word| format!("\"{}\"", list(&word.articles)));
        let (common, firsts) = cut(lists, length);
        let codes: Vec<&str> =
            index.entries.iter().map(|entry| entry.code.as_deref().unwrap_or_default()).collect();
        let head = Head {
            version: 1,
            rules: serde_json::from_str(DATA).unwrap_or_default(),
            words: words(&index.words),
            articles: holders(&index.words),
            codes: codes.iter().map(|code| code.replace('\n', " ")).collect::<Vec<_>>().join("\n"),
            records,
            common: firsts,
        };
        Self { head: serde_json::to_vec(&head).unwrap_or_default(), articles, common }
    }

    /// The index that the files hold; `None` where they are not whole. What only `errhub` knows of
    /// articles, their paths under `content/`, is not in them.
    #[must_use]
    pub fn read(&self) -> Option<Index> {
        let head: Head = serde_json::from_slice(&self.head).ok()?;
        let rules: Rules = serde_json::from_value(head.rules).ok()?;
        let mut entries = Vec::new();
        for piece in &self.articles {
            let records: Vec<OwnedRecord> = serde_json::from_slice(piece).ok()?;
            entries.extend(records.into_iter().map(
                |(url, title, code, messages, seen_as, aliases)| Entry {
                    id: String::new(),
                    url,
                    title,
                    code,
                    messages,
                    seen_as,
                    aliases,
                },
            ));
        }
        let mut common = Vec::new();
        for piece in &self.common {
            let lists: Vec<String> = serde_json::from_slice(piece).ok()?;
            common.extend(lists);
        }
        let mut common = common.iter();
        let mut names = Vec::new();
        let mut last: Vec<char> = Vec::new();
        for line in head.words.split('\n') {
            let shared = line.chars().next()?.to_digit(10)? as usize;
            last.truncate(shared);
            last.extend(line.chars().skip(1));
            names.push(last.iter().collect::<String>());
        }
        let lists = head.articles.split(' ').map(|list| {
            Some(if list.starts_with('!') { numbers(common.next()?) } else { numbers(list) })
        });
        let words = names.into_iter().zip(lists).map(|(word, articles)| Some((word, articles?)));
        Some(Index::restored(rules, entries, words.collect::<Option<_>>()?))
    }
}

fn is_common(word: &Word) -> bool {
    word.articles.len() > RARE
}

/// Lists in JSON of about `length` bytes, and the number of the first item of each.
fn cut(items: impl Iterator<Item = String>, length: usize) -> (Vec<Vec<u8>>, Vec<usize>) {
    let (mut pieces, mut firsts) = (Vec::new(), Vec::new());
    let mut piece = String::new();
    for (number, item) in items.enumerate() {
        if !piece.is_empty() && piece.len() + item.len() > length {
            pieces.push(std::mem::take(&mut piece) + "]");
        }
        if piece.is_empty() {
            firsts.push(number);
        }
        piece.push(if piece.is_empty() { '[' } else { ',' });
        piece.push_str(&item);
    }
    if !piece.is_empty() {
        pieces.push(piece + "]");
    }
    (pieces.into_iter().map(String::into_bytes).collect(), firsts)
}

/// The words one a line, each without what it shares with the one before.
fn words(words: &[Word]) -> String {
    let mut lines = String::new();
    let mut last = "";
    for (number, word) in words.iter().enumerate() {
        let same = last.chars().zip(word.word.chars()).take(9).take_while(|(a, b)| a == b);
        let (mut shared, mut length) = (0, 0);
        for (letter, _) in same {
            shared += 1;
            length += letter.len_utf8();
        }
        let newline = if number == 0 { "" } else { "\n" };
        // Writing to a string cannot fail.
        let _ = write!(lines, "{newline}{shared}{}", &word.word[length..]);
        last = &word.word;
    }
    lines
}

fn holders(words: &[Word]) -> String {
    let lists = words.iter().map(|word| {
        if is_common(word) {
            let mut count = String::from("!");
            put(&mut count, word.articles.len());
            count
        } else {
            list(&word.articles)
        }
    });
    lists.collect::<Vec<_>>().join(" ")
}

/// Ascending numbers by their distances.
fn list(articles: &[Number]) -> String {
    let mut text = String::new();
    let mut next = 0;
    for article in articles {
        put(&mut text, (article - next) as usize);
        next = article + 1;
    }
    text
}

fn numbers(text: &str) -> Vec<Number> {
    let (mut articles, mut number, mut next) = (Vec::new(), 0, 0);
    for byte in text.bytes() {
        let place = u32::from(byte - b'#') - u32::from(byte > b'\\');
        number = number * BASE + place % BASE;
        if place < BASE {
            articles.push(next + number);
            next += number + 1;
            number = 0;
        }
    }
    articles
}

/// How many digits there are. As many signs are for last digits, and as many for others.
const BASE: u32 = 45;

fn put(text: &mut String, number: usize) {
    let base = BASE as usize;
    let mut digits = vec![number % base];
    let mut rest = number / base;
    while rest > 0 {
        digits.push(base + rest % base);
        rest /= base;
    }
    for digit in digits.into_iter().rev() {
        // All signs are ASCII: from `#` to `~`, without the one that JSON writes in two.
        let sign = b'#' + u8::try_from(digit).unwrap_or_default();
        text.push(char::from(if sign >= b'\\' { sign + 1 } else { sign }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_were_written() {
        for articles in
            [vec![], vec![0], vec![44, 45, 46, 2024, 2025, 91_124, 91_125], (0..500).collect()]
        {
            let text = list(&articles);
            assert_eq!(numbers(&text), articles);
            assert_eq!(serde_json::to_string(&text).unwrap().len(), text.len() + 2);
        }
    }
}
