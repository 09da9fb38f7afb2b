//! Numbered lists that are interrupted by a block with too little indentation.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::{Slip, first_line};
use crate::diagnostic::Code;

/// The state of the lists in a field.
pub(super) struct Lists<'t> {
    text: &'t str,
    /// For each open container block, the numbered list above.
    levels: Vec<Option<Ended>>,
    open: Vec<Open>,
}

/// An open list.
struct Open {
    /// The first number; `None` for a bullet list.
    start: Option<u64>,
    items: u64,
    /// The start of the last item.
    last: usize,
}

/// A numbered list that has ended, and what has followed it since.
struct Ended {
    /// The number that its next item would have.
    next: u64,
    /// Whether all items are numbered 1 in the source, so that the next may be too.
    is_lazy: bool,
    /// The indentation of an item's text.
    indent: usize,
    /// The first block since then that is not a paragraph.
    between: Option<(&'static str, Range<usize>)>,
    /// Whether a paragraph has followed.
    has_paragraph: bool,
}

impl<'t> Lists<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, levels: vec![None], open: Vec::new() }
    }

    pub(super) fn on(&mut self, event: &Event<'_>, range: &Range<usize>, slips: &mut Vec<Slip>) {
        match event {
            Event::Start(Tag::List(start)) => {
                match start {
                    Some(start) => slips.extend(self.goes_on(*start)),
                    None => self.between("list", range),
                }
                self.open.push(Open { start: *start, items: 0, last: range.start });
            }
            Event::Start(Tag::Item) => {
                if let Some(list) = self.open.last_mut() {
                    list.items += 1;
                    list.last = range.start;
                }
                self.levels.push(None);
            }
            Event::Start(Tag::CodeBlock(_)) => self.between("code block", range),
            Event::Start(Tag::Table(_)) => self.between("table", range),
            Event::Start(Tag::BlockQuote(_)) => {
                self.between("quote", range);
                self.levels.push(None);
            }
            Event::Start(Tag::FootnoteDefinition(_)) => self.levels.push(None),
            Event::Start(Tag::Paragraph) => {
                if let Some(Some(above)) = self.levels.last_mut() {
                    above.has_paragraph = true;
                }
            }
            Event::Start(Tag::Heading { .. }) | Event::Rule => {
                if let Some(level) = self.levels.last_mut() {
                    *level = None;
                }
            }
            Event::End(TagEnd::Item | TagEnd::BlockQuote(_) | TagEnd::FootnoteDefinition) => {
                self.levels.pop();
            }
            Event::End(TagEnd::List(_)) => self.end(),
            _ => {}
        }
    }

    fn between(&mut self, what: &'static str, range: &Range<usize>) {
        if let Some(Some(above)) = self.levels.last_mut() {
            above.between.get_or_insert_with(|| (what, range.clone()));
        }
    }

    fn end(&mut self) {
        let Some(Open { start: Some(start), items, last }) = self.open.pop() else { return };
        let item = &self.text[last..];
        let digits = item.bytes().take_while(u8::is_ascii_digit).count();
        let number = item[..digits].parse::<u64>().unwrap_or(start);
        let spaces = item[digits..].bytes().skip(1).take_while(|byte| *byte == b' ').count();
        let line = self.text[..last].rsplit('\n').next().unwrap_or_default();
        let outer = line.bytes().rev().take_while(|byte| *byte == b' ').count();
        if let Some(level) = self.levels.last_mut() {
            *level = Some(Ended {
                next: start.saturating_add(items),
                is_lazy: start == 1 && number == 1,
                indent: outer + digits + 1 + spaces.clamp(1, 4),
                between: None,
                has_paragraph: false,
            });
        }
    }

    /// A numbered list begins; reports it if it continues the one above.
    fn goes_on(&mut self, start: u64) -> Option<Slip> {
        let above = self.levels.last_mut()?.take()?;
        let (what, range) = above.between?;
        let is_rest =
            start > 1 && start == above.next || start == 1 && above.is_lazy && !above.has_paragraph;
        is_rest.then(|| Slip {
            code: Code::SplitList,
            message: format!("this {what} splits the numbered list in two"),
            range: first_line(self.text, &range),
            help: format!(
                "indent it by {} spaces, so that it belongs to the item above",
                above.indent
            ),
        })
    }
}
