//! Links and pictures: which ones lead somewhere, and where dead ones are reported.

use errhub::pipeline::{self};
use errhub::report::{self, Strictness};

use crate::support::{PIXEL, TempSite, build};

const BASE: &str = "title: Tiny\nbase_url: https://example.com/help/errors/\n";

/// A valid article with these fields and this text.
fn article(title: &str, fields: &str, body: &str) -> String {
    format!(
        "---\ntitle: {title}\nquick_answer: Tea.\nupdated: 2026-11-01\n\
         methods: [{{title: Wait, body: Wait.}}]\nfaq: [{{question: Why {title}?, answer: Why not.}}]\n\
         {fields}---\n{body}\n"
    )
}

/// A site with the articles `http/a`, with this text, and `http/b`, related to each other.
fn site(body: &str) -> TempSite {
    let site = TempSite::new([
        ("site.yaml", BASE),
        ("content/http/_index.md", "---\ntitle: HTTP\n---\n"),
        ("static/logo.png", PIXEL),
        ("content/http/a/shot.png", PIXEL),
    ]);
    site.write("content/http/a.md", article("Alpha", "related: [http/b]\n", body));
    let beta = "## Part\n\nText.\n\n![A screen](a/shot.png)";
    site.write("content/http/b.md", article("Beta", "related: [http/a]\n", beta));
    site
}

/// The diagnostics for a site, one per line, as with `--format short`.
fn said(site: &TempSite) -> Vec<String> {
    let text = |source: &_| {
        pipeline::text_on_disk(site.root(), source).or_else(|| {
            let name = errhub::assets::below(source);
            let built_in = errhub::assets::TEMPLATES.iter().find(|(other, _)| *other == name);
            built_in.map(|(_, text)| (*text).to_owned())
        })
    };
    let located = report::locate(build(site.root()).diagnostics, Strictness::Normal, text);
    located.iter().map(report::short).collect()
}

/// The only diagnostic for a site whose article `http/a` has this text.
fn one(body: &str) -> String {
    let said = said(&site(body));
    assert_eq!(said.len(), 1, "{body}: {said:#?}");
    said[0].clone()
}

#[test]
fn links_that_lead_somewhere_are_left_alone() {
    for body in [
        "[x](b.md)",
        "[x](b.md#part)",
        "[x](b.md#:~:text=Text)",
        "[x](b.md#part:~:text=Text)",
        "[x](#:~:text=Text)",
        "[x](./b.md?from=a#part)",
        "[x](b)",
        "[x](b/)",
        "[x](b/index.html)",
        "[x](../http/)",
        "[x](../http/_index.md)",
        "[x](../_index.md)",
        "[x](/http/b/)",
        "[x](/help/errors/http/b/)",
        "[x](/http/%62/)",
        "[x](https://example.com/help/errors/http/b/#part)",
        "[x](HTTPS://Example.com:443/help/errors/http/b)",
        "[x](//example.com/help/errors/http/b/)",
        "[x](https://example.com/about/)",
        "[x](https://example.com)",
        "[x](//cdn.example/x)",
        "[x](http://localhost:631/admin)",
        "[x](http://127.0.0.1/)",
        "[x](mailto:me@example.com)",
        "![x](a/shot.png)",
        "![x](/logo.png)",
        "![x](https://cdn.example/x.png)",
    ] {
        assert_eq!(said(&site(body)), [""; 0], "{body}");
    }
}

