//! A page as a tree of elements, parsed strictly: every element is closed, in order.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;

use html5gum::Tokenizer;
use html5gum::emitters::default::{DefaultEmitter, Token};

/// An element of a page.
#[derive(Debug, Default)]
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) attributes: BTreeMap<String, String>,
    pub(crate) children: Vec<Node>,
    /// The range of its content in the page.
    inner: Range<usize>,
}

/// A child of an element.
#[derive(Debug)]
pub(crate) enum Node {
    Element(Element),
    Text(String),
}

/// Elements without content (HTML, section 13.1.2).
const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
];

/// Parses a whole page or a part of one.
pub(crate) fn parse(html: &str) -> Element {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let mut open = vec![Element { inner: 0..html.len(), ..Element::default() }];
    for token in Tokenizer::new_with_emitter(html, emitter) {
        let top = open.len() - 1;
        match token.unwrap() {
            Token::StartTag(tag) => {
                let pairs = tag.attributes.iter();
                let element = Element {
                    name: text(&tag.name),
                    attributes: pairs.map(|(key, value)| (text(key), text(value))).collect(),
                    children: Vec::new(),
                    inner: tag.span.end..tag.span.end,
                };
                if tag.self_closing || VOID.contains(&element.name.as_str()) {
                    open[top].children.push(Node::Element(element));
                } else {
                    open.push(element);
                }
            }
            Token::EndTag(tag) => {
                let mut element = open.pop().unwrap();
                let name = text(&tag.name);
                assert_eq!(element.name, name, "</{name}> closes another element in\n{html}");
                element.inner.end = tag.span.start;
                open.last_mut().unwrap().children.push(Node::Element(element));
            }
            Token::String(string) => open[top].children.push(Node::Text(text(&string.value))),
            Token::Comment(_) | Token::Doctype(_) => {}
            // These errors are not about elements.
            Token::Error(error) if is_about_letters(error.value) => {}
            Token::Error(error) => panic!("{} in\n{html}", error.value),
        }
    }
    let root = open.pop().unwrap();
    assert!(open.is_empty(), "<{}> is never closed in\n{html}", root.name);
    root
}

fn is_about_letters(error: html5gum::Error) -> bool {
    use html5gum::Error::{
        ControlCharacterInInputStream, NoncharacterInInputStream, UnexpectedNullCharacter,
    };
    matches!(
        error,
        ControlCharacterInInputStream | NoncharacterInInputStream | UnexpectedNullCharacter
    )
}

impl Element {
    /// The value of an attribute; empty if there is none.
    pub(crate) fn attribute(&self, name: &str) -> &str {
        self.attributes.get(name).map_or("", String::as_str)
    }

    /// The child elements.
    pub(crate) fn elements(&self) -> impl Iterator<Item = &Self> {
        self.children.iter().filter_map(|child| match child {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// All descendant elements, in the order of the page.
    pub(crate) fn all(&self) -> Vec<&Self> {
        self.elements().flat_map(|child| std::iter::once(child).chain(child.all())).collect()
    }

    /// The descendant elements with this name.
    pub(crate) fn named(&self, name: &str) -> Vec<&Self> {
        self.all().into_iter().filter(|element| element.name == name).collect()
    }

    /// The only descendant that matches.
    pub(crate) fn one(&self, what: &str, fits: impl Fn(&Self) -> bool) -> &Self {
        let found: Vec<_> = self.all().into_iter().filter(|element| fits(element)).collect();
        assert_eq!(found.len(), 1, "{what}: {found:#?}");
        found[0]
    }

    /// The only part of the page whose heading has this anchor.
    pub(crate) fn section(&self, anchor: &str) -> &Self {
        self.one(anchor, |element| element.attribute("aria-labelledby") == anchor)
    }

    /// Its inner HTML.
    pub(crate) fn inner<'h>(&self, html: &'h str) -> &'h str {
        &html[self.inner.clone()]
    }

    /// Its text, with entities decoded.
    pub(crate) fn text(&self) -> String {
        let texts = self.children.iter().map(|child| match child {
            Node::Element(element) => element.text(),
            Node::Text(text) => text.clone(),
        });
        texts.collect()
    }

    /// The page without details that matter only to a style sheet: one line for each element, and
    /// for each text between elements.
    pub(crate) fn outline(&self) -> String {
        let mut outline = String::new();
        self.elements().for_each(|element| element.write_outline(&mut outline, 0));
        outline
    }

    fn write_outline(&self, outline: &mut String, depth: usize) {
        let _ = write!(outline, "{:1$}{2}", "", depth * 2, self.name);
        if self.name == "svg" {
            return outline.push('\n');
        }
        for (name, value) in &self.attributes {
            if !matches!(&**name, "class" | "tabindex" | "loading") && !name.starts_with("data-") {
                let _ = write!(outline, " {name}={value:?}");
            }
        }
        let keep = self.name == "pre" || self.name == "code";
        let texts: Vec<String> = self.children.iter().filter_map(|c| c.shown(keep)).collect();
        if self.attribute("type") == "application/ld+json" {
            outline.push('\n');
        } else if self.elements().next().is_none() {
            for text in &texts {
                let _ = write!(outline, " {text:?}");
            }
            outline.push('\n');
        } else {
            outline.push('\n');
            for child in &self.children {
                match child {
                    Node::Element(element) => element.write_outline(outline, depth + 1),
                    Node::Text(_) => child.shown(keep).iter().for_each(|text| {
                        let _ = writeln!(outline, "{:1$}{text:?}", "", depth * 2 + 2);
                    }),
                }
            }
        }
    }
}

impl Node {
    /// A text, unless it is only white space, whose runs become one space unless kept.
    fn shown(&self, keep: bool) -> Option<String> {
        let Self::Text(text) = self else { return None };
        if text.trim().is_empty() {
            return None;
        }
        if keep {
            return Some(text.clone());
        }
        let mut shown = collapse(text);
        if text.starts_with(char::is_whitespace) {
            shown.insert(0, ' ');
        }
        if text.ends_with(char::is_whitespace) {
            shown.push(' ');
        }
        Some(shown)
    }
}

/// The structured data of a page.
pub(crate) fn json_ld(page: &Element) -> Option<serde_json::Value> {
    let scripts = page.named("script");
    let data = |script: &&&Element| script.attribute("type") == "application/ld+json";
    let script = scripts.iter().find(data)?;
    Some(serde_json::from_str(&script.text()).expect("the JSON-LD is JSON"))
}

/// `text` with every run of white space as one space, and without any at the ends.
pub(crate) fn collapse(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
