//! Checks where an article ranks for a text that must, or must not, find it.

use foldhash::HashMap;

use super::align::FILLER;
use super::answer::{Match, explained, judge};
use super::find::{decayed, deciding, known_codes, rare_enough, said_by_codes};
use super::index::{Index, Number, Part, Word};
use super::postings::Postings;
use super::rank::{REACH, Ranked, contradiction, rank_these, rank_with};
use super::template::Templates;
use super::tokens::{Text, read};
use super::wrap::joined;
use crate::work;

/// The rank of an article among all that may explain a text.
#[derive(Debug, Clone)]
pub enum Standing {
    /// It ranks first.
    First,
    /// Another article ranks first.
    Behind(Box<Rival>),
    /// No article explains the text.
    Nothing,
}

/// The article that a text finds instead of the intended one.
#[derive(Debug, Clone)]
pub struct Rival {
    /// The article.
    pub article: Number,
    /// How well it explains the text, in hundredths.
    pub score: u8,
    /// The same for the intended article; `None` if the answer does not include it.
    pub own_score: Option<u8>,
    /// The rival's best text, as an index of [`super::Entry::texts`].
    pub text: usize,
    /// The rival's code, as spelled in this text.
    pub code: Option<String>,
    /// Words that the text shares only with the intended article, those with the most weight first.
    pub own_words: Vec<String>,
    /// Words that the text shares only with the rival.
    pub rival_words: Vec<String>,
}

/// The maximum number of words that a diagnostic names.
const NAMED: usize = 5;

/// The rank of the article `own` for `text`. `templates` is a cache across texts.
#[must_use]
pub fn standing(index: &Index, templates: &Templates, text: &str, own: Number) -> Standing {
    let text = joined(index, read(&index.rules, text));
    if is_surely_first(index, templates, &text, own) {
        return Standing::First;
    }
    let ranked = rank_with(index, &text, templates);
    let answer = judge(&text, &ranked);
    let (Some(best), Some((found, _))) = (answer.matches.first(), explained(&ranked)) else {
        return Standing::Nothing;
    };
    if best.article == own {
        return Standing::First;
    }
    let of_own = answer.matches.iter().find(|one| one.article == own);
    Standing::Behind(Box::new(rival(index, &text, (found, best), (own, of_own))))
}

/// The article that `text` finds first, with its best text as an index of [`super::Entry::texts`].
#[must_use]
pub fn first(index: &Index, templates: &Templates, text: &str) -> Option<(Match, usize)> {
    let text = joined(index, read(&index.rules, text));
    let ranked = rank_with(index, &text, templates);
    let best = judge(&text, &ranked).matches.into_iter().next()?;
    Some((best, explained(&ranked)?.0.text))
}

fn rival(
    index: &Index,
    text: &Text,
    (ranked, found): (&Ranked, &Match),
    (own, of_own): (Number, Option<&Match>),
) -> Rival {
    let code = ranked.codes.first().map(|(first, count)| {
        let tokens = &text.tokens[*first..first + count];
        let (start, end) = (tokens[0].start, tokens[count - 1].end);
        text.letters[start as usize..end as usize].iter().collect()
    });
    let mut words: Vec<&Word> = text
        .tokens
        .iter()
        .filter(|token| token.value.is_none())
        .filter_map(|token| index.place(&token.word))
        .map(|place| &index.words[place])
        .collect();
    words.sort_by(|a, b| b.weight.cmp(&a.weight).then_with(|| a.word.cmp(&b.word)));
    words.dedup_by(|a, b| a.word == b.word);
    let of = |this: Number, other: Number| {
        let has = |word: &Word, article| word.articles.binary_search(&article).is_ok();
        let only = words.iter().filter(|word| has(word, this) && !has(word, other));
        only.take(NAMED).map(|word| word.word.clone()).collect()
    };
    Rival {
        article: found.article,
        score: found.score,
        own_score: of_own.map(|own| own.score),
        text: ranked.text,
        code,
        own_words: of(own, found.article),
        rival_words: of(found.article, own),
    }
}

/// At most this many other articles are looked at. More share the rarest words only if a text says
/// hardly anything of its own.
const LOOKED_AT: usize = 4096;
/// Only a part of a longer text may be compared.
const LONGEST: usize = REACH.1;

/// Whether `own` certainly ranks first for one of its own `seen_as`. This compares few articles: it
/// is certain if the evidence for `own` exceeds the maximum for all others, or for all but a few,
/// which are compared. A hub has thousands of these texts, and most are clear.
fn is_surely_first(index: &Index, templates: &Templates, text: &Text, own: Number) -> bool {
    let Some(bounds) = bounds(index, text, own) else { return false };
    // At most this many others can be preferred to it as candidates.
    let ahead = bounds.for_each.iter().filter(|(_, most)| *most >= bounds.as_candidate).count();
    if ahead >= index.rules.limits.candidates {
        return false;
    }
    if bounds.for_each.iter().all(|(_, most)| *most < bounds.evidence) {
        return true;
    }
    let Some(this) = rank_these(index, text, templates, &[own]).pop() else { return false };
    if this.total < bounds.least() {
        return false;
    }
    let near = bounds.for_each.iter().filter(|(_, most)| *most >= this.total);
    let near: Vec<Number> = near.map(|(article, _)| *article).collect();
    let is_behind = |other: &Ranked| (-other.total, other.article) > (-this.total, own);
    near.len() <= index.rules.limits.candidates
        && rank_these(index, text, templates, &near).iter().all(is_behind)
}

