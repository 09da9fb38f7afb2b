//! Parses YAML into typed values; if that fails, reports every mistake with its exact place.
//!
//! `serde_yaml` parses valid files: fast, without places, and without their long texts (`lift`),
//! whose letters it would process many times. If it fails, or if YAML may silently read the text
//! differently from what its author meant (`doubt`: `title:` without a value, `Error #5`), the text
//! is parsed again into a tree that keeps places (`node`) and compared with the JSON Schema of the
//! type (`shape`). So the type is the only description of what is allowed. `losses` knows what YAML
//! does to texts.

mod doubt;
mod flow;
mod fold;
mod lift;
mod line;
mod losses;
mod node;
mod shape;
mod syntax;

use std::cell::OnceCell;
use std::collections::HashMap;
use std::marker::PhantomData;
use std::ops::Range;

use schemars::JsonSchema;
use serde::de::{DeserializeOwned, DeserializeSeed};

use crate::diagnostic::{At, Code, Diagnostic, FieldPath, FieldStep, Place};
use crate::limits;
use crate::path::SourcePath;
use crate::text;

use lift::Lifted;
pub use shape::MARKDOWN;
use shape::lossy_number;
pub(crate) use shape::{is_decimal, is_web_address};

/// A mistake in a YAML text, at bytes of that text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// Its kind.
    pub code: Code,
    /// The message.
    pub message: String,
    /// The place, in bytes of the YAML text.
    pub range: Range<usize>,
    /// The help.
    pub help: Vec<String>,
    /// Another place that is involved, with its label.
    pub related: Option<(Range<usize>, String)>,
}

impl Mistake {
    fn new(code: Code, message: impl Into<String>, range: Range<usize>) -> Self {
        Self { code, message: message.into(), range, help: Vec::new(), related: None }
    }

    fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    fn related(mut self, range: Range<usize>, message: impl Into<String>) -> Self {
        self.related = Some((range, message.into()));
        self
    }

    /// The mistake as a diagnostic about `file`, in which the YAML text starts at byte `start`.
    #[must_use]
    pub fn into_diagnostic(self, file: &SourcePath, start: usize) -> Diagnostic {
        let place =
            |range: Range<usize>| Place::bytes(file, range.start + start..range.end + start);
        // What the document as a whole lacks is reported at the opening `---`.
        let whole = self.range == (0..0) && start > 0;
        let main = if whole { Place::bytes(file, 0..start - 1) } else { place(self.range) };
        let mut diagnostic = Diagnostic::new(self.code, self.message, main);
        diagnostic.help = self.help;
        if let Some((range, message)) = self.related {
            diagnostic = diagnostic.related(place(range), message);
        }
        diagnostic
    }
}

/// Parses `text` as a `T`.
///
/// # Errors
/// All mistakes in the text, in order.
pub fn decode<T: DeserializeOwned + JsonSchema>(text: &str) -> Result<T, Vec<Mistake>> {
    decode_with(text, PhantomData::<T>, &[], || schemars::schema_for!(T).to_value())
}

/// The keys of a type whose texts are Markdown ([`MARKDOWN`]), in which line breaks are an ordinary
/// part of a text, even as `\n` in double quotes.
pub(crate) type MarkdownKeys = &'static [&'static str];

/// Parses `text` with `seed`, which accepts what fits `schema`. The texts of the keys `markdown`
/// are Markdown.
///
/// # Errors
/// All mistakes in the text, in order.
pub(crate) fn decode_with<S: for<'t> DeserializeSeed<'t, Value = V> + Copy, V>(
    text: &str,
    seed: S,
    markdown: MarkdownKeys,
    schema: impl FnOnce() -> serde_json::Value,
) -> Result<V, Vec<Mistake>> {
    decode_lifted(text, seed, markdown)
        .map_or_else(|| decode_whole(text, seed, markdown, schema), Ok)
}

