//! Finds where a page's address comes from: the text of its document, or a template.

use std::collections::HashMap;

use super::TemplateAddresses;
use crate::address::Use;
use crate::diagnostic::{At, Place};
use crate::parse::markdown::{Reference, ReferenceKind};
use crate::path::SourcePath;

/// The sources of a page.
pub(super) struct Origin<'a> {
    pub(super) source: SourcePath,
    /// The references in its text, read only when there is a mistake.
    mentions: Option<Mentions>,
    read: &'a dyn Fn() -> Vec<Reference>,
    /// The template that makes the page; `None` if there is no page.
    template: Option<&'static str>,
    templates: &'a TemplateAddresses<'a>,
    /// How many times each address has been looked up in the templates.
    in_templates: HashMap<String, usize>,
}

impl<'a> Origin<'a> {
    pub(super) fn new(
        source: SourcePath,
        read: &'a dyn Fn() -> Vec<Reference>,
        template: Option<&'static str>,
        templates: &'a TemplateAddresses<'a>,
    ) -> Self {
        Self { source, mentions: None, read, template, templates, in_templates: HashMap::new() }
    }

    /// Where `href` is written.
    pub(super) fn place(&mut self, href: &str, usage: Use) -> Place {
        self.in_text(href, usage).unwrap_or_else(|| self.in_template(href))
    }

    /// Where `href` is written in the document; `None` if it comes from a template. Each mention
    /// has its own place, so the next call returns the next one.
    pub(super) fn in_text(&mut self, href: &str, usage: Use) -> Option<Place> {
        let at = self.mentions().of(href, usage)?.next()?.at.clone();
        Some(Place { file: self.source.clone(), at })
    }

    /// The kind of the picture in the document itself; `None` if it comes from a template.
    pub(super) fn own_picture(&mut self, src: &str) -> Option<ReferenceKind> {
        Some(self.mentions().of(src, Use::Picture)?.references.first()?.kind)
    }

    /// Where a picture is written; does not move on to the next mention.
    pub(super) fn peek(&mut self, src: &str) -> Place {
        let mention = self.mentions().of(src, Use::Picture).and_then(|mentions| mentions.peek());
        match mention.map(|reference| reference.at.clone()) {
            Some(at) => Place { file: self.source.clone(), at },
            None => self.in_template(src),
        }
    }

    fn mentions(&mut self) -> &mut Mentions {
        let read = self.read;
        self.mentions.get_or_insert_with(|| Mentions::of_text(read()))
    }

    /// Where `href` is written in a template. Extra calls repeat the last place, which is probably
    /// in a loop.
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

/// The references in a text by address, so that even thousands of dead links are found quickly.
#[derive(Default)]
struct Mentions(HashMap<(String, Use), OfAddress>);

/// The mentions of one address, in the order of the text.
#[derive(Default)]
struct OfAddress {
    references: Vec<Reference>,
    /// How many of them were returned.
    given: usize,
}

impl Mentions {
    fn of_text(references: Vec<Reference>) -> Self {
        let mut mentions = Self::default();
        for reference in references {
            let address = (reference.href.clone(), reference.kind.usage());
            mentions.0.entry(address).or_default().references.push(reference);
        }
        mentions
    }

    fn of(&mut self, href: &str, usage: Use) -> Option<&mut OfAddress> {
        self.0.get_mut(&(href.to_owned(), usage))
    }
}

impl OfAddress {
    /// The next mention; after the last one, the first.
    fn peek(&self) -> Option<&Reference> {
        self.references.get(self.given).or(self.references.first())
    }

    fn next(&mut self) -> Option<&Reference> {
        self.given += 1;
        self.references.get(self.given - 1).or(self.references.first())
    }
}
