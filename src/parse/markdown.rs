//! Markdown into HTML: `CommonMark` 0.31 with tables, footnotes, strikethrough, task lists, heading
//! attributes, GitHub's alerts, and `++Ctrl+F5++` for keys.
//!
//! All fields of an article share one [`Page`], so that anchors are unique on the page.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt::Write as _;
use std::iter::Peekable;
use std::ops::Range;

use pulldown_cmark::{
    Alignment, BlockQuoteKind, CodeBlockKind, CowStr, Event, HeadingLevel, LinkType,
    Options as Extensions, Parser, Tag, TagEnd, html,
};
use pulldown_cmark_escape::{escape_href, escape_html, escape_html_body_text};
use serde::{Deserialize, Serialize};

use super::{Options, highlight};
use crate::diagnostic::{At, Code, Diagnostic, Place, did_you_mean};
use crate::path::{SourcePath, UrlPath, slug};

/// A link or picture in the text of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// As the page says it.
    pub href: String,
    /// Which of both.
    pub kind: ReferenceKind,
    /// Where the source says it.
    pub at: At,
}

/// What kind of [`Reference`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReferenceKind {
    /// Leads to a page or file.
    Link,
    /// Shows a picture.
    Image,
}

/// A heading of the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TocEntry {
    /// Its level on the page, 2 to 6.
    pub level: u8,
    /// Its text.
    pub text: String,
    /// Its anchor.
    pub anchor: String,
}

/// What the Markdown fields of one page share.
pub struct Page<'a> {
    pub(super) source: &'a SourcePath,
    options: Options<'a>,
    anchors: HashSet<String>,
    footnotes: usize,
    pub(super) toc: Vec<TocEntry>,
    pub(super) references: Vec<Reference>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Where in the page's outline a Markdown field stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outline {
    /// The level of the heading above it.
    pub under: u8,
    /// The level that its own highest heading gets at least.
    pub top: u8,
}

impl Outline {
    /// The text of a page that has no other: right below the page's title.
    pub const PAGE: Self = Self { under: 1, top: 2 };
    /// The causes: below a heading of the second level, and free to open others beside it.
    pub const CAUSES: Self = Self { under: 2, top: 2 };
    /// Below a heading of this level.
    #[must_use]
    pub const fn below(level: u8) -> Self {
        Self { under: level, top: level + 1 }
    }
}

/// Anchors that the templates themselves use.
pub const TEMPLATE_ANCHORS: &[&str] = &[
    "categories",
    "causes",
    "content",
    "contents",
    "faq",
    "icon-clock",
    "icon-done",
    "icon-site-owner",
    "icon-visitor",
    "learn-more",
    "methods",
    "platforms",
    "quick-answer",
    "recent",
    "related",
    "sources",
    "top",
];

/// A table wider than this is a mistake, and would make far more HTML than its source is long.
const MAX_COLUMNS: usize = 64;

type Events<'e> = Vec<(Event<'e>, Range<usize>)>;
type Rest<'e> = Peekable<std::vec::IntoIter<(Event<'e>, Range<usize>)>>;

impl<'a> Page<'a> {
    /// An empty page made of `source`.
    #[must_use]
    pub fn new(source: &'a SourcePath, options: Options<'a>) -> Self {
        Self {
            source,
            options,
            anchors: TEMPLATE_ANCHORS.iter().map(|anchor| (*anchor).to_owned()).collect(),
            footnotes: 0,
            toc: Vec::new(),
            references: Vec::new(),
            diagnostics: Vec::new(),
        }
    }

    /// An anchor made of `title` that nothing else on the page has.
    #[must_use]
    pub fn anchor(&mut self, title: &str) -> String {
        let mut anchor = slug(title);
        if anchor.is_empty() {
            anchor.push_str("section");
        }
        self.unique(&anchor)
    }

    fn unique(&mut self, anchor: &str) -> String {
        let mut name = anchor.to_owned();
        let mut number = 2;
        while !self.anchors.insert(name.clone()) {
            name = format!("{anchor}-{number}");
            number += 1;
        }
        name
    }

