//! Words that are missing, too many, or say nothing.

use super::Subject;
use crate::diagnostic::{At, Code, Diagnostic, FieldPath, Place};
use crate::parse::MAX_DESCRIPTION;
use crate::parse::message::{self, Part};
use crate::parse::placeholder::PLACEHOLDER;

/// Nothing is left to be written.
pub(super) fn placeholders(subject: Subject<'_>) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for article in &subject.site.articles {
        for at in article.document.unwritten.iter().cloned() {
            let what = match &at {
                At::Value(path) | At::Key(path) | At::Text(path, _) => format!("`{path}` is"),
                At::File | At::Bytes(_) => "the causes are".to_owned(),
            };
            let place = Place { file: article.document.source.clone(), at };
            diagnostics.push(
                Diagnostic::new(Code::Placeholder, format!("{what} still to be written"), place)
                    .help(format!(
                        "put your own words in the place of `{PLACEHOLDER} …`, or remove it"
                    )),
            );
        }
    }
    diagnostics
}

/// Words that occur in messages of every kind.
const COMMON: &[&str] = &[
    "a",
    "an",
    "and",
    "again",
    "attempt",
    "be",
    "been",
    "can",
    "cannot",
    "can't",
    "could",
    "did",
    "error",
    "errors",
    "failed",
    "failure",
    "for",
    "has",
    "have",
    "in",
    "is",
    "it",
    "later",
    "not",
    "occurred",
    "occured",
    "of",
    "on",
    "oops",
    "operation",
    "or",
    "please",
    "problem",
    "request",
    "something",
    "sorry",
    "system",
    "the",
    "there",
    "this",
    "to",
    "try",
    "unable",
    "unexpected",
    "unknown",
    "was",
    "went",
    "with",
    "wrong",
    "you",
    "your",
];

/// Every message has at least one word of its own.
pub(super) fn general_messages(subject: Subject<'_>) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for article in &subject.site.articles {
        for (index, message) in article.document.summary.messages.iter().enumerate() {
            if !is_general(message) || message.starts_with(PLACEHOLDER) {
                continue;
            }
            let place =
                Place::value(&article.document.source, FieldPath::from("messages").index(index));
            diagnostics.push(
                Diagnostic::new(
                    Code::GeneralMessage,
                    format!("“{message}” could be a message of any program"),
                    place,
                )
                .help("write more of the text that people see, such as its code or the part before it"),
            );
        }
    }
    diagnostics
}

/// Whether the message contains only placeholders and common words.
pub(super) fn is_general(message: &str) -> bool {
    let texts = message::parts(message).filter_map(|part| match part {
        Part::Text(text) => Some(text),
        Part::Placeholder(_) => None,
    });
    let is_between = |letter: char| !letter.is_alphanumeric() && !"_'’".contains(letter);
    texts
        .flat_map(|text| text.split(is_between))
        .filter(|word| !word.is_empty())
        .all(|word| COMMON.contains(&word.to_lowercase().replace('’', "'").as_str()))
}

/// Descriptions fit into a search result.
pub(super) fn long_descriptions(subject: Subject<'_>) -> Vec<Diagnostic> {
    let articles = subject.site.articles.iter().filter_map(|article| {
        let length = article.document.summary.description.chars().count();
        (length > MAX_DESCRIPTION).then(|| {
            Diagnostic::new(
                Code::LongDescription,
                format!("the description has {length} characters, and search engines show {MAX_DESCRIPTION}"),
                Place::value(&article.document.source, "description"),
            )
            .help("shorten it to what tells this error from others")
        })
    });
    articles.collect()
}

/// Every article has questions and answers.
pub(super) fn missing_faq(subject: Subject<'_>) -> Vec<Diagnostic> {
    let articles = subject.site.articles.iter().filter(|article| !article.document.summary.has_faq);
    articles
        .map(|article| {
            Diagnostic::new(
                Code::NoFaq,
                "the article answers no questions",
                Place::file(&article.document.source),
            )
            .help("add `faq:` with what people ask about this error")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn general_messages_have_no_word_of_their_own() {
        for message in
            ["Error", "An error occurred.", "Something went wrong: {code}", "{x}", "{ error }"]
        {
            assert!(is_general(message), "{message}");
        }
        for message in [
            "502",
            "Bad gateway",
            "ERR_X",
            "Access denied",
            "Fehler",
            "{ token }",
            "{{name}} failed",
        ] {
            assert!(!is_general(message), "{message}");
        }
    }
}
