//! `_redirects`: where old addresses lead, for Netlify and Cloudflare Pages.

use std::borrow::Cow;
use std::io::Write as _;

use super::{About, Context, Kind, Planner, Render, media_type};
use crate::path::{OutPath, UrlPath};
use crate::render::{Frame, Obstacle};

const REDIRECTS: &str = "_redirects";

#[derive(Debug)]
struct Redirects;

pub(super) fn plan(planner: &mut Planner<'_>) {
    if !planner.has_static(REDIRECTS) {
        planner.put(OutPath::new(REDIRECTS), Redirects);
    }
}

impl About for Redirects {
    fn media_type(&self, _: &OutPath) -> Cow<'static, str> {
        media_type::PLAIN.into()
    }
}

#[derive(Hash)]
struct Inputs<'c> {
    frame: &'c Frame<'c>,
    /// Old addresses, each with the new one.
    lines: Vec<(&'c UrlPath, &'c UrlPath)>,
}

impl Kind for Redirects {
    const NAME: &'static str = "redirects";

    type Inputs<'c> = Inputs<'c>;

    fn inputs<'c>(&self, context: &'c Context<'_>) -> Inputs<'c> {
        let site = context.site;
        let aliases = site.aliases.iter();
        let lines = aliases.map(|(alias, article)| (alias, &site.articles[*article].document.url));
        Inputs { frame: context.parts.frame(), lines: lines.collect() }
    }
}

impl Render for Inputs<'_> {
    fn render(&self) -> Result<Vec<u8>, Obstacle> {
        let Inputs { frame, lines } = self;
        let mut file = Vec::new();
        for (old, new) in lines {
            // Writing to memory cannot fail.
            let _ = writeln!(file, "{} {} 301", frame.href(old), frame.href(new));
        }
        Ok(file)
    }
}
