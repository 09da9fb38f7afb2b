//! Which files the output has and what makes each: a map from paths to jobs, without doubles.

mod collisions;

use std::collections::HashSet;

use foldhash::fast::RandomState;
use indexmap::IndexMap;
use indexmap::map::Entry;

use crate::assets::{self, Assets};
use crate::config::{Project, SITE_FILE};
use crate::diagnostic::{Code, Diagnostic, FieldPath, Place};
use crate::discover::Sources;
use crate::matcher::Files;
use crate::path::{OutPath, SourcePath, Unfit, UrlPath};
use crate::site::{ArticleIndex, Site, alias_url};

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
    /// The picture that chats and social networks show beside links to an article.
    Card(ArticleIndex),
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
    /// What the search box looks through, or the head of its pieces.
    Search,
    /// A piece (from 0) of what the search box looks through.
    SearchPiece(usize),
    /// The web manifest.
    Manifest,
    /// robots.txt
    Robots,
    /// `_redirects`, for hosts that read it.
    Redirects,
    /// `_headers`, for hosts that read it, with the paths (`*` stands for anything) whose files
    /// never change.
    Headers(Vec<String>),
    /// A static file with its bytes, by its path under `static/`.
    Asset(String),
    /// A file that is copied as it is.
    Copy(SourcePath),
}

impl Job {
    /// Whether it makes a page for readers, whose HTML is checked.
    #[must_use]
    pub fn is_page(&self) -> bool {
        use Job::{Article, Category, Hub, NotFound, Platform};
        matches!(self, Article(_) | Category { .. } | Hub | NotFound | Platform { .. })
    }

    /// The template that makes it; none for what is made without one.
    #[must_use]
    pub fn template(&self) -> Option<&'static str> {
        Some(match self {
            Self::Hub => "hub.html",
            Self::Category { .. } => "category.html",
            Self::Article(_) => "article.html",
            Self::Platform { .. } => "platform.html",
            Self::NotFound => "404.html",
            Self::Redirect(_) => "redirect.html",
            _ => return None,
        })
    }

    /// The source that is to blame where the page is wrong.
    #[must_use]
    pub fn source(&self, site: &Site) -> SourcePath {
        match self {
            Self::Article(index) | Self::Card(index) | Self::Redirect(index) => {
                site.articles[*index].document.source.clone()
            }
            Self::Category { category, .. } => site.categories[*category].document.source.clone(),
            Self::Hub => SourcePath::new("content/_index.md"),
            _ => SourcePath::new(SITE_FILE),
        }
    }
}

/// Every output file and what makes it, in the order of their paths.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    jobs: Jobs,
    /// The paths of files that cannot be published under their names.
    unfit: HashSet<Box<str>>,
}

/// The files of a plan.
type Jobs = IndexMap<OutPath, Job, RandomState>;

/// The place of an output file in the order of a [`Plan`].
pub type PlanIndex = usize;

impl Plan {
    /// How many files there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.jobs.len()
    }

    /// Whether there is no file at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.jobs.is_empty()
    }

    /// The files, in their order.
    pub fn iter(&self) -> impl Iterator<Item = (&OutPath, &Job)> + Clone {
        self.jobs.iter()
    }

    /// The file at this place.
    #[must_use]
    pub fn at(&self, index: PlanIndex) -> Option<(&OutPath, &Job)> {
        self.jobs.get_index(index)
    }

    /// The file at `out`, and what makes it.
    #[must_use]
    pub fn get(&self, out: &str) -> Option<(&OutPath, &Job)> {
        self.jobs.get_key_value(out)
    }

    /// What makes the file at `out`.
    #[must_use]
    pub fn job(&self, out: &str) -> Option<&Job> {
        self.jobs.get(out)
    }

    /// Whether a file cannot be published at this path, which was told.
    #[must_use]
    pub fn is_unfit(&self, path: &str) -> bool {
        self.unfit.contains(path)
    }

    /// The place of the file at `out`.
    #[must_use]
    pub fn index_of(&self, out: &str) -> Option<PlanIndex> {
        self.jobs.get_index_of(out)
    }

    /// The file that a static host serves for the address `path`, which is percent-encoded and
    /// without query and fragment: the file itself, or the index of the folder.
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

/// What the search box looks through.
pub const SEARCH: &str = "search/index.json";
/// A piece (from 0) of what the search box looks through, beside [`SEARCH`].
#[must_use]
pub fn search_piece(piece: usize) -> String {
    format!("search/{piece}.json")
}

/// What a host shows for an address that does not exist.
pub const NOT_FOUND: &str = "404.html";
/// For hosts that read it.
pub const HEADERS: &str = "_headers";
/// The web manifest.
pub const MANIFEST: &str = "manifest.webmanifest";

/// Whether articles have cards: the site wants them, and this program can draw them.
#[must_use]
pub fn has_cards(project: &Project) -> bool {
    project.config.cards && cfg!(feature = "cards")
}

