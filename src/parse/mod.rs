//! Parses one source file into one document, on its own: nothing here knows another file.

mod lift;
pub mod front_matter;
pub mod highlight;
pub mod markdown;
pub mod message;
pub mod own_fields;
pub mod placeholder;
mod wording;
mod wrap;

use std::num::NonZeroU16;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::config::{BaseUrl, Labels, Link, OwnFields, Project, Show};
use crate::date::Date;
use crate::destination::Destination;
use crate::diagnostic::{At, Code, Diagnostic, FieldPath, Place};
use crate::key::Key;
use crate::path::{SourcePath, UrlPath};
use crate::words::{Fingerprints, Sentences};
use crate::{html, text, yaml};

use front_matter::{ArticleFront, Audience, CategoryFront, HubFront, MethodFront, QuestionFront};
use markdown::{Outline, Page, Reference, ReferenceKind, TocEntry};
use own_fields::{OwnValue, OwnValues};

/// The content of one Markdown file, without the long text of articles. Copies share it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Document {
    /// `content/_index.md`
    Hub(Arc<HubDocument>),
    /// `content/<category>/_index.md`
    Category(Arc<CategoryDocument>),
    /// `content/<category>/<article>.md`
    Article(Arc<ArticleDocument>),
    /// A file with mistakes. It is still known, so that links to it raise no mistakes of their own.
    Broken {
        /// The file.
        source: SourcePath,
        /// What could be read of an article, to find its other mistakes in the same run.
        rest: Option<Arc<Remains>>,
    },
}

impl Document {
    /// Whether both come from the same reading of a file.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Hub(a), Self::Hub(b)) => Arc::ptr_eq(a, b),
            (Self::Category(a), Self::Category(b)) => Arc::ptr_eq(a, b),
            (Self::Article(a), Self::Article(b)) => Arc::ptr_eq(a, b),
            (Self::Broken { source, rest }, Self::Broken { source: other, rest: others }) => {
                source == other
                    && match (rest, others) {
                        (Some(a), Some(b)) => Arc::ptr_eq(a, b),
                        (None, None) => true,
                        _ => false,
                    }
            }
            _ => false,
        }
    }
}

/// The result of parsing one file.
#[derive(Debug, Clone)]
pub struct Parsed {
    /// The document.
    pub document: Document,
    /// The long text, where the document is an article.
    pub prose: Option<Prose>,
    /// What is wrong with the file.
    pub diagnostics: Vec<Diagnostic>,
}

/// What could be read of a broken article.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Remains {
    /// Its short facts, with mistaken ones left out or replaced.
    pub document: ArticleDocument,
    /// What its text refers to.
    pub references: Vec<Reference>,
}

/// The hub's own text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct HubDocument {
    /// Its heading, if it has one of its own.
    pub title: Option<String>,
    /// Its description, if it has one of its own.
    pub description: Option<String>,
    /// The introduction.
    pub body: String,
    /// What the introduction refers to.
    pub references: Vec<Reference>,
}

/// A category's own text.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CategoryDocument {
    /// Its source file.
    pub source: SourcePath,
    /// Its front matter.
    pub front: CategoryFront,
    /// The introduction.
    pub body: String,
    /// What the introduction refers to.
    pub references: Vec<Reference>,
}

/// An article without its long text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArticleDocument {
    /// Its source file.
    pub source: SourcePath,
    /// Where it is published.
    pub url: UrlPath,
    /// What is shown of it elsewhere: in lists, feeds and markup.
    pub summary: Summary,
    /// The key of everything that its [`Prose`] and this document are made from.
    pub key: Key,
    /// The key of its summary and address.
    pub summary_key: Key,
    /// Fingerprints of what a reader reads, to tell whether a word changed.
    pub words: Fingerprints,
    /// Hashes of its sentences, to find those that another article has too.
    pub sentences: Sentences,
    /// The addresses of this site that its text leads to.
    pub mentions: Vec<UrlPath>,
    /// The places that still have to be written.
    pub unwritten: Vec<At>,
}

