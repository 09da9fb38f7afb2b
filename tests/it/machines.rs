//! The files for machines, checked against their standards: the sitemap and the Atom feeds.

use std::collections::BTreeSet;

use errhub::date::Date;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::{NsReader, XmlVersion};

use crate::support::{Built, build, repository, tree};

/// An element of an XML document.
#[derive(Debug, Default)]
struct Node {
    /// `namespace name`
    name: String,
    attributes: Vec<(String, String)>,
    children: Vec<Node>,
    text: String,
}

impl Node {
    /// The document's root.
    fn of(xml: &str) -> Self {
        assert!(xml.starts_with("<?xml version=\"1.0\" encoding=\"utf-8\"?>"), "{xml:.60}");
        let mut reader = NsReader::from_str(xml);
        let mut open = vec![Self::default()];
        loop {
            let (namespace, event) = reader.read_resolved_event().unwrap();
            let namespace = match namespace {
                ResolveResult::Bound(namespace) => namespace.0.to_owned(),
                _ => String::new(),
            };
            match event {
                Event::Start(tag) => open.push(Self::started(&namespace, &tag)),
                Event::Empty(tag) => {
                    open.last_mut().unwrap().children.push(Self::started(&namespace, &tag));
                }
                Event::End(_) => {
                    let done = open.pop().unwrap();
                    open.last_mut().unwrap().children.push(done);
                }
                Event::Text(text) => {
                    open.last_mut().unwrap().text.push_str(&text.xml10_content());
                }
                Event::GeneralRef(name) => {
                    let letter = name.resolve_char_ref().unwrap().map(String::from);
                    let known = quick_xml::escape::resolve_predefined_entity(&name.xml10_content())
                        .map(str::to_owned);
                    let text = letter.or(known).expect("an entity that XML knows");
                    open.last_mut().unwrap().text.push_str(&text);
                }
                Event::Decl(_) => {}
                Event::Eof => break,
                other => panic!("{other:?}"),
            }
        }
        let mut document = open.pop().unwrap();
        assert!(open.is_empty() && document.text.trim().is_empty());
        assert_eq!(document.children.len(), 1);
        document.children.remove(0)
    }

    fn started(namespace: &str, tag: &BytesStart<'_>) -> Self {
        let attributes = tag.attributes().map(|attribute| {
            let attribute = attribute.unwrap();
            let value = attribute.normalized_value(XmlVersion::Explicit1_0).unwrap().into_owned();
            (attribute.key.as_ref().to_owned(), value)
        });
        Self {
            name: format!("{namespace} {}", tag.local_name().as_ref()),
            attributes: attributes.collect(),
            ..Self::default()
        }
    }

    fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| &**value)
    }

    fn named(&self, name: &str) -> Vec<&Self> {
        self.children.iter().filter(|child| child.name == name).collect()
    }

    /// The text of the only child with this name.
    fn one(&self, name: &str) -> &str {
        let found = self.named(name);
        assert_eq!(found.len(), 1, "{name} in {}", self.name);
        assert!(!found[0].text.trim().is_empty(), "{name} in {} is empty", self.name);
        &found[0].text
    }

    /// Asserts that all children have these names, and that there is no text between them.
    fn holds_only(&self, names: &[String]) {
        for child in &self.children {
            assert!(names.contains(&child.name), "{} in {}", child.name, self.name);
        }
        assert!(self.text.trim().is_empty(), "{:?} in {}", self.text, self.name);
    }
}

/// The hub of this repository, and those in the fixtures.
fn sites() -> Vec<Built> {
    let fixtures = repository().join("tests/it/fixtures");
    let settings = tree(&fixtures).into_keys().filter(|path| path.ends_with("/site.yaml"));
    let folders = settings.map(|path| fixtures.join(path.trim_end_matches("/site.yaml")));
    let sites: Vec<_> = folders.map(|folder| build(&folder)).collect();
    assert!(sites.len() >= 5);
    sites.into_iter().chain([build(repository())]).collect()
}

/// Whether an address is that of a page of the site.
fn is_below(base: &str, url: &str) -> bool {
    let base = base.trim_end_matches('/');
    url.strip_prefix(base).is_some_and(|rest| rest.starts_with('/'))
        && url.starts_with("https://")
        && !url.contains(|c: char| c.is_whitespace() || !c.is_ascii())
}

