//! One of the site's own pages, such as an imprint.

use super::{About, Context, Kind, Planner, Render, Role, TextOf};
use crate::config::Project;
use crate::diagnostic::Place;
use crate::parse::markdown::Reference;
use crate::render::{Alternate, Crossings, Frame, Obstacle, PagePart};
use crate::site::Site;

const TEMPLATE: &str = "page.html";

/// The page, as an index of [`Site::pages`].
#[derive(Debug)]
struct OwnPage(usize);

pub(super) fn plan(planner: &mut Planner<'_>) {
    for (index, page) in planner.site.pages.iter().enumerate() {
        planner.put(page.url.to_out(), OwnPage(index));
    }
}

impl About for OwnPage {
    fn role(&self) -> Role<'_> {
        Role::Page
    }

    fn place(&self, _: &Project, site: &Site) -> Option<Place> {
        Some(Place::file(&site.pages[self.0].source))
    }

    fn template(&self) -> Option<&'static str> {
        Some(TEMPLATE)
    }

    fn references(&self, site: &Site, _: &TextOf<'_>) -> Vec<Reference> {
        site.pages[self.0].references.clone()
    }
}

#[derive(Hash)]
struct Inputs<'c> {
    frame: &'c Frame<'c>,
    page: PagePart<'c>,
    crossings: Crossings,
    alternates: Vec<Alternate>,
}

impl Kind for OwnPage {
    const NAME: &'static str = "page";

    type Inputs<'c> = Inputs<'c>;

    fn inputs<'c>(&self, context: &'c Context<'_>) -> Inputs<'c> {
        let document = &context.site.pages[self.0];
        Inputs {
            frame: context.parts.frame(),
            page: context.parts.page(self.0),
            crossings: context.crossings_of(&document.references),
            alternates: context.alternates(&document.url),
        }
    }
}

impl Render for Inputs<'_> {
    fn render(&self) -> Result<Vec<u8>, Obstacle> {
        let Inputs { frame, page, crossings, alternates } = self;
        let mut view = frame.page(page);
        view.body = frame.crossed(crossings, view.body);
        frame.add_alternates(&mut view.head, alternates);
        Ok(frame.templates().render(TEMPLATE, &view)?)
    }
}
