//! The order of the stages; the only place that knows it.

use std::collections::BTreeMap;
use std::path::Path;

use rayon::prelude::*;

use crate::assets::{self, Assets};
use crate::check::{self, Facts, Subject};
use crate::config::{Project, SITE_FILE};
use crate::date::Date;
use crate::diagnostic::{Diagnostic, Severity};
use crate::discover::{self, Sources};
use crate::error::Error;
use crate::parse::{self, Document};
use crate::path::{OutPath, SourcePath};
use crate::plan::{self, Job, Plan};
use crate::publish::Sink;
use crate::render::view::Views;
use crate::render::{Output, Renderer, Templates};
use crate::site::{self, Drafts, Site};

/// A site that is ready to render.
pub struct Loaded<'a> {
    project: &'a Project,
    /// Its documents and their relations.
    pub site: Site,
    /// Its output files.
    pub plan: Plan,
    assets: Assets,
    /// Its templates; `None` where a mistake keeps them from loading.
    pub templates: Option<Templates>,
    /// What is wrong so far.
    pub diagnostics: Vec<Diagnostic>,
}

/// Follows a long run.
pub trait Progress: Sync {
    /// A stage of `total` steps begins.
    fn begin(&self, _stage: &'static str, _total: usize) {}
    /// A step is done.
    fn step(&self) {}
}

/// Nobody watches.
impl Progress for () {}

/// What a run depends on besides the site's files.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Whether drafts are part of the site.
    pub drafts: Drafts,
    /// The day of the run: it decides about diagnostics, never about bytes.
    pub today: Date,
}

/// Reads everything: discover, parse, assemble, plan; and checks the content.
///
/// # Errors
/// Where the disk refuses.
pub fn load<'a>(
    project: &'a Project,
    options: Options,
    progress: &dyn Progress,
) -> Result<Loaded<'a>, Error> {
    let (sources, mut diagnostics) = discover::discover(&project.root)?;
    let documents = documents(project, &sources, progress, &mut diagnostics)?;
    let (site, more) = site::assemble(project, documents, options.drafts);
    diagnostics.extend(more);
    diagnostics.extend(check::content(Subject { project, site: &site, today: options.today }));
    let assets = assets(project, &sources)?;
    let (plan, more) = plan::plan(project, &site, &sources, &assets);
    diagnostics.extend(more);
    let templates = templates(project, &site, &sources, &assets, &mut diagnostics)?;
    Ok(Loaded { project, site, plan, assets, templates, diagnostics })
}

