//! The texts of articles for the offline copy: their links lead to targets on the same page if
//! possible, and otherwise to the online pages. Their anchors begin with the name of the article.

use std::collections::{BTreeMap, BTreeSet};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::destination::Destination;
use crate::html::{Change, OpenTag, Tag, escape, replaced};
use crate::parse::Prose;
use crate::path::UrlPath;
use crate::render::parts::Frame;

/// Characters that an anchor keeps unchanged. A colon occurs only between an article and its
/// anchor, so that anchors are unique.
const IN_ANCHOR: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// Parts of the page of an article that the copy leaves out.
const LEFT_OUT: [&str; 5] = ["content", "contents", "learn-more", "sources", "top"];

/// The anchor of the list of all articles. Anchors of articles contain a slash.
const DIRECTORY: &str = "directory";

/// A text as part of an anchor: browsers compare it as it is written here.
fn encoded(text: &str) -> String {
    let text = percent_decode_str(text).decode_utf8_lossy();
    utf8_percent_encode(&text, IN_ANCHOR).to_string()
}

/// The anchor of the article at `url`: its path below the hub of its language.
pub(in crate::render) fn anchor(frame: &Frame<'_>, url: &UrlPath) -> String {
    let path = frame.edition().path(url.as_str()).unwrap_or(url.as_str());
    encoded(path.trim_matches('/'))
}

/// The targets of links and pictures in an offline copy.
pub(in crate::render) struct Leads<'l> {
    frame: &'l Frame<'l>,
    /// The articles on the page.
    articles: BTreeSet<UrlPath>,
    pictures: &'l BTreeMap<UrlPath, String>,
}

impl<'l> Leads<'l> {
    /// The targets for a page with these articles and pictures.
    pub(super) fn new(
        frame: &'l Frame<'l>,
        articles: impl Iterator<Item = UrlPath>,
        pictures: &'l BTreeMap<UrlPath, String>,
    ) -> Self {
        Self { frame, articles: articles.collect(), pictures }
    }

    /// Rewrites all texts and anchors of the article at `page`.
    pub(super) fn rewrite(&self, page: &UrlPath, prose: &mut Prose) {
        let own = anchor(self.frame, page);
        for text in prose.texts_mut() {
            *text = self.text(page, &own, text).into();
        }
        let anchors = prose.methods.iter_mut().map(|method| &mut method.anchor);
        for one in anchors.chain(prose.faq.iter_mut().map(|question| &mut question.anchor)) {
            *one = format!("{own}:{}", encoded(one));
        }
    }

    fn text(&self, page: &UrlPath, own: &str, html: &str) -> String {
        let (mut links, mut code) = (0_usize, 0_usize);
        replaced(html, |tag| {
            let open = match tag {
                Tag::Close(name) => {
                    return match (&**name, heading(name)) {
                        ("span", _) if code > 0 => Change::Tag(String::new()),
                        (_, Some(lower)) => Change::Tag(format!("</{lower}>")),
                        ("a", _) => {
                            links = links.saturating_sub(1);
                            Change::Keep
                        }
                        ("pre", _) => {
                            code = code.saturating_sub(1);
                            Change::Keep
                        }
                        _ => Change::Keep,
                    };
                }
                Tag::Open(open) => open,
            };
            match &*open.name {
                "script" | "style" | "template" => return Change::Element(String::new()),
                "img" => return Change::Tag(self.picture(page, open, links > 0)),
                "source" | "track" | "link" | "meta" | "base" => return Change::Tag(String::new()),
                // Colours are a sixth of the file.
                "span" if code > 0 => return Change::Tag(String::new()),
                "iframe" | "object" | "video" | "audio" => {
                    return Change::Element(self.instead(page, open, links > 0));
                }
                "embed" => return Change::Tag(self.instead(page, open, links > 0)),
                "a" => links += 1,
                "pre" => code += 1,
                _ => {}
            }
            self.changed(page, own, open)
        })
    }

