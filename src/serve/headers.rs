//! The response headers from a site's own `_headers`.

use http::{HeaderMap, HeaderName, HeaderValue};

use crate::header_rules::{Rule, rules};

/// Headers that hosts set themselves, and that a preview ignores.
const NOT_THEIRS: &[&str] = &[
    "accept-ranges",
    "cache-control",
    "connection",
    "content-encoding",
    "content-length",
    "content-range",
    "date",
    "etag",
    "location",
    "transfer-encoding",
];

/// The headers for the response to `path`. Invalid ones are left out, as on hosts.
pub(super) fn fields(file: &str, path: &str) -> HeaderMap {
    let mut fields = HeaderMap::new();
    for rule in rules(file, path) {
        match rule {
            Rule::Remove(name) => drop(fields.remove(name)),
            Rule::Set { name, value } => {
                if let Ok(name) = HeaderName::from_bytes(name.as_bytes())
                    && let Ok(value) = HeaderValue::from_str(&file[value])
                    && !NOT_THEIRS.contains(&name.as_str())
                {
                    fields.append(name, value);
                }
            }
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(file: &str, path: &str, expected: &[(&str, &str)]) {
        let fields = fields(file, path);
        let found: Vec<_> =
            fields.iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap())).collect();
        assert_eq!(found, expected, "{path}");
    }

    #[test]
    fn rules_apply_to_their_paths() {
        let file = "# all\n/errors/*\n  X-Frame-Options: DENY\n  Cache-Control: no-store\n  no field\n\n\
                    /errors/:group/\n\tX-Group: a: b\n/errors/http/free/\n  ! X-Frame-Options\n";
        check(file, "/errors/", &[("x-frame-options", "DENY")]);
        check(file, "/errors/http/", &[("x-frame-options", "DENY"), ("x-group", "a: b")]);
        check(file, "/errors/http/free/", &[]);
        check(file, "/", &[]);
    }

    #[test]
    fn fields_of_several_rules_are_all_sent() {
        let file = "/*\n  Content-Security-Policy: a\n/x\n  Content-Security-Policy: b\n";
        let name = "content-security-policy";
        check(file, "/x", &[(name, "a"), (name, "b")]);
    }
}