/// Each is reported at its place, with the exact text to write.
#[test]
fn faulty_addresses_are_reported_with_a_fix() {
    for (body, code, right) in [
        ("[x](c.md)", "E0401", "../dns/name.md"),
        ("[x](b.MD)", "E0401", "did you mean `b.md`?"),
        ("[x](b.html)", "E0401", "did you mean `b.md`?"),
        ("[x](../b.md)", "E0401", "did you mean `b.md`?"),
        ("[x](/about/)", "E0401", "`https://example.com/about/`"),
        ("[x](https://example.com/help/errors/http/bb/)", "E0401", "did you mean `b.md`?"),
        ("[x](b.md#prat)", "E0402", "did you mean `#part`?"),
        ("[x](https://example.com/help/errors/http/b/#prat)", "E0402", "did you mean `#part`?"),
        ("[x](?q#prat)", "E0402", "an anchor"),
        ("![x](static/logo.png)", "E0403", "did you mean `/logo.png`?"),
        ("![x](../static/logo.png)", "E0403", "did you mean `/logo.png`?"),
        ("![x](../../static/logo.png)", "E0403", "did you mean `/logo.png`?"),
        ("![x](/static/logo.png)", "E0403", "did you mean `/logo.png`?"),
        ("[x](/static/logo.png)", "E0401", "did you mean `/logo.png`?"),
        ("![x](shot.png)", "E0403", "did you mean `a/shot.png`?"),
        ("![x](C:\\Users\\me\\shot.png)", "E0405", "from there: `shot.png`"),
        ("[x](file:///home/me/shot.png)", "E0405", "from there: `shot.png`"),
        ("[x](<\\\\\\\\server\\share\\shot.png>)", "E0405", "from there: `shot.png`"),
        ("[x](http://127.0.0.1:4711/help/errors/http/b/#part)", "E0405", "write `b.md`"),
        ("[x](http://localhost:4040/help/errors/)", "E0405", "write `../_index.md`"),
        ("[x](http://localhost:4040/help/errors/nope/)", "E0405", "errors/nope/`"),
        ("![x](http://cdn.example/x.png)", "E0406", "write `https://cdn.example/x.png`"),
        ("[x](htps://a.example)", "E0404", "write `https://a.example`"),
        ("[x](http:/a.example)", "E0404", "write `http://a.example`"),
        ("[x](https//a.example)", "E0404", "write `https://a.example`"),
        ("[x](<http:// a.example>)", "E0404", "write `http://a.example`"),
        ("[x](www.google.com)", "E0404", "write `https://www.google.com`"),
        ("[x](support@example.com)", "E0404", "write `mailto:support@example.com`"),
        ("[x]()", "E0404", "write where it leads"),
        ("![x]()", "E0404", "write the path of its file"),
        ("[x](..\\http\\b.md)", "E0404", "write `../http/b.md`"),
        ("[x](javascript:alert(1))", "E0116", "link to a page"),
    ] {
        let said = one(&format!("Text.\n\n{body}"));
        let place = said.contains("content/http/a.md:11:1: ");
        assert!(place && said.contains(code) && said.contains(right), "{body}: {said}");
    }
}

#[test]
fn drafts_and_broken_articles_are_known_by_every_spelling() {
    for href in
        ["d.md", "d", "d/", "d/index.html", "/http/d/", "https://example.com/help/errors/http/d/"]
    {
        let site = site(&format!("[x]({href})"));
        site.write("content/http/d.md", article("Delta", "draft: true\n", "Text."));
        let drafts = said(&site);
        assert_eq!(drafts.len(), 1, "{href}: {drafts:#?}");
        assert!(
            drafts[0].contains("E0401") && drafts[0].contains("http/d.md is a draft"),
            "{drafts:?}"
        );
        site.write("content/http/d.md", "---\ntitle: [\n---\n");
        let broken = said(&site);
        assert_eq!(broken.len(), 1, "{href}: {broken:#?}");
        assert!(broken[0].starts_with("content/http/d.md"), "{broken:?}");
    }
}

#[test]
fn every_spelling_of_a_link_leads_to_an_article() {
    for href in [
        "b.md",
        "b",
        "b/index.html",
        "/http/b/",
        "/help/errors/http/%62/",
        "https://example.com/help/errors/http/b/#part",
        "//example.com/help/errors/http/b",
        "/old/b/",
    ] {
        let site = site("");
        site.write(
            "content/http/a.md",
            article("Alpha", "", &format!("[x]({href}) ![y](a/shot.png)")),
        );
        site.write(
            "content/http/b.md",
            article("Beta", "aliases: [/old/b/]\nrelated: [http/a]\n", "## Part"),
        );
        assert_eq!(said(&site), [""; 0], "{href}");
    }
}

