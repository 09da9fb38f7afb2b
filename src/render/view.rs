//! What templates may read: one view of the site, shared by all pages, and one view for each page.
//!
//! `docs/templates.md` describes every field. Nothing else reaches a template.

use serde::Serialize;

use crate::config::{Callout, CalloutKind, Link, Project, Publisher};
use crate::date::Date;
use crate::parse::Prose;
use crate::parse::front_matter::Audience;
use crate::path::UrlPath;
use crate::plan::{MANIFEST, SEARCH, card_url, has_cards, page_count, page_url};
use crate::site::{Article, ArticleIndex, Platform, Site};

#[cfg(feature = "cards")]
use super::card::CardView;
use super::json_ld;

/// The site as every page sees it: `site` in templates.
#[derive(Debug, Clone, Serialize)]
pub struct SiteView {
    /// The hub's name.
    pub title: String,
    /// Its address, whole.
    pub base_url: String,
    /// The path that all addresses start with; empty at the root.
    pub base_path: String,
    /// The hub's address as links write it.
    pub home: String,
    /// The language tag.
    pub language: String,
    /// `rtl` or `ltr`.
    pub direction: &'static str,
    /// Who publishes the hub.
    pub publisher: Option<Publisher>,
    /// Links at the end of every article.
    pub learn_more: Vec<Link>,
    /// The categories, for the navigation.
    pub categories: Vec<CategoryLink>,
    /// The feed's address.
    pub feed: String,
    /// The address of what the search box looks through; none where there is no article.
    pub search: Option<String>,
    /// The address of the web manifest.
    pub manifest: String,
    /// The version of errhub.
    pub version: &'static str,
}

/// A text that leads somewhere.
#[derive(Debug, Clone, Serialize)]
pub struct LinkView {
    /// The text.
    pub title: String,
    /// The address as links write it.
    pub url: String,
}

/// A category's name, with what its colour and icon are chosen by.
#[derive(Debug, Clone, Serialize)]
pub struct CategoryLink {
    /// Its folder under `content/`.
    pub id: String,
    /// Its name.
    pub title: String,
    /// The address as links write it.
    pub url: String,
    /// Its colour, from 1 to 6, by its place among the categories.
    pub tone: usize,
    /// The name of its icon in `icons.html`.
    pub icon: String,
}

/// What the head of every page needs.
#[derive(Debug, Clone, Serialize)]
pub struct Head {
    /// The kind of page: `hub`, `category`, `platform`, `article`, `404`, `redirect`.
    pub kind: &'static str,
    /// The heading.
    pub heading: String,
    /// The title of the window.
    pub title: String,
    /// One sentence about the page.
    pub description: String,
    /// The page's own address, whole; empty for the 404 page.
    pub canonical: String,
    /// Whether search engines may list it.
    pub index: bool,
    /// `article` or `website`, as Open Graph calls them.
    pub og_type: &'static str,
    /// The picture that chats and social networks show beside a link to the page.
    pub card: Option<CardImage>,
    /// The JSON-LD of the page, safe inside a script element; empty where there is none.
    pub json_ld: String,
    /// From the hub to this page.
    pub breadcrumbs: Vec<LinkView>,
}

/// How wide a card is, in pixels.
pub const CARD_WIDTH: u32 = 1200;
/// How high a card is, in pixels.
pub const CARD_HEIGHT: u32 = 630;

/// The card of an article, as its page names it.
#[derive(Debug, Clone, Serialize)]
pub struct CardImage {
    /// Its address, whole.
    pub url: String,
    /// How wide it is, in pixels.
    pub width: u32,
    /// How high it is, in pixels.
    pub height: u32,
    /// What it shows, in words.
    pub alt: String,
}

/// A day, for machines and for people.
#[derive(Debug, Clone, Serialize)]
pub struct DateView {
    /// `2026-04-02`
    pub iso: String,
    /// `April 2, 2026`
    pub text: String,
}

/// An article as lists show it.
#[derive(Debug, Clone, Serialize)]
pub struct SummaryView {
    /// The error's name.
    pub title: String,
    /// The bare code.
    pub code: Option<String>,
    /// One sentence.
    pub description: String,
    /// The address as links write it.
    pub url: String,
    /// What its category marks it as.
    pub badge: String,
    /// Its category's colour.
    pub tone: usize,
    /// The names of its platforms.
    pub platforms: Vec<String>,
    /// Whom its methods are for: `visitor`, `site-owner`.
    pub audiences: Vec<&'static str>,
    /// When a word of it last changed.
    pub updated: DateView,
}

