//! However the index is cut into pieces, looking everything up in them gives the same answers.

use errhub::matcher::files::{Files, PieceLimits};
use errhub::matcher::index::Number;
use errhub::matcher::{Entry, Index, answer};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::Value;

use super::large::{self, Random};
use super::pastes::Kind;
use crate::random::cases;

/// An index as a browser loads it: a head, and pieces for lookups.
struct Reader {
    head: Value,
    pieces: Vec<Value>,
}

impl Reader {
    fn new(files: &Files) -> Self {
        let parsed = |bytes: &[u8]| -> Value { serde_json::from_slice(bytes).unwrap() };
        let head = parsed(files.head());
        let pieces = match head["pieces"].as_array() {
            Some(pieces) => pieces.clone(),
            None => files.pieces().iter().map(|piece| parsed(piece)).collect(),
        };
        Self { head, pieces }
    }

    fn firsts(&self, kind: &str) -> &[Value] {
        self.head["firsts"][kind].as_array().unwrap()
    }

    /// The last piece of this kind whose first item satisfies `is_before`, with that item.
    fn piece(&self, kind: &str, is_before: impl Fn(&Value) -> bool) -> Option<(&Value, &Value)> {
        let kinds = ["articles", "words", "keys"];
        let before: usize = kinds
            .iter()
            .take_while(|other| **other != kind)
            .map(|other| self.firsts(other).len())
            .sum();
        let firsts = self.firsts(kind);
        let at = firsts.partition_point(is_before).checked_sub(1)?;
        Some((&self.pieces[before + at], &firsts[at]))
    }

    fn numbered(&self, kind: &str, number: usize) -> &Value {
        let (piece, first) =
            self.piece(kind, |first| first.as_u64().unwrap() <= number as u64).unwrap();
        &piece[number - usize::try_from(first.as_u64().unwrap()).unwrap()]
    }

    fn entry(&self, number: usize) -> Entry {
        let record = self.numbered("articles", number);
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let texts = |field: &str| -> Vec<String> {
            record[field].as_array().into_iter().flatten().map(text).collect()
        };
        Entry {
            id: String::new(),
            url: text(&record["url"]),
            title: text(&record["title"]),
            code: record["code"].as_str().map(str::to_owned),
            messages: texts("messages"),
            seen_as: texts("seen_as"),
            aliases: texts("aliases"),
        }
    }

    /// The articles of the word at `rank` when words are sorted by their number of articles.
    fn holders(&self, rank: usize) -> Vec<Number> {
        let steps = self.numbered("words", rank).as_array().unwrap();
        let numbers = steps.iter().scan(0, |last, step| {
            *last += Number::try_from(step.as_u64().unwrap()).unwrap();
            Some(*last)
        });
        numbers.collect()
    }

    fn of_key(&self, key: &str) -> Option<Vec<Number>> {
        let is_before = |first: &Value| first.as_str().unwrap() <= &key[1..];
        let numbers = self.piece("keys", is_before)?.0.get(key)?.as_array()?;
        Some(
            numbers
                .iter()
                .map(|number| Number::try_from(number.as_u64().unwrap()).unwrap())
                .collect(),
        )
    }

    /// The index with everything looked up in the pieces. `whole` lists the lookups.
    fn index(&self, whole: &Index) -> Index {
        let count = usize::try_from(self.head["count"].as_u64().unwrap()).unwrap();
        let mut index = Index::new((0..count).map(|number| self.entry(number)).collect());
        let holders: Vec<u64> = self.head["holders"]
            .as_array()
            .unwrap()
            .iter()
            .map(|own| own.as_u64().unwrap())
            .collect();
        let mut order: Vec<usize> = (0..holders.len()).collect();
        order.sort_by_key(|word| holders[*word]);
        for (rank, word) in order.into_iter().enumerate() {
            index.words[word].articles = self.holders(rank);
        }
        let keys = whole.codes.keys().map(|key| (key.clone(), self.of_key(key)));
        index.codes = keys.filter_map(|(key, articles)| Some((key, articles?))).collect();
        index
    }
}

proptest! {
    #![proptest_config(cases(24))]

    #[test]
    fn how_the_index_is_cut_changes_no_answer(
        articles in 1_usize..80,
        (records, words) in (1_usize..6000, 1_usize..3000),
        seeds in vec(any::<u64>(), 8),
    ) {
        let whole = Index::new(large::hub(articles));
        let files = Files::split(&whole, PieceLimits { articles: records, words });
        let cut = Reader::new(&files).index(&whole);
        let one = Reader::new(&Files::whole(&whole)).index(&whole);
        for (at, seed) in seeds.into_iter().enumerate() {
            let mut random = Random::new(seed);
            let entry = random.pick(&whole.entries);
            let Some(text) = Kind::ALL[at % Kind::ALL.len()].0.paste(&mut random, &entry) else { continue };
            let expected = answer(&whole, &text);
            prop_assert_eq!(&answer(&cut, &text), &expected, "{}", text);
            prop_assert_eq!(&answer(&one, &text), &expected, "{}", text);
        }
    }
}
