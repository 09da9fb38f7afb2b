//! The views of pages that list articles or lead to them: the hub, lists, the 404 page and
//! redirects.

use std::borrow::Cow;

use serde::Serialize;

use super::{CategoryLink, FilterView, LanguageView, LinkView, PageHead, SummaryView, tone};
use crate::config::Language;
use crate::parse::HubDocument;
use crate::path::UrlPath;
use crate::render::json_ld;
use crate::render::parts::{CategoryPart, Frame, ListPart, PlatformPart, SummaryPart};
use crate::render::pictures::Sizes;
use crate::site::addresses::{REGISTRY, category_feed_url, page_count, page_url};

/// The hub: `page` in hub.html.
#[derive(Debug, Clone, Serialize)]
pub struct HubView<'a> {
    #[serde(flatten)]
    #[expect(missing_docs, reason = "flattened")]
    pub head: PageHead,
    /// HTML: the introduction.
    pub body: Cow<'a, str>,
    /// The categories with the articles that readers need most.
    pub categories: Vec<CategoryCard<'a>>,
    /// The platforms that have articles.
    pub platforms: Vec<CountedLink>,
    /// The most recently changed articles; none if all changed on the same day.
    pub recent: Vec<SummaryView>,
    /// How many articles there are.
    pub count: usize,
    /// The categories that exist only in the main language.
    pub originals: Vec<CountedLink>,
    /// The address of the registry, if there is one.
    pub registry: Option<String>,
}

/// A category on the hub.
#[derive(Debug, Clone, Serialize)]
pub struct CategoryCard<'a> {
    /// Its folder under `content/`.
    pub id: &'a str,
    /// Its name.
    pub title: &'a str,
    /// One sentence about it.
    pub description: Option<&'a str>,
    /// The badge of its articles.
    pub badge: &'a str,
    /// Its address.
    pub url: String,
    /// Its colour, from 1 to 6.
    pub tone: usize,
    /// The name of its icon in `icons.html`.
    pub icon: &'a str,
    /// How many articles it has.
    pub count: usize,
    /// Those that most other articles lead to, in the order of the category.
    pub articles: Vec<CardArticle>,
    /// How many of these a small screen has room for.
    pub leading: usize,
}

/// An article on the card of its category.
#[derive(Debug, Clone, Serialize)]
pub struct CardArticle {
    #[serde(flatten)]
    #[expect(missing_docs, reason = "flattened")]
    pub summary: SummaryView,
    /// Whether a small screen shows it.
    pub is_leading: bool,
}

/// A link to a list, with the list's length.
#[derive(Debug, Clone, Serialize)]
pub struct CountedLink {
    /// The text.
    pub title: String,
    /// The address.
    pub url: String,
    /// The name of its icon in `icons.html`.
    pub icon: Option<String>,
    /// How many articles are in the list.
    pub count: usize,
}

/// A page of a list of articles: `page` in category.html and platform.html.
#[derive(Debug, Clone, Serialize)]
pub struct ListView<'a> {
    #[serde(flatten)]
    #[expect(missing_docs, reason = "flattened")]
    pub head: PageHead,
    /// The name of the category or platform.
    pub name: &'a str,
    /// The category; `None` on a platform's page.
    pub category: Option<CategoryLink>,
    /// The icon of the platform, if it has one; `None` on a category's page.
    pub icon: Option<&'a str>,
    /// The badge of the category's articles.
    pub badge: Option<&'a str>,
    /// The category's own feed; `None` on a platform's page.
    pub feed: Option<LinkView>,
    /// HTML: the introduction, on the first page.
    pub body: Cow<'a, str>,
    /// A plain introduction, if there is no HTML.
    pub intro: Option<String>,
    /// The articles on this page.
    pub articles: Vec<SummaryView>,
    /// On the last page, articles of the list that exist only in the main language.
    pub originals: Vec<SummaryView>,
    /// The list in the main language, if it has more of them.
    pub more_originals: Option<LinkView>,
    /// On the first page, the platforms of all articles in the list.
    pub platforms: Vec<String>,
    /// On the first page, the declared choices that articles of the list have.
    pub filters: Vec<FilterView>,
    /// How many articles the whole list has.
    pub count: usize,
    /// The position of this page in the list.
    pub pagination: Pagination,
}

