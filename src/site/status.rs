//! Finds the articles about HTTP status codes.

use std::collections::BTreeMap;

use super::{ArticleIndex, Site};
use crate::http_status;

impl Site {
    /// The articles about the HTTP statuses for errors (RFC 9110, sections 15.5 and 15.6), by
    /// status. Other protocols have the same numbers, so the registered name of the status has to
    /// be one of the article's messages, or its title.
    #[must_use]
    pub fn by_status(&self) -> BTreeMap<u16, ArticleIndex> {
        let mut found = BTreeMap::new();
        for (index, article) in self.articles.iter().enumerate() {
            let summary = &article.document.summary;
            let Some(code) = summary.code.as_deref() else { continue };
            let status = code.parse().ok().filter(|status| (400..600).contains(status));
            let (Some(status), Some(name)) = (status, http_status::name(code)) else { continue };
            let name = name.to_lowercase();
            let mut said = summary.messages.iter().chain([&summary.title]);
            if said.any(|text| text.to_lowercase().contains(&name)) {
                found.entry(status).or_insert(index);
            }
        }
        found
    }
}
