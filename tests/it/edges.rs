//! Edge cases of the machine: wrong clocks, outputs that cannot be replaced, files that never end.

use std::process::{Command, Output, Stdio};
#[cfg(unix)]
use std::{fs, io::Read, path::Path, process::Child, thread, time::Duration};

use crate::support::{TempSite, run};

const ARTICLE: &str = "---\ntitle: Teapot\nquick_answer: Wait.\nmethods: [{title: Wait, body: Wait.}]\n\
                       faq: [{question: Why?, answer: Because.}]\nupdated: 2026-01-01\n---\nIt happens.\n";

fn tiny() -> TempSite {
    TempSite::new([
        ("site.yaml", "title: Tiny\nbase_url: https://example.com/\nwarnings:\n  W0303: off\n"),
        ("content/http/_index.md", "---\ntitle: HTTP\n---\n"),
        ("content/http/418.md", ARTICLE),
    ])
}

/// Runs errhub at a time, in seconds since 1970: its exit code, and its output.
fn run_at(seconds: &str, site: &TempSite, words: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_errhub"));
    command.args(words).current_dir(site.root()).stdin(Stdio::null());
    let Output { status, stderr, .. } = command.env("SOURCE_DATE_EPOCH", seconds).output().unwrap();
    (status.code(), String::from_utf8(stderr).unwrap())
}

#[test]
fn a_wrong_clock_refuses_no_dates_and_writes_none() {
    let site = tiny();
    for seconds in ["0", "315532800", "253402200000", "-99999999999"] {
        let (code, said) = run_at(seconds, &site, &["build"]);
        assert_eq!((code, said.matches("W0805").count()), (Some(0), 2), "{seconds}: {said}");
        assert!(!said.contains("E0118"), "{seconds}: {said}");
        for words in [&["stamp", "--init"][..], &["new", "http/423-locked"], &["check", "--stale"]]
        {
            let (code, said) = run_at(seconds, &site, words);
            assert_eq!(code, Some(2), "{words:?}: {said}");
            assert!(said.contains("SOURCE_DATE_EPOCH says that today is "), "{said}");
            assert!(said.contains("\n  help: "), "{said}");
        }
        let (code, said) = run_at(seconds, &site, &["check", "--strict", "--today", "2026-11-26"]);
        assert_eq!((code, said.contains("W0805")), (Some(0), false), "{said}");
    }
    assert!(!site.root().join("errhub.lock").exists());
    let (code, said) = run_at("0", &site, &["stamp", "--init", "--today", "2026-11-26"]);
    assert_eq!(code, Some(0), "{said}");
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_nowhere_is_not_replaced() {
    let site = tiny();
    std::os::unix::fs::symlink("nowhere", site.root().join("public")).unwrap();
    let (_, said) = run(2, site.root(), &["--quiet", "build"]);
    assert!(
        said.contains("public is a link that leads nowhere\n  help: create the folder"),
        "{said}"
    );
    assert!(!site.root().join("nowhere").exists());
}

/// A build that cannot write leaves the published site unchanged, leaves nothing else behind, and
/// reports what to do.
#[cfg(unix)]
#[test]
fn a_disk_that_takes_no_more_changes_nothing() {
    let site = tiny();
    run(0, site.root(), &["build"]);
    let before = crate::support::tree(&site.root().join("public"));
    site.write("content/http/418.md", ARTICLE.replace("It happens.", "It happens often."));
    fs::remove_dir_all(site.root().join(".errhub")).unwrap();
    // Without the signal that comes with it, a file beyond the limit is an error like a full disk.
    let build = "trap '' XFSZ; ulimit -f 4; exec \"$0\" build";
    let mut command = Command::new("sh");
    command.args(["-c", build, env!("CARGO_BIN_EXE_errhub")]).current_dir(site.root());
    let Output { status, stderr, .. } =
        command.env("SOURCE_DATE_EPOCH", crate::support::TODAY).output().unwrap();
    let said = String::from_utf8(stderr).unwrap();
    assert_eq!(status.code(), Some(2), "{said}");
    assert!(
        said.contains("cannot write ") && said.contains("\n  help: the system allows"),
        "{said}"
    );
    assert_eq!(names(site.root(), ".public"), Vec::<String>::new());
    assert_eq!(crate::support::tree(&site.root().join("public")), before);
    run(0, site.root(), &["build"]);
}

#[cfg(unix)]
fn begin(root: &Path) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_errhub"));
    command.arg("build").current_dir(root).stdin(Stdio::null()).stderr(Stdio::piped());
    command.env("SOURCE_DATE_EPOCH", crate::support::TODAY).spawn().unwrap()
}

/// Sends a signal to a build: its exit code, and its output.
#[cfg(unix)]
fn stop(mut build: Child, signal: rustix::process::Signal) -> (Option<i32>, String) {
    let process = rustix::process::Pid::from_child(&build);
    rustix::process::kill_process(process, signal).unwrap();
    let mut said = String::new();
    build.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    (build.wait().unwrap().code(), said)
}

/// Waits for an effect of a build.
#[cfg(unix)]
fn until(is_done: impl Fn() -> bool) {
    for _ in 0..1000 {
        if is_done() {
            return;
        }
        thread::sleep(Duration::from_millis(10));
    }
    panic!("it never happens");
}

/// The names in a folder that begin with `prefix`.
#[cfg(unix)]
fn names(folder: &Path, prefix: &str) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    let names = names.map(|name| name.into_string().unwrap());
    names.filter(|name| name.starts_with(prefix)).collect()
}

