//! Destinations: the target of an address, as far as the address itself shows.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::address;
use crate::config::{BaseUrl, with_host};

/// The target of an address. Only the plan of the output shows whether it exists.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Destination<'a> {
    /// To an anchor of the page with the address, or to its top.
    Here(Cow<'a, str>),
    /// To a page or file of the site.
    Site {
        /// The path, percent-encoded and without that of `base_url`.
        path: Cow<'a, str>,
        /// The anchor, percent-encoded; empty for the top.
        anchor: Cow<'a, str>,
    },
    /// To another site, or to the site above the hub.
    Elsewhere,
    /// To a different place from each page.
    Relative,
}

impl<'a> Destination<'a> {
    /// The target of `href` on a page of the site at `base`.
    #[must_use]
    pub fn of(href: &'a str, base: &BaseUrl) -> Self {
        let href = href.trim_ascii();
        if href.starts_with(['#', '?']) {
            return Self::Here(anchor(href).into());
        }
        if href.starts_with('/') || with_host(href).is_some() {
            return base.local(href).map_or(Self::Elsewhere, Self::below);
        }
        if address::scheme(href).is_some() { Self::Elsewhere } else { Self::Relative }
    }

    /// The target of an address within the site, given without the path of `base_url`.
    fn below(local: &'a str) -> Self {
        let end = local.bytes().position(|byte| matches!(byte, b'?' | b'#'));
        let (path, rest) = local.split_at(end.unwrap_or(local.len()));
        Self::Site { path: path.into(), anchor: anchor(rest).into() }
    }

    /// The target of a relative address on the page at `page` (RFC 3986, section 5.2).
    #[must_use]
    pub fn joined(page: &str, href: &'a str, base: &BaseUrl) -> Destination<'a> {
        let whole = join(page, href);
        match base.local(&whole) {
            Some(path) => Self::Site { path: path.to_owned().into(), anchor: anchor(href).into() },
            None => Self::Elsewhere,
        }
    }

    /// The same, with an owned text.
    #[must_use]
    pub fn into_owned(self) -> Destination<'static> {
        let owned = |text: Cow<'a, str>| Cow::Owned(text.into_owned());
        match self {
            Self::Here(anchor) => Destination::Here(owned(anchor)),
            Self::Site { path, anchor } => {
                Destination::Site { path: owned(path), anchor: owned(anchor) }
            }
            Self::Elsewhere => Destination::Elsewhere,
            Self::Relative => Destination::Relative,
        }
    }
}

/// The anchor of an address. A text to highlight is not an anchor (URL Fragment Text Directives,
/// section 3.1).
#[must_use]
pub(crate) fn anchor(href: &str) -> &str {
    let anchor = href.split_once('#').map_or("", |(_, anchor)| anchor);
    // Searching for three characters has a higher start-up cost than searching for one.
    let has_directive = anchor.contains(':');
    if has_directive { anchor.split(":~:").next().unwrap_or_default() } else { anchor }
}

fn join(page: &str, relative: &str) -> String {
    let path = relative.split(['?', '#']).next().unwrap_or_default();
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    let mut is_folder = true;
    for part in path.split('/') {
        is_folder = matches!(part, "" | "." | "..");
        match part {
            "" | "." => {}
            ".." => parts.truncate(1.max(parts.len() - 1)),
            part => parts.push(part),
        }
    }
    let mut whole = parts.join("/");
    if is_folder {
        whole.push('/');
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_distinguished_by_where_they_lead() {
        let base = BaseUrl::parse("https://example.com/errors/").unwrap();
        let site = |path, anchor| Destination::Site { path, anchor };
        for (href, destination) in [
            ("#a", Destination::Here("a".into())),
            ("?q#a", Destination::Here("a".into())),
            ("/errors/http/?q#a", site("/http/".into(), "a".into())),
            (" https://Example.com/errors ", site("".into(), "".into())),
            ("/about/", Destination::Elsewhere),
            ("//example.org/", Destination::Elsewhere),
            ("mailto:a@example.com", Destination::Elsewhere),
            ("http/502/", Destination::Relative),
        ] {
            assert_eq!(Destination::of(href, &base), destination, "{href}");
        }
    }

    #[test]
    fn relative_addresses_are_seen_from_the_page() {
        for (relative, whole) in [
            ("x/", "/errors/http/502/x/"),
            ("x", "/errors/http/502/x"),
            ("./x#y", "/errors/http/502/x"),
            ("../504/?q", "/errors/http/504/"),
            ("..", "/errors/http/"),
            ("../../../about/", "/about/"),
            ("../../../../../about/", "/about/"),
        ] {
            assert_eq!(join("/errors/http/502/", relative), whole, "{relative}");
        }
        assert_eq!(join("/404.html", "x"), "/x");
    }

    #[test]
    fn a_text_directive_is_not_an_anchor() {
        assert_eq!(anchor("/a/#:~:text=b"), "");
        assert_eq!(anchor("/a/#c:~:text=b,d"), "c");
        assert_eq!(anchor("?q#c"), "c");
    }
}
