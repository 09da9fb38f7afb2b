//! Explanations of YAML that cannot be parsed, with one function for each cause.

use std::ops::Range;

use super::{
    Failure, Mistake, content, lines, losses, odd_indent, odd_space, quote_all, quoted, value_start,
};
use crate::diagnostic::Code;

/// The most certain ones first.
pub(super) const EXPLANATIONS: &[fn(&Failure<'_>) -> Option<Mistake>] = &[
    smart_quotes,
    odd_indentation,
    mark,
    unknown_escape,
    text_after_quote,
    unclosed_quote,
    text_after_bracket,
    open_bracket,
    missing_space,
    bare_key,
    second_colon,
    reserved_start,
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

fn odd_indentation(failure: &Failure<'_>) -> Option<Mistake> {
    let near = [Some(&failure.line), failure.below.as_ref(), failure.above.as_ref()];
    let near = near.into_iter().flatten().find_map(|line| odd_indent(failure.text, line));
    let odd = near.or_else(|| {
        // Far above, only a line that starts with an unusual space cannot be part of a text.
        let above = lines(failure.text).take_while(|line| line.end < failure.line.start);
        above
            .filter_map(|line| {
                odd_indent(failure.text, &line).filter(|(odd, _)| odd.start == line.start)
            })
            .last()
    });
    odd.map(|(range, letter)| odd_space(range, letter))
}

/// `title:"x"`, `title：x`, or a colon before something that only looks like a space.
pub(super) fn missing_space(failure: &Failure<'_>) -> Option<Mistake> {
    failure.this_and_above().find_map(|line| {
        let part = &failure.text[line.clone()];
        let item = part.trim_start_matches([' ', '-']);
        let key =
            &item[..item.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'_').count()];
        let after = &item[key.len()..];
        let colon = after.chars().next().filter(|colon| matches!(colon, ':' | '：'))?;
        let value = &after[colon.len_utf8()..];
        let next = value.chars().next();
        if key.is_empty()
            || colon == ':' && next.is_none_or(|next| matches!(next, ' ' | '\t' | '/'))
        {
            return None;
        }
        let start = line.end - after.len();
        let message = match next {
            _ if colon == '：' => "this colon is not the one that ends a key".to_owned(),
            Some(space) if space.is_whitespace() => format!(
                "U+{:04X} is after the colon, and only looks like a space",
                u32::from(space)
            ),
            _ => "a space is missing after the colon".to_owned(),
        };
        let value = value.trim();
        let help = if value.len() <= 80 {
            format!("write `{key}: {value}`")
        } else {
            format!("write `{key}: ` before the value, with an ordinary colon and space")
        };
        Some(Mistake::new(Code::InvalidYaml, message, start..start + colon.len_utf8()).help(help))
    })
}

fn unknown_escape(failure: &Failure<'_>) -> Option<Mistake> {
    failure.says(&["escape", "hexadecimal"]).then(|| {
        let rest = &failure.text[failure.at..failure.line.end.max(failure.at)];
        // Escapes that YAML knows (1.2, section 5.7) are not at fault.
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
        let mistake = Mistake::new(
            Code::InvalidYaml,
            "a backslash in double quotes starts an escape that YAML does not know",
            at..end,
        );
        let value = value_start(failure.text, &failure.line)
            .map(|start| failure.text[start..failure.line.end].trim_end())
            .and_then(|value| value.strip_prefix('"')?.strip_suffix('"'))
            .map(|inside| inside.replace("\\\"", "\"").replace("\\\\", "\\"));
        let help = "use single quotes, in which a backslash is just a backslash";
        mistake.help(match value.as_deref().and_then(quote_all) {
            Some(quoted) => format!("{help}: {quoted}"),
            None => format!("{help}, or write `\\\\`"),
        })
    })
}

fn text_after_quote(failure: &Failure<'_>) -> Option<Mistake> {
    if !failure.says(&["trailing content"]) {
        return None;
    }
    let text = failure.text;
    let rest = failure.at..failure.line.end;
    let mistake = Mistake::new(Code::InvalidYaml, "text follows the closing quote", rest);
    let whole =
        value_start(text, &failure.line).map(|start| text[start..failure.line.end].trim_end());
    let whole = whole.filter(|whole| whole.len() > 1 && whole.len() <= 80);
    let inside = |quote: char| whole?.strip_prefix(quote)?.strip_suffix(quote);
    Some(if let Some(inside) = inside('\'') {
        let single = inside.replace("''", "'").replace('\'', "''");
        let double =
            if inside.contains(['"', '\\']) { String::new() } else { format!(", or \"{inside}\"") };
        mistake.help(format!("double the apostrophe inside single quotes: '{single}'{double}"))
    } else if let Some(inside) = inside('"') {
        let inside = inside.replace("\\\"", "\"");
        mistake.help(format!("put a text with double quotes into single ones: {}", quoted(&inside)))
    } else if let Some(whole) = whole {
        mistake.help(format!("put all of the text in quotes: {}", quoted(whole)))
    } else {
        mistake
            .help("put all of the text in quotes; inside double quotes, a quote is written `\\\"`")
    })
}

fn unclosed_quote(failure: &Failure<'_>) -> Option<Mistake> {
    if !failure.says(&["quoted scalar", "unexpected eof"]) {
        return None;
    }
    // The quote extends to the end of the text, so look for the first one that is still open at the
    // end of its line.
    let open = lines(failure.text).find_map(|line| {
        let start = value_start(failure.text, &line)?;
        let quote =
            failure.text[start..].chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        (!failure.text[start + 1..line.end].contains(quote)).then_some(start..line.end)
    })?;
    let help = "close it at the end of the value, or write the text as a `|` block";
    Some(invalid("this quote is never closed", open, help))
}

/// `{name} not found`: a text that starts like a mapping or a list.
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
    Some(in_quotes(Mistake::new(Code::InvalidYaml, message, value.clone()), &text[value]))
}

