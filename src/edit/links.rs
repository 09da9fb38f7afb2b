//! Rewrites the addresses of links and pictures in an article after a move.
//!
//! This does not parse the text: everything in the position of an address in Markdown or HTML is
//! considered. The caller parses the result to verify that no other text changed.

use std::ops::Range;

use super::Edit;
use crate::address;
use crate::config::BaseUrl;
use crate::path::{SourcePath, UrlPath};

/// What moved, and the place of the text.
pub struct Moved<'a> {
    /// The address of the site.
    pub base_url: &'a BaseUrl,
    /// The old place of the text.
    pub from: &'a SourcePath,
    /// The new place of the text; the same if it did not move.
    pub to: &'a SourcePath,
    /// Returns the new place of a file, if it has one.
    pub file: &'a dyn Fn(&SourcePath) -> Option<SourcePath>,
}

/// The edits after which every address in `text` leads to the same target as before.
#[must_use]
pub fn follow(text: &str, moved: &Moved<'_>) -> Vec<Edit> {
    let edits = addresses(text).filter_map(|range| {
        let new = moved.address(&text[range.clone()])?;
        Some(Edit { range, text: new })
    });
    edits.collect()
}

impl Moved<'_> {
    /// The new spelling of an address; `None` if it does not change.
    fn address(&self, written: &str) -> Option<String> {
        if address::scheme(written).is_some()
            || written.starts_with("//")
            || written.starts_with(['#', '?'])
        {
            return None;
        }
        let end = written.find(['?', '#']).unwrap_or(written.len());
        let (path, rest) = written.split_at(end);
        if let Some(whole) = path.strip_prefix('/') {
            let base = self.base_url.path();
            let local = self.base_url.local(path).filter(|local| local.starts_with('/'));
            let (prefix, local) = match local.filter(|_| !base.is_empty()) {
                Some(local) => (base, local.trim_start_matches('/')),
                None => ("", whole),
            };
            let new = (self.file)(&self.source_of(local)?)?;
            let url = UrlPath::of_content(&new)?;
            let url = url.as_str();
            let url = if path.ends_with('/') { url } else { url.trim_end_matches('/') };
            return Some(format!("{prefix}{url}{rest}"));
        }
        let decoded = percent_encoding::percent_decode_str(path).decode_utf8_lossy();
        let old = self.from.join(&decoded)?;
        // `504-gateway-timeout/` leads to the same page as `504-gateway-timeout.md`.
        let page = SourcePath::new(format!("{old}.md"));
        let moved = |file: &SourcePath| (self.file)(file);
        let (old, new, is_page) = match (moved(&old), moved(&page)) {
            (Some(new), _) => (old, new, false),
            (None, Some(new)) if !decoded.ends_with(".md") => (page, new, true),
            (None, _) => (old.clone(), old, false),
        };
        if old == new && folder(self.from) == folder(self.to) {
            return None;
        }
        let mut relative = relative(self.to, &new);
        if is_page {
            relative.truncate(relative.len() - ".md".len());
        }
        if path.ends_with('/') && !relative.ends_with('/') {
            relative.push('/');
        }
        // Percent-encoded parts stay encoded.
        let relative = if path.contains('%') || relative.contains([' ', '(', ')', '<', '>', '%']) {
            UrlPath::file(&relative).as_str().trim_start_matches('/').to_owned()
        } else {
            relative
        };
        (relative != path).then(|| format!("{relative}{rest}"))
    }

    /// The file under content/ for an address below `base_url`.
    fn source_of(&self, local: &str) -> Option<SourcePath> {
        let decoded = percent_encoding::percent_decode_str(local).decode_utf8().ok()?;
        let file = SourcePath::new(format!("content/{decoded}"));
        if (self.file)(&file).is_some() {
            return Some(file);
        }
        Some(SourcePath::new(format!("content/{}.md", decoded.trim_end_matches('/'))))
    }
}