fn documents(
    project: &Project,
    sources: &Sources,
    progress: &dyn Progress,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<Vec<Document>, Error> {
    let options = parse::Options::of(project);
    progress.begin("Reading", sources.documents.len());
    let parsed: Vec<(Document, Vec<Diagnostic>)> = sources
        .documents
        .par_iter()
        .map(|source| {
            let bytes = discover::read(&project.root, source)?;
            progress.step();
            Ok(parse::document(source, &bytes, options))
        })
        .collect::<Result<_, Error>>()?;
    let mut documents = Vec::with_capacity(parsed.len());
    for (document, more) in parsed {
        documents.push(document);
        diagnostics.extend(more);
    }
    Ok(documents)
}

/// Only files that get a fingerprint, or replace a built-in one, are read; others are copied.
fn assets(project: &Project, sources: &Sources) -> Result<Assets, Error> {
    let mut files = Vec::new();
    for source in &sources.statics {
        let path = assets::below(source);
        let built_in = assets::STATICS.iter().any(|(name, _)| *name == path);
        if built_in || assets::is_fingerprinted(path) {
            files.push((path.to_owned(), discover::read(&project.root, source)?));
        }
    }
    Ok(Assets::new(files))
}

fn templates(
    project: &Project,
    site: &Site,
    sources: &Sources,
    assets: &Assets,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<Option<Templates>, Error> {
    let mut own = Vec::new();
    for source in &sources.templates {
        let text = String::from_utf8_lossy(&discover::read(&project.root, source)?).into_owned();
        own.push((assets::below(source).to_owned(), text));
    }
    let href = |out: &OutPath| project.config.base_url.href(&out.to_url());
    let copied = sources
        .statics
        .iter()
        .map(assets::below)
        .map(|path| (path.to_owned(), href(&OutPath::new(path))));
    let named = assets.iter().map(|(path, asset)| (path.to_owned(), href(&asset.out)));
    match Templates::load(own, &project.labels, copied.chain(named).collect()) {
        Ok(mut templates) => {
            templates.set_site(&Views { project, site }.site_view());
            Ok(Some(templates))
        }
        Err(diagnostic) => {
            diagnostics.push(diagnostic);
            Ok(None)
        }
    }
}

impl Loaded<'_> {
    /// Renders every file into `sink`, checks the final HTML, and says what is wrong with it.
    ///
    /// # Errors
    /// Where the disk refuses.
    pub fn render(
        &self,
        sink: &dyn Sink,
        progress: &dyn Progress,
    ) -> Result<Vec<Diagnostic>, Error> {
        let Some(templates) = &self.templates else { return Ok(Vec::new()) };
        let renderer = Renderer::new(self.project, &self.site, templates);
        let jobs: Vec<_> = self.plan.jobs.iter().collect();
        progress.begin("Rendering", jobs.len());
        let done: Vec<(Option<Facts>, Vec<Diagnostic>)> = jobs
            .par_iter()
            .map(|(out, job)| {
                let result = self.one(&renderer, out, job, sink);
                progress.step();
                result
            })
            .collect::<Result<_, Error>>()?;
        let mut pages: BTreeMap<&OutPath, Facts> = BTreeMap::new();
        let mut diagnostics: Vec<Diagnostic> = Vec::new();
        for ((out, _), (facts, found)) in jobs.into_iter().zip(done) {
            pages.extend(facts.map(|facts| (out, facts)));
            for diagnostic in found {
                // A template's mistake is one mistake, however many pages it spoils.
                let same = |other: &Diagnostic| {
                    other.code == diagnostic.code && other.place == diagnostic.place
                };
                if !diagnostics.iter().any(same) {
                    diagnostics.push(diagnostic);
                }
            }
        }
        diagnostics.extend(check::links(self.project, &self.site, &self.plan, &pages));
        Ok(diagnostics)
    }

    /// Makes one file, and checks it where it is a page.
    fn one(
        &self,
        renderer: &Renderer<'_>,
        out: &OutPath,
        job: &Job,
        sink: &dyn Sink,
    ) -> Result<(Option<Facts>, Vec<Diagnostic>), Error> {
        match renderer.render(job) {
            Ok(Output::Rendered(bytes)) => {
                sink.write(out, &bytes)?;
                let Some(about) = self.page_source(job) else { return Ok((None, Vec::new())) };
                let (facts, diagnostics) = check::page(&String::from_utf8_lossy(&bytes), &about);
                Ok((Some(facts), diagnostics))
            }
            Ok(Output::Asset(path)) => {
                if let Some(asset) = self.assets.get(path) {
                    sink.write(out, &asset.bytes)?;
                }
                Ok((None, Vec::new()))
            }
            Ok(Output::Copy(source)) => {
                sink.copy(out, &source.to_disk(&self.project.root))?;
                Ok((None, Vec::new()))
            }
            Err(failure) => Ok((None, vec![failure.into()])),
        }
    }

    /// The source that a page is made of; `None` for files that are no pages.
    fn page_source(&self, job: &Job) -> Option<SourcePath> {
        match job {
            Job::Article(index) => Some(self.site.articles[*index].document.source.clone()),
            Job::Category { category, .. } => {
                Some(self.site.categories[*category].document.source.clone())
            }
            Job::Hub => Some(SourcePath::new("content/_index.md")),
            Job::Platform { .. } | Job::NotFound => Some(SourcePath::new(SITE_FILE)),
            _ => None,
        }
    }

    /// The text that a diagnostic points into, from disk or from the built-in templates.
    #[must_use]
    pub fn text(&self, source: &SourcePath) -> Option<String> {
        text_on_disk(&self.project.root, source)
            .or_else(|| self.templates.as_ref()?.text(source).map(str::to_owned))
    }
}

/// The text of a source file; `None` where there is none or it is no text.
#[must_use]
pub fn text_on_disk(root: &Path, source: &SourcePath) -> Option<String> {
    discover::read(root, source).ok().map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

/// Whether any of them is an error.
#[must_use]
pub fn any_error(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|diagnostic| diagnostic.severity() == Severity::Error)
}
