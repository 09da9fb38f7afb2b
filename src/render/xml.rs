//! Writing XML.

use std::borrow::Cow;
use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

/// A document that is being written to memory.
pub type Xml = Writer<Vec<u8>>;

/// The document that `write` writes.
pub fn document(write: impl FnOnce(&mut Xml) -> io::Result<()>) -> Vec<u8> {
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 1);
    let declaration = Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None));
    // Writing to memory cannot fail.
    let _ = xml.write_event(declaration).and_then(|()| write(&mut xml));
    let mut bytes = xml.into_inner();
    bytes.push(b'\n');
    bytes
}

/// An element with attributes and content.
///
/// # Errors
/// Those of `write`.
pub fn element(
    xml: &mut Xml,
    name: &str,
    attributes: &[(&str, &str)],
    write: impl FnOnce(&mut Xml) -> io::Result<()>,
) -> io::Result<()> {
    xml.create_element(name)
        .with_attributes(attributes.iter().copied())
        .write_inner_content(write)
        .map(drop)
}

/// An element with text. Characters that cannot occur in XML 1.0 (section 2.2) are left out.
///
/// # Errors
/// None: writing to memory cannot fail.
pub fn text(xml: &mut Xml, name: &str, text: &str) -> io::Result<()> {
    text_with(xml, name, &[], text)
}

/// An element with attributes and text.
///
/// # Errors
/// None: writing to memory cannot fail.
pub fn text_with(
    xml: &mut Xml,
    name: &str,
    attributes: &[(&str, &str)],
    text: &str,
) -> io::Result<()> {
    xml.create_element(name)
        .with_attributes(attributes.iter().copied())
        .write_text_content(BytesText::from_escaped(escaped(text)))
        .map(drop)
}

/// A text with references (section 4.6), without characters that cannot occur. Feeds consist of
/// long texts with many tags, so each byte is looked at once.
fn escaped(text: &str) -> Cow<'_, str> {
    let mut escaped = String::new();
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        // Most bytes are letters and spaces.
        if matches!(byte, b'?'..0xef | b' ') {
            continue;
        }
        let (length, new) = match byte {
            b'<' => (1, "&lt;"),
            b'>' => (1, "&gt;"),
            b'&' => (1, "&amp;"),
            b'\'' => (1, "&apos;"),
            b'"' => (1, "&quot;"),
            // Otherwise, it would be read as a line feed (section 2.11).
            b'\r' => (1, "&#13;"),
            ..b' ' if !matches!(byte, b'\t' | b'\n') => (1, ""),
            0xef if text[at..].starts_with(['\u{fffe}', '\u{ffff}']) => (3, ""),
            _ => continue,
        };
        if escaped.capacity() == 0 {
            escaped.reserve(text.len() + text.len() / 4);
        }
        escaped.push_str(&text[from..at]);
        escaped.push_str(new);
        from = at + length;
    }
    if from == 0 {
        return Cow::Borrowed(text);
    }
    escaped.push_str(&text[from..]);
    Cow::Owned(escaped)
}

/// An element with attributes alone.
///
/// # Errors
/// None: writing to memory cannot fail.
pub fn empty(xml: &mut Xml, name: &str, attributes: &[(&str, &str)]) -> io::Result<()> {
    xml.create_element(name).with_attributes(attributes.iter().copied()).write_empty().map(drop)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::random::cases;

    proptest! {
        #![proptest_config(cases(256))]

        #[test]
        fn texts_are_escaped_like_those_of_the_library(text in "(\\PC|[<>&'\"\t\n\r\0\u{b}\u{1f}\u{7f}\u{fffd}\u{fffe}\u{ffff}])*") {
            let unwritable = |letter: char| {
                !matches!(letter, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
            };
            let written = text.replace(unwritable, "");
            prop_assert_eq!(escaped(&text), quick_xml::escape::escape(&written));
        }
    }
}
