//! Control characters: invisible on the page, and forbidden by YAML and HTML.

use std::ops::Range;

use memchr::{memchr_iter, memmem};

use super::lines;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::path::SourcePath;

/// Whether a text contains a control character or an invisible line break.
#[must_use]
pub(crate) fn has_controls(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_low = |byte: u8| (byte < b' ' && !matches!(byte, b'\n' | b'\t' | b'\r')) || byte == 0x7f;
    // Without an early exit, the compiler vectorizes the loop.
    bytes.iter().fold(false, |any, byte| any | is_low(*byte))
        || memchr_iter(b'\r', bytes).any(|at| bytes.get(at + 1) != Some(&b'\n'))
        || memchr_iter(0xc2, bytes).any(|at| bytes[at + 1] < 0xa0)
        || memmem::find_iter(bytes, b"\xe2\x80").any(|at| matches!(bytes[at + 2], 0xa8 | 0xa9))
        || memchr_iter(0xef, bytes).any(|at| text[at..].starts_with(is_no_character))
}

/// A misplaced byte-order mark, or a Unicode noncharacter.
fn is_no_character(letter: char) -> bool {
    matches!(letter, '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// The first control character of each line, with its place.
fn controls(text: &str) -> impl Iterator<Item = (Range<usize>, char)> {
    lines(text).filter_map(|(start, line)| {
        let line =
            line.strip_suffix('\n').map_or(line, |line| line.strip_suffix('\r').unwrap_or(line));
        let is_control = |letter: char| {
            letter.is_control() && letter != '\t'
                || matches!(letter, '\u{2028}' | '\u{2029}')
                || is_no_character(letter)
        };
        let (at, letter) = line.char_indices().find(|(_, letter)| is_control(*letter))?;
        Some((start + at..start + at + letter.len_utf8(), letter))
    })
}

/// The control characters in a text, with the message, the byte range and the help for each.
#[must_use]
pub(crate) fn say_controls(text: &str) -> Vec<(Range<usize>, String, &'static str)> {
    if !has_controls(text) {
        return Vec::new();
    }
    let say = |(range, letter): (Range<usize>, char)| {
        let number = format!("U+{:04X}", u32::from(letter));
        let (message, help) = match letter {
            '\r' => (
                format!("a carriage return ({number}) without a line feed"),
                "save the file with Unix (LF) or Windows (CRLF) line endings",
            ),
            '\u{85}' | '\u{2028}' | '\u{2029}' => (
                format!("an invisible line break ({number})"),
                "delete it, or break the line with the Enter key",
            ),
            '\u{feff}' => (format!("a byte-order mark ({number}) inside the text"), "delete it"),
            _ => (
                format!("an invisible control character ({number})"),
                "delete it, or replace it with the character that you meant",
            ),
        };
        (range, message, help)
    };
    controls(text).map(say).collect()
}

/// The same as diagnostics, about a part of `file` that starts at byte `start`.
#[must_use]
pub(crate) fn check_controls(file: &SourcePath, text: &str, start: usize) -> Vec<Diagnostic> {
    let say = |(range, message, help): (Range<usize>, String, &str)| {
        let place = Place::bytes(file, range.start + start..range.end + start);
        Diagnostic::new(Code::ControlCharacter, message, place).help(help)
    };
    say_controls(text).into_iter().map(say).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_found_line_by_line() {
        for text in ["a\tb\r\nc\n", "é « » “x” \u{a0} 漢字，ｘ 🙂", ""] {
            assert!(!has_controls(text) && say_controls(text).is_empty(), "{text:?}");
        }
        for letter in [
            '\0', '\u{7}', '\u{1b}', '\u{7f}', '\u{85}', '\u{9c}', '\u{2028}', '\u{2029}', '\r',
            '\u{feff}', '\u{ffff}',
        ] {
            let text = format!("é\n{letter}b{letter}\r\nc{letter}");
            let places: Vec<_> = say_controls(&text).into_iter().map(|one| one.0.start).collect();
            let length = letter.len_utf8();
            assert_eq!(places, [3, 3 + 2 * length + 4], "{letter:?}");
        }
    }
}
