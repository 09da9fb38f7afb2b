//! Rendering: the parts of a site, their views, templates, and formats for programs.

mod atom;
#[cfg(feature = "cards")]
pub mod card;
mod crossings;
mod elsewhere;
mod headers;
mod json_ld;
mod llms_txt;
mod offline;
mod parts;
mod pictures;
pub mod registry;
mod sealed;
mod templates;
mod twin;
pub mod view;
pub mod xml;

pub use atom::{FEED_LENGTH, Feed};
pub use crossings::{Alternate, Crossing, Crossings};
pub use headers::{Headers, hashes, headers};
pub use offline::{
    OFFLINE, OfflineArticlePart, OfflinePart, OfflineWith, data_address, offline_permissions,
    offline_style,
};
pub use parts::{
    ArticlePart, CategoryPart, Frame, ListPart, LongTexts, PagePart, Parts, PlatformPart,
    SummaryPart,
};
pub use sealed::sealed;
pub use templates::{FILTERS, FUNCTIONS, TESTS, TemplateFailure, Templates, components};
pub use view::{Leads, RedirectPart};

use crate::error::Error;

/// The width of a card, in pixels.
pub const CARD_WIDTH: u32 = 1200;
/// The height of a card, in pixels.
pub const CARD_HEIGHT: u32 = 630;

/// The reason why a file could not be rendered.
#[derive(Debug)]
pub enum Obstacle {
    /// A template fails.
    Template(TemplateFailure),
    /// The text of an article cannot be read.
    Text(Error),
}

impl From<TemplateFailure> for Obstacle {
    fn from(failure: TemplateFailure) -> Self {
        Self::Template(failure)
    }
}
