//! Whether YAML may silently read a text differently from what its author meant.
//!
//! This is a single pass over the bytes of each line. It errs on the side of doubt: a false alarm
//! only means that the text is parsed a second time.

use memchr::memchr_iter;

use super::line::Line;
use super::{MarkdownKeys, flow, lossy_number};
use crate::text::{has_controls, is_blank};

/// Looks for a key or item without a value, a text that a comment cuts off, an escape, a tag, an
/// anchor, a number that loses its spelling, typographic quotes, control characters and unusual
/// indentation. The texts of some keys are Markdown, in which an escape may represent a line break.
pub(super) fn is_doubtful(text: &str, markdown: MarkdownKeys) -> bool {
    if has_controls(text) {
        return true;
    }
    let mut lines = text.lines().map(Line::read).filter(|line| !line.says_nothing()).peekable();
    // An unquoted text continues on the lines below that are indented beyond this column.
    let mut plain: Option<usize> = None;
    while let Some(line) = lines.next() {
        if plain.is_some_and(|column| line.indent > column) {
            if line.is_item() || has_comment(line.rest) {
                return true;
            }
            continue;
        }
        plain = None;
        let Some((column, value)) = line.value() else { return true };
        let is_doubtful = match value.as_bytes().first() {
            None | Some(b'#') => !lines.peek().is_some_and(|next| {
                next.indent > column
                    || next.indent == column && next.is_item() && !line.is_item_at(column)
            }),
            // Everything indented below it is text.
            Some(b'|' | b'>') => {
                let is_blank =
                    lines.peek().is_none_or(|next| next.indent <= column || is_blank(next.rest));
                while lines.next_if(|next| next.indent > column).is_some() {}
                is_blank
            }
            Some(b'"' | b'\'') => is_doubtful_value(value, markdown.contains(&line.key())),
            Some(b'[' | b'{') => is_doubtful_flow(value, markdown),
            Some(_) => {
                plain = Some(column);
                is_doubtful_plain(value)
            }
        };
        if is_doubtful {
            return true;
        }
    }
    false
}

/// Whether a one-line text is, or may be, something other than it looks like.
fn is_doubtful_value(value: &str, is_markdown: bool) -> bool {
    match value.as_bytes().first() {
        Some(b'"') => !is_quoted(value) || has_escape(value, is_markdown),
        Some(b'\'') => !is_quoted(value),
        _ => is_doubtful_plain(value),
    }
}

/// Whether nothing but a comment follows the quotes around a text.
fn is_quoted(value: &str) -> bool {
    let Some(end) = flow::quoted(value) else { return false };
    let after = value[end..].trim_start_matches([' ', '\t']);
    (after.is_empty() || after.starts_with('#')) && !is_blank(&value[1..end - 1])
}

/// Whether there is an escape that does more than represent the character after the backslash, or a
/// line break where that is an ordinary part of the text.
fn has_escape(value: &str, is_markdown: bool) -> bool {
    let mut bytes = value.bytes();
    while bytes.any(|byte| byte == b'\\') {
        match bytes.next() {
            Some(b'"' | b'\\' | b'/') => {}
            Some(b'n') if is_markdown => {}
            _ => return true,
        }
    }
    false
}

/// Whether a text between brackets is doubtful, or the brackets do not close on the same line.
fn is_doubtful_flow(value: &str, markdown: MarkdownKeys) -> bool {
    flow::pieces(value).is_none_or(|pieces| {
        let is_markdown = |key| markdown.contains(&key);
        pieces.is_empty()
            || pieces.iter().any(|one| is_doubtful_value(one.text, is_markdown(one.key)))
    })
}

fn is_doubtful_plain(value: &str) -> bool {
    let Some(first) = value.chars().next() else { return true };
    match first {
        '&' | '*' | '!' | '?' | '|' | '>' | '@' | '`' | '%' | '#' | '~' | '“' | '”' | '„' | '‘'
        | '«' => true,
        'n' | 'N' if value.eq_ignore_ascii_case("null") => true,
        '0'..='9' | '+' | '-' | '.' if lossy_number(value).is_some() => true,
        _ => has_comment(value) || !first.is_ascii() && is_blank(value),
    }
}

/// Whether a comment may begin somewhere in a value.
fn has_comment(value: &str) -> bool {
    let bytes = value.as_bytes();
    memchr_iter(b'#', bytes).any(|at| at > 0 && matches!(bytes[at - 1], b' ' | b'\t'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silent_misreadings_are_doubtful() {
        for text in [
            "title:\n",
            "title: ~\nb: 1\n",
            "a:\nb: 1\n",
            "title: \"\"\n",
            "title: \" \u{200b}\"\n",
            "title: \u{200b}\n",
            "faq: []\n",
            "faq: [ ]\n",
            "a: {b: , c: d}\n",
            "a: {b: }\n",
            "a: [x, \"y\" z]\n",
            "a: |\nb: 1\n",
            "a: |\n  \u{a0}\nb: 1\n",
            "code: 0x80070035\n",
            "code: 007 # spy\n",
            "a:\n  - b:\n  - c: 1\n",
            "title: “x”\n",
            "a: # none\n",
            "a:\n  -\n",
            "a: x #1\n",
            "a: x\n  y #1\n",
            "a: x\t#1\n",
            "a:\n  - x #1\n",
            "a:\n  - x\n    - y\n",
            "- - x #1\n",
            "a: [x, 007]\n",
            "a: [x #1\n]\n",
            "a: [x, !y z]\n",
            "a: {b: &c d}\n",
            "a: \"x\\ty\"\n",
            "a: \"x\n  \\ty\"\n",
            "a: [\"x\\ty\"]\n",
            "- !heap is\n",
            "a: *x\n",
            "&a b: c\n",
            "\u{a0}a: b\n",
            "  \ta: b\n",
            "a: b\u{7}\n",
            "a:\n  x # y\n",
        ] {
            assert!(is_doubtful(text, &[]), "{text:?}");
        }
        for text in [
            "title: 502 Bad\ncode: 502\n",
            "a:\n- b: 1\n  c: 2\n",
            "a: |\n  x\n\n  y\n",
            "a:\n  - b: |\n      x # y\n       - “z”\n      &\n    c: 1\n",
            "a: >-\n  x # y\nb: 1\n",
            "code: \"007\"\n",
            "url: https://example.com/#x\n",
            "minutes: 10\nupdated: 2026-01-01\n",
            "# x\na: \"x #1\" # y\n  # z\nb: 'it''s #1'\n",
            "a: \"C:\\\\x \\\"y\\\"\"\r\nb: 'C:\\x'\r\n",
            "a: [b, \"c, {d\", 'd e', http/502]\nb: {c: d}\n",
            "a:\n  - x\n  - y: z\n",
            "a: C#, x#y\n",
        ] {
            assert!(!is_doubtful(text, &[]), "{text:?}");
        }
    }

    #[test]
    fn markdown_may_have_escaped_line_breaks() {
        for text in ["b: \"x\\ny\"\n", "a: [{b: \"x, \\n{y\"}]\n", "- b: \"x\\ny\"\n"] {
            assert!(!is_doubtful(text, &["b"]), "{text:?}");
            assert!(is_doubtful(text, &["c"]), "{text:?}");
        }
        assert!(is_doubtful("b: \"x\\ty\"\n", &["b"]));
    }
}
