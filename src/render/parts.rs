//! The parts of a site that output files are made of, each with its key.
//!
//! A part exposes nothing that its key does not cover, and hashes as its key. So the hash of a
//! file's inputs covers everything that the file can show.

use std::borrow::Cow;
use std::hash::{Hash, Hasher};
use std::sync::OnceLock;

use super::Templates;
#[cfg(feature = "cards")]
use super::card::CardView;
use super::pictures::{Sizes, size_of};
use crate::config::{Labels, Link, Project, SiteConfig};
use crate::error::Error;
use crate::key::Key;
use crate::parse::front_matter::CategoryFront;
use crate::parse::own_fields::OwnValue;
use crate::parse::{ArticleDocument, PageDocument, Prose, Summary};
use crate::path::{SourcePath, UrlPath};
use crate::picture::{Pictures, Size};
use crate::site::short_lists::{length, most_needed, recently_updated};
use crate::site::{Article, ArticleIndex, Category, Platform, Site, inbound};

/// Returns the long text of an article.
pub type ProseOf<'a> = dyn Fn(&ArticleDocument) -> Result<Prose, Error> + Sync + 'a;

/// What every page can show: the settings, the labels, the templates, and what templates read as
/// `site`.
pub struct Frame<'a> {
    project: &'a Project,
    templates: &'a Templates,
    /// Only for the hub's heading and the platforms' names.
    site: &'a Site,
    image: Option<(UrlPath, Size)>,
    key: Key,
}

impl<'a> Frame<'a> {
    fn new(
        project: &'a Project,
        site: &'a Site,
        templates: &'a Templates,
        pictures: &Pictures,
    ) -> Self {
        let image = project.config.image_url();
        let image = image.and_then(|url| Some((size_of(&url, pictures)?, url)));
        let labels = project.labels.key();
        let key = Key::of(&(&project.config, labels, templates.key(), &site.hub.title, &image));
        let image = image.map(|(size, url)| (url, size));
        Self { project, templates, site, image, key }
    }

    /// The picture that others show with links to the hub and to its lists.
    #[must_use]
    pub fn image(&self) -> Option<(&UrlPath, Size)> {
        self.image.as_ref().map(|(url, size)| (url, *size))
    }

    /// The settings.
    #[must_use]
    pub fn config(&self) -> &'a SiteConfig {
        &self.project.config
    }

    /// The labels.
    #[must_use]
    pub fn labels(&self) -> &'a Labels {
        &self.project.labels
    }

    /// The templates.
    #[must_use]
    pub fn templates(&self) -> &'a Templates {
        self.templates
    }

    /// The hub's heading.
    #[must_use]
    pub fn hub_title(&self) -> &'a str {
        self.site.hub.title.as_deref().unwrap_or(&self.project.config.title)
    }

    /// A platform, by its index in site.yaml.
    #[must_use]
    pub fn platform(&self, index: usize) -> PlatformPart<'a> {
        let Platform { name, url, icon, .. } = &self.site.platforms[index];
        PlatformPart { name, url, icon: icon.as_deref() }
    }
}

impl Hash for Frame<'_> {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        self.key.hash(hasher);
    }
}

/// A platform without its articles.
#[derive(Clone, Copy)]
pub struct PlatformPart<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its address.
    pub url: &'a UrlPath,
    /// The name of its icon.
    pub icon: Option<&'a str>,
}

/// A category without its articles.
#[derive(Clone, Copy)]
pub struct CategoryPart<'a> {
    index: usize,
    category: &'a Category,
    pictures: &'a Pictures,
    key: Key,
}

impl<'a> CategoryPart<'a> {
    fn key(index: usize, category: &Category, pictures: &Pictures) -> Key {
        let sizes = Sizes::of_references(&category.document.references, pictures);
        Key::of(&(index, &category.id, &category.url, &category.document, sizes))
    }

