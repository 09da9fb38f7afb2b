//! A page of the list of a category's articles.

use super::{About, Context, Kind, Planner, Render, Role};
use crate::config::Project;
use crate::diagnostic::Place;
use crate::parse::markdown::Reference;
use crate::render::{CategoryPart, Frame, ListPart, Obstacle};
use crate::site::addresses::{page_count, page_url};
use crate::site::{ArticleIndex, Site};

const TEMPLATE: &str = "category.html";

#[derive(Debug)]
struct CategoryPage {
    /// The category, as an index of [`Site::categories`].
    index: usize,
    /// The number of the page, from 0.
    page: usize,
}

pub(super) fn plan(planner: &mut Planner<'_>) {
    for (index, category) in planner.site.categories.iter().enumerate() {
        for page in 0..page_count(&planner.project.config, category.articles.len()) {
            planner.put(page_url(&category.url, page).to_out(), CategoryPage { index, page });
        }
    }
}

impl About for CategoryPage {
    fn role(&self) -> Role<'_> {
        Role::Page
    }

    fn place(&self, _: &Project, site: &Site) -> Option<Place> {
        Some(Place::file(&site.categories[self.index].document.source))
    }

    fn template(&self) -> Option<&'static str> {
        Some(TEMPLATE)
    }

    fn references(
        &self,
        site: &Site,
        _: &dyn Fn(ArticleIndex) -> Vec<Reference>,
    ) -> Vec<Reference> {
        site.categories[self.index].document.references.clone()
    }
}

#[derive(Hash)]
struct Inputs<'c> {
    frame: &'c Frame<'c>,
    category: CategoryPart<'c>,
    list: ListPart<'c>,
}

impl Kind for CategoryPage {
    const NAME: &'static str = "category";

    type Inputs<'c> = Inputs<'c>;

    fn inputs<'c>(&self, context: &'c Context<'_>) -> Inputs<'c> {
        let parts = &context.parts;
        Inputs {
            frame: parts.frame(),
            category: parts.category(self.index),
            list: parts.list(&context.site.categories[self.index].articles, self.page),
        }
    }
}

impl Render for Inputs<'_> {
    fn render(&self) -> Result<Vec<u8>, Obstacle> {
        let Inputs { frame, category, list } = self;
        Ok(frame.templates().render(TEMPLATE, &frame.category(category, list))?)
    }
}
