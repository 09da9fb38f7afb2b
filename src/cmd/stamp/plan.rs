//! Decides the effect of a stamp on each article, without changing anything.

use crate::check;
use crate::date::Date;
use crate::diagnostic::{Code, Severity};
use crate::discover;
use crate::edit::{self, DateField};
use crate::error::Error;
use crate::key::Key;
use crate::lockfile::{Lock, LockEntry};
use crate::parse::{self, ArticleDocument, Document};
use crate::path::SourcePath;
use crate::pipeline::Loaded;
use crate::site::{alias_url, article_id};
use crate::text;
use crate::words::{self, Fingerprints};

use super::Chosen;

/// Which date to set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// `updated`, where words changed.
    Updated,
    /// `reviewed`.
    Reviewed,
    /// None: articles are recorded as they are.
    Init,
}

/// The changes of a stamp.
pub(super) struct StampPlan {
    pub(super) changes: Vec<Edit>,
    /// The reasons for leaving out articles.
    pub(super) problems: Vec<String>,
    /// The lock after the stamp.
    pub(super) lock: Lock,
}

/// The change to one article.
pub(super) struct Edit {
    pub(super) source: SourcePath,
    /// The new text of its file; `None` if only the lock changes.
    pub(super) text: Option<String>,
    what: String,
}

impl Edit {
    /// `http/502-bad-gateway: updated 2026-04-02 → 2026-11-26, because …`
    pub(super) fn line(&self) -> String {
        format!("{}: {}", article_id(&self.source), self.what)
    }
}

/// The decision about one article.
enum Decision {
    /// Everything is as the lock records it.
    Nothing,
    /// The lock records the article as it is.
    Record(String),
    /// The lock records a translation for the current original, although no word of the translation
    /// changed.
    Unchanged(String),
    /// The lock records that somebody checked a translation against the current original.
    Accept(String),
    /// A date is written, and recorded in the lock.
    Set(DateField, Date, String),
    /// The article is left out.
    Refuse(String),
}

/// The dates of a stamp.
struct Days {
    /// The date to write, if the user chose one.
    chosen: Option<Date>,
    today: Date,
}

impl Days {
    fn day(&self) -> Date {
        self.chosen.unwrap_or(self.today)
    }

    /// Whether a date is in the future, in any time zone.
    fn is_future(&self, date: Date) -> bool {
        date.days_since(self.today) > 1
    }
}

impl StampPlan {
    pub(super) fn make(
        loaded: &Loaded,
        lock: Lock,
        chosen: &Chosen,
        mode: Mode,
        date: Option<Date>,
        today: Date,
    ) -> Result<Self, Error> {
        let days = Days { chosen: date, today };
        if let Some(date) = date.filter(|date| days.is_future(*date)) {
            return Err(Error::Usage {
                message: format!("{date} is in the future; today is {today}"),
            });
        }
        let mut plan = Self { changes: Vec::new(), problems: Vec::new(), lock };
        let comparable = plan.lock.is_comparable();
        // All fingerprints of a lock must have the same definition.
        if !comparable && !chosen.is_all() {
            return Err(Error::Usage {
                message:
                    "the fingerprints in errhub.lock are of another version; run `errhub stamp` \
                          for all articles first"
                        .into(),
            });
        }
        plan.lock.definition = words::VERSION;
        for article in chosen.whole(loaded) {
            let old = plan.lock.get(&article.url).cloned();
            let decision = decide(article, old.as_ref(), comparable, mode, &days);
            let original = original_of(loaded, article);
            let decision = match (decision, original) {
                (Decision::Nothing, Some(now)) => {
                    Self::of_translation(old.as_ref(), now, mode, chosen)
                }
                (decision, _) => decision,
            };
            plan.carry(loaded, article, Some(article.summary.updated), old, decision)?;
        }
        for article in chosen.broken(loaded) {
            plan.broken(loaded, article, mode, &days)?;
        }
        plan.keep_addresses(loaded, chosen);
        Ok(plan)
    }

    /// The decision about an unchanged translation, whose original may have changed. It is recorded
    /// as made from the current original only if the user names it.
    fn of_translation(
        old: Option<&LockEntry>,
        now: &Fingerprints,
        mode: Mode,
        chosen: &Chosen,
    ) -> Decision {
        let Some(old) = old else { return Decision::Nothing };
        match &old.original {
            None => Decision::Accept("its original is known now".into()),
            Some(before) => match check::changes_of_original(&old.words, before, now) {
                None if old.made_from.is_none() => Decision::Nothing,
                _ if mode != Mode::Updated => {
                    Decision::Accept("checked against its original".into())
                }
                Some(changes) if !chosen.is_all() => Decision::Unchanged(format!(
                    "stamped without a change, although the original has changed ({})",
                    check::named(&changes)
                )),
                _ => Decision::Nothing,
            },
        }
    }

