//! The articles named on the command line.

use std::path::Path;

use crate::diagnostic::did_you_mean;
use crate::error::Error;
use crate::parse::ArticleDocument;
use crate::path::SourcePath;
use crate::pipeline::Loaded;
use crate::site::article_id;

/// The articles that a command is about.
pub(super) struct Chosen {
    /// Their files, in order; `None` for all.
    files: Option<Vec<SourcePath>>,
    count: usize,
}

impl Chosen {
    /// Whether all articles are chosen.
    pub(super) fn is_all(&self) -> bool {
        self.files.is_none()
    }

    /// How many articles are chosen.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    fn holds(&self, source: &SourcePath) -> bool {
        self.files.as_ref().is_none_or(|files| files.binary_search(source).is_ok())
    }

    /// Those that could be parsed completely.
    pub(super) fn whole<'a>(
        &'a self,
        loaded: &'a Loaded,
    ) -> impl Iterator<Item = &'a ArticleDocument> {
        let articles = loaded.site.all_articles().map(|article| &*article.document);
        articles.filter(|article| self.holds(&article.source))
    }

    /// The others.
    pub(super) fn broken<'a>(
        &'a self,
        loaded: &'a Loaded,
    ) -> impl Iterator<Item = &'a ArticleDocument> {
        let is_draft = |article: &ArticleDocument| article.summary.draft;
        loaded
            .broken_articles()
            .filter(move |article| !is_draft(article) && self.holds(&article.source))
    }
}

/// Finds the articles that the names select: ids, files or categories. Without names, selects all.
pub(super) fn choose(loaded: &Loaded, names: &[String]) -> Result<Chosen, Error> {
    let known = || {
        let whole = loaded.site.all_articles().map(|article| &article.document.source);
        whole.chain(loaded.broken_articles().map(|article| &article.source))
    };
    if names.is_empty() {
        return Ok(Chosen { files: None, count: known().count() });
    }
    let mut files = Vec::new();
    for name in names {
        let id = id_of(loaded, name);
        let category = format!("{}/", id.trim_end_matches('/'));
        let before = files.len();
        files.extend(
            known()
                .filter(|source| {
                    let other = article_id(source);
                    other == id || other.starts_with(&category)
                })
                .cloned(),
        );
        if files.len() == before {
            return Err(unknown(loaded, name, &id));
        }
    }
    files.sort();
    files.dedup();
    let count = files.len();
    Ok(Chosen { files: Some(files), count })
}

/// The id for a name: `content/http/502.md` and `/http/502/` are `http/502`.
pub(super) fn id_of(loaded: &Loaded, name: &str) -> String {
    let root = &loaded.project.root;
    let path = std::path::absolute(Path::new(name)).ok();
    let path = path.filter(|path| path.is_file()).and_then(|path| path.canonicalize().ok());
    let in_site = path.and_then(|path| SourcePath::from_disk(root, &path));
    let path = in_site.map_or_else(|| name.replace('\\', "/"), |source| source.as_str().to_owned());
    let path = path.trim_start_matches("./").trim_matches('/');
    let path = path.strip_prefix("content/").unwrap_or(path);
    path.strip_suffix(".md").unwrap_or(path).to_owned()
}

/// The error for a name that does not exist.
pub(super) fn unknown(loaded: &Loaded, name: &str, id: &str) -> Error {
    let url = crate::path::UrlPath::folder(&id.split('/').collect::<Vec<_>>());
    if let Some(draft) = loaded.site.draft(&url) {
        return Error::Usage {
            message: format!(
                "{draft} is a draft, which is not published; remove `draft` from it first"
            ),
        };
    }
    let mut pages = loaded.site.editions().flat_map(|site| &site.pages).map(|page| &page.source);
    if let Some(page) = pages.find(|source| article_id(source) == id) {
        let message = format!(
            "{page} is a page, not an article: it has no dates, and is moved manually, with its old address among its `aliases`"
        );
        return Error::Usage { message };
    }
    let ids = loaded.site.all_articles().map(|article| article_id(&article.document.source));
    let message = match did_you_mean(id, ids) {
        Some(near) => format!("there is no article `{name}`; did you mean `{near}`?"),
        None => {
            format!("there is no article `{name}`; use its path below content/, without .md")
        }
    };
    Error::Usage { message }
}
