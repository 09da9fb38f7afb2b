//! YAML into typed values; where that fails, every mistake with its exact place.
//!
//! `serde_yaml` reads the good files, fast and without places. Only where it fails, or where the
//! text holds something that it reads in silence and in another way than its author meant
//! (`title:` without a value, `0x80070035`), the text is read again into a tree that keeps places
//! (`node`) and held against the JSON Schema of the type (`shape`). So the type is the one
//! description of what is allowed.

mod node;
mod shape;
mod syntax;

use std::cell::OnceCell;
use std::collections::HashMap;
use std::ops::Range;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;

use crate::diagnostic::{At, Code, Diagnostic, FieldPath, Place, Step};
use crate::path::SourcePath;

pub use shape::MARKDOWN;
pub(crate) use shape::is_web_address;

/// A mistake in a YAML text, at bytes of that text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// Its kind.
    pub code: Code,
    /// What is wrong.
    pub message: String,
    /// Where, in bytes of the YAML text.
    pub range: Range<usize>,
    /// What to do.
    pub help: Vec<String>,
    /// Another place that belongs to it, with what it is.
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
        // What is missing from the whole is missing from what the opening line opens.
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

/// Reads `text` as a `T`.
///
/// # Errors
/// Every mistake of the text, in the order of their places.
pub fn decode<T: DeserializeOwned + JsonSchema>(text: &str) -> Result<T, Vec<Mistake>> {
    // The scanner under serde_yaml takes time quadratic in the depth of nesting.
    let read = if syntax::may_nest_too_deeply(text) {
        None
    } else {
        Some(serde_yaml::from_str::<T>(text))
    };
    match read {
        Some(Ok(value)) if !is_doubtful(text) => return Ok(value),
        _ => {}
    }
    let mistakes = match node::read(text) {
        Ok(node) => shape::check(&node, &schemars::schema_for!(T).to_value()),
        Err(mistake) => vec![syntax::in_plain_words(text, *mistake)],
    };
    if !mistakes.is_empty() {
        return Err(mistakes);
    }
    match read.unwrap_or_else(|| serde_yaml::from_str(text)) {
        Ok(value) => Ok(value),
        Err(error) => {
            let at = error.location().map_or(0, |location| location.index().min(text.len()));
            Err(vec![Mistake::new(Code::BadValue, error.to_string(), at..at)])
        }
    }
}

/// Whether the text may hold what serde accepts and an author did not mean: a key or item without
/// a value, a number that loses its spelling, typographic quotes. It looks at lines, not at
/// structure, so lines of prose may raise it too: that costs time, never correctness.
fn is_doubtful(text: &str) -> bool {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty()).peekable();
    while let Some(line) = lines.next() {
        let item = line.trim_start();
        let indent = line.len() - item.len();
        let (is_item, item) =
            item.strip_prefix('-').map_or((false, item), |rest| (true, rest.trim_start()));
        let value = match item.split_once(':') {
            Some((_, "")) => "",
            Some((_, rest)) if rest.starts_with([' ', '\t']) => rest.trim(),
            _ if is_item => item.trim(),
            _ => continue,
        };
        let value = if value.starts_with('#') { "" } else { value };
        let value = value.split(" #").next().unwrap_or_default().trim_end();
        match value.as_bytes().first() {
            // A value may follow on deeper lines, or in a list, which may be no deeper.
            None | Some(b'|' | b'>') => {
                let follows = lines.peek().is_some_and(|next| {
                    let next_item = next.trim_start();
                    let next_indent = next.len() - next_item.len();
                    next_indent > indent
                        || (next_indent == indent
                            && value.is_empty()
                            && !is_item
                            && next_item.starts_with('-'))
                });
                if !follows {
                    return true;
                }
            }
            Some(b'"' | b'\'') if value.trim_matches(['"', '\'', ' ']).is_empty() => return true,
            Some(b'~' | b'[' | b'{') if value.len() <= 2 => return true,
            Some(b'n' | b'N') if value.eq_ignore_ascii_case("null") => return true,
            Some(0xc2 | 0xe2) if value.starts_with(['“', '”', '„', '‘', '«']) => {
                return true;
            }
            Some(b'0'..=b'9' | b'+' | b'-' | b'.') if shape::lossy_number(value).is_some() => {
                return true;
            }
            _ => {}
        }
    }
    false
}

