//! The index of a site's articles.

use super::index::{Entry, Index};
use crate::config::Project;
use crate::site::{Article, Site};

impl Index {
    /// The index of a site, with the same numbers for its articles.
    #[must_use]
    pub fn of_site(project: &Project, site: &Site) -> Self {
        Self::new(site.articles.iter().map(|article| entry(project, article)).collect())
    }
}

impl Index {
    /// The index of the site in one language. That of a translation finds its articles by the
    /// messages of their originals too, and has the originals that are not translated, after its
    /// own articles: see [`article`].
    #[must_use]
    pub fn of_language(project: &Project, site: &Site, original: Option<&Site>) -> Self {
        let Some(original) = original else { return Self::of_site(project, site) };
        let own = site.articles.iter().map(|article| {
            let mut own = entry(project, article);
            if let Some(index) = article.original {
                let summary = &original.articles[index].document.summary;
                add(&mut own.messages, &summary.messages);
                add(&mut own.seen_as, &summary.seen_as);
            }
            own
        });
        let others = site.untranslated.iter();
        let others = others.map(|index| entry(project, &original.articles[*index]));
        Self::new(own.chain(others).collect())
    }
}

/// The article with a number of [`Index::of_language`].
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
