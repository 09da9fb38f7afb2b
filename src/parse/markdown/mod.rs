//! Markdown to HTML: `CommonMark` 0.31 with tables, footnotes, strikethrough, task lists, heading
//! attributes, GitHub's alerts, and `++Ctrl+F5++` for keys.
//!
//! All fields of an article share one [`Page`], so that anchors are unique on the page.

mod alerts;
mod bounds;
pub mod embed;
mod headings;
mod keys;
mod links;
mod media;
mod notes;
mod raw_html;
mod slips;
mod tables;
#[cfg(test)]
pub(crate) mod tests;
mod text;

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::iter::Peekable;
use std::ops::Range;

use pulldown_cmark::{
    BrokenLink, CodeBlockKind, CowStr, Event, LinkType, Options as Extensions, Parser, Tag, TagEnd,
    TextMergeWithOffset, html,
};
use pulldown_cmark_escape::{escape_html, escape_html_body_text};

use super::{ParseOptions, highlight};
use crate::diagnostic::{At, Code, Diagnostic, Place, Suggestions, did_you_mean};
use crate::html as markup;
use crate::path::{SourcePath, slug};
use crate::text::joins;
use crate::words::Words;
use embed::Embeddable;
use links::alt_text;
use notes::Note;
use raw_html::RawHtml;
use tables::Table;

pub use headings::{Outline, TocEntry};
pub use links::{Reference, ReferenceKind};
pub use media::{Shown, UNSIZED, shown};
pub use text::{Found, Text};

