//! The addresses in HTML: which attributes contain them, and the places of their values.

use std::convert::Infallible;
use std::ops::Range;

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Emitter, ForwardingEmitter, Span, Tokenizer};

/// The content of an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// The address of a page or file.
    Link,
    /// The address of a picture.
    Picture,
    /// Addresses of pictures, each with a descriptor.
    Pictures,
}

/// The content of an attribute of an element, if it contains addresses (HTML, index of attributes).
/// Names are in lower case.
#[must_use]
pub fn holds(element: &[u8], attribute: &[u8]) -> Option<Holds> {
    Some(match (attribute, element) {
        (b"href", b"a" | b"area" | b"link")
        | (b"src", b"audio" | b"embed" | b"iframe" | b"script" | b"source" | b"track" | b"video")
        | (b"action", b"form")
        | (b"formaction", b"button" | b"input")
        | (b"data", b"object") => Holds::Link,
        (b"src", b"img" | b"input") | (b"poster", b"video") => Holds::Picture,
        (b"srcset", b"img" | b"source") | (b"imagesrcset", b"link") => Holds::Pictures,
        _ => return None,
    })
}

/// The places of the addresses in the value of a `srcset` (HTML, section 4.8.4.2.1).
#[must_use]
pub fn srcset(value: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(skipped) = value[at..].find(|c: char| !c.is_ascii_whitespace() && c != ',') {
        let start = at + skipped;
        let length = value[start..].find(|c: char| c.is_ascii_whitespace());
        let end = length.map_or(value.len(), |length| start + length);
        let address = value[start..end].trim_end_matches(',');
        found.push(start..start + address.len());
        at = if start + address.len() < end {
            end
        } else {
            value[end..].find(',').map_or(value.len(), |comma| end + comma)
        };
    }
    found
}

/// The value of an attribute that contains addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddressValue {
    /// The kind of content.
    pub holds: Holds,
    /// The value, with its references decoded.
    pub text: String,
    /// Its place, in bytes; within its quotes, if it has any.
    pub range: Range<usize>,
}

/// The values of all attributes of `html` that contain addresses. The place of an empty value is
/// the name of the attribute; an empty value counts only where a value is required.
#[must_use]
pub fn addresses(html: &str) -> Vec<AddressValue> {
    let mut found = Vec::new();
    let mut element: Option<Vec<u8>> = None;
    let mut held: Option<AddressValue> = None;
    let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, span: Span<usize>| {
        let range = span.start..span.end;
        if let CallbackEvent::AttributeValue { value } = event {
            let text = String::from_utf8_lossy(value).into_owned();
            found.extend(held.take().map(|empty| AddressValue { text, range, ..empty }));
            return None::<Infallible>;
        }
        let is_needed = matches!(element.as_deref(), Some(b"a" | b"area" | b"img" | b"link"));
        found.extend(held.take().filter(|_| is_needed));
        match event {
            CallbackEvent::OpenStartTag { name } => element = Some(name.to_vec()),
            CallbackEvent::CloseStartTag { .. } => element = None,
            CallbackEvent::AttributeName { name } => {
                let holds = element.as_ref().and_then(|element| holds(element, name));
                held = holds.map(|holds| AddressValue { holds, text: String::new(), range });
            }
            _ => {}
        }
        None
    });
    emitter.naively_switch_states(true);
    // The emitter never returns a token, so a single call reads the whole text.
    let _ = Tokenizer::new_with_emitter(html, WithoutErrors(emitter)).next();
    found
}

/// An emitter that ignores parse errors: looking for them takes long.
struct WithoutErrors<E>(E);

impl<E: Emitter> ForwardingEmitter for WithoutErrors<E> {
    type Token = E::Token;

    fn inner(&mut self) -> &mut impl Emitter<Token = E::Token> {
        &mut self.0
    }

    fn should_emit_errors(&mut self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_their_places() {
        let html = "é<A HREF=a.md class=x>b</a><img alt='' src='c&amp;d'>\n<source srcset=\"e 1x, f\"><a href><form action=\"\">";
        let found: Vec<_> = addresses(html)
            .into_iter()
            .map(|value| (value.holds, value.text, &html[value.range]))
            .collect();
        let value = |holds, text: &str, written| (holds, text.to_owned(), written);
        assert_eq!(
            found,
            [
                value(Holds::Link, "a.md", "a.md"),
                value(Holds::Picture, "c&d", "c&amp;d"),
                value(Holds::Pictures, "e 1x, f", "e 1x, f"),
                value(Holds::Link, "", "href"),
            ]
        );
    }

    #[test]
    fn a_srcset_has_several_addresses() {
        for (value, addresses) in [
            ("a.png", vec!["a.png"]),
            ("a.png 1x, b.png 2x", vec!["a.png", "b.png"]),
            (" a.png,b.png 2x ,, c.png", vec!["a.png,b.png", "c.png"]),
            ("a.png, b.png", vec!["a.png", "b.png"]),
            ("data:image/png;base64,AA 1x, é.png 2x", vec!["data:image/png;base64,AA", "é.png"]),
            (" , ", vec![]),
        ] {
            let found: Vec<_> = srcset(value).into_iter().map(|range| &value[range]).collect();
            assert_eq!(found, addresses, "{value}");
        }
    }
}
