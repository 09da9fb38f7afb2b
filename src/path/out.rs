//! Paths of output files: none leaves the folder, and every system can store it.

use std::borrow::Borrow;
use std::fmt;

use percent_encoding::utf8_percent_encode;
use serde::{Deserialize, Serialize};

use super::{IN_PATH, UrlPath};

/// A file of the output, relative to the output folder: `http/502-bad-gateway/index.html`.
///
/// Whatever it was made from, it stays inside the folder, is not part of a git repository or of
/// errhub's own records, and is a valid name on every system that a site is built on or served
/// from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Box<str>")]
pub struct OutPath(Box<str>);

/// Why a path cannot be an output path; displayed as a sentence about one of its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfit {
    /// The path.
    pub path: Box<str>,
    /// The part at fault; the whole path if no single part is.
    pub part: Box<str>,
    /// The problem.
    pub why: Why,
}

/// The problem with a part of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// It is empty.
    Empty,
    /// It would lead elsewhere, or is one of git's or errhub's own: `..`, `.git`, `.errhub-…`.
    Dot,
    /// It has a character that some system forbids in file names.
    Letter(char),
    /// It is longer than file systems allow.
    Long,
    /// It ends in a dot or a space, which Windows drops.
    End,
    /// It is the name of a Windows device.
    Device,
    /// It is not UTF-8.
    Encoding,
}

/// The maximum length of a name, in bytes (ext4, APFS and NTFS nearly agree).
const NAME: usize = 255;

/// The maximum length of a whole path, in bytes; some systems allow 1,024 including the folder
/// before it.
const PATH: usize = 800;

/// Names of devices, whatever their extension (Microsoft, “Naming Files, Paths, and Namespaces”).
const DEVICES: &[&str] = &["con", "prn", "aux", "nul", "conin$", "conout$"];

impl OutPath {
    /// Takes a path relative to the output folder, with `/` between its parts.
    ///
    /// # Errors
    /// If it cannot be published.
    pub fn new(path: impl Into<Box<str>>) -> Result<Self, Unfit> {
        let path = path.into();
        for part in path.split('/') {
            if let Some(why) = problem(part) {
                return Err(Unfit { part: part.into(), path, why });
            }
        }
        if path.len() > PATH {
            return Err(Unfit { part: path.clone(), path, why: Why::Long });
        }
        Ok(Self(path))
    }

    /// The path as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address under which a static host serves this file.
    #[must_use]
    pub fn to_url(&self) -> UrlPath {
        let path = if &*self.0 == "index.html" {
            ""
        } else if let Some(folder) = self.0.strip_suffix("/index.html") {
            return UrlPath(format!("/{}/", utf8_percent_encode(folder, IN_PATH)).into());
        } else {
            &self.0
        };
        UrlPath::file(path)
    }
}

fn problem(part: &str) -> Option<Why> {
    if part.is_empty() {
        Some(Why::Empty)
    } else if is_reserved(part) {
        Some(Why::Dot)
    } else if let Some(letter) = part.chars().find(|letter| is_bad(*letter)) {
        Some(Why::Letter(letter))
    } else if part.len() > NAME {
        Some(Why::Long)
    } else if part.ends_with(['.', ' ']) {
        Some(Why::End)
    } else {
        is_device(part).then_some(Why::Device)
    }
}

/// Whether this name leads elsewhere, or belongs to git or to errhub.
fn is_reserved(part: &str) -> bool {
    let is = |name: &str| part.eq_ignore_ascii_case(name);
    let begins = |start: &str| {
        part.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start))
    };
    is(".") || is("..") || is(".git") || begins(".errhub")
}

/// Whether Windows forbids this character in file names.
fn is_bad(letter: char) -> bool {
    letter.is_control() || r#"\:*?"<>|"#.contains(letter)
}

