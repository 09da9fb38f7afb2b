//! The web application manifest (W3C): the hub's name and icons for a home screen.

use serde_json::json;

use super::{About, Context, Kind, Planner, Render};
use crate::path::UrlPath;
use crate::render::{Frame, Obstacle};
use crate::site::addresses::MANIFEST;

#[derive(Debug)]
struct WebManifest;

pub(super) fn plan(planner: &mut Planner<'_>) {
    planner.put(planner.site.edition.file(MANIFEST).to_out(), WebManifest);
}

impl About for WebManifest {}

#[derive(Hash)]
struct Inputs<'c> {
    frame: &'c Frame<'c>,
}

impl Kind for WebManifest {
    const NAME: &'static str = "manifest";

    type Inputs<'c> = Inputs<'c>;

    fn inputs<'c>(&self, context: &'c Context<'_>) -> Inputs<'c> {
        Inputs { frame: context.parts.frame() }
    }
}

impl Render for Inputs<'_> {
    fn render(&self) -> Result<Vec<u8>, Obstacle> {
        let Inputs { frame } = self;
        let config = frame.config();
        let href = |path: &str| frame.href(&UrlPath::file(path));
        let home = frame.href(&frame.edition().root());
        let manifest = json!({
            "name": config.title,
            "short_name": config.title,
            "description": config.description,
            "lang": config.language,
            "start_url": home,
            "scope": home,
            "display": "browser",
            "icons": [
                { "src": href("favicon.svg"), "type": "image/svg+xml", "sizes": "any" },
                { "src": href("icon-512.png"), "type": "image/png", "sizes": "512x512" },
            ],
        });
        Ok(manifest.to_string().into_bytes())
    }
}
