//! Dates that lie, and articles that nobody looks after.

use super::Subject;
use crate::date::Date;
use crate::diagnostic::{Code, Diagnostic, Place};

/// Nothing was published, updated or reviewed in the future.
pub(super) fn future(subject: Subject<'_>) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for article in &subject.site.articles {
        let summary = &article.document.summary;
        let dates = [
            ("published", summary.published),
            ("updated", Some(summary.updated)),
            ("reviewed", summary.reviewed),
        ];
        for (key, date) in dates {
            // Somewhere on earth it may be tomorrow already.
            let Some(date) = date.filter(|date| date.days_since(subject.today) > 1) else {
                continue;
            };
            let place = Place::value(&article.document.source, key);
            diagnostics.push(
                Diagnostic::new(
                    Code::FutureDate,
                    format!("`{key}` lies in the future: {date}"),
                    place,
                )
                .help(format!("write the day on which it happened; today is {}", subject.today)),
            );
        }
    }
    diagnostics
}

/// Somebody looked at every article within the time that site.yaml allows.
pub(super) fn stale(subject: Subject<'_>) -> Vec<Diagnostic> {
    let limit = i32::from(subject.project.config.stale_after_days.get());
    let articles = subject.site.articles.iter().filter_map(|article| {
        let summary = &article.document.summary;
        let last: Date = summary.reviewed.map_or(summary.updated, |date| date.max(summary.updated));
        let age = subject.today.days_since(last);
        (age > limit).then(|| {
            let key = if summary.reviewed == Some(last) { "reviewed" } else { "updated" };
            Diagnostic::new(
                Code::Stale,
                format!("nobody has checked this article for {age} days"),
                Place::value(&article.document.source, key),
            )
            .help(format!(
                "see that it is still right, and then write `reviewed: {}`",
                subject.today
            ))
        })
    });
    articles.collect()
}
