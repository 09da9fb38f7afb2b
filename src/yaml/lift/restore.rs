//! Puts the texts that were taken out of a document back in place of their marks.
//!
//! This is a layer between serde and the YAML library. It wraps each part through which texts reach
//! a value, and examines only texts and the lengths of lists. It fails if these exceed their
//! bounds, and may fail where parsing without it would not. The only change that it makes is to the
//! ends of one-line texts.

use std::cell::RefCell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;

use super::MARK;
use crate::limits::{self, Limit};

/// The texts by the numbers in their marks; `None` for those that were put back.
pub(super) struct Texts(RefCell<Vec<Option<String>>>);

impl Texts {
    pub(super) fn new(texts: Vec<String>) -> Self {
        Self(RefCell::new(texts.into_iter().map(Some).collect()))
    }

    /// Whether every text was put back.
    pub(super) fn are_used_up(&self) -> bool {
        self.0.borrow().iter().all(Option::is_none)
    }

    /// The text that `mark` replaces.
    fn take(&self, mark: &str) -> Option<String> {
        let number: usize = mark.strip_prefix(MARK)?.parse().ok()?;
        self.0.borrow_mut().get_mut(number)?.take()
    }
}

/// A deserializer, a visitor or another part of parsing, with the texts to put back.
pub(super) struct WithTexts<'t, T> {
    pub(super) inner: T,
    pub(super) texts: &'t Texts,
    /// The bounds of the value.
    pub(super) limit: Limit,
}

fn too_long<E: serde::de::Error>() -> E {
    E::custom("longer than it may be")
}

impl<'t, T> WithTexts<'t, T> {
    /// The same texts for another part.
    fn around<U>(&self, inner: U) -> WithTexts<'t, U> {
        WithTexts { inner, texts: self.texts, limit: self.limit }
    }
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for WithTexts<'_, D> {
    type Error = D::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        let visitor = self.around(visitor);
        self.inner.deserialize_any(visitor)
    }

    // Unlike with `deserialize_any`, `502` is a text here.
    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        let visitor = self.around(visitor);
        self.inner.deserialize_str(visitor)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        let visitor = self.around(visitor);
        self.inner.deserialize_string(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        let visitor = self.around(visitor);
        self.inner.deserialize_option(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        let visitor = self.around(visitor);
        self.inner.deserialize_newtype_struct(name, visitor)
    }

    // With `deserialize_any`, a list would be read as a struct, in the order of its fields.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        let visitor = self.around(visitor);
        self.inner.deserialize_struct(name, fields, visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        let visitor = self.around(visitor);
        self.inner.deserialize_map(visitor)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        let visitor = self.around(visitor);
        self.inner.deserialize_seq(visitor)
    }

    // A variant is a name, never a long text.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.inner.deserialize_enum(name, variants, visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf unit unit_struct
        tuple tuple_struct identifier ignored_any
    }
}

impl<'de, V: Visitor<'de>> Visitor<'de> for WithTexts<'_, V> {
    type Value = V::Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.expecting(formatter)
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<V::Value, E> {
        let lines = self.limit.lines;
        match self.texts.take(text) {
            Some(mut text) if self.limit.fits(&text) => {
                text.truncate(lines.trim(&text).len());
                self.inner.visit_string(text)
            }
            None if self.limit.fits(text) => self.inner.visit_str(lines.trim(text)),
            _ => Err(too_long()),
        }
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<V::Value, E> {
        self.inner.visit_bool(value)
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<V::Value, E> {
        self.inner.visit_i64(value)
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<V::Value, E> {
        self.inner.visit_u64(value)
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<V::Value, E> {
        self.inner.visit_f64(value)
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<V::Value, E> {
        self.inner.visit_unit()
    }

    fn visit_none<E: serde::de::Error>(self) -> Result<V::Value, E> {
        self.inner.visit_none()
    }

    fn visit_some<D: Deserializer<'de>>(self, value: D) -> Result<V::Value, D::Error> {
        let value = self.around(value);
        self.inner.visit_some(value)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, value: D) -> Result<V::Value, D::Error> {
        let value = self.around(value);
        self.inner.visit_newtype_struct(value)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<V::Value, A::Error> {
        let items = Items { items: self.around(items), count: 0 };
        self.inner.visit_seq(items)
    }

    fn visit_map<A: MapAccess<'de>>(self, pairs: A) -> Result<V::Value, A::Error> {
        let pairs = Pairs { keys: self.around(pairs), most: self.limit.items, count: 0 };
        self.inner.visit_map(pairs)
    }
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for WithTexts<'_, S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, value: D) -> Result<S::Value, D::Error> {
        let value = self.around(value);
        self.inner.deserialize(value)
    }
}

/// A list, whose items are counted.
struct Items<'t, A> {
    items: WithTexts<'t, A>,
    count: usize,
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for Items<'_, A> {
    type Error = A::Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, A::Error> {
        let seed = self.items.around(seed);
        let item = self.items.inner.next_element_seed(seed)?;
        self.count += usize::from(item.is_some());
        if self.count > self.items.limit.most() { Err(too_long()) } else { Ok(item) }
    }
}

/// The keys and values of a mapping, which are counted.
struct Pairs<'t, A> {
    keys: WithTexts<'t, A>,
    /// The most keys; 0 for any number.
    most: usize,
    count: usize,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Pairs<'_, A> {
    type Error = A::Error;

    // Only values have marks, and the key determines their maximum length.
    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, A::Error> {
        let Some(key) = self.keys.inner.next_key::<String>()? else { return Ok(None) };
        self.count += 1;
        if self.most > 0 && self.count > self.most {
            return Err(too_long());
        }
        self.keys.limit = limits::of(&key);
        seed.deserialize(key.into_deserializer()).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        let seed = self.keys.around(seed);
        self.keys.inner.next_value_seed(seed)
    }
}
