//! Takes the long texts out of a YAML document before it is parsed, and puts them back into the
//! value.
//!
//! An article is mostly block scalars (YAML 1.2, section 8.1.2: `body: |`) and sentences on one
//! line, and the YAML library processes each of their letters many times. They are taken out only
//! if every line of the document has a form that cannot be part of anything longer; in doubt, YAML
//! parses everything. This does not depend on the fields that the texts belong to: any type gets
//! the texts where it would have got their marks.

mod restore;

use std::borrow::Cow;
use std::fmt::Write;

use serde::de::DeserializeSeed;

use super::line::{BLANK, Line};
use super::{MarkdownKeys, flow};
use crate::limits::{self, Limit};
use crate::text::{has_controls, is_blank};

use restore::{Texts, WithTexts};

/// A shorter one-line text parses as fast as the mark that would replace it.
const LONG: usize = 24;
/// The start of the number that replaces a text. A document that contains it is not lifted.
const MARK: char = '\u{10fffd}';

/// A document without its long texts.
pub(super) struct Lifted {
    pub(super) yaml: String,
    texts: Vec<String>,
}

impl Lifted {
    /// Takes the texts out; `None` if they cannot be determined without parsing everything, or if
    /// an escape represents more than a character of its text, or than a line break in Markdown.
    pub(super) fn of(text: &str, markdown: MarkdownKeys) -> Option<Self> {
        if has_special(text) {
            return None;
        }
        let mut lifted = Self { yaml: String::with_capacity(text.len() / 4), texts: Vec::new() };
        let mut rest = text;
        while let Some((whole, after)) = next_line(rest) {
            rest = after;
            let line = Line::read(whole);
            if line.says_nothing() {
                continue;
            }
            let (column, value) = line.value()?;
            let before = &whole[..whole.trim_end_matches(BLANK).len() - value.len()];
            if matches!(value, "|" | "|-" | "|+") {
                let (text, after) = block(rest, column, value)?;
                rest = after;
                lifted.put(before, text);
                continue;
            }
            let text = match value.as_bytes().first() {
                Some(b'"' | b'\'') => Some(quoted(value, markdown.contains(&line.key()))?),
                Some(b'[' | b'{') => {
                    lifted.put_flow(before, value, markdown)?;
                    continue;
                }
                _ if !ends_on_its_line(value) => return None,
                _ => is_literal(value).then_some(value.into()),
            };
            if let Some(text) = text.filter(|text| value.len() >= LONG && !is_blank(text)) {
                lifted.put(before, text.into_owned());
            } else {
                lifted.yaml.push_str(whole);
                lifted.yaml.push('\n');
            }
        }
        Some(lifted)
    }

    /// Ends a line with a mark for `text`.
    fn put(&mut self, line: &str, text: String) {
        self.yaml.push_str(line.trim_end());
        self.yaml.push(' ');
        self.mark(text);
        self.yaml.push('\n');
    }

    /// Ends a line with a value in brackets, with marks for the texts in it.
    fn put_flow(&mut self, line: &str, value: &str, markdown: MarkdownKeys) -> Option<()> {
        self.yaml.push_str(line);
        let mut from = 0;
        for piece in flow::pieces(value)? {
            if !piece.text.starts_with(['"', '\'']) {
                continue;
            }
            let text = quoted(piece.text, markdown.contains(&piece.key))?;
            if piece.text.len() >= LONG && !is_blank(&text) {
                self.yaml.push_str(&value[from..piece.start]);
                self.mark(text.into_owned());
                from = piece.start + piece.text.len();
            }
        }
        self.yaml.push_str(&value[from..]);
        self.yaml.push('\n');
        Some(())
    }

    /// Writes a mark in place of `text`.
    fn mark(&mut self, text: String) {
        // Writing to a String cannot fail.
        let _ = write!(self.yaml, "\"{MARK}{}\"", self.texts.len());
        self.texts.push(text);
    }

