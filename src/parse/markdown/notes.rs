//! Footnotes of one Markdown field, as a list below it.

use std::fmt::Write as _;

use pulldown_cmark::{Event, html};
use pulldown_cmark_escape::escape_html;

use super::{Field, Page};
use crate::html::{NOTE_MARK, NOTES};

/// A footnote of one field.
pub(super) struct Note<'e> {
    /// Assigned by the first mention.
    mark: Option<Mark>,
    events: Vec<Event<'e>>,
    /// Its words, and their position in the source.
    words: (String, usize),
}

/// The number and the anchor of a footnote.
struct Mark {
    number: usize,
    anchor: String,
}

impl Page<'_> {
    /// Adds the footnotes with a mention; the others get a diagnostic.
    pub(super) fn push_notes(&mut self, rendered: &mut String, notes: Vec<Note<'_>>) {
        let shown = notes.into_iter().filter(|note| !note.events.is_empty());
        let mut notes: Vec<_> =
            shown.filter_map(|note| Some((note.mark?, note.events, note.words))).collect();
        if notes.is_empty() {
            return;
        }
        notes.sort_by_key(|(mark, ..)| mark.number);
        let labels = self.options.labels;
        let _ = write!(rendered, "<ol class=\"{NOTES}\" aria-label=\"");
        let _ = escape_html(&mut *rendered, &labels.say("footnotes", &[]));
        rendered.push_str("\">\n");
        for (Mark { number, anchor }, events, words) in notes {
            self.words.put_back(&words);
            let _ = write!(rendered, "<li id=\"{anchor}\" value=\"{number}\">");
            html::push_html(rendered, events.into_iter());
            let _ =
                write!(rendered, "<a class=\"footnote-back\" href=\"#{anchor}-ref\" aria-label=\"");
            let _ = escape_html(&mut *rendered, &labels.say("footnote_back", &[]));
            rendered.push_str("\">↩</a></li>\n");
        }
        rendered.push_str("</ol>\n");
    }
}

impl<'e> Field<'_, '_, 'e> {
    /// The index of the footnote with this name.
    pub(super) fn note(&mut self, name: &str) -> usize {
        // Names are case-insensitive.
        let number = *self.notes_by_name.entry(name.to_lowercase()).or_insert(self.notes.len());
        if number == self.notes.len() {
            self.notes.push(Note { mark: None, events: Vec::new(), words: (String::new(), 0) });
        }
        number
    }

    /// Sets the text of a footnote; the first definition counts.
    pub(super) fn define_note(
        &mut self,
        note: usize,
        events: Vec<Event<'e>>,
        words: (String, usize),
    ) {
        let note = &mut self.notes[note];
        if note.events.is_empty() {
            (note.events, note.words) = (events, words);
        }
    }

    pub(super) fn footnote_reference(&mut self, name: &str) {
        let index = self.note(name);
        let (mark, id) = if let Some(mark) = &self.notes[index].mark {
            (mark, String::new())
        } else {
            let mark = self.page.new_mark();
            let id = format!(" id=\"{}-ref\"", mark.anchor);
            (&*self.notes[index].mark.insert(mark), id)
        };
        let Mark { number, anchor } = mark;
        let html =
            format!("<sup class=\"{NOTE_MARK}\"><a href=\"#{anchor}\"{id}>{number}</a></sup>");
        self.push_inline(html);
    }
}

impl Page<'_> {
    /// The next number, with an anchor for the note and one for the link back.
    fn new_mark(&mut self) -> Mark {
        self.footnotes += 1;
        let number = self.footnotes;
        loop {
            let anchor = self.unique(&format!("note-{number}"));
            if self.anchors.insert(format!("{anchor}-ref")) {
                return Mark { number, anchor };
            }
        }
    }
}
