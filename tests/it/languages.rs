//! One hub in several languages: where its pages are, and where its links lead.

use errhub::diagnostic::{Code, Diagnostic};

use crate::support::{Built, TempSite, build, is, run};

const SITE: &str = "\
title: Errors
base_url: https://example.com/errors/
platforms: [Chrome, nginx]
languages:
  - {code: de, title: Fehlerhilfe, description: Hilfe bei Fehlern.}
  - {code: ja}
  - {code: fr}
";

/// An article; `fields` come before the required ones.
fn article(title: &str, fields: &str, body: &str) -> String {
    format!(
        "---\ntitle: {title}\n{fields}updated: 2026-04-02\nquick_answer: \"{title} needs a restart.\"\n\
         methods: [{{title: Restart it, body: Restart it.}}]\n\
         faq: [{{question: Why?, answer: \"{title} happens.\"}}]\n---\n{body}"
    )
}

/// A hub with three articles, two of them in German and one in Japanese.
fn site() -> TempSite {
    let bad_gateway = article(
        "502 Bad Gateway",
        "code: \"502\"\nmessages: [\"502 Bad Gateway\"]\napplies_to: [Chrome, nginx]\n\
         related: [http/504, dns/name]\n",
        "See [504](504.md#faq). ![log](502/log.gif)\n",
    );
    let timeout = article(
        "504 Gateway Timeout",
        "code: \"504\"\napplies_to: [Chrome]\nrelated: [http/502]\n",
        "See [502](502.md).\n",
    );
    let name = article("Unknown host", "related: [http/502]\n", "See [502](../http/502.md).\n");
    let german = article(
        "502 Gateway-Fehler",
        "messages: [Die Verbindung wurde zurückgesetzt]\n",
        "Siehe [504](504.md#faq), [DNS](../dns/_index.md), [hier](/http/502/), \
         [im Original](https://example.com/errors/http/502/) und ![log](502/log.gif)\n",
    );
    let german_name = article("Unbekannter Host", "", "Siehe [502](../../http/502.md).\n");
    let japanese = article("502 不正なゲートウェイ", "", "[504](504.md)\n");
    TempSite::new([
        ("site.yaml", SITE),
        ("content/_index.md", "Welcome to [HTTP](http/_index.md).\n"),
        ("content/http/_index.md", "---\ntitle: HTTP errors\norder: 1\nicon: server\n---\n"),
        ("content/dns/_index.md", "---\ntitle: DNS errors\norder: 2\n---\n"),
        ("content/http/502.md", &bad_gateway),
        ("content/http/504.md", &timeout),
        ("content/http/502/log.gif", crate::support::PIXEL),
        ("content/dns/name.md", &name),
        ("content/pages/imprint.md", "---\ntitle: Imprint\nfooter: true\n---\nWe do this.\n"),
        ("content/de/_index.md", "Willkommen bei [HTTP](http/_index.md).\n"),
        ("content/de/http/_index.md", "---\ntitle: HTTP-Fehler\n---\n"),
        ("content/de/dns/_index.md", "---\ntitle: DNS-Fehler\n---\n"),
        ("content/de/http/502.md", &german),
        ("content/de/dns/name.md", &german_name),
        ("content/de/pages/imprint.md", "---\ntitle: Impressum\nfooter: true\n---\nWir sind es.\n"),
        ("content/ja/http/_index.md", "---\ntitle: HTTPエラー\n---\n"),
        ("content/ja/http/502.md", &japanese),
    ])
}

fn clean(site: &TempSite) -> Built {
    let built = build(site.root());
    assert_eq!(built.diagnostics, []);
    built
}

fn codes(diagnostics: &[Diagnostic]) -> Vec<Code> {
    diagnostics.iter().map(|one| one.code).collect()
}

/// The `hreflang` links in the head of a page.
fn alternates(html: &str) -> Vec<(&str, &str)> {
    let links = html.split("<link rel=\"alternate\" hreflang=\"").skip(1);
    let parts = links.map(|rest| {
        let (tag, rest) = rest.split_once("\" href=\"https://example.com/errors").unwrap();
        (tag, rest.split_once('"').unwrap().0)
    });
    parts.collect()
}

