//! Walks the site's folders: which files there are, and what kind each is.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs::{self, Metadata};
use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};
use walkdir::WalkDir;

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::error::Error;
use crate::path::{SourcePath, slug};

/// The files of a site, each list in the order of its paths.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// Markdown files under `content/`, each where it may be.
    pub documents: Vec<SourcePath>,
    /// Markdown files where none may be: known, so that links to them raise no mistakes of their own.
    pub misplaced: Vec<SourcePath>,
    /// Other files under `content/`, to be copied.
    pub attachments: Vec<SourcePath>,
    /// Files under `static/`.
    pub statics: Vec<SourcePath>,
    /// Files under `templates/`.
    pub templates: Vec<SourcePath>,
}

impl Sources {
    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = &SourcePath> {
        self.lists().into_iter().flatten()
    }

    /// Whether there is a file, or a folder with files, of this path.
    #[must_use]
    pub fn knows(&self, path: &SourcePath) -> bool {
        self.lists().into_iter().any(|list| {
            let at = list.partition_point(|source| source < path);
            let is_below = |source: &SourcePath| {
                source
                    .as_str()
                    .strip_prefix(path.as_str())
                    .is_some_and(|rest| rest.starts_with('/'))
            };
            // Between a folder and what is in it may be files like `folder.md`.
            list.get(at) == Some(path)
                || list[at..]
                    .iter()
                    .take_while(|one| one.as_str().starts_with(path.as_str()))
                    .any(is_below)
        })
    }

    fn lists(&self) -> [&Vec<SourcePath>; 5] {
        [&self.documents, &self.misplaced, &self.attachments, &self.statics, &self.templates]
    }
}

/// Whether there is a file, and not a link that may lead anywhere.
#[must_use]
pub fn is_plain_file(root: &Path, source: &SourcePath) -> bool {
    fs::symlink_metadata(source.to_disk(root)).is_ok_and(|found| found.is_file())
}

/// Reads a source file.
///
/// # Errors
/// Where the disk refuses.
pub fn read(root: &Path, source: &SourcePath) -> Result<Vec<u8>, Error> {
    let path = source.to_disk(root);
    fs::read(&path).map_err(Error::io("read", &path))
}

/// Asks the system for files that will be read soon, so that a disk brings many of them at a time.
#[cfg(any(target_os = "linux", target_os = "android", target_os = "freebsd"))]
pub fn announce<'a>(root: &Path, sources: impl IntoIterator<Item = &'a SourcePath>) {
    use rustix::fs::{Advice, fadvise};
    for source in sources {
        // Whoever reads the file is told what is wrong with it.
        if let Ok(file) = fs::File::open(source.to_disk(root)) {
            let _ = fadvise(&file, 0, None, Advice::WillNeed);
        }
    }
}

/// Not every system can be asked.
#[cfg(not(any(target_os = "linux", target_os = "android", target_os = "freebsd")))]
pub fn announce<'a>(_: &Path, _: impl IntoIterator<Item = &'a SourcePath>) {}

/// The length of a file and the time of its last change, which are news where they differ; `None`
/// where it cannot be looked at.
#[must_use]
pub fn look(root: &Path, source: &SourcePath) -> Option<(u64, SystemTime)> {
    let metadata = fs::metadata(source.to_disk(root)).ok()?;
    Some((metadata.len(), metadata.modified().ok()?))
}

/// How a source file looks from outside.
///
/// # Errors
/// Where the disk refuses.
pub fn stamp(root: &Path, source: &SourcePath) -> Result<Option<Stamp>, Error> {
    let path = source.to_disk(root);
    let metadata = fs::metadata(&path).map_err(Error::io("read", &path))?;
    Ok(Stamp::of(&metadata, SystemTime::now()))
}

/// Walks `content/`, `static/` and `templates/` under `root`.
///
/// Hidden files are not part of a site. Backups that editors leave are left out with a warning,
/// because an author who named an article so would miss it.
///
/// # Errors
/// Where a folder cannot be read: nothing is ever skipped in silence.
pub fn discover(root: &Path) -> Result<(Sources, Vec<Diagnostic>), Error> {
    let mut sources = Sources::default();
    let mut diagnostics = Vec::new();
    for source in walk(root, "content", &mut diagnostics)? {
        if is_markdown(source.file_name()) {
            sources.documents.push(source);
        } else {
            sources.attachments.push(source);
        }
    }
    sources.statics = walk(root, "static", &mut diagnostics)?;
    sources.templates = walk(root, "templates", &mut diagnostics)?;
    sources.misplaced = check_layout(&mut sources.documents, &mut diagnostics);
    check_case(&sources, &mut diagnostics);
    Ok((sources, diagnostics))
}

