//! The page of an article.

use super::{About, Context, Kind, Planner, Render, Role};
use crate::config::Project;
use crate::date::Date;
use crate::diagnostic::Place;
use crate::parse::markdown::Reference;
use crate::render::{ArticlePart, Frame, Obstacle, SummaryPart};
use crate::site::{ArticleIndex, Site};

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

    fn references(
        &self,
        _: &Site,
        text: &dyn Fn(ArticleIndex) -> Vec<Reference>,
    ) -> Vec<Reference> {
        text(self.0)
    }
}

#[derive(Hash)]
struct Inputs<'c> {
    frame: &'c Frame<'c>,
    article: ArticlePart<'c>,
    related: Vec<SummaryPart<'c>>,
}

impl Kind for ArticlePage {
    const NAME: &'static str = "article";

    type Inputs<'c> = Inputs<'c>;

    fn inputs<'c>(&self, context: &'c Context<'_>) -> Inputs<'c> {
        let parts = &context.parts;
        Inputs {
            frame: parts.frame(),
            article: parts.article(self.0),
            related: parts.summaries(&context.site.articles[self.0].related),
        }
    }
}

impl Render for Inputs<'_> {
    fn render(&self) -> Result<Vec<u8>, Obstacle> {
        let Inputs { frame, article, related } = self;
        let prose = article.prose().map_err(Obstacle::Text)?;
        let view = frame.article(article, related, &prose);
        Ok(frame.templates().render(TEMPLATE, &view)?)
    }
}
