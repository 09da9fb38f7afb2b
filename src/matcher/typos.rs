//! Typos: the words of the hub that a word may be a typo of.
//!
//! A typo begins or ends like the word, so it is compared only with words that do. If there are many,
//! a table finds the candidates: two words with at most [`slips`] slips between them become
//! equal when up to as many letters are removed from each.

use std::sync::OnceLock;

use foldhash::{HashMap, HashMapExt};

use super::words::{is_near, letters as letters_of, may_be_near, slips};
use crate::work;

/// The words for which there may be typos, by how they begin and end.
#[derive(Debug, Clone, Default)]
pub(super) struct Typos(HashMap<String, Group>);

/// Words that begin or end in the same way.
#[derive(Debug, Clone, Default)]
struct Group {
    /// Their indexes, and their letters as bits ([`letters_of`]).
    words: Vec<(usize, u32)>,
    /// The table, computed when first needed, if there are many words.
    shortened: OnceLock<Shortened>,
}

/// The maximum number of words that are compared one by one, without a table.
const MANY: usize = 64;
/// Longer words are compared one by one. They have too many pairs of letters for the table.
const LONGEST: usize = 32;

/// The maximum number of words that a typo leads to: those in the fewest articles, and of these the first.
pub(super) const MOST: usize = 3;

/// The letters of a word, and the number of articles with it.
pub(super) type Known = (Vec<char>, usize);

impl Typos {
    /// Adds the word with this index.
    pub(super) fn insert(&mut self, at: usize, letters: &[char]) {
        if slips(letters.len()) > 0 && letters.iter().all(|letter| letter.is_alphabetic()) {
            for end in ends(letters) {
                self.0.entry(end).or_default().words.push((at, letters_of(letters)));
            }
        }
    }

    /// The words that `word` may be a typo of, unsorted and with duplicates. Some may be missing, but never
    /// one of the first [`MOST`]. `known` looks up a word by its index.
    pub(super) fn of(&self, word: &str, known: impl Fn(usize) -> Known) -> Vec<usize> {
        let word: Vec<char> = word.chars().collect();
        if slips(word.len() + 1) == 0 || word.iter().any(|letter| letter.is_numeric()) {
            return Vec::new();
        }
        let own = letters_of(&word);
        let is_it = |(at, letters): (usize, u32)| {
            // Most words are ruled out by their letters, without being compared.
            may_be_near(own, letters, slips(word.len() + 1)) && {
                let (other, _) = known(at);
                is_near(&word, &other, slips(other.len().min(word.len() + 1)))
            }
        };
        let mut found = Vec::new();
        for Group { words, shortened } in ends(&word).iter().filter_map(|end| self.0.get(end)) {
            if words.len() <= MANY {
                work::steps(words.len());
                found.extend(words.iter().copied().filter(|one| is_it(*one)).map(|(at, _)| at));
            } else {
                let shortened = shortened.get_or_init(|| Shortened::new(words, &known));
                found.extend(shortened.of(&word, is_it));
            }
        }
        found
    }
}

/// A table of words by their letters without some of them.
#[derive(Debug, Clone, Default)]
struct Shortened {
    /// The words, those in the fewest articles first, and of these in the order of their indexes.
    words: Vec<(usize, u32)>,
    /// The hashes of [`left`] of each word, and its index in `words`; sorted.
    table: Vec<(u32, u32)>,
    /// The indexes in `words` of those that are too long for the table.
    long: Vec<u32>,
}

impl Shortened {
    fn new(words: &[(usize, u32)], known: impl Fn(usize) -> Known) -> Self {
        let mut words: Vec<_> = words.iter().map(|one| (known(one.0), *one)).collect();
        words.sort_by_key(|((_, articles), (at, _))| (*articles, *at));
        let mut shortened = Self::default();
        for (place, ((letters, _), _)) in (0..).zip(&words) {
            if letters.len() > LONGEST {
                shortened.long.push(place);
            } else {
                let left = left(letters, slips(letters.len()));
                shortened.table.extend(left.into_iter().map(|hash| (hash, place)));
            }
        }
        shortened.words = words.into_iter().map(|(_, one)| one).collect();
        shortened.table.sort_unstable();
        shortened.table.dedup();
        work::steps(shortened.table.len());
        shortened
    }

