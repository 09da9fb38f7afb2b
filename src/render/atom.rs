//! Atom feeds of the most recently changed articles (RFC 4287), with enough text for feed readers.

use std::fmt::Write as _;

use super::Obstacle;
use super::parts::{ArticlePart, Frame};
use super::xml;
use crate::config::{Author, WebAddress};
use crate::date::Date;
use crate::html;
use crate::parse::Prose;
use crate::path::UrlPath;

/// The maximum number of articles in a feed.
pub const FEED_LENGTH: usize = 30;

/// The metadata of a feed.
#[derive(Debug, Clone)]
pub struct Feed<'a> {
    /// The address of the page with the same articles.
    pub page: &'a UrlPath,
    /// The feed's own address.
    pub this: &'a UrlPath,
    /// Its title.
    pub title: &'a str,
    /// One sentence about it.
    pub subtitle: Option<&'a str>,
}

impl Frame<'_> {
    /// The bytes of a feed; `articles` are in its order, latest first.
    ///
    /// # Errors
    /// If the text of an article cannot be read.
    pub fn atom(&self, feed: &Feed<'_>, articles: &[ArticlePart<'_>]) -> Result<Vec<u8>, Obstacle> {
        let texts: Vec<String> = articles
            .iter()
            .map(|article| {
                let prose = article.prose(self).map_err(Obstacle::Text)?;
                Ok(self.for_elsewhere(&self.steps(&prose), article.summary().url()))
            })
            .collect::<Result<_, Obstacle>>()?;
        let config = self.config();
        let page = self.absolute(feed.page);
        let this = self.absolute(feed.this);
        // RFC 4287 requires a date even for an empty feed.
        let newest = articles.first().map_or_else(
            || "1970-01-01T00:00:00Z".into(),
            |part| midnight(part.summary().summary().updated),
        );
        let attributes =
            [("xmlns", "http://www.w3.org/2005/Atom"), ("xml:lang", config.language.as_str())];
        Ok(xml::document(|xml| {
            xml::element(xml, "feed", &attributes, |xml| {
                xml::text(xml, "id", &page)?;
                xml::text(xml, "title", feed.title)?;
                if let Some(subtitle) = feed.subtitle {
                    xml::text(xml, "subtitle", subtitle)?;
                }
                link(xml, "alternate", &page)?;
                link(xml, "self", &this)?;
                xml::text(xml, "updated", &newest)?;
                match (&config.author, &config.publisher) {
                    (Some(one), _) => author(xml, one)?,
                    // RFC 4287 requires an author.
                    (None, publisher) => {
                        let name = publisher.as_ref().map_or(&config.title, |one| &one.name);
                        xml::element(xml, "author", &[], |xml| xml::text(xml, "name", name))?;
                    }
                }
                xml::text(xml, "generator", "errhub")?;
                articles.iter().zip(&texts).try_for_each(|(article, text)| {
                    xml::element(xml, "entry", &[], |xml| self.entry(xml, article, text))
                })
            })
        }))
    }

    /// HTML: the quick answer and the methods of an article.
    fn steps(&self, prose: &Prose) -> String {
        let count = prose.methods.len().to_string();
        let heading = html::escape(&self.labels().say("methods", &[("count", &count)]));
        let mut text = format!("{}<h2>{heading}</h2>\n", prose.quick_answer);
        for (method, number) in prose.methods.iter().zip(1..) {
            // Writing to a String cannot fail, here and below.
            let _ = writeln!(text, "<h3>{number}. {}</h3>", html::escape(&method.title));
            text.push_str(&method.body);
            if let Some(verify) = &method.verify {
                let title = html::escape(&self.labels().say("verify", &[]));
                let _ = write!(text, "<p><strong>{title}</strong></p>\n{verify}");
            }
        }
        text
    }

    fn entry(
        &self,
        xml: &mut xml::Xml,
        article: &ArticlePart<'_>,
        text: &str,
    ) -> std::io::Result<()> {
        let part = article.summary();
        let summary = part.summary();
        let url = self.absolute(part.url());
        let title = self.labels().say("how_to_fix", &[("title", &summary.title)]);
        xml::text(xml, "id", &url)?;
        xml::text(xml, "title", &title)?;
        link(xml, "alternate", &url)?;
        if let Some(one) = &summary.author {
            author(xml, one)?;
        }
        if let Some(published) = summary.published {
            xml::text(xml, "published", &midnight(published))?;
        }
        xml::text(xml, "updated", &midnight(summary.updated))?;
        xml::text(xml, "summary", &summary.description)?;
        xml::text_with(xml, "content", &[("type", "html")], text)
    }
}

/// The author of an entry, or of entries without their own (section 4.2.1).
fn author(xml: &mut xml::Xml, author: &Author) -> std::io::Result<()> {
    xml::element(xml, "author", &[], |xml| {
        xml::text(xml, "name", &author.name)?;
        let uri = author.url.as_ref().map(WebAddress::as_str);
        // A mail address is not a home page.
        let uri = uri.filter(|uri| !uri.starts_with("mailto:"));
        uri.map_or(Ok(()), |uri| xml::text(xml, "uri", uri))
    })
}

/// The first moment of a day in UTC, as in RFC 3339.
fn midnight(date: Date) -> String {
    format!("{date}T00:00:00Z")
}

fn link(xml: &mut xml::Xml, rel: &str, href: &str) -> std::io::Result<()> {
    xml::empty(xml, "link", &[("rel", rel), ("href", href)])
}
