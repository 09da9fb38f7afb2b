//! The sitemap (sitemaps.org, protocol 0.9): one file, or its parts and their index.

use std::borrow::Cow;

use super::{About, Context, Kind, Planner, Render};
use crate::date::Date;
use crate::path::{OutPath, UrlPath};
use crate::render::{Frame, Obstacle, xml};
use crate::site::Site;
use crate::site::addresses::{page_count, page_url};

/// The maximum number of addresses in one file.
const LIMIT: usize = 50_000;

const NAMESPACE: (&str, &str) = ("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9");

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
    let lists = planner.site.categories.iter().map(|category| category.articles.len());
    let platforms = planner.site.platforms.iter().map(|platform| platform.articles.len());
    let lists = lists.chain(platforms.filter(|articles| *articles > 0));
    let config = &planner.project.config;
    let pages: usize = lists.map(|articles| page_count(config, articles)).sum();
    let own = planner.site.pages.len();
    let parts = (1 + planner.site.articles.len() + pages + own).div_ceil(LIMIT);
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

/// A page, with the date of its last change; that of lists is unknown.
type Page<'c> = (Cow<'c, UrlPath>, Option<Date>);

/// All pages: the hub, the lists, the site's own pages and the articles.
fn pages<'c>(context: &'c Context<'_>) -> impl Iterator<Item = Page<'c>> {
    let Site { categories, platforms, pages, articles, .. } = context.site;
    let categories = categories.iter().map(|category| (&category.url, &category.articles));
    let platforms = platforms.iter().map(|platform| (&platform.url, &platform.articles));
    let lists = categories.chain(platforms.filter(|(_, articles)| !articles.is_empty()));
    let lists = lists.flat_map(|(url, articles)| {
        let pages = page_count(&context.project.config, articles.len());
        (0..pages).map(move |page| Cow::Owned(page_url(url, page)))
    });
    let articles = articles.iter().map(|article| {
        let document = &article.document;
        (Cow::Borrowed(&document.url), Some(document.summary.updated))
    });
    let own = pages.iter().map(|page| Cow::Borrowed(&page.url));
    let hub = std::iter::once(Cow::Owned(UrlPath::root()));
    let others = hub.chain(lists).chain(own).map(|url| (url, None));
    others.chain(articles)
}

#[derive(Hash)]
struct Inputs<'c> {
    frame: &'c Frame<'c>,
    pages: Vec<Page<'c>>,
}

impl Render for Inputs<'_> {
    fn render(&self) -> Result<Vec<u8>, Obstacle> {
        Ok(xml::document(|xml| {
            xml::element(xml, "urlset", &[NAMESPACE], |xml| {
                self.pages.iter().try_for_each(|(url, updated)| {
                    xml::element(xml, "url", &[], |xml| {
                        xml::text(xml, "loc", &self.frame.absolute(url))?;
                        let lastmod = |date: &Date| xml::text(xml, "lastmod", &date.to_string());
                        updated.as_ref().map_or(Ok(()), lastmod)
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
        let pages = pages(context).skip(self.0 * LIMIT).take(LIMIT);
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
