//! `errhub error-pages`: the files for servers. `.ci/servers` tries them in real ones.

use std::fs;

use errhub::html::visible_text;

use crate::dom;
use crate::support::{TempSite, policy_source, run, tree};

const CONFIGURATIONS: [&str; 4] = ["nginx.conf", "apache.conf", "Caddyfile", "haproxy.cfg"];

fn article(code: &str, title: &str, more: &str) -> String {
    format!(
        "---\ntitle: {title}\ncode: \"{code}\"\nmessages: [\"{title}\"]\nupdated: 2026-01-01\n\
         quick_answer: |\n  Wait, see [the other](504.md), or [what helps](#reload).\n  ![A \"page\"](a.svg)\n\
         methods:\n  - {{title: Reload, minutes: 1, body: Press ++F5++.}}\n  \
         - {{title: Restart the server, audience: site-owner, body: Restart it.}}\n{more}---\nThe server is *broken*.\n"
    )
}

/// A site with an article for each of two statuses, and one for a code of another protocol.
fn site(settings: &str) -> TempSite {
    let settings = format!("title: Tiny\nbase_url: https://example.com/errors/\n{settings}");
    TempSite::new([
        ("site.yaml", settings.as_str()),
        ("content/http/_index.md", "---\ntitle: HTTP\n---\n"),
        ("content/http/502.md", &article("502", "502 Bad Gateway", "")),
        ("content/http/503.md", &article("503", "503 Service Unavailable", "")),
        ("content/http/504.md", &article("504", "Gateway Timeout", "")),
        ("content/http/a.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
        ("content/http/451.md", &article("451", "Mailbox Busy", "")),
    ])
}

fn read(site: &TempSite, path: &str) -> String {
    fs::read_to_string(site.root().join("out").join(path)).unwrap()
}

#[test]
fn each_status_has_a_page_that_is_complete_in_itself() {
    let site = site("");
    let (_, said) = run(0, site.root(), &["error-pages", "out"]);
    assert!(said.contains("Wrote 3 pages and configuration for four servers"), "{said}");
    let page = read(&site, "pages/502.html");
    assert!(page.len() < 14 << 10, "{}", page.len());
    let text = visible_text(&page);
    for said in [
        "502 Bad Gateway",
        "Try again",
        "The server is broken.",
        "Reload",
        "Press F5.",
        "A \"page\"",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert!(!text.contains("Restart"), "what visitors cannot do: {text}");
    let page = dom::parse(&page);
    let links: Vec<_> =
        page.named("a").iter().map(|link| link.attribute("href").to_owned()).collect();
    for link in &links {
        assert!(link.is_empty() || link.starts_with("https://example.com/errors/"), "{links:?}");
    }
    assert!(links.contains(&"https://example.com/errors/http/502/#reload".to_owned()), "{links:?}");
    assert!(page.named("img").is_empty() && page.named("link").is_empty());
    assert_eq!(page.named("html")[0].attribute("lang"), "en");
    let meta = |name: &str, value: &str| {
        let metas = page.named("meta");
        let found = metas.iter().find(|meta| meta.attribute(name) == value);
        found.map(|meta| meta.attribute("content").to_owned()).unwrap()
    };
    assert_eq!(meta("name", "robots"), "noindex");
    let policy = meta("http-equiv", "Content-Security-Policy");
    let script = page.named("script")[0].text();
    assert!(policy.starts_with("default-src 'none'"), "{policy}");
    assert!(policy.contains(&policy_source(&script)), "{policy}");
    assert!(read(&site, "pages/504.html").contains("<h1>504: Gateway Timeout</h1>"));
}

/// The complete files for servers: people paste them into a configuration.
#[test]
fn configuration_names_every_page() {
    let site = site("");
    run(
        0,
        site.root(),
        &[
            "error-pages",
            "out",
            "--codes",
            "503,502",
            "--retry-after",
            "120",
            "--folder",
            "/srv/errors/",
        ],
    );
    let files = tree(&site.root().join("out"));
    let names: Vec<_> = files.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            ".errhub-manifest.json",
            "Caddyfile",
            "README.md",
            "apache.conf",
            "haproxy.cfg",
            "haproxy/502.http",
            "haproxy/503.http",
            "nginx.conf",
            "pages/502.html",
            "pages/503.html",
        ]
    );
    let all = CONFIGURATIONS.map(|name| format!("==> {name}\n{}\n", read(&site, name)));
    let shown = all.concat();
    snapbox::Assert::new()
        .action_env("SNAPSHOTS")
        .eq(shown, snapbox::file!["error_pages/configuration.txt"].raw());
    let response = read(&site, "haproxy/503.http");
    let (head, body) = response.split_once("\r\n\r\n").unwrap();
    assert_eq!(body, read(&site, "pages/503.html"));
    let expected = format!(
        "HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/html; charset=utf-8\r\n\
         Content-Length: {}\r\nCache-Control: no-store\r\nRetry-After: 120",
        body.len()
    );
    assert_eq!(head, expected);
    let other = read(&site, "haproxy/502.http");
    assert!(!other.split_once("\r\n\r\n").unwrap().0.contains("Retry-After"));
}

#[test]
fn waiting_is_offered_only_where_it_helps() {
    let site = site("");
    site.write("content/http/404.md", article("404", "404 Not Found", ""));
    run(0, site.root(), &["error-pages", "out"]);
    assert!(read(&site, "pages/503.html").contains("<script>"));
    let page = read(&site, "pages/404.html");
    assert!(!page.contains("<script") && !page.contains("Try again"), "{page}");
}

