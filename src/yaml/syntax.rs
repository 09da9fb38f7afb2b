//! What is wrong with a text that is no YAML, in words that an author can act on.

use std::ops::Range;

use super::Mistake;
use crate::diagnostic::Code;

/// Cheap and generous: whether brackets or dashes may nest so deeply that reading takes long.
pub(super) fn may_nest_too_deeply(text: &str) -> bool {
    const DEEP: usize = 100;
    let mut depth = 0_usize;
    for byte in text.bytes() {
        match byte {
            b'[' | b'{' => {
                depth += 1;
                if depth > DEEP {
                    return true;
                }
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    text.lines().any(|line| {
        let marks = line.split_whitespace().take_while(|word| matches!(*word, "-" | "?" | ":"));
        marks.count() > DEEP || line.len() - line.trim_start().len() > DEEP * 4
    })
}

/// Says again, in plain words, what the parser said in its own, at the place that an author would
/// point at.
pub(super) fn in_plain_words(text: &str, mistake: Mistake) -> Mistake {
    if mistake.code != Code::InvalidYaml {
        return mistake
            .help("write the values out; front matter needs no deep nesting and few anchors");
    }
    let said = mistake.message.clone();
    let at = mistake.range.start;
    let line = line_around(text, at);
    let above = line.start.checked_sub(1).map(|end| line_around(text, end));

    // The parser often notices a mistake only on the line after it.
    for line in [Some(line.clone()), above.clone()].into_iter().flatten() {
        if let Some(found) = smart_quotes(text, &line) {
            return found;
        }
    }
    if let Some(tab) =
        indenting_tab(text, &line).or_else(|| above.clone().and_then(|l| indenting_tab(text, &l)))
    {
        return Mistake::new(
            Code::InvalidYaml,
            "a tab indents this line, and YAML allows only spaces",
            tab,
        )
        .help("replace the tab by spaces (two for each level)");
    }
    if said.contains("quoted scalar")
        || said.contains("unexpected eof")
        || said.contains("double-quoted")
    {
        return quoted(text, &said, at, &line);
    }
    for candidate in [Some(line.clone()), above].into_iter().flatten() {
        if let Some(colon) = second_colon(text, &candidate) {
            return Mistake::new(
                Code::InvalidYaml,
                "this value holds `: `, which YAML takes for the start of another key",
                colon,
            )
            .help("put the whole value in double quotes");
        }
    }
    if let Some(start) = unquotable_start(text, &line) {
        let letter = &text[start.clone()];
        return Mistake::new(
            Code::InvalidYaml,
            format!("an unquoted value cannot start with `{letter}`"),
            start.clone(),
        )
        .help("put the whole value in double quotes");
    }
    let place = if text[line.clone()].trim().is_empty() { at..at } else { content(text, &line) };
    let missing_colon =
        said.contains("simple key expect") || said.contains("could not find expected ':'");
    if missing_colon {
        return Mistake::new(Code::InvalidYaml, "a key without a colon", place)
            .help("write `key: value`, or indent the line if it belongs to the text above");
    }
    if said.contains("indent")
        || said.contains("expected key")
        || said.contains("'-' indicator")
        || said.contains("not allowed in this context")
        || said.contains("<document start>")
    {
        return Mistake::new(
            Code::InvalidYaml,
            "the indentation of this line fits nothing above it",
            place,
        )
        .help("keys that belong together start in the same column; text of a `|` block is indented deeper than its key");
    }
    if said.contains("flow") {
        return Mistake::new(
            Code::InvalidYaml,
            "a bracket is opened and never closed, or a comma is missing",
            place,
        )
        .help("close the list with `]` (or the mapping with `}`), with commas between its items");
    }
    if said.contains("anchor") {
        return Mistake::new(
            Code::InvalidYaml,
            format!("YAML reads `&` and `*` as anchors: {said}"),
            place,
        )
        .help("put the value in double quotes");
    }
    Mistake::new(Code::InvalidYaml, format!("YAML cannot read this: {said}"), place)
        .help("put the value in double quotes, or write it as a `|` block")
}

fn quoted(text: &str, said: &str, at: usize, line: &Range<usize>) -> Mistake {
    if said.contains("escape") || said.contains("hexadecimal") {
        return Mistake::new(
            Code::InvalidYaml,
            "a backslash in double quotes starts an escape that YAML does not know",
            at..at,
        )
        .help("use single quotes, in which a backslash is just a backslash, or write `\\\\`");
    }
    if said.contains("trailing content") {
        return Mistake::new(Code::InvalidYaml, "text follows the closing quote", at..line.end)
            .help("put the whole value inside the quotes; a quote inside is written `\\\"`");
    }
    // Everything up to the end is inside the quote, so it is the first that its own line leaves open.
    let open = lines(text).find_map(|line| unclosed_quote(text, &line)).unwrap_or(at);
    let end = open + text[open..].lines().next().map_or(0, str::len);
    Mistake::new(Code::InvalidYaml, "this quote is never closed", open..end)
        .help("close it at the end of the value, or write the text as a `|` block")
}

/// The lines of the text, as ranges without their ends.
fn lines(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    text.split_inclusive('\n').map(move |line| {
        let here = start;
        start += line.len();
        here..here + line.trim_end_matches(['\n', '\r']).len()
    })
}

/// Where a value of this line opens a quote that the line does not close.
fn unclosed_quote(text: &str, line: &Range<usize>) -> Option<usize> {
    let start = value_start(text, line)?;
    let quote = text[start..].chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    (!text[start + 1..line.end].contains(quote)).then_some(start)
}

fn line_around(text: &str, at: usize) -> Range<usize> {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[at..].find('\n').map_or(text.len(), |newline| at + newline);
    start..end
}

/// The line without the white space around it.
fn content(text: &str, line: &Range<usize>) -> Range<usize> {
    let part = &text[line.clone()];
    let start = line.start + part.len() - part.trim_start().len();
    start..start + part.trim().len()
}

/// Where the value of a `key: value` or `- value` line starts.
fn value_start(text: &str, line: &Range<usize>) -> Option<usize> {
    let part = &text[line.clone()];
    let item = part.trim_start();
    let mut start = part.len() - item.len();
    if let Some(rest) = item.strip_prefix("- ") {
        start += 2 + rest.len() - rest.trim_start().len();
    }
    let key = part[start..].find(": ").filter(|colon| {
        part[start..start + colon]
            .chars()
            .all(|letter| letter.is_alphanumeric() || "_-".contains(letter))
    });
    let value = key.map_or(start, |colon| start + colon + 2);
    let value = value + part[value..].len() - part[value..].trim_start().len();
    (value < part.len()).then_some(line.start + value)
}

fn smart_quotes(text: &str, line: &Range<usize>) -> Option<Mistake> {
    let start = value_start(text, line)?;
    let opening = text[start..].chars().next().filter(|quote| "“”„‘’«".contains(*quote))?;
    let value = text[start..line.end].trim_end();
    Some(
        Mistake::new(
            Code::SmartQuotes,
            format!("`{opening}` is a typographic quote, which YAML does not read as a quote"),
            start..start + value.len(),
        )
        .help("use straight quotes: \"…\""),
    )
}

fn indenting_tab(text: &str, line: &Range<usize>) -> Option<Range<usize>> {
    let part = &text[line.clone()];
    let indent = &part[..part.len() - part.trim_start().len()];
    indent.find('\t').map(|tab| line.start + tab..line.start + tab + 1)
}

/// A colon and space inside an unquoted value.
fn second_colon(text: &str, line: &Range<usize>) -> Option<Range<usize>> {
    let start = value_start(text, line)?;
    let value = &text[start..line.end];
    if value.starts_with(['"', '\'', '|', '>', '[', '{', '#']) {
        return None;
    }
    let colon = value.find(": ").or_else(|| value.trim_end().strip_suffix(':').map(str::len))?;
    let keyed = text[line.start..start].contains(": ");
    keyed.then_some(start + colon..start + colon + 1)
}

/// A character that has a meaning of its own in YAML at the start of a value.
fn unquotable_start(text: &str, line: &Range<usize>) -> Option<Range<usize>> {
    let start = value_start(text, line)?;
    let letter = text[start..].chars().next()?;
    let next = text[start + letter.len_utf8()..line.end].chars().next();
    let reserved = matches!(letter, '@' | '`' | '%')
        || (matches!(letter, '*' | '&' | '!') && next.is_some())
        || (letter == '{' && !text[start..line.end].contains('}'));
    reserved.then(|| start..start + letter.len_utf8())
}
