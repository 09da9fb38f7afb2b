//! `errhub rm`: removes an article, and keeps its address.

use std::sync::Arc;

use clap::Args;

use super::articles::{id_of, unknown};
use super::output::{Terminal, print};
use super::relocate::{Lead, Leaving, Moves, article_of, open, read, was_published};
use super::{ExitStatus, Global};
use crate::discover;
use crate::edit::{self, List};
use crate::error::Error;
use crate::lockfile;
use crate::path::{SourcePath, UrlPath};
use crate::pipeline::Loaded;
use crate::redirects::{self, GONE};
use crate::report::{counted, visible};
use crate::site::{alias_url, article_id};
use crate::text;

/// Remove an article, and keep its address
///
/// With --to, its readers are sent to another article, which gets its addresses as `aliases`, or to an
/// address elsewhere; links and `related` in other articles then lead to that article. With --gone, a
/// small page says that it is gone for good. All of that happens or nothing.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    errhub rm http/502-bad-gateway --to http/504-gateway-timeout\n  \
    errhub rm http/502-bad-gateway --to https://example.com/502\n  \
    errhub rm http/418-teapot --gone\n\n\
    If you have already removed the file yourself, errhub does the rest.\n\n\
    Exit codes: 0 it was removed, 1 articles have mistakes, or lead to it, 2 it was not removed.")]
pub(super) struct Rm {
    /// The article
    #[arg(value_name = "ARTICLE")]
    article: String,
    /// Where its readers go: another article, or a full address elsewhere
    #[arg(long, value_name = "OTHER", required_unless_present = "gone", conflicts_with = "gone")]
    to: Option<String>,
    /// Nothing takes its place: a page says so
    #[arg(long)]
    gone: bool,
}

impl Rm {
    pub(super) fn run(self, global: &Global, terminal: &Terminal) -> Result<ExitStatus, Error> {
        let opened =
            open(global, terminal, "These have to be fixed before anything is removed:\n")?;
        let (mut transaction, loaded) = match opened {
            Ok(opened) => opened,
            Err(status) => return Ok(status),
        };
        let project = Arc::clone(&loaded.project);
        let leaving = self.leaving(&loaded)?;
        let mut others = leaving.others()?;
        // Links to the page can be redirected to another article, but not links to its files.
        let left = leaving.leading().into_iter();
        let left = left.filter(|(_, lead)| *lead == Lead::File || leaving.target.is_none());
        let left: Vec<String> = left.map(|(source, _)| source.to_string()).collect();
        if !left.is_empty() {
            terminal.always(&visible(&format!(
                "These texts lead to {} or to its files; change their links first{}: {}",
                leaving.id(),
                if leaving.target.is_none() { ", or name an article with --to" } else { "" },
                left.join(", ")
            )));
            return Ok(ExitStatus::Problems);
        }
        let addresses = addresses(&leaving);
        // Redirects its readers: to an article with an alias, or by an entry in redirects.yaml.
        let target = match (&leaving.target, &self.to) {
            (Some(other), _) => {
                let text = match others.remove(other) {
                    Some(text) => text,
                    None => read(&project.root, other)?,
                };
                others.insert(other.clone(), with_aliases(&leaving, other, &text, &addresses)?);
                article_id(other).to_owned()
            }
            (None, Some(address)) => address.clone(),
            (None, None) => GONE.to_owned(),
        };
        let entries: Vec<(String, String)> = match leaving.target {
            Some(_) => Vec::new(),
            None => addresses.iter().map(|url| (leaving.named(url), target.clone())).collect(),
        };
        let count = others.len() - usize::from(leaving.target.is_some());
        for (file, text) in others {
            transaction.write(file, text)?;
        }
        if let Some(text) = leaving.redirects(&target, &entries)? {
            transaction.write(redirects::source(), text)?;
        }
        let lock = leaving.lock(|lock| {
            // An article that was never published has no address to keep.
            let was_there = lock.remove(&leaving.url()).is_some();
            let kept = addresses.iter().filter(|url| **url != leaving.url() || was_there);
            kept.for_each(|url| lock.keep_address(url.clone()));
        });
        if let Some(text) = lock {
            transaction.write(lockfile::source(), text)?;
        }
        for file in files(&leaving)? {
            transaction.remove(file)?;
        }
        transaction.commit(format!("errhub rm {}", self.article))?;
        print(&visible(&format!("{} → {target}", leaving.id())))?;
        terminal.say(&format!(
            "Removed {}, and changed {} that led to it",
            visible(leaving.id()),
            counted(count, "other file")
        ));
        Ok(ExitStatus::Clean)
    }

