//! The usable part of a mistaken document, as JSON.

use serde_json::Value as Schema;

use super::{Checker, Node, Owner, Value, kind_of, most};
use crate::limits::{Lines, ONE_LINE};

/// The part of `node` that fits `schema`, as JSON: mistaken values are left out if they are
/// optional and replaced with a filler if they are required. `None` if nothing can be kept.
pub(in crate::yaml) fn fitting(text: &str, node: &Node, schema: &Schema) -> Option<Schema> {
    fit(node, schema, &Whole { text, root: schema })
}

/// The document that contains the nodes and schemas.
struct Whole<'a> {
    text: &'a str,
    root: &'a Schema,
}

fn fit(node: &Node, schema: &Schema, whole: &Whole<'_>) -> Option<Schema> {
    let checker = || Checker { text: whole.text, root: whole.root, mistakes: Vec::new() };
    let schema = checker().resolve(schema);
    match (&node.value, kind_of(schema)) {
        (Value::Map(pairs), Some("object")) => {
            let mut members = serde_json::Map::new();
            for (name, schema) in schema["properties"].as_object()? {
                let value = pairs.iter().find(|(key, _)| key.text() == Some(name));
                if let Some(value) = value.and_then(|(_, value)| fit(value, schema, whole)) {
                    members.insert(name.clone(), value);
                }
            }
            for name in
                schema["required"].as_array().into_iter().flatten().filter_map(Schema::as_str)
            {
                if !members.contains_key(name) {
                    members.insert(
                        name.to_owned(),
                        filler(checker().resolve(&schema["properties"][name])),
                    );
                }
            }
            Some(Schema::Object(members))
        }
        (Value::List(items), Some("array")) => {
            let items = items.iter().take(most(schema, "maxItems"));
            Some(items.filter_map(|item| fit(item, &schema["items"], whole)).collect())
        }
        (Value::Scalar { text, .. }, kind) => {
            let mut checker = checker();
            checker.value(node, schema, &Owner { name: String::new(), key: 0..0, required: true });
            let is_text = !matches!(kind, Some("integer" | "boolean"));
            let value = if is_text {
                let is_line = schema["pattern"] == ONE_LINE;
                Schema::String(if is_line { Lines::One.trim(text) } else { text }.to_owned())
            } else {
                serde_json::from_str(text).ok()?
            };
            checker.mistakes.is_empty().then_some(value)
        }
        _ => None,
    }
}

/// A filler that a required field of this schema accepts.
fn filler(schema: &Schema) -> Schema {
    match (kind_of(schema), schema["format"].as_str()) {
        (Some("array"), _) => Schema::Array(Vec::new()),
        // The last possible date, which no other date of the article can contradict.
        (Some("string"), Some("date")) => "9999-12-31".into(),
        (Some("string"), Some("uri")) => "https://example.com/".into(),
        _ => "…".into(),
    }
}
