//! `errhub check --stale`: the articles that have not been reviewed for a long time, oldest first.

use std::collections::HashMap;
use std::sync::Arc;

use serde::Serialize;

use super::output::{Terminal, print, print_commands};
use super::report::{Format, folder_in_repository, refuse};
use super::{ExitStatus, Global};
use crate::cache::{Changes, Reuse};
use crate::check::Aged;
use crate::date::{Date, Today};
use crate::error::Error;
use crate::pipeline::{Loaded, Loader};
use crate::report::{self, Located, Strictness, counted, locate, visible, visible_json};
use crate::site::{Drafts, article_id};

/// Options of the report.
pub(super) struct Options<'a> {
    /// The number of days; `None` for the number in site.yaml.
    pub(super) limit: Option<u16>,
    pub(super) drafts: Drafts,
    pub(super) format: Format,
    pub(super) strictness: Strictness,
    pub(super) today: &'a Today,
}

/// An article in the report.
#[derive(Serialize)]
struct Line<'a> {
    article: &'a str,
    title: &'a str,
    file: &'a str,
    #[serde(rename = "line")]
    at: Option<usize>,
    updated: Date,
    reviewed: Option<Date>,
    days: i32,
}

/// The report for programs. Its shape is documented in docs/dates.md and is stable.
#[derive(Serialize)]
struct Report<'a> {
    version: u8,
    today: Date,
    stale_after_days: u16,
    articles: usize,
    stale: Vec<Line<'a>>,
}

/// Prints the report. Age is not a mistake, so the run is clean unless warnings count as errors.
pub(super) fn run(
    global: &Global,
    terminal: &Terminal,
    options: &Options<'_>,
) -> Result<ExitStatus, Error> {
    let project = match global.project()? {
        Ok(project) => Arc::new(project),
        Err((root, diagnostics)) => return Ok(refuse(terminal, &root, &diagnostics)),
    };
    let progress = terminal.progress();
    let mut loader = Loader::new(&project, Reuse::Everything)?.without_trial();
    let loaded = loader.load(&project, options.drafts, &Changes::Unknown, &progress)?;
    drop(progress);
    let today = options.today.date()?;
    let limit = options.limit.unwrap_or(project.config.stale_after_days.get());
    let aged = loaded.stale(options.today, i32::from(limit));
    let located = located(&loaded, &aged, options.strictness);
    let lines = lines(&aged, &located);
    let articles = loaded.site.article_count();
    match options.format {
        Format::Human | Format::Short => {
            let text: Vec<String> = lines.iter().map(text).collect();
            if !text.is_empty() {
                print(&text.join("\n"))?;
            }
        }
        Format::Github => {
            let folder = folder_in_repository(&project.root);
            let lines = located.iter().map(|one| report::github(one, &folder));
            let lines: Vec<String> = lines.collect();
            if !lines.is_empty() {
                print_commands(&lines.join("\n"))?;
            }
        }
        Format::Json => {
            let stale_after_days = limit;
            let report = Report { version: 1, today, stale_after_days, articles, stale: lines };
            // Strings, numbers and dates can always be serialized.
            print(&visible_json(&serde_json::to_string_pretty(&report).unwrap_or_default()))?;
        }
    }
    let are = if aged.len() == 1 { "has" } else { "have" };
    terminal.say(&format!(
        "{} of {} {are} not been looked at for more than {}",
        report::number(aged.len()),
        counted(articles, "article"),
        counted(limit.into(), "day"),
    ));
    let is_clean = aged.is_empty() || options.strictness == Strictness::Normal;
    Ok(if is_clean { ExitStatus::Clean } else { ExitStatus::Problems })
}

/// The places of the dates, in the order of the report.
fn located(loaded: &Loaded, aged: &[Aged<'_>], strictness: Strictness) -> Vec<Located> {
    let diagnostics = aged.iter().map(|one| one.diagnostic()).collect();
    let located = locate(diagnostics, strictness, |source| loaded.text(source));
    let order: HashMap<&str, usize> = aged
        .iter()
        .enumerate()
        .map(|(place, one)| (one.article.document.source.as_str(), place))
        .collect();
    let mut located = located;
    located.sort_by_key(|one| one.spot.as_ref().and_then(|spot| order.get(spot.file.as_str())));
    located
}

fn lines<'a>(aged: &[Aged<'a>], located: &[Located]) -> Vec<Line<'a>> {
    let lines = aged.iter().zip(located).map(|(one, located)| {
        let article = one.article;
        let summary = &article.document.summary;
        let spot = located.spot.as_ref();
        Line {
            article: article_id(&article.document.source),
            title: &summary.title,
            file: article.document.source.as_str(),
            at: spot.and_then(report::Spot::positions).map(|(start, _)| start.0),
            updated: summary.updated,
            reviewed: summary.reviewed,
            days: one.days,
        }
    });
    lines.collect()
}

/// `  412 days  content/http/502-bad-gateway.md:14  502 Bad Gateway`
fn text(line: &Line<'_>) -> String {
    let Line { title, file, days, .. } = line;
    let place = line.at.map_or_else(String::new, |line| format!(":{line}"));
    format!("{days:>6} days  {}  {}", visible(&format!("{file}{place}")), visible(title))
}
