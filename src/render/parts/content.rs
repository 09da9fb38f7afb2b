//! The parts that authors write: a category, an article, one of the site's own pages.

use std::borrow::Cow;
use std::hash::{Hash, Hasher};

use super::{Frame, LongTexts};
use crate::config::Link;
use crate::error::Error;
use crate::key::Key;
use crate::parse::front_matter::CategoryFront;
use crate::parse::{LongText, PageDocument, Prose, Summary};
use crate::path::{SourcePath, UrlPath};
use crate::picture::{Pictures, Size};
use crate::render::crossings::Crossings;
use crate::render::pictures::Sizes;
use crate::site::{Article, Category};
use crate::words::Whole;

/// A category without its articles.
#[derive(Clone, Copy)]
pub struct CategoryPart<'a> {
    pub(super) category: &'a Category,
    pub(super) pictures: &'a Pictures,
    pub(super) key: Key,
}

impl<'a> CategoryPart<'a> {
    pub(super) fn key(category: &Category, pictures: &Pictures) -> Key {
        let sizes = Sizes::of_references(&category.document.references, pictures);
        Key::of(&(category.position, &category.id, &category.url, &category.document, sizes))
    }

    /// Its position among the categories of the main language, from 0.
    #[must_use]
    pub fn position(&self) -> usize {
        self.category.position
    }

    /// Its folder under `content/`.
    #[must_use]
    pub fn id(&self) -> &'a str {
        &self.category.id
    }

    /// Its address.
    #[must_use]
    pub fn url(&self) -> &'a UrlPath {
        &self.category.url
    }

    /// Its source file.
    #[must_use]
    pub fn source(&self) -> &'a SourcePath {
        &self.category.document.source
    }

    /// Its front matter.
    #[must_use]
    pub fn front(&self) -> &'a CategoryFront {
        &self.category.document.front
    }

    /// HTML: its introduction.
    #[must_use]
    pub fn body(&self) -> Cow<'a, str> {
        let document = &self.category.document;
        Sizes::of_references(&document.references, self.pictures).add_to(&document.body, &mut true)
    }

    /// The badge of its articles.
    #[must_use]
    pub fn badge(&self) -> &'a str {
        self.category.badge()
    }

    /// Its own links at the end of its articles.
    #[must_use]
    pub fn learn_more(&self) -> Option<&'a [Link]> {
        self.front().learn_more.as_deref()
    }

    /// The name of its icon.
    #[must_use]
    pub fn icon(&self) -> &'a str {
        self.category.icon()
    }
}

impl Hash for CategoryPart<'_> {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        self.key.hash(hasher);
    }
}

/// An article, for lists and feeds.
#[derive(Clone, Copy)]
pub struct SummaryPart<'a> {
    pub(super) article: &'a Article,
    pub(super) category: CategoryPart<'a>,
}

impl<'a> SummaryPart<'a> {
    /// Its short facts.
    #[must_use]
    pub fn summary(&self) -> &'a Summary {
        &self.article.document.summary
    }

    /// Its address.
    #[must_use]
    pub fn url(&self) -> &'a UrlPath {
        &self.article.document.url
    }

    /// Its category.
    #[must_use]
    pub fn category(&self) -> &CategoryPart<'a> {
        &self.category
    }

    /// Its platforms, for [`Frame::platform`](super::Frame::platform).
    #[must_use]
    pub fn platforms(&self) -> &'a [usize] {
        &self.article.platforms
    }
}

impl Hash for SummaryPart<'_> {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        (self.article.document.summary_key, &self.category).hash(hasher);
    }
}

/// An article with its long text, but without related articles.
#[derive(Clone)]
pub struct ArticlePart<'a> {
    pub(super) part: SummaryPart<'a>,
    pub(super) texts: &'a dyn LongTexts,
    pub(super) sizes: Sizes<'a>,
    pub(super) image: Option<(&'a UrlPath, Size)>,
    pub(super) crossings: Crossings,
}

impl<'a> ArticlePart<'a> {
    /// Its short facts, its address, its category and its platforms.
    #[must_use]
    pub fn summary(&self) -> SummaryPart<'a> {
        self.part
    }

    /// Its source file.
    #[must_use]
    pub fn source(&self) -> &'a SourcePath {
        &self.part.article.document.source
    }

    /// The fingerprint of all words that readers see.
    #[must_use]
    pub fn fingerprint(&self) -> Whole {
        self.part.article.document.words.whole()
    }

    /// The article's own picture, which is shown with links to it.
    #[must_use]
    pub fn image(&self) -> Option<(&'a UrlPath, Size)> {
        self.image
    }

    /// Its callouts, as indexes of those in site.yaml.
    #[must_use]
    pub fn callouts(&self) -> &'a [usize] {
        &self.part.article.callouts
    }

    /// The article with links that lead to other languages.
    #[must_use]
    pub fn with_crossings(self, crossings: Crossings) -> Self {
        Self { crossings, ..self }
    }

    /// An address as the article's page links to it; the page may be in another language.
    #[must_use]
    pub fn crossed(&self, href: &str, frame: &Frame<'_>) -> String {
        self.crossings.lead(href, frame.config().base_url.path()).unwrap_or_else(|| href.to_owned())
    }

    /// Reads its long text, for a page in this frame.
    ///
    /// # Errors
    /// If the disk refuses, or the file has changed.
    pub fn prose(&self, frame: &Frame<'_>) -> Result<Prose, Error> {
        let mut prose = self.texts.prose(&self.part.article.document)?;
        self.sizes.add_to_prose(&mut prose);
        self.crossings.add_to_prose(&mut prose, frame.config().base_url.path(), &frame.tags());
        Ok(prose)
    }

    /// Reads its long text as the author wrote it.
    ///
    /// # Errors
    /// If the disk refuses, or the file has changed.
    pub fn long_text(&self) -> Result<LongText, Error> {
        self.texts.whole(&self.part.article.document)
    }
}

impl Hash for ArticlePart<'_> {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        let document = &self.part.article.document;
        (document.key, document.summary_key, &self.part.category, &self.sizes, &self.image)
            .hash(hasher);
        self.crossings.hash(hasher);
    }
}

/// One of the site's own pages.
#[derive(Clone, Hash)]
pub struct PagePart<'a> {
    pub(super) document: &'a PageDocument,
    pub(super) sizes: Sizes<'a>,
}

impl<'a> PagePart<'a> {
    /// Its text, its address and its front matter.
    #[must_use]
    pub fn document(&self) -> &'a PageDocument {
        self.document
    }

    /// HTML: its text, with the sizes of its pictures.
    #[must_use]
    pub fn body(&self) -> Cow<'a, str> {
        self.sizes.add_to(&self.document.body, &mut true)
    }
}
