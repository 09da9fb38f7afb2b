//! Workflow commands of GitHub Actions, which show diagnostics next to changed lines.

use super::{Located, Spot, visible};
use crate::diagnostic::Severity;

/// `::error file=…,line=…,col=…,title=E0102::unknown key`
///
/// `folder` is the path from the repository's root to the site's folder: empty, or with a trailing
/// `/`. Values are escaped as in the Actions toolkit: `%` and line breaks, and in properties also
/// `:` and `,`.
#[must_use]
pub fn github(diagnostic: &Located, folder: &str) -> String {
    let kind = diagnostic.severity.name();
    let mut properties = Vec::new();
    if let Some(spot) = &diagnostic.spot {
        properties.push(format!("file={}", property(&format!("{folder}{}", spot.file))));
        if let Some(((line, column), (end_line, end_column))) = Spot::positions(spot) {
            properties.push(format!(
                "line={line},col={column},endLine={end_line},endColumn={end_column}"
            ));
        }
    }
    properties.push(format!("title={}", diagnostic.code));
    let mut message = visible(&diagnostic.message).into_owned();
    for help in &diagnostic.help {
        message.push_str("\nhelp: ");
        message.push_str(&visible(help));
    }
    format!("::{kind} {}::{}", properties.join(","), data(&message))
}

/// The same for something that is not a diagnostic, at a line (from 1) of a file below the repository's
/// root.
#[must_use]
pub fn annotation(
    severity: Severity,
    file: &str,
    line: Option<usize>,
    title: &str,
    message: &str,
) -> String {
    let line = line.map_or_else(String::new, |line| format!(",line={line}"));
    let (file, title) = (property(file), property(title));
    format!("::{} file={file}{line},title={title}::{}", severity.name(), data(&visible(message)))
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(&visible(text)).replace(':', "%3A").replace(',', "%2C")
}
