//! Structured data (JSON-LD 1.1, schema.org): one `@graph` for each page, made of typed values.
//!
//! It is made from the same values as the page, and contains nothing that the page does not show.
//! Property names and types are schema.org's.

use serde::Serialize;

use super::parts::Frame;
use super::view::{ArticleView, CardImage, CategoryCard, PageHead, SummaryView};
use crate::config::{Author, AuthorKind, WebAddress};
use crate::parse::Prose;
use crate::path::UrlPath;

#[derive(Serialize)]
struct Graph<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@graph")]
    graph: Vec<Node<'a>>,
}

#[derive(Serialize)]
struct Id {
    #[serde(rename = "@id")]
    id: String,
}

/// A node of the graph: <https://schema.org/TechArticle> and so on.
#[derive(Serialize)]
#[serde(tag = "@type", rename_all_fields = "camelCase")]
enum Node<'a> {
    TechArticle {
        #[serde(rename = "@id")]
        id: String,
        url: &'a str,
        main_entity_of_page: &'a str,
        headline: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        date_published: Option<&'a str>,
        date_modified: &'a str,
        in_language: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        author: Option<Writer<'a>>,
        #[serde(skip_serializing_if = "Option::is_none")]
        publisher: Option<Id>,
        #[serde(skip_serializing_if = "Option::is_none")]
        image: Option<ImageObject<'a>>,
        about: DefinedTerm<'a>,
    },
    #[serde(rename = "FAQPage")]
    FaqPage {
        #[serde(rename = "@id")]
        id: String,
        url: &'a str,
        in_language: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        last_reviewed: Option<&'a str>,
        main_entity: Vec<Question<'a>>,
    },
    BreadcrumbList {
        #[serde(rename = "@id")]
        id: String,
        item_list_element: Vec<ListItem<'a>>,
    },
    WebSite {
        #[serde(rename = "@id")]
        id: String,
        url: String,
        name: &'a str,
        in_language: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        publisher: Option<Id>,
    },
    CollectionPage {
        #[serde(rename = "@id")]
        id: String,
        url: &'a str,
        name: &'a str,
        in_language: &'a str,
        is_part_of: Id,
        main_entity: Id,
    },
    WebPage {
        #[serde(rename = "@id")]
        id: String,
        url: &'a str,
        name: &'a str,
        in_language: &'a str,
        is_part_of: Id,
        #[serde(skip_serializing_if = "Option::is_none")]
        publisher: Option<Id>,
    },
    ItemList {
        #[serde(rename = "@id")]
        id: String,
        item_list_element: Vec<ListItem<'a>>,
    },
    Organization {
        #[serde(rename = "@id")]
        id: String,
        name: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        url: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        logo: Option<String>,
    },
}

/// The author of an article. Validators of search results require an author, so by default it is
/// the publisher.
#[derive(Serialize)]
#[serde(untagged)]
enum Writer<'a> {
    Publisher(Id),
    Author {
        #[serde(rename = "@type")]
        kind: &'static str,
        name: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        url: Option<&'a str>,
    },
}

impl<'a> From<&'a Author> for Writer<'a> {
    fn from(author: &'a Author) -> Self {
        Self::Author {
            kind: match author.kind {
                AuthorKind::Person => "Person",
                AuthorKind::Organization => "Organization",
            },
            name: &author.name,
            url: author.url.as_ref().map(WebAddress::as_str),
        }
    }
}

/// A picture: <https://schema.org/ImageObject>.
#[derive(Serialize)]
#[serde(tag = "@type")]
struct ImageObject<'a> {
    url: &'a str,
    width: u32,
    height: u32,
}

/// The error itself: <https://schema.org/DefinedTerm>.
#[derive(Serialize)]
#[serde(tag = "@type", rename_all = "camelCase")]
struct DefinedTerm<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    term_code: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(tag = "@type", rename_all = "camelCase")]
struct Question<'a> {
    name: &'a str,
    accepted_answer: Answer<'a>,
}

#[derive(Serialize)]
#[serde(tag = "@type")]
struct Answer<'a> {
    text: &'a str,
}

#[derive(Serialize)]
#[serde(tag = "@type")]
struct ListItem<'a> {
    position: usize,
    name: &'a str,
    /// A breadcrumb's address.
    #[serde(skip_serializing_if = "Option::is_none")]
    item: Option<String>,
    /// A list item's address.
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

/// The structured data of an article; `image` is a picture of its own for links to it.
pub(super) fn article(
    frame: &Frame<'_>,
    view: &ArticleView<'_>,
    prose: &Prose,
    image: Option<&CardImage>,
) -> String {
    let url = view.head.canonical.as_str();
    let language = frame.config().language.as_str();
    let mut graph = vec![Node::TechArticle {
        id: format!("{url}#article"),
        url,
        main_entity_of_page: url,
        headline: &view.head.heading,
        date_published: view.published.as_ref().map(|date| date.iso.as_str()),
        date_modified: &view.updated.iso,
        in_language: language,
        author: view
            .author
            .map(Writer::from)
            .or_else(|| publisher_id(frame).map(Writer::Publisher)),
        publisher: publisher_id(frame),
        image: image.map(|image| ImageObject {
            url: &image.url,
            width: image.width,
            height: image.height,
        }),
        about: DefinedTerm { name: view.name, term_code: view.code },
    }];
    let faq = &prose.faq;
    if !faq.is_empty() {
        let questions = faq.iter().map(|question| Question {
            name: &question.question,
            accepted_answer: Answer { text: &question.text },
        });
        graph.push(Node::FaqPage {
            id: format!("{url}#faq"),
            url,
            in_language: language,
            last_reviewed: view.reviewed.as_ref().map(|date| date.iso.as_str()),
            main_entity: questions.collect(),
        });
    }
    graph.extend(breadcrumbs(frame, &view.head));
    graph.extend(publisher(frame));
    write(graph)
}

