//! Writing XML.

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
    let unwritable = |letter: char| !matches!(letter, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    let clean = text.contains(unwritable).then(|| text.replace(unwritable, ""));
    let text = clean.as_deref().unwrap_or(text);
    xml.create_element(name)
        .with_attributes(attributes.iter().copied())
        .write_text_content(BytesText::new(text))
        .map(drop)
}

/// An element with attributes alone.
///
/// # Errors
/// None: writing to memory cannot fail.
pub fn empty(xml: &mut Xml, name: &str, attributes: &[(&str, &str)]) -> io::Result<()> {
    xml.create_element(name).with_attributes(attributes.iter().copied()).write_empty().map(drop)
}
