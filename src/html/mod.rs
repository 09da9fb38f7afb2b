//! Text to HTML and back: escaping, the events of HTML, and the text that a reader sees.

mod addresses;
mod breaks;
mod events;
mod parts;
mod visible;

pub use addresses::{Holds, Value, addresses, holds, srcset};
pub use breaks::breakable;
pub use events::{Event, read};
pub use parts::{Part, PartKind, parts};
pub use visible::{Layout, NOTE_MARK, NOTES, VisibleText, layout, visible_text};

/// `text` as the content of an element or of a quoted attribute.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            letter => escaped.push(letter),
        }
    }
    escaped
}
