//! Diagnostics on their way to a person or a program: where they are, and how they are drawn.

mod github;
mod human;
mod json;
mod short;

pub use github::github;
pub use human::{human, plain, summary};
pub use json::json;
pub use short::{place, short};

use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use crate::config::SITE_FILE;
use crate::diagnostic::{At, Code, Diagnostic, Place, Severity};
use crate::parse::front_matter;
use crate::path::SourcePath;
use crate::yaml;

/// A diagnostic whose places are known to line and column.
#[derive(Debug, Clone)]
pub struct Located {
    /// Its kind.
    pub code: Code,
    /// As counted: `--strict` makes errors of warnings.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// Where.
    pub spot: Option<Spot>,
    /// What to do.
    pub help: Vec<String>,
    /// Other places, with what they are.
    pub related: Vec<(Spot, String)>,
}

/// A place in a text.
#[derive(Debug, Clone)]
pub struct Spot {
    /// The file.
    pub file: SourcePath,
    /// Its text and the bytes that are meant; `None` for the file as a whole.
    pub span: Option<(Rc<str>, Range<usize>)>,
}

/// A line and a column, both from 1; columns count characters.
pub type Position = (usize, usize);

impl Spot {
    /// The first and the last position; the last is just behind the place.
    #[must_use]
    pub fn positions(&self) -> Option<(Position, Position)> {
        let (text, range) = self.span.as_ref()?;
        let position = |at: usize| {
            let before = &text[..at];
            let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
            (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
        };
        Some((position(range.start), position(range.end)))
    }
}

/// How severe a diagnostic counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strictness {
    /// As it is.
    Normal,
    /// Warnings are errors.
    Strict,
}

/// Finds every place, and sorts by place. `text` gives the text of a file.
#[must_use]
pub fn locate(
    diagnostics: Vec<Diagnostic>,
    strictness: Strictness,
    text: impl Fn(&SourcePath) -> Option<String>,
) -> Vec<Located> {
    let mut texts: HashMap<SourcePath, Option<Rc<str>>> = HashMap::new();
    let mut spot = |place: Place| {
        // Nothing is read for a place without a line: it may be no text at all.
        if place.at == At::File {
            return Spot { file: place.file, span: None };
        }
        let text =
            texts.entry(place.file.clone()).or_insert_with(|| text(&place.file).map(Rc::from));
        let span = text.as_ref().and_then(|text| {
            let range = bytes(&place, text)?;
            Some((Rc::clone(text), clamp(text, &range)))
        });
        Spot { file: place.file, span }
    };
    let mut located: Vec<Located> = diagnostics
        .into_iter()
        .map(|diagnostic| Located {
            code: diagnostic.code,
            severity: match strictness {
                Strictness::Strict => Severity::Error,
                Strictness::Normal => diagnostic.severity(),
            },
            message: diagnostic.message,
            spot: diagnostic.place.map(&mut spot),
            help: diagnostic.help,
            related: diagnostic
                .related
                .into_iter()
                .map(|(place, what)| (spot(place), what))
                .collect(),
        })
        .collect();
    located.sort_by(|a, b| order(a).cmp(&order(b)).then_with(|| a.message.cmp(&b.message)));
    located
}

fn order(located: &Located) -> (Option<&SourcePath>, usize, Code) {
    let spot = located.spot.as_ref();
    let start = spot.and_then(|spot| spot.span.as_ref()).map_or(0, |(_, range)| range.start);
    (spot.map(|spot| &spot.file), start, located.code)
}

/// The bytes of the file that a place means.
fn bytes(place: &Place, text: &str) -> Option<Range<usize>> {
    match &place.at {
        At::File => None,
        At::Bytes(range) => Some(range.clone()),
        at => {
            let yaml = if place.file.as_str() == SITE_FILE {
                0..text.len()
            } else {
                front_matter::split(&place.file, text).ok()?.yaml
            };
            let range = yaml::find(&text[yaml.clone()], at)?;
            Some(range.start + yaml.start..range.end + yaml.start)
        }
    }
}

/// The file may have changed since it was read: a place must not point outside of it.
fn clamp(text: &str, range: &Range<usize>) -> Range<usize> {
    let inside = |at: usize| {
        let mut at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = inside(range.start);
    start..inside(range.end).max(start)
}

/// How many of them are errors, and how many warnings.
#[must_use]
pub fn count(diagnostics: &[Located]) -> (usize, usize) {
    let errors = diagnostics.iter().filter(|one| one.severity == Severity::Error).count();
    (errors, diagnostics.len() - errors)
}