/// The address of the card of the article at `url`.
#[must_use]
pub fn card_url(url: &UrlPath) -> UrlPath {
    UrlPath::from_encoded(&format!("{url}card.png"))
}

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

/// Plans the output of `site` with its index for the search box, and says where two sources want the same file.
#[must_use]
pub fn plan(
    project: &Project,
    site: &Site,
    search: &Files,
    sources: &Sources,
    assets: &Assets,
) -> (Plan, Vec<Diagnostic>) {
    let jobs =
        IndexMap::with_capacity_and_hasher(site.articles.len() + 1024, RandomState::default());
    let mut planner = Planner { project, site, jobs, unfit: Vec::new(), diagnostics: Vec::new() };
    planner.generated(search, sources);
    planner.lists();
    let cards = has_cards(project);
    if project.config.cards && !cards {
        planner.diagnostics.push(cards_left_out());
    }
    for (index, article) in site.articles.iter().enumerate() {
        let url = &article.document.url;
        planner.put(url.to_out(), Job::Article(index));
        if cards {
            planner.put(card_url(url).to_out(), Job::Card(index));
        }
    }
    for source in &sources.attachments {
        let path = source.as_str().strip_prefix("content/").unwrap_or(source.as_str());
        planner.put(OutPath::new(path), Job::Copy(source.clone()));
    }
    for (path, asset) in assets.iter() {
        planner.put(OutPath::new(&*asset.out), Job::Asset(path.to_owned()));
    }
    for source in &sources.statics {
        let path = assets::below(source);
        if assets.get(path).is_none() && !assets::is_inline(path) {
            planner.put(OutPath::new(path), Job::Copy(source.clone()));
        }
    }
    for (url, article) in &site.aliases {
        planner.redirect(url, *article);
    }
    // Most of them are in order already, which this way of sorting makes use of.
    planner.jobs.sort_keys();
    planner.immutable();
    let Planner { jobs, unfit, mut diagnostics, .. } = planner;
    diagnostics.extend(collisions::of(project, site, &jobs));
    let unfit = unfit.into_iter().map(|unfit| unfit.path).collect();
    (Plan { jobs, unfit }, diagnostics)
}

struct Planner<'a> {
    project: &'a Project,
    site: &'a Site,
    jobs: Jobs,
    /// What cannot be published, in the order of the paths.
    unfit: Vec<Unfit>,
    diagnostics: Vec<Diagnostic>,
}