fn walk(
    root: &Path,
    folder: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<Vec<SourcePath>, Error> {
    let top = root.join(folder);
    if !top.exists() {
        return Ok(Vec::new());
    }
    let real_root = fs::canonicalize(root).map_err(Error::io("open", root))?;
    let mut found = Vec::new();
    let visible = |entry: &walkdir::DirEntry| {
        entry.depth() == 0 || !entry.file_name().as_encoded_bytes().starts_with(b".")
    };
    let mut entries = WalkDir::new(&top).follow_links(true).into_iter().filter_entry(visible);
    while let Some(entry) = entries.next() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                diagnostics.extend(unreadable(root, &top, error)?);
                continue;
            }
        };
        let is_folder = entry.file_type().is_dir();
        if entry.path_is_symlink() && !leads_into(&real_root, entry.path())? {
            let what = if is_folder { "folder" } else { "file" };
            diagnostics.push(
                Diagnostic::new(
                    Code::SymlinkOutOfSite,
                    format!("this link leads to a {what} outside the site"),
                    place_of(root, entry.path()),
                )
                .help(format!("copy the {what} here, or remove the link")),
            );
            if is_folder {
                entries.skip_current_dir();
            }
            continue;
        }
        if !entry.file_type().is_file() {
            continue;
        }
        let Some(source) = SourcePath::from_disk(root, entry.path()) else {
            let place = place_of(root, entry.path());
            diagnostics.push(
                Diagnostic::new(Code::UncleanName, "the name of this file is not UTF-8", place)
                    .help("rename it with letters, digits and hyphens"),
            );
            continue;
        };
        if is_backup(source.file_name()) {
            diagnostics.push(
                Diagnostic::new(
                    Code::BackupFile,
                    format!(
                        "`{}` looks like an editor's backup and is left out",
                        source.file_name()
                    ),
                    Place::file(&source),
                )
                .help("delete it, or rename it if it belongs to the site"),
            );
            continue;
        }
        found.push(source);
    }
    found.sort();
    Ok(found)
}

/// What is wrong with an entry that cannot be looked at.
fn unreadable(root: &Path, top: &Path, error: walkdir::Error) -> Result<Option<Diagnostic>, Error> {
    let path = error.path().unwrap_or(top).to_owned();
    let is_hidden = |name: &OsStr| name.as_encoded_bytes().starts_with(b".");
    // Emacs marks a file that it edits by a link that leads nowhere.
    if path.file_name().is_some_and(is_hidden) {
        return Ok(None);
    }
    let is_gone = error.io_error().is_some_and(|error| error.kind() == io::ErrorKind::NotFound);
    let is_link = fs::symlink_metadata(&path).is_ok_and(|found| found.is_symlink());
    match (is_link, is_gone) {
        (true, _) => {
            let message =
                if is_gone { "this link leads nowhere" } else { "this link cannot be followed" };
            let place = place_of(root, &path);
            let diagnostic = Diagnostic::new(Code::SymlinkOutOfSite, message, place);
            Ok(Some(diagnostic.help("remove the link, or let it lead to a file of the site")))
        }
        // Between the look at its folder and the look at itself.
        (false, true) => Ok(None),
        (false, false) => Err(Error::Io { action: "read", path, source: error.into() }),
    }
}

/// A file of any name.
fn place_of(root: &Path, path: &Path) -> Place {
    let shown = path.strip_prefix(root).unwrap_or(path).to_string_lossy();
    Place::file(&SourcePath::new(shown.replace(std::path::MAIN_SEPARATOR, "/")))
}

fn leads_into(root: &Path, link: &Path) -> Result<bool, Error> {
    Ok(fs::canonicalize(link).map_err(Error::io("read", link))?.starts_with(root))
}

fn is_markdown(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("md"))
}

/// Whether an editor or a tool leaves files of this name beside those that it writes.
pub(crate) fn is_backup(name: &str) -> bool {
    const ENDINGS: &[&str] =
        &["~", ".bak", ".orig", ".rej", ".swp", ".swo", ".tmp", "___jb_tmp___", "___jb_old___"];
    ENDINGS.iter().any(|ending| name.ends_with(ending))
        || (name.starts_with('#') && name.ends_with('#'))
}

