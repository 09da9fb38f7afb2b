//! Articles, platforms and callouts that nothing uses.
//!
//! The missing use may be in a document that could not be read, so these rules run only if all
//! documents can.

use super::Subject;
use crate::config::SITE_FILE;
use crate::diagnostic::{Code, Diagnostic, FieldPath, Place};
use crate::limits;
use crate::path::SourcePath;
use crate::site::inbound;

/// Every article is related to, or linked from, another one.
pub(super) fn orphans(subject: Subject<'_>) -> Vec<Diagnostic> {
    let site = subject.site;
    // A translation inherits the links to its original, whether or not the linking articles are
    // translated.
    if site.articles.len() < 2 || !site.broken.is_empty() || subject.original().is_some() {
        return Vec::new();
    }
    // Nothing should lead readers to an unfinished article.
    let lonely = site
        .articles
        .iter()
        .zip(inbound(site))
        .filter(|(article, leading)| *leading == 0 && article.document.unwritten.is_empty());
    lonely
        .map(|(article, _)| {
            Diagnostic::new(
                Code::Orphan,
                "no other article links to this one",
                Place::file(&article.document.source),
            )
            .help(format!(
                "add `{}` to the `related` of an article that the same readers may open",
                article.id
            ))
        })
        .collect()
}

/// The footer of every page has room for only a few pages.
pub(super) fn crowded_footer(subject: Subject<'_>) -> Vec<Diagnostic> {
    let pages = subject.site.footer_pages();
    let Some(first) = pages.get(limits::FOOTER) else { return Vec::new() };
    let message =
        format!("{} pages have `footer: true`; {} are allowed", pages.len(), limits::FOOTER);
    let place = Place::value(&first.source, "footer");
    let help =
        "leave the footer to what readers look for there, and link to the other pages from these";
    vec![Diagnostic::new(Code::TooMany, message, place).help(help)]
}

/// Every platform of site.yaml has an article.
pub(super) fn unused_platforms(subject: Subject<'_>) -> Vec<Diagnostic> {
    if subject.site.articles.is_empty()
        || !subject.site.broken.is_empty()
        || subject.original().is_some()
    {
        return Vec::new();
    }
    let platforms = subject.site.platforms.iter().enumerate();
    let unused = platforms.filter(|(_, platform)| platform.articles.is_empty());
    unused
        .map(|(index, platform)| {
            let place = Place::value(&site_file(), FieldPath::from("platforms").index(index));
            Diagnostic::new(
                Code::UnusedPlatform,
                format!("no article applies to `{}`", platform.name),
                place,
            )
            .help("remove it, or name it in the `applies_to` of an article")
        })
        .collect()
}

/// Every callout of site.yaml is shown by an article.
pub(super) fn unused_callouts(subject: Subject<'_>) -> Vec<Diagnostic> {
    let Subject { project, site, .. } = subject;
    if site.articles.is_empty() || !site.broken.is_empty() || subject.original().is_some() {
        return Vec::new();
    }
    let callouts = project.config.callouts.iter().enumerate();
    let unused = callouts
        .filter(|(index, _)| !site.articles.iter().any(|article| article.callouts.contains(index)));
    unused
        .map(|(index, callout)| {
            let place =
                Place::value(&site_file(), FieldPath::from("callouts").index(index).key("id"));
            Diagnostic::new(
                Code::UnusedCallout,
                format!("no article shows the callout `{}`", callout.id),
                place,
            )
            .help("remove it, or name it in the `callouts` of an article or category")
        })
        .collect()
}

fn site_file() -> SourcePath {
    SourcePath::new(SITE_FILE)
}
