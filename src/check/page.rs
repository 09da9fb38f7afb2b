//! One page of final HTML: where it leads, what it can be led to, and whether its structured data
//! says what it shows.

use std::convert::Infallible;

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};
use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::html;
use crate::path::SourcePath;

/// What a page links to and offers as targets.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// Its anchors, one a line: they are looked up rarely, and one allocation is small.
    pub anchors: String,
    /// Its links, as written.
    pub links: Vec<String>,
    /// Its pictures: the address, and the description if it has any attribute for one.
    pub images: Vec<(String, Option<String>)>,
    /// Its structured data.
    json_ld: Vec<String>,
}

/// Reads the final HTML of one page, and says where its structured data differs from what it
/// shows. `about` is the source that the page is made of.
#[must_use]
pub fn page(html: &str, about: &SourcePath) -> (Facts, Vec<Diagnostic>) {
    let facts = read(html);
    let mut diagnostics = Vec::new();
    if !facts.json_ld.is_empty() {
        let shown = normalised(&html::visible_text(html));
        for text in facts.json_ld.iter().flat_map(|json| claims(json)) {
            if !shown.contains(&normalised(&text)) {
                diagnostics.push(
                    Diagnostic::new(
                        Code::HiddenMarkup,
                        format!(
                            "the structured data says “{}”, which the page does not show",
                            start(&text)
                        ),
                        Place::file(about),
                    )
                    .help("let the template show it, as the built-in one does"),
                );
            }
        }
    }
    (facts, diagnostics)
}

impl Facts {
    /// Whether the page has this anchor.
    #[must_use]
    pub fn has_anchor(&self, anchor: &str) -> bool {
        self.anchors().any(|known| known == anchor)
    }

    /// The anchors of the page.
    pub fn anchors(&self) -> impl Iterator<Item = &str> + Clone {
        self.anchors.lines()
    }
}

/// The element that is open, as far as it matters.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Element {
    Link,
    Image,
    Script,
    Other,
}

fn read(html: &str) -> Facts {
    let mut facts = Facts::default();
    let mut element = Element::Other;
    let mut attribute = Vec::new();
    let mut is_json_ld = false;
    let mut emitter =
        CallbackEmitter::new(|event: CallbackEvent<'_>, _: Span<()>| -> Option<Infallible> {
            match event {
                CallbackEvent::OpenStartTag { name } => {
                    element = match name {
                        b"a" | b"area" | b"link" => Element::Link,
                        b"img" => {
                            facts.images.push((String::new(), None));
                            Element::Image
                        }
                        b"script" => Element::Script,
                        _ => Element::Other,
                    };
                    is_json_ld = false;
                }
                CallbackEvent::AttributeName { name } => {
                    attribute.clear();
                    attribute.extend_from_slice(name);
                    if element == Element::Image
                        && name == b"alt"
                        && let Some((_, alt)) = facts.images.last_mut()
                    {
                        *alt = Some(String::new());
                    }
                }
                CallbackEvent::AttributeValue { value } => {
                    let value = || String::from_utf8_lossy(value).into_owned();
                    match (element, attribute.as_slice()) {
                        (_, b"id") => {
                            facts.anchors.push_str(&value());
                            facts.anchors.push('\n');
                        }
                        (Element::Link, b"href") | (Element::Script, b"src") => {
                            facts.links.push(value());
                        }
                        (Element::Image, name) => {
                            if let Some((src, alt)) = facts.images.last_mut() {
                                match name {
                                    b"src" => *src = value(),
                                    b"alt" => *alt = Some(value()),
                                    _ => {}
                                }
                            }
                        }
                        (Element::Script, b"type") => is_json_ld = value() == "application/ld+json",
                        _ => {}
                    }
                }
                CallbackEvent::String { value } if is_json_ld => {
                    facts.json_ld.push(String::from_utf8_lossy(value).into_owned());
                }
                CallbackEvent::EndTag { .. } => is_json_ld = false,
                _ => {}
            }
            None
        });
    // Scripts and titles have other rules than text (HTML, section 13.2.5).
    emitter.naively_switch_states(true);
    // The emitter never returns a token, so one call runs through the whole text.
    let _ = Tokenizer::new_with_emitter(html, emitter).next();
    facts
}

/// The texts that structured data says a reader can read.
fn claims(json: &str) -> Vec<String> {
    let mut found = Vec::new();
    if let Ok(value) = serde_json::from_str::<Value>(json) {
        collect(&value, &mut found);
    }
    found
}

fn collect(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        Value::Object(members) => {
            for (name, member) in members {
                match (name.as_str(), member) {
                    ("headline" | "name" | "text" | "termCode", Value::String(text)) => {
                        found.push(text.clone());
                    }
                    (_, member) => collect(member, found),
                }
            }
        }
        _ => {}
    }
}

/// Quotes of every style and white space of every kind are the same.
fn normalised(text: &str) -> String {
    let mut normal = String::with_capacity(text.len());
    let mut space = false;
    for letter in text.chars() {
        let letter = match letter {
            '“' | '”' | '„' | '«' | '»' => '"',
            '‘' | '’' | '‚' => '\'',
            letter => letter,
        };
        if letter.is_whitespace() {
            space = !normal.is_empty();
            continue;
        }
        if std::mem::take(&mut space) {
            normal.push(' ');
        }
        normal.push(letter);
    }
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
            "<a id=x href=/a/?b#c>A</a><img src=1.png alt><img src=2.png><img alt='y' src=3.png><link href=s.css>",
            &SourcePath::new("content/a/b.md"),
        );
        assert_eq!(facts.links, ["/a/?b#c", "s.css"]);
        let image = |src: &str, alt: Option<&str>| (src.to_owned(), alt.map(str::to_owned));
        assert_eq!(
            facts.images,
            [image("1.png", Some("")), image("2.png", None), image("3.png", Some("y"))]
        );
        assert!(facts.has_anchor("x") && !facts.has_anchor("y"));
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