/// A mistake in a template is reported once, at its place there.
#[test]
fn mistakes_in_templates_are_reported_once() {
    let head = "{% block head %}{% endblock head -%}";
    for (added, place, code, right) in [
        ("<a href=\"none-such/\">x</a>", "10", "E0401", "{{ site.base_path }}/none-such/"),
        (
            "<a href=\"{{ site.base_path }}/http/bb/\">x</a>",
            "10",
            "E0401",
            "did you mean `{{ site.base_path }}/http/b/`?",
        ),
        (
            "<a class=\"{% if page %}\"{% endif %}\" href='{{ site.home }}none/'>x</a>",
            "44",
            "E0401",
            "write the address",
        ),
        (
            "<a href=\"{{ site.base_url }}none/?a=1&amp;b\">x</a>",
            "10",
            "E0401",
            "write the address",
        ),
        ("<link rel=\"icon\" href=\"/help/errors/none.svg\">", "24", "E0401", "write the address"),
        ("<form action=\"{{ site.base_path }}/none/\"></form>", "15", "E0401", "write the address"),
        (
            "<img alt=\"\" src=\"{{ site.base_path }}/static/logo.png\">",
            "18",
            "E0403",
            "{{ asset(path=\"logo.png\") }}",
        ),
        (
            "<img alt=\"\" src=\"{{ asset(path=\"logo.png\") }}\" srcset=\"/help/errors/n.png 2x\">",
            "56",
            "E0403",
            "write the address",
        ),
        (
            "<video poster=\"{{ site.base_path }}/none.png\"></video>",
            "16",
            "E0403",
            "write the address",
        ),
        (
            "<script src=\"{{ site.base_path }}/none.js\"></script>",
            "14",
            "E0401",
            "write the address",
        ),
        ("<img src=\"{{ asset(path=\"logo.png\") }}\">", "26", "W0401", "alt="),
        ("<a href=\"#nope\">x</a>", "10", "E0402", "an anchor"),
        (
            "{% set to = \"/help/errors/none/\" %}<a href=\"{{ to }}\">x</a>",
            "14",
            "E0401",
            "write the address",
        ),
        ("<a href=\"\">x</a>", "10", "E0404", "write where it leads"),
        ("<a href=\"www.example.com\">x</a>", "10", "E0404", "https://www.example.com"),
        (
            "<img alt=\"\" src=\"http://cdn.example/x.png\">",
            "18",
            "E0406",
            "https://cdn.example/x.png",
        ),
    ] {
        let site = site("Text.");
        let base = crate::support::read("templates/base.html");
        let line = base.lines().position(|line| line == head).unwrap() + 1;
        site.write("templates/base.html", base.replace(head, &format!("{added}{head}")));
        let said = said(&site);
        assert_eq!(said.len(), 1, "{added}: {said:#?}");
        let start = format!("templates/base.html:{line}:{place}: ");
        let fits = said[0].starts_with(&start) && said[0].contains(code) && said[0].contains(right);
        assert!(fits && said[0].contains("(on 5 pages)"), "{added}: {said:#?}");
    }
}

#[test]
fn templates_may_lead_out_of_the_hub() {
    let site = site("Text.");
    let base = crate::support::read("templates/base.html");
    let links = "<a href=\"/about/\">x</a><a href=\"/help/\">y</a><a href=\"//cdn.example/x\">z</a>\
        <a href=\"https://example.com/\">z</a><a href=\"?q\">q</a><a href=\"tel:+1\">t</a>";
    site.write("templates/base.html", base.replace("<main", &format!("{links}<main")));
    assert_eq!(said(&site), [""; 0]);
}

/// A mistake on many pages is reported only in site.yaml.
#[test]
fn mistakes_in_settings_are_reported_once_at_their_place() {
    for (settings, place, code) in [
        (
            "learn_more: [{label: X, url: \"https://example.com/help/errors/none/\"}]",
            "3:30",
            "E0401",
        ),
        (
            "learn_more: [{label: X, url: \"https://example.com/help/errors/http/b/#prat\"}]",
            "3:30",
            "E0402",
        ),
        (
            "learn_more: [{label: X, url: \"http://localhost:4040/help/errors/http/b/\"}]",
            "3:30",
            "E0405",
        ),
        ("publisher: {name: X, url: \"https://example.com/help/errors/none/\"}", "3:27", "E0401"),
        ("publisher: {name: X, logo: /lgo.png}", "3:28", "E0403"),
        ("publisher: {name: X, logo: /static/logo.png}", "3:28", "E0403"),
        ("publisher: {name: X, logo: \"file:///logo.png\"}", "3:28", "E0405"),
        ("report_url: \"https://example.com/help/errors/none/?u={url}\"", "3:13", "E0401"),
        (
            "callouts: [{id: a, kind: tip, title: X, text: X, link: {label: Y, url: \"https://example.com/help/errors/none/\"}}]",
            "3:72",
            "E0401",
        ),
    ] {
        let site = site("Text.");
        site.write("site.yaml", format!("{BASE}{settings}\n"));
        let said = said(&site);
        assert_eq!(said.len(), 1, "{settings}: {said:#?}");
        assert!(said[0].starts_with(&format!("site.yaml:{place}: ")), "{settings}: {said:#?}");
        assert!(said[0].contains(code), "{settings}: {said:#?}");
    }
    let site = site("Text.");
    let good = "publisher: {name: X, logo: /logo.png, url: \"https://example.com/\"}\n\
        report_url: \"mailto:x@example.com?subject={title}\"\n";
    site.write("site.yaml", format!("{BASE}{good}"));
    assert_eq!(said(&site), [""; 0]);
}

