//! A page of the list of a category's articles.

use super::{About, Context, Kind, Planner, Render, Role, TextOf};
use crate::config::Project;
use crate::diagnostic::Place;
use crate::parse::markdown::Reference;
use crate::render::{Alternate, CategoryPart, Crossings, Frame, ListPart, Obstacle};
use crate::site::Site;
use crate::site::addresses::{page_count, page_url};

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

    fn references(&self, site: &Site, _: &TextOf<'_>) -> Vec<Reference> {
        site.categories[self.index].document.references.clone()
    }
}

#[derive(Hash)]
struct Inputs<'c> {
    frame: &'c Frame<'c>,
    category: CategoryPart<'c>,
    list: ListPart<'c>,
    crossings: Crossings,
    alternates: Vec<Alternate>,
}

impl Kind for CategoryPage {
    const NAME: &'static str = "category";

    type Inputs<'c> = Inputs<'c>;

    fn inputs<'c>(&self, context: &'c Context<'_>) -> Inputs<'c> {
        let parts = &context.parts;
        let category = &context.site.categories[self.index];
        let list = parts.list(&category.articles, self.page);
        let there = parts.original().and_then(|original| {
            let one = original.categories.iter().find(|one| one.id == category.id)?;
            Some((one.document.front.title.as_str(), &one.url))
        });
        let is_first = self.page == 0;
        Inputs {
            frame: parts.frame(),
            category: parts.category(self.index),
            list: parts.with_originals(list, &category.untranslated, there),
            crossings: context.crossings_of(&category.document.references),
            alternates: if is_first { context.alternates(&category.url) } else { Vec::new() },
        }
    }
}

impl Render for Inputs<'_> {
    fn render(&self) -> Result<Vec<u8>, Obstacle> {
        let Inputs { frame, category, list, crossings, alternates } = self;
        let mut view = frame.category(category, list);
        view.body = frame.crossed(crossings, view.body);
        frame.add_alternates(&mut view.head, alternates);
        Ok(frame.templates().render(TEMPLATE, &view)?)
    }
}
