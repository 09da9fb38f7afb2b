//! The files that pages are made with: templates, style sheets and scripts, built in or overridden
//! by the site.
//!
//! This repository's `templates/` and `static/` are part of the binary. A site's file with the same
//! path replaces the built-in one.

use std::collections::BTreeMap;

use crate::path::SourcePath;

/// The built-in templates, by name.
pub const TEMPLATES: &[(&str, &str)] = &[
    ("404.html", include_str!("../templates/404.html")),
    ("article.html", include_str!("../templates/article.html")),
    ("base.html", include_str!("../templates/base.html")),
    ("category.html", include_str!("../templates/category.html")),
    ("components.html", include_str!("../templates/components.html")),
    ("gone.html", include_str!("../templates/gone.html")),
    ("hub.html", include_str!("../templates/hub.html")),
    ("icons.html", include_str!("../templates/icons.html")),
    ("page.html", include_str!("../templates/page.html")),
    ("platform.html", include_str!("../templates/platform.html")),
    ("redirect.html", include_str!("../templates/redirect.html")),
];

/// The built-in static files, by path under `static/`.
pub const STATICS: &[(&str, &[u8])] = &[
    ("apple-touch-icon.png", include_bytes!("../static/apple-touch-icon.png")),
    ("assets/errhub.js", include_bytes!("../static/assets/errhub.js")),
    ("assets/filter.js", include_bytes!("../static/assets/filter.js")),
    ("assets/matcher.js", include_bytes!("../static/assets/matcher.js")),
    ("assets/style.css", include_bytes!("../static/assets/style.css")),
    ("favicon.svg", include_bytes!("../static/favicon.svg")),
    ("icon-512.png", include_bytes!("../static/icon-512.png")),
    ("inline/redirect.js", include_bytes!("../static/inline/redirect.js")),
    ("inline/theme.js", include_bytes!("../static/inline/theme.js")),
];

/// The icons that a category may have, by the names of `templates/icons.html`.
pub const ICONS: &[&str] = &[
    "account",
    "browser",
    "build",
    "cdn",
    "cloud",
    "cloudflare",
    "code",
    "connection",
    "danger",
    "database",
    "device",
    "dns",
    "domain",
    "email",
    "files",
    "hardware",
    "http",
    "linux",
    "login",
    "macos",
    "mail",
    "mobile",
    "network",
    "page",
    "payment",
    "phone",
    "security",
    "server",
    "shop",
    "sql",
    "ssl",
    "storage",
    "system",
    "tls",
    "web",
    "wifi",
    "windows",
    "wireless",
];

/// The icon of a category that chooses none and is not named after one.
pub const PLAIN_ICON: &str = "page";

/// The folder whose files carry a fingerprint in their published name.
const FINGERPRINTED: &str = "assets/";

/// The folder whose files are inlined into pages by templates; they are not published themselves.
const INLINE: &str = "inline/";

/// The style sheet that the colours for code are added to.
pub const STYLE_SHEET: &str = "assets/style.css";

/// The script of the search box.
pub const MATCHER: &str = "assets/matcher.js";

/// Whether a static file, by its path under `static/`, is published under a fingerprinted name.
#[must_use]
pub fn is_fingerprinted(path: &str) -> bool {
    path.starts_with(FINGERPRINTED)
}

/// Whether a static file, by its path under `static/`, exists only to be inlined into pages.
#[must_use]
pub fn is_inline(path: &str) -> bool {
    path.starts_with(INLINE)
}

/// The path of a file of `static/` or `templates/`, relative to that folder.
#[must_use]
pub fn below(source: &SourcePath) -> &str {
    source.as_str().split_once('/').map_or(source.as_str(), |(_, path)| path)
}

/// Static files with their bytes; fingerprinted ones are published under a name that changes with
/// the bytes.
#[derive(Debug, Clone, Default)]
pub struct Assets {
    files: BTreeMap<String, Asset>,
    inline: BTreeMap<String, String>,
}

/// A file with its published name.
#[derive(Debug, Clone)]
pub struct Asset {
    /// Where it is published: `assets/style.0123456789abcdef.css`.
    pub out: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

impl Assets {
    /// The built-in static files, with those of the site replacing them.
    #[must_use]
    pub fn new(site: impl IntoIterator<Item = (String, Vec<u8>)>) -> Self {
        let built_in = STATICS.iter().map(|(path, bytes)| ((*path).to_owned(), bytes.to_vec()));
        let mut all: BTreeMap<String, Vec<u8>> = built_in.collect();
        all.extend(site);
        let (inline, mut files): (BTreeMap<_, _>, BTreeMap<_, _>) =
            all.into_iter().partition(|(path, _)| is_inline(path));
        let inline = inline.into_iter().map(|(path, bytes)| (path, text(&bytes))).collect();
        if let Some(sheet) = files.get_mut(STYLE_SHEET) {
            sheet.extend_from_slice(crate::parse::highlight::stylesheet().as_bytes());
        }
        let named = |(path, bytes): (String, Vec<u8>)| {
            let out =
                if is_fingerprinted(&path) { fingerprinted(&path, &bytes) } else { path.clone() };
            (path, Asset { out, bytes })
        };
        Self { files: files.into_iter().map(named).collect(), inline }
    }

    /// All files by path under `static/`.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Asset)> {
        self.files.iter().map(|(path, asset)| (path.as_str(), asset))
    }

    /// The file with this path under `static/`.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&Asset> {
        self.files.get(path)
    }

    /// The texts that templates may inline into pages, by path under `static/`.
    #[must_use]
    pub fn inline(&self) -> &BTreeMap<String, String> {
        &self.inline
    }
}

/// A file as inlined: browsers normalize CRLF line endings (HTML, section 13.2.3.5), and a hash of
/// the text must be that of the normalized text.
fn text(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes).replace("\r\n", "\n").replace('\r', "\n");
    text.trim_start_matches('\u{feff}').trim().to_owned()
}

/// `assets/style.css` as `assets/style.0123456789abcdef.css`.
fn fingerprinted(path: &str, bytes: &[u8]) -> String {
    let hash = blake3::hash(bytes).to_hex();
    let hash = &hash[..16];
    match path.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}.{hash}.{extension}"),
        None => format!("{path}.{hash}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_s_file_replaces_the_built_in_one() {
        let own = Assets::new([("assets/errhub.js".to_owned(), b"x".to_vec())]);
        assert_eq!(own.get("assets/errhub.js").unwrap().bytes, b"x");
        let name = own.get("assets/errhub.js").unwrap().out.clone();
        assert_ne!(name, Assets::new([]).get("assets/errhub.js").unwrap().out.clone());
        assert!(name.starts_with("assets/errhub.") && name.len() == 33, "{name}");
        assert_eq!(own.get("favicon.svg").unwrap().out, "favicon.svg");
    }

    #[test]
    fn inline_files_are_texts_and_have_no_address() {
        let own = Assets::new([("inline/a.js".to_owned(), b"\xef\xbb\xbfa;\r\nb;\r\n".to_vec())]);
        assert_eq!(own.inline()["inline/a.js"], "a;\nb;");
        assert!(own.get("inline/a.js").is_none());
        assert_eq!(
            own.inline().keys().collect::<Vec<_>>(),
            ["inline/a.js", "inline/redirect.js", "inline/theme.js"]
        );
    }
}
