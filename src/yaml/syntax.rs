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
        let is_deep = mistake.message.contains("nested");
        return mistake.help(if is_deep {
            "front matter is never deeper than a list of mappings: look for a stray bracket or dash"
        } else {
            "write the values out instead of repeating them by anchors"
        });
    }
    let at = mistake.range.start;
    let line = line_around(text, at);
    let above = line.start.checked_sub(1).map(|end| line_around(text, end));
    let below = (line.end < text.len()).then(|| line_around(text, line.end + 1));
    let failure = Failure { text, said: &mistake.message, at, line, above, below };
    EXPLANATIONS.iter().find_map(|explain| explain(&failure)).unwrap_or_else(|| {
        Mistake::new(
            Code::InvalidYaml,
            format!("YAML cannot read this: {}", failure.said),
            failure.place(),
        )
        .help("put the value in double quotes, or write it as a `|` block")
    })
}

/// Where the parser gave up, and what it said.
struct Failure<'a> {
    text: &'a str,
    said: &'a str,
    at: usize,
    /// The lines around the place: the parser often notices a mistake only on the line after it.
    line: Range<usize>,
    above: Option<Range<usize>>,
    below: Option<Range<usize>>,
}

impl Failure<'_> {
    fn says(&self, any: &[&str]) -> bool {
        any.iter().any(|part| self.said.contains(part))
    }

    /// The line that cannot be read, without the white space around it.
    fn place(&self) -> Range<usize> {
        let content = content(self.text, &self.line);
        if content.is_empty() { self.at..self.at } else { content }
    }

    fn this_and_above(&self) -> impl Iterator<Item = &Range<usize>> {
        [Some(&self.line), self.above.as_ref()].into_iter().flatten()
    }
}

