//! Parses the YAML that front matter consists of once its long texts are taken out.
//!
//! The YAML library scans each letter several times. Here each line is a key, an item or both, as
//! `yaml/line` sees it; anything else is left to the library, and so is everything that might be
//! more than a text, a whole number, `true` or `false`.

use std::borrow::Cow;
use std::iter::Peekable;

use serde::de::value::{Error, MapDeserializer, SeqDeserializer, StrDeserializer};
use serde::de::{Deserializer, Error as _, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

use super::quoted;
use crate::yaml::flow;
use crate::yaml::line::Line;

/// A value, borrowed from its document.
#[derive(Debug)]
pub(super) enum Value<'y> {
    /// A text in quotes.
    Quoted(Cow<'y, str>),
    /// A text without quotes, which may represent something else.
    Plain(&'y str),
    List(Vec<Value<'y>>),
    Map(Vec<(&'y str, Value<'y>)>),
}

/// The value of a document; `None` if only the YAML library can tell.
pub(super) fn parse(yaml: &str) -> Option<Value<'_>> {
    let mut lines = yaml.lines().map(Line::read).peekable();
    let column = lines.peek()?.indent;
    let value = block(&mut lines, column)?;
    // A line that belongs to no block makes the document invalid, or continues a text.
    lines.next().is_none().then_some(value)
}

/// The list or mapping at this column.
fn block<'y>(
    lines: &mut Peekable<impl Iterator<Item = Line<'y>>>,
    column: usize,
) -> Option<Value<'y>> {
    if !lines.peek()?.is_item() {
        let first = lines.next()?;
        return map(lines, first);
    }
    let mut items = Vec::new();
    while let Some(line) = lines.next_if(|line| line.indent == column && line.is_item()) {
        // A list in a list may begin on the same line.
        if !line.is_item_at(column) {
            return None;
        }
        items.push(if line.rest.is_empty() {
            let inner = lines.peek()?.indent;
            if inner <= column {
                return None;
            }
            block(lines, inner)?
        } else if line.value()?.0 == column {
            scalar(line.rest)?
        } else {
            map(lines, line)?
        });
    }
    Some(Value::List(items))
}

/// The mapping that begins on the line `first`, at the column of its key.
fn map<'y>(
    lines: &mut Peekable<impl Iterator<Item = Line<'y>>>,
    first: Line<'y>,
) -> Option<Value<'y>> {
    let (column, _) = first.value()?;
    let mut pairs = Vec::new();
    let mut line = first;
    loop {
        let (_, value) = line.value()?;
        let key = line.key();
        if !is_key(key) || !line.rest[key.len()..].starts_with(':') {
            return None;
        }
        let value = if value.is_empty() {
            let next = lines.peek()?;
            let is_inside = next.indent > column || next.indent == column && next.is_item();
            let inner = next.indent;
            if is_inside { block(lines, inner)? } else { return None }
        } else {
            scalar(value)?
        };
        pairs.push((key, value));
        let Some(next) = lines.next_if(|next| next.indent == column && !next.is_item()) else {
            return Some(Value::Map(pairs));
        };
        line = next;
    }
}

/// A value on one line.
fn scalar(value: &str) -> Option<Value<'_>> {
    match value.as_bytes().first()? {
        b'"' | b'\'' => Some(Value::Quoted(quoted(value, true)?)),
        b'[' | b'{' => {
            let mut rest = value;
            let value = in_brackets(&mut rest)?;
            rest.is_empty().then_some(value)
        }
        _ => is_plain(value).then_some(Value::Plain(value)),
    }
}

/// The value at the start of `rest`, between brackets.
fn in_brackets<'y>(rest: &mut &'y str) -> Option<Value<'y>> {
    match rest.as_bytes().first()? {
        b'[' => {
            let mut items = Vec::new();
            advance(rest, 1);
            loop {
                items.push(in_brackets(rest)?);
                if !goes_on(rest, b']')? {
                    return Some(Value::List(items));
                }
            }
        }
        b'{' => {
            let mut pairs = Vec::new();
            advance(rest, 1);
            loop {
                let (key, _) = rest.split_once(": ").filter(|(key, _)| is_key(key))?;
                advance(rest, key.len() + 1);
                pairs.push((key, in_brackets(rest)?));
                if !goes_on(rest, b'}')? {
                    return Some(Value::Map(pairs));
                }
            }
        }
        b'"' | b'\'' => {
            let length = flow::quoted(rest)?;
            let text = quoted(&rest[..length], true)?;
            advance(rest, length);
            Some(Value::Quoted(text))
        }
        _ => {
            let length = flow::plain(rest);
            let text = rest[..length].trim_end_matches(' ');
            advance(rest, length);
            is_plain(text).then_some(Value::Plain(text))
        }
    }
}

/// Whether a comma follows, and not the closing bracket; takes either.
fn goes_on(rest: &mut &str, close: u8) -> Option<bool> {
    advance(rest, 0);
    let next = *rest.as_bytes().first()?;
    if next != b',' && next != close {
        return None;
    }
    advance(rest, 1);
    Some(next == b',')
}

/// Skips `length` bytes and the spaces after them.
fn advance(rest: &mut &str, length: usize) {
    *rest = rest[length..].trim_start_matches(' ');
}

/// Whether this is a key and nothing else in YAML.
fn is_key(key: &str) -> bool {
    key.starts_with(|first: char| first.is_ascii_alphabetic())
        && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
        && !is_special(key)
}

/// Whether this text without quotes is complete and no key.
fn is_plain(text: &str) -> bool {
    text.starts_with(char::is_alphanumeric)
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.ends_with(':')
        && !text.eq_ignore_ascii_case("null")
}

/// Whether YAML reads this word as something other than a text.
fn is_special(word: &str) -> bool {
    ["null", "true", "false"].iter().any(|special| word.eq_ignore_ascii_case(special))
}

impl<'de> IntoDeserializer<'de, Error> for Value<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

fn of_another_type() -> Error {
    Error::custom("a value of another type")
}

impl<'de> Deserializer<'de> for Value<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Self::Quoted(text) => visitor.visit_str(&text),
            Self::Plain("true") => visitor.visit_bool(true),
            Self::Plain("false") => visitor.visit_bool(false),
            Self::Plain(text) if text.starts_with(char::is_alphabetic) && !is_special(text) => {
                visitor.visit_str(text)
            }
            Self::Plain(text) => {
                let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
                let number = text.parse::<u64>();
                let number = number.ok().filter(|_| is_number && !text.starts_with('0'));
                visitor.visit_u64(number.ok_or_else(of_another_type)?)
            }
            Self::List(items) => visitor.visit_seq(SeqDeserializer::new(items.into_iter())),
            Self::Map(pairs) => visitor.visit_map(MapDeserializer::new(pairs.into_iter())),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Self::Quoted(text) => visitor.visit_str(&text),
            Self::Plain(text) => visitor.visit_str(text),
            Self::List(_) | Self::Map(_) => Err(of_another_type()),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_map(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Self::Map(_) => self.deserialize_any(visitor),
            _ => Err(of_another_type()),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Self::List(_) => self.deserialize_any(visitor),
            _ => Err(of_another_type()),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self {
            Self::Quoted(text) => visitor.visit_enum(StrDeserializer::new(&text)),
            Self::Plain(text) => visitor.visit_enum(StrDeserializer::new(text)),
            Self::List(_) | Self::Map(_) => Err(of_another_type()),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf unit unit_struct
        tuple tuple_struct identifier ignored_any
    }
}