/// Parses `text` without its long texts; `None` if that may not be enough.
fn decode_lifted<S: for<'t> DeserializeSeed<'t, Value = V>, V>(
    text: &str,
    seed: S,
    markdown: MarkdownKeys,
) -> Option<V> {
    let lifted = Lifted::of(text, markdown)?;
    let yaml = &lifted.yaml;
    let is_clear = !syntax::may_nest_too_deeply(yaml) && !doubt::is_doubtful(yaml, markdown);
    is_clear.then(|| lifted.read(seed))?
}

fn decode_whole<S: for<'t> DeserializeSeed<'t, Value = V> + Copy, V>(
    text: &str,
    seed: S,
    markdown: MarkdownKeys,
    schema: impl FnOnce() -> serde_json::Value,
) -> Result<V, Vec<Mistake>> {
    // The scanner under serde_yaml takes time quadratic in the nesting depth, and copies an
    // anchored value for each of its aliases. A text with either of them is in doubt.
    let is_clear = !syntax::may_nest_too_deeply(text) && !doubt::is_doubtful(text, markdown);
    let folded = || fold::without_breaks(text);
    if let Some(value) = is_clear.then(|| Lifted::nothing(&folded()).read(seed)).flatten() {
        return Ok(value);
    }
    let mistakes = mistakes(text, schema);
    if !mistakes.is_empty() {
        return Err(mistakes);
    }
    if let Some(value) = Lifted::nothing(&folded()).read(seed) {
        return Ok(value);
    }
    seed.deserialize(serde_yaml::Deserializer::from_str(&folded())).map_err(|error| {
        let at = error.location().map_or(0, |location| location.index());
        let at = (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        vec![Mistake::new(Code::BadValue, error.to_string(), at..at)]
    })
}

/// A schema with the bounds of all values.
fn bounded(mut schema: serde_json::Value) -> serde_json::Value {
    limits::write(&mut schema);
    schema
}

/// All mistakes in a text, in order.
fn mistakes(text: &str, schema: impl FnOnce() -> serde_json::Value) -> Vec<Mistake> {
    let controls = text::say_controls(text);
    if !controls.is_empty() {
        let say = |(range, message, help): (Range<usize>, String, &str)| {
            Mistake::new(Code::ControlCharacter, message, range).help(help)
        };
        return controls.into_iter().map(say).collect();
    }
    match node::read(text) {
        Ok(node) => {
            // One wrong line can garble the whole text.
            let cause = syntax::torn_apart(text, &node);
            if cause.is_empty() { shape::check(text, &node, &bounded(schema())) } else { cause }
        }
        Err(mistake) => vec![syntax::in_plain_words(text, *mistake)],
    }
}

/// A text in the kind of quotes that needs the fewest escapes.
#[must_use]
pub fn quoted(text: &str) -> String {
    if text.contains(['"', '\\']) {
        format!("'{}'", text.replace('\'', "''"))
    } else {
        format!("\"{text}\"")
    }
}

/// A text as a list item, in quotes if it may need them.
#[must_use]
pub fn item(text: &str) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || " ./+_-".contains(letter);
    let is_safe = text.starts_with(char::is_alphabetic) && text.chars().all(is_plain);
    if is_safe { text.to_owned() } else { quoted(text) }
}

/// A text in quotes for a help message; `None` if it is too long for one.
fn quote_all(text: &str) -> Option<String> {
    let text = text.trim();
    (text.chars().count() <= 80 && !text.contains('\n')).then(|| quoted(text))
}

/// The end of the line that contains byte `at`.
fn line_end(text: &str, at: usize) -> usize {
    let end = text[at..].find('\n').map_or(text.len(), |newline| at + newline);
    at + text[at..end].trim_end_matches('\r').len()
}

/// The part of `text` that fits `T`, with mistaken values left out or replaced by fillers; `None`
/// if it is not YAML at all. This serves to find the other mistakes of a document in the same run.
#[must_use]
pub fn decode_what_fits<T: DeserializeOwned + JsonSchema>(text: &str) -> Option<T> {
    decode_what_fits_with(text, PhantomData::<T>, &schemars::schema_for!(T).to_value())
}