    /// Renders the Markdown `text` that stands at `at` in the source and at `outline` in the page.
    #[must_use]
    pub fn render(&mut self, text: &str, at: &At, outline: Outline) -> String {
        // CommonMark, section 2.3: HTML forbids the null character.
        let text = &*if text.contains('\0') {
            Cow::Owned(text.replace('\0', "\u{fffd}"))
        } else {
            Cow::Borrowed(text)
        };
        let extensions = Extensions::ENABLE_TABLES
            | Extensions::ENABLE_FOOTNOTES
            | Extensions::ENABLE_STRIKETHROUGH
            | Extensions::ENABLE_TASKLISTS
            | Extensions::ENABLE_HEADING_ATTRIBUTES
            | Extensions::ENABLE_GFM;
        let events: Events<'_> = Parser::new_ext(text, extensions).into_offset_iter().collect();
        let highest = events
            .iter()
            .filter_map(|(event, _)| match event {
                Event::Start(Tag::Heading { level, .. }) => Some(*level as u8),
                _ => None,
            })
            .min();
        let mut field = Field {
            page: self,
            at,
            deeper: highest.map_or(0, |highest| outline.top.saturating_sub(highest)),
            above: outline.under,
            top: outline.top,
            alerts: Vec::new(),
            table: Table::default(),
            definitions: Vec::new(),
            notes: Vec::new(),
            out: Vec::with_capacity(events.len()),
        };
        field.events(events);
        let notes = std::mem::take(&mut field.notes);
        let out = std::mem::take(&mut field.out);
        let mut rendered = String::with_capacity(text.len() * 3 / 2);
        html::push_html(&mut rendered, out.into_iter());
        self.push_notes(&mut rendered, notes);
        rendered
    }

    fn push_notes(&self, rendered: &mut String, notes: Vec<Note<'_>>) {
        let notes: Vec<_> = notes.into_iter().filter(|note| !note.events.is_empty()).collect();
        if notes.is_empty() {
            return;
        }
        let labels = self.options.labels;
        let _ = write!(rendered, "<ol class=\"footnotes\" aria-label=\"");
        let _ = escape_html(&mut *rendered, &labels.say("footnotes", &[]));
        rendered.push_str("\">\n");
        for note in notes {
            let anchor = &note.anchor;
            let _ = write!(rendered, "<li id=\"{anchor}\" value=\"{}\">", note.number);
            html::push_html(rendered, note.events.into_iter());
            let _ =
                write!(rendered, "<a class=\"footnote-back\" href=\"#{anchor}-ref\" aria-label=\"");
            let _ = escape_html(&mut *rendered, &labels.say("footnote_back", &[]));
            rendered.push_str("\">↩</a></li>\n");
        }
        rendered.push_str("</ol>\n");
    }
}

/// A footnote of one field.
struct Note<'e> {
    name: String,
    number: usize,
    anchor: String,
    referenced: bool,
    events: Vec<Event<'e>>,
}

/// A table, and where in it we are.
#[derive(Default)]
struct Table {
    columns: Vec<Alignment>,
    cell: usize,
    is_head: bool,
}

/// One Markdown field on its way to HTML.
struct Field<'p, 'a, 'e> {
    page: &'p mut Page<'a>,
    at: &'p At,
    deeper: u8,
    top: u8,
    /// The level of the heading above.
    above: u8,
    /// For each open block quote, whether it is an alert.
    alerts: Vec<bool>,
    /// The open table; tables do not nest.
    table: Table,
    /// For each open footnote definition, its note and where it starts in `out`.
    definitions: Vec<(usize, usize)>,
    notes: Vec<Note<'e>>,
    out: Vec<Event<'e>>,
}

impl<'e> Field<'_, '_, 'e> {
    /// The place of some bytes of the field.
    fn place(&self, range: &Range<usize>) -> At {
        match self.at {
            At::Bytes(field) => At::Bytes(field.start + range.start..field.start + range.end),
            At::Text(path, _) => At::Text(path.clone(), range.clone()),
            other => other.clone(),
        }
    }

    fn say(&mut self, code: Code, message: String, range: &Range<usize>, help: impl Into<String>) {
        let place = Place { file: self.page.source.clone(), at: self.place(range) };
        self.page.diagnostics.push(Diagnostic::new(code, message, place).help(help));
    }

    fn push_html(&mut self, html: impl Into<CowStr<'e>>) {
        self.out.push(Event::Html(html.into()));
    }

    fn push_inline(&mut self, html: impl Into<CowStr<'e>>) {
        self.out.push(Event::InlineHtml(html.into()));
    }

