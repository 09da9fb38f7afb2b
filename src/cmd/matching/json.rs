//! Writes answers for programs.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Hub;
use crate::matcher::{Answer, Match};
use crate::report::visible_json;

#[derive(Deserialize)]
struct Question {
    text: String,
}

#[derive(Serialize)]
struct Object<'a> {
    verdict: &'a str,
    matches: Vec<Found<'a>>,
}

#[derive(Serialize)]
struct Found<'a> {
    article: &'a str,
    url: String,
    title: &'a str,
    /// Only in a hub with several languages.
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    score: f64,
    message: Option<&'a str>,
    matched: Vec<String>,
    values: Map<String, Value>,
}

/// The text in a line of a batch.
pub(super) fn text(line: &str) -> Result<String, String> {
    let question: Result<Question, _> = serde_json::from_str(line);
    question.map(|question| question.text).map_err(|_| {
        "each line of a batch is a JSON object such as {\"text\": \"502 Bad Gateway\"}".into()
    })
}

/// An answer as one line.
pub(super) fn answer(hub: &Hub, text: &str, answer: &Answer) -> String {
    let matches = answer.matches.iter().map(|one| found(hub, text, one)).collect();
    let object = Object { verdict: answer.verdict.name(), matches };
    // Strings, numbers and lists of both can always be serialized.
    visible_json(&serde_json::to_string(&object).unwrap_or_default()).into_owned()
}

fn found<'a>(hub: &'a Hub, text: &str, one: &'a Match) -> Found<'a> {
    let entry = &hub.index.entries[one.article as usize];
    let values = one.values.iter().map(|(name, value)| (name.clone(), value.clone().into()));
    Found {
        article: &entry.id,
        url: hub.url(one.article),
        title: &entry.title,
        language: hub.is_multilingual().then(|| hub.language(one.article)),
        score: f64::from(one.score) / 100.0,
        message: one.message.map(|message| entry.messages[message].as_str()),
        matched: one.words(text),
        values: values.collect(),
    }
}
