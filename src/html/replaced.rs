//! HTML with some of its elements replaced.

use std::collections::BTreeMap;

use html5gum::Tokenizer;
use html5gum::emitters::default::{DefaultEmitter, Token};

use super::escape;

/// A tag of a piece of HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tag {
    /// A start tag.
    Open(OpenTag),
    /// An end tag: the element, in lower case.
    Close(String),
}

/// A start tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenTag {
    /// The element, in lower case.
    pub name: String,
    /// The attributes by name, with their values decoded.
    pub attributes: BTreeMap<String, String>,
}

impl OpenTag {
    /// The value of an attribute; empty if there is none.
    #[must_use]
    pub fn attribute(&self, name: &str) -> &str {
        self.attributes.get(name).map_or("", String::as_str)
    }

    /// The tag as HTML.
    #[must_use]
    pub fn to_html(&self) -> String {
        let mut html = format!("<{}", self.name);
        for (name, value) in &self.attributes {
            html.push(' ');
            html.push_str(name);
            if !value.is_empty() {
                html.push_str("=\"");
                html.push_str(&escape(value));
                html.push('"');
            }
        }
        html.push('>');
        html
    }
}

/// What to do with a tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Leave it as it is.
    Keep,
    /// Write this instead of the tag.
    Tag(String),
    /// Write this instead of the element, from its start tag to its end tag.
    Element(String),
}

/// `html` with its tags changed by `change`. A replaced element without an end tag extends to the
/// end of the text.
#[must_use]
pub fn replaced(html: &str, mut change: impl FnMut(&Tag) -> Change) -> String {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let mut made = String::with_capacity(html.len());
    let mut from = 0;
    // The element that is left out, and how many elements of its name are open.
    let mut left_out: Option<(String, usize)> = None;
    for token in Tokenizer::new_with_emitter(html, emitter).flatten() {
        let (tag, span) = match token {
            Token::StartTag(tag) => {
                let pairs = tag.attributes.iter();
                let attributes = pairs.map(|(key, value)| (text(key), text(value)));
                let open = OpenTag { name: text(&tag.name), attributes: attributes.collect() };
                (Tag::Open(open), tag.span)
            }
            Token::EndTag(tag) => (Tag::Close(text(&tag.name)), tag.span),
            _ => continue,
        };
        if let Some((name, depth)) = &mut left_out {
            match &tag {
                Tag::Open(open) if open.name == *name => *depth += 1,
                Tag::Close(close) if close == name => *depth -= 1,
                _ => {}
            }
            if *depth == 0 {
                left_out = None;
            }
            from = span.end;
            continue;
        }
        let new = match change(&tag) {
            Change::Keep => continue,
            Change::Tag(new) => new,
            Change::Element(new) => {
                if let Tag::Open(open) = &tag {
                    left_out = Some((open.name.clone(), 1));
                }
                new
            }
        };
        made.push_str(&html[from..span.start]);
        made.push_str(&new);
        from = span.end;
    }
    if left_out.is_none() {
        made.push_str(&html[from..]);
    }
    made
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_elements_are_replaced() {
        let html = "é<B ID=x>b</b><img src='a&amp;b' alt=''><div>c<div>d</div>e</div>f<div>g";
        let change = |tag: &Tag| match tag {
            Tag::Open(open) if open.name == "b" => Change::Tag("<i>".into()),
            Tag::Close(name) if name == "b" => Change::Tag("</i>".into()),
            Tag::Open(open) if open.name == "div" => Change::Element("…".into()),
            Tag::Open(open) if open.name == "img" => Change::Tag(open.to_html()),
            _ => Change::Keep,
        };
        assert_eq!(replaced(html, change), "é<i>b</i><img alt src=\"a&amp;b\">…f…");
        assert_eq!(replaced(html, |_| Change::Keep), html);
    }

    #[test]
    fn scripts_are_text_until_their_end() {
        let change = |tag: &Tag| match tag {
            Tag::Open(open) if open.name == "script" => Change::Element(String::new()),
            _ => Change::Keep,
        };
        assert_eq!(replaced("a<script>\"<b>\" + \"</p>\"</script>b", change), "ab");
    }
}
