//! The options of a site without settings, for tests and for fuzzing.

use std::collections::BTreeMap;

use super::ParseOptions;
use crate::config::{BaseUrl, Labels, OwnFields};
use crate::path::Edition;

/// Calls `read` with the options of the site at `base_url`, whose HTML in Markdown is passed through
/// if `raw_html` is on; `None` if that is not an address.
pub(crate) fn with_defaults<T>(
    base_url: &str,
    raw_html: bool,
    read: impl FnOnce(ParseOptions<'_>) -> T,
) -> Option<T> {
    let base_url = BaseUrl::parse(base_url).ok()?;
    let (labels, fields) = (Labels::new("en", &BTreeMap::new()), OwnFields::default());
    Some(read(ParseOptions {
        base_url: &base_url,
        raw_html,
        highlight: true,
        labels: &labels,
        language: "en",
        fields: &fields,
        edition: &Edition::default(),
    }))
}