/// Protocol 0.9 of sitemaps.org.
#[test]
fn sitemaps_follow_their_protocol() {
    const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";
    let named = |name: &str| format!("{NAMESPACE} {name}");
    for built in sites() {
        let base = &built.project.config.base_url.to_string();
        let root = Node::of(built.text("sitemap.xml"));
        assert_eq!(root.name, named("urlset"));
        assert!((1..=50_000).contains(&root.children.len()));
        assert!(built.files["sitemap.xml"].len() <= 50 << 20);
        root.holds_only(&[named("url")]);
        let mut known = BTreeSet::new();
        for url in &root.children {
            // Google, “Localized versions of your pages”: other languages are links of XHTML.
            let link = "http://www.w3.org/1999/xhtml link".to_owned();
            url.holds_only(&[named("loc"), named("lastmod"), link]);
            let loc = url.one(&named("loc"));
            assert!(is_below(base, loc) && loc.len() < 2048, "{loc} is not below {base}");
            assert!(known.insert(loc.to_owned()), "{loc} is there twice");
            assert!(url.named(&named("lastmod")).len() <= 1);
            for date in url.named(&named("lastmod")) {
                assert!(date.text.parse::<Date>().is_ok(), "{}", date.text);
            }
        }
    }
}

/// RFC 4287.
#[test]
fn feeds_follow_their_standard() {
    const NAMESPACE: &str = "http://www.w3.org/2005/Atom";
    let named = |name: &str| format!("{NAMESPACE} {name}");
    let all = |names: &[&str]| names.iter().map(|name| named(name)).collect::<Vec<_>>();
    // Its section 3.3 uses the dates of RFC 3339; ours are the first moments of days.
    let moment = |node: &Node, name: &str| {
        let text = node.one(&named(name)).to_owned();
        let day = text.strip_suffix("T00:00:00Z").unwrap_or_else(|| panic!("{text}"));
        assert!(day.parse::<Date>().is_ok(), "{text}");
        text
    };
    let links = |node: &Node, relation: &str| -> Vec<String> {
        let links = node.named(&named("link")).into_iter();
        let links = links.filter(|link| link.attribute("rel").unwrap_or("alternate") == relation);
        links.map(|link| link.attribute("href").unwrap().to_owned()).collect()
    };
    let is_feed = |path: &&String| path.as_str() == "feed.xml" || path.ends_with("/feed.xml");
    for built in sites() {
        let base = &built.project.config.base_url.to_string();
        let mut feeds = BTreeSet::new();
        for path in built.files.keys().filter(is_feed) {
            let feed = Node::of(built.text(path));
            assert!(
                feeds.insert(feed.one(&named("id")).to_owned()),
                "{path} has the id of another"
            );
            assert_eq!(feed.name, named("feed"));
            feed.holds_only(&all(&[
                "id",
                "title",
                "subtitle",
                "link",
                "updated",
                "author",
                "generator",
                "entry",
            ]));
            let mut ids = BTreeSet::from([feed.one(&named("id")).to_owned()]);
            assert!(is_below(base, feed.one(&named("id"))));
            feed.one(&named("title"));
            let is_author = |author: &Node| {
                author.holds_only(&all(&["name", "uri"]));
                author.one(&named("name"));
                let uri = author.named(&named("uri"));
                let is_address = |uri: &&Node| uri.text.starts_with("http");
                assert!(uri.len() < 2 && uri.iter().all(is_address));
            };
            let author = feed.named(&named("author"));
            assert_eq!(author.len(), 1);
            is_author(author[0]);
            let this = links(&feed, "self");
            assert!(
                this.len() == 1
                    && is_below(base, &this[0])
                    && this[0].ends_with(&format!("/{path}"))
            );
            assert_eq!(links(&feed, "alternate").len(), 1);
            let entries = feed.named(&named("entry"));
            assert!(!entries.is_empty());
            for entry in &entries {
                entry.holds_only(&all(&[
                    "id",
                    "title",
                    "link",
                    "author",
                    "published",
                    "updated",
                    "summary",
                    "content",
                ]));
                // Feed readers show it on another page, so its addresses are full ones.
                let content = entry.named(&named("content"));
                assert_eq!(content[0].attribute("type"), Some("html"));
                let html = entry.one(&named("content"));
                assert!(html.contains("<h2>") && html.contains("<h3>1. "), "{html}");
                for start in ["href=\"/", "src=\"/", "href=\"#", "src=\"#"] {
                    assert!(!html.contains(start), "{html}");
                }
                entry.named(&named("author")).into_iter().for_each(is_author);
                let id = entry.one(&named("id"));
                assert!(is_below(base, id), "{id}");
                assert!(ids.insert(id.to_owned()), "{id} is there twice");
                entry.one(&named("title"));
                entry.one(&named("summary"));
                let page = links(entry, "alternate");
                assert!(page.len() == 1 && is_below(base, &page[0]), "{page:?}");
                if !entry.named(&named("published")).is_empty() {
                    assert!(moment(entry, "published") <= moment(entry, "updated"), "{id}");
                }
            }
            let newest = entries.iter().map(|entry| moment(entry, "updated")).max();
            assert_eq!(Some(moment(&feed, "updated")), newest);
        }
        // One for the hub, and one for each category.
        assert!(feeds.len() >= 2);
    }
}
