//! The texts of an article: what they contain is known since they were made from Markdown.

use crate::parse::Prose;
use crate::parse::markdown::Found;

/// The HTML of a text that a page may contain, and what is in it.
pub(super) struct KnownText<'a> {
    pub(super) html: &'a str,
    pub(super) found: &'a Found,
    /// Its visible text, if that is known.
    pub(super) shown: Option<&'a str>,
}

impl<'a> KnownText<'a> {
    /// The texts of an article about which everything is known, in the order of its page.
    pub(super) fn of(prose: &'a Prose) -> Vec<Self> {
        let texts = prose.texts().filter_map(|(text, shown)| {
            let (html, found) = (text.trim_end(), text.found()?);
            (!html.is_empty()).then_some(Self { html, found, shown })
        });
        texts.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Pieces, page};
    use super::*;
    use crate::diagnostic::At;
    use crate::html;
    use crate::parse::markdown::tests::PIECES;
    use crate::parse::markdown::{Outline, Page};
    use crate::parse::{Question, with_defaults};
    use crate::path::SourcePath;
    use crate::random::cases;
    use proptest::collection::vec;
    use proptest::sample::select;
    use proptest::{prop_assert_eq, proptest};

    /// The text of an article with these questions.
    fn prose(texts: &[String], raw_html: bool) -> Prose {
        let source = SourcePath::new("content/http/502.md");
        let answers = with_defaults("https://example.com/errors/", raw_html, |options| {
            let mut page = Page::new(&source, options);
            let answer = |markdown: &String| {
                let answer =
                    page.render(markdown, &At::Bytes(0..markdown.len()), Outline::below(3));
                let (question, anchor) = Default::default();
                let text = html::visible_text(&answer);
                Question { question, anchor, answer, text }
            };
            texts.iter().map(answer).collect::<Vec<_>>()
        });
        let mut answers = answers.unwrap().into_iter();
        let quick_answer = answers.next().map(|one| one.answer).unwrap_or_default();
        let body = answers.next().map(|one| one.answer).unwrap_or_default();
        Prose { quick_answer, body, faq: answers.collect(), ..Prose::default() }
    }

    /// Structured data that claims to be on the page.
    fn claims(texts: &[&str]) -> String {
        let claims: Vec<_> = texts.iter().map(|text| serde_json::json!({ "text": text })).collect();
        let json = serde_json::to_string(&claims).unwrap().replace('<', "\\u003c");
        format!("<!doctype html>\n<p>\n<script type=\"application/ld+json\">{json}</script>\n")
    }

    proptest! {
        #![proptest_config(cases(768))]

        #[test]
        fn known_texts_give_the_same_as_the_page(
            texts in vec(vec(select([PIECES, MARKDOWN].concat()), 0..12), 1..6),
            around in vec(vec(select(AROUND), 0..3), 6),
            more in select(CLAIMS),
            raw_html: bool,
        ) {
            let texts: Vec<String> = texts.iter().map(|parts| parts.concat()).collect();
            let prose = prose(&texts, raw_html);
            let said = prose.texts().filter_map(|(_, shown)| shown).chain([more]);
            let mut html = claims(&said.collect::<Vec<_>>());
            for ((text, _), around) in prose.texts().zip(&around) {
                html.push_str(&around.concat());
                html.push_str(text);
            }
            html.push_str("</p>\n");
            let about = SourcePath::new("content/http/502.md");
            let read = |prose| page(&html, &about, prose, &Pieces::default());
            prop_assert_eq!(read(Some(&prose)), read(None), "{}", html);
        }
    }

    #[test]
    fn known_texts_are_not_parsed() {
        let texts =
            ["One [a](b.md).", "## Two\n\n- *c*\n\n```rust\n<p>\n<p>\n```", "![d](e.png)", "f"];
        let prose = prose(&texts.map(str::to_owned), false);
        let known = KnownText::of(&prose);
        assert_eq!(known.len(), 3, "a picture is parsed");
        let texts = prose.texts();
        let all: String = texts.flat_map(|(text, _)| ["<div>\n", &**text, "</div>\n"]).collect();
        let html = claims(&[]) + &all;
        let reader = Pieces::default().read(&html, &known);
        assert_eq!(reader.repeated, [0, 1, 2]);
        assert_eq!((&*reader.facts.anchors, &*reader.facts.links), ("two\n", "/errors/http/b/\n"));
    }

    /// What a page may contain between texts.
    const AROUND: &[&str] = &[
        "<div>\n",
        "</div>\n",
        "<p>a</p>\n",
        "<p id=b><a href=c>d</a></p>\n",
        "<div>",
        "e ",
        "\n",
        "<template>\n",
        "</template>\n",
        "<ol class=\"footnotes\">\n",
        "<ol>\n",
        "</ol>\n",
        "<time datetime=2026-01-02>\n",
        "<!--\n",
        "-->\n",
        "<title>\n",
        "<script>\n",
        "</script>\n",
        "<p class=\"\n",
        "<sup class=note-mark>\n",
    ];

    /// Texts that a page may or may not show.
    const CLAIMS: &[&str] =
        &["one", "two, three. one", "a", " a ", "one\ntwo, three.", "“one”", ""];

    /// Parts of Markdown besides those whose words are compared with the page.
    const MARKDOWN: &[&str] = &[
        "~~c~~",
        "[d](b.md)",
        "[e",
        "](c.md#d 't\"')",
        "](<x y&'[].md>)",
        "](https://x.org/?a=b&amp;c=%20'\\*é)",
        "](a&#10;b&#0;)",
        "]()",
        "[f][g]",
        "\n\n[g]: /h#i\n\n",
        "<me@x.org>",
        "<https://x.org/`|\\>",
        "![j](k.png)",
        "![l [m](n.md)](o.mp4)",
        "\n> [!NOTE] p\n> ",
        "\n\n> [!WARNING]\n> ",
        "\n\n### q {#r&\"'<s .footnotes t=u}\n\n",
        "\n\n# Two\n\n",
        "\n===\n",
        "\n\n| a | b |\n|---|:-:|\n| c | [d](e.md) | [f](g.md) |\n\n",
        "|",
        "[^h]",
        "\n\n[^h]: i [j](k.md)\n\n",
        "++Ctrl+<+F5++",
        "<b id=l>",
        "\n\n<div onclick=m>\n\n",
        "<a href=n>",
        "<!-- o -->",
        "<time datetime=p>",
        "&lt;a href=q>",
        "\n---\n",
        "\n\n```html\n<p id=r>\n<a href=s>\n```\n\n",
        "\n\n    <t>\n\n",
        "\0",
        "\u{ffff}",
        "\r\n",
    ];
}
