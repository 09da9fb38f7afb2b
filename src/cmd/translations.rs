//! `errhub translations`: which translations are up to date with their originals, and which are
//! missing.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use clap::Args;
use serde::Serialize;

use super::output::{Terminal, print};
use super::report::refuse;
use super::{ExitStatus, Global};
use crate::cache::{Changes, Reuse};
use crate::check::{Freshness, freshness};
use crate::config::{Language, Project};
use crate::date::Date;
use crate::error::Error;
use crate::parse::Document;
use crate::path::SourcePath;
use crate::pipeline::{Loaded, Loader};
use crate::report::{counted, visible};
use crate::site::{Drafts, Site, inbound};
use crate::words::FieldChange;

/// Show which translations are fresh, stale or missing
///
/// A translation is stale if words of its original have changed since `errhub stamp` recorded it: the
/// table names the fields that changed. The most stale come first, and among the missing ones those
/// that most other articles lead to.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    errhub translations                 all languages\n  \
    errhub translations de              only German\n  \
    errhub translations de --todo       only what is left to do\n  \
    errhub translations --json          for programs\n\n\
    Exit codes: 0 the table was shown, 1 site.yaml has mistakes, 2 it could not be made.")]
pub(super) struct Translations {
    /// The code of a language of site.yaml [default: all]
    #[arg(value_name = "LANG")]
    language: Option<String>,
    /// Leave out translations that are fresh
    #[arg(long)]
    todo: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// The state of a translation, in the order of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
enum State {
    Orphan,
    Stale,
    Unchanged,
    NotStamped,
    Missing,
    Fresh,
}

impl State {
    /// The word for it in the table.
    fn name(self) -> &'static str {
        match self {
            Self::Orphan => "orphan",
            Self::Stale => "stale",
            Self::Unchanged => "stamped without a change",
            Self::NotStamped => "not stamped",
            Self::Missing => "missing",
            Self::Fresh => "fresh",
        }
    }
}

/// A line of the table.
#[derive(Serialize)]
struct Line {
    article: String,
    state: State,
    /// The file of the translation, whether or not it exists.
    file: String,
    title: String,
    /// The fields of the original that changed.
    changes: Vec<String>,
    /// When words of the translation last changed.
    updated: Option<Date>,
    /// When words of the original last changed.
    original_updated: Option<Date>,
    #[serde(skip)]
    rank: Reverse<usize>,
}

/// A language of the table.
#[derive(Serialize)]
struct Table {
    language: String,
    name: String,
    /// How many translations are in each state.
    counts: BTreeMap<&'static str, usize>,
    articles: Vec<Line>,
}

/// The table for programs. Its shape is documented in docs/languages.md and is stable.
#[derive(Serialize)]
struct Report<'a> {
    version: u8,
    original: &'a str,
    languages: Vec<Table>,
}

impl Translations {
    pub(super) fn run(self, global: &Global, terminal: &Terminal) -> Result<ExitStatus, Error> {
        let project = match global.project()? {
            Ok(project) => Arc::new(project),
            Err((root, diagnostics)) => return Ok(refuse(terminal, &root, &diagnostics)),
        };
        let wanted = self.wanted(&project)?;
        let progress = terminal.progress();
        let mut loader = Loader::new(&project, Reuse::Everything)?.without_trial();
        let loaded = loader.load(&project, Drafts::Leave, &Changes::Unknown, &progress)?;
        drop(progress);
        let translations = loaded.site.translations.iter().zip(project.languages.iter().skip(1));
        let chosen = translations.filter(|(_, language)| wanted.contains(language));
        let tables = chosen.map(|(site, language)| self.table(&loaded, site, language));
        let tables: Vec<Table> = tables.collect();
        if self.json {
            let original = &project.config.language;
            let report = Report { version: 1, original, languages: tables };
            // Strings, numbers and dates can always be serialized.
            print(&serde_json::to_string_pretty(&report).unwrap_or_default())?;
        } else {
            let texts: Vec<String> = tables.iter().map(text).collect();
            print(&texts.join("\n\n"))?;
        }
        if loaded.lock.is_none() {
            terminal.say("There is no errhub.lock to say what translations were made from; `errhub stamp --init` creates it");
        }
        Ok(ExitStatus::Clean)
    }

