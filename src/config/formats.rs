//! `formats` of site.yaml: which other files are published beside the pages.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which other files are published beside the pages. A host may limit their number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a file of its own")]
pub struct Formats {
    /// Whether errors.json lists every article, with a schema beside it.
    #[serde(default = "on")]
    pub registry: bool,
    /// Whether each article has a Markdown twin.
    #[serde(default = "on")]
    pub markdown: bool,
    /// Whether llms.txt lists the articles for assistants.
    #[serde(default = "on")]
    pub llms_txt: bool,
    /// Whether offline.html is a copy of the hub that works without a network.
    #[serde(default)]
    pub offline: bool,
}

impl Default for Formats {
    fn default() -> Self {
        Self { registry: true, markdown: true, llms_txt: true, offline: false }
    }
}

fn on() -> bool {
    true
}
