//! Headings without the space that makes them headings.

use std::ops::Range;

use super::{Slip, content};
use crate::diagnostic::Code;

/// Finds a line such as `##Causes` in a paragraph.
pub(super) fn without_space(text: &str, range: &Range<usize>) -> Option<Slip> {
    let source = &text[range.clone()];
    if !source.contains('#') {
        return None;
    }
    let mut at = range.start;
    for (number, line) in source.split_inclusive('\n').enumerate() {
        let start = at + (line.len() - content(line).len());
        let line = content(line).trim_end();
        at = start + line.len() + (text[start + line.len()..].find('\n').map_or(0, |end| end + 1));
        let hashes = line.bytes().take_while(|byte| *byte == b'#').count();
        let heading = &line[hashes..];
        if (2..=6).contains(&hashes) && heading.starts_with(char::is_alphabetic)
            || hashes == 1 && number == 0 && is_title(heading)
        {
            let marks = "#".repeat(hashes.max(2));
            return Some(Slip {
                code: Code::HeadingAsText,
                message: format!("`{}` needs a space after it to make a heading", &line[..hashes]),
                range: start..start + line.len(),
                help: format!("write `{marks} {heading}`"),
            });
        }
    }
    None
}

/// `#Causes of the error`, but not `#REF!`, `#include` or `#1064`.
fn is_title(text: &str) -> bool {
    let mut letters = text.chars();
    let first = letters.next().is_some_and(|first| first.is_uppercase() || !first.is_ascii());
    first && letters.next().is_some_and(|next| next.is_lowercase() || !next.is_ascii())
}