    /// The languages to show.
    fn wanted(&self, project: &Project) -> Result<Vec<Language>, Error> {
        let further: Vec<Language> = project.languages.iter().skip(1).cloned().collect();
        let known: Vec<&str> = further.iter().map(|one| one.tag.as_str()).collect();
        let message = match &self.language {
            _ if further.is_empty() => {
                "site.yaml lists no `languages`; docs/languages.md shows how to add them".to_owned()
            }
            Some(code) if !known.contains(&code.as_str()) => {
                format!(
                    "site.yaml does not list the language `{code}`; it lists {}",
                    known.join(", ")
                )
            }
            Some(code) => return Ok(further.into_iter().filter(|one| one.tag == *code).collect()),
            None => return Ok(further),
        };
        Err(Error::Usage { message })
    }

    fn table(&self, loaded: &Loaded, site: &Site, language: &Language) -> Table {
        let mut lines = lines(loaded, site);
        lines.sort_by(|a, b| (a.state, a.rank, &a.article).cmp(&(b.state, b.rank, &b.article)));
        let mut counts = BTreeMap::new();
        for line in &lines {
            *counts.entry(line.state.name()).or_default() += 1;
        }
        lines.retain(|line| !self.todo || line.state != State::Fresh);
        let Language { tag, name, .. } = language.clone();
        Table { language: tag, name, counts, articles: lines }
    }
}

/// All translations into a language, and those that are missing.
fn lines(loaded: &Loaded, site: &Site) -> Vec<Line> {
    let main = &loaded.site;
    let mut lines: Vec<Line> = site
        .articles
        .iter()
        .map(|article| {
            let document = &article.document;
            let original = article.original.map(|index| &main.articles[index].document);
            let entry = loaded.lock.as_ref().and_then(|lock| lock.get(&document.url));
            let changed = |changes: Vec<FieldChange>| (State::Stale, changes);
            let (state, changes) = match (&loaded.lock, original) {
                (_, None) => (State::Orphan, Vec::new()),
                (None, _) => (State::NotStamped, Vec::new()),
                (Some(lock), Some(original)) => match freshness(lock, entry, &original.words) {
                    Freshness::Fresh => (State::Fresh, Vec::new()),
                    Freshness::Stale(changes) => changed(changes),
                    Freshness::StampedUnchanged => (State::Unchanged, Vec::new()),
                    Freshness::NotStamped => (State::NotStamped, Vec::new()),
                },
            };
            Line {
                article: article.id.clone(),
                state,
                file: document.source.to_string(),
                title: document.summary.title.clone(),
                rank: Reverse(changes.len()),
                changes: changes.iter().map(ToString::to_string).collect(),
                updated: Some(document.summary.updated),
                original_updated: original.map(|original| original.summary.updated),
            }
        })
        .collect();
    let leading = inbound(main);
    // A file with mistakes is not missing.
    let broken = |file: &SourcePath| {
        loaded
            .documents()
            .iter()
            .any(|document| matches!(document, Document::Broken { source, .. } if source == file))
    };
    let missing = site.untranslated.iter().filter_map(|index| {
        let original = &main.articles[*index];
        let file = site.edition.source(main.edition.below(&original.document.source));
        let is_draft = site.drafts.values().any(|draft| *draft == file);
        (!is_draft && !broken(&file)).then(|| Line {
            article: original.id.clone(),
            state: State::Missing,
            file: file.to_string(),
            title: original.document.summary.title.clone(),
            changes: Vec::new(),
            updated: None,
            original_updated: Some(original.document.summary.updated),
            rank: Reverse(leading[*index]),
        })
    });
    lines.extend(missing);
    lines
}

/// The table of a language, with the number of translations in each state above it.
fn text(table: &Table) -> String {
    let Table { language, name, counts, articles } = table;
    let total: usize = counts.values().sum();
    let counts: Vec<String> =
        counts.iter().map(|(state, count)| format!("{count} {state}")).collect();
    let mut text = format!(
        "{} ({language}): {} of the original{}{}",
        visible(name),
        counted(total, "article"),
        if counts.is_empty() { "" } else { ", " },
        counts.join(", ")
    );
    let width = articles.iter().map(|line| line.state.name().len()).max().unwrap_or_default();
    for line in articles {
        text.push_str("\n  ");
        let row = format!("{:width$}  {}", line.state.name(), visible(&line.article));
        text.push_str(&row);
        if !line.changes.is_empty() {
            text.push_str("  ");
            text.push_str(&line.changes.join(", "));
        }
    }
    text
}
