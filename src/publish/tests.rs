//! Publishing under adverse conditions: crashes, concurrent builds, and files of others.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tempfile::TempDir;

use super::*;

/// A site's folder with an output in it.
struct Site {
    root: TempDir,
}

const IMPATIENT: Patience<'static> =
    Patience { stop: Stop::NEVER, limit: Duration::ZERO, on_wait: &|| {} };

/// The files of a site: path and text.
type Files<'a> = &'a [(&'a str, &'a str)];

impl Site {
    fn new() -> Self {
        Self { root: tempfile::tempdir().unwrap() }
    }

    fn root(&self) -> &Path {
        self.root.path()
    }

    fn target(&self) -> PathBuf {
        self.root().join("public")
    }

    fn begin(&self) -> Result<Staging, Error> {
        Staging::begin(&self.target(), self.root(), &IMPATIENT)
    }

    fn publish(&self, files: Files<'_>) -> Result<Published, Error> {
        publish(&self.begin()?, files, Shrinking::Refused)
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn read(&self, path: &str) -> Option<String> {
        fs::read_to_string(self.root().join(path)).ok()
    }

    /// The names in the site's folder.
    fn names(&self) -> Vec<String> {
        names(self.root())
    }

    /// The files of the output except the manifest.
    fn files(&self) -> Vec<String> {
        let mut files = Vec::new();
        let mut folders = vec![self.target()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if is_folder(&path) {
                    folders.push(path);
                } else {
                    let path = path.strip_prefix(self.target()).unwrap();
                    files.push(path.to_str().unwrap().to_owned());
                }
            }
        }
        files.retain(|path| path != MANIFEST);
        files.sort();
        files
    }

    fn pages(&self) -> Vec<String> {
        let mut files = self.files();
        files.retain(|path| Path::new(path).extension().is_some_and(|own| own == "html"));
        files
    }

    /// The files in the manifest.
    fn manifest(&self) -> Vec<String> {
        let bytes = fs::read(self.target().join(MANIFEST)).unwrap();
        Manifest::parse(&bytes).unwrap().paths().map(str::to_owned).collect()
    }
}

