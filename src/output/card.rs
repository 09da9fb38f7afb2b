//! Cards: the pictures that chats and social networks show with links to articles, to categories and to the
//! hub.

#[cfg(feature = "cards")]
mod lacking;

use super::Planner;

#[cfg(feature = "cards")]
pub(super) use drawn::plan;

/// Cards are drawn only if the feature `cards` is compiled in.
#[cfg(not(feature = "cards"))]
pub(super) fn plan(planner: &mut Planner<'_>) {
    use crate::config::SITE_FILE;
    use crate::diagnostic::{Code, Diagnostic, Place};
    use crate::path::SourcePath;

    if planner.project.config.cards {
        let place = Place::value(&SourcePath::new(SITE_FILE), "cards");
        let message = "this errhub was built without cards, so articles will not have any";
        let diagnostic = Diagnostic::new(Code::CardsLeftOut, message, place)
            .help("build errhub with its feature `cards`, or set `cards` to false");
        planner.say(diagnostic);
    }
}

#[cfg(feature = "cards")]
mod drawn {
    use super::Planner;
    use super::lacking;
    use crate::config::Project;
    use crate::diagnostic::Place;
    use crate::output::{About, Context, Kind, Render};
    use crate::render::Obstacle;
    use crate::render::card::{self, CardView};
    use crate::site::addresses::{card_url, has_cards, has_list_cards};
    use crate::site::{ArticleIndex, Site};

    /// The subject of a card.
    #[derive(Debug)]
    enum Card {
        Article(ArticleIndex),
        /// A category, as an index of [`Site::categories`].
        Category(usize),
        Hub,
    }

    pub(in crate::output) fn plan(planner: &mut Planner<'_>) {
        if has_cards(&planner.project.config) {
            let all = planner.site.articles.iter().enumerate();
            for (index, article) in
                all.filter(|(_, article)| article.document.summary.image.is_none())
            {
                planner.put(card_url(&article.document.url).to_out(), Card::Article(index));
            }
        }
        if has_list_cards(&planner.project.config) {
            planner.put(card_url(&planner.site.edition.root()).to_out(), Card::Hub);
            for (index, category) in planner.site.categories.iter().enumerate() {
                planner.put(card_url(&category.url).to_out(), Card::Category(index));
            }
        }
        for diagnostic in lacking::check(planner.project, planner.site) {
            planner.say(diagnostic);
        }
    }

    impl About for Card {
        fn place(&self, _: &Project, site: &Site) -> Option<Place> {
            match self {
                Self::Article(index) => Some(Place::file(&site.articles[*index].document.source)),
                Self::Category(index) => {
                    Some(Place::file(&site.categories[*index].document.source))
                }
                Self::Hub => None,
            }
        }
    }

    impl Kind for Card {
        const NAME: &'static str = "card";

        /// Drawing is slow, so the inputs are only what is drawn, regardless of templates.
        type Inputs<'c> = CardView<'c>;

        fn inputs<'c>(&self, context: &'c Context<'_>) -> CardView<'c> {
            match self {
                Self::Article(index) => context.parts.card(*index),
                Self::Category(index) => context.parts.category_card(*index),
                Self::Hub => context.parts.hub_card(),
            }
        }
    }

    impl Render for CardView<'_> {
        fn render(&self) -> Result<Vec<u8>, Obstacle> {
            Ok(card::card(self))
        }
    }
}
