//! Output files that collide: a file in place of a folder, and names that are the same on some
//! disks or hosts.

use std::collections::HashSet;

use super::{FileMap, OutputFile, Role};
use crate::config::Project;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::path::{OutPath, SourcePath, folded, twins};
use crate::site::Site;

/// The collisions among `files`, which are sorted.
pub(super) fn of(project: &Project, site: &Site, files: &FileMap) -> Vec<Diagnostic> {
    let collisions = Collisions { project, site, files };
    let mut diagnostics = collisions.in_place_of_folders();
    diagnostics.extend(collisions.twins());
    diagnostics
}

struct Collisions<'a> {
    project: &'a Project,
    site: &'a Site,
    files: &'a FileMap,
}

impl<'a> Collisions<'a> {
    /// Reports paths that would be both a file and a folder.
    fn in_place_of_folders(&self) -> Vec<Diagnostic> {
        let mut diagnostics = Vec::new();
        let mut told: HashSet<&str> = HashSet::new();
        let mut checked = "";
        for (out, maker) in self.files {
            let mut folder = out.as_str();
            while let Some((parent, _)) = folder.rsplit_once('/') {
                // In sorted order, the files of a folder are adjacent.
                if parent == checked {
                    break;
                }
                folder = parent;
                // One file is one mistake, however many files would be below it.
                let Some(made_by) = self.files.get(parent) else { continue };
                if !told.insert(parent) {
                    continue;
                }
                let below = self.place(&**maker);
                let place = self.place(&**made_by);
                let related = place.is_some().then(|| below.clone()).flatten();
                diagnostics.push(Diagnostic {
                    code: Code::OutputCollision,
                    message: format!("{parent} would be a file and the folder of {out}"),
                    place: place.or(below),
                    help: vec!["rename one of them".into()],
                    related: related
                        .map(|below| (below, "the file that needs the folder".to_owned()))
                        .into_iter()
                        .collect(),
                });
            }
            checked = out.as_str().rsplit_once('/').map_or("", |(folder, _)| folder);
        }
        diagnostics
    }

    /// Reports names that differ only in case, or in the Unicode spelling of their letters.
    fn twins(&self) -> Vec<Diagnostic> {
        let paths = self.files.keys().map(OutPath::as_str);
        let twins = twins(paths, |name| self.first_below(name).is_some());
        let told = twins.into_iter().filter_map(|twin| {
            let file = &**self.files.get(twin.path)?;
            let other = self.first_below(&twin.other)?;
            // Both are old addresses of the same article, with the same content.
            if file.role() == other.role() && matches!(file.role(), Role::Redirect(_)) {
                return None;
            }
            let (own, other) = (self.place(file), self.place(other));
            if let (Some(own), Some(other)) = (&own, &other)
                && are_twins(&own.file, &other.file)
            {
                return None;
            }
            let message = match &other {
                Some(_) => format!("`{}` and `{}` {}", twin.name, twin.other, twin.difference()),
                None => format!(
                    "`{}` and the file {} that errhub itself creates {}",
                    twin.name,
                    twin.other,
                    twin.difference()
                ),
            };
            // errhub's own files cannot be renamed, so the other one is at fault.
            let (place, related) = match (own, other) {
                (Some(own), other) => (Some(own), other),
                (None, other) => (other, None),
            };
            Some(Diagnostic {
                code: Code::SameNameButCase,
                message,
                place,
                help: vec![
                    "rename one of them: some file systems and hosts treat them as the same".into(),
                ],
                related: related
                    .map(|other| (other, "the other one".to_owned()))
                    .into_iter()
                    .collect(),
            })
        });
        told.collect()
    }

    /// The file with this name, or the first one in the folder with this name.
    fn first_below(&self, name: &str) -> Option<&'a dyn OutputFile> {
        if let Some(found) = self.files.get(name) {
            return Some(&**found);
        }
        let folder = format!("{name}/");
        let at = self.files.partition_point(|out, _| out.as_str() < folder.as_str());
        let (out, file) = self.files.get_index(at)?;
        out.as_str().starts_with(&folder).then_some(&**file)
    }

    fn place(&self, file: &dyn OutputFile) -> Option<Place> {
        file.place(self.project, self.site)
    }
}

/// Whether the sources themselves have these names, which is reported elsewhere.
fn are_twins(one: &SourcePath, other: &SourcePath) -> bool {
    let mut parts = one.as_str().split('/').zip(other.as_str().split('/'));
    parts.find(|(one, other)| one != other).is_some_and(|(one, other)| folded(one) == folded(other))
}
