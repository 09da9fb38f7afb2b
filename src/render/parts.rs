//! The parts of a site that output files are made from, each with its key.
//!
//! A part exposes nothing that its key does not cover, and its hash is that of the key. So the hash
//! of a file's inputs covers everything that the file can show.

mod content;
mod frame;

use std::sync::OnceLock;

use super::Templates;
#[cfg(feature = "cards")]
use super::card::CardView;
use super::crossings::Crossings;
use super::pictures::{Sizes, size_of};
use crate::config::Project;
use crate::error::Error;
use crate::key::Key;
use crate::parse::own_values::OwnValue;
use crate::parse::{ArticleDocument, LongText, Prose};
use crate::path::UrlPath;
use crate::picture::Pictures;
#[cfg(feature = "cards")]
use crate::site::Category;
use crate::site::addresses::page_count;
use crate::site::short_lists::{length, most_needed, recently_updated};
use crate::site::{ArticleIndex, Site, inbound};

pub use content::{ArticlePart, CategoryPart, PagePart, SummaryPart};
pub use frame::{Frame, PlatformPart};

/// The long texts of articles.
pub trait LongTexts: Sync {
    /// The prose of an article.
    ///
    /// # Errors
    /// If the disk refuses, or the file has changed.
    fn prose(&self, article: &ArticleDocument) -> Result<Prose, Error>;

    /// The whole long text of an article, which takes longer to read.
    ///
    /// # Errors
    /// If the disk refuses, or the file has changed.
    fn whole(&self, article: &ArticleDocument) -> Result<LongText, Error>;
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
    /// On the last page, articles of the list that exist only in the main language.
    pub originals: Vec<SummaryPart<'a>>,
    /// The list in the main language, if that has more articles: its name and address.
    pub more_originals: Option<(&'a str, &'a UrlPath)>,
}

/// A choice that the site declares, with the values in a list of articles.
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
    texts: &'a dyn LongTexts,
    pictures: &'a Pictures,
    categories: Vec<Key>,
    /// The site in the main language and the keys of its categories, for a translation.
    original: Option<(&'a Site, Vec<Key>)>,
    recent: OnceLock<Vec<ArticleIndex>>,
    inbound: OnceLock<Vec<usize>>,
    /// The icons of the categories and of the hub, and the hub's address in the form that people use.
    #[cfg(feature = "cards")]
    on_cards: OnceLock<(Vec<String>, String)>,
}

impl<'a> Parts<'a> {
    /// The parts of `site`, in one language. `original` is the site in the main language if that is
    /// another one, `texts` are the long texts, and `pictures` are the files that they show.
    #[must_use]
    pub fn new(
        project: &'a Project,
        site: &'a Site,
        original: Option<&'a Site>,
        templates: &'a Templates,
        texts: &'a dyn LongTexts,
        pictures: &'a Pictures,
    ) -> Self {
        let keys = |site: &Site| -> Vec<Key> {
            let categories = site.categories.iter();
            categories.map(|category| CategoryPart::key(category, pictures)).collect()
        };
        Self {
            frame: Frame::new(project, site, templates, pictures),
            site,
            texts,
            pictures,
            categories: keys(site),
            original: original.map(|original| (original, keys(original))),
            recent: OnceLock::new(),
            inbound: OnceLock::new(),
            #[cfg(feature = "cards")]
            on_cards: OnceLock::new(),
        }
    }

