//! The Markdown twin of an article, beside the folder of its page.

use super::{About, Context, Kind, Planner, Render};
use crate::config::Project;
use crate::diagnostic::Place;
use crate::render::{ArticlePart, Frame, Obstacle, SummaryPart};
use crate::site::addresses::twin_url;
use crate::site::{ArticleIndex, Site};

#[derive(Debug)]
struct Twin(ArticleIndex);

pub(super) fn plan(planner: &mut Planner<'_>) {
    if planner.project.config.formats.markdown {
        for (index, article) in planner.site.articles.iter().enumerate() {
            planner.put(twin_url(&article.document.url).to_out(), Twin(index));
        }
    }
}

impl About for Twin {
    fn place(&self, _: &Project, site: &Site) -> Option<Place> {
        Some(Place::file(&site.articles[self.0].document.source))
    }
}

#[derive(Hash)]
struct Inputs<'c> {
    frame: &'c Frame<'c>,
    article: ArticlePart<'c>,
    related: Vec<SummaryPart<'c>>,
}

impl Kind for Twin {
    const NAME: &'static str = "twin";

    type Inputs<'c> = Inputs<'c>;

    fn inputs<'c>(&self, context: &'c Context<'_>) -> Inputs<'c> {
        let article = &*context.site.articles[self.0];
        let parts = &context.parts;
        let mut related = parts.summaries(&article.related);
        related.extend(parts.originals(&article.related_originals));
        Inputs { frame: parts.frame(), article: context.article(self.0), related }
    }
}

impl Render for Inputs<'_> {
    fn render(&self) -> Result<Vec<u8>, Obstacle> {
        let Inputs { frame, article, related } = self;
        frame.twin(article, related)
    }
}
