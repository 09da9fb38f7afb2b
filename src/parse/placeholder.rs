//! Finds what is still to be written: the fields that `errhub new` left to the author.

use super::own_fields::OwnValue;
use super::{Prose, Summary};
use crate::diagnostic::{At, FieldPath};

/// What `errhub new` writes where the author has to fill something in.
pub const PLACEHOLDER: &str = "TODO:";

/// The fields of an article that contain a placeholder.
pub(super) fn unwritten(summary: &Summary, prose: &Prose, body_at: &At) -> Vec<At> {
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
    for (key, list) in [
        ("messages", &summary.messages),
        ("seen_as", &summary.seen_as),
        ("not_seen_as", &summary.not_seen_as),
    ] {
        for (index, text) in list.iter().enumerate() {
            look(text, FieldPath::from(key).index(index));
        }
    }
    for (name, value) in summary.own.iter() {
        let path = FieldPath::default().key(name.to_owned());
        match value {
            OwnValue::Text(text) => look(text, path),
            OwnValue::List(texts) => {
                let texts = texts.iter().enumerate();
                texts.for_each(|(index, text)| look(text, path.clone().index(index)));
            }
            _ => {}
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
        found.push(body_at.clone());
    }
    found
}
