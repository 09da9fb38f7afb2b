//! Files for browsers: the web manifest.

use serde_json::json;

use super::view::Views;
use crate::path::UrlPath;

/// The web application manifest (W3C): the hub's name and signs for a home screen.
pub(super) fn manifest(views: Views<'_>) -> Vec<u8> {
    let config = &views.project.config;
    let href = |path: &str| config.base_url.href(&UrlPath::file(path));
    let home = config.base_url.href(&UrlPath::root());
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
    manifest.to_string().into_bytes()
}
