//! The visible text of HTML.

use super::events::{Event, read};

/// The text of `html` as a reader sees it: entities decoded, white space as a browser lays it out,
/// one line for each block.
///
/// This is made for the HTML of errhub's own templates and Markdown, and ignores style sheets.
/// Footnotes and their marks are left out, as they are when a text is read aloud.
#[must_use]
pub fn visible_text(html: &str) -> String {
    let mut text = VisibleText::default();
    read(html, |event| text.on(event));
    text.finish()
}

/// How a browser lays an element out (HTML, section 15.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// On a line of its own: `display: block` and the like.
    Block,
    /// Not at all.
    Hidden,
    /// In a line of text.
    Inline,
}

/// How a browser lays out the element of this name.
#[must_use]
pub fn layout(name: &[u8]) -> Layout {
    match name {
        b"address" | b"article" | b"aside" | b"blockquote" | b"br" | b"dd" | b"details"
        | b"div" | b"dl" | b"dt" | b"figcaption" | b"figure" | b"footer" | b"form" | b"h1"
        | b"h2" | b"h3" | b"h4" | b"h5" | b"h6" | b"header" | b"hr" | b"li" | b"main" | b"nav"
        | b"ol" | b"p" | b"pre" | b"section" | b"summary" | b"table" | b"td" | b"th" | b"tr"
        | b"ul" => Layout::Block,
        b"script" | b"style" | b"template" | b"title" | b"noscript" => Layout::Hidden,
        _ => Layout::Inline,
    }
}

/// Represents the text before a piece and the space between them.
const BEFORE: &[u8] = b"x ";

/// Gathers the visible text.
#[derive(Debug, Default)]
pub struct VisibleText {
    /// In UTF-8.
    seen: Vec<u8>,
    hidden: usize,
    note: Note,
}

