//! The cost of a query in a large hub: the number of lookups, and the bytes that a browser loads.

use std::collections::BTreeSet;
use std::io::Write as _;

use errhub::matcher::files::{Files, LIMITS};
use errhub::matcher::find::{self, candidates, known_codes};
use errhub::matcher::tokens::read;
use errhub::matcher::{Index, wrap};
use serde_json::Value;

use super::large::{self, Random};
use super::pastes::Kind;

/// Words of common articles, rare words, numbers and codes: more of each than are looked up.
fn long_logs(index: &Index) -> Vec<String> {
    let mut random = Random::new(41);
    let everything: Vec<String> =
        index.words.iter().rev().step_by(3).map(|word| word.word.clone()).collect();
    let codes: Vec<String> =
        index.entries.iter().step_by(9).filter_map(|entry| entry.code.clone()).collect();
    let lines = (0..200).filter_map(|_| {
        let entry = random.pick(&index.entries);
        Kind::Whole.paste(&mut random, &entry)
    });
    vec![everything.join(" "), codes.join("\n"), lines.collect::<Vec<_>>().join("\n")]
}

#[test]
fn what_is_looked_up_is_bounded() {
    let index = Index::new(large::hub(3000));
    let limits = index.rules.limits;
    for text in long_logs(&index) {
        let text = wrap::joined(&index, read(&index.rules, &text));
        let known: Vec<Option<usize>> =
            text.tokens.iter().map(|token| index.place(&token.word)).collect();
        assert!(text.tokens.len() > 500);
        let asked = find::looked_up(&index, &text, &known);
        assert!(asked.words.len() <= limits.words, "{}", asked.words.len());
        assert!(asked.keys.len() <= limits.codes);
        let is_common = |word: &&usize| index.words[**word].articles.len() > limits.rare;
        assert!(asked.words.iter().filter(is_common).count() <= limits.common);
        let mentions = known_codes(&index, &text);
        let found = candidates(&index, &text, &known, &mentions);
        assert!(found.len() <= limits.candidates);
    }
}

/// The bytes that a query loads, compressed: the head, and the pieces that it needs.
fn loaded(index: &Index, files: &Files, text: &str) -> usize {
    let head: Value = serde_json::from_slice(files.head()).unwrap();
    let firsts = |name: &str| -> Vec<Value> { head["firsts"][name].as_array().unwrap().clone() };
    let (articles, words, keys) = (firsts("articles"), firsts("words"), firsts("keys"));
    let holding = |firsts: &[Value], place: usize| {
        firsts.partition_point(|first| first.as_u64().unwrap() <= place as u64) - 1
    };
    let text = wrap::joined(index, read(&index.rules, text));
    let known: Vec<Option<usize>> =
        text.tokens.iter().map(|token| index.place(&token.word)).collect();
    let asked = find::looked_up(index, &text, &known);
    let mut order: Vec<usize> = (0..index.words.len()).collect();
    order.sort_by_key(|word| index.words[*word].articles.len());
    let mut pieces = BTreeSet::new();
    for word in &asked.words {
        let place = order.iter().position(|other| other == word).unwrap();
        pieces.insert(articles.len() + holding(&words, place));
    }
    for key in &asked.keys {
        let before = keys.partition_point(|first| first.as_str().unwrap() <= &key[1..]);
        if before > 0 {
            pieces.insert(articles.len() + words.len() + before - 1);
        }
    }
    let mentions = known_codes(index, &text);
    for candidate in candidates(index, &text, &known, &mentions) {
        pieces.insert(holding(&articles, candidate.article as usize));
    }
    let size = |piece: &usize| compressed(&files.pieces()[*piece]);
    compressed(files.head()) + pieces.iter().map(size).sum::<usize>()
}

fn compressed(bytes: &[u8]) -> usize {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap().len()
}

#[test]
fn a_query_of_a_large_hub_loads_a_part_of_the_index() {
    let index = Index::new(large::hub(10_000));
    let files = Files::split(&index, LIMITS);
    let mut random = Random::new(3);
    let pastes = (0..12).filter_map(|at| {
        let entry = random.pick(&index.entries);
        Kind::ALL[at % 6].0.paste(&mut random, &entry)
    });
    let pastes: Vec<String> = pastes.collect();
    for text in pastes.iter().chain(&long_logs(&index)) {
        let loaded = loaded(&index, &files, text);
        assert!(loaded <= 150 << 10, "{loaded} bytes: {}", &text[..text.len().min(80)]);
    }
}

#[test]
fn a_small_hub_is_one_short_file() {
    let files = Files::whole(&Index::new(large::hub(100)));
    assert!(compressed(files.head()) <= 40 << 10, "{}", compressed(files.head()));
}
