//! The index: which articles have a word or a code, and the weight of each word.

use std::collections::BTreeMap;
use std::sync::{OnceLock, PoisonError, RwLock};

use foldhash::{HashMap, HashMapExt};

use super::readings::{Reading, Source, WordsOf};
use super::rules::Rules;
use super::typos::{self, Typos};
use crate::work;

/// What the matcher knows about an article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// Its path under `content/` without `.md`.
    pub id: String,
    /// Its address.
    pub url: String,
    /// Its title.
    pub title: String,
    /// Its code.
    pub code: Option<String>,
    /// Its messages, with `{name}` for parts that vary.
    pub messages: Vec<String>,
    /// The texts of its `seen_as`.
    pub seen_as: Vec<String>,
    /// The words of its old addresses.
    pub aliases: Vec<String>,
}

impl Entry {
    /// The texts that a paste is compared with, messages first.
    pub fn texts(&self) -> impl Iterator<Item = (Source, &str)> {
        fn all(list: &[String], source: Source) -> impl Iterator<Item = (Source, &str)> {
            list.iter().map(move |text| (source, text.as_str()))
        }
        let names = [Some(self.title.as_str()), self.code.as_deref()];
        let names = names.into_iter().flatten().map(|name| (Source::Name, name));
        all(&self.messages, Source::Message)
            .chain(names)
            .chain(all(&self.seen_as, Source::Seen))
            .chain(all(&self.aliases, Source::Name))
    }

    /// The field of the article with the text at this index of [`Self::texts`].
    #[must_use]
    pub fn field(&self, text: usize) -> Field {
        let mut at = text;
        for (count, field) in [
            (self.messages.len(), Field::Message as fn(usize) -> Field),
            (1, |_| Field::Title),
            (usize::from(self.code.is_some()), |_| Field::Code),
            (self.seen_as.len(), Field::Seen),
        ] {
            if at < count {
                return field(at);
            }
            at -= count;
        }
        Field::Alias(at)
    }
}

/// A field of an article with a text; numbers are indexes into a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are those of the front matter, documented there")]
pub enum Field {
    Message(usize),
    Title,
    Code,
    Seen(usize),
    Alias(usize),
}

/// The number of an article in the index.
pub type Number = u32;

/// The index of a hub.
#[derive(Debug, Clone, Default)]
pub struct Index {
    /// The tables for reading words and codes.
    pub rules: Rules,
    /// The articles.
    pub entries: Vec<Entry>,
    /// Every word and key, sorted by characters.
    pub words: Vec<Word>,
    /// The articles that a key leads to.
    pub codes: HashMap<String, Vec<Number>>,
    places: HashMap<String, usize>,
    /// The words for which there may be typos.
    typos: Typos,
    /// Indexes of words, sorted by their characters from the end; computed when first needed.
    backwards: OnceLock<Vec<usize>>,
    /// Results of [`Self::longer`] for parts of many words.
    parts: Parts,
}

/// A cache of results for parts of many words. Thousands of texts may end with the same part.
#[derive(Debug, Default)]
struct Parts(RwLock<HashMap<(Part, String), Vec<usize>>>);

impl Clone for Parts {
    fn clone(&self) -> Self {
        Self::default()
    }
}

/// The results for a part of more words than this are cached.
const MANY: usize = 32;

/// A word or a key of the index.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Word {
    /// The word.
    pub word: String,
    /// Its weight, in eighths of a bit.
    pub weight: u8,
    /// The articles that contain it.
    pub articles: Vec<Number>,
}

/// The number of imaginary articles without any of the words. Without them, every word in a small
/// hub would be common.
const ELSEWHERE: u32 = 200;

impl Index {
    /// Builds the index of these articles.
    #[must_use]
    pub fn new(entries: Vec<Entry>) -> Self {
        let rules = Rules::built_in();
        let readings: Vec<Reading> =
            entries.iter().map(|entry| Reading::of(&rules, entry)).collect();
        Self::with_readings(rules, entries, &readings)
    }

