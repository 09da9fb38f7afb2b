//! The index as browsers load it: a head and, for a large hub, pieces of bounded size.
//!
//! The head, `search/index.json`, contains every word, so that typos are found without further
//! requests. The articles for words and codes, and the texts of articles, are in pieces
//! (`search/0.json` and so on), a few of which are fetched for each query. In a small hub, the head
//! contains all of them. `browser/index.js` is the counterpart of this module.

use std::cmp::Ordering;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::hub;
use super::index::{Entry, Index, Number, Word};
use super::rules::DATA;
use crate::config::Project;
use crate::key::Key;
use crate::site::Site;

/// The maximum size of a head that contains all pieces, in bytes.
const WHOLE: usize = 96 << 10;

/// The maximum size of a piece, in bytes, unless a single item is larger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PieceLimits {
    /// For the texts of articles.
    pub articles: usize,
    /// For the articles of words and codes. A query needs more of these pieces.
    pub words: usize,
}

/// The limits of published pieces.
pub const LIMITS: PieceLimits = PieceLimits { articles: 6 << 10, words: 2 << 10 };

/// The files of an index, as bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Files {
    head: Vec<u8>,
    pieces: Vec<Vec<u8>>,
}

/// An article, for a browser.
#[derive(Serialize)]
struct Record<'a> {
    title: &'a str,
    url: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'a str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    messages: &'a [String],
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    seen_as: &'a [String],
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    aliases: &'a [String],
    #[serde(flatten)]
    shown: Shown<'a>,
}

/// What a browser shows of an article in addition to what the engine reads.
#[derive(Default, Clone, Copy, Serialize)]
struct Shown<'a> {
    /// The text of its quick answer.
    #[serde(skip_serializing_if = "str::is_empty")]
    answer: &'a str,
    /// Its language, if that is not the one of the index.
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
}

/// The head, without its rules and pieces.
#[derive(Serialize)]
struct Head<'a> {
    /// How many articles there are.
    count: usize,
    /// All words, in order, separated by spaces.
    words: String,
    /// How many articles contain each word.
    holders: Vec<usize>,
    /// The first item of each piece, for each kind. Pieces are numbered in this order.
    firsts: Firsts<'a>,
}

#[derive(Serialize)]
struct Firsts<'a> {
    /// Numbers of articles.
    articles: Vec<usize>,
    /// Indexes of words in the order of how many articles have them; then in their order above.
    words: Vec<usize>,
    /// Keys without their first sign.
    keys: Vec<&'a str>,
}

impl Files {
    /// A key that changes with everything that the index of a site is made from.
    #[must_use]
    pub fn key(project: &Project, site: &Site) -> Key {
        let summaries: Vec<Key> =
            site.all_articles().map(|article| article.document.summary_key).collect();
        let counts: Vec<usize> = site.editions().map(|site| site.articles.len()).collect();
        let config = &project.config;
        Key::of(&(config.base_url.to_string(), &config.language, counts, summaries))
    }

    /// The files of the index of a site in one language, which has its [`hub::entries`]. For a
    /// further language, `original` is the site in the main language and its tag.
    #[must_use]
    pub fn of_site(index: &Index, site: &Site, original: Option<(&Site, &str)>) -> Self {
        let (of_main, tag) = original.unzip();
        let shown = (0..index.entries.len()).map(|number| Shown {
            answer: &hub::article(site, of_main, number).document.summary.quick_answer,
            language: tag.filter(|_| number >= site.articles.len()),
        });
        let cut = Cut::new(index, shown.collect(), LIMITS);
        if cut.length() > WHOLE { cut.split() } else { cut.whole() }
    }

    /// An index in one file, without answers.
    #[must_use]
    pub fn whole(index: &Index) -> Self {
        Cut::new(index, Vec::new(), LIMITS).whole()
    }

    /// An index in pieces, without answers.
    #[must_use]
    pub fn split(index: &Index, limits: PieceLimits) -> Self {
        Cut::new(index, Vec::new(), limits).split()
    }

    /// The head, which a browser fetches first.
    #[must_use]
    pub fn head(&self) -> &[u8] {
        &self.head
    }

    /// The pieces; none if the head contains everything.
    #[must_use]
    pub fn pieces(&self) -> &[Vec<u8>] {
        &self.pieces
    }
}

/// An index as JSON, cut into pieces.
struct Cut {
    /// The head, up to the part that lists the pieces.
    head: String,
    pieces: Vec<String>,
}

