//! Answers: which articles explain a text, how certain that is, and why.

use super::fold::characters;
use super::index::{Index, Number, Source};
use super::rank::{Ranked, rank};
use super::slots;
use super::tokens::{Text, read};
use super::wrap::joined;

/// How certain an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Nothing explains the text.
    None,
    /// The first article probably does.
    Likely,
    /// The first article does.
    Certain,
}

impl Verdict {
    /// Its name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Likely => "likely",
            Self::Certain => "certain",
        }
    }
}

/// The result for a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// How certain it is.
    pub verdict: Verdict,
    /// The articles, best first; none if nothing explains the text.
    pub matches: Vec<Match>,
}

/// An article that explains a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// Its number in the index.
    pub article: Number,
    /// How well it does, in hundredths.
    pub score: u8,
    /// The message that was found, as its index in the article's list.
    pub message: Option<usize>,
    /// The words and codes in common, as ranges of the text's characters.
    pub matched: Vec<(u32, u32)>,
    /// The values in the text for the slots of the message.
    pub values: Vec<(String, String)>,
}

impl Match {
    /// The words and codes in common, as spelled in the text.
    #[must_use]
    pub fn words(&self, text: &str) -> Vec<String> {
        let letters = self.letters(text);
        let word =
            |(start, end): &(u32, u32)| letters[*start as usize..*end as usize].iter().collect();
        self.matched.iter().map(word).collect()
    }

    /// The characters of the text that the ranges refer to.
    #[must_use]
    pub fn letters(&self, text: &str) -> Vec<char> {
        characters(text)
    }
}

/// The minimum score of a likely answer, in eighths of a bit, and its minimum purity, in
/// thousandths.
const LIKELY: (i32, i32) = (64, 650);
/// The same for a text that says less but fits hardly any other article: the next one has at most this
/// many fifths of its score.
const SMALL: (i32, i32, i32) = (40, 990, 3);
/// The same for a certain answer.
const CERTAIN: (i32, i32) = (110, 850);
/// How far a certain answer must be ahead of the next article.
const MARGIN: i32 = 70;
/// Where a certain answer has no code, its evidence divided by this may differ within its text.
const WITHIN: i32 = 100;
/// The maximum number of articles in an answer.
const MOST: usize = 5;
/// The others in an answer have at least the best score divided by this.
const PART: i32 = 4;

/// The articles that explain `text`.
#[must_use]
pub fn answer(index: &Index, text: &str) -> Answer {
    let text = joined(index, read(&index.rules, text));
    let ranked = rank(index, &text);
    judge(&text, &ranked)
}

/// The answer for a ranking.
#[must_use]
pub fn judge(text: &Text, ranked: &[Ranked]) -> Answer {
    let nothing = Answer { verdict: Verdict::None, matches: Vec::new() };
    let Some(best) = ranked.first() else { return nothing };
    let next = ranked.get(1).map_or(0, |second| second.total.max(0));
    let purity = purity(best);
    let is_likely = best.total >= LIKELY.0 && purity >= LIKELY.1;
    // A single word says too little, unless it is a code.
    let is_word = best.alignment.pairs.len() == 1 && best.codes.is_empty();
    let is_small =
        best.total >= SMALL.0 && purity >= SMALL.1 && next * 5 <= best.total * SMALL.2 && !is_word;
    let verdict = if is_certain(best, purity, next) {
        Verdict::Certain
    } else if is_likely || is_small {
        Verdict::Likely
    } else {
        return nothing;
    };
    let named = ranked.iter().take(MOST).take_while(|one| one.total * PART >= best.total);
    let matches = named.map(|one| {
        let score = purity * one.total / best.total / 10;
        Match {
            article: one.article,
            score: u8::try_from(score).unwrap_or_default(),
            message: (one.source == Source::Message).then_some(one.text),
            matched: matched(text, one),
            values: slots::values(text, one),
        }
    });
    Answer { verdict, matches: matches.collect() }
}

fn is_certain(best: &Ranked, purity: i32, next: i32) -> bool {
    let loss = &best.loss;
    let is_whole = loss.inner * WITHIN <= best.evidence && loss.missing <= best.evidence;
    best.total >= CERTAIN.0
        && best.total - next >= MARGIN
        && purity >= CERTAIN.1
        && loss.contradiction == 0
        && (is_whole || !best.codes.is_empty())
        && !best.runs_on
}

/// How much of what was compared supports an article, in thousandths.
fn purity(ranked: &Ranked) -> i32 {
    let all = i64::from(ranked.evidence) + 2 * i64::from(ranked.loss.sum());
    let part = i64::from(ranked.evidence) * 1000 / all.max(1);
    i32::try_from(part).unwrap_or_default().max(0)
}

/// The ranges of what is in common, in order, without duplicates.
fn matched(text: &Text, ranked: &Ranked) -> Vec<(u32, u32)> {
    let tokens = ranked.alignment.pairs.iter().map(|(_, place)| *place);
    let codes = ranked.codes.iter().flat_map(|(first, count)| *first..first + count);
    let mut places: Vec<usize> = tokens.chain(codes).collect();
    places.sort_unstable();
    places.dedup();
    let mut spans: Vec<(u32, u32)> = Vec::new();
    for place in places {
        let token = &text.tokens[place];
        match spans.last_mut() {
            // Pairs of characters overlap.
            Some(last) if token.start < last.1 => last.1 = last.1.max(token.end),
            _ => spans.push((token.start, token.end)),
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matcher::index::Entry;

    fn hub() -> Index {
        let entry = |title: &str, code: &str, message: &str| Entry {
            title: title.into(),
            code: Some(code.into()),
            messages: vec![message.into()],
            ..Entry::default()
        };
        Index::new(vec![
            entry(
                "Kettle empty",
                "KET-7001",
                "the kettle cannot boil because its reservoir is empty",
            ),
            entry("Kettle open", "KET-7002", "the kettle cannot boil because its cover is open"),
            entry("Fuse", "0x80070035", "a fuse for {circuit} has blown"),
        ])
    }

    fn verdict(text: &str) -> Verdict {
        answer(&hub(), text).verdict
    }

    #[test]
    fn a_whole_message_or_a_code_is_certain_and_a_part_may_be() {
        for text in
            ["the kettle cannot boil because its reservoir is empty", "ket 7002", "80070035"]
        {
            assert_eq!(verdict(text), Verdict::Certain, "{text}");
        }
        assert_eq!(verdict("the kettle cannot boil because"), Verdict::Likely);
        for text in ["", "   ", "water is wet and the sky is blue today", "4711"] {
            assert_eq!(answer(&hub(), text), Answer { verdict: Verdict::None, matches: vec![] });
        }
    }

    #[test]
    fn the_best_comes_first_with_its_reasons() {
        let text = "12:00:01 the kettle cannot boil because its cover is open";
        let found = answer(&hub(), text);
        let scores: Vec<u8> = found.matches.iter().map(|one| one.score).collect();
        assert!(scores.is_sorted_by(|a, b| a >= b) && scores[0] == 100, "{scores:?}");
        let best = &found.matches[0];
        assert_eq!((best.article, best.message), (1, Some(0)));
        assert_eq!(best.words(text).last().map(String::as_str), Some("open"));
        let named = answer(&hub(), "KET-7001").matches.remove(0);
        assert_eq!(named.message, None);
    }

    #[test]
    fn verdicts_have_an_order_and_names() {
        assert!(Verdict::None < Verdict::Likely && Verdict::Likely < Verdict::Certain);
        assert_eq!(Verdict::Certain.name(), "certain");
    }
}
