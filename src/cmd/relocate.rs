//! What `mv` and `rm` share: updates every text that links to an article.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::output::Terminal;
use super::{ExitStatus, Global, report};
use crate::cache::{Changes, Reuse};
use crate::config::BaseUrl;
use crate::diagnostic::{Diagnostic, Severity};
use crate::discover;
use crate::edit::{self, Edit, List, Moved, Transaction};
use crate::error::Error;
use crate::key::Key;
use crate::lockfile::{self, Lock};
use crate::parse::{self, ArticleDocument, Document, Parsed};
use crate::path::{SourcePath, UrlPath};
use crate::pipeline::{self, Loaded, Loader};
use crate::redirects;
use crate::site::{Drafts, RedirectTarget, article_id};
use crate::text;
use crate::words::Fingerprints;

/// An article that leaves its address.
pub(super) struct Leaving<'a> {
    pub(super) loaded: &'a Loaded,
    /// Its file, which may already be gone.
    pub(super) source: SourcePath,
    /// Where its readers are sent; for `mv`, the new path of the file.
    pub(super) target: Option<SourcePath>,
    /// Whether the file and its folder move there.
    pub(super) moves: Moves,
    /// The files of its translations, which move along, each with its new path.
    pub(super) translations: Vec<(SourcePath, SourcePath)>,
}

/// The fate of an article's file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Moves {
    /// It moves to the target, with its folder.
    Along,
    /// It is removed.
    Not,
}

/// How a text links to an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Lead {
    /// To its page.
    Page,
    /// To a file in its folder.
    File,
}

/// Begins to edit a site and loads its current state; the exit status if it has mistakes, which are
/// printed below `refusal`.
pub(super) fn open(
    global: &Global,
    terminal: &Terminal,
    refusal: &str,
) -> Result<Result<(Transaction, Loaded), ExitStatus>, Error> {
    let project = match global.project()? {
        Ok(project) => Arc::new(project),
        Err((root, diagnostics)) => return Ok(Err(report::refuse(terminal, &root, &diagnostics))),
    };
    let transaction = Transaction::begin(&project.root)?;
    let mut loader = Loader::new(&project, Reuse::Everything)?.without_trial();
    let loaded = loader.load(&project, Drafts::Include, &Changes::Unknown, &())?;
    if let Some(mistakes) = mistakes(&loaded) {
        terminal.always(refusal);
        return Ok(Err(report::refuse(terminal, &project.root, &mistakes)));
    }
    Ok(Ok((transaction, loaded)))
}

