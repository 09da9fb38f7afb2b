//! The view of one of the site's own pages.

use std::borrow::Cow;

use serde::Serialize;

use super::{LinkView, PageHead};
use crate::render::json_ld;
use crate::render::parts::{Frame, PagePart};

/// A page such as an imprint: `page` in page.html.
#[derive(Debug, Clone, Serialize)]
pub struct PageView<'a> {
    #[serde(flatten)]
    #[expect(missing_docs, reason = "flattened")]
    pub head: PageHead,
    /// HTML: the text.
    pub body: Cow<'a, str>,
    /// Where readers can change the page, if the site says so.
    pub edit_url: Option<String>,
}

impl Frame<'_> {
    /// The view of a page.
    #[must_use]
    pub fn page<'v>(&self, page: &PagePart<'v>) -> PageView<'v> {
        let document = page.document();
        let title = &document.front.title;
        let mut head =
            self.head("page", title.clone(), document.description.clone(), &document.url);
        let this = LinkView { title: title.clone(), url: self.href(&document.url) };
        head.breadcrumbs = vec![self.hub_crumb(), this];
        head.source = Some(document.source.to_string());
        head.json_ld = json_ld::page(self, &head);
        PageView { edit_url: self.edit_url(&head), head, body: page.body() }
    }
}
