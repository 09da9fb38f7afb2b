//! The further languages of a hub, as site.yaml lists them.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::autonyms::own_name;
use super::look::check_links;
use super::{FieldKind, FieldWords, Label, Labels, Link, Project, SiteConfig, SiteLink, labels};
use crate::diagnostic::{At, Code, Diagnostic, FieldPath, FieldStep, Place, did_you_mean};
use crate::language::{is_tag, of_country};
use crate::path::{Edition, SourcePath, UrlPath};

/// A further language of the hub, in a folder of `content/` that is named like its code.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LanguageConfig {
    /// Its BCP 47 tag, which is also the name of its folder and the beginning of its addresses: `de`.
    pub code: String,
    /// Its name in the language itself, such as `Deutsch`.
    #[serde(default)]
    pub name: Option<String>,
    /// The hub's name in this language; by default that of the main language.
    #[serde(default)]
    pub title: Option<String>,
    /// One sentence about the hub in this language, for search results.
    #[serde(default)]
    pub description: Option<String>,
    /// Replacements for the built-in words of this language, by label.
    #[serde(default)]
    pub labels: BTreeMap<String, Label>,
    /// The words of the site's own fields in this language, by name.
    #[serde(default)]
    pub fields: BTreeMap<String, FieldWords>,
    /// The words of callouts in this language, by id; callouts without them are not shown in it.
    #[serde(default)]
    pub callouts: BTreeMap<String, CalloutWords>,
    /// Links at the end of every article in this language.
    #[serde(default)]
    pub learn_more: Vec<Link>,
    /// Links in the header in this language; by default those of the main language.
    #[serde(default)]
    pub header: Option<Vec<SiteLink>>,
    /// Links in the footer in this language; by default those of the main language.
    #[serde(default)]
    pub footer: Option<Vec<SiteLink>>,
}

/// The words of a callout in one language.
#[derive(Debug, Clone, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CalloutWords {
    /// The title.
    pub title: String,
    /// What it says.
    pub text: String,
    /// Where it leads; by default nowhere.
    #[serde(default)]
    pub link: Option<Link>,
}

/// Covers only what pages in other languages show.
impl Hash for LanguageConfig {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        (&self.code, &self.name).hash(hasher);
    }
}

/// A language of a hub that has several.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Language {
    /// Its BCP 47 tag.
    pub tag: String,
    /// Its name in the language itself.
    pub name: String,
    /// Where it is.
    pub edition: Edition,
}

impl LanguageConfig {
    /// The settings of this language's edition of the site with these settings.
    fn apply(&self, main: &SiteConfig) -> SiteConfig {
        let callouts = main.callouts.iter().map(|callout| {
            // A callout without words in this language is never shown, but keeps its index.
            let words = self.callouts.get(&callout.id).cloned();
            let mut callout = callout.clone();
            if let Some(CalloutWords { title, text, link }) = words {
                (callout.title, callout.text, callout.link) = (title, text, link);
            }
            callout
        });
        SiteConfig {
            title: self.title.clone().unwrap_or_else(|| main.title.clone()),
            description: self.description.clone(),
            language: self.code.clone(),
            labels: self.labels.clone(),
            callouts: callouts.collect(),
            learn_more: self.learn_more.clone(),
            header: self.header.clone().unwrap_or_else(|| main.header.clone()),
            footer: self.footer.clone().unwrap_or_else(|| main.footer.clone()),
            fields: main.fields.in_words(&self.fields),
            ..main.clone()
        }
    }

    fn language(&self) -> Language {
        let name = self.name.clone().or_else(|| own_name(&self.code).map(str::to_owned));
        Language {
            tag: self.code.clone(),
            name: name.unwrap_or_else(|| self.code.clone()),
            edition: Edition::in_folder(&self.code),
        }
    }
}

impl SiteConfig {
    /// Its languages, the main one first; none if it has only one.
    #[must_use]
    pub fn all_languages(&self) -> Vec<Language> {
        if self.languages.is_empty() {
            return Vec::new();
        }
        let name = self.language_name.clone();
        let name = name.or_else(|| own_name(&self.language).map(str::to_owned));
        let main = Language {
            tag: self.language.clone(),
            name: name.unwrap_or_else(|| self.language.clone()),
            edition: Edition::default(),
        };
        std::iter::once(main).chain(self.languages.iter().map(LanguageConfig::language)).collect()
    }
}

impl Project {
    /// With its translations, as its settings list them.
    #[must_use]
    pub(super) fn with_translations(mut self) -> Self {
        self.languages = self.config.all_languages();
        let translations = self.config.languages.iter().map(|language| {
            let config = language.apply(&self.config);
            let labels = Labels::new(&config.language, &config.labels);
            Self {
                config,
                labels,
                edition: Edition::in_folder(&language.code),
                translations: Vec::new(),
                ..self.clone()
            }
        });
        self.translations = translations.collect();
        self
    }

    /// The main edition and the translations, in order.
    pub fn editions(&self) -> impl Iterator<Item = &Self> {
        std::iter::once(self).chain(&self.translations)
    }

    /// The edition that a source belongs to.
    #[must_use]
    pub fn edition_of(&self, source: &SourcePath) -> &Self {
        self.translations.iter().find(|one| one.edition.has(source)).unwrap_or(self)
    }

    /// The number of the translation that a source belongs to; `None` for the main language.
    #[must_use]
    pub fn translation_of(&self, source: &SourcePath) -> Option<usize> {
        self.translations.iter().position(|one| one.edition.has(source))
    }

    /// The folders of the further languages.
    pub fn folders(&self) -> impl Iterator<Item = &str> {
        self.translations.iter().filter_map(|one| one.edition.folder())
    }

