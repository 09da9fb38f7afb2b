//! Footnotes of one Markdown field, as a list below it.

use std::fmt::Write as _;

use pulldown_cmark::{Event, html};
use pulldown_cmark_escape::escape_html;

use super::{Field, Page};

/// A footnote of one field.
pub(super) struct Note<'e> {
    name: String,
    number: usize,
    anchor: String,
    referenced: bool,
    pub(super) events: Vec<Event<'e>>,
}

impl Page<'_> {
    pub(super) fn push_notes(&self, rendered: &mut String, notes: Vec<Note<'_>>) {
        let notes: Vec<_> = notes.into_iter().filter(|note| !note.events.is_empty()).collect();
        if notes.is_empty() {
            return;
        }
        let labels = self.options.labels;
        let _ = write!(rendered, "<ol class=\"footnotes\" aria-label=\"");
        let _ = escape_html(&mut *rendered, &labels.say("footnotes", &[]));
        rendered.push_str("\">\n");
        for note in notes {
            let anchor = &note.anchor;
            let _ = write!(rendered, "<li id=\"{anchor}\" value=\"{}\">", note.number);
            html::push_html(rendered, note.events.into_iter());
            let _ =
                write!(rendered, "<a class=\"footnote-back\" href=\"#{anchor}-ref\" aria-label=\"");
            let _ = escape_html(&mut *rendered, &labels.say("footnote_back", &[]));
            rendered.push_str("\">↩</a></li>\n");
        }
        rendered.push_str("</ol>\n");
    }
}

impl Field<'_, '_, '_> {
    /// The footnote of this name; the first mention numbers it.
    pub(super) fn note(&mut self, name: &str) -> usize {
        if let Some(found) = self.notes.iter().position(|note| note.name == name) {
            return found;
        }
        self.page.footnotes += 1;
        let number = self.page.footnotes;
        // Both ends of the way to the note and back need an anchor.
        let anchor = loop {
            let anchor = self.page.unique(&format!("note-{number}"));
            if self.page.anchors.insert(format!("{anchor}-ref")) {
                break anchor;
            }
        };
        self.notes.push(Note {
            name: name.to_owned(),
            number,
            anchor,
            referenced: false,
            events: Vec::new(),
        });
        self.notes.len() - 1
    }

    pub(super) fn footnote_reference(&mut self, name: &str) {
        let index = self.note(name);
        let note = &mut self.notes[index];
        let id =
            if note.referenced { String::new() } else { format!(" id=\"{}-ref\"", note.anchor) };
        note.referenced = true;
        let html = format!("<sup><a href=\"#{}\"{id}>{}</a></sup>", note.anchor, note.number);
        self.push_inline(html);
    }
}
