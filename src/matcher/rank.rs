//! Ranking: all evidence for and against an article, in eighths of a bit.

use std::cmp::Reverse;
use std::ops::Range;
use std::sync::Arc;

use foldhash::{HashSet, HashSetExt};

use super::align::{Alignment, Paste, Room, align, parts, score};
use super::bound::Bound;
use super::codes::{self, CodeKind, Mention};
use super::find::{Candidate, candidates, deciding, known_codes, these};
use super::index::{Entry, Index, Number};
use super::loss::{Laid, Loss};
use super::readings::Source;
use super::template::{Template, Templates};
use super::tokens::{Text, read};

/// How far before and after a place to look for a text, in tokens.
pub const REACH: (usize, usize) = (128, 48);
/// The penalty for another code in a place for codes: one of the same kind as the article's own,
/// and one of another kind.
const OTHER_CODE: (i32, i32) = (120, 32);

/// An article with the evidence for it.
#[derive(Debug, Clone, Default)]
pub struct Ranked {
    /// Its index in the hub.
    pub article: Number,
    /// The evidence for it minus that against it.
    pub total: i32,
    /// The evidence for it.
    pub evidence: i32,
    /// The evidence against it.
    pub loss: Loss,
    /// Whether a code in the paste decides that it is about another article. This article then
    /// ranks behind the others, however well its text matches.
    pub is_other: bool,
    /// Whether the sentence continues where the text ends, so that it may be another message.
    pub runs_on: bool,
    /// Its text that best matches the paste, as an index of [`super::index::Entry::texts`].
    pub text: usize,
    /// The source of that text.
    pub source: Source,
    /// The text, in tokens.
    pub template: Arc<Template>,
    /// How it matches the paste.
    pub alignment: Alignment,
    /// The tokens of the paste that are its code: the index of the first, and the number.
    pub codes: Vec<(usize, usize)>,
    /// How its other texts match, best first: its messages and, if the paste has its code, all
    /// texts and the code alone. A long text may have more words in common than the one that
    /// explains the paste without a loss.
    pub others: Vec<Ranked>,
}

/// The articles that may explain a paste, likeliest first.
#[must_use]
pub fn rank(index: &Index, text: &Text) -> Vec<Ranked> {
    rank_with(index, text, &Templates::default())
}

/// The same for one of many texts, with the templates of articles that earlier texts were compared
/// with.
#[must_use]
pub fn rank_with(index: &Index, text: &Text, templates: &Templates) -> Vec<Ranked> {
    ranked(index, text, templates, |known, mentions| candidates(index, text, known, mentions))
}

/// The same for only these articles, and for a text so short that all of it is compared.
#[must_use]
pub fn rank_these(
    index: &Index,
    text: &Text,
    templates: &Templates,
    articles: &[Number],
) -> Vec<Ranked> {
    ranked(index, text, templates, |_, mentions| these(index, text, mentions, articles))
}

fn ranked(
    index: &Index,
    text: &Text,
    templates: &Templates,
    candidates: impl FnOnce(&[Option<usize>], &[(Mention, &[Number])]) -> Vec<Candidate>,
) -> Vec<Ranked> {
    let known: Vec<Option<usize>> =
        text.tokens.iter().map(|token| index.place(&token.word)).collect();
    let is_known: Vec<bool> = known.iter().map(Option::is_some).collect();
    let letters: Vec<Vec<char>> =
        text.tokens.iter().map(|token| token.word.chars().collect()).collect();
    let mentions = known_codes(index, text);
    let parts = parts(&text.tokens);
    let paste =
        Paste { tokens: &text.tokens, letters: &letters, is_known: &is_known, parts: &parts };
    let deciding: Vec<&Mention> =
        deciding(index, text, &mentions).map(|(mention, _)| mention).collect();
    let bound = Bound::new(&text.tokens, &letters, &known);
    let (mentions, deciding) = (&mentions[..], &deciding[..]);
    let judge = Judge { index, text, templates, paste, bound, mentions, deciding };
    let found = candidates(&known, mentions);
    let mut room = Room::default();
    let mut ranked: Vec<Ranked> =
        found.iter().map(|candidate| judge.judge(candidate, &mut room)).collect();
    ranked.sort_by_key(|one| (one.is_other, -one.total, one.article));
    ranked
}

/// Compares candidates with a paste.
struct Judge<'a> {
    index: &'a Index,
    text: &'a Text,
    templates: &'a Templates,
    paste: Paste<'a>,
    bound: Bound<'a>,
    mentions: &'a [(Mention, &'a [Number])],
    /// The codes that decide what the paste is about.
    deciding: &'a [&'a Mention],
}

