//! `formats` of site.yaml: which files for programs are published beside the pages.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which files for programs are published beside the pages. A host may limit their number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Formats {
    /// Whether errors.json lists every article, with a schema beside it.
    #[serde(default = "on")]
    pub registry: bool,
}

impl Default for Formats {
    fn default() -> Self {
        Self { registry: true }
    }
}

fn on() -> bool {
    true
}
