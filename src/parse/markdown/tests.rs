//! Markdown and the HTML that it becomes.

use super::*;
use crate::parse::with_defaults;
use crate::random::cases;
use proptest::collection::vec;
use proptest::sample::select;
use proptest::{prop_assert_eq, proptest};

fn check(markdown: &str, expected: &str) {
    let (html, diagnostics) = render(markdown, false);
    assert_eq!(html.trim(), expected, "{markdown}");
    assert_eq!(diagnostics, [], "{markdown}");
}

fn render(markdown: &str, raw_html: bool) -> (String, Vec<Code>) {
    let (html, diagnostics) = rendered(markdown, raw_html);
    (html, diagnostics.iter().map(|diagnostic| diagnostic.code).collect())
}

fn diagnostics(markdown: &str, raw_html: bool) -> Vec<Diagnostic> {
    rendered(markdown, raw_html).1
}

fn rendered(markdown: &str, raw_html: bool) -> (String, Vec<Diagnostic>) {
    let source = SourcePath::new("content/http/502.md");
    let rendered = with_defaults("https://example.com/errors/", raw_html, |options| {
        let mut page = Page::new(&source, options);
        let html = page.render(markdown, &At::Bytes(0..markdown.len()), Outline::CAUSES);
        (html.into_html(), page.diagnostics)
    });
    rendered.unwrap()
}

#[test]
fn links_lead_to_addresses() {
    check("[a](504.md#faq)", "<p><a href=\"/errors/http/504/#faq\">a</a></p>");
    check("[a](../dns/_index.md)", "<p><a href=\"/errors/dns/\">a</a></p>");
    check("[a](/dns/x/)", "<p><a href=\"/errors/dns/x/\">a</a></p>");
    check("[a](https://x.org)", "<p><a href=\"https://x.org\">a</a></p>");
    check("<me@x.org>", "<p><a href=\"mailto:me@x.org\">me@x.org</a></p>");
    check(
        "![A *b*](502/a%20b.png)",
        "<p><img src=\"/errors/http/502/a%20b.png\" alt=\"A b\"\0></p>",
    );
    assert_eq!(render("[a](javascript:alert(1))", false).1, [Code::BadValue]);
}

#[test]
fn raw_html_is_text_unless_allowed() {
    let (html, codes) = render("a <b>c</b>", false);
    assert_eq!((html.trim(), codes), ("<p>a &lt;b&gt;c&lt;/b&gt;</p>", vec![Code::HtmlAsText]));
    let (html, codes) = render("<div>\nx\n</div>\n\ny", false);
    let expected = "<p>&lt;div&gt;\nx\n&lt;/div&gt;</p>\n<p>y</p>";
    assert_eq!((html.trim(), codes), (expected, vec![Code::HtmlAsText]));
    assert_eq!(render("a <b>c</b>", true).0.trim(), "<p>a <b>c</b></p>");
}

#[test]
fn keys_are_marked() {
    check("Press ++Ctrl+F5++.", "<p>Press <kbd>Ctrl</kbd>+<kbd>F5</kbd>.</p>");
    check("++Ctrl+++++ ++F5++", "<p><kbd>Ctrl</kbd>+<kbd>+</kbd> <kbd>F5</kbd></p>");
    check("C++ and g++ are", "<p>C++ and g++ are</p>");
    check("`++x++`", "<p><code>++x++</code></p>");
}

#[test]
fn headings_have_anchors_and_fit_the_page() {
    check(
        "### One\n\n### One\n\n#### Faq",
        "<h3 id=\"one\">One</h3>\n<h3 id=\"one-2\">One</h3>\n<h4 id=\"faq-2\">Faq</h4>",
    );
    check("## A *b* `c` {#x .y}", "<h2 id=\"x\" class=\"y\">A <em>b</em> <code>c</code></h2>");
    assert_eq!(render("# One", false).1, [Code::TopHeading]);
    assert_eq!(render("## One {#faq}", false).1, [Code::TakenAnchor]);
}