    /// The same path in the main language, if an address or a file is in another one:
    /// `/de/http/` is `/http/`.
    #[must_use]
    pub fn original_url(&self, url: &UrlPath) -> Option<UrlPath> {
        let path = self.translations.iter().find_map(|one| one.edition.path(url.as_str()))?;
        Some(Edition::default().at(path))
    }

    /// The address of the original of a file of this edition.
    #[must_use]
    pub fn original_source_url(&self, source: &SourcePath) -> Option<UrlPath> {
        UrlPath::of_content(&Edition::default().source(self.edition.below(source)))
    }

    /// Whether a callout of the site has words in this edition.
    pub(crate) fn has_words_of(&self, callout: &str) -> bool {
        let Some(folder) = self.edition.folder() else { return true };
        let language = self.config.languages.iter().find(|one| one.code == folder);
        language.is_some_and(|language| language.callouts.contains_key(callout))
    }
}

/// The mistakes in the list of languages.
pub(super) fn check(config: &SiteConfig, file: &SourcePath) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let mut seen = BTreeSet::from([config.language.to_ascii_lowercase()]);
    for (index, language) in config.languages.iter().enumerate() {
        let at = || FieldPath::from("languages").index(index);
        let code = &language.code;
        let mut say = |message: String, help: &str| {
            let place = Place::value(file, at().key("code"));
            diagnostics.push(Diagnostic::new(Code::BadLanguage, message, place).help(help));
        };
        if !is_folder(code) {
            say(
                format!("`{code}` is not a language tag"),
                "write a BCP 47 tag, such as `de` or `pt-BR`",
            );
        } else if let Some(meant) = of_country(code) {
            say(
                format!("`{code}` is the code of a country, not of a language"),
                &format!("write `{meant}`, and name its folder in content/ like that"),
            );
        } else if code.eq_ignore_ascii_case(&config.language) {
            say(
                format!("`{code}` is the main language of the site, which is in content/ itself"),
                "remove it from the list, or set `language` to the language of content/",
            );
        } else if !seen.insert(code.to_ascii_lowercase()) {
            say(format!("the language `{code}` is listed twice"), "remove one of them");
        }
        diagnostics.extend(within(at(), labels::check(&language.labels, code, file)));
        for (field, links) in [("header", &language.header), ("footer", &language.footer)] {
            let links = links.as_deref().unwrap_or_default();
            diagnostics.extend(within(at(), check_links(field, links, file).collect()));
        }
        diagnostics.extend(check_fields(config, language, &at(), file));
        for id in language.callouts.keys() {
            let known = config.callouts.iter().map(|callout| callout.id.as_str());
            if known.clone().any(|known| known == id) {
                continue;
            }
            let place = Place::key(file, at().key("callouts").key(id.clone()));
            let message = format!("there is no callout `{id}`");
            diagnostics.push(Diagnostic::new(Code::UnknownCallout, message, place).help(
                match did_you_mean(id, known) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "define it in the `callouts` of the site first".to_owned(),
                },
            ));
        }
    }
    diagnostics
}

/// Reports words of fields and values that the site does not declare.
fn check_fields(
    config: &SiteConfig,
    language: &LanguageConfig,
    at: &FieldPath,
    file: &SourcePath,
) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let mut say = |path: FieldPath, message: String, near: Option<&str>, other: &str| {
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => other.to_owned(),
        };
        let place = Place::key(file, path);
        diagnostics.push(Diagnostic::new(Code::UnknownWords, message, place).help(help));
    };
    for (name, words) in &language.fields {
        let path = at.clone().key("fields").key(name.clone());
        let Some((_, field)) = config.fields.find(name) else {
            let near = did_you_mean(name, config.fields.iter().map(|(name, _)| name));
            let message = format!("there is no field `{name}`");
            say(path, message, near, "declare it in the `fields` of the site first");
            continue;
        };
        for value in words.values.keys().filter(|value| !field.values.contains(value)) {
            let path = path.clone().key("values").key(value.clone());
            let near = did_you_mean(value, field.values.iter().map(String::as_str));
            let (message, help) = if field.kind == FieldKind::Choice {
                let values: Vec<_> = field.values.iter().map(|one| format!("`{one}`")).collect();
                let help = format!("its values are {}", values.join(", "));
                (format!("`{value}` is not a value of the field `{name}`"), help)
            } else {
                let help =
                    "remove it: articles write these values in their own language".to_owned();
                (
                    format!(
                        "the field `{name}` is not a choice, so its values cannot be translated"
                    ),
                    help,
                )
            };
            say(path, message, near, &help);
        }
    }
    diagnostics
}

/// Whether a code is a tag that begins with the code of a language (ISO 639), so that no other
/// folder that errhub knows has this name.
fn is_folder(code: &str) -> bool {
    let first = code.split('-').next().unwrap_or_default();
    is_tag(code) && !code.contains('_') && matches!(first.len(), 2 | 3)
}

/// Diagnostics about the fields of a mapping, as those of the mapping at `path`.
fn within(path: FieldPath, diagnostics: Vec<Diagnostic>) -> impl Iterator<Item = Diagnostic> {
    let below = move |field: &FieldPath| {
        field.steps().iter().fold(path.clone(), |path, step| match step {
            FieldStep::Key(key) => path.key(key.clone()),
            FieldStep::Index(index) => path.index(*index),
        })
    };
    diagnostics.into_iter().map(move |mut diagnostic| {
        if let Some(place) = &mut diagnostic.place {
            place.at = match &place.at {
                At::Value(field) => At::Value(below(field)),
                At::Key(field) => At::Key(below(field)),
                At::Text(field, range) => At::Text(below(field), range.clone()),
                at => at.clone(),
            };
        }
        diagnostic
    })
}
