//! The addresses in HTML that is written in the simplest form, which needs no tokenizer.

use memchr::memchr;

use super::{AddressValue, holds};

/// Elements whose content is not HTML.
const TEXTS: &[&[u8]] = &[
    b"iframe",
    b"noembed",
    b"noframe",
    b"noframes",
    b"noscript",
    b"plaintext",
    b"script",
    b"style",
    b"textarea",
    b"title",
    b"xmp",
];

/// The same as [`super::addresses`]; `None` if any tag is written in another form than
/// `<name name="value" name>`.
pub(super) fn addresses(html: &str) -> Option<Vec<AddressValue>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(length) = memchr(b'<', &html.as_bytes()[at..]) {
        at = tag(html, at + length + 1, &mut found)?;
    }
    Some(found)
}

/// Reads a tag whose name is at `start`, and returns its end.
fn tag(html: &str, start: usize, found: &mut Vec<AddressValue>) -> Option<usize> {
    let bytes = html.as_bytes();
    let is_end = bytes.get(start) == Some(&b'/');
    let element = name(bytes, start + usize::from(is_end));
    if !element.first()?.is_ascii_lowercase() || TEXTS.contains(&element) {
        return None;
    }
    let mut at = start + usize::from(is_end) + element.len();
    loop {
        match bytes.get(at)? {
            b'>' => return Some(at + 1),
            b' ' if !is_end && bytes[at..].starts_with(b" />") => return Some(at + 3),
            b' ' if !is_end => at += 1,
            _ => return None,
        }
        let attribute = name(bytes, at);
        let holds = holds(element, attribute);
        at += attribute.len();
        if attribute.is_empty() {
            return None;
        }
        if bytes.get(at) == Some(&b'=') {
            let start = at + 2;
            let is_quoted = bytes.get(at + 1) == Some(&b'"');
            let end = start + memchr(b'"', bytes.get(start..).filter(|_| is_quoted)?)?;
            if let Some(holds) = holds {
                let text = decoded(&html[start..end])?;
                found.push(AddressValue { holds, text, range: start..end });
            }
            at = end + 1;
        } else if holds.is_some() {
            return None;
        }
    }
}

/// The name at `start`; it may be empty.
fn name(bytes: &[u8], start: usize) -> &[u8] {
    let rest = &bytes[start..];
    let is_part = |byte: &u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
    &rest[..rest.iter().position(|byte| !is_part(byte)).unwrap_or(rest.len())]
}

/// A value with its references decoded, if that is simple.
fn decoded(value: &str) -> Option<String> {
    let text = value.replace("&amp;", "&");
    let references = value.len() - text.len();
    let is_simple = !value.is_empty()
        && references == 4 * value.bytes().filter(|byte| *byte == b'&').count()
        && !value.bytes().any(|byte| byte.is_ascii_control());
    is_simple.then_some(text)
}
