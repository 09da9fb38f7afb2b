//! Resolves every relation between documents, and reports broken ones.

use std::collections::BTreeMap;
use std::sync::Arc;

use foldhash::HashMap;

use super::alias::alias_url;
use super::translate::{self, Original, filled, filled_category};
use super::{AliasOf, Article, ArticleIndex, Category, natural_order, title_of};
use crate::assets::ICONS;
use crate::config::{Callout, Project, SITE_FILE};
use crate::diagnostic::{Code, Diagnostic, FieldPath, Place, Suggestions, did_you_mean};
use crate::parse::front_matter::CategoryFront;
use crate::parse::{ArticleDocument, CategoryDocument, PageDocument, Remains};
use crate::path::{Edition, SourcePath, UrlPath};
use crate::yaml;

/// Resolves the relations of the documents of one language.
pub(super) struct Resolver<'a> {
    project: &'a Project,
    /// The site in the main language, for a translation.
    original: Option<&'a Original<'a>>,
    ids: HashMap<String, ArticleIndex>,
    /// The platforms of site.yaml, by name.
    platforms: HashMap<&'a str, usize>,
    /// Drafts that are not part of this build.
    drafts: &'a BTreeMap<UrlPath, SourcePath>,
    broken: &'a BTreeMap<UrlPath, Option<Arc<Remains>>>,
    /// Suggestions for unknown articles.
    for_related: Suggestions,
    /// Suggestions for unknown callouts.
    for_callouts: Suggestions,
    /// Suggestions for unknown platforms.
    for_platforms: Suggestions,
    /// The broken relations.
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl<'a> Resolver<'a> {
    /// Resolves the relations of these articles; the documents that are left out are drafts, and
    /// those with mistakes.
    pub(super) fn new(
        project: &'a Project,
        original: Option<&'a Original<'a>>,
        articles: &[Arc<ArticleDocument>],
        drafts: &'a BTreeMap<UrlPath, SourcePath>,
        broken: &'a BTreeMap<UrlPath, Option<Arc<Remains>>>,
    ) -> Self {
        let ids = articles.iter().enumerate();
        let ids = ids.map(|(index, one)| (project.edition.id(&one.source).to_owned(), index));
        // If two platforms have the same name, the first one counts.
        let platforms = project.config.platforms.iter().enumerate().rev();
        let platforms = platforms.map(|(index, platform)| (platform.name.as_str(), index));
        Self {
            project,
            original,
            ids: ids.collect(),
            platforms: platforms.collect(),
            drafts,
            broken,
            for_related: Suggestions::default(),
            for_callouts: Suggestions::default(),
            for_platforms: Suggestions::default(),
            diagnostics: Vec::new(),
        }
    }

    /// Checks what is specific to a language: the platforms of the main one, the pages of another
    /// one.
    pub(super) fn check_own(&mut self, pages: &[Arc<PageDocument>]) {
        if let Some(original) = self.original {
            self.diagnostics.extend(translate::check_pages(self.project, pages, original));
        } else {
            self.check_platforms();
        }
    }

    /// The categories in order; one without a page of its own gets a plain one.
    pub(super) fn categories(
        &mut self,
        mut documents: BTreeMap<String, Arc<CategoryDocument>>,
        articles: &[Arc<ArticleDocument>],
    ) -> Vec<Category> {
        self.check_empty(&documents, articles);
        for article in articles {
            let edition = &self.project.edition;
            let id = category_of(edition, &article.source);
            if documents.contains_key(id) {
                continue;
            }
            let source = edition.source(&format!("{id}/_index.md"));
            let original = self.original.and_then(|original| original.category(id));
            let title = original
                .map_or_else(|| title_of(id), |original| original.document.front.title.clone());
            if !UrlPath::of_content(&source).is_some_and(|url| self.broken.contains_key(&url)) {
                let diagnostic = if self.original.is_some() {
                    translate::untitled(&source, &article.source, &title)
                } else {
                    Diagnostic::new(
                        Code::NoCategoryIndex,
                        format!("the category `{id}` has no _index.md, so its title is “{title}”"),
                        Place::file(&article.source),
                    )
                    .help(format!("write {source} with a `title`"))
                };
                self.diagnostics.push(diagnostic);
            }
            let front = CategoryFront {
                title,
                badge: None,
                description: None,
                icon: None,
                order: None,
                callouts: None,
                learn_more: None,
            };
            let document =
                CategoryDocument { source, front, body: String::new(), references: Vec::new() };
            documents.insert(id.to_owned(), Arc::new(document));
        }
        let mut categories: Vec<_> = documents
            .into_iter()
            .map(|(id, document)| {
                self.check_callouts(&document.source, document.front.callouts.as_deref());
                let place = || Place::value(&document.source, "icon");
                self.check_icon(document.front.icon.as_deref(), place);
                let url = self.project.edition.url(&[&id]);
                let original = self.original.and_then(|original| original.category(&id));
                let document = match original {
                    Some(original) => {
                        Arc::new(filled_category(&document, &original.document.front))
                    }
                    None => document,
                };
                let position = self.original.and_then(|original| original.position(&id));
                Category {
                    id,
                    url,
                    position: position.unwrap_or(usize::MAX),
                    document,
                    articles: Vec::new(),
                    untranslated: Vec::new(),
                }
            })
            .collect();
        categories.sort_by(|a, b| {
            let order = |category: &Category| category.document.front.order.unwrap_or(i32::MAX);
            let titles = || {
                let (a, b) = (&a.document.front.title, &b.document.front.title);
                natural_order(a).cmp(&natural_order(b))
            };
            a.position.cmp(&b.position).then_with(|| order(a).cmp(&order(b))).then_with(titles)
        });
        // Categories that the main language does not have come last.
        let of_original = self.original.map_or(0, |original| original.site.categories.len());
        let new = categories.iter_mut().filter(|category| category.position == usize::MAX);
        for (position, category) in (of_original..).zip(new) {
            category.position = position;
        }
        categories
    }

    pub(super) fn article(
        &mut self,
        document: Arc<ArticleDocument>,
        category: usize,
        category_document: &CategoryDocument,
    ) -> Article {
        self.check_callouts(&document.source, document.summary.callouts.as_deref());
        let mut platforms = self.platforms(&document);
        let (mut related, mut related_originals) = self.related(&document);
        let id = self.project.edition.id(&document.source).to_owned();
        let original = self.original.and_then(|original| original.index(&id));
        let mut document = document;
        if let Some(all) = self.original {
            if let Some(original) = all.article(&id) {
                if document.summary.left_out.applies_to {
                    platforms.clone_from(&original.platforms);
                }
                if document.summary.left_out.related {
                    (related, related_originals) = self.translated(all, &original.related);
                }
                document = filled(&document, &original.document.summary);
            } else {
                self.check_original(all, &document.source);
            }
        }
        let chosen = document.summary.callouts.as_ref();
        let chosen = chosen.or(category_document.front.callouts.as_ref());
        let callouts = self.callouts(chosen.map(Vec::as_slice));
        Article {
            id,
            document,
            category,
            original,
            related,
            related_originals,
            platforms,
            callouts,
        }
    }

    /// The articles of the main language that exist in this one, and the others.
    fn translated(
        &self,
        original: &Original<'_>,
        articles: &[ArticleIndex],
    ) -> (Vec<ArticleIndex>, Vec<ArticleIndex>) {
        let (mut here, mut only_there) = (Vec::new(), Vec::new());
        for index in articles {
            match self.ids.get(&original.site.articles[*index].id) {
                Some(translation) => here.push(*translation),
                None => only_there.push(*index),
            }
        }
        (here, only_there)
    }

    /// Reports categories of a translation that its original does not have. For one with articles,
    /// each article is reported.
    fn check_empty(
        &mut self,
        categories: &BTreeMap<String, Arc<CategoryDocument>>,
        articles: &[Arc<ArticleDocument>],
    ) {
        let Some(original) = self.original else { return };
        for (id, document) in categories {
            let edition = &self.project.edition;
            let has = |article: &Arc<ArticleDocument>| category_of(edition, &article.source) == id;
            let waits = || original.is_unpublished_in(id);
            if original.category(id).is_none() && !waits() && !articles.iter().any(has) {
                self.check_original(original, &document.source);
            }
        }
    }

    /// Reports a translation without an original.
    fn check_original(&mut self, original: &Original<'_>, source: &SourcePath) {
        let url = self.project.original_source_url(source);
        if url.is_some_and(|url| original.is_unpublished(&url)) {
            return;
        }
        let of_main = original.site.edition.source(self.project.edition.below(source));
        self.diagnostics.push(translate::no_original(source, &of_main));
    }

    /// Checks the relations in the readable part of broken articles.
    pub(super) fn check_broken(&mut self) {
        for article in self.broken.values().flatten().map(|remains| &remains.document) {
            self.check_callouts(&article.source, article.summary.callouts.as_deref());
            self.platforms(article);
            self.related(article);
        }
    }

    fn callouts(&self, chosen: Option<&[String]>) -> Vec<usize> {
        let all = self.project.config.callouts.iter().enumerate();
        let is_chosen = |callout: &Callout| {
            chosen.is_none_or(|chosen| chosen.contains(&callout.id))
                && self.project.has_words_of(&callout.id)
        };
        all.filter(|(_, callout)| is_chosen(callout)).map(|(index, _)| index).collect()
    }

    fn check_callouts(&mut self, source: &SourcePath, chosen: Option<&[String]>) {
        let known = || self.project.config.callouts.iter().map(|callout| callout.id.as_str());
        for (index, id) in chosen.unwrap_or_default().iter().enumerate() {
            if known().any(|known| known == id) {
                continue;
            }
            let place = Place::value(source, FieldPath::from("callouts").index(index));
            let diagnostic =
                Diagnostic::new(Code::UnknownCallout, format!("there is no callout `{id}`"), place);
            let near = self.for_callouts.find(|| did_you_mean(id, known()));
            let help =
                suggestion(near, known(), "site.yaml defines no callouts", "site.yaml defines");
            self.diagnostics.push(diagnostic.help(help));
        }
    }

    /// Checks that the icons of platforms exist.
    fn check_platforms(&mut self) {
        let file = SourcePath::new(SITE_FILE);
        let project = self.project;
        for (index, platform) in project.config.platforms.iter().enumerate() {
            let place =
                || Place::value(&file, FieldPath::from("platforms").index(index).key("icon"));
            self.check_icon(platform.icon.as_deref(), place);
        }
    }

    fn check_icon(&mut self, icon: Option<&str>, place: impl Fn() -> Place) {
        let Some(icon) = icon.filter(|icon| !ICONS.contains(icon)) else { return };
        let diagnostic =
            Diagnostic::new(Code::BadValue, format!("there is no icon `{icon}`"), place());
        let near = did_you_mean(icon, ICONS.iter().copied());
        let help = suggestion(near, ICONS.iter().copied(), "", "the icons are");
        self.diagnostics.push(diagnostic.help(help));
    }

    fn platforms(&mut self, document: &ArticleDocument) -> Vec<usize> {
        let known = &self.project.config.platforms;
        let mut platforms = Vec::new();
        for (index, name) in document.summary.applies_to.iter().enumerate() {
            match self.platforms.get(name.as_str()) {
                Some(found) if !platforms.contains(found) => platforms.push(*found),
                Some(_) => {}
                None => {
                    let place =
                        Place::value(&document.source, FieldPath::from("applies_to").index(index));
                    let names = known.iter().map(|platform| platform.name.as_str());
                    let near = self.for_platforms.find(|| did_you_mean(name, names));
                    let add =
                        format!("add `{}` to the list `platforms` in site.yaml", yaml::item(name));
                    let help = match near {
                        Some(near) => format!("did you mean `{near}`? If not, {add}"),
                        None if known.is_empty() => {
                            format!("write `platforms: [{}]` in site.yaml", yaml::item(name))
                        }
                        None => add,
                    };
                    self.diagnostics.push(
                        Diagnostic::new(
                            Code::UnknownPlatform,
                            format!("`{name}` is not among the platforms of site.yaml"),
                            place,
                        )
                        .help(help),
                    );
                }
            }
        }
        platforms
    }

    /// The related articles, and those of them that exist only in the main language.
    fn related(&mut self, document: &ArticleDocument) -> (Vec<ArticleIndex>, Vec<ArticleIndex>) {
        let (mut related, mut originals) = (Vec::new(), Vec::new());
        for (index, id) in document.summary.related.iter().enumerate() {
            let place = || Place::value(&document.source, FieldPath::from("related").index(index));
            if id == self.project.edition.id(&document.source) {
                self.diagnostics.push(
                    Diagnostic::new(
                        Code::RelatedToItself,
                        "an article cannot be related to itself",
                        place(),
                    )
                    .help("remove it from the list"),
                );
                continue;
            }
            match self.ids.get(id) {
                Some(article) if !related.contains(article) => related.push(*article),
                Some(_) => {}
                None if self.is_broken(id) => {}
                None => match self.original_of(id) {
                    Some(index) if !originals.contains(&index) => originals.push(index),
                    Some(_) => {}
                    None => {
                        let diagnostic = self.unknown_related(id, place());
                        self.diagnostics.push(diagnostic);
                    }
                },
            }
        }
        (related, originals)
    }

    /// The article of the main language with this id, for a translation.
    fn original_of(&self, id: &str) -> Option<ArticleIndex> {
        self.original?.index(id)
    }

    fn is_broken(&self, id: &str) -> bool {
        let path = format!("{id}.md");
        UrlPath::of_content(&self.project.edition.source(&path))
            .is_some_and(|url| self.broken.contains_key(&url))
            || self.original.is_some_and(|original| {
                UrlPath::of_content(&original.site.edition.source(&path))
                    .is_some_and(|url| original.site.broken.contains_key(&url))
            })
    }

    fn unknown_related(&mut self, id: &str, place: Place) -> Diagnostic {
        let url = UrlPath::of_content(&self.project.edition.source(&format!("{id}.md")));
        if url.is_some_and(|url| self.drafts.contains_key(&url)) {
            return Diagnostic::new(
                Code::UnknownRelated,
                format!("the related article `{id}` is a draft"),
                place,
            )
            .help("publish it first, or remove it from the list");
        }
        let near = self.for_related.find(|| near(&self.ids, id));
        let diagnostic =
            Diagnostic::new(Code::UnknownRelated, format!("there is no article `{id}`"), place);
        match near {
            Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
            None => diagnostic.help(
                "an id is the path under content/ without .md, such as `http/502-bad-gateway`",
            ),
        }
    }

    pub(super) fn aliases(
        &mut self,
        articles: &[Arc<Article>],
        pages: &[Arc<PageDocument>],
    ) -> BTreeMap<UrlPath, AliasOf> {
        let articles = articles.iter().enumerate().map(|(index, article)| {
            let document = &article.document;
            (AliasOf::Article(index), &document.source, &document.summary.aliases)
        });
        let pages = pages
            .iter()
            .enumerate()
            .map(|(index, page)| (AliasOf::Page(index), &page.source, &page.front.aliases));
        let mut aliases: BTreeMap<UrlPath, (AliasOf, Place)> = BTreeMap::new();
        for (this, source, listed) in articles.chain(pages) {
            for (index, alias) in listed.iter().enumerate() {
                let place = Place::value(source, FieldPath::from("aliases").index(index));
                let url = match alias_url(&self.project.config.base_url, alias) {
                    Ok(url) => url,
                    Err(why) => {
                        self.diagnostics.push(
                            Diagnostic::new(
                                Code::BadAlias,
                                format!("the alias `{}` {why}", shown(alias)),
                                place,
                            )
                            .help("write an old address of this site as a path, such as /old/502/"),
                        );
                        continue;
                    }
                };
                if let Some((_, taken)) = aliases.get(&url) {
                    self.diagnostics.push(
                        Diagnostic::new(
                            Code::AliasTwice,
                            format!("the alias `{alias}` is taken"),
                            place,
                        )
                        .help("an address can lead to only one article; remove one of them")
                        .related(taken.clone(), "taken here"),
                    );
                    continue;
                }
                aliases.insert(url, (this, place));
            }
        }
        aliases.into_iter().map(|(url, (this, _))| (url, this)).collect()
    }
}

