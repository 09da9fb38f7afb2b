//! What is known about the files of an output: what each was made from, and what its checks found.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::check::{NamedAlternate, PageLinks};
use crate::date::Date;
use crate::diagnostic::Diagnostic;
use crate::key::Key;
use crate::output::{Plan, PlanIndex};
use crate::path::OutPath;
use crate::publish::Written;
use crate::stamp::FileStamp;

/// A file that was made without errors.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Made {
    /// The key of its inputs.
    pub key: Key,
    /// What was written; `None` if nothing was.
    pub written: Option<Written>,
    /// Its length in bytes; `None` if it was not made because it cannot contain mistakes.
    pub size: Option<u64>,
    /// The anchors of a page, one per line.
    pub anchors: String,
    /// When the content of a page last changed, if the page says so.
    pub updated: Option<Date>,
    /// Where a page links to, as indexes of [`KnownOutput::files`].
    pub leads: PageLinks,
    /// The alternates of the page in other languages, as written.
    pub alternates: Vec<NamedAlternate>,
    /// The warnings about it.
    pub diagnostics: Vec<Diagnostic>,
}

/// The files of an output, sorted by path. `None` marks a file that has to be made again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct KnownOutput {
    /// The path of each file, and what is known about it.
    pub files: Vec<(OutPath, Option<Arc<Made>>)>,
    /// The stamp of the manifest with exactly these files; `None` if nothing was published.
    pub manifest: Option<FileStamp>,
}

impl KnownOutput {
    /// What is known about the files of `plan`, in its order, with the indexes in [`PageLinks`]
    /// adapted to `plan`. A page that links to a removed file has to be made again.
    #[must_use]
    pub(crate) fn fitted(&self, plan: &Plan) -> Vec<Option<Arc<Made>>> {
        let places: Vec<Option<PlanIndex>> =
            self.files.iter().enumerate().map(|(old, (out, _))| place(plan, old, out)).collect();
        let moved = places.iter().enumerate().any(|(old, new)| *new != Some(old));
        let mut fitted: Vec<Option<Arc<Made>>> = vec![None; plan.len()];
        for ((_, made), place) in self.files.iter().zip(&places) {
            let (Some(made), Some(place)) = (made, *place) else { continue };
            fitted[place] = if moved {
                let leads = follow(&made.leads, &places);
                leads.map(|leads| Arc::new(Made { leads, ..(**made).clone() }))
            } else {
                Some(Arc::clone(made))
            };
        }
        fitted
    }

    /// Whether `plan` has the same files.
    #[must_use]
    pub(crate) fn is_of(&self, plan: &Plan) -> bool {
        self.files.iter().map(|(out, _)| out).eq(plan.iter().map(|(out, _)| out))
    }
}

/// The index of `out` in `plan`, which is usually the same as last time.
fn place(plan: &Plan, old: PlanIndex, out: &OutPath) -> Option<PlanIndex> {
    let is_same = plan.at(old).is_some_and(|(now, _)| now == out);
    if is_same { Some(old) } else { plan.index_of(out.as_str()) }
}

/// `leads` with new indexes; `None` if one is gone.
fn follow(leads: &PageLinks, places: &[Option<PlanIndex>]) -> Option<PageLinks> {
    let new = |old: PlanIndex| places.get(old).copied().flatten();
    let files = leads.files.iter().map(|file| new(*file)).collect::<Option<_>>()?;
    let anchors = leads.anchors.iter().map(|(file, href)| Some((new(*file)?, href.clone())));
    let anchors = anchors.collect::<Option<_>>()?;
    Some(PageLinks { files, anchors, dead: leads.dead.clone(), unsettled: leads.unsettled })
}
