//! Reads one page of final HTML: where it leads, its anchors, and whether its structured data says
//! the same as the page.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::fmt;

use memchr::memmem;
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use super::alternates::NamedAlternate;
use super::loads::{Loads, PageLoads};
use super::stamps::{Stamps, Time};
use crate::date::Date;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::html::{self, Event, Holds, VisibleText};
use crate::path::SourcePath;

/// The links of a page, and its anchors.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// Its anchors, one on each line: there are many, and one allocation is small.
    pub anchors: String,
    /// Its links as written, one on each line.
    pub links: String,
    /// Its pictures that need no description (those of `srcset` and `poster`) as written, one on
    /// each line.
    pub media: String,
    /// Its pictures: the address, and the description if there is an attribute for one.
    pub images: Vec<(String, Option<String>)>,
    /// The same page in other languages.
    pub alternates: Vec<NamedAlternate>,
    /// What it loads, and the code in it.
    pub loaded: PageLoads,
    /// When words of it last changed, if it says so.
    pub updated: Option<Date>,
}

/// Reads the final HTML of one page, and reports where its structured data differs from what it
/// shows. `about` is the source of the page.
#[must_use]
pub fn page(html: &str, about: &SourcePath) -> (Facts, Vec<Diagnostic>) {
    let mut reader = Reader::default();
    html::read(html, |event| reader.on(event));
    let Reader { mut facts, json_ld, shown, mut stamps, loads, .. } = reader;
    facts.loaded = loads.finish();
    let mut diagnostics = Vec::new();
    let said: Vec<Said<'_>> = json_ld.iter().map(|json| said(json)).collect();
    stamps.modified.extend(said.iter().flat_map(|said| &said.modified).map(ToString::to_string));
    diagnostics.extend(stamps.check(about));
    facts.updated = stamps.updated();
    if !json_ld.is_empty() {
        let shown = shown.finish();
        let normal = OnceCell::new();
        let shows = |text: &str| {
            // Most texts are on the page verbatim.
            contains(&shown, text)
                || contains(normal.get_or_init(|| normalised(&shown)), &normalised(text))
        };
        for text in said.into_iter().flat_map(|said| said.claims) {
            if !shows(&text) {
                diagnostics.push(
                    Diagnostic::new(
                        Code::HiddenMarkup,
                        format!(
                            "the structured data says “{}”, which the page does not show",
                            start(&text)
                        ),
                        Place::file(about),
                    )
                    .help("make the template show it, as the built-in one does"),
                );
            }
        }
    }
    (facts, diagnostics)
}

/// The attribute that a value belongs to, as far as it matters here.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Attribute {
    Id,
    /// The `src` of an `img`.
    Source,
    Alt,
    Type,
    /// The `datetime` of a `time`.
    Datetime,
    /// The `hreflang` of a `link`.
    Hreflang,
    /// The `property` of a `meta`.
    Property,
    /// The `content` of a `meta` with the date of modification.
    Modified,
    Holds(Holds),
    #[default]
    Other,
}

/// The state while reading a page.
#[derive(Default)]
struct Reader {
    facts: Facts,
    shown: VisibleText,
    loads: Loads,
    json_ld: Vec<Vec<u8>>,
    element: Vec<u8>,
    attribute: Attribute,
    is_json_ld: bool,
    stamps: Stamps,
    /// Whether a `time` is open.
    is_time: bool,
    /// Whether a `meta` is for the date of modification.
    is_modified: bool,
    /// The language and the address of a `link`.
    link: NamedAlternate,
}

