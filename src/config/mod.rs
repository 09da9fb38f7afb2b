//! site.yaml: the settings of the whole site, and finding the file.

mod author;
mod autonyms;
mod base_url;
mod color;
mod csp;
mod feedback;
mod formats;
mod hosts;
mod labels;
mod languages;
mod local_file;
mod look;
mod own_fields;
mod platforms;
pub(crate) mod text_or;
mod theme;
mod version;
mod warnings;
mod web_address;

use std::fs;
use std::num::NonZeroU16;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::diagnostic::{Code, Diagnostic, FieldPath, Place};
use crate::error::Error;
use crate::language;
use crate::path::{Edition, SourcePath, UrlPath};
use crate::read;
use crate::{text, yaml};

use text_or::TextOr;

pub use author::{Author, AuthorKind};
pub use autonyms::own_name;
pub use base_url::{BaseUrl, with_host};
pub use color::Color;
pub(crate) use csp::permits;
pub use csp::{Csp, Directive, Permission};
pub use feedback::{Feedback, FormMethod};
pub use formats::Formats;
pub use hosts::Host;
pub use labels::{Label, Labels};
pub use languages::{CalloutWords, Language, LanguageConfig};
pub use local_file::local_file;
pub use look::{Colors, Logo, LogoFiles, Pair, Shades, SiteLink};
pub use own_fields::{ARTICLE_KEYS, FieldKind, FieldWords, OwnField, OwnFields, Show};
pub use platforms::PlatformConfig;
pub use theme::{DARK, LIGHT, Theme, themes};
pub use warnings::{Switch, names as warning_names};
pub use web_address::WebAddress;

/// The file that marks a site's root.
pub const SITE_FILE: &str = "site.yaml";

/// A site on disk.
#[derive(Debug, Clone)]
pub struct Project {
    /// The folder that contains site.yaml.
    pub root: PathBuf,
    /// The settings in site.yaml.
    pub config: SiteConfig,
    /// The labels: English, except where site.yaml sets them.
    pub labels: Labels,
    /// The address in site.yaml, if this run publishes the site at another one.
    pub home: Option<BaseUrl>,
    /// The hosts to check the output for, if this run replaces those in site.yaml.
    pub other_hosts: Option<Vec<Host>>,
    /// The part of the hub that this describes.
    pub edition: Edition,
    /// All languages, the main one first; none if there is only one.
    pub languages: Vec<Language>,
    /// The same site in its further languages: a separate project for each, in the order of
    /// site.yaml.
    pub translations: Vec<Self>,
}

impl Project {
    /// Publishes the site at another address, such as that of a preview.
    pub fn publish_at(&mut self, base_url: BaseUrl) {
        for translation in &mut self.translations {
            translation.publish_at(base_url.clone());
        }
        let home = std::mem::replace(&mut self.config.base_url, base_url);
        self.home.get_or_insert(home);
    }

    /// The hosts whose limits the output has to keep.
    #[must_use]
    pub fn hosts(&self) -> &[Host] {
        self.other_hosts.as_deref().unwrap_or(&self.config.hosts)
    }
}

