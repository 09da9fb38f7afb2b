//! The tags and comments in a piece of HTML, with their places.

use std::ops::Range;

use html5gum::Tokenizer;
use html5gum::emitters::default::{DefaultEmitter, Token};

/// A tag or a comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HtmlPart {
    /// The kind of part.
    pub kind: PartKind,
    /// Its range, in bytes.
    pub range: Range<usize>,
}

/// The kind of an [`HtmlPart`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PartKind {
    /// A start tag.
    Open {
        /// The element, in lower case.
        name: String,
        /// Its `id`, if it has one.
        id: Option<String>,
        /// Whether it has any attributes.
        has_attributes: bool,
        /// Whether it ends in `/>`.
        is_self_closing: bool,
    },
    /// An end tag: the element, in lower case.
    Close(String),
    /// A comment.
    Comment,
}

/// The tags and comments of `html`, in order.
#[must_use]
pub fn parts(html: &str) -> Vec<HtmlPart> {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let part = |token| {
        let (kind, span) = match token {
            Token::StartTag(tag) => {
                let kind = PartKind::Open {
                    id: tag.attributes.get(&b"id"[..]).map(|id| text(id)),
                    has_attributes: !tag.attributes.is_empty(),
                    is_self_closing: tag.self_closing,
                    name: text(&tag.name),
                };
                (kind, tag.span)
            }
            Token::EndTag(tag) => (PartKind::Close(text(&tag.name)), tag.span),
            Token::Comment(comment) => (PartKind::Comment, comment.span),
            _ => return None,
        };
        Some(HtmlPart { kind, range: span.start..span.end })
    };
    Tokenizer::new_with_emitter(html, emitter).flatten().filter_map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_have_their_places() {
        let html =
            "a <B id=x>b</b><!-- c -->d<br/>\n<p\nclass=y>é</p><script><!-- e --></script><!-- f";
        let found: Vec<_> = parts(html).into_iter().map(|part| &html[part.range]).collect();
        assert_eq!(
            found,
            [
                "<B id=x>",
                "</b>",
                "<!-- c -->",
                "<br/>",
                "<p\nclass=y>",
                "</p>",
                "<script>",
                "</script>",
                "<!-- f"
            ]
        );
        let PartKind::Open { name, id, .. } = &parts(html)[0].kind else { panic!() };
        assert_eq!((name.as_str(), id.as_deref()), ("b", Some("x")));
    }
}
