//! The alternates of a page in other languages, and the targets of links in a translation.

use std::collections::BTreeSet;

use super::{Context, Role};
use crate::destination::Destination;
use crate::parse::markdown::Reference;
use crate::path::{Edition, UrlPath};
use crate::render::{Alternate, ArticlePart, Crossing, Crossings};
use crate::site::ArticleIndex;

impl Context<'_> {
    /// The languages in which the page at `url` exists, including its own; none if there are no
    /// others. Paths are the same in all languages, so the plan shows which pages exist.
    pub(super) fn alternates(&self, url: &UrlPath) -> Vec<Alternate> {
        self.alternates_in(&self.project.edition, url)
    }

    /// The same, for a page in a given language.
    pub(super) fn alternates_in(&self, edition: &Edition, url: &UrlPath) -> Vec<Alternate> {
        let project = self.project;
        if project.languages.is_empty() {
            return Vec::new();
        }
        let Some(path) = edition.path(url.as_str()) else { return Vec::new() };
        let languages = project.languages.iter().enumerate();
        let all = languages.filter_map(|(language, one)| {
            let url = one.edition.at(path);
            self.has_page(&url).then_some(Alternate { language, url })
        });
        let all: Vec<Alternate> = all.collect();
        if all.len() > 1 { all } else { Vec::new() }
    }

    /// An article whose links lead to its own language where possible, by its index in the site.
    pub(super) fn article(&self, index: ArticleIndex) -> ArticlePart<'_> {
        let crossings = self.crossings(&self.site.articles[index].document.mentions);
        self.parts.article(index).with_crossings(crossings)
    }

    /// Targets for the addresses of this site in a translation that differ from what is written:
    /// the page in its own language if there is one, and otherwise the original.
    pub(super) fn crossings<'u>(&self, urls: impl IntoIterator<Item = &'u UrlPath>) -> Crossings {
        if self.project.edition.folder().is_none() {
            return Crossings::default();
        }
        let urls: BTreeSet<&UrlPath> = urls.into_iter().collect();
        Crossings::new(urls.into_iter().filter_map(|url| self.crossing(url)).collect())
    }

    /// The same for the references of a text.
    pub(super) fn crossings_of(&self, references: &[Reference]) -> Crossings {
        if self.project.edition.folder().is_none() {
            return Crossings::default();
        }
        let urls: Vec<UrlPath> = references
            .iter()
            .filter_map(|reference| match &reference.to {
                Destination::Site { path, .. } => Some(UrlPath::from_encoded(path)),
                _ => None,
            })
            .collect();
        self.crossings(&urls)
    }

    fn crossing(&self, from: &UrlPath) -> Option<Crossing> {
        let own = &self.project.edition;
        let main = Edition::default();
        let leads = |to: UrlPath, language| Some(Crossing { from: from.clone(), to, language });
        let is_here = self.plan.served(from.as_str()).is_some();
        if let Some(path) = own.path(from.as_str()) {
            let original = main.at(path);
            if is_here || self.plan.served(original.as_str()).is_none() {
                return None;
            }
            let language = self.has_page(&original).then_some(0);
            return leads(original, language);
        }
        let languages = self.project.languages.iter();
        let other = languages.clone().position(|one| {
            one.edition.folder().is_some() && one.edition.path(from.as_str()).is_some()
        });
        if let Some(language) = other {
            return if is_here { leads(from.clone(), Some(language)) } else { None };
        }
        let translation = own.at(main.path(from.as_str())?);
        if self.has_page(&translation) {
            leads(translation, None)
        } else if self.has_page(from) {
            leads(from.clone(), Some(0))
        } else {
            None
        }
    }

    fn has_page(&self, url: &UrlPath) -> bool {
        let file = self.plan.served(url.as_str()).and_then(|index| self.plan.at(index));
        file.is_some_and(|(_, file)| file.role() == Role::Page)
    }
}
