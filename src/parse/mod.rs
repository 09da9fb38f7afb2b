//! Parses one source file into one document, independently of other files.

mod article;
mod defaults;
mod document;
pub mod front_matter;
pub mod highlight;
pub mod markdown;
pub mod message;
pub mod own_fields;
pub mod own_values;
mod own_page;
pub mod placeholder;
mod wording;
mod wrap;

use std::ops::Range;
use std::sync::Arc;

use crate::config::{BaseUrl, Labels, OwnFields, Project};
use crate::diagnostic::{At, Code, Diagnostic, Place};
use crate::key::Key;
use crate::limits::TEXT;
use crate::path::{Edition, PAGES, SourcePath};
use crate::{text, yaml};

use article::ArticleReader;
use front_matter::HubFront;
use markdown::{Outline, Page};

pub use article::MAX_DESCRIPTION;
pub(crate) use defaults::with_defaults;
pub use document::{
    ArticleDocument, CategoryDocument, Document, HubDocument, LeftOut, LongText, Method,
    PageDocument, Prose, ProseMarkdown, Question, Remains, Summary,
};

/// The inputs of parsing besides the file itself.
#[derive(Debug, Clone, Copy)]
pub struct ParseOptions<'a> {
    /// Where the site is published: links within it start with its path.
    pub base_url: &'a BaseUrl,
    /// Whether HTML in Markdown is passed through.
    pub raw_html: bool,
    /// Whether code is highlighted.
    pub highlight: bool,
    /// The labels that Markdown needs: titles of alerts and notes.
    pub labels: &'a Labels,
    /// The language of the content, as a BCP 47 tag; some checks of the wording depend on it.
    pub language: &'a str,
    /// The fields that this site declares for its articles.
    pub fields: &'a OwnFields,
    /// The part of the hub that the files belong to.
    pub edition: &'a Edition,
}

impl<'a> ParseOptions<'a> {
    /// The options that `project` sets.
    #[must_use]
    pub fn of(project: &'a Project) -> Self {
        Self {
            base_url: &project.config.base_url,
            raw_html: project.config.raw_html,
            highlight: project.config.highlight,
            labels: &project.labels,
            language: &project.config.language,
            fields: &project.config.fields,
            edition: &project.edition,
        }
    }
}

impl ParseOptions<'_> {
    /// A key that changes with any option.
    #[must_use]
    pub fn key(&self) -> Key {
        let labels = self.labels.key();
        let Self { base_url, raw_html, highlight, language, fields, edition, .. } = self;
        Key::of(&(base_url, raw_html, highlight, labels, language, fields, edition))
    }
}

/// The result of parsing one file.
#[derive(Debug, Clone)]
pub struct Parsed {
    /// The document.
    pub document: Document,
    /// The long text, if the document is an article.
    pub text: Option<LongText>,
    /// The mistakes in the file.
    pub diagnostics: Vec<Diagnostic>,
}

