//! The matcher: the vectors that it shares with the engine in the browser, and `errhub match`.

mod cut;
mod large;
mod limits;
mod pastes;

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::LazyLock;

use errhub::matcher::{self, Answer, Entry, Verdict, answer};
use errhub::pipeline::{self, LoadOptions};
use errhub::site::Drafts;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, Selector};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::random::cases;
use crate::support::repository;

use self::large::Random;
use self::pastes::Kind;

/// `matching/vectors.json`: articles, and texts with the answers that both engines give.
#[derive(Serialize, Deserialize)]
struct Vectors {
    articles: Vec<Article>,
    vectors: Vec<Vector>,
}

#[derive(Serialize, Deserialize)]
struct Article {
    id: String,
    title: String,
    code: Option<String>,
    messages: Vec<String>,
    seen_as: Vec<String>,
    aliases: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct Vector {
    text: String,
    #[serde(default)]
    verdict: String,
    #[serde(default)]
    matches: Vec<Value>,
}

fn file() -> PathBuf {
    repository().join("tests/it/matching/vectors.json")
}

fn vectors() -> Vectors {
    serde_json::from_str(&std::fs::read_to_string(file()).unwrap()).unwrap()
}

fn index(vectors: &Vectors) -> matcher::Index {
    let entry = |article: &Article| Entry {
        id: article.id.clone(),
        url: format!("/{}/", article.id),
        title: article.title.clone(),
        code: article.code.clone(),
        messages: article.messages.clone(),
        seen_as: article.seen_as.clone(),
        aliases: article.aliases.clone(),
    };
    matcher::Index::new(vectors.articles.iter().map(entry).collect())
}

/// The matches of an answer, in the form of the vectors.
fn matches(index: &matcher::Index, text: &str, answer: &Answer) -> Vec<Value> {
    let one = |one: &matcher::Match| {
        let values: Map<String, Value> =
            one.values.iter().map(|(name, value)| (name.clone(), value.clone().into())).collect();
        serde_json::json!({
            "article": index.entries[one.article as usize].id,
            "score": one.score,
            "message": one.message,
            "matched": one.words(text),
            "values": values,
        })
    };
    answer.matches.iter().map(one).collect()
}

/// `SNAPSHOTS=overwrite` updates the answers; read the diff before you commit it.
#[test]
fn vectors_have_the_expected_answers() {
    let mut vectors = vectors();
    let index = index(&vectors);
    let mut wrong = Vec::new();
    for vector in &mut vectors.vectors {
        let answer = answer(&index, &vector.text);
        let found = matches(&index, &vector.text, &answer);
        if (answer.verdict.name(), &found) != (&vector.verdict, &vector.matches) {
            wrong.push(format!("{:?}\n  {} {found:?}", vector.text, answer.verdict.name()));
        }
        (vector.verdict, vector.matches) = (answer.verdict.name().to_owned(), found);
    }
    if std::env::var("SNAPSHOTS").is_ok_and(|mode| mode == "overwrite") {
        let text = serde_json::to_string_pretty(&vectors).unwrap() + "\n";
        std::fs::write(file(), text).unwrap();
    } else {
        assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
    }
}

proptest! {
    #![proptest_config(cases(200))]

    /// Texts of every kind, cut and combined at random, never cause a panic, and always get the
    /// same answer.
    #[test]
    fn any_text_is_answered(cuts in vec((any::<Selector>(), any::<Index>(), any::<Index>()), 0..4)) {
        let texts = &HUB.1;
        let mut text = String::new();
        for (piece, start, end) in cuts {
            let piece: Vec<char> = piece.select(texts).chars().collect();
            let start = start.index(piece.len() + 1);
            text.extend(&piece[start..start + end.index(piece.len() - start + 1)]);
        }
        let first = answer(&HUB.0, &text);
        prop_assert_eq!(&first, &answer(&HUB.0, &text));
        for one in &first.matches {
            prop_assert!(one.score <= 100);
            prop_assert!(!one.words(&text).is_empty());
        }
    }
}

static HUB: LazyLock<(matcher::Index, Vec<String>)> = LazyLock::new(|| {
    let vectors = vectors();
    let index = index(&vectors);
    (index, vectors.vectors.into_iter().map(|vector| vector.text).collect())
});

#[test]
fn a_long_text_takes_no_longer_than_a_text_of_the_limit() {
    let long = "connect ECONNREFUSED 10.0.0.1:80 ".repeat(1 << 15);
    assert_eq!(answer(&HUB.0, &long).matches[0].message, Some(0));
}

/// How many of a hundred pastes of a kind must find their article first, and among the first five.
type Floors = [(f64, f64); 6];

/// Tries this many pastes of each kind on a hub, prints a table, and compares it with the minimum.
/// `left_out` are articles that the hub does not have.
#[expect(clippy::print_stdout, reason = "the table is what one looks for: --nocapture shows it")]
fn measure(name: &str, entries: &[Entry], left_out: &[Entry], pastes: usize, floors: &Floors) {
    let index = matcher::Index::new(entries.to_vec());
    let mut random = Random::new(502);
    println!("{name}: {} articles, {pastes} pastes of each kind", entries.len());
    println!("{:32} {:>7} {:>7} {:>7}", "", "top 1", "top 5", "certain");
    let mut wrong = 0;
    let mut problems = Vec::new();
    let percent = |part: usize, all: usize| 100.0 * share(part) / share(all.max(1));
    for ((kind, what), floor) in Kind::ALL.into_iter().zip(floors) {
        let (mut count, mut first, mut named, mut certain) = (0, 0, 0, 0);
        for _ in 0..pastes {
            let own = &random.pick(entries);
            let Some(text) = kind.paste(&mut random, own) else { continue };
            let answer = answer(&index, &text);
            let is_own = |one: &matcher::Match| index.entries[one.article as usize].id == own.id;
            let is_first = answer.matches.first().is_some_and(is_own);
            count += 1;
            first += usize::from(is_first);
            named += usize::from(answer.matches.iter().any(is_own));
            certain += usize::from(answer.verdict == Verdict::Certain);
            wrong += usize::from(answer.verdict == Verdict::Certain && !is_first);
        }
        let (first, named) = (percent(first, count), percent(named, count));
        println!("{what:32} {first:6.1}% {named:6.1}% {:6.1}%", percent(certain, count));
        if first < floor.0 || named < floor.1 {
            problems.push(format!("{what}: {first:.1} % and {named:.1} %, not {floor:?}"));
        }
    }
    let wrong = percent(wrong, pastes * Kind::ALL.len());
    println!("{:32} {wrong:23.2}%", "certain, and wrong");
    let mut false_alarms = |what: &str, most: (f64, f64), texts: Vec<String>| {
        let answers: Vec<Answer> = texts.iter().map(|text| answer(&index, text)).collect();
        let count = |fits: fn(&Answer) -> bool| {
            percent(answers.iter().filter(|answer| fits(answer)).count(), answers.len())
        };
        let certain = count(|answer| answer.verdict == Verdict::Certain);
        let any = count(|answer| answer.verdict != Verdict::None);
        println!("{what:32} {any:6.1}% answered {certain:6.1}%");
        if certain > most.0 || any > most.1 {
            problems
                .push(format!("{what}: {certain:.1} % certain, {any:.1} % answered, not {most:?}"));
        }
    };
    let texts = (0..pastes).map(|_| pastes::foreign(&mut random)).collect();
    false_alarms("prose, source code and logs", (0.0, 2.0), texts);
    for (kind, what) in [(Kind::Whole, "left out, with code"), (Kind::WithoutCode, "left out")] {
        let texts = left_out.iter().filter_map(|entry| kind.paste(&mut random, entry)).collect();
        false_alarms(what, (2.0, 15.0), texts);
    }
    if wrong > 0.5 {
        problems.push(format!("{wrong:.2} % are certain and wrong"));
    }
    assert!(problems.is_empty(), "{name}:\n{}", problems.join("\n"));
}

fn share(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap())
}

