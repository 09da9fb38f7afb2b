//! How long texts, lists and lines may be, and how deep things may nest: the only table of bounds.
//!
//! Everything that errhub reads has a bound, so that untrusted input cannot make a run slow or use
//! much memory. Nothing that authors write for readers comes near a bound. The JSON Schemas, the
//! checks and a table in docs/authoring.md are generated from this.

use serde_json::{Value, json};

/// The bounds of the values under a key. Values under the same key have the same bounds in all files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// The key; empty for all that are not in [`FIELDS`].
    pub key: &'static str,
    /// The maximum length of a text, in characters: the value, or each item of a list.
    pub letters: usize,
    /// The maximum number of items of a list, or keys of a mapping; 0 for a text.
    pub items: usize,
    /// How many lines a text may have.
    pub lines: Lines,
}

/// How many lines a text may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lines {
    /// One: it is a heading, a name, or part of a line that other programs read.
    One,
    /// Any number.
    Any,
}

impl Lines {
    /// The part of a text that counts. A one-line text does not include the line breaks at its end,
    /// which YAML adds to blocks (YAML 1.2, section 8.1.1.2).
    #[must_use]
    pub fn trim(self, text: &str) -> &str {
        if self == Self::One { text.trim_end_matches('\n') } else { text }
    }
}

/// A one-line text.
const fn line(key: &'static str, letters: usize) -> Limit {
    Limit { key, letters, items: 0, lines: Lines::One }
}

/// A text with any number of lines.
const fn text(key: &'static str, letters: usize) -> Limit {
    Limit { key, letters, items: 0, lines: Lines::Any }
}

/// A list, or a mapping with keys that authors choose.
const fn list(key: &'static str, items: usize, letters: usize) -> Limit {
    Limit { key, letters, items, lines: Lines::One }
}

/// A list of texts with any number of lines.
const fn texts(key: &'static str, items: usize, letters: usize) -> Limit {
    Limit { key, letters, items, lines: Lines::Any }
}

/// The keys with bounds of their own.
pub const FIELDS: &[Limit] = &[
    line("title", 300),
    line("code", 100),
    line("badge", 100),
    line("name", 200),
    line("author", 200),
    line("language_name", 200),
    line("alt", 300),
    line("label", 300),
    line("id", 100),
    line("icon", 100),
    line("slug", 255),
    line("description", 1000),
    text("quick_answer", 20_000),
    text("body", 200_000),
    text("verify", 200_000),
    line("question", 500),
    text("answer", 200_000),
    // Each text in `seen_as` is compared with every text of the articles that it may find.
    texts("messages", 100, 2000),
    texts("seen_as", 50, 10_000),
    texts("not_seen_as", 50, 10_000),
    list("applies_to", 200, 300),
    list("platforms", 1000, 300),
    list("methods", 100, 300),
    list("faq", 200, 500),
    list("sources", 200, 300),
    list("related", 100, 500),
    list("aliases", 200, 1000),
    list("callouts", 100, 100),
    list("learn_more", 100, 300),
    list("header", 50, 300),
    list("footer", 50, 300),
    list("fields", 100, 300),
    list("values", 200, 300),
    // Each page names itself in each language.
    list("languages", 100, 300),
    // The addresses in errhub.lock, which errhub writes itself.
    list("articles", 1_000_000, 1000),
    list("old_addresses", 1_000_000, 1000),
];

/// The bounds of all other values.
pub const OTHERS: Limit = texts("", 1000, 2000);

/// The pattern of a one-line text in a JSON Schema. A block (`>`) ends with a line break, which is
/// not part of the text: see [`Lines::trim`].
pub const ONE_LINE: &str = r"^.*\n*$";
/// The maximum length of the text below the front matter of a file, in bytes.
pub const TEXT: usize = 1_000_000;
/// The maximum length of a line of Markdown, in bytes.
pub const LINE: usize = 30_000;
/// The maximum nesting depth of Markdown: lists and quotes in each other, and their marks in one
/// line.
pub const NESTING: usize = 50;
/// The maximum number of attributes of a tag in Markdown.
pub const ATTRIBUTES: usize = 200;
/// How many categories, and how many pages, the footer of every page links to.
pub const FOOTER: usize = 50;
/// How many diagnostics of one file are reported individually.
pub const DIAGNOSTICS: usize = 100;

