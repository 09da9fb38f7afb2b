//! Files for other hosts that this one does not read.

use super::Deployed;
use crate::config::{Host, SITE_FILE};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::path::SourcePath;

/// The files that some hosts read.
const FILES: [&str; 2] = ["_headers", "_redirects"];

/// Reports files that the host would read only in another place, or not at all.
pub(super) fn unread(deployed: &Deployed<'_>, host: Host) -> Vec<Diagnostic> {
    match host {
        Host::GitHubPages | Host::S3 => {
            let mut found = ignored(deployed, host);
            found.extend(misplaced(deployed, host).filter(|_| host == Host::GitHubPages));
            found
        }
        Host::CloudflarePages | Host::Netlify => misplaced(deployed, host).into_iter().collect(),
    }
}

/// The site's own files that the host does not read. Those that errhub writes have no effect there,
/// but cost nobody any work.
fn ignored(deployed: &Deployed<'_>, host: Host) -> Vec<Diagnostic> {
    let own = FILES.iter().filter_map(|file| Some((file, deployed.own(file)?)));
    let found = own.map(|(file, source)| {
        let message = format!("{host} does not read `{file}`");
        let help = match (host, *file) {
            (Host::S3, "_headers") => "add the headers in CloudFront, as docs/hosting.md shows",
            (_, "_headers") => "headers need another host, or a CDN in front of this one",
            _ => {
                "write old addresses into `aliases` of an article or into redirects.yaml, and errhub \
                 publishes a page at each"
            }
        };
        Diagnostic::new(Code::NotReadByHost, message, Place::file(source)).help(help)
    });
    found.collect()
}

/// Files that the host reads only at the root of a domain, for a site below it.
fn misplaced(deployed: &Deployed<'_>, host: Host) -> Option<Diagnostic> {
    let base_url = &deployed.project.config.base_url;
    let path = base_url.path();
    let files = match host {
        Host::CloudflarePages => "`_headers` and `_redirects`",
        Host::Netlify => "`_headers`, `_redirects` and `404.html`",
        _ => "`.nojekyll` and `404.html`",
    };
    // A repository is published in a folder of this domain, which is the root of what is deployed.
    let own_root = usize::from(host == Host::GitHubPages && base_url.is_below("github.io"));
    let folders = path.split('/').filter(|folder| !folder.is_empty()).count();
    (folders > own_root).then(|| {
        let message = format!(
            "{host} reads {files} at the root of what is deployed, and this site is in `{}/`",
            path.trim_start_matches('/')
        );
        let place = Place::value(&SourcePath::new(SITE_FILE), "base_url");
        Diagnostic::new(Code::NotAtRoot, message, place).help(
            "deploy a folder that has the site in it, and these files beside it, as \
             docs/hosting.md shows; then turn this warning off",
        )
    })
}
