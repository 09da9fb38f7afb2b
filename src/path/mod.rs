//! The three kinds of path, each with its own type: source files, URLs and output files.

mod edition;
mod fold;
mod out;

use std::borrow::Cow;
use std::fmt;
use std::path::{Path, PathBuf};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use unicode_normalization::char::is_combining_mark;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

pub use edition::Edition;
pub use fold::{Twin, folded, twins};
pub use out::{OutPath, Unfit, Why};

/// A file of the site, relative to its root and with `/` on every platform:
/// `content/http/502-bad-gateway.md`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SourcePath(Box<str>);

/// An address of the site, without the path of `base_url`: `/http/502-bad-gateway/`.
///
/// It starts with `/`, is percent-encoded (RFC 3986, section 2.1), and has no query or fragment.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct UrlPath(Box<str>);

/// The characters that a path may contain (`pchar` of RFC 3986, section 3.3), and `/` between
/// segments.
const IN_PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'!')
    .remove(b'$')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=')
    .remove(b':')
    .remove(b'@');

/// The folder of `content/` with the site's own pages, such as an imprint. It is not a category.
pub const PAGES: &str = "pages";

impl SourcePath {
    /// Takes a path relative to the site's root, with `/` between its parts.
    pub fn new(path: impl Into<Box<str>>) -> Self {
        Self(path.into())
    }

    /// `path` relative to `root`; `None` if it is elsewhere or is not UTF-8.
    #[must_use]
    pub fn from_disk(root: &Path, path: &Path) -> Option<Self> {
        let parts: Option<Vec<&str>> = path
            .strip_prefix(root)
            .ok()?
            .components()
            .map(|part| part.as_os_str().to_str())
            .collect();
        Some(Self::new(parts?.join("/")))
    }

    /// Where the file is on disk.
    #[must_use]
    pub fn to_disk(&self, root: &Path) -> PathBuf {
        root.join(&*self.0)
    }

    /// The path as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last part: `502-bad-gateway.md`.
    #[must_use]
    pub fn file_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or_default()
    }

    /// Whether it is one of the site's own pages, in any language: `content/pages/imprint.md`.
    #[must_use]
    pub fn is_page(&self) -> bool {
        match self.content_parts().collect::<Vec<_>>()[..] {
            [PAGES, name, ..] | [_, PAGES, name] => name != "_index.md",
            _ => false,
        }
    }

    /// The parts of the path below `content/`: `["http", "502-bad-gateway.md"]`.
    pub fn content_parts(&self) -> impl Iterator<Item = &str> {
        self.0.strip_prefix("content/").unwrap_or(&self.0).split('/')
    }

    /// The file that a relative reference in this one names, with `.` and `..` resolved by RFC
    /// 3986, section 5.2.4. `None` if it leaves the site's root.
    #[must_use]
    pub fn join(&self, relative: &str) -> Option<Self> {
        let mut parts: Vec<&str> = self.0.split('/').collect();
        parts.pop();
        for part in relative.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop()?;
                }
                part => parts.push(part),
            }
        }
        Some(Self::new(parts.join("/")))
    }
}

impl UrlPath {
    /// The hub's own address.
    #[must_use]
    pub fn root() -> Self {
        Self("/".into())
    }

    /// Takes an address that is already percent-encoded, such as an alias.
    #[must_use]
    pub fn from_encoded(path: &str) -> Self {
        if path.starts_with('/') { Self(path.into()) } else { Self(format!("/{path}").into()) }
    }

    /// The folder address of plain names: `["http", "502"]` is `/http/502/`.
    #[must_use]
    pub fn folder(names: &[&str]) -> Self {
        let mut path = String::from("/");
        for name in names {
            path.extend(utf8_percent_encode(name, IN_PATH));
            path.push('/');
        }
        Self(path.into())
    }

    /// The file address of a plain path: `http/502/shot 1.png` is `/http/502/shot%201.png`.
    #[must_use]
    pub fn file(path: &str) -> Self {
        Self(format!("/{}", utf8_percent_encode(path, IN_PATH)).into())
    }

    /// The address at which a file under `content/` is published: a folder for Markdown, the file
    /// itself for anything else. `None` for a file elsewhere.
    #[must_use]
    pub fn of_content(source: &SourcePath) -> Option<Self> {
        let path = source.as_str().strip_prefix("content/")?;
        let Some(stem) = path.strip_suffix(".md") else { return Some(Self::file(path)) };
        let mut names: Vec<&str> = stem.split('/').collect();
        if names.last() == Some(&"_index") {
            names.pop();
        } else if let [PAGES, name] = names[..] {
            names = vec![name];
        } else if let [language, PAGES, name] = names[..] {
            names = vec![language, name];
        }
        Some(Self::folder(&names))
    }

    /// The address as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path below the output folder, decoded, as a reader would type it.
    #[must_use]
    pub fn decoded(&self) -> Cow<'_, str> {
        percent_encoding::percent_decode_str(self.0.trim_start_matches('/')).decode_utf8_lossy()
    }

    /// The file that a static host serves for this address.
    ///
    /// # Errors
    /// If no host could have such a file.
    pub fn to_out(&self) -> Result<OutPath, Unfit> {
        let path = self.0.trim_start_matches('/');
        let Ok(path) = percent_encoding::percent_decode_str(path).decode_utf8() else {
            return Err(Unfit { path: path.into(), part: path.into(), why: Why::Encoding });
        };
        if path.is_empty() || path.ends_with('/') {
            OutPath::new(format!("{path}index.html"))
        } else {
            OutPath::new(path)
        }
    }
}

