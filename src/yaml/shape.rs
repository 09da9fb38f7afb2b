//! Holds a YAML tree against the JSON Schema of a type, and says everything that does not fit.
//!
//! The schema is made from the Rust type (schemars), so it is the part of JSON Schema (2020-12)
//! that schemars writes: `$ref`, `anyOf`, `oneOf` of constants, `properties`, `required`,
//! `additionalProperties`, `items`, `type`, `format`, `minimum`, `minLength`.

use std::ops::Range;

use saphyr_parser::ScalarStyle;
use serde_json::Value as Schema;

use super::Mistake;
use super::node::{Node, Value};
use crate::date::{Date, DateError};
use crate::diagnostic::{Code, did_you_mean};

/// The `format` of a string that is Markdown.
pub const MARKDOWN: &str = "markdown";

/// Every way in which `node` does not fit `schema`, by place.
pub(super) fn check(node: &Node, schema: &Schema) -> Vec<Mistake> {
    let mut checker = Checker { root: schema, mistakes: Vec::new() };
    checker.value(node, schema, &Owner { name: String::new(), key: 0..0, required: true });
    checker.mistakes.sort_by_key(|mistake| mistake.range.start);
    checker.mistakes
}

/// What of `node` fits `schema`, as JSON: mistaken values are left out where they are optional, and
/// replaced by a filler where they are required. `None` where nothing of it can stay.
pub(super) fn fitting(node: &Node, schema: &Schema) -> Option<Schema> {
    fit(node, schema, schema)
}

fn fit(node: &Node, schema: &Schema, root: &Schema) -> Option<Schema> {
    let checker = Checker { root, mistakes: Vec::new() };
    let schema = checker.resolve(schema);
    match (&node.value, kind_of(schema)) {
        (Value::Map(pairs), Some("object")) => {
            let mut members = serde_json::Map::new();
            for (name, schema) in schema["properties"].as_object()? {
                let value = pairs.iter().find(|(key, _)| key.text() == Some(name));
                if let Some(value) = value.and_then(|(_, value)| fit(value, schema, root)) {
                    members.insert(name.clone(), value);
                }
            }
            for name in
                schema["required"].as_array().into_iter().flatten().filter_map(Schema::as_str)
            {
                if !members.contains_key(name) {
                    members.insert(
                        name.to_owned(),
                        filler(checker.resolve(&schema["properties"][name])),
                    );
                }
            }
            Some(Schema::Object(members))
        }
        (Value::List(items), Some("array")) => {
            Some(items.iter().filter_map(|item| fit(item, &schema["items"], root)).collect())
        }
        (Value::Scalar { text, .. }, kind) => {
            let mut checker = Checker { root, mistakes: Vec::new() };
            checker.value(node, schema, &Owner { name: String::new(), key: 0..0, required: true });
            let is_text = !matches!(kind, Some("integer" | "boolean"));
            let value = if is_text {
                Schema::String(text.clone())
            } else {
                serde_json::from_str(text).ok()?
            };
            checker.mistakes.is_empty().then_some(value)
        }
        _ => None,
    }
}

/// Something that a required field of this schema accepts.
fn filler(schema: &Schema) -> Schema {
    match (kind_of(schema), schema["format"].as_str()) {
        (Some("array"), _) => Schema::Array(Vec::new()),
        // The last day of the calendar: no other date of the article can contradict it.
        (Some("string"), Some("date")) => "9999-12-31".into(),
        (Some("string"), Some("uri")) => "https://example.com/".into(),
        _ => "…".into(),
    }
}

struct Checker<'a> {
    root: &'a Schema,
    mistakes: Vec<Mistake>,
}

/// What a value belongs to, for messages.
struct Owner {
    /// `methods[2].title`; empty for the whole document.
    name: String,
    key: Range<usize>,
    /// Whether the document cannot do without it.
    required: bool,
}

