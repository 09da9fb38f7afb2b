//! Markdown for other places: an author's text with full addresses and matching heading levels,
//! without syntax that only errhub supports.
//!
//! The author's own Markdown is kept unless one of these requires a change.

use std::cmp::Reverse;
use std::fmt::Write as _;
use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};
use serde::{Deserialize, Serialize};

use super::links::page_address;
use super::{Events, keys};
use crate::config::BaseUrl;
use crate::path::SourcePath;

/// The address on the page for an address in `source`; a relative path is that of a file.
#[must_use]
pub fn href(written: &str, source: &SourcePath, base: &BaseUrl) -> String {
    page_address(written, source, base)
}

/// Markdown that can become part of a larger document, without blank lines at its ends. It is made
/// where a text is parsed anyway.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Embeddable {
    text: String,
    /// What the document adds, and where, in bytes of the text.
    gaps: Vec<(usize, Gap)>,
}

/// What an embedded text needs from its document.
#[derive(Debug, Clone, Serialize, Deserialize)]
enum Gap {
    /// The full address for one that the author wrote.
    Address(String),
    /// What distinguishes its footnotes from those of other texts.
    Notes,
}

impl Embeddable {
    /// `text`, which was parsed into `events` and has these `definitions` of references; its
    /// headings become `deeper`. HTML is passed through if `raw_html` is on; otherwise it is text.
    pub(super) fn new(
        text: &str,
        events: &Events<'_>,
        definitions: Vec<Range<usize>>,
        (deeper, raw_html): (u8, bool),
    ) -> Self {
        let mut edits = Edits { text, deeper, raw_html, found: Vec::new() };
        edits.find(events);
        // Several fields may define the same reference, so its address is written where it is used.
        for range in definitions {
            edits.put(range, "");
        }
        edits.found.sort_by_key(|edit| (edit.range.start, Reverse(edit.range.end)));
        let mut embeddable =
            Self { text: String::with_capacity(text.len() + 16), gaps: Vec::new() };
        let mut from = 0;
        for Edit { range, new, gap, end } in edits.found {
            // Everything inside a replaced element is replaced with it.
            if range.start >= from {
                embeddable.push(&text[from..range.start]);
                embeddable.push(&new);
                embeddable.gaps.extend(gap.map(|gap| (embeddable.text.len(), gap)));
                embeddable.push(&end);
                from = range.end;
            }
        }
        embeddable.push(&text[from..]);
        embeddable.trim();
        embeddable
    }

    /// Adds a part of the text. Files from Windows have other line endings.
    fn push(&mut self, part: &str) {
        if part.contains('\r') {
            self.text.push_str(&part.replace("\r\n", "\n").replace('\r', "\n"));
        } else {
            self.text.push_str(part);
        }
    }

    fn trim(&mut self) {
        self.text.truncate(self.text.trim_end().len());
        let blank = self.text.len() - self.text.trim_start_matches('\n').len();
        self.text.drain(..blank);
        for (at, _) in &mut self.gaps {
            *at -= blank;
        }
    }

    /// Whether there is no text.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Adds the text to a document; `notes` distinguishes its footnotes from those of other texts,
    /// and `address` is the full address for one that the author wrote.
    pub fn add_to(&self, document: &mut String, notes: &str, address: impl Fn(&str) -> String) {
        let mut from = 0;
        for (at, gap) in &self.gaps {
            document.push_str(&self.text[from..*at]);
            match gap {
                Gap::Address(written) => push_address(document, &address(written)),
                Gap::Notes => document.push_str(notes),
            }
            from = *at;
        }
        document.push_str(&self.text[from..]);
    }
}

fn push_address(document: &mut String, address: &str) {
    for letter in address.chars() {
        match letter {
            ' ' => document.push_str("%20"),
            '(' => document.push_str("%28"),
            ')' => document.push_str("%29"),
            '<' => document.push_str("%3C"),
            '>' => document.push_str("%3E"),
            letter => document.push(letter),
        }
    }
}

/// A part of a text that is replaced by `new`, a gap and `end`.
struct Edit {
    range: Range<usize>,
    new: String,
    gap: Option<Gap>,
    end: String,
}

struct Edits<'t> {
    text: &'t str,
    deeper: u8,
    raw_html: bool,
    found: Vec<Edit>,
}

impl Edits<'_> {
    fn put(&mut self, range: Range<usize>, new: impl Into<String>) {
        self.found.push(Edit { range, new: new.into(), gap: None, end: String::new() });
    }

    fn find(&mut self, events: &Events<'_>) {
        let has_keys = self.text.contains("++");
        let mut is_code = false;
        for (index, (event, range)) in events.iter().enumerate() {
            match event {
                Event::Start(Tag::CodeBlock(_)) => is_code = true,
                Event::End(TagEnd::CodeBlock) => is_code = false,
                Event::Start(Tag::Heading { level, .. }) => {
                    let level = usize::from((*level as u8 + self.deeper).min(6));
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
                Event::FootnoteReference(name) => self.note(name, range.clone()),
                Event::Start(Tag::FootnoteDefinition(name)) => {
                    let mark = self.text[range.clone()].find(']').unwrap_or_default();
                    self.note(name, range.start..range.start + mark + 1);
                }
                Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_) => self.html(range),
                Event::Text(_) if has_keys && !is_code => self.keys(range),
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
        let mut end = String::new();
        if !title.is_empty() {
            // Writing to a String cannot fail.
            let _ = write!(end, " \"{}\"", title.replace('\\', "\\\\").replace('"', "\\\""));
        }
        end.push(')');
        let gap = Some(Gap::Address(address.to_owned()));
        self.found.push(Edit { range, new: "](".to_owned(), gap, end });
    }

    /// Replaces the mark of a note.
    fn note(&mut self, name: &str, range: Range<usize>) {
        let (new, end) = ("[^".to_owned(), format!("{name}]"));
        self.found.push(Edit { range, new, gap: Some(Gap::Notes), end });
    }

    /// Comments are only for authors; other HTML is text unless the site enables it.
    fn html(&mut self, range: &Range<usize>) {
        let mut html = self.text[range.clone()].to_owned();
        while let Some(start) = html.find("<!--") {
            let end = html[start..].find("-->").map_or(html.len(), |end| start + end + "-->".len());
            html.replace_range(start..end, "");
        }
        self.put(range.clone(), if self.raw_html { html } else { html.replace('<', "&lt;") });
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
    use crate::parse::markdown::{Outline, Read, deeper, read};

    fn embedded(text: &str) -> String {
        let masked = keys::masked(text);
        let Read { events, definitions, .. } = read(masked.as_deref().unwrap_or(text));
        let deeper = deeper(&events, Outline::below(3));
        let embeddable = Embeddable::new(text, &events, definitions, (deeper, false));
        let mut embedded = String::new();
        embeddable.add_to(&mut embedded, "q-", |written| format!("https://e.com/{written}"));
        assert_eq!(embedded.is_empty(), embeddable.is_empty());
        embedded
    }

    #[test]
    fn texts_are_kept_but_for_what_is_not_understood_elsewhere() {
        for (text, expected) in [
            ("A *b* `c` \\*d\\*.\n", "A *b* `c` \\*d\\*."),
            ("\nA\n- b\n\n> c \n", "A\n- b\n\n> c"),
            ("\n\n[a](b)\n[c]\n\n\n[c]: d", "[a](https://e.com/b)\n[c](https://e.com/d)"),
            ("\n \n", ""),
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
            assert_eq!(embedded(&text.replace('\n', "\r\n")), expected, "{text}");
        }
    }
}
