//! Assembles documents into a site: sorts them, and groups those of each category and platform.

use std::collections::BTreeMap;
use std::sync::Arc;

use foldhash::HashMap;

use super::resolve::{Resolver, category_of};
use super::translate::{self, Original};
use super::{Article, ArticleIndex, Category, Drafts, Platform, Site, natural_order};
use crate::config::{PlatformConfig, Project};
use crate::diagnostic::Diagnostic;
use crate::parse::{
    ArticleDocument, CategoryDocument, Document, HubDocument, PageDocument, Remains,
};
use crate::path::{Edition, SourcePath, UrlPath};

/// Assembles the documents of all languages, and reports broken relations.
#[must_use]
pub fn assemble(
    project: &Project,
    documents: &[Document],
    drafts: Drafts,
) -> (Site, Vec<Diagnostic>) {
    if project.translations.is_empty() {
        return edition(project, documents.iter().cloned(), drafts, None);
    }
    let mut editions = translate::by_edition(project, documents).into_iter();
    let main = editions.next().unwrap_or_default();
    let (mut site, mut diagnostics) = edition(project, main, drafts, None);
    let original = Original::new(&site);
    let translations = project.translations.iter().zip(editions).map(|(project, documents)| {
        let (site, more) = edition(project, documents, drafts, Some(&original));
        diagnostics.extend(more);
        site
    });
    site.translations = translations.collect();
    (site, diagnostics)
}

/// Assembles the documents of one language; `original` is the site in the main one.
fn edition(
    project: &Project,
    documents: impl IntoIterator<Item = Document>,
    drafts: Drafts,
    original: Option<&Original<'_>>,
) -> (Site, Vec<Diagnostic>) {
    let edition = &project.edition;
    let Sorted { hub, categories, articles, pages, broken, drafts } =
        sorted(project, documents, drafts, original);
    let mut resolver = Resolver::new(project, original, &articles, &drafts, &broken);
    resolver.check_own(&pages);
    let categories = resolver.categories(categories, &articles);
    let mut platforms: Vec<Platform> =
        project.config.platforms.iter().map(|config| platform(edition, config)).collect();
    let mut resolved: Vec<Arc<Article>> = Vec::with_capacity(articles.len());
    let mut categories = categories;
    let by_id: HashMap<String, usize> = categories
        .iter()
        .enumerate()
        .map(|(index, category)| (category.id.clone(), index))
        .collect();
    for (index, document) in articles.into_iter().enumerate() {
        let category = by_id[category_of(edition, &document.source)];
        categories[category].articles.push(index);
        let article = resolver.article(document, category, &categories[category].document);
        for platform in &article.platforms {
            platforms[*platform].articles.push(index);
        }
        resolved.push(Arc::new(article));
    }
    sort_lists(&resolved, &mut categories, &mut platforms);
    let untranslated = original.map_or_else(Vec::new, |original| {
        original.note_untranslated(&resolved, &mut categories, &mut platforms)
    });
    let aliases = resolver.aliases(&resolved, &pages);
    resolver.check_broken();
    let diagnostics = resolver.diagnostics;
    let redirects = BTreeMap::new();
    let articles = resolved;
    let site = Site {
        edition: edition.clone(),
        hub,
        categories,
        articles,
        platforms,
        pages,
        aliases,
        redirects,
        broken,
        drafts,
        untranslated,
        translations: Vec::new(),
    };
    (site, diagnostics)
}

/// The documents of one language by kind; articles and pages in the order of their sources.
#[derive(Default)]
struct Sorted {
    hub: Arc<HubDocument>,
    categories: BTreeMap<String, Arc<CategoryDocument>>,
    articles: Vec<Arc<ArticleDocument>>,
    pages: Vec<Arc<PageDocument>>,
    broken: BTreeMap<UrlPath, Option<Arc<Remains>>>,
    /// Drafts that are left out.
    drafts: BTreeMap<UrlPath, SourcePath>,
}

/// Sorts the documents of one language.
fn sorted(
    project: &Project,
    documents: impl IntoIterator<Item = Document>,
    drafts: Drafts,
    original: Option<&Original<'_>>,
) -> Sorted {
    let mut sorted = Sorted::default();
    let edition = &project.edition;
    // A translation of a draft is left out with it.
    let waits = |source: &SourcePath| {
        let url = project.original_source_url(source);
        original.is_some_and(|original| url.is_some_and(|url| original.is_draft(&url)))
    };
    for document in documents {
        match document {
            Document::Hub(document) => sorted.hub = document,
            Document::Category(document) => {
                sorted
                    .categories
                    .insert(category_of(edition, &document.source).to_owned(), document);
            }
            Document::Article(document)
                if drafts == Drafts::Leave
                    && (document.summary.draft || waits(&document.source)) =>
            {
                sorted.drafts.insert(document.url.clone(), document.source.clone());
            }
            Document::Article(document) => sorted.articles.push(document),
            Document::Page(document) => sorted.pages.push(document),
            Document::Broken { source, rest } => {
                sorted.broken.extend(UrlPath::of_content(&source).map(|url| (url, rest)));
            }
        }
    }
    sorted.articles.sort_by(|a, b| a.source.cmp(&b.source));
    sorted.pages.sort_by(|a, b| a.source.cmp(&b.source));
    sorted
}

/// Sorts the articles of each list in natural order; equal names are in the order of their sources.
fn sort_lists(articles: &[Arc<Article>], categories: &mut [Category], platforms: &mut [Platform]) {
    let mut sorted: Vec<ArticleIndex> = (0..articles.len()).collect();
    sorted.sort_by_cached_key(|index| natural_order(sort_name(&articles[*index])));
    let mut places = vec![0; articles.len()];
    for (place, index) in sorted.into_iter().enumerate() {
        places[index] = place;
    }
    let of_categories = categories.iter_mut().map(|category| &mut category.articles);
    let of_platforms = platforms.iter_mut().map(|platform| &mut platform.articles);
    for list in of_categories.chain(of_platforms) {
        list.sort_unstable_by_key(|index| places[*index]);
    }
}

fn platform(edition: &Edition, config: &PlatformConfig) -> Platform {
    let url = edition.url(&["platforms", &config.slug()]);
    let PlatformConfig { name, icon, .. } = config.clone();
    Platform { name, url, icon, articles: Vec::new(), untranslated: Vec::new() }
}

/// The sort key of an article: its code, or its title.
fn sort_name(article: &Article) -> &str {
    let summary = &article.document.summary;
    summary.code.as_deref().unwrap_or(&summary.title)
}
