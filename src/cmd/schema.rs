//! `errhub schema`: JSON Schema, with which editors complete and check what authors write.

use clap::Args;
use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema};
use serde_json::{Value, json};

use super::output::{Terminal, print};
use super::{ExitStatus, Global};
use crate::config::{self, Labels, OwnFields, SiteConfig};
use crate::error::Error;
use crate::limits;
use crate::parse::front_matter::{ArticleFront, PageFront};
use crate::parse::own_fields::extend_schema;
use crate::render::registry;
use crate::report::visible_json;
use crate::yaml;

/// Print the JSON Schema of an article's front matter, of site.yaml, of a page, or of errors.json.
///
/// It is generated from the types that errhub itself reads, in draft 2020-12. In the folder of a
/// site, the schema of an article has the `fields` that its site.yaml declares.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    errhub schema > .vscode/article.schema.json\n  \
    errhub schema --site > .vscode/site.schema.json\n  \
    errhub schema --page > .vscode/page.schema.json\n  \
    errhub schema --registry > errors.schema.json\n\n\
    docs/editors.md says how editors use them, and docs/registry.md describes errors.json.")]
pub(super) struct PrintSchema {
    /// Print the schema of site.yaml
    #[arg(long)]
    site: bool,
    /// Print the schema of the front matter of a page in content/pages/
    #[arg(long, conflicts_with = "site")]
    page: bool,
    /// Print the schema of errors.json, which lists the articles for programs
    #[arg(long, conflicts_with_all = ["site", "page"])]
    registry: bool,
}

impl PrintSchema {
    pub(super) fn run(self, global: &Global, terminal: &Terminal) -> Result<ExitStatus, Error> {
        if self.registry {
            print(&format!("{:#}", registry::schema(None)))?;
            return Ok(ExitStatus::Clean);
        }
        let schema = if self.site {
            site()
        } else if self.page {
            of::<PageFront>()
        } else {
            article(&own_fields(global, terminal)?)
        };
        let mut schema = schema.to_value();
        limits::write(&mut schema);
        print(&visible_json(&format!("{schema:#}")))?;
        Ok(ExitStatus::Clean)
    }
}

/// The fields that the site around the working directory declares; none outside of a site.
fn own_fields(global: &Global, terminal: &Terminal) -> Result<OwnFields, Error> {
    let root = match global.root() {
        Err(Error::NoSite { .. }) => return Ok(OwnFields::default()),
        root => root?,
    };
    if let Ok(project) = config::load(&root)? {
        return Ok(project.config.fields);
    }
    terminal.always("site.yaml has mistakes, so its `fields` are not in this schema");
    Ok(OwnFields::default())
}

fn article(fields: &OwnFields) -> Schema {
    let mut schema = of::<ArticleFront>();
    extend_schema(&mut schema, fields);
    schema
}

fn site() -> Schema {
    let mut schema = of::<SiteConfig>();
    // The keys of these mappings are not fields of a type.
    if let Some(labels) = schema.pointer_mut("/properties/labels") {
        labels["propertyNames"] = json!({ "enum": Labels::names().collect::<Vec<_>>() });
    }
    if let Some(fields) = schema.pointer_mut("/properties/fields") {
        fields["propertyNames"] = json!({ "pattern": "^[a-z][a-z0-9_-]*$" });
    }
    if let Some(warnings) = schema.pointer_mut("/properties/warnings") {
        warnings["propertyNames"] = json!({ "enum": config::warning_names().collect::<Vec<_>>() });
    }
    schema
}

fn of<T: JsonSchema>() -> Schema {
    SchemaSettings::draft2020_12()
        .with_transform(RecursiveTransform(as_authors_write))
        .into_generator()
        .into_root_schema_for::<T>()
}

/// serde accepts more than errhub does: a value may be left out, but may never be null or empty.
/// Facts specific to Rust, such as the width of a number, are irrelevant to an editor.
fn as_authors_write(schema: &mut Schema) {
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|one| one != "null");
        if let [one] = &types[..] {
            let one = one.clone();
            schema.insert("type".into(), one);
        }
    }
    if let Some(Value::Array(choices)) = schema.get_mut("anyOf") {
        choices.retain(|choice| *choice != json!({ "type": "null" }));
        if let [Value::Object(one)] = &mut choices[..] {
            let one = std::mem::take(one);
            schema.remove("anyOf");
            for (key, value) in one {
                schema.insert(key, value);
            }
        }
    }
    if schema.get("default") == Some(&Value::Null) {
        schema.remove("default");
    }
    match schema.get("format").and_then(Value::as_str) {
        Some(yaml::MARKDOWN) => {
            schema.remove("format");
            schema.insert("contentMediaType".into(), "text/markdown".into());
        }
        Some("date" | "uri") | None => {}
        Some(_) => {
            schema.remove("format");
        }
    }
    let is_text = schema.get("type").is_some_and(|kind| kind == "string");
    if is_text && !["const", "enum", "format"].iter().any(|key| schema.get(*key).is_some()) {
        schema.insert("minLength".into(), 1.into());
    }
}
