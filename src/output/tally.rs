//! Counts the output files of each sort, because hosts limit their number.

use super::{OutputFile, Plan, Role};

/// The sorts of files for programs, by the name of their kind, in the order in which they are shown.
const DATA: &[(&str, &[&str])] = &[
    ("Markdown twins", &["twin"]),
    ("cards", &["card"]),
    ("offline copies", &["offline"]),
    ("feeds", &["feed", "category-feed"]),
    ("parts of the search index", &["search", "search-piece"]),
    ("parts of the registry", &["registry", "registry-part", "registry-schema"]),
    ("lists for assistants", &["llms-txt", "category-llms-txt"]),
    ("sitemaps", &["sitemap", "sitemap-part", "sitemap-index"]),
];

/// All other files that errhub writes for hosts, crawlers and browsers.
const OTHERS: &str = "other files for hosts and browsers";

/// The number of files of each sort, without empty sorts.
#[must_use]
pub(crate) fn tally(plan: &Plan) -> Vec<(&'static str, usize)> {
    let mut sorts: Vec<(&str, usize)> = ["pages", "pages at old addresses"]
        .into_iter()
        .chain(DATA.iter().map(|(sort, _)| *sort))
        .chain(["files from content/ and static/", "styles, scripts and icons", OTHERS])
        .map(|sort| (sort, 0))
        .collect();
    for (_, file) in plan.iter() {
        let sort = sort(file);
        if let Some((_, count)) = sorts.iter_mut().find(|(other, _)| *other == sort) {
            *count += 1;
        }
    }
    sorts.retain(|(_, count)| *count > 0);
    sorts
}

fn sort(file: &dyn OutputFile) -> &'static str {
    match file.role() {
        Role::Page | Role::PageAnywhere => "pages",
        Role::Redirect(_) | Role::Gone => "pages at old addresses",
        Role::Copy(_) => "files from content/ and static/",
        Role::Asset => "styles, scripts and icons",
        Role::Data => {
            let kind = file.kind();
            DATA.iter().find(|(_, kinds)| kinds.contains(&kind)).map_or(OTHERS, |(sort, _)| sort)
        }
    }
}
