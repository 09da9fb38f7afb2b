//! `errhub error-pages`: pages that a server shows when an error occurs.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;

use super::output::Terminal;
use super::report::refuse;
use super::{ExitStatus, Global, Now};
use crate::diagnostic::Severity;
use crate::error::Error;
use crate::error_pages::{self, ErrorPages, Options};
use crate::path::OutPath;
use crate::pipeline::{self, LoadOptions};
use crate::publish::{MANIFEST, NewFile, NewSite, Patience, Shrinking, Sink, Staging};
use crate::report::counted;
use crate::site::Drafts;

/// Write pages that a server shows when an error occurs, and configuration for it.
///
/// Each article about an HTTP status becomes a page that is complete in itself, because the server may
/// be able to send nothing else: what happened, and what visitors can do now. Beside the pages is
/// configuration for nginx, Apache, Caddy and HAProxy. The folder is replaced in one step. Files in it
/// that errhub did not write are kept.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    errhub error-pages error-pages\n  \
    errhub error-pages /srv/error-pages --codes 404,500,502,503,504 --folder /srv/error-pages\n  \
    errhub error-pages error-pages --retry-after 120\n\n\
    docs/error-pages.md shows how servers use them.\n\n\
    Exit codes: 0 the files were written, 1 the content has errors and nothing was written, 2 errhub \
    could not run.")]
pub(super) struct WriteErrorPages {
    /// Where to write the files
    #[arg(value_name = "DIR")]
    target: PathBuf,
    /// Only for these statuses [default: every status of 400 or more that has an article]
    #[arg(long, value_name = "CODES", value_delimiter = ',', value_parser = clap::value_parser!(u16).range(400..600))]
    codes: Vec<u16>,
    /// The folder on the server that the files will be in, for its configuration
    #[arg(long, value_name = "PATH", default_value = "/var/www/error-pages", value_parser = folder)]
    folder: String,
    /// Ask clients that get a 503 to try again after this many seconds
    #[arg(long, value_name = "SECONDS")]
    retry_after: Option<u32>,
}

/// A path that means the same in the configuration of every server.
fn folder(text: &str) -> Result<String, String> {
    let path = text.trim_end_matches('/');
    let is_plain = |c: char| c.is_alphanumeric() || "/-_.:+@~".contains(c);
    if path.starts_with('/') && path.chars().all(is_plain) {
        return Ok(path.to_owned());
    }
    Err("write the whole path, such as /var/www/error-pages, without spaces, quotes or other \
         characters that are special in a configuration"
        .into())
}

/// How long to wait for another run that writes to the same folder.
const PATIENCE: Duration = Duration::from_secs(60);

/// A file that identifies a folder of error pages.
const OWN: &str = "haproxy.cfg";

impl WriteErrorPages {
    pub(super) fn run(self, global: &Global, terminal: &Terminal) -> Result<ExitStatus, Error> {
        let project = match global.project()? {
            Ok(project) => project,
            Err((root, diagnostics)) => {
                let status = refuse(terminal, &root, &diagnostics);
                terminal.say("Nothing was written");
                return Ok(status);
            }
        };
        if self.target.join(MANIFEST).is_file() && !self.target.join(OWN).is_file() {
            let target = self.target.display();
            let message =
                format!("{target} contains a site that errhub built; choose another folder");
            return Err(Error::Usage { message });
        }
        let today = Now { today: None }.today()?.date()?;
        let loaded = pipeline::load(&project, LoadOptions { drafts: Drafts::Leave, today }, &())?;
        let is_error = |one: &crate::diagnostic::Diagnostic| one.severity() == Severity::Error;
        let mut wrong: Vec<_> =
            loaded.diagnostics.iter().filter(|one| is_error(one)).cloned().collect();
        let mut made = ErrorPages::default();
        if wrong.is_empty() {
            let Self { codes, folder, retry_after, .. } = &self;
            let (codes, folder, retry_after) = (codes.clone(), folder.clone(), *retry_after);
            made = error_pages::make(&loaded, &Options { codes, folder, retry_after })?;
            wrong.append(&mut made.diagnostics);
        }
        if !wrong.is_empty() {
            let status = refuse(terminal, &project.root, &wrong);
            terminal.say("Nothing was written");
            return Ok(status);
        }
        write(&made, &self.target, &project.root, terminal)?;
        terminal.say(&format!(
            "Wrote {} and configuration for four servers → {}/\n\
             {}/README.md says how to use them",
            counted(made.pages, "page"),
            self.target.display(),
            self.target.display()
        ));
        Ok(ExitStatus::Clean)
    }
}

/// Replaces the files in `target`, all or none.
fn write(made: &ErrorPages, target: &Path, root: &Path, terminal: &Terminal) -> Result<(), Error> {
    let on_wait = || terminal.say("Waiting for another run that writes the same folder to finish");
    let stop = terminal.stop().clone();
    let patience = Patience { stop, limit: PATIENCE, on_wait: &on_wait };
    let staging = Staging::begin(target, root, &patience)?;
    let files = made.files.iter().filter_map(|(path, bytes)| {
        // All names are fixed and valid on every system.
        Some((OutPath::new(path.as_str()).ok()?, bytes))
    });
    let files: Vec<_> = files.collect();
    let mut written = Vec::with_capacity(files.len());
    for (out, bytes) in &files {
        written.push(NewFile { out, written: staging.write(out, bytes)?, is_new: true });
    }
    staging.publish(&NewSite { files: written, manifest: None }, Shrinking::Allowed)?;
    Ok(())
}