    fn carry(
        &mut self,
        loaded: &Loaded,
        article: &ArticleDocument,
        updated: Option<Date>,
        old: Option<LockEntry>,
        decision: Decision,
    ) -> Result<(), Error> {
        let summary = &article.summary;
        let id = article_id(&article.source);
        let mut entry = LockEntry::of(article);
        if let Some(now) = original_of(loaded, article) {
            let has_new_words =
                old.as_ref().is_none_or(|old| old.words.whole() != article.words.whole());
            let is_checked =
                matches!(decision, Decision::Set(DateField::Reviewed, ..) | Decision::Accept(_));
            let made_from = old.as_ref().and_then(|old| old.original.as_ref());
            entry.original = Some(now.clone());
            if !has_new_words && !is_checked {
                // It is stamped without a change, so the original that it was made from stays
                // recorded.
                entry.made_from = old.as_ref().and_then(|old| old.made_from);
                let before = made_from.map(Fingerprints::whole);
                let before = before.filter(|before| *before != now.whole());
                if matches!(decision, Decision::Unchanged(_)) {
                    entry.made_from = entry.made_from.or(before);
                } else if before.is_some() {
                    entry.original = made_from.cloned();
                }
            }
        }
        let (text, what) = match decision {
            Decision::Nothing => return Ok(()),
            Decision::Refuse(why) => {
                self.problems.push(format!("{id}: {why}"));
                return Ok(());
            }
            Decision::Record(what) | Decision::Unchanged(what) => (None, what),
            Decision::Accept(what) => {
                if let Some(old) = old {
                    (entry.updated, entry.words) = (old.updated, old.words);
                }
                (None, what)
            }
            Decision::Set(field, date, what) => {
                let before = match field {
                    DateField::Updated => updated,
                    DateField::Reviewed => summary.reviewed,
                };
                match field {
                    DateField::Updated => entry.updated = date,
                    DateField::Reviewed => entry.reviewed = Some(date),
                }
                let Some(text) = edited(loaded, article, field, before, date)? else {
                    let key = field.key();
                    self.problems.push(format!(
                        "{id}: `{key}` is written in a way that errhub cannot edit; write `{key}: \
                         {date}` yourself, and run this again"
                    ));
                    return Ok(());
                };
                // A review of words that were not stamped does not stamp them.
                if let (DateField::Reviewed, Some(old)) = (field, old) {
                    (entry.updated, entry.words) = (old.updated, old.words);
                }
                (Some(text), what)
            }
        };
        if !what.is_empty() {
            self.changes.push(Edit { source: article.source.clone(), text, what });
        }
        self.lock.put(entry);
        Ok(())
    }

    /// An article with mistakes is left out, unless the only one is a missing `updated`.
    fn broken(
        &mut self,
        loaded: &Loaded,
        article: &ArticleDocument,
        mode: Mode,
        days: &Days,
    ) -> Result<(), Error> {
        let of_file = loaded.diagnostics.iter().filter(|one| {
            one.severity() == Severity::Error
                && one.place.as_ref().is_some_and(|place| place.file == article.source)
        });
        let is_date = |code: Code, message: &str| {
            matches!(code, Code::MissingField | Code::EmptyValue) && message.contains("`updated`")
        };
        let mut of_file = of_file.map(|one| is_date(one.code, &one.message));
        let only_date = of_file.next() == Some(true) && of_file.next().is_none();
        let decision = if only_date && mode == Mode::Updated {
            let day = days.day();
            Decision::Set(DateField::Updated, day, format!("updated {day}, which was missing"))
        } else {
            Decision::Refuse("it has mistakes; see `errhub check`".into())
        };
        let old = self.lock.get(&article.url).cloned();
        self.carry(loaded, article, None, old, decision)
    }

    /// Keeps old addresses; when an article has moved, its address becomes one of them.
    fn keep_addresses(&mut self, loaded: &Loaded, chosen: &Chosen) {
        for article in chosen.whole(loaded) {
            for alias in &article.summary.aliases {
                if let Ok(url) = alias_url(&loaded.project.config.base_url, alias) {
                    self.lock.remove(&url);
                    self.lock.keep_address(url);
                }
            }
        }
        let site = &loaded.site;
        if chosen.is_all() {
            for url in site.redirects.keys() {
                self.lock.remove(url);
                self.lock.keep_address(url.clone());
            }
        }
        // An address with a page again is no longer an old one.
        let mut pages: Vec<_> = site.all_articles().map(|one| &one.document.url).collect();
        pages.sort_unstable();
        self.lock.old_addresses.retain(|old| pages.binary_search(&&old.url).is_err());
    }
}

/// The current words of the original of a translation.
fn original_of<'a>(loaded: &'a Loaded, article: &ArticleDocument) -> Option<&'a Fingerprints> {
    Some(&loaded.site.original_of(&article.source)?.document.words)
}

