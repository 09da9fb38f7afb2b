//! Articles that readers cannot tell apart: the same title, code, message or description.

use std::borrow::Cow;
use std::hash::BuildHasher;
use std::slice;

use foldhash::fast::FixedState;
use foldhash::{HashMap, HashMapExt};

use super::Subject;
use crate::diagnostic::{Code, Diagnostic, FieldPath, Place};
use crate::parse::Summary;
use crate::parse::message::{self, Part};

/// Titles are unique: readers and search engines choose by them.
pub(super) fn titles(subject: Subject<'_>) -> Vec<Diagnostic> {
    let titles = Values {
        of: |summary| slice::from_ref(&summary.title),
        path: |_| "title".into(),
        as_read: |text| text.into(),
    };
    twice(subject, Code::DuplicateTitle, titles, |first| {
        (
            format!("{first} has this title too"),
            "one error is one article: merge them, or say in the titles how they differ",
        )
    })
}

/// Codes are unique, or the articles say how they differ.
pub(super) fn codes(subject: Subject<'_>) -> Vec<Diagnostic> {
    let codes = Values {
        of: |summary| summary.code.as_slice(),
        path: |_| "code".into(),
        as_read: |text| text.into(),
    };
    twice(subject, Code::DuplicateCode, codes, |first| {
        (
            format!("{first} has this code too"),
            "merge the articles, or leave the code to the one that explains it best",
        )
    })
}

/// Messages are unique: each leads to one article.
pub(super) fn messages(subject: Subject<'_>) -> Vec<Diagnostic> {
    let messages = Values {
        of: |summary| &summary.messages,
        path: |index| FieldPath::from("messages").index(index),
        as_read: as_people_compare,
    };
    twice(subject, Code::DuplicateMessage, messages, |first| {
        (
            format!("{first} has this message too"),
            "leave it to the article that people who see it need first",
        )
    })
}

/// Descriptions are unique: each is about one article.
pub(super) fn descriptions(subject: Subject<'_>) -> Vec<Diagnostic> {
    let descriptions =
        Values { of: own_description, path: |_| "description".into(), as_read: |text| text.into() };
    twice(subject, Code::SharedDescription, descriptions, |first| {
        (format!("{first} has this description too"), "say what is special about this error")
    })
}

/// A message without what people do not compare: the names of its placeholders and the final full
/// stop.
fn as_people_compare(message: &str) -> Cow<'_, str> {
    let message = message.trim_end();
    let message = message.strip_suffix(['.', '。', '．']).unwrap_or(message);
    if !message.contains('{') {
        return Cow::Borrowed(message);
    }
    let parts = message::parts(message).map(|part| match part {
        Part::Text(text) => text,
        Part::Placeholder(_) => "\0",
    });
    Cow::Owned(parts.collect())
}

fn own_description(summary: &Summary) -> &[String] {
    if summary.has_own_description { slice::from_ref(&summary.description) } else { &[] }
}

/// The values to compare.
#[derive(Clone, Copy)]
struct Values {
    of: fn(&Summary) -> &[String],
    /// The field of an article that contains the value with this number.
    path: fn(usize) -> FieldPath,
    /// The value without the differences that readers ignore. Case and white space never count.
    as_read: fn(&str) -> Cow<'_, str>,
}

/// One diagnostic for each value that an earlier article (by path) already has.
fn twice(
    subject: Subject<'_>,
    code: Code,
    values: Values,
    words: impl Fn(&str) -> (String, &'static str),
) -> Vec<Diagnostic> {
    let articles = &subject.site.articles;
    let all = || {
        let articles = articles.iter().enumerate();
        articles.flat_map(|(article, this)| {
            let own = (values.of)(&this.document.summary);
            // Values shared with the original are compared there.
            let is_own =
                subject.original_of(this).is_none_or(|original| (values.of)(original) != own);
            let values = own[..if is_own { own.len() } else { 0 }].iter().enumerate();
            values.map(move |(index, value)| (article, index, value.as_str()))
        })
    };
    // In a hub of thousands, nearly every value is unique, and hashing shows that quickly.
    let mut folding = Folding::default();
    let mut hashes: Vec<u64> =
        all().map(|(.., value)| folding.hash(&(values.as_read)(value))).collect();
    hashes.sort_unstable();
    let repeated: Vec<u64> =
        hashes.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
    let mut diagnostics = Vec::new();
    if repeated.is_empty() {
        return diagnostics;
    }
    let mut seen: HashMap<String, (usize, usize)> = HashMap::new();
    for (article, index, value) in all() {
        let read = (values.as_read)(value);
        if repeated.binary_search(&folding.hash(&read)).is_err() {
            continue;
        }
        let here = (article, index);
        let first = *seen.entry(folding.fold(&read).to_owned()).or_insert(here);
        if first == here {
            continue;
        }
        let first_source = &articles[first.0].document.source;
        let (message, help) = if first.0 == article {
            ("it is listed twice".to_owned(), "remove one of them")
        } else {
            words(first_source.as_str())
        };
        let place = Place::value(&articles[article].document.source, (values.path)(index));
        diagnostics.push(
            Diagnostic::new(code, format!("“{}”: {message}", value.trim()), place)
                .help(help)
                .related(Place::value(first_source, (values.path)(first.1)), "the first one"),
        );
    }
    diagnostics
}

/// Compares values by their letters, ignoring case and white space.
#[derive(Default)]
struct Folding {
    folded: String,
}

impl Folding {
    fn fold(&mut self, value: &str) -> &str {
        self.folded.clear();
        for (index, word) in value.split_whitespace().enumerate() {
            if index > 0 {
                self.folded.push(' ');
            }
            if word.is_ascii() {
                let start = self.folded.len();
                self.folded.push_str(word);
                self.folded[start..].make_ascii_lowercase();
            } else {
                self.folded.extend(word.chars().flat_map(char::to_lowercase));
            }
        }
        &self.folded
    }

    fn hash(&mut self, value: &str) -> u64 {
        FixedState::default().hash_one(self.fold(value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholder_names_and_full_stops_are_ignored() {
        let fold = |message: &str| Folding::default().fold(&as_people_compare(message)).to_owned();
        assert_eq!(fold("Ray ID: {id} is  BAD."), fold("ray id: {ray} is bad"));
        assert_eq!(fold("接続できません。"), fold("接続できません"));
        assert_ne!(fold("missing {"), fold("missing }"));
        assert_ne!(fold("Port {port} is in use"), fold("Port {{port}} is in use"));
    }

    #[test]
    fn case_and_white_space_are_ignored() {
        let mut folding = Folding::default();
        assert_eq!(folding.fold(" Bad\u{a0}\tGATEWAY\n"), "bad gateway");
        assert_eq!(folding.fold("ÄRGER  \u{212a}"), "ärger k");
        assert_eq!(folding.fold(" \u{3000}"), "");
        assert_eq!(folding.hash("Error K"), folding.hash("ERROR\u{b}\u{212a}"));
        assert_ne!(folding.hash("a b"), folding.hash("ab"));
    }
}
