//! Edits one value in the front matter of an article, in place and in the form that its author
//! chose.

use std::ops::Range;

use super::Edit;
use crate::date::Date;
use crate::diagnostic::{At, FieldPath};
use crate::parse::front_matter;
use crate::path::SourcePath;
use crate::yaml::{FieldPlaces, item};

/// A date that errhub writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateField {
    /// When the content last changed.
    Updated,
    /// When somebody last checked the article.
    Reviewed,
}

impl DateField {
    /// Its key in the front matter.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Updated => "updated",
            Self::Reviewed => "reviewed",
        }
    }
}

/// A list of texts that errhub edits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// Old addresses.
    Aliases,
    /// Related articles.
    Related,
}

impl List {
    /// Its key in the front matter.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Aliases => "aliases",
            Self::Related => "related",
        }
    }
}

/// A file and its front matter.
struct Front<'t> {
    text: &'t str,
    /// The range of the YAML.
    yaml: Range<usize>,
    places: FieldPlaces<'t>,
}

impl<'t> Front<'t> {
    fn of(file: &SourcePath, text: &'t str) -> Option<Self> {
        let yaml = front_matter::split(file, text).ok()?.yaml;
        Some(Self { text, places: FieldPlaces::of(&text[yaml.clone()]), yaml })
    }

    fn find(&mut self, at: &At) -> Option<Range<usize>> {
        let range = self.places.find(at)?;
        Some(range.start + self.yaml.start..range.end + self.yaml.start)
    }

    fn value(&mut self, path: impl Into<FieldPath>) -> Option<Range<usize>> {
        self.find(&At::Value(path.into()))
    }

    fn key(&mut self, path: impl Into<FieldPath>) -> Option<Range<usize>> {
        self.find(&At::Key(path.into()))
    }

    /// The beginning of the line that contains a byte.
    fn line_start(&self, at: usize) -> usize {
        self.text[..at].rfind('\n').map_or(0, |end| end + 1)
    }

    /// The beginning of the line after the one that contains a byte.
    fn next_line(&self, at: usize) -> usize {
        self.text[at..].find('\n').map_or(self.text.len(), |end| at + end + 1)
    }

    /// The line ending before a byte.
    fn line_end(&self, at: usize) -> &'static str {
        if self.text[..at].ends_with("\r\n") { "\r\n" } else { "\n" }
    }

    /// The position of the opening brace, if the whole front matter is in braces.
    fn brace(&self) -> Option<usize> {
        let mut at = self.yaml.start;
        for line in self.text[self.yaml.clone()].split_inclusive('\n') {
            let trimmed = line.trim_start();
            if !trimmed.is_empty() && !trimmed.starts_with('#') {
                return trimmed.starts_with('{').then(|| at + line.len() - trimmed.len());
            }
            at += line.len();
        }
        None
    }

    /// The white space before top-level keys.
    fn indent(&self) -> &'t str {
        let mut lines = self.text[self.yaml.clone()].lines();
        let is_key = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
        let line = lines.find(is_key).unwrap_or_default();
        &line[..line.len() - line.trim_start().len()]
    }

    /// Adds a key and its value: before the key in `before`, otherwise after the one in `after`,
    /// otherwise last.
    fn insert(&mut self, entry: &str, before: &[&'static str], after: &[&'static str]) -> Edit {
        if let Some(brace) = self.brace() {
            return Edit { range: brace + 1..brace + 1, text: format!("{entry}, ") };
        }
        let before = before.iter().find_map(|key| self.key(*key));
        let at = before.map(|key| self.line_start(key.start)).or_else(|| {
            let value = after.iter().find_map(|key| self.value(*key))?;
            Some(self.next_line(value.end))
        });
        let at = at.filter(|at| self.yaml.contains(at)).unwrap_or(self.yaml.end);
        let text = format!("{}{entry}{}", self.indent(), self.line_end(at));
        Edit { range: at..at, text }
    }
}

