//! Files that are too large for a host, and sites with too many files or bytes.

use std::collections::BTreeMap;

use super::Deployed;
use super::limits::{self, Limit, Measure};
use crate::config::Host;
use crate::diagnostic::{Code, Diagnostic};
use crate::number::number;

/// Reports files that are larger than the host takes.
pub(super) fn files(deployed: &Deployed<'_>, host: Host) -> Vec<Diagnostic> {
    let Some(limit) = Limit::of(host, Measure::FileSize) else { return Vec::new() };
    let large = deployed.files().filter(|(_, size)| *size > limit.most);
    let found = large.map(|(out, size)| {
        let message = format!(
            "`{}` has {}, and {host} takes files of at most {}",
            out.as_str(),
            limits::size(size),
            limit.shown()
        );
        Diagnostic {
            place: deployed.place(out.as_str()),
            ..Diagnostic::without_place(Code::LargeForHost, message)
        }
        .help("make the file smaller, or publish it elsewhere and link to it")
    });
    found.collect()
}

/// Reports that the site is larger than the host takes.
pub(super) fn sites(deployed: &Deployed<'_>, host: Host) -> Vec<Diagnostic> {
    // errhub's manifest is deployed as well.
    let files = deployed.plan.len() + 1;
    let total = deployed.sizes.iter().sum();
    let paths = deployed.files().map(|(out, _)| out.as_str());
    too_many(host, files)
        .into_iter()
        .chain(too_large(host, total))
        .chain(crowded(host, paths))
        .collect()
}

/// Reports more files than the host takes.
fn too_many(host: Host, files: usize) -> Option<Diagnostic> {
    let exceeded = |measure| {
        let limit = Limit::of(host, measure)?;
        (files as u64 > limit.most).then_some(limit)
    };
    let has = format!("the site has {} files", number(files));
    let found = if let Some(limit) = exceeded(Measure::Files) {
        let message = format!("{has}, and {host} takes at most {}", limit.shown());
        Diagnostic::without_place(Code::SiteLargeForHost, message)
    } else {
        let limit = exceeded(Measure::FreeFiles)?;
        let message = format!("{has}, and the free plan of {host} takes at most {}", limit.shown());
        Diagnostic::without_place(Code::PaidPlan, message)
    };
    Some(found.help(
        "`errhub build -v` counts the files of each kind; `formats` and `cards` in site.yaml leave \
         some of them out",
    ))
}

/// Reports more bytes than the host takes.
fn too_large(host: Host, total: u64) -> Option<Diagnostic> {
    let limit = Limit::of(host, Measure::SiteSize).filter(|limit| total > limit.most)?;
    let message =
        format!("the site has {}, and {host} takes at most {}", limits::size(total), limit.shown());
    Some(
        Diagnostic::without_place(Code::SiteLargeForHost, message)
            .help("publish videos and archives elsewhere, and link to them"),
    )
}

/// Reports folders with more files than the host takes. `paths` are those of all files, sorted.
fn crowded<'p>(host: Host, paths: impl Iterator<Item = &'p str>) -> Vec<Diagnostic> {
    let Some(limit) = Limit::of(host, Measure::FolderFiles) else { return Vec::new() };
    let mut folders: BTreeMap<&str, usize> = BTreeMap::new();
    for path in paths {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        *folders.entry(folder).or_default() += 1;
    }
    folders.retain(|_, files| *files as u64 > limit.most);
    let found = folders.into_iter().map(|(folder, files)| {
        let message = format!(
            "the folder `{folder}/` has {} files, and {host} takes at most {} in one folder",
            number(files),
            limit.shown()
        );
        Diagnostic::without_place(Code::SiteLargeForHost, message)
            .help("divide the articles among more categories")
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paid_plan_takes_more_files() {
        let found =
            |files| too_many(Host::CloudflarePages, files).map(|one| (one.code, one.message));
        assert_eq!(found(20_000), None);
        let (code, message) = found(20_001).unwrap();
        assert_eq!(code, Code::PaidPlan);
        assert_eq!(
            message,
            "the site has 20,001 files, and the free plan of Cloudflare Pages takes at most 20,000"
        );
        assert_eq!(found(100_000).unwrap().0, Code::PaidPlan);
        let (code, message) = found(100_001).unwrap();
        assert_eq!(code, Code::SiteLargeForHost);
        assert!(message.ends_with("takes at most 100,000"), "{message}");
        assert!(too_many(Host::Netlify, 1_000_000).is_none());
    }

    #[test]
    fn a_site_may_have_a_gigabyte() {
        let found = |bytes| too_large(Host::GitHubPages, bytes).map(|one| one.message);
        assert_eq!(found(1 << 30), None);
        assert_eq!(
            found((1 << 30) + 1).unwrap(),
            "the site has 1.1 GiB, and GitHub Pages takes at most 1 GiB"
        );
        assert_eq!(too_large(Host::S3, 1 << 40), None);
    }

    #[test]
    fn a_folder_may_have_so_many_files() {
        let paths: Vec<String> = (0..54_001).map(|number| format!("http/{number}.md")).collect();
        let found = |paths: &[String]| crowded(Host::Netlify, paths.iter().map(String::as_str));
        assert_eq!(found(&paths[1..]), []);
        let found = found(&paths);
        assert_eq!(found.len(), 1);
        assert!(found[0].message.starts_with("the folder `http/` has 54,001 files"), "{found:?}");
    }
}