#[test]
fn a_page_exists_only_where_somebody_wrote_it() {
    let built = clean(&site());
    for path in [
        "de/index.html",
        "de/http/index.html",
        "de/http/502/index.html",
        "de/dns/name/index.html",
        "de/imprint/index.html",
        "de/platforms/nginx/index.html",
        "de/feed.xml",
        "de/http/feed.xml",
        "de/search/index.json",
        "de/manifest.webmanifest",
        "ja/http/502/index.html",
    ] {
        assert!(built.files.contains_key(path), "{path}");
    }
    for path in ["de/http/504/index.html", "ja/dns/index.html", "ja/imprint/index.html"] {
        assert!(!built.files.contains_key(path), "{path}");
    }
    // There is no content in French.
    assert!(!built.files.keys().any(|path| path.starts_with("fr/")));
    assert!(!built.files.contains_key("de/404.html") && !built.files.contains_key("de/robots.txt"));
}

#[test]
fn alternates_name_only_pages_that_exist_and_each_other() {
    let built = clean(&site());
    let all = [
        ("en", "/http/502/"),
        ("x-default", "/http/502/"),
        ("de", "/de/http/502/"),
        ("ja", "/ja/http/502/"),
    ];
    for path in ["http/502/index.html", "de/http/502/index.html", "ja/http/502/index.html"] {
        assert_eq!(alternates(built.text(path)), all, "{path}");
    }
    assert_eq!(alternates(built.text("http/504/index.html")), []);
    assert_eq!(alternates(built.text("404.html")), []);
    let hubs = [("en", "/"), ("x-default", "/"), ("de", "/de/"), ("ja", "/ja/")];
    assert_eq!(alternates(built.text("ja/index.html")), hubs);
    let pages = [("en", "/imprint/"), ("x-default", "/imprint/"), ("de", "/de/imprint/")];
    assert_eq!(alternates(built.text("imprint/index.html")), pages);
    let switcher =
        "<a href=\"/errors/ja/http/502/\" hreflang=\"ja\" lang=\"ja\" dir=\"ltr\">日本語</a>";
    assert!(built.text("de/http/502/index.html").contains(switcher));
    assert!(!built.text("http/504/index.html").contains("class=\"languages\""));
}

#[test]
fn links_lead_to_the_same_language_or_to_the_original() {
    let built = clean(&site());
    let page = built.text("de/http/502/index.html");
    for link in [
        "<a href=\"/errors/http/504/#faq\" hreflang=\"en\">504</a>",
        "<a href=\"/errors/de/dns/\">DNS</a>",
        "<a href=\"/errors/de/http/502/\">hier</a>",
        "<a href=\"https://example.com/errors/http/502/\">im Original</a>",
        "<img src=\"/errors/http/502/log.gif\" alt=\"log\" width=\"1\" height=\"1\">",
    ] {
        assert!(page.contains(link), "{link}\n{page}");
    }
    let other = built.text("de/dns/name/index.html");
    assert!(other.contains("<a href=\"/errors/de/http/502/\">502</a>"));
    // The file of a translation takes precedence over that of its original.
    let site = site();
    site.write("content/de/http/502/log.gif", crate::support::PIXEL);
    let built = clean(&site);
    assert!(built.text("de/http/502/index.html").contains("src=\"/errors/de/http/502/log.gif\""));
}

