//! Aliases: old addresses as authors write them.

use crate::config::BaseUrl;
use crate::path::UrlPath;

/// The address that an alias stands for. A site may write its addresses in full, as a path on the
/// host, or as a path below `base_url`.
pub(crate) fn alias_url(base: &BaseUrl, alias: &str) -> Result<UrlPath, String> {
    let below = base.local(alias).filter(|path| path.starts_with('/'));
    alias_address(below.unwrap_or(alias))
}

/// An alias as an address. Without a trailing slash it is still a folder's, unless it names a file.
fn alias_address(alias: &str) -> Result<UrlPath, String> {
    if alias.contains("://") || alias.starts_with("//") {
        return Err("is an address outside this site".into());
    }
    if !alias.starts_with('/') {
        return Err("does not start with `/`".into());
    }
    if alias.contains(['?', '#', ' ', '\\', '*', ':'])
        || alias.split('/').any(|part| part == ".." || part == ".")
    {
        return Err("is not a plain path".into());
    }
    let last = alias.rsplit('/').next().unwrap_or_default();
    let extension = std::path::Path::new(last).extension().and_then(|extension| extension.to_str());
    let is_file = last.is_empty() || matches!(extension, Some("html" | "htm"));
    let url = UrlPath::from_encoded(&if is_file { alias.to_owned() } else { format!("{alias}/") });
    // Decoding and encoding again gives each address one spelling.
    let out = url.to_out().map_err(|unfit| format!("cannot be published: {unfit}"))?;
    Ok(out.to_url())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aliases_have_one_spelling() {
        let alias = |text: &str| alias_address(text).map(|url| url.to_string());
        assert_eq!(alias("/errors/502"), Ok("/errors/502/".into()));
        assert_eq!(alias("/errors/502/index.html"), Ok("/errors/502/".into()));
        assert_eq!(alias("/a.html"), Ok("/a.html".into()));
        assert!(alias("502").is_err());
        assert!(alias("https://x.org/").is_err());
        assert!(alias("/../x").is_err());
        for path in ["/%2e%2e/x/", "/a%00/", "/a%5cb/", "/a//b/", "/.git/hooks/", "/aux/", "/%ff/"]
        {
            assert!(alias(path).is_err_and(|why| why.starts_with("cannot be published")), "{path}");
        }
        assert!(alias(&format!("/{}/", "x".repeat(300))).is_err());
    }
}