    /// Its index among the categories.
    #[must_use]
    pub fn index(&self) -> usize {
        self.index
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
    article: &'a Article,
    category: CategoryPart<'a>,
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

    /// Its platforms, for [`Frame::platform`].
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
    part: SummaryPart<'a>,
    prose: &'a ProseOf<'a>,
    sizes: Sizes<'a>,
    image: Option<(&'a UrlPath, Size)>,
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

    /// The picture of its own that others show with links to it.
    #[must_use]
    pub fn image(&self) -> Option<(&'a UrlPath, Size)> {
        self.image
    }

    /// Its callouts, as indexes of those in site.yaml.
    #[must_use]
    pub fn callouts(&self) -> &'a [usize] {
        &self.part.article.callouts
    }

    /// Reads its long text.
    ///
    /// # Errors
    /// If the disk refuses, or the file has changed.
    pub fn prose(&self) -> Result<Prose, Error> {
        let mut prose = (self.prose)(&self.part.article.document)?;
        self.sizes.add_to_prose(&mut prose);
        Ok(prose)
    }
}

impl Hash for ArticlePart<'_> {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        (self.part.article.document.key, &self.part.category, &self.sizes, &self.image)
            .hash(hasher);
    }
}

/// A page of the site's own.
#[derive(Clone, Hash)]
pub struct PagePart<'a> {
    document: &'a PageDocument,
    sizes: Sizes<'a>,
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

/// A page of a list of articles.
#[derive(Clone, Hash)]
pub struct ListPart<'a> {
    /// The number of the page, from 0.
    pub page: usize,
    /// The number of articles in the whole list.
    pub count: usize,
    /// The articles on this page.
    pub articles: Vec<SummaryPart<'a>>,
    /// On the first page, the platforms of all articles in the list, for [`Frame::platform`].
    pub platforms: Vec<usize>,
    /// On the first page, the declared choices by which the list can be filtered.
    pub choices: Vec<ChoicePart<'a>>,
}

/// A choice that the site declares, as articles of a list have it.
#[derive(Debug, Clone, Hash)]
pub struct ChoicePart<'a> {
    /// The index of the field in site.yaml.
    pub field: usize,
    /// The values that articles have, in the order of site.yaml.
    pub values: Vec<&'a str>,
}

/// Provides the parts of a site.
pub struct Parts<'a> {
    frame: Frame<'a>,
    site: &'a Site,
    prose: &'a ProseOf<'a>,
    pictures: &'a Pictures,
    categories: Vec<Key>,
    recent: OnceLock<Vec<ArticleIndex>>,
    inbound: OnceLock<Vec<usize>>,
    /// The icons of the categories, and the hub's address in the form that people use.
    #[cfg(feature = "cards")]
    on_cards: OnceLock<(Vec<String>, String)>,
}

impl<'a> Parts<'a> {
    /// The parts of `site`; `prose` returns long texts, and `pictures` are the files that they show.
    #[must_use]
    pub fn new(
        project: &'a Project,
        site: &'a Site,
        templates: &'a Templates,
        prose: &'a ProseOf<'a>,
        pictures: &'a Pictures,
    ) -> Self {
        let categories = site.categories.iter().enumerate();
        let categories =
            categories.map(|(index, category)| CategoryPart::key(index, category, pictures));
        Self {
            frame: Frame::new(project, site, templates, pictures),
            site,
            prose,
            pictures,
            categories: categories.collect(),
            recent: OnceLock::new(),
            inbound: OnceLock::new(),
            #[cfg(feature = "cards")]
            on_cards: OnceLock::new(),
        }
    }