    /// Builds the index of these articles, of which these are the readings by the same rules.
    #[must_use]
    pub fn with_readings(rules: Rules, entries: Vec<Entry>, readings: &[Reading]) -> Self {
        let mut holders: HashMap<&str, Vec<Number>> = HashMap::new();
        let mut codes: HashMap<String, Vec<Number>> = HashMap::new();
        for (number, reading) in (0..).zip(readings) {
            for word in reading.texts().iter().flat_map(WordsOf::iter) {
                match holders.get_mut(word) {
                    Some(numbers) if numbers.last() == Some(&number) => {}
                    Some(numbers) => numbers.push(number),
                    None => {
                        holders.insert(word, vec![number]);
                    }
                }
            }
            for key in &reading.keys {
                codes.entry(key.clone()).or_default().push(number);
            }
        }
        let count = u32::try_from(entries.len()).unwrap_or(u32::MAX);
        let words: BTreeMap<&str, Vec<Number>> = holders.into_iter().collect();
        let words = words.into_iter().map(|(word, articles)| {
            let weight = weight(word, articles.len(), count);
            Word { word: word.to_owned(), weight, articles }
        });
        Self::of(rules, entries, words.collect(), codes)
    }

    fn of(
        rules: Rules,
        entries: Vec<Entry>,
        words: Vec<Word>,
        codes: HashMap<String, Vec<Number>>,
    ) -> Self {
        let places = words.iter().enumerate().map(|(at, word)| (word.word.clone(), at)).collect();
        let mut typos = Typos::default();
        for (at, word) in words.iter().enumerate() {
            typos.insert(at, &word.word.chars().collect::<Vec<_>>());
        }
        let (backwards, parts) = (OnceLock::new(), Parts::default());
        Self { rules, entries, words, codes, places, typos, backwards, parts }
    }

    /// The weight of a code that leads to this many articles.
    #[must_use]
    pub fn weight_of_code(&self, articles: usize) -> i32 {
        let count = u32::try_from(self.entries.len()).unwrap_or(u32::MAX);
        i32::from(weight("#", articles, count))
    }

    /// The index of a word in [`Self::words`].
    #[must_use]
    pub fn place(&self, word: &str) -> Option<usize> {
        self.places.get(word).copied()
    }

    /// The weight of a word.
    #[must_use]
    pub fn weight(&self, word: &str) -> Option<u8> {
        self.place(word).map(|place| self.words[place].weight)
    }

    /// The longer words that `word` may be a part of, those in the fewest articles first.
    #[must_use]
    pub fn longer(&self, word: &str, part: Part) -> Vec<usize> {
        /// A shorter word is part of too many words.
        const LEAST: usize = 3;
        if word.chars().count() < LEAST {
            return Vec::new();
        }
        let key = (part, word.to_owned());
        let known = self.parts.0.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known.get(&key) {
            return found.clone();
        }
        drop(known);
        let found: Vec<usize> = self.with_part(word, part).collect();
        let count = found.len();
        work::steps(count);
        let found = self.rarest(found);
        if count > MANY {
            let mut known = self.parts.0.write().unwrap_or_else(PoisonError::into_inner);
            known.insert(key, found.clone());
        }
        found
    }

    /// Whether `word` is a part of a longer word.
    #[must_use]
    pub fn is_part(&self, word: &str, part: Part) -> bool {
        self.with_part(word, part).next().is_some()
    }

    /// The longer words that begin or end with `word`.
    fn with_part<'a>(&'a self, word: &'a str, part: Part) -> Box<dyn Iterator<Item = usize> + 'a> {
        let is_longer = move |at: &usize| self.words[*at].word != word;
        match part {
            Part::Beginning => {
                let first = self.words.partition_point(|other| *other.word < *word);
                let starts = move |at: &usize| self.words[*at].word.starts_with(word);
                Box::new((first..self.words.len()).take_while(starts).filter(is_longer))
            }
            Part::End => {
                let words = self.backwards();
                let is_less =
                    |at: &usize| self.words[*at].word.chars().rev().lt(word.chars().rev());
                let first = words.partition_point(is_less);
                let ends = move |at: &usize| self.words[*at].word.ends_with(word);
                Box::new(words[first..].iter().copied().take_while(ends).filter(is_longer))
            }
        }
    }

    /// Indexes of words, sorted by their characters from the end.
    fn backwards(&self) -> &[usize] {
        self.backwards.get_or_init(|| {
            let mut words: Vec<usize> = (0..self.words.len()).collect();
            let of = |at: usize| self.words[at].word.chars().rev();
            words.sort_unstable_by(|a, b| of(*a).cmp(of(*b)));
            words
        })
    }

    /// The words of these that occur in the fewest articles.
    fn rarest(&self, mut words: Vec<usize>) -> Vec<usize> {
        words.sort_unstable_by_key(|at| (self.words[*at].articles.len(), *at));
        words.dedup();
        words.truncate(typos::MOST);
        words
    }

