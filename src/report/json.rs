//! One JSON object for programs. Its shape is documented in docs/diagnostics.md and stable.

use std::collections::BTreeMap;
use std::iter::repeat_n;

use serde::Serialize;

use super::Counts;
use super::visible_json;
use super::{LeftOut, Located, Spot};

#[derive(Serialize)]
struct Report<'a> {
    version: u8,
    diagnostics: Vec<Item<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    left_out: Vec<Rest<'a>>,
    summary: Summary,
}

#[derive(Serialize)]
struct Item<'a> {
    code: &'static str,
    severity: &'static str,
    message: &'a str,
    file: Option<&'a str>,
    line: Option<usize>,
    column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
    help: &'a [String],
    related: Vec<Related<'a>>,
}

#[derive(Serialize)]
struct Rest<'a> {
    file: &'a str,
    code: &'static str,
    severity: &'static str,
    count: usize,
}

#[derive(Serialize)]
struct Related<'a> {
    file: &'a str,
    line: Option<usize>,
    column: Option<usize>,
    message: &'a str,
}

#[derive(Serialize)]
struct Summary {
    errors: usize,
    warnings: usize,
    articles: usize,
    codes: BTreeMap<&'static str, usize>,
}

/// All diagnostics with a summary, as indented JSON.
#[must_use]
pub fn json(diagnostics: &[Located], articles: usize) -> String {
    json_with_rest(diagnostics, &[], articles)
}

/// The same with the diagnostics that are left out, which the summary counts as well.
#[must_use]
pub fn json_with_rest(diagnostics: &[Located], rest: &[LeftOut], articles: usize) -> String {
    let shown = diagnostics.iter().map(|one| (one.code, one.severity));
    let hidden = rest.iter().flat_map(|rest| repeat_n((rest.code, rest.severity), rest.count));
    let Counts { errors, warnings, articles, codes } = Counts::of(shown.chain(hidden), articles);
    let left_out = rest.iter().map(|rest| Rest {
        file: rest.file.as_str(),
        code: rest.code.id(),
        severity: rest.severity.name(),
        count: rest.count,
    });
    let codes = codes.into_iter().map(|(code, count)| (code.id(), count)).collect();
    let report = Report {
        version: 1,
        diagnostics: diagnostics.iter().map(item).collect(),
        left_out: left_out.collect(),
        summary: Summary { errors, warnings, articles, codes },
    };
    // Strings and numbers can always be serialized.
    let json = serde_json::to_string_pretty(&report).unwrap_or_default();
    visible_json(&json).into_owned()
}

fn item(diagnostic: &Located) -> Item<'_> {
    let positions = diagnostic.spot.as_ref().and_then(Spot::positions);
    let related = diagnostic.related.iter().map(|(spot, message)| {
        let start = spot.positions().map(|(start, _)| start);
        let (line, column) = start.unzip();
        Related { file: spot.file.as_str(), line, column, message }
    });
    Item {
        code: diagnostic.code.id(),
        severity: diagnostic.severity.name(),
        message: &diagnostic.message,
        file: diagnostic.spot.as_ref().map(|spot| spot.file.as_str()),
        line: positions.map(|(start, _)| start.0),
        column: positions.map(|(start, _)| start.1),
        end_line: positions.map(|(_, end)| end.0),
        end_column: positions.map(|(_, end)| end.1),
        help: &diagnostic.help,
        related: related.collect(),
    }
}
