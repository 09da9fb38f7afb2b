//! Losses: the evidence against a text of an article although its words are in a paste.
//!
//! A paste may be part of a text, and a text part of a paste. So at the ends, only what both have
//! in addition counts as lost. Between the words in common, nothing was cut off.

use foldhash::HashSet;

use super::align::{Alignment, beyond};
use super::codes;
use super::index::Index;
use super::template::{Template, TemplateToken};
use super::tokens::{Gap, Text, Token};
use super::words::is_near;

/// The evidence against an article, in eighths of a bit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Loss {
    /// The differences between the first and the last word in common.
    pub inner: i32,
    /// What both have before and after those words: the lesser of the paste's additional words and
    /// of `missing`.
    pub outer: i32,
    /// What the text has before and after those words and the paste lacks.
    pub missing: i32,
    /// The penalty for another code in the paste.
    pub contradiction: i32,
}

impl Loss {
    /// The sum.
    #[must_use]
    pub fn sum(&self) -> i32 {
        self.inner + self.outer + self.contradiction
    }
}

/// A text of an article and how it matches a paste.
#[derive(Clone, Copy)]
pub(super) struct Laid<'a> {
    pub(super) index: &'a Index,
    pub(super) text: &'a Text,
    /// The letters of each token of the paste.
    pub(super) letters: &'a [Vec<char>],
    pub(super) template: &'a Template,
    pub(super) alignment: &'a Alignment,
    /// The tokens of the paste that are the article's code: the index of the first, and the number.
    pub(super) codes: &'a [(usize, usize)],
    /// Their weight.
    pub(super) code: i32,
}

/// The penalty for an unknown word of the paste that the text lacks, and for an unknown number.
const UNKNOWN: (i32, i32) = (48, 8);
/// How many words on both sides introduce a code: `System error 5 has occurred`.
const AROUND: usize = 3;
/// The factor by which replacing a word weighs more than leaving it out.
const REPLACED: i32 = 2;
/// A bad typo loses the weight of the word divided by this.
const MISSPELT: i32 = 4;

