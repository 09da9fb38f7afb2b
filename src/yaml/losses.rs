//! Finds what YAML silently does to a text: comments that cut it off, escapes, tags, anchors, and
//! items that become part of the text above.

use std::ops::Range;

use saphyr_parser::ScalarStyle;

use super::node::{Node, Value};
use super::{Mistake, line_end, quote_all, quoted};
use crate::diagnostic::Code;

/// The part of the text of `node` that YAML left out or replaced, if any. `is_markdown` is whether
/// line feeds are an ordinary part of the text.
pub(super) fn of_text(source: &str, node: &Node, is_markdown: bool) -> Option<Mistake> {
    let Value::Scalar { style, .. } = &node.value else { return None };
    match style {
        ScalarStyle::Plain => cut(source, node).or_else(|| swallowed_item(source, node)),
        ScalarStyle::DoubleQuoted => escape(source, node, is_markdown),
        _ => None,
    }
}

/// The comment after `at` on the same line, if there is one.
pub(super) fn comment_after(source: &str, at: usize) -> Option<Range<usize>> {
    let line = source.get(at..line_end(source, at))?;
    let comment = line.trim_start_matches([' ', '\t']);
    let is_comment = comment.starts_with('#') && comment.len() < line.len();
    let start = at + line.len() - comment.len();
    is_comment.then(|| start..start + comment.trim_end().len())
}

/// `MySQL error #1064`
fn cut(source: &str, node: &Node) -> Option<Mistake> {
    let comment = comment_after(source, node.range.end)?;
    let start = source[..comment.start].rfind('\n').map_or(0, |newline| newline + 1);
    let whole = &source[node.range.start.max(start)..comment.end];
    let message = "the text ends here, because `#` after a space begins a comment";
    let mistake = Mistake::new(Code::CutText, message, comment);
    let mistake = match (node.range.start < start, quote_all(whole)) {
        (false, Some(quoted)) => {
            mistake.help(format!("if it belongs to the text, quote all of it: {quoted}"))
        }
        _ => mistake.help("if it belongs to the text, put all of the text in quotes"),
    };
    Some(mistake.help("if it is a comment, move it to a line of its own"))
}

/// `- Chrome` with `- Firefox` below it, indented one space too far.
fn swallowed_item(source: &str, node: &Node) -> Option<Mistake> {
    let mut start = node.range.start;
    for (number, line) in source.get(node.range.clone())?.split_inclusive('\n').enumerate() {
        let item = line.trim_start();
        if number > 0 && item.starts_with("- ") {
            let start = start + line.len() - item.len();
            let range = start..start + item.trim_end().len();
            let message = "this item is read as part of the text above it";
            return Some(Mistake::new(Code::SwallowedItem, message, range).help(
                "indent it like the first item of its list, or quote the whole text if it is one",
            ));
        }
        start += line.len();
    }
    None
}

/// The first escape in double quotes that represents more than a character of the text.
fn escape(source: &str, node: &Node, is_markdown: bool) -> Option<Mistake> {
    let raw = source.get(node.range.clone())?;
    let mut rest = raw;
    let (range, becomes) = loop {
        rest = &rest[rest.find('\\')?..];
        let length = escape_length(rest);
        let start = node.range.end - rest.len();
        if let Some(becomes) = becomes(&rest[..length], is_markdown) {
            break (start..start + length, becomes);
        }
        rest = &rest[length..];
    };
    let message = format!("`{}` in double quotes is {becomes}", &source[range.clone()]);
    let inside = raw.trim_matches('"').replace("\\\"", "\"").replace("\\\\", "\\");
    let mistake = Mistake::new(Code::Escape, message, range);
    Some(
        match quote_all(&inside) {
            Some(_) if inside.contains('\n') => {
                mistake.help("use single quotes, in which a backslash is just a backslash")
            }
            Some(quoted) => mistake.help(format!(
                "use single quotes, in which a backslash is just a backslash: {quoted}"
            )),
            None => mistake.help("use single quotes, in which a backslash is just a backslash"),
        }
        .help("if you mean several lines, write them below a `|`"),
    )
}