/// Publishes these files; those already there with the same text are kept.
fn publish(staging: &Staging, files: Files<'_>, shrinking: Shrinking) -> Result<Published, Error> {
    let outs: Vec<OutPath> = files.iter().map(|(path, _)| OutPath::new(*path).unwrap()).collect();
    let file = |(out, (path, text)): (_, &(&str, &str))| {
        let here = staging.target.join(path);
        let is_new = fs::read(&here).ok().is_none_or(|bytes| bytes != text.as_bytes());
        let written = if is_new {
            staging.write(out, text.as_bytes())?
        } else {
            let hash = Key::of_bytes(text.as_bytes());
            stamp(&here).map(|stamp| Written { hash, stamp })
        };
        Ok(NewFile { out, written, is_new })
    };
    let files = outs.iter().zip(files).map(file).collect::<Result<_, Error>>()?;
    staging.publish(&NewSite { files, manifest: None }, shrinking)
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<_> =
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

const ONE: Files<'static> = &[("a/x.html", "1"), ("a/y.html", "1"), ("b/z.html", "1")];

#[test]
fn nothing_is_staged_before_the_first_file() {
    let site = Site::new();
    let folders = || site.names().into_iter().filter(|name| is_folder(&site.root().join(name)));
    let staging = site.begin().unwrap();
    assert_eq!(folders().count(), 0);
    staging.write(&OutPath::new("index.html").unwrap(), b"x").unwrap();
    assert_eq!(folders().count(), 1);
    drop(staging);
    assert_eq!(folders().count(), 0);
}

#[test]
fn files_are_added_changed_and_removed() {
    let site = Site::new();
    let versions: &[Files<'_>] = &[
        ONE,
        // One file; two files of a folder; a new folder; one that is removed; everything.
        &[("a/x.html", "2"), ("a/y.html", "1"), ("b/z.html", "1")],
        &[("a/x.html", "3"), ("a/y.html", "3"), ("b/z.html", "1")],
        &[("a/x.html", "3"), ("a/y.html", "3"), ("b/z.html", "1"), ("c/d/e.html", "1")],
        &[("a/x.html", "3"), ("a/y.html", "3"), ("b/z.html", "1")],
        &[("a/x.html", "3"), ("a/y.html", "3")],
        &[("a/y.html", "3")],
        // A file in place of a folder, and vice versa.
        &[("a", "4")],
        &[("a/x.html", "5")],
    ];
    for version in versions {
        site.publish(version).unwrap();
        let paths: Vec<_> = version.iter().map(|(path, _)| (*path).to_owned()).collect();
        assert_eq!((site.files(), site.manifest()), (paths.clone(), paths));
        for (path, text) in *version {
            assert_eq!(site.read(&format!("public/{path}")).as_deref(), Some(*text), "{path}");
        }
        assert_eq!(site.names(), ["public"]);
    }
}

#[test]
fn an_abandoned_site_changes_nothing() {
    let site = Site::new();
    site.publish(ONE).unwrap();
    let staging = site.begin().unwrap();
    staging.write(&OutPath::new("a/x.html").unwrap(), b"half").unwrap();
    drop(staging);
    assert_eq!(site.read("public/a/x.html").as_deref(), Some("1"));
    assert_eq!(site.names(), ["public"]);
}

#[test]
fn files_missing_from_the_output_are_made_again() {
    let site = Site::new();
    site.publish(ONE).unwrap();
    fs::remove_dir_all(site.target().join("b")).unwrap();
    // Removed from the site as well, so nothing is left of the folder on either side.
    site.publish(&ONE[..2]).unwrap();
    assert_eq!(site.files(), ["a/x.html", "a/y.html"]);
    fs::remove_dir_all(site.target().join("a")).unwrap();
    site.publish(ONE).unwrap();
    assert_eq!(site.files(), ["a/x.html", "a/y.html", "b/z.html"]);
    fs::remove_dir_all(site.target()).unwrap();
    site.publish(ONE).unwrap();
    assert_eq!(site.files(), ["a/x.html", "a/y.html", "b/z.html"]);
}

/// This is true whatever a build exchanges, and whatever happened to the folder around it.
#[cfg(unix)]
#[test]
fn files_of_others_are_kept() {
    use std::os::unix::fs::symlink;
    let site = Site::new();
    site.publish(ONE).unwrap();
    let foreign = ["CNAME", ".git/HEAD", ".git/objects/12/34", "a/upload.png", "b/more/b.txt"];
    for path in foreign {
        site.write(&format!("public/{path}"), path);
    }
    symlink("/nowhere", site.target().join("a/link")).unwrap();
    symlink(site.root(), site.target().join("up")).unwrap();
    fs::create_dir(site.target().join("a/empty")).unwrap();
    let pipe = site.target().join("a/pipe");
    rustix::fs::mknodat(
        rustix::fs::CWD,
        &pipe,
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::RWXU,
        0,
    )
    .unwrap();
    let versions: &[Files<'_>] = &[
        &[("a/x.html", "2"), ("a/y.html", "1"), ("b/z.html", "1")],
        &[("a/x.html", "3"), ("a/y.html", "3"), ("b/z.html", "1")],
        &[("a/x.html", "4"), ("a/y.html", "3"), ("b/z.html", "4"), ("c.html", "1")],
        // The folder b is no longer the site's.
        &[("a/x.html", "4"), ("a/y.html", "3"), ("c.html", "1")],
        &[("c.html", "1")],
        ONE,
    ];
    for version in versions {
        site.publish(version).unwrap();
        for path in foreign {
            assert_eq!(site.read(&format!("public/{path}")).as_deref(), Some(path), "{path}");
        }
        let is_link = |path| fs::symlink_metadata(site.target().join(path)).unwrap().is_symlink();
        assert!(is_link("a/link") && is_link("up"));
        assert!(is_folder(&site.target().join("a/empty")) && exchange::is_taken(&pipe));
        let expected: Vec<_> = version.iter().map(|(path, _)| (*path).to_owned()).collect();
        assert_eq!(site.manifest(), expected);
        assert_eq!(site.pages(), expected);
        assert_eq!(site.names(), ["public"]);
    }
}

#[test]
fn a_file_of_somebody_else_is_not_replaced() {
    let site = Site::new();
    site.publish(ONE).unwrap();
    for (foreign, new) in
        [("c.html", "c.html"), ("d", "d/e.html"), ("f/g.txt", "f"), ("h/i/j.txt", "h/i")]
    {
        site.write(&format!("public/{foreign}"), "mine");
        let files = [ONE, &[(new, "ours")]].concat();
        let refused = site.publish(&files);
        assert!(matches!(refused, Err(Error::ForeignFile { .. })), "{foreign}: {refused:?}");
        assert_eq!(site.read(&format!("public/{foreign}")).as_deref(), Some("mine"));
        assert_eq!(site.names(), ["public"]);
        // Replacing a file that is the same byte for byte loses nothing.
        if foreign == new {
            site.publish(&[ONE, &[(new, "mine")]].concat()).unwrap();
            site.publish(ONE).unwrap();
            assert_eq!(site.read(&format!("public/{foreign}")), None);
        }
    }
}

/// The preview reports in advance what a build would refuse.
#[test]
fn a_forecast_counts_the_pages_that_would_go() {
    let site = Site::new();
    let paths: Vec<String> = (10..40).map(|n| format!("c/{n}/index.html")).collect();
    let outs: Vec<OutPath> =
        paths.iter().map(|path| OutPath::new(path.as_str()).unwrap()).collect();
    let forecast =
        |kept: usize| Shrink::of(&site.target(), &outs[..kept].iter().collect::<Vec<_>>());
    assert_eq!(forecast(1), None, "there is no output yet");
    site.publish(&paths.iter().map(|path| (path.as_str(), "1")).collect::<Vec<_>>()).unwrap();
    assert_eq!(forecast(30), None);
    assert_eq!(forecast(15), None, "half of them stay");
    assert_eq!(forecast(14), Some(Shrink { gone: 16, pages: 30 }));
}

/// Nothing is written through a link that has replaced a folder.
#[cfg(unix)]
#[test]
fn links_in_the_output_are_not_followed() {
    let site = Site::new();
    site.publish(ONE).unwrap();
    fs::rename(site.target().join("a"), site.root().join("elsewhere")).unwrap();
    std::os::unix::fs::symlink("../elsewhere", site.target().join("a")).unwrap();
    let new: Files<'_> = &[("a/x.html", "2"), ("a/y.html", "1"), ("b/z.html", "1")];
    assert!(matches!(site.publish(new), Err(Error::ForeignFile { .. })));
    assert_eq!(site.read("elsewhere/x.html").as_deref(), Some("1"));
    fs::remove_file(site.target().join("a")).unwrap();
    site.publish(new).unwrap();
    assert_eq!(site.read("elsewhere/x.html").as_deref(), Some("1"));
    assert_eq!(site.read("public/a/x.html").as_deref(), Some("2"));
}

/// A run can be killed after each step; the next one restores everything.
#[test]
fn killed_runs_lose_nothing() {
    let new: Files<'_> = &[("a/x.html", "2"), ("b/z.html", "2")];
    for steps in 0..6 {
        let site = Site::new();
        site.publish(ONE).unwrap();
        for path in ["CNAME", ".git/HEAD", "a/upload.png"] {
            site.write(&format!("public/{path}"), path);
        }
        let staging = site.begin().unwrap();
        let outs: Vec<OutPath> = new.iter().map(|(path, _)| OutPath::new(*path).unwrap()).collect();
        for (out, (_, text)) in outs.iter().zip(new) {
            staging.write(out, text.as_bytes()).unwrap();
        }
        let Found::Site(old) = target::look(&site.target()).unwrap() else { panic!("no manifest") };
        let manifest = Manifest::of(outs.iter().map(|out| (out, Key::default())));
        let staged = staging.workspace().unwrap().site();
        let target = staging.target.clone();
        let strangers = Exchange { target: &target, staged: &staged, old: &old, new: &manifest }
            .strangers("")
            .unwrap();
        assert_eq!(strangers.len(), 3);
        let mut step = 0;
        let mut goes_on = || {
            step += 1;
            step <= steps
        };
        if goes_on() {
            fs::write(staged.join(MANIFEST), manifest.to_json().unwrap()).unwrap();
        }
        if goes_on() {
            staging.workspace().unwrap().keep_account(&old.with(&manifest)).unwrap();
        }
        if goes_on() {
            staging.workspace().unwrap().take(&strangers[..2]).unwrap();
        }
        if goes_on() {
            staging.workspace().unwrap().take(&strangers[2..]).unwrap();
        }
        if goes_on() {
            staging.workspace().unwrap().exchange("").unwrap();
        }
        // Like a killed process: its locks are released, and nothing is cleaned up.
        let Staging { workspace, lock, .. } = staging;
        workspace.into_inner().unwrap().abandon();
        drop(lock);
        drop(site.begin().unwrap());
        assert_eq!(site.names(), ["public"], "after {steps} steps");
        for path in ["CNAME", ".git/HEAD", "a/upload.png"] {
            assert_eq!(site.read(&format!("public/{path}")).as_deref(), Some(path), "{steps}");
        }
        let expected: Vec<_> =
            if steps < 5 { ONE } else { new }.iter().map(|file| file.0).collect();
        assert_eq!(site.pages(), expected, "after {steps} steps");
        site.publish(new).unwrap();
        assert_eq!(site.read("public/a/x.html").as_deref(), Some("2"));
    }
}

/// Names prove nothing: links, copies and files of others are kept.
#[cfg(unix)]
#[test]
fn only_remains_of_errhub_are_removed() {
    let site = Site::new();
    site.publish(ONE).unwrap();
    let other = Site::new();
    other.publish(ONE).unwrap();
    let dead = {
        let staging = site.begin().unwrap();
        staging.write(&OutPath::new("half").unwrap(), b"x").unwrap();
        let Staging { workspace, .. } = staging;
        let workspace = workspace.into_inner().unwrap();
        let site = workspace.site();
        workspace.abandon();
        site.parent().unwrap().to_owned()
    };
    let copy = site.root().join(".public.errhub-0123456789abcdef");
    for folder in [&copy, &site.root().join(".public.errhub-backup")] {
        fs::create_dir(folder).unwrap();
        let marker = dead.file_name().unwrap();
        fs::copy(dead.join(marker), folder.join(marker)).unwrap();
        fs::write(folder.join("mine"), "").unwrap();
    }
    let link = site.root().join(".public.errhub-fedcba9876543210");
    std::os::unix::fs::symlink(other.target(), &link).unwrap();
    let empty = site.root().join(".public.errhub-0000000000000000");
    fs::create_dir(empty).unwrap();
    site.publish(&ONE[1..]).unwrap();
    assert_eq!(
        site.names(),
        [
            ".public.errhub-0123456789abcdef",
            ".public.errhub-backup",
            ".public.errhub-fedcba9876543210",
            "public"
        ]
    );
    assert_eq!(names(&copy).len(), 2);
    assert_eq!(other.files().len(), ONE.len());
}

#[test]
fn a_lost_staging_folder_is_an_error() {
    let site = Site::new();
    site.publish(ONE).unwrap();
    let new: Files<'_> = &[("a/x.html", "2"), ("a/y.html", "2"), ("b/z.html", "2")];
    for lost in ["", "site", "site/a", "site/a/x.html"] {
        let staging = site.begin().unwrap();
        let outs: Vec<OutPath> = new.iter().map(|(path, _)| OutPath::new(*path).unwrap()).collect();
        let file = |(out, (_, text)): (_, &(&str, &str))| NewFile {
            out,
            written: staging.write(out, text.as_bytes()).unwrap(),
            is_new: true,
        };
        let files: Vec<_> = outs.iter().zip(new).map(file).collect();
        let folder = staging.workspace().unwrap().site().parent().unwrap().join(lost);
        let removed =
            if folder.is_dir() { fs::remove_dir_all(&folder) } else { fs::remove_file(&folder) };
        removed.unwrap();
        let refused = staging.publish(&NewSite { files, manifest: None }, Shrinking::Refused);
        assert!(refused.is_err(), "{lost}");
        if lost.is_empty() || lost == "site" {
            assert!(staging.write(&OutPath::new("a/x.html").unwrap(), b"").is_err(), "{lost}");
        }
        drop(staging);
        assert_eq!(site.read("public/a/x.html").as_deref(), Some("1"), "{lost}");
        assert_eq!(site.names(), ["public"], "{lost}");
    }
}

#[test]
fn one_build_at_a_time() {
    let site = Site::new();
    let first = site.begin().unwrap();
    assert!(matches!(site.begin(), Err(Error::OutputBusy { .. })));
    let waited = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        let second = scope.spawn(|| {
            let on_wait = || {
                waited.fetch_add(1, Ordering::Relaxed);
            };
            let patience =
                Patience { stop: Stop::NEVER, limit: Duration::from_secs(60), on_wait: &on_wait };
            Staging::begin(&site.target(), site.root(), &patience)
        });
        while waited.load(Ordering::Relaxed) == 0 {
            std::thread::yield_now();
        }
        drop(first);
        drop(second.join().unwrap().unwrap());
    });
    assert_eq!(waited.into_inner(), 1);
    // Builds of different outputs side by side do not wait for each other.
    let _public = site.begin().unwrap();
    Staging::begin(&site.root().join("other"), site.root(), &IMPATIENT).unwrap();
}

