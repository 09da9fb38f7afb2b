//! The plan: every output file by path, and the conflicts between sources that claim the same path.

use std::collections::HashSet;

use foldhash::fast::RandomState;
use indexmap::map::Entry;

use super::edition::Translated;
use super::{FileMap, KINDS, OutputFile, Scope, collisions};
use crate::assets::{self, Assets};
use crate::config::Project;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::discover::Sources;
use crate::matcher;
use crate::path::{OutPath, Unfit};
use crate::site::Site;

/// All output files, sorted by path.
#[derive(Debug, Default)]
pub struct Plan {
    files: FileMap,
    /// The paths of files that cannot be published under their names.
    unfit: HashSet<Box<str>>,
}

/// The index of an output file in a [`Plan`].
pub(crate) type PlanIndex = usize;

impl Plan {
    /// The number of files.
    #[must_use]
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// The files, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&OutPath, &dyn OutputFile)> + Clone {
        self.files.iter().map(|(out, file)| (out, &**file))
    }

    /// The file at this index.
    #[must_use]
    pub fn at(&self, index: PlanIndex) -> Option<(&OutPath, &dyn OutputFile)> {
        self.files.get_index(index).map(|(out, file)| (out, &**file))
    }

    /// The file at `out`, with its path.
    #[must_use]
    pub fn get(&self, out: &str) -> Option<(&OutPath, &dyn OutputFile)> {
        self.files.get_key_value(out).map(|(out, file)| (out, &**file))
    }

    /// The file at `out`.
    #[must_use]
    pub fn file(&self, out: &str) -> Option<&dyn OutputFile> {
        self.files.get(out).map(|file| &**file)
    }

    /// Whether a file cannot be published at this path, which is already reported.
    #[must_use]
    pub fn is_unfit(&self, path: &str) -> bool {
        self.unfit.contains(path)
    }

    /// The index of the file at `out`.
    #[must_use]
    pub fn index_of(&self, out: &str) -> Option<PlanIndex> {
        self.files.get_index_of(out)
    }

    /// The file that a static host serves for `path`, a percent-encoded address without query and
    /// fragment: the file itself, or the index of the folder.
    #[must_use]
    pub fn served(&self, path: &str) -> Option<PlanIndex> {
        let path = path.trim_start_matches('/');
        let mut file = String::with_capacity(path.len() + "/index.html".len());
        if path.contains('%') {
            file.push_str(&percent_encoding::percent_decode_str(path).decode_utf8().ok()?);
        } else {
            file.push_str(path);
        }
        if !file.is_empty() && !file.ends_with('/') {
            if let Some(found) = self.index_of(&file) {
                return Some(found);
            }
            file.push('/');
        }
        file.push_str("index.html");
        self.index_of(&file)
    }
}

/// Plans the output of `site` with its search indexes, one for each language, and reports sources
/// that claim the same path.
#[must_use]
pub(crate) fn plan(
    project: &Project,
    site: &Site,
    searches: &[matcher::Files],
    sources: &Sources,
    assets: &Assets,
) -> (Plan, Vec<Diagnostic>) {
    let files =
        FileMap::with_capacity_and_hasher(site.articles.len() + 1024, RandomState::default());
    let none = matcher::Files::default();
    let search = |number: usize| searches.get(number).unwrap_or(&none);
    let mut planner = Planner {
        project,
        site,
        search: search(0),
        sources,
        assets,
        whole: (project, site),
        translation: None,
        files,
        unfit: Vec::new(),
        diagnostics: Vec::new(),
    };
    for (scope, plan) in KINDS {
        plan(&mut planner);
        if *scope == Scope::Hub {
            continue;
        }
        let translations = project.translations.iter().zip(&site.translations);
        for (number, (of_language, site_of_language)) in translations.enumerate() {
            if site_of_language.is_empty() {
                continue;
            }
            (planner.project, planner.site) = (of_language, site_of_language);
            (planner.search, planner.translation) = (search(number + 1), Some(number));
            plan(&mut planner);
        }
        (planner.project, planner.site) = (project, site);
        (planner.search, planner.translation) = (search(0), None);
    }
    let Planner { mut files, unfit, mut diagnostics, .. } = planner;
    // Most of them are already in order, which this sort exploits.
    files.sort_keys();
    diagnostics.extend(collisions::of(project, site, &files));
    let unfit = unfit.into_iter().map(|unfit| unfit.path).collect();
    (Plan { files, unfit }, diagnostics)
}