impl Judge<'_> {
    fn judge(&self, candidate: &Candidate, room: &mut Room) -> Ranked {
        let entry = &self.index.entries[candidate.article as usize];
        let range = reach(candidate, self.text);
        let mut names: HashSet<String> = HashSet::new();
        // A code needs no text.
        let is_code = |(_, line): (Source, &str)| Some(line) == entry.code.as_deref();
        let code = entry.texts().position(is_code).unwrap_or_default();
        let mut codes: Vec<(usize, usize)> = candidate
            .mentions
            .iter()
            .map(|number| (self.mentions[*number].0.first, self.mentions[*number].0.count))
            .collect();
        codes.sort_unstable();
        codes.dedup();
        let texts = self.templates.of(self.index, candidate.article);
        // `None` is the code alone, which is always there. Of equals, the first wins.
        let (mut most, mut best) = (0, None);
        let mut others: Vec<(i32, Option<usize>)> = Vec::new();
        if !codes.is_empty() {
            others.push((0, None));
        }
        for (_, template) in texts.iter().filter(|(source, _)| *source == Source::Name) {
            names.extend(template.tokens.iter().map(|token| token.word.clone()));
        }
        // In descending order of their bounds, so that most texts need no alignment.
        let bounds: Vec<i32> = texts.iter().map(|(_, text)| self.bound.of(text)).collect();
        let mut order: Vec<usize> = (0..texts.len()).collect();
        order.sort_by_key(|at| Reverse(bounds[*at]));
        for at in order {
            let (source, template) = &texts[at];
            let is_other = *source == Source::Message || !codes.is_empty();
            if !is_other && bounds[at] < most.max(1) {
                continue;
            }
            let score = score(template, self.paste, &range, room);
            if score > most || score == most && best.is_some_and(|best| at < best) {
                (most, best) = (score, Some(at));
            }
            if score > 0 && *source == Source::Message || !codes.is_empty() {
                others.push((score, Some(at)));
            }
        }
        others.retain(|(_, text)| *text != best);
        others.sort_by_key(|(score, text)| (Reverse(*score), *text));
        let mut evidence = |text: Option<usize>| {
            let own = match text {
                Some(at) => {
                    let (source, template) = &texts[at];
                    let alignment = align(template, self.paste, &range, room);
                    let template = Arc::clone(template);
                    Own { text: at, source: *source, template, alignment, codes: codes.clone() }
                }
                None => Own {
                    text: code,
                    source: Source::Name,
                    template: Arc::default(),
                    alignment: Alignment::default(),
                    codes: codes.clone(),
                },
            };
            self.evidence(candidate, entry, own, &names)
        };
        let mut ranked = evidence(best);
        ranked.others = others.into_iter().map(|(_, text)| evidence(text)).collect();
        ranked
    }

    /// The evidence for an article with one of its texts.
    fn evidence(
        &self,
        candidate: &Candidate,
        entry: &Entry,
        own: Own,
        names: &HashSet<String>,
    ) -> Ranked {
        let Own { text, source, template, alignment, codes } = own;
        // A code that is also in the text has less weight the second time.
        let is_code = |place: &usize| {
            codes.iter().any(|(first, count)| (*first..first + count).contains(place))
        };
        let twice = alignment.pairs.iter().filter(|(_, place)| is_code(place));
        let twice: i32 = twice.map(|(row, _)| template.tokens[*row].weight).sum();
        let code = candidate.code - twice.min(candidate.code / 2);
        let is_explained = |at| alignment.explains(&template, at);
        let reach = reach(candidate, self.text);
        let is_elsewhere = |mention: &&Mention| {
            let mut places = mention.first..mention.first + mention.count;
            reach.contains(&mention.first) && !places.all(is_explained)
        };
        let is_other =
            candidate.code == 0 && entry.code.is_some() && self.deciding.iter().any(is_elsewhere);
        let contradiction = if candidate.code == 0 {
            contradiction(self.index, self.text, entry.code.as_deref(), is_explained)
        } else {
            0
        };
        let laid = Laid {
            index: self.index,
            text: self.text,
            letters: self.paste.letters,
            template: &template,
            alignment: &alignment,
            codes: &codes,
            code: candidate.code,
        };
        Ranked {
            article: candidate.article,
            total: alignment.score + code - contradiction,
            evidence: alignment.score + candidate.code,
            loss: Loss { contradiction, ..laid.loss(names) },
            is_other,
            runs_on: laid.runs_on(),
            text,
            source,
            template,
            alignment,
            codes,
            others: Vec::new(),
        }
    }
}

/// The tokens of a paste that are compared with a candidate.
fn reach(candidate: &Candidate, text: &Text) -> Range<usize> {
    let end = (candidate.place + REACH.1).min(text.tokens.len());
    candidate.place.saturating_sub(REACH.0)..end
}

