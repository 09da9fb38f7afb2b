//! A page at an old address, which redirects readers, or says that the old page is gone.

use std::borrow::Cow;

use super::{About, Context, Kind, Planner, Render, Role};
use crate::config::Project;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::path::UrlPath;
use crate::redirects::{self, RedirectPart};
use crate::render::{Frame, Leads, Obstacle, SummaryPart};
use crate::site::{AliasOf, RedirectTarget, Site, alias_place};

const TEMPLATE: &str = "redirect.html";
const GONE: &str = "gone.html";

#[derive(Debug)]
struct Redirect {
    /// The old address.
    from: UrlPath,
    target: RedirectTarget,
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
        (url, target)
    });
    let more = site.redirects.iter().map(|(url, redirect)| (url, redirect.target.clone()));
    for (url, target) in aliases.chain(more) {
        let redirect = Redirect { from: url.clone(), target };
        let out = url.to_out();
        match out.as_ref().ok().and_then(|out| planner.file(out)) {
            Some(page) => {
                let by = site.aliases.get(url).copied();
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
            let place = redirects::place(&redirect.entry, RedirectPart::Target);
            let message = format!("nothing is published at {url}");
            planner.say(
                Diagnostic::new(Code::BadRedirect, message, place)
                    .help("write the id of an article, or the address of a page that is there"),
            );
        }
    }
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
            (Some(redirect), _) => redirects::place(&redirect.entry, RedirectPart::Old),
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

    fn template(&self) -> Option<&'static str> {
        Some(if self.target == RedirectTarget::Gone { GONE } else { TEMPLATE })
    }
}

#[derive(Hash)]
struct Inputs<'c> {
    frame: &'c Frame<'c>,
    to: To<'c>,
}

#[derive(Hash)]
enum To<'c> {
    Article(SummaryPart<'c>),
    Address(Leads<'c>),
    Gone,
}

impl Kind for Redirect {
    const NAME: &'static str = "redirect";

    type Inputs<'c> = Inputs<'c>;

    fn inputs<'c>(&self, context: &'c Context<'_>) -> Inputs<'c> {
        let to = match &self.target {
            RedirectTarget::Article(article) => To::Article(context.parts.summary(*article)),
            RedirectTarget::Here(url) => To::Address(Leads::Here(Cow::Owned(url.clone()))),
            RedirectTarget::Elsewhere(address) => {
                To::Address(Leads::Elsewhere(Cow::Owned(address.clone())))
            }
            RedirectTarget::Gone => To::Gone,
        };
        Inputs { frame: context.parts.frame(), to }
    }
}

impl Render for Inputs<'_> {
    fn render(&self) -> Result<Vec<u8>, Obstacle> {
        let frame = self.frame;
        let templates = frame.templates();
        Ok(match &self.to {
            To::Article(article) => templates.render(TEMPLATE, &frame.redirect(article))?,
            To::Address(to) => templates.render(TEMPLATE, &frame.redirect_to(to))?,
            To::Gone => templates.render(GONE, &frame.gone())?,
        })
    }
}