    fn events(&mut self, events: Events<'e>) {
        let mut events = events.into_iter().peekable();
        while let Some((event, range)) = events.next() {
            match event {
                Event::Start(tag) => self.start(tag, &range, &mut events),
                Event::End(tag) => self.end(tag),
                Event::Html(text) | Event::InlineHtml(text) if !self.page.options.raw_html => {
                    self.out.push(Event::Text(text));
                }
                Event::FootnoteReference(name) => self.footnote_reference(&name),
                Event::TaskListMarker(done) => {
                    let sign = if done { "☑" } else { "☐" };
                    self.push_inline(format!("<span class=\"task\">{sign}</span> "));
                }
                Event::Text(text) => self.text(text),
                Event::HardBreak => self.push_inline("<br>\n"),
                Event::Rule => self.push_html("<hr>\n"),
                other => self.out.push(other),
            }
        }
    }

    /// An element begins. Those that are made as a whole take their events up to the end.
    fn start(&mut self, tag: Tag<'e>, range: &Range<usize>, rest: &mut Rest<'e>) {
        match tag {
            Tag::Heading { level, id, classes, .. } => {
                let mut inside = Vec::new();
                while let Some(next) =
                    rest.next_if(|(e, _)| !matches!(e, Event::End(TagEnd::Heading(_))))
                {
                    inside.push(next);
                }
                rest.next();
                let level = self.heading_level(level, range);
                let id =
                    Some(self.heading_anchor(id.as_deref(), level as u8, &inside, range).into());
                // Other attributes would be a way around `raw_html: false`.
                let attrs = Vec::new();
                self.out.push(Event::Start(Tag::Heading { level, id, classes, attrs }));
                self.events(inside);
                self.out.push(Event::End(TagEnd::Heading(level)));
            }
            Tag::CodeBlock(kind) => {
                let code = rest
                    .map_while(|(event, _)| match event {
                        Event::End(TagEnd::CodeBlock) => None,
                        event => Some(event),
                    })
                    .fold(String::new(), |code, event| match event {
                        Event::Text(text) => code + &text,
                        _ => code,
                    });
                self.code_block(&kind, &code, range);
            }
            Tag::Link { link_type, dest_url, title, id } => {
                let (link_type, dest) = match link_type {
                    LinkType::Email => (LinkType::Inline, format!("mailto:{dest_url}").into()),
                    other => (other, dest_url),
                };
                let dest_url = self.refer(&dest, ReferenceKind::Link, range);
                self.out.push(Event::Start(Tag::Link { link_type, dest_url, title, id }));
            }
            Tag::Image { dest_url, title, .. } => {
                let alt = alt_text(rest);
                self.image(&dest_url, &title, &alt, range);
            }
            Tag::BlockQuote(kind) => {
                self.alerts.push(kind.is_some());
                match kind {
                    Some(kind) => self.open_alert(kind),
                    None => self.out.push(Event::Start(Tag::BlockQuote(None))),
                }
            }
            Tag::Table(columns) => self.open_table(columns, range),
            Tag::TableHead => {
                self.table.is_head = true;
                self.table_part("<thead><tr>");
            }
            Tag::TableRow => {
                self.table.cell = 0;
                self.table_part("<tr>");
            }
            Tag::TableCell => self.open_cell(),
            Tag::HtmlBlock if !self.page.options.raw_html => {
                self.out.push(Event::Start(Tag::Paragraph));
            }
            Tag::FootnoteDefinition(name) => {
                let note = self.note(&name);
                self.definitions.push((note, self.out.len()));
            }
            other => self.out.push(Event::Start(other)),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::BlockQuote(_) if self.alerts.pop() == Some(true) => self.push_html("</div>\n"),
            TagEnd::Table => self.table_part("</tbody></table></div>\n"),
            TagEnd::TableHead => {
                self.table.is_head = false;
                self.table_part("</tr></thead>\n<tbody>\n");
            }
            TagEnd::TableRow => self.table_part("</tr>\n"),
            TagEnd::TableCell => {
                self.table_part(if self.table.is_head { "</th>" } else { "</td>" });
            }
            TagEnd::HtmlBlock if !self.page.options.raw_html => {
                self.out.push(Event::End(TagEnd::Paragraph));
            }
            TagEnd::FootnoteDefinition => {
                if let Some((note, start)) = self.definitions.pop() {
                    self.notes[note].events = self.out.split_off(start);
                }
            }
            other => self.out.push(Event::End(other)),
        }
    }

