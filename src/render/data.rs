//! Files for browsers and scripts: what the search box looks through, and the web manifest.

use serde::Serialize;
use serde_json::json;

use super::view::Views;
use crate::path::UrlPath;

/// The articles as the search box knows them.
#[derive(Serialize)]
struct SearchData<'a> {
    version: u8,
    articles: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'a str>,
    url: String,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    messages: &'a [String],
}

/// Titles, codes and messages of all articles, in the order of their sources.
pub(super) fn search(views: Views<'_>) -> Vec<u8> {
    let articles = views.site.articles.iter().map(|article| {
        let summary = &article.document.summary;
        Entry {
            title: &summary.title,
            code: summary.code.as_deref(),
            url: views.project.config.base_url.href(&article.document.url),
            messages: &summary.messages,
        }
    });
    // Strings and lists of strings always serialise.
    serde_json::to_vec(&SearchData { version: 1, articles: articles.collect() }).unwrap_or_default()
}

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
