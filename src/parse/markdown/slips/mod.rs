//! Markdown that fell apart: what its author meant as a link, a list or bold text, and readers would
//! see as signs.
//!
//! One pass over the events of a field; each family of rules has a file. Error messages are full of
//! stars, brackets and backslashes, so a rule needs more than a sign to speak.

mod fences;
mod headings;
mod links;
mod lists;
mod marks;
mod notes;
mod paths;
mod tables;
#[cfg(test)]
mod tests;

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};

use crate::diagnostic::Code;

use fences::Fences;
use lists::Lists;
use notes::Notes;

/// A place where the page does not show what was meant.
#[derive(Debug)]
pub(super) struct Slip {
    pub(super) code: Code,
    pub(super) message: String,
    pub(super) range: Range<usize>,
    pub(super) help: String,
}

/// What fell apart in `text`, of which `events` were read; `undefined` are the references in square
/// brackets that nothing defines.
pub(super) fn find(
    text: &str,
    events: &[(Event<'_>, Range<usize>)],
    undefined: &[Range<usize>],
) -> Vec<Slip> {
    let mut slips = Vec::new();
    let mut lists = Lists::new(text);
    let mut fences = Fences::default();
    let mut notes = Notes::default();
    let mut run: Option<Range<usize>> = None;
    let mut is_code = false;
    let mut is_faulty_row = false;
    let mut columns = 0;
    for (event, range) in events {
        if matches!(event, Event::Text(_) | Event::SoftBreak | Event::HardBreak) {
            match &mut run {
                Some(run) => run.end = range.end,
                None if !is_code && !is_faulty_row => run = Some(range.clone()),
                None => {}
            }
            continue;
        }
        if let Some(range) = run.take() {
            in_run(&Run { text, range }, &mut slips);
        }
        lists.on(event, range, &mut slips);
        match event {
            Event::Start(Tag::CodeBlock(kind)) => {
                is_code = true;
                let is_fenced = matches!(kind, CodeBlockKind::Fenced(_));
                slips.extend(fences.block(text, range, is_fenced));
            }
            Event::End(TagEnd::CodeBlock) => is_code = false,
            Event::Start(Tag::Paragraph) => {
                slips.extend(tables::without_dashes(text, range));
                slips.extend(headings::without_space(text, range));
            }
            Event::Start(Tag::Table(all)) => columns = all.len(),
            Event::Start(Tag::TableRow) => {
                let slip = tables::extra_cells(text, range, columns);
                is_faulty_row = slip.is_some();
                slips.extend(slip);
            }
            Event::End(TagEnd::TableRow) => is_faulty_row = false,
            Event::Start(Tag::FootnoteDefinition(name)) => notes.define(name, range),
            Event::FootnoteReference(name) => notes.refer(name),
            _ => {}
        }
    }
    if let Some(range) = run {
        in_run(&Run { text, range }, &mut slips);
    }
    notes.finish(&mut slips);
    slips.extend(undefined.iter().filter_map(|range| links::undefined(text, range)));
    slips
}

/// Text without markup in it, as the source has it.
struct Run<'t> {
    text: &'t str,
    range: Range<usize>,
}

impl<'t> Run<'t> {
    fn source(&self) -> &'t str {
        &self.text[self.range.clone()]
    }

    /// What follows the place `at` of the text, up to the end of its line.
    fn rest_of_line(&self, at: usize) -> &'t str {
        self.text[at..].lines().next().unwrap_or_default()
    }

    fn before(&self, at: usize) -> Option<char> {
        self.text[..at].chars().next_back()
    }

    fn after(&self, at: usize) -> Option<char> {
        self.text[at..].chars().next()
    }

    /// The places of the text where `sign` stands, and no backslash before it.
    fn places(&self, sign: &'t str) -> impl Iterator<Item = usize> {
        let start = self.range.start;
        let found = self.source().match_indices(sign).map(move |(at, _)| start + at);
        found.filter(|at| !is_escaped(self.text, *at))
    }
}

/// Whether a backslash takes the meaning of the sign at `at`.
fn is_escaped(text: &str, at: usize) -> bool {
    text.as_bytes()[..at].iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1
}

fn in_run(run: &Run<'_>, slips: &mut Vec<Slip>) {
    // Most of the text has none of these, and costs no more than this look at it.
    let [mut backslash, mut bracket, mut mark, mut angle] = [false; 4];
    for byte in run.source().bytes() {
        backslash |= byte == b'\\';
        bracket |= byte == b'[' || byte == b']';
        mark |= byte == b'*' || byte == b'`';
        angle |= byte == b'<';
    }
    if mark {
        slips.extend(marks::bold(run));
        slips.extend(marks::code(run));
    }
    if angle {
        slips.extend(marks::comment(run));
    }
    if backslash {
        slips.extend(paths::eaten(run));
    }
    if bracket {
        links::as_text(run, slips);
        notes::undefined(run, slips);
    }
}

/// A line of the source without the signs of block quotes and the spaces before it.
fn content(line: &str) -> &str {
    line.trim_start_matches([' ', '\t', '>'])
}

/// The first line of `range`, without the space around it.
fn first_line(text: &str, range: &Range<usize>) -> Range<usize> {
    let line = text[range.clone()].lines().next().unwrap_or_default();
    let start = range.start + (line.len() - line.trim_start().len());
    start..start + line.trim().len()
}