/// With many builds of different versions at once, exactly one of them is published at any time.
#[test]
fn overlapping_builds_publish_whole_sites() {
    const BUILDS: usize = 8;
    const ROUNDS: usize = 12;
    let site = Site::new();
    let paths: Vec<String> = (0..40).map(|page| format!("{}/{page}.html", page % 7)).collect();
    let mut paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    paths.sort_unstable();
    std::thread::scope(|scope| {
        for build in 0..BUILDS {
            let (site, paths) = (&site, &paths);
            scope.spawn(move || {
                let patience =
                    Patience { stop: Stop::NEVER, limit: Duration::from_secs(60), on_wait: &|| {} };
                for round in 0..ROUNDS {
                    let text = format!("{build} {round}");
                    let files: Vec<_> = paths.iter().map(|path| (*path, &*text)).collect();
                    let staging = Staging::begin(&site.target(), site.root(), &patience).unwrap();
                    // Makes other builds wait during each step.
                    std::thread::sleep(Duration::from_micros((build * round * 37 % 500) as u64));
                    publish(&staging, &files, Shrinking::Refused).unwrap();
                    for path in paths {
                        let found = site.read(&format!("public/{path}"));
                        assert_eq!(found.as_deref(), Some(&*text), "{path}");
                    }
                }
            });
        }
    });
    assert_eq!(site.files(), paths);
    assert_eq!(site.names(), ["public"]);
}

