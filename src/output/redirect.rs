//! A page at an old address, which redirects readers or explains that the old page is gone.

use std::borrow::Cow;

use super::{About, Context, Kind, Planner, Render, Role};
use crate::config::{Language, Project};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::path::{SourcePath, UrlPath};
use crate::redirects;
use crate::render::{Frame, Leads, Obstacle, RedirectPart};
use crate::site::{AliasOf, RedirectTarget, Site, alias_place};

const TEMPLATE: &str = "redirect.html";
const GONE: &str = "gone.html";

#[derive(Debug)]
struct Redirect {
    /// The old address.
    from: UrlPath,
    target: RedirectTarget,
    /// What has it as an alias.
    by: Option<AliasOf>,
    /// The number of the language of its page among the translations; `None` for the language in
    /// which it is planned.
    language: Option<usize>,
}

pub(super) fn plan(planner: &mut Planner<'_>) {
    let site = planner.site;
    let aliases = site.aliases.iter().map(|(url, by)| {
        let target = match by {
            // The numbers of articles are those of the main language.
            AliasOf::Article(article) if site.edition.folder().is_none() => {
                RedirectTarget::Article(*article)
            }
            AliasOf::Article(_) | AliasOf::Page(_) => {
                RedirectTarget::Here(site.named(*by).1.clone())
            }
        };
        (url, target, Some(*by))
    });
    let more = site.redirects.iter().map(|(url, redirect)| (url, redirect.target.clone(), None));
    for (url, target, by) in aliases.chain(more) {
        let language = language(planner.project, url, &target);
        let redirect = Redirect { from: url.clone(), target, by, language };
        let out = url.to_out();
        match out.as_ref().ok().and_then(|out| planner.file(out)) {
            Some(page) => {
                let by = by.or(match redirect.target {
                    RedirectTarget::Article(article) => Some(AliasOf::Article(article)),
                    _ => None,
                });
                let is_own = by.is_some_and(|by| site.named(by).1.to_out() == out);
                let place = planner.place_of(page).filter(|_| !is_own);
                let diagnostic = hides(planner, &redirect, is_own, place);
                planner.say(diagnostic);
            }
            None => planner.put(out, redirect),
        }
    }
    for redirect in site.redirects.values() {
        let RedirectTarget::Here(url) = &redirect.target else { continue };
        // A target that is an old address has already been reported, and a page with mistakes does
        // exist.
        let is_known = site.aliases.contains_key(url)
            || site.redirects.contains_key(url)
            || site.broken.contains_key(url)
            || url.to_out().is_ok_and(|out| planner.file(&out).is_some());
        if !is_known {
            let place = redirects::place(&redirect.entry, redirects::RedirectPart::Target);
            let message = format!("nothing is published at {url}");
            planner.say(
                Diagnostic::new(Code::BadRedirect, message, place)
                    .help("write the id of an article, or the address of a page that exists"),
            );
        }
    }
}

/// The number of the further language that a reader of the old address expects: that of the
/// address, or of its target.
fn language(project: &Project, from: &UrlPath, target: &RedirectTarget) -> Option<usize> {
    let language = |url: &UrlPath| {
        project.translations.iter().position(|one| one.edition.path(url.as_str()).is_some())
    };
    language(from).or_else(|| match target {
        RedirectTarget::Here(url) => language(url),
        _ => None,
    })
}

/// Reports that there is already a page at the old address; `page` is the place that requests it.
fn hides(
    planner: &Planner<'_>,
    redirect: &Redirect,
    is_own: bool,
    page: Option<Place>,
) -> Diagnostic {
    let url = &redirect.from;
    let what = if planner.site.redirects.contains_key(url) { "old address" } else { "alias" };
    let message = if is_own {
        format!("the {what} {url} is the page's own address")
    } else {
        format!("the {what} {url} is the address of a real page")
    };
    let place = redirect.said(planner.project, planner.site);
    let diagnostic = Diagnostic::new(Code::AliasHidesPage, message, place)
        .help("remove it: a redirect there would hide the page");
    match page {
        Some(page) => diagnostic.related(page, "the page"),
        None => diagnostic,
    }
}

impl Redirect {
    /// The place of the alias in the article, or of the line in redirects.yaml.
    fn said(&self, project: &Project, site: &Site) -> Place {
        match (site.redirects.get(&self.from), site.aliases.get(&self.from)) {
            (Some(redirect), _) => redirects::place(&redirect.entry, redirects::RedirectPart::Old),
            (None, Some(by)) => alias_place(project, site, *by, &self.from),
            (None, None) => Place::file(&redirects::source()),
        }
    }
}

