//! Compares what was published with the site: changed text without a stamp, stamps without changed
//! text, and published addresses that no longer lead anywhere.

use super::Subject;
use super::translations::stale;
use crate::config::Project;
use crate::diagnostic::{Code, Diagnostic, FieldPath, Place};
use crate::lockfile::{self, Cursor, Lock, LockEntry};
use crate::path::UrlPath;
use crate::site::{Article, RedirectTarget, Site, article_id};
use crate::words::FieldChange;

/// How similar two articles have to be to count as one that has moved.
const SAME: f64 = 0.5;
/// How many changed fields the diagnostic names.
const NAMED: usize = 6;

/// Every article is as the lock records it: the same text, with the same date.
pub(super) fn unstamped(subject: Subject<'_>) -> Vec<Diagnostic> {
    let Some(lock) = subject.published.lock() else { return Vec::new() };
    let mut cursor = Cursor::new(lock);
    let articles = subject.site.articles.iter().filter(|article| !article.document.summary.draft);
    let diagnostics = articles.filter_map(|article| match cursor.find(&article.document.url) {
        Some((_, entry)) => since_stamp(lock, entry, article),
        None => Some(not_stamped(article, "errhub.lock does not have this article yet")),
    });
    diagnostics.collect()
}

/// What happened to an article since it was stamped.
fn since_stamp(lock: &Lock, entry: &LockEntry, article: &Article) -> Option<Diagnostic> {
    let Article { document, .. } = article;
    let id = article_id(&document.source);
    let updated = document.summary.updated;
    let same_words = !lock.is_comparable() || entry.words.whole() == document.words.whole();
    let place = || Place::value(&document.source, "updated");
    match (same_words, updated == entry.updated) {
        (true, true) => None,
        // Text with fingerprints of another definition cannot be compared.
        (true, false) if !lock.is_comparable() => None,
        (false, true) => {
            let changes = document.words.changes_since(&entry.words);
            let message =
                format!("words of this article changed, but `updated` did not{}", named(&changes));
            Some(
                Diagnostic::new(Code::WordsChanged, message, place())
                    .help(format!("run `errhub stamp {id}`")),
            )
        }
        (true, false) => {
            let message = format!(
                "`updated` changed from {} to {updated}, but no words of this article did",
                entry.updated
            );
            Some(
                Diagnostic::new(Code::DateMoved, message, place())
                    .help(format!("write `updated: {}` again", entry.updated))
                    .help(format!(
                        "to say that the article was checked, run `errhub stamp --reviewed {id}`; if \
                         the date was wrong before, run `errhub stamp --init {id}`"
                    )),
            )
        }
        (false, false) => {
            let changes = document.words.changes_since(&entry.words);
            let message = format!(
                "errhub.lock does not have the last change to this article{}",
                named(&changes)
            );
            Some(not_stamped(article, &message))
        }
    }
}

/// A colon and the names of the changes, the first few of them.
fn named(changes: &[FieldChange]) -> String {
    let mut names: Vec<String> = changes.iter().map(ToString::to_string).collect();
    let more = names.len().saturating_sub(NAMED);
    if more > 0 {
        names.truncate(NAMED);
    }
    let names = names.join(", ");
    match (names.is_empty(), more) {
        (true, _) => names,
        (false, 0) => format!(": {names}"),
        (false, more) => format!(": {names} and {more} more"),
    }
}

fn not_stamped(article: &Article, message: &str) -> Diagnostic {
    let Article { document, .. } = article;
    let id = article_id(&document.source);
    Diagnostic::new(Code::NotStamped, message, Place::value(&document.source, "updated"))
        .help(format!("run `errhub stamp {id}`, and commit errhub.lock with the article"))
}