/// The short facts of an article.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of the front matter, documented there")]
pub struct Summary {
    pub title: String,
    pub code: Option<String>,
    pub messages: Vec<String>,
    pub seen_as: Vec<String>,
    pub not_seen_as: Vec<String>,
    pub applies_to: Vec<String>,
    /// From the front matter, or the beginning of the quick answer.
    pub description: String,
    /// Whether the front matter has a description.
    pub has_own_description: bool,
    /// The beginning of the quick answer, in plain text.
    pub quick_answer: String,
    pub related: Vec<String>,
    pub published: Option<Date>,
    pub updated: Date,
    pub reviewed: Option<Date>,
    pub aliases: Vec<String>,
    pub callouts: Option<Vec<String>>,
    pub draft: bool,
    /// Who the methods are for.
    pub audiences: Vec<Audience>,
    /// Whether it has questions and answers.
    pub has_faq: bool,
    /// The fields that site.yaml declares.
    pub own: OwnValues,
}

/// The long text of an article, as HTML.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub struct Prose {
    /// The answer for somebody who reads nothing else.
    pub quick_answer: String,
    /// What causes the error; may be empty.
    pub body: String,
    /// Headings of the body, for the table of contents.
    pub headings: Vec<TocEntry>,
    /// The ways to fix it, visitors' first.
    pub methods: Vec<Method>,
    /// Questions with answers.
    pub faq: Vec<Question>,
    /// Where the facts come from.
    pub sources: Vec<Link>,
    /// What the text refers to: links and pictures, with their places.
    pub references: Vec<Reference>,
}

/// One way to fix an error.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Method {
    /// Its place in the front matter's list, from 0.
    pub index: usize,
    /// What to do, in a few words.
    pub title: String,
    /// Its anchor on the page, made from the title.
    pub anchor: String,
    /// How to do it, as HTML.
    pub body: String,
    /// Who can do it.
    pub audience: Audience,
    /// About how many minutes it takes.
    pub minutes: Option<NonZeroU16>,
    /// How to check that it worked, as HTML.
    pub verify: Option<String>,
}

/// A question with its answer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Question {
    /// The question.
    pub question: String,
    /// Its anchor on the page, made from the question.
    pub anchor: String,
    /// The answer, as HTML.
    pub answer: String,
    /// The answer as plain text, for structured data.
    pub text: String,
}

/// What parsing depends on besides the file itself.
#[derive(Debug, Clone, Copy)]
pub struct ParseOptions<'a> {
    /// Where the site is published: links within it start with its path.
    pub base_url: &'a BaseUrl,
    /// Whether HTML in Markdown is passed through.
    pub raw_html: bool,
    /// Whether code is highlighted.
    pub highlight: bool,
    /// The words that Markdown itself needs: titles of alerts and notes.
    pub labels: &'a Labels,
    /// The language of the content, as a BCP 47 tag: what is said about its words depends on it.
    pub language: &'a str,
    /// The fields of articles that only this site has.
    pub fields: &'a OwnFields,
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
        }
    }
}

impl ParseOptions<'_> {
    /// A key that changes with any option.
    #[must_use]
    pub fn key(&self) -> Key {
        let labels = self.labels.key();
        let Self { base_url, raw_html, highlight, language, fields, .. } = self;
        Key::of(&(base_url, raw_html, highlight, labels, language, fields))
    }
}

/// Parses files with the same options.
#[derive(Debug, Clone, Copy)]
pub struct Parser<'a> {
    options: ParseOptions<'a>,
    key: Key,
}

impl<'a> Parser<'a> {
    /// A parser with these options.
    #[must_use]
    pub fn new(options: ParseOptions<'a>) -> Self {
        Self { options, key: options.key() }
    }

    /// The key of its options.
    #[must_use]
    pub fn key(&self) -> Key {
        self.key
    }

