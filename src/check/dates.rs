//! Dates that cannot be right, and articles that nobody has looked at for a long time.

use super::{PublishedBefore, Subject};
use crate::date::{Date, WrongClock};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::lockfile::Cursor;
use crate::site::{Article, article_id};

/// No article was published, updated or reviewed in the future.
///
/// Dates in the lock were compared with the clock when they were stamped. They are compared again
/// only if a day to check against is given, so that a fully stamped hub is checked without a clock.
pub(super) fn future(subject: Subject<'_>) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let is_given = subject.today.is_given();
    if matches!(subject.published, PublishedBefore::AsIs) && !is_given {
        return diagnostics;
    }
    let lock = subject.published.lock().filter(|_| !is_given);
    let mut stamped = lock.map(Cursor::new);
    for article in &subject.site.articles {
        let summary = &article.document.summary;
        let entry = stamped.as_mut().and_then(|stamped| stamped.find(&article.document.url));
        let is_known = entry.is_some_and(|(_, entry)| entry.has_dates_of(summary));
        if is_known {
            continue;
        }
        let today = match subject.today.date() {
            Ok(today) => today,
            Err(clock) => return vec![wrong_clock(&clock)],
        };
        let dates = [
            ("published", summary.published),
            ("updated", Some(summary.updated)),
            ("reviewed", summary.reviewed),
        ];
        for (key, date) in dates {
            // It may already be tomorrow somewhere on earth.
            let Some(date) = date.filter(|date| date.days_since(today) > 1) else {
                continue;
            };
            let place = Place::value(&article.document.source, key);
            diagnostics.push(
                Diagnostic::new(
                    Code::FutureDate,
                    format!("`{key}` is in the future: {date}"),
                    place,
                )
                .help(format!("write the day on which it happened; today is {today}")),
            );
        }
    }
    diagnostics
}

/// With a wrong clock, nothing is known about the future, so no date is reported because of it.
fn wrong_clock(clock: &WrongClock) -> Diagnostic {
    let message = format!("{clock}, so dates were not compared with it");
    Diagnostic::without_place(Code::WrongClock, message)
        .help("set the clock, or pass the date with --today")
}

/// Changing an article includes looking at it, so no review is older than the last change.
pub(super) fn after_review(subject: Subject<'_>) -> Vec<Diagnostic> {
    let articles = subject.site.articles.iter().filter_map(|article| {
        let Article { document, .. } = &**article;
        let id = article_id(&document.source);
        let updated = document.summary.updated;
        let reviewed = document.summary.reviewed.filter(|reviewed| *reviewed < updated)?;
        Some(
            Diagnostic::new(
                Code::UpdatedSinceReview,
                format!("`updated` ({updated}) is after `reviewed` ({reviewed})"),
                Place::value(&document.source, "updated"),
            )
            .help(format!(
                "check that the article as a whole is still right, and run \
                 `errhub stamp --reviewed {id}`; or remove `reviewed`"
            ))
            .related(Place::value(&document.source, "reviewed"), "last reviewed here"),
        )
    });
    articles.collect()
}

/// An article that has not been reviewed for some time.
#[derive(Debug, Clone, Copy)]
pub struct Aged<'a> {
    /// The article.
    pub article: &'a Article,
    /// The day of the last change or review.
    pub last: Date,
    /// How many days ago that was.
    pub days: i32,
}

impl Aged<'_> {
    /// The warning about it.
    #[must_use]
    pub fn diagnostic(self) -> Diagnostic {
        let Article { document, .. } = self.article;
        let id = article_id(&document.source);
        let key = if document.summary.reviewed == Some(self.last) { "reviewed" } else { "updated" };
        let message = format!("nobody has checked this article for {} days", self.days);
        Diagnostic::new(Code::Stale, message, Place::value(&document.source, key))
            .help(format!("check that it is still right, and run `errhub stamp --reviewed {id}`"))
    }
}

/// The articles that have not been changed or reviewed for more than `limit` days, oldest first;
/// none if today's date is not known.
#[must_use]
pub fn stale(subject: Subject<'_>, limit: i32) -> Vec<Aged<'_>> {
    let Ok(today) = subject.today.date() else { return Vec::new() };
    let articles = subject.site.articles.iter().filter_map(|article| {
        let summary = &article.document.summary;
        let last = summary.reviewed.map_or(summary.updated, |date| date.max(summary.updated));
        let days = today.days_since(last);
        (days > limit).then_some(Aged { article, last, days })
    });
    let mut aged: Vec<Aged<'_>> = articles.collect();
    // Articles with the same date stay in order.
    aged.sort_by_key(|aged| aged.last);
    aged
}