    /// Tables are written here and not by pulldown-cmark, which aligns columns by inline styles.
    fn open_table(&mut self, columns: Vec<Alignment>, range: &Range<usize>) {
        if columns.len() > MAX_COLUMNS {
            self.say(
                Code::TableTooWide,
                format!("this table has {} columns", columns.len()),
                range,
                format!(
                    "no reader can follow more than {MAX_COLUMNS}: split it, or remove a stray `|`"
                ),
            );
        }
        let mut open =
            String::from("<div class=\"table\" role=\"group\" tabindex=\"0\" aria-label=\"");
        let _ = escape_html(&mut open, &self.page.options.labels.say("table", &[]));
        open.push_str("\"><table>\n");
        self.push_html(open);
        self.table = Table { columns, cell: 0, is_head: false };
    }

    fn table_part(&mut self, part: &'static str) {
        self.out.push(Event::Html(part.into()));
    }

    fn open_cell(&mut self) {
        let Table { columns, cell, is_head } = &mut self.table;
        let align = match columns.get(*cell) {
            Some(Alignment::Left) => " class=\"left\"",
            Some(Alignment::Center) => " class=\"center\"",
            Some(Alignment::Right) => " class=\"right\"",
            Some(Alignment::None) | None => "",
        };
        let open =
            if *is_head { format!("<th scope=\"col\"{align}>") } else { format!("<td{align}>") };
        *cell += 1;
        self.push_html(open);
    }

    /// A heading of the first level is the page's own; all others keep their distance.
    fn heading_level(&mut self, level: HeadingLevel, range: &Range<usize>) -> HeadingLevel {
        if level == HeadingLevel::H1 && self.top == 2 {
            self.say(
                Code::TopHeading,
                "`#` makes a second page title; the first is made of `title`".into(),
                range,
                "write `## …` here",
            );
        }
        let level = (level as u8 + self.deeper).min(6);
        if level > self.above + 1 {
            self.say(
                Code::SkippedLevel,
                format!("this heading of level {level} stands below one of level {}", self.above),
                range,
                format!(
                    "write `{} …` here, so that no level is missing in the outline",
                    "#".repeat(usize::from(self.above + 1 - self.deeper,))
                ),
            );
        }
        self.above = level;
        HeadingLevel::try_from(usize::from(level)).unwrap_or(HeadingLevel::H6)
    }

    fn heading_anchor(
        &mut self,
        id: Option<&str>,
        level: u8,
        inside: &Events<'_>,
        range: &Range<usize>,
    ) -> String {
        let text: String = inside
            .iter()
            .filter_map(|(event, _)| match event {
                Event::Text(text) | Event::Code(text) => Some(&**text),
                Event::SoftBreak => Some(" "),
                _ => None,
            })
            .collect();
        let anchor = match id {
            Some(id) => {
                let anchor = self.page.unique(id);
                if anchor != id {
                    self.say(
                        Code::TakenAnchor,
                        format!("the page has an anchor `#{id}` already"),
                        range,
                        "choose another name between the braces",
                    );
                }
                anchor
            }
            None => self.page.anchor(&text),
        };
        self.page.toc.push(TocEntry { level, text, anchor: anchor.clone() });
        anchor
    }

    fn code_block(&mut self, kind: &CodeBlockKind<'_>, code: &str, range: &Range<usize>) {
        let language = match kind {
            CodeBlockKind::Fenced(info) => info.split([' ', ',', '\t']).next().unwrap_or_default(),
            CodeBlockKind::Indented => "",
        };
        let mut html = String::with_capacity(code.len() * 2);
        html.push_str("<pre tabindex=\"0\"><code");
        let highlighted = highlight::highlight(code, language);
        if highlighted.is_none() {
            let near = did_you_mean(language, highlight::language_names());
            let help = near.map_or_else(
                || "it is shown without colours; write `text` if that is what you want".into(),
                |near| format!("did you mean `{near}`?"),
            );
            self.say(
                Code::UnknownLanguage,
                format!("no highlighting is known for the language `{language}`"),
                range,
                help,
            );
        } else if !language.is_empty() {
            html.push_str(" class=\"language-");
            let _ = escape_html(&mut html, language);
            html.push('"');
        }
        html.push('>');
        match highlighted.filter(|_| self.page.options.highlight) {
            Some(highlighted) => html.push_str(&highlighted),
            None => {
                let _ = escape_html_body_text(&mut html, code);
            }
        }
        html.push_str("</code></pre>\n");
        self.push_html(html);
    }

