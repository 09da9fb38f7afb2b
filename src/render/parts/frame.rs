//! The frame of every page, and the platforms in it.

use std::hash::{Hash, Hasher};

use crate::config::{Labels, Language, Project, SiteConfig};
use crate::key::Key;
use crate::path::{Edition, UrlPath};
use crate::picture::{Pictures, Size};
use crate::render::Templates;
use crate::render::pictures::size_of;
use crate::site::{Platform, Site};

/// The content that every page can show: the settings, the labels, the templates, and the values
/// that templates read as `site`.
pub struct Frame<'a> {
    project: &'a Project,
    templates: &'a Templates,
    /// Only for the hub's heading and the platforms' names.
    site: &'a Site,
    image: Option<(UrlPath, Size)>,
    key: Key,
}

impl<'a> Frame<'a> {
    pub(super) fn new(
        project: &'a Project,
        site: &'a Site,
        templates: &'a Templates,
        pictures: &Pictures,
    ) -> Self {
        let image = project.config.image_url();
        let image = image.and_then(|url| Some((size_of(&url, pictures)?, url)));
        let labels = project.labels.key();
        let key = Key::of(&(&project.config, labels, templates.key(), &site.hub.title, &image));
        let key = Key::of(&(key, &project.edition, &project.languages));
        let image = image.map(|(size, url)| (url, size));
        Self { project, templates, site, image, key }
    }

    /// The picture that is shown with links to the hub and to its lists.
    #[must_use]
    pub fn image(&self) -> Option<(&UrlPath, Size)> {
        self.image.as_ref().map(|(url, size)| (url, *size))
    }

    /// The settings and languages.
    #[must_use]
    pub(in crate::render) fn project(&self) -> &'a Project {
        self.project
    }

    /// The settings.
    #[must_use]
    pub fn config(&self) -> &'a SiteConfig {
        &self.project.config
    }

    /// The part of the hub that this is the frame of.
    #[must_use]
    pub fn edition(&self) -> &'a Edition {
        &self.project.edition
    }

    /// All languages of the hub, the main one first; none if there is only one.
    #[must_use]
    pub fn languages(&self) -> &'a [Language] {
        &self.project.languages
    }

    /// The labels.
    #[must_use]
    pub fn labels(&self) -> &'a Labels {
        &self.project.labels
    }

    /// The templates.
    #[must_use]
    pub fn templates(&self) -> &'a Templates {
        self.templates
    }

    /// The hub's heading.
    #[must_use]
    pub fn hub_title(&self) -> &'a str {
        self.site.hub.title.as_deref().unwrap_or(&self.project.config.title)
    }

    /// A platform, by its index in site.yaml.
    #[must_use]
    pub fn platform(&self, index: usize) -> PlatformPart<'a> {
        let Platform { name, url, icon, .. } = &self.site.platforms[index];
        PlatformPart { name, url, icon: icon.as_deref() }
    }
}

impl Hash for Frame<'_> {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        self.key.hash(hasher);
    }
}

/// A platform without its articles.
#[derive(Clone, Copy)]
pub struct PlatformPart<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its address.
    pub url: &'a UrlPath,
    /// The name of its icon.
    pub icon: Option<&'a str>,
}