#[test]
fn alerts_and_notes_and_tasks() {
    check(
        "> [!TIP]\n> Try",
        "<div class=\"alert alert-tip\" role=\"note\"><p class=\"alert-title\">Tip</p>\n<p>Try</p>\n</div>",
    );
    check(
        "A[^x] B[^x]\n\n[^x]: Note *it*",
        "<p>A<sup class=\"note-mark\"><a href=\"#note-1\" id=\"note-1-ref\">1</a></sup> B<sup class=\"note-mark\"><a href=\"#note-1\">1</a></sup></p>\n\
         <ol class=\"footnotes\" aria-label=\"Notes\">\n<li id=\"note-1\" value=\"1\"><p>Note <em>it</em></p>\n\
         <a class=\"footnote-back\" href=\"#note-1-ref\" aria-label=\"Back to the text\">↩</a></li>\n</ol>",
    );
    check("- [x] done", "<ul>\n<li><span class=\"task\">☑</span> done</li>\n</ul>");
}

#[test]
fn text_is_never_a_template() {
    check("{{ x }} {% y %} ${{ z }} <T>", "<p>{{ x }} {% y %} ${{ z }} &lt;T&gt;</p>");
}

#[test]
fn there_are_no_inline_styles_or_handlers() {
    check(
        "|a|b|\n|--:|:-:|\n|1|2|",
        "<div class=\"table\" role=\"group\" tabindex=\"0\" aria-label=\"Table\"><table>\n\
         <thead><tr><th scope=\"col\" class=\"right\">a</th><th scope=\"col\" class=\"center\">b</th></tr></thead>\n\
         <tbody>\n<tr><td class=\"right\">1</td><td class=\"center\">2</td></tr>\n</tbody></table></div>",
    );
    check("## A {#b onclick=x style=y}", "<h2 id=\"b\">A</h2>");
    check("a\\\nb\n\n---", "<p>a<br>\nb</p>\n<hr>");
}

#[test]
fn unknown_languages_are_plain_and_reported() {
    let (html, codes) = render("```bashh\na < b\n```", false);
    assert_eq!(html.trim(), "<pre tabindex=\"0\"><code>a &lt; b\n</code></pre>");
    assert_eq!(codes, [Code::UnknownLanguage]);
    let wide = format!("|{}\n|{}\n", "a|".repeat(65), "-|".repeat(65));
    assert_eq!(render(&wide, false).1, [Code::TableTooWide]);
}

/// The diagnostics for some Markdown.
fn told(markdown: &str, raw_html: bool) -> Vec<(Code, String)> {
    diagnostics(markdown, raw_html)
        .into_iter()
        .map(|one| match one.place.unwrap().at {
            At::Bytes(range) => (one.code, markdown[range].to_owned()),
            other => panic!("{other:?}"),
        })
        .collect()
}

#[test]
fn punctuation_may_be_a_key() {
    check(
        "++Ctrl+[++ ++Ctrl+*++ ++*++",
        "<p><kbd>Ctrl</kbd>+<kbd>[</kbd> <kbd>Ctrl</kbd>+<kbd>*</kbd> <kbd>*</kbd></p>",
    );
    check(
        "++Alt+_++ or ++Ctrl+_++",
        "<p><kbd>Alt</kbd>+<kbd>_</kbd> or <kbd>Ctrl</kbd>+<kbd>_</kbd></p>",
    );
    check(
        "++Ctrl+`++ `a` ++Ctrl+`++",
        "<p><kbd>Ctrl</kbd>+<kbd>`</kbd> <code>a</code> <kbd>Ctrl</kbd>+<kbd>`</kbd></p>",
    );
    check(
        "++Ctrl+<++ b> ++Alt+>++",
        "<p><kbd>Ctrl</kbd>+<kbd>&lt;</kbd> b&gt; <kbd>Alt</kbd>+<kbd>&gt;</kbd></p>",
    );
    check("++Ctrl+\\++ ++Page_Up++", "<p><kbd>Ctrl</kbd>+<kbd>\\</kbd> <kbd>Page_Up</kbd></p>");
    check(
        "`++[++` and `a ++` or `b ++`",
        "<p><code>++[++</code> and <code>a ++</code> or <code>b ++</code></p>",
    );
}