fn decide(
    article: &ArticleDocument,
    old: Option<&LockEntry>,
    comparable: bool,
    mode: Mode,
    days: &Days,
) -> Decision {
    let (updated, reviewed) = (article.summary.updated, article.summary.reviewed);
    let future =
        |date: Date| format!("{date} is in the future; write the day on which it happened");
    let as_old = |old: &LockEntry| old.updated == updated && old.reviewed == reviewed;
    let Some(old) = old else {
        return match mode {
            Mode::Reviewed => review(article, days),
            _ if days.is_future(updated) => Decision::Refuse(future(updated)),
            _ => Decision::Record(format!("new, updated {updated}")),
        };
    };
    let same_words = comparable && old.words.whole() == article.words.whole();
    match mode {
        Mode::Reviewed => review(article, days),
        Mode::Init if same_words && as_old(old) => Decision::Nothing,
        Mode::Init if days.is_future(updated) => Decision::Refuse(future(updated)),
        Mode::Init => Decision::Record(format!("as it is, updated {updated}")),
        Mode::Updated if !comparable => Decision::Record(String::new()),
        Mode::Updated if same_words && as_old(old) => Decision::Nothing,
        Mode::Updated if same_words && updated == old.updated => {
            Decision::Record(reviewed.map_or_else(
                || "no longer has a review date".into(),
                |day| format!("reviewed {day}"),
            ))
        }
        Mode::Updated if same_words => Decision::Refuse(format!(
            "`updated` became {updated} and no word changed; write `updated: {}` again, or run `errhub \
             stamp --init {}` if it was wrong before",
            old.updated,
            article_id(&article.source),
        )),
        Mode::Updated => changed(article, old, days),
    }
}

/// The decision if words changed since the stamp.
fn changed(article: &ArticleDocument, old: &LockEntry, days: &Days) -> Decision {
    let updated = article.summary.updated;
    let changes: Vec<String> =
        article.words.changes_since(&old.words).iter().map(ToString::to_string).collect();
    let changes = changes.join(", ");
    if updated > old.updated && days.chosen.is_none() {
        // The author has already written a date.
        if days.is_future(updated) {
            return Decision::Refuse(format!(
                "{updated} is in the future; write the day on which it happened"
            ));
        }
        return Decision::Record(format!("updated {updated}, as its author wrote ({changes})"));
    }
    let day = days.day();
    if day < old.updated {
        return Decision::Refuse(format!(
            "words changed, but {day} is before the last stamp ({}); is the clock right? --date \
             sets another day",
            old.updated
        ));
    }
    if let Some(published) = article.summary.published.filter(|published| *published > day) {
        return Decision::Refuse(format!("{day} is before `published` ({published})"));
    }
    if day == updated {
        return Decision::Record(format!("updated {day} already ({changes})"));
    }
    let review = match article.summary.reviewed.filter(|reviewed| *reviewed < day) {
        Some(reviewed) => format!("; reviewed {reviewed} is before that now"),
        None => String::new(),
    };
    Decision::Set(DateField::Updated, day, format!("updated {updated} → {day} ({changes}){review}"))
}

fn review(article: &ArticleDocument, days: &Days) -> Decision {
    let (updated, reviewed) = (article.summary.updated, article.summary.reviewed);
    let day = days.day();
    if day < updated {
        return Decision::Refuse(format!("{day} is before `updated` ({updated})"));
    }
    match reviewed {
        Some(reviewed) if reviewed == day => Decision::Nothing,
        Some(reviewed) if reviewed > day && days.chosen.is_none() => Decision::Refuse(format!(
            "it was reviewed on {reviewed}, after {day}; is the clock right? --date sets another day"
        )),
        Some(reviewed) => {
            Decision::Set(DateField::Reviewed, day, format!("reviewed {reviewed} → {day}"))
        }
        None => Decision::Set(DateField::Reviewed, day, format!("reviewed {day}")),
    }
}

/// The text of the file with another date; `None` if it cannot be edited. The result is parsed to
/// verify that the article is the same except for the date.
fn edited(
    loaded: &Loaded,
    article: &ArticleDocument,
    field: DateField,
    before: Option<Date>,
    date: Date,
) -> Result<Option<String>, Error> {
    let source = &article.source;
    let bytes = discover::read_text(&loaded.project.root, source)?;
    let Ok(whole) = String::from_utf8(bytes) else { return Ok(None) };
    let bare = text::without_mark(&whole);
    let mark = &whole[..whole.len() - bare.len()];
    let Some(edit) = edit::set_date(source, bare, field, before, date) else { return Ok(None) };
    let text = format!("{mark}{}", edit::apply(bare, vec![edit]));
    let options = parse::ParseOptions::of(loaded.project.edition_of(source));
    let parsed = parse::document(source, text.as_bytes(), Key::of_bytes(text.as_bytes()), options);
    let is_right = match parsed.document {
        Document::Article(now) => {
            let mut expected = article.summary.clone();
            match field {
                DateField::Updated => expected.updated = date,
                DateField::Reviewed => expected.reviewed = Some(date),
            }
            now.words == article.words && loaded.site.filled(&now).summary == expected
        }
        _ => false,
    };
    Ok(is_right.then_some(text))
}
