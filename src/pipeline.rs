//! The order of the stages; the only place that knows it.

use std::collections::{BTreeSet, HashSet};
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use crate::assets::{self, Assets};
use crate::cache::{Changes, Documents, Folder, Made, Output, Remembered, Texts};
use crate::check::{self, Links, Subject};
use crate::config::Project;
use crate::date::Date;
use crate::diagnostic::{Code, Diagnostic, Place, Severity};
use crate::discover::{self, Sources};
use crate::error::Error;
use crate::key::Key;
use crate::parse::{self, ArticleDocument, Document, Prose};
use crate::path::{OutPath, SourcePath};
use crate::plan::{self, Job, Plan, PlanIndex};
use crate::publish::{self, Sink};
use crate::render::view::Views;
use crate::render::{self, Keys, Obstacle, Renderer, Templates};
use crate::search::Index;
use crate::site::{self, Drafts, Site};

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

/// Reads everything once, remembering nothing: discover, parse, assemble, plan; and checks the
/// content.
///
/// # Errors
/// Where the disk refuses.
pub fn load(project: &Project, options: Options, progress: &dyn Progress) -> Result<Loaded, Error> {
    let mut loader = Loader::of(None, Documents::default(), Texts::passing()?);
    let project = Arc::new(project.clone());
    let mut loaded = loader.load(&project, options.drafts, &Changes::Unknown, progress)?;
    loaded.diagnostics.extend(loaded.check_content(options.today));
    Ok(loaded)
}

/// Loads a site again and again, reading only what changed.
pub struct Loader {
    folder: Option<Folder>,
    documents: Documents,
    texts: Arc<Texts>,
    sources: Sources,
    found: Vec<Diagnostic>,
    /// Whether a broken article is replaced by its last good version.
    keep_last_good: bool,
    last: Option<Loaded>,
}

/// A site that is ready to render. A copy shares it.
#[derive(Clone)]
pub struct Loaded {
    /// Where it lies, and its settings.
    pub project: Arc<Project>,
    /// Its documents and their relations.
    pub site: Arc<Site>,
    /// What its search box looks through.
    pub search: Arc<Index>,
    /// Its output files.
    pub plan: Arc<Plan>,
    /// Its templates; `None` where a mistake keeps them from loading.
    pub templates: Option<Arc<Templates>>,
    /// What is wrong so far.
    pub diagnostics: Vec<Diagnostic>,
    assets: Arc<Assets>,
    texts: Arc<Texts>,
    drafts: Drafts,
    /// What it was assembled from, and what that said.
    documents: Arc<Vec<Document>>,
    of_site: Arc<Vec<Diagnostic>>,
    of_plan: Arc<Vec<Diagnostic>>,
    of_templates: Option<Diagnostic>,
}

/// What rendering a whole site came to.
#[derive(Debug, Default)]
pub struct Rendered {
    /// What is known of each file now.
    pub output: Output,
    /// Which of them were made, and not kept.
    pub is_new: Vec<bool>,
    /// The files of the last time that are no more.
    pub gone: Vec<OutPath>,
    /// What is wrong with the final HTML.
    pub diagnostics: Vec<Diagnostic>,
}

impl Loader {
    /// A loader that remembers on disk what it read, for the next run.
    ///
    /// # Errors
    /// Where nothing can be written to at all.
    pub fn new(project: &Project) -> Result<Self, Error> {
        let folder = Folder::open(&project.root);
        let key = parse::Options::of(project).key();
        let (documents, texts) = match &folder {
            Some(folder) => folder.documents(key, folder.texts()?),
            None => (Documents::default(), Texts::passing()?),
        };
        Ok(Self::of(folder, documents, texts))
    }

