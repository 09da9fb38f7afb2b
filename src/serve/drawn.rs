//! A cache of drawn diagnostics: a save changes only a few out of thousands.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::Arc;

use super::problem::Problem;
use crate::diagnostic::Diagnostic;
use crate::discover::{self, SourceStamp};
use crate::path::SourcePath;

/// The drawings of each file; copies share them.
#[derive(Debug, Clone, Default)]
pub(super) struct Drawn(HashMap<Option<SourcePath>, Arc<OfFile>>);

/// The diagnostics about a file, and their drawings.
#[derive(Debug)]
struct OfFile {
    found: Vec<Diagnostic>,
    /// The stamps of the files in the drawings; `None` if they have to be read again.
    looks: Option<Vec<SourceStamp>>,
    problems: Vec<Arc<Problem>>,
}

impl Drawn {
    /// The problems for the diagnostics in `found`, sorted by place. `draw` is called with the
    /// diagnostics of files that are not in the cache, in order, and returns one problem for each.
    pub(super) fn update(
        &mut self,
        root: &Path,
        found: &[Diagnostic],
        draw: impl Fn(Vec<Diagnostic>) -> Vec<Problem>,
    ) -> Vec<Arc<Problem>> {
        let mut by_file: BTreeMap<Option<SourcePath>, Vec<Diagnostic>> = BTreeMap::new();
        for diagnostic in found {
            let file = diagnostic.place.as_ref().map(|place| place.file.clone());
            by_file.entry(file).or_default().push(diagnostic.clone());
        }
        let mut before = std::mem::take(&mut self.0);
        let mut unknown = Vec::new();
        let mut new = Vec::new();
        for (file, found) in &by_file {
            // The stamp is taken before the file is read: anything saved in between is drawn again
            // next time.
            let looks = looks(root, found);
            match before.remove(file) {
                Some(of_file)
                    if looks.is_some() && of_file.looks == looks && of_file.found == *found =>
                {
                    self.0.insert(file.clone(), of_file);
                }
                _ => {
                    unknown.extend(found.iter().cloned());
                    new.push((file.clone(), looks));
                }
            }
        }
        let mut drawn = draw(unknown).into_iter().map(Arc::new);
        for (file, looks) in new {
            let Some(found) = by_file.get(&file).cloned() else { continue };
            let problems = drawn.by_ref().take(found.len()).collect();
            self.0.insert(file, Arc::new(OfFile { found, looks, problems }));
        }
        let of_file = |file| self.0.get(file).map(|of_file| of_file.problems.iter().cloned());
        by_file.keys().filter_map(of_file).flatten().collect()
    }
}

fn looks(root: &Path, found: &[Diagnostic]) -> Option<Vec<SourceStamp>> {
    let places = found
        .iter()
        .flat_map(|one| one.place.iter().chain(one.related.iter().map(|(place, _)| place)));
    let mut files: Vec<&SourcePath> = places.map(|place| &place.file).collect();
    files.sort_unstable();
    files.dedup();
    files.into_iter().map(|file| discover::stamp(root, file).ok().flatten()).collect()
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::time::Duration;

    use super::*;
    use crate::diagnostic::{Code, Place};
    use crate::error::Error;

    #[test]
    fn only_new_diagnostics_are_drawn() {
        let root = tempfile::tempdir().unwrap();
        let path = |file: &str| root.path().join(file);
        let found = |file: &str, message: &str| {
            Diagnostic::new(Code::Orphan, message, Place::file(&SourcePath::new(file)))
        };
        for file in ["a", "b", "c"] {
            std::fs::write(path(file), file).unwrap();
        }
        let asked = RefCell::new(Vec::new());
        let mut drawn = Drawn::default();
        let mut update = |found: &[Diagnostic]| {
            let problems = drawn.update(root.path(), found, |found| {
                asked.borrow_mut().extend(found.iter().map(|one| one.message.clone()));
                let draw = |one: &Diagnostic| {
                    Problem::failure(&Error::Usage { message: one.message.clone() })
                };
                found.iter().map(draw).collect()
            });
            let said: Vec<_> =
                problems.iter().map(|one| one.drawn.replace("error: ", "")).collect();
            (said.join(" "), std::mem::take(&mut *asked.borrow_mut()).join(" "))
        };
        let check = |(said, asked): (String, String), expected: (&str, &str)| {
            assert_eq!((said.as_str(), asked.as_str()), expected);
        };
        let all = [found("c", "C"), found("a", "A"), found("b", "B1"), found("b", "B2")];
        check(update(&all), ("A B1 B2 C", "A B1 B2 C"));
        // A file that was just written may be written again within the same tick of the clock.
        check(update(&all), ("A B1 B2 C", "A B1 B2 C"));
        std::thread::sleep(Duration::from_millis(2100));
        check(update(&all), ("A B1 B2 C", "A B1 B2 C"));
        check(update(&all), ("A B1 B2 C", ""));
        let less = [found("c", "C"), found("b", "B2"), found("a", "A")];
        check(update(&less), ("A B2 C", "B2"));
        std::fs::write(path("c"), "another").unwrap();
        check(update(&less), ("A B2 C", "C"));
        check(update(&[]), ("", ""));
    }
}