/// An article: `page` in article.html.
#[derive(Debug, Clone, Serialize)]
pub struct ArticleView<'a> {
    #[serde(flatten)]
    #[expect(missing_docs, reason = "flattened")]
    pub head: Head,
    /// The error's name.
    pub name: &'a str,
    /// The bare code.
    pub code: Option<&'a str>,
    /// The exact texts people see.
    pub messages: &'a [String],
    /// What the category marks it as.
    pub badge: &'a str,
    /// Its category.
    pub category: CategoryLink,
    /// Who meets the error.
    pub platforms: Vec<LinkView>,
    /// HTML: the answer for somebody who reads nothing else.
    pub quick_answer: &'a str,
    /// The table of contents; empty when the page is short.
    pub contents: Vec<ContentsView<'a>>,
    /// HTML: what causes the error; may be empty.
    pub body: &'a str,
    /// The ways to mend it, visitors' first.
    pub methods: Vec<MethodView<'a>>,
    /// Whom the methods are for: `visitor`, `site-owner`.
    pub audiences: Vec<&'static str>,
    /// Questions with answers.
    pub faq: Vec<QuestionView<'a>>,
    /// Callouts after the quick answer.
    pub checks: Vec<&'a Callout>,
    /// Callouts after the methods.
    pub tips: Vec<&'a Callout>,
    /// Callouts after the tips.
    pub confirms: Vec<&'a Callout>,
    /// Where the facts come from.
    pub sources: &'a [Link],
    /// Related articles.
    pub related: Vec<SummaryView>,
    /// When it was first published.
    pub published: Option<DateView>,
    /// When a word of it last changed.
    pub updated: DateView,
    /// When somebody last checked it.
    pub reviewed: Option<DateView>,
    /// Where “Report an error” leads.
    pub report_url: Option<String>,
}

/// A line of the table of contents.
#[derive(Debug, Clone, Serialize)]
pub struct ContentsView<'a> {
    /// The text.
    pub title: String,
    /// The anchor, without `#`.
    pub anchor: &'a str,
    /// The lines below it.
    pub children: Vec<ContentsView<'a>>,
}

/// One way to mend an error.
#[derive(Debug, Clone, Serialize)]
pub struct MethodView<'a> {
    /// Its number on the page, from 1.
    pub number: usize,
    /// What to do, in a few words.
    pub title: &'a str,
    /// The anchor, without `#`.
    pub anchor: &'a str,
    /// HTML: how to do it.
    pub body: &'a str,
    /// `visitor` or `site-owner`.
    pub audience: &'static str,
    /// About how many minutes it takes.
    pub minutes: Option<u16>,
    /// HTML: how to see that it worked.
    pub verify: Option<&'a str>,
}

/// A question with its answer.
#[derive(Debug, Clone, Serialize)]
pub struct QuestionView<'a> {
    /// The question.
    pub question: &'a str,
    /// The anchor, without `#`.
    pub anchor: &'a str,
    /// HTML: the answer.
    pub answer: &'a str,
}

/// The hub: `page` in hub.html.
#[derive(Debug, Clone, Serialize)]
pub struct HubView<'a> {
    #[serde(flatten)]
    #[expect(missing_docs, reason = "flattened")]
    pub head: Head,
    /// HTML: the introduction.
    pub body: &'a str,
    /// The categories with their first articles.
    pub categories: Vec<CategoryCard<'a>>,
    /// The platforms that have articles.
    pub platforms: Vec<CountedLink>,
    /// The articles that changed last.
    pub recent: Vec<SummaryView>,
    /// How many articles there are.
    pub count: usize,
}

/// A category as the hub shows it.
#[derive(Debug, Clone, Serialize)]
pub struct CategoryCard<'a> {
    /// Its folder under `content/`.
    pub id: &'a str,
    /// Its name.
    pub title: &'a str,
    /// One sentence about it.
    pub description: Option<&'a str>,
    /// What its articles are marked as.
    pub badge: &'a str,
    /// Its address.
    pub url: String,
    /// Its colour, from 1 to 6.
    pub tone: usize,
    /// The name of its icon in `icons.html`.
    pub icon: &'a str,
    /// How many articles it has.
    pub count: usize,
    /// The first of them.
    pub articles: Vec<SummaryView>,
}

