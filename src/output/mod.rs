//! The output: its files, the inputs of each, and their roles.
//!
//! Each kind of file has a module with everything about it, and one line in [`KINDS`].

mod article;
mod asset;
mod card;
mod category;
mod alternates;
mod category_feed;
mod collisions;
mod copy;
mod edition;
mod error_page;
mod feed;
mod headers;
mod hub;
mod llms_txt;
mod manifest;
mod media_type;
mod nojekyll;
mod not_found;
mod offline;
mod page;
mod plan;
mod platform;
mod redirect;
mod redirect_maps;
mod redirects;
mod registry;
mod robots;
mod search;
mod sitemap;
mod tally;
mod twin;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;
use std::hash::Hash;

use foldhash::fast::RandomState;
use indexmap::IndexMap;

use crate::assets::Assets;
use crate::config::{Project, SITE_FILE};
use crate::date::Date;
use crate::diagnostic::Place;
use crate::error::Error;
use crate::key::Key;
use crate::matcher;
use crate::parse::markdown::Reference;
use crate::parse::{ArticleDocument, Prose};
use crate::path::{OutPath, SourcePath, UrlPath};
use crate::picture::Pictures;
use crate::render::{LongTexts, Obstacle, Parts, Templates};
use crate::site::{RedirectTarget, Site};

pub(crate) use error_page::ERROR_PAGE;
pub(crate) use headers::HEADERS;
pub(crate) use not_found::NOT_FOUND;
pub(crate) use plan::{Plan, PlanIndex, Planner, plan};
pub(crate) use tally::tally;

/// The output files by path, in the order in which they were planned.
type FileMap = IndexMap<OutPath, Box<dyn OutputFile>, RandomState>;

/// Plans each kind of file, in this order: if two files want the same path, the first wins.
const KINDS: &[(Scope, Plans)] = &[
    (Scope::Language, hub::plan),
    (Scope::Hub, not_found::plan),
    (Scope::Language, feed::plan),
    (Scope::Language, manifest::plan),
    (Scope::Language, search::plan),
    (Scope::Language, registry::plan),
    (Scope::Hub, registry::plan_schema),
    (Scope::Language, llms_txt::plan),
    (Scope::Language, offline::plan),
    (Scope::Hub, robots::plan),
    (Scope::Hub, nojekyll::plan),
    (Scope::Hub, headers::plan),
    (Scope::Hub, redirects::plan),
    (Scope::Hub, redirect_maps::plan),
    (Scope::Hub, sitemap::plan),
    (Scope::Language, category::plan),
    (Scope::Language, category_feed::plan),
    (Scope::Language, platform::plan),
    (Scope::Language, article::plan),
    (Scope::Language, twin::plan),
    (Scope::Language, page::plan),
    (Scope::Language, card::plan),
    (Scope::Hub, asset::plan),
    (Scope::Hub, copy::plan),
    // An old address never replaces a page, so these come last.
    (Scope::Language, redirect::plan),
];

/// Plans the files of one kind.
type Plans = fn(&mut Planner<'_>);

/// What a kind of file is planned for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scope {
    /// Once for the whole hub.
    Hub,
    /// Once for each language.
    Language,
}

/// Returns the references in the text of an article.
pub(crate) type TextOf<'a> = dyn Fn(&ArticleDocument) -> Vec<Reference> + Sync + 'a;

/// The role of a file in checking, publishing and serving.
pub trait About: fmt::Debug + Send + Sync {
    /// Its role for a reader.
    fn role(&self) -> Role<'_> {
        Role::Data
    }

    /// The place that requests the file; `None` if every site has it.
    fn place(&self, _project: &Project, _site: &Site) -> Option<Place> {
        None
    }

    /// The source at fault if the file is wrong.
    fn source(&self, project: &Project, site: &Site) -> SourcePath {
        self.place(project, site).map_or_else(|| SourcePath::new(SITE_FILE), |place| place.file)
    }

    /// The template that makes it; `None` if there is none.
    fn template(&self) -> Option<&'static str> {
        None
    }

    /// The references in its own text; `text` returns those of an article.
    fn references(&self, _site: &Site, _text: &TextOf<'_>) -> Vec<Reference> {
        Vec::new()
    }

    /// When its content last changed, if known.
    fn updated(&self, _site: &Site) -> Option<Date> {
        None
    }

    /// Its media type (RFC 9110, section 8.3.1) at the path `out`, with the charset if it is text.
    fn media_type(&self, out: &OutPath) -> Cow<'static, str> {
        media_type::of(out)
    }
}

/// The role of a file for a reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role<'a> {
    /// A page whose final HTML is checked.
    Page,
    /// A page that is shown at any address, so that its relative links may lead anywhere.
    PageAnywhere,
    /// A page at an old address, which redirects readers.
    Redirect(&'a RedirectTarget),
    /// A page at an old address, which says that the old page is gone.
    Gone,
    /// A file of the site, copied unchanged.
    Copy(&'a SourcePath),
    /// A static file that is built in or fingerprinted.
    Asset,
    /// A file for programs. It is made from checked content, so it cannot contain mistakes of its
    /// own.
    Data,
}

impl Role<'_> {
    /// Whether it is a page whose final HTML is checked.
    #[must_use]
    pub fn is_page(self) -> bool {
        matches!(self, Self::Page | Self::PageAnywhere)
    }
}

