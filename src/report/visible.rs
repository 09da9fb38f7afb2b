//! Makes text by others safe to print: characters that would move the cursor, break a line or
//! change the direction of text are shown as escapes.

use std::borrow::Cow;
use std::fmt::Write as _;

/// `text` on one line, without anything that a terminal or a line-based program interprets.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for letter in text.chars() {
        if is_hidden(letter) {
            shown.extend(letter.escape_default());
        } else {
            shown.push(letter);
        }
    }
    Cow::Owned(shown)
}

/// The same for JSON text, where such a character can only be in a string.
pub(super) fn visible_json(json: &str) -> Cow<'_, str> {
    let is_hidden = |letter: char| letter != '\n' && is_hidden(letter);
    if !json.contains(is_hidden) {
        return Cow::Borrowed(json);
    }
    let mut shown = String::with_capacity(json.len() + 8);
    for letter in json.chars() {
        if is_hidden(letter) {
            for unit in letter.encode_utf16(&mut [0; 2]) {
                let _ = write!(shown, "\\u{unit:04x}");
            }
        } else {
            shown.push(letter);
        }
    }
    Cow::Owned(shown)
}

/// Control characters, line and paragraph separators, and the directional formatting characters of
/// Unicode (UAX #9, section 2).
#[must_use]
pub fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            '\u{61c}'
                | '\u{200e}'
                | '\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2066}'..='\u{2069}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_shown_as_escapes() {
        assert_eq!(visible("größe 日本語 …"), "größe 日本語 …");
        assert_eq!(visible("a\n::error::\t\r"), "a\\n::error::\\t\\r");
        assert_eq!(visible("\x1b[31m\u{202e}\u{85}"), "\\u{1b}[31m\\u{202e}\\u{85}");
        assert_eq!(visible_json("{\n\"a\": \"\u{202e}\u{7f}\"}"), "{\n\"a\": \"\\u202e\\u007f\"}");
    }
}
