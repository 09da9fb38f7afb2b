//! For people at a terminal: the source line, a caret under the place, and what to do.

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::{Located, Spot, count};
use crate::diagnostic::Severity;

/// Draws one diagnostic, as rustc does.
#[must_use]
pub fn human(diagnostic: &Located, renderer: &Renderer) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut group =
        Group::with_title(level.primary_title(&diagnostic.message).id(diagnostic.code.id()));
    let related_here: Vec<_> =
        diagnostic.related.iter().filter(|(spot, _)| same_file(spot, diagnostic)).collect();
    if let Some(spot) = &diagnostic.spot {
        group = match &spot.span {
            Some((text, range)) => {
                let mut snippet = Snippet::source(&**text)
                    .path(spot.file.as_str())
                    .annotation(AnnotationKind::Primary.span(first_line(text, range)));
                for (other, what) in &related_here {
                    if let Some((text, range)) = &other.span {
                        let span = first_line(text, range);
                        snippet =
                            snippet.annotation(AnnotationKind::Context.span(span).label(what));
                    }
                }
                group.element(snippet)
            }
            None => group.element(Origin::path(spot.file.as_str())),
        };
    }
    for (spot, what) in diagnostic.related.iter().filter(|(spot, _)| !same_file(spot, diagnostic)) {
        group = match &spot.span {
            Some((text, range)) => group.element(
                Snippet::source(&**text)
                    .path(spot.file.as_str())
                    .annotation(AnnotationKind::Context.span(first_line(text, range)).label(what)),
            ),
            None => group.element(Level::NOTE.message(format!("{what}: {}", spot.file))),
        };
    }
    for help in &diagnostic.help {
        group = group.element(Level::HELP.message(help));
    }
    renderer.render(&[group])
}

/// Draws one diagnostic without colours.
#[must_use]
pub fn plain(diagnostic: &Located) -> String {
    human(diagnostic, &Renderer::plain())
}

fn same_file(spot: &Spot, diagnostic: &Located) -> bool {
    diagnostic.spot.as_ref().is_some_and(|main| main.file == spot.file && main.span.is_some())
        && spot.span.is_some()
}

/// A place of many lines is drawn by its first: the whole of a method is no help.
fn first_line(text: &str, range: &std::ops::Range<usize>) -> std::ops::Range<usize> {
    let end = text[range.clone()].find('\n').map_or(range.end, |newline| range.start + newline);
    range.start..end
}

/// `2 errors and 1 warning in 14 articles`
#[must_use]
pub fn summary(diagnostics: &[Located], articles: usize) -> String {
    let (errors, warnings) = count(diagnostics);
    let some = |number: usize, word: &str| match number {
        1 => format!("1 {word}"),
        number => format!("{number} {word}s"),
    };
    let articles = some(articles, "article");
    match (errors, warnings) {
        (0, 0) => format!("no mistakes in {articles}"),
        (errors, 0) => format!("{} in {articles}", some(errors, "error")),
        (0, warnings) => format!("{} in {articles}", some(warnings, "warning")),
        (errors, warnings) => {
            format!("{} and {} in {articles}", some(errors, "error"), some(warnings, "warning"))
        }
    }
}
