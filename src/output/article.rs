//! The page of an article.

use super::{About, Content, Context, Kind, Planner, Render, Role, TextOf};
use crate::config::Project;
use crate::date::Date;
use crate::diagnostic::Place;
use crate::parse::Prose;
use crate::parse::markdown::Reference;
use crate::render::{Alternate, ArticlePart, Frame, Obstacle, SummaryPart};
use crate::site::{Article, ArticleIndex, Site};

const TEMPLATE: &str = "article.html";

#[derive(Debug)]
struct ArticlePage(ArticleIndex);

pub(super) fn plan(planner: &mut Planner<'_>) {
    for (index, article) in planner.site.articles.iter().enumerate() {
        planner.put(article.document.url.to_out(), ArticlePage(index));
    }
}

impl About for ArticlePage {
    fn role(&self) -> Role<'_> {
        Role::Page
    }

    fn place(&self, _: &Project, site: &Site) -> Option<Place> {
        Some(Place::file(&site.articles[self.0].document.source))
    }

    fn template(&self) -> Option<&'static str> {
        Some(TEMPLATE)
    }

    fn updated(&self, site: &Site) -> Option<Date> {
        Some(site.articles[self.0].document.summary.updated)
    }

    fn references(&self, site: &Site, text: &TextOf<'_>) -> Vec<Reference> {
        text(&site.articles[self.0].document)
    }
}

#[derive(Hash)]
struct Inputs<'c> {
    frame: &'c Frame<'c>,
    article: ArticlePart<'c>,
    related: Vec<SummaryPart<'c>>,
    related_originals: Vec<SummaryPart<'c>>,
    alternates: Vec<Alternate>,
    /// Whether the original has changed since the translation was made.
    is_outdated: bool,
}

impl Kind for ArticlePage {
    const NAME: &'static str = "article";

    type Inputs<'c> = Inputs<'c>;

    fn inputs<'c>(&self, context: &'c Context<'_>) -> Inputs<'c> {
        let parts = &context.parts;
        let Article { document, related, related_originals, .. } = &*context.site.articles[self.0];
        let crossings = context.crossings(&document.mentions);
        Inputs {
            frame: parts.frame(),
            article: parts.article(self.0).with_crossings(crossings),
            related: parts.summaries(related),
            related_originals: parts.originals(related_originals),
            alternates: context.alternates(&document.url),
            is_outdated: context.outdated.contains(&document.url),
        }
    }
}

impl Render for Inputs<'_> {
    fn render(&self) -> Result<Vec<u8>, Obstacle> {
        Ok(self.page()?.0)
    }

    fn content(&self) -> Result<Content<'static>, Obstacle> {
        self.page().map(|(html, prose)| Content::Article(html, Box::new(prose)))
    }
}

impl Inputs<'_> {
    /// The page, and the text that it shows.
    fn page(&self) -> Result<(Vec<u8>, Prose), Obstacle> {
        let Inputs { frame, article, related, related_originals, alternates, is_outdated } = self;
        let prose = article.prose(frame).map_err(Obstacle::Text)?;
        let mut view = frame.article(article, related, &prose);
        view.related_originals = frame.originals(related_originals);
        frame.add_alternates(&mut view.head, alternates);
        view.newer_original = frame.original(alternates).filter(|_| *is_outdated);
        let html = frame.templates().render(TEMPLATE, &view)?;
        Ok((html, prose))
    }
}