impl Leaving<'_> {
    pub(super) fn id(&self) -> &str {
        article_id(&self.source)
    }

    pub(super) fn url(&self) -> UrlPath {
        UrlPath::of_content(&self.source).unwrap_or_else(UrlPath::root)
    }

    /// The article itself, if it still exists.
    pub(super) fn article(&self) -> Option<&ArticleDocument> {
        article_of(self.loaded, &self.source)
    }

    /// The folder of its own files: `content/http/502-bad-gateway`.
    pub(super) fn folder(&self) -> SourcePath {
        folder_of(&self.source)
    }

    /// Its new address, or that of the article that its readers go to.
    fn new_file(&self, file: &SourcePath) -> Option<SourcePath> {
        let own = self.target.as_ref().map(|target| (&self.source, target));
        let all = own.into_iter().chain(self.translations.iter().map(|(old, new)| (old, new)));
        let mut moved = all.filter_map(|(source, target)| {
            if file == source {
                return Some(target.clone());
            }
            let folder = folder_of(source);
            let below =
                file.as_str().strip_prefix(folder.as_str()).filter(|rest| rest.starts_with('/'));
            let below = below.filter(|_| self.moves == Moves::Along)?;
            Some(SourcePath::new(format!("{}{below}", folder_of(target))))
        });
        moved.next()
    }

    /// Its own address, and those of its translations.
    fn urls(&self) -> impl Iterator<Item = UrlPath> {
        let translations = self.translations.iter().map(|(source, _)| source);
        std::iter::once(&self.source).chain(translations).filter_map(UrlPath::of_content)
    }

    /// Whether a file is its own, or that of a translation that moves along.
    fn is_own(&self, file: &SourcePath) -> bool {
        *file == self.source || self.translations.iter().any(|(source, _)| source == file)
    }

    /// How a text of the site links to it, if it does.
    fn lead(&self, mentions: &[UrlPath]) -> Option<Lead> {
        let leads = self.urls().filter_map(|url| {
            let bare = url.as_str().trim_end_matches('/');
            let leads =
                mentions.iter().filter_map(|one| match one.as_str().strip_prefix(bare)? {
                    "" | "/" => Some(Lead::Page),
                    rest => rest.starts_with('/').then_some(Lead::File),
                });
            leads.max()
        });
        leads.max()
    }

    /// The other documents whose text links to it, or to a file in its folder.
    pub(super) fn leading(&self) -> Vec<(SourcePath, Lead)> {
        let documents = self.loaded.documents().iter().filter_map(|document| {
            let (source, lead) = self.lead_of(document)?;
            Some((source, lead?))
        });
        documents.filter(|(source, _)| !self.is_own(source)).collect()
    }

    fn lead_of(&self, document: &Document) -> Option<(SourcePath, Option<Lead>)> {
        Some(match document {
            Document::Article(article) => (article.source.clone(), self.lead(&article.mentions)),
            Document::Category(category) => {
                (category.source.clone(), self.lead(&self.mentions(&category.references)))
            }
            Document::Page(page) => {
                (page.source.clone(), self.lead(&self.mentions(&page.references)))
            }
            Document::Hub(hub) => {
                (hub.edition.source("_index.md"), self.lead(&self.mentions(&hub.references)))
            }
            Document::Broken { .. } => return None,
        })
    }

    /// The new texts of all other documents that change, by file.
    pub(super) fn others(&self) -> Result<BTreeMap<SourcePath, String>, Error> {
        let mut texts = BTreeMap::new();
        for document in self.loaded.documents() {
            let Some((source, lead)) = self.lead_of(document) else { continue };
            let is_related = match document {
                Document::Article(article) => {
                    article.summary.related.iter().any(|one| one == self.id())
                }
                _ => false,
            };
            if self.is_own(&source) || lead.is_none() && !is_related {
                continue;
            }
            let whole = read(&self.loaded.project.root, &source)?;
            let new = self.followed(&source, &source, &whole, Vec::new());
            if new != whole {
                texts.insert(source, new);
            }
        }
        Ok(texts)
    }

    fn mentions(&self, references: &[parse::markdown::Reference]) -> Vec<UrlPath> {
        let base = &self.loaded.project.config.base_url;
        let local = references.iter().filter_map(|one| base.local(&one.href));
        local
            .map(|path| UrlPath::from_encoded(path.split(['?', '#']).next().unwrap_or_default()))
            .collect()
    }

    /// A text that moves from `from` to `to`, with its links and `related` updated, and with `more`
    /// edits.
    pub(super) fn followed(
        &self,
        from: &SourcePath,
        to: &SourcePath,
        whole: &str,
        more: Vec<Edit>,
    ) -> String {
        let bare = text::without_mark(whole);
        let mark = &whole[..whole.len() - bare.len()];
        let file = |file: &SourcePath| self.new_file(file);
        let base_url = &self.loaded.project.config.base_url;
        let links = edit::follow(bare, &Moved { base_url, from, to, file: &file });
        let before = words(self.loaded, from, bare);
        let mut edits = self.related(from, bare);
        edits.extend(more);
        let all = [&*links, &*edits].concat();
        let new = edit::apply(bare, all);
        if words(self.loaded, to, &new) == before {
            return format!("{mark}{new}");
        }
        // In an example of Markdown, a link is part of the words, and is kept.
        let kept = links.into_iter().filter(|link| {
            words(self.loaded, from, &edit::apply(bare, vec![link.clone()])) == before
        });
        edits.extend(kept);
        format!("{mark}{}", edit::apply(bare, edits))
    }

    /// The edits of `related`: replaces the old article with the new one, without duplicates.
    fn related(&self, file: &SourcePath, text: &str) -> Vec<Edit> {
        let Some(article) = article_of(self.loaded, file) else { return Vec::new() };
        let related = &article.summary.related;
        let old = related.iter().enumerate().filter(|(_, one)| *one == self.id());
        let target = self.target.as_ref().map(article_id);
        let edits = old.filter_map(|(index, _)| match target {
            Some(new) if new != article_id(file) && !related.iter().any(|one| one == new) => {
                edit::replace_item(file, text, List::Related, index, new)
            }
            _ => edit::remove_item(file, text, List::Related, index),
        });
        edits.collect()
    }

    /// The text of redirects.yaml, with entries for the article leading to `target`, and with more
    /// entries; `None` if it does not change.
    pub(super) fn redirects(
        &self,
        target: &str,
        more: &[(String, String)],
    ) -> Result<Option<String>, Error> {
        let site = &self.loaded.site;
        let is_it = |target: &RedirectTarget| match target {
            RedirectTarget::Article(index) => site.articles[*index].document.source == self.source,
            RedirectTarget::Here(url) => *url == self.url(),
            RedirectTarget::Elsewhere(_) | RedirectTarget::Gone => false,
        };
        let old = match discover::read_text(&self.loaded.project.root, &redirects::source()) {
            Ok(bytes) => Some(String::from_utf8_lossy(&bytes).into_owned()),
            Err(Error::Vanished { .. }) => None,
            Err(error) => return Err(error),
        };
        let mut new = old.clone();
        if let Some(text) = &mut new {
            let entries = site.redirects.values().filter(|redirect| is_it(&redirect.target));
            let edits =
                entries.filter_map(|one| edit::set_target(text, &one.entry, target)).collect();
            *text = edit::apply(text, edits);
        }
        if !more.is_empty() {
            new = Some(edit::with_entries(new.as_deref(), more));
        }
        Ok(new.filter(|new| old.as_ref() != Some(new)))
    }

    /// The text of the lock after `change`; `None` if there is no lock.
    pub(super) fn lock(&self, change: impl FnOnce(&mut Lock)) -> Option<String> {
        let mut lock = (**self.loaded.lock.as_ref()?).clone();
        change(&mut lock);
        Some(lockfile::to_text(&lock))
    }

    /// An address in the form of an alias, or of an entry in redirects.yaml.
    pub(super) fn named(&self, url: &UrlPath) -> String {
        as_alias(&self.loaded.project.config.base_url, url)
    }
}