    fn image(&mut self, dest: &str, title: &str, alt: &str, range: &Range<usize>) {
        let src = self.refer(dest, ReferenceKind::Image, range);
        let mut html = String::from("<img src=\"");
        let _ = escape_href(&mut html, &src);
        html.push_str("\" alt=\"");
        let _ = escape_html(&mut html, alt);
        if !title.is_empty() {
            html.push_str("\" title=\"");
            let _ = escape_html(&mut html, title);
        }
        html.push_str("\" loading=\"lazy\">");
        self.push_inline(html);
    }

    fn open_alert(&mut self, kind: BlockQuoteKind) {
        let name = match kind {
            BlockQuoteKind::Note => "note",
            BlockQuoteKind::Tip => "tip",
            BlockQuoteKind::Important => "important",
            BlockQuoteKind::Warning => "warning",
            BlockQuoteKind::Caution => "caution",
        };
        let title = self.page.options.labels.say(&format!("alert_{name}"), &[]);
        let mut html =
            format!("<div class=\"alert alert-{name}\" role=\"note\"><p class=\"alert-title\">");
        let _ = escape_html_body_text(&mut html, &title);
        html.push_str("</p>\n");
        self.push_html(html);
    }

    /// The footnote of this name; the first mention numbers it.
    fn note(&mut self, name: &str) -> usize {
        if let Some(found) = self.notes.iter().position(|note| note.name == name) {
            return found;
        }
        self.page.footnotes += 1;
        let number = self.page.footnotes;
        // Both ends of the way to the note and back need an anchor.
        let anchor = loop {
            let anchor = self.page.unique(&format!("note-{number}"));
            if self.page.anchors.insert(format!("{anchor}-ref")) {
                break anchor;
            }
        };
        self.notes.push(Note {
            name: name.to_owned(),
            number,
            anchor,
            referenced: false,
            events: Vec::new(),
        });
        self.notes.len() - 1
    }

    fn footnote_reference(&mut self, name: &str) {
        let index = self.note(name);
        let note = &mut self.notes[index];
        let id =
            if note.referenced { String::new() } else { format!(" id=\"{}-ref\"", note.anchor) };
        note.referenced = true;
        let html = format!("<sup><a href=\"#{}\"{id}>{}</a></sup>", note.anchor, note.number);
        self.push_inline(html);
    }

    /// Text, in which `++Ctrl+F5++` stands for keys.
    fn text(&mut self, text: CowStr<'e>) {
        let Some((before, keys, after)) = find_keys(&text) else {
            return self.out.push(Event::Text(text));
        };
        let (before, after) = (before.to_owned(), after.to_owned());
        let mut html = String::new();
        for key in split_keys(keys) {
            if !html.is_empty() {
                html.push('+');
            }
            html.push_str("<kbd>");
            let _ = escape_html_body_text(&mut html, key);
            html.push_str("</kbd>");
        }
        if !before.is_empty() {
            self.out.push(Event::Text(before.into()));
        }
        self.push_inline(html);
        if !after.is_empty() {
            self.text(after.into());
        }
    }

    /// Notes a reference, and gives the address that the page links to.
    fn refer(&mut self, dest: &str, kind: ReferenceKind, range: &Range<usize>) -> CowStr<'e> {
        let href = self.resolve(dest, range);
        let at = self.place(range);
        self.page.references.push(Reference { href: href.clone(), kind, at });
        href.into()
    }

    fn resolve(&mut self, dest: &str, range: &Range<usize>) -> String {
        if let Some(scheme) = scheme(dest) {
            if matches!(scheme.to_ascii_lowercase().as_str(), "javascript" | "vbscript" | "data") {
                self.say(
                    Code::BadValue,
                    format!("a link may not be a `{scheme}:` address"),
                    range,
                    "link to a page or a file",
                );
            }
            return dest.to_owned();
        }
        let base = self.page.options.base_path;
        if dest.starts_with("//") || dest.starts_with(['#', '?']) || dest.is_empty() {
            return dest.to_owned();
        }
        if dest.starts_with('/') {
            return format!("{base}{dest}");
        }
        let end = dest.find(['?', '#']).unwrap_or(dest.len());
        let (path, rest) = dest.split_at(end);
        let decoded = percent_encoding::percent_decode_str(path).decode_utf8_lossy();
        let target = self.page.source.join(&decoded);
        let Some(url) = target.as_ref().and_then(UrlPath::of_content) else {
            // Outside content/ there is no page; the address below is one that nothing answers.
            return format!("{base}/{}{rest}", path.trim_start_matches("../"));
        };
        let slash = if path.ends_with('/') && !url.as_str().ends_with('/') { "/" } else { "" };
        format!("{base}{url}{slash}{rest}")
    }
}

