//! Texts that are missing, too long, or say nothing.

use super::Subject;
use crate::diagnostic::{At, Code, Diagnostic, FieldPath, Place};
use crate::parse::MAX_DESCRIPTION;
use crate::parse::message::{self, Part};
use crate::parse::placeholder::PLACEHOLDER;

/// Nothing is left to be written.
pub(super) fn placeholders(subject: Subject<'_>) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let site = subject.site;
    let articles = site.articles.iter().map(|article| &article.document);
    let articles = articles.map(|article| (&article.source, &article.unwritten));
    let pages = site.pages.iter().map(|page| (&page.source, &page.unwritten));
    for (source, unwritten) in articles.chain(pages) {
        for at in unwritten.iter().cloned() {
            let what = match &at {
                At::Value(path) | At::Key(path) | At::Text(path, _) => format!("`{path}` is"),
                At::File | At::Bytes(_) if source.is_page() => "the text is".to_owned(),
                At::File | At::Bytes(_) => "the causes are".to_owned(),
            };
            let place = Place { file: source.clone(), at };
            diagnostics.push(
                Diagnostic::new(Code::Placeholder, format!("{what} still to be written"), place)
                    .help(format!("replace `{PLACEHOLDER} …` with your own words, or remove it")),
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
        let messages = &article.document.summary.messages;
        if subject.original_of(article).is_some_and(|original| original.messages == *messages) {
            continue;
        }
        for (index, message) in messages.iter().enumerate() {
            if !is_general(message) || message.starts_with(PLACEHOLDER) {
                continue;
            }
            let place =
                Place::value(&article.document.source, FieldPath::from("messages").index(index));
            diagnostics.push(
                Diagnostic::new(
                    Code::GeneralMessage,
                    format!("“{message}” could be a message from any program"),
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
    let articles = subject.site.articles.iter().map(|article| &article.document);
    let articles = articles.map(|article| (&article.source, &article.summary.description));
    let pages = subject.site.pages.iter().map(|page| (&page.source, &page.description));
    let long = articles.chain(pages).filter_map(|(source, description)| {
        let length = description.chars().count();
        (length > MAX_DESCRIPTION).then(|| {
            Diagnostic::new(
                Code::LongDescription,
                format!("the description has {length} characters, but search engines show only {MAX_DESCRIPTION}"),
                Place::value(source, "description"),
            )
            .help(if source.is_page() {
                "shorten it to what readers find on the page"
            } else {
                "shorten it to what sets this error apart"
            })
        })
    });
    long.collect()
}

/// Every article has questions and answers.
pub(super) fn missing_faq(subject: Subject<'_>) -> Vec<Diagnostic> {
    let articles = subject.site.articles.iter().filter(|article| {
        // A translation has the questions of its original.
        let original = subject.original_of(article);
        !article.document.summary.has_faq && original.is_none_or(|original| original.has_faq)
    });
    articles
        .map(|article| {
            Diagnostic::new(
                Code::NoFaq,
                "the article answers no questions",
                Place::file(&article.document.source),
            )
            .help("add `faq:` with questions that people ask about this error")
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
