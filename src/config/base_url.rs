//! `base_url`: where a site is published, and how the addresses of its pages are built from it.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::path::UrlPath;

/// An `http` or `https` address of a folder: `https://example.com/errors/`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct BaseUrl {
    /// `https://example.com`
    origin: String,
    /// `/errors`; empty at the root.
    path: String,
}

impl BaseUrl {
    /// Reads an address; a missing last slash is added.
    ///
    /// # Errors
    /// Why the address is invalid, in words.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let uri = fluent_uri::Uri::parse(text).map_err(|_| "it is not a full web address")?;
        if !matches!(uri.scheme().as_str(), "http" | "https") {
            return Err("it starts with neither https:// nor http://");
        }
        let authority = uri.authority().filter(|authority| !authority.host().is_empty());
        let Some(authority) = authority else { return Err("it does not name a host") };
        if uri.query().is_some() || uri.fragment().is_some() {
            return Err("it has a query or a fragment");
        }
        Ok(Self {
            origin: format!("{}://{}", uri.scheme(), authority.as_str()),
            path: uri.path().as_str().trim_end_matches('/').to_owned(),
        })
    }

    /// The path below which everything is published: `/errors`, or nothing.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Whether its host is a subdomain of `domain`.
    #[must_use]
    pub fn is_below(&self, domain: &str) -> bool {
        let host = self.origin.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
        host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'))
    }

    /// The full address of a page, for machines: `https://example.com/errors/http/502/`.
    #[must_use]
    pub fn absolute(&self, url: &UrlPath) -> String {
        format!("{}{}{url}", self.origin, self.path)
    }

    /// The address of a page as links of this site write it: `/errors/http/502/`.
    #[must_use]
    pub fn href(&self, url: &UrlPath) -> String {
        format!("{}{url}", self.path)
    }

    /// An address in site.yaml as links of this site write it: a path is that of a page or file of
    /// the site, with or without the path of the site.
    #[must_use]
    pub fn rooted(&self, address: &str) -> String {
        let is_path = address.starts_with('/') && !address.starts_with("//");
        if is_path && self.local(address).is_none() {
            format!("{}{address}", self.path)
        } else {
            address.to_owned()
        }
    }

    /// The full address for an [`href`](Self::href).
    #[must_use]
    pub fn whole(&self, href: &str) -> String {
        format!("{}{href}", self.origin)
    }

    /// The address within this site that a link leads to; `None` if it leads elsewhere, such as to
    /// the site above the hub.
    #[must_use]
    pub fn local<'a>(&self, href: &'a str) -> Option<&'a str> {
        let path = match with_host(href) {
            Some((host, path)) if self.is_own_host(host) => path,
            None if href.starts_with('/') || href.is_empty() => href,
            _ => return None,
        };
        let rest = path.strip_prefix(&self.path)?;
        if rest.is_empty() || rest.starts_with(['/', '?', '#']) { Some(rest) } else { None }
    }

    /// Whether `host` is the site's. Scheme and case are ignored.
    #[must_use]
    pub fn is_own_host(&self, host: &str) -> bool {
        fn bare(host: &str) -> &str {
            host.strip_suffix(":443").or(host.strip_suffix(":80")).unwrap_or(host)
        }
        let own = self.origin.split_once("://").map_or("", |(_, own)| own);
        bare(own).eq_ignore_ascii_case(bare(host))
    }
}

/// The host of `https://host/path` or `//host/path`, and the rest.
#[must_use]
pub fn with_host(href: &str) -> Option<(&str, &str)> {
    let start = |start: &str| {
        let begins = href.get(..start.len())?.eq_ignore_ascii_case(start);
        begins.then(|| &href[start.len()..])
    };
    let rest = start("https://").or_else(|| start("http://")).or_else(|| start("//"))?;
    Some(rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len())))
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}/", self.origin, self.path)
    }
}

impl<'de> Deserialize<'de> for BaseUrl {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(de::Error::custom)
    }
}

impl Serialize for BaseUrl {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl JsonSchema for BaseUrl {
    fn schema_name() -> Cow<'static, str> {
        "BaseUrl".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "uri" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_kept_and_a_slash_is_added() {
        let base = BaseUrl::parse("https://example.com/errors").unwrap();
        let url = UrlPath::folder(&["http", "502"]);
        assert_eq!(base.absolute(&url), "https://example.com/errors/http/502/");
        assert_eq!(base.href(&url), "/errors/http/502/");
        assert_eq!(base.to_string(), "https://example.com/errors/");
        assert_eq!(base.local("/errors/http/"), Some("/http/"));
        assert_eq!(base.local("https://example.com/errors/http/"), Some("/http/"));
        assert_eq!(base.local("https://example.com.evil.org/errors/"), None);
        assert_eq!(base.local("HTTP://Example.com:80/errors/http/"), Some("/http/"));
        assert_eq!(base.local("//example.com/errors?q"), Some("?q"));
        assert_eq!(base.local("https://example.com/about/"), None);
        assert_eq!(base.local("/about/"), None);
        assert_eq!(base.local("about/"), None);
        assert_eq!(base.local("/errorsome/"), None);
        assert_eq!(base.local("//cdn.example/x"), None);
        assert_eq!(base.rooted("/http/"), "/errors/http/");
        assert_eq!(base.rooted("/errors/http/"), "/errors/http/");
        assert_eq!(base.rooted("https://example.com/"), "https://example.com/");
    }

    #[test]
    fn other_addresses_are_rejected() {
        for text in ["example.com", "ftp://example.com", "https://", "https://a/?q", "/errors"] {
            assert!(BaseUrl::parse(text).is_err(), "{text}");
        }
    }
}
