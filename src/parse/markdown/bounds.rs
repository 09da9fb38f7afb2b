//! Bounds of Markdown: the length of its lines, how deep it nests, and the attributes of its tags.
//!
//! Text that exceeds one is not rendered, because the time for it could grow with its square, or
//! the stack with its depth.

use std::ops::Range;

use pulldown_cmark::Event;

use crate::diagnostic::Code;
use crate::limits::{ATTRIBUTES, LINE, NESTING};

/// A part of the text that exceeds a bound.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Excess {
    pub(super) code: Code,
    pub(super) message: String,
    pub(super) help: &'static str,
    /// Its place, in bytes of the text.
    pub(super) range: Range<usize>,
}

/// The first line that is too long. At many characters, the parser looks ahead to the end of the
/// line.
pub(super) fn of_text(text: &str) -> Option<Excess> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let length = line.trim_end_matches(['\n', '\r']).len();
        if length > LINE {
            return Some(Excess {
                code: Code::LongLine,
                message: format!("this line has {length} bytes; {LINE} are allowed"),
                help: "break it into several lines; a line break within a paragraph is a space",
                range: start..start,
            });
        }
        start += line.len();
    }
    None
}

/// Finds what exceeds a bound after the text was parsed.
pub(super) fn of_events(events: &[(Event<'_>, Range<usize>)]) -> Option<Excess> {
    // To an author, a list and its item are a single level.
    let mut depth = 0_usize;
    for (event, range) in events {
        match event {
            Event::Start(_) => {
                depth += 1;
                if depth > 2 * NESTING + 2 {
                    return Some(too_deep(range.start..range.start));
                }
            }
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

fn too_deep(range: Range<usize>) -> Excess {
    Excess {
        code: Code::TooDeep,
        message: format!(
            "lists, quotes or emphasis are nested more than {NESTING} levels deep here"
        ),
        help: "write it without nesting, or put it into a code block if readers should see the signs",
        range,
    }
}

/// Whether a tag in a piece of HTML has too many attributes. The HTML parser recurses for each
/// attribute.
pub(super) fn has_many_attributes(html: &str) -> bool {
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        rest = &rest[open + 1..];
        let name = rest.strip_prefix('/').unwrap_or(rest);
        if !name.starts_with(|first: char| first.is_ascii_alphabetic()) {
            continue;
        }
        let (count, length) = attributes(name);
        if count > ATTRIBUTES {
            return true;
        }
        rest = &name[length..];
    }
    false
}

/// The number of attributes after the name of a tag, and the end of the tag (HTML, section
/// 13.2.5.32).
fn attributes(tag: &str) -> (usize, usize) {
    let bytes = tag.as_bytes();
    let is_end = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>');
    let skip = |at: usize, is_in: &dyn Fn(&u8) -> bool| {
        at + bytes[at..].iter().take_while(|byte| is_in(byte)).count()
    };
    let mut at = skip(0, &|byte| !is_end(byte));
    let mut count = 0;
    loop {
        at = skip(at, &|byte| byte.is_ascii_whitespace() || *byte == b'/');
        if at >= bytes.len() || bytes[at] == b'>' {
            return (count, at);
        }
        count += 1;
        at = skip(at + 1, &|byte| !is_end(byte) && *byte != b'=');
        let value = skip(at, &u8::is_ascii_whitespace);
        if bytes.get(value) != Some(&b'=') {
            continue;
        }
        at = skip(value + 1, &u8::is_ascii_whitespace);
        at = match bytes.get(at) {
            Some(quote @ (b'"' | b'\'')) => {
                (skip(at + 1, &|byte| byte != quote) + 1).min(bytes.len())
            }
            _ => skip(at, &|byte| !byte.is_ascii_whitespace() && *byte != b'>'),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_counted_as_browsers_do() {
        for (tag, expected) in [
            ("b>", 0),
            ("b a b=1 c='x y' d=\"> <\" e/f>g h", 6),
            ("b a=\"1\"b=\"2\"c", 3),
            ("b a = 1 =x>", 2),
            ("b a=\"", 1),
            ("bé é='é'", 1),
        ] {
            assert_eq!(attributes(tag).0, expected, "{tag}");
        }
        let many = |count| format!("a < b <i class=\"x\"> <b {}>", "a=\"1\" ".repeat(count));
        assert!(!has_many_attributes(&many(ATTRIBUTES)));
        assert!(has_many_attributes(&many(ATTRIBUTES + 1)));
    }
}
