//! Markdown twins and llms.txt: their content, where their links lead, and how pages link to them.

use crate::support::{Built, TempSite, build, is, repository};

const SITE: &str = "title: Site\nbase_url: https://example.com/x/\nplatforms: [Chrome]\n";

const FULL: &str = r#"---
title: "*Odd* <T> error"
code: "E1"
messages:
  - "It says `no` to {name}"
applies_to: [Chrome]
quick_answer: |
  Press ++F5++. See [b](b.md#faq) or [the hub](/).<!-- not sure -->
methods:
  - title: Restart it
    audience: site-owner
    minutes: 2
    body: |
      ## First
      Read [b][b].[^1]

      ![Log](a/log.png)

      [b]: b.md
      [^1]: A note.
    verify: It works.
  - title: Wait
    body: "Wait.[^1]\n\n[^1]: Another note."
faq:
  - question: Why?
    answer: "Because of [this](#causes)."
sources:
  - {label: RFC, url: "https://example.org/rfc"}
related: [http/b]
updated: 2026-01-02
reviewed: 2026-02-03
---
It is `<T>` and <T>.
"#;

const TWIN: &str = r"# How to fix “\*Odd\* \<T> error”

> Press F5. See b or the hub.

- <https://example.com/x/http/a/>
- Error code: `E1`
- Applies to: Chrome
- HTTP
- Last updated: 2026-01-02
- Last reviewed: 2026-02-03

## Quick answer

Press <kbd>F5</kbd>. See [b](https://example.com/x/http/b/#faq) or [the hub](https://example.com/x/).

## What causes the “\*Odd\* \<T> error” error?

The message may read:

- ``It says `no` to {name}``

It is `<T>` and &lt;T>.

## How to fix it: 2 methods

### 1. Wait

For visitors

Wait.[^1-1]

[^1-1]: Another note.

### 2. Restart it

For site owners, about 2 minutes

#### First
Read [b](https://example.com/x/http/b/).[^2-1]

![Log](https://example.com/x/http/a/log.png)


[^2-1]: A note.

**How to check that it worked:**

It works.

## Frequently asked questions

### Why?

Because of [this](https://example.com/x/http/a/#causes).

## Related errors

- [B](https://example.com/x/http/b/)

## Sources

- [RFC](<https://example.org/rfc>)
";

fn article(title: &str) -> String {
    format!(
        "---\ntitle: {title}\ndescription: About {title}\nquick_answer: Q\n\
         methods: [{{title: M, body: B}}]\nupdated: 2026-01-01\n---\nText.\n"
    )
}

fn site() -> TempSite {
    TempSite::new([
        ("site.yaml", SITE),
        ("content/http/_index.md", "---\ntitle: HTTP\n---\n"),
        ("content/http/a.md", FULL),
        ("content/http/a/log.png", "x"),
        ("content/http/b.md", &article("B")),
    ])
}

#[test]
fn a_twin_says_what_its_page_says() {
    let built = build(site().root());
    assert_same(built.text("http/a.md"), TWIN);
}

/// Shows the first difference between two texts.
fn assert_same(actual: &str, expected: &str) {
    for (number, (actual, expected)) in (1..).zip(actual.lines().zip(expected.lines())) {
        assert_eq!(actual, expected, "line {number}");
    }
    assert_eq!(actual, expected);
}

#[test]
fn pages_lead_to_their_twins_and_to_llms_txt() {
    let built = build(site().root());
    let page = built.text("http/a/index.html");
    let twin = "<link rel=\"alternate\" type=\"text/markdown\" href=\"/x/http/a.md\">";
    let covered = "<link rel=\"describedby\" href=\"/x/llms.txt\">";
    assert!(page.contains(twin) && page.contains(covered));
    assert!(built.text("index.html").contains(covered));
    assert!(!built.text("index.html").contains("text/markdown"));
    assert!(!built.text("404.html").contains("describedby"));
}

/// The addresses of the links in a Markdown text.
fn links(text: &str) -> Vec<&str> {
    text.split("](").skip(1).filter_map(|rest| rest.split(')').next()).collect()
}

fn is_served(built: &Built, url: &str) -> bool {
    let base = built.project.config.base_url.to_string();
    let Some(path) = url.strip_prefix(&base) else { return true };
    let path = path.split(['#', '?']).next().unwrap_or_default();
    let file = if path.is_empty() || path.ends_with('/') {
        format!("{path}index.html")
    } else {
        path.into()
    };
    built.files.contains_key(&file)
}

#[test]
fn every_link_of_this_hub_leads_somewhere() {
    let built = build(repository());
    let texts = built.files.keys().filter(|path| is(path, "md") || *path == "llms.txt");
    let mut count = 0;
    for path in texts {
        count += 1;
        let text = built.text(path);
        assert!(!text.contains("](/") && !text.contains(".md)") || path == "llms.txt", "{path}");
        for link in links(text) {
            let link = link.trim_matches(['<', '>']).split(' ').next().unwrap();
            let is_address = link.starts_with("https://") || link.starts_with("mailto:");
            assert!(
                is_address && is_served(&built, link) || text.contains(&format!("`{link}`")),
                "{path}: {link}"
            );
        }
    }
    assert!(count > 100);
}

/// The form of llmstxt.org: a title, a quote, text without headings, and sections of links.
#[test]
fn llms_txt_follows_its_convention() {
    let built = build(repository());
    let text = built.text("llms.txt");
    let mut sections = text.split("\n## ");
    let head = sections.next().unwrap();
    let mut lines = head.lines().filter(|line| !line.is_empty());
    assert_eq!(lines.next(), Some("# Internet Errors Hub"));
    assert!(lines.next().unwrap().starts_with("> "));
    assert!(lines.all(|line| !line.starts_with('#')));
    for section in sections {
        for line in section.lines().skip(1).filter(|line| !line.is_empty()) {
            assert!(line.starts_with("- [") && line.contains("](https://"), "{line}");
        }
    }
    // Articles in other languages are in separate lists.
    let languages: Vec<String> = built.project.folders().map(|one| format!("{one}/")).collect();
    let is_main = |path: &str| !languages.iter().any(|folder| path.starts_with(folder));
    let twins = built.files.keys().filter(|path| is(path, "md") && is_main(path));
    assert_eq!(text.matches(".md): ").count(), twins.count());
}

#[test]
fn a_large_hub_has_a_list_for_each_category() {
    let site = site();
    for number in 0..400 {
        site.write(&format!("content/dns/n{number}.md"), article(&format!("N{number}")));
    }
    let built = build(site.root());
    let root = built.text("llms.txt");
    assert!(root.contains("- [HTTP](https://example.com/x/http/llms.txt)"));
    assert_eq!(root.matches(".md)").count(), 0);
    assert_eq!(built.text("dns/llms.txt").matches(".md): About N").count(), 400);
}

#[test]
fn each_format_can_be_turned_off() {
    let site = site();
    site.write("site.yaml", format!("{SITE}formats: {{markdown: false}}\n"));
    let built = build(site.root());
    assert!(!built.files.contains_key("http/a.md"));
    assert!(!built.text("http/a/index.html").contains("text/markdown"));
    assert!(built.text("llms.txt").contains("(https://example.com/x/http/b/): About B"));
    site.write("site.yaml", format!("{SITE}formats: {{llms_txt: false, registry: false}}\n"));
    let built = build(site.root());
    assert!(!built.files.contains_key("llms.txt") && built.files.contains_key("http/a.md"));
    assert!(!built.text("index.html").contains("describedby"));
    site.write("site.yaml", SITE);
    site.write("static/llms.txt", "own");
    assert_eq!(build(site.root()).text("llms.txt"), "own");
}
