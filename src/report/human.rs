//! Diagnostics for people at a terminal: the source line, a caret under the place, and the help.

use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::{Located, Reader, Span, Spot, printable, visible, without_long_runs};
use crate::diagnostic::Severity;

/// The style of diagnostics: colours and width.
#[derive(Debug, Clone)]
pub struct Pen {
    renderer: Renderer,
    /// The maximum width of a line, in columns.
    width: usize,
}

impl Pen {
    /// Without colours, and as wide as the text.
    #[must_use]
    pub fn plain() -> Self {
        Self { renderer: Renderer::plain(), width: usize::MAX }
    }

    /// With the colours of a terminal.
    #[must_use]
    pub fn colored() -> Self {
        Self { renderer: Renderer::styled(), ..Self::plain() }
    }

    /// For a terminal of `width` columns.
    #[must_use]
    pub fn wide(self, width: usize) -> Self {
        Self { renderer: self.renderer.term_width(width), width }
    }

    /// Wraps a text, leaving `margin` columns free.
    fn lines(&self, text: &str, margin: usize) -> String {
        wrapped(&visible(text), self.width.saturating_sub(margin))
    }
}

/// Draws one diagnostic, as rustc does.
#[must_use]
pub fn human(diagnostic: &Located, pen: &Pen) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let id = diagnostic.code.id();
    let margin = "warning[]: ".len() + id.len();
    let title = level.primary_title(pen.lines(&diagnostic.message, margin)).id(id);
    let mut group = Group::with_title(title);
    let (here, elsewhere): (Vec<_>, Vec<_>) =
        diagnostic.related.iter().partition(|(spot, _)| same_file(spot, diagnostic));
    if let Some(spot) = &diagnostic.spot {
        group = match &spot.span {
            Some(span) => {
                let related = here.iter().filter_map(|(other, what)| {
                    Some(marked(AnnotationKind::Context, other.span.as_ref()?).label(visible(what)))
                });
                let main = marked(AnnotationKind::Primary, span);
                group.element(snippet(spot, span).annotation(main).annotations(related))
            }
            None => group.element(Origin::path(visible(spot.file.as_str()))),
        };
    }
    for (spot, what) in elsewhere {
        group = if let Some(span) = &spot.span {
            let mark = marked(AnnotationKind::Context, span).label(visible(what));
            group.element(snippet(spot, span).annotation(mark))
        } else {
            let note = format!("{what}: {}", spot.file);
            group.element(Level::NOTE.message(visible(&note).into_owned()))
        };
    }
    for help in &diagnostic.help {
        group = group.element(Level::HELP.message(pen.lines(help, MARGIN)));
    }
    // The renderer replaces some control characters in source lines, but not all of them.
    let drawn = pen.renderer.render(&[group]);
    printable(&without_long_runs(&drawn), Reader::Any).into_owned()
}

/// The width of the text before a help: a line number, and `   = help: `.
const MARGIN: usize = 16;

/// `text` on lines of at most `width` characters, broken between words.
#[must_use]
pub fn wrapped(text: &str, width: usize) -> String {
    let mut lines = String::with_capacity(text.len());
    let mut used = 0;
    for word in text.split(' ') {
        let letters = word.chars().count();
        if used > 0 && used + 1 + letters > width {
            lines.push('\n');
            used = 0;
        } else if !lines.is_empty() {
            lines.push(' ');
            used += 1;
        }
        lines.push_str(word);
        used += letters;
    }
    lines
}

/// Draws one diagnostic without colours.
#[must_use]
pub fn plain(diagnostic: &Located) -> String {
    human(diagnostic, &Pen::plain())
}

fn same_file(spot: &Spot, diagnostic: &Located) -> bool {
    diagnostic.spot.as_ref().is_some_and(|main| main.file == spot.file && main.span.is_some())
        && spot.span.is_some()
}

fn snippet<'a>(spot: &'a Spot, span: &'a Span) -> Snippet<'a, Annotation<'a>> {
    Snippet::source(&*span.lines).line_start(span.first_line).path(visible(spot.file.as_str()))
}

/// A place of many lines is represented by its first one: a whole method would not help.
fn marked<'a>(kind: AnnotationKind, span: &Span) -> Annotation<'a> {
    let Range { start, end } = span.range.clone();
    let end = span.lines[start..end].find('\n').map_or(end, |newline| start + newline);
    kind.span(start..end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Code, Diagnostic, Place};
    use crate::path::SourcePath;
    use crate::report::{Strictness, locate};

    #[test]
    fn nothing_is_wider_than_the_terminal() {
        let file = SourcePath::new("content/http/a.md");
        let long = "words that go on and on ".repeat(8);
        let diagnostic =
            Diagnostic::new(Code::DeadLink, &long, Place::bytes(&file, 30..34)).help(&long);
        let text = |_: &SourcePath| Some("x ".repeat(150));
        let located = locate(vec![diagnostic], Strictness::Normal, text);
        for width in [60, 80, 120] {
            let drawn = human(&located[0], &Pen::plain().wide(width));
            let widest = drawn.lines().map(|line| line.chars().count()).max().unwrap_or_default();
            assert!(widest <= width, "{widest} of {width}\n{drawn}");
        }
    }
}