    /// Parses what `seed` accepts, with the texts in their places; `None` if it does not fit, or if
    /// a text is left over.
    pub(super) fn read<S: for<'t> DeserializeSeed<'t, Value = V>, V>(self, seed: S) -> Option<V> {
        let texts = Texts::new(self.texts);
        let yaml = serde_yaml::Deserializer::from_str(&self.yaml);
        // What a document as a whole may have is up to its type.
        let limit = Limit { items: 0, ..limits::OTHERS };
        let value = seed.deserialize(WithTexts { inner: yaml, texts: &texts, limit }).ok()?;
        texts.are_used_up().then_some(value)
    }

    /// The whole document, with nothing taken out.
    pub(super) fn nothing(text: &str) -> Self {
        Self { yaml: text.to_owned(), texts: Vec::new() }
    }
}

/// Whether a text contains the mark, or a character that YAML 1.1 forbids or treats as a line break
/// or indentation (sections 5.1 and 5.4).
fn has_special(text: &str) -> bool {
    let bytes = text.as_bytes();
    has_controls(text)
        || memchr::memchr2(b'\t', b'\r', bytes).is_some()
        || memchr::memchr_iter(0xf4, bytes).any(|at| text[at..].starts_with(MARK))
}

/// The first line without its line ending, and what follows.
fn next_line(text: &str) -> Option<(&str, &str)> {
    if text.is_empty() {
        return None;
    }
    Some(match memchr::memchr(b'\n', text.as_bytes()) {
        Some(end) => (&text[..end], &text[end + 1..]),
        None => (text, ""),
    })
}

/// The text between quotes; `None` if they do not end with the value, or if an escape represents
/// more than a character of the text, or than a line break in Markdown.
fn quoted(value: &str, is_markdown: bool) -> Option<Cow<'_, str>> {
    let quote = value.chars().next()?;
    let inner = value.strip_prefix(quote)?.strip_suffix(quote)?;
    let special = if quote == '"' { ['"', '\\'] } else { ['\''; 2] };
    if !inner.contains(special) {
        return Some(inner.into());
    }
    let mut text = String::with_capacity(inner.len());
    let mut letters = inner.chars();
    while let Some(letter) = letters.next() {
        if !special.contains(&letter) {
            text.push(letter);
            continue;
        }
        match (letter, letters.next()?) {
            ('\\', second @ ('"' | '\\' | '/')) | ('\'', second @ '\'') => text.push(second),
            ('\\', 'n') if is_markdown => text.push('\n'),
            _ => return None,
        }
    }
    Some(text.into())
}

/// Whether a value without quotes cannot continue below its line, except as an unquoted text.
fn ends_on_its_line(value: &str) -> bool {
    match value.as_bytes().first() {
        None => true,
        Some(first) => !b"|>}]&*!?%@`,".contains(first),
    }
}

/// Whether a value without quotes is a text, exactly as written.
fn is_literal(value: &str) -> bool {
    // A space between words rules out numbers, dates and booleans, but not the beginning of a key's
    // value or of a comment.
    value.starts_with(|first: char| first.is_ascii_alphabetic())
        && value.contains(' ')
        && !value.contains(": ")
        && !value.contains(" #")
        && !value.ends_with(':')
}

/// The text of the block scalar that begins in `rest`, below a key or dash at `column`, and the
/// remaining input.
fn block<'t>(rest: &'t str, column: usize, header: &str) -> Option<(String, &'t str)> {
    let first = rest.trim_start_matches('\n');
    let indent = first.len() - first.trim_start_matches(' ').len();
    if indent <= column || matches!(first.as_bytes().get(indent), None | Some(b'\n')) {
        return None;
    }
    let mut text = String::new();
    let mut end = rest;
    while let Some((line, after)) = next_line(end) {
        if !line.is_empty() {
            let start = line.len() - line.trim_start_matches(' ').len();
            if start == line.len() {
                // There are only spaces: whether they count depends on how many there are.
                return None;
            }
            if start < indent {
                break;
            }
            text.push_str(&line[indent..]);
        }
        text.push('\n');
        end = after;
    }
    if is_blank(&text) {
        return None;
    }
    let lines = text.trim_end_matches('\n').len();
    match header {
        "|" => text.truncate(lines + 1),
        "|-" => text.truncate(lines),
        _ => {}
    }
    Some((text, end))
}

#[cfg(test)]
mod tests;
