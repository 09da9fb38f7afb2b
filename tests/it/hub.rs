//! The hub in `content/`: every article is complete and meets the same standard.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use errhub::config;
use errhub::html::visible_text;
use errhub::key::Key;
use errhub::parse::{self, ArticleDocument, Document, ParseOptions, Prose};
use errhub::path::SourcePath;
use errhub::words::{Quotes, count};

use crate::support::{is, read, repository, tree};

/// The number of words in an article, of all that its readers see. A listing may make it longer.
const WORDS: std::ops::RangeInclusive<usize> = 600..=1200;
const WITH_LISTINGS: usize = 1250;
/// The minimum number of errors that the hub explains, and of its categories.
const ARTICLES: usize = 80;
const CATEGORIES: usize = 9;

/// The articles by their ids.
fn articles() -> BTreeMap<String, (ArticleDocument, Prose)> {
    let project = config::load(repository()).unwrap().unwrap();
    let read = |(path, bytes): (String, Vec<u8>)| {
        let (id, source) = (path.strip_suffix(".md")?, SourcePath::new(format!("content/{path}")));
        let is_article = is(&path, "md") && !path.ends_with("_index.md");
        let options = ParseOptions::of(&project);
        let parsed =
            is_article.then(|| parse::document(&source, &bytes, Key::of_bytes(&bytes), options))?;
        let document = match parsed.document {
            Document::Article(document) => document,
            Document::Page(_) => return None,
            _ => panic!("{path} is broken"),
        };
        Some((id.to_owned(), ((*document).clone(), parsed.text.unwrap().prose)))
    };
    tree(&repository().join("content")).into_iter().filter_map(read).collect()
}

/// The number of words that readers see, and how many of them are in code blocks.
fn words(article: &ArticleDocument, prose: &Prose) -> (usize, usize) {
    let summary = &article.summary;
    let count = |text: &str| count(text, Quotes::Counted);
    let lists = [&summary.messages].into_iter().flatten().chain([&summary.title]);
    let labels = prose.sources.iter().map(|source| &source.label);
    let titles = prose.methods.iter().map(|method| &method.title);
    let questions = prose.faq.iter().map(|question| &question.question);
    let plain = lists.chain(labels).chain(titles).chain(questions).map(|text| count(text));
    let html: Vec<&str> = prose.texts().map(|(text, _)| &**text).collect();
    let shown = html.iter().map(|html| count(&visible_text(html)));
    let listings = html.iter().flat_map(|html| html.split("<pre").skip(1)).map(|rest| {
        let code = rest.split("</pre>").next().unwrap_or_default();
        count(&visible_text(&format!("<pre{code}</pre>")))
    });
    (plain.sum::<usize>() + shown.sum::<usize>(), listings.sum())
}

#[test]
fn there_are_enough_articles() {
    let articles = articles();
    let categories: BTreeSet<_> = articles.keys().filter_map(|id| id.split('/').next()).collect();
    assert!(articles.len() >= ARTICLES, "{} articles", articles.len());
    assert!(categories.len() >= CATEGORIES, "{categories:?}");
}

#[test]
fn every_article_is_complete() {
    let mut wrong = String::new();
    let project = config::load(repository()).unwrap().unwrap();
    let languages: Vec<&str> = project.folders().collect();
    for (id, (article, prose)) in articles() {
        let summary = &article.summary;
        let (words, listings) = words(&article, &prose);
        let has_room = words <= WITH_LISTINGS && words.saturating_sub(listings) <= *WORDS.end();
        // A translation takes these from its original.
        let is_translation =
            languages.iter().any(|language| id.starts_with(&format!("{language}/")));
        let rules = [
            (summary.messages.is_empty(), "no messages".to_owned()),
            (summary.seen_as.len() < 2, "fewer than two texts in seen_as".to_owned()),
            (!is_translation && summary.applies_to.is_empty(), "no platforms".to_owned()),
            (!summary.has_own_description, "no description of its own".to_owned()),
            (prose.faq.len() < 3, "fewer than three questions".to_owned()),
            (!(3..=7).contains(&prose.methods.len()), format!("{} methods", prose.methods.len())),
            (prose.body.is_empty(), "no causes".to_owned()),
            (prose.sources.is_empty(), "no sources".to_owned()),
            (!is_translation && summary.related.is_empty(), "no related errors".to_owned()),
            (!is_translation && summary.published.is_none(), "no date of publication".to_owned()),
            (summary.draft, "a draft".to_owned()),
            (words < *WORDS.start() || !has_room, format!("{words} words, {listings} in listings")),
        ];
        for (_, rule) in rules.iter().filter(|(is_broken, _)| *is_broken) {
            let _ = writeln!(wrong, "{id}: {rule}");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn articles_are_related_in_both_directions() {
    let articles = articles();
    let related = |id: &str| &articles[id].0.summary.related;
    let mut wrong = String::new();
    for id in articles.keys() {
        for other in related(id).iter().filter(|other| !related(other).contains(id)) {
            let _ = writeln!(wrong, "{id} leads to {other}, which does not lead back");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// docs/writing.md explains an article part by part; its quotations are in the article.
#[test]
fn the_guide_quotes_the_article_as_it_is() {
    let (guide, article) =
        (read("docs/writing.md"), read("content/connection/err-connection-timed-out.md"));
    let quoted = guide.split("\n```").filter_map(|part| part.split_once(" quoted\n"));
    let quoted: Vec<_> = quoted.map(|(_, quote)| quote).collect();
    assert!(quoted.len() > 3, "{quoted:?}");
    for quote in quoted {
        assert!(article.contains(quote), "the article does not say this any more:\n{quote}");
    }
}
