//! What templates may read: one view of the site, shared by all pages, and one view for each page.
//!
//! `docs/templates.md` describes every field. Nothing else reaches a template.

mod article;
mod error_page;
mod fields;
mod languages;
mod lists;
mod offline;
mod page;
mod look;

use serde::Serialize;

use super::parts::{CategoryPart, Frame, SummaryPart};
use super::{CARD_HEIGHT, CARD_WIDTH};
use crate::config::{BaseUrl, Link, Project, Publisher};
use crate::date::Date;
use crate::language::{is_right_to_left, og_locale};
use crate::limits;
use crate::parse::Summary;
use crate::parse::front_matter::Audience;
use crate::path::UrlPath;
use crate::picture::Size;
use crate::site::Site;
use crate::site::addresses::{
    FEED, LLMS_TXT, MANIFEST, OFFLINE_COPY, SEARCH, card_url, has_list_cards,
};

#[cfg(feature = "cards")]
pub use article::on_card;
pub use article::{
    ArticleView, ContentsView, FeedbackView, MethodView, PlatformLink, QuestionView,
};
pub use error_page::{Detail, ErrorPageMethod, ErrorPageView, ThemeView, ThemesView};
pub use fields::{FieldView, FieldsView, FilterView, OptionView};
pub use languages::{AlternateView, LanguageView, not_found_in};
pub use lists::{
    CardArticle, CardArticlePart, CategoryCard, CategoryCardPart, CountedLink, GoneView, HubPart,
    HubView, Leads, ListView, NotFoundIn, NotFoundView, Pagination, RedirectPart, RedirectView,
};
pub use look::{BackgroundView, LogoView, LookView, NavLink, PictureView};
pub use offline::{OfflineArticle, OfflineCategory, OfflineView};
pub use page::PageView;

/// The site, as every page sees it: `site` in templates.
#[derive(Debug, Clone, Hash, Serialize)]
pub struct SiteView {
    /// The hub's name.
    pub title: String,
    /// Its full address.
    pub base_url: String,
    /// The path that all addresses start with; empty at the root.
    pub base_path: String,
    /// The hub's address, in the form of links.
    pub home: String,
    /// The language tag.
    pub language: String,
    /// `rtl` or `ltr`.
    pub direction: &'static str,
    /// The languages that have pages, each with the address of its hub; none if there is only one.
    pub languages: Vec<LanguageView>,
    /// The main language, on pages in another one.
    pub main_language: Option<LanguageView>,
    /// The language and region in the form of Open Graph; `None` if the tag alone decides.
    pub locale: Option<String>,
    /// Who publishes the hub.
    pub publisher: Option<Publisher>,
    /// Links at the end of every article whose category has none of its own.
    pub learn_more: Vec<Link>,
    /// The first categories, for the navigation.
    pub categories: Vec<CategoryLink>,
    /// Whether there are more categories.
    pub has_more_categories: bool,
    /// The site's own pages that every footer links to.
    pub footer_pages: Vec<LinkView>,
    /// The feed's address.
    pub feed: String,
    /// The address of the search index; `None` if there are no articles.
    pub search: Option<String>,
    /// The address of the web manifest.
    pub manifest: String,
    /// The address of the offline copy, if there is one.
    pub offline: Option<String>,
    /// The address of the list of articles for assistants, if there is one.
    pub llms_txt: Option<String>,
    #[serde(flatten)]
    #[expect(missing_docs, reason = "flattened")]
    pub look: LookView,
    /// One sentence about the hub, from site.yaml.
    pub description: Option<String>,
    /// The version of errhub.
    pub version: &'static str,
}

/// A link with its text.
#[derive(Debug, Clone, Hash, Serialize)]
pub struct LinkView {
    /// The text.
    pub title: String,
    /// The address, in the form of links.
    pub url: String,
}

/// A category's name, with its colour and icon.
#[derive(Debug, Clone, Hash, Serialize)]
pub struct CategoryLink {
    /// Its folder under `content/`.
    pub id: String,
    /// Its name.
    pub title: String,
    /// The address, in the form of links.
    pub url: String,
    /// Its colour, from 1 to 6, by its index among the categories.
    pub tone: usize,
    /// The name of its icon in `icons.html`.
    pub icon: String,
}