impl Laid<'_> {
    /// What the text has and the paste lacks, and vice versa. The words of the article's `names`
    /// may be anywhere.
    pub(super) fn loss(&self, names: &HashSet<String>) -> Loss {
        let Some((first, last)) = ends(self.alignment) else { return Loss::default() };
        if self.is_aside() {
            return Loss::default();
        }
        let tokens = &self.text.tokens;
        let around = |from: usize| if (first.1..=last.1).contains(&from) { 0 } else { AROUND };
        let is_strange = |at: &usize| {
            let is_code = self.codes.iter().any(|(from, count)| {
                let around = around(*from);
                (from.saturating_sub(around)..from + count + around).contains(at)
            });
            let Token { word, is_labelled, value, .. } = &tokens[*at];
            // `error:` is before any message.
            let is_label = *is_labelled && self.index.rules.cues.contains(word);
            !is_code && !is_label && value.is_none() && !names.contains(word)
        };
        let says = |at: usize| self.says(tokens, at);
        let is_open = |gap: usize| self.template.gaps[gap].is_open;
        let (start, _) = beyond(tokens, first.1, is_open(first.0));
        let (_, end) = beyond(tokens, last.1, is_open(last.0 + 1));
        let before = (0..start).rev();
        let before = before.take_while(|at| tokens[*at].line == tokens[first.1].line);
        let behind = (end..tokens.len()).take_while(|at| tokens[*at].line == tokens[last.1].line);
        let beside: i32 = before.chain(behind).filter(is_strange).map(says).sum();
        let words = &self.template.tokens;
        let missing = weight(&words[..first.0]) + weight(&words[last.0 + 1..]);
        Loss {
            inner: self.inner(is_strange),
            outer: missing.min(beside),
            missing,
            contradiction: 0,
        }
    }

    /// The differences between the first and the last word in common.
    fn inner(&self, is_strange: impl Fn(&usize) -> bool) -> i32 {
        let Self { template, alignment, .. } = self;
        let tokens = &self.text.tokens;
        let mut lost = 0;
        for pair in alignment.pairs.windows(2) {
            let mut rows: Vec<&TemplateToken> =
                template.tokens[pair[0].0 + 1..pair[1].0].iter().collect();
            let mut places: Vec<usize> = (pair[0].1 + 1..pair[1].1).filter(&is_strange).collect();
            rows.retain(|row| {
                let letters = |at: usize| &self.letters[at];
                let is_it = |at: &usize| is_like(row, &tokens[*at], letters(*at));
                let Some(found) = places.iter().position(is_it) else { return true };
                places.remove(found);
                lost += row.weight / MISSPELT;
                false
            });
            let missing: i32 = rows.iter().map(|row| row.weight).sum();
            let is_open = (pair[0].0..pair[1].0).any(|row| template.gaps[row + 1].is_open);
            let strange: i32 = places.iter().map(|at| self.says(tokens, *at)).sum();
            let strange = if is_open { 0 } else { strange };
            // A number does not replace a word.
            let is_replaced = missing > 0 && places.iter().any(|at| !tokens[*at].has_digit);
            lost += if strange == 0 || is_replaced {
                (missing + strange) * if strange > 0 { REPLACED } else { 1 }
            } else {
                missing.max(strange)
            };
        }
        lost
    }

    /// The penalty for a token of the paste that nothing explains.
    fn says(&self, tokens: &[Token], at: usize) -> i32 {
        let Token { word, has_digit, .. } = &tokens[at];
        let is_end = at == 0 || at + 1 == tokens.len();
        match self.index.weight(word) {
            // The first and the last token may be the rest of something that was cut off.
            _ if at == 0 && *has_digit || is_end && word.chars().nth(1).is_none() => 0,
            Some(weight) => i32::from(weight),
            None if is_end => 0,
            None if *has_digit => UNKNOWN.1,
            None => UNKNOWN.0,
        }
    }

    /// Whether the sentence began before the text, continues after it, or ends with another number,
    /// so that it may be another message. If a code is what matches, whether the code is a
    /// parameter of another message.
    pub(super) fn runs_on(&self) -> bool {
        let tokens = &self.text.tokens;
        if self.is_aside() {
            return self.codes.iter().all(|code| self.is_parameter(*code));
        }
        let Some((first, last)) = ends(self.alignment) else { return false };
        if !self.codes.is_empty() {
            return false;
        }
        let words = &self.template.tokens;
        let is_beside =
            |at: usize, word: usize| self.is_plain(at) && tokens[at].line == tokens[word].line;
        let (lead, rest) = (&self.template.gaps[first.0], &self.template.gaps[last.0 + 1]);
        let (start, _) = beyond(tokens, first.1, true);
        let before = if lead.is_open {
            // The text has other words before its slot.
            first.0 > 0 && (start..first.1).any(|at| is_beside(at, first.1))
        } else {
            tokens[first.1].before == Gap::Space && self.follows_word(first.1)
        };
        // A value in quotation marks or brackets has an end; any other value may be anything.
        let closes = |signs: &String| signs.starts_with(['\'', '"', '`', ')', ']']);
        let (_, end) = beyond(tokens, last.1, rest.is_open);
        let is_bounded = !rest.is_open || rest.signs.last().is_some_and(closes);
        let after = is_bounded && is_beside(end, last.1) && is_beside(end + 1, last.1);
        let is_other_number = words.get(last.0 + 1).is_some_and(|word| word.has_digit)
            && tokens.get(last.1 + 1).is_some_and(|token| token.has_digit);
        before || after || is_other_number
    }

    /// Whether the text has no more weight than the code, so that it may match by chance.
    fn is_aside(&self) -> bool {
        self.alignment.score <= self.code
    }

    /// Whether a code is a parameter: it follows a word that does not introduce codes, or its line
    /// has another code before it.
    fn is_parameter(&self, (at, count): (usize, usize)) -> bool {
        let tokens = &self.text.tokens;
        // A name in capitals is not mentioned in passing.
        if !tokens[at + count - 1].has_digit {
            return false;
        }
        let mut line = (0..at).rev().take_while(|before| tokens[*before].line == tokens[at].line);
        let is_placed = |at| codes::placed(&self.index.rules, tokens, at).is_some();
        let is_other = |before| !self.is_code(before) && is_placed(before);
        self.follows_word(at) && !tokens[at].is_labelled || line.any(is_other)
    }

    /// Whether a token comes after a word of its line that does not introduce anything.
    fn follows_word(&self, at: usize) -> bool {
        let tokens = &self.text.tokens;
        at > 0
            && self.is_plain(at - 1)
            && tokens[at - 1].line == tokens[at].line
            && !self.index.rules.cues.contains(&tokens[at - 1].word)
    }

    /// Whether a token is a word, and not a number or a part of a value.
    fn is_plain(&self, at: usize) -> bool {
        let token = self.text.tokens.get(at);
        token.is_some_and(|token| !token.has_digit && token.value.is_none())
    }

    /// Whether a token is a part of the article's code.
    fn is_code(&self, at: usize) -> bool {
        self.codes.iter().any(|(first, count)| (*first..first + count).contains(&at))
    }
}

/// The first and the last word in common.
fn ends(alignment: &Alignment) -> Option<((usize, usize), (usize, usize))> {
    Some((*alignment.pairs.first()?, *alignment.pairs.last()?))
}

