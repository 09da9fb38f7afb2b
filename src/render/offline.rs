//! The offline copy: all articles of a language on one page, which loads nothing.

mod style;
mod texts;

use std::collections::BTreeMap;
use std::io::Write as _;

use base64ct::{Base64, Encoding};
use flate2::Compression;
use flate2::write::GzEncoder;

use super::parts::{ArticlePart, CategoryPart, Frame, SummaryPart};
use super::{Obstacle, sealed};
use crate::matcher;
use crate::path::UrlPath;

pub use style::{offline_permissions, offline_style};
pub(super) use texts::{Leads, anchor};

/// The template of offline copies.
pub const OFFLINE: &str = "offline.html";

/// The content of an offline copy.
#[derive(Hash)]
pub struct OfflinePart<'c> {
    /// The categories, each with its articles.
    pub categories: Vec<(CategoryPart<'c>, Vec<OfflineArticlePart<'c>>)>,
}

/// An article of an offline copy.
#[derive(Hash)]
pub struct OfflineArticlePart<'c> {
    /// The article.
    pub article: ArticlePart<'c>,
    /// Its related articles in the same language.
    pub related: Vec<SummaryPart<'c>>,
}

/// The inputs of an offline copy.
#[derive(Clone, Copy)]
pub struct OfflineWith<'c> {
    /// The style sheet, without anything to load.
    pub style: &'c str,
    /// The script.
    pub script: &'c str,
    /// The index of the search box.
    pub search: &'c matcher::Files,
    /// The pictures that are small enough, as `data:` addresses, by their addresses on the site.
    pub pictures: &'c BTreeMap<UrlPath, String>,
}

impl Frame<'_> {
    /// The bytes of the offline copy.
    ///
    /// # Errors
    /// If the template fails, or the text of an article cannot be read.
    pub fn offline(
        &self,
        part: &OfflinePart<'_>,
        with: OfflineWith<'_>,
    ) -> Result<Vec<u8>, Obstacle> {
        let articles = part.categories.iter().flat_map(|(_, articles)| articles);
        let leads = Leads::new(
            self,
            articles.map(|one| one.article.summary().url().clone()),
            with.pictures,
        );
        let proses = part.categories.iter().map(|(_, articles)| {
            let prose = |one: &OfflineArticlePart<'_>| {
                let mut prose = one.article.prose(self)?;
                leads.rewrite(one.article.summary().url(), &mut prose);
                Ok(prose)
            };
            articles.iter().map(prose).collect::<Result<Vec<_>, _>>()
        });
        let proses = proses.collect::<Result<Vec<_>, _>>().map_err(Obstacle::Text)?;
        let view = self.offline_view(part, &proses, &leads, with);
        let page = self.templates().render(OFFLINE, &view)?;
        Ok(sealed(&String::from_utf8_lossy(&page), "").into_bytes())
    }
}

/// The index of the search box, for a script in a page: the head and its pieces as a list in JSON
/// (RFC 8259), compressed (RFC 1952), in Base64 (RFC 4648).
pub(super) fn packed(files: &matcher::Files) -> String {
    let mut list = b"[".to_vec();
    list.extend_from_slice(files.head());
    for piece in files.pieces() {
        list.push(b',');
        list.extend_from_slice(piece);
    }
    list.push(b']');
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    // Writing to memory cannot fail.
    let packed = packed.write_all(&list).and_then(|()| packed.finish());
    packed.map_or_else(|_| String::new(), |bytes| Base64::encode_string(&bytes))
}

/// A picture as an address that contains it (RFC 2397).
#[must_use]
pub fn data_address(media_type: &str, bytes: &[u8]) -> String {
    format!("data:{media_type};base64,{}", Base64::encode_string(bytes))
}
