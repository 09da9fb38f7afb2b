//! `warnings` of site.yaml: which warnings are switched off.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::diagnostic::{Code, Diagnostic, FieldPath, Place, Severity};
use crate::path::SourcePath;

/// Whether a warning is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Switch {
    /// It is, as by default.
    On,
    /// It is not.
    Off,
}

/// The warnings that can be switched.
pub fn names() -> impl Iterator<Item = &'static str> {
    Code::ALL.iter().filter(|code| code.severity() == Severity::Warning).map(|code| code.id())
}

/// Reports keys that are not codes of warnings.
pub(super) fn check(
    warnings: &BTreeMap<String, Switch>,
    file: &SourcePath,
) -> impl Iterator<Item = Diagnostic> {
    warnings.keys().filter_map(|name| {
        let (kind, message, help) = match name.parse::<Code>() {
            Ok(code) if code.severity() == Severity::Error => (
                Code::BadValue,
                format!("`{name}` is an error, and only warnings can be switched off"),
                format!("remove this line; `errhub explain {code}` says how to fix the error"),
            ),
            Ok(code) if code.id() == name => return None,
            Ok(code) => (
                Code::UnknownKey,
                format!("there is no warning `{name}`"),
                format!("did you mean `{code}`?"),
            ),
            Err(help) => {
                let help = help.trim_start_matches("there is no such code; ").to_owned();
                (Code::UnknownKey, format!("there is no warning `{name}`"), help)
            }
        };
        let place = Place::key(file, FieldPath::from("warnings").key(name.clone()));
        Some(Diagnostic::new(kind, message, place).help(help))
    })
}
