//! The program as its users see it: exit codes, streams, and changes to the output folder.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use errhub::publish::MANIFEST;

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

/// Runs errhub, expecting the exit code `code`.
fn run(code: i32, root: &Path, words: &[&str]) -> (String, String) {
    let Output { status, stdout, stderr } = errhub(root, words).output().unwrap();
    let (stdout, stderr) = (String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap());
    assert_eq!(status.code(), Some(code), "{words:?}\n{stdout}\n{stderr}");
    (stdout, stderr)
}

#[test]
fn a_build_reports_what_it_made() {
    let site = tiny();
    let (stdout, stderr) = run(0, site.root(), &["build"]);
    assert_eq!(stdout, "");
    // The manifest is the only file that is not part of the site.
    let files = tree(&site.root().join("public")).len() - 1;
    let begin = format!("Built 1 article, {files} files in ");
    let end = " s → public/\nTo see it: errhub serve --open\n";
    assert!(stderr.starts_with(&begin) && stderr.ends_with(end), "{stderr}");
    let (stdout, stderr) = run(0, site.root(), &["--quiet", "build"]);
    assert_eq!(stdout + &stderr, "");
}

/// Hosts limit the number of files, so `-v` reports them.
#[test]
fn files_are_counted_by_sort() {
    let site = tiny();
    site.write("content/http/old.txt", "x");
    site.write("redirects.yaml", "/errors/1/: gone\n");
    let counted = |words: &[&str]| {
        let (_, said) = run(0, site.root(), words);
        let lines = said.lines().filter_map(|line| line.strip_prefix("  "));
        let lines: Vec<_> = lines.map(|line| line.trim_start().to_owned()).collect();
        let count = |line: &String| line.rsplit(' ').next().unwrap().parse::<usize>().unwrap();
        (lines.iter().map(count).sum::<usize>(), lines)
    };
    let (total, lines) = counted(&["build", "-v", "--allow", "W0204"]);
    assert_eq!(
        total,
        tree(&site.root().join("public")).len() - 1,
        "all but the manifest: {lines:?}"
    );
    for line in
        ["pages: 4", "pages at old addresses: 1", "Markdown twins: 1", "feeds: 2", "sitemaps: 1"]
    {
        assert!(lines.iter().any(|own| own == line), "{line}: {lines:?}");
    }
    assert_eq!(counted(&["check", "-v", "--allow", "W0204"]).1, lines);
    assert!(counted(&["build", "--allow", "W0204"]).1.is_empty());
}

#[test]
fn the_site_is_found_from_any_folder_in_it() {
    let site = tiny();
    run(0, &site.root().join("content/http"), &["build", "-q"]);
    assert!(site.root().join("public/http/418/index.html").is_file());
}

