//! Texts and addresses of a page for use elsewhere: in the registry, feeds and Markdown.

use super::parts::Frame;
use crate::address;
use crate::destination::Destination;
use crate::html;
use crate::path::UrlPath;

impl Frame<'_> {
    /// The full address of an anchor on the page at `page`.
    #[must_use]
    pub fn at_anchor(&self, page: &UrlPath, anchor: &str) -> String {
        let anchor = UrlPath::file(anchor);
        format!("{}#{}", self.absolute(page), anchor.as_str().trim_start_matches('/'))
    }

    /// The full address for one on the page at `page`; `None` if it is already full.
    #[must_use]
    pub fn whole(&self, address: &str, page: &UrlPath) -> Option<String> {
        if address.starts_with("//") || address::scheme(address).is_some() {
            return None;
        }
        let base = &self.config().base_url;
        if address.starts_with('/') {
            return Some(base.whole(address));
        }
        if address.starts_with(['#', '?']) {
            return Some(self.absolute(page) + address);
        }
        let rest = &address[address.find(['?', '#']).unwrap_or(address.len())..];
        match Destination::joined(&base.href(page), address, base) {
            Destination::Site { path, .. } => {
                Some(self.absolute(&UrlPath::from_encoded(&path)) + rest)
            }
            _ => None,
        }
    }

    /// HTML of the page at `page`, with full addresses.
    #[must_use]
    pub fn for_elsewhere(&self, html: &str, page: &UrlPath) -> String {
        html::absolute(html, |address| self.whole(address, page))
    }
}
