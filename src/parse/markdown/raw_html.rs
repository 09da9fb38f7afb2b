//! HTML in Markdown: passed through if the site enables it, otherwise shown as text. Comments are
//! left out.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

use super::{Field, Rest, bounds};
use crate::diagnostic::Code;
use crate::html::{self, HtmlPart, PartKind};
use crate::limits::ATTRIBUTES;

/// The state of the HTML in a field.
#[derive(Default)]
pub(super) struct RawHtml {
    /// The open elements, if HTML is passed through.
    open: Vec<(String, Range<usize>)>,
    /// How many of each are open.
    counts: HashMap<String, usize>,
    /// The elements that were warned about, if HTML is shown as text.
    told: HashSet<String>,
    /// The elements that have an end tag anywhere in the field.
    closed: Option<HashSet<String>>,
}

/// A piece of HTML without the markers of quotes and lists that precede its lines.
struct Piece {
    html: String,
    /// The beginnings of lines, in the piece and in the field.
    lines: Vec<(usize, usize)>,
}

impl Piece {
    fn place(&self, range: &Range<usize>) -> Range<usize> {
        let place = |at: usize| {
            let line = self.lines.partition_point(|(start, _)| *start <= at).saturating_sub(1);
            self.lines.get(line).map_or(at, |(start, source)| source + at - start)
        };
        place(range.start)..place(range.end.saturating_sub(1)) + 1
    }
}

impl<'e> Field<'_, '_, 'e> {
    /// Reads a block of HTML, up to its end.
    pub(super) fn html_block(&mut self, rest: &mut Rest<'e>) {
        let mut piece = Piece { html: String::new(), lines: Vec::new() };
        for (event, range) in rest.by_ref() {
            match event {
                Event::End(TagEnd::HtmlBlock) => break,
                Event::Html(text) | Event::Text(text) => {
                    piece.lines.push((piece.html.len(), range.start));
                    piece.html.push_str(&text);
                }
                _ => {}
            }
        }
        let html = self.read_html(&piece, Told::Once);
        if html.trim().is_empty() {
            return;
        }
        if self.page.options.raw_html {
            self.has_more = true;
            self.page.words.html(&html);
            return self.push_html(html);
        }
        self.page.words.aside(&html);
        self.out.push(Event::Start(Tag::Paragraph));
        self.out.push(Event::Text(html.trim_end().to_owned().into()));
        self.out.push(Event::End(TagEnd::Paragraph));
    }

    /// Reads a tag or a comment in a line of text.
    pub(super) fn inline_html(&mut self, text: CowStr<'e>, range: &Range<usize>) {
        let piece = Piece { html: text.into_string(), lines: vec![(0, range.start)] };
        let html = self.read_html(&piece, Told::Each);
        if html.is_empty() {
            return;
        }
        let event = if self.page.options.raw_html {
            self.has_more = true;
            self.page.words.html(&html);
            Event::InlineHtml
        } else {
            self.page.words.text(&html);
            Event::Text
        };
        self.out.push(event(html.into()));
    }

    /// Reports mistakes in a piece of HTML, and returns the piece for the page: without comments,
    /// and with addresses of pages instead of paths of files.
    fn read_html(&mut self, piece: &Piece, told: Told) -> String {
        if bounds::has_many_attributes(&piece.html) {
            let place = piece.place(&(0..piece.html.len().min(1)));
            self.say(
                Code::ManyAttributes,
                format!("this tag has more than {ATTRIBUTES} attributes"),
                &place,
                "remove those that it does not need",
            );
            return String::new();
        }
        let mut edits: Vec<(Range<usize>, String)> = Vec::new();
        let mut is_reported = false;
        for part in html::parts(&piece.html) {
            let place = piece.place(&part.range);
            if part.kind == PartKind::Comment {
                if self.comment(&piece.html[part.range.clone()], &place) {
                    edits.push((part.range, String::new()));
                }
            } else if self.page.options.raw_html {
                self.follow(part, place);
            } else if !(is_reported && told == Told::Once) {
                is_reported |= self.tag_as_text(&part, &place);
            }
        }
        if self.page.options.raw_html {
            let values = html::addresses(&piece.html);
            edits.extend(values.into_iter().filter_map(|value| {
                let text = self.addresses_in(&value, &piece.place(&value.range))?;
                Some((value.range, html::escape(&text)))
            }));
            edits.sort_by_key(|(range, _)| range.start);
        }
        let mut shown = String::with_capacity(piece.html.len());
        let mut from = 0;
        for (range, text) in edits {
            shown.push_str(&piece.html[from..range.start]);
            shown.push_str(&text);
            from = range.end;
        }
        shown.push_str(&piece.html[from..]);
        shown
    }

