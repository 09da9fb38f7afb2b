//! The look of a site: its logo, colours, font, and the links in its header and footer.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::BaseUrl;
use crate::diagnostic::{Code, Diagnostic, FieldPath, Place};
use crate::path::SourcePath;
use crate::yaml::is_web_address;

/// The picture in the header.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Logo {
    /// A file in `static/`, beside the hub's name.
    File(String),
    /// Files for each theme, with what they show.
    Files(LogoFiles),
}

/// A logo for each theme.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LogoFiles {
    /// A file in `static/`, for the light theme.
    pub light: String,
    /// A file in `static/`, for the dark theme; by default the same.
    #[serde(default)]
    pub dark: Option<String>,
    /// What the logo says, if it contains the hub's name, which is not written beside it then.
    #[serde(default)]
    pub alt: Option<String>,
}

impl Logo {
    /// The file for the light theme.
    #[must_use]
    pub fn light(&self) -> &str {
        match self {
            Self::File(file) => file,
            Self::Files(files) => &files.light,
        }
    }

    /// The file for the dark theme, if it has one of its own.
    #[must_use]
    pub fn dark(&self) -> Option<&str> {
        match self {
            Self::File(_) => None,
            Self::Files(files) => files.dark.as_deref().filter(|dark| *dark != files.light),
        }
    }

    /// What it says, if that is the hub's name.
    #[must_use]
    pub fn alt(&self) -> Option<&str> {
        match self {
            Self::File(_) => None,
            Self::Files(files) => files.alt.as_deref(),
        }
    }

    /// The fields of its files in site.yaml, each with the file.
    pub fn files(&self) -> impl Iterator<Item = (FieldPath, &str)> {
        let logo = FieldPath::from("logo");
        let light = match self {
            Self::File(_) => logo.clone(),
            Self::Files(_) => logo.clone().key("light"),
        };
        let dark = self.dark().map(|dark| (logo.key("dark"), dark));
        [Some((light, self.light())), dark].into_iter().flatten()
    }
}

/// The colours of the links and buttons, and of the page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Colors {
    /// The colour of links and buttons.
    #[serde(default)]
    pub accent: Option<Shades>,
    /// The colour of the page behind the text.
    #[serde(default)]
    pub background: Option<Shades>,
}

/// A colour of the light theme, and one of the dark theme.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Shades {
    /// The one of the light theme, from which the other is derived.
    One(String),
    /// Both.
    Both(Pair),
}

/// Two colours, such as `#0a58a8`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pair {
    /// The one of the light theme.
    pub light: String,
    /// The one of the dark theme.
    pub dark: String,
}

/// A link of the header or footer.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SiteLink {
    /// The text.
    pub label: String,
    /// A full address, or that of a page of this hub, such as `/dns/`.
    pub url: String,
}

impl SiteLink {
    /// The address as pages link to it.
    #[must_use]
    pub fn href(&self, base: &BaseUrl) -> String {
        base.rooted(&self.url)
    }
}

/// Reports links of the header (`field`) or footer whose address is of neither kind.
pub(super) fn check_links<'a>(
    field: &'static str,
    links: &'a [SiteLink],
    file: &'a SourcePath,
) -> impl Iterator<Item = Diagnostic> + 'a {
    links.iter().enumerate().filter_map(move |(index, link)| {
        let is_own = link.url.starts_with('/') && !link.url.starts_with("//");
        if is_own || is_web_address(&link.url) {
            return None;
        }
        let place = Place::value(file, FieldPath::from(field).index(index).key("url"));
        let message = format!("`{}` is not an address", link.url);
        Some(Diagnostic::new(Code::BadValue, message, place).help(
            "write a full address, such as https://example.com/, or that of a page of the hub, such as /dns/",
        ))
    })
}
