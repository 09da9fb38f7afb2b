//! Alignment: how well a text of an article matches a part of a paste, in order, word by word.

use std::ops::Range;

use super::template::{Template, TemplateToken};
use super::tokens::{Gap, Token};
use super::words::{is_near, slips};
use crate::work;

/// A paste, prepared for comparison.
#[derive(Debug, Clone, Copy)]
pub struct Paste<'a> {
    /// Its tokens.
    pub tokens: &'a [Token],
    /// The letters of each token.
    pub letters: &'a [Vec<char>],
    /// Whether the hub has the word of each token.
    pub is_known: &'a [bool],
    /// The number of parts before each token, and in total ([`parts`]).
    pub parts: &'a [i32],
}

/// The number of parts of a paste before each token, and in total. A value is one part.
#[must_use]
pub fn parts(tokens: &[Token]) -> Vec<i32> {
    let mut parts = vec![0];
    for place in 0..tokens.len() {
        parts.push(parts[place] + i32::from(!goes_on(tokens, place)));
    }
    parts
}

/// How a text matches a paste.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Alignment {
    /// The weight of the words in common, minus the cost of everything in between.
    pub score: i32,
    /// The weight of the words in common.
    pub matched: i32,
    /// The words in common: the token of the text, and that of the paste.
    pub pairs: Vec<(usize, usize)>,
}

impl Alignment {
    /// Whether the text has this token of the paste, or a slot for it.
    #[must_use]
    pub fn explains(&self, template: &Template, place: usize) -> bool {
        let next = self.pairs.partition_point(|(_, own)| *own < place);
        let is_pair = self.pairs.get(next).is_some_and(|(_, own)| *own == place);
        let is_filler = next > 0 && {
            let (row, own) = self.pairs[next - 1];
            match self.pairs.get(next) {
                Some((below, _)) => (row..*below).any(|row| template.gaps[row + 1].is_open),
                None => template.gaps[row + 1].is_open && place < own + FILLED + 1,
            }
        };
        is_pair || is_filler
    }
}

/// How many words a slot takes at the end of a text.
const FILLED: usize = 3;

/// Where the paste continues before and after one of its tokens, skipping a slot of the text if it
/// `is_open`. Words that are joined by a sign such as `_` fill it as one.
#[must_use]
pub fn beyond(tokens: &[Token], place: usize, is_open: bool) -> (usize, usize) {
    let is_joined = |at: usize| tokens[at].before < Gap::Space;
    let (mut start, mut end) = (place, place + 1);
    for _ in 0..if is_open { FILLED } else { 0 } {
        start = start.saturating_sub(1);
        while start > 0 && is_joined(start) {
            start -= 1;
        }
        end += 1;
        while end < tokens.len() && is_joined(end) {
            end += 1;
        }
    }
    (start, end)
}

/// The divisor for the cost of skipping a word of the text.
const SKIPPED: i32 = 2;
/// The same at the beginning or end of the paste, where the word may have been cut off.
const CUT: i32 = 16;
/// The cost of a word in the paste that the text does not have.
const STRANGE: i32 = 8;
/// The same in a place where anything may be.
pub const FILLER: i32 = 1;

/// Buffers that alignments share to avoid allocations.
#[derive(Debug, Default)]
pub struct Room {
    /// The best score up to a row and a column, and the pair that it ends with.
    best: Vec<(i32, u32)>,
    /// The pair before the one in each cell.
    before: Vec<u32>,
    /// The cumulative weight of the text's tokens: before each one, and in total.
    says: Vec<i32>,
}

/// The score of the best alignment of `template` with the tokens of `paste` in a range.
#[must_use]
pub fn score(template: &Template, paste: Paste<'_>, range: &Range<usize>, room: &mut Room) -> i32 {
    last(template, paste, range, room).map_or(0, |(score, _)| score)
}

/// The best alignment of `template` with the tokens of `paste` in a range.
#[must_use]
pub fn align(
    template: &Template,
    paste: Paste<'_>,
    range: &Range<usize>,
    room: &mut Room,
) -> Alignment {
    let Some((score, mut cell)) = last(template, paste, range, room) else {
        return Alignment::default();
    };
    let mut alignment = Alignment { score, ..Alignment::default() };
    loop {
        let (row, place) = (cell / range.len(), range.start + cell % range.len());
        alignment.pairs.push((row, place));
        alignment.matched += gain(&template.tokens[row], paste, place);
        match room.before[cell] {
            0 => break,
            pair => cell = pair as usize - 1,
        }
    }
    alignment.pairs.reverse();
    alignment
}