/// The contents of site.yaml. Everything except `title` and `base_url` has a default.
#[derive(Debug, Clone, Hash, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "site.yaml of an errhub site")]
#[expect(clippy::struct_excessive_bools, reason = "each is a setting of its own")]
pub struct SiteConfig {
    /// Which versions of errhub the site can be built with, as a requirement: `0.2`, `>=0.2.1, <0.4`.
    #[serde(default)]
    pub errhub_version: Option<String>,
    /// The hub's name, as the header and search engines show it.
    pub title: String,
    /// The address at which the hub is published; it may have a path.
    pub base_url: BaseUrl,
    /// The language of the content, as a BCP 47 tag: `en`, `pt-BR`.
    #[serde(default = "default_language")]
    pub language: String,
    /// The name of that language in the language itself, where there are several: `English`.
    #[serde(default)]
    pub language_name: Option<String>,
    /// The further languages of the hub, each in a folder of content/ that is named like its code.
    #[serde(default)]
    pub languages: Vec<LanguageConfig>,
    /// Whether a translation that is older than its original says so, with a link to it.
    #[serde(default)]
    pub translation_notice: bool,
    /// One sentence about the hub, for search results.
    #[serde(default)]
    pub description: Option<String>,
    /// Who publishes the hub.
    #[serde(default)]
    pub publisher: Option<Publisher>,
    /// Who wrote the articles that name no author of their own; without one, the publisher.
    #[serde(default, deserialize_with = "text_or::optional")]
    #[schemars(with = "Option<TextOr<Author>>")]
    pub author: Option<Author>,
    /// Where “Report an error” leads; `{url}` and `{title}` become those of the page.
    #[serde(default)]
    pub report_url: Option<String>,
    /// Where the answers to “Did this fix it?” go; without it, pages do not ask.
    #[serde(default)]
    pub feedback: Option<Feedback>,
    /// Where readers can change a page; `{path}` becomes the path of its file in the site's folder.
    #[serde(default)]
    pub edit_url: Option<String>,
    /// The browsers, systems and servers that articles may apply to.
    #[serde(default, deserialize_with = "text_or::list")]
    #[schemars(with = "Vec<TextOr<PlatformConfig>>")]
    pub platforms: Vec<PlatformConfig>,
    /// Fields of articles that only this site has, by name.
    #[serde(default)]
    pub fields: OwnFields,
    /// The boxes that articles may show, in page order.
    #[serde(default)]
    pub callouts: Vec<Callout>,
    /// Links at the end of every article, unless its category has its own.
    #[serde(default)]
    pub learn_more: Vec<Link>,
    /// Whether HTML in Markdown is passed through; otherwise it is shown as text.
    #[serde(default)]
    pub raw_html: bool,
    /// After how many days an article that nobody has checked counts as stale.
    #[serde(default = "default_stale_after_days")]
    pub stale_after_days: NonZeroU16,
    /// How many articles a category or platform page lists.
    #[serde(default = "default_paginate_by")]
    pub paginate_by: NonZeroU16,
    /// Whether code is highlighted.
    #[serde(default = "default_highlight")]
    pub highlight: bool,
    /// Whether each article gets a card: the picture that chats and social networks show.
    #[serde(default)]
    pub cards: bool,
    /// Which other files are published beside the pages.
    #[serde(default)]
    pub formats: Formats,
    /// The web hosts that the site is published on: what they would refuse or ignore is reported.
    #[serde(default)]
    pub hosts: Vec<Host>,
    /// The picture in the header: a file in static/, or one for each theme.
    #[serde(default)]
    pub logo: Option<Logo>,
    /// The colour of links and buttons, and that of the page.
    #[serde(default)]
    pub colors: Option<Colors>,
    /// The font of all text except code: a WOFF2 file in static/.
    #[serde(default)]
    pub font: Option<String>,
    /// Links in the header.
    #[serde(default)]
    pub header: Vec<SiteLink>,
    /// Links in the footer.
    #[serde(default)]
    pub footer: Vec<SiteLink>,
    /// What pages may load from elsewhere, by directive of the Content-Security-Policy.
    #[serde(default)]
    pub csp: Csp,
    /// The picture that chats and social networks show with links to the hub and to its lists: a file
    /// such as `static/card.png`.
    #[serde(default)]
    pub image: Option<String>,
    /// Which warnings are on or off, by code: `W0303: off`.
    #[serde(default)]
    pub warnings: std::collections::BTreeMap<String, Switch>,
    /// Replacements for the templates' own words, by label.
    #[serde(default)]
    pub labels: std::collections::BTreeMap<String, Label>,
}

impl SiteConfig {
    /// The address of its `image` on this site.
    #[must_use]
    pub fn image_url(&self) -> Option<UrlPath> {
        local_file(self.image.as_deref()?, &SourcePath::new(SITE_FILE), &self.base_url)
    }

    /// Whether diagnostics with this code are reported.
    #[must_use]
    pub fn reports(&self, code: Code) -> bool {
        self.warnings.get(code.id()) != Some(&Switch::Off)
    }
}

/// Who publishes a site.
#[derive(Debug, Clone, Hash, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Publisher {
    /// The name.
    pub name: String,
    /// Its home page.
    #[serde(default)]
    pub url: Option<WebAddress>,
    /// Its logo: an address, or a file of this site such as `/logo.png`.
    #[serde(default)]
    pub logo: Option<String>,
}

/// A link with its text.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// The text.
    pub label: String,
    /// The full address.
    pub url: WebAddress,
}

/// A box with a hint, shown by many articles.
#[derive(Debug, Clone, Hash, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Callout {
    /// The name by which articles choose it.
    pub id: String,
    /// Where on the page it is shown.
    pub kind: CalloutKind,
    /// A symbol before the title.
    #[serde(default)]
    pub icon: Option<String>,
    /// The title.
    pub title: String,
    /// What it says.
    pub text: String,
    /// Where it leads.
    #[serde(default)]
    pub link: Option<Link>,
}

/// Where a callout is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum CalloutKind {
    /// After the quick answer: something to check first.
    Check,
    /// After the methods: something else to try.
    Tip,
    /// After the tips: how to check that it worked.
    Confirm,
}

fn default_language() -> String {
    "en".into()
}

fn default_stale_after_days() -> NonZeroU16 {
    const { NonZeroU16::new(365).unwrap() }
}

fn default_paginate_by() -> NonZeroU16 {
    const { NonZeroU16::new(50).unwrap() }
}

fn default_highlight() -> bool {
    true
}

/// The nearest folder at or above `start` that contains a site.yaml.
///
/// # Errors
/// [`Error::NoSite`] if there is none.
pub fn find_root(start: &Path) -> Result<PathBuf, Error> {
    let start = fs::canonicalize(start).map_err(Error::io("open", start))?;
    // Anything else with this name is reported when it is read.
    let is_site =
        |folder: &&Path| fs::metadata(folder.join(SITE_FILE)).is_ok_and(|found| !found.is_dir());
    start
        .ancestors()
        .find(is_site)
        .map(Path::to_owned)
        .ok_or_else(|| Error::NoSite { from: start.clone() })
}