impl Planner<'_> {
    /// Files that every site has.
    fn generated(&mut self, search: &Files, sources: &Sources) {
        self.put(OutPath::new("index.html"), Job::Hub);
        self.put(OutPath::new(NOT_FOUND), Job::NotFound);
        self.put(OutPath::new("feed.xml"), Job::Feed);
        self.put(OutPath::new(MANIFEST), Job::Manifest);
        self.put(OutPath::new(SEARCH), Job::Search);
        for piece in 0..search.pieces().len() {
            self.put(OutPath::new(search_piece(piece)), Job::SearchPiece(piece));
        }
        // What a host and crawlers read is the site owner's to decide.
        let own = |name: &str| sources.statics.iter().any(|source| assets::below(source) == name);
        for (name, job) in [
            ("robots.txt", Job::Robots),
            (HEADERS, Job::Headers(Vec::new())),
            ("_redirects", Job::Redirects),
        ] {
            if !own(name) {
                self.put(OutPath::new(name), job);
            }
        }
        self.put(OutPath::new("sitemap.xml"), Job::Sitemap);
        let parts = sitemap_parts(self.project, self.site);
        if parts > 1 {
            for part in 0..parts {
                let out = OutPath::new(format!("sitemap-{}.xml", part + 1));
                self.put(out, Job::SitemapPart(part));
            }
        }
    }

    fn lists(&mut self) {
        let (project, site) = (self.project, self.site);
        for (index, category) in site.categories.iter().enumerate() {
            for page in 0..page_count(project, category.articles.len()) {
                let out = page_url(&category.url, page).to_out();
                self.put(out, Job::Category { category: index, page });
            }
        }
        for (index, platform) in site.platforms.iter().enumerate() {
            if platform.articles.is_empty() {
                continue;
            }
            for page in 0..page_count(project, platform.articles.len()) {
                let out = page_url(&platform.url, page).to_out();
                self.put(out, Job::Platform { platform: index, page });
            }
        }
    }

    /// Files with a fingerprint never change. Where others lie among them, each is named.
    fn immutable(&mut self) {
        let below = |out: &OutPath| assets::is_fingerprinted(out.as_str());
        let among = || self.jobs.iter().filter(|(out, _)| below(out));
        let is_asset = |(_, job): &(&OutPath, &Job)| matches!(job, Job::Asset(_));
        let paths = if among().all(|file| is_asset(&file)) {
            vec!["/assets/*".to_owned()]
        } else {
            among().filter(is_asset).map(|(out, _)| out.to_url().to_string()).collect()
        };
        if let Some(Job::Headers(known)) = self.jobs.get_mut(HEADERS) {
            *known = paths;
        }
    }

    fn unfit(&mut self, unfit: Unfit, job: &Job) {
        // Many files may lie in one folder, and one after the other.
        let is_told = self.unfit.last().is_some_and(|last| last.part == unfit.part);
        if !is_told {
            let place = place(self.project, self.site, None, job);
            let help = match unfit.better() {
                Some(better) => format!("rename it, for example to `{better}`"),
                None => "give it a shorter and simpler name".to_owned(),
            };
            self.diagnostics.push(
                Diagnostic::new(
                    Code::UnfitName,
                    format!("this cannot be published: {unfit}"),
                    place.unwrap_or_else(|| Place::file(&job.source(self.site))),
                )
                .help(help),
            );
        }
        self.unfit.push(unfit);
    }

    /// The only way into a plan.
    fn put(&mut self, out: Result<OutPath, Unfit>, job: Job) {
        let out = match out {
            Ok(out) => out,
            Err(unfit) => return self.unfit(unfit, &job),
        };
        let place = |out: &OutPath, job: &Job| place(self.project, self.site, Some(out), job);
        match self.jobs.entry(out) {
            Entry::Vacant(free) => {
                free.insert(job);
            }
            Entry::Occupied(taken) => {
                let out = taken.key();
                let first = place(out, taken.get());
                let (message, help) = match first {
                    Some(_) => (
                        format!("two sources make the same file, {out}"),
                        "rename or remove one of them",
                    ),
                    None => (format!("errhub itself makes the file {out}"), "rename it"),
                };
                let help = vec![help.to_owned()];
                self.diagnostics.push(Diagnostic {
                    code: Code::OutputCollision,
                    message,
                    place: place(out, &job),
                    help,
                    related: first
                        .map(|first| (first, "the other one".to_owned()))
                        .into_iter()
                        .collect(),
                });
            }
        }
    }

    fn redirect(&mut self, url: &UrlPath, article: ArticleIndex) {
        let out = url.to_out();
        let taken = out.as_ref().ok().and_then(|out| Some((out, self.jobs.get(out)?)));
        let Some((out, job)) = taken else {
            return self.put(out, Job::Redirect(article));
        };
        let is_own = *job == Job::Article(article);
        let message = if is_own {
            format!("the alias {url} is the article's own address")
        } else {
            format!("the alias {url} is the address of a real page")
        };
        let mut diagnostic = Diagnostic::new(
            Code::AliasHidesPage,
            message,
            alias_place(self.project, self.site, url, article),
        )
        .help("remove it: a redirect there would hide the page");
        let other = place(self.project, self.site, Some(out), job);
        if let Some(other) = other.filter(|_| !is_own) {
            diagnostic = diagnostic.related(other, "the page");
        }
        self.diagnostics.push(diagnostic);
    }
}

/// The source that the job for `out` is about; `None` for what every site has.
fn place(project: &Project, site: &Site, out: Option<&OutPath>, job: &Job) -> Option<Place> {
    match job {
        Job::Article(index) | Job::Card(index) => {
            Some(Place::file(&site.articles[*index].document.source))
        }
        Job::Category { category, .. } => {
            Some(Place::file(&site.categories[*category].document.source))
        }
        Job::Platform { platform, .. } => {
            let field = FieldPath::from("platforms").index(*platform);
            Some(Place::value(&SourcePath::new(SITE_FILE), field))
        }
        Job::Redirect(article) => Some(match out {
            Some(out) => alias_place(project, site, &out.to_url(), *article),
            None => Place::file(&site.articles[*article].document.source),
        }),
        Job::Asset(path) => Some(Place::file(&SourcePath::new(format!("static/{path}")))),
        Job::Copy(source) => Some(Place::file(source)),
        _ => None,
    }
}

fn cards_left_out() -> Diagnostic {
    let place = Place::value(&SourcePath::new(SITE_FILE), "cards");
    let message = "this errhub was built without cards, so articles have none";
    Diagnostic::new(Code::CardsLeftOut, message, place)
        .help("build errhub with its feature `cards`, or set `cards` to false")
}

/// Where `article` says that it was at `url`.
fn alias_place(project: &Project, site: &Site, url: &UrlPath, article: ArticleIndex) -> Place {
    let document = &site.articles[article].document;
    let base = &project.config.base_url;
    let mut aliases = document.summary.aliases.iter();
    let index = aliases.position(|alias| alias_url(base, alias).as_ref() == Ok(url));
    Place::value(&document.source, FieldPath::from("aliases").index(index.unwrap_or_default()))
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
