//! Merge conflicts that git left in a text.

use std::ops::Range;

use memchr::memmem;

use super::lines;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::path::SourcePath;

/// Finds the conflicts in a text, with one diagnostic for each.
///
/// A line `=======` alone is ordinary Markdown, and a whole conflict in a Markdown code block is an
/// example.
#[must_use]
pub(crate) fn conflicts(file: &SourcePath, text: &str) -> Vec<Diagnostic> {
    let holds = |marker: &[u8]| memmem::find(text.as_bytes(), marker).is_some();
    if !holds(b"<<<<<<<") && !holds(b">>>>>>>") {
        return Vec::new();
    }
    let is_markdown = file.as_str().starts_with("content/");
    let mut found: Vec<Conflict> = Vec::new();
    let mut block: Option<Block<'_>> = None;
    for (start, line) in lines(text) {
        let line = line.trim_end();
        if is_markdown {
            match (fence(line), &block) {
                (Some(fence), None) => block = Some(Block { fence, before: found.len() }),
                (Some(fence), Some(open))
                    if fence == line.trim_start() && fence.starts_with(open.fence) =>
                {
                    if found[open.before..].iter().all(Conflict::is_whole) {
                        found.truncate(open.before);
                    }
                    block = None;
                }
                // A code block does not extend beyond the front matter.
                _ if line == "---" && found.is_empty() => block = None,
                _ => {}
            }
        }
        let Some(marker) = marker(line) else { continue };
        let here = (marker, start..start + line.len());
        let open = found.last_mut().filter(|conflict| !conflict.is_closed());
        match (marker, open) {
            ('<', _) | ('>', None) => found.push(Conflict(vec![here])),
            (_, Some(conflict)) => conflict.0.push(here),
            _ => {}
        }
    }
    found.into_iter().filter_map(|conflict| conflict.diagnostic(file)).collect()
}

/// An open code block.
struct Block<'t> {
    /// The fence that opened it.
    fence: &'t str,
    /// How many conflicts were found before it.
    before: usize,
}

/// The backticks or tildes that open or close a code block (`CommonMark`, section 4.5).
fn fence(line: &str) -> Option<&str> {
    let item = line.trim_start_matches(' ');
    let sign = item.chars().next().filter(|sign| matches!(sign, '`' | '~'))?;
    let fence = &item[..item.len() - item.trim_start_matches(sign).len()];
    (fence.len() >= 3 && line.len() - item.len() <= 3).then_some(fence)
}

/// The character of a git marker line: seven times, then perhaps a space and a name.
fn marker(line: &str) -> Option<char> {
    let sign = line.chars().next().filter(|sign| "<|=>".contains(*sign))?;
    let rest = line.trim_start_matches(sign);
    (line.len() - rest.len() == 7 && (rest.is_empty() || rest.starts_with(' '))).then_some(sign)
}

/// The marker lines of one conflict, with their characters.
struct Conflict(Vec<(char, Range<usize>)>);

impl Conflict {
    fn is_closed(&self) -> bool {
        self.0.last().is_some_and(|(sign, _)| *sign == '>')
    }

    fn is_whole(&self) -> bool {
        self.0.len() > 2 && self.is_closed()
    }

    fn diagnostic(self, file: &SourcePath) -> Option<Diagnostic> {
        let mut lines = self.0.into_iter().map(|(sign, line)| (sign, Place::bytes(file, line)));
        let (_, first) = lines.next()?;
        let diagnostic = Diagnostic::new(
            Code::ConflictMarker,
            "git left a merge conflict here",
            first,
        )
        .help(
            "keep the text that is right, and delete the `<<<<<<<`, `=======` and `>>>>>>>` lines",
        );
        Some(lines.fold(diagnostic, |diagnostic, (sign, place)| {
            let what = match sign {
                '|' => "the text before both changes",
                '=' => "the other version",
                _ => "the end of the conflict",
            };
            diagnostic.related(place, what)
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(name: &str, text: &str) -> Vec<usize> {
        let found = conflicts(&SourcePath::new(name), text).into_iter();
        found.map(|one| 1 + one.related.len()).collect()
    }

    const WHOLE: &str = "<<<<<<< HEAD\na\n=======\nb\n>>>>>>> other\n";

    #[test]
    fn conflicts_are_found_and_examples_are_not() {
        let article = |text: &str| found("content/a/b.md", &format!("---\ntitle: x\n---\n{text}"));
        assert_eq!(article(WHOLE), [3]);
        assert_eq!(article(&WHOLE.replace('\n', "\r\n")), [3]);
        assert_eq!(article(&format!("{WHOLE}\n{WHOLE}")), [3, 3]);
        assert_eq!(
            article(&WHOLE.replace("====", "|||||||\n====").replace("||||\n====", "||||\nc\n====")),
            [4]
        );
        assert_eq!(article("a\n>>>>>>> other\n"), [1]);
        assert_eq!(article("<<<<<<<\n"), [1]);
        assert_eq!(article(&format!("```diff\n{WHOLE}```\n")), [] as [usize; 0]);
        assert_eq!(article(&format!("~~~~\n```\n{WHOLE}~~~~\n{WHOLE}")), [3]);
        // The conflict extends beyond the block.
        assert_eq!(article("```\n<<<<<<< HEAD\na\n```\n=======\nb\n>>>>>>> x\n"), [3]);
        assert_eq!(article("```\n<<<<<<< HEAD\na\n"), [1]);
        for text in ["Title\n=======\n", "    <<<<<<< HEAD\n", "<<<<<<<< a\n", ">>>>>>>b\n"] {
            assert_eq!(article(text), [] as [usize; 0], "{text}");
        }
        assert_eq!(found("content/a/b.md", &format!("---\n{WHOLE}---\n")), [3]);
        assert_eq!(found("content/a/b.md", &format!("---\nbody: |\n  ```\n---\n{WHOLE}")), [3]);
        assert_eq!(found("site.yaml", &format!("```\n{WHOLE}```\n")), [3]);
        assert_eq!(found("templates/base.html", WHOLE), [3]);
    }
}