    /// The first words for which `is_it`, among those that `word` may be a typo of.
    fn of(&self, word: &[char], is_it: impl Fn((usize, u32)) -> bool) -> Vec<usize> {
        let most = slips(word.len() + 1);
        let mut known: HashMap<u32, bool> = HashMap::new();
        let mut is_it = |place: &u32| {
            work::steps(1);
            *known.entry(*place).or_insert_with(|| is_it(self.words[*place as usize]))
        };
        let mut found: Vec<u32> = Vec::new();
        if word.len() <= LONGEST + most {
            let mut left = left(word, most);
            left.sort_unstable();
            left.dedup();
            work::steps(left.len());
            for hash in left {
                let first = self.table.partition_point(|(other, _)| *other < hash);
                let same = self.table[first..].iter().take_while(|(other, _)| *other == hash);
                // The words after these are in more articles, or have higher indexes.
                found.extend(same.map(|(_, place)| *place).filter(&mut is_it).take(MOST));
            }
        }
        if word.len() + most > LONGEST {
            found.extend(self.long.iter().copied().filter(is_it).take(MOST));
        }
        found.into_iter().map(|place| self.words[place as usize].0).collect()
    }
}

/// The hashes of a word without up to `most` of its letters; `most` is at most 2.
fn left(word: &[char], most: usize) -> Vec<u32> {
    /// Odd, so that multiplying loses no bit.
    const BASE: u64 = 0x9e37_79b9_7f4a_7c15;
    let join = |start: u64, (end, length): (u64, usize), powers: &[u64]| {
        start.wrapping_mul(powers[length]).wrapping_add(end)
    };
    let (mut starts, mut powers) = (vec![0_u64], vec![1_u64]);
    for (at, letter) in word.iter().enumerate() {
        let sum = starts[at].wrapping_add(u64::from(*letter) + 1);
        starts.push(sum.wrapping_mul(BASE));
        powers.push(powers[at].wrapping_mul(BASE));
    }
    let part = |from: usize, to: usize| {
        (starts[to].wrapping_sub(starts[from].wrapping_mul(powers[to - from])), to - from)
    };
    let end = word.len();
    let mut left = vec![starts[end]];
    for first in 0..if most > 0 { end } else { 0 } {
        let (before, _) = part(0, first);
        left.push(join(before, part(first + 1, end), &powers));
        for second in first + 1..if most > 1 { end } else { 0 } {
            let start = join(before, part(first + 1, second), &powers);
            left.push(join(start, part(second + 1, end), &powers));
        }
    }
    // The upper bits depend on all letters.
    left.into_iter().map(|hash| u32::try_from(hash >> 32).unwrap_or_default()).collect()
}

/// The first and the last letters of a word, each with a mark. A slip changes only one of the two.
fn ends(letters: &[char]) -> [String; 2] {
    let length = if letters.len() < 6 { 2 } else { 3 };
    let length = length.min(letters.len());
    let start = letters[..length].iter().collect::<String>() + "-";
    let end = letters[letters.len() - length..].iter().fold("-".to_owned(), |mut end, letter| {
        end.push(*letter);
        end
    });
    [start, end]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn near(words: &[(String, usize)], word: &str, is_table: bool) -> Vec<usize> {
        let known = |at: usize| -> Known { (words[at].0.chars().collect(), words[at].1) };
        let letters: Vec<char> = word.chars().collect();
        let all: Vec<_> = (0..words.len()).map(|at| (at, letters_of(&known(at).0))).collect();
        let is_it = |(at, _): (usize, u32)| {
            let other = known(at).0;
            is_near(&letters, &other, slips(other.len().min(letters.len() + 1)))
        };
        let mut found: Vec<usize> = if is_table {
            Shortened::new(&all, known).of(&letters, is_it)
        } else {
            all.into_iter().filter(|one| is_it(*one)).map(|(at, _)| at).collect()
        };
        found.sort_by_key(|at| (words[*at].1, *at));
        found.dedup();
        found.truncate(MOST);
        found
    }

    #[test]
    fn what_is_left_of_a_word() {
        let left = |word: &str, most| left(&word.chars().collect::<Vec<_>>(), most);
        assert_eq!(
            [left("abcd", 0).len(), left("abcd", 1).len(), left("abcd", 2).len()],
            [1, 5, 11]
        );
        let all = left("abcd", 2);
        for rest in ["abcd", "bcd", "abc", "cd", "ad", "ab", "bd"] {
            assert!(all.contains(&left(rest, 0)[0]), "{rest}");
        }
        assert!(!all.contains(&left("ba", 0)[0]));
    }

    proptest! {
        /// The table finds what comparing with every word does.
        #[test]
        fn the_table_finds_the_same(
            words in prop::collection::vec(("[abä]{4,9}|[ab]{30,36}", 1_usize..4), 1..60),
            word in "[abä]{3,10}|[ab]{28,38}",
        ) {
            prop_assert_eq!(near(&words, &word, true), near(&words, &word, false));
            // A word of the hub with a slip.
            let mut slip: Vec<char> = words[0].0.chars().collect();
            slip.swap(1, 2);
            slip.insert(0, 'a');
            let slip: String = slip.into_iter().collect();
            prop_assert_eq!(near(&words, &slip, true), near(&words, &slip, false));
        }
    }
}