/// A kind of file.
///
/// Its bytes depend only on its inputs, whose hash is its key, so the key covers everything shown.
trait Kind: About {
    /// Distinguishes its keys from those of other kinds.
    const NAME: &'static str;

    /// Everything that its bytes depend on.
    type Inputs<'c>: Render;

    /// Collects the inputs of this file. Called for each file in each build, so it has to be cheap.
    fn inputs<'c>(&self, context: &'c Context<'_>) -> Self::Inputs<'c>;
}

/// The inputs of a file.
trait Render: Hash {
    /// Makes the file.
    ///
    /// # Errors
    /// If a template fails, or the text of an article cannot be read.
    fn render(&self) -> Result<Vec<u8>, Obstacle>;

    /// The same, with what is known about it.
    ///
    /// # Errors
    /// Those of [`Self::render`].
    fn content(&self) -> Result<Content<'static>, Obstacle> {
        self.render().map(Content::Bytes)
    }
}

/// Inputs that are the file's bytes.
#[derive(Hash)]
struct Bytes<'c>(&'c [u8]);

impl Render for Bytes<'_> {
    fn render(&self) -> Result<Vec<u8>, Obstacle> {
        Ok(self.0.to_vec())
    }
}

/// A file of the output.
pub trait OutputFile: About {
    /// The name of its kind.
    fn kind(&self) -> &'static str;

    /// The key of all its inputs.
    ///
    /// # Errors
    /// If the key cannot be made.
    fn key(&self, context: &Context<'_>) -> Result<Key, Error>;

    /// Makes its content.
    ///
    /// # Errors
    /// If a template fails, or the text of an article cannot be read.
    fn content<'c>(&'c self, context: &'c Context<'_>) -> Result<Content<'c>, Obstacle>;
}

impl<K: Kind> OutputFile for K {
    fn kind(&self) -> &'static str {
        K::NAME
    }

    fn key(&self, context: &Context<'_>) -> Result<Key, Error> {
        Ok(Key::of(&(K::NAME, self.inputs(context))))
    }

    fn content<'c>(&'c self, context: &'c Context<'_>) -> Result<Content<'c>, Obstacle> {
        self.inputs(context).content()
    }
}

/// The content of a file.
#[derive(Debug)]
pub enum Content<'c> {
    /// These bytes.
    Bytes(Vec<u8>),
    /// This page, which shows the text of an article.
    Article(Vec<u8>, Box<Prose>),
    /// The content of this file of the site.
    CopyOf(&'c SourcePath),
}

/// The context that files take their inputs from.
pub struct Context<'a> {
    parts: Parts<'a>,
    project: &'a Project,
    site: &'a Site,
    plan: &'a Plan,
    assets: &'a Assets,
    search: &'a matcher::Files,
    /// The addresses of translations that report that their originals are newer.
    outdated: &'a BTreeSet<UrlPath>,
    /// The addresses for the further languages.
    translations: Vec<Self>,
    /// Whether the files are still wanted.
    is_wanted: &'a (dyn Fn() -> bool + Sync),
}

/// The templates and the index of a language.
#[derive(Clone, Copy)]
pub struct MadeWith<'a> {
    /// The templates, with the words of the language.
    pub templates: &'a Templates,
    /// The index of the search box.
    pub search: &'a matcher::Files,
}

impl<'a> Context<'a> {
    /// The context for the files of `plan`; `made_with` has an item for each language, the main one
    /// first, and `texts` are the long texts of articles. The addresses are those of
    /// translations that report that their originals are newer.
    #[must_use]
    pub fn new(
        project: &'a Project,
        site: &'a Site,
        plan: &'a Plan,
        (assets, pictures, outdated): (&'a Assets, &'a Pictures, &'a BTreeSet<UrlPath>),
        made_with: &[MadeWith<'a>],
        texts: &'a dyn LongTexts,
    ) -> Option<Self> {
        let (main, others) = made_with.split_first()?;
        let context = |project: &'a Project, own: &'a Site, with: &MadeWith<'a>| {
            let original = project.edition.folder().map(|_| site);
            let parts = Parts::new(project, own, original, with.templates, texts, pictures);
            let (search, translations) = (with.search, Vec::new());
            let is_wanted = &|| true;
            let site = own;
            Self { parts, project, site, plan, assets, search, outdated, translations, is_wanted }
        };
        let translations = project.translations.iter().zip(&site.translations).zip(others);
        let translations = translations.map(|((project, own), with)| context(project, own, with));
        Some(Self { translations: translations.collect(), ..context(project, site, main) })
    }

    /// Ends work on large files once they are no longer wanted.
    #[must_use]
    pub fn while_wanted(self, is_wanted: &'a (dyn Fn() -> bool + Sync)) -> Self {
        Self { is_wanted, ..self }
    }
}