#[test]
fn a_translation_takes_from_its_original_what_has_no_language() {
    let built = clean(&site());
    let page = built.text("de/http/502/index.html");
    assert!(page.contains("\"termCode\":\"502\""));
    assert!(page.contains("\"inLanguage\":\"de\""));
    assert!(page.contains("<a href=\"/errors/de/platforms/nginx/\">nginx</a>"));
    assert!(page.contains("Die Verbindung wurde zurückgesetzt"));
    // `related`: the translated article, and apart the one that exists only in English.
    assert!(page.contains("<a href=\"/errors/de/dns/name/\">"));
    let only = "<a href=\"/errors/http/504/\" hreflang=\"en\" lang=\"en\" dir=\"ltr\">";
    assert!(page.contains(only), "{page}");
    assert!(built.text("de/http/index.html").contains(only));
    assert!(built.text("de/http/index.html").contains("icon-server"));
    // Text in the translation wins.
    let site = site();
    let own = article("502 不正なゲートウェイ", "code: \"502a\"\nrelated: [http/504]\n", "");
    site.write("content/ja/http/502.md", own);
    let built = clean(&site);
    let page = built.text("ja/http/502/index.html");
    assert!(page.contains("\"termCode\":\"502a\"") && !page.contains("/errors/dns/name/"));
    let hub = built.text("ja/index.html");
    assert!(hub.contains("<a href=\"/errors/dns/\" hreflang=\"en\""), "{hub}");
}

#[test]
fn fields_of_the_site_have_words_in_each_language() {
    let site = site();
    let fields =
        "fields:\n  severity: {type: choice, values: [low, high], label: Severity, show: badge}\n";
    let words = "    fields: {severity: {label: Schwere, values: {high: hoch}}}\n";
    let german = "  - code: de\n    title: Fehlerhilfe\n    description: Hilfe bei Fehlern.\n";
    let settings = SITE.replace(
        "  - {code: de, title: Fehlerhilfe, description: Hilfe bei Fehlern.}\n",
        &format!("{german}{words}"),
    );
    site.write("site.yaml", format!("{fields}{settings}"));
    let original = std::fs::read_to_string(site.root().join("content/http/502.md")).unwrap();
    site.write("content/http/502.md", original.replace("code: ", "severity: high\ncode: "));
    site.write("content/de/http/504.md", article("504", "severity: low\n", ""));
    let built = clean(&site);
    for (path, shown) in
        [("", "Severity: high"), ("de/", "Schwere: hoch"), ("ja/", "Severity: high")]
    {
        let page = built.text(&format!("{path}http/502/index.html"));
        let badge = format!("data-field=\"severity\" data-value=\"high\">{shown}<");
        assert!(page.contains(&badge), "{badge}\n{page}");
    }
    // The address of a filtered list is the same in every language.
    let list = built.text("de/http/index.html");
    for part in [
        "<option value=\"high\">hoch</option>",
        "<option>low</option>",
        "data-field-severity=\"high\"",
    ] {
        assert!(list.contains(part), "{part}\n{list}");
    }
}

#[test]
fn titles_that_cards_cannot_show_are_reported_once_for_a_language() {
    let site = site();
    site.write("site.yaml", format!("cards: true\n{SITE}"));
    let found = || -> Vec<String> {
        let diagnostics = build(site.root()).diagnostics;
        let drawn = |one: &&Diagnostic| one.code == Code::UndrawableTitle;
        diagnostics.iter().filter(drawn).map(|one| one.message.clone()).collect()
    };
    let expected = "cards cannot show titles in `ja`, because their font lacks letters such as `不` and `エ`: 2 of 2 ";
    if cfg!(feature = "cards") {
        assert!(matches!(&found()[..], [one] if one.starts_with(expected)), "{:?}", found());
        site.write("content/de/http/504.md", article("504 ゲートウェイ", "", ""));
        assert_eq!(found().len(), 2);
        assert!(found()[0].contains("it shows “504”"), "{:?}", found());
    } else {
        assert!(found().is_empty());
    }
}

#[test]
fn an_empty_list_in_a_translation_is_not_left_out() {
    let site = site();
    let none = "messages: []\napplies_to: []\nrelated: []\n";
    site.write("content/ja/http/502.md", article("502 不正なゲートウェイ", none, ""));
    let built = clean(&site);
    let page = built.text("ja/http/502/index.html");
    for absent in ["/platforms/", "/errors/dns/name/", "/errors/http/504/", "class=\"messages\""] {
        assert!(!page.contains(absent), "{absent}\n{page}");
    }
    // Pasting the message of the original finds the translation.
    assert!(built.text("ja/search/index.json").contains("502 Bad Gateway"));
    // Parsing a file again keeps the fields that it takes from its original.
    let again = article("502 不正なゲートウェイ", "messages: []\nrelated: []\n", "");
    site.write("content/ja/http/502.md", again);
    let built = clean(&site);
    let page = built.text("ja/http/502/index.html");
    assert!(page.contains("/errors/ja/platforms/nginx/") && !page.contains("/errors/http/504/"));
}

