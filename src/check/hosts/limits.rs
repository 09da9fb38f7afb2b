//! The documented limits of hosts, each with the page that documents it.

use crate::config::Host;
use crate::number::number;

/// The day on which those pages were last read.
pub const READ: &str = "2026-11-26";

/// A limit of a host.
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    /// The host.
    pub host: Host,
    /// What is limited.
    pub measure: Measure,
    /// The maximum, in the unit of the measure.
    pub most: u64,
    /// The page that documents the limit.
    pub source: &'static str,
}

/// What a host limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// The number of files.
    Files,
    /// The number of files without a paid plan.
    FreeFiles,
    /// The number of files in one folder.
    FolderFiles,
    /// The size of a file, in bytes.
    FileSize,
    /// The size of all files together, in bytes.
    SiteSize,
    /// The length of a file's path, in bytes.
    Path,
    /// The number of rules in `_headers`.
    HeaderRules,
    /// The length of a line of `_headers`, in characters.
    HeaderLine,
    /// The number of redirects.
    Redirects,
    /// The number of redirects without placeholders.
    StaticRedirects,
    /// The number of redirects after the first with a placeholder.
    DynamicRedirects,
    /// The length of a line of `_redirects`, in characters.
    RedirectLine,
}

const MIB: u64 = 1 << 20;

/// Every limit that errhub checks.
pub const LIMITS: &[Limit] = {
    use Host::{CloudflarePages, GitHubPages, Netlify, S3};
    const fn limit(host: Host, measure: Measure, most: u64, source: &'static str) -> Limit {
        Limit { host, measure, most, source }
    }
    const PAGES: &str = "https://developers.cloudflare.com/pages/platform/limits/";
    const HEADERS: &str = "https://developers.cloudflare.com/pages/configuration/headers/";
    const REDIRECTS: &str = "https://developers.cloudflare.com/pages/configuration/redirects/";
    &[
        limit(CloudflarePages, Measure::FreeFiles, 20_000, PAGES),
        limit(CloudflarePages, Measure::Files, 100_000, PAGES),
        limit(CloudflarePages, Measure::FileSize, 25 * MIB, PAGES),
        limit(CloudflarePages, Measure::HeaderRules, 100, HEADERS),
        limit(CloudflarePages, Measure::HeaderLine, 2000, HEADERS),
        limit(CloudflarePages, Measure::StaticRedirects, 2000, REDIRECTS),
        limit(CloudflarePages, Measure::DynamicRedirects, 100, REDIRECTS),
        limit(CloudflarePages, Measure::RedirectLine, 1000, REDIRECTS),
        limit(
            Netlify,
            Measure::FolderFiles,
            54_000,
            "https://docs.netlify.com/site-deploys/overview/",
        ),
        limit(Netlify, Measure::Redirects, 10_000, "https://docs.netlify.com/routing/redirects/"),
        limit(
            GitHubPages,
            Measure::SiteSize,
            1024 * MIB,
            "https://docs.github.com/en/pages/getting-started-with-github-pages/github-pages-limits",
        ),
        limit(
            GitHubPages,
            Measure::FileSize,
            100 * MIB,
            "https://docs.github.com/en/repositories/working-with-files/managing-large-files/about-large-files-on-github",
        ),
        limit(
            S3,
            Measure::Path,
            1024,
            "https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html",
        ),
    ]
};

impl Limit {
    /// The limit of a host, if it has one.
    #[must_use]
    pub fn of(host: Host, measure: Measure) -> Option<Self> {
        LIMITS.iter().copied().find(|limit| limit.host == host && limit.measure == measure)
    }

    /// The measure, in words.
    #[must_use]
    pub fn what(self) -> &'static str {
        match self.measure {
            Measure::Files => "files",
            Measure::FreeFiles => "files, on the free plan",
            Measure::FolderFiles => "files in one folder",
            Measure::FileSize => "size of a file",
            Measure::SiteSize => "size of the site",
            Measure::Path => "length of a path",
            Measure::HeaderRules => "rules in `_headers`",
            Measure::HeaderLine => "length of a line of `_headers`",
            Measure::Redirects => "rules in `_redirects`",
            Measure::StaticRedirects => "static rules in `_redirects`",
            Measure::DynamicRedirects => "dynamic rules in `_redirects`",
            Measure::RedirectLine => "length of a line of `_redirects`",
        }
    }

    /// The maximum, with its unit.
    #[must_use]
    pub fn shown(self) -> String {
        match self.measure {
            Measure::FileSize | Measure::SiteSize => size(self.most),
            Measure::Path => format!("{} bytes", digits(self.most)),
            Measure::HeaderLine | Measure::RedirectLine => {
                format!("{} characters", digits(self.most))
            }
            _ => digits(self.most),
        }
    }
}

fn digits(count: u64) -> String {
    usize::try_from(count).map_or_else(|_| count.to_string(), number)
}

/// A size in binary units, with a decimal if it is not a whole number of them.
pub(super) fn size(bytes: u64) -> String {
    let (unit, name) = if bytes >= 1024 * MIB { (1024 * MIB, "GiB") } else { (MIB, "MiB") };
    // Rounded up: a size over the limit must not look like the limit.
    let tenths = (bytes * 10).div_ceil(unit);
    match tenths % 10 {
        0 => format!("{} {name}", digits(tenths / 10)),
        tenth => format!("{}.{tenth} {name}", digits(tenths / 10)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_rounded_up() {
        assert_eq!(size(25 * MIB), "25 MiB");
        assert_eq!(size(25 * MIB + 1), "25.1 MiB");
        assert_eq!(size(1024 * MIB), "1 GiB");
        assert_eq!(size(1536 * MIB), "1.5 GiB");
    }
}
