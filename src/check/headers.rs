//! Checks whether the policy in the site's own `static/_headers` allows what the pages need.

use std::ops::Range;

use crate::config::{Directive, Project, permits};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::header_rules::{Rule, rules};
use crate::path::SourcePath;

/// Reports what the policies in a site's own `_headers` lack. `scripts` are the sources that allow
/// the inline scripts of the pages.
#[must_use]
pub fn headers_file(
    project: &Project,
    source: &SourcePath,
    text: &str,
    scripts: &[String],
) -> Vec<Diagnostic> {
    let needs = needs(project, scripts);
    let lacking =
        policies(text, project.config.base_url.path()).into_iter().filter_map(|range| {
            let policy = Policy::of(&text[range.clone()]);
            let missing: Vec<String> = needs
                .iter()
                .filter_map(|(directive, sources)| {
                    let missing = sources.iter().filter(|source| !policy.allows(directive, source));
                    let missing: Vec<&str> = missing.map(String::as_str).collect();
                    (!missing.is_empty()).then(|| format!("{directive} {}", missing.join(" ")))
                })
                .collect();
            if missing.is_empty() {
                return None;
            }
            let message = "this policy blocks what the pages need";
            let place = Place::bytes(source, range);
            let diagnostic = Diagnostic::new(Code::BlockedByHeaders, message, place);
            Some(diagnostic.help(format!("add to it: {}", missing.join("; "))).help(
                "or remove this file, and say under `csp` in site.yaml what the pages may load",
            ))
        });
    lacking.collect()
}

/// The sources that every page loads from, by directive.
fn needs(project: &Project, scripts: &[String]) -> Vec<(&'static str, Vec<String>)> {
    let config = &project.config;
    let policy = config.policy();
    let own = |directive| {
        let needed = match directive {
            Directive::Connect | Directive::Img | Directive::Script | Directive::Style => true,
            Directive::Font => config.font.is_some(),
            _ => false,
        };
        needed.then(|| "'self'".to_owned())
    };
    let fetched = Directive::ALL.into_iter().map(|directive| {
        let hashes = scripts.iter().filter(|_| directive == Directive::Script).cloned();
        let added = policy.of(directive).iter().cloned();
        (directive.name(), own(directive).into_iter().chain(hashes).chain(added).collect())
    });
    let manifest = ("manifest-src", vec!["'self'".to_owned()]);
    fetched.chain([manifest]).collect()
}

/// Where a file of headers has the policies for pages. Those for the hub count, as it is above all
/// other pages.
fn policies(text: &str, base: &str) -> Vec<Range<usize>> {
    let hub = format!("{base}/");
    let policies = rules(text, &hub).filter_map(|rule| match rule {
        Rule::Set { name, value } if name.eq_ignore_ascii_case("content-security-policy") => {
            Some(value)
        }
        _ => None,
    });
    policies.collect()
}

/// A policy: its directives, each with its sources.
struct Policy<'p>(Vec<(String, Vec<&'p str>)>);

impl<'p> Policy<'p> {
    fn of(text: &'p str) -> Self {
        let directives = text.split(';').filter_map(|directive| {
            let mut words = directive.split_ascii_whitespace();
            Some((words.next()?.to_ascii_lowercase(), words.collect()))
        });
        Self(directives.collect())
    }

    /// Whether the policy allows `source` for `directive` (CSP Level 3, section 6.8.3, with its
    /// fallbacks).
    fn allows(&self, directive: &str, source: &str) -> bool {
        let of =
            |name: &str| self.0.iter().find(|(own, _)| own == name).map(|(_, sources)| sources);
        let fallbacks: &[&str] = match directive {
            "worker-src" => &["child-src", "script-src", "default-src"],
            "frame-src" => &["child-src", "default-src"],
            "form-action" => &[],
            _ => &["default-src"],
        };
        let sources = of(directive).or_else(|| fallbacks.iter().find_map(|name| of(name)));
        let Some(sources) = sources else { return true };
        let is_hash = source.starts_with("'sha");
        let has_hash =
            sources.iter().any(|own| own.starts_with("'sha") || own.starts_with("'nonce"));
        sources.iter().any(|own| {
            own.eq_ignore_ascii_case(source) && (is_hash <= (*own == source))
                || *own == "*" && !source.starts_with('\'')
                || is_hash && !has_hash && own.eq_ignore_ascii_case("'unsafe-inline'")
                || !source.starts_with('\'') && permits(own, source)
                || source == "'self'" && (*own == "*" || own.eq_ignore_ascii_case("https:"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn policies_for_pages_are_found() {
        let text = "# x\n/errors/assets/*\n  Content-Security-Policy: a\n/*\n  X-A: b\n\tcontent-security-policy:  c d \r\n\
                    https://example.com/errors/*\n  Content-Security-Policy: e\n/other/*\n  Content-Security-Policy: f";
        let found = |base| {
            let ranges = policies(text, base).into_iter();
            ranges.map(|range| &text[range]).collect::<Vec<_>>()
        };
        assert_eq!(found("/errors"), ["c d", "e"]);
        assert_eq!(found(""), ["c d"]);
    }

    #[test]
    fn a_policy_allows_what_browsers_allow() {
        let allows = |policy, directive, source| Policy::of(policy).allows(directive, source);
        for policy in [
            "",
            "img-src x",
            "script-src 'self'",
            "default-src 'self'",
            "script-src *",
            "default-src https:",
        ] {
            assert!(allows(policy, "script-src", "'self'"), "{policy}");
        }
        for policy in
            ["script-src 'none'", "default-src 'none'", "script-src https://a.com", "script-src;"]
        {
            assert!(!allows(policy, "script-src", "'self'"), "{policy}");
        }
        let hash = "'sha256-AbC='";
        assert!(allows("script-src 'self' 'sha256-AbC='", "script-src", hash));
        assert!(allows("script-src 'unsafe-inline'", "script-src", hash));
        assert!(!allows("script-src 'unsafe-inline' 'sha256-x'", "script-src", hash));
        assert!(!allows("script-src 'sha256-abc='", "script-src", hash));
        assert!(!allows("script-src *", "script-src", hash));
        assert!(allows("script-src https://*.a.com", "script-src", "https://x.a.com"));
        assert!(!allows("script-src 'self'", "script-src", "https://x.a.com"));
        assert!(allows("default-src 'none'", "form-action", "'self'"));
    }
}