#[test]
fn pages_have_the_language_and_the_colours_of_the_site() {
    let site = site(
        "language: ar\ncolors: {accent: \"#8b1a1a\"}\nlabels: {error_page_retry: \"أعد المحاولة\"}\n",
    );
    run(0, site.root(), &["error-pages", "out"]);
    let page = read(&site, "pages/502.html");
    assert!(page.contains("<html lang=\"ar\" dir=\"rtl\">"), "{page}");
    assert!(page.contains("--link: light-dark(#8b1a1a, #"), "{page}");
    assert!(page.contains("أعد المحاولة"), "{page}");
}

/// Servers choose a language. A page without a translation is the original.
#[test]
fn each_language_has_pages_of_its_own() {
    let site =
        site("languages:\n  - {code: de, name: Deutsch}\n  - {code: pt-BR, name: Português}\n");
    site.write(
        "content/de/http/502.md",
        article("502", "502 Bad Gateway", "").replace("broken", "kaputt"),
    );
    site.write(
        "content/de/http/504.md",
        article("504", "504 Gateway Timeout", "").replace("broken", "müde"),
    );
    let (_, said) =
        run(0, site.root(), &["error-pages", "out", "--codes", "502,503", "--retry-after", "9"]);
    assert!(said.contains("Wrote 4 pages"), "{said}");
    let pages: Vec<_> = tree(&site.root().join("out/pages")).into_keys().collect();
    assert_eq!(pages, ["502.html", "503.html", "de/502.html", "de/503.html"]);
    let page = read(&site, "pages/de/502.html");
    assert!(page.contains("<html lang=\"de\">") && page.contains("kaputt"), "{page}");
    assert!(page.contains("Erneut versuchen") && page.len() < 14 << 10, "{page}");
    assert!(page.contains("href=\"https://example.com/errors/de/\""), "the hub: {page}");
    assert!(page.contains("href=\"https://example.com/errors/de/http/502/\""), "{page}");
    assert_eq!(read(&site, "pages/de/503.html"), read(&site, "pages/503.html"));
    let has = |name: &str, line: &str| {
        let text = read(&site, name);
        assert!(text.contains(line), "{name}: {line}\n{text}");
    };
    has("nginx.conf", "if ($http_accept_language ~ \"(?:^|[,\\s])(en|de)(?:[-,;\\s]|$)\") {");
    has("nginx.conf", "error_page 502 /errhub-error-pages/${errhub_language}502.html;");
    has("nginx.conf", "location = /errhub-error-pages/de/503.html {");
    has(
        "apache.conf",
        "ErrorDocument 502 \"/errhub-error-pages/%{reqenv:ERRHUB_LANGUAGE}502.html\"",
    );
    has("apache.conf", "<Location \"/errhub-error-pages/de/503.html\">");
    has("Caddyfile", "\t\tde /de\n");
    has("Caddyfile", "rewrite * {errhub_language}/{err.status_code}.html");
    has("haproxy.cfg", "all readers get the pages in `en`");
    has("README.md", "Languages: en, de.");
}

#[test]
fn files_of_others_are_left_alone() {
    let site = site("");
    run(0, site.root(), &["error-pages", "out"]);
    let first = tree(&site.root().join("out"));
    site.write("out/mine.txt", "mine");
    run(0, site.root(), &["error-pages", "out", "--codes", "502"]);
    assert!(!site.root().join("out/pages/503.html").exists(), "what is no longer made goes away");
    run(0, site.root(), &["error-pages", "out"]);
    assert_eq!(fs::read(site.root().join("out/mine.txt")).unwrap(), b"mine");
    fs::remove_file(site.root().join("out/mine.txt")).unwrap();
    assert!(first == tree(&site.root().join("out")), "the same input makes the same bytes");

    site.write("full/mine.txt", "mine");
    let (_, said) = run(2, site.root(), &["error-pages", "full"]);
    assert!(said.contains("full"), "{said}");
    assert_eq!(tree(&site.root().join("full")).len(), 1);
    run(0, site.root(), &["build"]);
    let public = tree(&site.root().join("public"));
    let (_, said) = run(2, site.root(), &["error-pages", "public"]);
    assert!(said.contains("contains a site that errhub built"), "{said}");
    assert!(public == tree(&site.root().join("public")));
}

#[test]
fn what_cannot_be_made_is_refused() {
    let site = site("");
    let (_, said) = run(2, site.root(), &["error-pages", "out", "--codes", "502,404,451"]);
    assert!(
        said.contains("no article about the HTTP status 404 (Not Found); it has 502, 503, 504"),
        "{said}"
    );
    let (_, said) = run(2, site.root(), &["error-pages", "out", "--codes", "200"]);
    assert!(said.contains("400..600") || said.contains("400..=599"), "{said}");
    let (_, said) = run(2, site.root(), &["error-pages", "out", "--folder", "/srv/my pages"]);
    assert!(said.contains("without spaces"), "{said}");
    site.write("content/http/505.md", "---\ntitle: Broken\n---\n");
    let (_, said) = run(1, site.root(), &["error-pages", "out"]);
    assert!(said.contains("Nothing was written"), "{said}");
    assert!(!site.root().join("out").exists());
}

#[test]
fn a_template_of_the_site_may_load_nothing() {
    let site = site("");
    site.write(
        "templates/error-page.html",
        "{% extends \"errhub/error-page.html\" %}{% block header %}<img src=\"/logo.png\" alt=\"\">{% endblock %}",
    );
    let (_, said) = run(1, site.root(), &["error-pages", "out"]);
    assert!(said.contains("error[E0961]") && said.contains("/logo.png"), "{said}");
    assert_eq!(said.matches("error[E0961]").count(), 1, "once for all pages: {said}");
    assert!(said.contains("templates/error-page.html:1:"), "{said}");
    run(1, site.root(), &["check"]);
}