#[test]
fn foreign_folders_are_rejected() {
    let site = Site::new();
    site.write("public/diary.txt", "mine");
    assert!(matches!(site.publish(ONE), Err(Error::ForeignOutput { .. })));
    assert_eq!(site.files(), ["diary.txt"]);
    fs::remove_file(site.target().join("diary.txt")).unwrap();
    site.publish(ONE).unwrap();
    fs::create_dir_all(site.root().join("content/http")).unwrap();
    let folders =
        ["", "content", "static/x", "nope/../content/http/out", "nope/../nope/../content/new"];
    for folder in folders {
        let target = site.root().join(folder);
        let refused = Staging::begin(&target, site.root(), &IMPATIENT);
        assert!(matches!(refused, Err(Error::OutputHoldsSite { .. })), "{folder}");
    }
    assert_eq!(names(&site.root().join("content/http")), Vec::<String>::new());
    assert_eq!(site.names(), ["content", "public"]);
}

#[cfg(unix)]
#[test]
fn an_output_may_be_a_link() {
    use std::os::unix::fs::symlink;
    let site = Site::new();
    fs::create_dir_all(site.root().join("content/http")).unwrap();
    symlink("content", site.root().join("link")).unwrap();
    let begin = |path: &str| Staging::begin(&site.root().join(path), site.root(), &IMPATIENT);
    assert!(matches!(begin("link/http/out"), Err(Error::OutputHoldsSite { .. })));
    symlink("nowhere", site.target()).unwrap();
    assert!(matches!(site.publish(ONE), Err(Error::OutputIsDangling { .. })));
    fs::create_dir(site.root().join("nowhere")).unwrap();
    site.publish(ONE).unwrap();
    assert_eq!(site.read("nowhere/a/x.html").as_deref(), Some("1"));
    assert!(fs::symlink_metadata(site.target()).unwrap().is_symlink());
}