    fn leaving<'a>(&self, loaded: &'a Loaded) -> Result<Leaving<'a>, Error> {
        let id = id_of(loaded, &self.article);
        let source = SourcePath::new(format!("content/{id}.md"));
        let target = match &self.to {
            Some(to) if to.contains("://") => {
                if !crate::yaml::is_web_address(to) {
                    return Err(Error::Usage { message: format!("`{to}` is not a web address") });
                }
                None
            }
            Some(to) => {
                let other = id_of(loaded, to);
                let file = SourcePath::new(format!("content/{other}.md"));
                match article_of(loaded, &file) {
                    Some(article) if article.summary.draft => {
                        let message = format!("{other} is a draft; publish it first");
                        return Err(Error::Usage { message });
                    }
                    Some(_) if file == source => {
                        let message = "an article cannot take its own place".into();
                        return Err(Error::Usage { message });
                    }
                    Some(_) => Some(file),
                    None => return Err(unknown(loaded, to, &other)),
                }
            }
            None => None,
        };
        let main = &loaded.project.edition;
        let all = loaded.project.translations.iter();
        let all = all.map(|one| one.edition.source(main.below(&source)));
        let translations: Vec<String> = all
            .filter(|file| article_of(loaded, file).is_some())
            .map(|file| format!("`errhub rm {} --to OTHER`", article_id(&file)))
            .collect();
        if !translations.is_empty() && loaded.project.translation_of(&source).is_none() {
            return Err(Error::Usage {
                message: format!(
                    "{id} has translations, which cannot exist without it; remove them first: {}",
                    translations.join(", ")
                ),
            });
        }
        let translations = Vec::new();
        let leaving = Leaving { loaded, source, target, moves: Moves::Not, translations };
        if leaving.article().is_none() && !was_published(loaded, &leaving.url()) {
            return Err(unknown(loaded, &self.article, &id));
        }
        Ok(leaving)
    }
}

/// All addresses of the article.
fn addresses(leaving: &Leaving<'_>) -> Vec<UrlPath> {
    let base = &leaving.loaded.project.config.base_url;
    let aliases = leaving.article().into_iter().flat_map(|article| &article.summary.aliases);
    let aliases = aliases.filter_map(|alias| alias_url(base, alias).ok());
    std::iter::once(leaving.url()).chain(aliases).collect()
}

/// The text of the other article, with these addresses added to its aliases.
fn with_aliases(
    leaving: &Leaving<'_>,
    other: &SourcePath,
    text: &str,
    addresses: &[UrlPath],
) -> Result<String, Error> {
    let bare = text::without_mark(text);
    let mark = &text[..text.len() - bare.len()];
    let mut text = bare.to_owned();
    for url in addresses.iter().rev() {
        let named = leaving.named(url);
        let edit =
            edit::add_item(other, &text, List::Aliases, &named).ok_or_else(|| Error::Usage {
                message: format!(
                    "the `aliases` of {other} are written in a way that errhub cannot edit; add \
                     `{named}` to them yourself, and remove the article then"
                ),
            })?;
        text = edit::apply(&text, vec![edit]);
    }
    Ok(format!("{mark}{text}"))
}

/// The article's file and those in its folder that exist.
fn files(leaving: &Leaving<'_>) -> Result<Vec<SourcePath>, Error> {
    let mut files = Vec::new();
    if leaving.article().is_some() {
        files.push(leaving.source.clone());
    }
    let folder = format!("{}/", leaving.folder());
    let (sources, _) = {
        let project = &leaving.loaded.project;
        let languages: Vec<&str> = project.folders().collect();
        discover::discover(&project.root, &languages)?
    };
    files.extend(sources.all().filter(|file| file.as_str().starts_with(&folder)).cloned());
    Ok(files)
}
