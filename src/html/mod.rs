//! Text to HTML and back: escaping, the events of HTML, and the text that a reader sees.

mod absolute;
mod addresses;
mod breaks;
mod events;
mod parts;
mod replaced;
mod visible;

pub use absolute::absolute;
pub use addresses::{AddressValue, Holds, addresses, holds, srcset};
pub use breaks::breakable;
pub use events::{Ending, Event, PieceReader, read};
pub use parts::{HtmlPart, PartKind, parts};
pub use replaced::{Change, OpenTag, Tag, replaced};
pub use visible::{Layout, NOTE_MARK, NOTES, VisibleText, layout, visible_text};

/// Escapes a text for HTML, in an attribute or between tags.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    // Writing to a String cannot fail, here and below.
    let _ = pulldown_cmark_escape::escape_html(&mut escaped, text);
    escaped
}

/// Adds an escaped text between tags, where quotes are ordinary characters.
pub(crate) fn escape_text(html: &mut String, text: &str) {
    let _ = pulldown_cmark_escape::escape_html_body_text(html, text);
}
