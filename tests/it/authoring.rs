//! `new`, `init`, `schema`, `completions` and `man`, as authors use them.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails as the test does")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

/// Runs errhub in `folder`, with 2 April 2026 as the current date.
fn errhub(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_errhub"))
        .args(arguments)
        .current_dir(folder)
        .env("SOURCE_DATE_EPOCH", "1775088000")
        .output()
        .unwrap()
}

/// The output of a run that must succeed.
fn stdout(folder: &Path, arguments: &[&str]) -> String {
    let output = errhub(folder, arguments);
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {message}");
    String::from_utf8(output.stdout).unwrap()
}

/// The error of a run that must fail.
fn refusal(folder: &Path, arguments: &[&str]) -> String {
    let output = errhub(folder, arguments);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(message.lines().count(), 1, "{message}");
    message
}

fn new_site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    stdout(folder.path(), &["init", "."]);
    folder
}

fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap()
}

/// The diagnostics of `check`: each code with its file.
fn check(folder: &Path) -> BTreeSet<(String, String)> {
    let report: Value =
        serde_json::from_str(&stdout(folder, &["check", "--format", "json"])).unwrap();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let diagnostics = report["diagnostics"].as_array().unwrap();
    diagnostics.iter().map(|one| (text(&one["code"]), text(&one["file"]))).collect()
}

#[test]
fn a_new_site_builds_without_warnings() {
    let site = new_site();
    assert_eq!(check(site.path()), BTreeSet::new());
    stdout(site.path(), &["build", "--strict"]);
    let page = read(site.path(), "public/http/404-not-found/index.html");
    assert!(page.contains("April 2, 2026"), "an article of a new site is of that day");
    assert_eq!(read(site.path(), ".gitignore").lines().last(), Some("/public"));
}

/// GitHub reads workflows only at the root of a repository, wherever in it the site is.
#[test]
fn a_new_site_is_checked_on_github() {
    let site = new_site();
    let workflow = ".github/workflows/errhub.yml";
    let text = read(site.path(), workflow);
    assert!(text.contains("errhub check --strict --format github\n"), "{text}");
    assert!(text.contains(&format!("--version {}\n", env!("CARGO_PKG_VERSION"))), "{text}");

    let repository = tempfile::tempdir().unwrap();
    fs::create_dir(repository.path().join(".git")).unwrap();
    stdout(repository.path(), &["init", "docs/the errors"]);
    let text = read(repository.path(), workflow);
    assert!(text.contains("--format github --root ''docs/the errors''"), "{text}");
    let article = repository.path().join("docs/the errors/content/http/404-not-found.md");
    let words = fs::read_to_string(&article).unwrap();
    let words = words.replace("quick_answer: |\n  ", "quick_answer: |\n  Surely: ");
    fs::write(&article, words).unwrap();
    let arguments = ["check", "--strict", "--format", "github", "--root", "docs/the errors"];
    let output = errhub(repository.path(), &arguments);
    let said = String::from_utf8(output.stdout).unwrap();
    let place = "::error file=docs/the errors/content/http/404-not-found.md,line=";
    assert!(said.contains(place) && said.contains("title=W0801::"), "{said}");
    // An existing workflow is kept.
    stdout(repository.path(), &["init", "more"]);
    assert!(read(repository.path(), workflow).contains("the errors"));
}

/// Its title appears only once, and the next step is the preview.
#[test]
fn a_new_site_leads_to_its_preview() {
    let folder = tempfile::tempdir().unwrap();
    let said = String::from_utf8(errhub(folder.path(), &["init", "my-hub"]).stderr).unwrap();
    assert!(said.contains("cd my-hub\n") && said.contains("errhub serve --open\n"), "{said}");
    let root = folder.path().join("my-hub");
    assert!(read(&root, "README.md").contains("errhub serve --open"));
    let titled = ["site.yaml", "content/_index.md"];
    let titled = titled.map(|file| read(&root, file).contains("title: My errors hub"));
    assert_eq!(titled, [true, false]);
    assert!(!read(&root, "site.yaml").contains("\ncards:"), "drawing cards takes long");
}

