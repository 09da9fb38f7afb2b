//! One version of the site, and its answer to each path.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::problem::{Problem, Problems};
use crate::config::Csp;
use crate::date::Date;
use crate::destination::Destination;
use crate::discover;
use crate::output::{HEADERS, NOT_FOUND, Role};
use crate::path::{OutPath, SourcePath, UrlPath};
use crate::pipeline::Loaded;
use crate::render::{Headers, headers};
use crate::site::RedirectTarget;
use crate::site::addresses::SEARCH;

/// One version of the site.
#[derive(Clone, Default)]
pub(super) struct Version {
    /// Later versions have higher numbers.
    pub(super) number: u64,
    /// The site; `None` until it could be loaded for the first time.
    pub(super) loaded: Option<Arc<Loaded>>,
    /// The known diagnostics.
    pub(super) problems: Problems,
    /// The part that only the last check of the whole site found.
    pub(super) of_check: Vec<Arc<Problem>>,
    /// The most recent saves, newest first.
    pub(super) history: Vec<(SystemTime, Save)>,
}

/// The save that a version was made for.
#[derive(Debug, Clone)]
pub(super) struct Save {
    /// The files that were saved; none if everything was read.
    pub(super) files: Vec<String>,
    /// How long it took to serve the version.
    pub(super) took: Duration,
}

/// The answer to a path.
pub(super) enum Reply {
    /// A file of the site.
    Found {
        media_type: Cow<'static, str>,
        bytes: Vec<u8>,
        /// When its content last changed, if known.
        updated: Option<Date>,
    },
    /// It has moved.
    Moved(String),
    /// There is nothing here; this is the page that says so.
    NotFound(Vec<u8>),
    /// It is gone for good; this is the page that says so.
    Gone(Vec<u8>),
    /// The page of this file, which has had errors since the preview started.
    Broken(SourcePath),
    /// The settings have had errors since the preview started, so there is no site.
    NoSite,
    /// A template fails, or a file cannot be read, for this reason.
    Failed(String),
    /// The path does not belong to the site, which begins at this address.
    Outside(String),
}

impl Version {
    /// The path that the site begins at; empty at the root.
    pub(super) fn base_path(&self) -> &str {
        self.loaded.as_ref().map_or("", |loaded| loaded.project.config.base_url.path())
    }

    /// Whether both have the same site and differ only in their diagnostics.
    pub(super) fn has_site_of(&self, other: &Self) -> bool {
        match (&self.loaded, &other.loaded) {
            (Some(own), Some(others)) => Arc::ptr_eq(own, others),
            (None, None) => true,
            _ => false,
        }
    }

