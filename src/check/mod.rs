//! Finds mistakes in a site that can be read: rules about its content and its final HTML.
//!
//! A rule is a plain function. Errors are what readers would suffer from; the rest are warnings.

mod alternates;
mod dates;
mod duplicates;
mod files;
mod headers;
pub mod hosts;
mod images;
mod labels;
mod links;
mod loads;
mod page;
mod pastes;
mod pictures;
mod policy;
mod published;
mod relations;
mod self_contained;
mod sentences;
mod shared;
mod stamps;
mod styles;
mod translations;
mod words;

pub use alternates::{NamedAlternate, in_sitemap, not_reciprocal, otherwise_in};
pub use dates::{Aged, stale};
pub use files::unused;
pub use headers::headers_file;
pub use images::images;
pub use links::{Advice, Dead, Links, PageLinks, TemplateAddresses};
pub use loads::{PageLoad, PageLoads, What};
pub use page::{Facts, Pieces, page};
pub use pastes::Trial;
pub use pictures::picture;
pub use published::is_as_stamped;
pub use self_contained::loaded_from_elsewhere;
pub use shared::once;
pub use stamps::{dated, disagree};
pub use styles::style_sheet;
pub use translations::{Freshness, changes_of_original, freshness, named, older_than_originals};

use crate::config::Project;
use crate::date::Today;
use crate::diagnostic::Diagnostic;
use crate::lockfile::Lock;
use crate::parse::Summary;
use crate::site::{Article, Site};

/// The input of the rules.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    /// The project.
    pub project: &'a Project,
    /// Its site, in one language.
    pub site: &'a Site,
    /// The hub in all languages, which is the site in the main one.
    pub whole: &'a Site,
    /// What was published before.
    pub published: PublishedBefore<'a>,
    /// The day of the check. It affects warnings only, never the output.
    pub today: &'a Today,
}

impl<'a> Subject<'a> {
    /// The site in the main language, if this is about another one.
    fn original(self) -> Option<&'a Site> {
        self.site.edition.folder().map(|_| self.whole)
    }

    /// What the original of an article says, if it is a translation.
    fn original_of(self, article: &Article) -> Option<&'a Summary> {
        let original = &self.original()?.articles[article.original?];
        Some(&original.document.summary)
    }
}

/// What is known about the published site.
#[derive(Clone, Copy)]
pub enum PublishedBefore<'a> {
    /// Nothing: there is no lock, or it cannot be read.
    Unknown,
    /// An earlier run found the site to be exactly as its lock says, and neither has changed since.
    AsIs,
    /// The lock.
    Lock(&'a Lock),
}

impl<'a> PublishedBefore<'a> {
    fn lock(self) -> Option<&'a Lock> {
        match self {
            Self::Lock(lock) => Some(lock),
            Self::Unknown | Self::AsIs => None,
        }
    }
}

/// A rule about content: returns its violations.
pub type Rule = fn(Subject<'_>) -> Vec<Diagnostic>;

/// The rules about content. The rules about final HTML are [`page`] and [`Links`].
pub const RULES: &[Rule] = &[
    dates::future,
    dates::after_review,
    published::unstamped,
    published::lost,
    published::leading_to_gone,
    translations::stale,
    duplicates::titles,
    duplicates::codes,
    duplicates::messages,
    duplicates::descriptions,
    sentences::repeated,
    relations::orphans,
    relations::crowded_footer,
    relations::unused_platforms,
    relations::unused_callouts,
    labels::english,
    words::placeholders,
    words::general_messages,
    words::long_descriptions,
    words::missing_faq,
];
