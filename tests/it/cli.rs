//! The program as its users meet it: exit codes, streams, and what happens to the output folder.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::support::{Files, TODAY, TempSite, tree};

const SITE: &str = "title: Tiny\nbase_url: https://example.com/\n";
const CATEGORY: &str = "---\ntitle: HTTP\n---\n";

fn article(title: &str) -> String {
    format!(
        "---\ntitle: {title}\nquick_answer: Wait.\nmethods:\n  - title: Wait\n    body: Wait.\n\
         faq:\n  - question: Why?\n    answer: Because.\nupdated: 2026-01-01\n---\nIt happens.\n"
    )
}

fn tiny() -> TempSite {
    let article = article("Teapot");
    TempSite::new([
        ("site.yaml", SITE),
        ("content/http/_index.md", CATEGORY),
        ("content/http/418.md", &article),
    ])
}

fn errhub(root: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_errhub"));
    command.args(words).current_dir(root).stdin(Stdio::null()).env("SOURCE_DATE_EPOCH", TODAY);
    for variable in ["NO_COLOR", "CLICOLOR_FORCE", "CI"] {
        command.env_remove(variable);
    }
    command
}

/// Runs errhub, which must end with the exit code `code`.
fn run(code: i32, root: &Path, words: &[&str]) -> (String, String) {
    let Output { status, stdout, stderr } = errhub(root, words).output().unwrap();
    let (stdout, stderr) = (String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap());
    assert_eq!(status.code(), Some(code), "{words:?}\n{stdout}\n{stderr}");
    (stdout, stderr)
}

#[test]
fn a_build_says_what_it_made() {
    let site = tiny();
    let (stdout, stderr) = run(0, site.root(), &["build"]);
    assert_eq!(stdout, "");
    // The one file that is not the site's own is the marker.
    let files = tree(&site.root().join("public")).len() - 1;
    let begin = format!("Built 1 article, {files} files in ");
    let end = " s → public/\nTo look at it: errhub serve --open\n";
    assert!(stderr.starts_with(&begin) && stderr.ends_with(end), "{stderr}");
    let (stdout, stderr) = run(0, site.root(), &["--quiet", "build"]);
    assert_eq!(stdout + &stderr, "");
}

#[test]
fn the_site_is_found_from_any_folder_in_it() {
    let site = tiny();
    run(0, &site.root().join("content/http"), &["build", "-q"]);
    assert!(site.root().join("public/http/418/index.html").is_file());
}

#[test]
fn what_cannot_run_exits_with_2_and_says_why() {
    let site = tiny();
    let empty = TempSite::new([]);
    let cases: &[(&Path, &[&str], &str)] = &[
        (empty.root(), &["build"], "no site.yaml in "),
        (empty.root(), &["build", "--root", "nowhere"], "nowhere"),
        (site.root(), &["build", "--nonsense"], "'--nonsense'"),
        (site.root(), &["build", "--base-url", "example.com"], "it is no whole web address"),
        (site.root(), &["nonsense"], "'nonsense'"),
        (site.root(), &["build", "-o", "content/out"], "holds the site's own files"),
    ];
    for (root, words, why) in cases {
        let (stdout, stderr) = run(2, root, words);
        assert_eq!(stdout, "", "{words:?}");
        let first = stderr.lines().next().unwrap_or_default();
        assert!(first.starts_with("error: ") && first.contains(why), "{words:?}\n{stderr}");
    }
}

#[test]
fn a_failed_build_changes_nothing() {
    let site = tiny();
    run(0, site.root(), &["build"]);
    let before = tree(&site.root().join("public"));
    for (path, broken, code) in [
        ("content/http/418.md", "---\ntitle: Teapot\nmetods: []\n---\n", "E0102"),
        ("templates/article.html", "{{ page.nothing.here }}", "E0602"),
        ("templates/hub.html", "{% for %}", "E0601"),
        ("site.yaml", "title: Tiny\n", "E0104"),
    ] {
        let broken_site = tiny();
        run(0, broken_site.root(), &["build", "-q"]);
        broken_site.write(path, broken);
        let (_, stderr) = run(1, broken_site.root(), &["build"]);
        assert!(stderr.contains(code) && stderr.contains(path), "{path}: {stderr}");
        assert_eq!(tree(&broken_site.root().join("public")), before, "{path}");
    }
}