impl Cut {
    fn new(index: &Index, shown: Vec<Shown<'_>>, limits: PieceLimits) -> Self {
        let shown = shown.into_iter().chain(std::iter::repeat(Shown::default()));
        let mut records = Pieces::new('[', ']', limits.articles);
        for (entry, shown) in index.entries.iter().zip(shown) {
            records.put(&record(entry, shown));
        }
        let mut articles = Pieces::new('[', ']', limits.words);
        // Those of one piece have about as many articles. Most words of a text are rare, and there
        // are few pieces of rare words.
        let mut words: Vec<&Word> = index.words.iter().collect();
        words.sort_by_key(|word| word.articles.len());
        for word in words {
            articles.put(&steps(&word.articles));
        }
        let mut codes: Vec<(&str, &[Number])> =
            index.codes.iter().map(|(key, articles)| (key.as_str(), articles.as_slice())).collect();
        codes.sort_unstable_by(|(a, _), (b, _)| {
            in_browsers(&a[1..], &b[1..]).then_with(|| a.cmp(b))
        });
        let mut keys = Pieces::new('{', '}', limits.words);
        let mut names = Vec::new();
        for spellings in codes.chunk_by(|(a, _), (b, _)| a[1..] == b[1..]) {
            let items: Vec<String> =
                spellings.iter().map(|(key, numbers)| code(key, numbers)).collect();
            keys.put(&items.join(","));
            names.push(&spellings[0].0[1..]);
        }
        let head = Head {
            count: index.entries.len(),
            words: index.words.iter().map(|word| &*word.word).collect::<Vec<_>>().join(" "),
            holders: index.words.iter().map(|word| word.articles.len()).collect(),
            firsts: Firsts {
                articles: records.firsts.clone(),
                words: articles.firsts.clone(),
                keys: keys.firsts.iter().map(|first| names[*first]).collect(),
            },
        };
        let mut head = json(&head);
        // The parts that are JSON already go after the closing brace.
        head.pop();
        let _ = write!(head, ",\"rules\":{}", DATA.trim_end());
        Self {
            head,
            pieces: [records, articles, keys].into_iter().flat_map(Pieces::finish).collect(),
        }
    }

    fn length(&self) -> usize {
        self.head.len() + self.pieces.iter().map(String::len).sum::<usize>()
    }

    fn whole(self) -> Files {
        let head = format!("{},\"pieces\":[{}]}}", self.head, self.pieces.join(","));
        Files { head: head.into_bytes(), pieces: Vec::new() }
    }

    /// The head contains a key of the pieces, so that a browser does not combine it with old ones.
    fn split(self) -> Files {
        let pieces: Vec<Vec<u8>> = self.pieces.into_iter().map(String::into_bytes).collect();
        let keys = pieces.iter().flat_map(|piece| *Key::of_bytes(piece).as_bytes());
        let key = Key::of_bytes(&keys.collect::<Vec<u8>>()).to_hex();
        let head = format!("{},\"key\":\"{}\"}}", self.head, &key[..8]);
        Files { head: head.into_bytes(), pieces }
    }
}

/// Strings, numbers and lists of both can always be serialized.
fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

fn record(entry: &Entry, shown: Shown<'_>) -> String {
    json(&Record {
        title: &entry.title,
        url: &entry.url,
        code: entry.code.as_deref(),
        messages: &entry.messages,
        seen_as: &entry.seen_as,
        aliases: &entry.aliases,
        shown,
    })
}

/// Delta-encodes the numbers of articles, to keep them short: `[3,11,2]` for 3, 14 and 16.
fn steps(articles: &[Number]) -> String {
    let mut last = 0;
    let steps: Vec<Number> = articles
        .iter()
        .map(|number| {
            let step = number - last;
            last = *number;
            step
        })
        .collect();
    json(&steps)
}

/// `"#2143":[7]`
fn code(key: &str, articles: &[Number]) -> String {
    format!("{}:{}", json(&key), json(&articles))
}

/// Compares like JavaScript, by UTF-16 code units. For ASCII, that is the order of the bytes.
fn in_browsers(a: &str, b: &str) -> Ordering {
    if a.is_ascii() && b.is_ascii() { a.cmp(b) } else { a.encode_utf16().cmp(b.encode_utf16()) }
}

/// A long list, cut into pieces of bounded size.
struct Pieces {
    open: char,
    close: char,
    limit: usize,
    current: String,
    /// How many items have been added.
    count: usize,
    /// The number of the first item in each piece.
    firsts: Vec<usize>,
    full: Vec<String>,
}

