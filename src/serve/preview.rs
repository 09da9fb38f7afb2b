//! The site as the preview has it now: loaded, answered for by path, checked in the background.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, Instant, SystemTime};

use serde::Serialize;
use tokio::sync::watch;

use super::watch::Batch;
use super::{Event, Listener, Settings, editor};
use crate::cache::{Changes, Output};
use crate::config::{self, Project};
use crate::date::Date;
use crate::diagnostic::{Diagnostic, Severity};
use crate::discover;
use crate::error::Error;
use crate::html::escape;
use crate::path::{OutPath, UrlPath};
use crate::pipeline::{self, Loaded, Loader, Progress, Rendered};
use crate::plan::Job;
use crate::publish::Discard;
use crate::render::{Headers, headers};
use crate::report::{self, Located, Strictness};

/// What the server answers from.
pub(super) struct Preview {
    settings: Settings,
    tell: Arc<Listener>,
    loading: Mutex<Loading>,
    /// What the last whole check found out about each file.
    checked: Mutex<Output>,
    current: RwLock<Arc<Current>>,
    /// Counts versions; whoever waits for the next one watches it.
    version: watch::Sender<u64>,
    /// The version that is being checked; an older check gives up.
    checking: Arc<AtomicU64>,
}

/// What loading needs from one time to the next.
struct Loading {
    /// The settings, and a loader for them; `None` before they could be read.
    site: Option<(Arc<Project>, Loader)>,
    /// What is wrong with site.yaml, until it is read again.
    settings: Vec<Diagnostic>,
    /// Whether site.yaml is to be read again, because it could not be.
    is_unread: bool,
}

/// One version of the site.
#[derive(Clone, Default)]
pub(super) struct Current {
    /// The site; `None` before it could be loaded for the first time.
    loaded: Option<Arc<Loaded>>,
    /// What is wrong, as far as it is known.
    pub(super) problems: Vec<Problem>,
    /// Those of them that only the last check of the whole site found.
    of_check: Vec<Problem>,
    /// How long the last versions took, the newest first.
    pub(super) history: Vec<(SystemTime, Duration, Vec<String>)>,
}

/// A diagnostic as the browser shows it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub(super) struct Problem {
    severity: &'static str,
    code: &'static str,
    message: String,
    /// `content/http/502.md:7:3`
    place: String,
    /// The address that opens the place in the editor.
    editor: Option<String>,
    /// As the terminal shows it, without colours.
    drawn: String,
}

/// The answer to a path.
pub(super) enum Answer {
    /// A file of the site.
    Found { out: OutPath, bytes: Vec<u8> },
    /// It is elsewhere.
    Moved(String),
    /// There is nothing; here is the page that says so.
    NotFound(Vec<u8>),
    /// A template fails, or a file cannot be read: here is why.
    Failed(String),
    /// The path does not belong to the site, which begins at this address.
    Outside(String),
}

impl Loading {
    /// Takes new settings.
    fn with(&mut self, project: Project) -> Result<(), Error> {
        let loader = match self.site.take() {
            Some((_, loader)) => loader,
            None => Loader::reading_only(&project)?.keeping_last_good(),
        };
        self.site = Some((Arc::new(project), loader));
        self.settings.clear();
        Ok(())
    }
}

impl Problem {
    pub(super) fn is_error(&self) -> bool {
        self.severity == Severity::Error.name()
    }

    /// The problem as a line of the overview.
    pub(super) fn to_html(&self) -> String {
        let mut html = format!("<pre>{}</pre>", escape(self.drawn.trim_end()));
        if let Some(editor) = &self.editor {
            // Writing to memory cannot fail.
            let _ = write!(html, "<a href=\"{}\">{}</a>", escape(editor), escape(&self.place));
        }
        html
    }
}

/// The header fields for hosts that read them.
const HEADERS_FILE: &str = "_headers";
/// How many versions the history holds.
const HISTORY: usize = 20;

impl Preview {
    pub(super) fn new(settings: &Settings, tell: Arc<Listener>) -> Self {
        let current = Current::default();
        Self {
            settings: settings.clone(),
            tell,
            loading: Mutex::new(Loading { site: None, settings: Vec::new(), is_unread: true }),
            checked: Mutex::default(),
            current: RwLock::new(Arc::new(current)),
            version: watch::Sender::new(0),
            checking: Arc::default(),
        }
    }

    /// The version that is served now.
    pub(super) fn current(&self) -> Arc<Current> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Tells of each new version.
    pub(super) fn versions(&self) -> watch::Receiver<u64> {
        self.version.subscribe()
    }

    /// The path that the site begins at; empty at the root.
    pub(super) fn base_path(&self) -> String {
        self.current().base_path().to_owned()
    }