/// A link to a list, with the list's length.
#[derive(Debug, Clone, Serialize)]
pub struct CountedLink {
    /// The text.
    pub title: String,
    /// The address.
    pub url: String,
    /// How many articles are there.
    pub count: usize,
}

/// A page of a list of articles: `page` in category.html and platform.html.
#[derive(Debug, Clone, Serialize)]
pub struct ListView<'a> {
    #[serde(flatten)]
    #[expect(missing_docs, reason = "flattened")]
    pub head: Head,
    /// What is listed: the category's or platform's name.
    pub name: &'a str,
    /// The category; none on a platform's page.
    pub category: Option<CategoryLink>,
    /// What articles of the category are marked as.
    pub badge: Option<&'a str>,
    /// HTML: the introduction, on the first page.
    pub body: &'a str,
    /// A plain introduction, where there is no HTML.
    pub intro: Option<String>,
    /// The articles of this page.
    pub articles: Vec<SummaryView>,
    /// The platforms of all articles of the list, on its first page.
    pub platforms: Vec<String>,
    /// How many articles the whole list has.
    pub count: usize,
    /// Where in the list this page is.
    pub pagination: Pagination,
}

/// Where in a list a page is.
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
    pub head: Head,
    /// The articles that changed last.
    pub recent: Vec<SummaryView>,
}

/// A page at an old address: `page` in redirect.html.
#[derive(Debug, Clone, Serialize)]
pub struct RedirectView {
    #[serde(flatten)]
    #[expect(missing_docs, reason = "flattened")]
    pub head: Head,
    /// The new address as links write it.
    pub target: String,
    /// What is there.
    pub target_title: String,
}

/// How many articles the hub shows of each category.
pub(super) const ON_CARD: usize = 12;
/// How many articles “recently updated” shows.
pub(super) const RECENT: usize = 8;
/// How many articles the feed holds.
pub(super) const FEED_LENGTH: usize = 30;
/// From how many methods and questions on an article has a table of contents.
const LONG: usize = 6;

/// Makes views of a site.
#[derive(Debug, Clone, Copy)]
pub struct Views<'a> {
    /// The project.
    pub project: &'a Project,
    /// Its site.
    pub site: &'a Site,
}

impl<'a> Views<'a> {
    /// The view that all pages share.
    #[must_use]
    pub fn site_view(self) -> SiteView {
        let config = &self.project.config;
        SiteView {
            title: config.title.clone(),
            base_url: config.base_url.to_string(),
            base_path: config.base_url.path().to_owned(),
            home: self.href(&UrlPath::root()),
            language: config.language.clone(),
            direction: direction(&config.language),
            publisher: config.publisher.clone(),
            learn_more: config.learn_more.clone(),
            categories: (0..self.site.categories.len())
                .map(|index| self.category_link(index))
                .collect(),
            feed: self.href(&UrlPath::file("feed.xml")),
            search: (!self.site.articles.is_empty()).then(|| self.href(&UrlPath::file(SEARCH))),
            manifest: self.href(&UrlPath::file(MANIFEST)),
            version: env!("CARGO_PKG_VERSION"),
        }
    }

    fn href(self, url: &UrlPath) -> String {
        self.project.config.base_url.href(url)
    }

    fn absolute(self, url: &UrlPath) -> String {
        self.project.config.base_url.absolute(url)
    }

    fn say(self, label: &str, values: &[(&str, &str)]) -> String {
        self.project.labels.say(label, values)
    }

    fn date(self, date: Date) -> DateView {
        DateView { iso: date.to_string(), text: self.project.labels.date(date) }
    }

    fn category_link(self, index: usize) -> CategoryLink {
        let category = &self.site.categories[index];
        CategoryLink {
            id: category.id.clone(),
            title: category.document.front.title.clone(),
            url: self.href(&category.url),
            tone: tone(index),
            icon: category.icon().to_owned(),
        }
    }

    /// An article as lists show it.
    #[must_use]
    pub fn summary(self, index: ArticleIndex) -> SummaryView {
        let article = &self.site.articles[index];
        let summary = &article.document.summary;
        SummaryView {
            title: summary.title.clone(),
            code: summary.code.clone(),
            description: summary.description.clone(),
            url: self.href(&article.document.url),
            badge: self.site.categories[article.category].badge().to_owned(),
            tone: tone(article.category),
            platforms: article
                .platforms
                .iter()
                .map(|index| self.site.platforms[*index].name.clone())
                .collect(),
            audiences: audiences(article),
            updated: self.date(summary.updated),
        }
    }