    /// Whether a comment can be left out: one that is never closed would hide what follows.
    fn comment(&mut self, comment: &str, place: &Range<usize>) -> bool {
        if !comment.starts_with("<!--") {
            // `<?php` and `<![CDATA[` are comments to HTML, but not to an author.
            return false;
        }
        if comment.len() < 5 || !comment.ends_with("->") {
            let first = comment.lines().next().unwrap_or_default().len();
            let place = place.start..place.start + first;
            let (code, message) = if self.page.options.raw_html {
                (Code::UnclosedHtml, "this comment is never closed, so it hides what follows")
            } else {
                (Code::HtmlAsText, "this comment is never closed, so readers see it")
            };
            self.say(code, message.into(), &place, "write `-->` where it ends");
            return false;
        }
        if !self.page.options.raw_html {
            self.say(
                Code::CommentLeftOut,
                "this comment is left out of the page".into(),
                place,
                "remove it, or put it in backticks if readers should see it; in front matter, notes to \
                 yourself follow a `#`",
            );
        }
        true
    }

    /// Warns of a tag that readers see, and returns whether it did. Names that are not elements,
    /// such as `<T>` and `<your-name>`, are meant to be seen.
    fn tag_as_text(&mut self, part: &HtmlPart, place: &Range<usize>) -> bool {
        let name = match &part.kind {
            PartKind::Open { name, has_attributes, is_self_closing, .. } => {
                let is_html = ELEMENTS.contains(&name.as_str())
                    || PLACEHOLDERS.contains(&name.as_str())
                        && (*has_attributes || *is_self_closing || self.closes(name));
                if !is_html {
                    return false;
                }
                self.raw.told.insert(name.clone());
                name
            }
            PartKind::Close(name)
                if ELEMENTS.contains(&name.as_str()) && !self.raw.told.contains(name) =>
            {
                name
            }
            PartKind::Close(_) | PartKind::Comment => return false,
        };
        let tag = &self.text[place.clone()];
        let tag = if tag.contains('\n') { format!("<{name} …>") } else { tag.to_owned() };
        self.say(
            Code::HtmlAsText,
            format!("readers see `{tag}` as text, because `raw_html` is off"),
            place,
            in_markdown(name),
        );
        true
    }

    /// Whether the field has an end tag of this element.
    fn closes(&mut self, name: &str) -> bool {
        let text = self.text;
        let closed = self.raw.closed.get_or_insert_with(|| {
            let names = text.split("</").skip(1);
            names
                .map(|rest| {
                    let end = rest.find(|sign: char| !sign.is_ascii_alphanumeric());
                    rest[..end.unwrap_or(rest.len())].to_ascii_lowercase()
                })
                .collect()
        });
        closed.contains(name)
    }

    /// Tracks HTML that is passed through: which elements it opens, and what it adds to the page.
    fn follow(&mut self, part: HtmlPart, place: Range<usize>) {
        match part.kind {
            PartKind::Open { name, id, is_self_closing, .. } => {
                if name == "h1" {
                    self.say(
                        Code::TopHeading,
                        "`<h1>` makes a second page title; the first comes from `title`".into(),
                        &place,
                        "write `<h2>` here",
                    );
                }
                if let Some(id) = id.filter(|id| !id.is_empty())
                    && !self.page.anchors.insert(id.clone())
                {
                    self.say(
                        Code::TakenAnchor,
                        format!("the page already has an anchor `#{id}`"),
                        &place,
                        "choose another `id`",
                    );
                }
                // Only elements of SVG and MathML can be self-closing.
                let is_known = ELEMENTS.contains(&&*name) || PLACEHOLDERS.contains(&&*name);
                if !(VOID.contains(&&*name) || is_self_closing && !is_known) {
                    *self.raw.counts.entry(name.clone()).or_default() += 1;
                    self.raw.open.push((name, place));
                }
            }
            PartKind::Close(name) => {
                let is_open = self.raw.counts.get(&name).is_some_and(|count| *count > 0);
                let find = || self.raw.open.iter().rposition(|(other, _)| *other == name);
                if let Some(open) = is_open.then(find).flatten() {
                    let inside = self.raw.open.split_off(open + 1);
                    self.raw.open.pop();
                    for name in inside.iter().map(|(name, _)| name).chain([&name]) {
                        if let Some(count) = self.raw.counts.get_mut(name) {
                            *count = count.saturating_sub(1);
                        }
                    }
                    self.unclosed(inside);
                } else if name != "p" && name != "br" {
                    self.say(
                        Code::UnclosedHtml,
                        format!("`</{name}>` does not close anything opened in this text"),
                        &place,
                        format!("remove it, or write `<{name}>` where it begins"),
                    );
                }
            }
            PartKind::Comment => {}
        }
    }

