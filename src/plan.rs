//! Which files the output has and what makes each: a map from paths to jobs, without doubles.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::assets::{self, Assets};
use crate::config::Project;
use crate::diagnostic::{At, Code, Diagnostic, FieldPath, Place};
use crate::discover::Sources;
use crate::path::{OutPath, SourcePath, UrlPath};
use crate::site::{ArticleIndex, Site};

/// What makes one output file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Job {
    /// The hub.
    Hub,
    /// A page (from 0) of a category's list.
    Category {
        /// An index of [`Site::categories`].
        category: usize,
        /// Which page of the list.
        page: usize,
    },
    /// An article.
    Article(ArticleIndex),
    /// A page (from 0) of a platform's list.
    Platform {
        /// An index of [`Site::platforms`].
        platform: usize,
        /// Which page of the list.
        page: usize,
    },
    /// What a host shows for an address that does not exist.
    NotFound,
    /// A page at an old address that leads to an article.
    Redirect(ArticleIndex),
    /// The sitemap, or the index of its parts.
    Sitemap,
    /// A part (from 0) of a sitemap that is too long for one file.
    SitemapPart(usize),
    /// The Atom feed.
    Feed,
    /// What the search box looks through.
    Search,
    /// The web manifest.
    Manifest,
    /// robots.txt
    Robots,
    /// `_redirects`, for hosts that read it.
    Redirects,
    /// `_headers`, for hosts that read it.
    Headers,
    /// A static file with its bytes, by its path under `static/`.
    Asset(String),
    /// A file that is copied as it is.
    Copy(SourcePath),
}

/// Every output file and what makes it.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// In the order of their paths.
    pub jobs: BTreeMap<OutPath, Job>,
}

/// What the search box looks through.
pub const SEARCH: &str = "search/articles.json";
/// The web manifest.
pub const MANIFEST: &str = "manifest.webmanifest";

/// How many addresses one sitemap file may hold (sitemaps.org, protocol 0.9).
pub const SITEMAP_LIMIT: usize = 50_000;

/// How many pages a list of `items` takes; an empty list still has one.
#[must_use]
pub fn page_count(project: &Project, items: usize) -> usize {
    items.div_ceil(usize::from(project.config.paginate_by.get())).max(1)
}

/// The address of a page (from 0) of the list at `first`.
#[must_use]
pub fn page_url(first: &UrlPath, page: usize) -> UrlPath {
    if page == 0 {
        first.clone()
    } else {
        UrlPath::from_encoded(&format!("{first}page/{}/", page + 1))
    }
}

/// Plans the output of `site`, and says where two sources want the same file.
#[must_use]
pub fn plan(
    project: &Project,
    site: &Site,
    sources: &Sources,
    assets: &Assets,
) -> (Plan, Vec<Diagnostic>) {
    let mut planner = Planner::default();
    planner.generated(project, site, sources);
    planner.lists(project, site);
    for (index, article) in site.articles.iter().enumerate() {
        let place = Place::file(&article.document.source);
        planner.put(article.document.url.to_out(), Job::Article(index), Some(place));
    }
    for source in &sources.attachments {
        if let Some(url) = UrlPath::of_content(source) {
            planner.put(url.to_out(), Job::Copy(source.clone()), Some(Place::file(source)));
        }
    }
    for (path, asset) in assets.iter() {
        let source = SourcePath::new(format!("static/{path}"));
        planner.put(asset.out.clone(), Job::Asset(path.to_owned()), Some(Place::file(&source)));
    }
    for source in
        sources.statics.iter().filter(|source| assets.get(assets::below(source)).is_none())
    {
        let out = OutPath::new(assets::below(source));
        planner.put(out, Job::Copy(source.clone()), Some(Place::file(source)));
    }
    for (url, article) in &site.aliases {
        planner.redirect(site, url, *article);
    }
    planner.folders();
    let jobs = planner.jobs.into_iter().map(|(out, (job, _))| (out, job)).collect();
    (Plan { jobs }, planner.diagnostics)
}

#[derive(Default)]
struct Planner {
    jobs: BTreeMap<OutPath, (Job, Option<Place>)>,
    diagnostics: Vec<Diagnostic>,
}