#[test]
fn each_language_has_an_index_that_finds_the_originals_too() {
    let built = clean(&site());
    let german = built.text("de/search/index.json");
    for found in ["zurückgesetzt", "502 Bad Gateway", "/errors/de/http/502/", "/errors/http/504/"]
    {
        assert!(german.contains(found), "{found}");
    }
    assert!(!german.contains("\"/errors/http/502/\""));
    assert!(!built.text("search/index.json").contains("zurückgesetzt"));
}

#[test]
fn the_404_page_offers_every_language() {
    let built = clean(&site());
    let page = built.text("404.html");
    for hub in ["/errors/de/", "/errors/ja/"] {
        assert!(page.contains(&format!("href=\"{hub}\" hreflang")), "{page}");
    }
    assert!(!page.contains("/errors/fr/"));
}

#[test]
fn the_sitemap_names_the_same_alternates() {
    let built = clean(&site());
    let sitemap = built.text("sitemap.xml");
    let (_, page) =
        sitemap.split_once("<loc>https://example.com/errors/ja/http/502/</loc>").unwrap();
    let (page, _) = page.split_once("</url>").unwrap();
    assert_eq!(page.matches("<xhtml:link rel=\"alternate\" hreflang=").count(), 4, "{page}");
    assert!(page.contains("hreflang=\"x-default\" href=\"https://example.com/errors/http/502/\""));
    let (_, page) = sitemap.split_once("<loc>https://example.com/errors/http/504/</loc>").unwrap();
    assert!(!page.split_once("</url>").unwrap().0.contains("xhtml"));
    assert!(sitemap.contains("<loc>https://example.com/errors/de/</loc>"));
}

#[test]
fn old_addresses_of_translations_lead_to_them() {
    let site = site();
    let german = article("Unbekannter Host", "aliases: [/de/alt/]\n", "[502](../http/502.md)\n");
    site.write("content/de/dns/name.md", german);
    site.write("redirects.yaml", "/older/: de/http/502\n");
    let built = clean(&site);
    let lines = built.text("_redirects");
    assert!(lines.contains("/errors/de/alt/ /errors/de/dns/name/ 301"), "{lines}");
    assert!(lines.contains("/errors/older/ /errors/de/http/502/ 301"), "{lines}");
    let page = |path: &str| built.text(&format!("{path}/index.html")).to_owned();
    // In the language of the old address, or of its target, with the title of that page.
    for (path, heading, link) in [
        ("de/alt", "<h1>Diese Seite ist umgezogen</h1>", ">Unbekannter Host</a>"),
        ("older", "<h1>Diese Seite ist umgezogen</h1>", ">502 Gateway-Fehler</a>"),
    ] {
        let page = page(path);
        for part in ["<html lang=\"de\"", heading, link] {
            assert!(page.contains(part), "{part}\n{page}");
        }
    }
}

#[test]
fn pages_at_old_addresses_say_what_is_there() {
    let site = site();
    site.write(
        "redirects.yaml",
        "/a/: /platforms/nginx/\n/b/: /de/\n/de/c/: http/504\n/de/d/: gone\n/e/: /imprint/\n\
         /de/f/: https://example.org/\n",
    );
    let built = clean(&site);
    for (path, language, text) in [
        ("a", "en", ">nginx</a>"),
        ("b", "de", ">Fehlerhilfe</a>"),
        ("de/c", "de", " hreflang=\"en\" lang=\"en\" dir=\"ltr\">504 Gateway Timeout</a>"),
        ("de/d", "de", "Fehlerhilfe</a>"),
        ("e", "en", ">Imprint</a>"),
        ("de/f", "de", ">https://example.org/</a>"),
    ] {
        let page = built.text(&format!("{path}/index.html"));
        assert!(page.contains(&format!("<html lang=\"{language}\"")), "{page}");
        assert!(page.contains(text), "{text}\n{page}");
    }
}

