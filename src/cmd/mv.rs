//! `errhub mv`: moves an article to another address, and keeps the old one.

use std::sync::Arc;

use clap::Args;

use super::articles::{id_of, unknown};
use super::output::{Terminal, print};
use super::relocate::{Leaving, Moves, article_of, folder_of, open, read, was_published};
use super::{ExitStatus, Global};
use crate::discover::{article_name, clean};
use crate::edit::{self, List};
use crate::error::Error;
use crate::lockfile;
use crate::path::{PAGES, SourcePath, UrlPath};
use crate::pipeline::Loaded;
use crate::redirects;
use crate::report::{counted, visible};
use crate::site::{alias_url, article_id};

/// Move an article to another address, and keep the old one
///
/// The file and the folder of its own files get the new name. The old address becomes one of its
/// `aliases`, links and `related` in other articles lead to the new one, and errhub.lock records it.
/// All of that happens or nothing: if it is interrupted, the next command finishes it.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    errhub mv http/502 http/502-bad-gateway\n  \
    errhub mv http/502-bad-gateway proxies/     into another category, under the same name\n\n\
    If you have already moved the file yourself, errhub does the rest.\n\n\
    Exit codes: 0 it was moved, 1 articles have mistakes to be fixed first, 2 it was not moved.")]
pub(super) struct Mv {
    /// The article
    #[arg(value_name = "OLD")]
    old: String,
    /// CATEGORY/NAME
    #[arg(value_name = "NEW")]
    new: String,
}

impl Mv {
    pub(super) fn run(self, global: &Global, terminal: &Terminal) -> Result<ExitStatus, Error> {
        let opened = open(global, terminal, "These have to be fixed before anything is moved:\n")?;
        let (mut transaction, loaded) = match opened {
            Ok(opened) => opened,
            Err(status) => return Ok(status),
        };
        let project = Arc::clone(&loaded.project);
        let (leaving, new) = self.places(&loaded)?;
        let moved_by_hand = leaving.article().is_none();
        let (old_url, new_url) = (leaving.url(), url_of(&new));
        let file = if moved_by_hand { &new } else { &leaving.source };
        let Some(article) = article_of(&loaded, file) else { return Err(self.no_article(&loaded)) };
        let whole = read(&project.root, file)?;
        let bare = crate::text::without_mark(&whole);
        // If the article returns to an old address, that is no longer an old one.
        let base = &project.config.base_url;
        let has = |url: &UrlPath| {
            let mut aliases = article.summary.aliases.iter();
            aliases.position(|alias| alias_url(base, alias).as_ref() == Ok(url))
        };
        let named = leaving.named(&old_url);
        let alias = match (has(&old_url), has(&new_url)) {
            (Some(_), _) => None,
            (None, Some(index)) => {
                Some(edit::replace_item(file, bare, List::Aliases, index, &named))
            }
            (None, None) => Some(edit::add_item(file, bare, List::Aliases, &named)),
        };
        let alias = match alias {
            Some(None) => return Err(cannot_edit(file, &named)),
            Some(Some(edit)) => vec![edit],
            None => Vec::new(),
        };
        // The links of a file that was moved manually have been checked in its new place.
        let text = leaving.followed(file, &new, &whole, alias);
        let mut others = leaving.others()?;
        others.remove(&new);
        let translations = translated(&leaving)?;
        if !moved_by_hand {
            transaction.rename(leaving.source.clone(), new.clone())?;
            let folder = leaving.folder();
            if folder.to_disk(&project.root).is_dir() {
                transaction.rename(folder, folder_of(&new))?;
            }
        }
        transaction.write(new.clone(), text)?;
        for (old, new, text) in &translations {
            others.remove(old);
            transaction.rename(old.clone(), new.clone())?;
            let folder = folder_of(old);
            if folder.to_disk(&project.root).is_dir() {
                transaction.rename(folder, folder_of(new))?;
            }
            transaction.write(new.clone(), text.clone())?;
        }
        let count = others.len();
        let changed: Vec<SourcePath> = others.keys().cloned().collect();
        for (file, text) in others {
            transaction.write(file, text)?;
        }
        if let Some(text) = leaving.redirects(article_id(&new), &[])? {
            transaction.write(redirects::source(), text)?;
        }
        let lock = leaving.lock(|lock| {
            let moved = translations.iter().map(|(old, new, _)| (url_of(old), url_of(new)));
            for (old_url, new_url) in std::iter::once((old_url, new_url)).chain(moved) {
                if let Some(mut entry) = lock.remove(&old_url) {
                    entry.url = new_url.clone();
                    lock.put(entry);
                    lock.keep_address(old_url);
                }
                lock.old_addresses.retain(|old| old.url != new_url);
            }
        });
        if let Some(text) = lock {
            transaction.write(lockfile::source(), text)?;
        }
        transaction.commit(format!("errhub mv {} {}", self.old, self.new))?;
        let mut lines = vec![format!("{} → {}", leaving.id(), article_id(&new))];
        let along = translations.iter();
        lines.extend(
            along.map(|(old, new, _)| format!("{} → {}", article_id(old), article_id(new))),
        );
        lines.extend(changed.iter().map(|file| format!("{file} follows")));
        let lines: Vec<_> = lines.iter().map(|line| visible(line)).collect();
        print(&lines.join("\n"))?;
        terminal.say(&format!(
            "Moved {}, and changed {} that led to it; `{}` leads there now",
            visible(leaving.id()),
            counted(count, "other file"),
            visible(&named),
        ));
        Ok(ExitStatus::Clean)
    }

