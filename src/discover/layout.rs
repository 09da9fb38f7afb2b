//! Where articles, categories and the hub may be, and which names they may have.

use std::collections::BTreeSet;

use super::Sources;
use crate::config::own_name;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::path::{OutPath, PAGES, SourcePath, Unfit, Why, slug, twins};

/// Keeps the documents in a place where an article, a category or the hub may be, in the main
/// language or in the folder of one of `languages`, and returns the others.
pub(super) fn check(
    documents: &mut Vec<SourcePath>,
    languages: &[&str],
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<SourcePath> {
    let mut nested = BTreeSet::new();
    let mut unclean_categories = BTreeSet::new();
    let mut named_like_languages = BTreeSet::new();
    let mut misplaced = Vec::new();
    let folders = std::iter::once(String::new());
    let folders = folders.chain(languages.iter().map(|language| format!("{language}/")));
    let old_categories: Vec<SourcePath> = folders
        .map(|folder| SourcePath::new(format!("content/{folder}{PAGES}/_index.md")))
        .filter(|index| documents.contains(index))
        .collect();
    diagnostics.extend(old_categories.iter().map(pages_category));
    documents.retain(|source| {
        let mut parts: Vec<&str> = source.content_parts().collect();
        let (place, file) = (Place::file(source), source.file_name());
        let language = languages.iter().find(|language| **language == parts[0]);
        let named = named_like_language(source, &parts, languages);
        if let Some((language, diagnostic)) = named {
            // One folder or name is a single mistake, however many files are in it.
            if named_like_languages.insert((language.to_owned(), source.is_page())) {
                diagnostics.push(diagnostic);
            }
            misplaced.push(source.clone());
            return false;
        }
        let folder_of_language =
            language.map(|language| format!("{language}/")).unwrap_or_default();
        if language.is_some() {
            parts.remove(0);
        }
        let is_old_category = old_categories.iter().any(|index| {
            index.as_str() == format!("content/{folder_of_language}{PAGES}/_index.md")
        });
        let diagnostic = match parts[..] {
            // One folder with the wrong name is a single mistake, however many files are in it.
            [PAGES, ..] if is_old_category => None,
            [PAGES, folder, .., _] => {
                nested.insert((PAGES.to_owned(), folder.to_owned())).then(|| {
                    let message =
                        format!("`{PAGES}/{folder}` would be a folder of pages inside another");
                    Diagnostic::new(Code::NestedCategory, message, place)
                        .help(format!("move its pages to content/{folder_of_language}{PAGES}/"))
                })
            }
            [_, folder, .., _] => {
                // One misplaced folder is a single mistake, however many files are in it.
                nested
                    .insert((parts[0].to_owned(), folder.to_owned()))
                    .then(|| nested_category(place, &folder_of_language, (parts[0], folder)))
            }
            ["_index.md"] => return true,
            [_] => Some(
                Diagnostic::new(
                    Code::ArticleOutsideCategory,
                    format!("`{file}` belongs to no category"),
                    place,
                )
                .help("move it into a folder of content/, such as content/http/"),
            ),
            [category, "_index.md"] => match clean(category) {
                Ok(()) => return true,
                Err(better) => unclean_categories
                    .insert(category.to_owned())
                    .then(|| unclean(category, &better, place)),
            },
            [category, _] => match (article_name(file), clean(category)) {
                (Ok(()), Ok(())) => return true,
                (Err(_), _) if file == "index.md" => Some(
                    Diagnostic::new(
                        Code::UncleanName,
                        "`index.md` is neither an article nor the category's page",
                        place,
                    )
                    .help(if category == PAGES {
                        "name the page after its address: imprint.md is published at /imprint/"
                    } else {
                        "the category's page is `_index.md`; an article is named after its error"
                    }),
                ),
                (Err(better), _) => Some(unclean(file, &format!("{better}.md"), place)),
                (_, Err(better)) => unclean_categories
                    .insert(category.to_owned())
                    .then(|| unclean(category, &better, place)),
            },
            [] => None,
        };
        diagnostics.extend(diagnostic);
        misplaced.push(source.clone());
        false
    });
    misplaced
}

/// A folder inside a category; or the category of a language that site.yaml does not list.
fn nested_category(
    place: Place,
    of_language: &str,
    (category, folder): (&str, &str),
) -> Diagnostic {
    let message = format!("`{category}/{folder}` would be a category inside a category");
    let diagnostic = Diagnostic::new(Code::NestedCategory, message, place).help(format!(
        "move its articles to content/{of_language}{category}/ or to a category of their own"
    ));
    if !of_language.is_empty() || own_name(category).is_none() {
        return diagnostic;
    }
    diagnostic.help(format!(
        "if the hub has the language `{category}`, list it under `languages` in site.yaml; the main \
         language is in content/ itself"
    ))
}

/// The language that a file or its folder is named after, with the mistake in that.
fn named_like_language<'l>(
    source: &SourcePath,
    parts: &[&str],
    languages: &[&'l str],
) -> Option<(&'l str, Diagnostic)> {
    let is_it = |language: &&&str, name: &str| language.eq_ignore_ascii_case(name);
    let find = |name: &str| languages.iter().find(|language| is_it(language, name)).copied();
    match *parts {
        [folder, name] if languages.contains(&folder) && name != "_index.md" => {
            Some((find(folder)?, in_language_folder(source, folder)))
        }
        [folder, category, _, ..] if languages.contains(&folder) => {
            let language = find(category)?;
            Some((language, category_of_translation(source, folder, category)))
        }
        [PAGES, name] => {
            let name = name.strip_suffix(".md")?;
            Some((find(name)?, at_language_address(source, name)))
        }
        [folder, _, ..] if !languages.contains(&folder) => {
            let language = find(folder)?;
            Some((language, spelled_otherwise(source, folder, language)))
        }
        _ => None,
    }
}

/// An article in a place where only the folders of a language's categories are allowed.
fn in_language_folder(source: &SourcePath, language: &str) -> Diagnostic {
    let file = source.file_name();
    let message = format!(
        "`{file}` is in the folder of the language `{language}`, which has categories only"
    );
    Diagnostic::new(Code::NamedLikeLanguage, message, Place::file(source))
        .help(format!(
            "move it to the folder of its category there, such as content/{language}/http/{file}"
        ))
        .help("if the folder is a category, rename it: a language of site.yaml has its name")
}

/// A category of a translation that the main language cannot have, because the folder is a language's.
fn category_of_translation(source: &SourcePath, language: &str, category: &str) -> Diagnostic {
    let message = format!("the category `{category}` of `{language}` is named like a language");
    Diagnostic::new(Code::NamedLikeLanguage, message, Place::file(source)).help(format!(
        "give the folder the name that the category has in the main language, such as content/{language}/http/"
    ))
}

/// A page whose address is that of a language.
fn at_language_address(source: &SourcePath, name: &str) -> Diagnostic {
    let message =
        format!("the page would be at /{name}/, where the hub in the language `{name}` is");
    Diagnostic::new(Code::NamedLikeLanguage, message, Place::file(source)).help("rename the file")
}

/// A folder that is named after a language, except for capitals.
fn spelled_otherwise(source: &SourcePath, folder: &str, language: &str) -> Diagnostic {
    let message = format!(
        "`content/{folder}/` is named like the language `{language}`, but spelled differently"
    );
    Diagnostic::new(Code::NamedLikeLanguage, message, Place::file(source))
        .help(format!("rename the folder to `{language}`, or to another name if it is a category"))
}

/// The folder of pages has the `_index.md` of a category.
fn pages_category(index: &SourcePath) -> Diagnostic {
    Diagnostic::new(
        Code::NotAPage,
        format!("`content/{PAGES}/` is the folder of pages such as an imprint, not a category"),
        Place::file(index),
    )
    .help(format!(
        "if it is a category, rename the folder, and keep the addresses of its articles with \
         `aliases: [/{PAGES}/NAME/]`"
    ))
    .help(format!(
        "if it is a page, name the file after its address: content/{PAGES}/imprint.md is published \
         at /imprint/"
    ))
}

/// An article's file name must end in `.md`, in lower case, after a clean name of its own.
pub(crate) fn article_name(file: &str) -> Result<(), String> {
    match file.strip_suffix(".md") {
        Some("index") => Err(String::new()),
        Some(stem) => clean(stem),
        None => Err(slug(file.get(..file.len() - 3).unwrap_or(file))),
    }
}

/// A name that can be part of an address as it is: ASCII letters, digits, `-`, `_` and `.`, and not
/// reserved by any system.
pub(crate) fn clean(name: &str) -> Result<(), String> {
    let fine = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
        && name.starts_with(|first: char| first.is_ascii_alphanumeric());
    match OutPath::new(name) {
        Ok(_) if fine => Ok(()),
        Err(Unfit { why: Why::Device, .. }) => Err(format!("{}-error", slug(name))),
        _ => Err(slug(name)),
    }
}

fn unclean(name: &str, better: &str, place: Place) -> Diagnostic {
    let better: String = better.chars().filter(char::is_ascii).collect();
    let better = better.trim_matches('-');
    let stem = name.strip_suffix(".md").unwrap_or(name);
    match OutPath::new(stem) {
        Err(unfit @ Unfit { why: Why::Device, .. }) => {
            Diagnostic::new(Code::UncleanName, unfit.to_string(), place)
                .help(format!("choose another name, such as `{better}`"))
        }
        _ => Diagnostic::new(
            Code::UncleanName,
            format!("`{name}` does not make a clean address"),
            place,
        )
        .help(format!("name it with ASCII letters, digits and hyphens, such as `{better}`")),
    }
}

/// Reports names that differ only in case: on many disks and hosts they are the same.
pub(super) fn check_case(sources: &Sources, diagnostics: &mut Vec<Diagnostic>) {
    let lists = [&sources.documents, &sources.attachments, &sources.statics, &sources.templates];
    let mut all: Vec<&SourcePath> = lists.into_iter().flatten().collect();
    all.sort();
    // The first file with this name, or in the folder with this name.
    let first_below = |name: &str| {
        let folder = format!("{name}/");
        let at = |name: &str| all.partition_point(|source| source.as_str() < name);
        let file = all.get(at(name)).filter(|source| source.as_str() == name);
        file.or_else(|| all.get(at(&folder)).filter(|source| source.as_str().starts_with(&folder)))
    };
    let paths = all.iter().map(|source| source.as_str());
    for twin in twins(paths, |name| first_below(name).is_some()) {
        let other = first_below(&twin.other).copied().cloned();
        let place = Place::file(&SourcePath::new(twin.path));
        let message = format!("`{}` and `{}` {}", twin.name, twin.other, twin.difference());
        let diagnostic = Diagnostic::new(Code::SameNameButCase, message, place)
            .help("rename one of them: some file systems and hosts treat them as the same");
        diagnostics.push(match other {
            Some(other) => diagnostic.related(Place::file(&other), "the other one"),
            None => diagnostic,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(files: &[&str]) -> (usize, Vec<Code>) {
        let mut documents: Vec<_> = files.iter().map(|file| SourcePath::new(*file)).collect();
        let mut diagnostics = Vec::new();
        check(&mut documents, &[], &mut diagnostics);
        (documents.len(), diagnostics.iter().map(|diagnostic| diagnostic.code).collect())
    }

    #[test]
    fn every_document_has_its_place() {
        let fine = ["content/_index.md", "content/http/_index.md", "content/http/0x8-a_b.c.md"];
        assert_eq!(layout(&fine), (3, vec![]));
        assert_eq!(
            layout(&["content/a b/_index.md", "content/a b/c.md", "content/a b/d.md"]),
            (0, vec![Code::UncleanName])
        );
        assert_eq!(layout(&["content/a.md"]), (0, vec![Code::ArticleOutsideCategory]));
        assert_eq!(layout(&["content/pages/a.md"]), (1, vec![]));
        assert_eq!(layout(&["content/pages/a/b.md"]), (0, vec![Code::NestedCategory]));
        assert_eq!(
            layout(&["content/pages/_index.md", "content/pages/a.md", "content/pages/b.md"]),
            (0, vec![Code::NotAPage])
        );
        assert_eq!(
            layout(&["content/a/b/c.md", "content/a/b/d.md"]),
            (0, vec![Code::NestedCategory])
        );
        for name in
            ["index 2.md", "index.md", "ä.md", "-x.md", "x.MD", "aux.md", "com1.txt.md", "x..md"]
        {
            let path = format!("content/http/{name}");
            assert_eq!(layout(&[&path]), (0, vec![Code::UncleanName]), "{name}");
        }
    }
}
