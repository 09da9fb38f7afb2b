//! Takes a site through the stages; the only place that knows their order.

mod error_page;
mod from_root;
mod inputs;
mod loader;
mod memory;
mod offline;
mod output;
mod pictures;
mod static_files;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use crate::assets::Assets;
use crate::cache::{Changes, Documents, Texts};
use crate::check::{self, Aged, PublishedBefore, Subject};
use crate::config::Project;
use crate::date::{Date, Today};
use crate::diagnostic::{Diagnostic, Severity};
use crate::discover;
use crate::error::Error;
use crate::html;
use crate::key::Key;
use crate::lockfile::Lock;
use crate::matcher::Files;
use crate::output::Plan;
use crate::parse::{self, ArticleDocument, Document, LongText, Prose};
use crate::path::{SourcePath, UrlPath};
use crate::picture::Pictures;
use crate::render::{LongTexts, Templates};
use crate::site::{Drafts, Site};
use crate::text;

pub(crate) use loader::Loader;
pub use memory::Built;
pub use offline::OfflineFile;
pub(crate) use output::Rendered;

/// How many files a thread takes at a time. If each thread took a quarter of a large site, one
/// thread would work alone at the end.
const SHARE: usize = 64;

/// Receives the progress of a long run.
pub trait Progress: Sync {
    /// A stage of `total` steps begins.
    fn begin(&self, _stage: &'static str, _total: usize) {}
    /// A step is done.
    fn step(&self) {}
    /// Whether the result is still wanted.
    fn is_wanted(&self) -> bool {
        true
    }
}

/// For runs that nobody watches.
impl Progress for () {}

/// What a run depends on besides the site's files.
#[derive(Debug, Clone, Copy)]
pub struct LoadOptions {
    /// Whether drafts are part of the site.
    pub drafts: Drafts,
    /// The day of the run: it affects diagnostics, never the output.
    pub today: Date,
}

/// Reads everything once, without a cache: discover, parse, assemble, plan; and checks the content.
///
/// # Errors
/// If the disk refuses.
pub fn load(
    project: &Project,
    options: LoadOptions,
    progress: &dyn Progress,
) -> Result<Loaded, Error> {
    let mut loader = Loader::of(None, Documents::default(), Texts::passing()?);
    let project = Arc::new(project.clone());
    let mut loaded = loader.load(&project, options.drafts, &Changes::Unknown, progress)?;
    loaded.diagnostics.extend(loaded.check_content(&Today::given(options.today)));
    Ok(loaded)
}

/// A site that is ready to render. Copies share it.
#[derive(Clone)]
pub struct Loaded {
    /// Its folder and settings.
    pub project: Arc<Project>,
    /// Its documents and their relations.
    pub site: Arc<Site>,
    /// The index of its search box in each language.
    pub search: Arc<Vec<Files>>,
    /// Its output files.
    pub plan: Arc<Plan>,
    /// Its templates; `None` if a mistake prevents loading them.
    pub templates: Option<Arc<Templates>>,
    /// Its templates with the labels of each further language.
    pub translated: Arc<Vec<Templates>>,
    /// What was published before; `None` if errhub.lock is missing or unreadable.
    pub lock: Option<Arc<Lock>>,
    /// The key of everything that decides whether the site matches errhub.lock; `None` if it is
    /// unknown.
    seal: Option<Key>,
    /// Whether an earlier run found that it does, so that the lock is not read.
    is_sealed: bool,
    /// What is wrong so far.
    pub diagnostics: Vec<Diagnostic>,
    assets: Arc<Assets>,
    pictures: Arc<Pictures>,
    /// The addresses of translations that report that their originals are newer.
    outdated: Arc<BTreeSet<UrlPath>>,
    texts: Arc<Texts>,
    drafts: Drafts,
    /// The documents that it was assembled from, and the diagnostics of assembling.
    documents: Arc<Vec<Document>>,
    /// The documents among these that are last good versions of broken ones.
    stand_ins: Arc<BTreeSet<SourcePath>>,
    of_site: Arc<Vec<Diagnostic>>,
    of_search: Arc<Vec<Diagnostic>>,
    of_plan: Arc<Vec<Diagnostic>>,
    of_assets: Arc<Vec<Diagnostic>>,
    of_templates: Option<Diagnostic>,
}

impl Loaded {
    /// Checks the site against the rules about content, as of `today`.
    #[must_use]
    pub fn check_content(&self, today: &Today) -> Vec<Diagnostic> {
        let subjects: Vec<Subject<'_>> = self.subjects(today).collect();
        let found = subjects
            .par_iter()
            .flat_map(|subject| check::RULES.par_iter().flat_map_iter(|rule| rule(*subject)));
        let mut found = found.filter(|one| self.project.config.reports(one.code)).collect();
        self.drop_stand_ins(&mut found);
        found
    }

    /// The articles that have not been changed or reviewed for more than `limit` days, oldest
    /// first.
    #[must_use]
    pub fn stale<'a>(&'a self, today: &'a Today, limit: i32) -> Vec<Aged<'a>> {
        let subjects = self.subjects(today);
        let mut aged: Vec<_> = subjects.flat_map(|one| check::stale(one, limit)).collect();
        aged.sort_by_key(|aged| aged.last);
        aged
    }

