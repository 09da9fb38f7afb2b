//! The Atom feed of the hub.

use super::{About, Context, Kind, Planner, Render};
use crate::render::{ArticlePart, FEED_LENGTH, Feed, Frame, Obstacle};
use crate::site::addresses::FEED;

#[derive(Debug)]
struct HubFeed;

pub(super) fn plan(planner: &mut Planner<'_>) {
    planner.put(planner.site.edition.file(FEED).to_out(), HubFeed);
}

impl About for HubFeed {}

#[derive(Hash)]
struct Inputs<'c> {
    frame: &'c Frame<'c>,
    recent: Vec<ArticlePart<'c>>,
}

impl Kind for HubFeed {
    const NAME: &'static str = "feed";

    type Inputs<'c> = Inputs<'c>;

    fn inputs<'c>(&self, context: &'c Context<'_>) -> Inputs<'c> {
        let recent = context.parts.recent_indexes(FEED_LENGTH).into_iter();
        let recent = recent.map(|index| context.article(index)).collect();
        Inputs { frame: context.parts.frame(), recent }
    }
}

impl Render for Inputs<'_> {
    fn render(&self) -> Result<Vec<u8>, Obstacle> {
        let Inputs { frame, recent } = self;
        let config = frame.config();
        let feed = Feed {
            page: &frame.edition().root(),
            this: &frame.edition().file(FEED),
            title: &config.title,
            subtitle: config.description.as_deref(),
        };
        frame.atom(&feed, recent)
    }
}
