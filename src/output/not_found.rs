//! The 404 page: what a host shows for an address that does not exist.

use super::hub::RECENT;
use super::{About, Context, Kind, Planner, Render, Role};
use crate::path::OutPath;
use crate::render::view::{NotFoundIn, not_found_in};
use crate::render::{Frame, Obstacle, SummaryPart};

/// The path of the 404 page.
pub(crate) const NOT_FOUND: &str = "404.html";

#[derive(Debug)]
struct NotFound;

pub(super) fn plan(planner: &mut Planner<'_>) {
    planner.put(OutPath::new(NOT_FOUND), NotFound);
}

impl About for NotFound {
    fn role(&self) -> Role<'_> {
        Role::PageAnywhere
    }

    fn template(&self) -> Option<&'static str> {
        Some(NOT_FOUND)
    }
}

#[derive(Hash)]
struct Inputs<'c> {
    frame: &'c Frame<'c>,
    recent: Vec<SummaryPart<'c>>,
    languages: Vec<NotFoundIn>,
}

impl Kind for NotFound {
    const NAME: &'static str = "404";

    type Inputs<'c> = Inputs<'c>;

    fn inputs<'c>(&self, context: &'c Context<'_>) -> Inputs<'c> {
        Inputs {
            frame: context.parts.frame(),
            recent: context.parts.recent_of_all(RECENT),
            languages: not_found_in(context.project, context.site),
        }
    }
}

impl Render for Inputs<'_> {
    fn render(&self) -> Result<Vec<u8>, Obstacle> {
        let Inputs { frame, recent, languages } = self;
        Ok(frame.templates().render(NOT_FOUND, &frame.not_found(recent, languages.clone()))?)
    }
}
