//! Walks one of the site's folders: finds its files, and refuses links and special files.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs::{self, FileType};
use std::io::{self, ErrorKind};
use std::path::{MAIN_SEPARATOR, Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::{FOLDERS, hidden};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::error::Error;
use crate::path::SourcePath;

/// The files under one of the site's folders, sorted by path. The root comes with its real path.
/// Links that are followed are added to `links`, each with the real path that it leads to.
///
/// # Errors
/// If a folder cannot be read: nothing is ever skipped silently.
pub(super) fn walk(
    (root, real_root): (&Path, &Path),
    folder: &str,
    links: &mut Vec<(SourcePath, SourcePath)>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<Vec<SourcePath>, Error> {
    let top = root.join(folder);
    match fs::metadata(&top) {
        Ok(found) if !found.is_dir() => {
            diagnostics.push(no_folder(folder));
            return Ok(Vec::new());
        }
        // A broken link is reported below, like any other link.
        Err(_) if fs::symlink_metadata(&top).is_err() => return Ok(Vec::new()),
        _ => {}
    }
    let mut found = Vec::new();
    let visible = |entry: &DirEntry| entry.depth() == 0 || !is_ignored(folder, entry.path());
    // Sorted, so that the same entries are left out in each run.
    let walk = WalkDir::new(&top).follow_links(true).sort_by_file_name();
    let mut entries = walk.into_iter().filter_entry(visible);
    let mut through = Through::default();
    while let Some(entry) = entries.next() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) if !through.may_see(error.depth(), false) => {
                entries.skip_current_dir();
                continue;
            }
            Err(error) => {
                let path = error.path().unwrap_or(&top).to_owned();
                if !through.is_first(&path) {
                    continue;
                }
                diagnostics.extend(unreadable(root, path, error.into())?);
                continue;
            }
        };
        let kind = entry.file_type();
        let leads_to_folder = entry.path_is_symlink() && kind.is_dir();
        if !through.may_see(entry.depth(), leads_to_folder) {
            // The rest of the site is still walked, so that nothing else seems to be missing.
            if !std::mem::replace(&mut through.is_reported, true) {
                diagnostics.push(too_many(root, &entry));
            }
            entries.skip_current_dir();
            continue;
        }
        if entry.path_is_symlink() {
            let problem = match fs::canonicalize(entry.path()) {
                Ok(target) => {
                    let link = SourcePath::from_disk(root, entry.path());
                    links.extend(link.zip(SourcePath::from_disk(real_root, &target)));
                    forbidden(real_root, &target).map(|why| why.of(root, &entry))
                }
                Err(error) => unreadable(root, entry.path().to_owned(), error)?,
            };
            if let Some(problem) = problem {
                diagnostics.push(problem);
                if kind.is_dir() {
                    entries.skip_current_dir();
                }
                continue;
            }
        }
        if kind.is_dir() {
            continue;
        }
        if !kind.is_file() {
            diagnostics.push(special(root, &entry));
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
        found.push(source);
    }
    found.sort();
    Ok(found)
}

/// The maximum number of files and folders that a walk may reach through links to folders. The
/// message and docs/diagnostics.md include this number.
const MOST_THROUGH_LINKS: usize = 20_000;

/// Counts files and folders reached through links: if folders link to each other, the number of
/// paths grows exponentially with the number of folders.
#[derive(Default)]
struct Through {
    /// The depth of the link that the walk went through, if it is below one.
    link: Option<usize>,
    seen: usize,
    is_reported: bool,
    /// The real paths of links that cannot be followed.
    wrong: HashSet<PathBuf>,
}

impl Through {
    /// Whether this entry, which cannot be followed, was not reached through another link before.
    fn is_first(&mut self, path: &Path) -> bool {
        let folder = path.parent().and_then(|folder| fs::canonicalize(folder).ok());
        let (Some(folder), Some(name)) = (folder, path.file_name()) else { return true };
        self.wrong.insert(folder.join(name))
    }

    /// Whether the walk may continue with the entry at this depth, which may be a link to a folder.
    fn may_see(&mut self, depth: usize, leads_to_folder: bool) -> bool {
        self.link = self.link.filter(|link| depth > *link);
        if self.link.is_none() {
            // A whole folder of the site may be a link.
            self.link = (leads_to_folder && depth > 0).then_some(depth);
        }
        self.seen += usize::from(self.link.is_some());
        self.link.is_none() || self.seen <= MOST_THROUGH_LINKS
    }
}

/// The diagnostic for a walk that would take practically forever.
fn too_many(root: &Path, entry: &DirEntry) -> Diagnostic {
    let link = entry
        .path()
        .ancestors()
        .filter(|path| path.starts_with(root))
        .find(|path| fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink()));
    let message = "links to folders, such as this one, lead to more than 20,000 files and folders";
    let place = place_of(root, link.unwrap_or(entry.path()));
    Diagnostic::new(Code::TooManyLinks, message, place)
        .help("remove links to folders that contain links to folders")
}