/// Sets a date: replaces the ten characters of the old one, or adds a line. `None` if the old date
/// is written in a form that cannot be edited.
#[must_use]
pub fn set_date(
    file: &SourcePath,
    text: &str,
    field: DateField,
    old: Option<Date>,
    new: Date,
) -> Option<Edit> {
    let mut front = Front::of(file, text)?;
    let key = field.key();
    if let Some(value) = front.value(key) {
        let written = &text[value.clone()];
        if let Some(old) = old.map(|old| old.to_string())
            && let Some(at) = written.find(&old)
        {
            let start = value.start + at;
            return Some(Edit { range: start..start + old.len(), text: new.to_string() });
        }
        let has_value = !matches!(written.trim(), "" | "~" | "null");
        if has_value {
            return None;
        }
        let key = front.key(key)?;
        let colon = key.end + text[key.end..].find(':')? + 1;
        // `~` and `null` are replaced; the rest of the line stays.
        let end = if value.start >= colon { value.start + written.trim_end().len() } else { colon };
        let end = if written.trim().is_empty() { colon } else { end };
        return Some(Edit { range: colon..end, text: format!(" {new}") });
    }
    let (before, after): (&[_], &[_]) = match field {
        DateField::Updated => (&["reviewed"], &["published"]),
        DateField::Reviewed => (&[], &["updated", "published"]),
    };
    Some(front.insert(&format!("{key}: {new}"), before, after))
}

/// Adds a text at the beginning of a list.
#[must_use]
pub fn add_item(file: &SourcePath, text: &str, list: List, new: &str) -> Option<Edit> {
    let mut front = Front::of(file, text)?;
    let key = list.key();
    let Some(value) = front.value(key) else {
        let entry = format!("{key}: [{}]", in_brackets(new));
        return Some(front.insert(&entry, &["callouts", "draft"], &["reviewed", "updated"]));
    };
    let written = &text[value.clone()];
    if let Some(inside) = written.strip_prefix('[') {
        let at = value.start + 1;
        let is_empty = inside.trim_start().starts_with(']');
        let more = if is_empty { "" } else { ", " };
        return Some(Edit { range: at..at, text: format!("{}{more}", in_brackets(new)) });
    }
    let first = front.value(FieldPath::from(key).index(0))?;
    let line = front.line_start(first.start);
    let before = &text[line..first.start];
    // Only white space and the dash precede an item on its line.
    let dash = before.strip_suffix(|c: char| c == ' ' || c == '\t').map(str::trim_end)?;
    if !dash.trim_start().eq("-") {
        return None;
    }
    let new = format!("{before}{}{}", item(new), front.line_end(front.next_line(first.end)));
    Some(Edit { range: line..line, text: new })
}

/// Replaces the item `index` of a list.
#[must_use]
pub fn replace_item(
    file: &SourcePath,
    text: &str,
    list: List,
    index: usize,
    new: &str,
) -> Option<Edit> {
    let mut front = Front::of(file, text)?;
    let range = front.value(FieldPath::from(list.key()).index(index))?;
    let written = &text[range.clone()];
    let text = match written.chars().next()? {
        quote @ ('"' | '\'') if !new.contains(['"', '\'', '\\']) => format!("{quote}{new}{quote}"),
        _ => in_brackets(new),
    };
    Some(Edit { range, text })
}

/// Removes the item `index` from a list: its line, or its text in the brackets; or the whole key if
/// it is the only item.
#[must_use]
pub fn remove_item(file: &SourcePath, text: &str, list: List, index: usize) -> Option<Edit> {
    let mut front = Front::of(file, text)?;
    let path = FieldPath::from(list.key());
    let item = front.value(path.clone().index(index))?;
    let value = front.value(list.key())?;
    let next = front.value(path.clone().index(index + 1));
    let last = index.checked_sub(1).and_then(|last| front.value(path.index(last)));
    if next.is_none() && last.is_none() {
        let key = front.key(list.key())?;
        if front.brace().is_some() {
            return Some(Edit { range: value, text: "[]".into() });
        }
        let end = front.next_line(value.end.max(item.end).saturating_sub(1));
        return Some(Edit { range: front.line_start(key.start)..end, text: String::new() });
    }
    if text[value].starts_with('[') {
        let range = match (next, last) {
            (Some(next), _) => item.start..next.start,
            (None, Some(last)) => last.end..item.end,
            (None, None) => item,
        };
        return Some(Edit { range, text: String::new() });
    }
    let range = front.line_start(item.start)..front.next_line(item.end);
    Some(Edit { range, text: String::new() })
}

/// A text as an item of any kind of list.
fn in_brackets(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-%".contains(&byte);
    if text.starts_with('/') && text.bytes().all(is_plain) { text.to_owned() } else { item(text) }
}

#[cfg(test)]
mod tests;
