//! robots.txt (RFC 9309): crawlers may read everything.

use super::{About, Context, Kind, Planner, Render};
use crate::path::{OutPath, UrlPath};
use crate::render::{Frame, Obstacle};

const ROBOTS: &str = "robots.txt";

#[derive(Debug)]
struct Robots;

pub(super) fn plan(planner: &mut Planner<'_>) {
    if !planner.has_static(ROBOTS) {
        planner.put(OutPath::new(ROBOTS), Robots);
    }
}

impl About for Robots {}

#[derive(Hash)]
struct Inputs<'c> {
    frame: &'c Frame<'c>,
}

impl Kind for Robots {
    const NAME: &'static str = "robots";

    type Inputs<'c> = Inputs<'c>;

    fn inputs<'c>(&self, context: &'c Context<'_>) -> Inputs<'c> {
        Inputs { frame: context.parts.frame() }
    }
}

impl Render for Inputs<'_> {
    fn render(&self) -> Result<Vec<u8>, Obstacle> {
        let Inputs { frame } = self;
        let sitemap = frame.absolute(&UrlPath::file("sitemap.xml"));
        Ok(format!("User-agent: *\nAllow: /\n\nSitemap: {sitemap}\n").into_bytes())
    }
}
