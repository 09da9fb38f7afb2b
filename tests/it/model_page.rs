//! The page that sets the standard for all others, from this repository's own content: every part,
//! in order, and structured data that contains only what the page shows.

use std::sync::LazyLock;

use errhub::html::visible_text;
use serde_json::Value;

use crate::dom::{self, Element, collapse, json_ld};
use crate::support::{Built, build, read, repository};

static HUB: LazyLock<Built> = LazyLock::new(|| build(repository()));

fn html() -> &'static str {
    HUB.text("http/502-bad-gateway/index.html")
}

/// The date in the front matter, which changes with the words.
fn updated() -> String {
    let source = read("content/http/502-bad-gateway.md");
    let line = source.lines().find_map(|line| line.strip_prefix("updated: "));
    line.unwrap().to_owned()
}

/// Every part of the design, from top to bottom, as a reader sees it.
const PARTS: &[&str] = &[
    "Skip to content",
    "Internet Errors Hub",
    "502 Bad Gateway",
    "HTTP Status Error",
    "How to fix “502 Bad Gateway”",
    "Applies to",
    "Chrome",
    "Firefox",
    "Edge",
    "Safari",
    "Quick answer",
    "Wait 30 to 60 seconds and press F5.",
    "Check my IP address",
    "On this page",
    "What causes the “502 Bad Gateway” error?",
    "got an invalid response from the upstream.",
    "crashed",
    "overloaded",
    "malformed data",
    "restarting",
    "network between the servers",
    "CDN",
    "How to fix it: 5 methods",
    "Wait 30 to 60 seconds and refresh",
    "Clear the browser cache and hard refresh",
    "Ctrl+Shift+Delete",
    "Ctrl+Shift+R",
    "Change to another DNS server",
    "8.8.8.8",
    "1.1.1.1",
    "ipconfig /flushdns",
    "Disable the VPN or proxy",
    "Restart the application server",
    "sudo systemctl restart php8.1-fpm",
    "pm2 restart all",
    "gunicorn",
    "VPN",
    "Fixed it?",
    "Frequently asked questions",
    "502 and 504?",
    "Cloudflare's fault?",
    "Ray ID",
    "always on the server's side?",
    "Related errors",
    "504 Gateway Timeout",
    "Learn more",
    "Back to the complete guide: Internet Errors Hub",
    "Last updated: ",
    "• Report an error",
    "Back to top",
];

#[test]
fn every_part_is_there_in_order() {
    let text = collapse(&visible_text(html()));
    let mut from = 0;
    for part in PARTS {
        match text[from..].find(part) {
            Some(at) => from += at + part.len(),
            None => panic!("no “{part}” after “…{}”", tail(&text[..from])),
        }
    }
}

fn tail(text: &str) -> &str {
    let start = text.char_indices().rev().nth(60).map_or(0, |(at, _)| at);
    &text[start..]
}

#[test]
fn every_part_is_what_it_says() {
    let page = dom::parse(html());
    let text_of = |element: &Element| collapse(&element.text());
    let main = page.one("main", |element| element.name == "main");
    assert_eq!(main.attribute("id"), "content");
    let heading = page.one("heading", |element| element.name == "h1");
    assert_eq!(text_of(heading), "How to fix “502 Bad Gateway”");
    let badge = main.one("badge", |element| element.attribute("class") == "badge");
    assert_eq!(text_of(badge), "HTTP Status Error");

    let methods = main.section("methods");
    let titles: Vec<_> = methods.named("h3").into_iter().map(text_of).collect();
    let order = ["Wait", "Clear", "Change", "Disable", "Restart"];
    assert_eq!(titles.len(), order.len());
    for (title, start) in titles.iter().zip(order) {
        assert!(title.contains(start), "{titles:?}");
    }
    let list = methods.one("list", |e| e.name == "ol" && e.attribute("class").contains("steps"));
    assert_eq!(list.elements().count(), order.len(), "the list numbers the methods");
    assert!(list.elements().all(|method| !method.attribute("id").is_empty()));

    let links: Vec<_> =
        page.named("a").into_iter().map(|a| (text_of(a), a.attribute("href"))).collect();
    for (label, start) in [
        ("Check my IP address", "https://tools.examineip.com"),
        ("Chrome", "/errors/platforms/chrome/"),
        ("504 Gateway Timeout", "/errors/http/504-gateway-timeout/"),
        ("← Back to the complete guide: Internet Errors Hub", "/errors/"),
        ("Report an error", "https://tools.examineip.com/contact?page=https"),
        ("Back to top", "#top"),
    ] {
        let found = links.iter().any(|(text, href)| text == label && href.starts_with(start));
        assert!(found, "{label}: {links:#?}");
    }
    let stamp = |e: &Element| e.name == "time" && text_of(e).contains("Last updated: ");
    assert_eq!(page.one("the day of the update", stamp).attribute("datetime"), updated());
}

#[test]
fn structured_data_says_only_what_the_page_shows() {
    let page = dom::parse(html());
    let data = json_ld(&page).expect("the page has structured data");
    assert_eq!(data["@context"], "https://schema.org");
    let nodes = data["@graph"].as_array().unwrap();
    let types: Vec<_> = nodes.iter().filter_map(|node| node["@type"].as_str()).collect();
    assert_eq!(types, ["TechArticle", "FAQPage", "BreadcrumbList", "Organization"]);

    let seen = collapse(&visible_text(html()));
    // The rest of the structured data besides the page's text: addresses, dates and its language.
    let attributes: Vec<&str> = ["href", "datetime", "content", "lang"]
        .into_iter()
        .flat_map(|name| page.all().into_iter().map(move |element| element.attribute(name)))
        .collect();
    let origin = HUB.project.config.base_url.to_string();
    let path = HUB.project.config.base_url.path();
    let mut texts = Vec::new();
    leaves(&data["@graph"], &mut texts);
    for (key, text) in texts {
        let said = match key {
            "@type" => true,
            "@id" => text.starts_with(&origin),
            "url" | "item" | "mainEntityOfPage" | "logo" => {
                let local = text.strip_prefix(&origin).map(|rest| format!("{path}/{rest}"));
                attributes.iter().any(|said| *said == text || Some(*said) == local.as_deref())
            }
            "dateModified" | "datePublished" | "lastReviewed" | "inLanguage" => {
                attributes.contains(&text)
            }
            _ => seen.contains(&collapse(text)),
        };
        assert!(said, "the page does not show {key}: {text}");
    }
    let article = &nodes[0];
    assert_eq!(article["headline"], "How to fix “502 Bad Gateway”");
    assert_eq!(article["about"]["termCode"], "502");
    assert_eq!(article["dateModified"], updated());
    assert_eq!(nodes[1]["mainEntity"].as_array().unwrap().len(), 3);
}

/// Every text in `value`, with its key.
fn leaves<'v>(value: &'v Value, texts: &mut Vec<(&'v str, &'v str)>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                match value.as_str() {
                    Some(text) => texts.push((key, text)),
                    None => leaves(value, texts),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| leaves(item, texts)),
        _ => {}
    }
}
