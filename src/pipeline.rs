//! The order of the stages; the only place that knows it.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use crate::assets::{self, Assets};
use crate::cache::{Cache, Changes, Remembered};
use crate::check::{self, Facts, Subject};
use crate::config::{Project, SITE_FILE};
use crate::date::Date;
use crate::diagnostic::{Code, Diagnostic, Severity};
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
pub struct Loaded {
    /// Where it lies, and its settings.
    pub project: Arc<Project>,
    /// Its documents and their relations.
    pub site: Site,
    /// Its output files.
    pub plan: Plan,
    assets: Assets,
    /// Its templates; `None` where a mistake keeps them from loading.
    pub templates: Option<Arc<Templates>>,
    /// What is wrong so far.
    pub diagnostics: Vec<Diagnostic>,
}

/// Follows a long run.
pub trait Progress: Sync {
    /// A stage of `total` steps begins.
    fn begin(&self, _stage: &'static str, _total: usize) {}
    /// A step is done.
    fn step(&self) {}
    /// Whether anybody still waits for the result.
    fn is_wanted(&self) -> bool {
        true
    }
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
pub fn load(project: &Project, options: Options, progress: &dyn Progress) -> Result<Loaded, Error> {
    let project = Arc::new(project.clone());
    let mut loaded =
        Loader::default().load(&project, options.drafts, &Changes::Unknown, progress)?;
    loaded.diagnostics.extend(loaded.check_content(options.today));
    Ok(loaded)
}

/// Loads a site again and again, reading only what changed.
#[derive(Default)]
pub struct Loader {
    cache: Cache,
    sources: Sources,
    found: Vec<Diagnostic>,
    /// Whether a broken article is replaced by its last good version.
    keep_last_good: bool,
}

impl Loader {
    /// A loader that shows the last good version of an article in the place of a broken one.
    #[must_use]
    pub fn keeping_last_good() -> Self {
        Self { keep_last_good: true, ..Self::default() }
    }

    /// Reads the site as it is now: discover, parse, assemble, plan. `changes` says what may differ
    /// from the last time.
    ///
    /// # Errors
    /// Where the disk refuses.
    pub fn load(
        &mut self,
        project: &Arc<Project>,
        drafts: Drafts,
        changes: &Changes,
        progress: &dyn Progress,
    ) -> Result<Loaded, Error> {
        let changes = if self.are_all_known(&project.root, changes) {
            changes
        } else {
            (self.sources, self.found) = discover::discover(&project.root)?;
            &Changes::Unknown
        };
        let mut diagnostics = self.found.clone();
        let documents = self.documents(project, changes, progress, &mut diagnostics)?;
        let (site, more) = site::assemble(project, documents, drafts);
        diagnostics.extend(more);
        let assets = assets(project, &self.sources)?;
        let (plan, more) = plan::plan(project, &site, &self.sources, &assets);
        diagnostics.extend(more);
        let templates = templates(project, &site, &self.sources, &assets, &mut diagnostics)?;
        Ok(Loaded { project: Arc::clone(project), site, plan, assets, templates, diagnostics })
    }

    /// Whether only files changed that were there the last time and still are. Editors write files
    /// beside them that come and go; they mean nothing.
    fn are_all_known(&self, root: &Path, changes: &Changes) -> bool {
        let Changes::Files(files) = changes else { return false };
        files.iter().all(|file| self.sources.knows(file) == discover::is_plain_file(root, file))
    }

    fn documents(
        &mut self,
        project: &Project,
        changes: &Changes,
        progress: &dyn Progress,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Result<Vec<Document>, Error> {
        let options = parse::Options::of(project);
        self.cache.set_key(options.key());
        progress.begin("Reading", self.sources.documents.len());
        let cache = &self.cache;
        // `None` stands for what the cache knows already.
        let read: Vec<Option<Remembered>> = self
            .sources
            .documents
            .par_iter()
            .map(|source| {
                let known = cache.get(source);
                if known.is_some() && !changes.may_concern(source) {
                    return Ok(None);
                }
                let remembered = document(project, source, options, known);
                progress.step();
                remembered
            })
            .collect::<Result<_, Error>>()?;
        let mut documents = Vec::with_capacity(read.len());
        let mut fresh = Vec::new();
        for (source, remembered) in self.sources.documents.iter().zip(read) {
            if let Some(remembered) = remembered {
                fresh.push((source.clone(), remembered));
            }
        }
        if *changes == Changes::Unknown {
            let old = std::mem::take(&mut self.cache);
            self.cache.set_key(options.key());
            let kept = self
                .sources
                .documents
                .iter()
                .filter_map(|source| Some((source.clone(), old.get(source)?.clone())));
            self.cache.replace(kept);
        }
        for (source, remembered) in fresh {
            self.cache.insert(source, remembered);
        }
        for remembered in self.sources.documents.iter().filter_map(|source| self.cache.get(source))
        {
            diagnostics.extend_from_slice(&remembered.diagnostics);
            documents.push(match (&remembered.document, &remembered.last_good) {
                (Document::Broken { .. }, Some(good)) if self.keep_last_good => {
                    Document::Article(Arc::clone(good))
                }
                (document, _) => document.clone(),
            });
        }
        let misplaced = self.sources.misplaced.iter().cloned();
        documents.extend(misplaced.map(|source| Document::Broken { source, rest: None }));
        Ok(documents)
    }
}

/// Reads one file, and parses it where its bytes are not those that are known.
fn document(
    project: &Project,
    source: &SourcePath,
    options: parse::Options<'_>,
    known: Option<&Remembered>,
) -> Result<Option<Remembered>, Error> {
    let stamp = discover::stamp(&project.root, source)?;
    if known.is_some_and(|known| stamp.is_some() && known.stamp == stamp) {
        return Ok(None);
    }
    let bytes = discover::read(&project.root, source)?;
    let hash = blake3::hash(&bytes);
    if let Some(known) = known.filter(|known| known.hash == hash) {
        return Ok(Some(Remembered { stamp, ..known.clone() }));
    }
    let (document, diagnostics) = parse::document(source, &bytes, options);
    let last_good = match &document {
        Document::Article(article) => Some(Arc::clone(article)),
        _ => known.and_then(|known| known.last_good.clone()),
    };
    Ok(Some(Remembered { stamp, hash, document, diagnostics: diagnostics.into(), last_good }))
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
) -> Result<Option<Arc<Templates>>, Error> {
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
            Ok(Some(Arc::new(templates)))
        }
        Err(diagnostic) => {
            diagnostics.push(diagnostic);
            Ok(None)
        }
    }
}

impl Loaded {
    /// Holds the rules about content against the site, as of `today`.
    #[must_use]
    pub fn check_content(&self, today: Date) -> Vec<Diagnostic> {
        check::content(Subject { project: &self.project, site: &self.site, today })
    }

