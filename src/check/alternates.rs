//! Alternates confirm each other: search engines ignore one that the other page does not name in
//! return, and a sitemap that contradicts the pages.

use std::collections::BTreeMap;

use memchr::memmem;
use serde::{Deserialize, Serialize};

use crate::config::BaseUrl;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::output::{Plan, PlanIndex};
use crate::path::SourcePath;

/// A page in another language, as the final HTML names it: the tag, and the full address.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct NamedAlternate {
    /// The language tag, or `x-default`.
    pub hreflang: String,
    /// The full address.
    pub href: String,
}

/// Reports the alternates of pages that the other page does not name in return. `named` returns
/// those of a page, with its source; `None` if they are unknown.
#[must_use]
pub fn not_reciprocal<'p>(
    base: &BaseUrl,
    plan: &Plan,
    named: impl Fn(PlanIndex) -> Option<(&'p [NamedAlternate], SourcePath)>,
) -> Vec<(PlanIndex, Diagnostic)> {
    let mut found = Vec::new();
    for (index, (out, _)) in plan.iter().enumerate() {
        let Some((alternates, _)) = named(index) else { continue };
        if alternates.is_empty() {
            continue;
        }
        let own = base.absolute(&out.to_url());
        for alternate in alternates.iter().filter(|one| one.href != own) {
            // A dead link is reported as such.
            let other = base.local(&alternate.href).and_then(|path| plan.served(path));
            let Some((back, source)) = other.and_then(&named) else { continue };
            if !back.iter().any(|one| one.href == own) {
                let NamedAlternate { hreflang, href } = alternate;
                let message = format!(
                    "{own} names this page as its version in `{hreflang}`, but {href} does not name it"
                );
                found.push((index, not_named(message, &source)));
            }
        }
        if !alternates.iter().any(|one| one.href == own)
            && let Some((_, source)) = named(index)
        {
            let message = format!("{own} names the page in other languages, but not itself");
            found.push((index, not_named(message, &source)));
        }
    }
    found
}

fn not_named(message: String, source: &SourcePath) -> Diagnostic {
    Diagnostic::new(Code::NotReciprocal, message, Place::file(source))
        .help("make the template show all of `page.alternates`, as the built-in base.html does")
}

/// The alternates in a sitemap, by the address of the page. errhub wrote the file, so its form is
/// known.
#[must_use]
pub fn in_sitemap(xml: &str) -> BTreeMap<&str, Vec<NamedAlternate>> {
    const LINK: &str = "<xhtml:link rel=\"alternate\" hreflang=\"";
    if memmem::find(xml.as_bytes(), LINK.as_bytes()).is_none() {
        return BTreeMap::new();
    }
    let pages = xml.split("<url>").skip(1).filter_map(|page| {
        let (_, rest) = page.split_once("<loc>")?;
        let (address, rest) = rest.split_once("</loc>")?;
        let links = rest.split(LINK).skip(1).filter_map(|link| {
            let (hreflang, link) = link.split_once("\" href=\"")?;
            let (href, _) = link.split_once('"')?;
            Some(NamedAlternate { hreflang: hreflang.to_owned(), href: href.to_owned() })
        });
        Some((address, links.collect()))
    });
    pages.collect()
}

/// The diagnostic for a sitemap that names other alternates than the page itself.
#[must_use]
pub fn otherwise_in(file: &str, source: &SourcePath) -> Diagnostic {
    let message = format!("{file} names other alternates than this page");
    not_named(message, source)
}
