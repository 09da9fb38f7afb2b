//! Limits the output to what people read: diagnostics of one file beyond a limit are only counted.

use std::collections::{BTreeMap, HashMap};

use super::{Located, Spot, Strictness, number};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::limits::DIAGNOSTICS;
use crate::path::SourcePath;

/// The diagnostics of one code in one file that are not reported individually.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// The file.
    pub file: SourcePath,
    /// Their kind.
    pub code: Code,
    /// With `--strict`, warnings are errors.
    pub severity: Severity,
    /// How many there are.
    pub count: usize,
}

impl LeftOut {
    /// A line about them, in the form of a diagnostic about the whole file.
    #[must_use]
    pub fn located(&self) -> Located {
        Located {
            code: self.code,
            severity: self.severity,
            message: format!("{} more of this kind in this file", number(self.count)),
            spot: Some(Spot { file: self.file.clone(), span: None }),
            help: Vec::new(),
            related: Vec::new(),
        }
    }
}

/// The first [`DIAGNOSTICS`] of each file, errors before warnings, and the number of the rest, by
/// file and code. A diagnostic without a file is never left out.
#[must_use]
pub fn capped(
    diagnostics: Vec<Diagnostic>,
    strictness: Strictness,
) -> (Vec<Diagnostic>, Vec<LeftOut>) {
    let mut shown: HashMap<SourcePath, usize> = HashMap::new();
    let mut left_out: BTreeMap<(SourcePath, Code), usize> = BTreeMap::new();
    let (errors, warnings): (Vec<_>, Vec<_>) =
        diagnostics.into_iter().partition(|one| strictness.severity(one.code) == Severity::Error);
    let mut kept: Vec<Diagnostic> = errors.into_iter().chain(warnings).collect();
    kept.retain(|one| {
        let Some(place) = &one.place else { return true };
        let count = shown.entry(place.file.clone()).or_default();
        *count += 1;
        if *count > DIAGNOSTICS {
            *left_out.entry((place.file.clone(), one.code)).or_default() += 1;
        }
        *count <= DIAGNOSTICS
    });
    let left_out = left_out.into_iter().map(|((file, code), count)| LeftOut {
        severity: strictness.severity(code),
        file,
        code,
        count,
    });
    (kept, left_out.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Place;

    fn found(code: Code, file: &str, count: usize) -> Vec<Diagnostic> {
        let place = Place::file(&SourcePath::new(file));
        vec![Diagnostic::new(code, "wrong", place); count]
    }

    #[test]
    fn the_rest_of_a_file_is_counted_by_code() {
        let mut all = found(Code::Orphan, "a", 150);
        all.extend(found(Code::DeadLink, "a", DIAGNOSTICS - 1));
        all.extend(found(Code::DeadLink, "b", DIAGNOSTICS));
        let (shown, left_out) = capped(all, Strictness::Normal);
        assert_eq!(shown.len(), 2 * DIAGNOSTICS);
        assert_eq!(shown.iter().filter(|one| one.code == Code::Orphan).count(), 1);
        let [rest] = &left_out[..] else { panic!("{left_out:?}") };
        assert_eq!((rest.code, rest.count), (Code::Orphan, 149));
        let line = crate::report::short(&rest.located());
        assert_eq!(line, "a: warning[W0303]: 149 more of this kind in this file");
    }
}
