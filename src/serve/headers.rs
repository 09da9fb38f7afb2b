//! The header fields of a site's own `_headers`, as Netlify and Cloudflare Pages read that file.

use axum::http::{HeaderMap, HeaderName, HeaderValue};

/// What a host decides itself, and a preview keeps nothing.
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

/// The fields for the answer to `path`. What is no field is left out, as hosts do.
pub(super) fn fields(file: &str, path: &str) -> HeaderMap {
    let mut fields = HeaderMap::new();
    let mut concerns = false;
    for line in file.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
        if !line.starts_with([' ', '\t']) {
            concerns = matches(line.trim().as_bytes(), path.as_bytes());
        } else if !concerns {
        } else if let Some(name) = line.trim().strip_prefix("! ") {
            fields.remove(name.trim());
        } else if let Some((name, value)) = line.split_once(':')
            && let Ok(name) = HeaderName::from_bytes(name.trim().as_bytes())
            && let Ok(value) = HeaderValue::from_str(value.trim())
            && !NOT_THEIRS.contains(&name.as_str())
        {
            fields.append(name, value);
        }
    }
    fields
}

/// Whether a path is meant: `*` stands for anything, `:name` for a part of the path.
fn matches(pattern: &[u8], path: &[u8]) -> bool {
    match pattern {
        [] => path.is_empty(),
        [b'*', rest @ ..] => (0..=path.len()).any(|skipped| matches(rest, &path[skipped..])),
        [b':', rest @ ..] => {
            let end =
                |text: &[u8]| text.iter().position(|byte| *byte == b'/').unwrap_or(text.len());
            let (name, part) = (end(rest), end(path));
            part > 0 && matches(&rest[name..], &path[part..])
        }
        [first, rest @ ..] => path.first() == Some(first) && matches(rest, &path[1..]),
    }
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
    fn rules_concern_their_paths() {
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