/// A path that begins like that of the site is written in full, because it would be read as such.
fn as_alias(base: &BaseUrl, url: &UrlPath) -> String {
    let is_whole = base.local(url.as_str()).is_some_and(|local| local != url.as_str());
    if is_whole { base.href(url) } else { url.to_string() }
}

/// The article in this file.
pub(super) fn article_of<'a>(
    loaded: &'a Loaded,
    source: &SourcePath,
) -> Option<&'a ArticleDocument> {
    loaded.documents().iter().find_map(|document| match document {
        Document::Article(article) if article.source == *source => Some(&**article),
        _ => None,
    })
}

/// The folder with an article's own files: `content/http/502` for `content/http/502.md`.
pub(super) fn folder_of(source: &SourcePath) -> SourcePath {
    SourcePath::new(source.as_str().strip_suffix(".md").unwrap_or(source.as_str()))
}

/// The text of a file.
pub(super) fn read(root: &Path, source: &SourcePath) -> Result<String, Error> {
    let bytes = discover::read_text(root, source)?;
    String::from_utf8(bytes).map_err(|_| Error::Usage { message: format!("{source} is not UTF-8") })
}

/// The words of an article's text; `None` if it is not an article.
fn words(loaded: &Loaded, source: &SourcePath, text: &str) -> Option<Fingerprints> {
    let options = parse::ParseOptions::of(loaded.project.edition_of(source));
    let Parsed { document, .. } =
        parse::document(source, text.as_bytes(), Key::of_bytes(text.as_bytes()), options);
    match document {
        Document::Article(article) => Some(article.words.clone()),
        _ => None,
    }
}

/// Whether the lock has an article at an address.
pub(super) fn was_published(loaded: &Loaded, url: &UrlPath) -> bool {
    loaded.lock.as_ref().is_some_and(|lock| lock.get(url).is_some())
}

/// The mistakes in files that have to be parsed completely; `None` if there are none. Links are not
/// checked yet.
fn mistakes(loaded: &Loaded) -> Option<Vec<Diagnostic>> {
    let is_broken = loaded.site.broken_pages().next().is_some();
    let is_unread = loaded.diagnostics.iter().any(|one| {
        let file = one.place.as_ref().map(|place| place.file.as_str());
        matches!(file, Some(lockfile::LOCK_FILE | redirects::REDIRECTS_FILE))
    });
    if !is_broken && !is_unread {
        return None;
    }
    let mut mistakes = loaded.diagnostics.clone();
    mistakes.retain(|one| one.severity() == Severity::Error);
    pipeline::any_error(&mistakes).then_some(mistakes)
}