/// Reads the site at `root`.
///
/// # Errors
/// The outer one if site.yaml cannot be read from disk, the inner one for mistakes in it.
pub fn load(root: &Path) -> Result<Result<Project, Vec<Diagnostic>>, Error> {
    let path = root.join(SITE_FILE);
    let bytes = read::bytes(&path, read::TEXT_LIMIT).map_err(|source| match source.kind() {
        std::io::ErrorKind::NotFound => Error::NotASite { root: root.to_owned() },
        _ => Error::Io { action: "read", path: path.clone(), source },
    })?;
    Ok(parse(&bytes).map(|(config, labels)| {
        Project {
            root: root.to_owned(),
            config,
            labels,
            home: None,
            other_hosts: None,
            edition: Edition::default(),
            languages: Vec::new(),
            translations: Vec::new(),
        }
        .with_translations()
    }))
}

/// Reads the text of a site.yaml.
///
/// # Errors
/// All mistakes in it.
pub fn parse(bytes: &[u8]) -> Result<(SiteConfig, Labels), Vec<Diagnostic>> {
    let file = SourcePath::new(SITE_FILE);
    let text = text::read(&file, bytes).map_err(|diagnostic| vec![diagnostic])?;
    let conflicts = text::conflicts(&file, text);
    if !conflicts.is_empty() {
        return Err(conflicts);
    }
    // Other mistakes in a file for an older or newer errhub are irrelevant.
    if let Some(diagnostic) = version::check(text, env!("CARGO_PKG_VERSION"), &file) {
        return Err(vec![diagnostic]);
    }
    let config: SiteConfig = yaml::decode(text).map_err(|mistakes| {
        mistakes.into_iter().map(|mistake| mistake.into_diagnostic(&file, 0)).collect::<Vec<_>>()
    })?;
    let mut diagnostics = Vec::new();
    diagnostics.extend(platforms::check(&config.platforms, &file));
    check_names(&config, &file, &mut diagnostics);
    diagnostics.extend(own_fields::check(&config.fields, &file));
    diagnostics.extend(warnings::check(&config.warnings, &file));
    diagnostics.extend(config.colors.iter().flat_map(|colors| theme::check(colors, &file)));
    diagnostics.extend(look::check_links("header", &config.header, &file));
    diagnostics.extend(look::check_links("footer", &config.footer, &file));
    diagnostics.extend(csp::check(&config.csp, &file));
    diagnostics.extend(feedback::check(&config, &file));
    diagnostics.extend(languages::check(&config, &file));
    let labels = Labels::new(&config.language, &config.labels);
    diagnostics.extend(labels::check(&config.labels, &config.language, &file));
    if diagnostics.is_empty() { Ok((config, labels)) } else { Err(diagnostics) }
}

fn check_names(config: &SiteConfig, file: &SourcePath, diagnostics: &mut Vec<Diagnostic>) {
    let callouts = FieldPath::from("callouts");
    for (index, callout) in config.callouts.iter().enumerate() {
        if let Some(first) =
            config.callouts[..index].iter().position(|other| other.id == callout.id)
        {
            let id = |index: usize| Place::value(file, callouts.clone().index(index).key("id"));
            diagnostics.push(
                Diagnostic::new(
                    Code::BadValue,
                    format!("two callouts have the id `{}`", callout.id),
                    id(index),
                )
                .help("give each its own id")
                .related(id(first), "the first one"),
            );
        }
    }
    if let Some(image) = config.image.as_ref().filter(|_| config.image_url().is_none()) {
        diagnostics.push(
            Diagnostic::new(
                Code::BadValue,
                format!("`{image}` is not a file of this site"),
                Place::value(file, "image"),
            )
            .help("write the path of a picture, such as `static/card.png`"),
        );
    }
    if let Some(pattern) = &config.report_url {
        let filled = pattern.replace("{url}", "x").replace("{title}", "x");
        if !yaml::is_web_address(&filled) {
            let place = Place::value(file, "report_url");
            diagnostics.push(
                Diagnostic::new(
                    Code::BadValue,
                    format!("`report_url` is not a web address: `{pattern}`"),
                    place,
                )
                .help("write a full address, such as https://example.com/report?page={url}"),
            );
        }
    }
    if !language::is_tag(&config.language) {
        diagnostics.push(
            Diagnostic::new(
                Code::BadValue,
                format!("`{}` is not a language tag", config.language),
                Place::value(file, "language"),
            )
            .help("write a BCP 47 tag, such as `en` or `pt-BR`"),
        );
    } else if let Some(meant) = language::of_country(&config.language) {
        let message = format!("`{}` is the code of a country, not of a language", config.language);
        let place = Place::value(file, "language");
        let diagnostic = Diagnostic::new(Code::BadValue, message, place);
        diagnostics.push(diagnostic.help(format!("write `{meant}`")));
    }
}
