//! The view of an offline copy.

use serde::Serialize;

use super::{ArticleView, CategoryLink, DateView, PageHead};
use crate::parse::Prose;
use crate::render::offline::{Leads, OfflinePart, OfflineWith, anchor, packed};
use crate::render::parts::Frame;

/// An offline copy: `page` in offline.html.
#[derive(Debug, Clone, Serialize)]
pub struct OfflineView<'a> {
    #[serde(flatten)]
    #[expect(missing_docs, reason = "flattened")]
    pub head: PageHead,
    /// The categories that have articles.
    pub categories: Vec<OfflineCategory<'a>>,
    /// How many articles there are.
    pub count: usize,
    /// When an article last changed.
    pub updated: Option<DateView>,
    /// The style sheet, safe inside a style element.
    pub style: &'a str,
    /// The script, safe inside a script element.
    pub script: &'a str,
    /// The index of the search box for the script; empty if there are no articles.
    pub search: String,
}

/// A category of an offline copy.
#[derive(Debug, Clone, Serialize)]
pub struct OfflineCategory<'a> {
    #[serde(flatten)]
    #[expect(missing_docs, reason = "flattened")]
    pub link: CategoryLink,
    /// Its articles.
    pub articles: Vec<OfflineArticle<'a>>,
}

/// An article of an offline copy.
#[derive(Debug, Clone, Serialize)]
pub struct OfflineArticle<'a> {
    #[serde(flatten)]
    #[expect(missing_docs, reason = "flattened")]
    pub article: ArticleView<'a>,
    /// Its anchor on the page, which all of its other anchors begin with.
    pub anchor: String,
}

impl Frame<'_> {
    /// The view of an offline copy; `proses` are the texts of its articles, as it shows them.
    pub(in crate::render) fn offline_view<'v>(
        &'v self,
        part: &'v OfflinePart<'_>,
        proses: &'v [Vec<Prose>],
        leads: &Leads<'_>,
        with: OfflineWith<'v>,
    ) -> OfflineView<'v> {
        let categories =
            part.categories.iter().zip(proses).map(|((category, articles), proses)| {
                let articles = articles.iter().zip(proses).map(|(one, prose)| {
                    let mut article = self.article(&one.article, &one.related, prose);
                    let url = one.article.summary().url();
                    for related in &mut article.related {
                        related.url = leads.lead(url, &related.url);
                    }
                    OfflineArticle { article, anchor: anchor(self, url) }
                });
                OfflineCategory { link: self.category_link(category), articles: articles.collect() }
            });
        let categories: Vec<_> = categories.filter(|one| !one.articles.is_empty()).collect();
        let articles = part.categories.iter().flat_map(|(_, articles)| articles);
        let updated = articles.map(|one| one.article.summary().summary().updated).max();
        let count = categories.iter().map(|one| one.articles.len()).sum();
        let description = self.config().description.clone().unwrap_or_default();
        let root = self.edition().root();
        let mut head = self.head("offline", self.hub_title().to_owned(), description, &root);
        head.index = false;
        OfflineView {
            head,
            categories,
            count,
            updated: updated.map(|date| self.date(date)),
            style: with.style,
            script: with.script,
            search: if count == 0 { String::new() } else { packed(with.search) },
        }
    }
}
