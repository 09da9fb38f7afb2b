//! Unmatched asterisks, backticks and comments.

use super::{Run, Slip};
use crate::diagnostic::Code;

/// Words before the two asterisks of a pointer, in C and its relatives.
const TYPES: &[&str] = &[
    "auto", "bool", "char", "class", "const", "double", "float", "int", "long", "short", "signed",
    "size_t", "struct", "unsigned", "void", "wchar_t",
];

/// Characters after two asterisks in Python and Ruby.
const KEYWORD_ARGUMENTS: &[&str] =
    &["args", "attrs", "data", "extra", "kw", "kwargs", "kwds", "options", "opts", "params"];

/// Two asterisks that were meant to begin or end bold text.
pub(super) fn bold(run: &Run<'_>) -> Option<Slip> {
    let mut end = 0;
    let mut lone = None;
    for at in run.places("**") {
        if at < end {
            continue;
        }
        let stars = run.text[at..].bytes().take_while(|byte| *byte == b'*').count();
        end = at + stars;
        // Four or more are a password or a line.
        if stars > 3 {
            continue;
        }
        let (before, after) = (run.before(at), run.after(end));
        let begins = is_gap(before) || before.is_some_and(|sign| "([{\"“„‘「（«".contains(sign));
        let ends = is_gap(after) || after.is_some_and(|sign| ".,;:!?)]\"”’」）»".contains(sign));
        if begins && after.is_some_and(is_content) && !is_operator(run, at, end) {
            let help = "write `**` directly after the last bold word, without a space";
            return Some(stray(run, at, end, "this `**` is never closed", help));
        }
        if is_gap(before) && is_gap(after) {
            lone = lone.or(Some((at, end)));
        } else if ends
            && !is_gap(before)
            && let Some((at, end)) = lone
        {
            let help = "remove the space after it";
            return Some(stray(run, at, end, "this `**` does not make anything bold", help));
        }
    }
    None
}

/// A backtick that was meant to begin or end code.
pub(super) fn code(run: &Run<'_>) -> Option<Slip> {
    let mut end = 0;
    for at in run.places("`") {
        if at < end {
            continue;
        }
        let ticks = run.text[at..].bytes().take_while(|byte| *byte == b'`').count();
        end = at + ticks;
        let (before, after) = (run.before(at), run.after(end));
        let begins = is_gap(before) || before.is_some_and(|sign| "([{\"“".contains(sign));
        let ends = is_gap(after) || after.is_some_and(|sign| ".,;:!?)]}\"”".contains(sign));
        let opens = begins && !is_gap(after) && !is_single_letter(&run.text[end..]);
        let closes = ends && !is_gap(before);
        if !(opens || closes) || is_quoted(run, end) {
            continue;
        }
        let is_cell =
            run.text[..at].ends_with("| ") || run.text[end..].trim_start().starts_with('|');
        let help = if is_cell {
            "begin and end code with a backtick; in a table, a `|` of the code is written `\\|`"
        } else {
            "begin and end code with a backtick"
        };
        return Some(stray(run, at, end, "this backtick has no match", help));
    }
    None
}

/// A comment that never ends, and so is not a comment.
pub(super) fn comment(run: &Run<'_>) -> Option<Slip> {
    let at = run.places("<!--").next()?;
    let rest = run.rest_of_line(at).trim_end();
    Some(Slip {
        code: Code::HtmlAsText,
        message: "this comment is never closed, so readers see it".to_owned(),
        range: at..at + rest.len(),
        help: "write `-->` where it ends, or put it in backticks if readers should see it"
            .to_owned(),
    })
}

fn stray(run: &Run<'_>, at: usize, end: usize, message: &str, help: &str) -> Slip {
    let signs = &run.text[at..end];
    let escaped: String = signs.chars().flat_map(|sign| ['\\', sign]).collect();
    Slip {
        code: Code::StrayMark,
        message: format!("{message}, so readers see it as it is"),
        range: at..end,
        help: format!("{help}; write {escaped} if readers should see it"),
    }
}

fn is_gap(sign: Option<char>) -> bool {
    sign.is_none_or(char::is_whitespace)
}

/// Characters that bold text may begin with.
fn is_content(sign: char) -> bool {
    sign.is_alphanumeric() || "`\"“„‘「『（《「".contains(sign)
}

/// Whether the asterisks at `at` belong to code.
fn is_operator(run: &Run<'_>, at: usize, end: usize) -> bool {
    let line = run.text[..at].rsplit('\n').next().unwrap_or_default();
    let last = line.trim_end();
    let word = |letter: char| letter.is_alphanumeric() || letter == '_';
    let type_name = last.rsplit(|letter| !word(letter)).next().unwrap_or_default();
    let rest = &run.text[end..];
    let name = rest.split(|letter| !word(letter)).next().unwrap_or_default();
    let is_pointer = last.len() < line.len()
        && (TYPES.contains(&type_name) || type_name.len() > 2 && type_name.ends_with("_t"));
    let is_power = name.starts_with(|first: char| first.is_ascii_digit())
        && last.ends_with(|last: char| last.is_ascii_digit() || last == ')');
    is_pointer || is_power || KEYWORD_ARGUMENTS.contains(&name)
}

/// In PowerShell, a backtick and a letter are a control character.
fn is_single_letter(rest: &str) -> bool {
    let mut letters = rest.chars();
    letters.next().is_some_and(char::is_alphanumeric)
        && letters.next().is_none_or(|next| !next.is_alphanumeric() && next != '`')
}

/// Old programs open a quotation with a backtick and close it with an apostrophe.
fn is_quoted(run: &Run<'_>, end: usize) -> bool {
    let rest = run.rest_of_line(end);
    let close = rest.find(['\'', '’']);
    let next = rest.find('`').unwrap_or(rest.len());
    close.is_some_and(|close| close < next)
}
