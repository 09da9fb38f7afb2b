//! Folding: one character at a time, so that each keeps its place in the original text.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::rules::Rules;

/// The maximum number of characters that are read. Of a longer text, half are from the beginning
/// and half from the end.
pub const LONGEST: usize = 1 << 16;
const HALF: usize = LONGEST / 2;

/// A folded character, and its place in the original text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Folded {
    /// Lower case, without accents.
    pub letter: char,
    /// An index into the original characters.
    pub at: u32,
    /// Whether the original is a capital.
    pub is_capital: bool,
}

/// The original characters of a text that are read. Those between them are skipped without cost.
#[must_use]
pub fn characters(text: &str) -> Vec<char> {
    // There are at least as many bytes as characters.
    if text.len() <= LONGEST || text.chars().nth(LONGEST).is_none() {
        return text.chars().collect();
    }
    let mut letters: Vec<char> = text.chars().take(HALF).collect();
    letters.push('\n');
    letters.extend(text.chars().rev().take(HALF - 1));
    letters[HALF + 1..].reverse();
    letters
}

/// A text as it is shown; of one that is too long, only the parts that are read.
#[must_use]
pub fn excerpt(text: &str) -> Cow<'_, str> {
    if text.len() <= LONGEST || text.chars().nth(LONGEST).is_none() {
        return text.into();
    }
    let letters = characters(text);
    let part = |letters: &[char]| letters.iter().collect::<String>();
    format!("{} … {}", part(&letters[..HALF]), part(&letters[HALF + 1..])).into()
}

/// Folds a text: drops terminal colours, accents and capitals, and leaves only plain quotes and
/// dashes.
#[must_use]
pub fn fold(rules: &Rules, text: &[char]) -> Vec<Folded> {
    let mut folded = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        if let Some(end) = escape(text, at) {
            at = end;
            continue;
        }
        let original = text[at];
        let place = u32::try_from(at).unwrap_or(u32::MAX);
        if original.is_ascii() {
            let letter = if original == '`' { '\'' } else { original.to_ascii_lowercase() };
            folded.push(Folded { letter, at: place, is_capital: original.is_ascii_uppercase() });
        } else if !rules.is_ignored(original) {
            let is_capital = original.is_uppercase();
            // Typographic characters are replaced before decomposition: `´` would be a space and an
            // accent.
            if let Some(sign) = rules.folds.get(&original) {
                put(&mut folded, sign, place, is_capital);
            } else {
                for part in std::iter::once(original).nfkd() {
                    for letter in part.to_lowercase() {
                        match rules.folds.get(&letter) {
                            Some(letters) => put(&mut folded, letters, place, is_capital),
                            None if ('\u{300}'..='\u{36f}').contains(&letter) => {}
                            None => folded.push(Folded { letter, at: place, is_capital }),
                        }
                    }
                }
            }
        }
        at += 1;
    }
    folded
}

fn put(folded: &mut Vec<Folded>, letters: &str, at: u32, is_capital: bool) {
    folded.extend(letters.chars().map(|letter| Folded { letter, at, is_capital }));
}

/// The end of the escape sequence that begins here (ECMA-48, section 5.4, and window titles).
fn escape(text: &[char], at: usize) -> Option<usize> {
    let is_escape = text[at] == '\u{1b}';
    let (kind, start) = match (text[at], text.get(at + 1)) {
        ('\u{9b}', _) => ('[', at + 1),
        ('\u{1b}', Some(kind)) => (*kind, at + 2),
        _ => return is_escape.then_some(at + 1),
    };
    let rest = text[start..].iter();
    match kind {
        '[' => {
            let length = rest.take_while(|c| (' '..='?').contains(*c)).count();
            Some((start + length + 1).min(text.len()))
        }
        ']' => {
            let length = rest.take_while(|c| !matches!(c, '\u{7}' | '\u{1b}' | '\n')).count();
            Some((start + length + 1).min(text.len()))
        }
        _ => Some(start.min(text.len())),
    }
}

/// Whether a folded character is part of a word.
#[must_use]
pub fn is_word(letter: char) -> bool {
    if letter.is_ascii() {
        letter.is_ascii_alphanumeric()
    } else {
        letter.is_alphanumeric() || is_combining_mark(letter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        let letters = characters(text);
        fold(&Rules::built_in(), &letters).iter().map(|folded| folded.letter).collect()
    }

    #[test]
    fn letters_lose_case_and_accents_and_signs_their_typography() {
        for (text, plain) in [
            ("Élan ŁÓDŹ Straße œuvre", "elan lodz strasse oeuvre"),
            ("‘a’ “b” «c» – d", "'a' \"b\" \"c\" - d"),
            ("ﬁle ＡＢＣ", "file abc"),
            ("soft\u{ad}hyphen\u{200b}", "softhyphen"),
        ] {
            assert_eq!(folded(text), plain);
        }
        // A mark that is not an accent stays.
        assert_eq!(folded("हिन्दी").chars().count(), 6);
    }

    #[test]
    fn what_terminals_are_told_is_no_text() {
        for text in
            ["\u{1b}[1;31mred\u{1b}[0m", "\u{9b}31mred", "\u{1b}]0;title\u{7}red", "red\u{1b}"]
        {
            assert_eq!(folded(text), "red", "{text:?}");
        }
    }

    #[test]
    fn each_letter_knows_its_place() {
        let letters = characters("\u{1b}[1mß…É");
        let folded = fold(&Rules::built_in(), &letters);
        let places: Vec<(char, u32, bool)> =
            folded.iter().map(|folded| (folded.letter, folded.at, folded.is_capital)).collect();
        let dot = |at| ('.', at, false);
        assert_eq!(
            places,
            [('s', 4, false), ('s', 4, false), dot(5), dot(5), dot(5), ('e', 6, true)]
        );
    }

    #[test]
    fn of_a_long_text_both_ends_are_read() {
        let text = format!("{}{}", "a".repeat(LONGEST), "b".repeat(LONGEST));
        let read = characters(&text);
        assert_eq!(read.len(), LONGEST);
        assert_eq!((read[0], read[LONGEST / 2], read[LONGEST - 1]), ('a', '\n', 'b'));
        assert_eq!((read.last(), excerpt(&text).chars().count()), (Some(&'b'), LONGEST + 2));
        let whole = "ä".repeat(LONGEST);
        assert_eq!((characters(&whole).len(), &*excerpt(&whole)), (LONGEST, &*whole));
    }
}
