//! Diagnostics on their way to a person or a program: where they are, and how they are drawn.

mod github;
mod grouped;
mod human;
mod json;
mod locate;
mod short;
mod summary;
mod visible;

pub use github::github;
pub use grouped::{Group, grouped};
pub use human::{Pen, human, plain, wrapped};
pub use json::json;
pub use locate::{Memory, locate, locate_positions};
pub use short::{place, short};
pub use summary::{Counts, counted, number, summary};
pub use visible::{is_hidden, visible};

use std::ops::Range;
use std::sync::Arc;

use crate::diagnostic::{Code, Severity};
use crate::path::SourcePath;

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

/// A place in a file.
#[derive(Debug, Clone)]
pub struct Spot {
    /// The file.
    pub file: SourcePath,
    /// The part of it that is meant; `None` for the file as a whole.
    pub span: Option<Span>,
}

/// A part of a text.
#[derive(Debug, Clone)]
pub struct Span {
    /// The lines of the file from the first to the last that anything is said about, shared by all
    /// that is said; empty where only positions were asked for.
    pub lines: Arc<str>,
    /// The number of the first of them, from 1.
    pub first_line: usize,
    /// The bytes of `lines` that are meant.
    pub range: Range<usize>,
    /// Where it starts.
    pub start: Position,
    /// Just behind its end.
    pub end: Position,
}

/// A line and a column, both from 1; columns count characters.
pub type Position = (usize, usize);

impl Spot {
    /// The first and the last position; the last is just behind the place.
    #[must_use]
    pub fn positions(&self) -> Option<(Position, Position)> {
        self.span.as_ref().map(|span| (span.start, span.end))
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

impl Strictness {
    /// How severe diagnostics of `code` count.
    #[must_use]
    pub fn severity(self, code: Code) -> Severity {
        match self {
            Self::Strict => Severity::Error,
            Self::Normal => code.severity(),
        }
    }
}
