//! Makes untrusted text safe to print: characters that would move the cursor, break a line or
//! change the direction of text are shown as escapes.

use std::borrow::Cow;
use std::fmt::Write as _;

use unicode_normalization::char::is_combining_mark;

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

/// The reader of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// A terminal, or a program.
    Any,
    /// The runner of GitHub Actions, which obeys lines that begin with `::`, and `##[` anywhere.
    Github,
}

/// errhub's own text with [`visible`] values in it, ready to print: with its lines and colours.
/// This is the last line of defence, for a value that was not made visible before.
#[must_use]
pub fn printable(text: &str, reader: Reader) -> Cow<'_, str> {
    let is_plain = |letter: char| matches!(letter, '\n' | '\t') || !is_hidden(letter);
    let may_command = reader == Reader::Github && (text.contains("::") || text.contains("##["));
    if text.chars().all(is_plain) && !may_command {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    let mut is_start = true;
    for (at, letter) in text.char_indices() {
        let rest = &text[at..];
        let commands = reader == Reader::Github
            && (is_start && rest.starts_with("::") || letter == '[' && text[..at].ends_with("##"));
        if is_plain(letter) && !commands || color(rest) {
            shown.push(letter);
        } else {
            shown.extend(letter.escape_unicode());
        }
        is_start = letter == '\n' || is_start && letter.is_whitespace();
    }
    Cow::Owned(shown)
}

/// How many characters without a width may follow each other. No language needs more (UAX #15, section
/// 13, the Stream-Safe Text Format).
const RUN_LIMIT: usize = 30;

/// `text` with the rest of longer runs of characters without a width left out: what measures a line by
/// its width would print all of them.
#[must_use]
pub fn without_long_runs(text: &str) -> Cow<'_, str> {
    let fits = || {
        let mut run = 0;
        move |letter: char| {
            run = if has_width(letter) { 0 } else { run + 1 };
            run <= RUN_LIMIT
        }
    };
    if text.chars().all(fits()) {
        return Cow::Borrowed(text);
    }
    let mut fits = fits();
    Cow::Owned(text.chars().filter(|letter| fits(*letter)).collect())
}

/// Whether a character takes room on a line: all but combining marks, joiners, invisible operators,
/// variation selectors and tags.
fn has_width(letter: char) -> bool {
    !is_combining_mark(letter)
        && !matches!(
            letter,
            '\u{ad}'
                | '\u{200b}'..='\u{200d}'
                | '\u{2060}'..='\u{2064}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

/// Whether a text begins with a colour (ECMA-48, SGR).
fn color(text: &str) -> bool {
    let parameters = |text: &str| text.trim_start_matches(|at| matches!(at, '0'..='9' | ';')).len();
    text.strip_prefix("\x1b[")
        .is_some_and(|text| text[text.len() - parameters(text)..].starts_with('m'))
}

/// The same for JSON text, where these characters can only be in a string. So can `##[`, with which
/// GitHub's runner finds commands within lines.
#[must_use]
pub fn visible_json(json: &str) -> Cow<'_, str> {
    let is_hidden = |letter: char| letter != '\n' && is_hidden(letter);
    if !json.contains(is_hidden) && !json.contains("##[") {
        return Cow::Borrowed(json);
    }
    let mut shown = String::with_capacity(json.len() + 8);
    for letter in json.chars() {
        if is_hidden(letter) || letter == '[' && shown.ends_with("##") {
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
    fn what_is_printed_has_lines_and_colours_and_nothing_else() {
        let any = |text| printable(text, Reader::Any).into_owned();
        for text in ["größe\n\t::error::x", "\x1b[1;31merror\x1b[0m: a\n", "##[error]", ""] {
            assert_eq!(any(text), text);
        }
        assert_eq!(
            any("a\x1b[2Kb\x1b]0;c\x07\r\u{9b}2K"),
            "a\\u{1b}[2Kb\\u{1b}]0;c\\u{7}\\u{d}\\u{9b}2K"
        );
        assert_eq!(any("\x1b[12;"), "\\u{1b}[12;");
        let github = |text| printable(text, Reader::Github).into_owned();
        assert_eq!(
            github("a ::b::\n  ::error::x\n\t\n::y"),
            "a ::b::\n  \\u{3a}:error::x\n\t\n\\u{3a}:y"
        );
        assert_eq!(github("1 | ##[error]x"), "1 | ##\\u{5b}error]x");
    }

    #[test]
    fn long_runs_without_a_width_are_cut() {
        let marks = |count| "\u{301}".repeat(count);
        let text = format!("a{} b{}", marks(30), marks(30));
        assert_eq!(without_long_runs(&text), text);
        let text = format!("a{}\u{200b} b\u{fe0f}", marks(40));
        assert_eq!(without_long_runs(&text), format!("a{} b\u{fe0f}", marks(30)));
    }

    #[test]
    fn control_characters_are_shown_as_escapes() {
        assert_eq!(visible("größe 日本語 …"), "größe 日本語 …");
        assert_eq!(visible("a\n::error::\t\r"), "a\\n::error::\\t\\r");
        assert_eq!(visible("\x1b[31m\u{202e}\u{85}"), "\\u{1b}[31m\\u{202e}\\u{85}");
        assert_eq!(visible_json("[\"##[error]x\"]"), "[\"##\\u005berror]x\"]");
        assert_eq!(visible_json("{\n\"a\": \"\u{202e}\u{7f}\"}"), "{\n\"a\": \"\\u202e\\u007f\"}");
    }
}