    /// The tag with its anchors and links adapted to this page; a heading becomes one level lower.
    fn changed(&self, page: &UrlPath, own: &str, open: &OpenTag) -> Change {
        let mut new = open.clone();
        // The policy of the page allows neither.
        new.attributes.retain(|name, _| name != "style" && !name.starts_with("on"));
        for (name, value) in &mut new.attributes {
            match &**name {
                "id" | "for" => *value = format!("{own}:{}", encoded(value)),
                "aria-labelledby" | "aria-describedby" | "headers" => {
                    let ids = value.split_whitespace().map(|id| format!("{own}:{}", encoded(id)));
                    *value = ids.collect::<Vec<_>>().join(" ");
                }
                "href" => *value = self.lead(page, value),
                _ => {}
            }
        }
        if let Some(lower) = heading(&open.name) {
            lower.clone_into(&mut new.name);
        }
        if new == *open { Change::Keep } else { Change::Tag(new.to_html()) }
    }

    /// The target here of a link on the page of the article at `page`.
    pub(in crate::render) fn lead(&self, page: &UrlPath, href: &str) -> String {
        let base = &self.frame.config().base_url;
        let whole = |path: &str, rest: &str| {
            format!("{}{rest}", base.absolute(&UrlPath::from_encoded(path)))
        };
        let here = |url: &UrlPath, inner: &str| {
            let article = anchor(self.frame, url);
            if inner.is_empty() || LEFT_OUT.contains(&inner) {
                format!("#{article}")
            } else {
                format!("#{article}:{}", encoded(inner))
            }
        };
        match self.destination(page, href) {
            Destination::Here(inner) => here(page, &inner),
            Destination::Site { path, anchor } => {
                let folder = UrlPath::from_encoded(&format!("{}/", path.trim_end_matches('/')));
                if self.articles.contains(&folder) {
                    here(&folder, &anchor)
                } else if folder == self.frame.edition().root() {
                    format!("#{DIRECTORY}")
                } else {
                    let rest = href.find(['?', '#']).map_or("", |at| &href[at..]);
                    whole(&path, rest)
                }
            }
            Destination::Elsewhere if href.starts_with('/') && !href.starts_with("//") => {
                base.whole(href)
            }
            Destination::Elsewhere | Destination::Relative => href.to_owned(),
        }
    }

    fn destination<'h>(&self, page: &UrlPath, href: &'h str) -> Destination<'h> {
        let base = &self.frame.config().base_url;
        match Destination::of(href, base) {
            Destination::Relative => Destination::joined(&base.href(page), href, base),
            known => known,
        }
    }

    /// A picture, if it is in the file; otherwise a link to it with its description.
    fn picture(&self, page: &UrlPath, open: &OpenTag, is_in_link: bool) -> String {
        let src = open.attribute("src");
        let address = match self.destination(page, src) {
            Destination::Site { path, .. } => self.pictures.get(&UrlPath::from_encoded(&path)),
            _ => None,
        };
        let data = address.map(String::as_str).or(src.starts_with("data:").then_some(src));
        let Some(data) = data else {
            return self.link(page, src, open.attribute("alt"), is_in_link);
        };
        let kept = ["alt", "height", "title", "width"].into_iter();
        let kept =
            kept.filter_map(|name| Some((name.to_owned(), open.attributes.get(name)?.clone())));
        let src = ("src".to_owned(), data.to_owned());
        OpenTag { name: "img".into(), attributes: kept.chain([src]).collect() }.to_html()
    }

    /// A link to media or embedded content. The media that errhub inserts has a link beside it.
    fn instead(&self, page: &UrlPath, open: &OpenTag, is_in_link: bool) -> String {
        let address = open.attribute(if open.name == "object" { "data" } else { "src" });
        if matches!(&*open.name, "video" | "audio") && !open.attribute("aria-label").is_empty() {
            return String::new();
        }
        let title = open.attribute("title");
        let text = if title.is_empty() { address } else { title };
        self.link(page, address, text, is_in_link)
    }

    fn link(&self, page: &UrlPath, address: &str, text: &str, is_in_link: bool) -> String {
        if address.is_empty() || text.trim().is_empty() || is_in_link {
            return escape(text);
        }
        let href = self.lead(page, address);
        format!("<a href=\"{}\">{}</a>", escape(&href), escape(text))
    }
}

/// The heading one level below this one.
fn heading(name: &str) -> Option<&'static str> {
    Some(match name {
        "h1" => "h2",
        "h2" => "h3",
        "h3" => "h4",
        "h4" => "h5",
        "h5" | "h6" => "h6",
        _ => return None,
    })
}
