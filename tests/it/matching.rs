//! The matcher: the vectors that it shares with the engine in the browser, and `errhub match`.

use std::path::PathBuf;
use std::sync::LazyLock;

use errhub::matcher::{self, Answer, Entry, answer};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, Selector};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::random::cases;
use crate::support::repository;

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

    /// Texts of every kind, cut and combined at random, are answered without a panic, and twice in
    /// the same way.
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