    /// What every page shows.
    #[must_use]
    pub fn frame(&self) -> &Frame<'a> {
        &self.frame
    }

    /// A category, by its index in the site.
    #[must_use]
    pub fn category(&self, index: usize) -> CategoryPart<'a> {
        let (category, key) = (&self.site.categories[index], self.categories[index]);
        CategoryPart { index, category, pictures: self.pictures, key }
    }

    /// A page of the site's own, by its index in the site.
    #[must_use]
    pub fn page(&self, index: usize) -> PagePart<'a> {
        let document = &self.site.pages[index];
        let sizes = Sizes::of_references(&document.references, self.pictures);
        PagePart { document, sizes }
    }

    /// An article with its long text, by its index in the site.
    #[must_use]
    pub fn article(&self, index: ArticleIndex) -> ArticlePart<'a> {
        let document = &self.site.articles[index].document;
        let sizes = Sizes::of(&document.pictures, self.pictures);
        let image = document.summary.image.as_ref();
        let image = image.and_then(|url| Some((url, size_of(url, self.pictures)?)));
        ArticlePart { part: self.summary(index), prose: self.prose, sizes, image }
    }

    /// An article for lists, by its index in the site.
    #[must_use]
    pub fn summary(&self, index: ArticleIndex) -> SummaryPart<'a> {
        let article = &self.site.articles[index];
        SummaryPart { article, category: self.category(article.category) }
    }

    /// The sizes of the pictures in the hub's own text.
    #[must_use]
    pub fn sizes_on_hub(&self) -> Sizes<'a> {
        Sizes::of_references(&self.site.hub.references, self.pictures)
    }

    /// Several articles, for lists.
    #[must_use]
    pub fn summaries(&self, articles: &[ArticleIndex]) -> Vec<SummaryPart<'a>> {
        articles.iter().map(|index| self.summary(*index)).collect()
    }

    /// The most recently changed articles, at most `count`; equal dates in the order of their
    /// sources.
    #[must_use]
    pub fn recent(&self, count: usize) -> Vec<SummaryPart<'a>> {
        let all = self.recent.get_or_init(|| self.latest((0..self.site.articles.len()).collect()));
        self.summaries(&all[..count.min(all.len())])
    }

    /// The most recently changed of `articles`, at most `count`; equal dates in the order of their
    /// sources.
    #[must_use]
    pub fn recent_of(&self, articles: &[ArticleIndex], count: usize) -> Vec<SummaryPart<'a>> {
        let mut articles = articles.to_vec();
        articles.sort_unstable();
        let latest = self.latest(articles);
        self.summaries(&latest[..count.min(latest.len())])
    }

    /// The articles that changed last, at most `count`, with equal days shared among the categories.
    #[must_use]
    pub fn recent_of_all(&self, count: usize) -> Vec<SummaryPart<'a>> {
        self.summaries(&recently_updated(self.site, self.inbound(), count))
    }

    /// Those of `articles` that readers need most, as many as a list shows that has `room`.
    #[must_use]
    pub fn most_needed(&self, articles: &[ArticleIndex], room: usize) -> Vec<ArticleIndex> {
        most_needed(articles, self.inbound(), length(articles.len(), room))
    }

    fn inbound(&self) -> &[usize] {
        self.inbound.get_or_init(|| inbound(self.site))
    }

    fn latest(&self, mut articles: Vec<ArticleIndex>) -> Vec<ArticleIndex> {
        articles.sort_by_key(|index| {
            std::cmp::Reverse(self.site.articles[*index].document.summary.updated)
        });
        articles
    }

    /// What the card of an article shows, by the article's index in the site.
    #[cfg(feature = "cards")]
    #[must_use]
    pub fn card(&self, index: ArticleIndex) -> CardView<'_> {
        let part = self.summary(index);
        let (icons, address) = self.on_cards.get_or_init(|| {
            let icon = |category: &Category| self.frame.templates.icon(category.icon());
            (self.site.categories.iter().map(icon).collect(), self.frame.address())
        });
        self.frame.card(&part, &icons[part.category.index], address)
    }

    /// A page (from 0) of the list of `articles`.
    #[must_use]
    pub fn list(&self, articles: &[ArticleIndex], page: usize) -> ListPart<'a> {
        let size = usize::from(self.frame.config().paginate_by.get());
        let start = (page * size).min(articles.len());
        let end = (start + size).min(articles.len());
        let mut platforms: Vec<usize> = Vec::new();
        if page == 0 {
            let mut is_listed = vec![false; self.site.platforms.len()];
            for index in articles.iter().flat_map(|index| &self.site.articles[*index].platforms) {
                is_listed[*index] = true;
            }
            platforms.extend((0..is_listed.len()).filter(|index| is_listed[*index]));
        }
        let choices = if page == 0 { self.choices(articles) } else { Vec::new() };
        let articles_of_page = self.summaries(&articles[start..end]);
        ListPart { page, count: articles.len(), articles: articles_of_page, platforms, choices }
    }

    /// The choices that tell some of `articles` from others.
    fn choices(&self, articles: &[ArticleIndex]) -> Vec<ChoicePart<'a>> {
        let fields = self.frame.config().fields.iter().enumerate();
        let fields = fields.filter(|(_, (_, field))| field.is_filter());
        let choices = fields.filter_map(|(index, (name, field))| {
            let value = |article: &ArticleIndex| match self.site.articles[*article]
                .document
                .summary
                .own
                .get(name)?
            {
                OwnValue::Choice(value) => Some(value.as_str()),
                _ => None,
            };
            let has: Vec<_> = articles.iter().filter_map(value).collect();
            let values = field.values.iter().map(String::as_str);
            let values: Vec<_> = values.filter(|value| has.contains(value)).collect();
            let tells = values.len() > 1 || values.len() == 1 && has.len() < articles.len();
            tells.then_some(ChoicePart { field: index, values })
        });
        choices.collect()
    }
}
