//! A YAML document as a tree in which every value has its place.

use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle};

use super::Mistake;
use crate::diagnostic::{Code, FieldPath, FieldStep};

/// A value, and the bytes of the text that it spans.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) range: Range<usize>,
    pub(super) value: Value,
}

#[derive(Debug, Clone)]
pub(super) enum Value {
    Scalar {
        text: String,
        style: ScalarStyle,
    },
    List(Vec<Node>),
    Map(Vec<(Node, Node)>),
    /// A value with a tag or an anchor, or an alias. No file of a site needs one.
    Marked,
}

/// The maximum nesting depth; nobody nests deeper on purpose.
const MAX_DEPTH: usize = 64;

/// Parses one YAML document; an empty text is an empty mapping.
///
/// # Errors
/// The first syntax error, in the parser's own words.
pub(super) fn read(text: &str) -> Result<Node, Box<Mistake>> {
    let offsets = Offsets::of(text);
    let fail = |error: &saphyr_parser::ScanError| {
        let at = offsets.byte(error.marker().index()).min(text.len());
        Box::new(Mistake::new(Code::InvalidYaml, error.info(), at..at))
    };
    // The collections that are still open, each with whether it is marked, and its last key.
    let mut open: Vec<(Node, bool, Option<Node>)> = Vec::new();
    let mut root = None;
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| fail(&error))?;
        let range = offsets.byte(span.start.index())..offsets.byte(span.end.index());
        let node = match event {
            Event::Scalar(_, _, anchor, tag) if anchor != 0 || tag.is_some() => {
                Node { range: trim(text, range), value: Value::Marked }
            }
            Event::Scalar(value, style, ..) => {
                let value = Value::Scalar { text: value.into_owned(), style };
                Node { range: trim(text, range), value }
            }
            Event::Alias(_) => Node { range, value: Value::Marked },
            Event::SequenceStart(anchor, ref tag) | Event::MappingStart(anchor, ref tag) => {
                let value = if matches!(event, Event::SequenceStart(..)) {
                    Value::List(Vec::new())
                } else {
                    Value::Map(Vec::new())
                };
                if open.len() == MAX_DEPTH {
                    return Err(Box::new(Mistake::new(
                        Code::YamlTooComplex,
                        format!("the YAML is nested more than {MAX_DEPTH} levels deep"),
                        range,
                    )));
                }
                open.push((Node { range, value }, anchor != 0 || tag.is_some(), None));
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let Some((mut node, is_marked, _)) = open.pop() else { continue };
                node.range = trim(text, node.range.start..range.end.max(node.range.start));
                if is_marked {
                    node.value = Value::Marked;
                }
                node
            }
            Event::DocumentStart(_) if root.is_some() => {
                return Err(Box::new(Mistake::new(
                    Code::InvalidYaml,
                    "a second YAML document begins here",
                    range,
                )));
            }
            _ => continue,
        };
        match open.last_mut() {
            None => root = Some(node),
            Some((Node { value: Value::List(items), .. }, ..)) => items.push(node),
            Some((Node { value: Value::Map(pairs), .. }, _, key)) => match key.take() {
                None => *key = Some(node),
                Some(key) => pairs.push((key, node)),
            },
            Some((Node { value: Value::Scalar { .. } | Value::Marked, .. }, ..)) => {}
        }
    }
    Ok(root.unwrap_or(Node { range: 0..0, value: Value::Map(Vec::new()) }))
}

/// Converts the parser's positions, which count characters, to byte offsets.
struct Offsets(Option<Vec<usize>>);

impl Offsets {
    fn of(text: &str) -> Self {
        if text.is_ascii() {
            return Self(None);
        }
        Self(Some(text.char_indices().map(|(byte, _)| byte).chain([text.len()]).collect()))
    }

    fn byte(&self, index: usize) -> usize {
        match &self.0 {
            None => index,
            Some(bytes) => bytes.get(index).or(bytes.last()).copied().unwrap_or_default(),
        }
    }
}

/// The parser ends a collection where the next token begins. To a person, it ends with its last
/// line.
fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let end = range.end.min(text.len());
    let start = range.start.min(end);
    start..start + text.get(start..end).map_or(0, |part| part.trim_end().len())
}

impl Node {
    /// The value at the end of `path`.
    pub(super) fn find(&self, path: &FieldPath) -> Option<&Self> {
        path.steps().iter().try_fold(self, |node, step| node.step(step).map(|(_, value)| value))
    }

    /// The place of the key whose value is at the end of `path`.
    pub(super) fn find_key(&self, path: &FieldPath) -> Option<Range<usize>> {
        let (last, before) = path.steps().split_last()?;
        let parent =
            before.iter().try_fold(self, |node, step| node.step(step).map(|(_, value)| value))?;
        parent.step(last)?.0.map(|key| key.range.clone())
    }

    fn step(&self, step: &FieldStep) -> Option<(Option<&Self>, &Self)> {
        match (step, &self.value) {
            (FieldStep::Key(key), Value::Map(pairs)) => pairs
                .iter()
                .find(|(name, _)| name.text() == Some(key))
                .map(|(name, value)| (Some(name), value)),
            (FieldStep::Index(index), Value::List(items)) => {
                items.get(*index).map(|item| (None, item))
            }
            _ => None,
        }
    }

