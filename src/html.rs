//! Text into HTML and back: escaping, what HTML is made of, and the text that a reader sees.

use std::convert::Infallible;

use html5gum::emitters::ForwardingEmitter;
use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Emitter, Span, Tokenizer};

/// `text` as the content of an element or of a quoted attribute.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            letter => escaped.push(letter),
        }
    }
    escaped
}

/// What a piece of HTML is made of. Names are in lower case, and references are decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event<'a> {
    /// An element begins: its name. Its attributes follow.
    Open(&'a [u8]),
    /// An attribute begins: its name.
    Attribute(&'a [u8]),
    /// The value of the last attribute; without it there is none.
    Value(&'a str),
    /// An element ends: its name.
    Close(&'a [u8]),
    /// Text, also that of scripts and styles.
    Text(&'a str),
}

/// Reads `html` from its beginning to its end (HTML, section 13.2.5).
pub fn read(html: &str, mut on: impl FnMut(Event<'_>)) {
    let mut emitter =
        CallbackEmitter::new(|event: CallbackEvent<'_>, _: Span<()>| -> Option<Infallible> {
            // What comes of a `str` is UTF-8.
            let text = |bytes| std::str::from_utf8(bytes).unwrap_or_default();
            match event {
                CallbackEvent::OpenStartTag { name } => on(Event::Open(name)),
                CallbackEvent::AttributeName { name } => on(Event::Attribute(name)),
                CallbackEvent::AttributeValue { value } => on(Event::Value(text(value))),
                CallbackEvent::EndTag { name } => on(Event::Close(name)),
                CallbackEvent::String { value } => on(Event::Text(text(value))),
                _ => {}
            }
            None
        });
    // Scripts and titles have other rules than text.
    emitter.naively_switch_states(true);
    // The emitter never returns a token, so one call runs through the whole text.
    let _ = Tokenizer::new_with_emitter(html, Lenient(emitter)).next();
}

/// Leaves out the search for parse errors, which takes longer than all the rest.
struct Lenient<E>(E);

impl<E: Emitter> ForwardingEmitter for Lenient<E> {
    type Token = E::Token;

    fn inner(&mut self) -> &mut impl Emitter<Token = E::Token> {
        &mut self.0
    }

    fn should_emit_errors(&mut self) -> bool {
        false
    }
}

/// The text of `html` as a reader sees it: entities decoded, white space as a browser lays it out,
/// one line for each block.
///
/// It reads what errhub's own templates and Markdown make; it does not know style sheets.
#[must_use]
pub fn visible_text(html: &str) -> String {
    let mut text = VisibleText::default();
    read(html, |event| text.on(event));
    text.finish()
}

/// Whether an element starts a new line (HTML, section 15.3: `display: block` and the like).
fn is_block(name: &[u8]) -> bool {
    matches!(
        name,
        b"address"
            | b"article"
            | b"aside"
            | b"blockquote"
            | b"br"
            | b"dd"
            | b"details"
            | b"div"
            | b"dl"
            | b"dt"
            | b"figcaption"
            | b"figure"
            | b"footer"
            | b"form"
            | b"h1"
            | b"h2"
            | b"h3"
            | b"h4"
            | b"h5"
            | b"h6"
            | b"header"
            | b"hr"
            | b"li"
            | b"main"
            | b"nav"
            | b"ol"
            | b"p"
            | b"pre"
            | b"section"
            | b"summary"
            | b"table"
            | b"td"
            | b"th"
            | b"tr"
            | b"ul"
    )
}

/// Whether the text of an element is not shown.
fn is_hidden(name: &[u8]) -> bool {
    matches!(name, b"script" | b"style" | b"template" | b"title" | b"noscript")
}

/// Gathers the text that a reader sees.
#[derive(Debug, Default)]
pub struct VisibleText {
    seen: String,
    space: bool,
    hidden: usize,
}

impl VisibleText {
    /// Takes the next event.
    pub fn on(&mut self, event: Event<'_>) {
        match event {
            Event::Open(name) => {
                self.hidden += usize::from(is_hidden(name));
                self.line(name);
            }
            Event::Close(name) => {
                self.hidden = self.hidden.saturating_sub(usize::from(is_hidden(name)));
                self.line(name);
            }
            Event::Text(text) if self.hidden == 0 => self.push(text),
            Event::Attribute(_) | Event::Value(_) | Event::Text(_) => {}
        }
    }

    fn line(&mut self, name: &[u8]) {
        if !self.seen.is_empty() && !self.seen.ends_with('\n') && is_block(name) {
            self.seen.push('\n');
            self.space = false;
        }
    }

    fn push(&mut self, text: &str) {
        self.space |= text.starts_with(|first: char| first.is_ascii_whitespace());
        for word in text.split_ascii_whitespace() {
            if self.space && !self.seen.is_empty() && !self.seen.ends_with('\n') {
                self.seen.push(' ');
            }
            self.seen.push_str(word);
            self.space = true;
        }
        self.space = text.ends_with(|last: char| last.is_ascii_whitespace())
            || self.space && text.trim_ascii().is_empty();
    }

    /// The text.
    #[must_use]
    pub fn finish(mut self) -> String {
        self.seen.truncate(self.seen.trim_end().len());
        self.seen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_what_readers_see() {
        let html = "<p>A <b>gate</b>way\n answers &lt;502&gt;.</p>\n<ul><li>One</li><li>Two</li></ul><script>x</script>";
        assert_eq!(visible_text(html), "A gateway answers <502>.\nOne\nTwo");
        assert_eq!(visible_text("a<br>b"), "a\nb");
        assert_eq!(visible_text(""), "");
    }
}
