//! The content of a document: the stages after parsing read nothing else of a file.

use std::num::NonZeroU16;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::front_matter::{Audience, CategoryFront, PageFront};
use super::markdown::embed::Embeddable;
use super::markdown::{Reference, Shown, Text, TocEntry};
use super::own_values::OwnValues;
use crate::config::{Author, Link};
use crate::date::Date;
use crate::diagnostic::At;
use crate::key::Key;
use crate::path::{Edition, SourcePath, UrlPath};
use crate::words::{Fingerprints, Sentences};

/// The content of one Markdown file, without the long text of articles. Copies share it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Document {
    /// `content/_index.md`
    Hub(Arc<HubDocument>),
    /// `content/<category>/_index.md`
    Category(Arc<CategoryDocument>),
    /// `content/<category>/<article>.md`
    Article(Arc<ArticleDocument>),
    /// `content/pages/<page>.md`
    Page(Arc<PageDocument>),
    /// A file with mistakes. It is still known, so that links to it cause no further mistakes.
    Broken {
        /// The file.
        source: SourcePath,
        /// The readable part of an article, to find its other mistakes in the same run.
        rest: Option<Arc<Remains>>,
    },
}

impl Document {
    /// Whether both come from the same parse of a file.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Hub(a), Self::Hub(b)) => Arc::ptr_eq(a, b),
            (Self::Category(a), Self::Category(b)) => Arc::ptr_eq(a, b),
            (Self::Article(a), Self::Article(b)) => Arc::ptr_eq(a, b),
            (Self::Page(a), Self::Page(b)) => Arc::ptr_eq(a, b),
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

/// The readable part of a broken article.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Remains {
    /// Its short facts; mistaken ones are left out or replaced.
    pub document: ArticleDocument,
    /// The references in its text.
    pub references: Vec<Reference>,
}

/// The hub's own text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct HubDocument {
    /// The part of the hub that it introduces.
    pub edition: Edition,
    /// Its own heading, if it has one.
    pub title: Option<String>,
    /// Its own description, if it has one.
    pub description: Option<String>,
    /// The introduction.
    pub body: String,
    /// The references in the introduction.
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
    /// The references in the introduction.
    pub references: Vec<Reference>,
}

/// One of the site's own pages, such as an imprint.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PageDocument {
    /// Its source file.
    pub source: SourcePath,
    /// Where it is published.
    pub url: UrlPath,
    /// Its front matter.
    pub front: PageFront,
    /// From the front matter, or the beginning of the text.
    pub description: String,
    /// The text, as HTML.
    pub body: String,
    /// The references in the text.
    pub references: Vec<Reference>,
    /// The places of placeholders, which still have to be filled in.
    pub unwritten: Vec<At>,
}

/// An article without its long text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArticleDocument {
    /// Its source file.
    pub source: SourcePath,
    /// Where it is published.
    pub url: UrlPath,
    /// The facts shown in other places: lists, feeds and markup.
    pub summary: Summary,
    /// The key of everything that its [`Prose`] and this document are made from.
    pub key: Key,
    /// The key of its summary and address.
    pub summary_key: Key,
    /// Fingerprints of its words, which show whether a word has changed.
    pub words: Fingerprints,
    /// Hashes of its sentences, to find those that another article has too.
    pub sentences: Sentences,
    /// The addresses of this site that its text links to.
    pub mentions: Vec<UrlPath>,
    /// The pictures of this site that its text shows.
    pub pictures: Vec<Shown>,
    /// The places of placeholders, which still have to be filled in.
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
    /// The address of the picture that is shown with links to it.
    pub image: Option<UrlPath>,
    /// The beginning of the quick answer, in plain text.
    pub quick_answer: String,
    pub related: Vec<String>,
    /// The lists that the front matter leaves out, rather than declaring them empty.
    pub left_out: LeftOut,
    pub author: Option<Author>,
    pub published: Option<Date>,
    pub updated: Date,
    pub reviewed: Option<Date>,
    pub aliases: Vec<String>,
    pub callouts: Option<Vec<String>>,
    pub draft: bool,
    /// The audience of the methods.
    pub audiences: Vec<Audience>,
    /// Whether it has questions and answers.
    pub has_faq: bool,
    /// The fields that site.yaml declares.
    pub own: OwnValues,
}

/// The lists that an article's front matter leaves out. A translation takes these, and only these,
/// from its original.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of the front matter")]
pub struct LeftOut {
    pub messages: bool,
    pub applies_to: bool,
    pub related: bool,
}

/// The long text of an article. Its prose comes first, so that it can be read alone.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub struct LongText {
    /// The text as HTML.
    pub prose: Prose,
    /// The same in the author's Markdown.
    pub markdown: ProseMarkdown,
    /// The references in the text: links and pictures, with their places.
    pub references: Vec<Reference>,
}

/// The author's Markdown of a [`Prose`], for readers elsewhere.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub struct ProseMarkdown {
    /// The quick answer.
    pub quick_answer: Embeddable,
    /// What causes the error.
    pub body: Embeddable,
    /// For each method, how to do it, and how to check that it worked.
    pub methods: Vec<(Embeddable, Option<Embeddable>)>,
    /// The answer to each question.
    pub faq: Vec<Embeddable>,
}

/// The long text of an article, as HTML.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub struct Prose {
    /// The answer for readers who read nothing else.
    pub quick_answer: Text,
    /// What causes the error; may be empty.
    pub body: Text,
    /// Headings of the body, for the table of contents.
    pub headings: Vec<TocEntry>,
    /// The ways to fix it, visitors' first.
    pub methods: Vec<Method>,
    /// Questions with answers.
    pub faq: Vec<Question>,
    /// Where the facts come from.
    pub sources: Vec<Link>,
}

impl Prose {
    /// The texts that are HTML, in the order of the page.
    pub fn texts_mut(&mut self) -> impl Iterator<Item = &mut Text> {
        let Self { quick_answer, body, methods, faq, .. } = self;
        let methods = methods
            .iter_mut()
            .flat_map(|method| std::iter::once(&mut method.body).chain(method.verify.as_mut()));
        let answers = faq.iter_mut().map(|question| &mut question.answer);
        [quick_answer, body].into_iter().chain(methods).chain(answers)
    }

    /// The same texts, each with its visible text if that is known.
    pub fn texts(&self) -> impl Iterator<Item = (&Text, Option<&str>)> {
        let Self { quick_answer, body, methods, faq, .. } = self;
        let methods = methods
            .iter()
            .flat_map(|method| std::iter::once(&method.body).chain(method.verify.as_ref()));
        let answers = faq.iter().map(|question| (&question.answer, Some(&*question.text)));
        [quick_answer, body].into_iter().chain(methods).map(|text| (text, None)).chain(answers)
    }
}

/// One way to fix an error.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Method {
    /// Its index in the front matter's list.
    pub index: usize,
    /// What to do, in a few words.
    pub title: String,
    /// Its anchor on the page, made from the title.
    pub anchor: String,
    /// How to do it, as HTML.
    pub body: Text,
    /// Who can do it.
    pub audience: Audience,
    /// About how many minutes it takes.
    pub minutes: Option<NonZeroU16>,
    /// How to check that it worked, as HTML.
    pub verify: Option<Text>,
}

/// A question with its answer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Question {
    /// The question.
    pub question: String,
    /// Its anchor on the page, made from the question.
    pub anchor: String,
    /// The answer, as HTML.
    pub answer: Text,
    /// The answer as plain text, for structured data.
    pub text: String,
}