    /// A loader that uses what earlier runs remember on disk, and adds nothing to it.
    ///
    /// # Errors
    /// Where nothing can be written to at all.
    pub fn reading_only(project: &Project) -> Result<Self, Error> {
        let key = parse::Options::of(project).key();
        let texts = Texts::passing()?;
        let (documents, texts) = match Folder::existing(&project.root) {
            Some(folder) => folder.documents(key, texts),
            None => (Documents::default(), texts),
        };
        Ok(Self::of(None, documents, texts))
    }

    fn of(folder: Option<Folder>, documents: Documents, texts: Texts) -> Self {
        Self {
            folder,
            documents,
            texts: Arc::new(texts),
            sources: Sources::default(),
            found: Vec::new(),
            keep_last_good: false,
            last: None,
        }
    }

    /// Shows the last good version of an article in the place of a broken one.
    #[must_use]
    pub fn keeping_last_good(self) -> Self {
        Self { keep_last_good: true, ..self }
    }

    /// Reads the site as it is now: discover, parse, assemble, plan. `changes` says what may differ
    /// from the last time. A stage whose input is the same as then is not run again.
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
        let last = self
            .last
            .take()
            .filter(|last| Arc::ptr_eq(&last.project, project) && last.drafts == drafts);
        let changes = match changes {
            Changes::Files(files) if last.is_some() => self.settled(project, files),
            _ => Changes::Unknown,
        };
        let structure = changes == Changes::Unknown;
        if structure {
            (self.sources, self.found) = discover::discover(&project.root)?;
        }
        self.read(project, &changes, progress)?;
        let (documents, of_documents) = self.documents();
        let same_site = last.as_ref().and_then(|last| Some((last, last.site_with(&documents)?)));
        let (site, of_site, search) = if let Some((last, (site, of_site))) = same_site {
            (site, of_site, Arc::clone(&last.search))
        } else {
            let (site, of_site) = shared(site::assemble(project, &documents, drafts));
            let search = Arc::new(Index::new(project, &site));
            (site, of_site, search)
        };
        let touched = |folder: &str| match &changes {
            Changes::Unknown => true,
            Changes::Files(files) => files.iter().any(|file| file.as_str().starts_with(folder)),
        };
        let assets = match last.as_ref().filter(|_| !touched("static/")) {
            Some(last) => Arc::clone(&last.assets),
            None => Arc::new(assets(project, &self.sources)?),
        };
        let same_assets = last.as_ref().filter(|last| Arc::ptr_eq(&last.assets, &assets));
        let same_plan = same_assets.filter(|last| {
            !structure
                && last.search.pieces().len() == search.pieces().len()
                && last.site.has_routes_of(&site)
        });
        let (plan, of_plan) = match same_plan {
            Some(last) => (Arc::clone(&last.plan), Arc::clone(&last.of_plan)),
            None => shared(plan::plan(project, &site, &search, &self.sources, &assets)),
        };
        let same_templates =
            same_assets.filter(|last| !touched("templates/") && last.site.has_frame_of(&site));
        let (templates, of_templates) = match same_templates {
            Some(last) => (last.templates.clone(), last.of_templates.clone()),
            None => templates(project, &site, &self.sources, &assets)?,
        };
        let mut diagnostics = self.found.clone();
        diagnostics.extend(of_documents);
        diagnostics.extend(of_site.iter().chain(&*of_plan).chain(&of_templates).cloned());
        let loaded = Loaded {
            project: Arc::clone(project),
            site,
            search,
            plan,
            templates,
            diagnostics,
            assets,
            texts: Arc::clone(&self.texts),
            drafts,
            documents,
            of_site,
            of_plan,
            of_templates,
        };
        self.last = Some(loaded.clone());
        Ok(loaded)
    }

    /// Those of `files` that were there the last time and still are. Editors write files beside them
    /// that come and go; they mean nothing. [`Changes::Unknown`] where the site has other files now.
    fn settled(&self, project: &Project, files: &BTreeSet<SourcePath>) -> Changes {
        let is_there = |file: &SourcePath| discover::is_plain_file(&project.root, file);
        let was_there = |file: &SourcePath| self.sources.knows(file) || self.is_known_backup(file);
        if files.iter().any(|file| was_there(file) != is_there(file)) {
            return Changes::Unknown;
        }
        Changes::Files(files.iter().filter(|file| self.sources.knows(file)).cloned().collect())
    }

    /// Reads the documents that changed.
    fn read(
        &mut self,
        project: &Project,
        changes: &Changes,
        progress: &dyn Progress,
    ) -> Result<(), Error> {
        self.documents.set_key(parse::Options::of(project).key());
        let read = |source: &SourcePath| {
            let known = self.documents.get(source).map(|known| &**known);
            let remembered = document(project, source, &self.texts, known);
            progress.step();
            remembered
        };
        match changes {
            Changes::Unknown => {
                let sources = &self.sources.documents;
                progress.begin("Reading", sources.len());
                let new: Vec<_> = sources.par_iter().map(read).collect::<Result<_, Error>>()?;
                self.documents.update(&self.sources.documents, new);
            }
            Changes::Files(files) => {
                let sources = &self.sources.documents;
                let is_document = |file: &&SourcePath| sources.binary_search(file).is_ok();
                let files: Vec<&SourcePath> = files.iter().filter(is_document).collect();
                let new: Vec<_> =
                    files.par_iter().map(|file| read(file)).collect::<Result<_, Error>>()?;
                for (file, new) in files.into_iter().zip(new) {
                    if let Some(new) = new {
                        self.documents.replace(file, Arc::new(new));
                    }
                }
            }
        }
        Ok(())
    }

    /// Whether a file was left out as a backup the last time.
    fn is_known_backup(&self, file: &SourcePath) -> bool {
        let is_it = |place: &Place| place.file == *file;
        let mut found = self.found.iter().filter(|one| one.code == Code::BackupFile);
        found.any(|one| one.place.as_ref().is_some_and(is_it))
    }

    /// The documents as they are now, and what is wrong with them.
    fn documents(&self) -> (Arc<Vec<Document>>, Vec<Diagnostic>) {
        let mut diagnostics = Vec::new();
        let mut documents = Vec::with_capacity(self.sources.documents.len());
        for remembered in self.documents.iter() {
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
        (Arc::new(documents), diagnostics)
    }

    /// What is known of the output of `name` from an earlier run.
    #[must_use]
    pub fn output(&self, name: Key) -> Output {
        self.folder.as_ref().map(|folder| folder.output(name)).unwrap_or_default()
    }

    /// Remembers on disk what was read, and what was made of it.
    pub fn keep(&self, name: Key, rendered: Option<&Rendered>) {
        if let Some(folder) = &self.folder {
            folder.keep_documents(&self.documents, &self.texts);
            if let Some(rendered) = rendered.filter(|rendered| rendered.is_news()) {
                folder.keep_output(name, &rendered.output);
            }
        }
    }
}

