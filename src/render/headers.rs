//! The headers that a host sends with every response, including the Content-Security-Policy.

use std::collections::BTreeMap;

use base64ct::{Base64, Encoding};
use sha2::{Digest, Sha256};

use crate::config::{Csp, Directive};

/// The headers of every response: names and values.
pub type Headers = Vec<(&'static str, String)>;

/// The headers of a site whose pages may contain the texts of `inline`, by path under `static/`,
/// and may load from the sources in `csp`.
///
/// Used by both `_headers` and the preview.
#[must_use]
pub fn headers(inline: &BTreeMap<String, String>, csp: &Csp) -> Headers {
    let same = [
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
        ("Referrer-Policy", "strict-origin-when-cross-origin"),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
    ];
    let same = same.map(|(name, value)| (name, value.to_owned()));
    let policy = ("Content-Security-Policy", content_security_policy(inline, csp));
    std::iter::once(policy).chain(same).collect()
}

/// The Content-Security-Policy (CSP Level 3) of every page: no inline styles, no inline scripts
/// except those of `inline`, and from other sites only pictures and what site.yaml permits.
fn content_security_policy(inline: &BTreeMap<String, String>, csp: &Csp) -> String {
    let fixed = [
        "default-src 'none'".to_owned(),
        "base-uri 'none'".to_owned(),
        "frame-ancestors 'none'".to_owned(),
        "manifest-src 'self'".to_owned(),
    ];
    let directives = Directive::ALL.into_iter().filter_map(|directive| {
        let built_in = directive.built_in().unwrap_or_default();
        let mut sources: Vec<String> = built_in.split_whitespace().map(str::to_owned).collect();
        if directive == Directive::Script {
            sources.extend(hashes(inline));
        }
        for permission in csp.of(directive) {
            if !sources.contains(permission) {
                sources.push(permission.clone());
            }
        }
        (!sources.is_empty()).then(|| format!("{} {}", directive.name(), sources.join(" ")))
    });
    let mut all: Vec<String> = fixed.into_iter().chain(directives).collect();
    // `default-src` comes first, for people.
    all[1..].sort();
    all.join("; ")
}

/// The scripts that the policy allows on a page.
#[derive(Debug)]
pub(super) struct Scripts {
    texts: Vec<String>,
    /// Hashes in site.yaml.
    sources: Vec<String>,
}

impl Scripts {
    pub(super) fn new(inline: &BTreeMap<String, String>, csp: &Csp) -> Self {
        let texts = scripts(inline).cloned().collect();
        Self { texts, sources: csp.of(Directive::Script).to_vec() }
    }

    pub(super) fn allow(&self, text: &str) -> bool {
        let is_hash = |source: &String| *source == format!("'sha256-{}'", hash(text));
        text.trim().is_empty()
            || self.texts.iter().any(|allowed| allowed == text)
            || self.sources.iter().any(is_hash)
    }
}

/// The sources that allow the inline scripts.
pub fn hashes(inline: &BTreeMap<String, String>) -> impl Iterator<Item = String> {
    scripts(inline).map(|text| format!("'sha256-{}'", hash(text)))
}

fn scripts(inline: &BTreeMap<String, String>) -> impl Iterator<Item = &String> {
    let is_script = |path: &str| std::path::Path::new(path).extension().is_some_and(|e| e == "js");
    inline.iter().filter(move |(path, _)| is_script(path)).map(|(_, text)| text)
}

/// The hash that a browser compares with the text of a script element (CSP Level 3, section
/// 6.7.2.3).
pub(super) fn hash(text: &str) -> String {
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
        let policy = content_security_policy(
            &inline("inline/a.js", "alert('Hello, world.');"),
            &Csp::default(),
        );
        let hash = "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='";
        assert!(policy.contains(&format!("script-src 'self' {hash};")), "{policy}");
        let policy = content_security_policy(&inline("inline/a.svg", "<svg/>"), &Csp::default());
        assert!(policy.contains("script-src 'self';"), "{policy}");
    }

    #[test]
    fn the_policy_has_what_site_yaml_adds() {
        let csp = Csp {
            script: vec![
                "https://plausible.io".into(),
                "https://plausible.io".into(),
                "'self'".into(),
            ],
            frame: vec!["https://example.com".into()],
            ..Csp::default()
        };
        assert_eq!(
            content_security_policy(&BTreeMap::new(), &csp),
            "default-src 'none'; base-uri 'none'; connect-src 'self'; font-src 'self'; form-action 'self'; \
             frame-ancestors 'none'; frame-src https://example.com; img-src 'self' https: data:; \
             manifest-src 'self'; media-src 'self'; script-src 'self' https://plausible.io; style-src 'self'"
        );
    }
}