    fn summaries(self, articles: &[ArticleIndex]) -> Vec<SummaryView> {
        articles.iter().map(|index| self.summary(*index)).collect()
    }

    /// The articles that changed last, at most `count`; equal days in the order of their sources.
    #[must_use]
    pub fn recent(self, count: usize) -> Vec<ArticleIndex> {
        let mut all: Vec<ArticleIndex> = (0..self.site.articles.len()).collect();
        all.sort_by_key(|index| {
            std::cmp::Reverse(self.site.articles[*index].document.summary.updated)
        });
        all.truncate(count);
        all
    }

    fn hub_title(self) -> &'a str {
        self.site.hub.title.as_deref().unwrap_or(&self.project.config.title)
    }

    fn hub_crumb(self) -> LinkView {
        LinkView { title: self.hub_title().to_owned(), url: self.href(&UrlPath::root()) }
    }

    fn head(self, kind: &'static str, heading: String, description: String, url: &UrlPath) -> Head {
        let site_title = &self.project.config.title;
        let title = if heading == *site_title {
            heading.clone()
        } else {
            format!("{heading} | {site_title}")
        };
        Head {
            kind,
            heading,
            title,
            description,
            canonical: self.absolute(url),
            index: true,
            og_type: if kind == "article" { "article" } else { "website" },
            json_ld: String::new(),
            breadcrumbs: Vec::new(),
            card: None,
        }
    }

    /// The view of an article.
    #[must_use]
    pub fn article(self, article: &'a Article, prose: &'a Prose) -> ArticleView<'a> {
        let summary = &article.document.summary;
        let category = &self.site.categories[article.category];
        let category_link = self.category_link(article.category);
        let name = summary.title.as_str();
        let heading = self.say("how_to_fix", &[("title", name)]);
        let mut head =
            self.head("article", heading, summary.description.clone(), &article.document.url);
        head.card = has_cards(self.project).then(|| CardImage {
            url: self.absolute(&card_url(&article.document.url)),
            width: CARD_WIDTH,
            height: CARD_HEIGHT,
            alt: format!("{name} ({})", category.badge()),
        });
        head.breadcrumbs = vec![
            self.hub_crumb(),
            LinkView { title: category_link.title.clone(), url: category_link.url.clone() },
            LinkView { title: name.to_owned(), url: self.href(&article.document.url) },
        ];
        let callouts = |kind: CalloutKind| -> Vec<&'a Callout> {
            let chosen = article.callouts.iter().map(|index| &self.project.config.callouts[*index]);
            chosen.filter(|callout| callout.kind == kind).collect()
        };
        let methods: Vec<_> = prose
            .methods
            .iter()
            .enumerate()
            .map(|(index, method)| MethodView {
                number: index + 1,
                title: &method.title,
                anchor: &method.anchor,
                body: &method.body,
                audience: name_of(method.audience),
                minutes: method.minutes.map(std::num::NonZero::get),
                verify: method.verify.as_deref(),
            })
            .collect();
        let faq = prose.faq.iter().map(|question| QuestionView {
            question: &question.question,
            anchor: &question.anchor,
            answer: &question.answer,
        });
        let platforms = article.platforms.iter().map(|index| {
            let Platform { name, url, .. } = &self.site.platforms[*index];
            LinkView { title: name.clone(), url: self.href(url) }
        });
        let mut view = ArticleView {
            name,
            code: summary.code.as_deref(),
            messages: &summary.messages,
            badge: category.badge(),
            category: category_link,
            platforms: platforms.collect(),
            quick_answer: &prose.quick_answer,
            contents: self.contents(article, prose),
            body: &prose.body,
            methods,
            audiences: audiences(article),
            faq: faq.collect(),
            checks: callouts(CalloutKind::Check),
            tips: callouts(CalloutKind::Tip),
            confirms: callouts(CalloutKind::Confirm),
            sources: &prose.sources,
            related: self.summaries(&article.related),
            published: summary.published.map(|date| self.date(date)),
            updated: self.date(summary.updated),
            reviewed: summary.reviewed.map(|date| self.date(date)),
            report_url: self.report_url(&head),
            head,
        };
        view.head.json_ld = json_ld::article(self, &view, prose);
        view
    }

    /// What the card of an article shows; `icon` is the drawing of its category.
    #[cfg(feature = "cards")]
    pub(super) fn card<'v>(
        self,
        article: &'v Article,
        icon: &'v str,
        address: &'v str,
    ) -> CardView<'v>
    where
        'a: 'v,
    {
        let summary = &article.document.summary;
        CardView {
            title: &summary.title,
            code: summary.code.as_deref(),
            badge: self.site.categories[article.category].badge(),
            icon,
            tone: tone(article.category),
            site: &self.project.config.title,
            address,
        }
    }

    /// The hub's address as people say it: `example.com/errors`.
    #[cfg(feature = "cards")]
    pub(super) fn address(self) -> String {
        let whole = self.absolute(&UrlPath::root());
        let bare = whole.split_once("://").map_or(whole.as_str(), |(_, rest)| rest);
        bare.trim_end_matches('/').to_owned()
    }

    fn report_url(self, head: &Head) -> Option<String> {
        let pattern = self.project.config.report_url.as_ref()?;
        let encode = |text: &str| {
            percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC)
                .to_string()
        };
        Some(
            pattern
                .replace("{url}", &encode(&head.canonical))
                .replace("{title}", &encode(&head.heading)),
        )
    }

    /// The table of contents: only of pages that are long enough to get lost in.
    fn contents(self, article: &'a Article, prose: &'a Prose) -> Vec<ContentsView<'a>> {
        if prose.methods.len() + prose.faq.len() + prose.headings.len() < LONG {
            return Vec::new();
        }
        let line =
            |title: String, anchor: &'a str, children| ContentsView { title, anchor, children };
        let mut contents: Vec<ContentsView<'a>> = Vec::new();
        if !prose.body.is_empty() {
            let title = self.say("causes", &[("title", &article.document.summary.title)]);
            contents.push(line(title, "causes", Vec::new()));
            for heading in prose.headings.iter().filter(|heading| heading.level <= 3) {
                let entry = line(heading.text.clone(), &heading.anchor, Vec::new());
                match contents.last_mut() {
                    Some(section) if heading.level == 3 => section.children.push(entry),
                    _ => contents.push(entry),
                }
            }
        }
        let count = prose.methods.len().to_string();
        let methods = prose.methods.iter();
        let children =
            methods.map(|method| line(method.title.clone(), &method.anchor, Vec::new())).collect();
        contents.push(line(self.say("methods", &[("count", &count)]), "methods", children));
        if !prose.faq.is_empty() {
            contents.push(line(self.say("faq", &[]), "faq", Vec::new()));
        }
        contents
    }

    /// The view of the hub.
    #[must_use]
    pub fn hub(self) -> HubView<'a> {
        let description =
            self.site.hub.description.clone().or_else(|| self.project.config.description.clone());
        let mut head = self.head(
            "hub",
            self.hub_title().to_owned(),
            description.unwrap_or_default(),
            &UrlPath::root(),
        );
        let cards = self.site.categories.iter().enumerate().map(|(index, category)| {
            let front = &category.document.front;
            CategoryCard {
                id: &category.id,
                tone: tone(index),
                icon: category.icon(),
                title: &front.title,
                description: front.description.as_deref(),
                badge: category.badge(),
                url: self.href(&category.url),
                count: category.articles.len(),
                articles: self
                    .summaries(&category.articles[..category.articles.len().min(ON_CARD)]),
            }
        });
        let categories: Vec<_> = cards.collect();
        let platforms = self.site.platforms.iter().filter(|platform| !platform.articles.is_empty());
        let platforms = platforms.map(|platform| CountedLink {
            title: platform.name.clone(),
            url: self.href(&platform.url),
            count: platform.articles.len(),
        });
        head.json_ld = json_ld::hub(self, &head, &categories);
        HubView {
            body: &self.site.hub.body,
            categories,
            platforms: platforms.collect(),
            recent: self.summaries(&self.recent(RECENT)),
            count: self.site.articles.len(),
            head,
        }
    }

    /// The view of a page (from 0) of a category, an index of [`Site::categories`].
    #[must_use]
    pub fn category(self, index: usize, page: usize) -> ListView<'a> {
        let category = &self.site.categories[index];
        let front = &category.document.front;
        let description = front.description.clone().unwrap_or_else(|| front.title.clone());
        let list = List { name: &front.title, url: &category.url, articles: &category.articles };
        let mut view = self.list("category", front.title.clone(), description, list, page);
        view.category = Some(self.category_link(index));
        view.badge = Some(category.badge());
        view.body = if page == 0 { &category.document.body } else { "" };
        view
    }

    /// The view of a page (from 0) of a platform.
    #[must_use]
    pub fn platform(self, platform: &'a Platform, page: usize) -> ListView<'a> {
        let heading = self.say("platform_title", &[("platform", &platform.name)]);
        let intro = self.say("platform_intro", &[("platform", &platform.name)]);
        let list = List { name: &platform.name, url: &platform.url, articles: &platform.articles };
        let mut view = self.list("platform", heading, intro.clone(), list, page);
        view.intro = Some(intro);
        view
    }

    fn list(
        self,
        kind: &'static str,
        heading: String,
        description: String,
        list: List<'a>,
        page: usize,
    ) -> ListView<'a> {
        let pages = page_count(self.project, list.articles.len());
        let url = page_url(list.url, page);
        let mut head = self.head(kind, heading, description, &url);
        head.breadcrumbs =
            vec![self.hub_crumb(), LinkView { title: head.heading.clone(), url: self.href(&url) }];
        let (number, count) = ((page + 1).to_string(), pages.to_string());
        if page > 0 {
            let suffix = self.say("page_number", &[("number", &number), ("count", &count)]);
            head.title = format!("{} | {suffix} | {}", head.heading, self.project.config.title);
        }
        let size = usize::from(self.project.config.paginate_by.get());
        let articles: Vec<_> = list.articles.iter().copied().skip(page * size).take(size).collect();
        let articles = self.summaries(&articles);
        head.json_ld = json_ld::list(self, &head, &articles);
        let shown = |platform: &usize| {
            let is_on =
                |index: &ArticleIndex| self.site.articles[*index].platforms.contains(platform);
            page == 0 && list.articles.iter().any(is_on)
        };
        let platforms = (0..self.site.platforms.len()).filter(shown);
        let near = |page: Option<usize>| page.map(|page| self.href(&page_url(list.url, page)));
        ListView {
            head,
            name: list.name,
            category: None,
            badge: None,
            body: "",
            intro: None,
            platforms: platforms.map(|index| self.site.platforms[index].name.clone()).collect(),
            articles,
            count: list.articles.len(),
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
    pub fn not_found(self) -> NotFoundView {
        let text = self.say("not_found_text", &[]);
        let mut head = self.head("404", self.say("not_found_title", &[]), text, &UrlPath::root());
        head.canonical = String::new();
        head.index = false;
        NotFoundView { head, recent: self.summaries(&self.recent(RECENT)) }
    }

    /// The view of a page at an old address of `article`.
    #[must_use]
    pub fn redirect(self, article: &Article) -> RedirectView {
        let url = &article.document.url;
        let target = self.href(url);
        let text = self.say("redirect_text", &[("url", &target)]);
        let mut head = self.head("redirect", self.say("redirect_title", &[]), text, url);
        head.index = false;
        RedirectView { head, target, target_title: article.document.summary.title.clone() }
    }

    /// The name under which the site as a whole is published.
    #[must_use]
    pub fn site_title(self) -> &'a str {
        &self.project.config.title
    }
}

/// A list of articles that is paginated.
#[derive(Clone, Copy)]
struct List<'a> {
    name: &'a str,
    url: &'a UrlPath,
    articles: &'a [ArticleIndex],
}

/// How many colours `style.css` has for categories.
const TONES: usize = 6;

/// The colour of the category at `index`.
fn tone(index: usize) -> usize {
    index % TONES + 1
}

/// Whom the methods of an article are for.
fn audiences(article: &Article) -> Vec<&'static str> {
    article.document.summary.audiences.iter().map(|audience| name_of(*audience)).collect()
}

fn name_of(audience: Audience) -> &'static str {
    match audience {
        Audience::Visitor => "visitor",
        Audience::SiteOwner => "site-owner",
    }
}

/// The direction in which a language is written.
fn direction(language: &str) -> &'static str {
    let rtl = language.parse::<unic_langid::LanguageIdentifier>().is_ok_and(|language| {
        language.character_direction() == unic_langid::CharacterDirection::RTL
    });
    if rtl { "rtl" } else { "ltr" }
}