/// The score of the best alignment and the cell of its last pair; `None` if they have nothing in
/// common.
fn last(
    template: &Template,
    paste: Paste<'_>,
    range: &Range<usize>,
    room: &mut Room,
) -> Option<(i32, usize)> {
    let (rows, columns, from) = (template.tokens.len(), range.len(), range.start);
    work::steps(rows * columns);
    if rows == 0 || columns == 0 {
        return None;
    }
    let Room { best, before, says } = room;
    let edges = Edges::new(template, paste, says);
    let width = columns + 1;
    best.clear();
    best.resize((rows + 1) * width, (NOTHING, 0));
    before.clear();
    before.resize(rows * columns, 0);
    let mut last = None;
    let mut most = 0;
    for row in 0..rows {
        let token = &template.tokens[row];
        let is_open = template.gaps[row + 1].is_open;
        for column in 0..columns {
            let place = from + column;
            let mut here = NOTHING;
            let gain = gain(token, paste, place);
            if gain > 0 {
                let start = -edges.start(template, row, place);
                let (so_far, pair) = best[row * width + column];
                let cell = row * columns + column;
                let base = if so_far > start {
                    before[cell] = pair;
                    so_far
                } else {
                    start
                };
                here = base + gain;
                let total = here - edges.end(template, row, place);
                if total > most {
                    most = total;
                    last = Some((total, cell));
                }
            }
            let pair = u32::try_from(row * columns + column + 1).unwrap_or(0);
            let above = best[row * width + column + 1];
            let left = best[(row + 1) * width + column];
            let mut value = (here, pair);
            let skipped = above.0.saturating_sub(token.weight / SKIPPED);
            if skipped > value.0 {
                value = (skipped, above.1);
            }
            let strange = left.0.saturating_sub(strange(paste, place, is_open));
            if strange > value.0 {
                value = (strange, left.1);
            }
            best[(row + 1) * width + column + 1] = value;
        }
    }
    last
}

/// Lower than any score.
const NOTHING: i32 = i32::MIN / 2;

/// The cost of beginning or ending in the middle of the text.
struct Edges<'a> {
    /// The cumulative weight of the text's tokens: before each one, and in total.
    says: &'a [i32],
    /// The number of parts of the paste before each token, and in total.
    parts: &'a [i32],
}

impl<'a> Edges<'a> {
    fn new(template: &Template, paste: Paste<'a>, says: &'a mut Vec<i32>) -> Self {
        says.clear();
        says.push(0);
        let mut sum = 0;
        for token in &template.tokens {
            sum += token.weight;
            says.push(sum);
        }
        Self { says, parts: paste.parts }
    }

    fn start(&self, template: &Template, row: usize, place: usize) -> i32 {
        let each = if template.gaps[row].is_open { FILLER } else { STRANGE };
        let lost = self.says[row];
        (lost / SKIPPED).min(lost / CUT + self.parts[place].saturating_mul(each))
    }

    fn end(&self, template: &Template, row: usize, place: usize) -> i32 {
        let each = if template.gaps[row + 1].is_open { FILLER } else { STRANGE };
        let lost = self.says[self.says.len() - 1] - self.says[row + 1];
        let parts = self.parts[self.parts.len() - 1] - self.parts[place + 1];
        (lost / SKIPPED).min(lost / CUT + parts.saturating_mul(each))
    }
}

/// The cost of a token of the paste between words of the text.
fn strange(paste: Paste<'_>, place: usize, is_open: bool) -> i32 {
    match (goes_on(paste.tokens, place), is_open) {
        (true, _) => 0,
        (false, true) => FILLER,
        (false, false) => STRANGE,
    }
}

/// Whether a token continues the value of the one before.
fn goes_on(tokens: &[Token], place: usize) -> bool {
    let value = tokens[place].value;
    place > 0 && value.is_some() && value == tokens[place - 1].value
}