    /// Whether it is a mapping with this key and no others.
    pub(super) fn has_only(&self, key: &str) -> bool {
        matches!(&self.value, Value::Map(pairs) if pairs.len() == 1 && pairs[0].0.text() == Some(key))
    }

    /// The text of a scalar.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// The place of a scalar's text in the source.
    pub(super) fn written(&self, source: &str) -> Option<Scalar> {
        let Value::Scalar { text, style } = &self.value else { return None };
        let solid = text.char_indices().filter(|(_, letter)| !letter.is_whitespace());
        Some(Scalar {
            read: solid.map(|(at, _)| at).collect(),
            written: written(source, &self.range, *style),
        })
    }
}

/// The characters of a scalar other than white space: where each is in its text and in the source.
///
/// YAML only ever folds or strips white space (except for escapes in quotes), so the n-th character
/// of the text is the n-th of the source.
/// of the text is the n-th of the source.
pub(super) struct Scalar {
    read: Vec<usize>,
    written: Vec<Range<usize>>,
}

impl Scalar {
    /// The same, for a source with `start` more bytes before this one.
    pub(super) fn behind(mut self, start: usize) -> Self {
        for letter in &mut self.written {
            *letter = letter.start + start..letter.end + start;
        }
        self
    }

    /// The bytes of the source that correspond to these bytes of the text.
    pub(super) fn source_of(&self, part: &Range<usize>) -> Option<Range<usize>> {
        let [start, end] = [part.start, part.end]
            .map(|byte| self.read.partition_point(|solid| *solid < byte).min(self.written.len()));
        let first = self.written.get(start)?;
        let last = self.written.get(start..end)?.last().unwrap_or(first);
        Some(first.start..last.end)
    }
}

/// The place in the source of each character of a scalar other than white space.
fn written(source: &str, range: &Range<usize>, style: ScalarStyle) -> Vec<Range<usize>> {
    let Some(raw) = source.get(range.clone()) else { return Vec::new() };
    let (skip, take) = match style {
        ScalarStyle::Plain => (0, raw.len()),
        ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => (1, raw.len().saturating_sub(1)),
        // The header (`|`, `>-`) is on a line of its own.
        ScalarStyle::Literal | ScalarStyle::Folded => (
            if raw.starts_with(['|', '>']) { raw.find('\n').unwrap_or(raw.len()) } else { 0 },
            raw.len(),
        ),
    };
    let mut found = Vec::new();
    let mut letters = raw.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        if at < skip || at >= take || letter.is_whitespace() {
            continue;
        }
        let start = range.start + at;
        let mut end = start + letter.len_utf8();
        match (style, letter, letters.peek().map(|(_, next)| *next)) {
            (ScalarStyle::SingleQuoted, '\'', Some('\'')) => {
                letters.next();
                end += 1;
            }
            (ScalarStyle::DoubleQuoted, '\\', Some(escaped)) => {
                let digits = match escaped {
                    'x' => 2,
                    'u' => 4,
                    'U' => 8,
                    'n' | 't' | 'r' | ' ' | '\n' | '_' | 'N' | 'L' | 'P' => {
                        letters.next();
                        continue;
                    }
                    _ => 0,
                };
                for _ in 0..=digits {
                    end += letters.next().map_or(0, |(_, letter)| letter.len_utf8());
                }
            }
            _ => {}
        }
        found.push(start..end);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source<'a>(text: &'a str, path: &FieldPath, part: &str) -> &'a str {
        let tree = read(text).unwrap();
        let node = tree.find(path).unwrap();
        let start = node.text().unwrap().find(part).unwrap();
        &text[node.written(text).unwrap().source_of(&(start..start + part.len())).unwrap()]
    }

    #[test]
    fn every_style_of_scalar_leads_back_to_its_source() {
        for text in [
            "k:\n  - a: plain (here)\n",
            "k:\n- a: 'it''s (here)'\n",
            "ü: 1\nk:\n  - a: \"tab\\t\\u00e9\\\"(here)\"\n",
            "k:\n  - a: |\n\n      one\n        two (here)\n",
            "k:\n  - a: >-\n      one\n      two\n\n      (here)\n",
        ] {
            let path = FieldPath::from("k").index(0).key("a");
            assert_eq!(source(text, &path, "(here)"), "(here)", "{text}");
        }
    }

    #[test]
    fn values_and_keys_are_found() {
        let text = "a: 1\nb:\n  - c: two\n    d: 3\n";
        let tree = read(text).unwrap();
        let path = FieldPath::from("b").index(0).key("c");
        assert_eq!(&text[tree.find(&path).unwrap().range.clone()], "two");
        assert_eq!(&text[tree.find_key(&path).unwrap()], "c");
        assert!(tree.find(&FieldPath::from("z")).is_none());
    }

    #[test]
    fn depth_is_bounded() {
        assert_eq!(read(&"- ".repeat(5000)).unwrap_err().code, Code::YamlTooComplex);
    }

    #[test]
    fn marks_hide_the_values_they_precede() {
        let text = "a: &x\n  - b\nc: [*x, !t d, e]\n";
        let tree = read(text).unwrap();
        let is_marked = |path: &FieldPath| matches!(tree.find(path).unwrap().value, Value::Marked);
        let list = FieldPath::from("c");
        assert!(is_marked(&"a".into()) && is_marked(&list.clone().index(0)));
        assert!(is_marked(&list.clone().index(1)) && !is_marked(&list.index(2)));
    }
}
