//! The Atom feed of a category.

use super::{About, Context, Kind, Planner, Render};
use crate::config::Project;
use crate::diagnostic::Place;
use crate::render::{ArticlePart, CategoryPart, FEED_LENGTH, Feed, Frame, Obstacle};
use crate::site::Site;
use crate::site::addresses::category_feed_url;

/// The category, as an index of [`Site::categories`].
#[derive(Debug)]
struct CategoryFeed(usize);

pub(super) fn plan(planner: &mut Planner<'_>) {
    for (index, category) in planner.site.categories.iter().enumerate() {
        planner.put(category_feed_url(&category.url).to_out(), CategoryFeed(index));
    }
}

impl About for CategoryFeed {
    fn place(&self, _: &Project, site: &Site) -> Option<Place> {
        Some(Place::file(&site.categories[self.0].document.source))
    }
}

#[derive(Hash)]
struct Inputs<'c> {
    frame: &'c Frame<'c>,
    category: CategoryPart<'c>,
    recent: Vec<ArticlePart<'c>>,
}

impl Kind for CategoryFeed {
    const NAME: &'static str = "category-feed";

    type Inputs<'c> = Inputs<'c>;

    fn inputs<'c>(&self, context: &'c Context<'_>) -> Inputs<'c> {
        let articles = &context.site.categories[self.0].articles;
        let recent = context.parts.recent_indexes_of(articles, FEED_LENGTH).into_iter();
        Inputs {
            frame: context.parts.frame(),
            category: context.parts.category(self.0),
            recent: recent.map(|index| context.article(index)).collect(),
        }
    }
}

impl Render for Inputs<'_> {
    fn render(&self) -> Result<Vec<u8>, Obstacle> {
        let Inputs { frame, category, recent } = self;
        let feed = Feed {
            page: category.url(),
            this: &category_feed_url(category.url()),
            title: &frame.titled(&category.front().title),
            subtitle: category.front().description.as_deref(),
        };
        frame.atom(&feed, recent)
    }
}