fn shared<A, B>((a, b): (A, B)) -> (Arc<A>, Arc<B>) {
    (Arc::new(a), Arc::new(b))
}

/// Reads one file, and parses it where its bytes are not those that are known.
fn document(
    project: &Project,
    source: &SourcePath,
    texts: &Texts,
    known: Option<&Remembered>,
) -> Result<Option<Remembered>, Error> {
    let stamp = discover::stamp(&project.root, source)?;
    if known.is_some_and(|known| stamp.is_some() && known.stamp == stamp) {
        return Ok(None);
    }
    let bytes = discover::read(&project.root, source)?;
    let key = Key::of_bytes(&bytes);
    if let Some(known) = known.filter(|known| known.bytes == key) {
        return Ok(Some(Remembered { stamp, ..known.clone() }));
    }
    let parsed = parse::document(source, &bytes, parse::Options::of(project));
    let last_good = match (&parsed.document, &parsed.prose) {
        (Document::Article(article), Some(prose)) => {
            texts.put(article.key, prose)?;
            Some(Arc::clone(article))
        }
        _ => known.and_then(|known| known.last_good.clone()),
    };
    let parse::Parsed { document, diagnostics, .. } = parsed;
    Ok(Some(Remembered { stamp, bytes: key, document, diagnostics, last_good }))
}

