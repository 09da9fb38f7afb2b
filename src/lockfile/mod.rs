//! `errhub.lock`: what was published, the fingerprints of its words, and when they last changed.
//! `stamp` writes it, people commit it, and everything else only reads it. `docs/dates.md`
//! describes the file.

mod merge;
mod quick;
mod slow;
mod write;

use crate::date::Date;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::parse::{ArticleDocument, Summary};
use crate::path::{SourcePath, UrlPath};
use crate::text;
use crate::words::{self, FieldPrint, Fingerprints, Whole};

pub use merge::{is_conflicted, merged};
pub use write::to_text;

/// The name of the file, beside site.yaml.
pub const LOCK_FILE: &str = "errhub.lock";

/// The version of the format that this errhub writes, and the newest that it can read.
pub const FORM: u32 = 1;

/// What was published.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lock {
    /// The version of the definition of words for the fingerprints.
    pub definition: u32,
    /// The articles, sorted by address.
    pub articles: Vec<LockEntry>,
    /// Addresses that were once published and must keep working, sorted.
    pub old_addresses: Vec<OldAddress>,
}

/// What was published at one address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockEntry {
    /// The address.
    pub url: UrlPath,
    /// When its words last changed.
    pub updated: Date,
    /// When somebody last checked them.
    pub reviewed: Option<Date>,
    /// The fingerprints of its words.
    pub words: Fingerprints,
    /// The fingerprints of the original that a translation was made from.
    pub original: Option<Fingerprints>,
    /// The fingerprints of the original when the translation last changed, if it was stamped for
    /// the newer ones in `original` without a change.
    pub made_from: Option<Whole>,
    /// Its offset in the file, in bytes.
    pub at: usize,
}

/// An address that an article or a redirect was published at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OldAddress {
    /// The address.
    pub url: UrlPath,
    /// Its offset in the file, in bytes.
    pub at: usize,
}

impl LockEntry {
    /// The current facts of a published article.
    #[must_use]
    pub fn of(article: &ArticleDocument) -> Self {
        Self {
            url: article.url.clone(),
            updated: article.summary.updated,
            reviewed: article.summary.reviewed,
            words: article.words.clone(),
            original: None,
            made_from: None,
            at: 0,
        }
    }
}

impl LockEntry {
    /// Whether the dates of an article were checked when it was stamped.
    #[must_use]
    pub fn has_dates_of(&self, summary: &Summary) -> bool {
        self.updated == summary.updated
            && self.reviewed == summary.reviewed
            && summary.published.is_none_or(|published| published <= self.updated)
    }
}

impl Lock {
    /// A lock without entries.
    #[must_use]
    pub fn empty() -> Self {
        Self { definition: words::VERSION, ..Self::default() }
    }

    /// What was published at an address.
    #[must_use]
    pub fn get(&self, url: &UrlPath) -> Option<&LockEntry> {
        self.articles.get(self.place(url).ok()?)
    }

    fn place(&self, url: &UrlPath) -> Result<usize, usize> {
        self.articles.binary_search_by(|entry| entry.url.cmp(url))
    }

    /// Replaces the entry with the same address, or inserts the new one in order.
    pub fn put(&mut self, entry: LockEntry) {
        match self.place(&entry.url) {
            Ok(place) => self.articles[place] = entry,
            Err(place) => self.articles.insert(place, entry),
        }
    }

    /// Removes and returns what was published at an address.
    pub fn remove(&mut self, url: &UrlPath) -> Option<LockEntry> {
        self.place(url).ok().map(|place| self.articles.remove(place))
    }

    /// Keeps an address forever.
    pub fn keep_address(&mut self, url: UrlPath) {
        if let Err(place) = self.old_addresses.binary_search_by(|old| old.url.cmp(&url)) {
            self.old_addresses.insert(place, OldAddress { url, at: 0 });
        }
    }

    /// Whether the fingerprints can be compared with those of this errhub.
    #[must_use]
    pub fn is_comparable(&self) -> bool {
        self.definition == words::VERSION
    }

