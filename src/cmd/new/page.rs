//! The form of one of the site's own pages.

use std::path::{Path, PathBuf};

use super::super::create::{create, exists, shown};
use super::{LONGEST, quoted, unclean, usage};
use crate::discover;
use crate::error::Error;
use crate::path::PAGES;
use crate::site::title_of;

/// The name of the requested page, as in `pages/imprint`; `None` if it is an article.
pub(super) fn name_of(article: &str) -> Option<&str> {
    let bare = article.trim_start_matches("./").trim_matches('/');
    let bare = bare.strip_prefix("content/").unwrap_or(bare);
    let name = bare.strip_prefix(PAGES)?.strip_prefix('/')?;
    Some(name.strip_suffix(".md").unwrap_or(name))
}

/// Creates the page `name`, and returns its file.
///
/// # Errors
/// If its name or address is taken or invalid.
pub(super) fn new(content: &Path, name: &str, title: Option<&str>) -> Result<PathBuf, Error> {
    if name.contains('/') {
        return usage(format!(
            "`{PAGES}/{name}` has more than two parts; it should be {PAGES}/NAME"
        ));
    }
    if discover::article_name(&format!("{name}.md")).is_err() || name == "_index" {
        return usage(unclean(name));
    }
    if name.len() > LONGEST {
        return usage(format!("the name is longer than {LONGEST} characters"));
    }
    let category = content.join(name);
    if category.is_dir() {
        return usage(format!(
            "the page would be published at /{name}/, which is the address of the category {}",
            shown(&category)
        ));
    }
    let path = content.join(PAGES).join(format!("{name}.md"));
    if path.exists() {
        return Err(exists(&path));
    }
    let title = title.map_or_else(|| title_of(name), str::to_owned);
    create(&path, &format!(include_str!("page.md"), title = quoted(&title)))?;
    Ok(path)
}