/// Keeps the documents that stand where an article, a category or the hub may stand, and returns
/// the others.
fn check_layout(
    documents: &mut Vec<SourcePath>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<SourcePath> {
    let mut nested = BTreeSet::new();
    let mut misplaced = Vec::new();
    documents.retain(|source| {
        let parts: Vec<&str> = source.content_parts().collect();
        let (place, file) = (Place::file(source), source.file_name());
        let diagnostic = match parts[..] {
            [_, folder, .., _] => {
                // One misplaced folder is one mistake, however many files it holds.
                nested.insert((parts[0].to_owned(), folder.to_owned())).then(|| {
                    Diagnostic::new(
                        Code::NestedCategory,
                        format!("`{}/{folder}` would be a category inside a category", parts[0]),
                        place,
                    )
                    .help(format!(
                        "move its articles to content/{}/ or to a category of their own",
                        parts[0]
                    ))
                })
            }
            ["_index.md"] => return true,
            [_] => Some(
                Diagnostic::new(
                    Code::ArticleOutsideCategory,
                    format!("`{file}` belongs to no category"),
                    place,
                )
                .help("move it into a folder of content/, such as content/http/"),
            ),
            [category, "_index.md"] => match clean(category) {
                Ok(()) => return true,
                Err(better) => Some(unclean(category, &better, place)),
            },
            [category, _] => match (article_name(file), clean(category)) {
                (Ok(()), Ok(())) => return true,
                (Err(_), _) if file == "index.md" => Some(
                    Diagnostic::new(
                        Code::UncleanName,
                        "`index.md` is neither an article nor the category's page",
                        place,
                    )
                    .help(
                        "the category's page is `_index.md`; an article is named after its error",
                    ),
                ),
                (Err(better), _) => Some(unclean(file, &format!("{better}.md"), place)),
                (_, Err(better)) => Some(unclean(category, &better, place)),
            },
            [] => None,
        };
        diagnostics.extend(diagnostic);
        misplaced.push(source.clone());
        false
    });
    misplaced
}

/// An article's file name must end in `.md`, in lower case, after a clean name of its own.
pub(crate) fn article_name(file: &str) -> Result<(), String> {
    match file.strip_suffix(".md") {
        Some("index") => Err(String::new()),
        Some(stem) => clean(stem),
        None => Err(slug(file.get(..file.len() - 3).unwrap_or(file))),
    }
}

/// A name that can stand in an address as it is: ASCII letters, digits, `-`, `_`, `.`.
pub(crate) fn clean(name: &str) -> Result<(), String> {
    let fine = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
        && name.starts_with(|first: char| first.is_ascii_alphanumeric());
    if fine { Ok(()) } else { Err(slug(name)) }
}

fn unclean(name: &str, better: &str, place: Place) -> Diagnostic {
    let better: String = better.chars().filter(char::is_ascii).collect();
    let better = better.trim_matches('-');
    Diagnostic::new(Code::UncleanName, format!("`{name}` makes no clean address"), place)
        .help(format!("name it with ASCII letters, digits and hyphens, such as `{better}`"))
}

/// On many disks and hosts, names that differ only in case are the same.
fn check_case(sources: &Sources, diagnostics: &mut Vec<Diagnostic>) {
    let mut seen: BTreeMap<String, &SourcePath> = BTreeMap::new();
    let all = [&sources.documents, &sources.attachments, &sources.statics, &sources.templates];
    for source in all.into_iter().flatten() {
        if let Some(first) = seen.insert(source.as_str().to_lowercase(), source) {
            diagnostics.push(
                Diagnostic::new(
                    Code::SameNameButCase,
                    format!("`{source}` and `{first}` differ only in case"),
                    Place::file(source),
                )
                .help("rename one of them: some disks and hosts take them for the same file")
                .related(Place::file(first), "the other one"),
            );
        }
    }
}

/// How a file looks from outside. A file with the same stamp has the same bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    len: u64,
    modified: SystemTime,
    /// When the file's entry changed, which no program can set, and which file it is.
    entry: (i64, i64, u64),
}

/// Younger than this, two versions may have the same time: file systems count in steps of up to
/// two seconds.
const STEP: Duration = Duration::from_secs(2);

impl Stamp {
    /// The stamp of a file that is read `now`; `None` where it proves nothing.
    #[must_use]
    pub fn of(metadata: &Metadata, now: SystemTime) -> Option<Self> {
        let modified = metadata.modified().ok()?;
        let entry = entry(metadata);
        let changed = SystemTime::UNIX_EPOCH + Duration::from_secs(u64::try_from(entry.0).ok()?);
        let settled = |time: SystemTime| now.duration_since(time).is_ok_and(|age| age > STEP);
        (settled(modified) && settled(changed)).then_some(Self {
            len: metadata.len(),
            modified,
            entry,
        })
    }
}

#[cfg(unix)]
fn entry(metadata: &Metadata) -> (i64, i64, u64) {
    use std::os::unix::fs::MetadataExt;
    (metadata.ctime(), metadata.ctime_nsec(), metadata.ino())
}

#[cfg(not(unix))]
fn entry(_: &Metadata) -> (i64, i64, u64) {
    (0, 0, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(files: &[&str]) -> (usize, Vec<Code>) {
        let mut documents: Vec<_> = files.iter().map(|file| SourcePath::new(*file)).collect();
        let mut diagnostics = Vec::new();
        check_layout(&mut documents, &mut diagnostics);
        (documents.len(), diagnostics.iter().map(|diagnostic| diagnostic.code).collect())
    }

    #[test]
    fn every_document_has_its_place() {
        let fine = ["content/_index.md", "content/http/_index.md", "content/http/0x8-a_b.c.md"];
        assert_eq!(layout(&fine), (3, vec![]));
        assert_eq!(layout(&["content/a.md"]), (0, vec![Code::ArticleOutsideCategory]));
        assert_eq!(
            layout(&["content/a/b/c.md", "content/a/b/d.md"]),
            (0, vec![Code::NestedCategory])
        );
        for name in ["index 2.md", "index.md", "ä.md", "-x.md", "x.MD"] {
            let path = format!("content/http/{name}");
            assert_eq!(layout(&[&path]), (0, vec![Code::UncleanName]), "{name}");
        }
    }
}