/// The position of a page in a list.
#[derive(Debug, Clone, Serialize)]
pub struct Pagination {
    /// This page, from 1.
    pub number: usize,
    /// How many pages there are.
    pub count: usize,
    /// The address of the page before.
    pub previous: Option<String>,
    /// The address of the page after.
    pub next: Option<String>,
}

/// The 404 page: `page` in 404.html.
#[derive(Debug, Clone, Serialize)]
pub struct NotFoundView {
    #[serde(flatten)]
    #[expect(missing_docs, reason = "flattened")]
    pub head: PageHead,
    /// The most recently changed articles.
    pub recent: Vec<SummaryView>,
    /// The hub in its other languages, with what their readers read.
    pub languages_of_hub: Vec<NotFoundIn>,
}

/// What the 404 page says in another language.
#[derive(Debug, Clone, Hash, Serialize)]
pub struct NotFoundIn {
    /// The language, with the address of its hub.
    pub language: LanguageView,
    /// That there is no page here.
    pub title: String,
    /// Where the link leads.
    pub hub: String,
}

/// A page at an old address: `page` in redirect.html.
#[derive(Debug, Clone, Serialize)]
pub struct RedirectView {
    #[serde(flatten)]
    #[expect(missing_docs, reason = "flattened")]
    pub head: PageHead,
    /// The new address, in the form of links.
    pub target: String,
    /// The title of the page there, or the new address.
    pub target_title: String,
    /// The language of the page there, if it is another one.
    pub target_language: Option<LanguageView>,
}

/// The page for something that is gone for good: `page` in gone.html.
#[derive(Debug, Clone, Serialize)]
pub struct GoneView {
    #[serde(flatten)]
    #[expect(missing_docs, reason = "flattened")]
    pub head: PageHead,
}

/// Where an old address leads, with the title of the page there.
#[derive(Debug, Clone, Hash)]
pub struct RedirectPart<'a> {
    /// The new address.
    pub to: Leads<'a>,
    /// The title; `None` if it is not a page of this site.
    pub title: Option<&'a str>,
    /// The language of the page there, if it is not that of the old address.
    pub language: Option<&'a Language>,
}

/// Where an old address leads.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Leads<'a> {
    /// To another page or file of this site.
    Here(Cow<'a, UrlPath>),
    /// To another site.
    Elsewhere(Cow<'a, str>),
}

/// The parts of a category on the hub.
#[derive(Clone, Hash)]
pub struct CategoryCardPart<'a> {
    /// The category.
    pub category: CategoryPart<'a>,
    /// How many articles it has.
    pub count: usize,
    /// The articles that it shows.
    pub articles: Vec<CardArticlePart<'a>>,
}

/// An article that the hub shows on a category's card.
#[derive(Clone, Hash)]
pub struct CardArticlePart<'a> {
    /// The article.
    pub article: SummaryPart<'a>,
    /// Whether a small screen shows it.
    pub is_leading: bool,
}

/// The parts of the hub.
#[derive(Clone, Hash)]
pub struct HubPart<'a> {
    /// Its own text.
    pub document: &'a HubDocument,
    /// The sizes of the pictures in it.
    pub sizes: Sizes<'a>,
    /// The categories.
    pub categories: Vec<CategoryCardPart<'a>>,
    /// The platforms that have articles, for [`Frame::platform`], with how many they have.
    pub platforms: Vec<(usize, usize)>,
    /// The most recently changed articles, if the hub shows them.
    pub recent: Vec<SummaryPart<'a>>,
    /// How many articles there are.
    pub count: usize,
    /// The categories that exist only in the main language, with how many articles they have.
    pub originals: Vec<(CategoryPart<'a>, usize)>,
}

