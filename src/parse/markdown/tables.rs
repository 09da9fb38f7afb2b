//! Tables. They are written here because pulldown-cmark aligns columns with inline styles.

use std::ops::Range;

use pulldown_cmark::{Alignment, Event};
use pulldown_cmark_escape::escape_html;

use super::Field;
use crate::diagnostic::Code;

/// A table wider than this is a mistake, and its HTML would be far larger than its source.
const MAX_COLUMNS: usize = 64;

/// A table, and the position in it.
#[derive(Default)]
pub(super) struct Table {
    pub(super) columns: Vec<Alignment>,
    pub(super) cell: usize,
    pub(super) is_head: bool,
}

impl Field<'_, '_, '_> {
    pub(super) fn open_table(&mut self, columns: Vec<Alignment>, range: &Range<usize>) {
        if columns.len() > MAX_COLUMNS {
            self.say(
                Code::TableTooWide,
                format!("this table has {} columns", columns.len()),
                range,
                format!(
                    "readers cannot follow more than {MAX_COLUMNS}: split it, or remove a stray `|`"
                ),
            );
        }
        let mut open =
            String::from("<div class=\"table\" role=\"group\" tabindex=\"0\" aria-label=\"");
        let _ = escape_html(&mut open, &self.page.options.labels.say("table", &[]));
        open.push_str("\"><table>\n");
        self.push_html(open);
        self.table = Table { columns, cell: 0, is_head: false };
    }

    pub(super) fn table_part(&mut self, part: &'static str) {
        self.out.push(Event::Html(part.into()));
    }

    pub(super) fn open_cell(&mut self) {
        let Table { columns, cell, is_head } = &mut self.table;
        let align = match columns.get(*cell) {
            Some(Alignment::Left) => " class=\"left\"",
            Some(Alignment::Center) => " class=\"center\"",
            Some(Alignment::Right) => " class=\"right\"",
            Some(Alignment::None) | None => "",
        };
        let open =
            if *is_head { format!("<th scope=\"col\"{align}>") } else { format!("<td{align}>") };
        *cell += 1;
        self.push_html(open);
    }
}
