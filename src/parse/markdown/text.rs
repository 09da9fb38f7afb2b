//! The HTML of a Markdown text, with what a reader of the final page would find in it.

use std::fmt;
use std::ops::Deref;

use serde::{Deserialize, Serialize};

use super::{Reference, TocEntry};

/// The HTML of a Markdown text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Text {
    html: String,
    found: Option<Found>,
}

/// The anchors and links of a text that contains nothing else: no pictures, no notes and no HTML of
/// the author's own. The checks of the page take them from here rather than parse the HTML.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Found {
    /// The anchors, one on each line.
    pub anchors: String,
    /// The links, one on each line.
    pub links: String,
}

impl Text {
    pub(super) fn new(html: String, found: Option<Found>) -> Self {
        Self { html, found }
    }

    /// What it contains, if that is known.
    #[must_use]
    pub fn found(&self) -> Option<&Found> {
        self.found.as_ref()
    }

    /// The HTML alone.
    #[must_use]
    pub fn into_html(self) -> String {
        self.html
    }
}

/// HTML that was edited after it was made from Markdown.
impl From<String> for Text {
    fn from(html: String) -> Self {
        Self { html, found: None }
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.html
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

impl Found {
    pub(super) fn of(references: &[Reference], headings: &[TocEntry]) -> Self {
        Self {
            anchors: lines(headings.iter().map(|heading| &*heading.anchor)),
            links: lines(references.iter().map(|reference| &*reference.href)),
        }
    }
}

fn lines<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    texts.flat_map(|text| [text, "\n"]).collect()
}
