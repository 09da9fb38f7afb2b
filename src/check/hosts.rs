//! What web hosts refuse, ignore or leave out, reported before a deployment. docs/hosting.md lists
//! the same limits.

mod limits;
mod names;
mod rules;
mod size;
mod unread;

pub use limits::{LIMITS, Limit, Measure, READ};

use crate::config::{Host, Project};
use crate::diagnostic::{Diagnostic, Place};
use crate::output::{Plan, Role};
use crate::path::{OutPath, SourcePath};
use crate::site::Site;

/// An output as it would be deployed.
pub struct Deployed<'a> {
    /// The project.
    pub project: &'a Project,
    /// Its site.
    pub site: &'a Site,
    /// The files.
    pub plan: &'a Plan,
    /// The size of each file of the plan, in bytes.
    pub sizes: &'a [u64],
    /// Returns the text of the file at a path.
    pub text: &'a dyn Fn(&str) -> Option<String>,
}

/// Reports what a host would refuse, ignore or leave out.
type Rule = fn(&Deployed<'_>, Host) -> Vec<Diagnostic>;

const RULES: &[Rule] =
    &[size::files, size::sites, names::refused, names::hidden, rules::ignored, unread::unread];

/// Reports what the hosts of a site would refuse or ignore.
#[must_use]
pub fn check(deployed: &Deployed<'_>) -> Vec<Diagnostic> {
    let wanted = deployed.project.hosts();
    let hosts = Host::ALL.into_iter().filter(|host| wanted.contains(host));
    hosts.flat_map(|host| RULES.iter().flat_map(move |rule| rule(deployed, host))).collect()
}

impl Deployed<'_> {
    /// The files with their sizes.
    fn files(&self) -> impl Iterator<Item = (&OutPath, u64)> {
        self.plan.iter().zip(self.sizes).map(|((out, _), size)| (out, *size))
    }

    /// The place that requests a file; `None` if errhub writes it for every site.
    fn place(&self, out: &str) -> Option<Place> {
        self.plan.file(out)?.place(self.project, self.site)
    }

    /// The site's own file that is published at a path.
    fn own(&self, out: &str) -> Option<&SourcePath> {
        match self.plan.file(out)?.role() {
            Role::Copy(source) => Some(source),
            _ => None,
        }
    }
}