/// The text of a picture's description, up to its end.
fn alt_text(rest: &mut Rest<'_>) -> String {
    let mut alt = String::new();
    let mut depth = 1;
    for (event, _) in rest {
        match event {
            Event::Start(Tag::Image { .. }) => depth += 1,
            Event::End(TagEnd::Image) => {
                depth -= 1;
                if depth == 0 {
                    break;
                }
            }
            Event::Text(text) | Event::Code(text) => alt.push_str(&text),
            Event::SoftBreak | Event::HardBreak => alt.push(' '),
            _ => {}
        }
    }
    alt
}

/// The scheme of an absolute address (RFC 3986, section 3.1).
fn scheme(dest: &str) -> Option<&str> {
    let (scheme, _) = dest.split_once(':')?;
    let valid = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    valid.then_some(scheme)
}

/// The first `++…++` of `text`: what is before, inside and after it.
fn find_keys(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    while let Some(found) = text[from..].find("++") {
        let open = from + found;
        let inside = open + 2;
        let joined =
            text[..open].ends_with(|before: char| before.is_alphanumeric() || before == '+');
        // `++Ctrl+++++`: the last pair of a run of plus signs closes, so that a plus can be a key.
        let close = text[inside..].find("++").map(|at| {
            let run = text[inside + at..].bytes().take_while(|byte| *byte == b'+').count();
            inside + at + run - 2
        });
        if let Some(close) = close {
            let keys = &text[inside..close];
            let after = &text[close + 2..];
            let fits = !keys.is_empty()
                && keys.len() <= 60
                && keys.trim() == keys
                && !keys.contains(['\n', '<'])
                && !after.starts_with(char::is_alphanumeric);
            if fits && !joined {
                return Some((&text[..open], keys, after));
            }
        }
        from = inside;
    }
    None
}

