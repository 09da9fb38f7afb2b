//! The page of the hub: which articles its short lists show.

use std::fmt::Write as _;

use crate::dom::{self, Element, collapse};
use crate::support::{Built, TempSite, build, read};

/// An article with these fields and this text.
fn article(title: &str, updated: &str, fields: &str, body: &str) -> String {
    format!(
        "---\ntitle: {title}\nquick_answer: Tea.\nupdated: {updated}\n\
         methods: [{{title: Wait, body: Wait.}}]\n{fields}---\n{body}\n"
    )
}

/// A site whose category `http` has the articles 1 to `count`.
fn site(count: usize) -> TempSite {
    let site = TempSite::new([
        ("site.yaml", "title: Tiny\nbase_url: https://example.com/\n"),
        ("content/http/_index.md", "---\ntitle: HTTP\norder: 1\n---\n"),
        ("content/dns/_index.md", "---\ntitle: DNS\norder: 2\n---\n"),
    ]);
    for number in 1..=count {
        site.write(&format!("content/http/{number}.md"), numbered(number, ""));
    }
    site
}

fn numbered(number: usize, fields: &str) -> String {
    article(&format!("Error {number}"), "2026-11-01", fields, "")
}

fn class(element: &Element) -> &str {
    element.attributes.get("class").map_or("", String::as_str)
}

/// The card of the first category, one article a line. Articles for a large screen only are in
/// brackets, and so is the link to all of them if it is for a small screen only.
fn card(built: &Built) -> String {
    let page = dom::parse(built.text("index.html"));
    let mut lines = String::new();
    let card = page.one("card", |one| class(one).starts_with("card tone-1"));
    for element in card.all() {
        let text = collapse(&element.text());
        let (shown, limited) = match (element.name.as_str(), class(element)) {
            ("li", "") | ("p", "more") => (true, false),
            ("li", "rest") | ("p", "more if-small") => (true, true),
            _ => (false, false),
        };
        if shown {
            let _ = writeln!(lines, "{}", if limited { format!("({text})") } else { text });
        }
    }
    lines
}

/// The texts of the links in the lists of a page that have this class.
fn links(built: &Built, path: &str, list: &str) -> Vec<String> {
    let page = dom::parse(built.text(path));
    let lists = page.all().into_iter().filter(|one| class(one) == list);
    let links = lists.flat_map(|list| list.named("a")).map(|link| collapse(&link.text()));
    links.collect()
}

#[test]
fn a_card_shows_what_most_others_lead_to() {
    let site = site(13);
    let related = |ids: &str| format!("related: [{ids}]\n");
    let first = related("http/9, http/10, http/11, http/12");
    site.write("content/http/1.md", numbered(1, &first));
    // An article that names another one twice counts once.
    let links = "[x](../http/13.md) [y](../http/11.md)";
    let fields = related("http/9, http/10, http/13");
    site.write("content/dns/a.md", article("A", "2026-11-01", &fields, links));
    // An old address is one of the article.
    site.write("content/http/12.md", numbered(12, "aliases: [/old/]\n"));
    let old = "[x](https://example.com/old/)";
    site.write("content/dns/b.md", article("B", "2026-11-01", &related("http/8"), old));
    let expected = "(Error 1)\n(Error 2)\n(Error 3)\n(Error 4)\nError 8\nError 9\nError 10\n\
        Error 11\nError 12\n(Error 13)\nSee all 13 articles\n";
    assert_eq!(card(&build(site.root())), expected);
}

#[test]
fn a_card_is_completed_where_little_is_missing() {
    let of = |count| card(&build(site(count).root()));
    assert_eq!(of(6).lines().count(), 6);
    assert!(!of(6).contains(['(', 'S']), "{}", of(6));
    assert!(of(7).ends_with("(Error 6)\n(Error 7)\n(See all 7 articles)\n"), "{}", of(7));
    assert!(of(12).ends_with("(Error 12)\n(See all 12 articles)\n"), "{}", of(12));
    assert!(of(13).ends_with("(Error 10)\nSee all 13 articles\n"), "{}", of(13));
}

#[test]
fn equal_days_are_shared_among_the_categories() {
    let site = site(9);
    for name in ["a", "b"] {
        let title = name.to_uppercase();
        site.write(&format!("content/dns/{name}.md"), article(&title, "2026-11-01", "", ""));
    }
    site.write("content/http/9.md", article("News", "2026-11-02", "related: [dns/b]\n", ""));
    let built = build(site.root());
    let expected = ["News", "Error 1", "B", "Error 2", "A", "Error 3", "Error 4", "Error 5"];
    assert_eq!(links(&built, "index.html", "recent"), expected);
    assert_eq!(links(&built, "404.html", "recent"), expected);
}

#[test]
fn one_day_for_all_is_no_news() {
    let built = build(site(3).root());
    assert_eq!(links(&built, "index.html", "recent"), [""; 0]);
    assert!(!built.text("index.html").contains("id=\"recent\""));
    assert_eq!(links(&built, "404.html", "recent"), ["Error 1", "Error 2", "Error 3"]);
}

#[test]
fn many_categories_are_listed_below_the_search_box() {
    let site = site(1);
    let listed = |site: &TempSite| links(&build(site.root()), "index.html", "jump");
    assert_eq!(listed(&site), [""; 0]);
    for name in ["x", "y", "z"] {
        site.write(&format!("content/{name}/_index.md"), format!("---\ntitle: {name}\n---\n"));
    }
    assert_eq!(listed(&site), ["HTTP 1", "DNS 0", "x 0", "y 0", "z 0"]);
}

/// A style sheet that no longer knows these classes would show everything, and "see all" twice.
#[test]
fn the_style_sheet_knows_what_a_small_screen_hides() {
    let style = read("static/assets/style.css");
    for class in [".rest", ".if-small", ".jump"] {
        assert!(style.contains(class), "{class}");
    }
}

#[test]
fn a_category_has_links_of_its_own() {
    let site = site(1);
    let links = |site: &TempSite| -> Vec<String> {
        let built = build(site.root());
        let page = dom::parse(built.text("http/1/index.html"));
        let is_wanted = |one: &&Element| {
            one.attributes.get("aria-labelledby").is_some_and(|id| id == "learn-more")
        };
        let sections = page.all().into_iter().filter(is_wanted);
        let links = sections.flat_map(|section| section.named("a"));
        links.map(|link| link.attribute("href").to_owned()).collect()
    };
    let settings = "title: Tiny\nbase_url: https://example.com/\n\
        learn_more: [{label: X, url: \"https://example.org/site\"}]\n";
    site.write("site.yaml", settings);
    assert_eq!(links(&site), ["https://example.org/site"]);
    let own =
        "---\ntitle: HTTP\nlearn_more: [{label: Y, url: \"https://example.org/http\"}]\n---\n";
    site.write("content/http/_index.md", own);
    assert_eq!(links(&site), ["https://example.org/http"]);
    site.write("content/http/_index.md", "---\ntitle: HTTP\nlearn_more: []\n---\n");
    assert_eq!(links(&site), [""; 0]);
}
