//! `_headers`: the headers that Netlify and Cloudflare Pages send with every response.

use std::borrow::Cow;
use std::io::Write as _;

use super::{About, Context, Kind, Plan, Planner, Render, Role, media_type};
use crate::assets;
use crate::path::OutPath;
use crate::render::{Frame, Obstacle};

/// The path of the file with the headers.
pub(crate) const HEADERS: &str = "_headers";

/// The caching policy of fingerprinted files, whose names change with their bytes.
const IMMUTABLE: &str = "public, max-age=31536000, immutable";

#[derive(Debug)]
struct HeadersFile;

pub(super) fn plan(planner: &mut Planner<'_>) {
    if !planner.has_static(HEADERS) {
        planner.put(OutPath::new(HEADERS), HeadersFile);
    }
}

impl About for HeadersFile {
    fn media_type(&self, _: &OutPath) -> Cow<'static, str> {
        media_type::PLAIN.into()
    }
}

#[derive(Hash)]
struct Inputs<'c> {
    frame: &'c Frame<'c>,
    /// The paths of files that never change; `*` matches anything.
    immutable: Vec<String>,
}

/// Fingerprinted files never change. If their folder has other files too, each one is listed.
fn immutable(plan: &Plan) -> Vec<String> {
    let among = || plan.iter().filter(|(out, _)| assets::is_fingerprinted(out.as_str()));
    if among().all(|(_, file)| file.role() == Role::Asset) {
        return vec!["/assets/*".to_owned()];
    }
    let assets = among().filter(|(_, file)| file.role() == Role::Asset);
    assets.map(|(out, _)| out.to_url().to_string()).collect()
}

impl Kind for HeadersFile {
    const NAME: &'static str = "headers";

    type Inputs<'c> = Inputs<'c>;

    fn inputs<'c>(&self, context: &'c Context<'_>) -> Inputs<'c> {
        Inputs { frame: context.parts.frame(), immutable: immutable(context.plan) }
    }
}

impl Render for Inputs<'_> {
    fn render(&self) -> Result<Vec<u8>, Obstacle> {
        let Inputs { frame, immutable } = self;
        let base = frame.config().base_url.path();
        let mut file = format!("{base}/*\n").into_bytes();
        for (name, value) in frame.templates().headers() {
            // Writing to memory cannot fail, here and below.
            let _ = writeln!(file, "  {name}: {value}");
        }
        for path in immutable {
            let _ = write!(file, "\n{base}{path}\n  Cache-Control: {IMMUTABLE}\n");
        }
        Ok(file)
    }
}