impl About for Redirect {
    fn role(&self) -> Role<'_> {
        match &self.target {
            RedirectTarget::Gone => Role::Gone,
            target => Role::Redirect(target),
        }
    }

    fn place(&self, project: &Project, site: &Site) -> Option<Place> {
        Some(self.said(project, site))
    }

    // This does not search for the place among all aliases of the article.
    fn source(&self, _: &Project, site: &Site) -> SourcePath {
        match (site.redirects.get(&self.from), site.aliases.get(&self.from)) {
            (None, Some(by)) => site.named(*by).0.clone(),
            _ => redirects::source(),
        }
    }

    fn template(&self) -> Option<&'static str> {
        Some(if self.target == RedirectTarget::Gone { GONE } else { TEMPLATE })
    }
}

#[derive(Hash)]
struct Inputs<'c> {
    frame: &'c Frame<'c>,
    /// `None` if the old page is gone.
    to: Option<RedirectPart<'c>>,
}

impl Kind for Redirect {
    const NAME: &'static str = "redirect";

    type Inputs<'c> = Inputs<'c>;

    fn inputs<'c>(&self, context: &'c Context<'_>) -> Inputs<'c> {
        let own = self.language.and_then(|number| context.translations.get(number));
        let frame = own.unwrap_or(context).parts.frame();
        let here = |url: &UrlPath| {
            let of_alias =
                self.by.map(|by| (title_of(context.site, by), context.language_beside(frame)));
            let (title, language) = of_alias.or_else(|| context.title_at(url, frame)).unzip();
            let to = Leads::Here(Cow::Owned(url.clone()));
            RedirectPart { to, title, language: language.flatten() }
        };
        let to = match &self.target {
            RedirectTarget::Article(article) => {
                Some(here(&context.site.articles[*article].document.url))
            }
            RedirectTarget::Here(url) => Some(here(url)),
            RedirectTarget::Elsewhere(address) => {
                let to = Leads::Elsewhere(Cow::Owned(address.clone()));
                Some(RedirectPart { to, title: None, language: None })
            }
            RedirectTarget::Gone => None,
        };
        Inputs { frame, to }
    }
}

impl Render for Inputs<'_> {
    fn render(&self) -> Result<Vec<u8>, Obstacle> {
        let frame = self.frame;
        let templates = frame.templates();
        Ok(match &self.to {
            Some(to) => templates.render(TEMPLATE, &frame.redirect(to))?,
            None => templates.render(GONE, &frame.gone())?,
        })
    }
}

fn title_of(site: &Site, by: AliasOf) -> &str {
    match by {
        AliasOf::Article(article) => &site.articles[article].document.summary.title,
        AliasOf::Page(page) => &site.pages[page].front.title,
    }
}

impl Context<'_> {
    /// The title of the page at an address in this part of the hub, with its language if that
    /// differs from the language of `frame`.
    fn title_at<'c>(
        &'c self,
        url: &UrlPath,
        frame: &Frame<'_>,
    ) -> Option<(&'c str, Option<&'c Language>)> {
        std::iter::once(self)
            .chain(&self.translations)
            .find_map(|context| Some((context.own_title_at(url)?, context.language_beside(frame))))
    }

    /// Its language, if that differs from the language of `frame`.
    fn language_beside(&self, frame: &Frame<'_>) -> Option<&Language> {
        let own = &self.project.edition;
        self.project.languages.iter().find(|one| one.edition == *own && own != frame.edition())
    }

    /// The title of the page at an address of this language.
    fn own_title_at(&self, url: &UrlPath) -> Option<&str> {
        let site = self.site;
        let article = || {
            let article = site.articles.iter().find(|article| article.document.url == *url)?;
            Some(&*article.document.summary.title)
        };
        let category = || {
            let category = site.categories.iter().find(|category| category.url == *url)?;
            Some(&*category.document.front.title)
        };
        let platform = || {
            let platform = site.platforms.iter().find(|platform| platform.url == *url)?;
            Some(&*platform.name)
        };
        let page = || {
            let page = site.pages.iter().find(|page| page.url == *url)?;
            Some(&*page.front.title)
        };
        let hub = || (self.project.edition.root() == *url).then(|| self.parts.frame().hub_title());
        article().or_else(category).or_else(platform).or_else(page).or_else(hub)
    }
}