/// A lower bound of the evidence for an article, and upper bounds for all others.
struct Bounds {
    /// The minimum evidence for the article: its own text matches all words except values, so each
    /// counts, minus the penalties for what is in between. If the text also contains the article's
    /// code, that counts at least half.
    evidence: i32,
    /// The same when candidates are chosen, where each token between words has a penalty.
    as_candidate: i32,
    /// The maximum evidence for each other article that may have as much as the smaller one of
    /// these.
    for_each: Vec<(Number, i32)>,
}

impl Bounds {
    /// More than the evidence for any article that is not listed.
    fn least(&self) -> i32 {
        self.evidence.min(self.as_candidate)
    }
}

/// The bounds for `own` and a text of its `seen_as`; `None` if the text is not in `seen_as`, too
/// long, or has too few rare words to tell most articles apart.
fn bounds(index: &Index, text: &Text, own: Number) -> Option<Bounds> {
    if text.tokens.len() > LONGEST {
        return None;
    }
    let known: Vec<Option<usize>> =
        text.tokens.iter().map(|token| index.place(&token.word)).collect();
    let is_looked_up = rare_enough(index, &known);
    let (mut evidence, mut as_candidate) = (0, 0);
    // The sum of the words so far when candidates are chosen, and the last of them.
    let (mut sum, mut last) = (0, 0);
    // What any article may have, and the words that only theirs have.
    let mut for_all = 0;
    let mut words: Vec<(Postings<'_>, i32)> = Vec::new();
    let mut seen: Vec<usize> = Vec::new();
    for (at, token) in text.tokens.iter().enumerate() {
        let is_value = token.value.is_some();
        if is_value {
            evidence -= FILLER;
        }
        let Some(place) = known[at] else {
            // Values of `seen_as` are not in the index; all other words are.
            if is_value {
                continue;
            }
            return None;
        };
        let word = &index.words[place];
        let weight = i32::from(word.weight);
        if !is_value {
            word.articles.binary_search(&own).ok()?;
            let is_again = seen.contains(&place);
            seen.push(place);
            if !is_again {
                // Numbers in a text of `seen_as` count a quarter.
                evidence += if token.has_digit { weight / 4 } else { weight };
                if is_looked_up(place) {
                    sum = decayed(sum, at - last) + weight;
                    as_candidate = as_candidate.max(sum);
                    last = at;
                }
            }
        }
        let may_be_part = |is_end, part| is_end && index.is_part(&token.word, part);
        let is_last = at + 1 == text.tokens.len();
        if !token.has_digit
            && (may_be_part(at == 0, Part::End) || may_be_part(is_last, Part::Beginning))
        {
            for_all += index.weight_of_code(1);
        } else {
            words.push((Postings(&word.articles), weight));
        }
    }
    let mentions = known_codes(index, text);
    // The sums do not include the effect of a deciding code.
    if deciding(index, text, &mentions).any(|(_, articles)| !articles.contains(&own)) {
        return None;
    }
    let mut codes = said_by_codes(index, text, &mentions);
    if let Some((code, _)) = codes.remove(&own) {
        evidence += code / 2;
        as_candidate += code;
    } else {
        let code = index.entries[own as usize].code.as_deref();
        evidence -= contradiction(index, text, code, |_| false);
    }
    let mut bounds = Bounds { evidence, as_candidate, for_each: Vec::new() };
    let codes = codes.into_iter().map(|(article, (code, _))| (article, code)).collect();
    bounds.for_each = reaching(bounds.least(), for_all, words, &codes)?;
    bounds.for_each.retain(|(article, _)| *article != own);
    Some(bounds)
}

/// The articles that may have at least this much evidence, each with its maximum: what any article
/// may have, the weights of its words, and that of its code. `None` if there are too many.
///
/// As in the algorithm `MaxScore` of search engines (Turtle and Flood, 1995), only articles with the
/// rarest words are looked at, as soon as all other words together are too little.
fn reaching(
    least: i32,
    for_all: i32,
    mut words: Vec<(Postings<'_>, i32)>,
    codes: &HashMap<Number, i32>,
) -> Option<Vec<(Number, i32)>> {
    words.sort_unstable_by_key(|(postings, weight)| (postings.0.len(), *weight));
    let most = for_all + words.iter().map(|(_, weight)| weight).sum::<i32>();
    let mut for_rest = most;
    let mut found: Vec<Number> = codes.keys().copied().collect();
    for (postings, weight) in &words {
        if for_rest < least {
            break;
        }
        if found.len() + postings.0.len() > LOOKED_AT {
            return None;
        }
        found.extend_from_slice(postings.0);
        for_rest -= weight;
    }
    if for_rest >= least {
        return None;
    }
    work::steps(found.len());
    found.sort_unstable();
    found.dedup();
    let reaching = found.into_iter().filter_map(|article| {
        let code = codes.get(&article).copied().unwrap_or_default();
        let most = words.iter_mut().try_fold(most + code, |most, (postings, weight)| {
            let most = if postings.has(article) { most } else { most - *weight };
            (most >= least).then_some(most)
        })?;
        (most >= least).then_some((article, most))
    });
    Some(reaching.collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Entry;
    use super::super::rank::rank;
    use super::*;

    fn standing(index: &Index, text: &str, own: Number) -> Standing {
        super::standing(index, &Templates::default(), text, own)
    }

    fn article(id: &str, code: &str, messages: &[&str], seen_as: &[&str]) -> Entry {
        let texts = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect();
        Entry {
            id: id.to_owned(),
            title: id.to_owned(),
            code: (!code.is_empty()).then(|| code.to_owned()),
            messages: texts(messages),
            seen_as: texts(seen_as),
            ..Entry::default()
        }
    }

    #[test]
    fn the_rival_is_named_with_its_reasons() {
        let index = Index::new(vec![
            article("refused", "111", &["connect() failed (111: Connection refused)"], &[]),
            article("upstream", "", &["no live upstreams while connecting to upstream"], &[]),
        ]);
        let text = "connect() failed (111: Connection refused) while connecting to upstream";
        let Standing::Behind(rival) = standing(&index, text, 1) else { panic!() };
        assert_eq!(rival.article, 0);
        assert!(rival.own_score.is_none_or(|own| own < rival.score), "{rival:?}");
        assert!(rival.own_words.contains(&"upstream".to_owned()), "{rival:?}");
        assert!(rival.rival_words.contains(&"refused".to_owned()), "{rival:?}");
        assert!(matches!(standing(&index, text, 0), Standing::First));
        assert!(matches!(standing(&index, "tea time", 0), Standing::Nothing));
    }

    #[test]
    fn of_two_with_the_same_text_the_first_is_first() {
        let same = "upstream prematurely closed connection";
        let index =
            Index::new(vec![article("a", "", &[], &[same]), article("b", "", &[], &[same])]);
        assert!(matches!(standing(&index, same, 0), Standing::First));
        assert!(matches!(standing(&index, same, 1), Standing::Behind(_)));
    }

    #[test]
    fn a_text_of_common_words_is_clear_if_no_other_article_has_them_all() {
        let words: Vec<Vec<String>> = ["gate", "host", "pipe", "disk"]
            .iter()
            .map(|word| (b'a'..b'h').map(|end| format!("{word}{}", char::from(end))).collect())
            .collect();
        let text = |number: usize| {
            let [gate, host, pipe, disk] =
                [(0, 343), (1, 49), (2, 7), (3, 1)].map(|(at, unit)| &words[at][number / unit % 7]);
            format!("the {gate} of {host} cannot open {pipe} on {disk}")
        };
        let texts: Vec<String> = (0..7 * 343).map(text).collect();
        let index = Index::new(texts.iter().map(|text| article(text, "", &[], &[text])).collect());
        let templates = Templates::default();
        for (own, text) in (0..).zip(&texts) {
            let read = read(&index.rules, text);
            assert!(is_surely_first(&index, &templates, &read, own), "{text}");
        }
    }

    /// Texts of few words, so that articles resemble each other.
    fn texts() -> impl Strategy<Value = Vec<Vec<String>>> {
        let word = prop::sample::select(vec![
            "error",
            "connection",
            "refused",
            "reset",
            "by",
            "peer",
            "E1234",
            "E1235",
            "502",
            "503",
            "gateway",
            "bad",
            "zebra",
            "quagga",
            "tapir",
            "10.0.0.7",
            "/var/log/x",
            "code",
            "okapi",
        ]);
        let text = prop::collection::vec(word, 2..12).prop_map(|words| words.join(" "));
        prop::collection::vec(prop::collection::vec(text, 1..4), 2..32)
    }

    proptest! {
        /// The shortcut never contradicts the full comparison.
        #[test]
        fn a_sure_first_is_first(texts in texts()) {
            let codes = ["E1234", "502", "", "E1235", "503"];
            let entries = texts.iter().enumerate().map(|(at, seen_as)| {
                let seen_as: Vec<&str> = seen_as.iter().map(String::as_str).collect();
                article(&format!("a{at}"), codes[at % codes.len()], &[], &seen_as)
            });
            let index = Index::new(entries.collect());
            let templates = Templates::default();
            for (own, seen_as) in (0..).zip(&texts) {
                for text in seen_as {
                    let read = read(&index.rules, text);
                    if is_surely_first(&index, &templates, &read, own) {
                        let ranked = rank(&index, &read);
                        prop_assert_eq!(ranked.first().map(|one| one.article), Some(own), "{}", text);
                    }
                }
            }
        }
    }
}
