//! `errhub explain`: what a diagnostic means, with an example.

use std::io::{self, Write};

use clap::Args;

use super::ExitStatus;
use crate::diagnostic::{Code, Severity};

/// The documentation of diagnostics, shared by the web and the terminal.
const DOCS: &str = include_str!("../../docs/diagnostics.md");

/// Explain a diagnostic, with an example and how to fix it
///
/// Without a code, list all of them.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    errhub explain E0102\n  \
    errhub explain | grep alias\n\n\
    Exit codes: 0 the code was explained, 2 there is no such code.")]
pub(super) struct Explain {
    /// The code of the diagnostic, such as E0102
    code: Option<Code>,
}

impl Explain {
    pub(super) fn run(self) -> ExitStatus {
        let text = match self.code {
            Some(code) => section(code) + &switching_off(code),
            None => list(),
        };
        // Closing a pipe is the reader's choice, not a failure.
        let _ = io::stdout().lock().write_all(text.as_bytes());
        ExitStatus::Clean
    }
}

/// How to turn a warning off.
fn switching_off(code: Code) -> String {
    match code.severity() {
        Severity::Error => String::new(),
        Severity::Warning => format!(
            "\nTo turn it off for one run, add `--allow {code}`; for good, write in site.yaml:\n\n    \
             warnings:\n      {code}: off\n"
        ),
    }
}

fn list() -> String {
    Code::ALL.iter().flat_map(|code| [code.id(), "  ", code.meaning(), "\n"]).collect()
}

/// The documentation of a code for a terminal: code is indented instead of fenced.
fn section(code: Code) -> String {
    let start = format!("## {code}: ");
    let mut text = String::new();
    let mut is_inside = false;
    let mut fence = None;
    for line in DOCS.lines() {
        let ticks = &line[..line.len() - line.trim_start_matches('`').len()];
        match fence {
            Some(open) if line == open => {
                fence = None;
                continue;
            }
            None if ticks.len() >= 3 => {
                fence = Some(ticks);
                continue;
            }
            None if line.starts_with("## ") => is_inside = line.starts_with(&start),
            _ => {}
        }
        if is_inside {
            let indent = if fence.is_some() && !line.is_empty() { "    " } else { "" };
            text.extend([indent, line, "\n"]);
        }
    }
    format!("{}\n", text.trim_start_matches("## ").trim_end())
}