#[test]
fn a_category_has_its_colour_and_its_place_in_every_language() {
    let site = site();
    // Without an order, categories are sorted by their titles.
    site.write("content/http/_index.md", "---\ntitle: Web errors\n---\n");
    site.write("content/dns/_index.md", "---\ntitle: DNS errors\n---\n");
    site.write("content/de/http/_index.md", "---\ntitle: Auslieferung\n---\n");
    let built = clean(&site);
    for path in ["index.html", "de/index.html"] {
        let (_, hub) = built.text(path).split_once("<footer").unwrap();
        let [dns, http] = ["dns", "http"].map(|id| {
            let folder = path.trim_end_matches("index.html");
            hub.find(&format!("href=\"/errors/{folder}{id}/\"")).unwrap()
        });
        assert!(dns < http, "{hub}");
    }
    for path in ["http/502/index.html", "de/http/502/index.html", "ja/http/502/index.html"] {
        assert!(built.text(path).contains("tone-2"), "{path}");
    }
}

#[test]
fn without_languages_a_folder_is_a_category() {
    let site = TempSite::new([
        ("site.yaml", "title: Errors\nbase_url: https://example.com/\n"),
        ("content/de/_index.md", "---\ntitle: Germany\n---\n"),
        ("content/de/a.md", &article("A", "", "")),
    ]);
    let built = clean(&site);
    assert!(built.files.contains_key("de/a/index.html"));
    assert!(built.text("de/index.html").contains("<html lang=\"en\""));
}

#[test]
fn what_is_wrong_with_translations_is_reported() {
    let site = site();
    site.write("content/de/http/503.md", article("503", "", ""));
    site.write("content/de/stray.md", article("Stray", "", ""));
    site.write("content/pages/de.md", "---\ntitle: Deutsch\n---\nText.\n");
    site.write("content/de/network/_index.md", "---\ntitle: Netz\n---\n");
    site.write("content/de/ja/_index.md", "---\ntitle: Japanisch\n---\n");
    let built = build(site.root());
    let mut found = codes(&built.diagnostics);
    found.sort_unstable();
    let (no_original, like_language) = (Code::NoOriginal, Code::NamedLikeLanguage);
    let expected = [no_original, no_original, like_language, like_language, like_language];
    assert_eq!(found, expected);
}

#[test]
fn a_language_that_is_not_listed_is_no_category() {
    let site = site();
    site.write("content/es/http/502.md", article("502", "", ""));
    site.write("content/http/old/1.md", article("1", "", ""));
    let built = build(site.root());
    let help: Vec<&str> =
        built.diagnostics.iter().map(|one| &*one.help[one.help.len() - 1]).collect();
    assert_eq!(codes(&built.diagnostics), [Code::NestedCategory; 2]);
    assert!(help[0].starts_with("if the hub has the language `es`, list it"), "{help:?}");
    assert!(help[1].starts_with("move its articles to content/http/"), "{help:?}");
}

#[test]
fn a_broken_translation_has_no_dead_links_to_what_is_not_translated() {
    let site = site();
    site.write(
        "content/de/http/502.md",
        article("502", "metods: 1\n", "[504](504.md) [x](x.md)\n"),
    );
    let built = build(site.root());
    let of_german = |one: &&Diagnostic| {
        one.place.as_ref().is_some_and(|place| place.file.as_str() == "content/de/http/502.md")
    };
    let found: Vec<Code> = built.diagnostics.iter().filter(of_german).map(|one| one.code).collect();
    assert_eq!(found, [Code::UnknownKey, Code::DeadLink], "{:?}", built.diagnostics);
}