/// The weight of matching both tokens; 0 if they are different words.
fn gain(token: &TemplateToken, paste: Paste<'_>, place: usize) -> i32 {
    let other = &paste.tokens[place];
    if token.word == other.word {
        let is_apart = other.may_vary() && !token.may_vary;
        return if is_apart { (token.weight / 2).max(1) } else { token.weight };
    }
    if token.has_digit || other.has_digit || other.value.is_some() {
        return 0;
    }
    let letters = &paste.letters[place];
    let most = slips(token.letters.len().min(letters.len() + 1));
    if !paste.is_known[place] && most > 0 && is_near(&token.letters, letters, most) {
        return token.weight * 3 / 4;
    }
    let is_first = place == 0;
    let is_last = place + 1 == paste.tokens.len();
    let is_rest = is_last && token.letters.starts_with(letters)
        || is_first && token.letters.ends_with(letters);
    if is_rest && letters.len() >= 2 {
        let share = i32::try_from(letters.len() * 100 / token.letters.len()).unwrap_or(0);
        return (token.weight * share / 100).max(1);
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matcher::index::{Entry, Index};
    use crate::matcher::readings::Source;
    use crate::matcher::tokens::read;

    /// How a message matches a text: the score, and the words in common.
    fn aligned(message: &str, text: &str) -> (i32, Vec<String>) {
        let entry = |text: &str| Entry { messages: vec![text.into()], ..Entry::default() };
        let index = Index::new(vec![entry(message), entry("some other words")]);
        let template = Template::new(&index, Source::Message, message);
        let text = read(&index.rules, text);
        let letters: Vec<Vec<char>> =
            text.tokens.iter().map(|token| token.word.chars().collect()).collect();
        let is_known: Vec<bool> =
            text.tokens.iter().map(|token| index.place(&token.word).is_some()).collect();
        let paste = Paste {
            tokens: &text.tokens,
            letters: &letters,
            is_known: &is_known,
            parts: &parts(&text.tokens),
        };
        let (all, mut room) = (0..text.tokens.len(), Room::default());
        let found = align(&template, paste, &all, &mut room);
        assert_eq!(score(&template, paste, &all, &mut room), found.score);
        assert!(found.pairs.windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 < pair[1].1));
        let words = found.pairs.iter().map(|(_, place)| text.tokens[*place].word.clone());
        (found.score, words.collect())
    }

    const MESSAGE: &str = "cannot open {file} because of lacking permission";

    #[test]
    fn words_count_in_their_order() {
        let (whole, words) = aligned(MESSAGE, "cannot open a.txt because of lacking permission");
        assert_eq!(words, ["cannot", "open", "because", "of", "lacking", "permission"]);
        for less in [
            "open cannot a.txt because of lacking permission",
            "cannot open a.txt because of permission",
            "cannot just open a.txt because of lacking permission",
            "cannot open a.txt becuase of lacking permission",
            "cannot open a.txt because of lacking perm",
        ] {
            let (score, _) = aligned(MESSAGE, less);
            assert!(0 < score && score < whole, "{less}: {score} of {whole}");
        }
    }

    #[test]
    fn a_slot_takes_what_may_vary() {
        let (short, _) = aligned(MESSAGE, "cannot open a.txt because of lacking permission");
        let (long, _) =
            aligned(MESSAGE, "cannot open the long and winding road because of lacking permission");
        assert!(short - long <= 5 * FILLER, "{short} {long}");
    }

    #[test]
    fn words_that_a_sign_joins_fill_a_slot_as_one() {
        let read = |text: &str| read(&crate::matcher::rules::Rules::built_in(), text).tokens;
        let tokens = read("a b_c d-e f g h_i");
        assert_eq!(beyond(&tokens, 5, false), (5, 6));
        assert_eq!(beyond(&tokens, 5, true), (0, 10));
        assert_eq!(beyond(&tokens, 0, true), (0, 6));
    }

    #[test]
    fn a_token_with_a_digit_is_itself_or_nothing() {
        assert_eq!(aligned("permission2 lacking", "permission3").1, [""; 0]);
        assert_eq!(aligned("permission lacking", "permission3").1, [""; 0]);
    }

    #[test]
    fn nothing_lies_in_nothing() {
        assert_eq!(aligned(MESSAGE, "").0, 0);
        assert_eq!(aligned("{file}", "some text").0, 0);
    }
}
