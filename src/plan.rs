//! Which files the output has and what makes each: a map from paths to jobs, without doubles.

use foldhash::fast::RandomState;
use indexmap::IndexMap;
use indexmap::map::Entry;

use crate::assets::{self, Assets};
use crate::config::{Project, SITE_FILE};
use crate::diagnostic::{Code, Diagnostic, FieldPath, Place};
use crate::discover::Sources;
use crate::path::{OutPath, SourcePath, UrlPath};
use crate::search::Index;
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
    /// `_headers`, for hosts that read it.
    Headers,
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
    jobs: IndexMap<OutPath, Job, RandomState>,
}

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

    /// What makes the file at `out`.
    #[must_use]
    pub fn job(&self, out: &OutPath) -> Option<&Job> {
        self.jobs.get(out)
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
pub const SEARCH: &str = "search/articles.json";
/// A piece (from 0) of what the search box looks through, beside [`SEARCH`].
#[must_use]
pub fn search_piece(piece: usize) -> OutPath {
    OutPath::new(format!("search/{piece}.json"))
}

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
    search: &Index,
    sources: &Sources,
    assets: &Assets,
) -> (Plan, Vec<Diagnostic>) {
    let jobs =
        IndexMap::with_capacity_and_hasher(site.articles.len() + 1024, RandomState::default());
    let mut planner = Planner { project, site, jobs, diagnostics: Vec::new() };
    planner.generated(project, search, sources);
    planner.lists(project);
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
        if let Some(url) = UrlPath::of_content(source) {
            planner.put(url.to_out(), Job::Copy(source.clone()));
        }
    }
    for (path, asset) in assets.iter() {
        planner.put(asset.out.clone(), Job::Asset(path.to_owned()));
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
    planner.folders();
    (Plan { jobs: planner.jobs }, planner.diagnostics)
}

struct Planner<'a> {
    project: &'a Project,
    site: &'a Site,
    jobs: IndexMap<OutPath, Job, RandomState>,
    diagnostics: Vec<Diagnostic>,
}

impl Planner<'_> {
    /// Files that every site has.
    fn generated(&mut self, project: &Project, search: &Index, sources: &Sources) {
        self.put(OutPath::new("index.html"), Job::Hub);
        self.put(OutPath::new("404.html"), Job::NotFound);
        self.put(OutPath::new("feed.xml"), Job::Feed);
        self.put(OutPath::new(MANIFEST), Job::Manifest);
        self.put(OutPath::new(SEARCH), Job::Search);
        for piece in 0..search.pieces().len() {
            self.put(search_piece(piece), Job::SearchPiece(piece));
        }
        // What a host and crawlers read is the site owner's to decide.
        let own = |name: &str| sources.statics.iter().any(|source| assets::below(source) == name);
        for (name, job) in [
            ("robots.txt", Job::Robots),
            ("_headers", Job::Headers),
            ("_redirects", Job::Redirects),
        ] {
            if !own(name) {
                self.put(OutPath::new(name), job);
            }
        }
        self.put(OutPath::new("sitemap.xml"), Job::Sitemap);
        let parts = sitemap_parts(project, self.site);
        if parts > 1 {
            for part in 0..parts {
                let out = OutPath::new(format!("sitemap-{}.xml", part + 1));
                self.put(out, Job::SitemapPart(part));
            }
        }
    }

    fn lists(&mut self, project: &Project) {
        let site = self.site;
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

    fn put(&mut self, out: OutPath, job: Job) {
        let place = |out: &OutPath, job: &Job| place(self.project, self.site, out, job);
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
        let Some(job) = self.jobs.get(&out) else {
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
        if let Some(other) = place(self.project, self.site, &out, job).filter(|_| !is_own) {
            diagnostic = diagnostic.related(other, "the page");
        }
        self.diagnostics.push(diagnostic);
    }

    /// A path cannot be a file and a folder at once.
    fn folders(&mut self) {
        let mut checked = "";
        for out in self.jobs.keys() {
            let mut folder = out.as_str();
            while let Some((parent, _)) = folder.rsplit_once('/') {
                // In the order of paths, the files of a folder follow each other.
                if parent == checked {
                    break;
                }
                folder = parent;
                let Some(job) = self.jobs.get(parent) else { continue };
                self.diagnostics.push(Diagnostic {
                    code: Code::OutputCollision,
                    message: format!("{parent} would be a file and the folder of {out}"),
                    place: place(self.project, self.site, &OutPath::new(parent), job),
                    help: vec!["rename one of them".into()],
                    related: Vec::new(),
                });
            }
            checked = out.as_str().rsplit_once('/').map_or("", |(folder, _)| folder);
        }
    }
}

/// The source that the job for `out` is about; `None` for what every site has.
fn place(project: &Project, site: &Site, out: &OutPath, job: &Job) -> Option<Place> {
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
        Job::Redirect(article) => Some(alias_place(project, site, &out.to_url(), *article)),
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
