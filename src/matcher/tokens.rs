//! Tokens: the words, numbers and pairs of characters of a text, each with its place.

use super::fold::{Folded, characters, fold, is_word};
use super::rules::Rules;
use super::values::{self, ValueKind};

/// The maximum length of a word, in letters; nothing longer is a word.
const LETTERS: usize = 40;

/// A text, split into tokens.
#[derive(Debug, Clone, Default)]
pub struct Text {
    /// The original characters.
    pub letters: Vec<char>,
    /// Its tokens, in order.
    pub tokens: Vec<Token>,
    /// The values that were recognized: their kind, and their range of the original characters.
    pub values: Vec<(ValueKind, u32, u32)>,
}

/// A word, a number, or a pair of characters.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact about the token's signs")]
pub struct Token {
    /// The folded text; a number has no leading zeros.
    pub word: String,
    /// Its start in the original characters.
    pub start: u32,
    /// Its end in the original characters.
    pub end: u32,
    /// The gap before it.
    pub before: Gap,
    /// The value that it is part of, as an index of [`Text::values`].
    pub value: Option<u32>,
    /// Whether it has a digit. Then it must match exactly.
    pub has_digit: bool,
    /// Whether all its letters are capitals.
    pub is_capital: bool,
    /// Whether it has a minus sign.
    pub is_negative: bool,
    /// Whether a quotation mark directly precedes it.
    pub is_quoted: bool,
    /// Whether a colon or a bracket directly follows it, as after a code.
    pub is_labelled: bool,
    /// The line that it is on.
    pub line: u32,
}

impl Token {
    /// Whether it is probably in a slot of a message: part of a value, or the beginning of a
    /// quotation.
    #[must_use]
    pub fn may_vary(&self) -> bool {
        self.value.is_some() || self.is_quoted
    }
}

/// The text between two tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    /// Nothing but a change of script, or an overlap of the tokens.
    None,
    /// `_`
    Underscore,
    /// `-`
    Hyphen,
    /// A single space, `#` or `.`.
    Space,
    /// Anything else.
    Far,
}

/// Splits a text into tokens.
#[must_use]
pub fn read(rules: &Rules, text: &str) -> Text {
    let letters = characters(text);
    let folded = fold(rules, &letters);
    let mut reader = Reader { rules, folded: &folded, text: Text::default(), line: 0, last_end: 0 };
    reader.read();
    Text { letters, ..reader.text }
}

struct Reader<'a> {
    rules: &'a Rules,
    folded: &'a [Folded],
    text: Text,
    line: u32,
    /// The end of the last token in the folded characters.
    last_end: usize,
}

impl Reader<'_> {
    fn read(&mut self) {
        let folded = self.folded;
        let mut at = 0;
        let mut value_end = 0;
        while at < folded.len() {
            let letter = folded[at].letter;
            if letter == '\n' {
                self.line += 1;
            }
            let is_inside = at > 0 && is_word(folded[at - 1].letter);
            let may_begin = at >= value_end && !is_inside && !letter.is_whitespace();
            if may_begin && let Some((kind, end)) = values::value(self.rules, folded, at) {
                self.text.values.push((kind, folded[at].at, folded[end - 1].at + 1));
                value_end = end;
            }
            if is_word(letter) {
                at = self.word(at, value_end);
            } else {
                at += 1;
            }
        }
    }

    /// Reads the word that begins here, and returns its end, which is at most `value_end`.
    fn word(&mut self, at: usize, value_end: usize) -> usize {
        let in_value = at < value_end;
        let folded = &self.folded[..if in_value { value_end } else { self.folded.len() }];
        if self.rules.is_paired(folded[at].letter) {
            return self.pairs(at, in_value);
        }
        let mut end = at;
        let mut word = String::new();
        // A word ends where another script begins: `ERR_X` and `은` may be written as one word.
        let goes_on = |word: &str, at: usize| {
            folded.get(at).map(|folded| folded.letter).filter(|letter| {
                let is_same = |last| is_foreign(last) == is_foreign(*letter);
                let is_own = word.chars().next_back().is_none_or(is_same);
                let is_mark = || unicode_normalization::char::is_combining_mark(*letter);
                is_word(*letter) && !self.rules.is_paired(*letter) && (is_own || is_mark())
            })
        };
        while end < folded.len() {
            let is_alphabetic = |at: usize| goes_on(&word, at).is_some_and(char::is_alphabetic);
            match goes_on(&word, end) {
                Some(letter) => word.push(letter),
                None if folded[end].letter == '\''
                    && is_alphabetic(end - 1)
                    && is_alphabetic(end + 1) => {}
                None => break,
            }
            end += 1;
        }
        end = self.sign(at, end, &mut word);
        self.put(at, end, word, in_value);
        end
    }

    /// Includes the signs after names of languages: `C++`, `C#`.
    fn sign(&self, at: usize, end: usize, word: &mut String) -> usize {
        let letter = |at: usize| self.folded.get(at).map_or(' ', |folded| folded.letter);
        let signs = if letter(end) == '+' && letter(end + 1) == '+' { 2 } else { 1 };
        let is_sign = end - at == 1 && word.is_ascii() && (signs == 2 || letter(end) == '#');
        if !is_sign || is_word(letter(end + signs)) {
            return end;
        }
        word.extend((end..end + signs).map(letter));
        end + signs
    }

    /// Reads a run of characters of a script without spaces, as overlapping pairs.
    fn pairs(&mut self, at: usize, in_value: bool) -> usize {
        let folded = self.folded;
        let mut ends = Vec::new();
        let mut end = at;
        while let Some(letter) = folded.get(end).map(|folded| folded.letter) {
            let is_mark = unicode_normalization::char::is_combining_mark(letter);
            if !(is_mark || self.rules.is_paired(letter)) {
                break;
            }
            end += 1;
            // A combining mark stays with the letter before it.
            match ends.last_mut() {
                Some(last) if is_mark => *last = end,
                _ => ends.push(end),
            }
        }
        let text = |start: usize, end: usize| -> String {
            folded[start..end].iter().map(|folded| folded.letter).collect()
        };
        if ends.len() == 1 {
            self.put(at, end, text(at, end), in_value);
        }
        let mut start = at;
        for pair in ends.windows(2) {
            self.put(start, pair[1], text(start, pair[1]), in_value);
            start = pair[0];
        }
        end
    }

    fn put(&mut self, start: usize, end: usize, mut word: String, in_value: bool) {
        let folded = self.folded;
        let has_digit = word.chars().any(char::is_numeric);
        if has_digit {
            word = without_zeros(&word);
        }
        if let Some((cut, _)) = word.char_indices().nth(LETTERS) {
            word.truncate(cut);
        }
        let is_capital = folded[start..end]
            .iter()
            .all(|folded| folded.is_capital || !folded.letter.is_alphabetic());
        let is_free = start < 2 || !is_word(folded[start - 2].letter);
        let is_negative = start > 0 && folded[start - 1].letter == '-' && is_free;
        let value = u32::try_from(self.text.values.len()).unwrap_or(u32::MAX);
        let token = Token {
            word,
            start: folded[start].at,
            end: folded[end - 1].at + 1,
            before: self.gap(start),
            value: in_value.then(|| value - 1),
            has_digit,
            is_capital,
            is_negative,
            is_quoted: start > 0 && matches!(folded[start - 1].letter, '\'' | '"'),
            is_labelled: folded.get(end).is_some_and(|next| matches!(next.letter, ':' | ']')),
            line: self.line,
        };
        self.text.tokens.push(token);
        self.last_end = end;
    }

    fn gap(&self, start: usize) -> Gap {
        if self.text.tokens.is_empty() {
            return Gap::Far;
        }
        if start <= self.last_end {
            return Gap::None;
        }
        match (start - self.last_end, self.folded[self.last_end].letter) {
            (1, '_') => Gap::Underscore,
            (1, '-') => Gap::Hyphen,
            (1, ' ' | '\u{a0}' | '#' | '.') => Gap::Space,
            _ => Gap::Far,
        }
    }
}

