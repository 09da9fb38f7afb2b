//! Files and their names: what is read, what is published, and where.

use std::fs;
use std::path::PathBuf;

use errhub::diagnostic::Diagnostic;
use errhub::error::Error;
use errhub::pipeline::{self, LoadOptions, Progress};
use errhub::site::Drafts;

use crate::support::{Built, PIXEL, TempSite, build};

const SITE: &str = "title: Tiny\nbase_url: https://example.com/\n";

fn article(title: &str, more: &str) -> String {
    format!(
        "---\ntitle: {title}\nquick_answer: Wait.\nmethods: [{{title: Wait, body: Wait.}}]\n\
         faq: [{{question: Why?, answer: Because.}}]\nupdated: 2026-01-01\n{more}---\nIt happens.\n"
    )
}

/// A minimal site with these files, clean except for orphans.
fn site<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> TempSite {
    let site =
        TempSite::new([("site.yaml", SITE), ("content/http/_index.md", "---\ntitle: HTTP\n---\n")]);
    site.write("content/http/418.md", article("Teapot", ""));
    for (path, text) in files {
        site.write(path, text);
    }
    site
}

/// The diagnostics of a site except orphans, one per line: code, file, message.
fn wrong(built: &Built) -> Vec<String> {
    let shown = |one: &Diagnostic| {
        let file = one.place.as_ref().map(|place| place.file.as_str()).unwrap_or_default();
        format!("{} {file}: {}", one.code, one.message)
    };
    let wrong = built.diagnostics.iter().filter(|one| one.code.id() != "W0303");
    wrong.map(shown).collect()
}

#[cfg(unix)]
mod links {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn a_link_leads_into_the_site_s_folders_and_to_nothing_hidden() {
        let site = site([
            (".git/config", "secret"),
            ("notes/a.txt", "secret"),
            ("content/http/a.png", ""),
            ("static/.env", "secret"),
        ]);
        fs::create_dir_all(site.root().join("static")).unwrap();
        for (name, target) in [
            ("git", "../.git"),
            ("config.txt", "../.git/config"),
            ("env.txt", ".env"),
            ("notes", "../notes"),
            ("site.txt", "../site.yaml"),
            ("zero.png", "/dev/zero"),
            ("fine.png", "../content/http/a.png"),
        ] {
            symlink(target, site.root().join("static").join(name)).unwrap();
        }
        let built = build(site.root());
        let outside = |what: &str| {
            format!("this link points to a {what} outside content/, static/ and templates/")
        };
        let expected = [
            ("config.txt", outside("file")),
            ("env.txt", "this link points to a hidden file".into()),
            ("git", outside("folder")),
            ("notes", outside("folder")),
            ("site.txt", outside("file")),
            ("zero.png", outside("file")),
        ];
        let mut found: Vec<String> =
            wrong(&built).into_iter().filter(|line| line.contains("E0206")).collect();
        found.sort();
        assert_eq!(
            found,
            expected.map(|(name, message)| format!("E0206 static/{name}: {message}"))
        );
        assert!(built.files.contains_key("fine.png"));
        let secret = built.files.iter().find(|(_, bytes)| *bytes == b"secret");
        assert_eq!(secret, None);
    }

    #[test]
    fn pipes_are_reported_and_not_read() {
        use rustix::fs::{CWD, FileType, Mode, mknodat};
        let site = site([("static/a.txt", ""), ("templates/a.html", "")]);
        for path in
            ["content/http/pipe.md", "content/http/pipe.png", "static/pipe", "templates/pipe"]
        {
            let path = site.root().join(path);
            mknodat(CWD, &path, FileType::Fifo, Mode::RWXU, 0).unwrap();
        }
        symlink("pipe", site.root().join("static/link")).unwrap();
        let mut found = wrong(&build(site.root()));
        found.sort();
        let pipes = [
            "content/http/pipe.md",
            "content/http/pipe.png",
            "static/link",
            "static/pipe",
            "templates/pipe",
        ];
        assert_eq!(
            found,
            pipes.map(|path| format!("E0208 {path}: this is a named pipe, not a file"))
        );
        fs::remove_file(site.root().join("site.yaml")).unwrap();
        let path = site.root().join("site.yaml");
        mknodat(CWD, &path, FileType::Fifo, Mode::RWXU, 0).unwrap();
        let error = errhub::config::load(site.root()).unwrap_err().to_string();
        assert!(error.ends_with("it is not a regular file"), "{error}");
    }
}