    fn sort(&mut self) {
        self.articles.sort_by(|a, b| a.url.cmp(&b.url));
        self.old_addresses.sort_by(|a, b| a.url.cmp(&b.url));
        self.old_addresses.dedup_by(|a, b| a.url == b.url);
    }
}

/// Finds entries of a lock quickly if addresses are looked up roughly in order.
#[derive(Debug)]
pub struct Cursor<'l> {
    lock: &'l Lock,
    next: usize,
}

impl<'l> Cursor<'l> {
    /// Begins at the first entry.
    #[must_use]
    pub fn new(lock: &'l Lock) -> Self {
        Self { lock, next: 0 }
    }

    /// What was published at an address, and the index of the entry.
    pub fn find(&mut self, url: &UrlPath) -> Option<(usize, &'l LockEntry)> {
        let is_next =
            |place: usize| self.lock.articles.get(place).is_some_and(|one| one.url == *url);
        let place = if is_next(self.next) { self.next } else { self.lock.place(url).ok()? };
        self.next = place + 1;
        Some((place, self.lock.articles.get(place)?))
    }
}

/// The source path of the lock.
#[must_use]
pub fn source() -> SourcePath {
    SourcePath::new(LOCK_FILE)
}

/// Reads the bytes of a lock.
///
/// # Errors
/// The mistakes in it.
pub fn read(bytes: &[u8]) -> Result<Lock, Vec<Diagnostic>> {
    let text = text::read(&source(), bytes).map_err(|diagnostic| vec![diagnostic])?;
    if let Some(diagnostic) = conflict(text) {
        return Err(vec![diagnostic]);
    }
    if let Some(diagnostic) = newer(text) {
        return Err(vec![diagnostic]);
    }
    quick::read(text).map_or_else(|| slow::read(text), Ok)
}

fn conflict(text: &str) -> Option<Diagnostic> {
    let mut first = text::conflicts(&source(), text).into_iter().next()?;
    "errhub.lock has a merge conflict".clone_into(&mut first.message);
    first.help = vec![
        "resolve the conflicts in the articles first; then run `errhub stamp`, which reads both sides \
         and writes a clean file"
            .into(),
    ];
    Some(first)
}

/// Reports a file whose format, or whose definition of words, is newer than this errhub.
fn newer(text: &str) -> Option<Diagnostic> {
    for (key, known) in [("version", FORM), ("words", words::VERSION)] {
        let mut at = 0;
        for line in text.split_inclusive('\n').take_while(|line| !line.starts_with("articles")) {
            let value = line.strip_prefix(key).and_then(|rest| rest.strip_prefix(':'));
            if value
                .and_then(|value| value.trim().parse().ok())
                .is_some_and(|found: u32| found > known)
            {
                let place = Place::bytes(&source(), at..at + line.trim_end().len());
                let message = "a newer errhub wrote this file";
                return Some(
                    Diagnostic::new(Code::NewerLock, message, place)
                        .help("use that version of errhub, or a later one"),
                );
            }
            at += line.len();
        }
    }
    None
}

/// An entry that is being read.
#[derive(Debug, Default)]
struct Draft {
    updated: Option<Date>,
    reviewed: Option<Date>,
    words: PrintsDraft,
    original: Option<PrintsDraft>,
    made_from: Option<Whole>,
}

/// Fingerprints that are being read.
#[derive(Debug, Default)]
struct PrintsDraft {
    whole: Option<Whole>,
    single: [Option<FieldPrint>; 8],
    methods: Vec<FieldPrint>,
    faq: Vec<FieldPrint>,
}

impl PrintsDraft {
    fn finish(&self) -> Option<Fingerprints> {
        Some(Fingerprints::read(self.whole?, self.single, &self.methods, &self.faq))
    }
}

impl Draft {
    fn finish(&self, url: UrlPath, at: usize) -> Option<LockEntry> {
        let original = match &self.original {
            Some(original) => Some(original.finish()?),
            None => None,
        };
        let Self { updated, reviewed, words, made_from, .. } = self;
        let (updated, reviewed, made_from) = ((*updated)?, *reviewed, *made_from);
        let words = words.finish()?;
        Some(LockEntry { url, updated, reviewed, words, original, made_from, at })
    }
}

#[cfg(test)]
mod tests;
