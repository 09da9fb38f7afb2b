//! A site's own templates: the examples in docs/templates.md, and `errhub eject`.

use std::collections::BTreeMap;

use errhub::assets::{STATICS, TEMPLATES};
use errhub::config::{Csp, Labels};
use errhub::render::{FILTERS, FUNCTIONS, TESTS, Templates, components};
use serde_json::{Value, json};

use crate::support::{TempSite, build, read, run};

const SITE: &[(&str, &str)] = &[
    ("site.yaml", "title: Tiny\nbase_url: https://example.com/errors/\n"),
    ("content/http/_index.md", "---\ntitle: HTTP\n---\n"),
    (
        "content/http/418.md",
        "---\ntitle: I am a teapot\nquick_answer: Tea.\nupdated: 2026-01-01\n\
         methods: [{title: Wait, body: Wait.}]\nfaq: [{question: Why?, answer: Why not.}]\n---\n",
    ),
];

fn site(more: &[(&str, &str)]) -> TempSite {
    TempSite::new(SITE.iter().chain(more).copied())
}

/// An article of a site with this template.
fn page(name: &str, text: &str) -> String {
    let built = build(site(&[(name, text)]).root());
    let errors = built.diagnostics.iter().filter(|one| one.code.id().starts_with('E'));
    assert_eq!(errors.count(), 0, "{:#?}", built.diagnostics);
    built.text("http/418/index.html").to_owned()
}

/// The only diagnostic of a site with this template.
fn wrong(name: &str, text: &str) -> (&'static str, String) {
    let root = site(&[(name, text)]);
    let project = errhub::config::load(root.root()).unwrap().unwrap();
    let options = errhub::pipeline::LoadOptions {
        drafts: errhub::site::Drafts::Leave,
        today: "2027-01-01".parse().unwrap(),
    };
    let diagnostics = errhub::pipeline::load(&project, options, &()).unwrap().diagnostics;
    let errors: Vec<_> = diagnostics.iter().filter(|one| one.code.id() < "W").collect();
    assert_eq!(errors.len(), 1, "{errors:#?}");
    (errors[0].code.id(), format!("{}; {}", errors[0].message, errors[0].help.join("; ")))
}

#[test]
fn a_template_extends_the_built_in_one_that_it_replaces() {
    let plain = build(site(&[]).root());
    let plain = plain.text("http/418/index.html");
    let base = page("templates/base.html", "{% extends \"errhub/base.html\" %}");
    assert_eq!(base, plain);
    for (block, before) in [
        ("head", "<meta property=\"article:modified_time\""),
        ("scripts", "</head>"),
        ("header", "<main "),
        ("aside", "<footer class=\"site-footer\">"),
        ("footer", "</body>"),
    ] {
        let text = format!(
            "{{% extends \"errhub/base.html\" %}}{{% block {block} %}}{{{{ super() }}}}<i>here</i>\n{{% endblock %}}"
        );
        let own = page("templates/base.html", &text);
        let at = own.find("<i>here</i>\n").unwrap_or_else(|| panic!("{block}: {own}"));
        assert!(own[at..].contains(before), "{block}: {own}");
        assert_eq!(own.replace("<i>here</i>\n", ""), plain, "{block}");
    }
}

#[test]
fn an_article_can_be_extended_below_an_extended_frame() {
    let root = site(&[
        (
            "templates/base.html",
            "{% extends \"errhub/base.html\" %}{% block footer %}<p>Mine</p>{% endblock %}",
        ),
        (
            "templates/article.html",
            "{% extends \"errhub/article.html\" %}{% block content %}{{ super() }}<p>{{ page.source }}</p>{% endblock %}",
        ),
    ]);
    let built = build(root.root());
    let article = built.text("http/418/index.html");
    assert!(
        article.contains("<p>content/http/418.md</p>") && article.contains("<p>Mine</p>"),
        "{article}"
    );
    assert!(built.text("404.html").contains("<p>Mine</p>"));
}

#[test]
fn mistakes_with_built_in_names_are_explained() {
    let (code, said) = wrong("templates/base.html", "{% extends \"base.html\" %}");
    assert_eq!(code, "E0601");
    assert!(said.contains("{% extends \"errhub/base.html\" %}"), "{said}");
    let (code, said) = wrong("templates/base.html", "{% extends \"errhub/bse.html\" %}");
    assert_eq!(code, "E0601");
    assert!(said.contains("did you mean `errhub/base.html`?"), "{said}");
    assert_eq!(wrong("templates/errhub/x.html", "x").0, "E0901");
}