/// A marker has to be a file: reading a pipe would block.
#[cfg(unix)]
#[test]
fn markers_are_files() {
    use rustix::fs::{CWD, FileType, Mode, mknodat};
    let site = Site::new();
    for marker in [MANIFEST, OLD_MARKER] {
        site.write("public/x", "");
        mknodat(CWD, site.target().join(marker), FileType::Fifo, Mode::RWXU, 0).unwrap();
        assert!(matches!(site.publish(ONE), Err(Error::ForeignOutput { .. })), "{marker}");
        fs::remove_file(site.target().join(marker)).unwrap();
    }
}

/// Earlier versions kept no manifest: files of the site were errhub's, and the rest is unknown.
#[test]
fn the_output_of_an_older_errhub_is_taken_over() {
    for marker in [OLD_MARKER, MANIFEST] {
        let site = Site::new();
        for path in [marker, "a/x.html", "b/gone.html", "CNAME"] {
            site.write(&format!("public/{path}"), "old");
        }
        let published = site.publish(ONE).unwrap();
        let mut unknown = published.unknown;
        unknown.sort();
        assert_eq!(unknown, [Path::new("CNAME"), Path::new("b/gone.html")]);
        assert_eq!(site.files(), ["CNAME", "a/x.html", "a/y.html", "b/gone.html", "b/z.html"]);
        assert_eq!(site.read("public/a/x.html").as_deref(), Some("1"));
        assert!(site.publish(&ONE[1..]).unwrap().unknown.is_empty());
    }
}

