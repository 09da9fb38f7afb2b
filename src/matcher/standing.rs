//! Checks where an article ranks for a text that must, or must not, find it.

use foldhash::{HashMap, HashMapExt};

use super::align::FILLER;
use super::answer::{Match, explained, judge};
use super::find::{DECAY, deciding, known_codes, said_by_codes};
use super::index::{Index, Number, Word};
use super::rank::{REACH, Ranked, contradiction, rank_these, rank_with};
use super::template::Templates;
use super::tokens::{Text, read};
use super::wrap::joined;

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

/// Words in more articles than this count as being in every article.
const COMMON: usize = 256;
/// Only a part of a longer text may be compared.
const LONGEST: usize = REACH.1;

/// Whether `own` certainly ranks first for one of its own `seen_as`. This compares few articles: it
/// is certain if the evidence for `own` exceeds the maximum for all others, or for all but a few,
/// which are compared. A hub has thousands of these texts, and most are clear.
fn is_surely_first(index: &Index, templates: &Templates, text: &Text, own: Number) -> bool {
    let Some(bounds) = bounds(index, text, own) else { return false };
    // At most this many others can be preferred to it as candidates.
    let ahead = bounds.others().filter(|other| *other >= bounds.as_candidate).count();
    if ahead >= index.rules.limits.candidates {
        return false;
    }
    if bounds.others().all(|other| other < bounds.own) {
        return true;
    }
    let Some(this) = rank_these(index, text, templates, &[own]).pop() else { return false };
    if this.total <= bounds.for_all {
        return false;
    }
    let near = bounds.for_each.iter().filter(|(_, most)| bounds.for_all + **most >= this.total);
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
    own: i32,
    /// The same when candidates are chosen, where each token between words has a penalty.
    as_candidate: i32,
    /// The maximum evidence for every other article: words in most articles, and the words at both
    /// ends of the text, which may be parts of longer ones.
    for_all: i32,
    /// The maximum additional evidence for each other article: its words and its code.
    for_each: HashMap<Number, i32>,
}

impl Bounds {
    /// The maximum evidence for each other article; one value stands for all that share only common
    /// words.
    fn others(&self) -> impl Iterator<Item = i32> {
        let rest = self.for_each.values().map(|own| own + self.for_all);
        rest.chain([self.for_all])
    }
}

/// The bounds for `own` and a text of its `seen_as`; `None` if the text is not in `seen_as` or too
/// long.
fn bounds(index: &Index, text: &Text, own: Number) -> Option<Bounds> {
    if text.tokens.len() > LONGEST {
        return None;
    }
    let mut bounds = Bounds { own: 0, as_candidate: 0, for_all: 0, for_each: HashMap::new() };
    let mut seen: Vec<usize> = Vec::new();
    for (at, token) in text.tokens.iter().enumerate() {
        bounds.as_candidate -= DECAY;
        let is_value = token.value.is_some();
        if is_value {
            bounds.own -= FILLER;
        }
        let Some(place) = index.place(&token.word) else {
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
                bounds.own += if token.has_digit { weight / 4 } else { weight };
                bounds.as_candidate += weight;
            }
        }
        let is_end = at == 0 || at + 1 == text.tokens.len();
        if is_end && !token.has_digit && !is_value {
            // It may be part of any other word.
            bounds.for_all += index.weight_of_code(1);
        } else if word.articles.len() > COMMON {
            bounds.for_all += weight;
        } else {
            for article in word.articles.iter().filter(|article| **article != own) {
                *bounds.for_each.entry(*article).or_default() += weight;
            }
        }
    }
    let mentions = known_codes(index, text);
    // The sums do not include the effect of a deciding code.
    if deciding(index, text, &mentions).any(|(_, articles)| !articles.contains(&own)) {
        return None;
    }
    let mut codes = said_by_codes(index, text, &mentions);
    if let Some((code, _)) = codes.remove(&own) {
        bounds.own += code / 2;
        bounds.as_candidate += code;
    } else {
        let code = index.entries[own as usize].code.as_deref();
        bounds.own -= contradiction(index, text, code, |_| false);
    }
    #[expect(clippy::iter_over_hash_type, reason = "each is added to what is its own")]
    for (article, (code, _)) in codes {
        *bounds.for_each.entry(article).or_default() += code;
    }
    Some(bounds)
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
        prop::collection::vec(prop::collection::vec(text, 1..4), 2..24)
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