/// Why a link may not be followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Forbidden {
    /// It leads out of the folders with a site's files.
    Outside,
    /// It leads to something hidden, such as a git repository with its secrets.
    Hidden,
}

/// The target of a link is read and published, so it must be something that would be published
/// anyway.
pub(super) fn may_lead_to(real_root: &Path, target: &Path) -> bool {
    forbidden(real_root, target).is_none()
}

/// Why a link may not lead there; `None` if it may.
fn forbidden(real_root: &Path, target: &Path) -> Option<Forbidden> {
    let Ok(below) = target.strip_prefix(real_root) else { return Some(Forbidden::Outside) };
    if !FOLDERS.iter().any(|folder| below.starts_with(folder)) {
        return Some(Forbidden::Outside);
    }
    let is_hidden = match below.to_str() {
        Some(below) => hidden::is_unfit_target(&below.replace(MAIN_SEPARATOR, "/")),
        None => below.ancestors().any(is_hidden),
    };
    is_hidden.then_some(Forbidden::Hidden)
}

impl Forbidden {
    fn of(self, root: &Path, link: &DirEntry) -> Diagnostic {
        let what = if link.file_type().is_dir() { "folder" } else { "file" };
        let message = match self {
            Self::Outside => {
                format!("this link points to a {what} outside content/, static/ and templates/")
            }
            Self::Hidden => format!("this link points to a hidden {what}"),
        };
        Diagnostic::new(Code::SymlinkOutOfSite, message, place_of(root, link.path()))
            .help(format!("copy the {what} here, or remove the link"))
    }
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
}

/// Whether an entry of one of the site's folders is ignored because of its name.
fn is_ignored(folder: &str, path: &Path) -> bool {
    match path.file_name().and_then(OsStr::to_str) {
        Some(name) => hidden::is_ignored(folder, name),
        None => is_hidden(path),
    }
}

/// The diagnostic for an entry that cannot be examined.
fn unreadable(root: &Path, path: PathBuf, error: io::Error) -> Result<Option<Diagnostic>, Error> {
    // Emacs locks a file that it edits with a dangling link.
    if is_hidden(&path) {
        return Ok(None);
    }
    let is_gone = error.kind() == ErrorKind::NotFound;
    let is_link = fs::symlink_metadata(&path).is_ok_and(|found| found.is_symlink());
    match (is_link, is_gone) {
        (true, _) => {
            let message =
                if is_gone { "this link is broken" } else { "this link cannot be followed" };
            let place = place_of(root, &path);
            let diagnostic = Diagnostic::new(Code::SymlinkOutOfSite, message, place);
            Ok(Some(diagnostic.help("remove the link, or point it to a file of the site")))
        }
        // It was deleted after its folder was listed.
        (false, true) => Ok(None),
        (false, false) => Err(Error::Io { action: "read", path, source: error }),
    }
}

fn no_folder(folder: &str) -> Diagnostic {
    let place = Place::file(&SourcePath::new(folder));
    Diagnostic::new(Code::SpecialFile, format!("`{folder}` is not a folder"), place)
        .help(format!("rename it or delete it; {folder}/ is a folder of the site"))
}

/// Anything that is neither a file nor a folder has no end, or blocks.
fn special(root: &Path, entry: &DirEntry) -> Diagnostic {
    let message = format!("this is {}, not a file", kind_name(entry.file_type()));
    Diagnostic::new(Code::SpecialFile, message, place_of(root, entry.path()))
        .help("delete it, or move it out of the site")
}

#[cfg(unix)]
fn kind_name(kind: FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    if kind.is_fifo() {
        "a named pipe"
    } else if kind.is_socket() {
        "a socket"
    } else {
        "a device"
    }
}

#[cfg(not(unix))]
fn kind_name(_: FileType) -> &'static str {
    "a device"
}

/// The place of a file with any name.
fn place_of(root: &Path, path: &Path) -> Place {
    let shown = path.strip_prefix(root).unwrap_or(path).to_string_lossy();
    Place::file(&SourcePath::new(shown.replace(MAIN_SEPARATOR, "/")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_into_the_site_s_own_folders() {
        let lead = |target: &str| forbidden(Path::new("/site"), Path::new(target));
        for target in [
            "/site/content",
            "/site/content/a/b.png",
            "/site/static/.well-known",
            "/site/templates/a",
        ] {
            assert_eq!(lead(target), None, "{target}");
        }
        for target in ["/", "/site", "/site/.git/config", "/site/site.yaml", "/site/contents/a"] {
            assert_eq!(lead(target), Some(Forbidden::Outside), "{target}");
        }
        for target in ["/site/static/.env", "/site/static/.git/config", "/site/content/.git/config"]
        {
            assert_eq!(lead(target), Some(Forbidden::Hidden), "{target}");
        }
    }
}
