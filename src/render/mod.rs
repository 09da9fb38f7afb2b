//! One job of the plan into the bytes of one file.

#[cfg(feature = "cards")]
pub mod card;
mod data;
mod feeds;
mod headers;
mod json_ld;
mod keys;
mod templates;
pub mod view;

pub use headers::{Headers, headers};
pub use keys::Keys;
pub use templates::{FILTERS, FUNCTIONS, Failure, TESTS, Templates, components};

use crate::error::Error;
use crate::matcher::Files;
use crate::parse::{ArticleDocument, Prose};
use crate::path::SourcePath;
use crate::plan::Job;
use view::Views;

/// Everything that rendering reads.
#[derive(Clone, Copy)]
pub struct Renderer<'a> {
    views: Views<'a>,
    templates: &'a Templates,
    search: &'a Files,
    prose: &'a ProseOf<'a>,
}

/// Gives the long text of an article.
pub type ProseOf<'a> = dyn Fn(&ArticleDocument) -> Result<Prose, Error> + Sync + 'a;

/// Why a file could not be rendered.
#[derive(Debug)]
pub enum Obstacle {
    /// A template fails.
    Template(Failure),
    /// The text of an article cannot be read.
    Text(Error),
}

impl From<Failure> for Obstacle {
    fn from(failure: Failure) -> Self {
        Self::Template(failure)
    }
}

/// What a job comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output<'a> {
    /// The bytes of a rendered file.
    Rendered(Vec<u8>),
    /// The bytes of a static file, by its path under `static/`.
    Asset(&'a str),
    /// A file of the site, copied as it is.
    Copy(&'a SourcePath),
}

impl<'a> Renderer<'a> {
    /// A renderer for `site`.
    #[must_use]
    pub fn new(
        views: Views<'a>,
        templates: &'a Templates,
        search: &'a Files,
        prose: &'a ProseOf<'a>,
    ) -> Self {
        Self { views, templates, search, prose }
    }

    /// Does one job.
    ///
    /// # Errors
    /// Where a template fails, or the text of an article cannot be read.
    pub fn render<'j>(&self, job: &'j Job) -> Result<Output<'j>, Obstacle> {
        let Self { views, templates, search, prose } = *self;
        let site = views.site;
        let bytes = match job {
            #[cfg(feature = "cards")]
            Job::Card(article) => {
                let article = &site.articles[*article];
                let icon = templates.icon(site.categories[article.category].icon());
                card::card(&views.card(article, &icon, &views.address()))
            }
            // Only planned by a program that draws them.
            #[cfg(not(feature = "cards"))]
            Job::Card(_) => Vec::new(),
            Job::Hub => {
                templates.render("hub.html", &views.hub(), &SourcePath::new("content/_index.md"))?
            }
            Job::Category { category, page } => {
                let view = views.category(*category, *page);
                let source = &site.categories[*category].document.source;
                templates.render("category.html", &view, source)?
            }
            Job::Article(article) => {
                let article = &site.articles[*article];
                let text = prose(&article.document).map_err(Obstacle::Text)?;
                templates.render(
                    "article.html",
                    &views.article(article, &text),
                    &article.document.source,
                )?
            }
            Job::Platform { platform, page } => {
                let platform = &site.platforms[*platform];
                let about = SourcePath::new(format!("the page of {}", platform.name));
                templates.render("platform.html", &views.platform(platform, *page), &about)?
            }
            Job::NotFound => {
                templates.render("404.html", &views.not_found(), &SourcePath::new("404.html"))?
            }
            Job::Redirect(article) => {
                let article = &site.articles[*article];
                templates.render(
                    "redirect.html",
                    &views.redirect(article),
                    &article.document.source,
                )?
            }
            Job::Sitemap => feeds::sitemap(views),
            Job::SitemapPart(part) => feeds::sitemap_part(views, *part),
            Job::Feed => feeds::feed(views),
            Job::Search => search.head().to_vec(),
            Job::SearchPiece(piece) => search.pieces().get(*piece).cloned().unwrap_or_default(),
            Job::Manifest => data::manifest(views),
            Job::Robots => feeds::robots(views),
            Job::Redirects => feeds::redirects(views),
            Job::Headers(immutable) => headers::file(views, templates.headers(), immutable),
            Job::Asset(path) => return Ok(Output::Asset(path)),
            Job::Copy(source) => return Ok(Output::Copy(source)),
        };
        Ok(Output::Rendered(bytes))
    }
}
