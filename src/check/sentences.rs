//! Sentences that two articles share: one of them was copied and says nothing about its own error.

use std::collections::{BTreeMap, HashMap};

use super::Subject;
use crate::config::Project;
use crate::diagnostic::{At, Code, Diagnostic, Place};
use crate::discover;
use crate::parse::{self, ArticleDocument, ParseOptions};
use crate::path::SourcePath;
use crate::words::Print;

/// Each long sentence occurs in one article only.
///
/// There is one diagnostic for each pair of articles, at the first sentence that they share.
pub(super) fn repeated(subject: Subject<'_>) -> Vec<Diagnostic> {
    // Searching takes time, so a warning that is switched off is not computed.
    if !subject.project.config.reports(Code::RepeatedSentence) {
        return Vec::new();
    }
    let articles = &subject.site.articles;
    let alike = alike(articles.len(), |article| {
        let document = &articles[article].document;
        // Another rule reports placeholders.
        let is_written = document.unwritten.is_empty();
        document.sentences.prints().take(if is_written { usize::MAX } else { 0 })
    });
    // Two sentences may have the same fingerprint, so the texts themselves are compared.
    let mut texts: BTreeMap<usize, Vec<(u64, At)>> = BTreeMap::new();
    for article in alike.iter().flat_map(|(_, sharing)| sharing) {
        let text = || sentences(&articles[*article].document, subject.project);
        texts.entry(*article).or_insert_with(text);
    }
    let mut first_of: HashMap<u64, (usize, &At)> = HashMap::new();
    let mut shared: BTreeMap<(usize, usize), Vec<(&At, &At)>> = BTreeMap::new();
    for (article, sentences) in &texts {
        for (hash, at) in sentences {
            if alike.binary_search_by_key(&Print::of(*hash), |(print, _)| *print).is_err() {
                continue;
            }
            let (first, first_at) = *first_of.entry(*hash).or_insert((*article, at));
            if first != *article {
                shared.entry((*article, first)).or_default().push((at, first_at));
            }
        }
    }
    let diagnostics = shared.into_iter().filter_map(|((article, first), places)| {
        let (at, first_at) = places.first()?;
        let [here, there] = [article, first].map(|article| &articles[article].document.source);
        let place = |file: &SourcePath, at: &At| Place { file: file.clone(), at: at.clone() };
        let what = match places.len() {
            1 => "this sentence is".to_owned(),
            more => format!("this sentence and {} more are", more - 1),
        };
        Some(
            Diagnostic::new(
                Code::RepeatedSentence,
                format!("{what} in {there} too"),
                place(here, at),
            )
            .help("say what is special about this error, or link to the article that says it")
            .related(place(there, first_at), "the first one"),
        )
    });
    diagnostics.collect()
}

/// The fingerprints that more than one article has, each with these articles, in order.
///
/// Nearly every sentence occurs once, which two bit sets show without sorting.
fn alike<I: Iterator<Item = Print>>(
    articles: usize,
    prints: impl Fn(usize) -> I,
) -> Vec<(Print, Vec<usize>)> {
    let count: usize = (0..articles).map(|article| prints(article).count()).sum();
    // With 16 bits for each sentence, one in 16 collides by chance.
    let bits = (count.max(4) * 16).next_power_of_two().ilog2();
    let (mut once, mut twice) = (Bits::new(bits), Bits::new(bits));
    for print in (0..articles).flat_map(&prints) {
        if !once.insert(print.last(bits)) {
            twice.insert(print.last(bits));
        }
    }
    let of = |article| prints(article).map(move |print| (print, article));
    let mut found: Vec<(Print, usize)> =
        (0..articles).flat_map(of).filter(|(print, _)| twice.contains(print.last(bits))).collect();
    found.sort_unstable();
    found.dedup();
    let groups = found.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1);
    groups.map(|group| (group[0].0, group.iter().map(|(_, article)| *article).collect())).collect()
}

/// A set of numbers.
struct Bits(Vec<u64>);

impl Bits {
    /// A set of numbers of `bits` bits.
    fn new(bits: u32) -> Self {
        Self(vec![0; (1_usize << bits).div_ceil(64)])
    }

    /// Adds a number, and returns whether it is new.
    fn insert(&mut self, number: usize) -> bool {
        let word = &mut self.0[number / 64];
        let bit = 1_u64 << (number % 64);
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    }

    fn contains(&self, number: usize) -> bool {
        self.0[number / 64] & (1 << (number % 64)) != 0
    }
}

/// The sentences of an article as its file has them now.
fn sentences(article: &ArticleDocument, project: &Project) -> Vec<(u64, At)> {
    let bytes = discover::read_text(&project.root, &article.source).unwrap_or_default();
    // Highlighting does not change the sentences, and would take most of the time.
    let options = ParseOptions { highlight: false, ..ParseOptions::of(project) };
    parse::sentences(&article.source, &bytes, options)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_two_articles_have_is_alike() {
        let print = |number: u64| Print::of(number << 24);
        let articles = [vec![1, 2, 2, 3], vec![4, 5], vec![3, 6, 5], vec![3]];
        let prints = |article: usize| articles[article].iter().map(|number| print(*number));
        let found = alike(articles.len(), prints);
        assert_eq!(found, [(print(3), vec![0, 2, 3]), (print(5), vec![1, 2])]);
        let many =
            alike(2, |article| (0..5000).map(move |number| print(number * 2 + article as u64)));
        assert_eq!(many, []);
    }
}
