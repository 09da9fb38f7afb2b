//! A page of the list of a platform's articles.

use super::{About, Context, Kind, Planner, Render, Role};
use crate::config::{Project, SITE_FILE};
use crate::diagnostic::{FieldPath, Place};
use crate::path::SourcePath;
use crate::render::{Alternate, Frame, ListPart, Obstacle};
use crate::site::Site;
use crate::site::addresses::{page_count, page_url};

const TEMPLATE: &str = "platform.html";

#[derive(Debug)]
struct PlatformPage {
    /// The platform, as an index of [`Site::platforms`].
    index: usize,
    /// The number of the page, from 0.
    page: usize,
}

pub(super) fn plan(planner: &mut Planner<'_>) {
    let platforms = planner.site.platforms.iter().enumerate();
    for (index, platform) in platforms.filter(|(_, platform)| !platform.articles.is_empty()) {
        for page in 0..page_count(&planner.project.config, platform.articles.len()) {
            planner.put(page_url(&platform.url, page).to_out(), PlatformPage { index, page });
        }
    }
}

impl About for PlatformPage {
    fn role(&self) -> Role<'_> {
        Role::Page
    }

    fn place(&self, _: &Project, _: &Site) -> Option<Place> {
        let field = FieldPath::from("platforms").index(self.index);
        Some(Place::value(&SourcePath::new(SITE_FILE), field))
    }

    fn template(&self) -> Option<&'static str> {
        Some(TEMPLATE)
    }
}

#[derive(Hash)]
struct Inputs<'c> {
    frame: &'c Frame<'c>,
    /// The platform, for [`Frame::platform`].
    index: usize,
    list: ListPart<'c>,
    alternates: Vec<Alternate>,
}

impl Kind for PlatformPage {
    const NAME: &'static str = "platform";

    type Inputs<'c> = Inputs<'c>;

    fn inputs<'c>(&self, context: &'c Context<'_>) -> Inputs<'c> {
        let parts = &context.parts;
        let platform = &context.site.platforms[self.index];
        let list = parts.list(&platform.articles, self.page);
        let there = parts.original().map(|original| &original.platforms[self.index]);
        let there = there.map(|there| (there.name.as_str(), &there.url));
        let is_first = self.page == 0;
        Inputs {
            frame: parts.frame(),
            index: self.index,
            list: parts.with_originals(list, &platform.untranslated, there),
            alternates: if is_first { context.alternates(&platform.url) } else { Vec::new() },
        }
    }
}

impl Render for Inputs<'_> {
    fn render(&self) -> Result<Vec<u8>, Obstacle> {
        let Inputs { frame, index, list, alternates } = self;
        let mut view = frame.platform_list(frame.platform(*index), list);
        frame.add_alternates(&mut view.head, alternates);
        Ok(frame.templates().render(TEMPLATE, &view)?)
    }
}