/// The folder of the category that a file is in.
pub(super) fn category_of<'s>(edition: &Edition, source: &'s SourcePath) -> &'s str {
    edition.parts(source).next().unwrap_or_default()
}

/// The article that was probably meant by `id`.
fn near<'i>(ids: &'i HashMap<String, ArticleIndex>, id: &str) -> Option<&'i str> {
    let bare = id.trim_start_matches(['.', '/']).trim_end_matches('/').trim_end_matches(".md");
    let bare = bare.strip_prefix("content/").unwrap_or(bare);
    let mut ids: Vec<&str> = ids.keys().map(String::as_str).collect();
    ids.sort_unstable();
    // Ids in one category have the same first half, so only the names are compared.
    let near = did_you_mean(name_of(bare), ids.iter().map(|id| name_of(id)))?;
    ids.into_iter().find(|id| name_of(id) == near)
}

/// The last part of an id.
fn name_of(id: &str) -> &str {
    id.rsplit('/').next().unwrap_or_default()
}

/// A text of any length, shortened for a message.
fn shown(text: &str) -> String {
    const SHOWN: usize = 80;
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// The help for an unknown name, which may be `near` a known one, or is listed among `known`.
fn suggestion<'a>(
    near: Option<&str>,
    known: impl Iterator<Item = &'a str>,
    none: &str,
    some: &str,
) -> String {
    /// Each of many mistakes lists them.
    const LISTED: usize = 50;
    if let Some(near) = near {
        return format!("did you mean `{near}`?");
    }
    let mut known = known.map(|name| format!("`{name}`"));
    let list: Vec<_> = known.by_ref().take(LISTED).collect();
    let more = if known.next().is_some() { ", …" } else { "" };
    if list.is_empty() { none.to_owned() } else { format!("{some} {}{more}", list.join(", ")) }
}