/// The state shared by the Markdown fields of one page.
pub struct Page<'a> {
    pub(super) source: &'a SourcePath,
    options: ParseOptions<'a>,
    anchors: HashSet<String>,
    /// For each anchor that was requested again, the next number to try.
    numbers: HashMap<String, usize>,
    footnotes: usize,
    pub(super) toc: Vec<TocEntry>,
    pub(super) references: Vec<Reference>,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// The words of everything rendered since they were last taken.
    pub(super) words: Words,
    /// The hashes of the sentences of everything rendered.
    pub(super) sentences: Vec<u64>,
    /// The places of these sentences, if needed.
    pub(super) places: Option<Vec<At>>,
    for_languages: Suggestions,
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
    /// An empty page for `source`.
    #[must_use]
    pub fn new(source: &'a SourcePath, options: ParseOptions<'a>) -> Self {
        Self {
            source,
            options,
            anchors: TEMPLATE_ANCHORS.iter().map(|anchor| (*anchor).to_owned()).collect(),
            numbers: HashMap::new(),
            footnotes: 0,
            toc: Vec::new(),
            references: Vec::new(),
            diagnostics: Vec::new(),
            words: Words::default(),
            sentences: Vec::new(),
            places: None,
            for_languages: Suggestions::default(),
        }
    }

    /// The same page, which also keeps the places of sentences.
    pub(super) fn with_places(self) -> Self {
        Self { places: Some(Vec::new()), ..self }
    }

    /// The language of the site, as a BCP 47 tag.
    pub(super) fn language(&self) -> &'a str {
        self.options.language
    }

    /// An anchor made from `title`, unique on the page.
    #[must_use]
    pub fn anchor(&mut self, title: &str) -> String {
        let mut anchor = slug(title);
        if anchor.is_empty() {
            anchor.push_str("section");
        }
        self.unique(&anchor)
    }

    fn unique(&mut self, anchor: &str) -> String {
        if self.anchors.insert(anchor.to_owned()) {
            return anchor.to_owned();
        }
        let number = self.numbers.entry(anchor.to_owned()).or_insert(2);
        loop {
            let name = format!("{anchor}-{number}");
            *number += 1;
            if self.anchors.insert(name.clone()) {
                return name;
            }
        }
    }

    /// Renders the Markdown `text`, which is at `at` in the source and at `outline` on the page.
    #[must_use]
    pub fn render(&mut self, text: &str, at: &At, outline: Outline) -> Text {
        self.render_both(text, at, outline).0
    }

    /// The same, and the Markdown for other places.
    #[must_use]
    pub(super) fn render_both(
        &mut self,
        text: &str,
        at: &At,
        outline: Outline,
    ) -> (Text, Embeddable) {
        // CommonMark, section 2.3: a null character is replaced.
        let text = &*if text.contains('\0') {
            Cow::Owned(text.replace('\0', "\u{fffd}"))
        } else {
            Cow::Borrowed(text)
        };
        if let Some(excess) = bounds::of_text(text) {
            self.refuse(at, excess);
            return (Text::default(), Embeddable::default());
        }
        let masked = keys::masked(text);
        let Read { mut events, undefined, definitions } = read(masked.as_deref().unwrap_or(text));
        if masked.is_some() {
            for (event, _) in &mut events {
                keys::unmask(event);
            }
        }
        if let Some(excess) = bounds::of_events(&events) {
            self.refuse(at, excess);
            return (Text::default(), Embeddable::default());
        }
        let slips = slips::find(text, &events, &undefined);
        let words_before = self.words.begin();
        let before = (self.references.len(), self.toc.len());
        let deeper = deeper(&events, outline);
        let raw_html = self.options.raw_html;
        let embeddable = Embeddable::new(text, &events, definitions, (deeper, raw_html));
        let mut field = Field {
            page: self,
            at,
            text,
            deeper,
            above: outline.under,
            top: outline.top,
            alerts: Vec::new(),
            table: Table::default(),
            definitions: Vec::new(),
            notes: Vec::new(),
            notes_by_name: HashMap::new(),
            raw: RawHtml::default(),
            is_link: false,
            has_more: false,
            out: Vec::with_capacity(events.len()),
        };
        for slip in slips {
            field.say(slip.code, slip.message, &slip.range, slip.help);
        }
        field.events(events);
        field.close_html();
        let notes = std::mem::take(&mut field.notes);
        // A note is not where it is written.
        let has_more = field.has_more || !notes.is_empty();
        let out = std::mem::take(&mut field.out);
        let mut rendered = String::with_capacity(text.len() * 3 / 2);
        html::push_html(&mut rendered, out.into_iter());
        self.push_notes(&mut rendered, notes);
        let Self { words, sentences, places, .. } = self;
        words.find_sentences(words_before, |hash, source| {
            sentences.push(hash);
            if let Some(places) = places {
                places.push(part_of(at, &source()));
            }
        });
        let found =
            (!has_more).then(|| Found::of(&self.references[before.0..], &self.toc[before.1..]));
        (Text::new(rendered, found), embeddable)
    }
}

impl Page<'_> {
    /// Reports a text that exceeds a bound and is therefore not rendered.
    fn refuse(&mut self, at: &At, excess: bounds::Excess) {
        let place = Place { file: self.source.clone(), at: part_of(at, &excess.range) };
        let diagnostic = Diagnostic::new(excess.code, excess.message, place);
        self.diagnostics.push(diagnostic.help(excess.help));
    }
}

/// The place of a range of bytes in `field`.
fn part_of(field: &At, range: &Range<usize>) -> At {
    match field {
        At::Bytes(field) => At::Bytes(field.start + range.start..field.start + range.end),
        At::Text(path, _) => At::Text(path.clone(), range.clone()),
        other => other.clone(),
    }
}

/// A text that has been read.
struct Read<'t> {
    events: Events<'t>,
    /// Its references in square brackets without a definition.
    undefined: Vec<Range<usize>>,
    /// Its definitions of references.
    definitions: Vec<Range<usize>>,
}

fn read(text: &str) -> Read<'_> {
    let mut undefined = Vec::new();
    let mut on_undefined = |link: BrokenLink<'_>| {
        if matches!(link.link_type, LinkType::Reference | LinkType::Collapsed) {
            undefined.push(link.span);
        }
        None
    };
    let parser = Parser::new_with_broken_link_callback(text, extensions(), Some(&mut on_undefined));
    let definitions = parser.reference_definitions().iter();
    let definitions = definitions.map(|(_, definition)| definition.span.clone()).collect();
    let events = parser.into_offset_iter();
    // Masked keys and the marks of alerts split a text into several events.
    let events = if text.contains("++") || text.contains("[!") {
        TextMergeWithOffset::new(events).collect()
    } else {
        events.collect()
    };
    Read { events, undefined, definitions }
}

