//! The lines of a log that no article explains, so that authors see what to write next.

use std::borrow::Cow;

use foldhash::{HashMap, HashMapExt};
use serde::Serialize;

use super::Hub;
use crate::cmd::output;
use crate::error::Error;
use crate::matcher::fold::excerpt;
use crate::matcher::mask::masked;
use crate::matcher::tokens::read;
use crate::matcher::{Verdict, answer};
use crate::report::{visible, visible_json};

#[derive(Serialize)]
struct Line<'t> {
    #[serde(rename = "line")]
    masked: String,
    count: usize,
    example: Cow<'t, str>,
}

/// Prints them, and returns whether there are any.
pub(super) fn print(hub: &Hub, text: &str, is_json: bool) -> Result<bool, Error> {
    let mut lines: Vec<Line<'_>> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for example in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let key = masked(&read(&hub.index.rules, example));
        // Lines that differ only in values usually have the same answer.
        let place = *places.entry(key.clone()).or_insert_with(|| {
            if answer(&hub.index, example).verdict == Verdict::None {
                lines.push(Line { masked: key, count: 0, example: excerpt(example) });
                lines.len() - 1
            } else {
                usize::MAX
            }
        });
        if let Some(line) = lines.get_mut(place) {
            line.count += 1;
        }
    }
    // Equally frequent lines stay in the order of the log.
    lines.sort_by_key(|line| std::cmp::Reverse(line.count));
    for line in &lines {
        if is_json {
            // Strings and numbers can always be serialized.
            output::print(&visible_json(&serde_json::to_string(line).unwrap_or_default()))?;
        } else {
            output::print(&format!("{:>7}  {}", line.count, visible(&line.masked)))?;
        }
    }
    Ok(!lines.is_empty())
}
