//! `author`: who wrote an article.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::WebAddress;

/// Who wrote an article.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Author {
    /// The name.
    pub name: String,
    /// A page about the author.
    #[serde(default)]
    pub url: Option<WebAddress>,
    /// Whether it is a person or an organization.
    #[serde(rename = "type", default)]
    pub kind: AuthorKind,
}

/// What an author is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum AuthorKind {
    /// A person.
    #[default]
    Person,
    /// A company, a team, an institution.
    Organization,
}

impl From<String> for Author {
    fn from(name: String) -> Self {
        Self { name, url: None, kind: AuthorKind::default() }
    }
}
