//! Compares a YAML tree with the JSON Schema of a type, and reports every mismatch.
//!
//! The schema is generated from the Rust type, so only the parts of JSON Schema (2020-12) that
//! schemars writes are supported: `$ref`, `anyOf`, `oneOf` of constants, `properties`, `required`,
//! `additionalProperties`, `items`, `type`, `format`, `minimum`, `minLength`, and the bounds
//! `maxLength`, `pattern` (of one line), `maxItems` and `maxProperties`.

mod dates;
mod fitting;
mod scalars;

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use saphyr_parser::ScalarStyle;
use serde_json::Value as Schema;

use super::node::{Node, Value};
use super::{Mistake, item, losses, quote_all, quoted};
use crate::diagnostic::{Code, did_you_mean};
use crate::limits::OTHERS;

pub(super) use fitting::fitting;
pub(super) use scalars::lossy_number;
pub(crate) use scalars::{is_decimal, is_web_address};

/// The `format` of a string that is Markdown.
pub const MARKDOWN: &str = "markdown";

/// Every mismatch between `node`, parsed from `text`, and `schema`, in order.
pub(super) fn check(text: &str, node: &Node, schema: &Schema) -> Vec<Mistake> {
    let mut checker = Checker { text, root: schema, mistakes: Vec::new() };
    checker.value(node, schema, &Owner { name: String::new(), key: 0..0, required: true });
    checker.mistakes.sort_by_key(|mistake| mistake.range.start);
    checker.mistakes
}

struct Checker<'a> {
    /// The text of the nodes.
    text: &'a str,
    root: &'a Schema,
    mistakes: Vec<Mistake>,
}

/// The owner of a value, for messages.
struct Owner {
    /// `methods[2].title`; empty for the whole document.
    name: String,
    /// Its key, or the dash before it.
    key: Range<usize>,
    /// Whether the document requires it.
    required: bool,
}

impl Owner {
    /// What to do about a missing value.
    fn fill(&self) -> &'static str {
        if self.required { "give it a value" } else { "give it a value, or remove the line" }
    }

    fn describe(&self) -> String {
        if self.name.is_empty() { "the front matter".into() } else { format!("`{}`", self.name) }
    }
}

/// The types of YAML values, in words.
fn kind(node: &Node) -> &'static str {
    match node.value {
        Value::Scalar { .. } => "a text",
        Value::List(_) => "a list",
        Value::Map(_) => "a mapping",
        Value::Marked => "a marked value",
    }
}

impl<'a> Checker<'a> {
    fn say(&mut self, mistake: Mistake) {
        self.mistakes.push(mistake);
    }

