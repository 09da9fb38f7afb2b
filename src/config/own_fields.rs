//! `fields` of site.yaml: the fields of articles that a site declares for itself.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::diagnostic::{Code, Diagnostic, FieldPath, Place};
use crate::path::SourcePath;

/// The keys that errhub itself defines in the front matter of an article.
pub const ARTICLE_KEYS: &[&str] = &[
    "title",
    "code",
    "messages",
    "seen_as",
    "not_seen_as",
    "applies_to",
    "description",
    "quick_answer",
    "methods",
    "faq",
    "sources",
    "related",
    "author",
    "image",
    "published",
    "updated",
    "reviewed",
    "aliases",
    "callouts",
    "draft",
];

/// The names of the filters that every list has.
const FILTERS: &[&str] = &["platform", "audience"];

/// The fields that a site declares, in the order of site.yaml.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct OwnFields(Vec<(String, OwnField)>);

/// A field that a site declares for its articles.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnField {
    /// What its values are.
    #[serde(rename = "type")]
    pub kind: FieldKind,
    /// The values of a choice, in the order in which filters offer them.
    #[serde(default)]
    pub values: Vec<String>,
    /// What pages call it; by default its name.
    #[serde(default)]
    pub label: Option<String>,
    /// Whether every article needs it.
    #[serde(default)]
    pub required: bool,
    /// Where the page of an article shows it.
    #[serde(default)]
    pub show: Show,
    /// What pages call the values of a choice, in a translation.
    #[serde(skip)]
    pub texts: BTreeMap<String, String>,
}

/// The words of a field in one language.
#[derive(Debug, Clone, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FieldWords {
    /// What pages call the field; by default what they call it in the main language.
    #[serde(default)]
    pub label: Option<String>,
    /// What pages call the values of a choice, by value; others are shown as they are written.
    #[serde(default)]
    pub values: BTreeMap<String, String>,
}

/// What the values of a field are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FieldKind {
    /// One line of text.
    Text,
    /// A decimal number.
    Number,
    /// A date.
    Date,
    /// One of a few values.
    Choice,
    /// `true` or `false`.
    YesNo,
    /// A list of texts.
    List,
}

/// Where the page of an article shows a field.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Show {
    /// Nowhere, except in templates of the site's own.
    #[default]
    None,
    /// As a badge above the heading.
    Badge,
    /// Among the facts below the heading.
    Facts,
}

impl OwnFields {
    /// The fields and their names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &OwnField)> + Clone {
        self.0.iter().map(|(name, field)| (name.as_str(), field))
    }

    /// The same fields with the labels of another language. None is required there: a translation
    /// takes them from its original.
    #[must_use]
    pub fn in_words(&self, words: &BTreeMap<String, FieldWords>) -> Self {
        let mut fields = self.clone();
        for (name, field) in &mut fields.0 {
            field.required = false;
            if let Some(FieldWords { label, values }) = words.get(name) {
                field.label = label.clone().or(field.label.take());
                field.texts.clone_from(values);
            }
        }
        fields
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The index and declaration of the field `name`.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<(usize, &OwnField)> {
        self.iter()
            .enumerate()
            .find_map(|(index, (one, field))| (one == name).then_some((index, field)))
    }

    /// The field at an index.
    #[must_use]
    pub fn at(&self, index: usize) -> Option<(&str, &OwnField)> {
        self.0.get(index).map(|(name, field)| (name.as_str(), field))
    }
}

impl OwnField {
    /// What pages call the field `name`.
    #[must_use]
    pub fn label<'a>(&'a self, name: &'a str) -> &'a str {
        self.label.as_deref().unwrap_or(name)
    }

    /// What pages call the value `value` of a choice.
    #[must_use]
    pub fn text<'a>(&'a self, value: &'a str) -> &'a str {
        self.texts.get(value).map_or(value, String::as_str)
    }

    /// Whether lists of articles can be filtered by it.
    #[must_use]
    pub fn is_filter(&self) -> bool {
        self.kind == FieldKind::Choice && self.show != Show::None
    }
}

impl<'de> Deserialize<'de> for OwnFields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = OwnFields;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a mapping of names and fields")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<OwnFields, A::Error> {
                let mut fields = OwnFields::default();
                while let Some((name, field)) = map.next_entry::<String, OwnField>()? {
                    if fields.find(&name).is_some() {
                        return Err(A::Error::custom("the same field twice"));
                    }
                    fields.0.push((name, field));
                }
                Ok(fields)
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}

impl Serialize for OwnFields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl JsonSchema for OwnFields {
    fn schema_name() -> Cow<'static, str> {
        "OwnFields".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let field = generator.subschema_for::<OwnField>();
        json_schema!({ "type": "object", "additionalProperties": field })
    }
}

/// Reports declarations that cannot work.
pub(super) fn check(fields: &OwnFields, file: &SourcePath) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for (name, field) in fields.iter() {
        let path = FieldPath::from("fields").key(name.to_owned());
        let key = Place::key(file, path.clone());
        let bad = |message: String, place: Place, help: &str| {
            Diagnostic::new(Code::BadValue, message, place).help(help)
        };
        if ARTICLE_KEYS.contains(&name) || FILTERS.contains(&name) {
            let message = if ARTICLE_KEYS.contains(&name) {
                format!("`{name}` is a field that every errhub site has")
            } else {
                format!("`{name}` is the name of a filter that every list has")
            };
            let diagnostic = Diagnostic::new(Code::TakenFieldName, message, key);
            diagnostics.push(diagnostic.help(format!(
                "choose another name, such as `our_{name}`, here and in the articles that use it"
            )));
        } else if !is_name(name) {
            let message = format!("`{name}` does not work as the name of a field");
            let help = "write lower-case letters, digits, `_` and `-`, with a letter first, such as \
                        `severity`; `label` is what pages call it";
            diagnostics.push(bad(message, key.clone(), help));
        }
        let has_values = !field.values.is_empty();
        match field.kind {
            FieldKind::Choice if !has_values => {
                let message = format!("the field `{name}` is a choice, but has no values");
                let help = "list what articles may choose from: `values: [low, high]`";
                diagnostics.push(bad(message, Place::value(file, path.clone().key("type")), help));
            }
            FieldKind::Choice => {}
            _ if has_values => {
                let message = format!("the field `{name}` has values, but is not a choice");
                let help = "write `type: choice`, or remove `values`";
                diagnostics.push(bad(message, Place::key(file, path.clone().key("values")), help));
            }
            _ => {}
        }
        for (index, value) in field.values.iter().enumerate() {
            if let Some(first) = field.values[..index].iter().position(|other| other == value) {
                let place = |index| Place::value(file, path.clone().key("values").index(index));
                let message = format!("the value `{value}` is listed twice");
                let diagnostic = bad(message, place(index), "remove one of them");
                diagnostics.push(diagnostic.related(place(first), "the first one"));
            }
        }
    }
    diagnostics
}

/// A name that works as a key in YAML, in addresses, in HTML attributes and in templates.
fn is_name(name: &str) -> bool {
    let is_fit =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-".contains(&byte);
    name.starts_with(|first: char| first.is_ascii_lowercase()) && name.bytes().all(is_fit)
}