#[test]
fn a_translation_waits_for_a_draft_and_for_a_broken_original() {
    let site = site();
    let draft = article("Unknown host", "draft: true\n", "");
    site.write("content/dns/name.md", draft);
    site.write("content/http/502.md", article("502 Bad Gateway", "related: [http/504]\n", ""));
    let built = build(site.root());
    assert!(!built.files.contains_key("de/dns/name/index.html"));
    // A link in a language that never had a translation explains why it is dead.
    site.write("content/ja/http/502.md", article("502", "", "[x](../dns/name.md)\n"));
    let built = build(site.root());
    let dead = built.diagnostics.iter().find(|one| one.code == Code::DeadLink);
    let draft = "content/dns/name.md is a draft, so nothing is published at /ja/dns/name/";
    assert_eq!(dead.map(|one| &*one.message), Some(draft), "{:?}", built.diagnostics);
    assert!(!codes(&built.diagnostics).contains(&Code::NoOriginal), "{:?}", built.diagnostics);
    site.write("content/dns/name.md", "---\ntitle: [\n---\n");
    let built = build(site.root());
    assert!(!codes(&built.diagnostics).contains(&Code::NoOriginal), "{:?}", built.diagnostics);
}

#[test]
fn a_translation_is_no_duplicate_of_its_original() {
    let site = site();
    let same = article("502 Bad Gateway", "description: The same words.\n", "");
    site.write("content/http/502.md", &same);
    site.write("content/de/http/502.md", &same);
    let found = codes(&build(site.root()).diagnostics);
    for code in [Code::DuplicateTitle, Code::DuplicateCode, Code::SharedDescription] {
        assert!(!found.contains(&code), "{found:?}");
    }
}

/// The states of the German translations, each with the fields that changed.
fn states(site: &TempSite) -> Vec<(String, String, usize)> {
    let (table, _) = run(0, site.root(), &["translations", "de", "--json", "-q"]);
    let table: serde_json::Value = serde_json::from_str(&table).unwrap();
    let articles = table["languages"][0]["articles"].as_array().unwrap();
    let state = |one: &serde_json::Value| {
        let text = |key: &str| one[key].as_str().unwrap().to_owned();
        (text("article"), text("state"), one["changes"].as_array().unwrap().len())
    };
    articles.iter().map(state).collect()
}

fn state(site: &TempSite, id: &str) -> (String, usize) {
    let found = states(site).into_iter().find(|(article, ..)| article == id).unwrap();
    (found.1, found.2)
}

fn stamp(site: &TempSite, words: &[&str]) {
    let words = [&["stamp"], words].concat();
    run(0, site.root(), &words);
}

const ID: &str = "http/502";

#[test]
fn a_translation_is_stale_after_words_of_its_original_changed() {
    let site = site();
    assert_eq!(state(&site, ID), ("not-stamped".into(), 0));
    stamp(&site, &["--init"]);
    assert_eq!(state(&site, ID), ("fresh".into(), 0));
    assert_eq!(state(&site, "http/504"), ("missing".into(), 0));
    clean(&site);
    let path = "content/http/502.md";
    let original = std::fs::read_to_string(site.root().join(path)).unwrap();
    // Fields that a translation takes from its original cannot become stale, and links are not
    // words.
    let changed =
        original.replace("related: [http/504, dns/name]", "related: [dns/name, http/504]");
    site.write(path, changed.replace("applies_to: [Chrome, nginx]", "applies_to: [Chrome]"));
    stamp(&site, &[]);
    assert_eq!(state(&site, ID), ("fresh".into(), 0));
    site.write(path, original.replace("needs a restart", "wants a restart"));
    stamp(&site, &[]);
    assert_eq!(state(&site, ID), ("stale".into(), 1));
    let built = build(site.root());
    let stale = Code::StaleTranslation;
    assert_eq!(codes(&built.diagnostics), [stale, stale]);
    assert!(built.diagnostics[0].message.ends_with("`quick_answer`"), "{:?}", built.diagnostics);
    // Stamping all articles again does not silence the warning.
    stamp(&site, &[]);
    assert_eq!(state(&site, ID), ("stale".into(), 1));
    stamp(&site, &["de/http/502"]);
    assert_eq!(state(&site, ID), ("unchanged".into(), 0));
    assert!(codes(&build(site.root()).diagnostics).contains(&Code::StampedUnchanged));
    stamp(&site, &["--reviewed", "de/http/502"]);
    assert_eq!(state(&site, ID), ("fresh".into(), 0));
}