    /// Parses one file of `content/`, and reports everything that is wrong with it. `key` is that
    /// of `bytes`.
    #[must_use]
    pub fn document(&self, source: &SourcePath, bytes: &[u8], key: Key) -> Parsed {
        let key = Key::of(&(self.key, source, key));
        read(source, bytes, key, self.options).unwrap_or_else(|diagnostics| Parsed {
            document: Document::Broken { source: source.clone(), rest: None },
            prose: None,
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
    let short = |document, diagnostics| Ok(Parsed { document, prose: None, diagnostics });
    if source.content_parts().eq(["_index.md"])
        && !text.starts_with("---")
        && !text.starts_with("+++")
    {
        // All of the hub's settings have defaults, so its page may be text without front matter.
        let mut page = Page::new(source, options);
        page.diagnostics.extend(text::check_controls(source, text, 0));
        let body = page.render(text, &At::Bytes(0..text.len()), Outline::PAGE);
        let hub = HubDocument { body, references: page.references, ..HubDocument::default() };
        return short(Document::Hub(Arc::new(hub)), page.diagnostics);
    }
    let parts = front_matter::split(source, text).map_err(|diagnostic| {
        // A file with the line endings of old Macs has only one line; the control characters are
        // the real mistake.
        let controls = text::check_controls(source, text, 0);
        if controls.is_empty() { vec![diagnostic] } else { controls }
    })?;
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
    match source.content_parts().collect::<Vec<_>>()[..] {
        ["_index.md"] => {
            let front: HubFront = yaml::decode(yaml).map_err(mistakes)?;
            let mut page = Page::new(source, options);
            page.diagnostics.extend(controls());
            let body = page.render(body, &body_at, Outline::PAGE);
            let HubFront { title, description } = front;
            let hub = HubDocument { title, description, body, references: page.references };
            short(Document::Hub(Arc::new(hub)), page.diagnostics)
        }
        [_, "_index.md"] => {
            let front = yaml::decode(yaml).map_err(mistakes)?;
            let mut page = Page::new(source, options);
            page.diagnostics.extend(controls());
            let body = page.render(body, &body_at, Outline::PAGE);
            let references = page.references;
            let category = CategoryDocument { source: source.clone(), front, body, references };
            short(Document::Category(Arc::new(category)), page.diagnostics)
        }
        _ => {
            let reader = ArticleReader { source, key, body, body_at: &body_at, options };
            let mistakes = match lift::decode(yaml, options.fields) {
                Ok(front) => {
                    let mut page = Page::new(source, options);
                    let (document, prose) = reader.article(front, &mut page);
                    let mut diagnostics = page.diagnostics;
                    diagnostics.extend(controls());
                    let document = Document::Article(Arc::new(document));
                    return Ok(Parsed { document, prose: Some(prose), diagnostics });
                }
                Err(found) => mistakes(found),
            };
            let (rest, more) = own_fields::decode_what_fits(yaml, options.fields)
                .map(|front| {
                    let mut page = Page::new(source, options);
                    let (document, prose) = reader.article(front, &mut page);
                    let rest = Remains { document, references: prose.references };
                    (Arc::new(rest), page.diagnostics)
                })
                .unzip();
            let diagnostics =
                mistakes.into_iter().chain(more.into_iter().flatten()).chain(controls()).collect();
            short(Document::Broken { source: source.clone(), rest }, diagnostics)
        }
    }
}

/// The hashes and places of the sentences of an article that are long enough to compare; none if the
/// article has mistakes.
#[must_use]
pub fn sentences(source: &SourcePath, bytes: &[u8], options: ParseOptions<'_>) -> Vec<(u64, At)> {
    let placed = || {
        let text = text::read(source, bytes).ok()?;
        let parts = front_matter::split(source, text).ok()?;
        let front = lift::decode(&text[parts.yaml.clone()], options.fields).ok()?;
        let (body, body_at) = (&text[parts.body.clone()], &At::Bytes(parts.body));
        let mut page = Page::new(source, options).with_places();
        let key = Key::default();
        ArticleReader { source, key, body, body_at, options }.article(front, &mut page);
        Some(page.sentences.into_iter().zip(page.places.unwrap_or_default()).collect())
    };
    placed().unwrap_or_default()
}

/// The inputs of an article, besides its front matter.
struct ArticleReader<'a> {
    source: &'a SourcePath,
    key: Key,
    body: &'a str,
    body_at: &'a At,
    options: ParseOptions<'a>,
}

impl ArticleReader<'_> {
    fn article(&self, front: ArticleFront, page: &mut Page<'_>) -> (ArticleDocument, Prose) {
        check_dates(&front, page);
        let text = |path: FieldPath| At::Text(path, 0..0);
        let quick_answer =
            page.render(&front.quick_answer, &text("quick_answer".into()), Outline::below(2));
        wording::quick_answer(page);
        let words_of_answer = page.words.take();
        let headings_before = page.toc.len();
        let body = page.render(self.body, self.body_at, Outline::CAUSES);
        let words_of_body = page.words.take();
        let headings = page.toc.split_off(headings_before);
        let (methods, words_of_methods) = methods(front.methods, page);
        let (faq, words_of_faq) = faq(front.faq, page);
        let words = Fingerprints::new(
            [
                words_of(page, [&*front.title]),
                words_of(page, front.code.as_deref()),
                words_of(page, front.messages.iter().map(String::as_str)),
                words_of(page, sorted(&front.applies_to)),
                words_of_answer,
                words_of_body,
                words_of(page, front.sources.iter().map(|source| source.label.as_str())),
                words_of(page, shown(&front.own, self.options.fields).iter().map(String::as_str)),
            ],
            &words_of_methods,
            &words_of_faq,
        );

        let has_own_description = front.description.is_some();
        let short_answer = wrap::shortened(&html::visible_text(&quick_answer), MAX_DESCRIPTION);
        let description = front.description.unwrap_or_else(|| short_answer.clone());
        let mut audiences: Vec<_> = methods.iter().map(|method| method.audience).collect();
        audiences.dedup();
        let summary = Summary {
            title: front.title,
            code: front.code,
            messages: front.messages,
            seen_as: front.seen_as,
            not_seen_as: front.not_seen_as,
            applies_to: front.applies_to,
            description,
            has_own_description,
            quick_answer: short_answer,
            related: front.related,
            published: front.published,
            updated: front.updated,
            reviewed: front.reviewed,
            aliases: front.aliases,
            callouts: front.callouts,
            draft: front.draft,
            audiences,
            has_faq: !faq.is_empty(),
            own: front.own,
        };
        let mut references = std::mem::take(&mut page.references);
        let sources = front.sources;
        let of_sources = sources.iter().enumerate().map(|(index, source)| Reference {
            href: source.url.as_str().to_owned(),
            to: Destination::of(source.url.as_str(), self.options.base_url).into_owned(),
            kind: ReferenceKind::Link,
            at: At::Value(FieldPath::from("sources").index(index).key("url")),
        });
        references.extend(of_sources);
        let prose = Prose { quick_answer, body, headings, methods, faq, sources, references };
        let document = ArticleDocument {
            source: self.source.clone(),
            url: UrlPath::of_content(self.source).unwrap_or_else(UrlPath::root),
            key: self.key,
            summary_key: Key::of(&(self.source, &summary)),
            words,
            sentences: Sentences::of(page.sentences.iter().copied()),
            mentions: mentions(&prose.references),
            unwritten: placeholder::unwritten(&summary, &prose, self.body_at),
            summary,
        };
        (document, prose)
    }
}

/// The words of a field that is a list of texts.
fn words_of<'t>(page: &mut Page<'_>, texts: impl IntoIterator<Item = &'t str>) -> Option<Key> {
    for (index, text) in texts.into_iter().enumerate() {
        if index > 0 {
            page.words.part();
        }
        page.words.text(text);
    }
    page.words.take()
}