/// Whether a letter is of a script other than Latin.
fn is_foreign(letter: char) -> bool {
    letter >= '\u{370}'
}

/// A number in its shortest spelling: `007` is `7`, and `0x0000007b` is `0x7b`.
fn without_zeros(word: &str) -> String {
    let (start, digits) = match word.strip_prefix("0x") {
        Some(digits) if !digits.is_empty() && is_hex(digits) => ("0x", digits),
        _ if word.bytes().all(|byte| byte.is_ascii_digit()) => ("", word),
        _ => return word.to_owned(),
    };
    let short = digits.trim_start_matches('0');
    format!("{start}{}", if short.is_empty() { "0" } else { short })
}

/// Whether it consists of hexadecimal digits.
#[must_use]
pub fn is_hex(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Vec<Token> {
        read(&Rules::built_in(), text).tokens
    }

    fn words(text: &str) -> Vec<String> {
        tokens(text).into_iter().map(|token| token.word).collect()
    }

    #[test]
    fn words_are_runs_of_letters_and_digits() {
        for (text, expected) in [
            ("Don't panic!", &["dont", "panic"][..]),
            ("err_conn-reset", &["err", "conn", "reset"]),
            ("C++ and C#, not c+", &["c++", "and", "c#", "not", "c"]),
            ("007 0x0000007B 000 0x0", &["7", "0x7b", "0", "0x0"]),
            ("日本語 x", &["日本", "本語", "x"]),
            ("語", &["語"]),
            (
                "ERR_X은 실패",
                &[
                    "err",
                    "x",
                    "\u{110b}\u{1173}\u{11ab}",
                    "\u{1109}\u{1175}\u{11af}\u{1111}\u{1162}",
                ],
            ),
            ("код404: об'єкт", &["код", "404", "обєкт"]),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
        assert_eq!(words(&"a".repeat(90)), ["a".repeat(LETTERS)]);
    }

    #[test]
    fn gaps_say_what_stands_between() {
        use Gap::{Far, Hyphen, None, Space, Underscore};
        let gaps: Vec<Gap> =
            tokens("a_b-c d.e  f日本").into_iter().map(|token| token.before).collect();
        assert_eq!(gaps, [Far, Underscore, Hyphen, Space, Space, Far, None]);
    }

    #[test]
    fn tokens_know_the_signs_around_them() {
        let all = tokens("Error -5: 'x' ABC]\ny 2-3");
        let find = |word: &str| all.iter().find(|token| token.word == word).unwrap();
        assert!(find("5").is_negative && find("5").is_labelled && find("5").has_digit);
        assert!(find("x").is_quoted && !find("x").is_labelled);
        assert!(find("abc").is_capital && find("abc").is_labelled && !find("error").is_capital);
        assert!(!find("3").is_negative);
        assert_eq!((find("abc").line, find("y").line), (0, 1));
    }

    #[test]
    fn places_are_of_the_original() {
        let text = "\u{1b}[1mStraße\u{1b}[0m 日本語";
        let letters = characters(text);
        let shown = |token: &Token| {
            letters[token.start as usize..token.end as usize].iter().collect::<String>()
        };
        let all: Vec<String> = tokens(text).iter().map(shown).collect();
        assert_eq!(all, ["Straße", "日本", "本語"]);
    }
}
