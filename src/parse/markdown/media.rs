//! Pictures, and media with the same syntax: videos and recordings.

use std::collections::HashSet;
use std::ops::Range;

use pulldown_cmark_escape::{escape_href, escape_html};
use serde::{Deserialize, Serialize};

use super::{Field, Reference, ReferenceKind};
use crate::destination::Destination;
use crate::diagnostic::Code;
use crate::path::UrlPath;

/// Represents the attributes in a picture's tag that depend on its file. This character cannot
/// occur in Markdown (CommonMark, section 2.3).
pub const UNSIZED: char = '\0';

/// A picture of this site that a text shows.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Shown {
    /// Its address as in the HTML, escaped.
    pub src: String,
    /// Its address on this site.
    pub url: UrlPath,
}

/// The pictures of this site among `references`, without duplicates.
#[must_use]
pub fn shown(references: &[Reference]) -> Vec<Shown> {
    let mut all: Vec<Shown> = Vec::new();
    let mut known = HashSet::new();
    for reference in references.iter().filter(|one| one.kind == ReferenceKind::Image) {
        let Destination::Site { path, .. } = &reference.to else { continue };
        let mut src = String::new();
        // Writing to a String cannot fail, here and below.
        let _ = escape_href(&mut src, &reference.href);
        if known.insert(src.clone()) {
            all.push(Shown { src, url: UrlPath::from_encoded(path) });
        }
    }
    all
}

/// The media type of a file, by its extension.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Medium {
    Picture,
    Video,
    Audio,
}

impl Medium {
    fn of(dest: &str) -> Self {
        let path = dest.split(['?', '#']).next().unwrap_or_default();
        let ending = path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
        match &*ending {
            "mp4" | "m4v" | "webm" | "ogv" => Self::Video,
            "mp3" | "m4a" | "ogg" | "oga" | "opus" | "wav" | "flac" => Self::Audio,
            _ => Self::Picture,
        }
    }

    fn element(self) -> &'static str {
        match self {
            Self::Picture => "img",
            Self::Video => "video",
            Self::Audio => "audio",
        }
    }
}

impl Field<'_, '_, '_> {
    /// The parts of a picture in Markdown: `![alt](dest "title")`.
    pub(super) fn picture(&mut self, dest: &str, title: &str, alt: &str, range: &Range<usize>) {
        self.has_more = true;
        match Medium::of(dest) {
            Medium::Picture => self.image(dest, title, alt, range),
            medium => self.player(medium, dest, title, alt, range),
        }
    }

    fn image(&mut self, dest: &str, title: &str, alt: &str, range: &Range<usize>) {
        let src = self.refer(dest, ReferenceKind::Image, range);
        self.page.words.aside(alt);
        self.page.words.aside(title);
        let mut html = String::from("<img src=\"");
        let _ = escape_href(&mut html, &src);
        attribute(&mut html, "alt", alt);
        if !title.is_empty() {
            attribute(&mut html, "title", title);
        }
        html.push('"');
        html.push(UNSIZED);
        html.push('>');
        self.push_inline(html);
    }

    /// A video or recording, with its caption as a link to the file, for those who cannot play it
    /// or want to save it.
    fn player(&mut self, medium: Medium, dest: &str, title: &str, alt: &str, range: &Range<usize>) {
        let src = self.refer(dest, ReferenceKind::Link, range);
        let element = medium.element();
        let file = src.rsplit('/').next().unwrap_or_default();
        let caption = if alt.trim().is_empty() { file } else { alt };
        if alt.trim().is_empty() {
            let what = if medium == Medium::Video { "video" } else { "recording" };
            self.say(
                Code::MissingAlt,
                format!("this {what} has no caption"),
                range,
                format!("say between the brackets what it shows: `![…]({dest})`"),
            );
        }
        self.page.words.gap();
        self.page.words.text(caption);
        self.page.words.gap();
        self.page.words.aside(title);
        let mut html = format!("<span class=\"media\"><{element} src=\"");
        let _ = escape_href(&mut html, &src);
        attribute(&mut html, "aria-label", caption);
        if !title.is_empty() {
            attribute(&mut html, "title", title);
        }
        html.push_str("\" controls preload=\"metadata\"></");
        html.push_str(element);
        html.push('>');
        // A link inside a link is invalid.
        let close = if self.is_link {
            html.push_str(" <span>");
            "</span>"
        } else {
            html.push_str(" <a href=\"");
            let _ = escape_href(&mut html, &src);
            html.push_str("\">");
            "</a>"
        };
        let _ = escape_html(&mut html, caption);
        html.push_str(close);
        html.push_str("</span>");
        self.push_inline(html);
    }
}

/// Ends the value of the previous attribute, and begins the next attribute with its value.
fn attribute(html: &mut String, name: &str, value: &str) {
    html.push_str("\" ");
    html.push_str(name);
    html.push_str("=\"");
    let _ = escape_html(html, value);
}
