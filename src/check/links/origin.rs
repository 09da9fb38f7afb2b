//! Where a page's address is said: in the text of its document, or in a template.

use std::cell::OnceCell;
use std::collections::HashMap;

use super::TemplateAddresses;
use crate::diagnostic::{At, Place};
use crate::parse::markdown::{Reference, ReferenceKind};
use crate::path::SourcePath;

/// What a page is made of.
pub(super) struct Origin<'a> {
    pub(super) source: SourcePath,
    /// What its text refers to. It is read only where something is wrong.
    references: OnceCell<Vec<Reference>>,
    read: &'a dyn Fn() -> Vec<Reference>,
    /// Which references were looked up already: each mention of an address has its own place.
    seen: Vec<usize>,
    /// The template that makes the page; none where there is no page.
    template: Option<&'static str>,
    templates: &'a TemplateAddresses<'a>,
    /// How often an address was looked up in the templates.
    in_templates: HashMap<String, usize>,
}

impl<'a> Origin<'a> {
    pub(super) fn new(
        source: SourcePath,
        read: &'a dyn Fn() -> Vec<Reference>,
        template: Option<&'static str>,
        templates: &'a TemplateAddresses<'a>,
    ) -> Self {
        Self {
            source,
            references: OnceCell::new(),
            read,
            seen: Vec::new(),
            template,
            templates,
            in_templates: HashMap::new(),
        }
    }

    /// Where `href` is said.
    pub(super) fn place(&mut self, href: &str, kinds: &[ReferenceKind]) -> Place {
        self.in_text(href, kinds).unwrap_or_else(|| self.in_template(href))
    }

    /// Where the document says `href`; `None` where a template says it.
    pub(super) fn in_text(&mut self, href: &str, kinds: &[ReferenceKind]) -> Option<Place> {
        let references = self.references.get_or_init(self.read);
        let mut found = references
            .iter()
            .enumerate()
            .filter(|(_, other)| kinds.contains(&other.kind) && other.href == href);
        let (index, reference) =
            found.clone().find(|(index, _)| !self.seen.contains(index)).or_else(|| found.next())?;
        self.seen.push(index);
        Some(Place { file: self.source.clone(), at: reference.at.clone() })
    }

    /// What kind of picture the document itself shows; `None` where a template shows it.
    pub(super) fn own_picture(&self, src: &str) -> Option<ReferenceKind> {
        let references = self.references.get_or_init(self.read);
        let mut pictures = references.iter().filter(|one| one.kind != ReferenceKind::Link);
        pictures.find(|one| one.href == src).map(|one| one.kind)
    }

    /// Where a picture is said, so that the next one asks for the same mention.
    pub(super) fn peek(&mut self, src: &str) -> Place {
        let seen = self.seen.len();
        let place = self.in_text(src, &[ReferenceKind::Image, ReferenceKind::Media]);
        self.seen.truncate(seen);
        place.unwrap_or_else(|| self.in_template(src))
    }

    /// The address that stands there most often is the one that a loop repeats.
    pub(super) fn in_template(&mut self, href: &str) -> Place {
        let spots = self.templates.find(href);
        let mentions = self.in_templates.entry(href.to_owned()).or_default();
        let spot = spots.get(*mentions).or_else(|| spots.last());
        *mentions += 1;
        match (spot, self.template) {
            (Some(spot), _) => Place { file: spot.file.clone(), at: At::Bytes(spot.range.clone()) },
            (None, Some(name)) => Place::file(&SourcePath::new(format!("templates/{name}"))),
            (None, None) => Place::file(&self.source),
        }
    }
}