#[cfg(unix)]
#[test]
fn a_build_that_is_stopped_leaves_nothing() {
    use rustix::process::Signal;
    let site = tiny();
    run(0, site.root(), &["build"]);
    let before = crate::support::tree(&site.root().join("public"));
    // A file that takes long to read, but takes no space.
    fs::create_dir(site.root().join("static")).unwrap();
    let large = fs::File::create(site.root().join("static/large.iso")).unwrap();
    large.set_len(100 << 30).unwrap();
    for (signal, code) in [(Signal::INT, 130), (Signal::TERM, 143)] {
        site.write("content/http/418.md", ARTICLE.replace("It happens.", &format!("{code}.")));
        let build = begin(site.root());
        let is_staging = |name: &String| name != ".public.errhub-lock";
        until(|| names(site.root(), ".public.errhub-").iter().any(is_staging));
        let (ended, said) = stop(build, signal);
        assert_eq!(ended, Some(code), "{said}");
        assert!(said.ends_with("Stopped; nothing was published\n"), "{said}");
        assert_eq!(names(site.root(), ".public"), Vec::<String>::new());
        assert_eq!(names(&site.root().join(".errhub"), "new-"), Vec::<String>::new());
        assert_eq!(crate::support::tree(&site.root().join("public")), before);
    }
    // Two signals, neither of which is lost.
    let mut build = begin(site.root());
    until(|| names(site.root(), ".public.errhub-").len() > 1);
    let process = rustix::process::Pid::from_child(&build);
    for signal in [Signal::STOP, Signal::INT, Signal::TERM, Signal::CONT] {
        rustix::process::kill_process(process, signal).unwrap();
    }
    assert!(matches!(build.wait().unwrap().code(), Some(130 | 143)));
    assert_eq!(crate::support::tree(&site.root().join("public")), before);
    drop(large);
    fs::remove_dir_all(site.root().join("static")).unwrap();
    // The same while it waits for another build.
    let lock = fs::File::create(site.root().join(".public.errhub-lock")).unwrap();
    lock.lock().unwrap();
    let mut build = begin(site.root());
    let mut said = [0; 8];
    build.stderr.as_mut().unwrap().read_exact(&mut said).unwrap();
    let (ended, said) = stop(build, Signal::INT);
    assert_eq!(ended, Some(130), "{said}");
}

/// Whenever a build is stopped, it publishes the old site or the new one, and reports which.
#[cfg(unix)]
#[test]
fn a_build_is_stopped_before_or_after_it_publishes() {
    let site = tiny();
    run(0, site.root(), &["build"]);
    let published = || crate::support::tree(&site.root().join("public"));
    let mut before = published();
    for number in 0..8 {
        let text = ARTICLE.replace("It happens.", &format!("It happens {number} times."));
        site.write("content/http/418.md", text);
        let build = begin(site.root());
        thread::sleep(Duration::from_millis(12 * number));
        let (ended, said) = stop(build, rustix::process::Signal::TERM);
        let after = published();
        // Before it listens, the system ends it.
        assert!(matches!(ended, None | Some(0 | 143)), "{ended:?}: {said}");
        assert_eq!(after != before, said.contains("Built "), "{number}, {ended:?}: {said}");
        assert_eq!(after != before, ended == Some(0), "{number}, {ended:?}: {said}");
        before = after;
    }
    run(0, site.root(), &["build"]);
    let left = [names(site.root(), ".public"), names(&site.root().join(".errhub"), "new-")];
    assert_eq!(left, [Vec::<String>::new(), Vec::new()]);
}

/// An untrusted repository may have a named pipe in any place that errhub reads.
#[cfg(unix)]
#[test]
fn named_pipes_hang_no_run() {
    use rustix::fs::{CWD, FileType, Mode, mknodat};
    let site = tiny();
    run(0, site.root(), &["build"]);
    let pipe = |path: &str| {
        let path = site.root().join(path);
        let _ = fs::remove_file(&path);
        mknodat(CWD, &path, FileType::Fifo, Mode::RWXU, 0).unwrap();
        path
    };
    // The cache is only an optimization.
    let cache = site.root().join(".errhub");
    let names = fs::read_dir(&cache).unwrap().map(|entry| entry.unwrap().file_name());
    let names: Vec<_> = names.map(|name| name.into_string().unwrap()).collect();
    for name in names.iter().map(String::as_str).chain(["edit.lock", "unfinished.json", "new-x"]) {
        pipe(&format!(".errhub/{name}"));
    }
    run(0, site.root(), &["build"]);
    run(0, site.root(), &["check"]);
    let (_, said) = run(2, site.root(), &["stamp", "--init"]);
    assert!(said.contains("edit.lock: it is not a regular file\n  help: remove it"), "{said}");
    fs::remove_dir_all(&cache).unwrap();
    pipe(".errhub");
    run(0, site.root(), &["build"]);
    for name in ["site.yaml", "errhub.lock", "redirects.yaml", ".public.errhub-lock"] {
        let before = fs::read(site.root().join(name)).ok();
        let path = pipe(name);
        let (_, said) = run(2, site.root(), &["build"]);
        assert!(said.contains(&format!("{name}: it is not a regular file\n  help: ")), "{said}");
        fs::remove_file(&path).unwrap();
        before.inspect(|before| fs::write(&path, before).unwrap());
    }
}