    /// Reports the elements that the field leaves open.
    pub(super) fn close_html(&mut self) {
        let open = std::mem::take(&mut self.raw.open);
        self.unclosed(open);
    }

    fn unclosed(&mut self, open: Vec<(String, Range<usize>)>) {
        for (name, place) in open {
            // HTML, section 13.1.2.4: these end tags are optional.
            if !matches!(
                &*name,
                "p" | "li"
                    | "dt"
                    | "dd"
                    | "rt"
                    | "rp"
                    | "optgroup"
                    | "option"
                    | "colgroup"
                    | "caption"
                    | "thead"
                    | "tbody"
                    | "tfoot"
                    | "tr"
                    | "td"
                    | "th"
            ) {
                let is_known = ELEMENTS.contains(&&*name) || PLACEHOLDERS.contains(&&*name);
                let tag = &self.text[place.clone()];
                let help = if is_known || name.contains('-') {
                    format!("write `</{name}>` where it ends")
                } else {
                    format!(
                        "browsers hide anything they take for a tag: write `\\{tag}` to show it"
                    )
                };
                self.say(Code::UnclosedHtml, format!("`<{name}>` is never closed"), &place, help);
            }
        }
    }
}

/// How often HTML in a field is warned about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Told {
    Once,
    Each,
}

/// The Markdown for an element.
fn in_markdown(name: &str) -> &'static str {
    match name {
        "b" | "strong" => "write `**…**`, or put the tag in backticks if readers should see it",
        "i" | "em" => "write `*…*`, or put the tag in backticks if readers should see it",
        "s" | "del" | "strike" => {
            "write `~~…~~`, or put the tag in backticks if readers should see it"
        }
        "code" | "tt" | "samp" => "put the code in backticks",
        "pre" => "put the code between two lines of three backticks",
        "kbd" => "write `++Ctrl+F5++`, or put the tag in backticks if readers should see it",
        "a" => "write `[text](address)`, or put the tag in backticks if readers should see it",
        "img" => {
            "write `![what it shows](address)`, or put the tag in backticks if readers should see it"
        }
        "br" => {
            "end the line with a backslash; in a cell of a table, which has only one line, write a \
             comma or start another row"
        }
        "hr" => "write `---` on a line of its own",
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => "write `## …`",
        "table" | "thead" | "tbody" | "tr" | "td" | "th" => {
            "write the table with `|` between its cells, and a line `| --- | --- |` below its head"
        }
        "ul" | "ol" | "li" => "begin each item with `- ` or `1. `",
        "blockquote" => "begin each line with `> `",
        "p" | "div" | "span" | "center" | "font" => {
            "remove the tag, or put it in backticks if readers should see it"
        }
        _ => {
            "put the tag in backticks if readers should see it, or set `raw_html: true` in site.yaml \
             if it is to work"
        }
    }
}

/// Elements whose names have no other use.
const ELEMENTS: &[&str] = &[
    "blockquote",
    "br",
    "center",
    "dd",
    "del",
    "details",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "figcaption",
    "figure",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "iframe",
    "img",
    "ins",
    "kbd",
    "li",
    "noscript",
    "ol",
    "pre",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "tt",
    "ul",
    "video",
    "wbr",
];

/// Elements whose names may also be placeholders (`<code>`, `<address>`, `Vec<i>`). Only an
/// attribute or an end tag shows that they are HTML.
/// attribute or an end tag shows that they are HTML.
const PLACEHOLDERS: &[&str] = &[
    "a", "abbr", "address", "article", "aside", "audio", "b", "big", "body", "button", "canvas",
    "caption", "cite", "code", "col", "colgroup", "data", "dialog", "fieldset", "footer", "form",
    "head", "header", "html", "i", "input", "label", "legend", "link", "main", "map", "mark",
    "meta", "meter", "nav", "object", "option", "output", "p", "param", "picture", "progress", "q",
    "s", "samp", "script", "section", "select", "small", "source", "style", "summary", "template",
    "textarea", "time", "title", "track", "u", "var",
];

/// Elements that have no end tag (HTML, section 13.1.2).
const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
];
