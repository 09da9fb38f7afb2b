//! Files and their names: what is read, what is published, and where.

use errhub::diagnostic::Diagnostic;

use crate::support::{Built, TempSite, build};

const SITE: &str = "title: Tiny\nbase_url: https://example.com/\n";

fn article(title: &str, more: &str) -> String {
    format!(
        "---\ntitle: {title}\nquick_answer: Wait.\nmethods: [{{title: Wait, body: Wait.}}]\n\
         faq: [{{question: Why?, answer: Because.}}]\nupdated: 2026-01-01\n{more}---\nIt happens.\n"
    )
}

/// A smallest site that is clean but for orphans, with these files as well.
fn site<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> TempSite {
    let site =
        TempSite::new([("site.yaml", SITE), ("content/http/_index.md", "---\ntitle: HTTP\n---\n")]);
    site.write("content/http/418.md", article("Teapot", ""));
    for (path, text) in files {
        site.write(path, text);
    }
    site
}

/// What is wrong with a site besides orphans, one a line: code, file, message.
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
    use std::fs;
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
            format!("this link leads to a {what} outside content/, static/ and templates/")
        };
        let expected = [
            ("config.txt", outside("file")),
            ("env.txt", "this link leads to a hidden file".into()),
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
    fn pipes_are_told_and_not_read() {
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
fn a_file_in_the_place_of_a_folder_is_told() {
    let built = build(site([("static", "x"), ("templates", "x")]).root());
    assert_eq!(
        wrong(&built),
        ["E0208 static: `static` is not a folder", "E0208 templates: `templates` is not a folder"]
    );
}