/// The length of the escape at the start of `text`.
fn escape_length(text: &str) -> usize {
    let digits = match text.as_bytes().get(1) {
        Some(b'x') => 2,
        Some(b'u') => 4,
        Some(b'U') => 8,
        _ => 0,
    };
    let letters = text.chars().take(2 + digits);
    letters.map(char::len_utf8).sum()
}

/// The character of an escape (YAML 1.2, section 5.7), if it does not belong in an ordinary text.
fn becomes(escape: &str, is_markdown: bool) -> Option<String> {
    let letter = escape.chars().nth(1)?;
    let plain = match letter {
        '"' | '\\' | '/' | '\n' | '\r' => return None,
        'n' if is_markdown => return None,
        'n' => "a line feed",
        't' | '\t' => "a tab",
        'r' => "a carriage return",
        ' ' => "a space",
        '_' => "a non-breaking space",
        'N' | 'L' | 'P' => "an invisible line break",
        'x' | 'u' | 'U' => {
            let number = u32::from_str_radix(&escape[2..], 16).ok()?;
            let character = char::from_u32(number)?;
            // Nobody writes ASCII letters as numbers, but `C:\x64` is a folder.
            if character.is_control() || matches!(character, '\u{2028}' | '\u{2029}') {
                return Some(format!("a control character (U+{number:04X})"));
            }
            return (letter == 'x' && character.is_ascii()).then(|| format!("`{character}`"));
        }
        _ => "a control character",
    };
    Some(plain.to_owned())
}

/// The tag, anchor or alias at `at`, where the author meant a text.
pub(super) fn mark(source: &str, at: usize) -> Mistake {
    let line = source[at..line_end(source, at)].trim_end();
    // Between brackets, the value does not extend to the end of the line.
    let before = source[..at].rsplit('\n').next().unwrap_or_default();
    let is_whole = !before.contains(['[', '{']);
    let word = line.split([' ', '\t', ',', ']', '}']).next().unwrap_or_default();
    let what = match word.as_bytes().first() {
        Some(b'&') => "anchor",
        Some(b'*') => "alias",
        _ => "tag",
    };
    if word == "*" {
        let mistake =
            Mistake::new(Code::YamlMark, "`*` does not start a list item in YAML", at..at + 1);
        let quoted = quote_all(line).map_or_else(String::new, |quoted| format!(": {quoted}"));
        return mistake
            .help("start each item with `- `: a hyphen and a space")
            .help(format!("if it belongs to the text, put the whole value in quotes{quoted}"));
    }
    let entity = word.starts_with('&').then(|| word.find(';')).flatten();
    let mistake = Mistake::new(
        Code::YamlMark,
        format!("`{word}` is read as a YAML {what}, not as text"),
        at..at + word.len(),
    );
    if let Some(end) = entity {
        let entity = &word[..=end];
        return mistake.help(format!(
            "write the character that you mean instead of `{entity}`, and put the whole value in quotes"
        ));
    }
    match quote_all(line) {
        Some(quoted) if is_whole && (line.len() > word.len() || what == "alias") => {
            mistake.help(format!("put the whole value in quotes: {quoted}"))
        }
        _ => mistake.help(format!("remove it, or put it in quotes: {}", quoted(word))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_distinguished_from_letters() {
        for (escape, is_markdown, is_lost) in [
            ("\\t", true, true),
            ("\\n", true, false),
            ("\\n", false, true),
            ("\\0", false, true),
            ("\\e", false, true),
            ("\\x07", false, true),
            ("\\u0007", false, true),
            ("\\u2028", false, true),
            ("\\x64", false, true),
            ("\\_", false, true),
            ("\\u00e9", false, false),
            ("\\xe9", false, false),
            ("\\U0001F642", false, false),
            ("\\\"", false, false),
            ("\\\\", false, false),
            ("\\/", false, false),
        ] {
            assert_eq!(becomes(escape, is_markdown).is_some(), is_lost, "{escape}");
            assert_eq!(escape_length(&format!("{escape}0")), escape.len(), "{escape}");
        }
    }
}
