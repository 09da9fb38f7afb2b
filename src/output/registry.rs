//! The registry, `errors.json`: every article, for programs. A large one is split into parts. Its
//! JSON Schema is published beside it.

use std::ops::Range;

use super::{About, Context, Kind, Planner, Render};
use crate::path::{Edition, OutPath, UrlPath};
use crate::render::{Alternate, ArticlePart, CategoryPart, Frame, Obstacle};
use crate::site::addresses::{REGISTRY, REGISTRY_LENGTH, REGISTRY_SCHEMA, registry_part_url};
use crate::site::{ArticleIndex, Category, Site};

/// The whole registry, or the list of its parts.
#[derive(Debug)]
struct Root;

/// Some articles of a category.
#[derive(Debug)]
struct Part {
    /// The category, as an index of [`Site::categories`].
    category: usize,
    /// Its articles, as a range.
    articles: Range<usize>,
}

#[derive(Debug)]
struct SchemaFile;

pub(super) fn plan(planner: &mut Planner<'_>) {
    if !planner.project.config.formats.registry {
        return;
    }
    let edition = &planner.site.edition;
    planner.put(edition.file(REGISTRY).to_out(), Root);
    if is_split(planner.site) {
        for (index, category) in planner.site.categories.iter().enumerate() {
            for (url, articles) in parts(edition, category) {
                planner.put(url.to_out(), Part { category: index, articles });
            }
        }
    }
}

pub(super) fn plan_schema(planner: &mut Planner<'_>) {
    if planner.project.config.formats.registry {
        planner.put(OutPath::new(REGISTRY_SCHEMA), SchemaFile);
    }
}

/// Whether the registry is too large for one file.
fn is_split(site: &Site) -> bool {
    site.articles.len() > REGISTRY_LENGTH
}

/// The parts with the articles of a category: their addresses and ranges of articles.
fn parts<'s>(
    edition: &'s Edition,
    category: &'s Category,
) -> impl Iterator<Item = (UrlPath, Range<usize>)> + 's {
    let count = category.articles.len();
    let starts = (0..count).step_by(REGISTRY_LENGTH).enumerate();
    starts.map(move |(part, start)| {
        (registry_part_url(edition, &category.id, part), start..count.min(start + REGISTRY_LENGTH))
    })
}

impl About for Root {}

#[derive(Hash)]
struct Inputs<'c> {
    frame: &'c Frame<'c>,
    categories: Vec<CategoryPart<'c>>,
    parts: Vec<(CategoryPart<'c>, UrlPath, usize)>,
    articles: Vec<(ArticlePart<'c>, Vec<Alternate>)>,
}

/// An article with its translations.
fn listed<'c>(context: &'c Context<'_>, index: ArticleIndex) -> (ArticlePart<'c>, Vec<Alternate>) {
    let document = &context.site.articles[index].document;
    (context.article(index), context.alternates(&document.url))
}

impl Kind for Root {
    const NAME: &'static str = "registry";

    type Inputs<'c> = Inputs<'c>;

    fn inputs<'c>(&self, context: &'c Context<'_>) -> Inputs<'c> {
        let Context { site, parts: provider, .. } = context;
        let categories = site.categories.iter().enumerate();
        let (mut parts_of, mut articles) = (Vec::new(), Vec::new());
        for (index, category) in categories.clone() {
            if is_split(site) {
                let part = provider.category(index);
                parts_of.extend(
                    parts(&site.edition, category).map(|(url, range)| (part, url, range.len())),
                );
            } else {
                articles.extend(category.articles.iter().map(|index| listed(context, *index)));
            }
        }
        let categories = categories.map(|(index, _)| provider.category(index)).collect();
        Inputs { frame: provider.frame(), categories, parts: parts_of, articles }
    }
}

impl About for Part {}

impl Kind for Part {
    const NAME: &'static str = "registry-part";

    type Inputs<'c> = Inputs<'c>;

    fn inputs<'c>(&self, context: &'c Context<'_>) -> Inputs<'c> {
        let Context { site, parts, .. } = context;
        let articles = &site.categories[self.category].articles[self.articles.clone()];
        Inputs {
            frame: parts.frame(),
            categories: vec![parts.category(self.category)],
            parts: Vec::new(),
            articles: articles.iter().map(|index| listed(context, *index)).collect(),
        }
    }
}

impl Render for Inputs<'_> {
    fn render(&self) -> Result<Vec<u8>, Obstacle> {
        let Inputs { frame, categories, parts, articles } = self;
        frame.registry(categories, parts, articles)
    }
}

impl About for SchemaFile {}

#[derive(Hash)]
struct SchemaInputs<'c> {
    frame: &'c Frame<'c>,
}

impl Kind for SchemaFile {
    const NAME: &'static str = "registry-schema";

    type Inputs<'c> = SchemaInputs<'c>;

    fn inputs<'c>(&self, context: &'c Context<'_>) -> SchemaInputs<'c> {
        SchemaInputs { frame: context.parts.frame() }
    }
}

impl Render for SchemaInputs<'_> {
    fn render(&self) -> Result<Vec<u8>, Obstacle> {
        Ok(self.frame.registry_schema())
    }
}
