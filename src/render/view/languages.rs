//! The views of languages: the switcher, and the alternates of a page.

use std::borrow::Cow;

use serde::Serialize;

use super::{NotFoundIn, PageHead, SummaryView, direction};
use crate::config::{Language, Project};
use crate::language::og_locale;
use crate::path::UrlPath;
use crate::render::parts::{Frame, SummaryPart};
use crate::render::{Alternate, Crossings};
use crate::site::Site;

/// A language, with the address of a page in it.
#[derive(Debug, Clone, Hash, Serialize)]
pub struct LanguageView {
    /// Its BCP 47 tag.
    pub tag: String,
    /// Its name in the language itself.
    pub name: String,
    /// `rtl` or `ltr`.
    pub direction: &'static str,
    /// The address, in the form of links.
    pub url: String,
    /// Whether it is the language of the page that shows this.
    pub is_current: bool,
}

/// A page that says the same in another language, for search engines.
#[derive(Debug, Clone, Serialize)]
pub struct AlternateView {
    /// The language tag, or `x-default`.
    pub hreflang: String,
    /// The full address.
    pub url: String,
}

/// The languages that have pages, each with the address of its hub; none if there is only one.
pub(super) fn hubs(project: &Project, site: &Site) -> Vec<LanguageView> {
    let all = project.languages.iter().zip(site.editions());
    let all = all.filter(|(_, site)| !site.is_empty());
    let views = all.map(|(language, _)| view(project, language, &language.edition.root()));
    let views: Vec<LanguageView> = views.collect();
    if views.len() > 1 { views } else { Vec::new() }
}

/// The main language, as its translations name it.
pub(super) fn main(project: &Project) -> Option<LanguageView> {
    project.edition.folder()?;
    let language = project.languages.first()?;
    Some(view(project, language, &language.edition.root()))
}

/// The text of the 404 page in each further language that has pages.
#[must_use]
pub fn not_found_in(project: &Project, site: &Site) -> Vec<NotFoundIn> {
    let all = project.translations.iter().zip(&site.translations);
    let all = all.filter(|(_, site)| !site.is_empty());
    all.filter_map(|(of_language, site)| {
        let title = site.hub.title.as_ref().unwrap_or(&of_language.config.title);
        let edition = &of_language.edition;
        let language = project.languages.iter().find(|one| one.edition == *edition)?;
        Some(NotFoundIn {
            language: view(project, language, &edition.root()),
            title: of_language.labels.say("not_found_title", &[]),
            hub: of_language.labels.say("back_to_hub", &[("title", title)]),
        })
    })
    .collect()
}

fn view(project: &Project, language: &Language, url: &UrlPath) -> LanguageView {
    LanguageView {
        tag: language.tag.clone(),
        name: language.name.clone(),
        direction: direction(&language.tag),
        url: project.config.base_url.href(url),
        is_current: language.edition == project.edition,
    }
}

impl Frame<'_> {
    /// Adds to the head of a page the languages in which it exists.
    pub fn add_alternates(&self, head: &mut PageHead, alternates: &[Alternate]) {
        head.alternates = self.alternates(alternates);
        for (language, url) in self.known(alternates) {
            head.languages.push(view(self.project(), language, url));
            if language.edition != *self.edition() {
                head.og_alternates.extend(og_locale(&language.tag));
            }
        }
    }

    /// A page in one of the languages.
    pub(super) fn page_in(&self, language: &Language, url: &UrlPath) -> LanguageView {
        view(self.project(), language, url)
    }

    fn known<'l>(
        &'l self,
        alternates: &'l [Alternate],
    ) -> impl Iterator<Item = (&'l Language, &'l UrlPath)> {
        let known = |one: &'l Alternate| Some((self.languages().get(one.language)?, &one.url));
        alternates.iter().filter_map(known)
    }

    /// The links to a page in each of its languages, and for the readers of others.
    #[must_use]
    pub fn alternates(&self, alternates: &[Alternate]) -> Vec<AlternateView> {
        let mut links = Vec::new();
        for (language, url) in self.known(alternates) {
            let link = |hreflang: &str| AlternateView {
                hreflang: hreflang.to_owned(),
                url: self.absolute(url),
            };
            links.push(link(&language.tag));
            if language.edition.folder().is_none() {
                links.push(link("x-default"));
            }
        }
        links
    }

    /// The page in the main language, if it exists.
    #[must_use]
    pub fn original(&self, alternates: &[Alternate]) -> Option<LanguageView> {
        let mut pages = self.known(alternates);
        let (language, url) = pages.find(|(language, _)| language.edition.folder().is_none())?;
        Some(view(self.project(), language, url))
    }

    /// HTML with links that lead to the pages in their own language, or to the originals.
    #[must_use]
    pub fn crossed<'h>(&self, crossings: &Crossings, html: Cow<'h, str>) -> Cow<'h, str> {
        crossings.add_to(html, self.config().base_url.path(), &self.tags())
    }

    /// The tags of all languages.
    #[must_use]
    pub fn tags(&self) -> Vec<&str> {
        self.languages().iter().map(|language| language.tag.as_str()).collect()
    }

    /// Articles that exist only in the main language.
    #[must_use]
    pub fn originals(&self, articles: &[SummaryPart<'_>]) -> Vec<SummaryView> {
        articles.iter().map(|part| self.summary(part)).collect()
    }
}