#[test]
fn most_pages_are_removed_only_if_allowed() {
    let site = Site::new();
    let paths: Vec<String> = (10..34).map(|page| format!("{page}/index.html")).collect();
    let files: Vec<_> = paths.iter().map(|path| (&**path, "")).collect();
    site.publish(&files).unwrap();
    site.publish(&files[..12]).unwrap();
    site.publish(&files[..2]).unwrap();
    site.publish(&files).unwrap();
    let refused = site.publish(&files[..11]);
    assert!(matches!(refused, Err(Error::Shrinks { gone: 13, pages: 24, .. })), "{refused:?}");
    assert_eq!(site.files().len(), 24);
    publish(&site.begin().unwrap(), &files[..11], Shrinking::Allowed).unwrap();
    assert_eq!(site.files().len(), 11);
}

/// Nothing is written if the manifest is the one that the last run left.
#[test]
fn a_build_without_changes_writes_nothing() {
    let site = Site::new();
    let first = site.publish(ONE).unwrap();
    let id = |path: &str| crate::stamp::file_id(&fs::metadata(site.target().join(path)).unwrap());
    let before = (id(MANIFEST), id("a"), id("."));
    let staging = site.begin().unwrap();
    let files = Vec::new();
    let again = staging.publish(&NewSite { files, manifest: first.manifest }, Shrinking::Refused);
    assert_eq!(again.unwrap().manifest, first.manifest);
    drop(staging);
    site.publish(ONE).unwrap();
    assert_eq!((id(MANIFEST), id("a"), id(".")), before);
}

/// A site that is large enough for a spare tree: text by path.
type Large = std::collections::BTreeMap<String, String>;

fn large() -> Large {
    (0..1_000).map(|n| (format!("c{}/a{n}/index.html", n % 7), "1".to_owned())).collect()
}

impl Site {
    fn publish_large(&self, site: &Large) {
        let files: Vec<_> =
            site.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        publish(&self.begin().unwrap(), &files, Shrinking::Allowed).unwrap();
        let paths: Vec<_> = site.keys().cloned().collect();
        assert_eq!(self.files(), paths);
        assert_eq!(self.manifest(), paths);
        for (path, text) in site {
            assert_eq!(self.read(&format!("public/{path}")).as_ref(), Some(text), "{path}");
        }
    }

    fn spare(&self) -> PathBuf {
        self.root().join(".public.errhub-spare")
    }
}

#[cfg(unix)]
#[test]
fn a_large_site_is_made_from_the_spare_tree() {
    use std::os::unix::fs::MetadataExt;
    let (site, mut files) = (Site::new(), large());
    site.publish_large(&files);
    assert!(!site.spare().exists());
    let folder = |top: PathBuf| fs::metadata(top.join("c1/a1")).unwrap().ino();
    let mut spare = None;
    for version in 2..7 {
        // Changed, added (also where there was a folder), and removed, in several folders.
        for path in ["c0/a0/index.html", "c1/a8/index.html", &format!("c{version}/new")] {
            files.insert(path.to_owned(), version.to_string());
        }
        files.remove(&format!("c{version}/a{version}/index.html"));
        files.insert(format!("c{version}/a{version}"), "a file".to_owned());
        files.remove(&format!("c{}/new", version - 1));
        site.publish_large(&files);
        assert_eq!(site.names(), [".public.errhub-spare", "public"]);
        if let Some(spare) = spare {
            assert_eq!(folder(site.target()), spare, "version {version} is another tree");
        }
        spare = Some(folder(site.spare().join("site")));
    }
    // A single file is exchanged without the tree, which is out of date afterwards.
    files.insert("c3/a10/index.html".to_owned(), "x".to_owned());
    site.publish_large(&files);
    assert_eq!(Some(folder(site.spare().join("site"))), spare);
    for path in ["c0/a0/index.html", "c5/a12/index.html"] {
        files.insert(path.to_owned(), "y".to_owned());
    }
    site.publish_large(&files);
    // A small site has no spare tree.
    files.retain(|path, _| path.starts_with("c1/") || path.starts_with("c2/"));
    site.publish_large(&files);
    assert_eq!(site.names(), ["public"]);
}

