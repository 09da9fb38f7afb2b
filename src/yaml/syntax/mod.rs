//! YAML syntax errors, in words that help an author.

mod explanations;

use std::ops::Range;

use memchr::memchr2_iter;

use super::node::{Node, Value};
use super::{Mistake, losses, quote_all, quoted};
use crate::diagnostic::Code;

use explanations::EXPLANATIONS;

/// A cheap check that may give false alarms: whether brackets or dashes may nest so deeply that
/// parsing takes long.
pub(super) fn may_nest_too_deeply(text: &str) -> bool {
    const DEEP: usize = 100;
    let may_be_deep = memchr2_iter(b'[', b'{', text.as_bytes()).nth(DEEP).is_some();
    may_be_deep && brackets_nest(text, DEEP)
        || text.lines().any(|line| {
            let inner = line.trim_start();
            let marks =
                || inner.split_whitespace().take_while(|word| ["-", "?", ":"].contains(word));
            line.len() - inner.len() > DEEP * 4
                || inner.starts_with(['-', '?', ':']) && marks().count() > DEEP
        })
}

/// Whether more than `most` brackets are open at once.
fn brackets_nest(text: &str, most: usize) -> bool {
    let mut depth = 0_usize;
    text.bytes().any(|byte| {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > most
    })
}

/// Rephrases the parser's message in plain words, at the place that an author would point at.
pub(super) fn in_plain_words(text: &str, mistake: Mistake) -> Mistake {
    if mistake.code != Code::InvalidYaml {
        return mistake.help(
            "front matter is never deeper than a list of mappings: look for a stray bracket or dash",
        );
    }
    let failure = Failure::new(text, &mistake.message, mistake.range.start);
    EXPLANATIONS.iter().find_map(|explain| explain(&failure)).unwrap_or_else(|| {
        Mistake::new(
            Code::InvalidYaml,
            format!("YAML cannot read this: {}", failure.said),
            failure.place(),
        )
        .help("put the value in quotes, or write it as a `|` block")
    })
}

/// Where the parser gave up, and its message.
struct Failure<'a> {
    text: &'a str,
    said: &'a str,
    at: usize,
    /// The lines around the place: the parser often notices a mistake only on the next line.
    line: Range<usize>,
    above: Option<Range<usize>>,
    below: Option<Range<usize>>,
}

impl<'a> Failure<'a> {
    fn new(text: &'a str, said: &'a str, at: usize) -> Self {
        let line = line_around(text, at);
        // Empty lines contain no mistakes.
        let above = text[..line.start].trim_end_matches([' ', '\n', '\r']).len();
        let above = (above > 0).then(|| line_around(text, above - 1));
        let below = (line.end < text.len()).then(|| line_around(text, line.end + 1));
        Self { text, said, at, line, above, below }
    }

    fn says(&self, any: &[&str]) -> bool {
        any.iter().any(|part| self.said.contains(part))
    }

    /// The line that cannot be parsed, trimmed.
    fn place(&self) -> Range<usize> {
        let content = content(self.text, &self.line);
        if content.is_empty() { self.at..self.at } else { content }
    }

    fn this_and_above(&self) -> impl Iterator<Item = &Range<usize>> {
        [Some(&self.line), self.above.as_ref()].into_iter().flatten()
    }
}

/// The lines that make YAML read something entirely different from what their author sees.
pub(super) fn torn_apart(text: &str, root: &Node) -> Vec<Mistake> {
    match &root.value {
        Value::Scalar { .. } => {
            let failure = Failure::new(text, "", root.range.start);
            explanations::missing_space(&failure).into_iter().collect()
        }
        _ => odd_keys(text, root),
    }
}

/// Keys that begin with something that only looks like a space, so that they belong to another
/// mapping.
fn odd_keys(text: &str, node: &Node) -> Vec<Mistake> {
    let mut keys = Vec::new();
    let mut rest = vec![node];
    while let Some(node) = rest.pop() {
        match &node.value {
            Value::Map(pairs) => {
                for (key, value) in pairs {
                    keys.push(&key.range);
                    rest.push(value);
                }
            }
            Value::List(items) => rest.extend(items),
            Value::Scalar { .. } | Value::Marked => {}
        }
    }
    keys.sort_by_key(|key| key.start);
    let mut found = Vec::new();
    let mut line = 0..0;
    for key in keys {
        // Only the first key of a line can contain its indentation.
        if key.start < line.end {
            continue;
        }
        line = line_around(text, key.start);
        let odd = odd_indent(text, &line).filter(|(odd, _)| key.contains(&odd.start));
        found.extend(odd.map(|(odd, letter)| odd_space(odd, letter)));
    }
    found
}

/// The first character other than a space in the indentation of a line, with its repetitions.
fn odd_indent(text: &str, line: &Range<usize>) -> Option<(Range<usize>, char)> {
    let is_space = |letter: char| letter.is_whitespace() || "\u{200b}\u{feff}".contains(letter);
    let part = &text[line.clone()];
    let indent = &part[..part.len() - part.trim_start_matches(is_space).len()];
    if indent.len() == part.len() {
        return None;
    }
    let (at, letter) = indent.char_indices().find(|(_, letter)| *letter != ' ')?;
    let odd = &indent[at..];
    let length = odd.len() - odd.trim_start_matches(letter).len();
    Some((line.start + at..line.start + at + length, letter))
}

fn odd_space(range: Range<usize>, letter: char) -> Mistake {
    let (message, help) = match letter {
        '\t' => (
            "a tab indents this line, and YAML allows only spaces".to_owned(),
            "replace the tab with spaces (two for each level)",
        ),
        letter => (
            format!(
                "this line is indented by U+{:04X}, which only looks like a space",
                u32::from(letter)
            ),
            "replace it with ordinary spaces (two for each level)",
        ),
    };
    Mistake::new(Code::InvalidYaml, message, range).help(help)
}

/// The lines of the text, as ranges without the line endings.
fn lines(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    text.split_inclusive('\n').map(move |line| {
        let here = start;
        start += line.len();
        here..here + line.trim_end_matches(['\n', '\r']).len()
    })
}

fn line_around(text: &str, at: usize) -> Range<usize> {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[at..].find('\n').map_or(text.len(), |newline| at + newline);
    start..end
}

/// The line, trimmed.
fn content(text: &str, line: &Range<usize>) -> Range<usize> {
    let part = &text[line.clone()];
    let start = line.start + part.len() - part.trim_start().len();
    start..start + part.trim().len()
}

/// Where the value of a `key: value` or `- value` line starts.
fn value_start(text: &str, line: &Range<usize>) -> Option<usize> {
    let part = &text[line.clone()];
    let item = part.trim_start();
    let mut start = part.len() - item.len();
    if let Some(rest) = item.strip_prefix("- ") {
        start += 2 + rest.len() - rest.trim_start().len();
    }
    let key = part[start..].find(": ").filter(|colon| {
        part[start..start + colon]
            .chars()
            .all(|letter| letter.is_alphanumeric() || "_-".contains(letter))
    });
    let value = key.map_or(start, |colon| start + colon + 2);
    let value = value + part[value..].len() - part[value..].trim_start().len();
    (value < part.len()).then_some(line.start + value)
}
