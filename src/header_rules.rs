//! Files of header rules, as Netlify and Cloudflare Pages read `_headers`: a pattern of paths and,
//! indented below it, the header fields of the responses.

use std::ops::Range;

use crate::work;

/// How long a pattern may be, in bytes. Cloudflare Pages ignores longer lines.
const LONGEST: usize = 2000;

/// The effect of a line of the file on the responses for a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Rule<'f> {
    /// Adds this field.
    Set {
        /// Its name, in any case.
        name: &'f str,
        /// The bytes of the file with its value.
        value: Range<usize>,
    },
    /// Removes any field with this name.
    Remove(&'f str),
}

/// The rules of `file` for the responses to `path`, in order. A pattern with the origin of a host
/// counts like its path.
pub(crate) fn rules<'f>(file: &'f str, path: &'f str) -> impl Iterator<Item = Rule<'f>> + 'f {
    let mut concerns = false;
    let mut end = 0;
    file.split_inclusive('\n').filter_map(move |line| {
        end += line.len();
        let content = line.trim();
        if content.is_empty() || content.starts_with('#') {
            return None;
        }
        if !line.starts_with([' ', '\t']) {
            concerns =
                content.len() <= LONGEST && matches(path_of(content).as_bytes(), path.as_bytes());
            return None;
        }
        if !concerns {
            return None;
        }
        if let Some(name) = content.strip_prefix("! ") {
            return Some(Rule::Remove(name.trim()));
        }
        let (name, value) = content.split_once(':')?;
        let value = value.trim_start();
        let at = end - line.len() + line.trim_end().len() - value.len();
        Some(Rule::Set { name: name.trim_end(), value: at..at + value.len() })
    })
}

/// The path in a pattern that may begin with a host.
fn path_of(pattern: &str) -> &str {
    let Some((_, rest)) = pattern.split_once("://") else { return pattern };
    rest.find('/').map_or("/", |slash| &rest[slash..])
}

/// A token of a pattern.
enum Token {
    /// `*`: any text.
    Any,
    /// `:name`: the rest of a path segment.
    Part,
    /// The byte itself.
    Byte(u8),
}

/// Whether a path matches: `*` matches any text, `:name` a path segment.
///
/// Only the last `*` is ever widened: the text between two of them is best matched as early as
/// possible, because then it also ends as early as possible. So the time is at most the product of
/// both lengths, however many `*` there are.
fn matches(pattern: &[u8], path: &[u8]) -> bool {
    let tokens = tokens(pattern);
    let (mut token, mut at) = (0, 0);
    // The token after the last `*`, and the end of the text that it matches.
    let mut any: Option<(usize, usize)> = None;
    let has_part = tokens.iter().any(|token| matches!(token, Token::Part));
    let ends = if has_part { part_ends(path) } else { Vec::new() };
    loop {
        work::steps(1);
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

/// For each byte, the end of its path segment; a `/` belongs to none.
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

    #[test]
    fn rules_apply_to_their_paths() {
        let file = "# all\n/a/*\n  # none\n  X-A:  b: c \r\n  ! X-B\n\tno field\nhttps://example.com/b\n  X-C: d";
        let said = |path| -> Vec<(&str, &str)> {
            let rules = rules(file, path).map(|rule| match rule {
                Rule::Set { name, value } => (name, &file[value]),
                Rule::Remove(name) => (name, "!"),
            });
            rules.collect()
        };
        assert_eq!(said("/a/x"), [("X-A", "b: c"), ("X-B", "!")]);
        assert_eq!(said("/b"), [("X-C", "d")]);
        assert_eq!(said("/c"), []);
    }

    #[test]
    fn long_patterns_are_ignored() {
        let file = format!(
            "/{}\n  X-A: b\n/*\n  X-B: {}\n  X-C: d\n",
            "*a".repeat(1000),
            "b".repeat(2000)
        );
        let path = "/".to_owned() + &"a".repeat(5000);
        let names: Vec<_> = rules(&file, &path).map(|rule| format!("{rule:?}")).collect();
        assert_eq!(names.len(), 2, "{names:?}");
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

    /// A matcher that retries every `*` for each of the others would never finish.
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
