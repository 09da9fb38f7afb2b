//! Looks at the picture files that pages show.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::cache::Changes;
use crate::check;
use crate::config::Project;
use crate::diagnostic::Diagnostic;
use crate::discover;
use crate::error::Error;
use crate::output::{Plan, Role};
use crate::parse::markdown::shown;
use crate::path::{SourcePath, UrlPath};
use crate::picture::Pictures;
use crate::site::Site;

/// What is known of the pictures of `site`, and what is wrong with them. `last` is what was known
/// before `changes`.
///
/// # Errors
/// If a file is gone or cannot be read.
pub(super) fn look(
    project: &Project,
    site: &Site,
    plan: &Plan,
    (last, changes): (Option<&Pictures>, &Changes),
) -> Result<(Pictures, Vec<Diagnostic>), Error> {
    let files = files(site, plan);
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
    let sources: BTreeMap<&SourcePath, _> =
        files.values().copied().zip(looked.iter().map(|(_, picture)| picture)).collect();
    let wrong = sources.iter().filter_map(|(source, picture)| check::picture(source, picture));
    let wrong = wrong.collect();
    Ok((looked.into_iter().collect(), wrong))
}

/// The files behind the pictures in all texts, by their addresses.
fn files<'p>(site: &Site, plan: &'p Plan) -> BTreeMap<UrlPath, &'p SourcePath> {
    let of_articles = site.articles.iter().flat_map(|article| &article.document.pictures);
    let mut urls: BTreeSet<UrlPath> = of_articles.map(|shown| shown.url.clone()).collect();
    let categories = site.categories.iter().map(|category| &category.document.references);
    for references in categories.chain([&site.hub.references]) {
        urls.extend(shown(references).into_iter().map(|shown| shown.url));
    }
    let file = |url: UrlPath| match plan.at(plan.served(url.as_str())?)?.1.role() {
        Role::Copy(source) => Some((url, source)),
        _ => None,
    };
    urls.into_iter().filter_map(file).collect()
}
