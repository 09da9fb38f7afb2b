//! Words that are missing, too many, or say nothing.

use super::Subject;
use crate::diagnostic::{At, Code, Diagnostic, FieldPath, Place};
use crate::parse::MAX_DESCRIPTION;
use crate::site::Article;

/// What `errhub new` writes where an author has to.
const PLACEHOLDER: &str = "TODO:";

/// Nothing is still to be written.
pub(super) fn placeholders(subject: Subject<'_>) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for article in &subject.site.articles {
        for at in unwritten(article) {
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

/// The fields of an article that hold a placeholder.
pub(super) fn unwritten(article: &Article) -> Vec<At> {
    let (summary, prose) = (&article.document.summary, &article.document.prose);
    let mut found = Vec::new();
    // Rendered Markdown starts with the tag of its first block.
    let is_placeholder = |text: &str| {
        let text = text.trim_start();
        let text = text.strip_prefix("<p>").unwrap_or(text);
        text.starts_with(PLACEHOLDER)
    };
    let mut look = |text: &str, path: FieldPath| {
        if is_placeholder(text) {
            found.push(At::Value(path));
        }
    };
    look(&summary.title, "title".into());
    if let Some(code) = &summary.code {
        look(code, "code".into());
    }
    if summary.has_own_description {
        look(&summary.description, "description".into());
    }
    for (key, list) in [("messages", &summary.messages), ("seen_as", &summary.seen_as)] {
        for (index, text) in list.iter().enumerate() {
            look(text, FieldPath::from(key).index(index));
        }
    }
    look(&prose.quick_answer, "quick_answer".into());
    for method in &prose.methods {
        let path = FieldPath::from("methods").index(method.index);
        look(&method.title, path.clone().key("title"));
        look(&method.body, path.clone().key("body"));
        look(method.verify.as_deref().unwrap_or_default(), path.key("verify"));
    }
    for (index, question) in prose.faq.iter().enumerate() {
        let path = FieldPath::from("faq").index(index);
        look(&question.question, path.clone().key("question"));
        look(&question.answer, path.key("answer"));
    }
    for (index, source) in prose.sources.iter().enumerate() {
        look(&source.label, FieldPath::from("sources").index(index).key("label"));
    }
    if is_placeholder(&prose.body) {
        found.push(article.document.body_at.clone());
    }
    found
}

/// Words that are in messages of every kind.
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

/// Whether nothing but placeholders and common words is in the message.
fn is_general(message: &str) -> bool {
    let mut own = String::with_capacity(message.len());
    let mut depth = 0_usize;
    for letter in message.chars() {
        match letter {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            letter if depth == 0 => own.push(letter),
            _ => {}
        }
    }
    own.split(|letter: char| !letter.is_alphanumeric() && !"_'’".contains(letter))
        .filter(|word| !word.is_empty())
        .all(|word| COMMON.contains(&word.to_lowercase().replace('’', "'").as_str()))
}

/// A description fits into a search result.
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

/// Every article answers questions.
pub(super) fn missing_faq(subject: Subject<'_>) -> Vec<Diagnostic> {
    let articles =
        subject.site.articles.iter().filter(|article| article.document.prose.faq.is_empty());
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
        for message in ["Error", "An error occurred.", "Something went wrong: {code}", "{x}"] {
            assert!(is_general(message), "{message}");
        }
        for message in ["502", "Bad gateway", "ERR_X", "Access denied", "Fehler"] {
            assert!(!is_general(message), "{message}");
        }
    }
}