/// The names and values of the fields that readers see, sorted by name, because the order in
/// site.yaml is not the article's.
fn shown(own: &OwnValues, fields: &OwnFields) -> Vec<String> {
    let is_shown =
        |name: &str, value: &OwnValue| match fields.find(name).map(|(_, field)| field.show) {
            Some(Show::Facts) => true,
            Some(Show::Badge) => *value != OwnValue::YesNo(false),
            Some(Show::None) | None => false,
        };
    let mut shown: Vec<_> = own.iter().filter(|(name, value)| is_shown(name, value)).collect();
    shown.sort_unstable_by_key(|(name, _)| *name);
    let texts = shown.into_iter().map(|(name, value)| (name, value.words()));
    let texts = texts.filter(|(_, words)| !words.is_empty());
    texts.flat_map(|(name, words)| std::iter::once(name.to_owned()).chain(words)).collect()
}

/// Sorted, because their order does not matter on the page.
fn sorted(texts: &[String]) -> Vec<&str> {
    let mut sorted: Vec<&str> = texts.iter().map(String::as_str).collect();
    sorted.sort_unstable();
    sorted
}

/// The methods as the page shows them, and the words of each in the author's order.
fn methods(methods: Vec<MethodFront>, page: &mut Page<'_>) -> (Vec<Method>, Vec<Option<Key>>) {
    let path = FieldPath::from("methods");
    let field = |index: usize, key| At::Text(path.clone().index(index).key(key), 0..0);
    let methods = methods.into_iter().enumerate().map(|(index, method)| {
        wording::method_title(index, &method.title, page);
        let anchor = page.anchor(&method.title);
        page.words.text(&method.title);
        page.words.part();
        let body = page.render(&method.body, &field(index, "body"), Outline::below(3));
        page.words.part();
        let verify = method
            .verify
            .map(|verify| page.render(&verify, &field(index, "verify"), Outline::below(3)));
        page.words.part();
        if method.audience == Audience::SiteOwner {
            page.words.text("site-owner");
        }
        page.words.part();
        if let Some(minutes) = method.minutes {
            page.words.text(&minutes.to_string());
        }
        let (title, audience, minutes) = (method.title, method.audience, method.minutes);
        let method = Method { index, title, anchor, body, audience, minutes, verify };
        (method, page.words.take())
    });
    let (mut methods, words): (Vec<_>, _) = methods.unzip();
    // Visitors come first; within each audience the author's order stays.
    methods.sort_by_key(|method| method.audience);
    (methods, words)
}