/// The part of `text` that fits `schema`, parsed with `seed`; see [`decode_what_fits`].
#[must_use]
pub(crate) fn decode_what_fits_with<S: for<'t> DeserializeSeed<'t, Value = V>, V>(
    text: &str,
    seed: S,
    schema: &serde_json::Value,
) -> Option<V> {
    let value = shape::fitting(text, &node::read(text).ok()?, &bounded(schema.clone()));
    seed.deserialize(value?).ok()
}

/// Finds many places in a YAML text, parsing each part of it at most once.
pub struct FieldPlaces<'t> {
    text: &'t str,
    /// The parts parsed so far, by top-level key; `None` if the whole document is needed.
    parts: HashMap<String, Option<Part>>,
    whole: OnceCell<Option<Part>>,
    /// The texts in which parts were found, and their places.
    written: HashMap<FieldPath, Option<node::Scalar>>,
}

/// A part of a text that is itself a mapping, and where it starts.
struct Part {
    start: usize,
    tree: node::Node,
}

impl<'t> FieldPlaces<'t> {
    /// Places in `text`.
    #[must_use]
    pub fn of(text: &'t str) -> Self {
        Self { text, parts: HashMap::new(), whole: OnceCell::new(), written: HashMap::new() }
    }

    /// The bytes of the text that `at` refers to; `None` if the text has no such place.
    pub fn find(&mut self, at: &At) -> Option<Range<usize>> {
        let path = match at {
            At::File | At::Bytes(_) => return None,
            At::Key(path) | At::Value(path) | At::Text(path, _) => path,
        };
        if let At::Text(_, part) = at {
            if !self.written.contains_key(path) {
                let text = self.text;
                let written = self.part(path).and_then(|Part { start, tree }| {
                    Some(tree.find(path)?.written(&text[*start..])?.behind(*start))
                });
                self.written.insert(path.clone(), written);
            }
            return self.written.get(path)?.as_ref()?.source_of(part);
        }
        let Part { start, tree } = self.part(path)?;
        let value = || Some(tree.find(path)?.range.clone());
        let range = match at {
            At::Key(path) => tree.find_key(path).or_else(value),
            _ => value(),
        }?;
        Some(range.start + start..range.end + start)
    }

    /// The part that contains a value. Front matter is mostly long texts, so parsing only what is
    /// under one key takes a fraction of the time.
    fn part(&mut self, path: &FieldPath) -> Option<&Part> {
        let key = match path.steps().first() {
            Some(FieldStep::Key(key)) => key.as_ref(),
            _ => "",
        };
        if !self.parts.contains_key(key) {
            let lines = lines_under(self.text, key);
            let part = lines.and_then(|lines| Part::read(self.text, lines));
            self.parts.insert(key.to_owned(), part.filter(|part| part.tree.has_only(key)));
        }
        let whole =
            || self.whole.get_or_init(|| Part::read(self.text, 0..self.text.len())).as_ref();
        self.parts.get(key)?.as_ref().or_else(whole)
    }
}

impl Part {
    fn read(text: &str, lines: Range<usize>) -> Option<Self> {
        Some(Self { start: lines.start, tree: node::read(&text[lines]).ok()? })
    }
}

/// The lines of a top-level value; `None` if they cannot be determined without parsing.
fn lines_under(text: &str, key: &str) -> Option<Range<usize>> {
    let mut at = 0;
    let mut found: Option<Range<usize>> = None;
    let mut is_inside = false;
    for line in text.split_inclusive('\n') {
        if !line.starts_with([' ', '\t', '-', '#', '\r', '\n']) {
            is_inside = line.strip_prefix(key).is_some_and(|rest| rest.starts_with(':'));
            if is_inside && found.replace(at..at).is_some() {
                return None;
            }
        }
        at += line.len();
        if let Some(found) = found.as_mut().filter(|_| is_inside) {
            found.end = at;
        }
    }
    found
}

#[cfg(test)]
mod tests;
