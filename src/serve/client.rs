//! What the preview adds to pages in the browser: the reload script, the overlay, the overview.

use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::SystemTime;

use serde::Serialize;

use crate::html::escape;

use super::preview::{Answer, Current, Problem};

/// Where the preview's own files are.
const OWN: &str = "/_errhub/";
/// Where the stream of versions is.
pub(super) const EVENTS: &str = "/_errhub/events";

/// The state of a page that a browser follows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Versions {
    /// Changes when the page's bytes do, but for the address of the style sheet.
    page: String,
    /// The address of the style sheet.
    style: Option<String>,
    /// What is wrong with the site.
    problems: Vec<Problem>,
}

impl Versions {
    /// The state of the page at `path`.
    pub(super) fn of(path: &str, current: &Current) -> Self {
        let style = current.style();
        let page = match current.answer(path) {
            _ if path == OWN => {
                current.history.first().map_or_else(String::new, |(when, ..)| format!("{when:?}"))
            }
            Answer::Found { bytes, .. } | Answer::NotFound(bytes) => {
                version(&bytes, style.as_deref())
            }
            Answer::Moved(target) | Answer::Outside(target) => version(target.as_bytes(), None),
            Answer::Failed(why) => version(why.as_bytes(), None),
        };
        Self { page, style, problems: current.problems.clone() }
    }
}

fn version(bytes: &[u8], style: Option<&str>) -> String {
    let mut hasher = DefaultHasher::new();
    let text = String::from_utf8_lossy(bytes);
    match style {
        Some(style) => text.split(style).for_each(|part| part.hash(&mut hasher)),
        None => text.hash(&mut hasher),
    }
    format!("{:016x}", hasher.finish())
}

/// Adds the reload script to a page.
pub(super) fn inject(bytes: &[u8], current: &Current) -> Vec<u8> {
    let style = current.style();
    let script = format!(
        "<script src=\"{OWN}client.js\" defer data-page=\"{}\" data-style=\"{}\"></script>\n",
        version(bytes, style.as_deref()),
        escape(style.as_deref().unwrap_or_default()),
    );
    let mut page = String::from_utf8_lossy(bytes).into_owned();
    let end = page.rfind("</body>").unwrap_or(page.len());
    page.insert_str(end, &script);
    page.into_bytes()
}

/// The preview's own file at `path`: its media type and bytes.
pub(super) fn file(path: &str, current: &Current) -> Option<(&'static str, Vec<u8>)> {
    match path.strip_prefix(OWN)? {
        "" => Some(("text/html; charset=utf-8", inject(overview(current).as_bytes(), current))),
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
pub(super) fn outside(home: &str) -> String {
    let link = escape(home);
    own_page(
        "The site begins elsewhere",
        &format!(
            "<p>Its <code>base_url</code> has a path, so it begins at <a href=\"{link}\">{link}</a>.</p>\n"
        ),
    )
}

/// What a page says that cannot be rendered.
pub(super) fn failed(why: &str) -> String {
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