#[test]
fn pastes_of_this_hub_find_their_articles() {
    let project = errhub::config::load(repository()).unwrap().unwrap();
    let options = LoadOptions { drafts: Drafts::Leave, today: "2026-01-01".parse().unwrap() };
    let loaded = pipeline::load(&project, options, &()).unwrap();
    let entries = matcher::Index::of_site(&loaded.project, &loaded.site).entries;
    let entries: Vec<Entry> =
        entries.into_iter().filter(|entry| !entry.messages.is_empty()).collect();
    let floors =
        [(98.0, 98.0), (97.0, 98.0), (86.0, 90.0), (97.0, 98.0), (98.0, 99.0), (95.0, 96.0)];
    measure("this repository's hub", &entries, &[], 80, &floors);
}

/// Some of the articles of a generated hub, and the rest, which the hub does not have.
fn generated(articles: usize) -> (Vec<Entry>, Vec<Entry>) {
    let mut seen = HashSet::new();
    let mut entries = large::hub(articles);
    entries.retain(|entry| seen.insert(entry.messages[0].replace(" '{name}'", "")));
    let (left_out, kept): (Vec<_>, Vec<_>) =
        entries.into_iter().enumerate().partition(|(number, _)| number % 12 == 0);
    let entries = |list: Vec<(usize, Entry)>| list.into_iter().map(|(_, entry)| entry).collect();
    (entries(kept), entries(left_out))
}

const GENERATED: Floors =
    [(98.0, 99.0), (98.0, 99.0), (84.0, 95.0), (97.0, 98.0), (98.0, 99.0), (97.0, 98.0)];

#[test]
fn pastes_of_a_generated_hub_find_their_articles() {
    let (entries, left_out) = generated(1600);
    measure("a generated hub", &entries, &left_out, 350, &GENERATED);
}

#[test]
#[ignore = "takes minutes; prints what a hub of 10,000 articles finds"]
fn pastes_of_a_large_hub_find_their_articles() {
    let (entries, left_out) = generated(11_000);
    measure("a large hub", &entries, &left_out, 1500, &GENERATED);
}
