//! The look of a site and the policy of its pages: docs/look.md, and mistakes in the settings.

use std::collections::BTreeSet;

use errhub::pipeline;
use errhub::report::{self, Strictness};

use crate::support::{Built, TempSite, build, read};

const SITE: &[(&str, &str)] = &[
    ("content/http/_index.md", "---\ntitle: HTTP\n---\n"),
    (
        "content/http/a.md",
        "---\ntitle: I am a teapot\nquick_answer: Brew tea.\nupdated: 2026-01-01\nrelated: [http/b]\n\
         methods: [{title: Brew tea, body: Use leaves.}]\nfaq: [{question: Why?, answer: It is.}]\n---\n",
    ),
    (
        "content/http/b.md",
        "---\ntitle: No coffee\nquick_answer: Brew coffee.\nupdated: 2026-01-01\nrelated: [http/a]\n\
         methods: [{title: Brew it, body: Use beans.}]\nfaq: [{question: When?, answer: Soon.}]\n---\n",
    ),
    ("static/logo.svg", "<svg viewBox=\"0 0 80 40\"/>"),
    ("static/logo-dark.svg", "<svg viewBox=\"0 0 80 40\"/>"),
];

/// A site with these settings and files.
fn site(settings: &str, files: &[(&str, &str)]) -> TempSite {
    let site = TempSite::new(SITE.iter().chain(files).copied());
    site.write("static/fonts/inter.woff2", [b"wOF2".as_slice(), &[0; 44]].concat());
    site.write(
        "site.yaml",
        format!("title: Tiny\nbase_url: https://example.com/help/\n{settings}"),
    );
    site
}

/// The diagnostics of a site, one per line, in the form of `--format short`, which includes the
/// help.
fn said(site: &TempSite, diagnostics: Vec<errhub::diagnostic::Diagnostic>) -> Vec<String> {
    let text = |source: &_| pipeline::text_on_disk(site.root(), source);
    let located = report::locate(diagnostics, Strictness::Normal, text);
    located.iter().map(report::short).collect()
}

fn wrong(settings: &str, files: &[(&str, &str)]) -> Vec<String> {
    let site = site(settings, files);
    match errhub::config::load(site.root()).unwrap() {
        Ok(_) => said(&site, build(site.root()).diagnostics),
        Err(diagnostics) => said(&site, diagnostics),
    }
}

#[track_caller]
fn one(settings: &str, files: &[(&str, &str)]) -> String {
    let wrong = wrong(settings, files);
    assert_eq!(wrong.len(), 1, "{wrong:#?}");
    wrong[0].clone()
}

fn built(settings: &str, files: &[(&str, &str)]) -> Built {
    let site = site(settings, files);
    let built = build(site.root());
    assert_eq!(said(&site, built.diagnostics.clone()), [""; 0]);
    built
}

/// The sections of docs/look.md with their code blocks: the words after the fence, and the text.
fn sections(docs: &str) -> Vec<Vec<(&str, &str)>> {
    let sections = docs.split("\n##").skip(1);
    let blocks = sections.map(|section| {
        let parts: Vec<&str> = section.split("\n```").collect();
        let inside = parts.iter().skip(1).step_by(2);
        inside.map(|part| part.split_once('\n').unwrap()).collect()
    });
    blocks.collect()
}

/// Each example is a site with the settings and the files of its section.
#[test]
fn documented_settings_work() {
    let docs = read("docs/look.md");
    let mut examples = 0;
    for blocks in sections(&docs) {
        let path = |info: &str| info.split_once(' ').unwrap_or_default().1.to_owned();
        let files: Vec<(String, &str)> =
            blocks.iter().map(|(info, text)| (path(info), *text)).collect();
        let named: Vec<(&str, &str)> = files
            .iter()
            .filter(|(path, _)| !path.is_empty() && path != "site.yaml")
            .map(|(path, text)| (path.as_str(), *text))
            .collect();
        let mut settings: Vec<&str> =
            files.iter().filter(|(path, _)| path == "site.yaml").map(|(_, text)| *text).collect();
        if settings.is_empty() && !named.is_empty() {
            settings.push("");
        }
        for settings in settings {
            examples += 1;
            let plain = built("", &[]);
            let built = built(&format!("{settings}\n"), &named);
            assert!(built.files != plain.files, "{settings}");
        }
    }
    assert!(examples >= 8, "{examples}");
}