impl<'a> Frame<'a> {
    /// The view of the hub.
    #[must_use]
    pub fn hub<'v>(&self, hub: &HubPart<'v>) -> HubView<'v> {
        let document = hub.document;
        let description =
            document.description.clone().or_else(|| self.config().description.clone());
        let mut head = self.head(
            "hub",
            self.hub_title().to_owned(),
            description.unwrap_or_default(),
            &self.edition().root(),
        );
        head.card = self.list_card(&self.edition().root(), self.hub_title()).or(head.card);
        let is_written = *document != HubDocument::default();
        head.source = is_written.then(|| self.edition().source("_index.md").to_string());
        let cards = hub.categories.iter().map(|CategoryCardPart { category, count, articles }| {
            let front = category.front();
            CategoryCard {
                id: category.id(),
                tone: tone(category.position()),
                icon: category.icon(),
                title: &front.title,
                description: front.description.as_deref(),
                badge: category.badge(),
                url: self.href(category.url()),
                count: *count,
                leading: articles.iter().filter(|part| part.is_leading).count(),
                articles: articles.iter().map(|part| self.card_article(part)).collect(),
            }
        });
        let categories: Vec<_> = cards.collect();
        let platforms = hub.platforms.iter().map(|(index, count)| {
            let platform = self.platform(*index);
            CountedLink {
                title: platform.name.to_owned(),
                url: self.href(platform.url),
                icon: platform.icon.map(str::to_owned),
                count: *count,
            }
        });
        let originals = hub.originals.iter().map(|(category, count)| CountedLink {
            title: category.front().title.clone(),
            url: self.href(category.url()),
            icon: Some(category.icon().to_owned()),
            count: *count,
        });
        head.json_ld = json_ld::hub(self, &head, &categories);
        HubView {
            body: hub.sizes.add_to(&document.body, &mut true),
            categories,
            platforms: platforms.collect(),
            recent: self.summaries(&hub.recent),
            count: hub.count,
            originals: originals.collect(),
            registry: self
                .config()
                .formats
                .registry
                .then(|| self.href(&self.edition().file(REGISTRY))),
            head,
        }
    }

    fn card_article(&self, part: &CardArticlePart<'_>) -> CardArticle {
        CardArticle { summary: self.summary(&part.article), is_leading: part.is_leading }
    }

    /// The view of a page of a category.
    #[must_use]
    pub fn category<'v>(&self, category: &CategoryPart<'v>, list: &ListPart<'_>) -> ListView<'v> {
        let front = category.front();
        let description = front.description.clone().unwrap_or_else(|| front.title.clone());
        let listed = Listed { name: &front.title, url: category.url(), list };
        let mut view = self.list("category", front.title.clone(), description, listed);
        view.category = Some(self.category_link(category));
        view.head.card = self.list_card(category.url(), &front.title).or(view.head.card);
        view.badge = Some(category.badge());
        view.head.source = Some(category.source().to_string());
        view.feed = Some(LinkView {
            title: self.titled(&front.title),
            url: self.href(&category_feed_url(category.url())),
        });
        view.body = if list.page == 0 { category.body() } else { Cow::Borrowed("") };
        view
    }

    /// The view of a page of a platform.
    #[must_use]
    pub fn platform_list(&self, platform: PlatformPart<'a>, list: &ListPart<'_>) -> ListView<'a> {
        let heading = self.say("platform_title", &[("platform", platform.name)]);
        let intro = self.say("platform_intro", &[("platform", platform.name)]);
        let listed = Listed { name: platform.name, url: platform.url, list };
        let mut view = self.list("platform", heading, intro.clone(), listed);
        view.intro = Some(intro);
        view.icon = platform.icon;
        view
    }

    fn list<'v>(
        &self,
        kind: &'static str,
        heading: String,
        description: String,
        Listed { name, url: first, list }: Listed<'v, '_>,
    ) -> ListView<'v> {
        let page = list.page;
        let pages = page_count(self.config(), list.count);
        let url = page_url(first, page);
        let mut head = self.head(kind, heading, description, &url);
        head.breadcrumbs =
            vec![self.hub_crumb(), LinkView { title: head.heading.clone(), url: self.href(&url) }];
        let (number, count) = ((page + 1).to_string(), pages.to_string());
        if page > 0 {
            let suffix = self.say("page_number", &[("number", &number), ("count", &count)]);
            head.title = format!("{} | {suffix} | {}", head.heading, self.config().title);
        }
        let articles = self.summaries(&list.articles);
        head.json_ld = json_ld::list(self, &head, &articles);
        let platforms = list.platforms.iter().map(|index| self.platform(*index).name.to_owned());
        let near = |page: Option<usize>| page.map(|page| self.href(&page_url(first, page)));
        ListView {
            head,
            name,
            category: None,
            icon: None,
            badge: None,
            feed: None,
            body: Cow::Borrowed(""),
            intro: None,
            platforms: platforms.collect(),
            filters: self.filters(&list.choices),
            originals: self.summaries(&list.originals),
            more_originals: list
                .more_originals
                .as_ref()
                .map(|(title, url)| LinkView { title: (*title).to_owned(), url: self.href(url) }),
            articles,
            count: list.count,
            pagination: Pagination {
                number: page + 1,
                count: pages,
                previous: near(page.checked_sub(1)),
                next: near(Some(page + 1).filter(|next| *next < pages)),
            },
        }
    }

    /// The view of the 404 page.
    #[must_use]
    pub fn not_found(
        &self,
        recent: &[SummaryPart<'_>],
        languages_of_hub: Vec<NotFoundIn>,
    ) -> NotFoundView {
        let text = self.say("not_found_text", &[]);
        let mut head = self.head("404", self.say("not_found_title", &[]), text, &UrlPath::root());
        head.canonical = String::new();
        head.index = false;
        NotFoundView { head, recent: self.summaries(recent), languages_of_hub }
    }

    /// An address, in the form of links.
    #[must_use]
    pub fn leads(&self, to: &Leads<'_>) -> String {
        match to {
            Leads::Here(url) => self.href(url),
            Leads::Elsewhere(address) => address.to_string(),
        }
    }

    /// The view of a page at an old address.
    #[must_use]
    pub fn redirect(&self, part: &RedirectPart<'_>) -> RedirectView {
        let RedirectPart { to, title: target_title, language } = part;
        let target = self.leads(to);
        let text = self.say("redirect_text", &[("url", &target)]);
        let title = self.say("redirect_title", &[]);
        let mut head = self.head("redirect", title, text, &UrlPath::root());
        head.canonical = match to {
            Leads::Here(url) => self.absolute(url),
            Leads::Elsewhere(address) => address.to_string(),
        };
        head.index = false;
        let target_title = target_title.map_or_else(|| target.clone(), str::to_owned);
        let target_language = match (language, to) {
            (Some(language), Leads::Here(url)) => Some(self.page_in(language, url)),
            _ => None,
        };
        RedirectView { head, target, target_title, target_language }
    }

    /// The view of a page for something that is gone for good.
    #[must_use]
    pub fn gone(&self) -> GoneView {
        let text = self.say("gone_text", &[]);
        let mut head = self.head("gone", self.say("gone_title", &[]), text, &UrlPath::root());
        head.canonical = String::new();
        head.index = false;
        GoneView { head }
    }
}

/// A page of a list, with the name and the first address of the list.
#[derive(Clone, Copy)]
struct Listed<'v, 'l> {
    name: &'v str,
    url: &'v UrlPath,
    list: &'l ListPart<'l>,
}