#[test]
fn the_contents_list_headings_as_on_the_page() {
    let source = SourcePath::new("content/http/502.md");
    for (heading, text, anchor) in [
        ("List<T>", "List<T>", "list-t"),
        ("Press ++F5++ now", "Press F5 now", "press-f5-now"),
        ("A *b* `c_d` [e](x.md)", "A b c_d e", "a-b-c-d-e"),
        ("Cafe\u{301} &amp; Co", "Cafe\u{301} & Co", "café-co"),
        ("`ERR_SSL_VERSION_OR_CIPHER`", "ERR_SSL_VERSION_OR_CIPHER", "err-ssl-version-or-cipher"),
        ("त्रुटि ५०२", "त्रुटि ५०२", "त्रुटि-५०२"),
        ("Noted[^1]\n\n[^1]: x\n", "Noted", "noted"),
    ] {
        let markdown = format!("## {heading}");
        let rendered = with_defaults("https://example.com/", false, |options| {
            let mut page = Page::new(&source, options);
            let html = page.render(&markdown, &At::Bytes(0..markdown.len()), Outline::CAUSES);
            (html, page.toc)
        });
        let (html, toc) = rendered.unwrap();
        let entry = TocEntry { level: 2, text: text.into(), anchor: anchor.into() };
        assert_eq!(toc, [entry], "{html}");
        assert!(html.contains(&format!("<h2 id=\"{anchor}\">")), "{html}");
    }
}

#[test]
fn wrapped_lines_of_chinese_and_japanese_have_no_space_between() {
    check("网关没有\n响应。", "<p>网关没有响应。</p>");
    check(
        "> **エラー**\n> [です](x.md)",
        "<blockquote>\n<p><strong>エラー</strong><a href=\"/errors/http/x/\">です</a></p>\n</blockquote>",
    );
    check("한국어\n오류", "<p>한국어\n오류</p>");
    check("网关\n502\n错误", "<p>网关\n502\n错误</p>");
    check("`网`\n关", "<p><code>网</code>\n关</p>");
    check("```\n网\n关\n```", "<pre tabindex=\"0\"><code>网\n关\n</code></pre>");
}

#[test]
fn alerts_have_titles_and_other_names() {
    let alert = |name: &str, title: &str, text: &str| {
        format!(
            "<div class=\"alert alert-{name}\" role=\"note\"><p class=\"alert-title\">{title}</p>\n{text}</div>"
        )
    };
    check(
        "> [!WARNING] Mind *this*\n> Text",
        &alert("warning", "Mind <em>this</em>", "<p>Text</p>\n"),
    );
    check("> [!note] Only a title", &alert("note", "Only a title", ""));
    check(
        "> [!DANGER]\n> Text\n>\n> More",
        &alert("caution", "Caution", "<p>Text</p>\n<p>More</p>\n"),
    );
    check("> [!TIP]- Folded\n> Text", &alert("tip", "Folded", "<p>Text</p>\n"));
    assert_eq!(told("> [!WARNNG]\n> x", false), [(Code::UnknownAlert, "[!WARNNG]".into())]);
    check("> [!] x", "<blockquote>\n<p>[!] x</p>\n</blockquote>");
}

