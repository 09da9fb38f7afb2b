//! Markdown for other places: an author's text with full addresses and matching heading levels,
//! without syntax that only errhub supports.
//!
//! The author's own Markdown is kept unless one of these requires a change.

use std::cmp::Reverse;
use std::fmt::Write as _;
use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Parser, Tag, TagEnd};

use super::links::page_address;
use super::{Events, Outline, extensions, keys, read};
use crate::config::BaseUrl;
use crate::path::SourcePath;

/// How a field becomes part of a larger document.
pub struct Embedding<'a> {
    /// The place of the field in the outline of the document.
    pub outline: Outline,
    /// Distinguishes its footnotes from those of other fields.
    pub notes: &'a str,
    /// Whether HTML is passed through; otherwise it is text.
    pub raw_html: bool,
    /// The full address for one that the author wrote.
    pub address: &'a dyn Fn(&str) -> String,
}

/// The address on the page for an address in `source`; a relative path is that of a file.
#[must_use]
pub fn href(written: &str, source: &SourcePath, base: &BaseUrl) -> String {
    page_address(written, source, base)
}

/// The Markdown `text`, ready to be embedded, without blank lines at its ends.
#[must_use]
pub fn embed(text: &str, embedding: &Embedding<'_>) -> String {
    // Files from Windows have other line endings.
    let unix = text.contains('\r').then(|| text.replace("\r\n", "\n").replace('\r', "\n"));
    let text = unix.as_deref().unwrap_or(text);
    if is_plain(text) {
        return text.trim_matches('\n').trim_end().to_owned();
    }
    let masked = keys::masked(text);
    let parsed = masked.as_deref().unwrap_or(text);
    let (events, definitions) = read_with_definitions(parsed);
    let mut edits = Edits { text, embedding, found: Vec::new() };
    edits.find(&events);
    // Several fields may define the same reference, so its address is written where it is used.
    edits.found.extend(definitions.into_iter().map(|range| (range, String::new())));
    edits.found.sort_by_key(|(range, _)| (range.start, Reverse(range.end)));
    let mut embedded = String::with_capacity(text.len() + 256);
    let mut from = 0;
    for (range, new) in edits.found {
        // Everything inside a replaced element is replaced with it.
        if range.start >= from {
            embedded.push_str(&text[from..range.start]);
            embedded.push_str(&new);
            from = range.end;
        }
    }
    embedded.push_str(&text[from..]);
    embedded.trim_matches('\n').trim_end().to_owned()
}

/// Whether `text` cannot contain a link, a note, HTML, a heading or keys. This is true of most
/// texts, which then need no parsing. A line under a heading ends with one of two characters
/// (`CommonMark`, section 4.3).
fn is_plain(text: &str) -> bool {
    memchr::memchr3(b'[', b'<', b'#', text.as_bytes()).is_none()
        && keys::find_keys(text).is_none()
        && !text.lines().any(|line| line.trim_end().ends_with(['=', '-']))
}

/// The events of `text`, and the places of its definitions of references.
fn read_with_definitions(text: &str) -> (Events<'_>, Vec<Range<usize>>) {
    let (events, _) = read(text);
    if !text.contains("]:") {
        return (events, Vec::new());
    }
    let parser = Parser::new_ext(text, extensions());
    let definitions = parser.reference_definitions().iter();
    (events, definitions.map(|(_, definition)| definition.span.clone()).collect())
}

struct Edits<'t> {
    text: &'t str,
    embedding: &'t Embedding<'t>,
    found: Vec<(Range<usize>, String)>,
}

