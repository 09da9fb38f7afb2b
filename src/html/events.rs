//! Reads HTML as a series of events: tags, attributes and text.

use std::convert::Infallible;

use html5gum::{Emitter, State, Tokenizer, naive_next_state};

/// A piece of HTML. Names are in lower case, and character references are decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event<'a> {
    /// An element begins: its name. Its attributes follow.
    Open(&'a [u8]),
    /// An attribute begins: its name.
    Attribute(&'a [u8]),
    /// The value of the last attribute, in UTF-8; absent if the attribute has none.
    Value(&'a [u8]),
    /// An element ends: its name.
    Close(&'a [u8]),
    /// Text in UTF-8, including that of scripts and styles.
    Text(&'a [u8]),
}

/// The state at the end of a piece of HTML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// After a tag, in the data state (HTML, section 13.2.5.1): the next piece means the same as it
    /// would alone.
    Tag,
    /// Any other state, such as in the middle of text, a tag or a script.
    Other,
}

/// Reads `html` from its beginning to its end (HTML, section 13.2.5).
pub fn read(html: &str, on: impl FnMut(Event<'_>)) {
    PieceReader::default().read(html, on);
}

/// Reads many short pieces of HTML independently, reusing the buffers.
#[derive(Debug, Default)]
pub struct PieceReader {
    text: Vec<u8>,
    /// The tag that is being read.
    name: Vec<u8>,
    attribute: Vec<u8>,
    value: Vec<u8>,
    /// The last start tag: only its end tag ends a script.
    last: Vec<u8>,
}

impl PieceReader {
    /// Reads a piece from its beginning to its end, and returns the state there.
    pub fn read(&mut self, html: &str, on: impl FnMut(Event<'_>)) -> Ending {
        let mut ending = Ending::Other;
        let Self { text, name, attribute, value, last } = self;
        for buffer in [&mut *text, name, attribute, value, last] {
            buffer.clear();
        }
        let (is_end, is_emitted, ending_now) = (false, false, &mut ending);
        let events = Events {
            on,
            ending: ending_now,
            text,
            name,
            is_end,
            is_emitted,
            attribute,
            value,
            last,
        };
        // The emitter never returns a token, so a single call reads the whole text.
        let _ = Tokenizer::new_with_emitter(html, events).next();
        ending
    }
}

/// Turns what the tokenizer finds into events, without copying values that are not used.
struct Events<'e, F> {
    on: F,
    /// The state at the end if nothing more is found.
    ending: &'e mut Ending,
    text: &'e mut Vec<u8>,
    name: &'e mut Vec<u8>,
    is_end: bool,
    is_emitted: bool,
    attribute: &'e mut Vec<u8>,
    value: &'e mut Vec<u8>,
    last: &'e mut Vec<u8>,
}

impl<F: FnMut(Event<'_>)> Events<'_, F> {
    fn tag(&mut self, is_end: bool) {
        *self.ending = Ending::Other;
        self.name.clear();
        (self.is_end, self.is_emitted) = (is_end, false);
    }

    fn emit_text(&mut self) {
        if !self.text.is_empty() {
            (self.on)(Event::Text(self.text));
            self.text.clear();
        }
    }

    fn emit_tag(&mut self) {
        if !std::mem::replace(&mut self.is_emitted, true) {
            self.emit_text();
            (self.on)(if self.is_end { Event::Close(self.name) } else { Event::Open(self.name) });
        }
        if !self.attribute.is_empty() && !self.is_end {
            (self.on)(Event::Attribute(self.attribute));
            if !self.value.is_empty() {
                (self.on)(Event::Value(self.value));
            }
        }
        self.attribute.clear();
        self.value.clear();
    }
}

impl<F: FnMut(Event<'_>)> Emitter for Events<'_, F> {
    type Token = Infallible;

    fn set_last_start_tag(&mut self, tag: Option<&[u8]>) {
        self.last.clear();
        self.last.extend_from_slice(tag.unwrap_or_default());
    }

    fn emit_eof(&mut self) {
        self.emit_text();
    }

    /// Looking for parse errors takes longer than everything else.
    #[inline]
    fn should_emit_errors(&mut self) -> bool {
        false
    }

    fn emit_error(&mut self, _: html5gum::Error) {}

    #[inline]
    fn pop_token(&mut self) -> Option<Infallible> {
        None
    }

    fn emit_string(&mut self, text: &[u8]) {
        *self.ending = Ending::Other;
        self.text.extend_from_slice(text);
    }

    fn init_start_tag(&mut self) {
        self.tag(false);
    }

    fn init_end_tag(&mut self) {
        self.tag(true);
    }

    fn push_tag_name(&mut self, name: &[u8]) {
        self.name.extend_from_slice(name);
    }

    fn init_attribute(&mut self) {
        self.emit_tag();
    }

    fn push_attribute_name(&mut self, name: &[u8]) {
        self.attribute.extend_from_slice(name);
    }

    fn push_attribute_value(&mut self, value: &[u8]) {
        self.value.extend_from_slice(value);
    }

    fn emit_current_tag(&mut self) -> Option<State> {
        self.emit_tag();
        self.last.clear();
        *self.ending = Ending::Tag;
        if self.is_end {
            return None;
        }
        std::mem::swap(self.last, self.name);
        // Scripts and titles have other rules than text.
        let next = naive_next_state(self.last);
        if next.is_some() {
            *self.ending = Ending::Other;
        }
        next
    }

    fn current_is_appropriate_end_tag_token(&mut self) -> bool {
        self.is_end && !self.last.is_empty() && self.last == self.name
    }

    fn set_self_closing(&mut self) {}

    fn init_comment(&mut self) {
        self.emit_text();
        *self.ending = Ending::Other;
    }

    fn init_doctype(&mut self) {
        self.emit_text();
        *self.ending = Ending::Other;
    }

    fn push_comment(&mut self, _: &[u8]) {}
    fn emit_current_comment(&mut self) {}
    fn push_doctype_name(&mut self, _: &[u8]) {}
    fn set_doctype_public_identifier(&mut self, _: &[u8]) {}
    fn set_doctype_system_identifier(&mut self, _: &[u8]) {}
    fn push_doctype_public_identifier(&mut self, _: &[u8]) {}
    fn push_doctype_system_identifier(&mut self, _: &[u8]) {}
    fn set_force_quirks(&mut self) {}
    fn emit_current_doctype(&mut self) {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::cases;
    use html5gum::Span;
    use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
    use proptest::collection::vec;
    use proptest::sample::select;
    use proptest::{prop_assert_eq, proptest};

    /// The same from another emitter of the tokenizer, which switches states in a different way.
    fn expected(html: &str) -> Vec<String> {
        let mut found = Vec::new();
        let mut is_start = false;
        let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _: Span<()>| {
            let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
            match event {
                CallbackEvent::OpenStartTag { name } => {
                    is_start = true;
                    found.push(format!("<{}", text(name)));
                }
                CallbackEvent::CloseStartTag { .. } => is_start = false,
                // Attributes of an end tag have no meaning.
                CallbackEvent::AttributeName { name } if is_start => {
                    found.push(format!("@{}", text(name)));
                }
                CallbackEvent::AttributeValue { value } if is_start => {
                    found.push(format!("={}", text(value)));
                }
                CallbackEvent::EndTag { name } => found.push(format!("/{}", text(name))),
                CallbackEvent::String { value } => found.push(text(value)),
                _ => {}
            }
            None::<Infallible>
        });
        emitter.naively_switch_states(true);
        assert!(Tokenizer::new_with_emitter(html, emitter).next().is_none());
        found
    }

    proptest! {
        #![proptest_config(cases(256))]

        #[test]
        fn events_are_those_of_another_emitter(parts in vec(select(PARTS), 0..24)) {
            // A tag at the very end of the text may be reported in part.
            let html = parts.concat() + "x'>x\">";
            let mut found = Vec::new();
            let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
            read(&html, |event| found.push(match event {
                Event::Open(name) => format!("<{}", text(name)),
                Event::Attribute(name) => format!("@{}", text(name)),
                Event::Value(value) => format!("={}", text(value)),
                Event::Close(name) => format!("/{}", text(name)),
                Event::Text(text) => String::from_utf8(text.to_vec()).unwrap(),
            }));
            prop_assert_eq!(found, expected(&html), "{}", html);
        }
    }

    /// Parts of unusual HTML.
    const PARTS: &[&str] = &[
        "<p>",
        "<p",
        " class='a b'",
        " id=x",
        " hidden",
        " x=\"&quot;\"",
        "/>",
        ">",
        "</p>",
        "</p",
        "<script>",
        "<script type=x>",
        "</script>",
        "</scr",
        "<title>",
        "</title >",
        "<!-- - -->",
        "<!doctype html>",
        "<!",
        "&amp;",
        "&",
        "&lt",
        "é",
        "\r\n",
        "\r",
        "\0",
        "a < b",
        " ",
        "<br>",
        "<style>",
        "</style>",
        "\"",
        "=",
    ];
}
