//! Finds what a page makes a browser load, and the page's own code: what its policy decides about.

use crate::config::Directive;
use crate::html::Event;

/// What a page loads, and its own code.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageLoads {
    /// What it loads, in order.
    pub loads: Vec<PageLoad>,
    /// The texts of its scripts, except for data blocks.
    pub scripts: Vec<String>,
    /// Its attributes that run a script, such as `onclick`, with their texts.
    pub handlers: Vec<(String, String)>,
    /// The texts of its style elements and attributes.
    pub styles: Vec<String>,
}

/// Something that a page makes a browser load.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageLoad {
    /// What it is.
    pub what: What,
    /// The address, as written.
    pub address: String,
}

/// What a page can load. Pictures are not among them: a page may show those of every secure site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// `<script src>`
    Script,
    /// `<link rel="stylesheet">`
    Style,
    /// `<link rel="preload" as="font">`
    Font,
    /// `<iframe>`
    Frame,
    /// `<video>`, `<audio>` and what is in them.
    Media,
    /// `<embed>` and `<object>`
    Embed,
    /// `<form>`
    Form,
}

impl What {
    /// The directive that decides about it; `None` if no policy of errhub allows it.
    #[must_use]
    pub fn directive(self) -> Option<Directive> {
        match self {
            Self::Script => Some(Directive::Script),
            Self::Style => Some(Directive::Style),
            Self::Font => Some(Directive::Font),
            Self::Frame => Some(Directive::Frame),
            Self::Media => Some(Directive::Media),
            Self::Form => Some(Directive::Form),
            Self::Embed => None,
        }
    }

    /// The name for messages.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Script => "a script",
            Self::Style => "a style sheet",
            Self::Font => "a font",
            Self::Frame => "a frame with a page",
            Self::Media => "video or audio",
            Self::Embed => "an embedded document",
            Self::Form => "a form that is sent",
        }
    }
}