/// What the head of every page needs.
#[derive(Debug, Clone, Serialize)]
pub struct PageHead {
    /// The kind of page: `hub`, `category`, `platform`, `article`, `page`, `404`, `redirect`, `gone`,
    /// `offline`.
    pub kind: &'static str,
    /// The heading.
    pub heading: String,
    /// The title of the window.
    pub title: String,
    /// One sentence about the page.
    pub description: String,
    /// The page's own full address; empty for the 404 page.
    pub canonical: String,
    /// Whether search engines may list it.
    pub index: bool,
    /// Its Open Graph type: `article` or `website`.
    pub og_type: &'static str,
    /// The picture that chats and social networks show with a link to the page.
    pub card: Option<CardImage>,
    /// The same page in all its languages, for search engines; none if it has only one.
    pub alternates: Vec<AlternateView>,
    /// The languages in which the page exists, for readers; none if it is only one.
    pub languages: Vec<LanguageView>,
    /// Its other languages in the form of Open Graph.
    pub og_alternates: Vec<String>,
    /// The JSON-LD of the page, safe inside a script element; empty if there is none.
    pub json_ld: String,
    /// The path from the hub to this page.
    pub breadcrumbs: Vec<LinkView>,
    /// The path of the file that it is made from, below the site's folder; `None` if no file has
    /// its text.
    pub source: Option<String>,
}

/// The picture that others show with a link to a page.
#[derive(Debug, Clone, Serialize)]
pub struct CardImage {
    /// Its full address.
    pub url: String,
    /// Its width, in pixels.
    pub width: u32,
    /// Its height, in pixels.
    pub height: u32,
    /// What it shows, in words.
    pub alt: String,
}

/// A date, for machines and for people.
#[derive(Debug, Clone, Serialize)]
pub struct DateView {
    /// `2026-04-02`
    pub iso: String,
    /// `April 2, 2026`
    pub text: String,
}

/// An article in a list.
#[derive(Debug, Clone, Serialize)]
pub struct SummaryView {
    /// The error's name.
    pub title: String,
    /// The bare code.
    pub code: Option<String>,
    /// One sentence.
    pub description: String,
    /// The address, in the form of links.
    pub url: String,
    /// The badge of its category.
    pub badge: String,
    /// Its category's colour.
    pub tone: usize,
    /// The names of its platforms.
    pub platforms: Vec<String>,
    /// Whom its methods are for: `visitor`, `site-owner`.
    pub audiences: Vec<&'static str>,
    /// When a word of it last changed.
    pub updated: DateView,
    #[serde(flatten)]
    #[expect(missing_docs, reason = "flattened")]
    pub own: FieldsView,
}

/// The view of a site that all pages of a language share; `whole` is the hub in all languages.
#[must_use]
pub fn site_view(project: &Project, site: &Site, whole: &Site, look: LookView) -> SiteView {
    let (config, edition) = (&project.config, &project.edition);
    let href = |url: &UrlPath| config.base_url.href(url);
    // Every page includes all of them.
    let categories = site.categories.iter().take(limits::FOOTER).map(|category| CategoryLink {
        id: category.id.clone(),
        title: category.document.front.title.clone(),
        url: href(&category.url),
        tone: tone(category.position),
        icon: category.icon().to_owned(),
    });
    let footer_pages = site.footer_pages().into_iter().take(limits::FOOTER);
    let footer_pages =
        footer_pages.map(|page| LinkView { title: page.front.title.clone(), url: href(&page.url) });
    SiteView {
        title: config.title.clone(),
        base_url: config.base_url.to_string(),
        base_path: config.base_url.path().to_owned(),
        home: href(&edition.root()),
        language: config.language.clone(),
        direction: direction(&config.language),
        languages: languages::hubs(project, whole),
        main_language: languages::main(project),
        locale: (!project.languages.is_empty()).then(|| og_locale(&config.language)).flatten(),
        publisher: config.publisher.clone(),
        learn_more: config.learn_more.clone(),
        categories: categories.collect(),
        has_more_categories: site.categories.len() > limits::FOOTER,
        footer_pages: footer_pages.collect(),
        feed: href(&edition.file(FEED)),
        search: (!site.articles.is_empty() || !site.untranslated.is_empty())
            .then(|| href(&edition.file(SEARCH))),
        manifest: href(&edition.file(MANIFEST)),
        offline: config.formats.offline.then(|| href(&edition.file(OFFLINE_COPY))),
        llms_txt: config.formats.llms_txt.then(|| href(&edition.file(LLMS_TXT))),
        look,
        description: config.description.clone(),
        version: env!("CARGO_PKG_VERSION"),
    }
}

