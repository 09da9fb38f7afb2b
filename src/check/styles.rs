//! What the site's own style sheets load although the policy of the pages blocks it.

use super::policy;
use crate::config::{Directive, Project};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::path::SourcePath;

/// Reports the addresses of another site in a style sheet that pages may not load.
#[must_use]
pub fn style_sheet(project: &Project, source: &SourcePath, css: &str) -> Vec<Diagnostic> {
    let blocked = addresses(css).into_iter().filter_map(|found| {
        let (directive, what) = match found.context {
            Context::Import => (Directive::Style, "a style sheet"),
            Context::Font => (Directive::Font, "a font"),
            Context::Other => (Directive::Img, "a picture"),
        };
        let address = &css[found.range.clone()];
        let blocked = policy::blocked(project, directive, what, address)?;
        let place = Place::bytes(source, found.range);
        Some(Diagnostic::new(Code::BlockedByPolicy, blocked.message, place).help(blocked.help))
    });
    blocked.collect()
}

/// The purpose of an address in a style sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Context {
    /// Another style sheet.
    Import,
    /// A font, in `@font-face`.
    Font,
    /// A picture.
    Other,
}

/// An address in a style sheet.
#[derive(Debug, PartialEq, Eq)]
struct Found {
    context: Context,
    range: std::ops::Range<usize>,
}

/// The addresses in `url(…)` and in `@import "…"` (CSS Syntax 3, section 4).
fn addresses(css: &str) -> Vec<Found> {
    let mut found = Vec::new();
    let mut context = Context::Other;
    let mut at = 0;
    let lower = css.to_ascii_lowercase();
    while at < css.len() {
        let rest = &lower[at..];
        if rest.starts_with("/*") {
            at += rest.find("*/").map_or(rest.len(), |end| end + 2);
        } else if rest.starts_with("@import") {
            context = Context::Import;
            at += "@import".len();
        } else if rest.starts_with("@font-face") {
            context = Context::Font;
            at += "@font-face".len();
        } else if rest.starts_with('}') || context == Context::Import && rest.starts_with(';') {
            context = Context::Other;
            at += 1;
        } else if let Some(inside) = rest.strip_prefix("url(") {
            let start = at + "url(".len() + (inside.len() - inside.trim_start().len());
            let in_quotes = quoted(css, start);
            at = in_quotes.as_ref().map_or(start, |range| range.end + 1);
            let range = in_quotes.unwrap_or_else(|| {
                let end = css[start..].find(')').map_or(css.len(), |end| start + end);
                start..start + css[start..end].trim_end().len()
            });
            at = at.max(range.end);
            found.push(Found { context, range });
        } else if let Some(range) = quoted(css, at) {
            at = range.end + 1;
            if context == Context::Import {
                found.push(Found { context, range });
            }
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    found
}

/// The text in the quotes that begin at `at`.
fn quoted(css: &str, at: usize) -> Option<std::ops::Range<usize>> {
    let quote = css[at..].chars().next().filter(|quote| "\"'".contains(*quote))?;
    let start = at + 1;
    let end = css[start..].find([quote, '\n']).map_or(css.len(), |end| start + end);
    Some(start..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_found_with_what_they_are_for() {
        let css = "/* url(a) */ @import 'b'; @import url( \"c\" ) screen;\n.x::before { content: \"é url(d)\"; \
                   background: URL(e) }\n@font-face { font-family: 'f'; src: url(g) format('woff2'), url('h)') }\ni { x: url(j";
        let found: Vec<_> =
            addresses(css).into_iter().map(|one| (one.context, &css[one.range])).collect();
        assert_eq!(
            found,
            [
                (Context::Import, "b"),
                (Context::Import, "c"),
                (Context::Other, "e"),
                (Context::Font, "g"),
                (Context::Font, "h)"),
                (Context::Other, "j"),
            ]
        );
        assert_eq!(addresses("a { b: c } \"d"), []);
    }
}
