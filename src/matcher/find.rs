//! Candidates: the articles that share rare words or a code with one place of a paste.

use std::cmp::Reverse;

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use super::codes::{self, Mention, Strength};
use super::index::{Index, Number, Part};
use super::tokens::Text;
use crate::work;

/// A word counts only once within this many tokens.
const AGAIN: usize = 40;
/// The penalty for every token that is not a word of the article, in eighths of a bit.
const DECAY: i32 = 3;

/// An article that may be the right one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Its number.
    pub article: Number,
    /// The token around which it has the most words.
    pub place: usize,
    /// The weight of its code.
    pub code: i32,
    /// The mentions of its code.
    pub mentions: Vec<usize>,
}

/// The words of one article found so far in a paste.
#[derive(Clone, Copy, Default)]
struct Run {
    sum: i32,
    last: usize,
    best: i32,
    place: usize,
}

/// The words of all articles that have any. It is a table because the words of a paste may be in
/// every article.
struct Runs {
    /// For each article of the hub, its index in `met` plus one; 0 if it has none of the words.
    indexes: Vec<u32>,
    met: Vec<(Number, Run)>,
}

impl Runs {
    fn new(index: &Index) -> Self {
        Self { indexes: vec![0; index.entries.len()], met: Vec::new() }
    }

    /// The words of `article` so far.
    fn of(&mut self, article: Number) -> &mut Run {
        let place = &mut self.indexes[article as usize];
        if *place == 0 {
            self.met.push((article, Run::default()));
            *place = u32::try_from(self.met.len()).unwrap_or(u32::MAX);
        }
        &mut self.met[*place as usize - 1].1
    }
}

/// The codes of a paste that the hub knows, and the articles that have them.
#[must_use]
pub fn known_codes<'a>(index: &'a Index, text: &Text) -> Vec<(Mention, &'a [Number])> {
    let mentions = codes::mentions(&index.rules, &text.tokens);
    let keys = strongest(index, &mentions);
    mentions
        .into_iter()
        .filter(|mention| keys.contains(&mention.key))
        .filter_map(|mention| {
            index.codes.get(&mention.key).map(|articles| (mention, &articles[..]))
        })
        .collect()
}

/// The keys that are looked up: the strongest ones; of equals, the first.
fn strongest(index: &Index, mentions: &[Mention]) -> HashSet<String> {
    let mut strongest: Vec<&Mention> = mentions.iter().collect();
    strongest.sort_by_key(|mention| Reverse(mention.strength));
    let mut keys: HashSet<String> = HashSet::new();
    for mention in strongest {
        if keys.len() < index.rules.limits.codes {
            keys.insert(mention.key.clone());
        }
    }
    keys
}

/// The parts of the index that a text needs. A browser fetches them before it knows the candidates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Words, as indexes of [`Index::words`].
    pub words: Vec<usize>,
    /// Keys of codes, in order. The index may lack some of them.
    pub keys: Vec<String>,
}

/// The parts of the index that a text needs.
#[must_use]
pub fn looked_up(index: &Index, text: &Text, known: &[Option<usize>]) -> Asked {
    let mentions = codes::mentions(&index.rules, &text.tokens);
    let mut keys: Vec<String> = strongest(index, &mentions).into_iter().collect();
    keys.sort_unstable();
    Asked { words: words(index, known, &steps(index, text, known)), keys }
}

/// The codes of a paste that decide what it is about, and the articles that have them.
pub fn deciding<'m, 'a>(
    index: &Index,
    text: &Text,
    mentions: &'m [(Mention, &'a [Number])],
) -> impl Iterator<Item = &'m (Mention, &'a [Number])> {
    mentions.iter().filter(|(mention, _)| codes::decides(&index.rules, text, mention))
}

/// The best candidates, likeliest first. Those with a code that decides come before all others.
#[must_use]
pub fn candidates(
    index: &Index,
    text: &Text,
    known: &[Option<usize>],
    mentions: &[(Mention, &[Number])],
) -> Vec<Candidate> {
    let mut runs = runs(index, text, known);
    let mut codes = said_by_codes(index, text, mentions);
    #[expect(clippy::iter_over_hash_type, reason = "each goes to what is its own")]
    for (article, (_, found)) in &codes {
        let run = runs.of(*article);
        if run.best == 0 {
            run.place = found.last().map_or(0, |mention| mentions[*mention].0.first);
        }
    }
    let shared = index.rules.limits.shared;
    let decided: HashSet<Number> = deciding(index, text, mentions)
        .flat_map(|(_, articles)| articles.iter().take(shared))
        .copied()
        .collect();
    let mut all: Vec<_> = runs
        .met
        .into_iter()
        .map(|(article, run)| {
            let code = codes.get(&article).map_or(0, |(code, _)| *code);
            ((!decided.contains(&article), -(run.best + code), article), run.place)
        })
        .collect();
    // All articles may have words of the text, and only the best need to be sorted.
    let most = index.rules.limits.candidates;
    if all.len() > most {
        all.select_nth_unstable(most);
        all.truncate(most);
    }
    all.sort_unstable();
    let candidate = |((_, _, article), place)| {
        let (code, mentions) = codes.remove(&article).unwrap_or_default();
        Candidate { article, place, code, mentions }
    };
    all.into_iter().map(candidate).collect()
}

/// These articles as candidates for a short text, all of which is compared.
#[must_use]
pub fn these(
    index: &Index,
    text: &Text,
    mentions: &[(Mention, &[Number])],
    articles: &[Number],
) -> Vec<Candidate> {
    let mut codes = said_by_codes(index, text, mentions);
    let place = text.tokens.len().saturating_sub(1);
    let candidate = |article: &Number| {
        let (code, mentions) = codes.remove(article).unwrap_or_default();
        Candidate { article: *article, place, code, mentions }
    };
    articles.iter().map(candidate).collect()
}

