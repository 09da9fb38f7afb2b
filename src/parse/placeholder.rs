//! Finds placeholders: the fields that `errhub new` left to the author.

use super::front_matter::PageFront;
use super::own_values::OwnValue;
use super::{Prose, Summary};
use crate::diagnostic::{At, FieldPath};

/// The text that `errhub new` writes where the author has to fill something in.
pub const PLACEHOLDER: &str = "TODO:";

/// Whether a text is a placeholder.
fn is_placeholder(text: &str) -> bool {
    // Rendered Markdown starts with the tag of its first block.
    let text = text.trim_start();
    text.strip_prefix("<p>").unwrap_or(text).starts_with(PLACEHOLDER)
}

/// The parts of a page that contain a placeholder.
pub(super) fn unwritten_page(front: &PageFront, body: &str, body_at: &At) -> Vec<At> {
    let fields = [("title", Some(&front.title)), ("description", front.description.as_ref())];
    let fields =
        fields.into_iter().filter(|(_, text)| text.is_some_and(|text| is_placeholder(text)));
    let body = is_placeholder(body).then(|| body_at.clone());
    fields.map(|(key, _)| At::Value(key.into())).chain(body).collect()
}

/// The fields of an article that contain a placeholder.
pub(super) fn unwritten(summary: &Summary, prose: &Prose, body_at: &At) -> Vec<At> {
    let mut found = Vec::new();
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
