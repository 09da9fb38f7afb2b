//! What earlier runs found out, to be used again: parsed documents, their texts, and the files that
//! were made of them.
//!
//! A cache may never change what a run says, and never break one: what cannot be read, or was
//! written by another version, counts as empty. Time stamps save reading and never decide: where a
//! stamp is too young to tell two versions apart, the file is read, and its bytes decide.

mod folder;
mod made;
mod texts;

pub use folder::Folder;
pub use made::{Made, Output};
pub use texts::Texts;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::diagnostic::Diagnostic;
use crate::discover::Stamp;
use crate::key::Key;
use crate::parse::{ArticleDocument, Document};
use crate::path::SourcePath;

/// What is known of the documents of a site.
#[derive(Debug, Default)]
pub struct Documents {
    /// What parsing depended on besides the files.
    key: Option<Key>,
    known: HashMap<SourcePath, Arc<Remembered>>,
    /// Whether anything differs from what is on disk.
    changed: bool,
}

/// A parsed file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Remembered {
    /// When the file looked so; `None` where that proves nothing.
    pub stamp: Option<Stamp>,
    /// The key of its bytes.
    pub bytes: Key,
    /// What it holds.
    pub document: Document,
    /// What is wrong with it.
    pub diagnostics: Vec<Diagnostic>,
    /// The last version of the article that could be read as a whole.
    #[serde(skip)]
    pub last_good: Option<Arc<ArticleDocument>>,
}

/// What changed since the last time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changes {
    /// Anything: every folder is walked, and every file looked at.
    Unknown,
    /// These files may have come, gone or changed, and nothing else.
    Files(BTreeSet<SourcePath>),
}

impl Changes {
    /// Whether the file may differ from what is known.
    #[must_use]
    pub fn may_concern(&self, source: &SourcePath) -> bool {
        match self {
            Self::Unknown => true,
            Self::Files(files) => files.contains(source),
        }
    }
}

impl Documents {
    /// Forgets everything that was parsed under another key.
    pub fn set_key(&mut self, key: Key) {
        if self.key != Some(key) {
            self.known.clear();
            self.key = Some(key);
            self.changed = true;
        }
    }

    /// What is known of a file.
    #[must_use]
    pub fn get(&self, source: &SourcePath) -> Option<&Arc<Remembered>> {
        self.known.get(source)
    }

    /// Replaces what is known of one file.
    pub fn insert(&mut self, source: SourcePath, remembered: Arc<Remembered>) {
        self.known.insert(source, remembered);
        self.changed = true;
    }

    /// Forgets the files that are not among `sources`, which are in order.
    pub fn retain(&mut self, sources: &[SourcePath]) {
        let before = self.known.len();
        self.known.retain(|source, _| sources.binary_search(source).is_ok());
        self.changed |= self.known.len() != before;
    }
}