/// From the surest to the vaguest.
const EXPLANATIONS: &[fn(&Failure<'_>) -> Option<Mistake>] = &[
    smart_quotes,
    indenting_tab,
    unknown_escape,
    text_after_quote,
    unclosed_quote,
    text_after_bracket,
    open_bracket,
    bare_key,
    second_colon,
    reserved_start,
    anchor,
    indentation,
];

fn invalid(message: impl Into<String>, range: Range<usize>, help: &str) -> Mistake {
    Mistake::new(Code::InvalidYaml, message, range).help(help)
}

fn smart_quotes(failure: &Failure<'_>) -> Option<Mistake> {
    failure.this_and_above().find_map(|line| {
        let start = value_start(failure.text, line)?;
        let opening =
            failure.text[start..].chars().next().filter(|quote| "“”„‘’«".contains(*quote))?;
        let value = failure.text[start..line.end].trim_end();
        let message =
            format!("`{opening}` is a typographic quote, which YAML does not read as a quote");
        Some(
            Mistake::new(Code::SmartQuotes, message, start..start + value.len())
                .help("use straight quotes: \"…\""),
        )
    })
}

fn indenting_tab(failure: &Failure<'_>) -> Option<Mistake> {
    let around = [Some(&failure.line), failure.below.as_ref(), failure.above.as_ref()];
    let tab = around.into_iter().flatten().find_map(|line| {
        let part = &failure.text[line.clone()];
        let tab = part[..part.len() - part.trim_start().len()].find('\t')?;
        Some(line.start + tab..line.start + tab + 1)
    })?;
    let message = "a tab indents this line, and YAML allows only spaces";
    Some(invalid(message, tab, "replace the tab by spaces (two for each level)"))
}

fn unknown_escape(failure: &Failure<'_>) -> Option<Mistake> {
    failure.says(&["escape", "hexadecimal"]).then(|| {
        let rest = &failure.text[failure.at..failure.line.end.max(failure.at)];
        // What YAML knows (1.2, section 5.7) is not to blame.
        let mut escapes = rest.match_indices('\\');
        let mut after = 0;
        let unknown = escapes.find(|(at, _)| {
            let is_start = *at >= after;
            after = at + 2;
            is_start
                && !rest[at + 1..].starts_with(|letter| "0abt\tnvfre \"/\\N_LPxuU".contains(letter))
        });
        let at = failure.at + unknown.map_or(0, |(at, _)| at);
        let end = at + failure.text[at..].chars().take(2).map(char::len_utf8).sum::<usize>();
        invalid(
            "a backslash in double quotes starts an escape that YAML does not know",
            at..end,
            "use single quotes, in which a backslash is just a backslash, or write `\\\\`",
        )
    })
}

fn text_after_quote(failure: &Failure<'_>) -> Option<Mistake> {
    failure.says(&["trailing content"]).then(|| {
        invalid(
            "text follows the closing quote",
            failure.at..failure.line.end,
            "put the whole value inside the quotes; a quote inside is written `\\\"`",
        )
    })
}

fn unclosed_quote(failure: &Failure<'_>) -> Option<Mistake> {
    if !failure.says(&["quoted scalar", "unexpected eof"]) {
        return None;
    }
    // Everything up to the end is inside the quote, so it is the first that its own line leaves open.
    let open = lines(failure.text).find_map(|line| {
        let start = value_start(failure.text, &line)?;
        let quote =
            failure.text[start..].chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        (!failure.text[start + 1..line.end].contains(quote)).then_some(start..line.end)
    })?;
    let help = "close it at the end of the value, or write the text as a `|` block";
    Some(invalid("this quote is never closed", open, help))
}

/// `{name} not found`: a text that starts like a mapping or list.
fn text_after_bracket(failure: &Failure<'_>) -> Option<Mistake> {
    let text = failure.text;
    let value = failure.this_and_above().find_map(|line| {
        let start = value_start(text, line)?;
        let value = text[start..line.end].trim_end();
        let close = match value.chars().next()? {
            '{' => value.find('}')?,
            '[' => value.find(']')?,
            _ => return None,
        };
        (close + 1 < value.len()).then_some(start..start + value.len())
    })?;
    let message =
        format!("an unquoted value cannot start with `{}`", &text[value.start..=value.start]);
    Some(invalid(message, value, "put the whole value in double quotes"))
}

/// The last value that opens a list or mapping which its own line does not close, nor one below.
fn open_bracket(failure: &Failure<'_>) -> Option<Mistake> {
    let text = failure.text;
    let upto = failure.line.end;
    let opened = lines(text).take_while(|line| line.end <= upto).filter_map(|line| {
        let start =
            value_start(text, &line).filter(|start| text[*start..].starts_with(['[', '{']))?;
        let count = |letters: [char; 2]| text[start..line.end].matches(letters).count();
        (count(['[', '{']) > count([']', '}'])).then_some(start..line.end)
    });
    let open = opened.last()?;
    let rest = &text[open.start..upto];
    let closed = rest.contains(if rest.starts_with('[') { ']' } else { '}' });
    let help = "close the list with `]` (or the mapping with `}`), with commas between its items";
    (!closed).then(|| invalid("this bracket is never closed", open, help))
}

/// A line at the margin with text and without the colon of a key.
fn bare_key(failure: &Failure<'_>) -> Option<Mistake> {
    let bare = failure.this_and_above().find(|line| {
        let part = &failure.text[(*line).clone()];
        part.starts_with(char::is_alphanumeric) && !part.contains(':')
    })?;
    let help = "write `key: value`, or indent the line if it belongs to the text above";
    Some(invalid(
        "this line is neither a key with a colon nor part of the text above",
        content(failure.text, bare),
        help,
    ))
}

/// A colon and space inside an unquoted value.
fn second_colon(failure: &Failure<'_>) -> Option<Mistake> {
    let text = failure.text;
    let colon = failure.this_and_above().find_map(|line| {
        let start = value_start(text, line)?;
        let value = &text[start..line.end];
        let keyed = text[line.start..start].contains(": ");
        if !keyed || value.starts_with(['"', '\'', '|', '>', '[', '{', '#']) {
            return None;
        }
        let colon =
            value.find(": ").or_else(|| value.trim_end().strip_suffix(':').map(str::len))?;
        Some(start + colon..start + colon + 1)
    })?;
    let message = "this value holds `: `, which YAML takes for the start of another key";
    Some(invalid(message, colon, "put the whole value in double quotes"))
}

/// A character that has a meaning of its own in YAML at the start of a value.
fn reserved_start(failure: &Failure<'_>) -> Option<Mistake> {
    let start = value_start(failure.text, &failure.line)?;
    let letter = failure.text[start..failure.line.end].chars().next()?;
    let message = format!("an unquoted value cannot start with `{letter}`");
    matches!(letter, '@' | '`' | '%' | '*' | '&' | '!')
        .then(|| invalid(message, start..start + 1, "put the whole value in double quotes"))
}

fn anchor(failure: &Failure<'_>) -> Option<Mistake> {
    let message = format!("YAML reads `&` and `*` as anchors: {}", failure.said);
    failure
        .says(&["anchor"])
        .then(|| invalid(message, failure.place(), "put the value in double quotes"))
}

fn indentation(failure: &Failure<'_>) -> Option<Mistake> {
    let said = [
        "indent",
        "expected key",
        "'-' indicator",
        "not allowed in this context",
        "<document start>",
        "simple key",
    ];
    failure.says(&said).then(|| {
        invalid(
            "the indentation of this line fits nothing above it",
            failure.place(),
            "keys that belong together start in the same column; text of a `|` block is indented deeper than its key",
        )
    })
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