/// The weight of the codes of a text for each article that has one of them, and the mentions that
/// count.
#[must_use]
pub fn said_by_codes(
    index: &Index,
    text: &Text,
    mentions: &[(Mention, &[Number])],
) -> HashMap<Number, (i32, Vec<usize>)> {
    let mut codes: HashMap<Number, (i32, Vec<usize>)> = HashMap::new();
    for (number, (mention, articles)) in mentions.iter().enumerate() {
        let value = value_of(index, mention, articles.len(), text);
        for article in articles.iter().take(index.rules.limits.shared) {
            let (sum, found) = codes.entry(*article).or_default();
            *sum = (*sum).max(value);
            // Untrusted input may repeat a code thousands of times.
            if found.len() < index.rules.limits.shared {
                found.push(number);
            }
        }
    }
    codes
}

/// What is left of a sum of words after a number of tokens.
#[must_use]
pub fn decayed(sum: i32, tokens: usize) -> i32 {
    let tokens = i32::try_from(tokens).unwrap_or(i32::MAX / DECAY);
    (sum - tokens.saturating_mul(DECAY)).max(0)
}

fn runs(index: &Index, text: &Text, known: &[Option<usize>]) -> Runs {
    let steps = steps(index, text, known);
    let looked_up: HashSet<usize> = words(index, known, &steps).into_iter().collect();
    let mut runs = Runs::new(index);
    for Step { place, word, weight } in steps {
        if !looked_up.contains(&word) {
            continue;
        }
        work::steps(index.words[word].articles.len());
        for article in &index.words[word].articles {
            let run = runs.of(*article);
            run.sum = decayed(run.sum, place - run.last) + weight;
            run.last = place;
            if run.sum > run.best {
                (run.best, run.place) = (run.sum, place);
            }
        }
    }
    runs
}

/// The words that are looked up: exact words before those that may be typos; of these, the rarest
/// first.
fn words(index: &Index, known: &[Option<usize>], steps: &[Step]) -> Vec<usize> {
    let exact: HashSet<usize> = known.iter().flatten().copied().collect();
    let mut words: Vec<usize> = steps.iter().map(|step| step.word).collect();
    words.sort_unstable_by_key(|word| {
        (!exact.contains(word), index.words[*word].articles.len(), *word)
    });
    words.dedup();
    words.truncate(index.rules.limits.words);
    words
}

/// Whether a word is looked up in a text with these words: a common one only if it is among the
/// rarest common ones of the text.
pub fn rare_enough(index: &Index, known: &[Option<usize>]) -> impl Fn(usize) -> bool {
    let limits = index.rules.limits;
    let is_common = move |word: &usize| index.words[*word].articles.len() > limits.rare;
    let mut common: Vec<usize> = known.iter().flatten().copied().filter(is_common).collect();
    common.sort_unstable_by_key(|word| (index.words[*word].articles.len(), *word));
    common.dedup();
    common.truncate(limits.common);
    move |word| !is_common(&word) || common.contains(&word)
}

/// A word of the hub in a paste.
struct Step {
    place: usize,
    word: usize,
    weight: i32,
}

fn steps(index: &Index, text: &Text, known: &[Option<usize>]) -> Vec<Step> {
    let limits = index.rules.limits;
    let mut steps = Vec::new();
    let mut seen: HashMap<usize, usize> = HashMap::new();
    let mut typos: HashMap<&str, Vec<usize>> = HashMap::new();
    let is_rare_enough = rare_enough(index, known);
    for (place, token) in text.tokens.iter().enumerate() {
        let mut words = Vec::new();
        let mut share = if token.value.is_some() { 2 } else { 4 };
        if let Some(word) = known[place] {
            words.push(word);
        } else if token.has_digit || token.value.is_some() {
            continue;
        } else {
            share = 3;
            if !typos.contains_key(&*token.word) && typos.len() < limits.typos {
                typos.insert(&token.word, index.near(&token.word));
            }
            words.extend(typos.get(&*token.word).into_iter().flatten());
            // A word may have been cut where the paste begins or ends.
            if place == 0 {
                words.extend(index.longer(&token.word, Part::End));
            }
        }
        if place + 1 == text.tokens.len() && !token.has_digit {
            words.extend(index.longer(&token.word, Part::Beginning));
        }
        for word in words {
            let last = seen.insert(word, place);
            if last.is_some_and(|last| place - last <= AGAIN) {
                continue;
            }
            if !is_rare_enough(word) {
                continue;
            }
            let weight = i32::from(index.words[word].weight) * share / 4;
            steps.push(Step { place, word, weight });
        }
    }
    steps
}

/// The weight of mentioning a code that leads to this many articles.
fn value_of(index: &Index, mention: &Mention, articles: usize, text: &Text) -> i32 {
    let weight = index.weight_of_code(articles);
    let is_all = mention.count == text.tokens.len()
        || text.tokens.len() <= 3 && mention.strength > Strength::Weak;
    // What a message quotes is usually its subject, not its code.
    let strength = match mention.strength {
        Strength::Strong if text.tokens[mention.first].is_quoted => Strength::Weak,
        strength => strength,
    };
    match strength {
        Strength::Guess if is_all => weight * 5 / 4,
        _ if is_all => weight * 2,
        Strength::Strong => weight * 5 / 4,
        Strength::Fair => weight * 3 / 4,
        Strength::Weak => weight / 3,
        Strength::Guess => weight / 4,
    }
}
