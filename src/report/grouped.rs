//! Groups many diagnostics for a person: a few of each kind, warnings first and errors last.

use std::collections::BTreeMap;

use super::{Located, Strictness, counted, locate};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::limits::DIAGNOSTICS;
use crate::path::SourcePath;

/// Up to this many diagnostics of one code are shown in full; more of them become one block.
const FEW: usize = 5;
/// How many of a block are shown.
const SHOWN: usize = 3;

/// Diagnostics that are shown together: all of one code if there are many, otherwise a single one.
#[derive(Debug, Clone)]
pub struct Group {
    /// Their kind.
    pub code: Code,
    /// Those that are shown, sorted by place.
    pub shown: Vec<Located>,
    /// How many there are.
    pub count: usize,
}

impl Group {
    /// The line above the first few of many; empty if all are shown.
    #[must_use]
    pub fn heading(&self) -> String {
        if self.hidden() == 0 {
            return String::new();
        }
        let (code, times, meaning) = (self.code, counted(self.count, "time"), self.code.meaning());
        format!("{code}, {times}: {meaning}. The first {}:", self.shown.len())
    }

    /// How many are not shown.
    #[must_use]
    pub fn hidden(&self) -> usize {
        self.count - self.shown.len()
    }
}

/// Groups diagnostics, and locates those that are shown. `text` returns the text of a file.
///
/// Warnings come before errors, so that errors are closest to the prompt; within each, blocks come
/// before single ones.
#[must_use]
pub fn grouped<'d>(
    diagnostics: impl IntoIterator<Item = &'d Diagnostic>,
    strictness: Strictness,
    text: impl Fn(&SourcePath) -> Option<String> + Sync,
) -> Vec<Group> {
    let mut by_code: BTreeMap<Code, Vec<&Diagnostic>> = BTreeMap::new();
    for diagnostic in diagnostics {
        by_code.entry(diagnostic.code).or_default().push(diagnostic);
    }
    let mut candidates = Vec::new();
    let mut many: BTreeMap<Code, Group> = BTreeMap::new();
    for (code, mut found) in by_code {
        if found.len() > FEW {
            many.insert(code, Group { code, shown: Vec::new(), count: found.len() });
            found = in_first_files(found);
        }
        candidates.extend(found.into_iter().cloned());
    }
    let mut single = Vec::new();
    for one in locate(candidates, strictness, text) {
        match many.get_mut(&one.code) {
            None => single.push(Group { code: one.code, shown: vec![one], count: 1 }),
            Some(block) if block.shown.len() < SHOWN => block.shown.push(one),
            Some(_) => {}
        }
    }
    let mut blocks: Vec<Group> = many.into_values().chain(single).collect();
    blocks.sort_by_key(|block| block.code.severity() == Severity::Error);
    blocks
}

/// The diagnostics in the first few files, which include the first ones by place unless a file has
/// more than [`DIAGNOSTICS`]: finding a place may require reading the whole file.
fn in_first_files(mut found: Vec<&Diagnostic>) -> Vec<&Diagnostic> {
    fn file(diagnostic: &Diagnostic) -> Option<&SourcePath> {
        diagnostic.place.as_ref().map(|place| &place.file)
    }
    found.sort_by_key(|diagnostic| file(diagnostic));
    let last = found.get(SHOWN - 1).and_then(|last| file(last));
    let end = found.partition_point(|diagnostic| file(diagnostic) <= last);
    found.truncate(end.max(SHOWN));
    let by_file = found.chunk_by(|one, other| file(one) == file(other));
    by_file.flat_map(|of_file| of_file.iter().take(DIAGNOSTICS)).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Place;

    fn found(code: Code, file: &str, at: usize) -> Diagnostic {
        Diagnostic::new(code, "wrong", Place::bytes(&SourcePath::new(file), at..at))
    }

    #[test]
    fn many_of_a_code_are_one_block_and_errors_come_last() {
        let mut all = vec![found(Code::DeadLink, "a", 0), found(Code::Placeholder, "b", 3)];
        all.extend((0..9).map(|at| found(Code::Orphan, "b", 9 - at)));
        all.extend((0..6).map(|at| found(Code::DeadAnchor, "c", at)));
        let text = |file: &SourcePath| Some(file.as_str().repeat(20));
        let shown: Vec<_> = grouped(&all, Strictness::Normal, text)
            .into_iter()
            .map(|block| {
                let columns = block.shown.iter().filter_map(|one| one.spot.as_ref()?.positions());
                (block.code, columns.map(|(start, _)| start.1).collect(), block.hidden())
            })
            .collect();
        let expected: Vec<(Code, Vec<usize>, usize)> = vec![
            (Code::Orphan, vec![2, 3, 4], 6),
            (Code::Placeholder, vec![4], 0),
            (Code::DeadAnchor, vec![1, 2, 3], 3),
            (Code::DeadLink, vec![1], 0),
        ];
        assert_eq!(shown, expected);
    }

    #[test]
    fn only_files_that_are_shown_are_read() {
        let read = std::sync::Mutex::new(Vec::new());
        let all: Vec<_> = (0..100).map(|n| found(Code::Orphan, &format!("{n:03}"), 0)).collect();
        let blocks = grouped(&all, Strictness::Normal, |file| {
            read.lock().unwrap().push(file.to_string());
            Some(String::new())
        });
        assert_eq!((blocks.len(), blocks[0].count), (1, 100));
        let mut read = read.into_inner().unwrap();
        read.sort();
        assert_eq!(read, ["000", "001", "002"]);
    }
}