impl Frame<'_> {
    /// An address as links of this site write it.
    #[must_use]
    pub fn href(&self, url: &UrlPath) -> String {
        self.base_url().href(url)
    }

    /// A whole address, for machines.
    #[must_use]
    pub fn absolute(&self, url: &UrlPath) -> String {
        self.base_url().absolute(url)
    }

    fn base_url(&self) -> &BaseUrl {
        &self.config().base_url
    }

    fn say(&self, label: &str, values: &[(&str, &str)]) -> String {
        self.labels().say(label, values)
    }

    fn date(&self, date: Date) -> DateView {
        DateView { iso: date.to_string(), text: self.labels().date(date) }
    }

    fn category_link(&self, category: &CategoryPart<'_>) -> CategoryLink {
        CategoryLink {
            id: category.id().to_owned(),
            title: category.front().title.clone(),
            url: self.href(category.url()),
            tone: tone(category.position()),
            icon: category.icon().to_owned(),
        }
    }

    /// An article in a list.
    #[must_use]
    pub fn summary(&self, part: &SummaryPart<'_>) -> SummaryView {
        let (summary, category) = (part.summary(), part.category());
        let platforms = part.platforms().iter();
        SummaryView {
            title: summary.title.clone(),
            code: summary.code.clone(),
            description: summary.description.clone(),
            url: self.href(part.url()),
            badge: category.badge().to_owned(),
            tone: tone(category.position()),
            platforms: platforms.map(|index| self.platform(*index).name.to_owned()).collect(),
            audiences: audiences(summary),
            updated: self.date(summary.updated),
            own: self.own_fields(&summary.own),
        }
    }

    fn summaries(&self, articles: &[SummaryPart<'_>]) -> Vec<SummaryView> {
        articles.iter().map(|part| self.summary(part)).collect()
    }

    /// A heading with the hub's name, if that is different.
    #[must_use]
    pub fn titled(&self, heading: &str) -> String {
        let site_title = &self.config().title;
        if heading == site_title { heading.to_owned() } else { format!("{heading} | {site_title}") }
    }

    fn hub_crumb(&self) -> LinkView {
        LinkView { title: self.hub_title().to_owned(), url: self.href(&self.edition().root()) }
    }

    fn head(
        &self,
        kind: &'static str,
        heading: String,
        description: String,
        url: &UrlPath,
    ) -> PageHead {
        let title = self.titled(&heading);
        PageHead {
            kind,
            heading,
            title,
            description,
            canonical: self.absolute(url),
            index: true,
            og_type: if kind == "article" { "article" } else { "website" },
            alternates: Vec::new(),
            languages: Vec::new(),
            og_alternates: Vec::new(),
            json_ld: String::new(),
            breadcrumbs: Vec::new(),
            card: matches!(kind, "hub" | "category" | "platform" | "page")
                .then(|| self.site_card())
                .flatten(),
            source: None,
        }
    }

    /// The card of the hub or a category, if it has one.
    fn list_card(&self, url: &UrlPath, alt: &str) -> Option<CardImage> {
        has_list_cards(self.config()).then(|| CardImage {
            url: self.absolute(&card_url(url)),
            width: CARD_WIDTH,
            height: CARD_HEIGHT,
            alt: alt.to_owned(),
        })
    }

    /// The picture of the whole site.
    fn site_card(&self) -> Option<CardImage> {
        let (url, Size { width, height }) = self.image()?;
        let alt = self.config().title.clone();
        Some(CardImage { url: self.absolute(url), width, height, alt })
    }
}

/// How many colours `style.css` has for categories.
const TONES: usize = 6;

/// The colour of the category at `position`.
fn tone(position: usize) -> usize {
    position % TONES + 1
}

/// The audience of an article's methods.
fn audiences(summary: &Summary) -> Vec<&'static str> {
    summary.audiences.iter().map(|audience| name_of(*audience)).collect()
}

fn name_of(audience: Audience) -> &'static str {
    match audience {
        Audience::Visitor => "visitor",
        Audience::SiteOwner => "site-owner",
    }
}

/// The direction in which a language is written.
fn direction(language: &str) -> &'static str {
    if is_right_to_left(language) { "rtl" } else { "ltr" }
}