/// Parses the files of a site: those of an edition with the same options.
#[derive(Debug, Clone)]
pub struct Parser<'a> {
    main: (ParseOptions<'a>, Key),
    translations: Vec<(ParseOptions<'a>, Key)>,
}

impl<'a> Parser<'a> {
    /// A parser with these options for all files.
    #[must_use]
    pub fn new(options: ParseOptions<'a>) -> Self {
        Self { main: (options, options.key()), translations: Vec::new() }
    }

    /// A parser for all editions of `project`.
    #[must_use]
    pub fn of(project: &'a Project) -> Self {
        let options = |project| {
            let options = ParseOptions::of(project);
            (options, options.key())
        };
        let translations = project.translations.iter().map(options).collect();
        Self { main: options(project), translations }
    }

    /// The key of its options.
    #[must_use]
    pub fn key(&self) -> Key {
        if self.translations.is_empty() {
            return self.main.1;
        }
        let all = std::iter::once(&self.main).chain(&self.translations);
        Key::of(&all.map(|(_, key)| *key).collect::<Vec<Key>>())
    }

    /// Parses one file of `content/`, and reports all mistakes in it. `key` is the key of `bytes`.
    #[must_use]
    pub fn document(&self, source: &SourcePath, bytes: &[u8], key: Key) -> Parsed {
        let mut translations = self.translations.iter();
        let (options, own) =
            translations.find(|(options, _)| options.edition.has(source)).unwrap_or(&self.main);
        let key = Key::of(&(*own, source, key));
        read(source, bytes, key, *options).unwrap_or_else(|diagnostics| Parsed {
            document: Document::Broken { source: source.clone(), rest: None },
            text: None,
            diagnostics,
        })
    }
}

/// Parses one file of `content/` with [`Parser::document`].
#[must_use]
pub fn document(source: &SourcePath, bytes: &[u8], key: Key, options: ParseOptions<'_>) -> Parsed {
    Parser::new(options).document(source, bytes, key)
}

fn read(
    source: &SourcePath,
    bytes: &[u8],
    key: Key,
    options: ParseOptions<'_>,
) -> Result<Parsed, Vec<Diagnostic>> {
    let text = text::read(source, bytes).map_err(|diagnostic| vec![diagnostic])?;
    let conflicts = text::conflicts(source, text);
    if !conflicts.is_empty() {
        return Err(conflicts);
    }
    let short = |document, diagnostics| Ok(Parsed { document, text: None, diagnostics });
    if options.edition.parts(source).eq(["_index.md"])
        && !text.starts_with("---")
        && !text.starts_with("+++")
    {
        check_length(source, 0..text.len())?;
        // All settings of the hub have defaults, so its page may be text without front matter.
        let mut page = Page::new(source, options);
        page.diagnostics.extend(text::check_controls(source, text, 0));
        let body = page.render(text, &At::Bytes(0..text.len()), Outline::PAGE).into_html();
        let edition = options.edition.clone();
        let hub =
            HubDocument { edition, body, references: page.references, ..HubDocument::default() };
        return short(Document::Hub(Arc::new(hub)), page.diagnostics);
    }
    let parts = front_matter::split(source, text).map_err(|diagnostic| {
        // A file with the line endings of old Macs is a single line; the control characters are the
        // real mistake.
        let controls = text::check_controls(source, text, 0);
        if controls.is_empty() { vec![diagnostic] } else { controls }
    })?;
    check_length(source, parts.body.clone())?;
    let yaml = &text[parts.yaml.clone()];
    let mistakes = |mistakes: Vec<yaml::Mistake>| -> Vec<Diagnostic> {
        mistakes
            .into_iter()
            .map(|mistake| mistake.into_diagnostic(source, parts.yaml.start))
            .collect()
    };
    let body = &text[parts.body.clone()];
    let body_at = At::Bytes(parts.body.clone());
    let controls = || text::check_controls(source, body, parts.body.start);
    match options.edition.parts(source).collect::<Vec<_>>()[..] {
        ["_index.md"] => {
            let front: HubFront = yaml::decode(yaml).map_err(mistakes)?;
            let mut page = Page::new(source, options);
            page.diagnostics.extend(controls());
            let body = page.render(body, &body_at, Outline::PAGE).into_html();
            let HubFront { title, description } = front;
            let (edition, references) = (options.edition.clone(), page.references);
            let hub = HubDocument { edition, title, description, body, references };
            short(Document::Hub(Arc::new(hub)), page.diagnostics)
        }
        [_, "_index.md"] => {
            let front = yaml::decode(yaml).map_err(mistakes)?;
            let mut page = Page::new(source, options);
            page.diagnostics.extend(controls());
            let body = page.render(body, &body_at, Outline::PAGE).into_html();
            let references = page.references;
            let category = CategoryDocument { source: source.clone(), front, body, references };
            short(Document::Category(Arc::new(category)), page.diagnostics)
        }
        [PAGES, _] => {
            let front = yaml::decode(yaml).map_err(|found| {
                let article = own_page::article_among_pages(source, yaml);
                article.map_or_else(|| mistakes(found), |diagnostic| vec![diagnostic])
            })?;
            let mut page = Page::new(source, options);
            page.diagnostics.extend(controls());
            let document = own_page::own_page(front, body, &body_at, &mut page);
            short(Document::Page(Arc::new(document)), page.diagnostics)
        }
        _ => {
            let reader = ArticleReader { source, key, body, body_at: &body_at, options };
            let mistakes = match own_fields::decode(yaml, options.fields) {
                Ok(front) => {
                    let mut page = Page::new(source, options);
                    let (document, text) = reader.article(front, &mut page);
                    let mut diagnostics = page.diagnostics;
                    diagnostics.extend(controls());
                    let document = Document::Article(Arc::new(document));
                    return Ok(Parsed { document, text: Some(text), diagnostics });
                }
                Err(found) => mistakes(found),
            };
            let (rest, more) = own_fields::decode_what_fits(yaml, options.fields)
                .map(|front| {
                    let mut page = Page::new(source, options);
                    let (document, text) = reader.article(front, &mut page);
                    let rest = Remains { document, references: text.references };
                    (Arc::new(rest), page.diagnostics)
                })
                .unzip();
            let diagnostics =
                mistakes.into_iter().chain(more.into_iter().flatten()).chain(controls()).collect();
            short(Document::Broken { source: source.clone(), rest }, diagnostics)
        }
    }
}

/// Checks that the text below the front matter is not too long.
fn check_length(source: &SourcePath, body: Range<usize>) -> Result<(), Vec<Diagnostic>> {
    if body.len() <= TEXT {
        return Ok(());
    }
    let message =
        format!("the text below the front matter has {} bytes; {TEXT} are allowed", body.len());
    let place = Place::bytes(source, body.start..body.start);
    let help = "split it into several articles, or attach what is not prose as a file";
    Err(vec![Diagnostic::new(Code::TooLong, message, place).help(help)])
}

/// The hashes and places of the sentences of an article that are long enough to compare; none if the
/// article has mistakes.
#[must_use]
pub fn sentences(source: &SourcePath, bytes: &[u8], options: ParseOptions<'_>) -> Vec<(u64, At)> {
    let placed = || {
        let text = text::read(source, bytes).ok()?;
        let parts = front_matter::split(source, text).ok()?;
        let front = own_fields::decode(&text[parts.yaml.clone()], options.fields).ok()?;
        let (body, body_at) = (&text[parts.body.clone()], &At::Bytes(parts.body));
        let mut page = Page::new(source, options).with_places();
        let key = Key::default();
        ArticleReader { source, key, body, body_at, options }.article(front, &mut page);
        Some(page.sentences.into_iter().zip(page.places.unwrap_or_default()).collect())
    };
    placed().unwrap_or_default()
}