/// Gathers what a page loads.
#[derive(Debug, Default)]
pub(super) struct Loads {
    found: PageLoads,
    element: Element,
    attribute: Attribute,
    /// The address of the open element, and its kind if the attributes agree.
    address: Option<String>,
    relation: String,
    kind: String,
    /// Whether the open script is data.
    is_data: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Element {
    #[default]
    Other,
    Script,
    Style,
    Link,
    /// The element loads its `src`, `data` or `action`.
    Loads(What),
    Button,
}

impl Element {
    /// Whether the attribute is the address that the element loads.
    fn names_address(self, attribute: &[u8]) -> bool {
        match self {
            Self::Link => attribute == b"href",
            Self::Button => attribute == b"formaction",
            Self::Loads(What::Form) => attribute == b"action",
            Self::Loads(What::Embed) => attribute == b"src" || attribute == b"data",
            Self::Script | Self::Loads(_) => attribute == b"src",
            Self::Other | Self::Style => false,
        }
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
enum Attribute {
    #[default]
    Other,
    Address,
    Relation,
    Kind,
    Type,
    Style,
    Handler(String),
}

impl Loads {
    /// Takes the next event.
    pub(super) fn on(&mut self, event: Event<'_>) {
        match event {
            Event::Open(name) => {
                self.close();
                self.element = match name {
                    b"script" => Element::Script,
                    b"style" => Element::Style,
                    b"link" => Element::Link,
                    b"iframe" | b"frame" => Element::Loads(What::Frame),
                    b"video" | b"audio" | b"source" | b"track" => Element::Loads(What::Media),
                    b"embed" | b"object" => Element::Loads(What::Embed),
                    b"form" => Element::Loads(What::Form),
                    b"button" | b"input" => Element::Button,
                    _ => Element::Other,
                };
            }
            Event::Attribute(name) => self.attribute = self.attribute_of(name),
            Event::Value(value) => self.value(value),
            Event::Text(text) => {
                let text = || String::from_utf8_lossy(text).into_owned();
                match self.element {
                    Element::Script if self.address.is_none() && !self.is_data => {
                        self.found.scripts.push(text());
                    }
                    Element::Style => self.found.styles.push(text()),
                    _ => {}
                }
            }
            Event::Close(_) => self.close(),
        }
    }

    fn attribute_of(&self, name: &[u8]) -> Attribute {
        match (self.element, name) {
            (_, b"style") => Attribute::Style,
            (_, [b'o', b'n', _, ..]) => {
                Attribute::Handler(String::from_utf8_lossy(name).into_owned())
            }
            (Element::Script, b"type") => Attribute::Type,
            (Element::Link, b"rel") => Attribute::Relation,
            (Element::Link, b"as") => Attribute::Kind,
            (element, name) if element.names_address(name) => Attribute::Address,
            _ => Attribute::Other,
        }
    }

    fn value(&mut self, value: &[u8]) {
        let text = || String::from_utf8_lossy(value).trim().to_owned();
        match std::mem::take(&mut self.attribute) {
            Attribute::Other => {}
            Attribute::Address => self.address = Some(text()),
            Attribute::Relation => self.relation = text().to_ascii_lowercase(),
            Attribute::Kind => self.kind = text().to_ascii_lowercase(),
            Attribute::Type => self.is_data = is_data(&text().to_ascii_lowercase()),
            Attribute::Style => self.found.styles.push(text()),
            Attribute::Handler(name) => self.found.handlers.push((name, text())),
        }
    }

    /// Whether nothing was found.
    pub(super) fn is_empty(&self) -> bool {
        self.found == PageLoads::default()
    }

    /// Moves the results for the next piece of the page here. No element may be open.
    pub(super) fn append(&mut self, next: &mut Self) {
        let PageLoads { loads, scripts, handlers, styles } = &mut next.found;
        self.found.loads.append(loads);
        self.found.scripts.append(scripts);
        self.found.handlers.append(handlers);
        self.found.styles.append(styles);
    }

    /// Ends the attributes of the open element.
    pub(super) fn close(&mut self) {
        let what = match self.element {
            Element::Script => Some(What::Script),
            Element::Loads(what) => Some(what),
            Element::Button => Some(What::Form),
            Element::Link => self.linked(),
            Element::Other | Element::Style => None,
        };
        if let (Some(what), Some(address)) = (what, self.address.take()) {
            self.found.loads.push(PageLoad { what, address });
        }
        self.element = Element::Other;
        self.relation.clear();
        self.kind.clear();
        self.is_data = false;
    }

    fn linked(&self) -> Option<What> {
        let mut relations = self.relation.split_ascii_whitespace();
        match relations.find(|one| ["stylesheet", "preload", "modulepreload"].contains(one))? {
            "stylesheet" => Some(What::Style),
            "modulepreload" => Some(What::Script),
            _ => match &*self.kind {
                "font" => Some(What::Font),
                "style" => Some(What::Style),
                "script" => Some(What::Script),
                _ => None,
            },
        }
    }

    /// What was found.
    pub(super) fn finish(mut self) -> PageLoads {
        self.close();
        self.found
    }
}

/// Whether a script of this type is a data block, which browsers do not run (HTML, section 4.12.1).
fn is_data(kind: &str) -> bool {
    let is_script = matches!(kind, "" | "module" | "importmap" | "speculationrules")
        || kind.ends_with("/javascript")
        || kind.ends_with("/ecmascript");
    !is_script
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html;

    fn read(html: &str) -> PageLoads {
        let mut loads = Loads::default();
        html::read(html, |event| loads.on(event));
        loads.finish()
    }

    #[test]
    fn loads_are_found_in_any_order_of_attributes() {
        let found = read(
            "<link href=a rel=stylesheet><link rel='preload' as=font href=b><link rel=canonical href=c>\
             <script defer src=d></script><iframe src=e></iframe><video src=f><source src=g></video>\
             <object data=h></object><form action=i><button formaction=j>k</button></form><a href=l>m</a>\
             <img src=n><audio>",
        );
        let loads: Vec<_> = found.loads.iter().map(|load| (load.what, &*load.address)).collect();
        assert_eq!(
            loads,
            [
                (What::Style, "a"),
                (What::Font, "b"),
                (What::Script, "d"),
                (What::Frame, "e"),
                (What::Media, "f"),
                (What::Media, "g"),
                (What::Embed, "h"),
                (What::Form, "i"),
                (What::Form, "j"),
            ]
        );
        assert!(found.scripts.is_empty() && found.styles.is_empty());
    }

    #[test]
    fn code_in_the_page_is_found() {
        let found = read(
            "<script>a</script><script type=\"application/ld+json\">b</script><script src=c>d</script>\
             <script type=module>e</script><style>f</style><p style='g' onclick=h on=i>j</p>",
        );
        assert_eq!(found.scripts, ["a", "e"]);
        assert_eq!(found.styles, ["f", "g"]);
        assert_eq!(found.handlers, [("onclick".to_owned(), "h".to_owned())]);
    }
}