/// Only files that get a fingerprint, stand in pages or replace a built-in one are read; others are
/// copied.
fn assets(project: &Project, sources: &Sources) -> Result<Assets, Error> {
    let mut files = Vec::new();
    for source in &sources.statics {
        let path = assets::below(source);
        let built_in = assets::STATICS.iter().any(|(name, _)| *name == path);
        if built_in || assets::is_fingerprinted(path) || assets::is_inline(path) {
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
) -> Result<(Option<Arc<Templates>>, Option<Diagnostic>), Error> {
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
        .filter(|path| !assets::is_inline(path))
        .map(|path| (path.to_owned(), href(&OutPath::new(path))));
    let named = assets.iter().map(|(path, asset)| (path.to_owned(), href(&asset.out)));
    let addresses = copied.chain(named).collect();
    match Templates::load(own, &project.labels, &addresses, assets.inline()) {
        Ok(mut templates) => {
            templates.set_site(&Views { project, site }.site_view());
            Ok((Some(Arc::new(templates)), None))
        }
        Err(diagnostic) => Ok((None, Some(diagnostic))),
    }
}

impl Loaded {
    /// The site of `documents`, where they differ from those of this one at most in their long
    /// texts: relations and the search are made of the rest.
    fn site_with(&self, documents: &[Document]) -> Option<(Arc<Site>, Arc<Vec<Diagnostic>>)> {
        if self.documents.len() != documents.len() {
            return None;
        }
        let mut site = Arc::clone(&self.site);
        for (old, new) in self.documents.iter().zip(documents) {
            match (old, new) {
                (Document::Article(old), Document::Article(new)) if !Arc::ptr_eq(old, new) => {
                    if old.source != new.source || old.summary != new.summary {
                        return None;
                    }
                    Arc::make_mut(&mut site).replace(new);
                }
                (old, new) if !old.is_same(new) => return None,
                _ => {}
            }
        }
        Some((site, Arc::clone(&self.of_site)))
    }

    /// Holds the rules about content against the site, as of `today`.
    #[must_use]
    pub fn check_content(&self, today: Date) -> Vec<Diagnostic> {
        let subject = Subject { project: &self.project, site: &self.site, today };
        check::RULES.par_iter().flat_map_iter(|rule| rule(subject)).collect()
    }

    /// The long text of an article: what was kept of it, or the file again.
    fn prose(&self, article: &ArticleDocument) -> Result<Prose, Error> {
        if let Some(prose) = self.texts.get(article.key) {
            return Ok(prose);
        }
        let bytes = discover::read(&self.project.root, &article.source)?;
        let parsed = parse::document(&article.source, &bytes, parse::Options::of(&self.project));
        match (parsed.document, parsed.prose) {
            (Document::Article(now), Some(prose)) if now.key == article.key => Ok(prose),
            _ => Err(Error::Changed { path: article.source.to_disk(&self.project.root) }),
        }
    }

    /// The bytes of the file at `out`; `None` where the plan has none.
    ///
    /// # Errors
    /// In words, why it cannot be made.
    pub fn render_one(&self, out: &OutPath) -> Result<Option<Vec<u8>>, String> {
        let (Some(job), Some(templates)) = (self.plan.job(out), &self.templates) else {
            return Ok(None);
        };
        let prose = |article: &ArticleDocument| self.prose(article);
        let renderer = Renderer::new(self.views(), templates, &self.search, &prose);
        match renderer.render(job) {
            Ok(render::Output::Rendered(bytes)) => Ok(Some(bytes)),
            Ok(render::Output::Asset(path)) => {
                Ok(self.assets.get(path).map(|asset| asset.bytes.clone()))
            }
            Ok(render::Output::Copy(source)) => discover::read(&self.project.root, source)
                .map(Some)
                .map_err(|error| error.to_string()),
            Err(Obstacle::Template(failure)) => Err(Diagnostic::from(failure).message),
            Err(Obstacle::Text(error)) => Err(error.to_string()),
        }
    }

    fn views(&self) -> Views<'_> {
        Views { project: &self.project, site: &self.site }
    }

    /// The address of a static file with a fingerprint, as links write it.
    #[must_use]
    pub fn asset_href(&self, path: &str) -> Option<String> {
        let asset = self.assets.get(path)?;
        Some(self.project.config.base_url.href(&asset.out.to_url()))
    }

    /// Renders every file into `sink`, checks the final HTML, and says what is wrong with it. What
    /// `known` says of a file that is still made of the same, and that `sink` keeps, stays true.
    ///
    /// # Errors
    /// Where the disk refuses.
    pub fn render(
        &self,
        sink: &dyn Sink,
        known: &Output,
        progress: &dyn Progress,
    ) -> Result<Rendered, Error> {
        let Some(templates) = &self.templates else { return Ok(Rendered::default()) };
        let prose = |article: &ArticleDocument| self.prose(article);
        let references = |article: usize| {
            let text = self.prose(&self.site.articles[article].document);
            text.map(|prose| prose.references).unwrap_or_default()
        };
        let making = Making {
            loaded: self,
            renderer: Renderer::new(self.views(), templates, &self.search, &prose),
            keys: Keys::new(self.views(), templates, &self.assets, &self.search),
            links: Links {
                project: &self.project,
                site: &self.site,
                plan: &self.plan,
                references: &references,
            },
            sink,
        };
        progress.begin("Rendering", self.plan.len());
        let done: Vec<File> = known
            .fitted(&self.plan)
            .into_par_iter()
            .enumerate()
            .map(|(index, known)| {
                if !progress.is_wanted() {
                    return Ok(File::default());
                }
                let file = making.file(index, known);
                progress.step();
                file
            })
            .collect::<Result<_, Error>>()?;
        let gone = known.gone(&self.plan);
        Ok(self.gather(done, gone, making.links))
    }

    /// Looks at the links between pages, and puts everything together in order.
    fn gather(&self, done: Vec<File>, gone: Vec<OutPath>, links: Links<'_>) -> Rendered {
        let anchors = |index: PlanIndex| {
            let is_page = self.plan.at(index)?.1.is_page() && !done[index].failed;
            is_page.then(|| done[index].made.anchors.as_str())
        };
        let mut diagnostics: Vec<Diagnostic> = done
            .par_iter()
            .enumerate()
            .flat_map_iter(|(index, File { made, .. })| {
                let dead = links.anchors(index, &made.leads, anchors);
                made.diagnostics.iter().cloned().chain(dead)
            })
            .collect();
        diagnostics.extend(links.broken(anchors));
        let mut said = HashSet::new();
        diagnostics.retain(|diagnostic| {
            // A template's mistake is one mistake, however many pages it spoils.
            let at = match diagnostic.code {
                Code::HiddenMarkup => String::new(),
                Code::TemplateFailed => format!("{:?}", diagnostic.place),
                _ => return true,
            };
            said.insert((diagnostic.code, at))
        });
        let mut rendered = Rendered { gone, diagnostics, ..Rendered::default() };
        for (file, (out, _)) in done.into_iter().zip(self.plan.iter()) {
            rendered.is_new.push(file.is_new);
            let settled = !file.made.leads.unsettled && !any_error(&file.made.diagnostics);
            rendered.output.files.push((out.clone(), settled.then_some(file.made)));
        }
        rendered
    }

    /// The text that a diagnostic points into, from disk or from the built-in templates.
    #[must_use]
    pub fn text(&self, source: &SourcePath) -> Option<String> {
        text_on_disk(&self.project.root, source)
            .or_else(|| self.templates.as_ref()?.text(source).map(str::to_owned))
    }
}

impl Rendered {
    /// Whether anything was made, or is gone.
    fn is_news(&self) -> bool {
        !self.gone.is_empty() || self.is_new.contains(&true)
    }

    /// What has to be published.
    #[must_use]
    pub fn changes(&self) -> publish::Changes<'_> {
        let mut changes =
            publish::Changes { gone: self.gone.iter().collect(), ..Default::default() };
        for ((out, _), is_new) in self.output.files.iter().zip(&self.is_new) {
            if *is_new { changes.written.push(out) } else { changes.kept.push(out) }
        }
        changes
    }
}