fn folder(file: &SourcePath) -> &str {
    file.as_str().rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The relative path from one file to another.
fn relative(from: &SourcePath, to: &SourcePath) -> String {
    let from: Vec<&str> = folder(from).split('/').collect();
    let to: Vec<&str> = to.as_str().split('/').collect();
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let common = common.min(to.len() - 1);
    let up = std::iter::repeat_n("..", from.len() - common);
    up.chain(to[common..].iter().copied()).collect::<Vec<_>>().join("/")
}

/// The positions of addresses in a text: after `](` and `]:` in Markdown, and in HTML attributes.
fn addresses(text: &str) -> impl Iterator<Item = Range<usize>> {
    let inline = text.match_indices("](").map(|(at, sign)| at + sign.len());
    let inline = inline.filter_map(|at| in_brackets(text, at));
    let definitions = text.match_indices("]:").map(|(at, sign)| at + sign.len());
    let definitions = definitions.filter_map(|at| in_brackets(text, at));
    let attributes = ["href=", "src="].into_iter().flat_map(|name| {
        let found = text.match_indices(name).map(move |(at, _)| at + name.len());
        found.filter_map(|at| {
            let quote = text[at..].chars().next().filter(|sign| matches!(sign, '"' | '\''))?;
            let start = at + 1;
            let end = start + text[start..].find(quote)?;
            Some(start..end)
        })
    });
    inline.chain(definitions).chain(attributes)
}

/// An address as Markdown writes it (`CommonMark`, section 6.3, “link destination”).
fn in_brackets(text: &str, at: usize) -> Option<Range<usize>> {
    let start =
        at + text[at..].len() - text[at..].trim_start_matches([' ', '\n', '\t', '\r']).len();
    if text[start..].starts_with('<') {
        let end = start + 1 + text[start + 1..].find(['>', '\n', '<'])?;
        return text[end..].starts_with('>').then_some(start + 1..end);
    }
    let mut depth = 0_usize;
    let end = text[start..].char_indices().find(|(_, letter)| match letter {
        '(' => {
            depth += 1;
            false
        }
        ')' if depth == 0 => true,
        ')' => {
            depth -= 1;
            false
        }
        letter => letter.is_whitespace() || letter.is_control(),
    });
    let end = end.map_or(text.len(), |(end, _)| start + end);
    (start < end).then_some(start..end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::apply;

    fn moved(text: &str, from: &str, to: &str) -> String {
        let base_url = BaseUrl::parse("https://example.com/errors").unwrap();
        let (from, to) = (SourcePath::new(from), SourcePath::new(to));
        let file = |file: &SourcePath| {
            let path = file.as_str();
            let new = match path.strip_prefix("content/http/502") {
                Some(".md") => "content/web/bad gateway.md".to_owned(),
                Some(rest) if rest.starts_with('/') => format!("content/web/bad gateway{rest}"),
                _ => return None,
            };
            Some(SourcePath::new(new))
        };
        let moved = Moved { base_url: &base_url, from: &from, to: &to, file: &file };
        apply(text, follow(text, &moved))
    }

    #[test]
    fn links_follow_what_moved() {
        let (a, b) = ("content/http/a.md", "content/dns/b.md");
        for (file, text, expected) in [
            (a, "[x](502.md)", "[x](../web/bad%20gateway.md)"),
            (a, "[x](./502.md#faq \"t\")", "[x](../web/bad%20gateway.md#faq \"t\")"),
            (a, "[x](502/) [y](502)", "[x](../web/bad%20gateway/) [y](../web/bad%20gateway)"),
            (b, "[x](<../http/502.md?a>)", "[x](<../web/bad%20gateway.md?a>)"),
            (b, "[x]: ../http/502.md\n[y](c.md)", "[x]: ../web/bad%20gateway.md\n[y](c.md)"),
            (b, "![x](../http/502/a.png)", "![x](../web/bad%20gateway/a.png)"),
            (b, "[x](/http/502/)", "[x](/web/bad%20gateway/)"),
            (b, "[x](/errors/http/502#a)", "[x](/errors/web/bad%20gateway#a)"),
            (b, "<a href=\"../http/502.md\">", "<a href=\"../web/bad%20gateway.md\">"),
            (
                b,
                "[x](https://example.com/errors/http/502/)",
                "[x](https://example.com/errors/http/502/)",
            ),
            (b, "[x](../http/503.md) [y](502.md)", "[x](../http/503.md) [y](502.md)"),
        ] {
            assert_eq!(moved(text, file, file), expected, "{text}");
        }
    }

    #[test]
    fn a_moved_article_keeps_its_links() {
        let (from, to) = ("content/http/502.md", "content/web/bad gateway.md");
        for (text, expected) in [
            ("[x](504.md)", "[x](../http/504.md)"),
            ("[x](../dns/b.md)", "[x](../dns/b.md)"),
            ("![x](502/a.png)", "![x](bad%20gateway/a.png)"),
            ("[x](502.md#faq)", "[x](bad%20gateway.md#faq)"),
            ("[x](#faq) [y](/dns/)", "[x](#faq) [y](/dns/)"),
            ("[x](_index.md)", "[x](../http/_index.md)"),
        ] {
            assert_eq!(moved(text, from, to), expected, "{text}");
        }
    }
}
