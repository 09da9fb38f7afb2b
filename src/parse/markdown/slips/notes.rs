//! Footnotes that are defined twice, never used, or not defined.

use std::collections::HashSet;
use std::ops::Range;

use super::{Run, Slip};
use crate::diagnostic::Code;

/// The state of the footnotes in a field. Names are case-insensitive.
#[derive(Default)]
pub(super) struct Notes {
    defined: Vec<(String, Range<usize>)>,
    used: HashSet<String>,
}

impl Notes {
    pub(super) fn define(&mut self, name: &str, range: &Range<usize>) {
        // Only the marker: `[^name]:`
        self.defined.push((name.to_lowercase(), range.start..range.start + name.len() + 4));
    }

    pub(super) fn refer(&mut self, name: &str) {
        self.used.insert(name.to_lowercase());
    }

    pub(super) fn finish(self, slips: &mut Vec<Slip>) {
        let mut known = HashSet::new();
        for (name, range) in self.defined {
            let (code, message, help) = if known.contains(&name) {
                let help = "give one of them another name, or remove it";
                (
                    Code::FootnoteTwice,
                    format!("the footnote `{name}` is already defined above"),
                    help,
                )
            } else if self.used.contains(&name) {
                known.insert(name);
                continue;
            } else {
                let message =
                    format!("nothing refers to the footnote `{name}`, so the page leaves it out");
                (
                    Code::UnusedFootnote,
                    message,
                    "write `[^…]` in the text where it belongs, or remove it",
                )
            };
            known.insert(name.clone());
            let help = help.replace('…', &name);
            slips.push(Slip { code, message, range, help });
        }
    }
}

/// Footnote references that are shown as text.
pub(super) fn undefined(run: &Run<'_>, slips: &mut Vec<Slip>) {
    for at in run.places("[^") {
        let rest = run.rest_of_line(at + 2);
        let Some(end) = rest.find(']') else { continue };
        let (name, after) = (&rest[..end], rest[end + 1..].chars().next());
        let is_name = !name.is_empty()
            && name.chars().all(|letter| letter.is_alphanumeric() || "-_".contains(letter));
        // `[^a-z]+` and `[^/]` are regular expressions.
        let is_range = name.len() >= 3 && name.as_bytes()[1] == b'-' && name.len() % 3 == 0;
        let is_expression = is_range || after.is_some_and(|sign| "+*?{$[\\/|".contains(sign));
        if is_name && !is_expression {
            slips.push(Slip {
                code: Code::UndefinedFootnote,
                message: format!("the footnote `{name}` is not defined"),
                range: at..at + 2 + end + 1,
                help: format!("add `[^{name}]: …` after an empty line"),
            });
        }
    }
}
