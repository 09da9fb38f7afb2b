//! The format of the registry, and its JSON Schema, which is generated from these types.
//!
//! `docs/registry.md` promises what stays the same: a field is never removed or renamed, and never
//! changes its meaning.

use std::collections::BTreeMap;

use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema};
use serde::Serialize;
use serde_json::Value;

use crate::date::Date;
use crate::parse::front_matter::Audience;

/// The version of the format. It changes only if a reader of the old format would be wrong about the
/// new one.
pub const VERSION: u32 = 1;

/// The errors that a hub explains. A file of the registry has articles, or parts with articles, or
/// both.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "Registry of an errhub site")]
pub struct Registry<'a> {
    /// The address of the JSON Schema of this format.
    #[serde(rename = "$schema")]
    pub schema: String,
    /// The version of the format, currently 1.
    pub version: u32,
    /// The hub.
    pub hub: HubEntry<'a>,
    /// The categories of the articles, in the hub's order.
    pub categories: Vec<CategoryEntry<'a>>,
    /// Further files with articles, in the same format. A large registry is split into one or more
    /// files for each category.
    pub parts: Vec<RegistryPart<'a>>,
    /// The articles, in the order of their categories, and then of their codes.
    pub articles: Vec<ArticleEntry<'a>>,
}

/// The hub.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Hub")]
pub struct HubEntry<'a> {
    /// Its name.
    pub title: &'a str,
    /// Its address.
    #[schemars(url)]
    pub url: String,
    /// The language of its articles, as a BCP 47 tag.
    pub language: &'a str,
    /// One sentence about it.
    pub description: Option<&'a str>,
}

/// A category of articles.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Category")]
pub struct CategoryEntry<'a> {
    /// Its name in addresses, by which articles refer to it.
    pub id: &'a str,
    /// Its name for people.
    pub title: &'a str,
    /// The address of its page.
    #[schemars(url)]
    pub url: String,
}

/// A further file with articles of one category.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Part")]
pub struct RegistryPart<'a> {
    /// The id of the category.
    pub category: &'a str,
    /// The address of the file.
    #[schemars(url)]
    pub url: String,
    /// How many articles it has.
    pub articles: usize,
}

/// An article about one error.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Article")]
pub struct ArticleEntry<'a> {
    /// Its id, unique in the hub: the category's id, a slash and a name.
    pub id: &'a str,
    /// The address of its page. It can be the `type` of a problem (RFC 9457).
    #[schemars(url)]
    pub url: String,
    /// The id of its category.
    pub category: &'a str,
    /// The language of the article, as a BCP 47 tag.
    pub language: &'a str,
    /// The addresses of the same article in other languages, by BCP 47 tag.
    #[schemars(extend("additionalProperties" = { "type": "string", "format": "uri" }))]
    pub translations: BTreeMap<&'a str, String>,
    /// The error's name as people see it.
    pub title: &'a str,
    /// The bare code, as the article spells it.
    pub code: Option<&'a str>,
    /// Other spellings of the code, such as the decimal ones of a hexadecimal number.
    pub other_spellings: Vec<String>,
    /// The exact texts that people see. `{name}` stands for a part that varies, and `{{name}}`
    /// for `{name}` itself.
    pub messages: &'a [String],
    /// The names of the products and systems that it applies to.
    pub platforms: &'a [String],
    /// One sentence about the error and its fix.
    pub description: &'a str,
    /// The answer for readers who read nothing else.
    pub quick_answer: RichText,
    /// The ways to fix the error, in the order to try them.
    pub methods: Vec<MethodEntry>,
    /// When the article was first published.
    pub published: Option<Date>,
    /// When words that readers see last changed.
    pub updated: Date,
    /// When somebody last checked that it is still right.
    pub reviewed: Option<Date>,
    /// Old addresses that lead to it.
    #[schemars(inner(url))]
    pub aliases: Vec<String>,
    /// The ids of related articles.
    pub related: &'a [String],
    /// A value that changes whenever a word of the article does.
    pub fingerprint: String,
}

/// A text in two forms.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RichText {
    /// As plain text.
    pub text: String,
    /// As HTML, with full addresses.
    pub html: String,
}

/// A way to fix an error.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Method")]
pub struct MethodEntry {
    /// What to do, in a few words.
    pub title: String,
    /// Who can do it.
    pub audience: Audience,
    /// About how many minutes it takes.
    pub minutes: Option<u16>,
    /// The address of the method on the article's page.
    #[schemars(url)]
    pub url: String,
}

/// The JSON Schema of a registry; `id` is the address at which it is published.
#[must_use]
pub fn schema(id: Option<&str>) -> Value {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    let generator = settings.with_transform(RecursiveTransform(standard)).into_generator();
    let mut schema = generator.into_root_schema_for::<Registry<'static>>();
    if let Some(id) = id {
        schema.insert("$id".into(), id.into());
    }
    schema.to_value()
}

/// Leaves out formats that only Rust knows, and the line breaks of its comments.
fn standard(schema: &mut Schema) {
    let format = schema.get("format").and_then(Value::as_str);
    if format.is_some_and(|format| !matches!(format, "date" | "uri")) {
        schema.remove("format");
    }
    if let Some(Value::String(text)) = schema.get_mut("description") {
        *text = text.replace('\n', " ");
    }
}
