//! Lines that were meant as a table, and table rows that lose cells.

use std::ops::Range;

use super::{Slip, content, first_line, is_escaped};
use crate::diagnostic::Code;

/// Lines that were meant as a table: each begins and ends with `|`, or the number of columns in the
/// second line differs from that in the first.
pub(super) fn without_dashes(text: &str, range: &Range<usize>) -> Option<Slip> {
    let mut lines = text[range.clone()].lines().map(|line| content(line).trim_end());
    let (head, second) = (lines.next()?, lines.next()?);
    if !head.contains('|') {
        return None;
    }
    let columns = cells(head).count();
    let is_dashes = second.contains('-')
        && second.contains('|')
        && second.bytes().all(|byte| b"-:| \t".contains(&byte));
    let message = if is_dashes {
        let dashes = cells(second).count();
        format!(
            "this is not a table: its header has {columns} columns, but its line of dashes has {dashes}"
        )
    } else if columns > 1 && is_row(head) && is_row(second) && columns == cells(second).count() {
        "this is not a table, because it has no line of dashes".to_owned()
    } else {
        return None;
    };
    let mut help = format!("write `|{}` as its second line", " --- |".repeat(columns));
    if is_dashes && head.contains('`') {
        help.push_str(", or `\\|` for a `|` in code");
    }
    Some(Slip { code: Code::TableAsText, message, range: first_line(text, range), help })
}

/// The cells of a row beyond the columns of the header, which Markdown drops.
pub(super) fn extra_cells(text: &str, range: &Range<usize>, columns: usize) -> Option<Slip> {
    let line = first_line(text, range);
    let row = &text[line.clone()];
    let extra = cells(row).nth(columns)?;
    let left_out = cells(row).count() - columns;
    let in_code = row.split('`').skip(1).step_by(2).any(|code| code.contains('|'));
    let help = if in_code {
        "write `\\|` for a `|` in code".to_owned()
    } else {
        "add a column to the header and to the line of dashes, or write `\\|` for a `|` that does not separate cells"
            .into()
    };
    let shown = row[extra.start..].trim_start();
    let start = line.end - shown.len();
    let shown = shown.strip_suffix('|').unwrap_or(shown).trim_end();
    let cells = if left_out == 1 { "one cell".to_owned() } else { format!("{left_out} cells") };
    Some(Slip {
        code: Code::ExtraCells,
        message: format!("this row has {cells} too many, which the page leaves out"),
        range: start..start + shown.len(),
        help,
    })
}

fn is_row(line: &str) -> bool {
    line.len() > 2 && line.starts_with('|') && line.ends_with('|')
}

/// The cells of a row, as ranges of it.
fn cells(row: &str) -> impl Iterator<Item = Range<usize>> {
    let trimmed = row.trim();
    let mut start = row.len() - row.trim_start().len();
    let mut end = start + trimmed.len();
    start += usize::from(trimmed.starts_with('|'));
    if end > start && trimmed.ends_with('|') && !is_escaped(row, end - 1) {
        end -= 1;
    }
    let borders = row[start..end].match_indices('|').map(move |(at, _)| start + at);
    let borders = borders.filter(|at| !is_escaped(row, *at)).chain([end]);
    borders.scan(start, |from, border| {
        let cell = *from..border;
        *from = border + 1;
        Some(cell)
    })
}