#[test]
fn a_run_that_fails_exits_with_2_and_says_why() {
    let site = tiny();
    let empty = TempSite::new([]);
    let cases: &[(&Path, &[&str], &str)] = &[
        (empty.root(), &["build"], "no site.yaml in "),
        (empty.root(), &["build", "--root", "nowhere"], "nowhere"),
        (site.root(), &["build", "--nonsense"], "'--nonsense'"),
        (site.root(), &["build", "--base-url", "example.com"], "it is not a full web address"),
        (site.root(), &["nonsense"], "'nonsense'"),
        (site.root(), &["build", "-o", "content/out"], "contains the site's own files"),
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
    assert!(stderr.contains("errhub did not create"), "{stderr}");
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

/// Kills a build of hundreds of articles at many moments: the published site is always complete.
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
    // The manifest may list more files than there are, so that it never lists fewer.
    let files = || {
        let mut files = tree(&public);
        files.remove(MANIFEST);
        files
    };
    let [one, two] = ["One", "Two"].map(|version| {
        write(version);
        run(0, site.root(), &["build", "-q"]);
        files()
    });
    assert_ne!(one, two);

    // Each moment is a number of articles that are staged when the build is killed; 0 is the first
    // sign that it has started.
    let mut published = &two;
    for moment in [0, 1, 10, 50, 100, 140, ARTICLES] {
        let next = if *published == one { &two } else { &one };
        write(if *next == one { "One" } else { "Two" });
        let dead = remains(site.root());
        let mut build = errhub(site.root(), &["build", "-q"]).spawn().unwrap();
        let staged = || {
            let staging = remains(site.root())
                .into_iter()
                .find(|name| !name.ends_with("lock") && !dead.contains(name))?;
            let articles = site.root().join(staging).join("site/http");
            Some(std::fs::read_dir(articles).map_or(0, Iterator::count))
        };
        while staged().is_none_or(|staged| staged < moment) && build.try_wait().unwrap().is_none() {
            std::thread::yield_now();
        }
        // It may already be done, which counts as a moment too.
        let _ = build.kill();
        build.wait().unwrap();
        let found = files();
        if found == *next {
            published = next;
        }
        assert!(found == *published, "half a site after {moment} articles");
    }
    write("Two");
    run(0, site.root(), &["build", "-q"]);
    assert!(files() == two);
    assert_eq!(remains(site.root()), Vec::<String>::new(), "what the killed builds left");
}

/// The lock and the staging folders beside the output.
fn remains(root: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(root).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    names.filter(|name| name.contains(".errhub-")).collect()
}

/// The manifest in the output lists the files that errhub wrote, so deleted pages are removed even
/// without the cache, and files of others are kept.
#[test]
fn deleted_pages_are_removed_without_the_cache() {
    let site = tiny();
    site.write("content/http/secret.md", article("Secret"));
    run(0, site.root(), &["build", "-q"]);
    site.write("public/CNAME", "example.com");
    site.write("public/.git/HEAD", "ref: refs/heads/main");
    std::fs::remove_dir_all(site.root().join(".errhub")).unwrap();
    std::fs::remove_file(site.root().join("content/http/secret.md")).unwrap();
    run(0, site.root(), &["build", "-q"]);
    let files = tree(&site.root().join("public"));
    assert!(!files.keys().any(|path| path.contains("secret")), "{:?}", files.keys());
    assert!(files.contains_key("CNAME") && files.contains_key(".git/HEAD"));
    // A file in place of the folder prevents caching.
    std::fs::remove_dir_all(site.root().join(".errhub")).unwrap();
    site.write(".errhub", "");
    site.write("content/http/secret.md", article("Secret"));
    run(0, site.root(), &["build", "-q"]);
    std::fs::remove_file(site.root().join("content/http/secret.md")).unwrap();
    run(0, site.root(), &["build", "-q"]);
    assert_eq!(tree(&site.root().join("public")), files);
}

#[test]
fn losing_most_pages_needs_confirmation() {
    let site = tiny();
    for number in 0..20 {
        site.write(&format!("content/http/{number}.md"), article(&format!("Error {number}")));
    }
    run(0, site.root(), &["build", "-q"]);
    let before = tree(&site.root().join("public"));
    for number in 1..20 {
        std::fs::remove_file(site.root().join(format!("content/http/{number}.md"))).unwrap();
    }
    let (_, stderr) = run(2, site.root(), &["build"]);
    assert!(stderr.contains("this build would remove 19 of the 2"), "{stderr}");
    assert!(stderr.contains("--allow-shrink"), "{stderr}");
    assert_eq!(tree(&site.root().join("public")), before);
    run(0, site.root(), &["build", "-q", "--allow-shrink"]);
    assert!(!site.root().join("public/http/7/index.html").exists());
}

#[test]
fn a_site_without_content_is_an_error() {
    let site = tiny();
    run(0, site.root(), &["build", "-q"]);
    let before = tree(&site.root().join("public"));
    std::fs::rename(site.root().join("content"), site.root().join("pages")).unwrap();
    let (_, stderr) = run(1, site.root(), &["build"]);
    assert!(stderr.contains("error[E0221]: there is no folder content/"), "{stderr}");
    std::fs::create_dir(site.root().join("content")).unwrap();
    let (_, stderr) = run(1, site.root(), &["build"]);
    assert!(stderr.contains("content/ contains no Markdown files"), "{stderr}");
    assert_eq!(tree(&site.root().join("public")), before);
}

/// Changes a page without changing its stamp: only a build that renders it again can notice.
#[cfg(unix)]
fn spoil(path: &Path) {
    let modified = std::fs::metadata(path).unwrap().modified().unwrap();
    let spoilt = "x".repeat(std::fs::read(path).unwrap().len());
    let mut file = std::fs::File::options().write(true).open(path).unwrap();
    std::io::Write::write_all(&mut file, spoilt.as_bytes()).unwrap();
    file.set_times(std::fs::FileTimes::new().set_modified(modified)).unwrap();
}

#[cfg(unix)]
#[test]
fn a_run_without_the_cache_makes_everything_again() {
    let site = tiny();
    run(0, site.root(), &["build", "-q"]);
    let page = site.root().join("public/index.html");
    let good = std::fs::read(&page).unwrap();
    spoil(&page);
    run(0, site.root(), &["build", "-q"]);
    assert_ne!(std::fs::read(&page).unwrap(), good, "the cache is used");
    run(0, site.root(), &["build", "-q", "--no-cache"]);
    assert_eq!(std::fs::read(&page).unwrap(), good);
    // Its results are cached.
    spoil(&page);
    run(0, site.root(), &["build", "-q"]);
    assert_ne!(std::fs::read(&page).unwrap(), good);
    run(0, site.root(), &["check", "-q", "--no-cache"]);
}

/// A changed errhub, or one with other features, does not use old results.
#[cfg(unix)]
#[test]
fn another_program_does_not_use_this_one_s_cache() {
    let site = tiny();
    run(0, site.root(), &["build", "-q"]);
    let page = site.root().join("public/index.html");
    let good = std::fs::read(&page).unwrap();
    spoil(&page);
    let other = site.root().join("errhub");
    std::fs::copy(env!("CARGO_BIN_EXE_errhub"), &other).unwrap();
    let build = || {
        let status = Command::new(&other).current_dir(site.root()).args(["build", "-q"]).status();
        assert!(status.unwrap().success());
    };
    build();
    assert_eq!(std::fs::read(&page).unwrap(), good);
    spoil(&page);
    build();
    assert_ne!(std::fs::read(&page).unwrap(), good, "it remembers what it made itself");
}

/// The next run removes files that killed runs and deleted outputs left in the cache.
#[test]
fn the_cache_is_tidy() {
    let site = tiny();
    run(0, site.root(), &["build", "-q"]);
    run(0, site.root(), &["build", "-q", "-o", "other"]);
    let cache = || {
        let entries = std::fs::read_dir(site.root().join(".errhub")).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
        let mut names: Vec<_> = names.collect();
        names.sort();
        names
    };
    let made = || cache().iter().filter(|name| name.starts_with("made-")).count();
    assert_eq!(made(), 2);
    for name in ["new-a1b2c3", ".tmpX9y8z7"] {
        site.write(&format!(".errhub/{name}"), "half");
    }
    let lock = std::fs::File::create(site.root().join(".errhub/new-living")).unwrap();
    lock.lock().unwrap();
    std::fs::remove_dir_all(site.root().join("other")).unwrap();
    site.write("content/http/418.md", article("Kettle"));
    run(0, site.root(), &["build", "-q"]);
    assert_eq!(made(), 1);
    let temporary: Vec<_> = cache()
        .into_iter()
        .filter(|name| name.starts_with("new-") || name.contains("tmp"))
        .collect();
    assert_eq!(temporary, ["new-living"]);
    #[cfg(unix)]
    for name in cache().iter().filter(|name| !name.starts_with("new-")) {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let path = site.root().join(".errhub").join(name);
        assert_eq!(mode(&path), mode(&site.root().join("site.yaml")), "{name}");
    }
}
