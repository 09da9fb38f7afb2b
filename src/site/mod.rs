//! All documents together: categories, platforms, and how articles relate to each other.

pub mod addresses;
mod alias;
mod assemble;
mod inbound;
mod order;
mod redirects;
mod resolve;
mod status;
pub mod short_lists;
mod translate;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::assets::{ICONS, PLAIN_ICON};
use crate::parse::{ArticleDocument, CategoryDocument, HubDocument, PageDocument, Remains};
use crate::path::{Edition, SourcePath, UrlPath};

pub(crate) use alias::alias_url;
pub use assemble::assemble;
pub use inbound::inbound;
pub use order::{NaturalOrder, natural_order};
pub(crate) use redirects::alias_place;
pub use redirects::{Redirect, RedirectTarget, add_redirects};

/// The index of an article in [`Site::articles`].
pub type ArticleIndex = usize;

/// A whole site, with every relation resolved.
#[derive(Debug, Clone)]
pub struct Site {
    /// The part of the hub that this is.
    pub edition: Edition,
    /// The hub's own text.
    pub hub: Arc<HubDocument>,
    /// The categories that have articles or a page of their own, in order.
    pub categories: Vec<Category>,
    /// All articles, in the order of their sources.
    pub articles: Vec<Arc<Article>>,
    /// The platforms of site.yaml, in its order.
    pub platforms: Vec<Platform>,
    /// The site's own pages, in the order of their sources.
    pub pages: Vec<Arc<PageDocument>>,
    /// Old addresses, each with its current target.
    pub aliases: BTreeMap<UrlPath, AliasOf>,
    /// The old addresses of redirects.yaml.
    pub redirects: BTreeMap<UrlPath, Redirect>,
    /// Documents with mistakes, by address: links to them are not reported.
    pub broken: BTreeMap<UrlPath, Option<Arc<Remains>>>,
    /// Drafts that are left out, by the address that they would have.
    pub drafts: BTreeMap<UrlPath, SourcePath>,
    /// The articles of the main language that do not exist in this one, as indexes of those.
    pub untranslated: Vec<ArticleIndex>,
    /// The same site in its further languages, in the order of site.yaml.
    pub translations: Vec<Self>,
}

/// A category and its articles.
#[derive(Debug, Clone)]
pub struct Category {
    /// Its folder under `content/`.
    pub id: String,
    /// Its address.
    pub url: UrlPath,
    /// Its position among the categories of the main language, from 0: its colour is the same in
    /// every language.
    pub position: usize,
    /// Its own text.
    pub document: Arc<CategoryDocument>,
    /// Its articles, in natural order of their codes.
    pub articles: Vec<ArticleIndex>,
    /// Those that exist only in the main language, as indexes of its articles.
    pub untranslated: Vec<ArticleIndex>,
}

impl Category {
    /// The badge of its articles.
    #[must_use]
    pub fn badge(&self) -> &str {
        let front = &self.document.front;
        front.badge.as_deref().unwrap_or(&front.title)
    }

    /// The name of its icon: the one that it chooses, or the one that is named like the category.
    #[must_use]
    pub fn icon(&self) -> &str {
        let chosen = self.document.front.icon.as_deref().unwrap_or(&self.id);
        if ICONS.contains(&chosen) { chosen } else { PLAIN_ICON }
    }
}

/// An article and its relations.
#[derive(Debug, Clone)]
pub struct Article {
    /// Its path under `content/` without `.md`.
    pub id: String,
    /// Its own text.
    pub document: Arc<ArticleDocument>,
    /// Its category, an index of [`Site::categories`].
    pub category: usize,
    /// The article in the main language that it translates, as an index of those.
    pub original: Option<ArticleIndex>,
    /// Related articles, in the author's order.
    pub related: Vec<ArticleIndex>,
    /// Related articles that exist only in the main language, as indexes of those.
    pub related_originals: Vec<ArticleIndex>,
    /// Its platforms, as indexes of [`Site::platforms`].
    pub platforms: Vec<usize>,
    /// Its callouts, as indexes of those of site.yaml, in the order of site.yaml.
    pub callouts: Vec<usize>,
}

