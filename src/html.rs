//! Text into HTML and back: escaping, and the text that a reader sees.

use std::convert::Infallible;

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};

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

/// The text of `html` as a reader sees it: entities decoded, white space as a browser lays it out,
/// one line for each block.
///
/// It reads what errhub's own templates and Markdown make; it does not know style sheets.
#[must_use]
pub fn visible_text(html: &str) -> String {
    let mut text = Text::default();
    let mut emitter =
        CallbackEmitter::new(|event: CallbackEvent<'_>, _: Span<()>| -> Option<Infallible> {
            match event {
                CallbackEvent::OpenStartTag { name } => text.open(name),
                CallbackEvent::EndTag { name } => text.close(name),
                CallbackEvent::String { value } => text.push(&String::from_utf8_lossy(value)),
                _ => {}
            }
            None
        });
    // Scripts and titles have other rules than text (HTML, section 13.2.5).
    emitter.naively_switch_states(true);
    // The emitter never returns a token, so one call runs through the whole text.
    let _ = Tokenizer::new_with_emitter(html, emitter).next();
    text.finish()
}

/// Elements that start a new line (HTML, section 15.3: `display: block` and the like).
const BLOCKS: &[&[u8]] = &[
    b"address",
    b"article",
    b"aside",
    b"blockquote",
    b"br",
    b"dd",
    b"details",
    b"div",
    b"dl",
    b"dt",
    b"figcaption",
    b"figure",
    b"footer",
    b"form",
    b"h1",
    b"h2",
    b"h3",
    b"h4",
    b"h5",
    b"h6",
    b"header",
    b"hr",
    b"li",
    b"main",
    b"nav",
    b"ol",
    b"p",
    b"pre",
    b"section",
    b"summary",
    b"table",
    b"td",
    b"th",
    b"tr",
    b"ul",
];
/// Elements whose text is not shown.
const HIDDEN: &[&[u8]] = &[b"script", b"style", b"template", b"title", b"noscript"];

#[derive(Default)]
struct Text {
    seen: String,
    space: bool,
    hidden: usize,
}

impl Text {
    fn open(&mut self, name: &[u8]) {
        if HIDDEN.contains(&name) {
            self.hidden += 1;
        }
        self.line(name);
    }

    fn close(&mut self, name: &[u8]) {
        if HIDDEN.contains(&name) {
            self.hidden = self.hidden.saturating_sub(1);
        }
        self.line(name);
    }

    fn line(&mut self, name: &[u8]) {
        if BLOCKS.contains(&name) && !self.seen.is_empty() && !self.seen.ends_with('\n') {
            self.seen.push('\n');
            self.space = false;
        }
    }

    fn push(&mut self, value: &str) {
        if self.hidden > 0 {
            return;
        }
        for letter in value.chars() {
            if letter.is_ascii_whitespace() {
                self.space = true;
                continue;
            }
            if self.space && !self.seen.is_empty() && !self.seen.ends_with('\n') {
                self.seen.push(' ');
            }
            self.space = false;
            self.seen.push(letter);
        }
    }

    fn finish(mut self) -> String {
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