/// The structured data of the hub.
pub(super) fn hub(frame: &Frame<'_>, head: &PageHead, categories: &[CategoryCard<'_>]) -> String {
    let items = categories.iter().flat_map(|category| &category.articles);
    let items = items.map(|article| &article.summary);
    let mut graph = vec![Node::WebSite {
        id: site_id(frame),
        url: frame.absolute(&frame.edition().root()),
        name: &frame.config().title,
        in_language: &frame.config().language,
        publisher: publisher_id(frame),
    }];
    graph.extend(collection(frame, head, items));
    graph.extend(publisher(frame));
    write(graph)
}

/// The structured data of one of the site's own pages.
pub(super) fn page(frame: &Frame<'_>, head: &PageHead) -> String {
    let url = head.canonical.as_str();
    let mut graph = vec![Node::WebPage {
        id: format!("{url}#page"),
        url,
        name: &head.heading,
        in_language: &frame.config().language,
        is_part_of: Id { id: site_id(frame) },
        publisher: publisher_id(frame),
    }];
    graph.extend(breadcrumbs(frame, head));
    graph.extend(publisher(frame));
    write(graph)
}

/// The structured data of a page of a list.
pub(super) fn list(frame: &Frame<'_>, head: &PageHead, articles: &[SummaryView]) -> String {
    let mut graph = Vec::from(collection(frame, head, articles.iter()));
    graph.extend(breadcrumbs(frame, head));
    write(graph)
}

fn collection<'a>(
    frame: &Frame<'a>,
    head: &'a PageHead,
    items: impl Iterator<Item = &'a SummaryView>,
) -> [Node<'a>; 2] {
    let url = head.canonical.as_str();
    let elements = items.enumerate().map(|(index, item)| ListItem {
        position: index + 1,
        name: &item.title,
        item: None,
        url: Some(frame.config().base_url.whole(&item.url)),
    });
    [
        Node::CollectionPage {
            id: format!("{url}#page"),
            url,
            name: &head.heading,
            in_language: &frame.config().language,
            is_part_of: Id { id: site_id(frame) },
            main_entity: Id { id: format!("{url}#list") },
        },
        Node::ItemList { id: format!("{url}#list"), item_list_element: elements.collect() },
    ]
}

/// Google needs a trail of at least two items, so a shorter one is left out.
fn breadcrumbs<'a>(frame: &Frame<'a>, head: &'a PageHead) -> Option<Node<'a>> {
    let elements = head.breadcrumbs.iter().enumerate().map(|(index, crumb)| ListItem {
        position: index + 1,
        name: &crumb.title,
        item: Some(frame.config().base_url.whole(&crumb.url)),
        url: None,
    });
    (head.breadcrumbs.len() >= 2).then(|| Node::BreadcrumbList {
        id: format!("{}#breadcrumbs", head.canonical),
        item_list_element: elements.collect(),
    })
}

fn publisher<'a>(frame: &Frame<'a>) -> Option<Node<'a>> {
    let config = &frame.config();
    let publisher = config.publisher.as_ref()?;
    let logo = publisher.logo.as_ref().map(|logo| match logo.strip_prefix('/') {
        Some(path) => config.base_url.absolute(&UrlPath::from_encoded(path)),
        None => logo.clone(),
    });
    Some(Node::Organization {
        id: publisher_id(frame)?.id,
        name: &publisher.name,
        url: publisher.url.as_ref().map(WebAddress::as_str),
        logo,
    })
}

fn publisher_id(frame: &Frame<'_>) -> Option<Id> {
    let config = &frame.config();
    config.publisher.as_ref().map(|_| Id { id: format!("{}#publisher", config.base_url) })
}

fn site_id(frame: &Frame<'_>) -> String {
    format!("{}#website", frame.absolute(&frame.edition().root()))
}

/// Serializes a graph so that no text in it can end the surrounding script element: only `<` can
/// (HTML, section 4.12.1.3).
fn write(graph: Vec<Node<'_>>) -> String {
    let graph = Graph { context: "https://schema.org", graph };
    // Strings and lists of strings can always be serialized.
    serde_json::to_string(&graph).unwrap_or_default().replace('<', "\\u003c")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_end_the_script_element() {
        let term = DefinedTerm { name: "</script><!--", term_code: None };
        let graph = vec![Node::TechArticle {
            id: String::new(),
            url: "",
            main_entity_of_page: "",
            headline: "</script>",
            date_published: None,
            date_modified: "",
            in_language: "",
            author: None,
            publisher: None,
            image: None,
            about: term,
        }];
        let json = write(graph);
        assert!(!json.contains('<'), "{json}");
        let back: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(back["@graph"][0]["about"]["name"], "</script><!--");
    }
}
