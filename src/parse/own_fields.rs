//! The fields that site.yaml declares: parsing their values, and their JSON Schema.

use std::fmt;
use std::sync::LazyLock;

use schemars::Schema;
use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeSeed, Error as _, IntoDeserializer, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::json;

use super::front_matter::{ArticleFront, MARKDOWN_KEYS};
use super::own_values::OwnValue;
use crate::config::{FieldKind, OwnField, OwnFields};
use crate::date::Date;
use crate::limits::{Lines, ONE_LINE};
use crate::yaml::{self, Mistake};

/// Parses the front matter of an article that may contain a site's own fields.
#[derive(Clone, Copy)]
struct FrontSeed<'a>(&'a OwnFields);

impl<'de> DeserializeSeed<'de> for FrontSeed<'_> {
    type Value = ArticleFront;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<ArticleFront, D::Error> {
        if self.0.is_empty() {
            ArticleFront::deserialize(deserializer)
        } else {
            deserializer.deserialize_map(self)
        }
    }
}

impl<'de> Visitor<'de> for FrontSeed<'_> {
    type Value = ArticleFront;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("front matter")
    }

    fn visit_map<A: MapAccess<'de>>(self, keys: A) -> Result<ArticleFront, A::Error> {
        let fields = self.0;
        let mut found = Vec::new();
        let others = Others { keys, fields, found: &mut found };
        let mut front = ArticleFront::deserialize(MapAccessDeserializer::new(others))?;
        let is_missing = |index| !found.iter().any(|(one, ..)| *one == index);
        let mut required = fields.iter().enumerate().filter(|(_, (_, field))| field.required);
        if let Some((_, (name, _))) = required.find(|(index, _)| is_missing(*index)) {
            return Err(A::Error::custom(format_args!("`{name}` is missing")));
        }
        found.sort_by_key(|(index, ..)| *index);
        front.own = found.into_iter().map(|(_, name, value)| (name, value)).collect();
        Ok(front)
    }
}

/// The keys of a mapping that the site does not declare. Declared ones are taken out on the way.
struct Others<'a, A> {
    keys: A,
    fields: &'a OwnFields,
    /// Declared fields: their indexes, names and values.
    found: &'a mut Vec<(usize, String, OwnValue)>,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Others<'_, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        while let Some(name) = self.keys.next_key::<String>()? {
            let Some((index, field)) = self.fields.find(&name) else {
                return seed.deserialize(name.into_deserializer()).map(Some);
            };
            if self.found.iter().any(|(one, ..)| *one == index) {
                return Err(A::Error::custom("the same key twice"));
            }
            let value = self.keys.next_value_seed(ValueSeed(field))?;
            self.found.push((index, name, value));
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.keys.next_value_seed(seed)
    }
}

/// Parses a value of this field.
struct ValueSeed<'a>(&'a OwnField);

impl<'de> DeserializeSeed<'de> for ValueSeed<'_> {
    type Value = OwnValue;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<OwnValue, D::Error> {
        Ok(match self.0.kind {
            FieldKind::Text => OwnValue::Text(one_line(String::deserialize(deserializer)?)?),
            FieldKind::Number => {
                let text = String::deserialize(deserializer)?;
                if !yaml::is_decimal(&text) {
                    return Err(D::Error::custom("not a number"));
                }
                OwnValue::Number(text)
            }
            FieldKind::Date => OwnValue::Date(Date::deserialize(deserializer)?),
            FieldKind::Choice => {
                let text = String::deserialize(deserializer)?;
                if !self.0.values.contains(&text) {
                    return Err(D::Error::custom("not one of the values"));
                }
                OwnValue::Choice(text)
            }
            FieldKind::YesNo => OwnValue::YesNo(bool::deserialize(deserializer)?),
            FieldKind::List => {
                let texts: Vec<String> = Vec::deserialize(deserializer)?;
                OwnValue::List(texts.into_iter().map(one_line).collect::<Result<_, _>>()?)
            }
        })
    }
}

fn one_line<E: serde::de::Error>(mut text: String) -> Result<String, E> {
    text.truncate(Lines::One.trim(&text).len());
    if text.contains('\n') { Err(E::custom("more than one line")) } else { Ok(text) }
}

/// Parses the front matter of an article that may contain the site's own `fields`.
///
/// # Errors
/// All mistakes in the text, in order.
pub fn decode(text: &str, fields: &OwnFields) -> Result<ArticleFront, Vec<Mistake>> {
    yaml::decode_with(text, FrontSeed(fields), MARKDOWN_KEYS, || front_schema(fields))
}

/// The usable part of front matter with mistakes; `None` if it is not YAML.
pub(super) fn decode_what_fits(text: &str, fields: &OwnFields) -> Option<ArticleFront> {
    yaml::decode_what_fits_with(text, FrontSeed(fields), &front_schema(fields))
}

/// The JSON Schema of an article's front matter on a site with `fields`.
fn front_schema(fields: &OwnFields) -> serde_json::Value {
    // Generating it takes longer than parsing an article.
    static ARTICLE: LazyLock<Schema> = LazyLock::new(|| schemars::schema_for!(ArticleFront));
    let mut schema = ARTICLE.clone();
    extend_schema(&mut schema, fields);
    schema.to_value()
}

/// Adds the declared fields to the JSON Schema of an article's front matter.
pub fn extend_schema(schema: &mut Schema, fields: &OwnFields) {
    let line = json!({ "type": "string", "minLength": 1, "pattern": ONE_LINE });
    for (name, field) in fields.iter() {
        let mut value = match field.kind {
            FieldKind::Text => line.clone(),
            FieldKind::Number => json!({ "type": "number" }),
            FieldKind::Date => json!({ "type": "string", "format": "date" }),
            FieldKind::Choice => json!({ "type": "string", "enum": field.values }),
            FieldKind::YesNo => json!({ "type": "boolean" }),
            FieldKind::List => {
                json!({ "type": "array", "items": line })
            }
        };
        if field.required && field.kind == FieldKind::List {
            value["minItems"] = 1.into();
        }
        value["description"] = about(name, field).into();
        schema.ensure_object().entry("properties").or_insert_with(|| json!({}))[name] = value;
        if field.required {
            let required = schema.ensure_object().entry("required").or_insert_with(|| json!([]));
            if let Some(required) = required.as_array_mut() {
                required.push(name.into());
            }
        }
    }
}

/// The description of the field, for messages and editors.
fn about(name: &str, field: &OwnField) -> String {
    format!("“{}”, a field of this site: {}", field.label(name), allowed(field))
}

/// The values that an author may write.
#[must_use]
pub fn allowed(field: &OwnField) -> String {
    match field.kind {
        FieldKind::Text => "a text".to_owned(),
        FieldKind::Number => "a number".to_owned(),
        FieldKind::Date => "a date".to_owned(),
        FieldKind::YesNo => "`true` or `false`".to_owned(),
        FieldKind::List => "a list of texts".to_owned(),
        FieldKind::Choice => {
            let values: Vec<_> = field.values.iter().map(|value| format!("`{value}`")).collect();
            match &values[..] {
                [values @ .., last] if !values.is_empty() => {
                    format!("{} or {last}", values.join(", "))
                }
                values => values.concat(),
            }
        }
    }
}
