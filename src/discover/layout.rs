//! Where an article, a category or the hub may stand, and how it may be called.

use std::collections::{BTreeMap, BTreeSet};

use super::Sources;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::path::{SourcePath, slug};

/// Keeps the documents that stand where an article, a category or the hub may stand, and returns
/// the others.
pub(super) fn check(
    documents: &mut Vec<SourcePath>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<SourcePath> {
    let mut nested = BTreeSet::new();
    let mut misplaced = Vec::new();
    documents.retain(|source| {
        let parts: Vec<&str> = source.content_parts().collect();
        let (place, file) = (Place::file(source), source.file_name());
        let diagnostic = match parts[..] {
            [_, folder, .., _] => {
                // One misplaced folder is one mistake, however many files it holds.
                nested.insert((parts[0].to_owned(), folder.to_owned())).then(|| {
                    Diagnostic::new(
                        Code::NestedCategory,
                        format!("`{}/{folder}` would be a category inside a category", parts[0]),
                        place,
                    )
                    .help(format!(
                        "move its articles to content/{}/ or to a category of their own",
                        parts[0]
                    ))
                })
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
                Err(better) => Some(unclean(category, &better, place)),
            },
            [category, _] => match (article_name(file), clean(category)) {
                (Ok(()), Ok(())) => return true,
                (Err(_), _) if file == "index.md" => Some(
                    Diagnostic::new(
                        Code::UncleanName,
                        "`index.md` is neither an article nor the category's page",
                        place,
                    )
                    .help(
                        "the category's page is `_index.md`; an article is named after its error",
                    ),
                ),
                (Err(better), _) => Some(unclean(file, &format!("{better}.md"), place)),
                (_, Err(better)) => Some(unclean(category, &better, place)),
            },
            [] => None,
        };
        diagnostics.extend(diagnostic);
        misplaced.push(source.clone());
        false
    });
    misplaced
}

/// An article's file name must end in `.md`, in lower case, after a clean name of its own.
pub(crate) fn article_name(file: &str) -> Result<(), String> {
    match file.strip_suffix(".md") {
        Some("index") => Err(String::new()),
        Some(stem) => clean(stem),
        None => Err(slug(file.get(..file.len() - 3).unwrap_or(file))),
    }
}

/// A name that can stand in an address as it is: ASCII letters, digits, `-`, `_`, `.`.
pub(crate) fn clean(name: &str) -> Result<(), String> {
    let fine = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
        && name.starts_with(|first: char| first.is_ascii_alphanumeric());
    if fine { Ok(()) } else { Err(slug(name)) }
}

fn unclean(name: &str, better: &str, place: Place) -> Diagnostic {
    let better: String = better.chars().filter(char::is_ascii).collect();
    let better = better.trim_matches('-');
    Diagnostic::new(Code::UncleanName, format!("`{name}` makes no clean address"), place)
        .help(format!("name it with ASCII letters, digits and hyphens, such as `{better}`"))
}

/// On many disks and hosts, names that differ only in case are the same.
pub(super) fn check_case(sources: &Sources, diagnostics: &mut Vec<Diagnostic>) {
    let mut seen: BTreeMap<String, &SourcePath> = BTreeMap::new();
    let all = [&sources.documents, &sources.attachments, &sources.statics, &sources.templates];
    for source in all.into_iter().flatten() {
        if let Some(first) = seen.insert(source.as_str().to_lowercase(), source) {
            diagnostics.push(
                Diagnostic::new(
                    Code::SameNameButCase,
                    format!("`{source}` and `{first}` differ only in case"),
                    Place::file(source),
                )
                .help("rename one of them: some disks and hosts take them for the same file")
                .related(Place::file(first), "the other one"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(files: &[&str]) -> (usize, Vec<Code>) {
        let mut documents: Vec<_> = files.iter().map(|file| SourcePath::new(*file)).collect();
        let mut diagnostics = Vec::new();
        check(&mut documents, &mut diagnostics);
        (documents.len(), diagnostics.iter().map(|diagnostic| diagnostic.code).collect())
    }

    #[test]
    fn every_document_has_its_place() {
        let fine = ["content/_index.md", "content/http/_index.md", "content/http/0x8-a_b.c.md"];
        assert_eq!(layout(&fine), (3, vec![]));
        assert_eq!(layout(&["content/a.md"]), (0, vec![Code::ArticleOutsideCategory]));
        assert_eq!(
            layout(&["content/a/b/c.md", "content/a/b/d.md"]),
            (0, vec![Code::NestedCategory])
        );
        for name in ["index 2.md", "index.md", "ä.md", "-x.md", "x.MD"] {
            let path = format!("content/http/{name}");
            assert_eq!(layout(&[&path]), (0, vec![Code::UncleanName]), "{name}");
        }
    }
}
