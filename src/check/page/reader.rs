//! Gathers what a page of final HTML contains, event by event.

use super::Facts;
use crate::check::alternates::NamedAlternate;
use crate::check::loads::Loads;
use crate::check::stamps::{Stamps, Time};
use crate::html::{self, Event, Holds, VisibleText};
use crate::parse::markdown::Found;

/// The kind of attribute that a value belongs to.
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
pub(super) struct Reader {
    pub(super) facts: Facts,
    pub(super) shown: VisibleText,
    pub(super) loads: Loads,
    pub(super) json_ld: Vec<Vec<u8>>,
    element: Vec<u8>,
    attribute: Attribute,
    is_json_ld: bool,
    pub(super) stamps: Stamps,
    /// Whether a `time` is open.
    is_time: bool,
    /// Whether a `meta` is for the date of modification.
    is_modified: bool,
    /// The language and the address of a `link`.
    link: NamedAlternate,
    /// The indices of the texts that were not parsed because they are known.
    pub(super) repeated: Vec<usize>,
}

impl Reader {
    /// Takes the next event.
    pub(super) fn on(&mut self, event: Event<'_>) {
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

    /// Ends the last tag.
    pub(super) fn close_tag(&mut self) {
        self.no_value();
        self.loads.close();
    }

    /// A reader for a piece of a page, whose results [`Self::append`] adds to those for the page.
    pub(super) fn for_pieces() -> Self {
        Self { shown: VisibleText::after_space(), ..Self::default() }
    }

    /// Whether an element is open that affects what the rest of the page means.
    pub(super) fn is_open_ended(&self) -> bool {
        self.is_json_ld || self.is_time || self.shown.is_open_ended()
    }

    /// The results for a piece, if [`Said`] can represent them.
    pub(super) fn said(&self) -> Option<Said> {
        let Facts { anchors, links, media, images, alternates, loaded: _, updated: _ } =
            &self.facts;
        let is_all = images.is_empty()
            && alternates.is_empty()
            && self.json_ld.is_empty()
            && self.stamps.is_empty()
            && self.loads.is_empty();
        let text = |text: &String| text.as_str().into();
        is_all.then(|| Said {
            anchors: text(anchors),
            links: text(links),
            media: text(media),
            shown: self.shown.added().into(),
        })
    }

    /// Adds the results for the next piece, as if it were parsed here.
    pub(super) fn repeat(&mut self, said: &Said) {
        self.facts.anchors.push_str(&said.anchors);
        self.facts.links.push_str(&said.links);
        self.facts.media.push_str(&said.media);
        self.shown.append(&said.shown);
    }

    /// Adds a text, given what is in it and its index among the texts that are known. Its visible
    /// text is left out.
    pub(super) fn repeat_text(&mut self, index: usize, found: &Found) {
        self.facts.anchors.push_str(&found.anchors);
        self.facts.links.push_str(&found.links);
        self.shown.leave_out();
        self.repeated.push(index);
    }

    /// Moves the results of another reader for the next piece here, and resets that reader.
    pub(super) fn append(&mut self, piece: &mut Self) {
        let Facts { anchors, links, media, images, alternates, loaded: _, updated: _ } =
            &mut piece.facts;
        for (all, lines) in [
            (&mut self.facts.anchors, anchors),
            (&mut self.facts.links, links),
            (&mut self.facts.media, media),
        ] {
            all.push_str(lines);
            lines.clear();
        }
        self.facts.images.append(images);
        self.facts.alternates.append(alternates);
        self.json_ld.append(&mut piece.json_ld);
        self.stamps.append(&mut piece.stamps);
        self.loads.append(&mut piece.loads);
        self.shown.append(piece.shown.added());
        piece.shown.restart();
    }

    /// An empty address leads nowhere either, but an empty `action` leads to the page itself.
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

/// The results for a piece that has nothing but text, anchors and links.
#[derive(Debug)]
pub(super) struct Said {
    anchors: Box<str>,
    links: Box<str>,
    media: Box<str>,
    /// The visible text ([`VisibleText::added`]).
    shown: Box<[u8]>,
}