/// Turns free text into a name for addresses: its letters and digits in lower case, with their
/// combining marks and single hyphens between words; empty if nothing is left. The name is in
/// normal form C (UAX #15), however the text is composed.
#[must_use]
pub fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    let push = |slug: &mut String, letter: char| {
        let has_letter = !matches!(slug.as_bytes().last(), None | Some(b'-'));
        if letter.is_ascii_alphanumeric() {
            slug.push(letter.to_ascii_lowercase());
        } else if letter.is_alphanumeric() || has_letter && is_combining_mark(letter) {
            slug.extend(letter.to_lowercase());
        } else if has_letter && !is_ignored(letter) {
            slug.push('-');
        }
    };
    // Most texts are composed already, and composing takes much longer than the rest.
    if is_nfc_quick(text.chars()) == IsNormalized::Yes {
        let letters = text.chars().filter(|letter| !is_ignored(*letter));
        letters.for_each(|letter| push(&mut slug, letter));
    } else {
        text.nfc().filter(|letter| !is_ignored(*letter)).for_each(|letter| push(&mut slug, letter));
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

/// Apostrophes, and characters that only change how their neighbours are drawn.
fn is_ignored(letter: char) -> bool {
    matches!(letter, '\'' | '’' | '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{fe00}'..='\u{fe0f}')
}

macro_rules! display_as_text {
    ($($kind:ident),*) => {$(
        impl fmt::Display for $kind {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}
display_as_text!(SourcePath, UrlPath);

/// The name of a platform in its address. `C`, `C++` and `C#` are three platforms, so the signs
/// that distinguish them become words.
#[must_use]
pub fn platform_slug(name: &str) -> String {
    slug(&name.replace('+', " plus ").replace(['#', '♯'], " sharp "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_files_have_clean_addresses() {
        let url = |path: &str| UrlPath::of_content(&SourcePath::new(path)).unwrap().to_string();
        assert_eq!(url("content/_index.md"), "/");
        assert_eq!(url("content/http/_index.md"), "/http/");
        assert_eq!(url("content/http/502-bad-gateway.md"), "/http/502-bad-gateway/");
        assert_eq!(url("content/http/z_index.md"), "/http/z_index/");
        assert_eq!(url("content/http/502/a shot.png"), "/http/502/a%20shot.png");
        assert_eq!(url("content/pages/imprint.md"), "/imprint/");
        assert_eq!(url("content/de/_index.md"), "/de/");
        assert_eq!(url("content/de/http/502.md"), "/de/http/502/");
        assert_eq!(url("content/de/pages/imprint.md"), "/de/imprint/");
        assert_eq!(url("content/pages/shot.png"), "/pages/shot.png");
    }

    #[test]
    fn out_paths_and_addresses_are_inverse() {
        for path in ["index.html", "http/index.html", "http/a b/ü.png", "404.html", "a%20b.txt"] {
            let out = OutPath::new(path).unwrap();
            assert_eq!(out.to_url().to_out(), Ok(out), "{path}");
        }
    }

    #[test]
    fn an_address_is_checked_after_decoding() {
        let why = |url: &str| UrlPath::from_encoded(url).to_out().map_err(|unfit| unfit.why);
        assert_eq!(why("/%2e%2e/%2e%2e/evil/"), Err(Why::Dot));
        assert_eq!(why("/a%2f..%2fb/"), Err(Why::Dot));
        assert_eq!(why("/a%5c..%5cb/"), Err(Why::Letter('\\')));
        assert_eq!(why("/a%00/"), Err(Why::Letter('\0')));
        assert_eq!(why("/%ff/"), Err(Why::Encoding));
        assert_eq!(why("/a%2fb/"), Ok(OutPath::new("a/b/index.html").unwrap()));
    }

    #[test]
    fn relative_references_resolve_from_the_file() {
        let file = SourcePath::new("content/http/502.md");
        assert_eq!(file.join("../dns/a.md"), Some(SourcePath::new("content/dns/a.md")));
        assert_eq!(file.join("./504.md"), Some(SourcePath::new("content/http/504.md")));
        assert_eq!(file.join("../../../x"), None);
    }

    #[test]
    fn slugs_keep_letters_of_every_script() {
        assert_eq!(slug("Wait, and refresh (F5)!"), "wait-and-refresh-f5");
        assert_eq!(slug("What’s a 502?"), "whats-a-502");
        assert_eq!(slug("Сбой 502"), "сбой-502");
        assert_eq!(slug("…"), "");
        assert_eq!(slug("Cafe\u{301} au lait"), "café-au-lait");
        assert_eq!(slug("सर्वर त्रुटि 502"), "सर्वर-त्रुटि-502");
        assert_eq!(slug("ข้อผิดพลาดที่ 5"), "ข้อผิดพลาดที่-5");
        assert_eq!(slug("نمی\u{200c}شود"), "نمیشود");
        assert_eq!(slug("\u{26a0}\u{fe0f} Stop"), "stop");
    }

    #[test]
    fn platforms_keep_the_signs_that_distinguish_them() {
        for (name, slug) in [
            ("C", "c"),
            ("C++", "c-plus-plus"),
            ("C#", "c-sharp"),
            ("Notepad++ 8", "notepad-plus-plus-8"),
            ("Windows 11", "windows-11"),
            (".NET", "net"),
        ] {
            assert_eq!(platform_slug(name), slug);
        }
    }
}
