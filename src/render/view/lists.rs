//! The views of pages that lead to articles: the hub, lists, the 404 page and redirects.

use serde::Serialize;

use super::{CategoryLink, Head, LinkView, ON_CARD, RECENT, SummaryView, Views, tone};
use crate::path::UrlPath;
use crate::plan::{page_count, page_url};
use crate::render::json_ld;
use crate::site::{Article, ArticleIndex, Platform};

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

impl<'a> Views<'a> {
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

    /// The view of a page (from 0) of a category, an index of the site's categories.
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
}

/// A list of articles that is paginated.
#[derive(Clone, Copy)]
struct List<'a> {
    name: &'a str,
    url: &'a UrlPath,
    articles: &'a [ArticleIndex],
}