/// How many levels the headings of a text at `outline` are below those that the author wrote.
fn deeper(events: &Events<'_>, outline: Outline) -> u8 {
    let levels = events.iter().filter_map(|(event, _)| match event {
        Event::Start(Tag::Heading { level, .. }) => Some(*level as u8),
        _ => None,
    });
    levels.min().map_or(0, |highest| outline.top.saturating_sub(highest))
}

/// The supported extensions of `CommonMark`.
fn extensions() -> Extensions {
    Extensions::ENABLE_TABLES
        | Extensions::ENABLE_FOOTNOTES
        | Extensions::ENABLE_STRIKETHROUGH
        | Extensions::ENABLE_TASKLISTS
        | Extensions::ENABLE_HEADING_ATTRIBUTES
        | Extensions::ENABLE_GFM
}

/// Whether an element is inline, so that there is no space around it.
fn is_within_line(tag: TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image
    )
}

/// A Markdown field that is being turned into HTML.
struct Field<'p, 'a, 'e> {
    page: &'p mut Page<'a>,
    at: &'p At,
    text: &'e str,
    deeper: u8,
    top: u8,
    /// The level of the heading above.
    above: u8,
    /// For each open block quote, whether it is an alert.
    alerts: Vec<bool>,
    /// The open table; tables do not nest.
    table: Table,
    /// For each open footnote definition: its note, and where it starts in `out` and in the words.
    definitions: Vec<(usize, usize, usize)>,
    notes: Vec<Note<'e>>,
    /// The index of each note, by its name in lower case.
    notes_by_name: HashMap<String, usize>,
    raw: RawHtml,
    /// Whether a link is open; links do not nest.
    is_link: bool,
    /// Whether the HTML contains more than text, links and headings, whose addresses and anchors
    /// the page records in their order.
    has_more: bool,
    out: Vec<Event<'e>>,
}