    /// The words that `word` may be a typo of, those in the fewest articles first.
    #[must_use]
    pub fn near(&self, word: &str) -> Vec<usize> {
        let known = |at: usize| {
            let Word { word, articles, .. } = &self.words[at];
            (word.chars().collect(), articles.len())
        };
        self.rarest(self.typos.of(word, known))
    }
}

/// Which part of a longer word a word may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// Its beginning.
    Beginning,
    /// Its end.
    End,
}

/// The weight of a word in a text, in eighths of a bit.
fn weight(word: &str, holders: usize, articles: u32) -> u8 {
    let holders = u32::try_from(holders).unwrap_or(u32::MAX).max(1);
    let bits = eighths(articles.saturating_add(ELSEWHERE)).saturating_sub(eighths(holders));
    // Short words occur anywhere, so their weight is limited.
    let letters = u32::try_from(word.chars().count()).unwrap_or(u32::MAX);
    let is_plain = word.is_ascii() && word.bytes().all(|byte| byte.is_ascii_alphabetic());
    let most = if is_plain { letters.saturating_mul(12) } else { 255 };
    u8::try_from(bits.min(most).clamp(1, 255)).unwrap_or(255)
}

/// The binary logarithm in eighths, with a linear fraction.
fn eighths(number: u32) -> u32 {
    let whole = number.max(1).ilog2();
    let fraction = (u64::from(number) << 3 >> whole) & 7;
    whole * 8 + u32::try_from(fraction).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(messages: &[&str]) -> Index {
        let entry = |text: &&str| Entry { messages: vec![(*text).into()], ..Entry::default() };
        Index::new(messages.iter().map(entry).collect())
    }

    #[test]
    fn a_rare_word_says_more() {
        let index = index(&["common words here", "common things", "common connections {slot}"]);
        assert!(index.weight("connections") > index.weight("common"));
        assert_eq!((index.weight("slot"), index.place("absent")), (None, None));
        // A short word may occur anywhere, however rare it is.
        assert!(
            weight("ab", 1, 10_000) <= 24 && weight("ab", 1, 10_000) < weight("word", 1, 10_000)
        );
        assert!(weight("word", 9, 9) >= 1);
    }

    #[test]
    fn logarithms_are_in_eighths() {
        let of = [0, 1, 2, 3, 4, 1024].map(eighths);
        assert_eq!(of, [0, 0, 8, 12, 16, 80]);
    }

    #[test]
    fn typos_lead_to_the_words() {
        let index = index(&["the connection was refused", "a cable 1connection"]);
        let near = |word: &str| -> Vec<&str> {
            index.near(word).into_iter().map(|at| index.words[at].word.as_str()).collect()
        };
        for typo in ["conection", "connectoin", "xonnection", "connectiom"] {
            assert_eq!(near(typo), ["connection"], "{typo}");
        }
        assert_eq!(near("th"), [""; 0]);
        assert_eq!(near("c0nnection"), [""; 0]);
    }

    #[test]
    fn a_part_of_a_word_leads_to_the_word() {
        let index = index(&["the connection was interrupted", "an import", "imported imports"]);
        let longer = |word: &str, part| -> Vec<&str> {
            let found = index.longer(word, part).into_iter();
            found.map(|at| index.words[at].word.as_str()).collect()
        };
        assert_eq!(longer("interr", Part::Beginning), ["interrupted"]);
        assert_eq!(longer("import", Part::Beginning), ["imported", "imports"]);
        assert_eq!(longer("nection", Part::End), ["connection"]);
        assert_eq!(longer("nection", Part::Beginning), [""; 0]);
        assert_eq!(longer("th", Part::Beginning), [""; 0]);
        assert!(index.is_part("th", Part::Beginning) && index.is_part("mport", Part::End));
        assert!(!index.is_part("the", Part::Beginning) && !index.is_part("th", Part::End));
    }

    #[test]
    fn texts_know_their_fields() {
        use Field::{Alias, Code, Message, Seen, Title};
        let entry = Entry {
            title: "title".into(),
            code: Some("code".into()),
            messages: vec!["m".into(), "n".into()],
            seen_as: vec!["seen".into()],
            aliases: vec!["alias".into()],
            ..Entry::default()
        };
        let fields: Vec<Field> = (0..entry.texts().count()).map(|text| entry.field(text)).collect();
        assert_eq!(fields, [Message(0), Message(1), Title, Code, Seen(0), Alias(0)]);
    }
}