impl Edits<'_> {
    fn put(&mut self, range: Range<usize>, new: impl Into<String>) {
        self.found.push((range, new.into()));
    }

    fn find(&mut self, events: &Events<'_>) {
        let levels = events.iter().filter_map(|(event, _)| match event {
            Event::Start(Tag::Heading { level, .. }) => Some(*level as u8),
            _ => None,
        });
        let top = self.embedding.outline.top;
        let deeper = levels.min().map_or(0, |highest| top.saturating_sub(highest));
        let mut is_code = false;
        for (index, (event, range)) in events.iter().enumerate() {
            match event {
                Event::Start(Tag::CodeBlock(_)) => is_code = true,
                Event::End(TagEnd::CodeBlock) => is_code = false,
                Event::Start(Tag::Heading { level, .. }) => {
                    let level = usize::from((*level as u8 + deeper).min(6));
                    self.heading(level, inside(events, index), range);
                }
                Event::Start(Tag::Link { link_type, dest_url, title, .. })
                    if !matches!(link_type, LinkType::Autolink | LinkType::Email) =>
                {
                    let start = inside(events, index).map_or(range.start + 1, |inside| inside.end);
                    // The range of `[a][]` ends before its empty brackets.
                    let rest = &self.text[range.end..];
                    let is_collapsed = matches!(link_type, LinkType::Collapsed);
                    let more = if is_collapsed && rest.starts_with("[]") { 2 } else { 0 };
                    self.link(dest_url, title, start..range.end + more);
                }
                Event::Start(Tag::Image { dest_url, title, .. }) => {
                    let end = inside(events, index).map_or(range.start + 2, |inside| inside.end);
                    self.link(dest_url, title, end..range.end);
                }
                Event::FootnoteReference(name) => {
                    self.put(range.clone(), format!("[^{}{name}]", self.embedding.notes));
                }
                Event::Start(Tag::FootnoteDefinition(name)) => {
                    let mark = self.text[range.clone()].find(']').unwrap_or_default();
                    let mark = range.start..range.start + mark + 1;
                    self.put(mark, format!("[^{}{name}]", self.embedding.notes));
                }
                Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_) => self.html(range),
                Event::Text(_) if !is_code => self.keys(range),
                _ => {}
            }
        }
    }

    /// An anchor or an underline is not part of a heading's text.
    fn heading(&mut self, level: usize, inside: Option<Range<usize>>, range: &Range<usize>) {
        let inside = inside.unwrap_or(range.end..range.end);
        self.put(range.start..inside.start, "#".repeat(level) + " ");
        let rest = &self.text[inside.end..range.end];
        self.put(inside.end..range.end, if rest.ends_with('\n') { "\n" } else { "" });
    }

    /// Replaces the part of a link or picture after its text.
    fn link(&mut self, address: &str, title: &str, range: Range<usize>) {
        let mut new = String::from("](");
        for letter in (self.embedding.address)(address).chars() {
            match letter {
                ' ' => new.push_str("%20"),
                '(' => new.push_str("%28"),
                ')' => new.push_str("%29"),
                '<' => new.push_str("%3C"),
                '>' => new.push_str("%3E"),
                letter => new.push(letter),
            }
        }
        if !title.is_empty() {
            // Writing to a String cannot fail.
            let _ = write!(new, " \"{}\"", title.replace('\\', "\\\\").replace('"', "\\\""));
        }
        new.push(')');
        self.put(range, new);
    }

    /// Comments are only for authors; other HTML is text unless the site enables it.
    fn html(&mut self, range: &Range<usize>) {
        let mut html = self.text[range.clone()].to_owned();
        while let Some(start) = html.find("<!--") {
            let end = html[start..].find("-->").map_or(html.len(), |end| start + end + "-->".len());
            html.replace_range(start..end, "");
        }
        self.put(
            range.clone(),
            if self.embedding.raw_html { html } else { html.replace('<', "&lt;") },
        );
    }

    /// No other program supports `++Ctrl+F5++`.
    fn keys(&mut self, range: &Range<usize>) {
        let mut from = range.start;
        while let Some(keys) = keys::find_keys(&self.text[from..range.end]) {
            let (start, end) = (from + keys.start, from + keys.end);
            let names = keys::split_keys(&self.text[start..end]).into_iter();
            let names = names.map(|key| format!("<kbd>{}</kbd>", crate::html::escape(key)));
            self.put(start - 2..end + 2, names.collect::<Vec<_>>().join("+"));
            from = end + 2;
        }
    }
}

/// The range of the content of the element that begins at `index`, if it has any.
fn inside(events: &Events<'_>, index: usize) -> Option<Range<usize>> {
    let (_, whole) = &events[index];
    let ranges = events[index + 1..].iter().map(|(_, range)| range);
    let mut within = ranges.take_while(|range| {
        *range != whole && range.start >= whole.start && range.end <= whole.end
    });
    let first = within.next()?;
    Some(
        within.fold(first.clone(), |all, range| all.start.min(range.start)..all.end.max(range.end)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn embedded(text: &str) -> String {
        let address = |written: &str| format!("https://e.com/{written}");
        let embedding = Embedding {
            outline: Outline::below(3),
            notes: "q-",
            raw_html: false,
            address: &address,
        };
        embed(text, &embedding)
    }

    #[test]
    fn texts_are_kept_but_for_what_is_not_understood_elsewhere() {
        for (text, expected) in [
            ("A *b* `c` \\*d\\*.\n", "A *b* `c` \\*d\\*."),
            ("\nA\r\n- b\n\n> c \n", "A\n- b\n\n> c"),
            ("A\n- \n", "#### A"),
            ("## A [b](c) {#x}\n\ntext", "#### A [b](https://e.com/c)\n\ntext"),
            ("A\n===\n\n## B\n", "#### A\n\n##### B"),
            ("[a *b*](c.md#d \"t\")", "[a *b*](https://e.com/c.md#d \"t\")"),
            ("[a](<b c>)", "[a](https://e.com/b%20c)"),
            ("![](a.png) [](b)", "![](https://e.com/a.png) [](https://e.com/b)"),
            ("[![x](a.png)](b)", "[![x](https://e.com/a.png)](https://e.com/b)"),
            (
                "[a][b] [b] [c][]\n\n[b]: d\n[c]: e\n",
                "[a](https://e.com/d) [b](https://e.com/d) [c](https://e.com/e)",
            ),
            ("<https://x.org> and https://y.org", "<https://x.org> and https://y.org"),
            ("a[^1]\n\n[^1]: b [c](d)\n", "a[^q-1]\n\n[^q-1]: b [c](https://e.com/d)"),
            (
                "Press ++Ctrl+F5++, ++Ctrl+[++ or `++x++`",
                "Press <kbd>Ctrl</kbd>+<kbd>F5</kbd>, <kbd>Ctrl</kbd>+<kbd>[</kbd> or `++x++`",
            ),
            ("a <!-- secret --> b <T>", "a  b &lt;T>"),
            ("a\n\n<!-- two\nlines -->\n\nb", "a\n\n\n\nb"),
            ("```\n++x++ [a](b) <T>\n```", "```\n++x++ [a](b) <T>\n```"),
            ("> [!NOTE] Title\n> [a](b)", "> [!NOTE] Title\n> [a](https://e.com/b)"),
            (
                "| a | [b](c) |\n|---|---|\n| `|` | é |",
                "| a | [b](https://e.com/c) |\n|---|---|\n| `|` | é |",
            ),
        ] {
            assert_eq!(embedded(text), expected, "{text}");
        }
    }
}
