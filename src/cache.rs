//! What earlier runs read, to be used again: a document is parsed only when its bytes change.
//!
//! A cache may never change what a run says. Time stamps save reading and never decide: where a
//! stamp is too young to tell two versions apart, the file is read, and its bytes decide.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::discover::Stamp;
use crate::parse::{ArticleDocument, Document};
use crate::path::SourcePath;

/// What is known of the files of a site.
#[derive(Debug, Default)]
pub struct Cache {
    /// What parsing depended on besides the files.
    key: Option<u64>,
    documents: HashMap<SourcePath, Remembered>,
}

/// A parsed file.
#[derive(Debug, Clone)]
pub struct Remembered {
    /// When the file looked so; `None` where that proves nothing.
    pub stamp: Option<Stamp>,
    /// The hash of its bytes.
    pub hash: blake3::Hash,
    /// What it holds.
    pub document: Document,
    /// What is wrong with it.
    pub diagnostics: Arc<[Diagnostic]>,
    /// The last version of the article that could be read as a whole.
    pub last_good: Option<Arc<ArticleDocument>>,
}

/// What changed since the cache was filled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changes {
    /// Anything: every folder is walked, and every file looked at.
    Unknown,
    /// These files and nothing else: what they hold, or whether they are there.
    Files(BTreeSet<SourcePath>),
}

impl Changes {
    /// Whether the file may differ from what the cache knows.
    #[must_use]
    pub fn may_concern(&self, source: &SourcePath) -> bool {
        match self {
            Self::Unknown => true,
            Self::Files(files) => files.contains(source),
        }
    }
}

impl Cache {
    /// Forgets everything that was parsed under another key.
    pub fn set_key(&mut self, key: u64) {
        if self.key != Some(key) {
            self.documents.clear();
            self.key = Some(key);
        }
    }

    /// What is known of a file.
    #[must_use]
    pub fn get(&self, source: &SourcePath) -> Option<&Remembered> {
        self.documents.get(source)
    }

    /// Replaces everything that is known.
    pub fn replace(&mut self, documents: impl IntoIterator<Item = (SourcePath, Remembered)>) {
        self.documents = documents.into_iter().collect();
    }

    /// Replaces what is known of one file.
    pub fn insert(&mut self, source: SourcePath, remembered: Remembered) {
        self.documents.insert(source, remembered);
    }
}
