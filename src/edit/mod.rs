//! Edits authors' files for them: one value of the front matter, or the address of a link, keeping
//! every other byte. Several files change together or not at all.

mod front;
mod links;
mod redirects;
mod transaction;

use std::ops::Range;

pub use front::{DateField, List, add_item, remove_item, replace_item, set_date};
pub use links::{Moved, follow};
pub use redirects::{remove_entry, set_target, with_entries};
pub use transaction::{Step, Transaction, finish_interrupted};

/// A replacement of some bytes of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The bytes.
    pub range: Range<usize>,
    /// The text to put there.
    pub text: String,
}

/// Applies edits that do not overlap to a text.
#[must_use]
pub fn apply(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|edit| edit.range.start);
    let mut edited = String::with_capacity(text.len() + 64);
    let mut from = 0;
    for Edit { range, text: new } in edits {
        edited.push_str(text.get(from..range.start).unwrap_or_default());
        edited.push_str(&new);
        from = range.end.max(from);
    }
    edited.push_str(text.get(from..).unwrap_or_default());
    edited
}