#[test]
fn folders_of_others_are_left_alone() {
    let site = tiny();
    site.write("home/diary.txt", "mine");
    let (_, stderr) = run(2, site.root(), &["build", "--output-dir", "home"]);
    assert!(stderr.contains("errhub did not make"), "{stderr}");
    assert_eq!(
        tree(&site.root().join("home")),
        Files::from([("diary.txt".into(), b"mine".into())])
    );
}

#[test]
fn formats_for_programs_go_to_stdout() {
    let site = tiny();
    let broken = article("Teapot").replace("updated:", "updatd:");
    let line = 1 + broken.lines().position(|line| line.starts_with("updatd:")).unwrap();
    site.write("content/http/418.md", broken);
    let (stdout, _) = run(1, site.root(), &["build", "--format", "short"]);
    let start = format!("content/http/418.md:{line}:1: error[E0102]: ");
    assert!(stdout.lines().any(|said| said.starts_with(&start)), "{stdout}");
    let (stdout, _) = run(1, site.root(), &["build", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    let first = &report["diagnostics"][0];
    assert_eq!((&first["file"], &first["line"]), (&"content/http/418.md".into(), &line.into()));
    let (stdout, _) = run(1, site.root(), &["build", "--format", "github"]);
    let start = format!("::error file=content/http/418.md,line={line},");
    assert!(stdout.lines().any(|said| said.starts_with(&start)), "{stdout}");
}

/// Kills a build of hundreds of articles at many moments: what is published is always one site.
#[test]
fn a_killed_build_leaves_a_whole_site() {
    const ARTICLES: usize = 150;
    let site = tiny();
    let write = |version: &str| {
        for number in 0..ARTICLES {
            site.write(
                &format!("content/http/{number}.md"),
                article(&format!("{version} {number}")),
            );
        }
    };
    let public = site.root().join("public");
    let [one, two] = ["One", "Two"].map(|version| {
        write(version);
        run(0, site.root(), &["build", "-q"]);
        tree(&public)
    });
    assert_ne!(one, two);

    // A moment is how many articles are staged when the build is killed; 0 is its first sign.
    let mut published = &two;
    for moment in [0, 1, 10, 50, 100, 140, ARTICLES] {
        let next = if *published == one { &two } else { &one };
        write(if *next == one { "One" } else { "Two" });
        let mut build = errhub(site.root(), &["build", "-q"]).spawn().unwrap();
        let staging = site.root().join(format!(".public.errhub-{}", build.id()));
        let staged = || match std::fs::read_dir(staging.join("http")) {
            Ok(articles) => Some(articles.count()),
            Err(_) => staging.exists().then_some(0),
        };
        while staged().is_none_or(|staged| staged < moment) && build.try_wait().unwrap().is_none() {
            std::thread::yield_now();
        }
        // One that is done already cannot be killed, which is a moment as well.
        let _ = build.kill();
        build.wait().unwrap();
        let found = tree(&public);
        if found == *next {
            published = next;
        }
        assert!(found == *published, "half a site after {moment} articles");
    }
    write("Two");
    run(0, site.root(), &["build", "-q"]);
    assert!(tree(&public) == two);
    assert_eq!(remains(site.root()), Vec::<String>::new(), "what the killed builds left");
}

/// A build can be killed between any two steps, so also before its folder is marked as its own.
#[test]
fn an_empty_staging_folder_is_cleared_away() {
    let site = tiny();
    std::fs::create_dir(site.root().join(".public.errhub-1")).unwrap();
    run(0, site.root(), &["build", "-q"]);
    assert_eq!(remains(site.root()), Vec::<String>::new());
}

/// The staging folders beside the output.
fn remains(root: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(root).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    names.filter(|name| name.contains(".errhub-")).collect()
}
