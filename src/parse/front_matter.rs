//! Front matter: the YAML between `---` lines, and the types it is read into.

use std::num::NonZeroU16;
use std::ops::Range;

use memchr::memmem;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::own_values::OwnValues;
use crate::config::text_or::{self, TextOr};
use crate::config::{Author, Link};
use crate::date::Date;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::path::SourcePath;
use crate::yaml;

/// The front matter of an article.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Front matter of an errhub article")]
pub struct ArticleFront {
    /// The error's name as people see it.
    pub title: String,
    /// The bare code, in quotes.
    #[serde(default)]
    pub code: Option<String>,
    /// The exact texts that people see; `{name}` stands for a part that varies.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub messages: Option<Vec<String>>,
    /// Real pastes that must find this article.
    #[serde(default)]
    pub seen_as: Vec<String>,
    /// Real pastes that must not find this article first, as they belong to another one or to none.
    #[serde(default)]
    pub not_seen_as: Vec<String>,
    /// Where the error occurs; each must be listed under `platforms` in site.yaml.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub applies_to: Option<Vec<String>>,
    /// One sentence for search results, of at most 160 characters.
    #[serde(default)]
    pub description: Option<String>,
    /// The picture that chats and social networks show with links to the article: a file beside it.
    #[serde(default)]
    pub image: Option<String>,
    /// The answer for readers who read nothing else, in Markdown.
    #[schemars(extend("format" = yaml::MARKDOWN))]
    pub quick_answer: String,
    /// The ways to fix the error, in the order to try them.
    #[schemars(length(min = 1))]
    pub methods: Vec<MethodFront>,
    /// Questions that people ask about the error.
    #[serde(default)]
    pub faq: Vec<QuestionFront>,
    /// Where the facts come from.
    #[serde(default)]
    pub sources: Vec<Link>,
    /// Related articles: their paths under content/ without .md.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub related: Option<Vec<String>>,
    /// Who wrote it; by default the author in site.yaml, or else the publisher.
    #[serde(default, deserialize_with = "text_or::optional")]
    #[schemars(with = "Option<TextOr<Author>>")]
    pub author: Option<Author>,
    /// When the article was first published.
    #[serde(default)]
    pub published: Option<Date>,
    /// When words that readers see last changed.
    pub updated: Date,
    /// When somebody last checked that it is still right.
    #[serde(default)]
    pub reviewed: Option<Date>,
    /// Old addresses that must keep working.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Which callouts of site.yaml to show; by default the category's choice, or else all.
    #[serde(default)]
    pub callouts: Option<Vec<String>>,
    /// Whether the article is left out, except with `--drafts`.
    #[serde(default)]
    pub draft: bool,
    /// The fields that site.yaml declares.
    #[serde(skip)]
    pub own: OwnValues,
}

/// One way to fix an error.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MethodFront {
    /// What to do, in a few words.
    pub title: String,
    /// How to do it, in Markdown.
    #[schemars(extend("format" = yaml::MARKDOWN))]
    pub body: String,
    /// Who can do it.
    #[serde(default)]
    pub audience: Audience,
    /// About how many minutes it takes.
    #[serde(default)]
    pub minutes: Option<NonZeroU16>,
    /// How to check that it worked, in Markdown.
    #[serde(default)]
    #[schemars(extend("format" = yaml::MARKDOWN))]
    pub verify: Option<String>,
}

/// Who can follow a method.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Audience {
    /// Somebody who wants to use the site or program.
    #[default]
    Visitor,
    /// Somebody who runs the server.
    SiteOwner,
}

/// A question and its answer.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct QuestionFront {
    /// The question, as people ask it.
    pub question: String,
    /// The answer, in Markdown.
    #[schemars(extend("format" = yaml::MARKDOWN))]
    pub answer: String,
}

/// The keys of [`ArticleFront`] whose texts are Markdown.
pub(super) const MARKDOWN_KEYS: yaml::MarkdownKeys = &["answer", "body", "quick_answer", "verify"];

/// The front matter of a category's `_index.md`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CategoryFront {
    /// The category's name.
    pub title: String,
    /// The label on the category's articles; by default the title.
    #[serde(default)]
    pub badge: Option<String>,
    /// One sentence for search results.
    #[serde(default)]
    pub description: Option<String>,
    /// Its icon; by default the one named like its folder, or a plain page.
    #[serde(default)]
    pub icon: Option<String>,
    /// Its position among the categories: lower comes first; without a number, it comes last.
    #[serde(default)]
    pub order: Option<i32>,
    /// Which callouts of site.yaml its articles show.
    #[serde(default)]
    pub callouts: Option<Vec<String>>,
    /// Links at the end of its articles; by default those of site.yaml.
    #[serde(default)]
    pub learn_more: Option<Vec<Link>>,
}

/// The front matter of a page in `content/pages/`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Front matter of an errhub page")]
pub struct PageFront {
    /// The heading.
    pub title: String,
    /// One sentence for search results, of at most 160 characters.
    #[serde(default)]
    pub description: Option<String>,
    /// Whether the footer of every page links to it.
    #[serde(default)]
    pub footer: bool,
    /// Its position in the footer: lower comes first; without a number, it comes last.
    #[serde(default)]
    pub order: Option<i32>,
    /// Old addresses that must keep working.
    #[serde(default)]
    pub aliases: Vec<String>,
}

