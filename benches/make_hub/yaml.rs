//! The front matter of an article as YAML, which errhub, Hugo and Eleventy read: with blocks in rich
//! hubs, and with one line for each field in plain ones.

use std::fmt::Write as _;

use crate::hub::{Article, Method};
use crate::shape::Shape;

/// A text in double quotes. JSON's escapes are valid in YAML.
pub(crate) fn quoted(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    format!("\"{text}\"")
}

/// A key with a text of several lines below it.
pub(crate) fn block(out: &mut String, indent: usize, key: &str, text: &str) {
    let _ = writeln!(out, "{:indent$}{key}: |", "");
    for line in text.lines() {
        if line.is_empty() {
            out.push('\n');
        } else {
            let _ = writeln!(out, "{:1$}{line}", "", indent + 2);
        }
    }
}

/// A key with a list of texts, if there are any.
pub(crate) fn list(out: &mut String, shape: Shape, key: &str, texts: &[String]) {
    if texts.is_empty() {
        return;
    }
    if shape == Shape::Plain {
        return row(out, key, &texts.iter().map(|text| quoted(text)).collect::<Vec<_>>());
    }
    let _ = writeln!(out, "{key}:");
    for text in texts {
        let _ = writeln!(out, "  - {}", quoted(text));
    }
}

/// A key with a list on one line, unless the list is empty.
pub(crate) fn row<T: AsRef<str>>(out: &mut String, key: &str, texts: &[T]) {
    if texts.is_empty() {
        return;
    }
    let texts: Vec<_> = texts.iter().map(AsRef::as_ref).collect();
    let _ = writeln!(out, "{key}: [{}]", texts.join(", "));
}

/// The fields of an article that have the same form for all generators, with Markdown passed
/// through `markdown`.
pub(crate) fn fields(
    out: &mut String,
    shape: Shape,
    article: &Article,
    markdown: impl Fn(&str) -> String,
) {
    let _ = writeln!(out, "description: {}", quoted(&article.name.description));
    match shape {
        Shape::Rich => blocks(out, article, markdown),
        Shape::Plain => lines(out, article, markdown),
    }
}

fn lines(out: &mut String, article: &Article, markdown: impl Fn(&str) -> String) {
    let text = |text: &str| quoted(markdown(text).trim_end());
    let _ = writeln!(out, "quick_answer: {}", text(&article.quick_answer));
    let methods = article.methods.iter().map(|method| {
        let mut map = format!("{{title: {}, ", quoted(&method.title));
        let _ = write!(map, "body: {}, audience: {}", text(&method.body), audience(method));
        if let Some(minutes) = method.minutes {
            let _ = write!(map, ", minutes: {minutes}");
        }
        if let Some(verify) = &method.verify {
            let _ = write!(map, ", verify: {}", text(verify));
        }
        map + "}"
    });
    row(out, "methods", &methods.collect::<Vec<_>>());
    let faq = article.faq.iter().map(|question| {
        let (question, answer) = (quoted(&question.question), text(&question.answer));
        format!("{{question: {question}, answer: {answer}}}")
    });
    row(out, "faq", &faq.collect::<Vec<_>>());
    let sources = article.sources.iter().map(|source| {
        format!("{{label: {}, url: {}}}", quoted(&source.label), quoted(&source.url))
    });
    row(out, "sources", &sources.collect::<Vec<_>>());
}

fn audience(method: &Method) -> &'static str {
    if method.is_for_owners { "site-owner" } else { "visitor" }
}

fn blocks(out: &mut String, article: &Article, markdown: impl Fn(&str) -> String) {
    block(out, 0, "quick_answer", &markdown(&article.quick_answer));
    out.push_str("methods:\n");
    for method in &article.methods {
        let _ = writeln!(out, "  - title: {}", quoted(&method.title));
        block(out, 4, "body", &markdown(&method.body));
        let _ = writeln!(out, "    audience: {}", audience(method));
        if let Some(minutes) = method.minutes {
            let _ = writeln!(out, "    minutes: {minutes}");
        }
        if let Some(verify) = &method.verify {
            block(out, 4, "verify", &markdown(verify));
        }
    }
    out.push_str("faq:\n");
    for question in &article.faq {
        let _ = writeln!(out, "  - question: {}", quoted(&question.question));
        block(out, 4, "answer", &markdown(&question.answer));
    }
    out.push_str("sources:\n");
    for source in &article.sources {
        let _ = writeln!(out, "  - label: {}\n    url: {}", quoted(&source.label), source.url);
    }
}
