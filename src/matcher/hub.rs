//! The entries of a site's articles.

use std::collections::BTreeMap;

use super::index::{Entry, Index};
use crate::config::Project;
use crate::parse::Summary;
use crate::site::{Article, Site};

impl Index {
    /// The index of a site, with the same numbers for its articles.
    #[must_use]
    pub fn of_site(project: &Project, site: &Site) -> Self {
        Self::new(entries(project, site, None))
    }
}

/// What the matcher knows about the articles of a site in one language. A translation is also found
/// by the messages of its original. Originals without a translation follow after the articles of
/// the language: see [`article`]. Messages of a language often differ only in the code (“… HTTP
/// ERROR 502”), so these originals get the messages of their category that contain a code, with
/// their own code.
#[must_use]
pub fn entries(project: &Project, site: &Site, original: Option<&Site>) -> Vec<Entry> {
    let Some(original) = original else {
        return site.articles.iter().map(|article| entry(project, article)).collect();
    };
    let own = site.articles.iter().map(|article| {
        let mut own = entry(project, article);
        if let Some(index) = article.original {
            let summary = &original.articles[index].document.summary;
            add(&mut own.messages, &summary.messages);
            add(&mut own.seen_as, &summary.seen_as);
        }
        own
    });
    let patterns = patterns(site, original);
    let others = site.untranslated.iter().map(|index| {
        let article = &original.articles[*index];
        let mut other = entry(project, article);
        let summary = &article.document.summary;
        let code = summary.code.as_deref().unwrap_or_default();
        let of_category = (&*original.categories[article.category].id, code.len());
        if is_number(code) {
            let own = patterns.get(&of_category).into_iter().flatten();
            let said: Vec<String> = own.filter_map(|one| one.said_of(summary, code)).collect();
            add(&mut other.messages, &said);
        }
        other
    });
    own.chain(others).collect()
}

/// A message of a translation, split at the name of its error.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Pattern<'a> {
    before: &'a str,
    after: &'a str,
    named: Named,
}

/// How a message names its error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Named {
    /// By the code alone: `HTTP ERROR 502`.
    ByCode,
    /// By the title, in the main language, with the code in it: `Fehlercode: 502 Bad Gateway`.
    ByTitle,
}

/// The maximum number of patterns of a category.
const PATTERNS: usize = 5;

impl<'a> Pattern<'a> {
    /// The pattern of a message about the error `original`.
    fn of(message: &'a str, original: &Summary, code: &str) -> Option<Self> {
        let named = |name: &str, named: Named| {
            let (before, after) = message.split_once(name)?;
            let is_whole = !before.ends_with(char::is_alphanumeric)
                && !after.starts_with(char::is_alphanumeric);
            let is_text = before.chars().chain(after.chars()).any(char::is_alphabetic);
            (is_whole && is_text).then_some(Self { before, after, named })
        };
        let title = original.title.contains(code).then_some(&*original.title);
        let by_title = title.and_then(|title| named(title, Named::ByTitle));
        by_title.or_else(|| named(code, Named::ByCode))
    }

    /// The message as it would be about another error.
    fn said_of(&self, summary: &Summary, code: &str) -> Option<String> {
        let Self { before, after, named } = self;
        match named {
            Named::ByCode => Some(format!("{before}{code}{after}")),
            Named::ByTitle => {
                summary.title.contains(code).then(|| format!("{before}{}{after}", summary.title))
            }
        }
    }
}

/// The patterns of the messages that contain the code of their article, by category and by the
/// number of digits of the code.
fn patterns<'a>(site: &'a Site, original: &Site) -> BTreeMap<(&'a str, usize), Vec<Pattern<'a>>> {
    let mut patterns: BTreeMap<(&str, usize), Vec<Pattern<'_>>> = BTreeMap::new();
    for article in &site.articles {
        let Some(index) = article.original else { continue };
        let (summary, of_main) =
            (&article.document.summary, &original.articles[index].document.summary);
        let code = summary.code.as_deref().unwrap_or_default();
        if !is_number(code) {
            continue;
        }
        let category = &*site.categories[article.category].id;
        let known = patterns.entry((category, code.len())).or_default();
        let own = summary.messages.iter().filter(|message| !of_main.messages.contains(message));
        for pattern in own.filter_map(|message| Pattern::of(message, of_main, code)) {
            if known.len() < PATTERNS && !known.contains(&pattern) {
                known.push(pattern);
            }
        }
    }
    patterns
}

fn is_number(code: &str) -> bool {
    !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_digit())
}

/// The article with a number of [`entries`].
#[must_use]
pub fn article<'a>(site: &'a Site, original: Option<&'a Site>, number: usize) -> &'a Article {
    match (number.checked_sub(site.articles.len()), original) {
        (Some(other), Some(original)) => &original.articles[site.untranslated[other]],
        _ => &site.articles[number],
    }
}

fn add(list: &mut Vec<String>, more: &[String]) {
    for text in more {
        if !list.contains(text) {
            list.push(text.clone());
        }
    }
}

fn entry(project: &Project, article: &Article) -> Entry {
    let summary = &article.document.summary;
    Entry {
        id: article.id.clone(),
        url: project.config.base_url.href(&article.document.url),
        title: summary.title.clone(),
        code: summary.code.clone(),
        messages: summary.messages.clone(),
        seen_as: summary.seen_as.clone(),
        aliases: summary.aliases.iter().filter_map(|alias| last_words(alias)).collect(),
    }
}

/// The words in the last part of an address: `502 bad gateway` for `/errors/502-bad-gateway/`.
fn last_words(alias: &str) -> Option<String> {
    let path = alias.trim_end_matches("index.html").trim_end_matches('/');
    let last = path.rsplit('/').next()?;
    let decoded = percent_encoding::percent_decode_str(last).decode_utf8_lossy();
    let words = decoded.replace(['-', '_'], " ");
    (!words.is_empty()).then_some(words)
}
