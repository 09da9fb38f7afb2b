//! Web hosts: the examples in docs/hosting.md, and what errhub reports before a deployment.

use errhub::check::hosts::{LIMITS, READ};
use errhub::publish::MANIFEST;
use serde_json::Value;

use crate::support::{TempSite, build, read, run};

const SITE: &str = "title: Tiny\nbase_url: https://example.com/\n";

/// A site with an article that has an old address, and these files.
fn site<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> TempSite {
    let article = "---\ntitle: Teapot\nquick_answer: Wait.\nmethods:\n  - {title: Wait, body: Wait.}\n\
                   faq:\n  - {question: Why?, answer: Because.}\nupdated: 2026-01-01\n\
                   aliases: [/old/]\n---\nIt happens.\n";
    let category = "---\ntitle: HTTP\n---\n";
    let always = [("content/http/_index.md", category), ("content/http/418.md", article)];
    TempSite::new([("site.yaml", SITE)].into_iter().chain(always).chain(files))
}

fn docs() -> String {
    read("docs/hosting.md")
}

/// The fenced blocks of a language in docs/hosting.md.
fn blocks(language: &str) -> Vec<String> {
    let fence = format!("\n```{language}\n");
    let docs = docs();
    let parts = docs.split(&fence).skip(1);
    parts.map(|part| part.split_once("\n```").unwrap().0.to_owned()).collect()
}

#[test]
fn the_documented_limits_are_those_that_are_checked() {
    let docs = docs();
    assert!(docs.contains(READ), "the day on which the limits were read");
    let (_, section) = docs.split_once("\n## Limits\n").unwrap();
    let (section, _) = section.split_once("\n## ").unwrap();
    let rows: Vec<&str> = section.lines().filter(|line| line.starts_with("| ")).skip(1).collect();
    let expected: Vec<String> = LIMITS
        .iter()
        .map(|limit| {
            let (host, what, most, source) =
                (limit.host, limit.what(), limit.shown(), limit.source);
            format!("| {host} | {what} | {most} | <{source}> |")
        })
        .collect();
    assert_eq!(rows, expected);
}

#[test]
fn documented_configuration_can_be_parsed() {
    let workflows: Vec<Value> =
        blocks("yaml").iter().map(|text| serde_yaml::from_str(text).unwrap()).collect();
    let publish = |name: &str| {
        let uses = |step: &Value| step["uses"].as_str().is_some_and(|uses| uses.contains(name));
        let steps = |workflow: &&Value| workflow["jobs"]["publish"]["steps"].as_array().cloned();
        workflows.iter().filter_map(|one| steps(&one)).find(|steps| steps.iter().any(uses)).unwrap()
    };
    for action in ["cloudflare/wrangler-action", "actions/deploy-pages"] {
        let steps = publish(action);
        let errhub = steps.iter().find(|step| step["with"]["command"] == "build").unwrap();
        assert_eq!(errhub["with"]["args"], "--strict", "{action}");
    }
    let json = blocks("json");
    assert_eq!(json.len(), 3);
    for text in json {
        serde_json::from_str::<Value>(&text).unwrap();
    }
}

/// The CDN of Amazon sends the same headers as hosts that read `_headers`.
#[test]
fn cloudfront_sends_the_headers_of_the_site() {
    let headers = blocks("json").iter().find(|text| text.contains("SecurityHeaders")).cloned();
    let headers: Value = serde_json::from_str(&headers.unwrap()).unwrap();
    let security = &headers["SecurityHeadersConfig"];
    let custom = &headers["CustomHeadersConfig"]["Items"][0];
    let sent = |name: &str| match name {
        "Content-Security-Policy" => None,
        "X-Content-Type-Options" => security["ContentTypeOptions"].is_object().then_some("nosniff"),
        "X-Frame-Options" => security["FrameOptions"]["FrameOption"].as_str(),
        "Referrer-Policy" => security["ReferrerPolicy"]["ReferrerPolicy"].as_str(),
        name => custom["Value"].as_str().filter(|_| custom["Header"] == name),
    };
    let built = build(site([]).root());
    let rules = built.text("_headers").lines().skip(1).take_while(|line| !line.is_empty());
    for rule in rules {
        let (name, value) = rule.trim().split_once(": ").unwrap();
        if name != "Content-Security-Policy" {
            assert_eq!(sent(name), Some(value), "{name}");
        }
    }
}

/// The files that the commands leave out or copy are those that errhub writes.
#[test]
fn documented_commands_name_files_that_errhub_writes() {
    let site = site([]);
    run(0, site.root(), &["build", "-q"]);
    let is_there = |path: &str| site.root().join("public").join(path).is_file();
    for name in ["_headers", "_redirects", ".nojekyll", "404.html", MANIFEST] {
        assert!(is_there(name), "{name}");
    }
    let commands = blocks("sh").join("\n");
    let left_out = ["--exclude _headers", "--exclude .nojekyll", "--exclude \"_redirects*\""];
    for words in left_out.into_iter().chain([&*format!("--exclude {MANIFEST}")]) {
        assert!(commands.contains(words), "{words}");
    }
    for word in commands.split_whitespace().filter_map(|word| word.strip_prefix("site/errors/")) {
        assert!(is_there(word), "{word}");
    }
}

#[test]
fn hosts_can_be_asked_about_once() {
    let site = site([("static/_headers", "/*\n  X-A: b\n"), ("static/notes/c#.txt", "")]);
    let said = |code: i32, words: &[&str]| {
        let all = [&["check", "--format", "short"], words].concat();
        run(code, site.root(), &all).0
    };
    assert_eq!(said(0, &["--host", "cloudflare-pages"]), "");
    let both = said(1, &["--host", "s3", "--host", "netlify"]);
    assert!(both.contains("static/_headers: warning[W0962]: Amazon S3 does not read"), "{both}");
    assert!(both.contains("static/notes/c#.txt: error[E0965]"), "{both}");
    assert_eq!(said(1, &["--host", "netlify,s3"]), both);
    let (_, unknown) = run(2, site.root(), &["check", "--host", "netlfy"]);
    assert!(unknown.contains("'netlify'"), "{unknown}");
}

/// Results of earlier runs have no sizes, but the diagnostics are the same.
#[test]
fn a_host_can_be_asked_about_after_a_build() {
    let site = site([("static/film.mp4", &*"x".repeat((25 << 20) + 1))]);
    run(0, site.root(), &["build", "-q"]);
    run(0, site.root(), &["check", "-q"]);
    for _ in 0..2 {
        let (said, _) =
            run(1, site.root(), &["check", "--host", "cloudflare-pages", "--format", "short"]);
        assert!(said.contains("static/film.mp4: error[E0963]"), "{said}");
    }
    let (_, said) = run(1, site.root(), &["build", "--host", "cloudflare-pages"]);
    assert!(said.ends_with("Nothing was written\n"), "{said}");
}

#[test]
fn netlify_puts_rules_before_pages() {
    for (hosts, status) in [
        ("[]", "301"),
        ("[netlify]", "301!"),
        ("[netlify, cloudflare-pages]", "301"),
        ("[cloudflare-pages]", "301"),
    ] {
        let site = site([]);
        site.write("site.yaml", format!("{SITE}hosts: {hosts}\n"));
        let built = build(site.root());
        let rules = built.text("_redirects");
        assert_eq!(rules, format!("/old/ /http/418/ {status}\n"), "{hosts}");
        assert!(built.diagnostics.iter().all(|one| !one.code.id().contains("096")), "{hosts}");
    }
}
