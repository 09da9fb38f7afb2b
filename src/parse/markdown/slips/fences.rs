//! Code fences that are never closed, and fences inside code.

use std::ops::Range;

use super::{Slip, content};
use crate::diagnostic::Code;

/// The state of the code blocks in a field.
#[derive(Default)]
pub(super) struct Fences {
    /// Whether one of them contains a fence, so that code and text below may be swapped.
    has_inner: bool,
}

impl Fences {
    pub(super) fn block(
        &mut self,
        text: &str,
        range: &Range<usize>,
        is_fenced: bool,
    ) -> Option<Slip> {
        let source = &text[range.clone()];
        let opening = source.lines().next().unwrap_or_default();
        let (sign, length) = fence(opening)?;
        let marks = sign.to_string().repeat(length);
        let whole = range.start..range.start + opening.trim_end().len();
        if !is_fenced {
            self.has_inner = true;
            return Some(Slip {
                code: Code::FenceInCode,
                message: "this fence is indented so far that it is code itself".to_owned(),
                range: whole,
                help: "indent it by at most three spaces more than the text around it".to_owned(),
            });
        }
        let mut at = range.start;
        for line in source.split_inclusive('\n') {
            let inner = content(line);
            let start = at + (line.len() - inner.len());
            at += line.len();
            if start > range.start
                && let Some((other, long)) = fence(inner)
                && (other, long >= length) == (sign, true)
                && inner[long..].starts_with(|first: char| first.is_alphanumeric())
            {
                self.has_inner = true;
                let longer = sign.to_string().repeat(long + 1);
                return Some(Slip {
                    code: Code::FenceInCode,
                    message: "this fence is a line of the code block above, which is still open"
                        .into(),
                    range: start..start + inner.trim_end().len(),
                    help: format!(
                        "close the block above with {marks}, or begin and end it with {longer} if \
                         readers should see this fence"
                    ),
                });
            }
        }
        let last = source.trim_end().rsplit_once('\n').map_or("", |(_, last)| content(last));
        let is_closed = fence(last).is_some_and(|(other, long)| {
            other == sign && long >= length && last[long..].trim().is_empty()
        });
        (!is_closed && !self.has_inner).then(|| Slip {
            code: Code::UnclosedFence,
            message: "this code block is never closed".to_owned(),
            range: whole,
            help: format!("write {marks} on a line of its own below the code, indented as here"),
        })
    }
}

/// The character of a fence line, and its count (`CommonMark`, section 4.5).
fn fence(line: &str) -> Option<(char, usize)> {
    let sign = line.chars().next().filter(|sign| "`~".contains(*sign))?;
    let length = line.chars().take_while(|other| *other == sign).count();
    (length >= 3).then_some((sign, length))
}
