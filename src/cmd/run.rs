//! What `build` and `check` share: they are the same run, with and without writing.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::offline::WrittenCopy;
use super::output::Terminal;
use super::report::{Findings, ReportOptions};
use super::{Global, Now};
use crate::cache;
use crate::config::{BaseUrl, Host, Project};
use crate::error::Error;
use crate::output;
use crate::pipeline::{self, Loaded, Loader};
use crate::publish::{Discard, NewSite, Published, Sink};
use crate::report::{Memory, number};
use crate::site::Drafts;

/// Options of both verbs.
#[derive(Debug, Args)]
pub(super) struct RunOptions {
    /// Publish at this address instead of the one in site.yaml
    #[arg(long, value_name = "URL", value_parser = base_url)]
    base_url: Option<BaseUrl>,
    /// Report what this web host would refuse or ignore, instead of those that `hosts` in site.yaml
    /// lists; can be repeated
    #[arg(long, value_name = "HOST", value_delimiter = ',', value_parser = host())]
    host: Vec<Host>,
    /// Include articles with `draft: true`
    #[arg(long)]
    drafts: bool,
    /// Ignore the cache of earlier runs, and write a new one
    #[arg(long)]
    no_cache: bool,
    #[command(flatten)]
    pub(super) now: Now,
    #[command(flatten)]
    pub(super) report: ReportOptions,
    /// File names that hooks add or people type; they are refused with the reason.
    #[arg(hide = true, value_name = "FILE", value_parser = no_files)]
    files: Vec<String>,
}

fn no_files(_: &str) -> Result<String, String> {
    Err("errhub always reads the whole site, because links and duplicates involve several files; \
         leave out the file name"
        .into())
}

fn base_url(text: &str) -> Result<BaseUrl, String> {
    BaseUrl::parse(text).map_err(str::to_owned)
}

fn host() -> impl TypedValueParser<Value = Host> {
    PossibleValuesParser::new(Host::ALL.map(Host::id))
        .try_map(|id| Host::named(&id).ok_or("errhub does not know this host"))
}

/// How many times a site is read and rendered if some of its files disappear meanwhile.
const TRIES: usize = 3;

/// The outcome of a run.
#[derive(Default)]
pub(super) struct Outcome {
    /// Whether the site can be published.
    pub(super) is_clean: bool,
    pub(super) articles: usize,
    pub(super) files: usize,
    /// The number of files of each sort.
    pub(super) sorts: Vec<(&'static str, usize)>,
    /// How long reading and parsing took.
    pub(super) read: Duration,
    /// Files in the output that an older errhub, or somebody else, left there.
    pub(super) unknown: Vec<PathBuf>,
    /// The files that were written elsewhere.
    pub(super) copies: Vec<WrittenCopy>,
}

impl Outcome {
    /// Prints the number of files of each sort with `--verbose`.
    pub(super) fn tell_sorts(&self, terminal: &Terminal) {
        for (sort, count) in &self.sorts {
            terminal.detail(&format!("  {sort}: {}", number(*count)));
        }
    }
}

/// The destination of a run's files.
pub(super) trait RunTarget: Sized {
    type Sink: Sink;

    /// The output folder, for the cache; empty if nothing is written.
    fn name(&self) -> String;

    /// Begins a new version.
    fn open(&self) -> Result<Self::Sink, Error>;

    /// Writes the other files, once the new version is in place.
    fn beside(&self, _loaded: &Loaded) -> Result<Vec<WrittenCopy>, Error> {
        Ok(Vec::new())
    }

    /// Puts the new version in place.
    fn finish(&self, sink: &Self::Sink, site: &NewSite<'_>) -> Result<Published, Error>;
}

impl RunOptions {
    /// Whether drafts are part of the site.
    pub(super) fn drafts(&self) -> Drafts {
        if self.drafts { Drafts::Include } else { Drafts::Leave }
    }

    /// Reads the site, renders it to the destination that `to` returns, reports mistakes, and puts
    /// the new version in place unless there are errors.
    pub(super) fn run<D: RunTarget>(
        &self,
        global: &Global,
        terminal: &Terminal,
        to: impl FnOnce(&Project) -> D,
    ) -> Result<Outcome, Error> {
        let mut project = match global.project()? {
            Ok(project) => project,
            Err((root, diagnostics)) => {
                let text = |source: &_| pipeline::text_on_disk(&root, source);
                let found = Findings { root: &root, diagnostics, articles: 0 };
                let mut places = cache::Places::default();
                let memory = Memory { places: &mut places, file: &|_| None };
                let is_clean = self.report.print(terminal, found, text, memory)?;
                return Ok(Outcome { is_clean, ..Outcome::default() });
            }
        };
        if let Some(base_url) = &self.base_url {
            project.publish_at(base_url.clone());
        }
        if !self.host.is_empty() {
            project.other_hosts = Some(self.host.clone());
        }
        let destination = to(&project);
        let mut sink = destination.open()?;
        let project = Arc::new(project);
        let drafts = self.drafts();
        let name = destination.name();
        let today = self.now.today()?;
        let progress = terminal.progress();
        let started = Instant::now();
        let reuse = if self.no_cache { cache::Reuse::Nothing } else { cache::Reuse::Everything };
        let mut loader = Loader::new(&project, reuse)?.with_seal();
        let known = loader.output(&name);
        let mut tries = 0;
        let (mut loaded, rendered, read) = loop {
            tries += 1;
            let mut loaded = loader.load(&project, drafts, &cache::Changes::Unknown, &progress)?;
            loaded.diagnostics.extend(loaded.check_content(&today));
            let read = started.elapsed();
            // A site that cannot be published is still rendered, because that finds mistakes too.
            let broken = pipeline::any_error(&loaded.diagnostics);
            let sink_or_none: &dyn Sink = if broken { &Discard } else { &sink };
            match loader.keep_sources_while(|| loaded.render(sink_or_none, &known, &progress)) {
                // A file vanished after it was listed, so start again with the new state of the
                // site.
                Err(Error::Vanished { .. }) if tries < TRIES => {
                    drop(sink);
                    sink = destination.open()?;
                }
                rendered => break (loaded, rendered?, read),
            }
        };
        drop(progress);
        let mut diagnostics = std::mem::take(&mut loaded.diagnostics);
        diagnostics.extend(rendered.diagnostics.iter().cloned());
        let articles = loaded.site.article_count();
        let found = Findings { root: &project.root, diagnostics, articles };
        let mut places = loader.places();
        let memory = Memory { places: &mut places, file: &|source| loader.file_key(source) };
        let text = |source: &_| loaded.text(source);
        let is_clean = self.report.print(terminal, found, text, memory)?;
        loader.keep_places(&places);
        let (mut unknown, mut copies) = (Vec::new(), Vec::new());
        if is_clean {
            let published = destination.finish(&sink, &rendered.site())?;
            loader.keep_output(&name, &rendered, published.manifest);
            unknown = published.unknown;
            copies = destination.beside(&loaded)?;
        }
        let (files, sorts) = (loaded.plan.len(), output::tally(&loaded.plan));
        loaded.leave_to_exit();
        rendered.leave_to_exit();
        Ok(Outcome { is_clean, articles, files, sorts, read, unknown, copies })
    }
}
