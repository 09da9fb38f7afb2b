//! `hosts` of site.yaml: the web hosts whose limits the output has to keep.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A web host that errhub knows the limits of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, Serialize, JsonSchema)]
pub enum Host {
    /// Cloudflare Pages.
    #[serde(rename = "cloudflare-pages")]
    CloudflarePages,
    /// Netlify.
    #[serde(rename = "netlify")]
    Netlify,
    /// GitHub Pages.
    #[serde(rename = "github-pages")]
    GitHubPages,
    /// Amazon S3, alone or behind a CDN.
    #[serde(rename = "s3")]
    S3,
}

impl Host {
    /// Every host, in the order of the documentation.
    pub const ALL: [Self; 4] = [Self::CloudflarePages, Self::Netlify, Self::GitHubPages, Self::S3];

    /// Its name in site.yaml and on the command line.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::CloudflarePages => "cloudflare-pages",
            Self::Netlify => "netlify",
            Self::GitHubPages => "github-pages",
            Self::S3 => "s3",
        }
    }

    /// The host with this name.
    #[must_use]
    pub fn named(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|host| host.id() == id)
    }
}

impl fmt::Display for Host {
    /// The name that people know it by.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::CloudflarePages => "Cloudflare Pages",
            Self::Netlify => "Netlify",
            Self::GitHubPages => "GitHub Pages",
            Self::S3 => "Amazon S3",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn site_yaml_has_the_same_names_as_the_command_line() {
        for host in Host::ALL {
            assert_eq!(serde_json::to_value(host).unwrap(), host.id());
            assert_eq!(Host::named(host.id()), Some(host));
        }
    }
}
