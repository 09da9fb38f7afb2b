//! Addresses of files that pages link to but that belong to no single document.

use crate::config::SiteConfig;
use crate::path::{Edition, UrlPath};

/// The index of the search box.
pub const SEARCH: &str = "search/index.json";
/// The web manifest.
pub const MANIFEST: &str = "manifest.webmanifest";
/// The Atom feed of the hub.
pub const FEED: &str = "feed.xml";

/// The offline copy of the hub.
pub const OFFLINE_COPY: &str = "offline.html";

/// The registry: every article, for programs.
pub const REGISTRY: &str = "errors.json";
/// The JSON Schema of the registry.
pub const REGISTRY_SCHEMA: &str = "errors.schema.json";

/// The list of articles for assistants.
pub const LLMS_TXT: &str = "llms.txt";

/// The address of the list that covers the category at `url`.
#[must_use]
pub fn llms_txt_url(url: &UrlPath) -> UrlPath {
    UrlPath::from_encoded(&format!("{url}{LLMS_TXT}"))
}

/// The address of the Markdown twin of the article at `url`.
#[must_use]
pub fn twin_url(url: &UrlPath) -> UrlPath {
    UrlPath::from_encoded(&format!("{}.md", url.as_str().trim_end_matches('/')))
}

/// The maximum number of articles in one file of the registry: about one megabyte, which a browser
/// reads without a pause.
pub const REGISTRY_LENGTH: usize = 400;

/// The address of a part (from 0) of the registry that has articles of the category `id`.
#[must_use]
pub fn registry_part_url(edition: &Edition, id: &str, part: usize) -> UrlPath {
    edition.file(&if part == 0 {
        format!("errors/{id}.json")
    } else {
        format!("errors/{id}/{}.json", part + 1)
    })
}

/// The address of the Atom feed of the category at `url`.
#[must_use]
pub fn category_feed_url(url: &UrlPath) -> UrlPath {
    UrlPath::from_encoded(&format!("{url}{FEED}"))
}

/// Whether articles have cards: the site wants them, and this build of errhub can draw them.
#[must_use]
pub fn has_cards(config: &SiteConfig) -> bool {
    config.cards && cfg!(feature = "cards")
}

/// Whether the hub and its categories have cards, which they do unless the site has its own
/// picture.
#[must_use]
pub fn has_list_cards(config: &SiteConfig) -> bool {
    has_cards(config) && config.image.is_none()
}

/// The address of the card of the page at `url`.
#[must_use]
pub fn card_url(url: &UrlPath) -> UrlPath {
    UrlPath::from_encoded(&format!("{url}card.png"))
}

/// The number of pages in a list of `items`; an empty list still has one.
#[must_use]
pub fn page_count(config: &SiteConfig, items: usize) -> usize {
    items.div_ceil(usize::from(config.paginate_by.get())).max(1)
}

/// The address of a page (from 0) of the list at `first`.
#[must_use]
pub fn page_url(first: &UrlPath, page: usize) -> UrlPath {
    if page == 0 {
        first.clone()
    } else {
        UrlPath::from_encoded(&format!("{first}page/{}/", page + 1))
    }
}
