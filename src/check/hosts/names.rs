//! Names that a host refuses, and those that it silently leaves out.

use std::collections::BTreeMap;

use super::Deployed;
use super::limits::{Limit, Measure};
use crate::config::Host;
use crate::diagnostic::{Code, Diagnostic};
use crate::number::number;

/// Reports names because of which a host refuses the site.
pub(super) fn refused(deployed: &Deployed<'_>, host: Host) -> Vec<Diagnostic> {
    let base = deployed.project.config.base_url.path();
    let found = deployed.files().filter_map(|(out, _)| {
        let message = refusal(host, base, out.as_str())?;
        let place = deployed.place(out.as_str());
        let found = Diagnostic::without_place(Code::NameRefusedByHost, message);
        Some(Diagnostic { place, ..found }.help("rename it"))
    });
    found.collect()
}

/// Why a host refuses the file at `out`; `base` is the path of the site.
fn refusal(host: Host, base: &str, out: &str) -> Option<String> {
    // netlify/cli refuses `?` as well, but so does errhub.
    if host == Host::Netlify && out.contains('#') {
        return Some(format!("`{out}` contains `#`, and {host} refuses such names"));
    }
    let limit = Limit::of(host, Measure::Path)?;
    let path = base.trim_start_matches('/').len() + "/".len() + out.len();
    (path as u64 > limit.most).then(|| {
        format!("the path of `{out}` is longer than the {} that {host} takes", limit.shown())
    })
}

/// Reports files and folders that the host does not publish.
pub(super) fn hidden(deployed: &Deployed<'_>, host: Host) -> Vec<Diagnostic> {
    let base = deployed.project.config.base_url.path();
    // Files that errhub writes for other hosts may well be hidden.
    let own = deployed.files().map(|(out, _)| out.as_str());
    let own = own.filter(|out| deployed.place(out).is_some());
    // For each file or folder, the first file in it, and how many there are.
    let mut left_out: BTreeMap<&str, (&str, usize)> = BTreeMap::new();
    for out in own {
        if let Some(part) = hidden_part(host, base, out) {
            left_out.entry(part).or_insert((out, 0)).1 += 1;
        }
    }
    let found = left_out.into_iter().map(|(part, (first, files))| {
        let message = if part == first {
            format!("{host} does not publish `{part}`")
        } else {
            let files =
                if files == 1 { "1 file".into() } else { format!("{} files", number(files)) };
            format!("{host} does not publish the folder `{part}/`, with {files}")
        };
        let found = Diagnostic::without_place(Code::HiddenByHost, message);
        Diagnostic { place: deployed.place(first), ..found }.help(advice(host, part))
    });
    found.collect()
}

/// The part of a path that the host leaves out: the file, or a folder above it. `base` is the path
/// of the site.
fn hidden_part<'o>(host: Host, base: &str, out: &'o str) -> Option<&'o str> {
    let mut end = 0;
    for (depth, name) in out.split('/').enumerate() {
        end += name.len() + usize::from(depth > 0);
        let is_folder = end < out.len();
        let is_hidden = match host {
            // The list of names that wrangler does not upload.
            Host::CloudflarePages => {
                let is_functions = name == "functions" && depth == 0 && base.is_empty();
                is_folder && (is_functions || name == "node_modules")
            }
            // The filter of netlify/cli.
            Host::Netlify => {
                name.starts_with('.') && name != ".well-known"
                    || name == "__MACOSX"
                    || is_folder && name == "node_modules"
            }
            // actions/upload-pages-artifact does not pack hidden files.
            Host::GitHubPages => name.starts_with('.'),
            Host::S3 => false,
        };
        if is_hidden {
            return out.get(..end);
        }
    }
    None
}

fn advice(host: Host, part: &str) -> String {
    match host {
        Host::GitHubPages => "actions/upload-pages-artifact leaves out hidden files: publish a \
                              branch instead, or rename it"
            .into(),
        Host::CloudflarePages if part == "functions" => {
            "rename it: Cloudflare Pages expects programs in a folder of this name".into()
        }
        _ => "rename it".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_host_hides_other_names() {
        use Host::{CloudflarePages, GitHubPages, Netlify, S3};
        for (host, out, expected) in [
            (CloudflarePages, "functions/x/index.html", Some("functions")),
            (CloudflarePages, "functions.md", None),
            (CloudflarePages, "http/functions/index.html", None),
            (CloudflarePages, "a/node_modules/b.js", Some("a/node_modules")),
            (CloudflarePages, ".well-known/security.txt", None),
            (Netlify, ".well-known/security.txt", None),
            (Netlify, ".htaccess", Some(".htaccess")),
            (Netlify, "a/.b/c", Some("a/.b")),
            (Netlify, "functions/x/index.html", None),
            (GitHubPages, ".well-known/security.txt", Some(".well-known")),
            (GitHubPages, "_x/y", None),
            (S3, ".htaccess", None),
        ] {
            assert_eq!(hidden_part(host, "", out), expected, "{host} {out}");
        }
        assert_eq!(hidden_part(CloudflarePages, "/x", "functions/index.html"), None);
    }

    #[test]
    fn keys_of_s3_have_the_path_of_the_site() {
        let out = "a".repeat(800);
        assert_eq!(refusal(Host::S3, &format!("/{}", "b".repeat(223)), &out), None);
        assert!(refusal(Host::S3, &format!("/{}", "b".repeat(224)), &out).is_some());
        assert_eq!(refusal(Host::S3, "", "c#.txt"), None);
        assert!(refusal(Host::Netlify, "", "c#.txt").is_some());
    }
}