    /// The hub in each language, the main one first.
    fn subjects<'a>(&'a self, today: &'a Today) -> impl Iterator<Item = Subject<'a>> {
        let subject = self.subject(today);
        let all = self.project.editions().zip(self.site.editions());
        all.map(move |(project, site)| Subject { project, site, ..subject })
    }

    fn subject<'a>(&'a self, today: &'a Today) -> Subject<'a> {
        let published = match &self.lock {
            _ if self.is_sealed => PublishedBefore::AsIs,
            Some(lock) => PublishedBefore::Lock(lock),
            None => PublishedBefore::Unknown,
        };
        Subject { project: &self.project, site: &self.site, whole: &self.site, published, today }
    }

    /// Drops diagnostics about last good versions: the files have changed, and their mistakes are
    /// already reported.
    fn drop_stand_ins(&self, diagnostics: &mut Vec<Diagnostic>) {
        if !self.stand_ins.is_empty() {
            diagnostics.retain(|diagnostic| {
                let related = diagnostic.related.iter().map(|(place, _)| place);
                !diagnostic.place.iter().chain(related).any(|at| self.stand_ins.contains(&at.file))
            });
        }
    }

    /// The file that would be published at this address if it could be read completely.
    #[must_use]
    pub fn broken_at(&self, url: &UrlPath) -> Option<&SourcePath> {
        self.site.broken.get(url)?;
        self.documents.iter().find_map(|document| match document {
            Document::Broken { source, .. } => {
                (UrlPath::of_content(source).as_ref() == Some(url)).then_some(source)
            }
            _ => None,
        })
    }

    /// The content of every file under `content/`.
    #[must_use]
    pub fn documents(&self) -> &[Document] {
        &self.documents
    }

    /// The readable parts of broken articles.
    pub fn broken_articles(&self) -> impl Iterator<Item = &ArticleDocument> {
        self.documents.iter().filter_map(|document| match document {
            Document::Broken { rest, .. } => Some(&rest.as_ref()?.document),
            _ => None,
        })
    }

    /// The quick answer of an article as a reader sees it; `None` if it can no longer be read.
    #[must_use]
    pub fn quick_answer(&self, article: &ArticleDocument) -> Option<String> {
        Some(html::visible_text(&self.prose(article).ok()?.quick_answer))
    }

    /// The long text of an article that is not in the cache: from the file again.
    fn parse_again(&self, article: &ArticleDocument) -> Result<LongText, Error> {
        let bytes = discover::read_text(&self.project.root, &article.source)?;
        let project = self.project.edition_of(&article.source);
        let (key, options) = (Key::of_bytes(&bytes), parse::ParseOptions::of(project));
        let parsed = parse::document(&article.source, &bytes, key, options);
        match (parsed.document, parsed.text) {
            (Document::Article(now), Some(text)) if now.key == article.key => Ok(text),
            _ => Err(Error::Changed { path: article.source.to_disk(&self.project.root) }),
        }
    }

    /// Leaks the site's memory, which the system frees at once when the process ends. Freeing its
    /// many small strings one by one takes a tenth of a build without changes.
    pub fn leave_to_exit(self) {
        std::mem::forget((self.site, self.search, self.plan, self.documents));
    }

    /// The address of a static file with a fingerprint, as links write it.
    #[must_use]
    pub fn asset_href(&self, path: &str) -> Option<String> {
        let asset = self.assets.get(path)?;
        Some(self.project.config.base_url.href(&UrlPath::file(&asset.out)))
    }

    /// The text that a diagnostic points into, from disk or from the built-in templates.
    #[must_use]
    pub fn text(&self, source: &SourcePath) -> Option<String> {
        text_on_disk(&self.project.root, source)
            .or_else(|| self.templates.as_ref()?.text(source).map(str::to_owned))
    }
}

impl LongTexts for Loaded {
    fn prose(&self, article: &ArticleDocument) -> Result<Prose, Error> {
        let cached = self.texts.prose(article.key);
        cached.map_or_else(|| Ok(self.parse_again(article)?.prose), Ok)
    }

    fn whole(&self, article: &ArticleDocument) -> Result<LongText, Error> {
        let cached = self.texts.get(article.key);
        cached.map_or_else(|| self.parse_again(article), Ok)
    }
}

/// The text of a source file; `None` if it is missing or not text.
#[must_use]
pub fn text_on_disk(root: &Path, source: &SourcePath) -> Option<String> {
    let bytes = discover::read_text(root, source).ok()?;
    Some(text::without_mark(&String::from_utf8_lossy(&bytes)).to_owned())
}

/// A single background thread, which leaves the other processors to urgent work. It is kept because
/// the allocator keeps memory for each thread that ever ran.
#[derive(Debug)]
pub struct Background(Option<rayon::ThreadPool>);

impl Background {
    /// A thread that waits for work.
    #[must_use]
    pub fn new() -> Self {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1);
        // What fails once may succeed after the next save.
        Self(pool.panic_handler(|_| {}).build().ok())
    }

    /// Runs `work` after the work before it.
    pub fn spawn(&self, work: impl FnOnce() + Send + 'static) {
        match &self.0 {
            Some(pool) => pool.spawn(work),
            None => drop(std::thread::spawn(work)),
        }
    }
}

impl Default for Background {
    fn default() -> Self {
        Self::new()
    }
}

/// Whether any of these diagnostics is an error.
#[must_use]
pub fn any_error(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|diagnostic| diagnostic.severity() == Severity::Error)
}