/// A footnote's mark or a list of footnotes, which is not part of the text.
#[derive(Debug, Default)]
enum Note {
    #[default]
    None,
    /// An element that may be a footnote's mark or a list of footnotes, depending on its class.
    Perhaps(&'static [u8]),
    /// The element, and how many elements of this name are open.
    Inside(&'static [u8], usize),
}

/// The class of the number that links a text to its footnote.
pub const NOTE_MARK: &str = "note-mark";
/// The class of a list of footnotes.
pub const NOTES: &str = "footnotes";

impl VisibleText {
    /// Takes the next event.
    pub fn on(&mut self, event: Event<'_>) {
        self.follow_note(event);
        match event {
            Event::Open(name) => match layout(name) {
                Layout::Block => self.line(),
                Layout::Hidden => self.hidden += 1,
                Layout::Inline => {}
            },
            Event::Close(name) => match layout(name) {
                Layout::Block => self.line(),
                Layout::Hidden => self.hidden = self.hidden.saturating_sub(1),
                Layout::Inline => {}
            },
            Event::Text(text) if self.hidden == 0 => self.push(text),
            Event::Attribute(_) | Event::Value(_) | Event::Text(_) => {}
        }
    }

    /// For a piece of HTML that follows white space. [`Self::append`] adds the result to the text
    /// before it.
    #[must_use]
    pub fn after_space() -> Self {
        Self { seen: BEFORE.to_vec(), ..Self::default() }
    }

    /// Resets this to what [`Self::after_space`] returns.
    pub fn restart(&mut self) {
        self.seen.clear();
        self.seen.extend_from_slice(BEFORE);
        (self.hidden, self.note) = (0, Note::None);
    }

    /// Whether an element is open that hides what follows, or may.
    #[must_use]
    pub fn is_open_ended(&self) -> bool {
        self.hidden > 0 || matches!(self.note, Note::Inside(..))
    }

    /// What a piece [after a space](Self::after_space) adds, in UTF-8. It begins with a line break
    /// if the space turns into one.
    #[must_use]
    pub fn added(&self) -> &[u8] {
        self.seen.get(BEFORE.len() - 1..).unwrap_or_default()
    }

    /// Adds white space and what a piece after it has [added](Self::added). No element may be
    /// [open](Self::is_open_ended).
    pub fn append(&mut self, added: &[u8]) {
        self.note = Note::None;
        match added.split_first() {
            Some((b'\n', rest)) => {
                self.line();
                self.seen.extend_from_slice(rest);
            }
            Some((_, rest)) => {
                self.push(b" ");
                self.seen.extend_from_slice(rest);
            }
            None => {}
        }
    }

    /// Adds a noncharacter, which no text contains, in place of a text that is left out.
    pub fn leave_out(&mut self) {
        self.note = Note::None;
        self.seen.extend_from_slice("\u{ffff}".as_bytes());
        self.line();
    }

    fn follow_note(&mut self, event: Event<'_>) {
        match (&mut self.note, event) {
            (Note::Inside(element, depth), Event::Open(name)) if *element == name => *depth += 1,
            (Note::Inside(element, depth), Event::Close(name)) if *element == name => {
                *depth -= 1;
                if *depth == 0 {
                    self.note = Note::None;
                    self.hidden = self.hidden.saturating_sub(1);
                }
            }
            (Note::Inside(..), _) => {}
            (note, Event::Open(b"sup")) => *note = Note::Perhaps(b"sup"),
            (note, Event::Open(b"ol")) => *note = Note::Perhaps(b"ol"),
            (note, Event::Open(_) | Event::Text(_)) => *note = Note::None,
            (Note::Perhaps(element), Event::Value(value))
                if value == NOTE_MARK.as_bytes() || value == NOTES.as_bytes() =>
            {
                self.note = Note::Inside(element, 1);
                self.hidden += 1;
            }
            _ => {}
        }
    }

    fn line(&mut self) {
        if self.seen.last() == Some(&b' ') {
            self.seen.pop();
        }
        if !self.ends_blank() {
            self.seen.push(b'\n');
        }
    }

    /// Adds text byte by byte, because the texts between tags are short. White space becomes one
    /// space, or none at the beginning of a line.
    fn push(&mut self, text: &[u8]) {
        let mut end = self.seen.len();
        let mut blank = self.ends_blank();
        self.seen.resize(end + text.len(), 0);
        for &byte in text {
            let space = matches!(byte, b' ' | b'\n' | b'\t' | b'\x0c');
            self.seen[end] = if space { b' ' } else { byte };
            end += usize::from(!(space & blank));
            blank = space;
        }
        self.seen.truncate(end);
    }

    fn ends_blank(&self) -> bool {
        matches!(self.seen.last(), None | Some(b'\n' | b' '))
    }

    /// The text.
    #[must_use]
    pub fn finish(self) -> String {
        // This is still UTF-8: only spaces were added or left out between characters.
        let mut seen = String::from_utf8(self.seen).unwrap_or_default();
        seen.truncate(seen.trim_end().len());
        seen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn footnotes_are_not_part_of_the_text() {
        let html = "<p>10<sup>3</sup> of them<sup class=\"note-mark\"><a href=\"#x\">1</a></sup>.</p>\
                    <ol class=\"footnotes\"><li>Note<ol><li>a</li></ol>b</li></ol><ol><li>c</li></ol>";
        assert_eq!(visible_text(html), "103 of them.\nc");
    }

    #[test]
    fn text_is_what_readers_see() {
        let html = "<p>A <b>gate</b>way\n answers &lt;502&gt;.</p>\n<ul><li>One</li><li>Two</li></ul><script>x</script>";
        assert_eq!(visible_text(html), "A gateway answers <502>.\nOne\nTwo");
        assert_eq!(visible_text("a<br>b"), "a\nb");
        assert_eq!(
            visible_text(" a  b \t c<i> d</i>e <p> \n f\r\ng  <b> </b>h"),
            "a b c de\nf g h"
        );
        assert_eq!(visible_text(""), "");
    }
}
