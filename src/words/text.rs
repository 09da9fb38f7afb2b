//! Collects the words of a text, leaving out everything that is only form.

use std::borrow::Cow;
use std::ops::Range;

use unicode_normalization::{UnicodeNormalization, is_nfc_quick};

use super::count::{Quotes, count};
use super::sentences::{self, Shape};
use crate::html::{self, Event, Layout};
use crate::key::Key;

/// The words of a text. A run of white space is one space, except in lines of code, and invisible
/// characters are left out.
#[derive(Debug, Default)]
pub struct Words {
    text: String,
    /// How many hidden elements are open.
    hidden: usize,
    /// The positions that are needed to find its sentences.
    shape: Shape,
    /// Where the words that authors cannot choose began, and how many open elements mark them.
    given: (usize, usize),
}

/// Separates the parts of a field. No text of a site contains it.
const PART: char = '\u{1e}';

impl Words {
    /// Adds running text.
    pub fn text(&mut self, text: &str) {
        if self.hidden > 0 {
            return;
        }
        let bytes = text.as_bytes();
        // The text to copy begins at `from`. Most texts are ASCII words separated by single spaces.
        let (mut from, mut at, mut blank) = (0, 0, self.ends_blank());
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'!'..=b'~' => blank = false,
                b' ' if !blank => blank = true,
                _ => {
                    self.text.push_str(&text[from..at]);
                    let Some(letter) = text[at..].chars().next() else { break };
                    if letter.is_whitespace() {
                        if !blank {
                            self.text.push(' ');
                        }
                        blank = true;
                    } else if !is_invisible(letter) {
                        self.text.push(letter);
                        blank = false;
                    }
                    at += letter.len_utf8();
                    from = at;
                    continue;
                }
            }
            at += 1;
        }
        self.text.push_str(&text[from..]);
    }

    /// Adds white space.
    pub fn gap(&mut self) {
        if !self.ends_blank() {
            self.text.push(' ');
        }
    }

    /// Ends a block; sentences end with it.
    pub fn block(&mut self) {
        self.gap();
        if self.shape.breaks.last() != Some(&self.text.len()) {
            self.shape.breaks.push(self.text.len());
        }
    }

    /// Records the place in the source, in bytes, of the text that is added next.
    pub fn stands_at(&mut self, source: usize) {
        self.shape.origins.push((self.text.len(), source));
    }

    /// Begins words that authors cannot choose: code, keys, names of menus.
    pub fn open_given(&mut self) {
        if self.given.1 == 0 {
            self.given.0 = self.text.len();
        }
        self.given.1 += 1;
    }

    /// Ends the words begun by [`Self::open_given`].
    pub fn close_given(&mut self) {
        self.given.1 = self.given.1.saturating_sub(1);
        if self.given.1 == 0 && self.given.0 < self.text.len() {
            self.shape.given.push(self.given.0..self.text.len());
        }
    }

    /// Ends bold text, which is the name of a menu or a button unless it is a sentence.
    pub fn close_bold(&mut self) {
        if self.text.ends_with(['.', '!', '?', ':', '。', '！', '？', '：']) {
            self.given.1 = self.given.1.saturating_sub(1);
        } else {
            self.close_given();
        }
    }

    /// Adds a self-contained text.
    pub fn aside(&mut self, text: &str) {
        self.gap();
        self.text(text);
        self.gap();
    }

    /// Adds a block of code: white space counts within lines, but not at their ends.
    pub fn code(&mut self, code: &str) {
        if self.hidden > 0 {
            return;
        }
        self.block();
        self.open_given();
        for (number, line) in code.trim_end().lines().enumerate() {
            if number > 0 {
                self.text.push('\n');
            }
            self.text.push_str(line.trim_end());
        }
        self.close_given();
        self.block();
    }

    /// Adds the text of a piece of HTML. Elements may be open at its end.
    pub fn html(&mut self, html: &str) {
        let mut is_read = false;
        html::read(html, |event| match event {
            Event::Open(name) => self.element(name, 1),
            Event::Close(name) => self.element(name, -1),
            Event::Attribute(name) => is_read = matches!(name, b"alt" | b"title"),
            Event::Value(value) => {
                if is_read {
                    self.aside(&String::from_utf8_lossy(value));
                }
            }
            Event::Text(text) => self.text(&String::from_utf8_lossy(text)),
        });
    }

    fn element(&mut self, name: &[u8], by: isize) {
        match html::layout(name) {
            Layout::Block => self.block(),
            Layout::Hidden => self.hidden = self.hidden.saturating_add_signed(by),
            Layout::Inline => {}
        }
    }

    /// Ends a part of a field, and begins another one.
    pub fn part(&mut self) {
        self.trim();
        self.text.push(PART);
    }

    /// The current position.
    #[must_use]
    pub fn here(&mut self) -> usize {
        self.block();
        self.text.len()
    }

    /// Removes and returns everything added since `here`, with its position in the source.
    #[must_use]
    pub fn split_off(&mut self, here: usize) -> (String, usize) {
        let source = self.shape.source_of(here);
        self.shape.truncate(here);
        (self.text.split_off(here), source)
    }

    /// Adds words that were removed.
    pub fn put_back(&mut self, (words, source): &(String, usize)) {
        self.block();
        self.stands_at(*source);
        self.text.push_str(words);
    }

    /// The number of words, if there are more than `limit`.
    #[must_use]
    pub fn more_than(&self, limit: usize) -> Option<usize> {
        let gaps = || self.text.bytes().filter(u8::is_ascii_whitespace).count();
        if self.text.is_ascii() && gaps() < limit {
            return None;
        }
        Some(count(&self.text, Quotes::Counted)).filter(|words| *words > limit)
    }

    /// The position where a new field begins.
    #[must_use]
    pub fn begin(&mut self) -> usize {
        self.shape.clear();
        self.text.len()
    }

    /// Finds the sentences of the field that begins at `start`. `found` gets the hash of each, and a
    /// function that computes its range in the source.
    pub fn find_sentences(
        &self,
        start: usize,
        mut found: impl FnMut(u64, &dyn Fn() -> Range<usize>),
    ) {
        sentences::find(&self.text, start, &self.shape, |hash, part| {
            found(hash, &|| {
                let first = self.shape.source_of(part.start);
                first..(self.shape.source_of(part.end - 1) + 1).max(first)
            });
        });
    }

    /// Takes the words, and returns their key; `None` if there are none.
    pub fn take(&mut self) -> Option<Key> {
        self.hidden = 0;
        self.given = (0, 0);
        self.shape.clear();
        self.trim();
        let key = (!self.text.is_empty()).then(|| Key::of_bytes(composed(&self.text).as_bytes()));
        self.text.clear();
        key
    }

    fn trim(&mut self) {
        if self.text.ends_with(' ') {
            self.text.pop();
        }
    }

    fn ends_blank(&self) -> bool {
        matches!(self.text.as_bytes().last(), None | Some(b' ' | 0x1e))
    }
}

