//! Markdown into HTML: `CommonMark` 0.31 with tables, footnotes, strikethrough, task lists, heading
//! attributes, GitHub's alerts, and `++Ctrl+F5++` for keys.
//!
//! All fields of an article share one [`Page`], so that anchors are unique on the page.

mod headings;
mod keys;
mod links;
mod notes;
mod tables;

use std::borrow::Cow;
use std::collections::HashSet;
use std::iter::Peekable;
use std::ops::Range;

use pulldown_cmark::{
    BlockQuoteKind, CodeBlockKind, CowStr, Event, LinkType, Options as Extensions, Parser, Tag,
    TagEnd, html,
};
use pulldown_cmark_escape::{escape_html, escape_html_body_text};

use super::{Options, highlight};
use crate::diagnostic::{At, Code, Diagnostic, Place, did_you_mean};
use crate::path::{SourcePath, slug};
use links::alt_text;
use notes::Note;
use tables::Table;

pub use headings::{Outline, TocEntry};
pub use links::{Reference, ReferenceKind};

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