    /// Loads what changed, and serves it; then checks the whole site in the background.
    pub(super) fn update(self: &Arc<Self>, batch: &Batch) {
        let started = Instant::now();
        let mut loading = lock(&self.loading);
        let mut changes = batch.changes.clone();
        if batch.settings || loading.is_unread {
            changes = Changes::Unknown;
            loading.is_unread = true;
            match config::load(&self.settings.root) {
                Ok(Ok(project)) => match loading.with(project) {
                    Ok(()) => {}
                    Err(error) => return self.fail(&error),
                },
                Ok(Err(found)) => loading.settings = found,
                Err(error) => return self.fail(&error),
            }
            loading.is_unread = false;
        }
        let mut diagnostics = loading.settings.clone();
        let Some((project, loader)) = &mut loading.site else {
            drop(loading);
            self.publish(None, &diagnostics, batch, started);
            return (self.tell)(Event::Checked {
                problems: &self.locate(diagnostics, None),
                articles: 0,
            });
        };
        let mut loaded = match loader.load(project, self.settings.drafts, &changes, &()) {
            Ok(loaded) => loaded,
            // A file may have gone between the look at its folder and the look at itself.
            Err(_) => match loader.load(project, self.settings.drafts, &Changes::Unknown, &()) {
                Ok(loaded) => loaded,
                Err(error) => return self.fail(&error),
            },
        };
        drop(loading);
        diagnostics.append(&mut loaded.diagnostics);
        if loaded.templates.is_none() {
            loaded.templates =
                self.current().loaded.as_ref().and_then(|before| before.templates.clone());
        }
        self.publish(Some(loaded), &diagnostics, batch, started);
        self.check(diagnostics);
    }

    /// Makes a version the one that is served, and tells those who wait for it.
    fn publish(
        &self,
        loaded: Option<Loaded>,
        diagnostics: &[Diagnostic],
        batch: &Batch,
        started: Instant,
    ) {
        let mut problems = self.problems(&self.locate(diagnostics.to_vec(), loaded.as_ref()));
        // What only a check finds is not mended because nobody has looked again yet.
        let of_check = self.current().of_check.clone();
        problems.extend(of_check.iter().cloned());
        let took = started.elapsed();
        let files: Vec<String> = batch.files.iter().cloned().collect();
        let mut history = self.current().history.clone();
        history.insert(0, (SystemTime::now(), took, files.clone()));
        history.truncate(HISTORY);
        self.replace(Current { loaded: loaded.map(Arc::new), problems, of_check, history });
        if !files.is_empty() {
            (self.tell)(Event::Updated { files, took });
        }
    }

    /// Tells the author, in the browser as well, that the version that is served is an old one.
    fn fail(&self, error: &Error) {
        let message = error.to_string();
        let drawn = format!("error: {message}");
        let problem = Problem {
            severity: Severity::Error.name(),
            code: "",
            message,
            place: String::new(),
            editor: None,
            drawn,
        };
        self.replace(Current { problems: vec![problem], ..(*self.current()).clone() });
        (self.tell)(Event::Failed(error.to_string()));
    }

    fn replace(&self, current: Current) {
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(current);
        self.version.send_modify(|version| *version += 1);
    }

    /// Checks the whole site as `build` does, on a thread of its own that gives up when the next
    /// version comes.
    fn check(self: &Arc<Self>, diagnostics: Vec<Diagnostic>) {
        let preview = Arc::clone(self);
        let number = self.checking.fetch_add(1, Ordering::SeqCst) + 1;
        std::thread::spawn(move || {
            let current = preview.current();
            let Some(loaded) = &current.loaded else { return };
            let of_load = preview.problems(&preview.locate(diagnostics.clone(), Some(loaded)));
            let mut all = diagnostics;
            all.extend(loaded.check_content(Date::of(jiff::Timestamp::now())));
            let watch = Newest { checking: &preview.checking, number };
            let known = lock(&preview.checked).clone();
            let rendered = pipeline::in_background(|| loaded.render(&Discard, &known, &watch));
            match rendered.unwrap_or(Ok(Rendered::default())) {
                Ok(rendered) if watch.is_wanted() => {
                    all.extend(rendered.diagnostics);
                    *lock(&preview.checked) = rendered.output;
                }
                Ok(_) => return,
                Err(error) => return preview.fail(&error),
            }
            let located = preview.locate(all, Some(loaded));
            let problems = preview.problems(&located);
            let articles = loaded.site.articles.len() + loaded.site.broken.len();
            // Only the version that was checked gets what was found about it.
            let newest = preview.current();
            if !newest.loaded.as_ref().is_some_and(|other| Arc::ptr_eq(other, loaded)) {
                return;
            }
            let of_load: HashSet<&Problem> = of_load.iter().collect();
            let of_check: Vec<_> =
                problems.iter().filter(|one| !of_load.contains(one)).cloned().collect();
            if newest.problems != problems || newest.of_check != of_check {
                preview.replace(Current { problems, of_check, ..(*newest).clone() });
            }
            (preview.tell)(Event::Checked { problems: &located, articles });
        });
    }

    fn locate(&self, diagnostics: Vec<Diagnostic>, loaded: Option<&Loaded>) -> Vec<Located> {
        report::locate(diagnostics, Strictness::Normal, |source| match loaded {
            Some(loaded) => loaded.text(source),
            None => pipeline::text_on_disk(&self.settings.root, source),
        })
    }