#[test]
fn a_file_in_place_of_a_source_folder_is_reported() {
    let built = build(site([("static", "x"), ("templates", "x")]).root());
    assert_eq!(
        wrong(&built),
        ["E0208 static: `static` is not a folder", "E0208 templates: `templates` is not a folder"]
    );
}

/// The diagnostics of a site with these files.
fn wrong_in(files: &[(&str, &str)]) -> Vec<String> {
    wrong(&build(site(files.iter().copied()).root()))
}

#[test]
fn an_alias_cannot_leave_the_output() {
    let long = format!("/{}/", "x".repeat(300));
    let aliases = [
        ("/%2e%2e/%2e%2e/evil/", "`..` leads to another folder"),
        ("/%2e%2e/content/http/", "`..` leads to another folder"),
        ("/a%00b/", "`a\u{fffd}b` contains a control character"),
        ("/a%5c..%5cb/", "`a\\..\\b` contains `\\`, which is not allowed in file names on Windows"),
        ("/aux.html", "`aux.html` is the name of a device on Windows"),
        ("/old./", "`old.` ends with a dot or a space, which Windows removes"),
        ("/a//b/", "there are two slashes in a row"),
        (&*long, "`xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…` is longer than 255 bytes"),
    ];
    for (alias, why) in aliases {
        let article = article("Other", &format!("aliases: ['{alias}']\n"));
        let found = wrong_in(&[("content/http/other.md", &article)]);
        let [found] = &found[..] else { panic!("{alias}: {found:?}") };
        let expected = "E0311 content/http/other.md: the alias ";
        assert!(found.starts_with(expected) && found.ends_with(why), "{found}");
    }
}

#[test]
fn names_invalid_on_some_system_are_reported_at_their_place() {
    let site =
        site([("static/a:b.txt", ""), ("static/a:b/c.txt", ""), ("content/http/nul.md", "")]);
    site.write("content/http/other.md", article("Other", "") + "![a](a%3Fb.png)\n");
    site.write("content/http/a?b.png", "");
    let found = wrong(&build(site.root()));
    let expected = [
        "E0203 content/http/nul.md: `nul` is the name of a device on Windows",
        "E0209 content/http/a?b.png: this cannot be published: \
         `a?b.png` contains `?`, which is not allowed in file names on Windows",
        "E0209 static/a:b.txt: this cannot be published: \
         `a:b.txt` contains `:`, which is not allowed in file names on Windows",
        "E0209 static/a:b/c.txt: this cannot be published: \
         `a:b` contains `:`, which is not allowed in file names on Windows",
    ];
    assert_eq!(found, expected);
    site.write("site.yaml", format!("{SITE}platforms: [{}]\n", "C".repeat(300)));
    let wrong = errhub::config::load(site.root()).unwrap().unwrap_err();
    let name = "c".repeat(40);
    let message = format!("this platform cannot have a page: `{name}…` is longer than 255 bytes");
    assert_eq!(wrong[0].message, message);
}

#[cfg(not(any(windows, target_vendor = "apple")))]
#[test]
fn published_names_are_compared_as_disks_do() {
    let other = article("Other", "");
    assert_eq!(
        wrong_in(&[("static/Feed.xml", "")]),
        [
            "E0204 static/Feed.xml: `Feed.xml` and the file feed.xml that errhub itself creates differ only in case"
        ]
    );
    let built_in = wrong_in(&[("static/Assets/x.txt", "")]);
    assert_eq!(built_in.len(), 1, "{built_in:?}");
    assert!(built_in[0].starts_with("E0204 static/Assets/x.txt: `Assets` "), "{built_in:?}");
    // Two categories are a single mistake.
    assert_eq!(
        wrong_in(&[
            ("content/Http/other.md", &other),
            ("content/Http/_index.md", "---\ntitle: H\n---\n")
        ]),
        ["E0204 content/Http/_index.md: `content/Http` and `content/http` differ only in case"]
    );
    assert_eq!(
        wrong_in(&[("static/HTTP/418/a.txt", "")]),
        ["E0204 static/HTTP/418/a.txt: `HTTP` and `http` differ only in case"]
    );
    assert_eq!(
        wrong_in(&[("static/caf\u{e9}.txt", ""), ("static/cafe\u{301}.txt", "")]),
        [
            "E0204 static/cafe\u{301}.txt: `static/cafe\u{301}.txt` and `static/caf\u{e9}.txt` look the same, \
          but encode an accent differently"
        ]
    );
    let alias = article("Other", "aliases: [/HTTP/418/]\n");
    assert_eq!(
        wrong_in(&[("content/http/other.md", &alias)]),
        ["E0204 content/http/other.md: `HTTP` and `http` differ only in case"]
    );
}