#[test]
fn comments_are_left_out_of_the_page() {
    for (markdown, html, comment) in [
        ("<!-- note -->\n\na", "<p>a</p>", "<!-- note -->"),
        ("a <!-- b --> c", "<p>a  c</p>", "<!-- b -->"),
        ("- a\n\n  <!-- b\n  c -->\n", "<ul>\n<li>\n<p>a</p>\n</li>\n</ul>", "<!-- b\n  c -->"),
    ] {
        assert_eq!(render(markdown, false).0.trim(), html);
        assert_eq!(told(markdown, false), [(Code::CommentLeftOut, comment.into())]);
        assert_eq!(render(markdown, true), (html.to_owned() + "\n", vec![]));
    }
    let told_open = |raw_html| told("<!-- open\na\n\nb", raw_html);
    assert_eq!(told_open(false), [(Code::HtmlAsText, "<!-- open".into())]);
    assert_eq!(told_open(true), [(Code::UnclosedHtml, "<!-- open".into())]);
    check("`<!-- a -->`", "<p><code>&lt;!-- a --&gt;</code></p>");
}

#[test]
fn tags_that_readers_see_are_reported() {
    let place = |markdown| {
        let told = told(markdown, false);
        assert!(told.iter().all(|(code, _)| *code == Code::HtmlAsText), "{told:?}");
        told.into_iter().map(|(_, place)| place).collect::<Vec<_>>()
    };
    assert_eq!(place("|a|\n|-|\n|b<br/>c<br>|"), ["<br/>", "<br>"]);
    assert_eq!(place("a\n\n<table>\n<tr><td>x</td></tr>\n</table>"), ["<table>"]);
    assert_eq!(place("<iframe src=\"x\"></iframe>"), ["<iframe src=\"x\">"]);
    assert_eq!(place("a <a href=x>b</a> <code>c</code>"), ["<a href=x>", "<code>"]);
    assert_eq!(place("> <p>x</p>\n> </div>"), ["<p>"]);
    for silent in [
        "List<T> <your-name> <stdio.h> <address> Vec<i> <code> Map<a, b> <b> <time> <title>",
        "`<br>` <https://example.com> <me@example.com>\n\n```html\n<table>\n```",
        "Error <code>: <data> for <input>",
    ] {
        assert_eq!(place(silent), [""; 0], "{silent}");
    }
}

#[test]
fn html_that_is_passed_through_fits_the_page() {
    let check = |markdown, expected: &[(Code, &str)]| {
        let told = told(markdown, true);
        let told: Vec<_> = told.iter().map(|(code, place)| (*code, place.as_str())).collect();
        assert_eq!(told, expected, "{markdown}");
    };
    check("<details>\n<summary>A</summary>\n\ntext **b**", &[(Code::UnclosedHtml, "<details>")]);
    check("a\n\n<div>\n\n<div>b</div>\n", &[(Code::UnclosedHtml, "<div>")]);
    check("a <b>c", &[(Code::UnclosedHtml, "<b>")]);
    check("<div>\n\n<i>a\n\n</div>", &[(Code::UnclosedHtml, "<i>")]);
    check("</div>", &[(Code::UnclosedHtml, "</div>")]);
    check("<h1>x</h1>", &[(Code::TopHeading, "<h1>")]);
    check(
        "## A\n\n<p id=\"a\">x</p>\n\n<p id=faq>",
        &[(Code::TakenAnchor, "<p id=\"a\">"), (Code::TakenAnchor, "<p id=faq>")],
    );
    check(
        "<details id=\"x\"><summary>A</summary>\n\n<ul><li>b<br>c<li>d</ul>\n<img src=x><p>y\n</details>",
        &[],
    );
    check("<svg><path d=\"x\"/></svg> <table><tr><td>a</table>", &[]);
    check("`<div>` List<T>\n\n```html\n<div>\n```", &[(Code::UnclosedHtml, "<T>")]);
}

