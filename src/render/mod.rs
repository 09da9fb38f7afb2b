//! One job of the plan into the bytes of one file.

mod data;
mod feeds;
mod json_ld;
mod templates;
pub mod view;

pub use feeds::{CONTENT_SECURITY_POLICY, HEADERS, IMMUTABLE};
pub use templates::{Failure, Templates};

use crate::config::Project;
use crate::path::SourcePath;
use crate::plan::Job;
use crate::site::Site;
use view::Views;

/// Everything that rendering reads.
#[derive(Clone, Copy)]
pub struct Renderer<'a> {
    views: Views<'a>,
    templates: &'a Templates,
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
    pub fn new(project: &'a Project, site: &'a Site, templates: &'a Templates) -> Self {
        Self { views: Views { project, site }, templates }
    }

    /// Does one job.
    ///
    /// # Errors
    /// Where a template fails.
    pub fn render<'j>(&self, job: &'j Job) -> Result<Output<'j>, Failure> {
        let Self { views, templates } = *self;
        let site = views.site;
        let bytes = match job {
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
                templates.render(
                    "article.html",
                    &views.article(article),
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
            Job::Search => data::search(views),
            Job::Manifest => data::manifest(views),
            Job::Robots => feeds::robots(views),
            Job::Redirects => feeds::redirects(views),
            Job::Headers => feeds::headers(views),
            Job::Asset(path) => return Ok(Output::Asset(path)),
            Job::Copy(source) => return Ok(Output::Copy(source)),
        };
        Ok(Output::Rendered(bytes))
    }
}