impl Owner {
    /// What to do about a value that is not there.
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
        let schema = self.resolve(schema);
        if let Some(choices) = schema["anyOf"].as_array() {
            return self.any_of(node, choices, owner);
        }
        if let Some(words) = words_of(schema) {
            return self.one_of(node, &words, owner);
        }
        if is_null(node) {
            let place = if node.range.is_empty() { owner.key.clone() } else { node.range.clone() };
            self.say(
                Mistake::new(Code::EmptyValue, format!("{} has no value", owner.describe()), place)
                    .help(owner.fill()),
            );
            return;
        }
        match kind_of(schema) {
            Some("object") => self.object(node, schema, owner),
            Some("array") => self.array(node, schema, owner),
            Some("string") => self.string(node, schema, owner),
            Some("integer") => self.integer(node, schema, owner),
            Some("boolean") => self.boolean(node, owner),
            _ => {}
        }
    }

    /// A value that may have several shapes is held against the one it looks like.
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
            return self.wrong_type(node, "a mapping of keys and values", owner);
        };
        let properties = schema["properties"].as_object();
        let known: Vec<&str> =
            properties.map(|all| all.keys().map(String::as_str).collect()).unwrap_or_default();
        let mut seen: Vec<(&str, Range<usize>)> = Vec::new();
        for (key, value) in pairs {
            let Some(name) = key.text() else {
                self.wrong_type(key, "a plain key", owner);
                continue;
            };
            if let Some((_, first)) = seen.iter().find(|(other, _)| *other == name) {
                let mistake = Mistake::new(
                    Code::DuplicateKey,
                    format!("`{name}` is here twice"),
                    key.range.clone(),
                )
                .help("keep one of them; YAML would silently drop the other")
                .related(first.clone(), "the first one");
                self.say(mistake);
                continue;
            }
            seen.push((name, key.range.clone()));
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
                None => self.unknown_key(name, key, &known, &seen, owner),
            }
        }
        let required = schema["required"].as_array().map(Vec::as_slice).unwrap_or_default();
        for name in required.iter().filter_map(Schema::as_str) {
            if seen.iter().any(|(key, _)| *key == name) {
                continue;
            }
            // A misspelt key is one mistake, not two.
            let misspelt = seen.iter().any(|(key, _)| {
                !known.contains(key) && did_you_mean(key, known.iter().copied()) == Some(name)
            });
            if !misspelt {
                self.missing(name, node, schema, owner);
            }
        }
    }

    fn unknown_key(
        &mut self,
        name: &str,
        key: &Node,
        known: &[&str],
        seen: &[(&str, Range<usize>)],
        owner: &Owner,
    ) {
        let inside =
            if owner.name.is_empty() { String::new() } else { format!(" in {}", owner.describe()) };
        let mistake = Mistake::new(
            Code::UnknownKey,
            format!("unknown key `{name}`{inside}"),
            key.range.clone(),
        );
        let free = known.iter().copied().filter(|key| !seen.iter().any(|(other, _)| other == key));
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
            let mut mistake = Mistake::new(
                Code::WrongType,
                format!("{} must be a list, not {}", owner.describe(), kind(node)),
                node.range.clone(),
            );
            mistake = match node.text() {
                Some(text) if !text.contains('\n') => {
                    let quote = if is_plain(node) { "" } else { "\"" };
                    mistake
                        .help(format!("write `{}: [{quote}{text}{quote}]`", last_key(&owner.name)))
                }
                _ => mistake.help("start each item with `- `"),
            };
            return self.say(mistake);
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
        for (index, item) in items.iter().enumerate() {
            let owner = Owner {
                name: format!("{}[{}]", owner.name, index + 1),
                key: item.range.clone(),
                required: false,
            };
            self.value(item, &schema["items"], &owner);
        }
    }

    fn string(&mut self, node: &Node, schema: &Schema, owner: &Owner) {
        let Value::Scalar { text, style } = &node.value else {
            let mistake = Mistake::new(
                Code::WrongType,
                format!("{} must be a text, not {}", owner.describe(), kind(node)),
                node.range.clone(),
            );
            let looks_like_placeholder = matches!(&node.value, Value::Map(_));
            return self.say(if looks_like_placeholder {
                mistake.help("put the text in double quotes, or write it as a `|` block")
            } else {
                mistake.help("write one text instead of several items")
            });
        };
        if text.trim().is_empty() {
            let place = if node.range.is_empty() { owner.key.clone() } else { node.range.clone() };
            return self.say(
                Mistake::new(Code::EmptyValue, format!("{} is empty", owner.describe()), place)
                    .help(owner.fill()),
            );
        }
        if schema["format"] == "date" {
            return self.date(node, text, owner);
        }
        if *style == ScalarStyle::Plain
            && let Some(read) = lossy_number(text)
        {
            return self.say(
                Mistake::new(
                    Code::LossyNumber,
                    format!("YAML reads `{text}` as the number {read}, which loses its spelling"),
                    node.range.clone(),
                )
                .help(format!("write it in quotes: \"{text}\"")),
            );
        }
        if text.starts_with(['“', '”', '„', '‘', '«'])
            && text.ends_with(['“', '”', '’', '»'])
            && *style == ScalarStyle::Plain
        {
            return self.say(
                Mistake::new(
                    Code::SmartQuotes,
                    format!(
                        "{} stands in typographic quotes, which YAML keeps as part of the text",
                        owner.describe()
                    ),
                    node.range.clone(),
                )
                .help("use straight quotes: \"…\""),
            );
        }
        if schema["format"] == "uri" && !is_web_address(text) {
            self.say(
                Mistake::new(
                    Code::BadValue,
                    format!("{} is no web address: `{text}`", owner.describe()),
                    node.range.clone(),
                )
                .help(
                    if is_web_address(&format!("https://{text}")) && text.contains('.') {
                        format!("did you mean `https://{text}`?")
                    } else {
                        "write a whole address, such as https://example.com/page".to_owned()
                    },
                ),
            );
        }
    }

    fn date(&mut self, node: &Node, text: &str, owner: &Owner) {
        let Err(error) = text.parse::<Date>() else { return };
        let message = match error {
            DateError::Spelling => format!("{} is not a date: `{text}`", owner.describe()),
            DateError::NoSuchDay => {
                format!("{} is no day of the calendar: `{text}`", owner.describe())
            }
        };
        let help = match error {
            DateError::Spelling => "write year, month and day: 2026-04-02",
            DateError::NoSuchDay => "check the month (01 to 12) and the day",
        };
        self.say(Mistake::new(Code::BadDate, message, node.range.clone()).help(help));
    }

    fn integer(&mut self, node: &Node, schema: &Schema, owner: &Owner) {
        let number = match &node.value {
            Value::Scalar { text, style: ScalarStyle::Plain } => text.parse::<i64>().ok(),
            _ => None,
        };
        let Some(number) = number else { return self.wrong_type(node, "a whole number", owner) };
        let least = schema["minimum"].as_i64();
        let most = schema["maximum"].as_i64();
        if least.is_some_and(|least| number < least) || most.is_some_and(|most| number > most) {
            let range = match (least, most) {
                (Some(least), Some(most)) => format!("from {least} to {most}"),
                (Some(least), None) => format!("{least} or more"),
                _ => "smaller".into(),
            };
            self.say(
                Mistake::new(
                    Code::BadValue,
                    format!("{} cannot be {number}", owner.describe()),
                    node.range.clone(),
                )
                .help(format!("write a whole number, {range}")),
            );
        }
    }

    fn boolean(&mut self, node: &Node, owner: &Owner) {
        let plain = matches!(&node.value, Value::Scalar { text, style: ScalarStyle::Plain } if matches!(text.as_str(), "true" | "false"));
        if !plain {
            self.wrong_type(node, "`true` or `false`", owner);
        }
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

/// The one type of a schema, null aside.
fn kind_of(schema: &Schema) -> Option<&str> {
    match &schema["type"] {
        Schema::String(kind) => Some(kind),
        Schema::Array(kinds) => {
            kinds.iter().filter_map(Schema::as_str).find(|kind| *kind != "null")
        }
        _ => None,
    }
}

/// The words of an enumeration.
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

/// How YAML's core schema (1.2, section 10.3.2) would print `text` if it read it as a number and
/// printed it again; `None` where it is no number or keeps its spelling.
pub(super) fn lossy_number(text: &str) -> Option<String> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    let radix = |prefix: &str, radix: u32| {
        let digits = digits.strip_prefix(prefix)?;
        let number = u128::from_str_radix(digits, radix).ok()?;
        (!digits.starts_with('+')).then(|| number.to_string())
    };
    if let Some(number) = radix("0x", 16).or_else(|| radix("0o", 8)) {
        return Some(number);
    }
    let number_like = digits
        .bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'+' | b'-'));
    if !number_like {
        return None;
    }
    let printed = if digits.bytes().all(|byte| byte.is_ascii_digit()) {
        let digits = digits.trim_start_matches('0');
        let sign = if text.starts_with('-') { "-" } else { "" };
        format!("{sign}{}", if digits.is_empty() { "0" } else { digits })
    } else {
        text.parse::<f64>().ok().filter(|number| number.is_finite())?.to_string()
    };
    (printed != text).then_some(printed)
}

/// Whether `text` is an absolute `http:`, `https:` or `mailto:` address (RFC 3986).
pub(crate) fn is_web_address(text: &str) -> bool {
    let Ok(uri) = fluent_uri::Iri::parse(text) else { return false };
    match uri.scheme().as_str() {
        "http" | "https" => uri.authority().is_some_and(|authority| !authority.host().is_empty()),
        "mailto" => !uri.path().as_str().is_empty(),
        _ => false,
    }
}

fn last_key(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_lose_their_spelling() {
        for (text, read) in [
            ("0x80070035", "2147942453"),
            ("007", "7"),
            ("1.10", "1.1"),
            ("1e3", "1000"),
            ("+1", "1"),
        ] {
            assert_eq!(lossy_number(text).as_deref(), Some(read), "{text}");
        }
        for text in
            ["502", "-7", "0", "1.5", "10.0.0.1", "0xZZ", "DNS", "0x", "502 Bad", "2026-01-01"]
        {
            assert_eq!(lossy_number(text), None, "{text}");
        }
    }
}