/// The keys of `Ctrl+Shift+R`; a plus at the end is a key itself.
fn split_keys(keys: &str) -> Vec<&str> {
    match keys.strip_suffix('+') {
        Some("") => vec!["+"],
        Some(rest) => {
            let mut all: Vec<_> = rest.trim_end_matches('+').split('+').collect();
            all.push("+");
            all
        }
        None => keys.split('+').collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Labels;
    use std::collections::BTreeMap;

    fn check(markdown: &str, expected: &str) {
        let (html, diagnostics) = render(markdown, false);
        assert_eq!(html.trim(), expected, "{markdown}");
        assert_eq!(diagnostics, [], "{markdown}");
    }

    fn render(markdown: &str, raw_html: bool) -> (String, Vec<Code>) {
        let source = SourcePath::new("content/http/502.md");
        let labels = Labels::new("en", &BTreeMap::new());
        let options = Options { base_path: "/errors", raw_html, highlight: true, labels: &labels };
        let mut page = Page::new(&source, options);
        let html = page.render(markdown, &At::Bytes(0..markdown.len()), Outline::CAUSES);
        (html, page.diagnostics.iter().map(|diagnostic| diagnostic.code).collect())
    }

    #[test]
    fn links_lead_to_addresses() {
        check("[a](504.md#faq)", "<p><a href=\"/errors/http/504/#faq\">a</a></p>");
        check("[a](../dns/_index.md)", "<p><a href=\"/errors/dns/\">a</a></p>");
        check("[a](/dns/x/)", "<p><a href=\"/errors/dns/x/\">a</a></p>");
        check("[a](https://x.org)", "<p><a href=\"https://x.org\">a</a></p>");
        check("<me@x.org>", "<p><a href=\"mailto:me@x.org\">me@x.org</a></p>");
        check(
            "![A *b*](502/a%20b.png)",
            "<p><img src=\"/errors/http/502/a%20b.png\" alt=\"A b\" loading=\"lazy\"></p>",
        );
        assert_eq!(render("[a](javascript:alert(1))", false).1, [Code::BadValue]);
    }

    #[test]
    fn raw_html_is_text_unless_allowed() {
        check("a <b>c</b>", "<p>a &lt;b&gt;c&lt;/b&gt;</p>");
        check("<div>\nx\n</div>", "<p>&lt;div&gt;\nx\n&lt;/div&gt;</p>");
        assert_eq!(render("a <b>c</b>", true).0.trim(), "<p>a <b>c</b></p>");
    }

    #[test]
    fn keys_are_marked() {
        check("Press ++Ctrl+F5++.", "<p>Press <kbd>Ctrl</kbd>+<kbd>F5</kbd>.</p>");
        check("++Ctrl+++++ ++F5++", "<p><kbd>Ctrl</kbd>+<kbd>+</kbd> <kbd>F5</kbd></p>");
        check("C++ and g++ are", "<p>C++ and g++ are</p>");
        check("`++x++`", "<p><code>++x++</code></p>");
    }

    #[test]
    fn headings_have_anchors_and_fit_the_page() {
        check(
            "### One\n\n### One\n\n#### Faq",
            "<h3 id=\"one\">One</h3>\n<h3 id=\"one-2\">One</h3>\n<h4 id=\"faq-2\">Faq</h4>",
        );
        check("## A *b* `c` {#x .y}", "<h2 id=\"x\" class=\"y\">A <em>b</em> <code>c</code></h2>");
        assert_eq!(render("# One", false).1, [Code::TopHeading]);
        assert_eq!(render("## One {#faq}", false).1, [Code::TakenAnchor]);
    }

    #[test]
    fn alerts_and_notes_and_tasks() {
        check(
            "> [!TIP]\n> Try",
            "<div class=\"alert alert-tip\" role=\"note\"><p class=\"alert-title\">Tip</p>\n<p>Try</p>\n</div>",
        );
        check(
            "A[^x] B[^x]\n\n[^x]: Note *it*",
            "<p>A<sup><a href=\"#note-1\" id=\"note-1-ref\">1</a></sup> B<sup><a href=\"#note-1\">1</a></sup></p>\n\
             <ol class=\"footnotes\" aria-label=\"Notes\">\n<li id=\"note-1\" value=\"1\"><p>Note <em>it</em></p>\n\
             <a class=\"footnote-back\" href=\"#note-1-ref\" aria-label=\"Back to the text\">↩</a></li>\n</ol>",
        );
        check("- [x] done", "<ul>\n<li><span class=\"task\">☑</span> done</li>\n</ul>");
    }

    #[test]
    fn text_is_never_a_template() {
        check("{{ x }} {% y %} ${{ z }} <T>", "<p>{{ x }} {% y %} ${{ z }} &lt;T&gt;</p>");
    }

    #[test]
    fn nothing_needs_an_inline_style() {
        check(
            "|a|b|\n|--:|:-:|\n|1|2|",
            "<div class=\"table\" role=\"group\" tabindex=\"0\" aria-label=\"Table\"><table>\n\
             <thead><tr><th scope=\"col\" class=\"right\">a</th><th scope=\"col\" class=\"center\">b</th></tr></thead>\n\
             <tbody>\n<tr><td class=\"right\">1</td><td class=\"center\">2</td></tr>\n</tbody></table></div>",
        );
        check("## A {#b onclick=x style=y}", "<h2 id=\"b\">A</h2>");
        check("a\\\nb\n\n---", "<p>a<br>\nb</p>\n<hr>");
    }

    #[test]
    fn unknown_languages_are_plain_and_said() {
        let (html, codes) = render("```bashh\na < b\n```", false);
        assert_eq!(html.trim(), "<pre tabindex=\"0\"><code>a &lt; b\n</code></pre>");
        assert_eq!(codes, [Code::UnknownLanguage]);
        let wide = format!("|{}\n|{}\n", "a|".repeat(65), "-|".repeat(65));
        assert_eq!(render(&wide, false).1, [Code::TableTooWide]);
    }
}
