//! Files for machines: the Atom feed, the sitemap, robots.txt and the host's redirects.

use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::view::{FEED_LENGTH, Views};
use crate::date::Date;
use crate::path::UrlPath;
use crate::plan::{SITEMAP_LIMIT, page_count, page_url, sitemap_parts};

/// The feed of the articles that changed last (Atom, RFC 4287).
pub(super) fn feed(views: Views<'_>) -> Vec<u8> {
    let config = &views.project.config;
    let recent = views.recent(FEED_LENGTH);
    let home = config.base_url.absolute(&UrlPath::root());
    let this = config.base_url.absolute(&UrlPath::file("feed.xml"));
    let newest = recent.first().map(|index| views.site.articles[*index].document.summary.updated);
    xml(|xml| {
        xml.create_element("feed")
            .with_attributes([
                ("xmlns", "http://www.w3.org/2005/Atom"),
                ("xml:lang", config.language.as_str()),
            ])
            .write_inner_content(|xml| {
                text(xml, "id", &home)?;
                text(xml, "title", &config.title)?;
                if let Some(description) = &config.description {
                    text(xml, "subtitle", description)?;
                }
                link(xml, "alternate", &home)?;
                link(xml, "self", &this)?;
                // RFC 4287 wants a date even of an empty feed.
                text(
                    xml,
                    "updated",
                    &newest.map_or_else(|| "1970-01-01T00:00:00Z".into(), midnight),
                )?;
                let author =
                    config.publisher.as_ref().map_or(&config.title, |publisher| &publisher.name);
                xml.create_element("author")
                    .write_inner_content(|xml| text(xml, "name", author))?;
                text(xml, "generator", "errhub")?;
                for index in &recent {
                    let article = &views.site.articles[*index];
                    let summary = &article.document.summary;
                    let url = config.base_url.absolute(&article.document.url);
                    xml.create_element("entry").write_inner_content(|xml| {
                        text(xml, "id", &url)?;
                        text(
                            xml,
                            "title",
                            &views.project.labels.say("how_to_fix", &[("title", &summary.title)]),
                        )?;
                        link(xml, "alternate", &url)?;
                        if let Some(published) = summary.published {
                            text(xml, "published", &midnight(published))?;
                        }
                        text(xml, "updated", &midnight(summary.updated))?;
                        text(xml, "summary", &summary.description)
                    })?;
                }
                Ok(())
            })?;
        Ok(())
    })
}

/// A day as RFC 3339 writes a moment: its first, in UTC.
fn midnight(date: Date) -> String {
    format!("{date}T00:00:00Z")
}

const SITEMAP: (&str, &str) = ("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9");

/// The sitemap (sitemaps.org, protocol 0.9), or the index of its parts where one file is too small.
pub(super) fn sitemap(views: Views<'_>) -> Vec<u8> {
    let parts = sitemap_parts(views.project, views.site);
    if parts == 1 {
        return sitemap_part(views, 0);
    }
    xml(|xml| {
        xml.create_element("sitemapindex").with_attribute(SITEMAP).write_inner_content(|xml| {
            for part in 0..parts {
                let url = UrlPath::file(&format!("sitemap-{}.xml", part + 1));
                let url = views.project.config.base_url.absolute(&url);
                xml.create_element("sitemap").write_inner_content(|xml| text(xml, "loc", &url))?;
            }
            Ok(())
        })?;
        Ok(())
    })
}

/// A part (from 0) of the sitemap.
///
/// Only articles have a `lastmod`: of lists nobody knows when they changed.
pub(super) fn sitemap_part(views: Views<'_>, part: usize) -> Vec<u8> {
    let lists =
        views.site.categories.iter().map(|category| (&category.url, category.articles.len()));
    let platforms =
        views.site.platforms.iter().map(|platform| (&platform.url, platform.articles.len()));
    let platforms = platforms.filter(|(_, articles)| *articles > 0);
    let lists = lists.chain(platforms).flat_map(|(url, articles)| {
        (0..page_count(views.project, articles)).map(move |page| (page_url(url, page), None))
    });
    let articles = views.site.articles.iter().map(|article| {
        let document = &article.document;
        (document.url.clone(), Some(document.summary.updated))
    });
    let all = std::iter::once((UrlPath::root(), None)).chain(lists).chain(articles);
    xml(|xml| {
        xml.create_element("urlset").with_attribute(SITEMAP).write_inner_content(|xml| {
            for (url, updated) in all.skip(part * SITEMAP_LIMIT).take(SITEMAP_LIMIT) {
                let url = views.project.config.base_url.absolute(&url);
                xml.create_element("url").write_inner_content(|xml| {
                    text(xml, "loc", &url)?;
                    updated.map_or(Ok(()), |date| text(xml, "lastmod", &date.to_string()))
                })?;
            }
            Ok(())
        })?;
        Ok(())
    })
}

type Xml = Writer<Vec<u8>>;

/// Runs `write` on an empty document. Writing to memory cannot fail.
fn xml(write: impl FnOnce(&mut Xml) -> io::Result<()>) -> Vec<u8> {
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 1);
    let declaration = Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None));
    let written = xml.write_event(declaration).and_then(|()| write(&mut xml));
    debug_assert!(written.is_ok(), "writing to memory cannot fail");
    let mut bytes = xml.into_inner();
    bytes.push(b'\n');
    bytes
}

/// An element with text. Characters that XML 1.0 (section 2.2) has no way to write are left out.
fn text(xml: &mut Xml, name: &str, text: &str) -> io::Result<()> {
    let writable = |letter: &char| matches!(letter, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    let text: String = text.chars().filter(writable).collect();
    xml.create_element(name).write_text_content(BytesText::new(&text)).map(drop)
}

fn link(xml: &mut Xml, rel: &str, href: &str) -> io::Result<()> {
    xml.create_element("link")
        .with_attributes([("rel", rel), ("href", href)])
        .write_empty()
        .map(drop)
}

/// robots.txt (RFC 9309): everybody may read everything.
pub(super) fn robots(views: Views<'_>) -> Vec<u8> {
    let sitemap = views.project.config.base_url.absolute(&UrlPath::file("sitemap.xml"));
    format!("User-agent: *\nAllow: /\n\nSitemap: {sitemap}\n").into_bytes()
}

/// `_redirects`, as Netlify and Cloudflare Pages read it.
pub(super) fn redirects(views: Views<'_>) -> Vec<u8> {
    let base = &views.project.config.base_url;
    let mut lines = Vec::new();
    for (alias, article) in &views.site.aliases {
        let target = &views.site.articles[*article].document.url;
        // Writing to memory cannot fail.
        let _ = writeln!(lines, "{} {} 301", base.href(alias), base.href(target));
    }
    lines
}
