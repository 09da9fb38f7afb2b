//! Bounds: the maximum score of a text in a paste, computed without aligning it.
//!
//! Only the best text of an article needs an alignment, whose steps are the product of both lengths.
//! An article may have 50 texts.

use foldhash::HashSet;

use super::template::{Template, TemplateToken};
use super::tokens::Token;
use super::words::slips;
use crate::work;

/// The properties of a paste that bound the scores of texts.
pub(super) struct Bound<'a> {
    /// The words of the paste that the hub has, as indexes of [`super::index::Index::words`].
    words: HashSet<usize>,
    /// The lengths of the other words, which may be typos, without duplicates.
    typos: Vec<usize>,
    /// The letters of the first and the last word, which may be parts of longer ones.
    ends: [Option<&'a [char]>; 2],
}

impl<'a> Bound<'a> {
    /// Reads a paste: its tokens, the letters of each, and the indexes of their words.
    pub(super) fn new(tokens: &[Token], letters: &'a [Vec<char>], known: &[Option<usize>]) -> Self {
        let is_word = |token: &Token| !token.has_digit && token.value.is_none();
        let end = |token: Option<&Token>, letters: Option<&'a Vec<char>>| {
            token.filter(|token| is_word(token)).and(letters.map(Vec::as_slice))
        };
        let typos = tokens.iter().zip(letters).zip(known);
        let typos = typos.filter(|((token, _), known)| known.is_none() && is_word(token));
        let mut typos: Vec<usize> = typos.map(|((_, letters), _)| letters.len()).collect();
        typos.sort_unstable();
        typos.dedup();
        Self {
            words: known.iter().flatten().copied().collect(),
            typos,
            ends: [end(tokens.first(), letters.first()), end(tokens.last(), letters.last())],
        }
    }

    /// A score that no alignment of this text exceeds: that of a paste in which all words in common are
    /// in order, with nothing in between.
    pub(super) fn of(&self, template: &Template) -> i32 {
        work::steps(template.tokens.len());
        template.tokens.iter().map(|token| self.gain(token)).sum()
    }

    /// The maximum weight of a word of a text.
    fn gain(&self, token: &TemplateToken) -> i32 {
        let whole = token.weight.max(1);
        if token.number.is_none_or(|number| self.words.contains(&number)) {
            return whole;
        }
        if token.has_digit {
            return 0;
        }
        let [first, last] = self.ends;
        let is_rest = first.is_some_and(|part| token.letters.ends_with(part))
            || last.is_some_and(|part| token.letters.starts_with(part));
        let length = token.letters.len();
        let is_near = |typo: &usize| length.abs_diff(*typo) <= slips(length.min(typo + 1));
        if is_rest {
            whole
        } else if self.typos.iter().any(is_near) {
            token.weight * 3 / 4
        } else {
            0
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::align::{Paste, Room, parts, score};
    use super::super::index::{Entry, Index};
    use super::super::readings::Source;
    use super::super::tokens::read;
    use super::*;

    /// Words that resemble each other, codes and values.
    fn texts(words: usize) -> impl Strategy<Value = String> {
        let word = "conn|nection|connection|conection|refused|peer|a\\.txt|E12|/x/y|12|[ab]{3,5}";
        prop::collection::vec(word, 1..words).prop_map(|words| words.join(" "))
    }

    proptest! {
        #[test]
        fn no_text_scores_more(
            texts in prop::collection::vec(texts(8), 1..6),
            paste in texts(12),
        ) {
            let list = |text: &String| vec![text.clone()];
            let entry = |text| Entry { messages: list(text), seen_as: list(text), ..Entry::default() };
            let index = Index::new(texts.iter().map(entry).collect());
            let tokens = &read(&index.rules, &paste).tokens;
            let letters: Vec<Vec<char>> =
                tokens.iter().map(|token| token.word.chars().collect()).collect();
            let known: Vec<Option<usize>> =
                tokens.iter().map(|token| index.place(&token.word)).collect();
            let is_known: Vec<bool> = known.iter().map(Option::is_some).collect();
            let parts = parts(tokens);
            let paste = Paste { tokens, letters: &letters, is_known: &is_known, parts: &parts };
            let bound = Bound::new(tokens, &letters, &known);
            let mut room = Room::default();
            for text in &texts {
                for source in [Source::Message, Source::Seen, Source::Name] {
                    let template = Template::new(&index, source, text);
                    let score = score(&template, paste, &(0..tokens.len()), &mut room);
                    prop_assert!(score <= bound.of(&template), "{text} in {tokens:?}");
                }
            }
        }
    }
}
