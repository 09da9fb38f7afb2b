//! Renders diagnostics for people and programs: finds their lines and columns, and draws them.

mod capped;
mod github;
mod grouped;
mod human;
mod json;
mod locate;
mod short;
mod summary;
mod visible;

pub use crate::number::{counted, number};
pub use capped::{LeftOut, capped};
pub use github::{annotation, github};
pub use grouped::{Group, grouped};
pub use human::{Pen, human, plain, wrapped};
pub use json::{json, json_with_rest};
pub use locate::{Memory, locate, locate_positions};
pub use short::{place, short};
pub use summary::{Counts, summary};
pub use visible::{Reader, is_hidden, printable, visible, visible_json, without_long_runs};

use std::ops::Range;
use std::sync::Arc;

use crate::diagnostic::{Code, Severity};
use crate::path::SourcePath;

/// A diagnostic with the line and column of its places.
#[derive(Debug, Clone)]
pub struct Located {
    /// Its kind.
    pub code: Code,
    /// With `--strict`, warnings are errors.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// Where.
    pub spot: Option<Spot>,
    /// What to do.
    pub help: Vec<String>,
    /// Other places, each with a label.
    pub related: Vec<(Spot, String)>,
}

/// A place in a file.
#[derive(Debug, Clone)]
pub struct Spot {
    /// The file.
    pub file: SourcePath,
    /// The relevant part; `None` for the whole file.
    pub span: Option<Span>,
}

/// A part of a text.
#[derive(Debug, Clone)]
pub struct Span {
    /// The lines of the file from the first to the last with a diagnostic, shared by all
    /// diagnostics; empty if only positions were requested.
    pub lines: Arc<str>,
    /// The number of the first of them, from 1.
    pub first_line: usize,
    /// The relevant bytes of `lines`.
    pub range: Range<usize>,
    /// Where it starts.
    pub start: Position,
    /// Just past its end.
    pub end: Position,
}

/// A line and a column, both from 1; columns count characters.
pub type Position = (usize, usize);

impl Spot {
    /// The first and the last position; the last is just past the place.
    #[must_use]
    pub fn positions(&self) -> Option<(Position, Position)> {
        self.span.as_ref().map(|span| (span.start, span.end))
    }
}

/// The severity of warnings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strictness {
    /// They are warnings.
    Normal,
    /// They are errors.
    Strict,
}

impl Strictness {
    /// The severity of diagnostics with `code`.
    #[must_use]
    pub fn severity(self, code: Code) -> Severity {
        match self {
            Self::Strict => Severity::Error,
            Self::Normal => code.severity(),
        }
    }
}
