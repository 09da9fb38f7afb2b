//! `errhub build`: the whole site into its output folder.

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;

use super::output::{Format, ReportOptions, Terminal};
use super::{ExitStatus, Global};
use crate::config::BaseUrl;
use crate::error::Error;
use crate::pipeline;
use crate::publish::{Discard, Staging};
use crate::report;
use crate::site::Drafts;

/// The output folder below the site's root.
const OUTPUT: &str = "public";

/// Build the site into its output folder.
///
/// The folder is replaced as a whole and in one step. Where the content has errors, nothing is
/// written and the folder stays as it was.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    errhub build\n  \
    errhub build --base-url https://staging.example.com/errors/ --output-dir /tmp/hub\n  \
    errhub build --strict --format github")]
pub(super) struct Build {
    /// Where to write the site [default: public/ in the site's folder]
    #[arg(long, short, value_name = "DIR")]
    output_dir: Option<PathBuf>,
    /// Publish at this address instead of the one in site.yaml
    #[arg(long, value_name = "URL", value_parser = base_url)]
    base_url: Option<BaseUrl>,
    /// Include articles with `draft: true`
    #[arg(long)]
    drafts: bool,
    #[command(flatten)]
    report: ReportOptions,
}

fn base_url(text: &str) -> Result<BaseUrl, String> {
    BaseUrl::parse(text).map_err(str::to_owned)
}

impl Build {
    pub(super) fn run(self, global: &Global, terminal: &Terminal) -> Result<ExitStatus, Error> {
        let started = Instant::now();
        let strictness = self.report.strictness();
        let mut project = match global.project()? {
            Ok(project) => project,
            Err((root, diagnostics)) => {
                let located = report::locate(diagnostics, strictness, |source| {
                    pipeline::text_on_disk(&root, source)
                });
                terminal.report(&located, 0, self.report.format);
                return Ok(ExitStatus::Problems);
            }
        };
        if let Some(base_url) = self.base_url {
            project.config.base_url = base_url;
        }
        let target = self.output_dir.unwrap_or_else(|| project.root.join(OUTPUT));
        let staging = Staging::begin(&target, &project.root)?;
        let drafts = if self.drafts { Drafts::Include } else { Drafts::Leave };
        let progress = terminal.progress();
        let mut loaded = pipeline::load(&project, drafts, &progress)?;
        let read = started.elapsed();
        // What cannot be published is still rendered, because rendering finds mistakes too.
        let broken = pipeline::any_error(&loaded.diagnostics);
        let found = if broken {
            loaded.render(&Discard, &progress)?
        } else {
            loaded.render(&staging, &progress)?
        };
        drop(progress);
        loaded.diagnostics.extend(found);
        let diagnostics = std::mem::take(&mut loaded.diagnostics);
        let articles = loaded.site.articles.len();
        let located = report::locate(diagnostics, strictness, |source| loaded.text(source));
        terminal.report(&located, articles, self.report.format);
        if report::count(&located).0 > 0 {
            return Ok(ExitStatus::Problems);
        }
        terminal.detail(&format!("read and parsed in {:.2} s", read.as_secs_f64()));
        let files = loaded.plan.jobs.len();
        staging.publish()?;
        if self.report.format == Format::Human || !located.is_empty() {
            terminal.say(&format!(
                "Built {articles} article{}, {files} files in {:.2} s → {}",
                if articles == 1 { "" } else { "s" },
                started.elapsed().as_secs_f64(),
                shown(&target),
            ));
        }
        Ok(ExitStatus::Clean)
    }
}

/// The folder as one would type it from here.
fn shown(target: &std::path::Path) -> String {
    let here = std::env::current_dir().ok();
    let relative =
        here.as_deref().and_then(|here| target.strip_prefix(here).ok()).unwrap_or(target);
    format!("{}/", relative.display().to_string().trim_end_matches('/'))
}
