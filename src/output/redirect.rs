//! A page at an old address that leads to an article.

use super::{About, Context, Kind, Planner, Render, Role};
use crate::config::Project;
use crate::diagnostic::{Code, Diagnostic, FieldPath, Place};
use crate::path::UrlPath;
use crate::render::{Frame, Obstacle, SummaryPart};
use crate::site::{ArticleIndex, Site, alias_url};

const TEMPLATE: &str = "redirect.html";

#[derive(Debug)]
struct Redirect {
    /// The old address.
    from: UrlPath,
    article: ArticleIndex,
}

pub(super) fn plan(planner: &mut Planner<'_>) {
    for (url, article) in &planner.site.aliases {
        let redirect = Redirect { from: url.clone(), article: *article };
        let out = url.to_out();
        match out.as_ref().ok().and_then(|out| planner.file(out)) {
            Some(page) => {
                let is_own = planner.site.articles[*article].document.url.to_out() == out;
                let place = page.place(planner.project, planner.site).filter(|_| !is_own);
                let diagnostic = hides(planner, &redirect, is_own, place);
                planner.say(diagnostic);
            }
            None => planner.put(out, redirect),
        }
    }
}

/// Says that there is a page at the old address; `page` is what asks for it.
fn hides(
    planner: &Planner<'_>,
    redirect: &Redirect,
    is_own: bool,
    page: Option<Place>,
) -> Diagnostic {
    let url = &redirect.from;
    let message = if is_own {
        format!("the alias {url} is the article's own address")
    } else {
        format!("the alias {url} is the address of a real page")
    };
    let place = redirect.alias(planner.project, planner.site);
    let diagnostic = Diagnostic::new(Code::AliasHidesPage, message, place)
        .help("remove it: a redirect there would hide the page");
    match page {
        Some(page) => diagnostic.related(page, "the page"),
        None => diagnostic,
    }
}

impl Redirect {
    /// Where the article says that it was here.
    fn alias(&self, project: &Project, site: &Site) -> Place {
        let document = &site.articles[self.article].document;
        let base = &project.config.base_url;
        let mut aliases = document.summary.aliases.iter();
        let index = aliases.position(|alias| alias_url(base, alias).as_ref() == Ok(&self.from));
        Place::value(&document.source, FieldPath::from("aliases").index(index.unwrap_or_default()))
    }
}

impl About for Redirect {
    fn role(&self) -> Role<'_> {
        Role::Redirect(self.article)
    }

    fn place(&self, project: &Project, site: &Site) -> Option<Place> {
        Some(self.alias(project, site))
    }

    fn template(&self) -> Option<&'static str> {
        Some(TEMPLATE)
    }
}

#[derive(Hash)]
struct Inputs<'c> {
    frame: &'c Frame<'c>,
    article: SummaryPart<'c>,
}

impl Kind for Redirect {
    const NAME: &'static str = "redirect";

    type Inputs<'c> = Inputs<'c>;

    fn inputs<'c>(&self, context: &'c Context<'_>) -> Inputs<'c> {
        Inputs { frame: context.parts.frame(), article: context.parts.summary(self.article) }
    }
}

impl Render for Inputs<'_> {
    fn render(&self) -> Result<Vec<u8>, Obstacle> {
        let Inputs { frame, article } = self;
        Ok(frame.templates().render(TEMPLATE, &frame.redirect(article))?)
    }
}
