//! Links and pictures that are shown as text.

use std::ops::Range;

use super::{Run, Slip};
use crate::diagnostic::Code;

/// Words that logs put in brackets before their messages.
const LEVELS: &[&str] = &[
    "alert", "crit", "critical", "debug", "emerg", "error", "fatal", "info", "notice", "trace",
    "warn", "warning",
];

/// Links whose address ends too early for Markdown, or is in the wrong place.
pub(super) fn as_text(run: &Run<'_>, slips: &mut Vec<Slip>) {
    for close in run.places("](") {
        slips.extend(address(run, close));
    }
    for close in run.places("] (") {
        let inside = inside(run.rest_of_line(close + 3));
        if let Some(address) = inside.filter(|inside| is_whole_address(inside)) {
            slips.push(slip(
                "this is not a link, because a space separates its text from its address"
                    .to_owned(),
                open(run, close)..close + 3 + address.len() + 1,
                format!("write `]({address})` without the space"),
            ));
        }
    }
    for close in run.places(")[") {
        let rest = run.rest_of_line(close + 2);
        let Some(end) = rest.find(']') else { continue };
        let before = run.line_before(close);
        if let (Some(start), true) = (before.rfind('('), is_whole_address(&rest[..end])) {
            let start = close - before.len() + start;
            let (text, address) = (&run.text[start + 1..close], &rest[..end]);
            slips.push(slip(
                "this is not a link, because its brackets are the wrong way round".to_owned(),
                start..close + 2 + end + 1,
                format!("write `[{text}]({address})`"),
            ));
        }
    }
}

/// The link whose text ends at `close`.
fn address(run: &Run<'_>, close: usize) -> Option<Slip> {
    let rest = run.rest_of_line(close + 2);
    let start = open(run, close);
    if start == close {
        return None;
    }
    let what = if run.text[start..].starts_with('!') { "picture" } else { "link" };
    let Some(inside) = inside(rest) else {
        let end = rest.bytes().position(|byte| matches!(byte, b' ' | b'\t'));
        let address = &rest[..end.unwrap_or(rest.len())];
        return is_whole_address(address).then(|| {
            slip(
                format!("this {what} is never closed"),
                start..close + 2 + address.len(),
                format!("write `)` after `{address}`"),
            )
        });
    };
    let range = start..close + 2 + inside.len() + 1;
    // A title in quotes may follow the address.
    let title =
        [" \"", " '"].iter().filter_map(|quote| inside.find(quote)).min().unwrap_or(inside.len());
    let (address, title) = inside.split_at(title);
    let address = address.trim();
    if address.contains([' ', '\t']) && !address.starts_with('<') && looks_like_address(address) {
        let encoded = address.replace([' ', '\t'], "%20");
        return Some(slip(
            format!("this is not a {what}, because its address contains a space"),
            range,
            format!("write `({encoded}{title})`"),
        ));
    }
    let opened = address.matches('(').count();
    if opened > address.matches(')').count() && looks_like_address(address) {
        return Some(slip(
            format!("this {what} is never closed, because its address contains a parenthesis"),
            range,
            format!("put the address in angle brackets: `(<{address})>)`"),
        ));
    }
    None
}

/// A reference in square brackets without a definition: `[text][name]` and `[name][]`.
pub(super) fn undefined(text: &str, range: &Range<usize>) -> Option<Slip> {
    let is_collapsed = text[range.end..].starts_with("[]");
    let range = range.start..range.end + if is_collapsed { 2 } else { 0 };
    let before = text[..range.start].chars().next_back();
    let after = text[range.end..].chars().next();
    // `array[0][1]` and `[error][proxy][pid 5]` are not meant as links.
    let goes_on = before.is_some_and(|sign| sign.is_alphanumeric() || "_])'\"$".contains(sign))
        || after.is_some_and(|sign| "[(".contains(sign));
    let (shown, name) = text[range.clone()].trim_start_matches('!').split_once("][")?;
    let shown = &shown[1..];
    let name = name.strip_suffix(']')?;
    let is_log = LEVELS.contains(&shown.to_ascii_lowercase().as_str())
        || shown.chars().all(|letter| !letter.is_lowercase())
        || shown.starts_with(|first: char| first.is_ascii_digit());
    if goes_on || shown.is_empty() || is_log && shown.is_ascii() {
        return None;
    }
    let name = if name.is_empty() { shown } else { name };
    Some(Slip {
        code: Code::UndefinedReference,
        message: format!("nothing in this text defines the reference `[{name}]`"),
        range,
        help: format!(
            "add a line `[{name}]: ADDRESS` after an empty line, or write `[{shown}](ADDRESS)` here"
        ),
    })
}

fn slip(message: String, range: Range<usize>, help: String) -> Slip {
    Slip { code: Code::LinkAsText, message, range, help }
}

/// The position of the brackets that close at `close`, including the `!` of a picture; `close` if
/// they are not opened.
fn open(run: &Run<'_>, close: usize) -> usize {
    // The text of a link may contain other markup.
    let before = run.line_before(close);
    let Some(found) = before.rfind('[') else { return close };
    let open = close - before.len() + found;
    if run.before(open) == Some('!') { open - 1 } else { open }
}

/// The content of the parenthesis before `rest`.
fn inside(rest: &str) -> Option<&str> {
    rest.find(')').map(|end| &rest[..end])
}

/// Whether `text` is only the address of a page, a file or a site.
fn is_whole_address(text: &str) -> bool {
    !text.bytes().any(|byte| matches!(byte, b' ' | b'\t'))
        && (text.starts_with("http://")
            || text.starts_with("https://")
            || text.split('#').next().is_some_and(|path| path.strip_suffix(".md").is_some()))
}

/// Whether a text with spaces may have been meant as an address: it has a folder, an anchor, or a
/// file extension.
fn looks_like_address(text: &str) -> bool {
    let has_ending = text.rsplit_once('.').is_some_and(|(name, ending)| {
        !name.is_empty()
            && (1..=5).contains(&ending.len())
            && ending.starts_with(|first: char| first.is_ascii_alphabetic())
            && ending.bytes().all(|byte| byte.is_ascii_alphanumeric())
    });
    has_ending || text.contains(['/', '#'])
}