impl Planner {
    /// Files that every site has.
    fn generated(&mut self, project: &Project, site: &Site, sources: &Sources) {
        self.put(OutPath::new("index.html"), Job::Hub, None);
        self.put(OutPath::new("404.html"), Job::NotFound, None);
        self.put(OutPath::new("feed.xml"), Job::Feed, None);
        self.put(OutPath::new(MANIFEST), Job::Manifest, None);
        self.put(OutPath::new(SEARCH), Job::Search, None);
        // What a host and crawlers read is the site owner's to decide.
        let own = |name: &str| sources.statics.iter().any(|source| assets::below(source) == name);
        for (name, job) in [
            ("robots.txt", Job::Robots),
            ("_headers", Job::Headers),
            ("_redirects", Job::Redirects),
        ] {
            if !own(name) {
                self.put(OutPath::new(name), job, None);
            }
        }
        self.put(OutPath::new("sitemap.xml"), Job::Sitemap, None);
        let parts = sitemap_parts(project, site);
        if parts > 1 {
            for part in 0..parts {
                let out = OutPath::new(format!("sitemap-{}.xml", part + 1));
                self.put(out, Job::SitemapPart(part), None);
            }
        }
    }

    fn lists(&mut self, project: &Project, site: &Site) {
        for (index, category) in site.categories.iter().enumerate() {
            let place = Place::file(&category.document.source);
            for page in 0..page_count(project, category.articles.len()) {
                let out = page_url(&category.url, page).to_out();
                self.put(out, Job::Category { category: index, page }, Some(place.clone()));
            }
        }
        for (index, platform) in site.platforms.iter().enumerate() {
            if platform.articles.is_empty() {
                continue;
            }
            let place = Place::value(
                &SourcePath::new("site.yaml"),
                FieldPath::from("platforms").index(index),
            );
            for page in 0..page_count(project, platform.articles.len()) {
                let out = page_url(&platform.url, page).to_out();
                self.put(out, Job::Platform { platform: index, page }, Some(place.clone()));
            }
        }
    }

    fn put(&mut self, out: OutPath, job: Job, place: Option<Place>) {
        match self.jobs.entry(out) {
            Entry::Vacant(free) => {
                free.insert((job, place));
            }
            Entry::Occupied(taken) => {
                let out = taken.key();
                let (_, first) = taken.get();
                let message = match first {
                    Some(_) => format!("two sources make the same file, {out}"),
                    None => format!("errhub itself makes the file {out}"),
                };
                let mut diagnostic = Diagnostic {
                    code: Code::OutputCollision,
                    message,
                    place,
                    help: vec!["rename or remove one of them".into()],
                    related: Vec::new(),
                };
                if let Some(first) = first {
                    diagnostic = diagnostic.related(first.clone(), "the other one");
                } else {
                    diagnostic.help = vec!["rename it".into()];
                }
                self.diagnostics.push(diagnostic);
            }
        }
    }

    fn redirect(&mut self, site: &Site, url: &UrlPath, article: ArticleIndex) {
        let document = &site.articles[article].document;
        let index = document.summary.aliases.iter().position(|alias| {
            let alias = alias.trim_end_matches("index.html").trim_end_matches('/');
            alias == url.as_str().trim_end_matches('/')
        });
        let place = Place {
            file: document.source.clone(),
            at: At::Value(FieldPath::from("aliases").index(index.unwrap_or_default())),
        };
        match self.jobs.get(&url.to_out()) {
            None => self.put(url.to_out(), Job::Redirect(article), Some(place)),
            Some((job, other)) => {
                let message = if *job == Job::Article(article) {
                    format!("the alias {url} is the article's own address")
                } else {
                    format!("the alias {url} is the address of a real page")
                };
                let mut diagnostic = Diagnostic::new(Code::AliasHidesPage, message, place)
                    .help("remove it: a redirect there would hide the page");
                if let Some(other) = other.clone().filter(|_| *job != Job::Article(article)) {
                    diagnostic = diagnostic.related(other, "the page");
                }
                self.diagnostics.push(diagnostic);
            }
        }
    }

    /// A path cannot be a file and a folder at once.
    fn folders(&mut self) {
        let paths: Vec<&OutPath> = self.jobs.keys().collect();
        for out in &paths {
            let mut folder = out.as_str();
            while let Some((parent, _)) = folder.rsplit_once('/') {
                folder = parent;
                let Some((_, place)) = self.jobs.get(&OutPath::new(parent)) else { continue };
                self.diagnostics.push(Diagnostic {
                    code: Code::OutputCollision,
                    message: format!("{parent} would be a file and the folder of {out}"),
                    place: place.clone(),
                    help: vec!["rename one of them".into()],
                    related: Vec::new(),
                });
            }
        }
    }
}

/// How many sitemap files the site needs.
#[must_use]
pub fn sitemap_parts(project: &Project, site: &Site) -> usize {
    sitemap_len(project, site).div_ceil(SITEMAP_LIMIT).max(1)
}

fn sitemap_len(project: &Project, site: &Site) -> usize {
    let lists = site.categories.iter().map(|category| category.articles.len());
    let platforms =
        site.platforms.iter().map(|p| p.articles.len()).filter(|articles| *articles > 0);
    1 + site.articles.len()
        + lists.chain(platforms).map(|articles| page_count(project, articles)).sum::<usize>()
}