    /// The bytes of the file at `out`; `None` where the plan has none.
    ///
    /// # Errors
    /// In words, why it cannot be made.
    pub fn render_one(&self, out: &OutPath) -> Result<Option<Vec<u8>>, String> {
        let (Some(job), Some(templates)) = (self.plan.jobs.get(out), &self.templates) else {
            return Ok(None);
        };
        let renderer = Renderer::new(&self.project, &self.site, templates);
        match renderer.render(job).map_err(|failure| Diagnostic::from(failure).message)? {
            Output::Rendered(bytes) => Ok(Some(bytes)),
            Output::Asset(path) => Ok(self.assets.get(path).map(|asset| asset.bytes.clone())),
            Output::Copy(source) => discover::read(&self.project.root, source)
                .map(Some)
                .map_err(|error| error.to_string()),
        }
    }

    /// The address of a static file with a fingerprint, as links write it.
    #[must_use]
    pub fn asset_href(&self, path: &str) -> Option<String> {
        let asset = self.assets.get(path)?;
        Some(self.project.config.base_url.href(&asset.out.to_url()))
    }

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
        let renderer = Renderer::new(&self.project, &self.site, templates);
        let jobs: Vec<_> = self.plan.jobs.iter().collect();
        progress.begin("Rendering", jobs.len());
        let done: Vec<(Option<Facts>, Vec<Diagnostic>)> = jobs
            .par_iter()
            .map(|(out, job)| {
                if !progress.is_wanted() {
                    return Ok((None, Vec::new()));
                }
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
                let is_template = diagnostic.code == Code::HiddenMarkup;
                let same = |other: &Diagnostic| {
                    other.code == diagnostic.code
                        && (is_template || other.place == diagnostic.place)
                };
                if !diagnostics.iter().any(same) {
                    diagnostics.push(diagnostic);
                }
            }
        }
        diagnostics.extend(check::links(&self.project, &self.site, &self.plan, &pages));
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

/// Runs `work` with one thread of its own, so that it leaves the processors to what is urgent.
pub fn in_background<R: Send>(work: impl FnOnce() -> R + Send) -> Option<R> {
    rayon::ThreadPoolBuilder::new().num_threads(1).build().ok().map(|pool| pool.install(work))
}

/// Whether any of them is an error.
#[must_use]
pub fn any_error(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|diagnostic| diagnostic.severity() == Severity::Error)
}