impl Pieces {
    fn new(open: char, close: char, limit: usize) -> Self {
        let (current, count, firsts, full) = (String::new(), 0, Vec::new(), Vec::new());
        Self { open, close, limit, current, count, firsts, full }
    }

    fn put(&mut self, item: &str) {
        // Including a comma before it and the end after it.
        if !self.current.is_empty() && self.current.len() + item.len() + 2 > self.limit {
            self.end();
        }
        let is_first = self.current.is_empty();
        if is_first {
            self.firsts.push(self.count);
        }
        self.current.push(if is_first { self.open } else { ',' });
        self.current.push_str(item);
        self.count += 1;
    }

    fn end(&mut self) {
        if !self.current.is_empty() {
            self.current.push(self.close);
            self.full.push(std::mem::take(&mut self.current));
        }
    }

    fn finish(mut self) -> Vec<String> {
        self.end();
        self.full
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn index(count: usize) -> Index {
        let entry = |n: usize| Entry {
            id: format!("e/{n}"),
            url: format!("/e/{n}/"),
            title: format!("The kettle {n} leaks"),
            code: Some(format!("KET-{n:05}")),
            messages: vec![format!("kettle number {n} leaks {{amount}} from valve{}", n % 97)],
            ..Entry::default()
        };
        Index::new((0..count).map(entry).collect())
    }

    fn parsed(bytes: &[u8]) -> Value {
        serde_json::from_slice(bytes).unwrap()
    }

    /// The pieces of one kind, each with the number of its first item.
    fn kind(files: &Files, name: &str) -> Vec<(Value, Value)> {
        let head = parsed(files.head());
        let count = |name: &str| head["firsts"][name].as_array().unwrap().len();
        let before = match name {
            "articles" => 0,
            "words" => count("articles"),
            _ => count("articles") + count("words"),
        };
        let all = match head["pieces"].as_array() {
            Some(pieces) => pieces.clone(),
            None => files.pieces().iter().map(|piece| parsed(piece)).collect(),
        };
        let firsts = head["firsts"][name].as_array().unwrap().clone();
        firsts.into_iter().zip(all[before..].iter().cloned()).collect()
    }

    /// The whole content of one kind of pieces, however it was cut.
    fn joined(files: &Files, name: &str) -> Vec<String> {
        let mut all = Vec::new();
        for (first, piece) in kind(files, name) {
            match piece {
                Value::Array(items) => {
                    assert_eq!(first, all.len(), "{name}");
                    all.extend(items.iter().map(Value::to_string));
                }
                Value::Object(items) => {
                    assert_eq!(first, items.keys().next().unwrap()[1..], "{name}");
                    all.extend(items.iter().map(|(key, value)| format!("{key} {value}")));
                }
                _ => panic!("{piece}"),
            }
        }
        all
    }

    #[test]
    fn pieces_of_any_size_have_the_same_content() {
        let index = index(700);
        let whole = Files::whole(&index);
        assert!(whole.pieces().is_empty());
        for limit in [1, 50, 777, 4096, 1 << 20] {
            let split = Files::split(&index, PieceLimits { articles: limit, words: limit });
            for name in ["articles", "words", "keys"] {
                assert!(joined(&whole, name) == joined(&split, name), "{name} at {limit}");
            }
            let (one, other) = (parsed(whole.head()), parsed(split.head()));
            for part in ["count", "words", "holders", "rules"] {
                assert_eq!(one[part], other[part]);
            }
        }
        assert_eq!(joined(&whole, "articles").len(), 700);
        assert_eq!(joined(&whole, "words").len(), index.words.len());
        assert_eq!(joined(&whole, "keys").len(), index.codes.len());
    }

    #[test]
    fn pieces_are_bounded() {
        let files = Files::split(&index(3000), LIMITS);
        assert!(files.pieces().len() > 50);
        let longest =
            files.pieces().iter().map(Vec::len).filter(|length| *length > LIMITS.articles);
        // A word that all articles contain is larger than a piece, so it has a piece of its own.
        assert!(longest.count() <= 5);
    }

    #[test]
    fn the_same_articles_make_the_same_bytes() {
        assert_eq!(Files::split(&index(300), LIMITS), Files::split(&index(300), LIMITS));
    }

    #[test]
    fn a_small_hub_is_one_file() {
        assert!(Cut::new(&index(20), Vec::new(), LIMITS).length() < WHOLE / 4);
        assert_eq!(steps(&[3, 14, 16]), "[3,11,2]");
        assert_eq!(in_browsers("\u{fa0e}", "\u{20000}"), Ordering::Greater);
    }
}