/// A file of the output.
#[derive(Debug, Default)]
struct File {
    /// What is known of it.
    made: Arc<Made>,
    /// Whether it was made, and not kept.
    is_new: bool,
    /// Whether it could not be made.
    failed: bool,
}

/// What making the files of a site needs.
struct Making<'a> {
    loaded: &'a Loaded,
    renderer: Renderer<'a>,
    keys: Keys<'a>,
    links: Links<'a>,
    sink: &'a dyn Sink,
}

impl Making<'_> {
    /// The file at `index`: kept as it is where nothing that it is made of changed, or made.
    fn file(&self, index: PlanIndex, known: Option<Arc<Made>>) -> Result<File, Error> {
        let Some((out, job)) = self.loaded.plan.at(index) else { return Ok(File::default()) };
        let key = self.key(job)?;
        if let Some(made) = known
            && made.key == key
            && self.sink.keeps(out, made.stamp.as_ref())
        {
            return Ok(File { made, is_new: false, failed: false });
        }
        let mut made = Made { key, ..Made::default() };
        if self.sink.discards() && matches!(job, Job::Card(_)) {
            return Ok(File { made: Arc::new(made), is_new: true, failed: false });
        }
        let failed = match self.renderer.render(job) {
            Ok(output) => self.put(index, output, &mut made).map(|()| false)?,
            Err(Obstacle::Template(failure)) => {
                made.diagnostics.push(failure.into());
                true
            }
            Err(Obstacle::Text(error)) => return Err(error),
        };
        Ok(File { made: Arc::new(made), is_new: true, failed })
    }

    /// Puts one file into the sink, and checks it where it is a page.
    fn put(
        &self,
        index: PlanIndex,
        output: render::Output<'_>,
        made: &mut Made,
    ) -> Result<(), Error> {
        let Some((out, job)) = self.loaded.plan.at(index) else { return Ok(()) };
        match output {
            render::Output::Rendered(bytes) => {
                made.stamp = self.sink.write(out, &bytes)?;
                if job.is_page() {
                    let about = job.source(&self.loaded.site);
                    // Templates are text, and so is what they write.
                    let html = std::str::from_utf8(&bytes).unwrap_or_default();
                    let (facts, diagnostics) = check::page(html, &about);
                    let (leads, more) = self.links.page(index, &facts);
                    made.diagnostics.extend(diagnostics.into_iter().chain(more));
                    (made.anchors, made.leads) = (facts.anchors, leads);
                }
            }
            render::Output::Asset(path) => {
                if let Some(asset) = self.loaded.assets.get(path) {
                    made.stamp = self.sink.write(out, &asset.bytes)?;
                }
            }
            render::Output::Copy(source) => {
                let from = source.to_disk(&self.loaded.project.root);
                made.stamp = self.sink.copy(out, &from)?;
            }
        }
        Ok(())
    }

    /// What the file is made of; a copied file is made of its bytes.
    fn key(&self, job: &Job) -> Result<Key, Error> {
        match (self.keys.of(job), job) {
            (Some(key), _) => Ok(key),
            (None, job) => {
                let root = &self.loaded.project.root;
                let Job::Copy(source) = job else { return Ok(Key::default()) };
                Ok(match discover::stamp(root, source)? {
                    Some(stamp) => Key::of(&(source, stamp)),
                    None => Key::of_bytes(&discover::read(root, source)?),
                })
            }
        }
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