/// The last value that opens a list or mapping without closing it on its own line or below.
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

/// An unindented line with text but without the colon of a key.
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
    let (colon, value) = failure.this_and_above().find_map(|line| {
        let start = value_start(text, line)?;
        let value = &text[start..line.end];
        let keyed = text[line.start..start].contains(": ");
        if !keyed || value.starts_with(['"', '\'', '|', '>', '[', '{', '#']) {
            return None;
        }
        let colon =
            value.find(": ").or_else(|| value.trim_end().strip_suffix(':').map(str::len))?;
        Some((start + colon..start + colon + 1, value))
    })?;
    let message = "this value contains `: `, which YAML takes for the start of another key";
    Some(in_quotes(Mistake::new(Code::InvalidYaml, message, colon), value))
}

/// A character with a special meaning in YAML at the start of a value.
fn reserved_start(failure: &Failure<'_>) -> Option<Mistake> {
    let start = value_start(failure.text, &failure.line)?;
    let value = &failure.text[start..failure.line.end];
    let letter = value.chars().next()?;
    let is_reserved = match letter {
        '@' | '`' | '%' | ',' | ']' | '}' => true,
        '|' | '>' => failure.says(&["block scalar"]),
        '?' | '-' => failure.says(&["not allowed in this context"]),
        _ => false,
    };
    let message = format!("an unquoted value cannot start with `{letter}`");
    let mistake = Mistake::new(Code::InvalidYaml, message, start..start + 1);
    let mistake = match letter {
        '|' | '>' => mistake.help(format!("start the text on the line below `{letter}`")),
        '-' => mistake.help("if it is the first item of a list, move it to the line below the key"),
        _ => mistake,
    };
    is_reserved.then(|| in_quotes(mistake, value))
}

/// `&`, `*` or `!` at the start of a value.
fn mark(failure: &Failure<'_>) -> Option<Mistake> {
    let is_mark = |at: &usize| failure.text[*at..].starts_with(['&', '*', '!']);
    let of_line = value_start(failure.text, &failure.line).filter(is_mark);
    let at = of_line.or_else(|| {
        Some(failure.at).filter(|at| is_mark(at) && failure.says(&["anchor", "alias", "tag"]))
    })?;
    Some(losses::mark(failure.text, at))
}

/// Suggests quotes that turn the value into a text.
fn in_quotes(mistake: Mistake, value: &str) -> Mistake {
    match quote_all(value) {
        Some(quoted) => mistake.help(format!("put the whole value in quotes: {quoted}")),
        None => mistake.help("put the whole value in quotes"),
    }
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
            "the indentation of this line does not match anything above it",
            failure.place(),
            "keys that belong together start in the same column; text of a `|` block is indented deeper than its key",
        )
    })
}
