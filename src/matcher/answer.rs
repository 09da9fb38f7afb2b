//! Answers: which articles explain a text, how certain that is, and why.

use super::fold::characters;
use super::index::{Index, Number};
use super::rank::{Ranked, rank};
use super::readings::Source;
use super::slots;
use super::tokens::{Text, read};
use super::wrap::joined;

/// How certain an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Nothing explains the text.
    None,
    /// The first article probably explains it.
    Likely,
    /// The first article explains it.
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
    /// The certainty of the answer.
    pub verdict: Verdict,
    /// The articles, best first; none if nothing explains the text.
    pub matches: Vec<Match>,
}

/// An article that explains a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// Its index in the hub.
    pub article: Number,
    /// How well it explains the text, in hundredths.
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
const LIKELY: (i32, i32) = (72, 720);
/// The same for a text with less evidence that matches hardly any other article: the next one has
/// at most this many tenths of its score.
const SMALL: (i32, i32, i32) = (40, 980, 7);
/// The same for a certain answer.
const CERTAIN: (i32, i32) = (110, 850);
/// How far a certain answer must be ahead of the next article.
const MARGIN: i32 = 70;
/// A certain answer without a code may lose at most its evidence divided by this.
const WITHIN: i32 = 100;
/// The same for the part of the text that the paste lacks.
const REST: i32 = 4;
/// An article may replace the first one if its evidence, times this, is at least as much.
const SECOND: i32 = 2;
/// The maximum number of articles in an answer.
const MOST: usize = 5;
/// The other articles of an answer have at least the best score divided by this. For a likely
/// answer, the part of the text that the paste lacks is at most this many times the evidence.
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
    let Some((best, verdict)) = explained(ranked) else {
        return Answer { verdict: Verdict::None, matches: Vec::new() };
    };
    let purity = purity(best);
    let rest = ranked.iter().filter(|one| one.article != best.article);
    let rest = rest.filter(|one| one.total * PART >= best.total);
    let matches = std::iter::once(best).chain(rest).take(MOST).map(|one| {
        let score = purity * one.total.min(best.total) / best.total / 10;
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

/// The article that explains a paste, with its best text, and the certainty.
#[must_use]
pub fn explained(ranked: &[Ranked]) -> Option<(&Ranked, Verdict)> {
    let first = ranked.first()?;
    ranked.iter().enumerate().find_map(|(at, article)| {
        let next = Next::of(ranked, at);
        // If the first article explains nothing and the paste has none of its codes, an article
        // with a code and a text may replace it.
        let is_second = at > 0
            && first.codes.is_empty()
            && !article.codes.is_empty()
            && article.total * SECOND >= first.total;
        let may_explain =
            |one: &&Ranked| at == 0 || is_second && one.alignment.score * 2 > one.evidence;
        let own = std::iter::once((article, Verdict::Certain));
        let others = article.others.iter().map(|other| {
            // An article that is not named can be certain only by its best text.
            let most = if other.codes.is_empty() { Verdict::Likely } else { Verdict::Certain };
            (other, most)
        });
        let all = own.chain(others).filter(|(one, _)| may_explain(one));
        let all = all.map(|(one, most)| (one, verdict(one, &next).min(most)));
        // The first of equals.
        let best = all.rev().max_by_key(|(_, verdict)| *verdict)?;
        (best.1 > Verdict::None).then_some(best)
    })
}

/// The evidence for other articles than the first.
struct Next {
    /// Of the best of all.
    of_all: i32,
    /// Of the best of those that no code excludes.
    of_these: i32,
}

impl Next {
    /// The evidence for the articles other than the one at a rank.
    fn of(ranked: &[Ranked], at: usize) -> Self {
        let others = ranked.iter().enumerate().filter(|(other, _)| *other != at);
        let most = |others: &mut dyn Iterator<Item = &Ranked>| {
            others.map(|other| other.total).max().unwrap_or(0).max(0)
        };
        let mut others = others.map(|(_, other)| other);
        Self {
            of_these: most(&mut others.clone().filter(|other| !other.is_other)),
            of_all: most(&mut others),
        }
    }
}

/// How certain it is that an article explains a paste.
fn verdict(one: &Ranked, next: &Next) -> Verdict {
    let purity = purity(one);
    // Numbers that are not a code may be anything, and a single word proves too little.
    let is_word = |(row, _): &&(usize, usize)| !one.template.tokens[*row].has_digit;
    let words = one.alignment.pairs.iter().filter(is_word).count();
    let has_words = |least: usize| words >= least || !one.codes.is_empty();
    let is_likely = has_words(1) && one.total >= LIKELY.0 && purity >= LIKELY.1;
    let is_small = has_words(2)
        && one.total >= SMALL.0
        && purity >= SMALL.1
        && next.of_these * 10 <= one.total * SMALL.2;
    if is_certain(one, purity, next.of_all) {
        Verdict::Certain
    } else if (is_likely || is_small) && one.loss.missing <= one.evidence * PART {
        Verdict::Likely
    } else {
        Verdict::None
    }
}

fn is_certain(best: &Ranked, purity: i32, next: i32) -> bool {
    let loss = &best.loss;
    let is_whole =
        (loss.inner + loss.outer) * WITHIN <= best.evidence && loss.missing * REST <= best.evidence;
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

/// The ranges in common, in order, without duplicates.
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
    fn any_text_of_the_first_article_may_explain_a_paste() {
        let entry = |title: &str, code: &str, messages: [&str; 2]| Entry {
            title: title.into(),
            code: Some(code.into()),
            messages: messages.map(str::to_owned).to_vec(),
            ..Entry::default()
        };
        let index = Index::new(vec![
            entry(
                "Kettle empty",
                "KET-7001",
                [
                    "reservoir is empty",
                    "fill the kettle's reservoir with fresh water before its pump runs dry",
                ],
            ),
            entry(
                "Kettle open",
                "KET-7002",
                ["KET_COVER_OPEN", "close the cover of the kettle and press its button again"],
            ),
        ]);
        let noise =
            "12:00 pump started; with fresh beans, before noon, its owner filled a cup again";
        for (paste, article) in [
            (format!("{noise}\n{noise}\nKET-7001\n{noise}"), 0),
            (format!("{noise}\nreservoir is empty\n{noise}"), 0),
            (format!("{noise}\nKET_COVER_OPEN\n{noise}"), 1),
        ] {
            let found = answer(&index, &paste);
            let best = found.matches.first().map(|one| one.article);
            assert_eq!(best, Some(article), "{paste}");
        }
    }

    #[test]
    fn a_number_in_common_is_not_an_answer() {
        let entry = |message: &str| Entry { messages: vec![message.into()], ..Entry::default() };
        let mut entries = vec![entry("WLAN-75993: the radio is off")];
        // In a large hub, a rare number has much weight.
        entries.extend((0..3000).map(|number| entry(&format!("tea number {}", 10_000 + number))));
        let index = Index::new(entries);
        for text in ["ORA-75993", "ORA-75993: 75993", "line 75993"] {
            assert_eq!(answer(&index, text).verdict, Verdict::None, "{text}");
        }
        assert_eq!(answer(&index, "WLAN-75993: the radio is off").matches[0].article, 0);
    }

    #[test]
    fn verdicts_have_an_order_and_names() {
        assert!(Verdict::None < Verdict::Likely && Verdict::Likely < Verdict::Certain);
        assert_eq!(Verdict::Certain.name(), "certain");
    }
}