#[test]
fn a_changed_translation_was_made_from_the_original_as_it_is() {
    let site = site();
    stamp(&site, &["--init"]);
    let path = |folder: &str| format!("content/{folder}http/502.md");
    let read = |path: &str| std::fs::read_to_string(site.root().join(path)).unwrap();
    let original = read(&path("")).replace("needs a restart", "wants a restart");
    site.write(&path(""), original.replace("body: Restart it.", "body: Restart it twice."));
    stamp(&site, &[]);
    assert_eq!(state(&site, ID), ("stale".into(), 2));
    let german = read(&path("de/")).replace("needs a restart", "braucht einen Neustart");
    site.write(&path("de/"), german);
    stamp(&site, &[]);
    assert_eq!(state(&site, ID), ("fresh".into(), 0));
}

#[test]
fn readers_of_a_stale_translation_are_told_where_site_yaml_wants_it() {
    let site = site();
    stamp(&site, &["--init"]);
    let path = "content/http/502.md";
    let original = std::fs::read_to_string(site.root().join(path)).unwrap();
    site.write(path, original.replace("needs a restart", "wants a restart"));
    stamp(&site, &[]);
    let notice = |site: &TempSite| {
        let built = build(site.root());
        built.text("de/http/502/index.html").contains("class=\"newer-original\"")
    };
    assert!(!notice(&site));
    site.write("site.yaml", format!("translation_notice: true\n{SITE}"));
    assert!(notice(&site));
    assert!(!build(site.root()).text("de/dns/name/index.html").contains("newer-original"));
}

#[test]
fn a_form_for_translators_has_the_original_beside_each_field() {
    let site = site();
    run(0, site.root(), &["new", "--translate", "fr", "http/502"]);
    let form = std::fs::read_to_string(site.root().join("content/fr/http/502.md")).unwrap();
    for line in [
        "title: \"TODO: 502 Bad Gateway\"",
        "# 502 Bad Gateway needs a restart.\nquick_answer: |\n  TODO:",
        "  # Restart it\n  - title: \"TODO: Restart it\"",
        "    # 502 Bad Gateway happens.\n    answer: |",
        "# See [504](504.md#faq).",
    ] {
        assert!(form.contains(line), "{line}\n{form}");
    }
    let built = build(site.root());
    let wrong: Vec<_> =
        built.diagnostics.iter().filter(|one| one.code != Code::Placeholder).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    assert!(built.files.contains_key("fr/http/502/index.html"));
    run(2, site.root(), &["new", "--translate", "fr", "http/502"]);
    run(2, site.root(), &["new", "--translate", "xx", "http/502"]);
    run(2, site.root(), &["new", "--translate", "fr", "http/505"]);
}

#[test]
fn translations_move_along_and_stay_tracked() {
    let site = site();
    stamp(&site, &["--init"]);
    run(0, site.root(), &["mv", "http/502", "http/bad-gateway"]);
    let built = clean(&site);
    for path in ["http/bad-gateway", "de/http/bad-gateway", "ja/http/bad-gateway", "de/http/502"] {
        assert!(built.files.contains_key(&format!("{path}/index.html")), "{path}");
    }
    assert!(built.text("_redirects").contains("/errors/de/http/502/ /errors/de/http/bad-gateway/"));
    assert_eq!(state(&site, "http/bad-gateway"), ("fresh".into(), 0));
    let (_, why) = run(2, site.root(), &["mv", "de/dns/name", "de/dns/host"]);
    assert!(why.contains("errhub mv dns/name"), "{why}");
    let (_, why) = run(2, site.root(), &["rm", "dns/name", "--gone"]);
    assert!(why.contains("errhub rm de/dns/name"), "{why}");
    run(0, site.root(), &["rm", "de/dns/name", "--to", "de/http/bad-gateway"]);
    let built = clean(&site);
    assert!(built.text("_redirects").contains("/errors/de/dns/name/ /errors/de/http/bad-gateway/"));
}

