//! The response headers from a site's own `_headers`, as Netlify and Cloudflare Pages read that
//! file.

use http::{HeaderMap, HeaderName, HeaderValue};

/// Headers that a host sets itself, and that a preview does not keep.
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

/// A token of a pattern.
enum Token {
    /// `*`: anything.
    Any,
    /// `:name`: the rest of a path segment.
    Part,
    /// The byte itself.
    Byte(u8),
}

/// Whether a path matches: `*` stands for anything, `:name` for a path segment.
///
/// Only the last `*` is ever widened. What is between two of them is best matched as early as
/// possible, because then it also ends as early as possible. So the time is at most the product of
/// both lengths, however many `*` there are.
fn matches(pattern: &[u8], path: &[u8]) -> bool {
    let tokens = tokens(pattern);
    let (mut token, mut at) = (0, 0);
    // The token after the last `*`, and the end of what that matches.
    let mut any: Option<(usize, usize)> = None;
    let has_part = tokens.iter().any(|token| matches!(token, Token::Part));
    let ends = if has_part { part_ends(path) } else { Vec::new() };
    loop {
        match tokens.get(token) {
            // A trailing `*` matches the rest.
            Some(Token::Any) if token + 1 == tokens.len() => return true,
            Some(Token::Any) => {
                token += 1;
                any = Some((token, at));
                continue;
            }
            Some(Token::Part) if ends.get(at).is_some_and(|end| *end > at) => {
                (token, at) = (token + 1, ends[at]);
                continue;
            }
            Some(Token::Byte(byte)) if path.get(at) == Some(byte) => {
                (token, at) = (token + 1, at + 1);
                continue;
            }
            None if at == path.len() => return true,
            _ => {}
        }
        match &mut any {
            Some((behind, to)) if *to < path.len() => {
                *to += 1;
                (token, at) = (*behind, *to);
            }
            _ => return false,
        }
    }
}

fn tokens(mut pattern: &[u8]) -> Vec<Token> {
    let mut tokens = Vec::with_capacity(pattern.len());
    while let [first, rest @ ..] = pattern {
        pattern = rest;
        tokens.push(match first {
            b'*' => Token::Any,
            b':' => {
                pattern = &rest[part_end(rest)..];
                Token::Part
            }
            byte => Token::Byte(*byte),
        });
    }
    tokens
}

/// For each byte, where its path segment ends; a `/` belongs to none.
fn part_ends(path: &[u8]) -> Vec<usize> {
    let mut ends = vec![0; path.len()];
    let mut end = path.len();
    for (at, byte) in path.iter().enumerate().rev() {
        if *byte == b'/' {
            end = at;
        }
        ends[at] = end;
    }
    ends
}

/// The length of the first path segment.
fn part_end(path: &[u8]) -> usize {
    path.iter().position(|byte| *byte == b'/').unwrap_or(path.len())
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

    #[test]
    fn patterns_match_the_whole_path() {
        for (pattern, path, expected) in [
            ("/*", "/", true),
            ("/*", "", false),
            ("*", "", true),
            ("/*/*/*.png", "/a/b/c.png", true),
            ("/*/*/*.png", "/a/b/c/d.png", true),
            ("/*/*/*.png", "/a/b.png", false),
            ("/*/*/*.png", "/a/b/c.png/", false),
            ("/*ab*b", "/aab", false),
            ("/*ab*b", "/aabb", true),
            ("/**x", "/x", true),
            ("/:a/:b/", "/x/y/", true),
            ("/:a/:b/", "/x//", false),
            ("/x-:a", "/x-y", true),
            ("/x-:a", "/x-", false),
            ("/*/:a/z", "/p/q/z", true),
            ("/*:a/z", "/p/q/z", true),
            ("/*-:a/z", "/p-/q-r/z", true),
            ("/*-:a", "/p-q/r", false),
        ] {
            assert_eq!(matches(pattern.as_bytes(), path.as_bytes()), expected, "{pattern} {path}");
        }
    }

    /// With a matcher that retries every `*` for each of the others, this never ends.
    #[test]
    fn long_paths_do_not_take_long() {
        let deep = format!("/{}", "a/".repeat(100_000));
        let flat = format!("/{}", "a".repeat(100_000));
        for pattern in ["/*/*/*/*/*/*/*.png", "/*a*a*a*a*b", "/*:a/*:b/*:c/x", "*:a*:b*:c/"] {
            assert!(!matches(pattern.as_bytes(), flat.as_bytes()), "{pattern}");
        }
        for pattern in ["/*/*/*/*/*/*/*.png", "/*a*a*a*a*b", "/*/:a/*/:b/*/:c/x"] {
            assert!(!matches(pattern.as_bytes(), deep.as_bytes()), "{pattern}");
        }
    }
}