/// Every published address still leads somewhere.
pub(super) fn lost(subject: Subject<'_>) -> Vec<Diagnostic> {
    let Some(lock) = subject.published.lock() else { return Vec::new() };
    if subject.original().is_some() {
        return Vec::new();
    }
    // Aliases may contain the path of `base_url`, so a different path makes them different
    // addresses.
    let Project { config, home, .. } = subject.project;
    if home.as_ref().is_some_and(|home| home.path() != config.base_url.path()) {
        return Vec::new();
    }
    let site = subject.site;
    let mut is_here = vec![false; lock.articles.len()];
    let mut new = Vec::new();
    for edition in site.editions() {
        let mut cursor = Cursor::new(lock);
        for article in &edition.articles {
            match cursor.find(&article.document.url) {
                Some((place, _)) => is_here[place] = true,
                None => new.push(&**article),
            }
        }
    }
    let entries = lock.articles.iter().zip(is_here).filter(|(_, is_here)| !is_here);
    let entries = entries.map(|(entry, _)| entry).filter(|entry| !answers(site, &entry.url));
    let articles = entries.map(|entry| lost_article(site, entry, &new));
    let old = lock.old_addresses.iter().filter(|old| !answers(site, &old.url));
    let old = old.map(|old| {
        let message =
            format!("`{}` used to lead to an article, but no longer leads anywhere", old.url);
        let at = old.at..old.at + old.url.as_str().len();
        Diagnostic::new(Code::LostAddress, message, Place::bytes(&lockfile::source(), at)).help(
            format!("add `{}` to the `aliases` of the article that its readers need", old.url),
        )
    });
    articles.chain(old).collect()
}

/// Whether the hub publishes anything at an address, in any language.
fn answers(whole: &Site, url: &UrlPath) -> bool {
    whole.editions().any(|site| is_at(site, url))
}

fn is_at(site: &Site, url: &UrlPath) -> bool {
    site.aliases.contains_key(url)
        || site.redirects.contains_key(url)
        || site.broken.contains_key(url)
        || site.articles.iter().any(|article| article.document.url == *url)
        || site.pages.iter().any(|page| page.url == *url)
        || site.categories.iter().any(|category| category.url == *url)
        || site.platforms.iter().any(|platform| platform.url == *url)
}

/// Reports an article that is gone from its address.
fn lost_article(site: &Site, entry: &LockEntry, new: &[&Article]) -> Diagnostic {
    let url = &entry.url;
    let at = entry.at..entry.at + url.as_str().len();
    let message = format!("an article was published at `{url}`, but nothing is there any more");
    let diagnostic =
        Diagnostic::new(Code::LostAddress, message, Place::bytes(&lockfile::source(), at));
    if let Some(draft) = site.draft(url) {
        return diagnostic
            .help("publish it again, or give its address to another article as an alias")
            .related(Place::value(draft, "draft"), "it is a draft now");
    }
    let likeness = |article: &&&Article| article.document.words.likeness(&entry.words);
    let moved = new.iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    let id = url.as_str().trim_matches('/');
    match moved.filter(|article| likeness(article) >= SAME) {
        Some(Article { document, .. }) => diagnostic
            .help(format!(
                "add `aliases: [{url}]` to {}, or run `errhub mv {id} {}`",
                document.source,
                article_id(&document.source)
            ))
            .related(
                Place::value(&document.source, FieldPath::from("title")),
                "it seems to be here now",
            ),
        None => diagnostic.help(format!(
            "add `{url}` to the `aliases` of the article that its readers need, or run \
             `errhub rm {id} --to ARTICLE` or `errhub rm {id} --gone`"
        )),
    }
}

/// Whether the site is exactly as its lock records it, so that none of the rules about the lock
/// would report anything or need today's date.
#[must_use]
pub fn is_as_stamped(subject: Subject<'_>) -> bool {
    let Some(lock) = subject.published.lock() else { return false };
    let is_as_stamped = |site: &Site| {
        let mut cursor = Cursor::new(lock);
        let is_known = |article: &Article| {
            let entry = cursor.find(&article.document.url);
            entry.is_some_and(|(_, entry)| entry.has_dates_of(&article.document.summary))
        };
        site.articles.iter().map(|article| &**article).all(is_known)
            && unstamped(Subject { site, ..subject }).is_empty()
            && stale(Subject { site, ..subject }).is_empty()
    };
    subject.whole.editions().all(is_as_stamped) && lost(subject).is_empty()
}

/// No text links to a page that is gone for good.
pub(super) fn leading_to_gone(subject: Subject<'_>) -> Vec<Diagnostic> {
    let redirects = &subject.whole.redirects;
    let is_gone = |url: &&UrlPath| {
        redirects.get(*url).is_some_and(|redirect| redirect.target == RedirectTarget::Gone)
    };
    if !redirects.values().any(|redirect| redirect.target == RedirectTarget::Gone) {
        return Vec::new();
    }
    let articles = subject.site.articles.iter().flat_map(|article| {
        let source = &article.document.source;
        article.document.mentions.iter().filter(is_gone).map(move |url| {
            let message = format!("a link leads to {url}, which redirects.yaml says is gone");
            Diagnostic::new(Code::DeadLink, message, Place::file(source))
                .help("remove the link, or point it to an article")
        })
    });
    articles.collect()
}
