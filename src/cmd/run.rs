//! What `build` and `check` share: they are the same run, with and without writing.

use std::time::{Duration, Instant};

use clap::Args;

use super::output::{ReportOptions, Terminal};
use super::{Global, today};
use crate::config::{BaseUrl, Project};
use crate::error::Error;
use crate::pipeline::{self, Options};
use crate::publish::{Discard, Sink};
use crate::report::{self, Located};
use crate::site::Drafts;

/// Options of both verbs.
#[derive(Debug, Args)]
pub(super) struct RunOptions {
    /// Publish at this address instead of the one in site.yaml
    #[arg(long, value_name = "URL", value_parser = base_url)]
    base_url: Option<BaseUrl>,
    /// Include articles with `draft: true`
    #[arg(long)]
    drafts: bool,
    #[command(flatten)]
    pub(super) report: ReportOptions,
}

fn base_url(text: &str) -> Result<BaseUrl, String> {
    BaseUrl::parse(text).map_err(str::to_owned)
}

/// What a run came to.
pub(super) struct Outcome {
    /// What is wrong.
    pub(super) diagnostics: Vec<Located>,
    pub(super) articles: usize,
    pub(super) files: usize,
    /// How long reading and parsing took.
    pub(super) read: Duration,
}

impl Outcome {
    /// Whether anything keeps the site from being published.
    pub(super) fn is_clean(&self) -> bool {
        report::count(&self.diagnostics).0 == 0
    }
}

impl RunOptions {
    /// Reads the site, renders it into the sink that `open` gives, and reports what is wrong.
    pub(super) fn run<S: Sink>(
        &self,
        global: &Global,
        terminal: &Terminal,
        open: impl FnOnce(&Project) -> Result<S, Error>,
    ) -> Result<(Outcome, Option<S>), Error> {
        let strictness = self.report.strictness();
        let mut project = match global.project()? {
            Ok(project) => project,
            Err((root, diagnostics)) => {
                let text = |source: &_| pipeline::text_on_disk(&root, source);
                let diagnostics = report::locate(diagnostics, strictness, text);
                terminal.report(&diagnostics, 0, self.report.format);
                return Ok((
                    Outcome { diagnostics, articles: 0, files: 0, read: Duration::ZERO },
                    None,
                ));
            }
        };
        if let Some(base_url) = &self.base_url {
            project.config.base_url = base_url.clone();
        }
        let sink = open(&project)?;
        let drafts = if self.drafts { Drafts::Include } else { Drafts::Leave };
        let progress = terminal.progress();
        let started = Instant::now();
        let mut loaded = pipeline::load(&project, Options { drafts, today: today() }, &progress)?;
        let read = started.elapsed();
        // What cannot be published is still rendered, because rendering finds mistakes too.
        let broken = pipeline::any_error(&loaded.diagnostics);
        let sink_or_none: &dyn Sink = if broken { &Discard } else { &sink };
        let found = loaded.render(sink_or_none, &progress)?;
        drop(progress);
        let mut diagnostics = std::mem::take(&mut loaded.diagnostics);
        diagnostics.extend(found);
        let articles = loaded.site.articles.len() + loaded.site.broken.len();
        let diagnostics = report::locate(diagnostics, strictness, |source| loaded.text(source));
        terminal.report(&diagnostics, articles, self.report.format);
        Ok((Outcome { diagnostics, articles, files: loaded.plan.jobs.len(), read }, Some(sink)))
    }
}