    /// The site's own `_headers`; `None` if it uses the built-in ones.
    pub(super) fn own_headers(&self) -> Option<String> {
        let loaded = self.loaded.as_ref()?;
        let Role::Copy(_) = loaded.plan.file(HEADERS)?.role() else { return None };
        let bytes = loaded.render_one(HEADERS).ok()??;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// The size and time of a file that is copied unchanged, such as a picture, published at
    /// `href`: a change of the file does not change its address.
    pub(super) fn look_of_copy(&self, href: &str) -> Option<(u64, SystemTime)> {
        let loaded = self.loaded.as_ref()?;
        let to = Destination::of(href, &loaded.project.config.base_url);
        let Destination::Site { path, .. } = to else { return None };
        match loaded.plan.file(out_of(&path)?.as_str())?.role() {
            Role::Copy(source) => discover::look(&loaded.project.root, source),
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

    /// The headers that a host sends with every response.
    pub(super) fn headers(&self) -> Headers {
        let templates = self.loaded.as_ref().and_then(|loaded| loaded.templates.as_ref());
        templates
            .map_or_else(|| headers(&BTreeMap::new(), &Csp::default()), |own| own.headers().clone())
    }

    /// The address of the site's style sheet, which an open page can replace without reloading.
    pub(super) fn style(&self) -> Option<String> {
        self.loaded.as_ref()?.asset_href(crate::assets::STYLE_SHEET)
    }

    /// The addresses of the search script and of its index.
    pub(super) fn search(&self) -> Option<(String, String)> {
        let loaded = self.loaded.as_ref()?;
        let script = loaded.asset_href(crate::assets::MATCHER)?;
        let index = loaded.project.config.base_url.href(&UrlPath::file(SEARCH));
        (!loaded.site.articles.is_empty()).then_some((script, index))
    }

    /// The source of the page at `path`, whose mistakes are listed first there.
    pub(super) fn source_of(&self, path: &str) -> Option<SourcePath> {
        let (loaded, local) = self.local(path)?;
        let file = loaded.plan.file(out_of(local)?.as_str())?;
        Some(file.source(&loaded.project, &loaded.site))
    }

    /// Whether the page at `path` lists the diagnostics, and so changes with them.
    pub(super) fn lists_problems(&self, path: &str) -> bool {
        self.loaded.is_none() || self.broken_at(path).is_some()
    }

    /// The file whose page would be at `path` if it had ever been without errors.
    fn broken_at(&self, path: &str) -> Option<&SourcePath> {
        let (loaded, local) = self.local(path)?;
        let out = out_of(local)?;
        let is_there = loaded.plan.file(out.as_str()).is_some();
        if is_there { None } else { loaded.broken_at(&out.to_url()) }
    }

    /// The site, and the path within it.
    fn local<'a>(&self, path: &'a str) -> Option<(&Loaded, &'a str)> {
        let loaded = self.loaded.as_ref()?;
        let local = path.strip_prefix(loaded.project.config.base_url.path())?;
        (local.is_empty() || local.starts_with('/')).then_some((loaded, local))
    }

    /// The answer to the path of a request, as a static host gives it.
    pub(super) fn answer(&self, path: &str) -> Reply {
        let Some(loaded) = &self.loaded else { return Reply::NoSite };
        let base = &loaded.project.config.base_url;
        let Some((_, local)) = self.local(path) else {
            return Reply::Outside(base.href(&UrlPath::root()));
        };
        if local.is_empty() {
            return Reply::Moved(base.href(&UrlPath::root()));
        }
        let out = out_of(local);
        if let Some((out, file)) = out.as_ref().and_then(|out| loaded.plan.get(out.as_str())) {
            return match file.role() {
                Role::Redirect(RedirectTarget::Article(article)) => {
                    Reply::Moved(base.href(&loaded.site.articles[*article].document.url))
                }
                Role::Redirect(RedirectTarget::Here(url)) => Reply::Moved(base.href(url)),
                Role::Redirect(RedirectTarget::Elsewhere(address)) => Reply::Moved(address.clone()),
                Role::Gone => match Self::file(loaded, out.as_str()) {
                    Reply::Found { bytes, .. } => Reply::Gone(bytes),
                    other => other,
                },
                _ => Self::file(loaded, out.as_str()),
            };
        }
        if let Some(source) = self.broken_at(path) {
            return Reply::Broken(source.clone());
        }
        let folder = out_of(&format!("{local}/")).filter(|_| !local.ends_with('/'));
        let is_there = |folder: &OutPath| {
            loaded.plan.file(folder.as_str()).is_some()
                || loaded.broken_at(&folder.to_url()).is_some()
        };
        if let Some(folder) = folder.filter(is_there) {
            return Reply::Moved(base.href(&folder.to_url()));
        }
        match Self::file(loaded, NOT_FOUND) {
            Reply::Found { bytes, .. } => Reply::NotFound(bytes),
            other => other,
        }
    }

    fn file(loaded: &Loaded, path: &str) -> Reply {
        let Some((out, file)) = loaded.plan.get(path) else { return Reply::NotFound(Vec::new()) };
        match loaded.render_one(path) {
            Ok(Some(bytes)) => Reply::Found {
                media_type: file.media_type(out),
                bytes,
                updated: file.updated(&loaded.site),
            },
            Ok(None) => Reply::NotFound(Vec::new()),
            Err(message) => Reply::Failed(message),
        }
    }
}

/// The file that a static host serves for an address below the site's; `None` if the address is
/// impossible.
fn out_of(local: &str) -> Option<OutPath> {
    UrlPath::from_encoded(local).to_out().ok()
}
