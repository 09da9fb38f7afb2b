//! The part of a hub in one language: its folder below `content/`, and its address.

use serde::{Deserialize, Serialize};

use super::{SourcePath, UrlPath};

/// One language of a hub. The main one is in `content/` and at the root of the hub; another one is
/// in a folder of `content/` that is named like its code, and published below that name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Edition {
    /// The folder; `None` for the main language.
    folder: Option<Box<str>>,
}

impl Edition {
    /// The edition in this folder of `content/`.
    #[must_use]
    pub fn in_folder(folder: &str) -> Self {
        Self { folder: Some(folder.into()) }
    }

    /// Its folder below `content/`; `None` for the main language.
    #[must_use]
    pub fn folder(&self) -> Option<&str> {
        self.folder.as_deref()
    }

    /// The address of its hub: `/`, or `/de/`.
    #[must_use]
    pub fn root(&self) -> UrlPath {
        self.url(&[])
    }

    /// The folder address of plain names in this edition: `["http"]` is `/http/` or `/de/http/`.
    #[must_use]
    pub fn url(&self, names: &[&str]) -> UrlPath {
        let names: Vec<&str> = self.folder().into_iter().chain(names.iter().copied()).collect();
        UrlPath::folder(&names)
    }

    /// The address of a file that errhub makes for this edition: `feed.xml` is `/feed.xml` or
    /// `/de/feed.xml`.
    #[must_use]
    pub fn file(&self, path: &str) -> UrlPath {
        match self.folder() {
            None => UrlPath::file(path),
            Some(folder) => UrlPath::file(&format!("{folder}/{path}")),
        }
    }

    /// The file of this edition with a path below its folder: `http/_index.md` is
    /// `content/http/_index.md` or `content/de/http/_index.md`.
    #[must_use]
    pub fn source(&self, path: &str) -> SourcePath {
        SourcePath::new(match self.folder() {
            None => format!("content/{path}"),
            Some(folder) => format!("content/{folder}/{path}"),
        })
    }

    /// The path of a file relative to its folder: `content/de/http/502.md` is `http/502.md`.
    #[must_use]
    pub fn below<'s>(&self, source: &'s SourcePath) -> &'s str {
        let path = source.as_str().strip_prefix("content/").unwrap_or(source.as_str());
        let below = self.folder().and_then(|folder| path.strip_prefix(folder)?.strip_prefix('/'));
        below.unwrap_or(path)
    }

    /// The parts of [`Self::below`]: `["http", "502.md"]`.
    pub fn parts<'s>(&self, source: &'s SourcePath) -> impl Iterator<Item = &'s str> {
        self.below(source).split('/')
    }

    /// The id of an article in this edition, which its translations share:
    /// `content/de/http/502.md` is `http/502`.
    #[must_use]
    pub fn id<'s>(&self, source: &'s SourcePath) -> &'s str {
        let path = self.below(source);
        path.strip_suffix(".md").unwrap_or(path)
    }

    /// Whether the file is in its folder; the main language has none.
    #[must_use]
    pub fn has(&self, source: &SourcePath) -> bool {
        self.folder().is_some_and(|folder| source.content_parts().next() == Some(folder))
    }

    /// An address relative to the root of this edition: `/de/http/` is `http/`. `None` if it is not
    /// below it.
    #[must_use]
    pub fn path<'u>(&self, url: &'u str) -> Option<&'u str> {
        url.strip_prefix(self.root().as_str())
    }

    /// The address of a path below its root, as [`Self::path`] returns it.
    #[must_use]
    pub fn at(&self, path: &str) -> UrlPath {
        UrlPath::from_encoded(&format!("{}{path}", self.root()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_stays_the_address() {
        let (main, german) = (Edition::default(), Edition::in_folder("de"));
        let source = SourcePath::new("content/de/http/502.md");
        assert_eq!(german.id(&source), "http/502");
        assert_eq!(german.parts(&source).collect::<Vec<_>>(), ["http", "502.md"]);
        assert_eq!(german.source("http/502.md"), source);
        assert!(german.has(&source) && !german.has(&SourcePath::new("content/dea/x.md")));
        assert_eq!(UrlPath::of_content(&source), Some(german.url(&["http", "502"])));
        assert_eq!(main.source("http/502.md").as_str(), "content/http/502.md");
        assert_eq!((main.root().as_str(), german.root().as_str()), ("/", "/de/"));
        assert_eq!(german.file("feed.xml").as_str(), "/de/feed.xml");
        assert_eq!((german.path("/de/http/"), german.path("/dea/")), (Some("http/"), None));
        assert_eq!(german.at("http/").as_str(), "/de/http/");
    }
}
