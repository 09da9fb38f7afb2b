//! What the search box looks through: one file, or in a large hub a head and pieces of bounded size.
//!
//! A hub whose data is small has it in one file, `search/articles.json`, and a browser looks through
//! all of it. In a larger one that file is the head of an index: it says which piece,
//! `search/0.json` and so on, has a word and which has an article, and a browser fetches the few that
//! it needs. `static/assets/search.js` is the other side of this module.

use std::cmp::Ordering;
use std::fmt::Write as _;

use foldhash::{HashMap, HashMapExt};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::config::Project;
use crate::key::Key;
use crate::site::Site;

/// How long the data may be that is one file, in bytes.
const WHOLE: usize = 64 << 10;

/// How long a piece may be, in bytes. Half of [`WHOLE`], as a question takes several.
const PIECE: usize = 32 << 10;

/// How many articles a word leads to at most. A word of more tells them hardly apart, so the rest is
/// left out, and the search box does not insist on such a word where there are others.
const MOST: usize = 1000;

/// How many letters of a word count; what is longer is no word, and would make pieces of any size.
const LETTERS: usize = 48;

/// What a whole name begins with, title or code in one word: `=errconnectionrefused`. Names are often
/// made of words that lead to too many articles, and who knows a name finds it all the same.
const NAME: &str = "=";

/// What the search box looks through, as the bytes of its files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Index {
    head: Vec<u8>,
    pieces: Vec<Vec<u8>>,
}

/// An article as the search box knows it.
#[derive(Debug, Clone, Serialize)]
struct Entry<'a> {
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'a str>,
    url: String,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    messages: &'a [String],
}

/// The data of a small hub.
#[derive(Serialize)]
struct Whole<'a> {
    version: u8,
    articles: &'a [Entry<'a>],
}

/// The head of a large hub's index. The pieces of articles come before those of words. It has one
/// number or one word for each piece, which is all that grows with the hub: by about a thousandth.
#[derive(Serialize)]
struct Head<'a> {
    version: u8,
    /// Changes with the pieces, so that a browser does not take old ones for those of this head.
    key: &'a str,
    most: usize,
    letters: usize,
    /// The number of the first article of each piece.
    articles: Vec<usize>,
    /// The first word of each piece.
    words: Vec<&'a str>,
}

/// The articles that hold a word, by their numbers.
#[derive(Default)]
struct Holders {
    /// In the title or the code.
    near: Vec<u32>,
    /// In a message alone.
    far: Vec<u32>,
}

impl Index {
    /// Changes with whatever the index of a site is made of.
    #[must_use]
    pub fn key(project: &Project, site: &Site) -> Key {
        let summaries: Vec<Key> =
            site.articles.iter().map(|article| article.document.summary_key).collect();
        Key::of(&(project.config.base_url.to_string(), summaries))
    }

    /// The index of titles, codes and messages of all articles.
    #[must_use]
    pub fn new(project: &Project, site: &Site) -> Self {
        let entries = site.articles.iter().map(|article| {
            let summary = &article.document.summary;
            Entry {
                title: &summary.title,
                code: summary.code.as_deref(),
                url: project.config.base_url.href(&article.document.url),
                messages: &summary.messages,
            }
        });
        Self::of(&entries.collect::<Vec<_>>())
    }

