//! Whether translations are up to date, by the fingerprints in errhub.lock.

use crate::diagnostic::{Code, Diagnostic, FieldPath, Place};
use crate::lockfile::{Cursor, Lock, LockEntry};
use crate::path::{SourcePath, UrlPath};
use crate::site::{Article, Site, article_id};
use crate::words::{ChangedField, FieldChange, Fingerprints, Single};

use super::Subject;

/// How many changed fields the diagnostic names.
const NAMED: usize = 6;

/// The state of a translation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Freshness {
    /// Up to date with its original.
    Fresh,
    /// These fields of the original have changed since it was stamped.
    Stale(Vec<FieldChange>),
    /// It was stamped after a change of the original, but its own text did not change.
    StampedUnchanged,
    /// It is not stamped yet.
    NotStamped,
}

/// The changes of an original since its translation was made; `None` if they do not affect the
/// translation. Fields that it takes from its original, such as the code, are always up to date.
#[must_use]
pub fn changes_of_original(
    own: &Fingerprints,
    made_from: &Fingerprints,
    original: &Fingerprints,
) -> Option<Vec<FieldChange>> {
    if made_from.whole() == original.whole() {
        return None;
    }
    let mut changes = original.changes_since(made_from);
    let is_unnamed = changes.is_empty();
    changes.retain(|change| {
        let (FieldChange::Changed(field) | FieldChange::Removed(field)) = change;
        match field {
            ChangedField::Single(
                single @ (Single::Code | Single::Messages | Single::Platforms | Single::OwnFields),
            ) => own.single(*single).is_some(),
            _ => true,
        }
    });
    (is_unnamed || !changes.is_empty()).then_some(changes)
}

/// The state of a translation compared with its original.
#[must_use]
pub fn freshness(lock: &Lock, entry: Option<&LockEntry>, original: &Fingerprints) -> Freshness {
    let Some(entry) = entry else { return Freshness::NotStamped };
    let Some(made_from) = &entry.original else { return Freshness::NotStamped };
    if !lock.is_comparable() {
        return Freshness::Fresh;
    }
    if let Some(changes) = changes_of_original(&entry.words, made_from, original) {
        return Freshness::Stale(changes);
    }
    if entry.made_from.is_some() { Freshness::StampedUnchanged } else { Freshness::Fresh }
}

/// Every translation is up to date with its original.
pub(super) fn stale(subject: Subject<'_>) -> Vec<Diagnostic> {
    let (Some(lock), Some(original)) = (subject.published.lock(), subject.original()) else {
        return Vec::new();
    };
    let mut cursor = Cursor::new(lock);
    let translations = subject.site.articles.iter().filter_map(|article| {
        let of_main = &original.articles[article.original?];
        let entry = cursor.find(&article.document.url).map(|(_, entry)| entry);
        // A missing stamp is reported by another rule.
        let is_stamped = entry.is_some_and(|entry| {
            !lock.is_comparable() || entry.words.whole() == article.document.words.whole()
        });
        if !is_stamped || article.document.summary.draft {
            return None;
        }
        let id = article_id(&article.document.source);
        match freshness(lock, entry, &of_main.document.words) {
            Freshness::Stale(changes) => Some(behind(article, of_main, &changes)),
            Freshness::StampedUnchanged => Some(unchanged(&article.document.source, id)),
            Freshness::Fresh | Freshness::NotStamped => None,
        }
    });
    translations.collect()
}

/// The addresses of the translations of a site that are older than their originals.
#[must_use]
pub fn older_than_originals(lock: &Lock, original: &Site, site: &Site) -> Vec<UrlPath> {
    let mut cursor = Cursor::new(lock);
    let stale = site.articles.iter().filter(|article| {
        let Some(index) = article.original else { return false };
        let entry = cursor.find(&article.document.url).map(|(_, entry)| entry);
        let words = &original.articles[index].document.words;
        matches!(freshness(lock, entry, words), Freshness::Stale(_))
    });
    stale.map(|article| article.document.url.clone()).collect()
}

fn behind(article: &Article, original: &Article, changes: &[FieldChange]) -> Diagnostic {
    let source = &article.document.source;
    let field = changes.iter().find_map(|change| field_in(article, change));
    let place = Place::value(source, field.unwrap_or_else(|| "updated".into()));
    let names = named(changes);
    let message = if names.is_empty() {
        "the original has changed since this was translated".to_owned()
    } else {
        format!("the original has changed since this was translated: {names}")
    };
    let id = article_id(source);
    let there = changes.iter().find_map(|change| field_in(original, change));
    let there = there.unwrap_or_else(|| "updated".into());
    Diagnostic::new(Code::StaleTranslation, message, place)
        .help(format!("translate what changed, and run `errhub stamp {id}`"))
        .help(format!("if nothing has to change here, run `errhub stamp --reviewed {id}`"))
        .related(Place::value(&original.document.source, there), "the original")
}

fn unchanged(source: &SourcePath, id: &str) -> Diagnostic {
    let message =
        "this was stamped after its original had changed, but none of its own words changed";
    Diagnostic::new(Code::StampedUnchanged, message, Place::value(source, "updated"))
        .help(format!("translate what changed, and run `errhub stamp {id}`"))
        .help(format!(
            "if nothing has to change here, say that somebody checked it: `errhub stamp --reviewed \
             {id}`"
        ))
}

/// The names of the changes, the first few of them.
#[must_use]
pub fn named(changes: &[FieldChange]) -> String {
    let names: Vec<String> = changes.iter().take(NAMED).map(ToString::to_string).collect();
    let names = names.join(", ");
    match changes.len().saturating_sub(NAMED) {
        0 => names,
        more => format!("{names} and {more} more"),
    }
}

/// The field of an article that a change is about, if the article has it.
fn field_in(article: &Article, change: &FieldChange) -> Option<FieldPath> {
    let words = &article.document.words;
    let (FieldChange::Changed(field) | FieldChange::Removed(field)) = change;
    match field {
        ChangedField::Single(Single::Title) => Some("title".into()),
        ChangedField::Single(Single::QuickAnswer) => Some("quick_answer".into()),
        ChangedField::Method(index) => (*index < words.methods().len())
            .then(|| FieldPath::from("methods").index(*index).key("title")),
        ChangedField::Question(index) => (*index < words.faq().len())
            .then(|| FieldPath::from("faq").index(*index).key("question")),
        ChangedField::Single(_) => None,
    }
}
