//! Hard wraps: terminals, mail programs and dialogs break lines in the middle of words.

use super::index::Index;
use super::tokens::{Text, Token};

/// Joins words that a line break cut in two. Only the words of the hub distinguish a cut from two
/// words, so the tokenizer cannot do this.
#[must_use]
pub fn joined(index: &Index, mut text: Text) -> Text {
    let is_known = |word: &str| index.place(word).is_some();
    let mut tokens: Vec<Token> = Vec::with_capacity(text.tokens.len());
    for token in std::mem::take(&mut text.tokens) {
        if let Some(last) = tokens.last_mut()
            && last.line + 1 == token.line
            && last.value.is_none()
            && token.value.is_none()
            && is_break(&text.letters[last.end as usize..token.start as usize])
            && !(is_known(&last.word) && is_known(&token.word))
        {
            let word = format!("{}{}", last.word, token.word);
            if is_known(&word) {
                last.word = word;
                last.end = token.end;
                last.has_digit |= token.has_digit;
                last.is_capital &= token.is_capital;
                last.is_labelled = token.is_labelled;
                continue;
            }
        }
        tokens.push(token);
    }
    Text { tokens, ..text }
}

/// Whether there is only a line break and quotation signs.
fn is_break(between: &[char]) -> bool {
    let (['\r', '\n', rest @ ..] | ['\n' | '\r', rest @ ..]) = between else { return false };
    rest.iter().all(|letter| matches!(letter, '>' | ' ')) && rest.first() != Some(&' ')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matcher::index::Entry;
    use crate::matcher::tokens::read;

    fn words(text: &str) -> Vec<String> {
        let entry =
            Entry { title: "a connection in use is reset not able".into(), ..Entry::default() };
        let index = Index::new(vec![entry]);
        let text = joined(&index, read(&index.rules, text));
        text.tokens.into_iter().map(|token| token.word).collect()
    }

    #[test]
    fn a_word_that_a_line_break_cut_is_one() {
        for text in ["conn\nection", "conn\r\nection", "> conn\n> ection"] {
            assert_eq!(words(text), ["connection"], "{text:?}");
        }
    }

    #[test]
    fn two_words_stay_two() {
        // Both are words; neither is a word of the hub; a space; an indentation; an empty line.
        for text in ["not\nable", "conn\nected", "conn \nection", "conn\n ection", "conn\n\nection"]
        {
            assert_eq!(words(text).len(), 2, "{text:?}");
        }
    }

    #[test]
    fn the_place_is_from_the_first_part_to_the_last() {
        let entry = Entry { title: "connection".into(), ..Entry::default() };
        let index = Index::new(vec![entry]);
        let text = joined(&index, read(&index.rules, "a conn\nection"));
        assert_eq!((text.tokens[1].start, text.tokens[1].end), (2, 13));
    }
}
