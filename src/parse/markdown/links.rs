//! Links and pictures: addresses as the page says them, and a note of each for the checks.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};
use pulldown_cmark_escape::{escape_href, escape_html};
use serde::{Deserialize, Serialize};

use super::{Field, Rest};
use crate::diagnostic::{At, Code};
use crate::path::UrlPath;

/// A link or picture in the text of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// As the page says it.
    pub href: String,
    /// Which of both.
    pub kind: ReferenceKind,
    /// Where the source says it.
    pub at: At,
}

/// What kind of [`Reference`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReferenceKind {
    /// Leads to a page or file.
    Link,
    /// Shows a picture.
    Image,
}

impl<'e> Field<'_, '_, 'e> {
    pub(super) fn image(&mut self, dest: &str, title: &str, alt: &str, range: &Range<usize>) {
        let src = self.refer(dest, ReferenceKind::Image, range);
        let mut html = String::from("<img src=\"");
        let _ = escape_href(&mut html, &src);
        html.push_str("\" alt=\"");
        let _ = escape_html(&mut html, alt);
        if !title.is_empty() {
            html.push_str("\" title=\"");
            let _ = escape_html(&mut html, title);
        }
        html.push_str("\" loading=\"lazy\">");
        self.push_inline(html);
    }

    /// Notes a reference, and gives the address that the page links to.
    pub(super) fn refer(
        &mut self,
        dest: &str,
        kind: ReferenceKind,
        range: &Range<usize>,
    ) -> CowStr<'e> {
        let href = self.resolve(dest, range);
        let at = self.place(range);
        self.page.references.push(Reference { href: href.clone(), kind, at });
        href.into()
    }

    fn resolve(&mut self, dest: &str, range: &Range<usize>) -> String {
        if let Some(scheme) = scheme(dest) {
            if matches!(scheme.to_ascii_lowercase().as_str(), "javascript" | "vbscript" | "data") {
                self.say(
                    Code::BadValue,
                    format!("a link may not be a `{scheme}:` address"),
                    range,
                    "link to a page or a file",
                );
            }
            return dest.to_owned();
        }
        let base = self.page.options.base_path;
        if dest.starts_with("//") || dest.starts_with(['#', '?']) || dest.is_empty() {
            return dest.to_owned();
        }
        if dest.starts_with('/') {
            return format!("{base}{dest}");
        }
        let end = dest.find(['?', '#']).unwrap_or(dest.len());
        let (path, rest) = dest.split_at(end);
        let decoded = percent_encoding::percent_decode_str(path).decode_utf8_lossy();
        let target = self.page.source.join(&decoded);
        let Some(url) = target.as_ref().and_then(UrlPath::of_content) else {
            // Outside content/ there is no page; the address below is one that nothing answers.
            return format!("{base}/{}{rest}", path.trim_start_matches("../"));
        };
        let slash = if path.ends_with('/') && !url.as_str().ends_with('/') { "/" } else { "" };
        format!("{base}{url}{slash}{rest}")
    }
}

/// The text of a picture's description, up to its end.
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

/// The scheme of an absolute address (RFC 3986, section 3.1).
fn scheme(dest: &str) -> Option<&str> {
    let (scheme, _) = dest.split_once(':')?;
    let valid = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    valid.then_some(scheme)
}
