//! Windows paths that lose backslashes to Markdown.

use super::{Run, Slip};
use crate::diagnostic::Code;

/// The first path of the run that loses a backslash: before punctuation, a backslash is an escape
/// (`CommonMark`, section 2.4).
pub(super) fn eaten(run: &Run<'_>) -> Option<Slip> {
    let (source, start) = (run.source(), run.range.start);
    let bytes = source.as_bytes();
    let mut at = 0;
    while let Some(found) = source[at..].find('\\') {
        let backslash = at + found;
        let is_eaten = bytes.get(backslash + 1).is_some_and(u8::is_ascii_punctuation);
        if is_eaten && let Some(path) = path_around(run, start + backslash) {
            return Some(Slip {
                code: Code::EatenBackslash,
                message: "Markdown drops a backslash from this path".to_owned(),
                range: path.clone(),
                help: format!("write the path as code: `` `{}` ``", &run.text[path]),
            });
        }
        at = backslash + if is_eaten { 2 } else { 1 };
    }
    None
}

/// The path that contains a backslash.
fn path_around(run: &Run<'_>, backslash: usize) -> Option<std::ops::Range<usize>> {
    let here = run.line_before(backslash).len().min(backslash - run.range.start);
    let line_start = backslash - here;
    let line = &run.text[line_start..backslash + run.rest_of_line(backslash).len()];
    // Most lines have nothing that can begin a path, and need no further work.
    if ![":\\", "\\\\", "%\\", "HK"].iter().any(|sign| line.contains(sign)) {
        return None;
    }
    let is_gap = |sign: char| sign.is_whitespace() || "\"“”'’(<,;".contains(sign);
    let word_start = line[..here]
        .rfind(is_gap)
        .map_or(0, |gap| gap + line[gap..].chars().next().map_or(1, char::len_utf8));
    let end = line[here + 1..].find(|sign: char| sign.is_whitespace() || "\"“”)>;".contains(sign));
    let end = end.map_or(line.len(), |end| here + 1 + end);
    // Folders may have spaces in their names, as in `C:\Program Files`.
    let drive = line[..=here].rfind(":\\").and_then(|colon| {
        let letter = colon.checked_sub(1)?;
        let is_drive = line.as_bytes()[letter].is_ascii_alphabetic()
            && !line[..letter].ends_with(char::is_alphanumeric);
        let between = &line[colon..here];
        let goes_on = word_start <= colon || !line[word_start..].starts_with('\\');
        let is_near = !between.contains(['"', ',', ';']) && !between.contains(". ");
        (is_drive && is_near && goes_on).then_some(letter)
    });
    let word = &line[word_start..end];
    let is_share = word.starts_with("\\\\")
        && word[2..].starts_with(char::is_alphanumeric)
        && word[2..].contains('\\');
    let is_variable = word.starts_with('%') && word.contains("%\\");
    let is_key = word.starts_with("HK") && word.contains('\\');
    let start = match drive {
        // An author who doubles the backslashes knows that they are escapes.
        Some(drive) if line[drive + 1..].starts_with(":\\\\") => return None,
        Some(drive) => drive,
        None if is_share || is_variable || is_key => word_start,
        None => return None,
    };
    let end = start + line[start..end].trim_end_matches(['.', ',', ':', '!', '?', '*', '_']).len();
    Some(line_start + start..line_start + end.max(here + 1))
}
