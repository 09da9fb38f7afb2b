//! The text of a file as its author meant it: its encoding, and characters that nobody typed on
//! purpose.
//!
//! Everything that reads a text of the site uses [`read`] or [`without_mark`], so that all byte
//! offsets count from the same character.

mod conflicts;
mod controls;
mod wrapped;

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::path::SourcePath;

pub(crate) use conflicts::conflicts;
pub(crate) use controls::{check_controls, has_controls, say_controls};
pub(crate) use wrapped::{is_spaceless, joins};

/// The text of a file, without a byte-order mark.
///
/// # Errors
/// The actual encoding, or that it is not text at all.
pub(crate) fn read<'b>(file: &SourcePath, bytes: &'b [u8]) -> Result<&'b str, Diagnostic> {
    if is_utf16(bytes) {
        let message = "the file is UTF-16, but errhub reads UTF-8";
        return Err(Diagnostic::new(Code::NotUtf8, message, Place::file(file)).help(
            "save it again as UTF-8: “Save as” with the encoding UTF-8 in an editor, `-Encoding utf8` in PowerShell",
        ));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let mark = if bytes.starts_with(MARK.as_bytes()) { MARK.len() } else { 0 };
        let at = error.valid_up_to() - mark;
        let place = Place::bytes(file, at..at + 1);
        Diagnostic::new(Code::NotUtf8, "the file is not UTF-8", place)
            .help("save it again as UTF-8; your editor calls this the file's encoding")
    })?;
    Ok(without_mark(text))
}

/// The byte-order mark, which editors on Windows write at the beginning.
const MARK: &str = "\u{feff}";

/// A text without a byte-order mark.
#[must_use]
pub(crate) fn without_mark(text: &str) -> &str {
    text.strip_prefix(MARK).unwrap_or(text)
}

/// Whether a text is UTF-16: by its mark, or because its first character is ASCII next to a zero
/// byte.
fn is_utf16(bytes: &[u8]) -> bool {
    matches!(bytes, [0xff, 0xfe, ..] | [0xfe, 0xff, ..])
        || matches!(bytes, [0, 1..=127, 0, _, ..] | [1..=127, 0, _, 0, ..])
}

/// Whether `text` contains nothing visible.
#[must_use]
pub(crate) fn is_blank(text: &str) -> bool {
    text.chars().all(|letter| letter.is_whitespace() || is_invisible(letter))
}

/// Characters without a visible shape: joiners, direction marks, fillers, variation selectors.
fn is_invisible(letter: char) -> bool {
    matches!(
        letter,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}' | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}'
    )
}

/// The lines of a text with their line endings, and where each begins.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    text.split_inclusive('\n').map(move |line| {
        let here = start;
        start += line.len();
        (here, line)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_distinguished() {
        let file = SourcePath::new("content/a/b.md");
        let read = |bytes: &[u8]| read(&file, bytes).map(str::to_owned).map_err(|one| one.message);
        assert_eq!(read("\u{feff}---\n".as_bytes()).unwrap(), "---\n");
        assert_eq!(read(b"").unwrap(), "");
        assert_eq!(read("\u{feff}\u{feff}".as_bytes()).unwrap(), "\u{feff}");
        for order in [u16::to_le_bytes, u16::to_be_bytes] {
            for text in ["---\ntitle: x\n", "\u{feff}---\n", "\u{feff}é"] {
                let bytes: Vec<u8> = text.encode_utf16().flat_map(order).collect();
                assert!(read(&bytes).unwrap_err().contains("UTF-16"), "{text}");
            }
        }
        assert!(read(b"caf\xe9").unwrap_err().contains("not UTF-8"));
    }

    #[test]
    fn invisible_text_is_blank() {
        for text in ["", " \t\n", "\u{a0}\u{3000}", "\u{200b}\u{feff}", "\u{ad}\u{2060} \u{3164}"] {
            assert!(is_blank(text), "{text:?}");
        }
        for text in ["a", "\u{200b}0", "️!", "。", "🙂"] {
            assert!(!is_blank(text), "{text:?}");
        }
    }
}