/// A text of an article, how it matches, and the code in the paste.
struct Own {
    text: usize,
    source: Source,
    template: Arc<Template>,
    alignment: Alignment,
    codes: Vec<(usize, usize)>,
}

/// The penalty if the paste names another code in a place for codes and `is_explained` does not
/// find that the token is part of the message.
#[must_use]
pub fn contradiction(
    index: &Index,
    text: &Text,
    code: Option<&str>,
    is_explained: impl Fn(usize) -> bool,
) -> i32 {
    let Some(code) = code else { return 0 };
    let own = read(&index.rules, code).tokens;
    let own = if let [token] = &own[..] { codes::kind(token) } else { None };
    let tokens = &text.tokens;
    let placed = |at| Some((at, codes::placed(&index.rules, tokens, at)?));
    let others = (0..tokens.len()).filter_map(placed).filter(|(at, _)| !is_explained(*at));
    others
        .map(|(_, kind)| {
            let is_same = kind != CodeKind::Short && own == Some(kind);
            if is_same { OTHER_CODE.0 } else { OTHER_CODE.1 }
        })
        .max()
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matcher::index::Entry;

    fn index() -> Index {
        let entry = |code: &str, message: &str| Entry {
            code: Some(code.into()),
            messages: vec![message.into()],
            ..Entry::default()
        };
        Index::new(vec![
            entry("C2143", "syntax error before the token"),
            entry("C2144", "syntax error before a type"),
            entry("0x80070035", "the network path was not found"),
        ])
    }

    #[test]
    fn another_code_of_the_kind_speaks_against_an_article() {
        let index = index();
        let against =
            |text: &str| contradiction(&index, &read(&index.rules, text), Some("C2143"), |_| false);
        assert_eq!(against("error C9999: syntax error"), OTHER_CODE.0);
        assert_eq!(against("error 0x80070002: syntax error"), OTHER_CODE.1);
        for text in ["syntax error in line 9999", "see 'C9999'", "C9999.cpp went wrong"] {
            assert_eq!(against(text), 0, "{text}");
        }
    }

    #[test]
    fn a_code_in_its_place_decides_however_much_of_another_text_is_there() {
        let entry = |code: &str, message: &str| Entry {
            code: (!code.is_empty()).then(|| code.into()),
            messages: vec![message.into()],
            ..Entry::default()
        };
        let page = "the site cannot be reached because it might be down or have moved";
        let index = Index::new(vec![
            entry("ERR_MOVED", page),
            entry("ERR_BLOCKED", "an extension has blocked this"),
            entry("504", "the gateway was too slow"),
            entry("", "nobody has a code for this unusual sentence"),
        ]);
        let first = |text: &str| rank(&index, &read(&index.rules, text))[0].article;
        for (code, article) in [
            ("\nERR_BLOCKED", 1),
            (" ERR_BLOCKED", 1),
            (" net::ERR_BLOCKED again", 1),
            ("\nHTTP ERROR 504", 2),
            ("\nHTTP ERROR 504: slow", 2),
            // A value, a subject, another name, and a number within a line.
            (" id=ERR_BLOCKED", 0),
            (" 'ERR_BLOCKED'", 0),
            (" err_blocked", 0),
            ("\nHTTP ERROR 504 is not it", 0),
            // No article has this code.
            ("\nERR_UNKNOWN", 0),
        ] {
            assert_eq!(first(&format!("{page}{code}")), article, "{code}");
        }
        // An article without a code does not exclude other codes.
        assert_eq!(first("nobody has a code for this unusual sentence\nERR_BLOCKED"), 3);
    }

    #[test]
    fn what_a_slot_takes_is_not_another_code() {
        let entry = |code: &str, message: &str| Entry {
            code: Some(code.into()),
            messages: vec![message.into()],
            ..Entry::default()
        };
        let index = Index::new(vec![entry("1810", "IO read error: ({offset}, {size}) in {file}")]);
        let against = |text: &str| rank(&index, &read(&index.rules, text))[0].loss.contradiction;
        assert_eq!(against("IO read error: (26909, 17) in a.txt"), 0);
        assert_eq!(against("error 4711: IO read error: (26909, 17) in a.txt"), OTHER_CODE.1);
    }

    #[test]
    fn the_code_decides_among_texts_that_are_alike() {
        let index = index();
        let first = |text: &str| rank(&index, &read(&index.rules, text))[0].article;
        assert_eq!(first("error C2144: syntax error before"), 1);
        assert_eq!(first("error C2143: syntax error before"), 0);
        assert_eq!(rank(&index, &read(&index.rules, "")).len(), 0);
    }
}
