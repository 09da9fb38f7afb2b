//! What the preview adds to pages in the browser: the reload script, and the events that it
//! receives.

use std::borrow::Cow;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use serde::Serialize;

use super::problem::Problem;
use super::version::{Reply, Version};
use super::{overview, page};
use crate::html::escape;

/// The address of the preview's own files.
pub(super) const OWN: &str = super::OVERVIEW;
/// The address of the stream of versions.
pub(super) const EVENTS: &str = "/_errhub/events";
/// The address of the list of all pages.
const PAGES: &str = "/_errhub/pages/";

/// How many errors the panel lists; the overview lists all of them.
const LISTED: usize = 20;

/// The state of a page, as sent to a browser that follows it.
#[derive(Serialize)]
struct State<'a> {
    /// Changes with the page, except for the address of the style sheet.
    page: &'a str,
    /// The address of the style sheet.
    style: Option<String>,
    /// The numbers of errors and warnings in the whole site.
    errors: usize,
    warnings: usize,
    /// Changes with the errors.
    mark: String,
    /// The first errors, with those of the page itself before the others.
    problems: Vec<&'a Problem>,
}

/// The state of the page at `path` in this version, as the data of an event.
pub(super) fn state(path: &str, page: &str, current: &Version) -> String {
    let errors = current.problems.errors();
    let own = if errors.is_empty() { None } else { current.source_of(path) };
    let is_own = |problem: &&Problem| own.is_some() && problem.file == own;
    let all = || errors.iter().map(|problem| &**problem);
    let problems = all().filter(is_own).chain(all().filter(|one| !is_own(one)));
    // Strings and numbers can always be serialized.
    serde_json::to_string(&State {
        page,
        style: current.style(),
        errors: errors.len(),
        warnings: current.problems.warnings().len(),
        mark: format!("{:016x}", current.problems.mark_of_errors()),
        problems: problems.take(LISTED).collect(),
    })
    .unwrap_or_default()
}

/// The version of the page at `path`. `before` is an earlier version of the site with that of the
/// page, which is still right if the site is the same.
pub(super) fn version_at(
    path: &str,
    current: &Version,
    before: Option<(Arc<Version>, String)>,
) -> String {
    match before {
        _ if path == OWN || path == PAGES => overview_version(current),
        Some((at, version)) if at.has_site_of(current) && !current.lists_problems(path) => version,
        _ => html(&current.answer(path), current)
            .map_or_else(String::new, |html| version(&html, current)),
    }
}

/// The page that an answer shows; `None` if it is not a page.
pub(super) fn html<'a>(answer: &'a Reply, current: &Version) -> Option<Cow<'a, [u8]>> {
    let problems = || current.problems.all().iter().map(|problem| &**problem);
    let page = match answer {
        Reply::Found { bytes, .. } | Reply::NotFound(bytes) | Reply::Gone(bytes) => {
            return Some(bytes.into());
        }
        Reply::Moved(_) => return None,
        Reply::Broken(source) => {
            let of_source = problems().filter(|problem| problem.file.as_ref() == Some(source));
            page::broken(source, of_source)
        }
        Reply::NoSite => page::no_site(problems()),
        Reply::Outside(home) => page::outside(home),
        Reply::Failed(why) => page::failed(why),
    };
    Some(page.into_bytes().into())
}

/// Changes with the text of a page, except for the address of the style sheet, and with the
/// pictures and other files on it.
fn version(html: &[u8], current: &Version) -> String {
    let mut hasher = DefaultHasher::new();
    let text = String::from_utf8_lossy(html);
    match current.style() {
        Some(style) => text.split(&*style).for_each(|part| part.hash(&mut hasher)),
        None => text.hash(&mut hasher),
    }
    for attribute in [" src=\"", " href=\""] {
        let values = text.split(attribute).skip(1).filter_map(|rest| rest.split('"').next());
        values
            .filter_map(|href| current.look_of_copy(href))
            .for_each(|look| look.hash(&mut hasher));
    }
    format!("{:016x}", hasher.finish())
}

/// The overview says how long ago something was, so its text always differs.
fn overview_version(current: &Version) -> String {
    let mut hasher = DefaultHasher::new();
    current.history.first().map(|(when, _)| when).hash(&mut hasher);
    format!("{:016x}{:016x}", hasher.finish(), current.problems.mark())
}

/// The page that an answer shows, with the reload script.
pub(super) fn page_of(answer: &Reply, current: &Version) -> Vec<u8> {
    let html = html(answer, current).unwrap_or_default();
    let lists = matches!(answer, Reply::Broken(_) | Reply::NoSite);
    with_script(&html, &version(&html, current), lists, current)
}

/// `lists` says whether the page itself lists the diagnostics.
fn with_script(html: &[u8], version: &str, lists: bool, current: &Version) -> Vec<u8> {
    let script = format!(
        "<script src=\"{OWN}client.js\" defer data-page=\"{version}\" data-style=\"{}\"{}></script>\n",
        escape(&current.style().unwrap_or_default()),
        if lists { " data-lists" } else { "" },
    );
    let mut page = String::from_utf8_lossy(html).into_owned();
    let end = page.rfind("</body>").unwrap_or(page.len());
    page.insert_str(end, &script);
    page.into_bytes()
}

/// The preview's own file at `path`: its media type and bytes.
pub(super) fn file(
    path: &str,
    query: Option<&str>,
    current: &Version,
) -> Option<(&'static str, Vec<u8>)> {
    let page = |html: String| {
        let page = with_script(html.as_bytes(), &overview_version(current), true, current);
        Some(("text/html; charset=utf-8", page))
    };
    let query = query.unwrap_or_default();
    match path {
        OWN => return page(overview::problems(current, query)),
        PAGES => return page(overview::pages(current, query)),
        _ => {}
    }
    match path.strip_prefix(OWN)? {
        "client.js" => {
            Some(("text/javascript; charset=utf-8", include_bytes!("client.js").to_vec()))
        }
        "client.css" => Some(("text/css; charset=utf-8", include_bytes!("client.css").to_vec())),
        _ => None,
    }
}
