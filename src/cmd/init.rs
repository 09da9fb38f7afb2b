//! `errhub init`: a new site that builds right away.

mod workflow;

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use super::create::{create, shown};
use super::output::{Terminal, print};
use super::{ExitStatus, today, version};
use crate::config;
use crate::error::Error;
use crate::lockfile::{self, LOCK_FILE, Lock, LockEntry};
use crate::path::SourcePath;
use crate::pipeline;
use crate::site::Drafts;

/// Start a new site, with one category and two articles.
///
/// The folder is created if it does not exist; one that contains anything other than `.git` is
/// refused.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    errhub init my-hub\n  \
    errhub init .\n\n\
    Exit codes: 0 the site was created, 2 the folder is in use or could not be written.")]
pub(super) struct Init {
    /// The folder of the new site
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

/// The files of a new site. site.yaml is what makes a folder a site, so it comes last.
const FILES: &[(&str, &str)] = &[
    (".gitignore", include_str!("init/gitignore")),
    ("README.md", include_str!("init/README.md")),
    ("content/_index.md", include_str!("init/content/_index.md")),
    ("content/http/_index.md", include_str!("init/content/http/_index.md")),
    ("content/http/404-not-found.md", include_str!("init/content/http/404-not-found.md")),
    (
        "content/http/500-internal-server-error.md",
        include_str!("init/content/http/500-internal-server-error.md"),
    ),
    ("site.yaml", include_str!("init/site.yaml")),
];

/// The placeholder for dates in those files: articles of a new site have the current date.
const TODAY: &str = "TODAY";

impl Init {
    pub(super) fn run(self, terminal: &Terminal) -> Result<ExitStatus, Error> {
        check_empty(&self.folder)?;
        let today = today()?.date()?.to_string();
        for (name, text) in FILES {
            let path = self.folder.join(name);
            create(&path, &text.replace(TODAY, &today))?;
            print(&shown(&path))?;
        }
        self.write_lock()?;
        self.write_workflow(terminal)?;
        let folder = shown(&self.folder);
        let enter = match folder.as_str() {
            "" | "." => String::new(),
            folder => format!("cd {folder}\n      "),
        };
        terminal.say(&format!(
            "Next: {enter}errhub serve --open\nThe title and the address of the site are in site.yaml."
        ));
        Ok(ExitStatus::Clean)
    }

    /// The articles of a new site are stamped.
    fn write_lock(&self) -> Result<(), Error> {
        let root = fs::canonicalize(&self.folder).map_err(Error::io("open", &self.folder))?;
        let Ok(project) = config::load(&root)? else { return Ok(()) };
        let options = pipeline::LoadOptions { drafts: Drafts::Leave, today: today()?.date()? };
        let loaded = pipeline::load(&project, options, &())?;
        let mut lock = Lock::empty();
        for article in &loaded.site.articles {
            lock.put(LockEntry::of(&article.document));
        }
        let path = self.folder.join(LOCK_FILE);
        create(&path, &lockfile::to_text(&lock))?;
        print(&shown(&path))
    }

    /// The workflow belongs to the repository that contains the site.
    fn write_workflow(&self, terminal: &Terminal) -> Result<(), Error> {
        let root = fs::canonicalize(&self.folder).map_err(Error::io("open", &self.folder))?;
        let repository = root.ancestors().find(|folder| folder.join(".git").exists());
        let below = repository.and_then(|repository| SourcePath::from_disk(repository, &root));
        let (folder, site) = match (repository, &below) {
            (Some(repository), Some(below)) if !below.as_str().is_empty() => {
                (repository, below.as_str())
            }
            _ => (&*self.folder, ""),
        };
        let path = folder.join(workflow::PATH);
        if path.exists() {
            terminal.say(&format!("{} already exists, and stays as it is", shown(&path)));
            return Ok(());
        }
        create(&path, &workflow::text(version::repository(), site))?;
        print(&shown(&path))
    }
}

fn check_empty(folder: &Path) -> Result<(), Error> {
    if !folder.exists() {
        return Ok(());
    }
    for entry in fs::read_dir(folder).map_err(Error::io("read", folder))? {
        let name = entry.map_err(Error::io("read", folder))?.file_name();
        if name != ".git" {
            return Err(Error::Usage {
                message: format!(
                    "{} is not empty (it contains {}); name a new folder",
                    shown(folder),
                    name.to_string_lossy()
                ),
            });
        }
    }
    Ok(())
}