#[test]
fn footnotes_need_both_ends() {
    let (html, codes) = render("a[^x] b\n\n[^y]: unused\n\n[^x]: one\n\n[^x]: two", false);
    assert_eq!(codes, [Code::UnusedFootnote, Code::FootnoteTwice]);
    assert!(html.contains("id=\"note-1\"") && html.contains("one"), "{html}");
    assert!(
        !html.contains("unused") && !html.contains("two") && !html.contains("note-2"),
        "{html}"
    );
    let (html, _) = render("[^b]: B\n\n[^a]: A\n\nx[^a] y[^B]", false);
    assert!(html.find("<p>A</p>") < html.find("<p>B</p>"), "{html}");
}

#[test]
fn long_names_may_break() {
    check(
        "`DNS_PROBE_FINISHED_NXDOMAIN`",
        "<p><code>DNS_<wbr>PROBE_<wbr>FINISHED_<wbr>NXDOMAIN</code></p>",
    );
    check(
        "a *std::io::Error::Other* b",
        "<p>a <em>std::<wbr>io::<wbr>Error::<wbr>Other</em> b</p>",
    );
    check(
        "```\nDNS_PROBE_FINISHED_NXDOMAIN\n```",
        "<pre tabindex=\"0\"><code>DNS_PROBE_FINISHED_NXDOMAIN\n</code></pre>",
    );
}

#[test]
fn addresses_in_html_mean_what_they_mean_in_markdown() {
    let html = "<a class=b href='504.md#x'>c</a> <img src=502/a.png alt=\"\" srcset=\"a.png 1x, https://x.org/b.png 2x\"> \
                <a href=\"https://x.org/?a&amp;b\">d</a> <!-- <a href=e.md> -->";
    let (shown, codes) = render(html, true);
    assert_eq!(
        shown.trim(),
        "<p><a class=b href='/errors/http/504/#x'>c</a> \
         <img src=/errors/http/502/a.png alt=\"\" srcset=\"/errors/http/a.png 1x, https://x.org/b.png 2x\"> \
         <a href=\"https://x.org/?a&amp;b\">d</a> </p>"
    );
    assert_eq!(codes, []);
    assert_eq!(render("<div>\n<a\nhref=www.x.org>c</a>\n</div>", true).1, [Code::BadAddress]);
    assert_eq!(render("<a href='javascript:x()'>c</a>", true).1, [Code::BadValue]);
}

/// Parts of random Markdown. Labels, footnote numbers and some spaces in code are left out, because
/// as words they differ from the HTML.
pub(crate) const PIECES: &[&str] = &[
    "one",
    "two, three.",
    " ",
    "\n",
    "\n\n",
    "*",
    "**",
    "`a  b`",
    "`",
    "~~gone~~",
    "[link](b.md)",
    "[a",
    "](c.md#d \"t\")",
    "![shot](e.png)",
    "\n\n- ",
    "\n1. ",
    "\n> ",
    "\n\n## ",
    "\n\n| a | b |\n|---|---|\n| c | d |\n\n",
    "++Ctrl+F5++",
    "<b>",
    "</b>",
    "<div>",
    "<img alt=x>",
    "\\\n",
    "  \n",
    "&amp;",
    "é\u{301}",
    "中\n文",
    "DNS_PROBE_FINISHED_NXDOMAIN",
    "---\n",
    "- [x] done",
    "<!-- no -->",
];

proptest! {
    #![proptest_config(cases(512))]

    #[test]
    fn words_are_what_the_page_shows(pieces in vec(select(PIECES), 0..16), raw_html: bool) {
        let text = pieces.concat();
        let source = SourcePath::new("content/http/a.md");
        let rendered = with_defaults("https://example.com", raw_html, |options| {
            let mut page = Page::new(&source, options);
            let html = page.render(&text, &At::Bytes(0..text.len()), Outline::PAGE);
            (html, page.words.take())
        });
        let (html, words) = rendered.unwrap();
        let mut shown = Words::default();
        shown.html(&html);
        prop_assert_eq!(words, shown.take(), "{:?} {}", text, &*html);
    }
}