/// A browser, system or server, and the articles that apply to it.
#[derive(Debug, Clone)]
pub struct Platform {
    /// Its name.
    pub name: String,
    /// Its address.
    pub url: UrlPath,
    /// The name of its icon, if it has one.
    pub icon: Option<String>,
    /// The articles, in natural order of their codes.
    pub articles: Vec<ArticleIndex>,
    /// Those that exist only in the main language, as indexes of its articles.
    pub untranslated: Vec<ArticleIndex>,
}

/// The document that lists an old address among its `aliases`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AliasOf {
    /// An article.
    Article(ArticleIndex),
    /// A page, as an index of [`Site::pages`].
    Page(usize),
}

/// Whether drafts are part of the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drafts {
    /// Without drafts, as published.
    Leave,
    /// With drafts, as previewed with `--drafts`.
    Include,
}

impl Site {
    /// This part of the hub, and its translations.
    pub fn editions(&self) -> impl Iterator<Item = &Self> {
        std::iter::once(self).chain(&self.translations)
    }

    /// The part of the hub that a file belongs to.
    #[must_use]
    pub fn edition_of(&self, source: &SourcePath) -> &Self {
        self.translations.iter().find(|one| one.edition.has(source)).unwrap_or(self)
    }

    /// Whether there is no content in its language.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.edition.folder().is_some()
            && self.articles.is_empty()
            && self.categories.is_empty()
            && self.pages.is_empty()
            && *self.hub == HubDocument::default()
    }

    /// The articles of all languages.
    pub fn all_articles(&self) -> impl Iterator<Item = &Article> {
        self.editions().flat_map(|site| site.articles.iter().map(|article| &**article))
    }

    /// The number of articles in all languages, including those with mistakes.
    #[must_use]
    pub fn article_count(&self) -> usize {
        let articles: usize = self.editions().map(|site| site.articles.len()).sum();
        articles + self.broken_pages().count()
    }

    /// The addresses of pages whose documents have mistakes, in all languages.
    pub fn broken_pages(&self) -> impl Iterator<Item = &UrlPath> {
        let broken = self.editions().flat_map(|site| site.broken.keys());
        broken.filter(|url| url.as_str().ends_with('/'))
    }

    /// Whether a document with mistakes would be at this address, in any language. A link to a
    /// missing translation leads to the original.
    #[must_use]
    pub fn is_broken(&self, url: &UrlPath) -> bool {
        self.editions().any(|site| {
            site.broken.contains_key(url)
                || site.edition.folder().is_some()
                    && site
                        .edition
                        .path(url.as_str())
                        .is_some_and(|path| self.broken.contains_key(&self.edition.at(path)))
        })
    }

    /// The draft that would be at this address, in any language.
    #[must_use]
    pub fn draft(&self, url: &UrlPath) -> Option<&SourcePath> {
        self.editions().find_map(|site| site.drafts.get(url))
    }

    /// The source, the address and the aliases of every document with aliases.
    #[must_use]
    pub fn named(&self, by: AliasOf) -> (&SourcePath, &UrlPath, &[String]) {
        match by {
            AliasOf::Article(article) => {
                let ArticleDocument { source, url, summary, .. } =
                    &*self.articles[article].document;
                (source, url, &summary.aliases)
            }
            AliasOf::Page(page) => {
                let PageDocument { source, url, front, .. } = &*self.pages[page];
                (source, url, &front.aliases)
            }
        }
    }

    /// The pages that every footer links to, in its order.
    #[must_use]
    pub fn footer_pages(&self) -> Vec<&PageDocument> {
        let pages = self.pages.iter().filter(|page| page.front.footer);
        let mut pages: Vec<&PageDocument> = pages.map(|page| &**page).collect();
        pages.sort_by(|a, b| {
            let order = |page: &PageDocument| page.front.order.unwrap_or(i32::MAX);
            let titles = || natural_order(&a.front.title).cmp(&natural_order(&b.front.title));
            order(a).cmp(&order(b)).then_with(titles)
        });
        pages
    }

    /// Replaces the article from the same source with another version.
    pub fn replace(&mut self, document: &Arc<ArticleDocument>) {
        let source = &document.source;
        let number = self.translations.iter().position(|one| one.edition.has(source));
        let site = match number {
            Some(number) => &mut self.translations[number],
            None => self,
        };
        let found = site.articles.binary_search_by(|article| article.document.source.cmp(source));
        if let Ok(index) = found {
            let article = Arc::make_mut(&mut site.articles[index]);
            article.document = if article.original.is_some() {
                // The fields that it takes from its original are still the same.
                let ArticleDocument { summary, summary_key, .. } = &*article.document;
                let (summary, summary_key) = (summary.clone(), *summary_key);
                let document = ArticleDocument::clone(document);
                Arc::new(ArticleDocument { summary, summary_key, ..document })
            } else {
                Arc::clone(document)
            };
        }
    }

    /// The article in the main language that a file translates.
    #[must_use]
    pub fn original_of(&self, source: &SourcePath) -> Option<&Article> {
        let edition = &self.edition_of(source).edition;
        edition.folder()?;
        self.article_in(&self.edition.source(edition.below(source)))
    }

    /// The article in this file, in this language.
    #[must_use]
    pub fn article_in(&self, source: &SourcePath) -> Option<&Article> {
        let place = self.articles.binary_search_by(|one| one.document.source.cmp(source)).ok()?;
        Some(&self.articles[place])
    }

    /// An article as it would be with another version of its file.
    #[must_use]
    pub fn filled(&self, document: &Arc<ArticleDocument>) -> Arc<ArticleDocument> {
        match self.original_of(&document.source) {
            Some(original) => translate::filled(document, &original.document.summary),
            None => Arc::clone(document),
        }
    }

    /// Whether this site has the same addresses as `other`, in the same order.
    #[must_use]
    pub fn has_routes_of(&self, other: &Self) -> bool {
        let lists = |site: &Self| -> Vec<usize> {
            let categories = site.categories.iter().map(|category| category.articles.len());
            categories
                .chain(site.platforms.iter().map(|platform| platform.articles.len()))
                .collect()
        };
        let article = |a: &Arc<Article>, b: &Arc<Article>| {
            let (a, b) = (&a.document, &b.document);
            a.url == b.url
                && a.summary.aliases == b.summary.aliases
                // Without a picture of its own, a card may be drawn.
                && a.summary.image.is_some() == b.summary.image.is_some()
        };
        self.articles.len() == other.articles.len()
            && self
                .articles
                .iter()
                .zip(&other.articles)
                .all(|(a, b)| Arc::ptr_eq(a, b) || article(a, b))
            && self.categories.iter().map(|c| &c.url).eq(other.categories.iter().map(|c| &c.url))
            && self.pages.iter().map(|page| &page.url).eq(other.pages.iter().map(|page| &page.url))
            && self.aliases == other.aliases
            && self.redirects == other.redirects
            && lists(self) == lists(other)
            && self.translations.len() == other.translations.len()
            && self.translations.iter().zip(&other.translations).all(|(a, b)| a.has_routes_of(b))
    }

    /// Whether the frame around every page is the same as in `other`.
    #[must_use]
    pub fn has_frame_of(&self, other: &Self) -> bool {
        let category = |a: &Category, b: &Category| {
            a.id == b.id && a.position == b.position && a.document.front == b.document.front
        };
        self.categories.len() == other.categories.len()
            && self.categories.iter().zip(&other.categories).all(|(a, b)| category(a, b))
            && self.hub.title == other.hub.title
            && self
                .footer_pages()
                .iter()
                .map(|page| (&page.url, &page.front.title))
                .eq(other.footer_pages().iter().map(|page| (&page.url, &page.front.title)))
            && self.articles.is_empty() == other.articles.is_empty()
            && self.untranslated.is_empty() == other.untranslated.is_empty()
            && self.is_empty() == other.is_empty()
            && self.translations.len() == other.translations.len()
            && self.translations.iter().zip(&other.translations).all(|(a, b)| a.has_frame_of(b))
    }
}

/// The id of an article: `content/http/502.md` is `http/502`.
#[must_use]
pub fn article_id(source: &SourcePath) -> &str {
    let path = source.as_str().strip_prefix("content/").unwrap_or(source.as_str());
    path.strip_suffix(".md").unwrap_or(path)
}

/// An id as a title: `http-status` is `Http status`.
pub(crate) fn title_of(id: &str) -> String {
    let words = id.replace(['-', '_'], " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