#[test]
fn a_file_in_the_place_of_a_folder_is_one_mistake() {
    let other = article("Other", "");
    let found = build(site([("static/http", ""), ("content/http/other.md", &other)]).root());
    assert_eq!(
        wrong(&found),
        ["E0205 static/http: http would be a file and the folder of http/418.md"]
    );
    let related = &found.diagnostics.iter().find(|one| one.code.id() == "E0205").unwrap().related;
    assert_eq!(related[0].0.file.as_str(), "content/http/418.md");
}

#[test]
fn a_name_that_ends_like_an_index_is_an_article() {
    let files = [
        ("content/http/z_index.md", &*article("One", "")),
        ("content/http/z.md", &*article("Two", "")),
    ];
    let built = build(site(files).root());
    assert_eq!(wrong(&built), [] as [&str; 0]);
    assert!(built.files.contains_key("http/z/index.html"));
    assert!(built.files.contains_key("http/z_index/index.html"));
}

#[test]
fn hidden_files_that_an_owner_put_into_static_are_published() {
    let built = build(
        site([
            ("static/.well-known/security.txt", "Contact: mailto:a@example.com\n"),
            ("static/.well-known/.DS_Store", ""),
            ("static/.htaccess", "Options -Indexes\n"),
            ("static/.git/config", "secret"),
            ("static/.env", "secret"),
            ("static/.ssh/config", "secret"),
            ("static/.ssh/id_rsa", "secret"),
            ("static/.errhub-manifest.json", "{}"),
            ("content/.well-known/security.txt", "secret"),
            ("content/http/.index.swp", "secret"),
        ])
        .root(),
    );
    assert_eq!(
        wrong(&built),
        [
            "W0941 static/.env: `.env` may contain secrets and is left out",
            "W0941 static/.ssh/config: `.ssh` may contain secrets and is left out",
        ]
    );
    let hidden =
        built.files.keys().filter(|path| path.split('/').any(|part| part.starts_with('.')));
    assert_eq!(hidden.collect::<Vec<_>>(), [".htaccess", ".nojekyll", ".well-known/security.txt"]);
}

#[test]
fn categories_may_be_called_like_folders_of_errhub() {
    let index = "---\ntitle: A category\n---\n";
    let other = article("Other", "");
    for name in ["assets", "search", "platforms", "page", "inline", "cards"] {
        let (index_path, path) =
            (format!("content/{name}/_index.md"), format!("content/{name}/a.md"));
        let built = build(site([(&*index_path, index), (&*path, &*other)]).root());
        assert_eq!(wrong(&built), [] as [&str; 0]);
        let immutable = |path: &str| immutable(built.text("_headers"), path);
        assert!(!immutable(&format!("/{name}/")) && !immutable(&format!("/{name}/a/")), "{name}");
        let style = built.files.keys().find(|path| path.starts_with("assets/style.")).unwrap();
        assert!(immutable(&format!("/{style}")), "{name}");
    }
    let built = build(site([]).root());
    assert!(built.text("_headers").contains("\n/assets/*\n  Cache-Control: "));
    // A picture beside articles keeps its name when it changes.
    let built = build(site([("content/assets/a.png", "")]).root());
    assert!(!immutable(built.text("_headers"), "/assets/a.png"));
}