/// A method names its audience only if that distinguishes it from others.
#[test]
fn methods_name_no_audience_if_all_are_for_visitors() {
    let site = new_site();
    let article = "---\ntitle: Stuck\nquick_answer: Wait.\nmethods:\n  - title: Wait\n    body: Wait.\n\
                   updated: 2026-01-01\n---\n";
    fs::write(site.path().join("content/http/stuck.md"), article).unwrap();
    stdout(site.path(), &["build"]);
    let page = |name: &str| read(site.path(), &format!("public/http/{name}/index.html"));
    let (both, one) = (page("404-not-found"), page("stuck"));
    assert!(both.contains("For visitors") && both.contains("For site owners"));
    assert!(!one.contains("For visitors"), "{one}");
}

#[test]
fn a_folder_in_use_is_rejected() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join(".git")).unwrap();
    stdout(folder.path(), &["init", "."]);
    let before = read(folder.path(), "site.yaml");
    assert!(refusal(folder.path(), &["init", "."]).contains("not empty"));
    assert_eq!(read(folder.path(), "site.yaml"), before);
    stdout(folder.path(), &["init", "below/hub"]);
    assert!(folder.path().join("below/hub/content/http/404-not-found.md").is_file());
}

#[test]
fn a_new_article_only_lacks_words() {
    let site = new_site();
    let gateway = "content/http/504-gateway-timeout.md";
    let dns = "content/dns/dns-server-not-responding.md";
    assert_eq!(stdout(site.path(), &["new", "504"]), format!("{gateway}\n"));
    let title = "DNS: \"server\" not responding # here";
    let written = stdout(site.path(), &["new", "dns/dns-server-not-responding", "--title", title]);
    assert_eq!(written, format!("{dns}\ncontent/dns/_index.md\n"));
    stdout(site.path(), &["new", "proxy/no-title"]);
    assert!(read(site.path(), "content/dns/_index.md").contains("badge: DNS Error"));
    assert!(read(site.path(), "content/proxy/_index.md").contains("title: \"Proxy\""));

    let text = read(site.path(), gateway);
    for line in [
        "title: \"504 Gateway Timeout\"",
        "code: \"504\"",
        "  - \"504 Gateway Timeout\"",
        "updated: 2026-04-02",
    ] {
        assert!(text.lines().any(|other| other == line), "{line}\n{text}");
    }

    // An author would do this much: link each of them from another article.
    let first = site.path().join("content/http/404-not-found.md");
    let related = "related: [http/504-gateway-timeout, dns/dns-server-not-responding, \
                   proxy/no-title, http/500-internal-server-error]";
    let linked = fs::read_to_string(&first)
        .unwrap()
        .replace("related: [http/500-internal-server-error]", related);
    fs::write(&first, linked).unwrap();
    stdout(site.path(), &["stamp"]);
    let found = check(site.path());
    let files: BTreeSet<&str> = found.iter().map(|(_, file)| file.as_str()).collect();
    assert_eq!(files, BTreeSet::from([gateway, dns, "content/proxy/no-title.md"]));
    let codes: BTreeSet<&str> = found.iter().map(|(code, _)| code.as_str()).collect();
    assert_eq!(codes, BTreeSet::from(["W0102"]));
}

#[test]
fn nothing_is_ever_overwritten() {
    let site = new_site();
    let (old, renamed) = ("content/http/404-not-found.md", "content/http/missing.md");
    let before = read(site.path(), old);
    for article in ["404", "http/404", "http/404-not-found", "http/404-another-name"] {
        assert!(refusal(site.path(), &["new", article]).contains(old), "{article}");
    }
    assert_eq!(read(site.path(), old), before);

    fs::rename(site.path().join(old), site.path().join(renamed)).unwrap();
    assert!(refusal(site.path(), &["new", "404"]).contains(renamed), "its code is 404 still");
    assert!(!site.path().join(old).exists());

    let index = "---\ntitle: Names\n---\n";
    fs::create_dir(site.path().join("content/dns")).unwrap();
    fs::write(site.path().join("content/dns/_index.md"), index).unwrap();
    stdout(site.path(), &["new", "dns/a"]);
    assert_eq!(read(site.path(), "content/dns/_index.md"), index);
}