/// The part of `text` that fits `T`, with the mistaken values left out or replaced by fillers; `None`
/// where it is no YAML at all. It serves to find the other mistakes of a document in the same run.
#[must_use]
pub fn decode_what_fits<T: DeserializeOwned + JsonSchema>(text: &str) -> Option<T> {
    let value = shape::fitting(&node::read(text).ok()?, &schemars::schema_for!(T).to_value());
    serde_json::from_value(value?).ok()
}

/// A YAML text in which many places are found, while each part of it is read at most once.
pub struct Places<'t> {
    text: &'t str,
    /// What was read of it by the keys of the first level; `None` where only the whole tells.
    parts: HashMap<String, Option<Part>>,
    whole: OnceCell<Option<Part>>,
    /// The texts in which parts were found, and where they stand.
    written: HashMap<FieldPath, Option<node::Written>>,
}

/// A part of a text that is a mapping itself, and where it starts.
struct Part {
    start: usize,
    tree: node::Node,
}

impl<'t> Places<'t> {
    /// Places in `text`.
    #[must_use]
    pub fn of(text: &'t str) -> Self {
        Self { text, parts: HashMap::new(), whole: OnceCell::new(), written: HashMap::new() }
    }

    /// The bytes of the text that `at` means; `None` for a place that it does not have.
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

    /// The part in which a value stands. A front matter is mostly long texts, so to read what stands
    /// under one key takes a fraction of the time.
    fn part(&mut self, path: &FieldPath) -> Option<&Part> {
        let key = match path.steps().first() {
            Some(Step::Key(key)) => key.as_ref(),
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

/// The lines of a value of the first level; `None` where they are not plain to see.
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
mod tests {
    use super::*;

    #[test]
    fn silent_misreadings_are_doubtful() {
        for text in [
            "title:\n",
            "title: ~\nb: 1\n",
            "a:\nb: 1\n",
            "title: \"\"\n",
            "faq: []\n",
            "a: |\nb: 1\n",
            "code: 0x80070035\n",
            "code: 007 # spy\n",
            "a:\n  - b:\n  - c: 1\n",
            "title: “x”\n",
            "a: # none\n",
            "a:\n  -\n",
        ] {
            assert!(is_doubtful(text), "{text}");
        }
        for text in [
            "title: 502 Bad\ncode: 502\n",
            "a:\n- b: 1\n  c: 2\n",
            "a: |\n  x\n\n  y\n",
            "a:\n  - b: |\n      x\n",
            "code: \"007\"\n",
            "url: https://example.com/\n",
            "minutes: 10\nupdated: 2026-01-01\n",
        ] {
            assert!(!is_doubtful(text), "{text}");
        }
    }

    #[test]
    fn places_are_found_in_a_part_as_in_the_whole() {
        let texts = [
            "# first\na: 1\nb:\n  - c: two\n    d: |\n      one (x)\n\n# between\ne: &e [1, 2]\nf: *e\n",
            "a: é\nb:\n- c: 'it''s'\n  d: \"é(x)\"\n-\n  d: 2\n\"e\": 3\nf: {a: 1}\n",
            "{a: 1, b: [{c: 1, d: (x)}], e: 2, f: 3}\n",
            "a: \"\n b: 1\"\nb:\n- {c: 1, d: x}\ne: 3\nf: 2",
        ];
        let b = FieldPath::from("b");
        let paths = [
            "a".into(),
            b.clone(),
            b.clone().index(0).key("c"),
            b.index(0).key("d"),
            "e".into(),
            FieldPath::from("e").index(1),
            "f".into(),
            "g".into(),
        ];
        for text in texts {
            let whole = node::read(text).unwrap();
            for path in &paths {
                let mut places = Places::of(text);
                let value = whole.find(path).map(|node| node.range.clone());
                assert_eq!(places.find(&At::Value(path.clone())), value, "{path}: {text}");
                let key = whole.find_key(path).or_else(|| value.clone());
                assert_eq!(places.find(&At::Key(path.clone())), key, "{path}: {text}");
                let node = whole.find(path).and_then(|node| node.written(text));
                let written = node.and_then(|written| written.source_of(&(0..1)));
                let found = places.find(&At::Text(path.clone(), 0..1));
                assert_eq!(found, written, "{path}: {text}");
            }
        }
    }
}
