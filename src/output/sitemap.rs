//! The sitemap (sitemaps.org, protocol 0.9): one file, or its parts and their index.

use std::borrow::Cow;

use super::{About, Context, Kind, Planner, Render};
use crate::config::Project;
use crate::date::Date;
use crate::path::{OutPath, UrlPath};
use crate::render::view::AlternateView;
use crate::render::{Alternate, Frame, Obstacle, xml};
use crate::site::Site;
use crate::site::addresses::{page_count, page_url};

/// The maximum number of addresses in one file.
const LIMIT: usize = 50_000;

const NAMESPACE: (&str, &str) = ("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9");

/// For links to the same page in other languages.
const XHTML: (&str, &str) = ("xmlns:xhtml", "http://www.w3.org/1999/xhtml");

/// The sitemap, if one file is enough.
#[derive(Debug)]
struct Whole;

/// The index of this many parts.
#[derive(Debug)]
struct SitemapIndex(usize);

/// A part, by its number from 0.
#[derive(Debug)]
struct Part(usize);

pub(super) fn plan(planner: &mut Planner<'_>) {
    let config = &planner.project.config;
    let count = |site: &Site| {
        let lists = site.categories.iter().map(|category| category.articles.len());
        let platforms = site.platforms.iter().map(|platform| platform.articles.len());
        let lists = lists.chain(platforms.filter(|articles| *articles > 0));
        let pages: usize = lists.map(|articles| page_count(config, articles)).sum();
        1 + site.articles.len() + pages + site.pages.len()
    };
    let all: usize = written(planner.site).map(count).sum();
    let parts = all.div_ceil(limit(planner.project));
    let out = OutPath::new("sitemap.xml");
    if parts == 1 {
        return planner.put(out, Whole);
    }
    planner.put(out, SitemapIndex(parts));
    for part in 0..parts {
        planner.put(OutPath::new(part_name(part)), Part(part));
    }
}

fn part_name(part: usize) -> String {
    format!("sitemap-{}.xml", part + 1)
}

/// A page, with the date of its last change, which is unknown for lists.
type Page<'c> = (Cow<'c, UrlPath>, Option<Date>);

/// The position of a page in its list.
#[derive(Clone, Copy)]
enum Order {
    /// The first, or the only one.
    First,
    Later,
}

/// The languages that have content.
fn written(site: &Site) -> impl Iterator<Item = &Site> {
    site.editions().filter(|site| !site.is_empty())
}

/// The maximum number of pages in a file. A file may have 50 MB, and each page names all languages.
fn limit(project: &Project) -> usize {
    LIMIT / project.languages.len().max(1)
}

/// All pages of all languages, each with its alternates.
fn pages<'c>(context: &'c Context<'_>) -> impl Iterator<Item = (Page<'c>, Vec<Alternate>)> {
    written(context.site).flat_map(move |site| {
        pages_of(context.project, site).map(move |(page, order)| {
            // Later pages of a list differ between languages.
            let alternates = match order {
                Order::First => context.alternates_in(&site.edition, &page.0),
                Order::Later => Vec::new(),
            };
            (page, alternates)
        })
    })
}

/// The pages in a language: the hub, the lists, the site's own pages and the articles.
fn pages_of<'c>(project: &'c Project, site: &'c Site) -> impl Iterator<Item = (Page<'c>, Order)> {
    let Site { categories, platforms, pages, articles, .. } = site;
    let categories = categories.iter().map(|category| (&category.url, &category.articles));
    let platforms = platforms.iter().map(|platform| (&platform.url, &platform.articles));
    let lists = categories.chain(platforms.filter(|(_, articles)| !articles.is_empty()));
    let lists = lists.flat_map(|(url, articles)| {
        let pages = page_count(&project.config, articles.len());
        (0..pages).map(move |page| {
            let order = if page == 0 { Order::First } else { Order::Later };
            ((Cow::Owned(page_url(url, page)), None), order)
        })
    });
    let articles = articles.iter().map(|article| {
        let document = &article.document;
        ((Cow::Borrowed(&document.url), Some(document.summary.updated)), Order::First)
    });
    let own = pages.iter().map(|page| ((Cow::Borrowed(&page.url), None), Order::First));
    let hub = std::iter::once(((Cow::Owned(site.edition.root()), None), Order::First));
    hub.chain(lists).chain(own).chain(articles)
}

#[derive(Hash)]
struct Inputs<'c> {
    frame: &'c Frame<'c>,
    pages: Vec<(Page<'c>, Vec<Alternate>)>,
}

impl Render for Inputs<'_> {
    fn render(&self) -> Result<Vec<u8>, Obstacle> {
        let namespaces = [NAMESPACE, XHTML];
        let has_languages = !self.frame.languages().is_empty();
        let namespaces = &namespaces[..if has_languages { 2 } else { 1 }];
        Ok(xml::document(|xml| {
            xml::element(xml, "urlset", namespaces, |xml| {
                self.pages.iter().try_for_each(|((url, updated), alternates)| {
                    xml::element(xml, "url", &[], |xml| {
                        xml::text(xml, "loc", &self.frame.absolute(url))?;
                        if let Some(date) = updated {
                            xml::text(xml, "lastmod", &date.to_string())?;
                        }
                        self.frame.alternates(alternates).iter().try_for_each(|one| {
                            let AlternateView { hreflang, url } = one;
                            let link =
                                [("rel", "alternate"), ("hreflang", hreflang), ("href", url)];
                            xml::empty(xml, "xhtml:link", &link)
                        })
                    })
                })
            })
        }))
    }
}

impl About for Whole {}

impl Kind for Whole {
    const NAME: &'static str = "sitemap";

    type Inputs<'c> = Inputs<'c>;

    fn inputs<'c>(&self, context: &'c Context<'_>) -> Inputs<'c> {
        Inputs { frame: context.parts.frame(), pages: pages(context).collect() }
    }
}

impl About for Part {}

impl Kind for Part {
    const NAME: &'static str = "sitemap-part";

    type Inputs<'c> = Inputs<'c>;

    fn inputs<'c>(&self, context: &'c Context<'_>) -> Inputs<'c> {
        let limit = limit(context.project);
        let pages = pages(context).skip(self.0 * limit).take(limit);
        Inputs { frame: context.parts.frame(), pages: pages.collect() }
    }
}

#[derive(Hash)]
struct IndexInputs<'c> {
    frame: &'c Frame<'c>,
    /// The number of parts.
    parts: usize,
}

impl About for SitemapIndex {}

impl Kind for SitemapIndex {
    const NAME: &'static str = "sitemap-index";

    type Inputs<'c> = IndexInputs<'c>;

    fn inputs<'c>(&self, context: &'c Context<'_>) -> IndexInputs<'c> {
        IndexInputs { frame: context.parts.frame(), parts: self.0 }
    }
}

impl Render for IndexInputs<'_> {
    fn render(&self) -> Result<Vec<u8>, Obstacle> {
        let Self { frame, parts } = self;
        let bytes = xml::document(|xml| {
            xml::element(xml, "sitemapindex", &[NAMESPACE], |xml| {
                (0..*parts).try_for_each(|part| {
                    let url = frame.absolute(&UrlPath::file(&part_name(part)));
                    xml::element(xml, "sitemap", &[], |xml| xml::text(xml, "loc", &url))
                })
            })
        });
        Ok(bytes)
    }
}