/// Whatever an author types, errhub writes the article, or suggests a command that does.
#[test]
fn suggestions_of_new_are_accepted() {
    for text in [
        "0x80070035",
        "ERR_CONNECTION_RESET",
        "npm ERESOLVE",
        "C++ error",
        "Größe",
        "日本語",
        "../x",
        "../504",
        "http/server/504",
        "http/504 gateway timeout",
        "HTTP/502 Bad Gateway",
        "HTTP/504",
        "http/520",
        "content/http/x y.md",
        "it's \"quoted\" $HOME `id` \\ !",
        "a\nb",
        "C:\\Games\\x",
        "index",
        "con",
        "!?",
        "\u{202e}x",
        &"long ".repeat(80),
    ] {
        let site = new_site();
        let why = refusal(site.path(), &["new", "--", text]);
        let command = why.split_once("try: errhub ").unwrap_or_else(|| panic!("{why}")).1;
        // As a shell interprets it.
        let program = Path::new(env!("CARGO_BIN_EXE_errhub")).display();
        let run = Command::new("sh")
            .args(["-c", &format!("{program} {command}")])
            .current_dir(site.path())
            .env("SOURCE_DATE_EPOCH", "1775088000")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&run.stderr);
        assert!(run.status.success(), "{text}: {command}\n{said}");
        let broken = check(site.path()).into_iter().filter(|(code, _)| code.starts_with('E'));
        assert_eq!(broken.count(), 0, "{text}: {command}");
    }
}

#[test]
fn names_that_make_no_address_are_rejected() {
    let site = new_site();
    for (article, hint) in [
        ("http/504 gateway timeout", "http/504-gateway-timeout"),
        ("http/server/504", "http/504"),
        ("timeout", "general/timeout"),
        ("http/520", "--title"),
        ("HTTP/504", "`http`"),
        ("404 not found", "already exists"),
        ("", "name the article"),
        ("/", "name the article"),
    ] {
        let why = refusal(site.path(), &["new", article]);
        assert!(why.contains(hint), "{article}: {why}");
    }
    let files = fs::read_dir(site.path().join("content/http")).unwrap().count();
    assert_eq!(files, 3, "nothing was written");
    let elsewhere = tempfile::tempdir().unwrap();
    assert_eq!(errhub(elsewhere.path(), &["new", "504"]).status.code(), Some(2));
}

/// The form that `new` writes, the documentation and the schema have the same fields, in the
/// same order.
#[test]
fn the_form_has_the_documented_fields() {
    let site = new_site();
    stdout(site.path(), &["new", "504"]);
    let form = read(site.path(), "content/http/504-gateway-timeout.md");
    let key = |line: &str| {
        let line = line.strip_prefix("# ").unwrap_or(line);
        let (key, _) = line.split_once(':')?;
        let is_key = |letter: char| letter.is_ascii_lowercase() || letter == '_';
        (!key.is_empty() && key.chars().all(is_key)).then(|| key.to_owned())
    };
    let in_form: Vec<String> = form.lines().filter_map(key).collect();

    let docs = read(Path::new(env!("CARGO_MANIFEST_DIR")), "docs/authoring.md");
    let (_, table) = docs.split_once("### Fields of an article\n\n").unwrap();
    let rows = table.lines().take_while(|line| line.starts_with('|'));
    let documented: Vec<String> = rows
        .filter_map(|row| Some(row.strip_prefix("| [`")?.split('`').next()?.to_owned()))
        .collect();
    assert_eq!(in_form, documented);

    let (schema, _) = schema(&["schema"]);
    let known: Vec<String> = schema["properties"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(known, documented);
}

/// A document's schema, with each subschema that describes a mapping.
fn schema(arguments: &[&str]) -> (Value, Vec<Value>) {
    let folder = tempfile::tempdir().unwrap();
    let schema: Value = serde_json::from_str(&stdout(folder.path(), arguments)).unwrap();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    let mut objects = vec![schema.clone()];
    objects.extend(schema["$defs"].as_object().unwrap().values().cloned());
    objects.retain(|object| object["type"] == "object");
    (schema, objects)
}

#[test]
fn schemas_describe_every_key_and_allow_no_other() {
    for arguments in [&["schema"][..], &["schema", "--site"]] {
        let (schema, objects) = schema(arguments);
        assert!(schema["title"].is_string());
        for object in objects {
            assert_eq!(object["additionalProperties"], false, "{object}");
            for (key, property) in object["properties"].as_object().unwrap() {
                assert!(property["description"].is_string(), "{arguments:?}: {key}");
            }
        }
        assert!(!schema.to_string().contains("null"), "nothing may be null");
    }
}

#[test]
fn the_schema_of_articles_fits_those_of_this_repository() {
    let (schema, _) = schema(&["schema"]);
    let properties = schema["properties"].as_object().unwrap();
    let required: BTreeSet<&str> =
        schema["required"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert_eq!(required, BTreeSet::from(["title", "quick_answer", "methods", "updated"]));
    assert_eq!(properties["updated"]["format"], "date");
    assert_eq!(properties["quick_answer"]["contentMediaType"], "text/markdown");
    assert_eq!(properties["methods"]["minItems"], 1);
    let audience = schema["$defs"]["Audience"].to_string();
    assert!(audience.contains("\"visitor\"") && audience.contains("\"site-owner\""));

    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("content/http");
    let mut articles = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "md") || path.ends_with("_index.md")
        {
            continue;
        }
        articles += 1;
        let text = fs::read_to_string(&path).unwrap();
        let front = text.split("---\n").nth(1).unwrap();
        let keys: BTreeSet<&str> = front
            .lines()
            .filter(|line| line.starts_with(|first: char| first.is_ascii_lowercase()))
            .filter_map(|line| Some(line.split_once(':')?.0))
            .collect();
        assert!(keys.is_superset(&required), "{}", path.display());
        for key in keys {
            assert!(properties.contains_key(key), "{}: {key}", path.display());
        }
    }
    assert!(articles > 0);
}