#[cfg(unix)]
#[test]
fn a_spare_tree_with_anything_foreign_in_it_is_not_used() {
    let (site, mut files) = (Site::new(), large());
    let elsewhere = tempfile::tempdir().unwrap();
    site.publish_large(&files);
    let mut change = |text: &str| {
        for path in ["c0/a0/index.html", "c1/a1/index.html"] {
            files.insert(path.to_owned(), text.to_owned());
        }
        site.publish_large(&files);
    };
    change("2");
    let spare = site.spare().join("site");
    // As somebody could commit it to a repository.
    fs::remove_dir_all(spare.join("c0/a0")).unwrap();
    std::os::unix::fs::symlink(elsewhere.path(), spare.join("c0/a0")).unwrap();
    change("3");
    assert_eq!(names(elsewhere.path()).len(), 0);
    fs::remove_file(spare.join("c0/a0")).unwrap();
    fs::write(spare.join("theirs"), "").unwrap();
    change("4");
    assert!(spare.join("theirs").exists());
    fs::remove_file(spare.join("theirs")).unwrap();
    change("5");
    fs::remove_dir_all(&spare).unwrap();
    std::os::unix::fs::symlink(elsewhere.path(), &spare).unwrap();
    change("6");
    assert_eq!(names(elsewhere.path()).len(), 0);
}

#[cfg(unix)]
#[test]
fn files_of_others_move_along_with_a_spare_tree() {
    let (site, mut files) = (Site::new(), large());
    site.publish_large(&files);
    let others = ["CNAME", ".git/HEAD", "c0/upload.png"];
    for path in others {
        site.write(&format!("public/{path}"), path);
    }
    for version in 2..5 {
        for path in ["c0/a0/index.html", "c1/a1/index.html"] {
            files.insert(path.to_owned(), version.to_string());
        }
        let given: Vec<_> =
            files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        site.publish(&given).unwrap();
        for path in others {
            assert_eq!(site.read(&format!("public/{path}")).as_deref(), Some(path), "{version}");
            assert!(!site.spare().join("site").join(path).exists(), "{version}");
        }
    }
}

/// A killed run may have left the spare tree halfway between two sites.
#[cfg(unix)]
#[test]
fn a_run_that_is_killed_with_the_spare_tree_loses_nothing() {
    let (site, mut files) = (Site::new(), large());
    site.publish_large(&files);
    files.insert("c0/a0/index.html".to_owned(), "2".to_owned());
    files.insert("c1/a1/index.html".to_owned(), "2".to_owned());
    site.publish_large(&files);
    let staging = site.begin().unwrap();
    let new = OutPath::new("c0/new.html").unwrap();
    staging.write(&new, b"3").unwrap();
    let workspace = staging.workspace().unwrap();
    let Found::Site(old) = target::look(&site.target()).unwrap() else { panic!("no manifest") };
    workspace.keep_account(&old.and(std::iter::once("c0/new.html"))).unwrap();
    let spare = Spare::beside(&staging.target);
    workspace.adopt(&spare.site(), std::iter::once("c2/a2/index.html"), &[&new]).unwrap();
    let Staging { workspace, lock, .. } = staging;
    workspace.into_inner().unwrap().abandon();
    drop(lock);
    drop(site.begin().unwrap());
    assert_eq!(site.files(), files.keys().cloned().collect::<Vec<_>>());
    files.insert("c0/a0/index.html".to_owned(), "4".to_owned());
    files.insert("c1/a1/index.html".to_owned(), "4".to_owned());
    site.publish_large(&files);
    assert_eq!(site.names(), [".public.errhub-spare", "public"]);
}
