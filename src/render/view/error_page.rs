//! The view of a page that a server shows when an error occurs.

use serde::Serialize;

use crate::address;
use crate::config::{BaseUrl, Theme, themes};
use crate::html::{self, Event, PartKind};
use crate::parse::Prose;
use crate::parse::front_matter::Audience;
use crate::render::parts::{ArticlePart, Frame};

/// A page that a server shows: `page` in error-page.html. All its addresses are full ones, because
/// the page is shown at any address of any site.
#[derive(Debug, Clone, Serialize)]
pub struct ErrorPageView<'a> {
    /// The kind of page: `error-page`.
    pub kind: &'static str,
    /// The status code.
    pub status: u16,
    /// The error's name.
    pub name: &'a str,
    /// The heading: the name, with the code if that is not part of it.
    pub heading: String,
    /// The title of the window.
    pub title: String,
    /// HTML: the answer for somebody who reads nothing else.
    pub quick_answer: String,
    /// HTML without block elements: what happened; `None` if the article does not begin with it.
    pub happened: Option<String>,
    /// What visitors can do.
    pub methods: Vec<ErrorPageMethod<'a>>,
    /// The full address of the article.
    pub article: String,
    /// The full address of the hub.
    pub hub: String,
    /// After how many seconds to ask whether the error has passed; `None` if waiting does not help.
    pub retry_after: Option<u16>,
    /// The colours of both themes.
    pub colors: ThemesView,
}

/// A method of visitors, in short.
#[derive(Debug, Clone, Serialize)]
pub struct ErrorPageMethod<'a> {
    /// What to do, in a few words.
    pub title: &'a str,
    /// HTML without block elements: how it begins; `None` if there is no room for it.
    pub summary: Option<String>,
    /// About how many minutes it takes.
    pub minutes: Option<u16>,
}

/// The colours that site.yaml decides, in both themes.
#[derive(Debug, Clone, Serialize)]
pub struct ThemesView {
    /// The light theme.
    pub light: ThemeView,
    /// The dark theme.
    pub dark: ThemeView,
}

/// The colours of a theme, such as `#0a58a8`.
#[derive(Debug, Clone, Serialize)]
pub struct ThemeView {
    /// Links and buttons.
    pub accent: String,
    /// The page.
    pub background: String,
    /// What is set apart from the page.
    pub raised: String,
    /// The edges of boxes.
    pub edge: String,
}

/// How much of an article a page repeats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// What happened, and how each method begins.
    Full,
    /// The quick answer, and the titles of the methods.
    Brief,
}

impl<'a> Frame<'a> {
    /// The view of the page that a server shows with `status`; `prose` is the text of the article.
    #[must_use]
    pub fn error_page(
        &self,
        article: &ArticlePart<'a>,
        prose: &'a Prose,
        status: u16,
        detail: Detail,
    ) -> ErrorPageView<'a> {
        let part = article.summary();
        let name = part.summary().title.as_str();
        let url = self.absolute(part.url());
        let base = &self.config().base_url;
        let code = status.to_string();
        let heading =
            if name.contains(&code) { name.to_owned() } else { format!("{code}: {name}") };
        let first = |html: &str| match detail {
            Detail::Full => first_paragraph(html).map(|first| standalone(first, base, &url)),
            Detail::Brief => None,
        };
        let methods = prose.methods.iter().filter(|one| one.audience == Audience::Visitor);
        let methods = methods.map(|method| ErrorPageMethod {
            title: &method.title,
            summary: first(&method.body),
            minutes: method.minutes.map(std::num::NonZero::get),
        });
        let [light, dark] = themes(&self.config().colors.clone().unwrap_or_default());
        ErrorPageView {
            kind: "error-page",
            status,
            name,
            title: self.titled(&heading),
            heading,
            quick_answer: standalone(&prose.quick_answer, base, &url),
            happened: first(&prose.body),
            methods: methods.collect(),
            hub: self.absolute(&self.edition().root()),
            retry_after: retry_after(status),
            colors: ThemesView { light: theme(&light), dark: theme(&dark) },
            article: url,
        }
    }
}

/// After how many seconds a page first asks whether the error has passed. Waiting does not help
/// with other errors.
fn retry_after(status: u16) -> Option<u16> {
    match status {
        429 => Some(30),
        500 | 502..=504 => Some(5),
        _ => None,
    }
}

fn theme(theme: &Theme) -> ThemeView {
    ThemeView {
        accent: theme.accent.to_string(),
        background: theme.background.to_string(),
        raised: theme.raised.to_string(),
        edge: theme.edge.to_string(),
    }
}

/// The content of the paragraph at the start of `html`; `None` if it starts with anything else.
fn first_paragraph(html: &str) -> Option<&str> {
    let rest = html.trim_start().strip_prefix("<p>")?;
    rest.split_once("</p>").map(|(first, _)| first)
}

/// A fragment of a page for another place: with full addresses, and with the descriptions of its
/// pictures in place of the pictures. `page` is the full address that it comes from.
fn standalone(html: &str, base: &BaseUrl, page: &str) -> String {
    let mut text = html.to_owned();
    for part in html::parts(html).into_iter().rev() {
        if matches!(&part.kind, PartKind::Open { name, .. } if name == "img") {
            let alt = html::escape(&alt(&html[part.range.clone()]));
            text.replace_range(part.range, &alt);
        }
    }
    for value in html::addresses(&text.clone()).into_iter().rev() {
        let address = &value.text;
        let whole = if address.starts_with('/') && !address.starts_with("//") {
            base.whole(address)
        } else if address::scheme(address).is_some() || address.starts_with("//") {
            address.clone()
        } else {
            format!("{page}{address}")
        };
        text.replace_range(value.range, &html::escape(&whole));
    }
    text
}

/// The description of a picture.
fn alt(tag: &str) -> String {
    let (mut is_alt, mut alt) = (false, String::new());
    html::read(tag, |event| match event {
        Event::Attribute(name) => is_alt = name == b"alt",
        Event::Value(value) if is_alt => alt = String::from_utf8_lossy(value).into_owned(),
        _ => {}
    });
    alt
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_of_a_page_has_whole_addresses_and_no_pictures() {
        let base = BaseUrl::parse("https://example.com/errors/").unwrap();
        let html = "<a href=\"/errors/http/504/\">a</a> <a href=\"#b\">b</a> \
                    <a href=\"https://example.org/?c&amp;d\">c</a> <img src=\"e.png\" alt=\"A &lt;b>\">";
        assert_eq!(
            standalone(html, &base, "https://example.com/errors/http/502/"),
            "<a href=\"https://example.com/errors/http/504/\">a</a> \
             <a href=\"https://example.com/errors/http/502/#b\">b</a> \
             <a href=\"https://example.org/?c&amp;d\">c</a> A &lt;b&gt;"
        );
    }

    #[test]
    fn a_text_may_begin_with_something_else() {
        assert_eq!(first_paragraph("<p>a <b>c</b></p>\n<p>d</p>"), Some("a <b>c</b>"));
        assert_eq!(first_paragraph("<ul><li><p>a</p></li></ul>"), None);
    }
}
