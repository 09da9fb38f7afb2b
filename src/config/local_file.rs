//! A file of the site that a setting refers to.

use super::BaseUrl;
use crate::address;
use crate::path::{SourcePath, UrlPath};

/// The address of the file that a setting in `source` refers to: by its relative path, or by its
/// address on the site, such as `/card.png` for `static/card.png`. `None` if it refers to something
/// else.
#[must_use]
pub fn local_file(text: &str, source: &SourcePath, base: &BaseUrl) -> Option<UrlPath> {
    let text = text.trim();
    if text.is_empty() || text.starts_with("//") || address::scheme(text).is_some() {
        return None;
    }
    if text.starts_with('/') {
        // The path of `base_url` is optional.
        let path = base.local(text).unwrap_or(text);
        let is_encoded = path.contains('%');
        let file = || UrlPath::file(path.trim_start_matches('/'));
        return Some(if is_encoded { UrlPath::from_encoded(path) } else { file() });
    }
    let file = source.join(text)?;
    match file.as_str().strip_prefix("static/") {
        Some(below) => Some(UrlPath::file(below)),
        None => file.as_str().starts_with("content/").then(|| UrlPath::of_content(&file))?,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_by_their_paths() {
        let base = BaseUrl::parse("https://example.com/errors/").unwrap();
        let of = |text: &str, source: &str| {
            local_file(text, &SourcePath::new(source), &base).map(|url| url.to_string())
        };
        let article = "content/http/502.md";
        assert_eq!(of("502/a b.png", article).as_deref(), Some("/http/502/a%20b.png"));
        assert_eq!(of("../dns/a.png", article).as_deref(), Some("/dns/a.png"));
        assert_eq!(of("../../static/a.png", article).as_deref(), Some("/a.png"));
        assert_eq!(of("/a.png", article).as_deref(), Some("/a.png"));
        assert_eq!(of("/errors/a%20b.png", article).as_deref(), Some("/a%20b.png"));
        assert_eq!(of("static/a.png", "site.yaml").as_deref(), Some("/a.png"));
        for text in
            ["https://example.com/a.png", "//cdn/a.png", "../../a.png", "../../../a.png", ""]
        {
            assert_eq!(of(text, article), None, "{text}");
        }
    }
}