/// Whether `_headers` allows a file to be cached forever.
fn immutable(headers: &str, path: &str) -> bool {
    headers.split("\n\n").filter(|rule| rule.contains("immutable")).any(|rule| {
        let pattern = rule.lines().next().unwrap();
        pattern == path || pattern.strip_suffix('*').is_some_and(|start| path.starts_with(start))
    })
}

#[test]
fn platforms_with_similar_names_have_different_addresses() {
    let site = site([]);
    site.write("site.yaml", format!("{SITE}platforms: [C, C++, 'C#']\n"));
    site.write("content/http/418.md", article("Teapot", "applies_to: [C, C++, 'C#']\n"));
    let built = build(site.root());
    assert_eq!(wrong(&built), [] as [&str; 0]);
    for name in ["c", "c-plus-plus", "c-sharp"] {
        assert!(built.files.contains_key(&format!("platforms/{name}/index.html")), "{name}");
    }
    site.write("site.yaml", format!("{SITE}platforms: ['C++', C plus plus, Go, Go]\n"));
    let wrong = errhub::config::load(site.root()).unwrap().unwrap_err();
    let messages: Vec<&str> = wrong.iter().map(|one| one.message.as_str()).collect();
    assert_eq!(
        messages,
        [
            "the platforms `C plus plus` and `C++` would both be published at platforms/c-plus-plus/",
            "the platform `Go` is listed twice"
        ]
    );
}

#[test]
fn a_file_that_is_nearly_an_article_is_reported_once() {
    let linking =
        article("Other", "related: [http/b]\n") + "[b](b.md) and [the file](b.markdown)\n";
    let files =
        [("content/http/other.md", &*linking), ("content/http/b.markdown", "---\ntitle: B\n---\n")];
    let found = wrong_in(&files);
    assert_eq!(
        found,
        [
            "E0210 content/http/b.markdown: `b.markdown` looks like an article, but its name does not end in .md"
        ]
    );
    let front = "\u{feff}---\r\ntitle: B\r\n---\r\n";
    for name in ["content/http/b.txt", "content/http/b"] {
        let built = build(site([(name, front)]).root());
        assert!(wrong(&built)[0].starts_with("E0210"), "{name}: {:?}", wrong(&built));
        assert!(!built.files.contains_key(name.strip_prefix("content/").unwrap()));
    }
}

#[test]
fn a_file_that_no_page_shows_is_reported() {
    let text = article("Other", "") + "![A](a.png) [b](b.zip)\n";
    let draft = article("Draft", "draft: true\n") + "![D](d.png)\n";
    let files = [
        ("content/http/other.md", &*text),
        ("content/http/draft.md", &*draft),
        ("content/http/a.png", PIXEL),
        ("content/http/b.zip", ""),
        ("content/http/c/c.png", ""),
        ("content/http/d.png", ""),
        ("content/e.png", ""),
        ("static/http/f.png", ""),
    ];
    assert_eq!(
        wrong_in(&files),
        ["W0204 content/http/c/c.png: no page shows the picture `c.png` or links to it"]
    );
}

/// Deletes a file as soon as a stage begins.
struct Deleting(&'static str, PathBuf);

impl Progress for Deleting {
    fn begin(&self, stage: &'static str, _: usize) {
        if stage == self.0 {
            let _ = fs::remove_file(&self.1);
        }
    }
}

#[test]
fn a_file_that_vanishes_is_not_part_of_the_site() {
    let site = site([("static/a.txt", "")]);
    site.write("content/http/other.md", article("Other", ""));
    let project = errhub::config::load(site.root()).unwrap().unwrap();
    let options = LoadOptions { drafts: Drafts::Leave, today: "2026-11-22".parse().unwrap() };
    let deleting = Deleting("Reading", site.root().join("content/http/other.md"));
    let loaded = pipeline::load(&project, options, &deleting).unwrap();
    assert_eq!(loaded.site.article_count(), 1);
    // If a file vanishes during rendering, the whole run starts again.
    let deleting = Deleting("Rendering", site.root().join("static/a.txt"));
    let rendered = loaded.check(&deleting);
    assert!(matches!(rendered, Err(Error::Vanished { .. })));
}
