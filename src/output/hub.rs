//! The hub: the home page of the site.

use super::{About, Context, Kind, Planner, Render, Role};
use crate::config::Project;
use crate::parse::markdown::Reference;
use crate::path::{OutPath, SourcePath};
use crate::render::view::{CardArticlePart, CategoryCardPart, HubPart};
use crate::render::{Frame, Obstacle};
use crate::site::short_lists::has_several_days;
use crate::site::{ArticleIndex, Site};

/// How many articles of each category it has room for.
const ON_CARD: usize = 10;
/// How many of these it has room for on a small screen.
const LEADING: usize = 5;
/// How many articles “recently updated” shows, here and on the 404 page.
pub(super) const RECENT: usize = 8;

const TEMPLATE: &str = "hub.html";

#[derive(Debug)]
struct HubPage;

pub(super) fn plan(planner: &mut Planner<'_>) {
    planner.put(OutPath::new("index.html"), HubPage);
}

impl About for HubPage {
    fn role(&self) -> Role<'_> {
        Role::Page
    }

    fn source(&self, _: &Project, _: &Site) -> SourcePath {
        SourcePath::new("content/_index.md")
    }

    fn template(&self) -> Option<&'static str> {
        Some(TEMPLATE)
    }

    fn references(
        &self,
        site: &Site,
        _: &dyn Fn(ArticleIndex) -> Vec<Reference>,
    ) -> Vec<Reference> {
        site.hub.references.clone()
    }
}

#[derive(Hash)]
struct Inputs<'c> {
    frame: &'c Frame<'c>,
    hub: HubPart<'c>,
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
            // Where all changed on the same day, none of them is news.
            recent: if has_several_days(site) { parts.recent_of_all(RECENT) } else { Vec::new() },
            count: site.articles.len(),
        };
        Inputs { frame: parts.frame(), hub }
    }
}

impl Render for Inputs<'_> {
    fn render(&self) -> Result<Vec<u8>, Obstacle> {
        let Inputs { frame, hub } = self;
        Ok(frame.templates().render(TEMPLATE, &frame.hub(hub))?)
    }
}
