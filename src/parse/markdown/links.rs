//! Links and pictures: turns their addresses into those of the page, and records each for the
//! checks.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};
use pulldown_cmark_escape::escape_href;
use serde::{Deserialize, Serialize};

use super::{Field, Rest, part_of};
use crate::address::{self, Use};
use crate::config::BaseUrl;
use crate::destination::Destination;
use crate::diagnostic::At;
use crate::html::{self, Holds};
use crate::path::{SourcePath, UrlPath};

/// A link or picture in the text of a document.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Reference {
    /// Its address on the page.
    pub href: String,
    /// The destination of the address.
    pub to: Destination<'static>,
    /// Its kind.
    pub kind: ReferenceKind,
    /// Where it is in the source.
    pub at: At,
}

/// The kind of a [`Reference`].
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReferenceKind {
    /// Leads to a page or file.
    Link,
    /// Shows a picture, by Markdown.
    Image,
    /// Shows a picture, by HTML.
    Media,
}

impl ReferenceKind {
    /// The use of the address.
    #[must_use]
    pub fn usage(self) -> Use {
        if self == Self::Link { Use::Link } else { Use::Picture }
    }
}

impl<'e> Field<'_, '_, 'e> {
    /// Rewrites the value of an attribute with addresses and records its references, as for
    /// Markdown. `None` if it stays as it is.
    pub(super) fn addresses_in(
        &mut self,
        value: &html::AddressValue,
        place: &Range<usize>,
    ) -> Option<String> {
        let html::AddressValue { holds, text, .. } = value;
        let kind = if *holds == Holds::Link { ReferenceKind::Link } else { ReferenceKind::Media };
        if text.is_empty() {
            // The check of the final page reports it.
            let at = part_of(self.at, place);
            let to = Destination::Relative;
            self.page.references.push(Reference { href: String::new(), to, kind, at });
            return None;
        }
        if *holds != Holds::Pictures {
            let address = self.refer(text, kind, place);
            return (*address != **text).then(|| address.into_string());
        }
        let mut shown = String::with_capacity(text.len() * 2);
        let mut from = 0;
        for range in html::srcset(text) {
            shown.push_str(&text[from..range.start]);
            shown.push_str(&self.refer(&text[range.clone()], kind, place));
            from = range.end;
        }
        shown.push_str(&text[from..]);
        Some(shown)
    }

    /// Records a reference, and returns the address for the page.
    pub(super) fn refer(
        &mut self,
        dest: &str,
        kind: ReferenceKind,
        range: &Range<usize>,
    ) -> CowStr<'e> {
        let href = self.resolve(dest, kind, range);
        let to = Destination::of(&href, self.page.options.base_url).into_owned();
        let at = part_of(self.at, range);
        self.page.references.push(Reference { href: href.clone(), to, kind, at });
        href.into()
    }

    /// The address on the page for `dest`; reports mistakes in it.
    fn resolve(&mut self, dest: &str, kind: ReferenceKind, range: &Range<usize>) -> String {
        let usage = kind.usage();
        match address::fault(dest, usage) {
            Some(fault) => {
                self.say(fault.code, fault.message, range, fault.help);
                // It is reported here, so the check of the page must not report it again.
                "#".to_owned()
            }
            None => page_address(dest, self.page.source, self.page.options.base_url),
        }
    }
}

/// The address on the page for `dest`, percent-encoded.
pub(super) fn page_address(dest: &str, source: &SourcePath, base: &BaseUrl) -> String {
    encoded(address(dest, source, base))
}

/// An address as on the page: a relative path is that of a file, seen from `source`.
fn address(dest: &str, source: &SourcePath, base: &BaseUrl) -> String {
    if address::scheme(dest).is_some() || dest.starts_with("//") || dest.starts_with(['#', '?']) {
        return dest.to_owned();
    }
    let path = base.path();
    if dest.starts_with('/') {
        // If `base_url` has a path, addresses of the hub may be written with or without it.
        let is_whole = !path.is_empty() && base.local(dest).is_some();
        return if is_whole { dest.to_owned() } else { format!("{path}{dest}") };
    }
    let end = dest.find(['?', '#']).unwrap_or(dest.len());
    let (file, rest) = dest.split_at(end);
    let decoded = percent_encoding::percent_decode_str(file).decode_utf8_lossy();
    let target = source.join(&decoded);
    let Some(url) = target.as_ref().and_then(UrlPath::of_content) else {
        // There are no pages outside content/; the address below is a dead one.
        return format!("{path}/{}{rest}", file.trim_start_matches("../"));
    };
    let slash = if file.ends_with('/') && !url.as_str().ends_with('/') { "/" } else { "" };
    format!("{path}{url}{slash}{rest}")
}

/// The description of a picture, up to its end.
pub(super) fn alt_text(rest: &mut Rest<'_>) -> String {
    let mut alt = String::new();
    let mut depth = 1;
    for (event, _) in rest {
        match event {
            Event::Start(Tag::Image { .. }) => depth += 1,
            Event::End(TagEnd::Image) => {
                depth -= 1;
                if depth == 0 {
                    break;
                }
            }
            Event::Text(text) | Event::Code(text) => alt.push_str(&text),
            Event::SoftBreak | Event::HardBreak => alt.push(' '),
            _ => {}
        }
    }
    alt
}

/// Percent-encodes the characters that are not allowed in addresses, as the HTML writer will.
fn encoded(address: String) -> String {
    let is_plain =
        |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/?#@!$()*+,;=%".contains(&byte);
    if address.bytes().all(is_plain) {
        return address;
    }
    let mut encoded = String::with_capacity(address.len() * 2);
    let _ = escape_href(&mut encoded, &address);
    encoded.replace("&#x27;", "'").replace("&amp;", "&")
}