/// The bounds of the values under `key`.
#[must_use]
pub fn of(key: &str) -> Limit {
    FIELDS.iter().find(|limit| limit.key == key).copied().unwrap_or(OTHERS)
}

impl Limit {
    /// Whether a text, once trimmed, is within the bounds for its length and its lines.
    #[must_use]
    pub fn fits(self, text: &str) -> bool {
        let text = self.lines.trim(text);
        (text.len() <= self.letters || text.chars().count() <= self.letters)
            && (self.lines == Lines::Any || !text.contains('\n'))
    }

    /// The maximum number of items of a list.
    #[must_use]
    pub fn most(self) -> usize {
        if self.items == 0 { OTHERS.items } else { self.items }
    }

    /// Writes the bounds into the JSON Schema of a value.
    fn write(self, schema: &mut Value) {
        if let Some(choices) = schema.get_mut("anyOf").and_then(Value::as_array_mut) {
            for choice in choices {
                self.write(choice);
            }
        }
        let has = |kind: &str| match &schema["type"] {
            Value::String(one) => one == kind,
            Value::Array(all) => all.iter().any(|one| one == kind),
            _ => false,
        };
        let is_open = ["enum", "const", "oneOf"].iter().all(|key| schema.get(*key).is_none());
        if has("string") && is_open && schema["format"] != "date" {
            schema["maxLength"] = json!(self.letters);
            if self.lines == Lines::One {
                schema["pattern"] = json!(ONE_LINE);
            }
        } else if has("array") {
            schema["maxItems"] = json!(self.most());
            if let Some(items) = schema.get_mut("items") {
                self.write(items);
            }
        } else if has("object") && schema["additionalProperties"].is_object() {
            // The keys of other mappings come from a limited set of names.
            if self.items > 0 {
                schema["maxProperties"] = json!(self.items);
            }
            self.write(&mut schema["additionalProperties"]);
        }
    }
}

/// Writes the bounds into a JSON Schema: `maxLength`, `pattern`, `maxItems` and `maxProperties` (JSON
/// Schema 2020-12, validation, section 6).
pub fn write(schema: &mut Value) {
    if let Some(types) = schema.get_mut("$defs").and_then(Value::as_object_mut) {
        for of_type in types.values_mut() {
            OTHERS.write(of_type);
            write_fields(of_type);
        }
    }
    write_fields(schema);
}

fn write_fields(schema: &mut Value) {
    let choices = schema.get_mut("anyOf").and_then(Value::as_array_mut);
    choices.into_iter().flatten().for_each(write_fields);
    if let Some(fields) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        for (key, field) in fields {
            of(key).write(field);
            write_fields(field);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schema_has_the_bounds_of_its_keys() {
        let mut schema = json!({
            "properties": {
                "title": { "type": ["string", "null"] },
                "aliases": { "type": "array", "items": { "type": "string" } },
                "order": { "type": "integer" },
                "fields": { "type": "object", "additionalProperties": { "$ref": "#/$defs/A" } },
                "else": { "anyOf": [{ "type": "string" }, { "type": "null" }] },
            },
            "$defs": { "A": { "type": "object", "properties": { "code": { "type": "string" } } } },
        });
        write(&mut schema);
        let at = |pointer: &str| schema.pointer(pointer).and_then(Value::as_u64);
        assert_eq!(at("/properties/title/maxLength"), Some(300));
        assert_eq!(schema["properties"]["title"]["pattern"], ONE_LINE);
        assert_eq!(at("/properties/aliases/maxItems"), Some(200));
        assert_eq!(at("/properties/aliases/items/maxLength"), Some(1000));
        assert_eq!(at("/properties/order/maxLength"), None);
        assert_eq!(at("/properties/fields/maxProperties"), Some(100));
        assert_eq!(at("/properties/else/anyOf/0/maxLength"), Some(2000));
        assert_eq!(at("/$defs/A/properties/code/maxLength"), Some(100));
    }
}
