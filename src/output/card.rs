//! The card of an article: the picture that chats and social networks show with links to it.

use super::Planner;

#[cfg(feature = "cards")]
pub(super) use drawn::plan;

/// Only a program with the feature `cards` draws cards.
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
    use crate::config::Project;
    use crate::diagnostic::Place;
    use crate::output::{About, Context, Kind, Render};
    use crate::render::Obstacle;
    use crate::render::card::{self, CardView};
    use crate::site::addresses::{card_url, has_cards};
    use crate::site::{ArticleIndex, Site};

    #[derive(Debug)]
    struct Card(ArticleIndex);

    pub(in crate::output) fn plan(planner: &mut Planner<'_>) {
        if has_cards(&planner.project.config) {
            let all = planner.site.articles.iter().enumerate();
            for (index, article) in
                all.filter(|(_, article)| article.document.summary.image.is_none())
            {
                planner.put(card_url(&article.document.url).to_out(), Card(index));
            }
        }
    }

    impl About for Card {
        fn place(&self, _: &Project, site: &Site) -> Option<Place> {
            Some(Place::file(&site.articles[self.0].document.source))
        }
    }

    impl Kind for Card {
        const NAME: &'static str = "card";

        /// Drawing is slow, so the inputs are only what is drawn, whatever templates do.
        type Inputs<'c> = CardView<'c>;

        fn inputs<'c>(&self, context: &'c Context<'_>) -> CardView<'c> {
            context.parts.card(self.0)
        }
    }

    impl Render for CardView<'_> {
        fn render(&self) -> Result<Vec<u8>, Obstacle> {
            Ok(card::card(self))
        }
    }
}
