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

/// The words that an index takes from texts. The indexes of translations contain the texts of the
/// originals too, and reading a text takes longer than everything else that is done with it.
#[derive(Debug, Default)]
pub struct Readings<'a>(HashMap<Said<'a>, Vec<String>>);

/// Reads the texts of an article.
pub fn read_texts<'a>(
    rules: &Rules,
    article: &'a Article,
) -> impl Iterator<Item = (Said<'a>, Vec<String>)> {
    let summary = &article.document.summary;
    let names = std::iter::once(&summary.title).chain(&summary.code);
    let lists = [(Source::Message, &summary.messages), (Source::Seen, &summary.seen_as)];
    let texts =
        lists.into_iter().flat_map(|(source, list)| list.iter().map(move |text| (source, text)));
    let texts = texts.chain(names.map(|name| (Source::Name, name)));
    texts.map(|(source, text)| ((source, text.as_str()), words(rules, (source, text))))
}

impl<'a> FromIterator<(Said<'a>, Vec<String>)> for Readings<'a> {
    fn from_iter<I: IntoIterator<Item = (Said<'a>, Vec<String>)>>(read: I) -> Self {
        let read = read.into_iter();
        let mut words = HashMap::with_capacity(read.size_hint().0);
        words.extend(read);
        Self(words)
    }
}

impl Readings<'_> {
    /// The words of a text: from the cache, or read now.
    pub(super) fn words<'s>(&'s self, rules: &Rules, said: Said<'s>) -> Cow<'s, [String]> {
        match self.0.get(&said) {
            Some(words) => Cow::Borrowed(words),
            None => Cow::Owned(words(rules, said)),
        }
    }
}

/// The words of a text that lead to its article.
fn words(rules: &Rules, (source, text): Said<'_>) -> Vec<String> {
    let text = read(rules, &without_slots(text).0);
    let tokens = text.tokens.into_iter();
    // In names, numbers are looked up as codes; in texts of `seen_as`, values may vary.
    let tokens = tokens.filter(|token| match source {
        Source::Message => true,
        Source::Name => !token.has_digit,
        Source::Seen => token.value.is_none(),
    });
    tokens.map(|token| token.word).collect()
}
