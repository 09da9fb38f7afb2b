//! The hub: the home page of the site.

use super::{About, Context, Kind, Planner, Render, Role, TextOf};
use crate::config::Project;
use crate::parse::markdown::Reference;
use crate::path::SourcePath;
use crate::render::view::{CardArticlePart, CategoryCardPart, HubPart};
use crate::render::{Alternate, Crossings, Frame, Obstacle};
use crate::site::Site;
use crate::site::short_lists::has_several_days;

/// How many articles of each category are shown.
const ON_CARD: usize = 10;
/// How many of these are shown on a small screen.
const LEADING: usize = 5;
/// How many articles “recently updated” shows, here and on the 404 page.
pub(super) const RECENT: usize = 8;

const TEMPLATE: &str = "hub.html";

#[derive(Debug)]
struct HubPage;

pub(super) fn plan(planner: &mut Planner<'_>) {
    planner.put(planner.site.edition.root().to_out(), HubPage);
}

impl About for HubPage {
    fn role(&self) -> Role<'_> {
        Role::Page
    }

    fn source(&self, project: &Project, _: &Site) -> SourcePath {
        project.edition.source("_index.md")
    }

    fn template(&self) -> Option<&'static str> {
        Some(TEMPLATE)
    }

    fn references(&self, site: &Site, _: &TextOf<'_>) -> Vec<Reference> {
        site.hub.references.clone()
    }
}

#[derive(Hash)]
struct Inputs<'c> {
    frame: &'c Frame<'c>,
    hub: HubPart<'c>,
    crossings: Crossings,
    alternates: Vec<Alternate>,
}

impl Kind for HubPage {
    const NAME: &'static str = "hub";

    type Inputs<'c> = Inputs<'c>;

    fn inputs<'c>(&self, context: &'c Context<'_>) -> Inputs<'c> {
        let Context { site, parts, .. } = context;
        let categories = site.categories.iter().enumerate().map(|(index, category)| {
            let leading = parts.most_needed(&category.articles, LEADING);
            let chosen = parts.most_needed(&category.articles, ON_CARD);
            let articles = chosen.into_iter().map(|index| CardArticlePart {
                article: parts.summary(index),
                is_leading: leading.contains(&index),
            });
            CategoryCardPart {
                category: parts.category(index),
                count: category.articles.len(),
                articles: articles.collect(),
            }
        });
        let platforms = site.platforms.iter().map(|platform| platform.articles.len());
        let hub = HubPart {
            document: &site.hub,
            sizes: parts.sizes_on_hub(),
            categories: categories.collect(),
            platforms: platforms.enumerate().filter(|(_, count)| *count > 0).collect(),
            // If all changed on the same day, none of them is news.
            recent: if has_several_days(site) { parts.recent_of_all(RECENT) } else { Vec::new() },
            count: site.articles.len(),
            originals: parts.original_categories(),
        };
        let crossings = context.crossings_of(&site.hub.references);
        let alternates = context.alternates(&site.edition.root());
        Inputs { frame: parts.frame(), hub, crossings, alternates }
    }
}

impl Render for Inputs<'_> {
    fn render(&self) -> Result<Vec<u8>, Obstacle> {
        let Inputs { frame, hub, crossings, alternates } = self;
        let mut view = frame.hub(hub);
        view.body = frame.crossed(crossings, view.body);
        frame.add_alternates(&mut view.head, alternates);
        Ok(frame.templates().render(TEMPLATE, &view)?)
    }
}
