//! Slips in Markdown: text that its author meant as a link, a list or bold text, but that readers
//! would see as punctuation.
//!
//! This is a single pass over the events of a field, with a file for each family of rules. Error
//! messages are full of asterisks, brackets and backslashes, so a rule needs more evidence than one
//! character.

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

/// A place where the page does not show what the author meant.
#[derive(Debug)]
pub(super) struct Slip {
    pub(super) code: Code,
    pub(super) message: String,
    pub(super) range: Range<usize>,
    pub(super) help: String,
}

/// The slips in `text`, which was parsed into `events`; `undefined` are the references in square
/// brackets without a definition.
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

/// The maximum distance, in bytes, between the parts of what was meant as one link, path or
/// comment. Without a bound, a line with many signs would be searched to its end for each of them.
const FAR: usize = 500;

/// A stretch of text without markup, as it is in the source.
struct Run<'t> {
    text: &'t str,
    range: Range<usize>,
}

impl<'t> Run<'t> {
    fn source(&self) -> &'t str {
        &self.text[self.range.clone()]
    }

    /// The text after position `at`, up to the end of its line, but at most [`FAR`] bytes.
    fn rest_of_line(&self, at: usize) -> &'t str {
        let rest = &self.text[at..];
        let near = &rest[..boundary(rest, FAR)];
        near.lines().next().unwrap_or_default()
    }

    /// The text before position `at`, from the beginning of its line, but at most [`FAR`] bytes.
    fn line_before(&self, at: usize) -> &'t str {
        let near = &self.text[boundary(self.text, at.saturating_sub(FAR))..at];
        near.rsplit('\n').next().unwrap_or_default()
    }

    fn before(&self, at: usize) -> Option<char> {
        self.text[..at].chars().next_back()
    }

    fn after(&self, at: usize) -> Option<char> {
        self.text[at..].chars().next()
    }

    /// The positions of `sign` without a backslash before it.
    fn places(&self, sign: &'t str) -> impl Iterator<Item = usize> {
        let start = self.range.start;
        let found = self.source().match_indices(sign).map(move |(at, _)| start + at);
        found.filter(|at| !is_escaped(self.text, *at))
    }
}

/// The last character boundary that is not after `at`.
fn boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Whether a backslash escapes the character at `at`.
fn is_escaped(text: &str, at: usize) -> bool {
    text.as_bytes()[..at].iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1
}

fn in_run(run: &Run<'_>, slips: &mut Vec<Slip>) {
    // Most texts have none of these, and need no further work.
    // Without an early exit, and with a byte for each answer, the compiler vectorizes the loop.
    let [mut backslash, mut bracket, mut mark, mut angle] = [0_u8; 4];
    for byte in run.source().bytes() {
        backslash |= u8::from(byte == b'\\');
        bracket |= u8::from(byte == b'[') | u8::from(byte == b']');
        mark |= u8::from(byte == b'*') | u8::from(byte == b'`');
        angle |= u8::from(byte == b'<');
    }
    if mark > 0 {
        slips.extend(marks::bold(run));
        slips.extend(marks::code(run));
    }
    if angle > 0 {
        slips.extend(marks::comment(run));
    }
    if backslash > 0 {
        slips.extend(paths::eaten(run));
    }
    if bracket > 0 {
        links::as_text(run, slips);
        notes::undefined(run, slips);
    }
}

/// A line of the source without block quote markers and leading spaces.
fn content(line: &str) -> &str {
    line.trim_start_matches([' ', '\t', '>'])
}

/// The first line of `range`, trimmed.
fn first_line(text: &str, range: &Range<usize>) -> Range<usize> {
    let line = text[range.clone()].lines().next().unwrap_or_default();
    let start = range.start + (line.len() - line.trim_start().len());
    start..start + line.trim().len()
}
