//! The texts of all templates: the built-in ones, replaced or extended by those of the site.

use std::collections::{BTreeMap, BTreeSet};

use super::{source, vocabulary};
use crate::assets;
use crate::diagnostic::{Code, Diagnostic, Place};

/// A template of the site extends the built-in one of the same name with this folder and the name.
pub(super) const BUILT_IN: &str = "errhub/";

/// Templates by name.
#[derive(Debug, Default)]
pub(super) struct Texts {
    /// All of them, for parsing.
    pub(super) all: BTreeMap<String, String>,
    /// Which of them are the site's own.
    pub(super) own: Vec<String>,
}

impl Texts {
    /// The built-in templates with those of the site, by name.
    ///
    /// # Errors
    /// If the site has a template under the name of a built-in one to extend.
    pub(super) fn new(
        site: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, Diagnostic> {
        let own: BTreeMap<String, String> =
            site.into_iter().filter(|(name, text)| built_in(name) != Some(text)).collect();
        if let Some(name) = own.keys().find(|name| name.starts_with(BUILT_IN)) {
            let message = "`templates/errhub/` is reserved for the built-in templates";
            return Err(Diagnostic::new(
                Code::ReservedTemplate,
                message,
                Place::file(&source(name)),
            )
            .help("move this template to another folder of templates/"));
        }
        let redefined: BTreeSet<&str> =
            own.values().flat_map(|text| vocabulary::components(text)).collect();
        let extends = own.values().any(|text| text.contains(BUILT_IN));
        let mut all = BTreeMap::new();
        for (name, text) in assets::TEMPLATES {
            // Two templates must not define the same component, so templates with components are
            // included only once.
            if extends && vocabulary::components(text).next().is_none() {
                all.insert(format!("{BUILT_IN}{name}"), (*text).to_owned());
            }
            all.insert((*name).to_owned(), vocabulary::without(text, &redefined));
        }
        let names = own.keys().cloned().collect();
        all.extend(own);
        Ok(Self { all, own: names })
    }

    /// The texts that may reach a page, by name. A built-in template that the site replaces is
    /// included only if the site's template extends it.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        let reaches = |name: &str| {
            let replaced = name.strip_prefix(BUILT_IN);
            replaced.is_none_or(|replaced| self.own.iter().any(|own| own == replaced))
        };
        let all = self.all.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        all.filter(move |(name, _)| reaches(name))
    }
}

/// Whether there is a built-in template of this name.
pub(super) fn is_built_in(name: &str) -> bool {
    built_in(name).is_some()
}

fn built_in(name: &str) -> Option<&'static str> {
    assets::TEMPLATES.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(site: &[(&str, &str)]) -> Result<Texts, Diagnostic> {
        Texts::new(site.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())))
    }

    #[test]
    fn built_in_templates_can_be_extended_by_those_that_replace_them() {
        let names = |site| texts(site).unwrap().iter().map(|(name, _)| name.to_owned()).collect();
        let plain: Vec<String> = names(&[]);
        assert_eq!(plain.len(), assets::TEMPLATES.len());
        let own: Vec<String> = names(&[("base.html", "{% extends \"errhub/base.html\" %}")]);
        let more: Vec<_> = own.iter().filter(|name| !plain.contains(name)).collect();
        assert_eq!(more, ["errhub/base.html"]);
    }

    #[test]
    fn a_component_of_the_site_replaces_the_built_in_one() {
        let own = "{% component callout(callout) %}x{% endcomponent callout %}";
        let texts = texts(&[("own.html", own)]).unwrap();
        let names = vocabulary::components(&texts.all["components.html"]).collect::<Vec<_>>();
        assert!(!names.contains(&"callout") && names.contains(&"pagination"), "{names:?}");
    }

    #[test]
    fn the_folder_of_the_built_in_ones_is_taken() {
        let wrong = texts(&[("errhub/base.html", "x")]).unwrap_err();
        assert_eq!(wrong.code, Code::ReservedTemplate);
    }
}
