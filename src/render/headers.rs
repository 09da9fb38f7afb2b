//! The headers that a host sends with every response, including the Content-Security-Policy.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use base64ct::{Base64, Encoding};
use sha2::{Digest, Sha256};

/// The headers of every response: names and values.
pub type Headers = Vec<(&'static str, String)>;

/// The headers of a site whose pages may contain the texts of `inline`, by path under `static/`.
///
/// Used by both `_headers` and the preview.
#[must_use]
pub fn headers(inline: &BTreeMap<String, String>) -> Headers {
    let same = [
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
        ("Referrer-Policy", "strict-origin-when-cross-origin"),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
    ];
    let same = same.map(|(name, value)| (name, value.to_owned()));
    let policy = ("Content-Security-Policy", content_security_policy(inline));
    std::iter::once(policy).chain(same).collect()
}

/// The Content-Security-Policy (CSP Level 3) of every page: no inline styles, no inline scripts
/// except errhub's own, and nothing from other sites except pictures that an author links to.
fn content_security_policy(inline: &BTreeMap<String, String>) -> String {
    let is_script = |path: &str| std::path::Path::new(path).extension().is_some_and(|e| e == "js");
    let mut scripts = "'self'".to_owned();
    for (_, text) in inline.iter().filter(|(path, _)| is_script(path)) {
        // Writing to memory cannot fail.
        let _ = write!(scripts, " 'sha256-{}'", hash(text));
    }
    format!(
        "default-src 'none'; base-uri 'none'; connect-src 'self'; font-src 'self'; \
         form-action 'self'; frame-ancestors 'none'; img-src 'self' https: data:; \
         manifest-src 'self'; script-src {scripts}; style-src 'self'"
    )
}

/// The hash that a browser compares with the text of a script element (CSP Level 3, section
/// 6.7.2.3).
fn hash(text: &str) -> String {
    Base64::encode_string(&Sha256::digest(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_names_inline_scripts_by_their_hash() {
        let inline = |path: &str, text: &str| BTreeMap::from([(path.to_owned(), text.to_owned())]);
        // The example of CSP Level 3, section 8.3, with its hash from `openssl dgst -sha256
        // -binary`.
        let policy = content_security_policy(&inline("inline/a.js", "alert('Hello, world.');"));
        let hash = "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='";
        assert!(policy.contains(&format!("script-src 'self' {hash};")), "{policy}");
        let policy = content_security_policy(&inline("inline/a.svg", "<svg/>"));
        assert!(policy.contains("script-src 'self';"), "{policy}");
    }
}