    fn problems(&self, located: &[Located]) -> Vec<Problem> {
        let problem = |one: &Located| Problem {
            severity: one.severity.name(),
            code: one.code.id(),
            message: one.message.clone(),
            place: report::place(one),
            editor: one.spot.as_ref().filter(|_| !self.settings.editor.is_empty()).map(|spot| {
                let position = spot.positions().map_or((1, 1), |(start, _)| start);
                let file = spot.file.to_disk(&self.settings.root);
                editor::address(&self.settings.editor, &file, position)
            }),
            drawn: report::plain(one),
        };
        located.iter().map(problem).collect()
    }
}

/// A check that stops when a newer version comes.
struct Newest<'a> {
    checking: &'a AtomicU64,
    number: u64,
}

impl Progress for Newest<'_> {
    fn is_wanted(&self) -> bool {
        self.checking.load(Ordering::SeqCst) == self.number
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Current {
    fn base_path(&self) -> &str {
        self.loaded.as_ref().map_or("", |loaded| loaded.project.config.base_url.path())
    }

    /// Whether both show the same site, and differ only in what is known to be wrong with it.
    pub(super) fn has_site_of(&self, other: &Self) -> bool {
        match (&self.loaded, &other.loaded) {
            (Some(own), Some(others)) => Arc::ptr_eq(own, others),
            (None, None) => true,
            _ => false,
        }
    }

    /// The site's own `_headers`; `None` where it has the built-in ones.
    pub(super) fn own_headers(&self) -> Option<String> {
        let loaded = self.loaded.as_ref()?;
        let out = OutPath::new(HEADERS_FILE);
        let Some(Job::Copy(_)) = loaded.plan.job(&out) else { return None };
        let bytes = loaded.render_one(&out).ok()??;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// How the file at `href` looks that is copied as it is, such as a picture: what changes it does
    /// not change its address.
    pub(super) fn look_of_copy(&self, href: &str) -> Option<(u64, SystemTime)> {
        let loaded = self.loaded.as_ref()?;
        let local = loaded.project.config.base_url.local(href)?;
        let path = local.split(['?', '#']).next().unwrap_or_default();
        match loaded.plan.job(&UrlPath::from_encoded(path).to_out())? {
            Job::Copy(source) => discover::look(&loaded.project.root, source),
            _ => None,
        }
    }

    /// The addresses of all pages, for the overview.
    pub(super) fn pages(&self) -> Vec<String> {
        let Some(loaded) = &self.loaded else { return Vec::new() };
        let pages = loaded
            .plan
            .iter()
            .map(|(out, _)| out.to_url())
            .filter(|url| url.as_str().ends_with('/'));
        pages.map(|url| loaded.project.config.base_url.href(&url)).collect()
    }

    /// The headers that a host sends with every answer.
    pub(super) fn headers(&self) -> Headers {
        let templates = self.loaded.as_ref().and_then(|loaded| loaded.templates.as_ref());
        templates.map_or_else(|| headers(&BTreeMap::new()), |own| own.headers().clone())
    }

    /// The address of the site's style sheet, which a page may change without being loaded again.
    pub(super) fn style(&self) -> Option<String> {
        self.loaded.as_ref()?.asset_href(crate::assets::STYLE_SHEET)
    }

    /// The answer to the path of a request, as a static host gives it.
    pub(super) fn answer(&self, path: &str) -> Answer {
        let Some(loaded) = &self.loaded else {
            return Answer::Failed("The site could not be loaded yet.".into());
        };
        let base = &loaded.project.config.base_url;
        let Some(local) =
            path.strip_prefix(base.path()).filter(|rest| rest.is_empty() || rest.starts_with('/'))
        else {
            return Answer::Outside(base.href(&UrlPath::root()));
        };
        if local.is_empty() {
            return Answer::Moved(base.href(&UrlPath::root()));
        }
        let out = UrlPath::from_encoded(local).to_out();
        match loaded.plan.job(&out) {
            Some(Job::Redirect(article)) => {
                return Answer::Moved(base.href(&loaded.site.articles[*article].document.url));
            }
            Some(_) => return Self::file(loaded, out),
            None => {}
        }
        let folder = OutPath::new(format!("{out}/index.html"));
        if !local.ends_with('/') && loaded.plan.job(&folder).is_some() {
            return Answer::Moved(base.href(&folder.to_url()));
        }
        match Self::file(loaded, OutPath::new("404.html")) {
            Answer::Found { bytes, .. } => Answer::NotFound(bytes),
            other => other,
        }
    }

    fn file(loaded: &Loaded, out: OutPath) -> Answer {
        match loaded.render_one(&out) {
            Ok(Some(bytes)) => Answer::Found { out, bytes },
            Ok(None) => Answer::NotFound(Vec::new()),
            Err(message) => Answer::Failed(message),
        }
    }
}
