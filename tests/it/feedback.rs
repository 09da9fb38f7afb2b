//! “Did this fix it?” and “Edit this page”: what pages show, send and allow.

use crate::dom;
use crate::support::{Built, TempSite, build, run};

const SITE: &str = "title: Site\nbase_url: https://example.com/x/\n";

fn site(settings: &str) -> TempSite {
    let article = "---\ntitle: A\nquick_answer: Q\nmethods: [{title: Wait a bit, body: B}, {title: Try, body: B}]\n\
                   updated: 2026-01-01\n---\nText.\n";
    let site = TempSite::new([
        ("content/http/_index.md", "---\ntitle: HTTP\n---\n"),
        ("content/http/a.md", article),
        ("content/de/http/a.md", article),
        ("content/pages/imprint.md", "---\ntitle: Imprint\n---\nText.\n"),
    ]);
    site.write("site.yaml", format!("{SITE}languages: [{{code: de, title: Seite}}]\n{settings}"));
    site
}

/// The forms of an article that ask whether it helped: how and where they are sent, and their
/// fields and texts.
fn forms(built: &Built, page: &str) -> Vec<String> {
    let page = dom::parse(built.text(page));
    let forms = page.named("form").into_iter().filter(|form| !form.attribute("action").is_empty());
    let shown = forms.map(|form| {
        let inputs = form.named("input").into_iter().chain(form.named("button"));
        let inputs = inputs.map(|input| {
            let of = |name: &str| input.attribute(name);
            format!(" {}={}", of("name"), of("value"))
        });
        let of = |name: &str| form.attribute(name);
        let [group] = form.named("legend")[..] else { panic!("not one name of a group") };
        let inputs = inputs.collect::<String>();
        format!("{} {} {}:{inputs}", group.text(), of("method"), of("action"))
    });
    shown.collect()
}

fn policy(built: &Built) -> String {
    let headers = built.text("_headers");
    let (_, rest) = headers.split_once("form-action ").unwrap();
    rest.split(';').next().unwrap().to_owned()
}

fn errors(built: &Built) -> Vec<&errhub::diagnostic::Diagnostic> {
    built.diagnostics.iter().filter(|one| one.code.id().starts_with('E')).collect()
}

#[test]
fn each_method_and_the_article_ask_once() {
    let built = build(site("feedback: {url: \"https://Feedback.example.org/a?b=c\"}\n").root());
    let expected = |question: &str, language: &str| {
        let to = format!("{question} post https://Feedback.example.org/a?b=c:");
        let form = |method: &str| {
            format!("{to} article=http/a language={language}{method} answer=yes answer=no")
        };
        [form(" method=1"), form(" method=2"), form("")]
    };
    assert_eq!(forms(&built, "http/a/index.html"), expected("Did this fix it?", "en"));
    assert_eq!(forms(&built, "de/http/a/index.html"), expected("Hat das geholfen?", "de"));
    assert_eq!(policy(&built), "'self' https://feedback.example.org");
    assert!(errors(&built).is_empty(), "{:#?}", built.diagnostics);
}

#[test]
fn a_path_is_on_the_site_s_own_host() {
    for url in ["/feedback", "/x/feedback", "https://example.com/x/feedback"] {
        let site = site(&format!("feedback: {{url: \"{url}\", method: get}}\n"));
        let built = build(site.root());
        let action = if url.starts_with('/') { "/x/feedback" } else { url };
        let first = &forms(&built, "http/a/index.html")[0];
        assert!(first.contains(&format!(" get {action}: ")), "{first}");
        assert_eq!(policy(&built), "'self'");
        assert!(errors(&built).is_empty(), "{:#?}", built.diagnostics);
    }
}

#[test]
fn pages_do_not_ask_unless_the_site_wants_to_know() {
    let built = build(site("").root());
    assert!(forms(&built, "http/a/index.html").is_empty());
    assert_eq!(policy(&built), "'self'");
    for (path, file) in &built.files {
        let text = String::from_utf8_lossy(file);
        assert!(
            !text.contains("action=")
                && !text.contains("feedback")
                && !text.contains("Edit this page"),
            "{path}"
        );
    }
}

#[test]
fn pages_lead_to_where_they_can_be_changed() {
    let built = build(site("edit_url: \"https://example.org/edit/{path}\"\n").root());
    for (page, file, text) in [
        ("http/a", "content/http/a.md", "Edit this page"),
        ("de/http/a", "content/de/http/a.md", "Diese Seite bearbeiten"),
        ("imprint", "content/pages/imprint.md", "Edit this page"),
    ] {
        let link = format!("<a href=\"https://example.org/edit/{file}\">{text}</a>");
        assert!(built.text(&format!("{page}/index.html")).contains(&link), "{page}");
    }
}

#[test]
fn settings_that_cannot_work_are_errors() {
    for (settings, why) in [
        (
            "feedback: {url: mailto:a@example.com}\n",
            "a form cannot be sent to `mailto:a@example.com`",
        ),
        ("feedback: {url: feedback}\n", "a form cannot be sent to `feedback`"),
        ("feedback: {url: //example.com/a}\n", "a form cannot be sent to `//example.com/a`"),
        ("feedback: {url: /a?b, method: get}\n", "a GET form replaces the query of its address"),
        ("edit_url: https://example.com/\n", "`edit_url` is not a web address with `{path}`"),
        ("edit_url: \"edit/{path}\"\n", "`edit_url` is not a web address with `{path}`"),
    ] {
        let (_, stderr) = run(1, site(settings).root(), &["check"]);
        assert!(stderr.contains("error[E0116]") && stderr.contains(why), "{settings}{stderr}");
    }
}
