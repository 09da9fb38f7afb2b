//! Examines the picture files that pages show.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::cache::Changes;
use crate::check;
use crate::config::Project;
use crate::diagnostic::{Code, Diagnostic};
use crate::discover;
use crate::error::Error;
use crate::output::{Plan, Role};
use crate::parse::markdown::shown;
use crate::path::{SourcePath, UrlPath};
use crate::picture::Pictures;
use crate::site::Site;

/// The sizes of the pictures of `site`, and the mistakes in them. `last` is the result before
/// `changes`.
///
/// # Errors
/// If a file is gone or cannot be read.
pub(super) fn look(
    project: &Project,
    site: &Site,
    plan: &Plan,
    (last, changes): (Option<&Pictures>, &Changes),
) -> Result<(Pictures, Vec<Diagnostic>), Error> {
    let in_texts = in_texts(site);
    let mut urls = in_texts.clone();
    urls.extend(site.all_articles().filter_map(|one| one.document.summary.image.clone()));
    urls.extend(in_texts.iter().filter_map(|url| project.original_url(url)));
    urls.extend(project.config.image_url());
    let file = |url: UrlPath| match plan.at(plan.served(url.as_str())?)?.1.role() {
        Role::Copy(source) => Some((url, source)),
        _ => None,
    };
    let files: BTreeMap<UrlPath, &SourcePath> = urls.into_iter().filter_map(file).collect();
    let looked: Vec<_> = files
        .par_iter()
        .map(|(url, source)| {
            let is_same = matches!(changes, Changes::Files(files) if !files.contains(*source));
            let known = last.filter(|_| is_same).and_then(|last| last.get(url));
            let picture = match known {
                Some(picture) => *picture,
                None => discover::picture(&project.root, source)?,
            };
            Ok((url.clone(), picture))
        })
        .collect::<Result<_, Error>>()?;
    let mut pictures: Pictures = looked.into_iter().collect();
    // A translation shows the pictures of its original unless it has its own.
    let borrowed = in_texts.iter().filter(|url| !pictures.contains_key(*url));
    let borrowed = borrowed.filter_map(|url| {
        let original = pictures.get(&project.original_url(url)?)?;
        Some((url.clone(), *original))
    });
    let borrowed: Vec<_> = borrowed.collect();
    pictures.extend(borrowed);
    let sources: BTreeMap<&SourcePath, &UrlPath> =
        files.iter().map(|(url, source)| (*source, url)).collect();
    let mut wrong: Vec<Diagnostic> = Vec::new();
    for (source, url) in sources {
        let found = pictures.get(url).and_then(|picture| check::picture(source, picture));
        // A damaged picture for links is a separate error.
        let is_own =
            |one: &Diagnostic| one.code == Code::UnreadablePicture && !in_texts.contains(url);
        wrong.extend(found.filter(|one| !is_own(one)));
    }
    wrong.extend(check::images(project, site, plan, &pictures));
    Ok((pictures, wrong))
}

/// The addresses of the pictures in all texts.
fn in_texts(site: &Site) -> BTreeSet<UrlPath> {
    let of_articles = site.all_articles().flat_map(|article| &article.document.pictures);
    let mut urls: BTreeSet<UrlPath> = of_articles.map(|shown| shown.url.clone()).collect();
    for site in site.editions() {
        let categories = site.categories.iter().map(|category| &category.document.references);
        let pages = site.pages.iter().map(|page| &page.references);
        for references in categories.chain(pages).chain([&site.hub.references]) {
            urls.extend(shown(references).into_iter().map(|shown| shown.url));
        }
    }
    urls
}
