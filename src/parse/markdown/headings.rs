//! Headings: their levels in the outline of the page, and their anchors.

use std::ops::Range;

use pulldown_cmark::HeadingLevel;
use serde::{Deserialize, Serialize};

use super::Field;
use crate::diagnostic::Code;
use crate::html::visible_text;

/// A heading of the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TocEntry {
    /// Its level on the page, 2 to 6.
    pub level: u8,
    /// Its text.
    pub text: String,
    /// Its anchor.
    pub anchor: String,
}

/// The place of a Markdown field in the outline of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outline {
    /// The level of the heading above the field.
    pub under: u8,
    /// The smallest level that a heading of the field may get.
    pub top: u8,
}

impl Outline {
    /// The text of a page with no other text: directly below the page's title.
    pub const PAGE: Self = Self { under: 1, top: 2 };
    /// The causes: below a second-level heading, and free to add more headings of that level.
    pub const CAUSES: Self = Self { under: 2, top: 2 };
    /// Below a heading of this level.
    #[must_use]
    pub const fn below(level: u8) -> Self {
        Self { under: level, top: level + 1 }
    }
}

impl Field<'_, '_, '_> {
    /// The level that a heading gets on the page, where the only first-level heading is the title.
    pub(super) fn heading_level(
        &mut self,
        level: HeadingLevel,
        range: &Range<usize>,
    ) -> HeadingLevel {
        if level == HeadingLevel::H1 && self.top == 2 {
            self.say(
                Code::TopHeading,
                "`#` makes a second page title; the first comes from `title`".into(),
                range,
                "write `## …` here",
            );
        }
        let level = (level as u8 + self.deeper).min(6);
        if level > self.above + 1 {
            self.say(
                Code::SkippedLevel,
                format!("this heading of level {level} comes below one of level {}", self.above),
                range,
                format!(
                    "write `{} …` here, so that no level is missing in the outline",
                    "#".repeat(usize::from(self.above + 1 - self.deeper,))
                ),
            );
        }
        self.above = level;
        HeadingLevel::try_from(usize::from(level)).unwrap_or(HeadingLevel::H6)
    }

    /// The anchor of a heading, made from its visible text.
    pub(super) fn heading_anchor(
        &mut self,
        id: Option<&str>,
        level: u8,
        html: &str,
        range: &Range<usize>,
    ) -> String {
        let text = visible_text(html);
        let anchor = match id {
            Some(id) => {
                let anchor = self.page.unique(id);
                if anchor != id {
                    self.say(
                        Code::TakenAnchor,
                        format!("the page already has an anchor `#{id}`"),
                        range,
                        "choose another name between the braces",
                    );
                }
                anchor
            }
            None => self.page.anchor(&text),
        };
        self.page.toc.push(TocEntry { level, text, anchor: anchor.clone() });
        anchor
    }
}
