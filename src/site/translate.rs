//! Translations: the fields that they take from their originals, and articles without translations.

use std::sync::Arc;

use foldhash::HashMap;

use super::{Article, ArticleIndex, Category, Platform, Site};
use crate::config::Project;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::key::Key;
use crate::parse::front_matter::CategoryFront;
use crate::parse::{ArticleDocument, CategoryDocument, Document, PageDocument, Summary};
use crate::path::{SourcePath, UrlPath};

/// The site in the main language, as its translations use it.
pub(super) struct Original<'a> {
    pub(super) site: &'a Site,
    ids: HashMap<&'a str, ArticleIndex>,
}

impl<'a> Original<'a> {
    pub(super) fn new(site: &'a Site) -> Self {
        let all = site.articles.iter().enumerate();
        Self { site, ids: all.map(|(index, article)| (article.id.as_str(), index)).collect() }
    }

    /// The article with this id.
    pub(super) fn index(&self, id: &str) -> Option<ArticleIndex> {
        self.ids.get(id).copied()
    }

    /// The article with this id.
    pub(super) fn article(&self, id: &str) -> Option<&'a Article> {
        self.index(id).map(|index| &*self.site.articles[index])
    }

    /// The category with this folder.
    pub(super) fn category(&self, id: &str) -> Option<&'a Category> {
        self.site.categories.iter().find(|category| category.id == id)
    }

    /// The position of the category with this folder.
    pub(super) fn position(&self, id: &str) -> Option<usize> {
        self.site.categories.iter().position(|category| category.id == id)
    }

    /// Whether a document with mistakes, or a draft, would be at this address of the main language.
    pub(super) fn is_unpublished(&self, url: &UrlPath) -> bool {
        self.site.broken.contains_key(url) || self.is_draft(url)
    }

    /// Whether a document with mistakes, or a draft, would be in this category of the main
    /// language.
    pub(super) fn is_unpublished_in(&self, category: &str) -> bool {
        let url = self.site.edition.url(&[category]);
        let all = self.site.broken.keys().chain(self.site.drafts.keys());
        all.into_iter().any(|one| one.as_str().starts_with(url.as_str()))
    }

    /// Whether a draft would be at this address of the main language.
    pub(super) fn is_draft(&self, url: &UrlPath) -> bool {
        self.site.drafts.contains_key(url)
    }

    /// Records which articles exist only in the main language, and returns them.
    pub(super) fn note_untranslated(
        &self,
        articles: &[Arc<Article>],
        categories: &mut [Category],
        platforms: &mut [Platform],
    ) -> Vec<ArticleIndex> {
        let untranslated = self.untranslated(articles);
        let missing = |index: &&ArticleIndex| untranslated.binary_search(index).is_ok();
        for category in categories {
            let of_original = self.category(&category.id).map(|one| &one.articles[..]);
            let all = of_original.unwrap_or_default().iter();
            category.untranslated = all.filter(missing).copied().collect();
        }
        for (platform, of_original) in platforms.iter_mut().zip(&self.site.platforms) {
            platform.untranslated = of_original.articles.iter().filter(missing).copied().collect();
        }
        untranslated
    }

    /// The articles that `articles`, the translated ones, do not include.
    fn untranslated(&self, articles: &[Arc<Article>]) -> Vec<ArticleIndex> {
        let mut is_translated = vec![false; self.site.articles.len()];
        for index in articles.iter().filter_map(|article| article.original) {
            is_translated[index] = true;
        }
        (0..is_translated.len()).filter(|index| !is_translated[*index]).collect()
    }
}

/// The documents of each edition, the main one first.
pub(super) fn by_edition(project: &Project, documents: &[Document]) -> Vec<Vec<Document>> {
    let mut editions = vec![Vec::new(); 1 + project.translations.len()];
    for document in documents {
        let translation = match document {
            Document::Hub(hub) => {
                project.translations.iter().position(|one| one.edition == hub.edition)
            }
            Document::Category(category) => project.translation_of(&category.source),
            Document::Article(article) => project.translation_of(&article.source),
            Document::Page(page) => project.translation_of(&page.source),
            Document::Broken { source, .. } => project.translation_of(source),
        };
        editions[translation.map_or(0, |number| number + 1)].push(document.clone());
    }
    editions
}

/// A translation with the fields that it takes from its original: those that are the same in every
/// language.
pub(super) fn filled(document: &Arc<ArticleDocument>, original: &Summary) -> Arc<ArticleDocument> {
    let mut filled = ArticleDocument::clone(document);
    let summary = &mut filled.summary;
    fill(&mut summary.code, original.code.as_ref());
    fill(&mut summary.image, original.image.as_ref());
    fill(&mut summary.author, original.author.as_ref());
    fill(&mut summary.callouts, original.callouts.as_ref());
    if summary.left_out.applies_to {
        summary.applies_to.clone_from(&original.applies_to);
    }
    if summary.left_out.messages {
        summary.messages.clone_from(&original.messages);
    }
    if summary.left_out.related {
        summary.related.clone_from(&original.related);
    }
    summary.own.add(&original.own);
    filled.summary_key = Key::of(&(&filled.source, &filled.summary));
    Arc::new(filled)
}

/// A category's text with the fields that it takes from the original: order, icon and callouts.
pub(super) fn filled_category(
    document: &CategoryDocument,
    original: &CategoryFront,
) -> CategoryDocument {
    let mut filled = document.clone();
    fill(&mut filled.front.order, original.order.as_ref());
    fill(&mut filled.front.icon, original.icon.as_ref());
    fill(&mut filled.front.callouts, original.callouts.as_ref());
    filled
}

fn fill<T: Clone>(value: &mut Option<T>, original: Option<&T>) {
    if value.is_none() {
        *value = original.cloned();
    }
}

/// Reports an article, a page or a category in a language whose path does not exist in the main one.
pub(super) fn no_original(source: &SourcePath, original: &SourcePath) -> Diagnostic {
    Diagnostic::new(
        Code::NoOriginal,
        format!("this translates {original}, which does not exist"),
        Place::file(source),
    )
    .help(format!(
        "write the original at {original}, or give this file the name of the original that it translates"
    ))
}

/// Reports pages without an original.
pub(super) fn check_pages<'p>(
    project: &'p Project,
    pages: &'p [Arc<PageDocument>],
    original: &'p Original<'_>,
) -> impl Iterator<Item = Diagnostic> + 'p {
    pages.iter().filter_map(move |page| {
        let url = project.original_source_url(&page.source)?;
        let exists = original.site.pages.iter().any(|one| one.url == url);
        let source = original.site.edition.source(project.edition.below(&page.source));
        (!exists && !original.is_unpublished(&url)).then(|| no_original(&page.source, &source))
    })
}

/// Reports a category with articles in a language in which it has no title.
pub(super) fn untitled(index: &SourcePath, article: &SourcePath, title: &str) -> Diagnostic {
    Diagnostic::new(
        Code::UntitledCategory,
        format!("the category of this translation has no title in its language, only “{title}”"),
        Place::file(article),
    )
    .help(format!("write {index} with a `title`"))
}