fn is_device(part: &str) -> bool {
    // Windows considers only the text before the first dot, without trailing spaces.
    let stem = part.split('.').next().unwrap_or_default().trim_end();
    let numbered = |port: &str| {
        let is_port = stem.get(..3).is_some_and(|start| start.eq_ignore_ascii_case(port));
        is_port
            && matches!(
                &stem[3..],
                "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "¹" | "²" | "³"
            )
    };
    DEVICES.iter().any(|device| stem.eq_ignore_ascii_case(device))
        || numbered("com")
        || numbered("lpt")
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        /// How much of a long name is shown, in characters.
        const SHOWN: usize = 40;
        let shown = |letter: char| if letter.is_control() { '\u{fffd}' } else { letter };
        let mut part: String = self.part.chars().take(SHOWN).map(shown).collect();
        if self.part.chars().nth(SHOWN).is_some() {
            part.push('…');
        }
        match self.why {
            Why::Empty => f.write_str("there are two slashes in a row"),
            Why::Dot if part == "." || part == ".." => {
                write!(f, "`{part}` leads to another folder")
            }
            Why::Dot => write!(f, "`{part}` is a name of git or of errhub itself"),
            Why::Letter(letter) if letter.is_control() => {
                write!(f, "`{part}` contains a control character")
            }
            Why::Letter(letter) => {
                write!(
                    f,
                    "`{part}` contains `{letter}`, which is not allowed in file names on Windows"
                )
            }
            Why::Long if self.part == self.path && self.path.contains('/') => {
                write!(f, "`{part}` is longer than {PATH} bytes")
            }
            Why::Long => write!(f, "`{part}` is longer than {NAME} bytes"),
            Why::End => write!(f, "`{part}` ends with a dot or a space, which Windows removes"),
            Why::Device => write!(f, "`{part}` is the name of a device on Windows"),
            Why::Encoding => write!(f, "`{part}` is not UTF-8"),
        }
    }
}

impl Unfit {
    /// A valid name to use in place of the part; `None` if there is no similar one.
    #[must_use]
    pub fn better(&self) -> Option<String> {
        let name = match self.why {
            Why::Device => {
                let (stem, ending) =
                    self.part.split_at(self.part.find('.').unwrap_or(self.part.len()));
                format!("{stem}-file{ending}")
            }
            Why::Long => return None,
            _ => self.part.chars().filter(|letter| !is_bad(*letter)).collect(),
        };
        let name = name.trim_start_matches('.').trim_end_matches(['.', ' ']);
        (OutPath::new(name).is_ok()).then(|| name.to_owned())
    }
}

impl TryFrom<Box<str>> for OutPath {
    type Error = Unfit;

    fn try_from(path: Box<str>) -> Result<Self, Unfit> {
        Self::new(path)
    }
}

/// Allows looking up output paths by plain text.
impl Borrow<str> for OutPath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for OutPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_stays_inside_and_is_valid_everywhere() {
        let long = "x".repeat(256);
        let deep = "x/".repeat(401) + "x";
        for (path, why) in [
            ("", Why::Empty),
            ("/a", Why::Empty),
            ("a//b", Why::Empty),
            ("a/", Why::Empty),
            ("..", Why::Dot),
            ("a/../b", Why::Dot),
            ("a/./b", Why::Dot),
            (".git/config", Why::Dot),
            (".GIT", Why::Dot),
            (".errhub-manifest.json", Why::Dot),
            ("a\\..\\b", Why::Letter('\\')),
            ("C:/a", Why::Letter(':')),
            ("a/b\0", Why::Letter('\0')),
            ("what?", Why::Letter('?')),
            ("a./b", Why::End),
            ("a /b", Why::End),
            ("aux.html", Why::Device),
            ("a/CON/b", Why::Device),
            ("nul.tar.gz", Why::Device),
            ("com1", Why::Device),
            ("lpt³.md", Why::Device),
            (&*long, Why::Long),
            (&*deep, Why::Long),
        ] {
            assert_eq!(OutPath::new(path).map_err(|unfit| unfit.why), Err(why), "{path:?}");
        }
        for path in [
            "index.html",
            "a b/ü.png",
            "com/com10",
            "auxiliary",
            "a..b",
            "_headers",
            ".well-known/x",
        ] {
            assert!(OutPath::new(path).is_ok(), "{path}");
        }
    }

    #[test]
    fn a_better_name_is_suggested() {
        let better = |path: &str| OutPath::new(path).unwrap_err().better();
        assert_eq!(better("a/what?.txt").as_deref(), Some("what.txt"));
        assert_eq!(better("aux.tar.gz").as_deref(), Some("aux-file.tar.gz"));
        assert_eq!(better("a. /b").as_deref(), Some("a"));
        assert_eq!(better("???"), None);
    }

    #[test]
    fn stored_paths_are_checked_again() {
        let json = |path: &str| serde_json::from_value::<OutPath>(path.into());
        assert!(json("a/index.html").is_ok());
        assert!(json("../a").is_err());
    }
}
