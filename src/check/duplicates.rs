//! Articles that cannot be told apart: same title, code, message or description.

use std::collections::HashMap;

use super::Subject;
use crate::diagnostic::{Code, Diagnostic, FieldPath, Place};
use crate::site::Article;

/// Every title is there once: readers and search engines choose by it.
pub(super) fn titles(subject: Subject<'_>) -> Vec<Diagnostic> {
    let titles = |article: &Article| vec![(article.document.summary.title.clone(), "title".into())];
    twice(subject, Code::DuplicateTitle, titles, |first| {
        (
            format!("{first} has this title too"),
            "one error is one article: merge them, or say in the titles how they differ",
        )
    })
}

/// Every code is there once, or the articles say how they differ.
pub(super) fn codes(subject: Subject<'_>) -> Vec<Diagnostic> {
    let codes = |article: &Article| {
        article
            .document
            .summary
            .code
            .iter()
            .map(|code| (code.clone(), FieldPath::from("code")))
            .collect()
    };
    twice(subject, Code::DuplicateCode, codes, |first| {
        (
            format!("{first} has this code too"),
            "merge the articles, or leave the code to the one that explains it best",
        )
    })
}

/// A message leads to one article.
pub(super) fn messages(subject: Subject<'_>) -> Vec<Diagnostic> {
    let messages = |article: &Article| {
        let all = article.document.summary.messages.iter().enumerate();
        all.map(|(index, message)| (message.clone(), FieldPath::from("messages").index(index)))
            .collect()
    };
    twice(subject, Code::DuplicateMessage, messages, |first| {
        (
            format!("{first} has this message too"),
            "leave it to the article that people who see it need first",
        )
    })
}

/// A description is about one article.
pub(super) fn descriptions(subject: Subject<'_>) -> Vec<Diagnostic> {
    let descriptions = |article: &Article| {
        let summary = &article.document.summary;
        let own = summary.has_own_description.then(|| summary.description.clone());
        own.map(|description| (description, FieldPath::from("description"))).into_iter().collect()
    };
    twice(subject, Code::SharedDescription, descriptions, |first| {
        (format!("{first} has this description too"), "say what is special about this error")
    })
}

/// A diagnostic for each value that an earlier article (by path) has already.
fn twice(
    subject: Subject<'_>,
    code: Code,
    values: impl Fn(&Article) -> Vec<(String, FieldPath)>,
    words: impl Fn(&str) -> (String, &'static str),
) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let mut seen: HashMap<String, (usize, FieldPath)> = HashMap::new();
    for (index, article) in subject.site.articles.iter().enumerate() {
        for (value, path) in values(article) {
            let key = value.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
            let (first, first_path) = seen.entry(key).or_insert_with(|| (index, path.clone()));
            let first_source = &subject.site.articles[*first].document.source;
            if *first == index && *first_path == path {
                continue;
            }
            let (message, help) = if *first == index {
                ("it is here twice".to_owned(), "remove one of them")
            } else {
                words(first_source.as_str())
            };
            let place = Place::value(&article.document.source, path);
            diagnostics.push(
                Diagnostic::new(code, format!("“{}”: {message}", value.trim()), place)
                    .help(help)
                    .related(Place::value(first_source, first_path.clone()), "the first one"),
            );
        }
    }
    diagnostics
}
