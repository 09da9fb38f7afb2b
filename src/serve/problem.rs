//! The diagnostics of a version, in the form that the browser shows.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use serde::Serialize;

use crate::diagnostic::Severity;
use crate::error::Error;
use crate::path::SourcePath;
use crate::report::{self, Located, Pen};

/// A diagnostic, ready for the browser.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub(super) struct Problem {
    #[serde(skip)]
    pub(super) severity: Severity,
    #[serde(skip)]
    pub(super) code: &'static str,
    #[serde(skip)]
    pub(super) file: Option<SourcePath>,
    /// `content/http/502.md:7:3`
    pub(super) place: String,
    /// The address that opens the place in the editor.
    pub(super) editor: Option<String>,
    /// The diagnostic as on a terminal, without colours.
    pub(super) drawn: String,
}

/// The width of a drawing, in columns.
const WIDTH: usize = 100;
/// The maximum length of a drawing: a browser has to show many of them.
const LONGEST: usize = 4000;

impl Problem {
    pub(super) fn new(located: &Located, editor: Option<String>) -> Self {
        Self {
            severity: located.severity,
            code: located.code.id(),
            file: located.spot.as_ref().map(|spot| spot.file.clone()),
            place: report::place(located),
            editor,
            drawn: cut(report::human(located, &Pen::plain().wide(WIDTH)).trim_end()),
        }
    }

    /// A failure that may be temporary.
    pub(super) fn failure(error: &Error) -> Self {
        Self {
            severity: Severity::Error,
            code: "",
            file: None,
            place: String::new(),
            editor: None,
            drawn: format!("error: {error}"),
        }
    }
}

fn cut(drawn: &str) -> String {
    match drawn.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{} …", &drawn[..end]),
        None => drawn.to_owned(),
    }
}

/// The diagnostics of a version: errors first, then sorted by place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Problems {
    all: Vec<Arc<Problem>>,
    errors: usize,
    mark: u64,
    mark_of_errors: u64,
}

impl Problems {
    pub(super) fn new(mut all: Vec<Arc<Problem>>) -> Self {
        all.sort_by_key(|problem| problem.severity);
        let errors = all.partition_point(|problem| problem.severity == Severity::Error);
        let mut hasher = DefaultHasher::new();
        all[..errors].hash(&mut hasher);
        let mark_of_errors = hasher.finish();
        all[errors..].hash(&mut hasher);
        Self { all, errors, mark: hasher.finish(), mark_of_errors }
    }

    pub(super) fn all(&self) -> &[Arc<Problem>] {
        &self.all
    }

    pub(super) fn errors(&self) -> &[Arc<Problem>] {
        &self.all[..self.errors]
    }

    pub(super) fn warnings(&self) -> &[Arc<Problem>] {
        &self.all[self.errors..]
    }

    /// Changes with the diagnostics.
    pub(super) fn mark(&self) -> u64 {
        self.mark
    }

    /// Changes with the errors.
    pub(super) fn mark_of_errors(&self) -> u64 {
        self.mark_of_errors
    }
}