/// The tokens are an interface: all of them are documented, and all documented ones exist.
#[test]
fn tokens_are_documented() {
    let style = read("static/assets/style.css");
    let (_, rest) = style.split_once("\n:root {\n").unwrap();
    let (tokens, _) = rest.split_once("\n}\n").unwrap();
    let names = tokens.split("  --").skip(1).map(|rest| rest.split(':').next().unwrap());
    let defined: BTreeSet<&str> = names.collect();
    let docs = read("docs/look.md");
    let (_, section) = docs.split_once("\n## Tokens\n").unwrap();
    let (section, _) = section.split_once("\n## ").unwrap();
    let names = section.split("`--").skip(1).map(|rest| rest.split('`').next().unwrap());
    assert_eq!(names.collect::<BTreeSet<&str>>(), defined);
}

#[test]
fn a_site_s_own_style_sheet_is_linked_last() {
    let built = built("", &[("static/assets/custom.css", "p {}")]);
    for (path, page) in built.pages() {
        let sheets: Vec<&str> = page.split("rel=\"stylesheet\" href=\"").skip(1).collect();
        assert_eq!(sheets.len(), 2, "{path}");
        assert!(sheets[1].starts_with("/help/assets/custom."), "{path}");
    }
}

#[test]
fn the_look_is_in_the_style_sheet_and_changes_its_name() {
    let name = |built: &Built| -> String {
        let is_it = |path: &&String| path.starts_with("assets/style.");
        built.files.keys().find(is_it).unwrap().clone()
    };
    let plain = built("", &[]);
    let red = built("colors: {accent: \"#8b1a1a\"}\n", &[]);
    assert_ne!(name(&plain), name(&red));
    assert!(red.text(&name(&red)).starts_with(plain.text(&name(&plain))));
    assert!(red.text("index.html").contains("content=\"#ffffff\""), "the page is as before");
    let cream = built("colors: {background: \"#fffaf0\"}\n", &[]);
    assert!(cream.text("index.html").contains("name=\"theme-color\" content=\"#fffaf0\""));
}

#[test]
fn files_and_links_of_the_look_are_checked() {
    let said = one("logo: {light: logo.svg, dark: logo-drak.svg}\n", &[]);
    assert!(said.starts_with("site.yaml:3:31: error[E0903]"), "{said}");
    assert!(said.contains("did you mean `logo-dark.svg`?"), "{said}");
    let said = one("font: logo.svg\n", &[]);
    assert!(said.contains("error[E0903]") && said.contains("WOFF2"), "{said}");
    let said = one("header: [{label: X, url: /htpp/}]\n", &[]);
    assert!(said.starts_with("site.yaml:3:26: error[E0401]"), "{said}");
    let said = one("footer: [{label: X, url: /http/#nothing}]\n", &[]);
    assert!(said.contains("error[E0402]"), "{said}");
    let said = one("footer: [{label: X, url: imprint}]\n", &[]);
    assert!(said.contains("site.yaml:3:26") && said.contains("not an address"), "{said}");
    let said = one("colors: {accent: \"#ffcc00\"}\n", &[]);
    assert!(said.starts_with("site.yaml:3:18: error[E0902]"), "{said}");
}

const EXTENDS: &str = "{% extends \"errhub/base.html\" %}{% block aside %}";

/// A base.html with this above the footer.
fn with(html: &str) -> String {
    format!("{EXTENDS}{html}{{% endblock %}}")
}

#[test]
fn what_a_template_loads_from_elsewhere_needs_a_permission() {
    for (html, line) in [
        (
            "<script src=\"https://cdn.example/a.js\"></script>",
            "csp: {script: [https://cdn.example]}",
        ),
        (
            "<script src=\"//CDN.example:8443/a.js\"></script>",
            "csp: {script: [https://cdn.example:8443]}",
        ),
        (
            "<link href=\"https://cdn.example/a.css\" rel=\"stylesheet\">",
            "csp: {style: [https://cdn.example]}",
        ),
        (
            "<link rel=\"preload\" as=\"font\" href=\"https://cdn.example/a.woff2\">",
            "csp: {font: [https://cdn.example]}",
        ),
        (
            "<iframe src=\"https://video.example/1\"></iframe>",
            "csp: {frame: [https://video.example]}",
        ),
        (
            "<video src=\"https://cdn.example/a.mp4\"></video>",
            "csp: {media: [https://cdn.example]}",
        ),
        ("<form action=\"https://cdn.example/\"></form>", "csp: {form: [https://cdn.example]}"),
    ] {
        let template = with(html);
        let files = [("templates/base.html", &*template)];
        let said = one("", &files);
        assert!(said.starts_with("templates/base.html:1:"), "{said}");
        assert!(said.contains("error[E0905]") && said.contains(&format!("`{line}`")), "{said}");
        assert!(said.contains("(on "), "once for all pages: {said}");
        let built = built(&format!("{line}\n"), &files);
        let source = line.split_once(": [").unwrap().1.trim_end_matches("]}");
        assert!(built.text("_headers").contains(source));
    }
    let template = with("<script src=\"https://b.example/a.js\"></script>");
    let files = [("templates/base.html", &*template)];
    let said = one("csp: {script: [https://a.example]}\n", &files);
    assert!(said.contains("`script: [https://a.example, https://b.example]`"), "{said}");
    let said = one("csp: {font: [https://a.example]}\n", &files);
    assert!(said.contains("below `csp` in site.yaml: `script: [https://b.example]`"), "{said}");
    for html in ["<embed src=\"/help/logo.svg\">", "<iframe src=\"/help/\"></iframe>"] {
        let said = one("", &[("templates/base.html", &with(html))]);
        assert!(said.contains("error[E0905]") && !said.contains("csp:"), "{said}");
    }
}

