//! Readings: what leads from the texts of an article to the article.

use super::codes;
use super::index::Entry;
use super::rules::Rules;
use super::tokens::read;
use crate::parse::message::without_slots;

/// The source of a text of an article.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Source {
    /// One of its messages.
    Message,
    /// Its title, its code, or an old address.
    #[default]
    Name,
    /// A text of its `seen_as`.
    Seen,
}

/// The words and codes of an article. Reading its texts takes longer than everything else that an
/// index does with them, and needs nothing but the article.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    texts: Vec<WordsOf>,
    /// The keys of its codes, in order.
    pub keys: Vec<String>,
}

impl Reading {
    /// Reads the texts of an article.
    #[must_use]
    pub fn of(rules: &Rules, entry: &Entry) -> Self {
        let texts = entry.texts().map(|(source, text)| WordsOf::text(rules, source, text));
        let keys = entry.code.iter().flat_map(|code| codes::keys_of(rules, code));
        let names = entry.messages.iter().filter_map(|message| codes::name(rules, message));
        let mut keys: Vec<String> = keys.chain(names).collect();
        keys.sort_unstable();
        keys.dedup();
        Self { texts: texts.collect(), keys }
    }

    /// The words of its texts, in the order of [`Entry::texts`].
    #[must_use]
    pub fn texts(&self) -> &[WordsOf] {
        &self.texts
    }
}

/// The words of a text that lead to its article, in order.
#[derive(Debug, Clone, Default)]
pub struct WordsOf(String);

impl WordsOf {
    fn text(rules: &Rules, source: Source, text: &str) -> Self {
        let text = read(rules, &without_slots(text).0);
        let tokens = text.tokens.into_iter();
        // In names, numbers are looked up as codes; in texts of `seen_as`, values may vary.
        let tokens = tokens.filter(|token| match source {
            Source::Message => true,
            Source::Name => !token.has_digit,
            Source::Seen => token.value.is_none(),
        });
        let mut words = String::new();
        for token in tokens {
            words.push_str(&token.word);
            words.push(BETWEEN);
        }
        words.shrink_to_fit();
        Self(words)
    }

    /// One word after the other.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.split_terminator(BETWEEN)
    }
}

/// Follows each word. No word contains it.
const BETWEEN: char = ' ';
