//! One line for each diagnostic, for grep and for editors.

use super::{Located, visible};

/// `content/http/502.md:7:3: error[E0108]: …; what to do`
#[must_use]
pub fn short(diagnostic: &Located) -> String {
    let place = match place(diagnostic) {
        place if place.is_empty() => place,
        place => format!("{place}: "),
    };
    let help = diagnostic.help.first().map_or_else(String::new, |help| format!("; {help}"));
    let (severity, code) = (diagnostic.severity.name(), diagnostic.code);
    let line = format!("{place}{severity}[{code}]: {}{help}", diagnostic.message);
    visible(&line).into_owned()
}

/// `content/http/502.md:7:3`; empty if there is no place.
#[must_use]
pub fn place(diagnostic: &Located) -> String {
    let place = diagnostic.spot.as_ref().map_or_else(String::new, |spot| match spot.positions() {
        Some(((line, column), _)) => format!("{}:{line}:{column}", spot.file),
        None => spot.file.to_string(),
    });
    visible(&place).into_owned()
}
