//! The key of each job: the hash of everything that the bytes of its file are made of.
//!
//! What a view shows must be in the key; a test edits sites at random and compares what is made from
//! kept files with what is made from nothing.

use super::Templates;
use super::view::{FEED_LENGTH, ON_CARD, RECENT, Views};
use crate::assets::Assets;
use crate::key::Key;
use crate::matcher::Files;
use crate::plan::Job;
#[cfg(feature = "cards")]
use crate::plan::has_cards;
use crate::site::{ArticleIndex, Category};

/// Gives the keys of a site's jobs.
pub struct Keys<'a> {
    views: Views<'a>,
    assets: &'a Assets,
    search: &'a Files,
    /// What every file is made of.
    all: Key,
    /// What lists and feeds show of each article.
    summaries: Vec<Key>,
    /// What everything shows of each category.
    categories: Vec<Key>,
    recent: Vec<ArticleIndex>,
    /// The drawings of the categories, for cards.
    #[cfg(feature = "cards")]
    icons: Vec<String>,
    /// The hub's address, for cards.
    #[cfg(feature = "cards")]
    address: String,
}

impl<'a> Keys<'a> {
    /// The keys of the site that `views` shows, rendered by `templates`.
    #[must_use]
    pub fn new(
        views: Views<'a>,
        templates: &Templates,
        assets: &'a Assets,
        search: &'a Files,
    ) -> Self {
        let Views { project, site } = views;
        let config = &project.config;
        // Settings are texts, numbers and lists of both, which always serialise.
        let settings = serde_json::to_string(config).unwrap_or_default();
        let site_view = serde_json::to_string(&views.site_view()).unwrap_or_default();
        let all = Key::of(&(
            (env!("CARGO_PKG_VERSION"), settings, project.labels.key()),
            (templates.key(), site_view, &site.hub.title),
        ));
        let category =
            |(index, category): (usize, &Category)| Key::of(&(index, &category.document));
        let categories: Vec<Key> = site.categories.iter().enumerate().map(category).collect();
        let summaries = site
            .articles
            .iter()
            .map(|article| Key::of(&(article.document.summary_key, categories[article.category])))
            .collect();
        let recent = views.recent(RECENT.max(FEED_LENGTH));
        Self {
            views,
            assets,
            search,
            all,
            summaries,
            categories,
            recent,
            #[cfg(feature = "cards")]
            icons: icons(views, templates),
            #[cfg(feature = "cards")]
            address: views.address(),
        }
    }

    /// The key of a job; `None` for files that are looked at anew each time.
    #[must_use]
    pub fn of(&self, job: &Job) -> Option<Key> {
        let site = self.views.site;
        let key = match job {
            Job::Article(index) => {
                let article = &site.articles[*index];
                Key::of(&(
                    (self.all, article.document.key, self.categories[article.category]),
                    self.those(&article.related),
                ))
            }
            // Drawing takes long, so this is no more than what is drawn, whatever templates do.
            #[cfg(feature = "cards")]
            Job::Card(index) => {
                let article = &site.articles[*index];
                let card = self.views.card(article, &self.icons[article.category], &self.address);
                Key::of(&("card", env!("CARGO_PKG_VERSION"), card))
            }
            #[cfg(not(feature = "cards"))]
            Job::Card(_) => return None,
            Job::Hub => {
                let cards = site.categories.iter().zip(&self.categories).map(|(category, key)| {
                    let shown = category.articles.len().min(ON_CARD);
                    (key, category.articles.len(), self.those(&category.articles[..shown]))
                });
                let platforms: Vec<usize> =
                    site.platforms.iter().map(|platform| platform.articles.len()).collect();
                let count = site.articles.len();
                let cards: Vec<_> = cards.collect();
                Key::of(&(
                    (self.all, "hub", &*site.hub),
                    cards,
                    platforms,
                    count,
                    self.recent(RECENT),
                ))
            }
            Job::Category { category, page } => {
                let articles = &site.categories[*category].articles;
                Key::of(&(self.all, self.categories[*category], self.list(articles, *page)))
            }
            Job::Platform { platform, page } => {
                let articles = &site.platforms[*platform].articles;
                Key::of(&(self.all, "platform", platform, self.list(articles, *page)))
            }
            Job::NotFound => Key::of(&(self.all, "404", self.recent(RECENT))),
            Job::Redirect(article) => Key::of(&(self.all, "redirect", self.summaries[*article])),
            Job::Feed => Key::of(&(self.all, "feed", self.recent(FEED_LENGTH))),
            Job::Sitemap | Job::SitemapPart(_) => {
                let pages: Vec<_> = site
                    .articles
                    .iter()
                    .map(|article| (&article.document.url, article.document.summary.updated))
                    .collect();
                let lists = site.categories.iter().map(|category| category.articles.len());
                let platforms = site.platforms.iter().map(|platform| platform.articles.len());
                let lists: Vec<usize> = lists.chain(platforms).collect();
                let part = if let Job::SitemapPart(part) = job { part + 1 } else { 0 };
                Key::of(&((self.all, "sitemap", part, &self.categories), pages, lists))
            }
            Job::Search => Key::of_bytes(self.search.head()),
            Job::SearchPiece(piece) => Key::of_bytes(self.search.pieces().get(*piece)?),
            Job::Manifest => Key::of(&(self.all, "manifest")),
            Job::Robots => Key::of(&(self.all, "robots")),
            Job::Headers(immutable) => Key::of(&(self.all, "headers", immutable)),
            Job::Redirects => {
                let lines: Vec<_> = site
                    .aliases
                    .iter()
                    .map(|(alias, article)| (alias, &site.articles[*article].document.url))
                    .collect();
                Key::of(&(self.all, "redirects", lines))
            }
            Job::Asset(path) => Key::of(&("asset", &self.assets.get(path)?.bytes)),
            Job::Copy(_) => return None,
        };
        Some(key)
    }

    /// What lists show of these articles.
    fn those(&self, articles: &[ArticleIndex]) -> Vec<Key> {
        articles.iter().map(|index| self.summaries[*index]).collect()
    }

    fn recent(&self, count: usize) -> Vec<Key> {
        self.those(&self.recent[..count.min(self.recent.len())])
    }

    /// What a page of a list shows: its articles, and on the first page the platforms of all.
    fn list(&self, articles: &[ArticleIndex], page: usize) -> (usize, usize, Vec<Key>, Vec<usize>) {
        let site = self.views.site;
        let size = usize::from(self.views.project.config.paginate_by.get());
        let start = (page * size).min(articles.len());
        let end = (start + size).min(articles.len());
        let mut platforms: Vec<usize> = Vec::new();
        if page == 0 {
            for index in articles.iter().flat_map(|index| &site.articles[*index].platforms) {
                if !platforms.contains(index) {
                    platforms.push(*index);
                }
            }
            platforms.sort_unstable();
        }
        (page, articles.len(), self.those(&articles[start..end]), platforms)
    }
}

/// The drawings of the categories; none where no card shows them.
#[cfg(feature = "cards")]
fn icons(views: Views<'_>, templates: &Templates) -> Vec<String> {
    let categories = views.site.categories.iter().filter(|_| has_cards(views.project));
    categories.map(|category| templates.icon(category.icon())).collect()
}
