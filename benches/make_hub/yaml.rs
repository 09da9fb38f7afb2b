//! The front matter of an article as YAML, which errhub, Hugo and Eleventy read.

use std::fmt::Write as _;

use crate::hub::Article;

/// A text in double quotes. JSON's escapes are valid in YAML.
pub(crate) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
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

/// A key with a list of texts below it, if there are any.
pub(crate) fn list(out: &mut String, key: &str, texts: &[String]) {
    if texts.is_empty() {
        return;
    }
    let _ = writeln!(out, "{key}:");
    for text in texts {
        let _ = writeln!(out, "  - {}", quoted(text));
    }
}

/// A key with a list on one line.
pub(crate) fn row<T: AsRef<str>>(out: &mut String, key: &str, texts: &[T]) {
    let texts: Vec<_> = texts.iter().map(AsRef::as_ref).collect();
    let _ = writeln!(out, "{key}: [{}]", texts.join(", "));
}

/// The fields of an article that have the same form for all generators, with Markdown passed
/// through `markdown`.
pub(crate) fn fields(out: &mut String, article: &Article, markdown: impl Fn(&str) -> String) {
    let _ = writeln!(out, "description: {}", quoted(&article.name.description));
    block(out, 0, "quick_answer", &markdown(&article.quick_answer));
    out.push_str("methods:\n");
    for method in &article.methods {
        let _ = writeln!(out, "  - title: {}", quoted(&method.title));
        block(out, 4, "body", &markdown(&method.body));
        let audience = if method.is_for_owners { "site-owner" } else { "visitor" };
        let _ = writeln!(out, "    audience: {audience}");
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
