//! How many words a text has, in any script.

use crate::text::is_spaceless;

/// Whether a character belongs to one of the scripts of Southeast Asia that have no spaces between
/// words: Thai, Lao, Burmese and Khmer.
#[must_use]
pub fn is_southeast_asian(letter: char) -> bool {
    matches!(letter, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
}

/// Which words count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quotes {
    /// All of them.
    Counted,
    /// Only those outside quotation marks.
    LeftOut,
}

/// The number of words in `text`. A word is set off by spaces and has a letter or a digit. In scripts
/// without spaces, two letters of Chinese or Japanese count as a word, and so do four of Thai, Lao,
/// Burmese or Khmer: about the ratio of an English translation.
#[must_use]
pub fn count(text: &str, quotes: Quotes) -> usize {
    let (mut quarters, mut is_in_word, mut closing) = (0_usize, false, None);
    for letter in text.chars() {
        if let Some(marks) = closing {
            let marks: &[char] = marks;
            if marks.contains(&letter) {
                closing = None;
            }
        } else if letter.is_whitespace() {
            is_in_word = false;
        } else if letter.is_alphanumeric() {
            if is_spaceless(letter) {
                (quarters, is_in_word) = (quarters + 2, false);
            } else if is_southeast_asian(letter) {
                (quarters, is_in_word) = (quarters + 1, false);
            } else if !is_in_word {
                (quarters, is_in_word) = (quarters + 4, true);
            }
        } else if quotes == Quotes::LeftOut {
            closing = closing_marks(letter);
        }
    }
    quarters.div_ceil(4)
}

/// The marks that close the quotation that `mark` opens.
fn closing_marks(mark: char) -> Option<&'static [char]> {
    Some(match mark {
        '"' => &['"'],
        '“' => &['”'],
        '„' => &['“', '”'],
        '«' => &['»'],
        '»' => &['«'],
        '「' => &['」'],
        '『' => &['』'],
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_between_spaces() {
        let words = |text| count(text, Quotes::Counted);
        assert_eq!(words(""), 0);
        assert_eq!(words(" Press Ctrl+F5 – it’s quick.\nWell-known!"), 5);
        assert_eq!(words("Settings > Network > Wi-Fi"), 3);
        assert_eq!(words("연결할 수 없음"), 3);
    }

    #[test]
    fn letters_count_where_there_are_no_spaces() {
        let words = |text| count(text, Quotes::Counted);
        assert_eq!(words("网关没有收到有效的响应。"), 6);
        assert_eq!(words("502 错误"), 2);
        assert_eq!(words("エラー"), 2);
        assert_eq!(words("ข้อผิดพลาด"), 3);
    }

    #[test]
    fn quotations_can_be_left_out() {
        let words = |text| count(text, Quotes::LeftOut);
        assert_eq!(words("It says “cannot connect to it” or \"no route\" at once."), 5);
        assert_eq!(words("Es meldet „keine Verbindung“ und «rien» sofort"), 4);
        assert_eq!(words("It says “cannot connect"), 2);
    }
}
