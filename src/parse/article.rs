//! Makes an article from its front matter and its text.

use super::document::{
    ArticleDocument, LeftOut, LongText, Method, Prose, ProseMarkdown, Question, Summary,
};
use super::front_matter::{ArticleFront, Audience, MethodFront, QuestionFront};
use super::markdown::embed::Embeddable;
use super::markdown::{self, Outline, Page, Reference, ReferenceKind};
use super::own_values::{OwnValue, OwnValues};
use super::{ParseOptions, placeholder, wording, wrap};
use crate::config::{OwnFields, Show, local_file};
use crate::destination::Destination;
use crate::diagnostic::{At, Code, Diagnostic, FieldPath, Place};
use crate::html;
use crate::key::Key;
use crate::path::{SourcePath, UrlPath};
use crate::words::{Fingerprints, Sentences};

/// The inputs of an article, besides its front matter.
pub(super) struct ArticleReader<'a> {
    pub(super) source: &'a SourcePath,
    pub(super) key: Key,
    pub(super) body: &'a str,
    pub(super) body_at: &'a At,
    pub(super) options: ParseOptions<'a>,
}

impl ArticleReader<'_> {
    pub(super) fn article(
        &self,
        front: ArticleFront,
        page: &mut Page<'_>,
    ) -> (ArticleDocument, LongText) {
        check_dates(&front, page);
        let left_out = LeftOut {
            messages: front.messages.is_none(),
            applies_to: front.applies_to.is_none(),
            related: front.related.is_none(),
        };
        let messages = front.messages.unwrap_or_default();
        let applies_to = front.applies_to.unwrap_or_default();
        let text = |path: FieldPath| At::Text(path, 0..0);
        let at = text("quick_answer".into());
        let (quick_answer, markdown_of_answer) =
            page.render_both(&front.quick_answer, &at, Outline::below(2));
        wording::quick_answer(page);
        let words_of_answer = page.words.take();
        let headings_before = page.toc.len();
        let (body, markdown_of_body) = page.render_both(self.body, self.body_at, Outline::CAUSES);
        let words_of_body = page.words.take();
        let headings = page.toc.split_off(headings_before);
        let (methods, words_of_methods) = methods(front.methods, page);
        let (methods, markdown_of_methods): (Vec<_>, _) = methods.into_iter().unzip();
        let (faq, words_of_faq) = faq(front.faq, page);
        let (faq, markdown_of_faq): (Vec<_>, _) = faq.into_iter().unzip();
        let words = Fingerprints::new(
            [
                words_of(page, [&*front.title]),
                words_of(page, front.code.as_deref()),
                words_of(page, messages.iter().map(String::as_str)),
                words_of(page, sorted(&applies_to)),
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
        let image = front.image.and_then(|image| self.image(&image, page));
        let mut audiences: Vec<_> = methods.iter().map(|method| method.audience).collect();
        audiences.dedup();
        let summary = Summary {
            title: front.title,
            code: front.code,
            messages,
            seen_as: front.seen_as,
            not_seen_as: front.not_seen_as,
            applies_to,
            description,
            has_own_description,
            image,
            quick_answer: short_answer,
            related: front.related.unwrap_or_default(),
            left_out,
            author: front.author,
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
        let prose = Prose { quick_answer, body, headings, methods, faq, sources };
        let markdown = ProseMarkdown {
            quick_answer: markdown_of_answer,
            body: markdown_of_body,
            methods: markdown_of_methods,
            faq: markdown_of_faq,
        };
        let document = ArticleDocument {
            source: self.source.clone(),
            url: UrlPath::of_content(self.source).unwrap_or_else(UrlPath::root),
            key: self.key,
            summary_key: Key::of(&(self.source, &summary)),
            words,
            sentences: Sentences::of(page.sentences.iter().copied()),
            mentions: mentions(&references),
            pictures: markdown::shown(&references),
            unwritten: placeholder::unwritten(&summary, &prose, self.body_at),
            summary,
        };
        (document, LongText { prose, markdown, references })
    }

    /// The address of the file that `image` names.
    fn image(&self, image: &str, page: &mut Page<'_>) -> Option<UrlPath> {
        let url = local_file(image, self.source, self.options.base_url);
        if url.is_none() {
            let place = Place::value(self.source, "image");
            let message = format!("`{image}` is not a file of this site");
            page.diagnostics.push(
                Diagnostic::new(Code::BadValue, message, place)
                    .help("put the picture beside the article, and write its path from there"),
            );
        }
        url
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

/// The names and values of the fields that readers see, sorted by name, because their order in
/// site.yaml is not part of the article.
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

/// A method with its Markdown.
type MethodText = (Method, (Embeddable, Option<Embeddable>));

/// The methods as the page shows them, and the words of each in the author's order.
fn methods(methods: Vec<MethodFront>, page: &mut Page<'_>) -> (Vec<MethodText>, Vec<Option<Key>>) {
    let path = FieldPath::from("methods");
    let field = |index: usize, key| At::Text(path.clone().index(index).key(key), 0..0);
    let methods = methods.into_iter().enumerate().map(|(index, method)| {
        wording::method_title(index, &method.title, page);
        let anchor = page.anchor(&method.title);
        page.words.text(&method.title);
        page.words.part();
        let below = Outline::below(3);
        let (body, markdown) = page.render_both(&method.body, &field(index, "body"), below);
        page.words.part();
        let verify = method.verify.as_ref();
        let verify = verify.map(|text| page.render_both(text, &field(index, "verify"), below));
        let (verify, verify_markdown) = verify.unzip();
        page.words.part();
        if method.audience == Audience::SiteOwner {
            page.words.text("site-owner");
        }
        page.words.part();
        if let Some(minutes) = method.minutes {
            page.words.text(&minutes.to_string());
        }
        let MethodFront { title, audience, minutes, .. } = method;
        let method = Method { index, title, anchor, body, audience, minutes, verify };
        ((method, (markdown, verify_markdown)), page.words.take())
    });
    let (mut methods, words): (Vec<_>, _) = methods.unzip();
    // Methods for visitors come first; within each audience, the author's order stays.
    methods.sort_by_key(|(method, _)| method.audience);
    (methods, words)
}

/// The questions, and the words of each with its answer.
fn faq(
    questions: Vec<QuestionFront>,
    page: &mut Page<'_>,
) -> (Vec<(Question, Embeddable)>, Vec<Option<Key>>) {
    let path = FieldPath::from("faq");
    let questions = questions.into_iter().enumerate().map(|(index, question)| {
        wording::question(index, &question.question, page);
        let anchor = page.anchor(&question.question);
        page.words.text(&question.question);
        page.words.part();
        let at = At::Text(path.clone().index(index).key("answer"), 0..0);
        let (answer, markdown) = page.render_both(&question.answer, &at, Outline::below(3));
        let text = html::visible_text(&answer);
        let question = Question { question: question.question, anchor, answer, text };
        ((question, markdown), page.words.take())
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

/// The maximum length of a description in search results, in characters.
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