/// The questions, and the words of each with its answer.
fn faq(questions: Vec<QuestionFront>, page: &mut Page<'_>) -> (Vec<Question>, Vec<Option<Key>>) {
    let path = FieldPath::from("faq");
    let questions = questions.into_iter().enumerate().map(|(index, question)| {
        wording::question(index, &question.question, page);
        let anchor = page.anchor(&question.question);
        page.words.text(&question.question);
        page.words.part();
        let at = At::Text(path.clone().index(index).key("answer"), 0..0);
        let answer = page.render(&question.answer, &at, Outline::below(3));
        let text = html::visible_text(&answer);
        (Question { question: question.question, anchor, answer, text }, page.words.take())
    });
    questions.unzip()
}

/// The addresses of this site among `references`.
fn mentions(references: &[Reference]) -> Vec<UrlPath> {
    let local = references.iter().filter_map(|reference| match &reference.to {
        Destination::Site { path, .. } => Some(UrlPath::from_encoded(path)),
        _ => None,
    });
    let mut mentions: Vec<UrlPath> = local.collect();
    mentions.dedup();
    mentions
}

/// How much of a description search engines show, in characters.
pub const MAX_DESCRIPTION: usize = 160;

fn check_dates(front: &ArticleFront, page: &mut Page<'_>) {
    if let Some(published) = front.published.filter(|published| *published > front.updated) {
        let source = page.source;
        page.diagnostics.push(
            Diagnostic::new(
                Code::DatesOutOfOrder,
                format!("`updated` ({}) is before `published` ({published})", front.updated),
                Place::value(source, "updated"),
            )
            .help("an article is updated on the day it is published, or later")
            .related(Place::value(source, "published"), "published here"),
        );
    }
}
