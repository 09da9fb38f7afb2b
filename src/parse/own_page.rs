//! Makes one of the site's own pages, such as an imprint, from its front matter and its text.

use super::document::PageDocument;
use super::front_matter::PageFront;
use super::markdown::{Outline, Page};
use super::{MAX_DESCRIPTION, placeholder, wrap};
use crate::diagnostic::{At, Code, Diagnostic, Place};
use crate::path::{PAGES, SourcePath, UrlPath};
use crate::{html, text};

pub(super) fn own_page(
    front: PageFront,
    body: &str,
    body_at: &At,
    page: &mut Page<'_>,
) -> PageDocument {
    let source = page.source.clone();
    if text::is_blank(body) {
        page.diagnostics.push(
            Diagnostic::new(Code::EmptyValue, "the page has no text", Place::file(&source))
                .help("write it below the front matter, in Markdown"),
        );
    }
    let html = page.render(body, body_at, Outline::PAGE).into_html();
    let shown = html::visible_text(&html);
    let description = front.description.clone();
    let description = description.unwrap_or_else(|| wrap::shortened(&shown, MAX_DESCRIPTION));
    PageDocument {
        url: UrlPath::of_content(&source).unwrap_or_else(UrlPath::root),
        unwritten: placeholder::unwritten_page(&front, &html, body_at),
        references: std::mem::take(&mut page.references),
        source,
        front,
        description,
        body: html,
    }
}

/// The diagnostic for an article in a place where only pages are allowed; `None` if it is not an
/// article. An article with all its unknown keys is a single mistake.
pub(super) fn article_among_pages(source: &SourcePath, yaml: &str) -> Option<Diagnostic> {
    let has = |key: &&str| yaml.lines().any(|line| line.split(':').next() == Some(*key));
    let key = ["methods", "quick_answer", "messages"].into_iter().find(has)?;
    let name = source.file_name();
    let message = format!(
        "this is an article, but `content/{PAGES}/` is the folder of pages such as an imprint"
    );
    Some(
        Diagnostic::new(Code::NotAPage, message, Place::key(source, key))
            .help(format!("move it to the folder of a category, such as content/http/{name}"))
            .help(format!(
                "if it was published before, keep its address with `aliases: [/{PAGES}/{}/]`",
                name.trim_end_matches(".md")
            )),
    )
}