    fn resolve(&self, schema: &'a Schema) -> &'a Schema {
        let mut schema = schema;
        while let Some(name) = schema["$ref"].as_str() {
            let found = name.strip_prefix('#').and_then(|pointer| self.root.pointer(pointer));
            let Some(found) = found else { break };
            schema = found;
        }
        schema
    }

    fn value(&mut self, node: &Node, schema: &'a Schema, owner: &Owner) {
        if let Value::Marked = node.value {
            return self.say(losses::mark(self.text, node.range.start));
        }
        let schema = self.resolve(schema);
        if let Some(choices) = schema["anyOf"].as_array() {
            return self.any_of(node, choices, owner);
        }
        if let Some(words) = words_of(schema) {
            if is_null(node) && node.range.is_empty() {
                return self.nothing(node, owner);
            }
            return self.one_of(node, &words, owner);
        }
        if is_null(node) {
            return self.nothing(node, owner);
        }
        match kind_of(schema) {
            Some("object") => self.object(node, schema, owner),
            Some("array") => self.array(node, schema, owner),
            Some("string") => self.string(node, schema, owner),
            Some("integer") => self.integer(node, schema, owner),
            Some("number") => self.number(node, owner),
            Some("boolean") => self.boolean(node, owner),
            _ => {}
        }
    }

    fn nothing(&mut self, node: &Node, owner: &Owner) {
        let message = format!("{} has no value", owner.describe());
        if !node.range.is_empty() {
            let word = &self.text[node.range.clone()];
            let mistake = Mistake::new(Code::EmptyValue, message, node.range.clone());
            return self.say(mistake.help(owner.fill()).help(format!(
                "`{word}` means “no value” in YAML; if it is the text, quote it: \"{word}\""
            )));
        }
        let colon = usize::from(self.text[owner.key.end..].starts_with(':'));
        let Some(comment) = losses::comment_after(self.text, owner.key.end + colon) else {
            let mistake = Mistake::new(Code::EmptyValue, message, owner.key.clone());
            return self.say(mistake.help(owner.fill()));
        };
        let help = match quote_all(&self.text[comment.clone()]) {
            Some(quoted) => format!("`#` begins a comment; if it is the text, quote it: {quoted}"),
            None => "`#` begins a comment; if it is the text, put it in quotes".to_owned(),
        };
        self.say(Mistake::new(Code::EmptyValue, message, comment).help(help).help(owner.fill()));
    }

    /// A value that may have several shapes is compared with the one that it resembles.
    fn any_of(&mut self, node: &Node, choices: &'a [Schema], owner: &Owner) {
        let choices: Vec<_> = choices
            .iter()
            .map(|choice| self.resolve(choice))
            .filter(|choice| kind_of(choice) != Some("null"))
            .collect();
        let like = |schema: &Schema| {
            matches!(
                (kind_of(schema), &node.value),
                (Some("object"), Value::Map(_)) | (Some("array"), Value::List(_))
            ) || (!matches!(kind_of(schema), Some("object" | "array"))
                && matches!(node.value, Value::Scalar { .. }))
        };
        let chosen = choices.iter().find(|choice| like(choice)).or(choices.first());
        if let Some(schema) = chosen {
            if choices.len() > 1 && kind_of(schema) == Some("string") {
                self.read_as_text(node);
            }
            self.value(node, schema, owner);
        }
    }

    fn one_of(&mut self, node: &Node, words: &[&str], owner: &Owner) {
        let Some(text) = node.text() else { return self.wrong_type(node, "one word", owner) };
        if words.contains(&text) {
            return;
        }
        let list: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
        let mut mistake = Mistake::new(
            Code::BadValue,
            format!("{} cannot be `{text}`", owner.describe()),
            node.range.clone(),
        )
        .help(format!("it is one of {}", list.join(", ")));
        if let Some(word) = did_you_mean(text, words.iter().copied()) {
            mistake.help.insert(0, format!("did you mean `{word}`?"));
        }
        self.say(mistake);
    }

    fn object(&mut self, node: &Node, schema: &'a Schema, owner: &Owner) {
        let Value::Map(pairs) = &node.value else {
            return self.no_mapping(node, schema, owner);
        };
        let properties = schema["properties"].as_object();
        let known: Vec<&str> =
            properties.map(|all| all.keys().map(String::as_str).collect()).unwrap_or_default();
        let mut seen: HashMap<&str, Range<usize>> = HashMap::new();
        // The known keys that unknown ones resemble.
        let mut misspelt: HashSet<&str> = HashSet::new();
        // A mapping with keys of its own has as few as other lists, or most of them are unknown.
        let has_any_key = schema["additionalProperties"].is_object();
        let unbounded = if has_any_key { usize::MAX } else { OTHERS.items };
        let most = most(schema, "maxProperties").min(unbounded);
        if let Some((first, _)) = pairs.get(most) {
            let message = format!(
                "{} has {} keys; {} are allowed",
                owner.describe(),
                number(pairs.len()),
                number(most)
            );
            let start = first.range.start;
            let mistake = Mistake::new(Code::TooMany, message, start..start);
            self.say(mistake.help("remove the keys from here on"));
        }
        for (key, value) in pairs.iter().take(most) {
            let Some(name) = key.text() else {
                if let Value::Marked = key.value {
                    self.say(losses::mark(self.text, key.range.start));
                } else {
                    self.wrong_type(key, "a plain key", owner);
                }
                continue;
            };
            if self.has_controls(key, name) {
                continue;
            }
            if name == "<<" {
                let message =
                    "`<<` merges the keys of another mapping, which errhub does not support";
                let mistake = Mistake::new(Code::YamlMark, message, key.range.clone());
                self.say(mistake.help("write the keys out"));
                continue;
            }
            if let Some(first) = seen.get(name) {
                let mistake = Mistake::new(
                    Code::DuplicateKey,
                    format!("duplicate key `{name}`"),
                    key.range.clone(),
                )
                .help("keep one of them; YAML would silently drop the other")
                .related(first.clone(), "the first one");
                self.say(mistake);
                continue;
            }
            seen.insert(name, key.range.clone());
            let path = if owner.name.is_empty() {
                name.to_owned()
            } else {
                format!("{}.{name}", owner.name)
            };
            let required =
                schema["required"].as_array().is_some_and(|all| all.iter().any(|one| one == name));
            let owner_of_value = Owner { name: path, key: key.range.clone(), required };
            let rest = &schema["additionalProperties"];
            match properties.and_then(|all| all.get(name)) {
                Some(schema) => self.value(value, schema, &owner_of_value),
                None if rest.is_object() => self.value(value, rest, &owner_of_value),
                None => {
                    misspelt.extend(did_you_mean(name, known.iter().copied()));
                    self.unknown_key(name, key, &known, &seen, owner);
                }
            }
        }
        let required = schema["required"].as_array().map(Vec::as_slice).unwrap_or_default();
        for name in required.iter().filter_map(Schema::as_str) {
            // A misspelled key is one mistake, not two.
            if !seen.contains_key(name) && !misspelt.contains(name) {
                self.missing(name, node, schema, owner);
            }
        }
    }

    fn unknown_key(
        &mut self,
        name: &str,
        key: &Node,
        known: &[&str],
        seen: &HashMap<&str, Range<usize>>,
        owner: &Owner,
    ) {
        let inside =
            if owner.name.is_empty() { String::new() } else { format!(" in {}", owner.describe()) };
        let mistake = Mistake::new(
            Code::UnknownKey,
            format!("unknown key `{name}`{inside}"),
            key.range.clone(),
        );
        let is_seen = |key: &str| seen.contains_key(key);
        let same = known.iter().find(|key| key.eq_ignore_ascii_case(name.trim()) && is_seen(key));
        if let Some(same) = same {
            return self.say(mistake.help(format!("`{same}` is here already; keep one of them")));
        }
        let free = known.iter().copied().filter(|key| !is_seen(key));
        let help = did_you_mean(name, free).map_or_else(
            || {
                let list: Vec<_> = known.iter().map(|key| format!("`{key}`")).collect();
                format!("the keys here are {}", list.join(", "))
            },
            |near| format!("did you mean `{near}`?"),
        );
        self.say(mistake.help(help));
    }

    fn missing(&mut self, name: &str, node: &Node, schema: &Schema, owner: &Owner) {
        let place = if owner.name.is_empty() {
            0..0
        } else {
            match &node.value {
                Value::Map(pairs) => {
                    pairs.first().map_or_else(|| node.range.clone(), |(key, _)| key.range.clone())
                }
                _ => node.range.clone(),
            }
        };
        let message = if owner.name.is_empty() {
            format!("`{name}` is missing")
        } else {
            format!("{} has no `{name}`", owner.describe())
        };
        let about = self.resolve(&schema["properties"][name]);
        let about = schema["properties"][name]["description"]
            .as_str()
            .or_else(|| about["description"].as_str())
            .and_then(|text| text.split("\n\n").next())
            .map(|text| text.replace('\n', " "));
        let help = match about {
            Some(about) => format!("add `{name}: …`: {}", lower_first(about.trim_end_matches('.'))),
            None => format!("add `{name}: …`"),
        };
        self.say(Mistake::new(Code::MissingField, message, place).help(help));
    }

    fn array(&mut self, node: &Node, schema: &'a Schema, owner: &Owner) {
        let Value::List(items) = &node.value else {
            return self.no_list(node, schema, owner);
        };
        if items.is_empty() && schema["minItems"].as_u64() > Some(0) {
            self.say(
                Mistake::new(
                    Code::EmptyValue,
                    format!("{} is an empty list", owner.describe()),
                    node.range.clone(),
                )
                .help("it needs at least one item"),
            );
        }
        let most = most(schema, "maxItems");
        if let Some(first) = items.get(most) {
            let message = format!(
                "{} has {} items; {} are allowed",
                owner.describe(),
                number(items.len()),
                number(most)
            );
            let start = first.range.start;
            let mistake = Mistake::new(Code::TooMany, message, start..start);
            self.say(mistake.help("remove the items from here on"));
        }
        for (index, item) in items.iter().enumerate().take(most) {
            let key = if is_null(item) && item.range.is_empty() {
                dash_before(self.text, item.range.start).unwrap_or_else(|| item.range.clone())
            } else {
                item.range.clone()
            };
            let owner =
                Owner { name: format!("{}[{}]", owner.name, index + 1), key, required: false };
            self.value(item, &schema["items"], &owner);
        }
    }

    fn no_list(&mut self, node: &Node, schema: &'a Schema, owner: &Owner) {
        let mistake = Mistake::new(
            Code::WrongType,
            format!("{} must be a list, not {}", owner.describe(), kind(node)),
            node.range.clone(),
        );
        let key = last_key(&owner.name);
        let of_items = self.resolve(&schema["items"]);
        let help = match (node.text(), kind_of(of_items)) {
            (None, _) => {
                "start each item with `- `, and indent its other lines below it".to_owned()
            }
            (Some(text), _) if is_plain(node) && text.starts_with(['-', '–', '—', '•', '·']) => {
                "start each item with `- `: a hyphen and a space".to_owned()
            }
            (Some(text), Some("object")) => {
                format!("write it below `{key}:` as {}", form("- ", of_items, text, is_plain(node)))
            }
            (Some(text), _) if text.contains('\n') || text.len() > 80 => {
                "start each item with `- ` on a line of its own".to_owned()
            }
            (Some(text), _) => {
                let one = item(text);
                if is_plain(node) && text.contains(", ") {
                    format!("write `{key}: [{text}]` for several items, `{key}: [{one}]` for one")
                } else {
                    format!("write `{key}: [{one}]`")
                }
            }
        };
        self.say(mistake.help(help));
    }

    fn no_mapping(&mut self, node: &Node, schema: &Schema, owner: &Owner) {
        let Some(text) = node.text().filter(|_| !owner.name.is_empty()) else {
            return self.wrong_type(node, "a mapping of keys and values", owner);
        };
        let message =
            format!("{} must be a mapping of keys and values, not a text", owner.describe());
        let mistake = Mistake::new(Code::WrongType, message, node.range.clone());
        let is_item = owner.name.ends_with(']');
        self.say(mistake.help(if is_item {
            format!("write {}", form("- ", schema, text, is_plain(node)))
        } else {
            let key = last_key(&owner.name);
            format!("write it below `{key}:` as {}", form("", schema, text, is_plain(node)))
        }));
    }

    fn wrong_type(&mut self, node: &Node, wanted: &str, owner: &Owner) {
        let found = match node.text() {
            Some(text) if !text.contains('\n') && text.len() < 60 => format!("`{text}`"),
            _ => kind(node).to_owned(),
        };
        let place = if owner.name.is_empty() { 0..0 } else { node.range.clone() };
        self.say(
            Mistake::new(
                Code::WrongType,
                format!("{} must be {wanted}, not {found}", owner.describe()),
                place,
            )
            .help(format!("write {wanted}")),
        );
    }
}

/// How to write `text` as a mapping of this schema, in words.
fn form(dash: &str, schema: &Schema, text: &str, is_plain: bool) -> String {
    let mut required =
        schema["required"].as_array().into_iter().flatten().filter_map(Schema::as_str);
    let first = required.next().unwrap_or("key");
    let text = match text {
        text if text.contains('\n') || text.len() > 80 => "…".to_owned(),
        text if is_plain => text.to_owned(),
        text => quoted(text),
    };
    let rest: Vec<_> = required.map(|key| format!("`{key}: …`")).collect();
    let below = if rest.is_empty() {
        String::new()
    } else {
        format!(", with {} on the next line, below `{first}`", rest.join(" and "))
    };
    format!("`{dash}{first}: {text}`{below}")
}

/// The dash of the empty item that ends before byte `at`.
fn dash_before(text: &str, at: usize) -> Option<Range<usize>> {
    let mut end = at.min(text.len());
    loop {
        let start = text[..end].rfind('\n').map_or(0, |newline| newline + 1);
        let line = text[start..end].trim_start();
        if line.starts_with('-') {
            let dash = end - line.len();
            return Some(dash..dash + 1);
        }
        // Only comments and empty lines may be in between.
        if start == 0 || !(line.is_empty() || line.starts_with('#')) {
            return None;
        }
        end = start - 1;
    }
}

/// How many items or keys a schema allows.
fn most(schema: &Schema, bound: &str) -> usize {
    schema[bound].as_u64().and_then(|most| usize::try_from(most).ok()).unwrap_or(usize::MAX)
}

/// A number with commas between groups of three digits.
fn number(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The type of a schema, ignoring null.
fn kind_of(schema: &Schema) -> Option<&str> {
    match &schema["type"] {
        Schema::String(kind) => Some(kind),
        Schema::Array(kinds) => {
            kinds.iter().filter_map(Schema::as_str).find(|kind| *kind != "null")
        }
        _ => None,
    }
}

/// The values of an enumeration.
fn words_of(schema: &Schema) -> Option<Vec<&str>> {
    if let Some(words) = schema["enum"].as_array() {
        return Some(words.iter().filter_map(Schema::as_str).collect());
    }
    let choices = schema["oneOf"].as_array()?;
    Some(choices.iter().filter_map(|choice| choice["const"].as_str()).collect())
}

fn is_plain(node: &Node) -> bool {
    matches!(node.value, Value::Scalar { style: ScalarStyle::Plain, .. })
}

/// An absent value, or one of the spellings of null (YAML 1.2, section 10.3.2).
fn is_null(node: &Node) -> bool {
    matches!(&node.value, Value::Scalar { text, style: ScalarStyle::Plain }
        if matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL"))
}

fn last_key(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