#[test]
fn what_is_of_the_site_needs_no_permission() {
    built(
        "",
        &[
            (
                "templates/base.html",
                &with(
                    "<script src=\"{{ asset(path=\"a.js\") }}\"></script><script>{{ inline(path=\"inline/b.js\") }}</script>\
                     <script src=\"https://example.com/above.js\"></script><img src=\"https://cdn.example/a.png\" alt=\"\">\
                     <video src=\"/help/v.mp4\"></video><script type=\"application/json\">{}</script>\
                     <a href=\"https://elsewhere.example/\">x</a>",
                ),
            ),
            ("static/a.js", ""),
            ("static/v.mp4", ""),
            ("static/inline/b.js", "let x = 1;\n"),
        ],
    );
}

#[test]
fn articles_and_style_sheets_need_permissions_as_well() {
    let article = SITE[1].1.to_owned()
        + "Look:\n\n<iframe src=\"https://video.example/1\" title=\"x\"></iframe>\n";
    let files = [("content/http/a.md", &*article)];
    let said = one("raw_html: true\n", &files);
    assert!(said.starts_with("content/http/a.md:11:"), "{said}");
    assert!(said.contains("`csp: {frame: [https://video.example]}`"), "{said}");

    let css = "/* é */\n@font-face { font-family: x; src: url(https://fonts.example/x.woff2) }\n";
    let said = one("", &[("static/css/own.css", css)]);
    assert!(said.starts_with("static/css/own.css:2:39: error[E0905]"), "{said}");
    assert!(said.contains("`csp: {font: [https://fonts.example]}`"), "{said}");
    built("csp: {font: [https://fonts.example]}\n", &[("static/css/own.css", css)]);
}

#[test]
fn code_in_the_page_is_reported_where_it_is_written() {
    let said = one("", &[("templates/base.html", &with("<script>\nlet x = 1;\n</script>"))]);
    assert!(said.starts_with("templates/base.html:2:1: error[E0906]"), "{said}");
    let said = one("", &[("templates/base.html", &with("<p onclick=\"go()\">x</p>"))]);
    assert!(said.contains("error[E0906]") && said.contains("`onclick`"), "{said}");
    let said = one("", &[("templates/base.html", &with("<p style=\"color: red\">x</p>"))]);
    assert!(said.contains("warning[W0901]"), "{said}");
}

/// The headers that errhub makes are sufficient for a site, and a site's own headers are checked
/// against them.
#[test]
fn a_site_s_own_headers_must_allow_what_the_pages_need() {
    let settings = "csp: {script: [https://plausible.io]}\nfont: fonts/inter.woff2\n";
    let own = built(settings, &[]).text("_headers").to_owned();
    assert!(own.contains("script-src 'self' 'sha256-") && own.contains(" https://plausible.io;"));
    built(settings, &[("static/_headers", &own)]);
    for (from, to, missing) in [
        (" https://plausible.io;", ";", "add to it: script-src https://plausible.io"),
        ("font-src 'self';", "", "font-src 'self'"),
        ("'sha256-", "'sha512-", "script-src 'sha256-"),
        ("style-src 'self'", "style-src https://cdn.example", "style-src 'self'"),
    ] {
        let changed = own.replace(from, to);
        assert_ne!(changed, own);
        let said = one(settings, &[("static/_headers", &changed)]);
        assert!(said.starts_with("static/_headers:2:28: error[E0907]"), "{said}");
        assert!(said.contains(missing), "{said}");
    }
    built(settings, &[("static/_headers", "/*\n  X-Robots-Tag: all\n")]);
}