/// The front matter of the hub's `_index.md`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HubFront {
    /// The hub's heading; by default the site's title.
    #[serde(default)]
    pub title: Option<String>,
    /// One sentence for search results; by default the site's.
    #[serde(default)]
    pub description: Option<String>,
}

/// Where the two parts of a document are, in bytes of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// The YAML, without the `---` lines.
    pub yaml: Range<usize>,
    /// Everything after the front matter.
    pub body: Range<usize>,
}

/// Finds the front matter of a document.
///
/// # Errors
/// What is wrong with its delimiters.
pub fn split(file: &SourcePath, text: &str) -> Result<Split, Diagnostic> {
    let first = text.lines().next().unwrap_or_default();
    if first.trim_end() != "---" {
        return Err(no_front_matter(file, text, first));
    }
    let start = text.find('\n').map_or(text.len(), |newline| newline + 1);
    // The line break before the closing line may be that of the first line.
    let dashes = memmem::find_iter(&text.as_bytes()[start.saturating_sub(1)..], "\n---");
    for at in dashes.map(|before| start + before) {
        let line = text[at..].split_inclusive('\n').next().unwrap_or_default();
        if line.trim_end() == "---" {
            if let Some(equals) = toml_line(&text[start..at]) {
                let range = start + equals.start..start + equals.end;
                return Err(toml(file, range));
            }
            return Ok(Split { yaml: start..at, body: at + line.len()..text.len() });
        }
    }
    Err(Diagnostic::new(
        Code::UnclosedFrontMatter,
        "the front matter is opened here and never closed",
        Place::bytes(file, 0..3),
    )
    .help("put a `---` line after its last key, before the text"))
}

fn no_front_matter(file: &SourcePath, text: &str, first: &str) -> Diagnostic {
    if first.trim_end() == "+++" {
        return toml(file, 0..3);
    }
    let visible = text.trim_start_matches([' ', '\t', '\r', '\n']);
    let skipped = text.len() - visible.len();
    if skipped > 0 && visible.lines().next().is_some_and(|line| line.trim_end() == "---") {
        return Diagnostic::new(
            Code::TextBeforeFrontMatter,
            "the front matter must start on the first line",
            Place::bytes(file, 0..skipped),
        )
        .help("remove everything before the first `---`, including blank lines and spaces");
    }
    Diagnostic::new(
        Code::NoFrontMatter,
        "the file has no front matter",
        Place::bytes(file, 0..first.len()),
    )
    .help("start it with a `---` line, then keys such as `title: …`, then another `---` line")
}

fn toml(file: &SourcePath, range: Range<usize>) -> Diagnostic {
    Diagnostic::new(
        Code::TomlFrontMatter,
        "this front matter is TOML, but errhub reads YAML",
        Place::bytes(file, range),
    )
    .help("write `key: value` between two `---` lines")
}

/// The first line that is not blank, if it is `key = value`.
fn toml_line(yaml: &str) -> Option<Range<usize>> {
    let line = yaml.lines().find(|line| !line.trim().is_empty() && !line.starts_with('#'))?;
    let (key, _) = line.split_once('=')?;
    let bare = key.trim();
    let is_key =
        !bare.is_empty() && bare.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
    let start = yaml.find(line)?;
    is_key.then(|| start..start + line.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> Result<(), Code> {
        split(&SourcePath::new("content/a/b.md"), text)
            .map(drop)
            .map_err(|diagnostic| diagnostic.code)
    }

    #[test]
    fn keys_of_markdown_are_those_of_the_schema() {
        fn find(schema: &serde_json::Value, found: &mut Vec<String>) {
            for (key, value) in schema["properties"].as_object().into_iter().flatten() {
                if value["format"] == yaml::MARKDOWN {
                    found.push(key.clone());
                }
            }
            schema["$defs"].as_object().into_iter().flatten().for_each(|(_, one)| find(one, found));
        }
        let mut found = Vec::new();
        find(&schemars::schema_for!(ArticleFront).to_value(), &mut found);
        found.sort_unstable();
        assert_eq!(found, MARKDOWN_KEYS);
    }

    #[test]
    fn no_site_declares_a_field_that_every_article_has() {
        let schema = schemars::schema_for!(ArticleFront);
        let fields = schema.get("properties").and_then(|fields| fields.as_object()).unwrap();
        let mut known = crate::config::ARTICLE_KEYS.to_vec();
        known.sort_unstable();
        let mut fields: Vec<&str> = fields.keys().map(String::as_str).collect();
        fields.sort_unstable();
        assert_eq!(known, fields);
    }

    #[test]
    fn delimiters_are_found_or_explained() {
        let file = SourcePath::new("content/a/b.md");
        let parts = split(&file, "---\na: 1\n---\nbody\n").unwrap();
        assert_eq!(parts, Split { yaml: 4..9, body: 13..18 });
        assert_eq!(
            split(&file, "---\r\na: 1\r\n---").unwrap(),
            Split { yaml: 5..11, body: 14..14 }
        );
        assert_eq!(code("# Title\n"), Err(Code::NoFrontMatter));
        assert_eq!(code(""), Err(Code::NoFrontMatter));
        assert_eq!(code("\n---\na: 1\n---\n"), Err(Code::TextBeforeFrontMatter));
        assert_eq!(code("---\na: 1\n"), Err(Code::UnclosedFrontMatter));
        assert_eq!(code("+++\na = 1\n+++\n"), Err(Code::TomlFrontMatter));
        assert_eq!(code("---\ntitle = \"x\"\n---\n"), Err(Code::TomlFrontMatter));
    }
}
