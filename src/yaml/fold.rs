//! Line breaks that YAML folds into spaces although Chinese and Japanese have no spaces there.
//!
//! YAML folds the lines of a `>` block, and of a text on several lines with or without quotes (YAML
//! 1.2, section 6.5). A folded text no longer shows where its lines ended, so the breaks are
//! removed before the text is parsed.

use std::borrow::Cow;
use std::ops::Range;

use memchr::memchr_iter;
use saphyr_parser::ScalarStyle;

use super::node::{self, Node, Value};
use crate::text::joins;

/// `text` with the lines of its folded texts joined where no space belongs between them.
pub(super) fn without_breaks(text: &str) -> Cow<'_, str> {
    // Most texts have no line like this, and need no tree.
    if breaks(text, 0..text.len()).next().is_none() {
        return text.into();
    }
    let Ok(tree) = node::read(text) else { return text.into() };
    let mut found = Vec::new();
    in_node(text, &tree, &mut found);
    let mut joined = String::with_capacity(text.len());
    let mut at = 0;
    for gap in found {
        joined.push_str(&text[at..gap.start]);
        at = gap.end;
    }
    joined.push_str(&text[at..]);
    joined.into()
}

/// The gaps to remove from a value, in order.
fn in_node(text: &str, node: &Node, found: &mut Vec<Range<usize>>) {
    match &node.value {
        Value::Scalar { style: ScalarStyle::Literal, .. } | Value::Marked => {}
        Value::Scalar { style: ScalarStyle::Folded, .. } => {
            found.extend(in_block(text, node.range.clone()));
        }
        Value::Scalar { .. } => found.extend(breaks(text, node.range.clone())),
        Value::List(items) => items.iter().for_each(|item| in_node(text, item, found)),
        Value::Map(pairs) => pairs.iter().for_each(|(_, value)| in_node(text, value, found)),
    }
}

/// The gaps to remove from a `>` block. A line that is indented more than the first one keeps its
/// breaks.
fn in_block(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let line_start = |at: usize| text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let start = line_start(range.start);
    // The header is at the end of the last line that is not blank.
    let header = text[..start].trim_end().lines().next_back().unwrap_or_default();
    let header = header.split(" #").next().unwrap_or_default();
    let (_, indicators) = header.rsplit_once('>').unwrap_or_default();
    // An explicit indentation means that the author wants spaces at the beginning of lines.
    if indicators.contains(|letter: char| letter.is_ascii_digit()) {
        return Vec::new();
    }
    let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let first = indent(&text[start..range.end]);
    breaks(text, start..range.end)
        .filter(|gap| {
            let lines = [gap.start, gap.end].map(|at| &text[line_start(at)..]);
            lines.into_iter().all(|line| indent(line) == first)
        })
        .collect()
}

/// The single line breaks in `range`, with the white space around them, between two letters that
/// need no space.
fn breaks(text: &str, range: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let part = &text[range.clone()];
    memchr_iter(b'\n', part.as_bytes()).filter_map(move |newline| {
        let before = part[..newline].trim_end_matches([' ', '\t', '\r']);
        let after = part[newline + 1..].trim_start_matches([' ', '\t']);
        let is_joined = joins(before.chars().next_back()?, after.chars().next()?);
        is_joined.then(|| range.start + before.len()..range.end - after.len())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, joined: &str) {
        assert_eq!(without_breaks(text), joined, "{text}");
    }

    #[test]
    fn lines_of_chinese_and_japanese_join_where_yaml_folds_them() {
        check("a: 网关\n  错误\nb: 1\n", "a: 网关错误\nb: 1\n");
        check("- \"エラー  \r\n  です\"\r\n", "- \"エラーです\"\r\n");
        check("- 'エラー。\n\t です'\n", "- 'エラー。です'\n");
        check("a: [网关\n  错误, 网关]\n", "a: [网关错误, 网关]\n");
        check(
            "b:\n  a: >-\n\n    网关\n    错误\n    502\n    网关\n",
            "b:\n  a: >-\n\n    网关错误\n    502\n    网关\n",
        );
        check("a: >\n  网关\n  错误", "a: >\n  网关错误");
    }

    #[test]
    fn other_line_breaks_stay() {
        for text in [
            "a: 网关\n\n  错误\n",
            "a: >\n  网关\n\n  错误\n",
            "a: >\n  网关\n    错误\n    错误\n  网关\n",
            "a: >2\n   网关\n   错误\n",
            "a: |\n  网关\n  错误\n",
            "a: >\n  한국어\n  오류\n",
            "a: 502\n  网关\n",
            "a: \"网关\\\n  错误\"\n",
            "# 网关\n# 网关\na: 网关\nb: 1\n",
            "a: x\n- 网关",
        ] {
            check(text, text);
        }
    }
}