    /// The frame of every page.
    #[must_use]
    pub fn frame(&self) -> &Frame<'a> {
        &self.frame
    }

    /// A category, by its index in the site.
    #[must_use]
    pub fn category(&self, index: usize) -> CategoryPart<'a> {
        let (category, key) = (&self.site.categories[index], self.categories[index]);
        CategoryPart { category, pictures: self.pictures, key }
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
        let crossings = Crossings::default();
        ArticlePart { part: self.summary(index), texts: self.texts, sizes, image, crossings }
    }

    /// Articles of the main language, for lists of a translation.
    #[must_use]
    pub fn originals(&self, articles: &[ArticleIndex]) -> Vec<SummaryPart<'a>> {
        let Some((site, keys)) = &self.original else { return Vec::new() };
        let site: &'a Site = site;
        let part = |index: &ArticleIndex| {
            let article = &*site.articles[*index];
            let category = self.original_category(site, keys, article.category);
            SummaryPart { article, category }
        };
        articles.iter().map(part).collect()
    }

    /// The categories of the main language that do not exist in this one, with how many articles
    /// they have.
    #[must_use]
    pub fn original_categories(&self) -> Vec<(CategoryPart<'a>, usize)> {
        let Some((site, keys)) = &self.original else { return Vec::new() };
        let site: &'a Site = site;
        let is_here = |id: &str| self.site.categories.iter().any(|category| category.id == id);
        let all = site.categories.iter().enumerate();
        all.filter(|(_, one)| !is_here(&one.id) && !one.articles.is_empty())
            .map(|(index, one)| (self.original_category(site, keys, index), one.articles.len()))
            .collect()
    }

    fn original_category(&self, site: &'a Site, keys: &[Key], index: usize) -> CategoryPart<'a> {
        let (category, key) = (&site.categories[index], keys[index]);
        CategoryPart { category, pictures: self.pictures, key }
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
    pub fn recent_indexes(&self, count: usize) -> Vec<ArticleIndex> {
        let all = self.recent.get_or_init(|| self.latest((0..self.site.articles.len()).collect()));
        all[..count.min(all.len())].to_vec()
    }

    /// The most recently changed of `articles`, at most `count`; equal dates in the order of their
    /// sources.
    #[must_use]
    pub fn recent_indexes_of(&self, articles: &[ArticleIndex], count: usize) -> Vec<ArticleIndex> {
        let mut articles = articles.to_vec();
        articles.sort_unstable();
        let mut latest = self.latest(articles);
        latest.truncate(count);
        latest
    }

    /// The articles that changed last, at most `count`, with equal days shared among the
    /// categories.
    #[must_use]
    pub fn recent_of_all(&self, count: usize) -> Vec<SummaryPart<'a>> {
        self.summaries(&recently_updated(self.site, self.inbound(), count))
    }

    /// The most important of `articles`, as many as a list shows that has `room`.
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
        let (icons, address) = self.on_cards();
        self.frame.card(&part, &icons[self.site.articles[index].category], address)
    }

    /// What the card of a category shows, by its index in the site.
    #[cfg(feature = "cards")]
    #[must_use]
    pub fn category_card(&self, index: usize) -> CardView<'_> {
        let (icons, address) = self.on_cards();
        self.frame.category_card(&self.category(index), &icons[index], address)
    }

    /// What the card of the hub shows.
    #[cfg(feature = "cards")]
    #[must_use]
    pub fn hub_card(&self) -> CardView<'_> {
        let (icons, address) = self.on_cards();
        self.frame.hub_card(icons.last().map_or("", String::as_str), address)
    }

    #[cfg(feature = "cards")]
    fn on_cards(&self) -> &(Vec<String>, String) {
        self.on_cards.get_or_init(|| {
            let icon = |category: &Category| self.frame.templates().icon(category.icon());
            let icons = self.site.categories.iter().map(icon);
            let icons = icons.chain([self.frame.templates().icon("mark")]).collect();
            (icons, self.frame.address())
        })
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
        ListPart {
            page,
            count: articles.len(),
            articles: articles_of_page,
            platforms,
            choices,
            originals: Vec::new(),
            more_originals: None,
        }
    }

    /// The list with the articles that exist only in the main language on its last page: as many as
    /// a page has room for, and then a link to the list there.
    #[must_use]
    pub fn with_originals(
        &self,
        list: ListPart<'a>,
        articles: &[ArticleIndex],
        there: Option<(&'a str, &'a UrlPath)>,
    ) -> ListPart<'a> {
        let config = self.frame.config();
        if list.page + 1 < page_count(config, list.count) {
            return list;
        }
        let shown = articles.len().min(usize::from(config.paginate_by.get()));
        let more_originals = there.filter(|_| shown < articles.len());
        ListPart { originals: self.originals(&articles[..shown]), more_originals, ..list }
    }

    /// The site in the main language, for a translation.
    #[must_use]
    pub fn original(&self) -> Option<&'a Site> {
        self.original.as_ref().map(|(site, _)| *site)
    }

    /// The choices that distinguish some of `articles` from others.
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
