//! The results of earlier runs: parsed documents, their texts, and the files made from them.
//!
//! A cache must never change or break a run: anything unreadable, or written by another program,
//! counts as missing. Stamps only save reading: if a stamp is too recent to distinguish two
//! versions, the file is read and its bytes decide.

mod folder;
mod made;
mod places;
mod program;
mod temporary;
mod texts;

pub(crate) use folder::{Cache, NAME, Reuse, is_own_folder, make as make_folder};
pub(crate) use made::{KnownOutput, Made};
pub(crate) use places::{Extent, Places};
pub(crate) use temporary::file_in as temporary_file;
pub(crate) use texts::Texts;

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::diagnostic::Diagnostic;
use crate::discover::SourceStamp;
use crate::key::Key;
use crate::parse::{ArticleDocument, Document};
use crate::path::SourcePath;

/// What is known about the documents of a site.
#[derive(Debug, Default)]
pub(crate) struct Documents {
    /// The key of what parsing depended on besides the files.
    key: Option<Key>,
    /// In the order of the sources.
    known: Vec<(SourcePath, Arc<Remembered>)>,
    /// Whether anything differs from what is on disk.
    changed: bool,
}

/// A parsed file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Remembered {
    /// The stamp of the file; `None` if it proves nothing.
    pub stamp: Option<SourceStamp>,
    /// The key of its bytes.
    pub bytes: Key,
    /// Its content.
    pub document: Document,
    /// What is wrong with it.
    pub diagnostics: Vec<Diagnostic>,
    /// The last version of the article that could be read completely.
    #[serde(skip)]
    pub last_good: Option<Arc<ArticleDocument>>,
}

/// What changed since the last time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Changes {
    /// Anything: all folders are walked and all files are examined.
    Unknown,
    /// Only these files, which may have been created, changed or deleted.
    Files(BTreeSet<SourcePath>),
}

impl Documents {
    /// Forgets everything that was parsed under another key.
    pub(crate) fn set_key(&mut self, key: Key) {
        if self.key != Some(key) {
            self.known.clear();
            self.key = Some(key);
            self.changed = true;
        }
    }

    /// The entry for a file.
    #[must_use]
    pub(crate) fn get(&self, source: &SourcePath) -> Option<&Remembered> {
        self.place(source).ok().map(|place| &*self.known[place].1)
    }

    /// The entry for each of `sources`, which are sorted.
    #[must_use]
    pub(crate) fn fitted(&self, sources: &[SourcePath]) -> Vec<Option<&Remembered>> {
        let mut known = self.known.iter().peekable();
        let of = |source: &SourcePath| {
            while known.next_if(|(other, _)| other < source).is_some() {}
            known.next_if(|(other, _)| other == source).map(|(_, remembered)| &**remembered)
        };
        sources.iter().map(of).collect()
    }

    /// The entries, in the order of the sources.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Remembered> {
        self.known.iter().map(|(_, remembered)| &**remembered)
    }

    /// Replaces the entry for a file that already has one.
    pub(crate) fn replace(&mut self, source: &SourcePath, remembered: Arc<Remembered>) {
        if let Ok(place) = self.place(source) {
            self.known[place].1 = remembered;
            self.changed = true;
        }
    }

    /// Updates to exactly the files `sources`, which are sorted: each keeps its entry unless there
    /// is a new one.
    pub(crate) fn update(
        &mut self,
        sources: &[SourcePath],
        new: impl IntoIterator<Item = Option<Remembered>>,
    ) {
        let before = std::mem::take(&mut self.known);
        let count = before.len();
        let mut old = before.into_iter().peekable();
        self.known.reserve(sources.len());
        for (source, new) in sources.iter().zip(new) {
            while old.next_if(|(other, _)| other < source).is_some() {}
            let known = old.next_if(|(other, _)| other == source);
            match (new, known) {
                (Some(new), _) => {
                    self.known.push((source.clone(), Arc::new(new)));
                    self.changed = true;
                }
                (None, Some(known)) => self.known.push(known),
                (None, None) => {}
            }
        }
        self.changed |= self.known.len() != count;
    }

    fn place(&self, source: &SourcePath) -> Result<usize, usize> {
        self.known.binary_search_by(|(other, _)| other.cmp(source))
    }
}