/// A plan that is being made, with its inputs.
pub(crate) struct Planner<'a> {
    pub(super) project: &'a Project,
    pub(super) site: &'a Site,
    pub(super) search: &'a matcher::Files,
    pub(super) sources: &'a Sources,
    pub(super) assets: &'a Assets,
    /// The hub in all languages.
    pub(super) whole: (&'a Project, &'a Site),
    /// The number of the language among the translations; `None` for the main one.
    translation: Option<usize>,
    files: FileMap,
    /// Paths that cannot be published, in order.
    unfit: Vec<Unfit>,
    diagnostics: Vec<Diagnostic>,
}

impl Planner<'_> {
    /// Whether the site has its own file at this path under `static/`: site owners decide what
    /// hosts and crawlers read.
    pub(super) fn has_static(&self, path: &str) -> bool {
        self.sources.statics.iter().any(|source| assets::below(source) == path)
    }

    /// The file that was planned at `out`.
    pub(super) fn file(&self, out: &OutPath) -> Option<&dyn OutputFile> {
        self.files.get(out).map(|file| &**file)
    }

    /// Reports a diagnostic.
    pub(super) fn say(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// The place that requests a planned file, in any language.
    pub(super) fn place_of(&self, file: &dyn OutputFile) -> Option<Place> {
        file.place(self.whole.0, self.whole.1)
    }

    fn unfit(&mut self, unfit: Unfit, file: &dyn OutputFile) {
        // Many files may be in the same folder, and those are adjacent.
        let is_reported = self.unfit.last().is_some_and(|last| last.part == unfit.part);
        if !is_reported {
            let place = self.place_of(file);
            let help = match unfit.better() {
                Some(better) => format!("rename it, for example to `{better}`"),
                None => "give it a shorter and simpler name".to_owned(),
            };
            self.diagnostics.push(
                Diagnostic::new(
                    Code::UnfitName,
                    format!("this cannot be published: {unfit}"),
                    place.unwrap_or_else(|| Place::file(&file.source(self.whole.0, self.whole.1))),
                )
                .help(help),
            );
        }
        self.unfit.push(unfit);
    }

    /// The only way into a plan.
    pub(super) fn put(&mut self, out: Result<OutPath, Unfit>, file: impl OutputFile + 'static) {
        let file: Box<dyn OutputFile> = match self.translation {
            None => Box::new(file),
            Some(number) => Box::new(Translated { number, file: Box::new(file) }),
        };
        let out = match out {
            Ok(out) => out,
            Err(unfit) => return self.unfit(unfit, &*file),
        };
        let (project, site) = self.whole;
        match self.files.entry(out) {
            Entry::Vacant(free) => {
                free.insert(file);
            }
            Entry::Occupied(taken) => {
                let out = taken.key();
                let first = taken.get().place(project, site);
                let (message, help) = match first {
                    Some(_) => (
                        format!("two sources produce the same file, {out}"),
                        "rename or remove one of them",
                    ),
                    None => (format!("errhub itself creates the file {out}"), "rename it"),
                };
                let help = vec![help.to_owned()];
                self.diagnostics.push(Diagnostic {
                    code: Code::OutputCollision,
                    message,
                    place: file.place(project, site),
                    help,
                    related: first
                        .map(|first| (first, "the other one".to_owned()))
                        .into_iter()
                        .collect(),
                });
            }
        }
    }
}
