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