/// The code blocks of docs/templates.md: the words after the fence, and the text.
fn blocks(docs: &str) -> Vec<(&str, &str)> {
    let parts: Vec<&str> = docs.split("\n```").collect();
    let inside = parts.iter().skip(1).step_by(2);
    inside.map(|part| part.split_once('\n').unwrap()).collect()
}

#[test]
fn documented_templates_work() {
    let docs = read("docs/templates.md");
    let own: Vec<_> = blocks(&docs)
        .into_iter()
        .filter_map(|(info, text)| Some((info.strip_prefix("jinja templates/")?, text)))
        .collect();
    assert!(own.len() >= 4);
    let plain = build(site(&[]).root());
    for (name, text) in own {
        let own = page(&format!("templates/{name}"), text);
        assert!(own != plain.text("http/418/index.html") || text.contains("component"), "{text}");
    }
}

/// The values that the examples of docs/templates.md may read.
fn sample() -> Value {
    let article = |title, code: Option<&str>, badge, tone| {
        json!({
            "title": title, "code": code, "badge": badge, "tone": tone, "description": "In short.",
            "url": "/errors/x/", "platforms": ["curl"], "audiences": ["visitor"],
        })
    };
    json!({
        "title": "502 Bad Gateway",
        "articles": [
            article("Bad Gateway", Some("502"), "HTTP", 1),
            article("Server not found", None, "DNS", 2),
        ],
        "checks": [{
            "id": "ip", "kind": "check", "icon": null, "title": "Check first", "text": "Are you online?",
            "link": {"label": "Check", "url": "https://example.com/ip"},
        }],
        "logo": {
            "alt": "Tiny",
            "light": {"url": "/errors/logo.svg", "width": 90, "height": 32},
            "dark": {"url": "/errors/logo-dark.svg", "width": 90, "height": 32},
        },
        "feedback": {"url": "https://example.com/feedback", "method": "post", "article": "http/x", "language": "en"},
        "pagination": {"number": 2, "count": 3, "previous": "/errors/x/", "next": "/errors/x/page/3/"},
    })
}

/// The examples as templates, rendered.
fn render(text: &str) -> Result<String, String> {
    let labels = Labels::new("en", &BTreeMap::new());
    let texts = |all: &[(&str, &str)]| -> BTreeMap<String, String> {
        all.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    };
    let addresses = texts(&[
        ("favicon.svg", "/errors/favicon.svg"),
        ("assets/own.css", "/errors/assets/own.0123456789abcdef.css"),
        ("assets/matcher.js", "/errors/assets/matcher.0123456789abcdef.js"),
    ]);
    let inline = texts(&[("inline/own.js", "document.title += \"!\";")]);
    let text = text.replace("site.search", "\"/errors/search/index.json\"");
    let own = [("example.html".to_owned(), text)];
    let templates = Templates::load(own, &labels, &addresses, (&inline, &Csp::default()))
        .map_err(|wrong| wrong.message)?;
    let bytes = templates.render("example.html", &sample());
    bytes.map(|bytes| String::from_utf8(bytes).unwrap()).map_err(|wrong| format!("{wrong:?}"))
}

/// `` `{{ example }}` → `result` ``, in tables and lists.
fn examples(docs: &str) -> Vec<(String, String)> {
    let joined = docs.replace("` →\n  `", "` → `");
    let pairs = joined.lines().filter_map(|line| {
        let (before, after) = line.split_once("` → `")?;
        let cell =
            if line.starts_with('|') { before.rsplit_once(" | `") } else { before.split_once('`') };
        let (example, result) = (cell?.1.to_owned(), after.split('`').next()?.to_owned());
        Some(if line.starts_with('|') {
            (example.replace("\\|", "|"), result.replace("\\|", "|"))
        } else {
            (example, result)
        })
    });
    pairs.collect()
}

