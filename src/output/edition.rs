//! A file of a further language: the same kind of file, made from the content of that language.

use std::borrow::Cow;

use super::{About, Content, Context, OutputFile, Role, TextOf};
use crate::config::Project;
use crate::date::Date;
use crate::diagnostic::Place;
use crate::error::Error;
use crate::key::Key;
use crate::parse::markdown::Reference;
use crate::path::{OutPath, SourcePath};
use crate::render::Obstacle;
use crate::site::Site;

/// A file, and the number of its language among the translations.
#[derive(Debug)]
pub(super) struct Translated {
    pub(super) number: usize,
    pub(super) file: Box<dyn OutputFile>,
}

impl Translated {
    fn parts<'a>(&self, project: &'a Project, site: &'a Site) -> (&'a Project, &'a Site) {
        let project = project.translations.get(self.number).unwrap_or(project);
        (project, site.translations.get(self.number).unwrap_or(site))
    }

    fn context<'c, 'a>(&self, context: &'c Context<'a>) -> &'c Context<'a> {
        context.translations.get(self.number).unwrap_or(context)
    }
}

impl About for Translated {
    fn role(&self) -> Role<'_> {
        self.file.role()
    }

    fn place(&self, project: &Project, site: &Site) -> Option<Place> {
        let (project, site) = self.parts(project, site);
        self.file.place(project, site)
    }

    fn source(&self, project: &Project, site: &Site) -> SourcePath {
        let (project, site) = self.parts(project, site);
        self.file.source(project, site)
    }

    fn template(&self) -> Option<&'static str> {
        self.file.template()
    }

    fn references(&self, site: &Site, text: &TextOf<'_>) -> Vec<Reference> {
        self.file.references(site.translations.get(self.number).unwrap_or(site), text)
    }

    fn updated(&self, site: &Site) -> Option<Date> {
        self.file.updated(site.translations.get(self.number).unwrap_or(site))
    }

    fn media_type(&self, out: &OutPath) -> Cow<'static, str> {
        self.file.media_type(out)
    }
}

impl OutputFile for Translated {
    fn kind(&self) -> &'static str {
        self.file.kind()
    }

    fn key(&self, context: &Context<'_>) -> Result<Key, Error> {
        self.file.key(self.context(context))
    }

    fn content<'c>(&'c self, context: &'c Context<'_>) -> Result<Content<'c>, Obstacle> {
        self.file.content(self.context(context))
    }
}
