//! What the preview adds to pages in the browser: the reload script, the overlay, the overview.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use std::time::SystemTime;

use serde::Serialize;

use crate::html::escape;

use super::preview::{Answer, Current, Problem};

/// Where the preview's own files are.
pub(super) const OWN: &str = super::OVERVIEW;
/// Where the stream of versions is.
pub(super) const EVENTS: &str = "/_errhub/events";

/// How many mistakes a panel lists; the overview lists them all.
const LISTED: usize = 200;

/// What a browser is told of the page that it follows.
#[derive(Serialize)]
struct State<'a> {
    /// Changes when the page does, but for the address of the style sheet.
    page: &'a str,
    /// The address of the style sheet.
    style: Option<String>,
    /// What is wrong with the site, errors first.
    problems: Vec<&'a Problem>,
    /// How many more mistakes the overview lists.
    more: usize,
}

/// The state of a page with this version, as events tell it.
pub(super) fn state(page: &str, current: &Current) -> String {
    let (errors, warnings): (Vec<_>, Vec<_>) =
        current.problems.iter().partition(|problem| problem.is_error());
    let problems = errors.into_iter().chain(warnings).take(LISTED).collect();
    let more = current.problems.len().saturating_sub(LISTED);
    // Text and numbers can always be written.
    serde_json::to_string(&State { page, style: current.style(), problems, more })
        .unwrap_or_default()
}

/// The version of the page at `path`. `before` is an earlier version of the site with that of the
/// page, which is the same where the site is.
pub(super) fn version_at(
    path: &str,
    current: &Current,
    before: Option<(Arc<Current>, String)>,
) -> String {
    match before {
        _ if path == OWN => overview_version(current),
        Some((at, version)) if at.has_site_of(current) => version,
        _ => html(&current.answer(path)).map_or_else(String::new, |html| version(&html, current)),
    }
}

/// The page that an answer shows; `None` where it shows none.
pub(super) fn html(answer: &Answer) -> Option<Cow<'_, [u8]>> {
    match answer {
        Answer::Found { bytes, .. } | Answer::NotFound(bytes) => Some(bytes.into()),
        Answer::Outside(home) => Some(outside(home).into_bytes().into()),
        Answer::Failed(why) => Some(failed(why).into_bytes().into()),
        Answer::Moved(_) => None,
    }
}

/// Changes with the text of a page but for the address of the style sheet, and with the pictures and
/// other files that it shows.
fn version(html: &[u8], current: &Current) -> String {
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

/// The overview says how long ago something was, so its text is new each time.
fn overview_version(current: &Current) -> String {
    let mut hasher = DefaultHasher::new();
    current.history.first().map(|(when, ..)| when).hash(&mut hasher);
    current.problems.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

/// A page with the reload script.
pub(super) fn inject(html: &[u8], current: &Current) -> Vec<u8> {
    with_script(html, &version(html, current), current)
}

fn with_script(html: &[u8], version: &str, current: &Current) -> Vec<u8> {
    let script = format!(
        "<script src=\"{OWN}client.js\" defer data-page=\"{version}\" data-style=\"{}\"></script>\n",
        escape(&current.style().unwrap_or_default()),
    );
    let mut page = String::from_utf8_lossy(html).into_owned();
    let end = page.rfind("</body>").unwrap_or(page.len());
    page.insert_str(end, &script);
    page.into_bytes()
}

/// The preview's own file at `path`: its media type and bytes.
pub(super) fn file(path: &str, current: &Current) -> Option<(&'static str, Vec<u8>)> {
    match path.strip_prefix(OWN)? {
        "" => {
            let page = overview(current);
            let page = with_script(page.as_bytes(), &overview_version(current), current);
            Some(("text/html; charset=utf-8", page))
        }
        "client.js" => {
            Some(("text/javascript; charset=utf-8", include_bytes!("client.js").to_vec()))
        }
        "client.css" => Some(("text/css; charset=utf-8", include_bytes!("client.css").to_vec())),
        _ => None,
    }
}

/// A page of the preview's own.
fn own_page(title: &str, content: &str) -> String {
    let title = escape(title);
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <link rel=\"stylesheet\" href=\"{OWN}client.css\">\n</head>\n<body class=\"errhub-page\">\n\
         <main>\n<h1>{title}</h1>\n{content}</main>\n</body>\n</html>\n"
    )
}

/// What `/` says when the site begins elsewhere.
fn outside(home: &str) -> String {
    let link = escape(home);
    own_page(
        "The site begins elsewhere",
        &format!(
            "<p>Its <code>base_url</code> has a path, so it begins at <a href=\"{link}\">{link}</a>.</p>\n"
        ),
    )
}

/// What a page says that cannot be rendered.
fn failed(why: &str) -> String {
    own_page("This page cannot be shown", &format!("<pre>{}</pre>\n", escape(why)))
}

/// The overview: what is wrong, the pages, and the last versions.
fn overview(current: &Current) -> String {
    let mut content = String::new();
    let list = |content: &mut String, title: &str, items: &[String]| {
        let _ = write!(content, "<h2>{title}</h2>\n<ul>\n");
        for item in items {
            let _ = writeln!(content, "<li>{item}</li>");
        }
        content.push_str("</ul>\n");
    };
    let problems: Vec<String> = current.problems.iter().map(Problem::to_html).collect();
    if problems.is_empty() {
        content.push_str("<p>No mistakes are known.</p>\n");
    } else {
        list(&mut content, "What is wrong", &problems);
    }
    let history: Vec<String> = current
        .history
        .iter()
        .map(|(when, took, files)| {
            let ago = SystemTime::now().duration_since(*when).unwrap_or_default();
            let what =
                if files.is_empty() { "everything".into() } else { escape(&files.join(", ")) };
            format!("{} s ago, in {:.1} ms: {what}", ago.as_secs(), took.as_secs_f64() * 1000.0)
        })
        .collect();
    list(&mut content, "The last versions", &history);
    let pages: Vec<String> = current
        .pages()
        .iter()
        .map(|page| {
            let link = escape(page);
            format!("<a href=\"{link}\">{link}</a>")
        })
        .collect();
    list(&mut content, "The pages", &pages);
    own_page("errhub preview", &content)
}