#[test]
fn a_german_paste_finds_the_german_article_and_else_the_original() {
    let site = site();
    let find = |words: &[&str]| {
        let words = [&["match", "--json"], words].concat();
        let (answer, _) = run(0, site.root(), &words);
        let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
        answer["matches"][0]["url"].as_str().unwrap().to_owned()
    };
    let at = |path: &str| format!("https://example.com/errors{path}");
    let german = ["--language", "de"];
    let of = |text| find(&[&german[..], &[text]].concat());
    assert_eq!(of("Die Verbindung wurde zurückgesetzt"), at("/de/http/502/"));
    assert_eq!(of("502 Bad Gateway"), at("/de/http/502/"));
    assert_eq!(of("504 Gateway Timeout"), at("/http/504/"));
    assert_eq!(find(&["502 Bad Gateway"]), at("/http/502/"));
    run(2, site.root(), &["match", "--language", "xx", "502"]);
}

#[test]
fn a_code_says_more_than_a_sentence_that_goes_with_every_code() {
    let site = site();
    let messages = "messages:\n\
         - \"Diese Seite funktioniert nicht {host} kann diese Anfrage nicht verarbeiten. HTTP ERROR 502\"\n\
         - \"Fehlercode: 502 Bad Gateway\"\n\
         - \"{host} hat keine einzigen Daten gesendet.\"\n";
    site.write("content/de/http/502.md", article("502 Gateway-Fehler", messages, ""));
    let sentence =
        "Diese Seite funktioniert nicht example.org kann diese Anfrage nicht verarbeiten.";
    for (text, url) in [
        (format!("{sentence} HTTP ERROR 502"), "/de/http/502/"),
        (format!("{sentence} HTTP ERROR 504"), "/http/504/"),
        ("example.org hat keine einzigen Daten gesendet.".to_owned(), "/de/http/502/"),
        ("example.org hat keine einzigen Daten gesendet.\nHTTP ERROR 504".to_owned(), "/http/504/"),
        ("Fehlercode: 504 Gateway Timeout".to_owned(), "/http/504/"),
        ("Fehlercode: 502 Bad Gateway".to_owned(), "/de/http/502/"),
        ("Die Seite kann nicht geladen werden: 504 Gateway Timeout".to_owned(), "/http/504/"),
    ] {
        let (answer, _) = run(0, site.root(), &["match", "--json", "--language", "de", &text]);
        let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
        let first = &answer["matches"][0];
        assert_eq!(first["url"], format!("https://example.com/errors{url}"), "{text}");
        assert_eq!(first["language"], if url.starts_with("/de/") { "de" } else { "en" });
    }
    let (shown, _) = run(0, site.root(), &["match", "--language", "de", "504 Gateway Timeout"]);
    assert!(shown.starts_with("504 Gateway Timeout (English)  "), "{shown}");
}

#[test]
fn a_change_in_one_language_touches_no_page_of_another() {
    let site = site();
    let before = clean(&site).files;
    let changed = |site: &TempSite| {
        let after = clean(site).files;
        let changed = after.iter().filter(|(path, bytes)| before.get(*path) != Some(*bytes));
        changed.map(|(path, _)| path.clone()).collect::<Vec<_>>()
    };
    let german =
        article("502 Gateway-Fehler", "messages: [Anders]\n", "Neu: ![log](502/log.gif)\n");
    site.write("content/de/http/502.md", german);
    let files = changed(&site);
    assert!(files.contains(&"de/http/502/index.html".to_owned()));
    assert!(files.iter().all(|path| path.starts_with("de/")), "{files:?}");
    let site = self::site();
    let english = article(
        "502 Bad Gateway",
        "code: \"502\"\nmessages: [\"502 Bad Gateway\"]\napplies_to: [Chrome, nginx]\nrelated: [http/504, dns/name]\n",
        "New. ![log](502/log.gif) [504](504.md)\n",
    );
    site.write("content/http/502.md", english);
    let files = changed(&site);
    let is_page = |path: &&String| is(path, "html");
    assert_eq!(files.iter().filter(is_page).collect::<Vec<_>>(), ["http/502/index.html"]);
}
