//! The preview's own pages: their common frame, and pages that explain why another page is missing.

use std::fmt::Write as _;

use super::OVERVIEW;
use super::problem::Problem;
use crate::html::escape;
use crate::path::SourcePath;

/// How many problems are shown on a page about something else.
const SHOWN: usize = 20;

/// One of the preview's own pages.
pub(super) fn page(title: &str, content: &str) -> String {
    let title = escape(title);
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <link rel=\"stylesheet\" href=\"{OVERVIEW}client.css\">\n</head>\n<body class=\"errhub-page\">\n\
         <main>\n<h1>{title}</h1>\n{content}</main>\n</body>\n</html>\n"
    )
}

/// The page at `/` if the site begins at another address.
pub(super) fn outside(home: &str) -> String {
    let link = escape(home);
    page(
        "The site starts elsewhere",
        &format!(
            "<p>Its <code>base_url</code> has a path, so the site starts at <a href=\"{link}\">{link}</a>.</p>\n"
        ),
    )
}

/// The page shown instead of one that cannot be rendered.
pub(super) fn failed(why: &str) -> String {
    page("This page cannot be shown", &format!("<pre>{}</pre>\n", escape(why)))
}

/// The page for a file that has had errors since the preview started.
pub(super) fn broken<'p>(
    source: &SourcePath,
    problems: impl Iterator<Item = &'p Problem> + Clone,
) -> String {
    let content = format!(
        "<p>There are mistakes in <code>{}</code>, and there is no earlier version to show instead. The page \
         appears here as soon as you save the file without them.</p>\n{}",
        escape(source.as_str()),
        list(problems),
    );
    page("This page cannot be shown yet", &content)
}

/// The page at every address while there is no site.
pub(super) fn no_site<'p>(problems: impl Iterator<Item = &'p Problem> + Clone) -> String {
    let content = format!(
        "<p>There are mistakes in <code>site.yaml</code>. The site appears here as soon as you save \
         the file without them.</p>\n{}",
        list(problems),
    );
    page("The site cannot be shown yet", &content)
}

/// The first problems, with a link to the others.
fn list<'p>(problems: impl Iterator<Item = &'p Problem> + Clone) -> String {
    let mut html = "<ol class=\"problems\">\n".to_owned();
    html.extend(problems.clone().take(SHOWN).map(item));
    html.push_str("</ol>\n");
    let more = problems.skip(SHOWN).count();
    if more > 0 {
        // Writing to memory cannot fail.
        let _ = writeln!(html, "<p>{more} more: <a href=\"{OVERVIEW}\">all of them</a></p>");
    }
    html
}

/// One problem in a list.
pub(super) fn item(problem: &Problem) -> String {
    let drawn = escape(&problem.drawn);
    let mut html =
        format!("<li class=\"{}\"><pre tabindex=\"0\">{drawn}</pre>", problem.severity.name());
    if let Some(editor) = &problem.editor {
        let place = escape(&problem.place);
        // Writing to memory cannot fail.
        let _ = write!(html, "<a href=\"{}\">Open {place}</a>", escape(editor));
    }
    html.push_str("</li>\n");
    html
}