    fn of(entries: &[Entry<'_>]) -> Self {
        if let Some(head) = whole(entries) {
            return Self { head, pieces: Vec::new() };
        }
        // Of two articles that hold the same words, the one with the shorter title says less besides.
        // With the numbers in that order, nobody needs the titles of those that are not shown.
        let mut numbered: Vec<(usize, &Entry<'_>, String)> = entries
            .iter()
            .map(|entry| {
                let near = fold(&[entry.title, entry.code.unwrap_or_default()].join(" "));
                (near.chars().count(), entry, near)
            })
            .collect();
        numbered.sort_by_key(|(length, ..)| *length);
        let mut pieces = Pieces::new('[', ']');
        let mut articles = Vec::new();
        let mut holders: HashMap<String, Holders> = HashMap::new();
        for (number, (_, entry, near)) in (0_u32..).zip(&numbered) {
            // Strings always serialise.
            let record = serde_json::to_string(&(entry.title, &entry.url)).unwrap_or_default();
            if pieces.put(&record) {
                articles.push(number as usize);
            }
            for word in words(near) {
                hold(&mut holders, word, number, false);
            }
            for name in [Some(entry.title), entry.code].into_iter().flatten() {
                let name = fold(name).replace(' ', "");
                if !name.is_empty() {
                    for word in words(&format!("{NAME}{name}")) {
                        hold(&mut holders, word, number, false);
                    }
                }
            }
            for message in entry.messages {
                for word in words(&fold(message)) {
                    hold(&mut holders, word, number, true);
                }
            }
        }
        let mut bytes = pieces.finish();
        let mut holders: Vec<(String, Holders)> = holders.into_iter().collect();
        holders.sort_unstable_by(|(a, _), (b, _)| as_in_browsers(a, b));
        let mut pieces = Pieces::new('{', '}');
        let mut firsts = Vec::new();
        for (word, holders) in &holders {
            if pieces.put(&posting(word, holders)) {
                firsts.push(word.as_str());
            }
        }
        bytes.extend(pieces.finish());
        let keys: Vec<Key> = bytes.iter().map(|piece| Key::of_bytes(piece)).collect();
        let key = Key::of(&keys).to_hex();
        let head = Head {
            version: 2,
            key: &key[..8],
            most: MOST,
            letters: LETTERS,
            articles,
            words: firsts,
        };
        // So do numbers and lists of both.
        Self { head: serde_json::to_vec(&head).unwrap_or_default(), pieces: bytes }
    }

    /// The bytes of the file that a browser fetches first.
    #[must_use]
    pub fn head(&self) -> &[u8] {
        &self.head
    }

    /// The bytes of each piece; there is none where the first file has everything.
    #[must_use]
    pub fn pieces(&self) -> &[Vec<u8>] {
        &self.pieces
    }
}

/// Compares as JavaScript does, by units of UTF-16; for ASCII that is the order of the bytes.
fn as_in_browsers(a: &str, b: &str) -> Ordering {
    if a.is_ascii() && b.is_ascii() { a.cmp(b) } else { a.encode_utf16().cmp(b.encode_utf16()) }
}

/// All articles as one file, if it is not too long.
fn whole(entries: &[Entry<'_>]) -> Option<Vec<u8>> {
    let texts = entries.iter().map(|entry| {
        entry.title.len() + entry.url.len() + entry.messages.iter().map(String::len).sum::<usize>()
    });
    // Without making the file of a hub that is far too large.
    if texts.sum::<usize>() > WHOLE {
        return None;
    }
    let bytes = serde_json::to_vec(&Whole { version: 1, articles: entries }).unwrap_or_default();
    (bytes.len() <= WHOLE).then_some(bytes)
}

/// Small letters and digits with spaces between words, as `fold` of search.js makes them.
fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut put = |letter: char| {
        if letter.is_alphanumeric() {
            folded.push(letter);
        } else if !folded.is_empty() && !folded.ends_with(' ') {
            folded.push(' ');
        }
    };
    if text.is_ascii() {
        text.chars().for_each(|letter| put(letter.to_ascii_lowercase()));
    } else {
        let small = text.nfkd().collect::<String>().to_lowercase();
        small.chars().filter(|letter| !is_combining_mark(*letter)).for_each(put);
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// The words of a text that is folded, as far as they count.
fn words(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(' ').filter(|word| !word.is_empty()).map(|word| {
        let end = word.char_indices().nth(LETTERS).map_or(word.len(), |(end, _)| end);
        &word[..end]
    })
}

/// Notes that an article holds a word; those of one article follow each other, near ones first.
fn hold(holders: &mut HashMap<String, Holders>, word: &str, number: u32, is_far: bool) {
    if !holders.contains_key(word) {
        holders.insert(word.to_owned(), Holders::default());
    }
    let Some(Holders { near, far }) = holders.get_mut(word) else { return };
    let is_known = near.last() == Some(&number) || far.last() == Some(&number);
    let list = if is_far { far } else { near };
    if !is_known && list.len() < MOST {
        list.push(number);
    }
}

/// `"word":[3,14,-16]`: the numbers of the articles that hold it, -1 - number where it is in a
/// message alone. A word has letters, digits and [`NAME`] only, which JSON writes as they are.
fn posting(word: &str, Holders { near, far }: &Holders) -> String {
    let near = near.iter().map(|number| i64::from(*number));
    let far = far.iter().map(|number| -1 - i64::from(*number));
    let mut text = format!("\"{word}\":");
    for (index, number) in near.chain(far).take(MOST).enumerate() {
        // Writing to a string cannot fail.
        let _ = write!(text, "{}{number}", if index == 0 { '[' } else { ',' });
    }
    text.push(']');
    text
}

/// A long list, cut into pieces of bounded size.
struct Pieces {
    open: char,
    close: char,
    current: String,
    full: Vec<Vec<u8>>,
}

impl Pieces {
    fn new(open: char, close: char) -> Self {
        Self { open, close, current: String::new(), full: Vec::new() }
    }

    /// Puts an item into the list, and says whether a new piece begins with it.
    fn put(&mut self, item: &str) -> bool {
        // With a comma before it and the end behind it.
        if !self.current.is_empty() && self.current.len() + item.len() + 2 > PIECE {
            self.end();
        }
        let is_first = self.current.is_empty();
        self.current.push(if is_first { self.open } else { ',' });
        self.current.push_str(item);
        is_first
    }

    fn end(&mut self) {
        if !self.current.is_empty() {
            self.current.push(self.close);
            self.full.push(std::mem::take(&mut self.current).into_bytes());
        }
    }

    fn finish(mut self) -> Vec<Vec<u8>> {
        self.end();
        self.full
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::Value;

    use super::*;

    /// What a made-up article is made of: title, code, messages.
    type Facts = (String, Option<String>, Vec<String>);

    fn facts(count: usize) -> Vec<Facts> {
        (0..count)
            .map(|n| {
                let title = format!("ERR_{:X} Größe des Fehlers {}", n * 7919, n % 97);
                let messages =
                    vec![format!("The connection {n} was “reset” by host-{}.example", n % 1300)];
                (title, n.is_multiple_of(3).then(|| format!("0x{n:06}")), messages)
            })
            .collect()
    }

    fn index(facts: &[Facts]) -> Index {
        let entries = facts.iter().enumerate().map(|(n, (title, code, messages))| Entry {
            title,
            code: code.as_deref(),
            url: format!("/e/{n}/"),
            messages,
        });
        Index::of(&entries.collect::<Vec<_>>())
    }

    /// What search.js does: the addresses of the articles that hold a word, and whether all of them
    /// are known.
    struct Client {
        head: Value,
        pieces: Vec<Value>,
    }

    impl Client {
        fn of(index: &Index) -> Self {
            let parse = |bytes: &[u8]| serde_json::from_slice(bytes).unwrap();
            let pieces = index.pieces().iter().map(|piece| parse(piece)).collect();
            Self { head: parse(index.head()), pieces }
        }

        fn list(&self, name: &str) -> &[Value] {
            self.head[name].as_array().unwrap()
        }

        /// The last piece of a list that begins at or before what is asked for.
        fn last(&self, name: &str, begins: impl Fn(&Value) -> bool) -> usize {
            self.list(name).iter().rposition(begins).unwrap_or(0)
        }

        fn find(&self, word: &str) -> (Vec<&str>, bool) {
            let utf16 = |text: &str| text.encode_utf16().collect::<Vec<_>>();
            let at = self.last("words", |first| utf16(first.as_str().unwrap()) <= utf16(word));
            let piece = &self.pieces[self.list("articles").len() + at];
            let Some(holders) = piece[word].as_array() else { return (Vec::new(), true) };
            let holders_count = holders.len() as u64;
            let urls = holders.iter().map(|number| {
                let number = number.as_i64().unwrap();
                let number = if number < 0 { !number } else { number }.unsigned_abs();
                let at = self.last("articles", |first| first.as_u64().unwrap() <= number);
                let first = self.list("articles")[at].as_u64().unwrap();
                let record = &self.pieces[at][usize::try_from(number - first).unwrap()];
                record[1].as_str().unwrap()
            });
            (urls.collect(), holders_count < self.head["most"].as_u64().unwrap())
        }
    }

    #[test]
    fn a_small_hub_is_one_file() {
        let index = index(&facts(20));
        assert!(index.pieces().is_empty());
        let data: Value = serde_json::from_slice(index.head()).unwrap();
        assert_eq!(data["version"], 1);
        assert_eq!(data["articles"].as_array().unwrap().len(), 20);
        assert_eq!(data["articles"][3]["code"], "0x000003");
    }

    #[test]
    fn pieces_of_a_large_hub_are_bounded() {
        let mut facts = facts(5000);
        facts[7].2.push("a".repeat(100_000));
        facts[8].2.push("语".repeat(100_000));
        let index = index(&facts);
        assert!(index.head().len() < 2000, "{}", index.head().len());
        assert!(index.pieces().len() > 10);
        assert!(index.pieces().iter().all(|piece| piece.len() <= PIECE));
    }

    #[test]
    fn every_word_finds_its_article() {
        let facts = facts(3000);
        let index = index(&facts);
        let client = Client::of(&index);
        let mut found: BTreeMap<String, (Vec<&str>, bool)> = BTreeMap::new();
        for (n, (title, code, messages)) in facts.iter().enumerate() {
            let text = [title, code.as_deref().unwrap_or_default(), &messages.join(" ")].join(" ");
            let folded = fold(&text);
            for word in words(&folded) {
                let (urls, is_whole) =
                    found.entry(word.to_owned()).or_insert_with(|| client.find(word));
                let is_found = urls.contains(&&*format!("/e/{n}/"));
                assert!(is_found || !*is_whole, "{word} does not find {title}");
            }
        }
        assert!(!found["connection"].1 && found["host"].0.len() == MOST);
        assert!(found.values().filter(|(_, is_whole)| !is_whole).count() < 20);
    }

    #[test]
    fn shorter_titles_come_first_and_titles_before_messages() {
        let mut facts = facts(3000);
        facts[2000].0 = "Teapot".to_owned();
        facts[1000].0 = "Teapot that is short and stout, with a handle and a spout".to_owned();
        facts[0].2.push("I am a teapot".to_owned());
        let index = index(&facts);
        assert_eq!(Client::of(&index).find("teapot").0, ["/e/2000/", "/e/1000/", "/e/0/"]);
    }

    #[test]
    fn names_of_common_words_find_their_article() {
        let common = ["bad", "late", "weak", "lost", "open", "slow", "dark", "cold"];
        let word = |n: usize| common[n % 8];
        let facts: Vec<Facts> = (0..4096)
            .map(|n| {
                let name = [n, n / 8, n / 64, n / 512].map(word).join("_");
                (format!("ERR_{name}"), None, Vec::new())
            })
            .collect();
        let index = index(&facts);
        let client = Client::of(&index);
        assert!(!client.find("bad").1);
        for (n, (title, ..)) in facts.iter().enumerate() {
            let name = format!("{NAME}{}", fold(title).replace(' ', ""));
            assert_eq!(client.find(&name), (vec![&*format!("/e/{n}/")], true));
        }
    }

    #[test]
    fn the_same_articles_make_the_same_bytes() {
        assert_eq!(index(&facts(3000)), index(&facts(3000)));
    }

    #[test]
    fn words_are_those_of_the_browser() {
        assert_eq!(fold("  ERR_NAME_NOT--RESOLVED! "), "err name not resolved");
        assert_eq!(fold("Größe: ÉTÉ, ﬁn"), "große ete fin");
        assert_eq!(fold("कि ½ İ"), "क 1 2 i");
        let long = "x".repeat(2 * LETTERS);
        assert_eq!(as_in_browsers("\u{fa0e}", "\u{20000}"), Ordering::Greater);
        assert_eq!(words(&long).next().map(str::len), Some(LETTERS));
    }
}
