//! The files that pages are made with: templates, style sheets and scripts, built in or overridden
//! by the site.
//!
//! This repository's `templates/` and `static/` are part of the binary. A site's file with the same
//! path replaces the built-in one.

mod look;

use std::collections::{BTreeMap, HashSet};

use crate::path::{SourcePath, UrlPath};
use crate::picture::Size;

pub use look::{Font, Look, NotWoff2};

/// The built-in templates, by name.
pub const TEMPLATES: &[(&str, &str)] = &[
    ("404.html", include_str!("../templates/404.html")),
    ("article.html", include_str!("../templates/article.html")),
    ("base.html", include_str!("../templates/base.html")),
    ("category.html", include_str!("../templates/category.html")),
    ("components.html", include_str!("../templates/components.html")),
    ("error-page.html", include_str!("../templates/error-page.html")),
    ("gone.html", include_str!("../templates/gone.html")),
    ("hub.html", include_str!("../templates/hub.html")),
    ("icons.html", include_str!("../templates/icons.html")),
    ("offline.html", include_str!("../templates/offline.html")),
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

/// The icon of a category that neither chooses one nor has a name that matches one.
pub const PLAIN_ICON: &str = "page";

/// The folder whose files carry a fingerprint in their published name.
const FINGERPRINTED: &str = "assets/";

/// The folder whose files are inlined into pages by templates; they are not published themselves.
const INLINE: &str = "inline/";

/// The style sheet that the colours for code are added to.
pub const STYLE_SHEET: &str = "assets/style.css";

/// The site's own style sheet, which pages link last.
pub const CUSTOM_SHEET: &str = "assets/custom.css";

/// The script of the search box.
pub const MATCHER: &str = "assets/matcher.js";

/// The script of the offline copy, which is inlined. It includes the engine of the search box.
pub const OFFLINE_SCRIPT: &str = include_str!("assets/offline.js");

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

/// The path under `static/` for a name in site.yaml: `/logo.svg` and `static/logo.svg` are the same
/// as `logo.svg`.
#[must_use]
pub fn static_path(name: &str) -> &str {
    let name = name.trim_start_matches('/');
    name.strip_prefix("static/").unwrap_or(name)
}

/// Static files with their bytes; fingerprinted ones are published under a name that changes with
/// the bytes.
#[derive(Debug, Clone, Default)]
pub struct Assets {
    files: BTreeMap<String, Asset>,
    inline: BTreeMap<String, String>,
    logos: LogoSizes,
}

/// The known sizes of the logos in site.yaml, by path under `static/`.
pub type LogoSizes = BTreeMap<String, Option<Size>>;

/// A file with its published name.
#[derive(Debug, Clone)]
pub struct Asset {
    /// Where it is published: `assets/style.0123456789abcdef.css`.
    pub out: String,
    /// Its content.
    pub bytes: Vec<u8>,
    /// Whether it is not a file of the site.
    pub is_built_in: bool,
}

impl Assets {
    /// The built-in static files, replaced by those of the site where it has them; `look` is added
    /// to the style sheet.
    #[must_use]
    pub fn new(site: impl IntoIterator<Item = (String, Vec<u8>)>, look: &Look) -> Self {
        let built_in = STATICS.iter().map(|(path, bytes)| ((*path).to_owned(), bytes.to_vec()));
        let mut all: BTreeMap<String, Vec<u8>> = built_in.collect();
        let site: Vec<_> = site.into_iter().collect();
        let of_site: HashSet<String> = site.iter().map(|(path, _)| path.clone()).collect();
        all.extend(site);
        let (inline, mut files): (BTreeMap<_, _>, BTreeMap<_, _>) =
            all.into_iter().partition(|(path, _)| is_inline(path));
        let inline = inline.into_iter().map(|(path, bytes)| (path, text(&bytes))).collect();
        let css = look.css(|font| {
            let bytes = files.get(font).map(Vec::as_slice).unwrap_or_default();
            beside_style_sheet(&out(font, bytes))
        });
        if let Some(sheet) = files.get_mut(STYLE_SHEET) {
            sheet.extend_from_slice(crate::parse::highlight::stylesheet().as_bytes());
            sheet.extend_from_slice(css.as_bytes());
        }
        let named = |(path, bytes): (String, Vec<u8>)| {
            let out = out(&path, &bytes);
            let is_built_in = !of_site.contains(&path);
            (path, Asset { out, bytes, is_built_in })
        };
        Self { files: files.into_iter().map(named).collect(), inline, logos: LogoSizes::new() }
    }

    /// With the sizes of its logos.
    #[must_use]
    pub fn with_logos(self, logos: LogoSizes) -> Self {
        Self { logos, ..self }
    }

    /// The sizes of its logos.
    #[must_use]
    pub fn logos(&self) -> &LogoSizes {
        &self.logos
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

/// A file as inlined: browsers normalize CRLF line endings (HTML, section 13.2.3.5), so the hash of
/// the text must be that of the normalized text.
fn text(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes).replace("\r\n", "\n").replace('\r', "\n");
    text.trim_start_matches('\u{feff}').trim().to_owned()
}

/// Where a static file is published.
fn out(path: &str, bytes: &[u8]) -> String {
    if is_fingerprinted(path) { fingerprinted(path, bytes) } else { path.to_owned() }
}

/// The address of a published file, relative to the style sheet.
fn beside_style_sheet(out: &str) -> String {
    match out.strip_prefix(FINGERPRINTED) {
        Some(name) => UrlPath::file(name).to_string().trim_start_matches('/').to_owned(),
        None => format!("..{}", UrlPath::file(out)),
    }
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
        let own = Assets::new([("assets/errhub.js".to_owned(), b"x".to_vec())], &Look::default());
        assert_eq!(own.get("assets/errhub.js").unwrap().bytes, b"x");
        let name = own.get("assets/errhub.js").unwrap().out.clone();
        assert_ne!(
            name,
            Assets::new([], &Look::default()).get("assets/errhub.js").unwrap().out.clone()
        );
        assert!(name.starts_with("assets/errhub.") && name.len() == 33, "{name}");
        assert_eq!(own.get("favicon.svg").unwrap().out, "favicon.svg");
    }

    #[test]
    fn the_style_sheet_names_the_font_as_it_is_published() {
        let css = |path: &str| {
            let font = Font { path: path.to_owned(), is_variable: false };
            let look = Look { font: Some(font), ..Look::default() };
            let assets = Assets::new([(path.to_owned(), b"x".to_vec())], &look);
            String::from_utf8(assets.get(STYLE_SHEET).unwrap().bytes.clone()).unwrap()
        };
        assert!(css("fonts/a b.woff2").contains("url(\"../fonts/a%20b.woff2\")"));
        let name = out("assets/a.woff2", b"x").replace("assets/", "");
        assert!(css("assets/a.woff2").contains(&format!("url(\"{name}\")")));
    }

    #[test]
    fn inline_files_are_texts_and_have_no_address() {
        let site = [("inline/a.js".to_owned(), b"\xef\xbb\xbfa;\r\nb;\r\n".to_vec())];
        let own = Assets::new(site, &Look::default());
        assert_eq!(own.inline()["inline/a.js"], "a;\nb;");
        assert!(own.get("inline/a.js").is_none());
        assert_eq!(
            own.inline().keys().collect::<Vec<_>>(),
            ["inline/a.js", "inline/redirect.js", "inline/theme.js"]
        );
    }
}
