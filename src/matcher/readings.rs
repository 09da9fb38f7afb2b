//! A cache of the words of texts, for all the indexes that contain them.

use std::borrow::Cow;

use foldhash::{HashMap, HashMapExt};

use super::rules::Rules;
use super::tokens::read;
use crate::parse::message::without_slots;
use crate::site::Article;

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

/// A text with its source: other words count in a name than in a message.
pub type Said<'a> = (Source, &'a str);

/// The words that lead from texts to their articles. Reading a text takes longer than everything
/// else that an index does with it, and the indexes of translations contain the texts of the
/// originals too.
#[derive(Debug, Default)]
pub struct Readings<'a>(HashMap<Said<'a>, WordsOf>);

/// The words of a text, in order.
#[derive(Debug, Clone, Default)]
pub struct WordsOf(String);

impl WordsOf {
    /// One word after the other.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.split_terminator(BETWEEN)
    }
}

/// Follows each word. No word contains it.
const BETWEEN: char = ' ';

/// Reads the texts of an article.
pub fn read_texts<'a>(
    rules: &Rules,
    article: &'a Article,
) -> impl Iterator<Item = (Said<'a>, WordsOf)> {
    let summary = &article.document.summary;
    let names = std::iter::once(&summary.title).chain(&summary.code);
    let lists = [(Source::Message, &summary.messages), (Source::Seen, &summary.seen_as)];
    let texts =
        lists.into_iter().flat_map(|(source, list)| list.iter().map(move |text| (source, text)));
    let texts = texts.chain(names.map(|name| (Source::Name, name)));
    texts.map(|(source, text)| ((source, text.as_str()), words(rules, (source, text))))
}

impl<'a> FromIterator<(Said<'a>, WordsOf)> for Readings<'a> {
    fn from_iter<I: IntoIterator<Item = (Said<'a>, WordsOf)>>(read: I) -> Self {
        let read = read.into_iter();
        let mut words = HashMap::with_capacity(read.size_hint().0);
        words.extend(read);
        Self(words)
    }
}

impl Readings<'_> {
    /// The words of a text: from the cache, or read now.
    #[must_use]
    pub fn words<'s>(&'s self, rules: &Rules, said: Said<'s>) -> Cow<'s, WordsOf> {
        match self.0.get(&said) {
            Some(words) => Cow::Borrowed(words),
            None => Cow::Owned(words(rules, said)),
        }
    }
}

fn words(rules: &Rules, (source, text): Said<'_>) -> WordsOf {
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
    WordsOf(words)
}
