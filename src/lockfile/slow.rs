//! Parses a lock as YAML, with the places of mistakes, for locks that were written or reformatted
//! manually.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Draft, FORM, Lock, LockEntry, OldAddress, PrintsDraft, source};
use crate::date::Date;
use crate::diagnostic::{At, Code, Diagnostic, FieldPath, Place};
use crate::path::UrlPath;
use crate::words::{FieldPrint, Whole};
use crate::yaml::{self, FieldPlaces};

/// The file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct LockFront {
    /// The version of the format.
    version: u32,
    /// The version of the definition of words.
    words: u32,
    /// The articles, by their addresses.
    #[serde(default)]
    articles: BTreeMap<String, EntryFront>,
    /// Old addresses.
    #[serde(default)]
    old_addresses: Vec<String>,
}

/// What was published at an address.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct EntryFront {
    /// When its words last changed.
    updated: Date,
    /// When somebody last checked it.
    #[serde(default)]
    reviewed: Option<Date>,
    /// The fingerprint of all words.
    words: String,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    code: Option<String>,
    #[serde(default)]
    messages: Option<String>,
    #[serde(default)]
    platforms: Option<String>,
    #[serde(default)]
    quick_answer: Option<String>,
    #[serde(default)]
    body: Option<String>,
    #[serde(default)]
    sources: Option<String>,
    #[serde(default)]
    fields: Option<String>,
    #[serde(default)]
    methods: Vec<String>,
    #[serde(default)]
    faq: Vec<String>,
    /// The fingerprints of the original of a translation.
    #[serde(default)]
    original: Option<PrintsFront>,
    /// The fingerprint of the words that it was made from.
    #[serde(default)]
    made_from: Option<String>,
}

/// Only fingerprints.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PrintsFront {
    /// The fingerprint of all words.
    words: String,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    code: Option<String>,
    #[serde(default)]
    messages: Option<String>,
    #[serde(default)]
    platforms: Option<String>,
    #[serde(default)]
    quick_answer: Option<String>,
    #[serde(default)]
    body: Option<String>,
    #[serde(default)]
    sources: Option<String>,
    #[serde(default)]
    fields: Option<String>,
    #[serde(default)]
    methods: Vec<String>,
    #[serde(default)]
    faq: Vec<String>,
}

/// What to do about a lock that cannot be read.
const HELP: &str = "errhub writes this file itself: take its last good version from git, and then run \
                    `errhub stamp`";

/// Reads the text of a lock.
///
/// # Errors
/// All mistakes, with their places.
pub(super) fn read(text: &str) -> Result<Lock, Vec<Diagnostic>> {
    let front: LockFront = yaml::decode(text).map_err(|mistakes| {
        let diagnostics = mistakes.into_iter().map(|mistake| {
            let mut diagnostic = mistake.into_diagnostic(&source(), 0);
            diagnostic.code = Code::BadLock;
            diagnostic.help = vec![HELP.into()];
            diagnostic
        });
        diagnostics.collect::<Vec<_>>()
    })?;
    let bad = |path: FieldPath, message: &str| {
        let place = Place { file: source(), at: At::Value(path) };
        Diagnostic::new(Code::BadLock, message, place).help(HELP)
    };
    let mut mistakes = Vec::new();
    if front.version != FORM {
        mistakes.push(bad("version".into(), "errhub.lock has no such version"));
    }
    let mut places = FieldPlaces::of(text);
    let articles = FieldPath::from("articles");
    let mut lock = Lock { definition: front.words, ..Lock::default() };
    for (address, entry) in front.articles {
        let path = articles.clone().key(address.clone());
        let at = places.find(&At::Key(path.clone())).map_or(0, |range| range.start);
        match entry.finish(&address, at) {
            Some(entry) => lock.articles.push(entry),
            None => mistakes.push(bad(path, "this entry contains an invalid fingerprint")),
        }
    }
    for (index, address) in front.old_addresses.iter().enumerate() {
        let path = FieldPath::from("old_addresses").index(index);
        if address.starts_with('/') {
            let at = places.find(&At::Value(path)).map_or(0, |range| range.start);
            lock.old_addresses.push(OldAddress { url: UrlPath::from_encoded(address), at });
        } else {
            mistakes.push(bad(path, "an address begins with `/`"));
        }
    }
    lock.sort();
    if mistakes.is_empty() { Ok(lock) } else { Err(mistakes) }
}

impl EntryFront {
    fn finish(self, address: &str, at: usize) -> Option<LockEntry> {
        if !address.starts_with('/') {
            return None;
        }
        let Self { words, title, code, messages, platforms, quick_answer, body, .. } = self;
        let (sources, fields, methods, faq) = (self.sources, self.fields, self.methods, self.faq);
        let words = PrintsFront {
            words,
            title,
            code,
            messages,
            platforms,
            quick_answer,
            body,
            sources,
            fields,
            methods,
            faq,
        };
        let original = match self.original {
            Some(original) => Some(original.draft()?),
            None => None,
        };
        let made_from = match self.made_from {
            Some(made_from) => Some(made_from.parse().ok()?),
            None => None,
        };
        let (updated, reviewed) = (Some(self.updated), self.reviewed);
        let draft = Draft { updated, reviewed, words: words.draft()?, original, made_from };
        draft.finish(UrlPath::from_encoded(address), at)
    }
}

impl PrintsFront {
    fn draft(self) -> Option<PrintsDraft> {
        let whole: Whole = self.words.parse().ok()?;
        let one = |text: Option<String>| {
            text.map(|text| text.parse().ok()).map_or(Some(None), |print| print.map(Some))
        };
        let list = |texts: Vec<String>| {
            texts.iter().map(|text| text.parse().ok()).collect::<Option<Vec<FieldPrint>>>()
        };
        Some(PrintsDraft {
            whole: Some(whole),
            single: [
                one(self.title)?,
                one(self.code)?,
                one(self.messages)?,
                one(self.platforms)?,
                one(self.quick_answer)?,
                one(self.body)?,
                one(self.sources)?,
                one(self.fields)?,
            ],
            methods: list(self.methods)?,
            faq: list(self.faq)?,
        })
    }
}