fn weight(words: &[TemplateToken]) -> i32 {
    words.iter().map(|word| word.weight).sum()
}

/// Whether a token may be a bad typo of a word: worse than one that matches.
fn is_like(word: &TemplateToken, token: &Token, letters: &[char]) -> bool {
    let most = word.letters.len().min(letters.len()).div_ceil(3);
    !token.has_digit && !word.has_digit && is_near(&word.letters, letters, most)
}

#[cfg(test)]
mod tests {
    use crate::matcher::index::{Entry, Index};
    use crate::matcher::rank::{Ranked, rank};
    use crate::matcher::tokens::read;

    /// The best article for a text, in a hub of this message and a few others.
    fn best(message: &str, text: &str) -> Ranked {
        let entry = |title: &str, code: &str, message: &str| Entry {
            title: title.into(),
            code: Some(code.into()),
            messages: vec![message.into()],
            ..Entry::default()
        };
        let index = Index::new(vec![
            entry("KETTLE_EMPTY", "KET-7001", message),
            entry("OTHER", "KET-7002", "the wrong handle of a door was opened by force"),
        ]);
        rank(&index, &read(&index.rules, text)).remove(0)
    }

    const KETTLE: &str = "the kettle cannot boil {amount} of water because its lid is open";

    #[test]
    fn a_message_with_noise_loses_nothing() {
        for text in [
            "the kettle cannot boil 3 litres of water because its lid is open",
            "09:14:02 /var/log/a.log: the kettle cannot boil it of water because its lid is open [7]",
            "kitchen error: the kettle cannot boil",
            // The article's own name is not noise.
            "KETTLE_EMPTY - the kettle cannot boil",
            // Neither are parts of it and words that introduce its code.
            "cannot boil 3 litres of water because",
            "System error KET-7001 has occurred. the kettle cannot boil",
        ] {
            assert_eq!(best(KETTLE, text).loss.sum(), 0, "{text}");
        }
    }

    #[test]
    fn what_differs_between_the_words_in_common_is_lost() {
        let loss = |text: &str| best(KETTLE, text).loss.inner;
        let lacks = loss("the kettle cannot boil 3 of water its lid is open");
        let replaced = loss("the kettle cannot boil 3 of water whenever its lid is open");
        assert!(0 < lacks && lacks < replaced, "{lacks} {replaced}");
        // A bad typo is nearly the same word.
        let misspelt = loss("the kettle cannot boil 3 of water bqcqusq its lid is open");
        assert!(misspelt < lacks, "{misspelt} {lacks}");
    }

    #[test]
    fn the_ends_lose_the_lesser_of_what_both_have_more() {
        let loss = best(KETTLE, "yesterday evening boil 3 of water because its lid is open").loss;
        assert!(loss.missing > 0 && loss.outer > 0 && loss.outer <= loss.missing, "{loss:?}");
    }

    #[test]
    fn a_sentence_runs_on_before_and_behind() {
        let runs_on = |message: &str, text: &str| best(message, text).runs_on;
        let lid = "its lid is open";
        assert!(!runs_on(lid, "error: its lid is open"));
        assert!(runs_on(lid, "because its lid is open"));
        assert!(runs_on(lid, "its lid is open again today"));
        assert!(runs_on(lid, "its lid is open, or never was closed"));
        assert!(!runs_on(lid, "its lid is open (pid 17)"));
        let quoted = "no lid on '{kettle}'";
        assert!(!runs_on(quoted, "no lid on 'the big red'"));
        assert!(runs_on(quoted, "no lid on 'a.txt'. Do you need another one for it?"));
        assert!(!runs_on("no lid: {reason}", "no lid: nobody knows where it may be today"));
        let bracket = "its lid is open ({reason})";
        assert!(!runs_on(bracket, "its lid is open (rust)"));
        assert!(runs_on(bracket, "its lid is open (rust), and the spout is blocked"));
    }

    #[test]
    fn another_number_at_the_end_is_another_message() {
        let runs_on = |text: &str| best("its lid is open on stove 3", text).runs_on;
        assert!(runs_on("its lid is open on stove 4"));
        assert!(!runs_on("its lid is open on stove 3") && !runs_on("its lid is open on stove"));
    }

    #[test]
    fn a_code_alone_is_not_amid_other_words() {
        assert!(best(KETTLE, "gone with KET-7001 to somewhere else").runs_on);
        assert!(best(KETTLE, "C2143: stopped (KET-7001)").runs_on);
        for text in ["KET-7001", "error KET-7001 somewhere", "Fehler KET-7001: kaputt"] {
            assert!(!best(KETTLE, text).runs_on, "{text}");
        }
    }
}