#[test]
fn the_schema_of_the_site_knows_the_labels() {
    let (schema, _) = schema(&["schema", "--site"]);
    let labels = schema["properties"]["labels"]["propertyNames"]["enum"].as_array().unwrap();
    let labels: Vec<&str> = labels.iter().filter_map(Value::as_str).collect();
    assert!(labels.iter().copied().eq(errhub::config::Labels::names()));
    let warnings = schema["properties"]["warnings"]["propertyNames"]["enum"].to_string();
    assert!(warnings.contains("\"W0303\"") && !warnings.contains("\"E0"), "{warnings}");
    let kinds = schema["$defs"]["CalloutKind"].to_string();
    assert!(["check", "tip", "confirm"].iter().all(|kind| kinds.contains(&format!("\"{kind}\""))));
}

#[test]
fn every_shell_completes_every_verb() {
    let folder = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = stdout(folder.path(), &["completions", shell]);
        for word in ["build", "check", "new", "init", "schema", "completions", "strict", "title"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
    assert_eq!(errhub(folder.path(), &["completions", "tcsh"]).status.code(), Some(2));
}

/// `man` writes a page for each command that the help lists, and leaves itself out.
#[test]
fn every_verb_has_a_manual_page() {
    let folder = tempfile::tempdir().unwrap();
    let help = stdout(folder.path(), &["--help"]);
    let (_, commands) = help.split_once("Commands:\n").unwrap();
    let verbs = commands.lines().map_while(|line| line.strip_prefix("  "));
    let verbs = verbs.filter_map(|line| line.split(' ').next().filter(|verb| !verb.is_empty()));
    let mut expected: BTreeSet<String> = verbs.map(|verb| format!("errhub-{verb}.1")).collect();
    assert!(expected.contains("errhub-build.1") && !expected.contains("errhub-man.1"));
    expected.insert("errhub.1".to_owned());

    stdout(folder.path(), &["man", "share/man1"]);
    let pages = fs::read_dir(folder.path().join("share/man1")).unwrap();
    let names = pages.map(|page| page.unwrap().file_name().into_string().unwrap());
    assert_eq!(names.collect::<BTreeSet<_>>(), expected);
    let build = read(folder.path(), "share/man1/errhub-build.1");
    for part in [
        "errhub\\-build \\- Build the site",
        ".SH EXAMPLES\n.nf\nerrhub build\n",
        "\\-\\-strict",
        "EXIT STATUS",
    ] {
        assert!(build.contains(part), "{part}: {build}");
    }
}