/// The same for a mistake on all articles of a category.
#[test]
fn links_of_a_category_are_told_once_at_their_place() {
    for (url, code, help) in [
        ("https://example.com/help/errors/none/", "E0401", ""),
        ("https://example.com/help/errors/http/b/#prat", "E0402", ""),
        (
            "http://localhost:4040/help/errors/http/b/",
            "E0405",
            "write `https://example.com/help/errors/http/b/`",
        ),
    ] {
        let site = site("Text.");
        let front = format!("---\ntitle: HTTP\nlearn_more: [{{label: X, url: \"{url}\"}}]\n---\n");
        site.write("content/http/_index.md", front);
        let said = said(&site);
        assert_eq!(said.len(), 1, "{url}: {said:#?}");
        assert!(said[0].starts_with("content/http/_index.md:3:30: "), "{url}: {said:#?}");
        assert!(said[0].contains(code) && said[0].contains(help), "{url}: {said:#?}");
    }
}

#[test]
fn mistakes_in_sources_are_reported_at_their_place() {
    let site = site("");
    let sources = "related: [http/b]\nsources: [{label: X, url: \"https://example.com/help/errors/none/\"}]\n";
    site.write("content/http/a.md", article("Alpha", sources, "Text."));
    let said = said(&site);
    assert_eq!(said.len(), 1, "{said:#?}");
    assert!(said[0].starts_with("content/http/a.md:8:") && said[0].contains("E0401"), "{said:#?}");
}

#[test]
fn an_alias_is_shown_where_it_is_written() {
    let site = site("");
    let aliases = "related: [http/b]\naliases: [/help/errors/old/, /help/errors/http/b/]\n";
    site.write("content/http/a.md", article("Alpha", aliases, "Text."));
    let said = said(&site);
    assert_eq!(said.len(), 1, "{said:#?}");
    assert!(
        said[0].starts_with("content/http/a.md:8:30: ") && said[0].contains("E0312"),
        "{said:#?}"
    );
}

/// Addresses in an article's own HTML mean the same as in Markdown, and are reported at their line.
#[test]
fn mistakes_in_html_are_reported_at_their_line() {
    let raw = |body: &str| {
        let site = site(body);
        site.write("site.yaml", format!("{BASE}raw_html: true\n"));
        site
    };
    for body in [
        "<a href=\"b.md#part\">x</a>",
        "<a href=\"/help/errors/http/b/\">x</a>",
        "<a href=\"/http/b/\">x</a>",
        "<img src=\"a/shot.png\" alt=\"\">",
        "<img src=\"/logo.png\" alt=\"x\" srcset=\"a/shot.png 2x\">",
        "<div>\n\n<video poster=\"a/shot.png\"></video>\n\n</div>",
    ] {
        assert_eq!(said(&raw(body)), [""; 0], "{body}");
    }
    for (body, place, code) in [
        ("<a href=\"none-such/\">x</a>", "11:10", "E0401"),
        ("a <a class=x href='c.md'>x</a>", "11:20", "E0401"),
        ("<a href=\"b.md#prat\">x</a>", "11:10", "E0402"),
        ("<div>\n<img alt=\"x\" src=\"shot.png\">\n</div>", "12:19", "E0403"),
        ("> <div>\n> <img alt=\"x\" src=\"shot.png\">\n> </div>", "12:21", "E0403"),
        ("<img alt=\"x\" src=\"a/shot.png\" srcset=\"none.png 2x\">", "11:39", "E0403"),
        ("<video poster=\"none.png\"></video>", "11:16", "E0403"),
        ("<form action=\"none/\"></form>", "11:15", "E0401"),
        ("<img src=\"a/shot.png\">", "11:11", "W0401"),
        ("<img alt=\"\" src=\"http://cdn.example/x.png\">", "11:18", "E0406"),
        ("<a href=\"\">x</a>", "11:4", "E0404"),
        ("<a href=\"C:\\x\\y.txt\">x</a>", "11:10", "E0405"),
        ("<a href=\"http://localhost:4040/help/errors/http/b/\">x</a>", "11:10", "E0405"),
    ] {
        let said = said(&raw(&format!("Text.\n\n{body}")));
        assert_eq!(said.len(), 1, "{body}: {said:#?}");
        let fits = said[0].starts_with(&format!("content/http/a.md:{place}: "));
        assert!(fits && said[0].contains(code), "{body}: {said:#?}");
    }
}