impl Reader {
    fn on(&mut self, event: Event<'_>) {
        self.shown.on(event);
        self.loads.on(event);
        match event {
            Event::Open(name) => {
                self.no_value();
                self.is_json_ld = false;
                self.element.clear();
                self.element.extend_from_slice(name);
                self.is_modified = false;
                self.link = NamedAlternate::default();
                match name {
                    b"img" => self.facts.images.push((String::new(), None)),
                    b"time" => {
                        self.is_time = true;
                        self.stamps.times.push(Time::default());
                    }
                    _ => {}
                }
            }
            Event::Attribute(name) => {
                self.no_value();
                self.attribute = match (name, &*self.element) {
                    (b"id", _) => Attribute::Id,
                    (b"src", b"img") => Attribute::Source,
                    (b"alt", b"img") => Attribute::Alt,
                    (b"type", b"script") => Attribute::Type,
                    (b"hreflang", b"link") => Attribute::Hreflang,
                    (b"datetime", b"time") => Attribute::Datetime,
                    (b"property", b"meta") => Attribute::Property,
                    (b"content", b"meta") if self.is_modified => Attribute::Modified,
                    (name, element) => {
                        html::holds(element, name).map_or(Attribute::Other, Attribute::Holds)
                    }
                };
                if self.attribute == Attribute::Alt {
                    self.alt("");
                }
            }
            Event::Value(value) => {
                if self.attribute != Attribute::Other {
                    self.value(std::str::from_utf8(value).unwrap_or_default());
                    self.attribute = Attribute::Other;
                }
            }
            Event::Text(text) => {
                self.no_value();
                if self.is_json_ld {
                    self.json_ld.push(text.to_vec());
                }
                if let Some(time) = self.stamps.times.last_mut().filter(|_| self.is_time) {
                    time.text.push_str(&String::from_utf8_lossy(text));
                }
            }
            Event::Close(name) => {
                self.no_value();
                self.is_time &= name != b"time";
                self.is_json_ld = false;
            }
        }
    }

    fn value(&mut self, value: &str) {
        match self.attribute {
            Attribute::Id => push_line(&mut self.facts.anchors, value),
            Attribute::Source => {
                if let Some((src, _)) = self.facts.images.last_mut() {
                    value.clone_into(src);
                }
            }
            Attribute::Alt => self.alt(value),
            Attribute::Type => self.is_json_ld = value == "application/ld+json",
            Attribute::Datetime => {
                if let Some(time) = self.stamps.times.last_mut() {
                    value.clone_into(&mut time.datetime);
                }
            }
            Attribute::Property => self.is_modified = value == "article:modified_time",
            Attribute::Modified => self.stamps.for_networks.push(value.to_owned()),
            Attribute::Hreflang => {
                value.clone_into(&mut self.link.hreflang);
                self.alternate();
            }
            Attribute::Holds(Holds::Link) => {
                push_line(&mut self.facts.links, value);
                if self.element == b"link" {
                    value.clone_into(&mut self.link.href);
                    self.alternate();
                }
            }
            Attribute::Holds(Holds::Picture) => push_line(&mut self.facts.media, value),
            Attribute::Holds(Holds::Pictures) => {
                for address in html::srcset(value) {
                    push_line(&mut self.facts.media, &value[address]);
                }
            }
            Attribute::Other => {}
        }
    }

    /// An empty address leads nowhere either; but an empty `action` leads to the page itself.
    fn no_value(&mut self) {
        match std::mem::take(&mut self.attribute) {
            Attribute::Source => self.facts.media.push('\n'),
            Attribute::Holds(Holds::Link) if matches!(&*self.element, b"a" | b"area" | b"link") => {
                self.facts.links.push('\n');
            }
            _ => {}
        }
    }

    /// Keeps a `link` once it has both a language and an address.
    fn alternate(&mut self) {
        if !self.link.hreflang.is_empty() && !self.link.href.is_empty() {
            self.facts.alternates.push(std::mem::take(&mut self.link));
        }
    }

    fn alt(&mut self, value: &str) {
        if let Some((_, alt)) = self.facts.images.last_mut() {
            *alt = Some(value.to_owned());
        }
    }
}

/// Browsers drop line breaks from addresses (URL Standard, section 4.4).
fn push_line(lines: &mut String, line: &str) {
    if memchr::memchr2(b'\n', b'\r', line.as_bytes()).is_none() {
        lines.push_str(line);
    } else {
        lines.extend(line.split(['\n', '\r']));
    }
    lines.push('\n');
}

/// The claims of structured data.
#[derive(Default)]
struct Said<'j> {
    /// The texts that a reader can see.
    claims: Vec<Cow<'j, str>>,
    /// When words last changed.
    modified: Vec<Cow<'j, str>>,
}

fn said(json: &[u8]) -> Said<'_> {
    let mut said = Said::default();
    // Invalid JSON says nothing.
    let _ = Claims { found: &mut said, kind: Claim::None }
        .deserialize(&mut serde_json::Deserializer::from_slice(json));
    said
}

/// The meaning of a property's value.
#[derive(Clone, Copy)]
enum Claim {
    Shown,
    Modified,
    None,
}

/// Collects the texts of a few properties, at any depth.
struct Claims<'f, 'j> {
    found: &'f mut Said<'j>,
    kind: Claim,
}