    /// The article, and its new file.
    fn places<'a>(&self, loaded: &'a Loaded) -> Result<(Leaving<'a>, SourcePath), Error> {
        let source = SourcePath::new(format!("content/{}.md", id_of(loaded, &self.old)));
        let name = article_id(&source).rsplit('/').next().unwrap_or_default();
        let new = self.new.replace('\\', "/");
        let new = new.strip_prefix("content/").unwrap_or(&new);
        let new = match new.strip_suffix('/') {
            Some(category) => format!("{category}/{name}"),
            None => new.trim_end_matches(".md").to_owned(),
        };
        let new = new.trim_matches('/');
        let refuse = |message: String| Err(Error::Usage { message });
        if loaded.project.translation_of(&source).is_some() {
            return refuse(format!(
                "a translation has the path of its original, and moves along with it: errhub mv {} \
                 CATEGORY/NAME",
                loaded.project.edition_of(&source).edition.id(&source)
            ));
        }
        let Some((category, stem)) = new.split_once('/').filter(|(_, stem)| !stem.contains('/'))
        else {
            return refuse(format!("`{new}` is not of the form CATEGORY/NAME"));
        };
        let is_clean = clean(category).and_then(|()| article_name(&format!("{stem}.md")));
        if let Err(better) = is_clean {
            return refuse(format!("`{new}` does not make a clean address; try `{better}`"));
        }
        if category == PAGES {
            return refuse(format!("content/{PAGES}/ is the folder of pages, not a category"));
        }
        let new = SourcePath::new(format!("content/{new}.md"));
        if let Some(folder) = loaded.project.edition_of(&new).edition.folder() {
            return refuse(format!("`{folder}` is a language of site.yaml, not a category"));
        }
        if new == source {
            return refuse(format!("{} already exists", article_id(&source)));
        }
        let target = Some(new.clone());
        let translations = translations(loaded, &source, &new);
        let leaving = Leaving { loaded, source, target, moves: Moves::Along, translations };
        let root = &loaded.project.root;
        if leaving.article().is_some() {
            let along =
                leaving.translations.iter().flat_map(|(_, new)| [new.clone(), folder_of(new)]);
            for path in [new.clone(), folder_of(&new)].into_iter().chain(along) {
                if std::fs::symlink_metadata(path.to_disk(root)).is_ok() {
                    return refuse(format!(
                        "{path} already exists, and errhub never overwrites files"
                    ));
                }
            }
        } else if article_of(loaded, &new).is_none() || !was_published(loaded, &leaving.url()) {
            return Err(self.no_article(loaded));
        }
        let url = url_of(&new);
        if let Some(other) = loaded.site.aliases.get(&url) {
            let (source, ..) = loaded.site.named(*other);
            if *source != leaving.source && *source != new {
                return refuse(format!(
                    "`{url}` is an old address of {}; remove it from its `aliases` first",
                    article_id(source)
                ));
            }
        }
        if loaded.site.redirects.contains_key(&url) {
            return refuse(format!("`{url}` is in redirects.yaml; remove it there first"));
        }
        Ok((leaving, new))
    }

    fn no_article(&self, loaded: &Loaded) -> Error {
        unknown(loaded, &self.old, &id_of(loaded, &self.old))
    }
}

/// The files of the translations of an article, each with its new path.
fn translations(
    loaded: &Loaded,
    source: &SourcePath,
    new: &SourcePath,
) -> Vec<(SourcePath, SourcePath)> {
    let main = &loaded.project.edition;
    let all = loaded.project.translations.iter().map(|one| &one.edition);
    let all =
        all.map(|edition| (edition.source(main.below(source)), edition.source(main.below(new))));
    all.filter(|(old, _)| article_of(loaded, old).is_some()).collect()
}

/// The translations that move along: the old file, the new one, and its text.
fn translated(leaving: &Leaving<'_>) -> Result<Vec<(SourcePath, SourcePath, String)>, Error> {
    let project = &leaving.loaded.project;
    let all = leaving.translations.iter().map(|(old, new)| {
        let whole = read(&project.root, old)?;
        let bare = crate::text::without_mark(&whole);
        let named = leaving.named(&url_of(old));
        let aliases = article_of(leaving.loaded, old).map(|one| &one.summary.aliases);
        let mut aliases = aliases.into_iter().flatten();
        let base = &project.config.base_url;
        let has = aliases.any(|alias| alias_url(base, alias) == Ok(url_of(old)));
        let alias = match edit::add_item(old, bare, List::Aliases, &named) {
            _ if has => Vec::new(),
            Some(edit) => vec![edit],
            None => return Err(cannot_edit(old, &named)),
        };
        Ok((old.clone(), new.clone(), leaving.followed(old, new, &whole, alias)))
    });
    all.collect()
}

fn cannot_edit(file: &SourcePath, named: &str) -> Error {
    Error::Usage {
        message: format!(
            "the `aliases` of {file} are written in a way that errhub cannot edit; add `{named}` to \
             them yourself, and run this again"
        ),
    }
}

fn url_of(source: &SourcePath) -> UrlPath {
    UrlPath::of_content(source).unwrap_or_else(UrlPath::root)
}