/// Whether a character is invisible: the soft hyphen, the zero-width space, the word joiner and the
/// byte-order mark.
fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}')
}

/// A text in Normalization Form C (UAX #15): `é` is the same letter, however an editor writes it.
fn composed(text: &str) -> Cow<'_, str> {
    let is_composed =
        text.is_ascii() || is_nfc_quick(text.chars()) == unicode_normalization::IsNormalized::Yes;
    if is_composed { text.into() } else { text.nfc().collect::<String>().into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::cases;
    use proptest::{prop_assert_eq, proptest};

    fn words(texts: &[&str]) -> String {
        let mut words = Words::default();
        for text in texts {
            words.text(text);
        }
        words.trim();
        words.text
    }

    #[test]
    fn white_space_is_one_space() {
        assert_eq!(words(&["  a  b\n\tc\u{a0}\u{2003}d ", " e", "f "]), "a b c d ef");
        assert_eq!(words(&["soft\u{ad}ware", "\u{200b}", "\u{feff}"]), "software");
        assert_eq!(words(&["Ünïcode  “quotes”…", " 中文\u{3000}字 "]), "Ünïcode “quotes”… 中文 字");
        assert_eq!(words(&["", " ", ""]), "");
    }

    #[test]
    fn code_keeps_the_space_within_its_lines() {
        let code = |code: &str| {
            let mut words = Words::default();
            words.text("a");
            words.code(code);
            words.text("b");
            words.text
        };
        assert_eq!(code("if x:  \n\n    y\t \n\n"), "a if x:\n\n    y b");
        assert_eq!(code("if x:\r\n\r\n    y\r\n"), code("if x:\n\n    y\n"));
        assert_ne!(code("if x:\n  y\n"), code("if x:\n    y\n"));
    }

    #[test]
    fn html_is_what_it_shows() {
        let html = |pieces: &[&str]| {
            let mut words = Words::default();
            for piece in pieces {
                words.html(piece);
            }
            words.trim();
            words.text
        };
        assert_eq!(html(&["<p class=x>a<b>b</b>", "c<p>d &amp; <br>e", "</p>"]), "abc d & e");
        assert_eq!(html(&["<style>", "p { }", "</style>f", "<!-- g -->"]), "f");
        assert_eq!(html(&["<img src=a.png alt='a shot' title=\"of it\">"]), "a shot of it");
    }

    #[test]
    fn letters_are_composed() {
        let key = |text: &str| {
            let mut words = Words::default();
            words.text(text);
            words.take()
        };
        assert_eq!(key("caf\u{e9}"), key("cafe\u{301}"));
        assert_ne!(key("caf\u{e9}"), key("cafe"));
        assert_eq!(key(" \n"), None);
    }

    proptest! {
        #![proptest_config(cases(256))]

        #[test]
        fn only_the_words_count(
            words in proptest::collection::vec("[!-~é中]{1,5}", 0..8),
            gaps in proptest::collection::vec("[ \n\t\u{a0}]{1,3}", 8),
        ) {
            let spaced: String =
                words.iter().zip(&gaps).flat_map(|(word, gap)| [gap.as_str(), word]).collect();
            let expected = words.join(" ");
            prop_assert_eq!(self::words(&[&spaced]), expected);
        }
    }
}