impl<'j> Claims<'_, 'j> {
    fn push(self, text: Cow<'j, str>) {
        match self.kind {
            Claim::Shown => self.found.claims.push(text),
            Claim::Modified => self.found.modified.push(text),
            Claim::None => {}
        }
    }
}

impl<'j> DeserializeSeed<'j> for Claims<'_, 'j> {
    type Value = ();

    fn deserialize<D: Deserializer<'j>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

/// The name of a property, borrowed if nothing in it is escaped.
#[derive(Deserialize)]
struct Name<'j>(#[serde(borrow)] Cow<'j, str>);

impl<'j> Visitor<'j> for Claims<'_, 'j> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON-LD")
    }

    fn visit_seq<A: SeqAccess<'j>>(self, mut items: A) -> Result<(), A::Error> {
        while items.next_element_seed(Claims { found: self.found, kind: Claim::None })?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'j>>(self, mut members: A) -> Result<(), A::Error> {
        while let Some(Name(name)) = members.next_key()? {
            let kind = match &*name {
                "headline" | "name" | "text" | "termCode" => Claim::Shown,
                "dateModified" => Claim::Modified,
                _ => Claim::None,
            };
            members.next_value_seed(Claims { found: self.found, kind })?;
        }
        Ok(())
    }

    fn visit_borrowed_str<E>(self, text: &'j str) -> Result<(), E> {
        self.push(Cow::Borrowed(text));
        Ok(())
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.push(Cow::Owned(text.to_owned()));
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }
}

/// Whether `text` contains `part`. Its beginning narrows down the places where the rest may follow.
fn contains(text: &str, part: &str) -> bool {
    const BEGINNING: usize = 24;
    let (text, part) = (text.as_bytes(), part.as_bytes());
    let beginning = &part[..part.len().min(BEGINNING)];
    memmem::find_iter(text, beginning).any(|at| text[at..].starts_with(part))
}

/// Treats all styles of quotes, and all kinds of white space, as the same.
fn normalised(text: &str) -> String {
    let mut normal = String::with_capacity(text.len());
    for word in text.split_ascii_whitespace() {
        if !normal.is_empty() {
            normal.push(' ');
        }
        if word.is_ascii() {
            normal.push_str(word);
            continue;
        }
        let mut space = false;
        for letter in word.chars() {
            if letter.is_whitespace() {
                space = !normal.is_empty() && !normal.ends_with(' ');
                continue;
            }
            if std::mem::take(&mut space) {
                normal.push(' ');
            }
            normal.push(match letter {
                '“' | '”' | '„' | '«' | '»' => '"',
                '‘' | '’' | '‚' => '\'',
                letter => letter,
            });
        }
    }
    normal.truncate(normal.trim_end().len());
    normal
}

/// The beginning of a text, for messages.
fn start(text: &str) -> String {
    const SHOWN: usize = 60;
    let mut start: String = text.chars().take(SHOWN).collect();
    if start.len() < text.len() {
        start.push('…');
    }
    start
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_are_read() {
        let (facts, diagnostics) = page(
            "<a id=x href=/a/?b#c>A</a><img src=1.png alt><img src=2.png><img alt='y' src=3.png><link href=s.css>\
             <a href>B</a><img srcset='4.png 1x, 5.png 2x'><video poster=6.png><form action=''>",
            &SourcePath::new("content/a/b.md"),
        );
        assert_eq!(facts.links, "/a/?b#c\ns.css\n\n");
        assert_eq!(facts.media, "4.png\n5.png\n6.png\n");
        let image = |src: &str, alt: Option<&str>| (src.to_owned(), alt.map(str::to_owned));
        assert_eq!(
            facts.images,
            [
                image("1.png", Some("")),
                image("2.png", None),
                image("3.png", Some("y")),
                image("", None)
            ]
        );
        assert_eq!(facts.anchors, "x\n");
        assert_eq!(diagnostics, []);
    }

    #[test]
    fn structured_data_says_what_the_page_shows() {
        let check = |json: &str, html: &str| {
            let html = format!("<script type=\"application/ld+json\">{json}</script><p>{html}</p>");
            page(&html, &SourcePath::new("content/a/b.md")).1.len()
        };
        assert_eq!(check(r#"{"@graph":[{"headline":"A “b”"}]}"#, "A\n \"b\" &amp; c"), 0);
        assert_eq!(check(r#"{"@graph":[{"text":"A b"}]}"#, "A c"), 1);
        assert_eq!(check(r#"{"about":{"name":"\u003c/script>"}}"#, "&lt;/script&gt;"), 0);
    }
}
