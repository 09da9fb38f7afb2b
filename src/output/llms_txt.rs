//! `llms.txt`, for assistants: one file for the hub, and one for each category of a large hub.

use super::{About, Context, Kind, Planner, Render};
use crate::render::{CategoryPart, Frame, Obstacle, SummaryPart};
use crate::site::Site;
use crate::site::addresses::{LLMS_TXT, REGISTRY_LENGTH, llms_txt_url};

#[derive(Debug)]
struct OfHub;

/// The category, as an index of [`Site::categories`].
#[derive(Debug)]
struct OfCategory(usize);

pub(super) fn plan(planner: &mut Planner<'_>) {
    if !planner.project.config.formats.llms_txt {
        return;
    }
    let file = planner.site.edition.file(LLMS_TXT);
    if !planner.has_static(file.as_str().trim_start_matches('/')) {
        planner.put(file.to_out(), OfHub);
    }
    if is_split(planner.site) {
        for (index, category) in planner.site.categories.iter().enumerate() {
            planner.put(llms_txt_url(&category.url).to_out(), OfCategory(index));
        }
    }
}

/// Whether a list of all articles would be too long.
fn is_split(site: &Site) -> bool {
    site.articles.len() > REGISTRY_LENGTH
}

impl About for OfHub {}

#[derive(Hash)]
struct HubInputs<'c> {
    frame: &'c Frame<'c>,
    description: Option<&'c str>,
    categories: Vec<(CategoryPart<'c>, Vec<SummaryPart<'c>>)>,
    is_split: bool,
}

impl Kind for OfHub {
    const NAME: &'static str = "llms-txt";

    type Inputs<'c> = HubInputs<'c>;

    fn inputs<'c>(&self, context: &'c Context<'_>) -> HubInputs<'c> {
        let Context { site, parts, .. } = context;
        let is_split = is_split(site);
        let categories = site.categories.iter().enumerate().map(|(index, category)| {
            let articles = if is_split { &[][..] } else { &category.articles[..] };
            (parts.category(index), parts.summaries(articles))
        });
        HubInputs {
            frame: parts.frame(),
            description: site.hub.description.as_deref(),
            categories: categories.collect(),
            is_split,
        }
    }
}

impl Render for HubInputs<'_> {
    fn render(&self) -> Result<Vec<u8>, Obstacle> {
        let HubInputs { frame, description, categories, is_split } = self;
        Ok(frame.llms_txt(*description, categories, *is_split))
    }
}

impl About for OfCategory {}

#[derive(Hash)]
struct CategoryInputs<'c> {
    frame: &'c Frame<'c>,
    category: CategoryPart<'c>,
    articles: Vec<SummaryPart<'c>>,
}

impl Kind for OfCategory {
    const NAME: &'static str = "category-llms-txt";

    type Inputs<'c> = CategoryInputs<'c>;

    fn inputs<'c>(&self, context: &'c Context<'_>) -> CategoryInputs<'c> {
        let articles = &context.site.categories[self.0].articles;
        CategoryInputs {
            frame: context.parts.frame(),
            category: context.parts.category(self.0),
            articles: context.parts.summaries(articles),
        }
    }
}

impl Render for CategoryInputs<'_> {
    fn render(&self) -> Result<Vec<u8>, Obstacle> {
        let CategoryInputs { frame, category, articles } = self;
        Ok(frame.category_llms_txt(category, articles))
    }
}