#[test]
fn documented_examples_are_right() {
    let docs = read("docs/templates.md");
    let mut wrong = Vec::new();
    let examples = examples(&docs);
    for (example, result) in &examples {
        let rendered = render(example);
        if rendered.as_ref() != Ok(result) {
            wrong.push(format!("{example}\n  is {rendered:?}\n not {result:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let has = |name: &str, start: &str| {
        examples.iter().any(|(example, _)| example.contains(&format!("{start}{name}")))
    };
    let missing = FILTERS.iter().filter(|name| !has(name, "| "));
    let missing = missing.chain(TESTS.iter().filter(|name| !has(name, " is ")));
    let missing: Vec<_> =
        missing.chain(FUNCTIONS.iter().filter(|name| !has(&format!("{name}("), ""))).collect();
    assert!(missing.is_empty(), "no example: {missing:?}");
}

#[test]
fn documented_components_are_drawn_as_shown() {
    let docs = read("docs/templates.md");
    let blocks = blocks(&docs);
    let mut wrong = Vec::new();
    let mut shown = String::new();
    for pair in blocks.windows(2) {
        let [("jinja example", example), ("html", result)] = pair else { continue };
        shown += example;
        let rendered = render(example).unwrap();
        if rendered.trim_end() != *result {
            wrong.push(format!("{example}\n-----\n{}\n=====", rendered.trim_end()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let all = TEMPLATES.iter().flat_map(|(_, text)| components(text));
    let missing: Vec<_> = all.filter(|name| !shown.contains(&format!("<{name} "))).collect();
    assert!(missing.is_empty(), "no example: {missing:?}");
}

#[test]
fn built_in_files_are_ejected_but_never_over_others() {
    let site = site(&[]);
    let (stdout, stderr) = run(0, site.root(), &["eject", "base.html", "assets/style.css"]);
    assert_eq!(stdout, "templates/base.html\nstatic/assets/style.css\n");
    assert!(stderr.contains("errhub eject --diff"), "{stderr}");
    let base = std::fs::read_to_string(site.root().join("templates/base.html")).unwrap();
    assert_eq!(base, TEMPLATES.iter().find(|(name, _)| *name == "base.html").unwrap().1);
    let plain = build(self::site(&[]).root()).files;
    assert!(plain == build(site.root()).files, "an ejected file makes the same pages");

    site.write("templates/base.html", "mine");
    let (_, stderr) = run(2, site.root(), &["eject", "404.html", "templates/base.html"]);
    assert!(stderr.contains("templates/base.html"), "{stderr}");
    assert!(!site.root().join("templates/404.html").exists(), "all of them or none");
    assert_eq!(std::fs::read(site.root().join("templates/base.html")).unwrap(), b"mine");
}

#[test]
fn built_in_files_are_listed() {
    let site = site(&[("templates/404.html", "mine")]);
    let (list, _) = run(0, site.root(), &["eject", "--list"]);
    assert_eq!(list.lines().count(), TEMPLATES.len() + STATICS.len());
    assert!(list.contains("templates/404.html  (the site replaces it)\n"), "{list}");
    assert!(list.contains("static/assets/style.css\n"), "{list}");
    let nowhere = tempfile::tempdir().unwrap();
    assert_eq!(run(0, nowhere.path(), &["eject"]).0.lines().count(), list.lines().count());
}

/// As docs/templates.md shows it.
#[test]
fn an_ejected_file_is_compared_with_the_built_in_one() {
    let site = site(&[]);
    let (said, _) = run(0, site.root(), &["eject", "templates/404.html"]);
    let nothing = run(0, site.root(), &["eject", "--diff"]);
    assert_eq!(
        nothing,
        (String::new(), "templates/404.html: the same as the built-in one\n".into())
    );
    let path = site.root().join("templates/404.html");
    let text =
        std::fs::read_to_string(&path).unwrap().replace("page.heading | breakable", "page.heading");
    std::fs::write(&path, text).unwrap();
    site.write("templates/base.html", "{% extends \"errhub/base.html\" %}");
    let (diff, rest) = run(0, site.root(), &["eject", "--diff"]);
    let docs = read("docs/templates.md");
    let documented = |command: &str| {
        let (_, rest) = docs.split_once(&format!("```console\n$ {command}\n")).unwrap();
        rest.split_once("```\n").unwrap().0
    };
    assert_eq!(said, documented("errhub eject templates/404.html"));
    // The version on the page.
    let diff = diff.replace(concat!("errhub ", env!("CARGO_PKG_VERSION")), "errhub 0.2.0");
    assert!(diff.starts_with(documented("errhub eject --diff")), "{diff}");
    assert!(rest.contains("templates/base.html: extends the built-in one"), "{rest}");
    let (diff, rest) = run(0, site.root(), &["eject", "--diff", "hub.html"]);
    assert!(
        diff.is_empty() && rest.contains("templates/hub.html: the site has no version"),
        "{rest}"
    );
}