impl<'e> Field<'_, '_, 'e> {
    fn say(&mut self, code: Code, message: String, range: &Range<usize>, help: impl Into<String>) {
        let place = Place { file: self.page.source.clone(), at: part_of(self.at, range) };
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
                Event::InlineHtml(text) => self.inline_html(text, &range),
                Event::SoftBreak if self.joins_lines(&range) => {}
                Event::Code(code) => {
                    self.page.words.stands_at(range.start);
                    self.code(code);
                }
                Event::FootnoteReference(name) => self.footnote_reference(&name),
                Event::TaskListMarker(done) => {
                    let sign = if done { "☑" } else { "☐" };
                    self.page.words.aside(sign);
                    self.push_inline(format!("<span class=\"task\">{sign}</span> "));
                }
                Event::Text(text) => self.text(text, range.start),
                Event::HardBreak => {
                    self.page.words.gap();
                    self.push_inline("<br>\n");
                }
                Event::Rule => self.push_html("<hr>\n"),
                other => {
                    self.page.words.gap();
                    self.out.push(other);
                }
            }
        }
    }

    /// Begins an element. Elements that are rendered as a whole consume their events up to the end.
    fn start(&mut self, tag: Tag<'e>, range: &Range<usize>, rest: &mut Rest<'e>) {
        if !is_within_line(tag.to_end()) {
            self.page.words.block();
        }
        match tag {
            Tag::Strong => {
                self.page.words.open_given();
                self.out.push(Event::Start(tag));
            }
            Tag::Heading { level, id, classes, .. } => {
                let mut inside = Vec::new();
                while let Some(next) =
                    rest.next_if(|(e, _)| !matches!(e, Event::End(TagEnd::Heading(_))))
                {
                    inside.push(next);
                }
                rest.next();
                let level = self.heading_level(level, range);
                let start = self.out.len();
                self.events(inside);
                let inside = self.out.split_off(start);
                let mut rendered = String::new();
                html::push_html(&mut rendered, inside.into_iter());
                let id = self.heading_anchor(id.as_deref(), level as u8, &rendered, range);
                let id = Some(id.into());
                // Other attributes would circumvent `raw_html: false`.
                let attrs = Vec::new();
                self.out.push(Event::Start(Tag::Heading { level, id, classes, attrs }));
                self.push_inline(rendered);
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
                if !title.is_empty() {
                    self.page.words.aside(&title);
                }
                self.is_link = true;
                self.out.push(Event::Start(Tag::Link { link_type, dest_url, title, id }));
            }
            Tag::Image { dest_url, title, .. } => {
                let alt = alt_text(rest);
                self.picture(&dest_url, &title, &alt, range);
            }
            Tag::BlockQuote(kind) => self.open_quote(kind, range, rest),
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
            Tag::HtmlBlock => self.html_block(rest),
            Tag::FootnoteDefinition(name) => {
                let note = self.note(&name);
                self.definitions.push((note, self.out.len(), self.page.words.here()));
            }
            other => self.out.push(Event::Start(other)),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        if !is_within_line(tag) {
            self.page.words.block();
        }
        match tag {
            TagEnd::Strong => {
                self.page.words.close_bold();
                self.out.push(Event::End(tag));
            }
            TagEnd::Link => {
                self.is_link = false;
                self.out.push(Event::End(tag));
            }
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
            TagEnd::FootnoteDefinition => {
                if let Some((note, start, words)) = self.definitions.pop() {
                    let events = self.out.split_off(start);
                    let words = self.page.words.split_off(words);
                    self.define_note(note, events, words);
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
        self.page.words.code(code);
        let mut html = String::with_capacity(code.len() * 2);
        html.push_str("<pre tabindex=\"0\"><code");
        if !highlight::knows(language) {
            let names = highlight::language_names;
            let near = self.page.for_languages.find(|| did_you_mean(language, names()));
            let help = near.map_or_else(
                || "it is shown without colours; write `text` if that is what you want".into(),
                |near| format!("did you mean `{near}`?"),
            );
            self.say(
                Code::UnknownLanguage,
                format!("errhub cannot highlight the language `{language}`"),
                range,
                help,
            );
        } else if !language.is_empty() {
            html.push_str(" class=\"language-");
            let _ = escape_html(&mut html, language);
            html.push('"');
        }
        html.push('>');
        let is_wanted = self.page.options.highlight;
        match is_wanted.then(|| highlight::highlight(code, language)).flatten() {
            Some(highlighted) => html.push_str(&highlighted),
            None => {
                let _ = escape_html_body_text(&mut html, code);
            }
        }
        html.push_str("</code></pre>\n");
        self.push_html(html);
    }

    /// Adds text, with places where a browser may break long names on a narrow screen.
    fn words(&mut self, text: CowStr<'e>) {
        self.page.words.text(&text);
        match markup::breakable(&text) {
            Some(html) => self.push_inline(html),
            None => self.out.push(Event::Text(text)),
        }
    }

    fn code(&mut self, code: CowStr<'e>) {
        self.page.words.open_given();
        self.page.words.text(&code);
        self.page.words.close_given();
        match markup::breakable(&code) {
            Some(html) => self.push_inline(format!("<code>{html}</code>")),
            None => self.out.push(Event::Code(code)),
        }
    }

    /// Whether a line break is dropped here: Chinese and Japanese have no spaces between words.
    fn joins_lines(&self, range: &Range<usize>) -> bool {
        let before = self.out.iter().rev().find_map(|event| match event {
            Event::Text(text) => Some(text.chars().next_back()),
            Event::End(
                TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link,
            ) => None,
            _ => Some(None),
        });
        before.flatten().filter(|before| !before.is_ascii()).is_some_and(|before| {
            let after =
                self.text[range.end..].trim_start_matches([' ', '\t', '>', '*', '_', '~', '[']);
            after.chars().next().is_some_and(|after| joins(before, after))
        })
    }
}
