//! Walks the site's folders, and finds the files of each kind.

mod hidden;
mod layout;
mod stamp;
mod open;
mod strays;
mod walk;

use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;
use std::time::SystemTime;

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::error::Error;
use crate::key::Key;
use crate::path::SourcePath;
use crate::picture::Picture;
use crate::read;
pub(crate) use crate::read::Opened;
use crate::stop::WhileWanted;

pub(crate) use hidden::is_within_ignored;
pub(crate) use layout::{article_name, clean};
pub(crate) use stamp::SourceStamp;
use strays::Strays;
pub(crate) use strays::is_backup;
use walk::may_lead_to;

/// The folders of a site whose files are read. Nothing else is, and no link may lead out of them.
pub(crate) const FOLDERS: [&str; 3] = [CONTENT, "static", "templates"];
/// The folder that every site has.
const CONTENT: &str = "content";

/// The files of a site, each list sorted by path.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sources {
    /// Markdown files under `content/`, each in a valid place.
    pub documents: Vec<SourcePath>,
    /// Markdown files in the wrong place. They are known, so that links to them cause no further
    /// mistakes.
    pub misplaced: Vec<SourcePath>,
    /// Other files under `content/`, to be copied.
    pub attachments: Vec<SourcePath>,
    /// Files under `static/`.
    pub statics: Vec<SourcePath>,
    /// Files under `templates/`.
    pub templates: Vec<SourcePath>,
    /// Files that are left out with a diagnostic.
    pub left_out: Vec<SourcePath>,
    /// Symbolic links to files and folders, each with the real path that it leads to.
    pub links: Vec<(SourcePath, SourcePath)>,
    /// The articles that some left-out files were meant to be: links to them cause no further
    /// mistakes.
    pub meant: Vec<SourcePath>,
}

impl Sources {
    /// All files of the site.
    pub(crate) fn all(&self) -> impl Iterator<Item = &SourcePath> {
        self.lists().into_iter().flatten()
    }

    /// Whether there is a file, or a folder with files, at this path.
    #[must_use]
    pub(crate) fn knows(&self, path: &SourcePath) -> bool {
        self.lists().into_iter().any(|list| {
            let at = list.partition_point(|source| source < path);
            let is_below = |source: &SourcePath| {
                source
                    .as_str()
                    .strip_prefix(path.as_str())
                    .is_some_and(|rest| rest.starts_with('/'))
            };
            // Files such as `folder.md` may sort between a folder and its contents.
            list.get(at) == Some(path)
                || list[at..]
                    .iter()
                    .take_while(|one| one.as_str().starts_with(path.as_str()))
                    .any(is_below)
        })
    }

    /// The real path of a file that may be reached through links; `None` if it is outside the site.
    #[must_use]
    pub(crate) fn real(&self, root: &Path, file: &SourcePath) -> Option<SourcePath> {
        if self.links.is_empty() {
            return Some(file.clone());
        }
        let path = file.to_disk(root);
        // A deleted file may have been in a folder that still exists.
        let in_folder = || Some(fs::canonicalize(path.parent()?).ok()?.join(file.file_name()));
        match fs::canonicalize(&path).ok().or_else(in_folder) {
            Some(real) => SourcePath::from_disk(&fs::canonicalize(root).ok()?, &real),
            None => Some(file.clone()),
        }
    }

    /// Every path that leads to the file of this real path.
    pub(crate) fn leading_to(&self, real: &SourcePath) -> impl Iterator<Item = SourcePath> {
        let through = self.links.iter().filter_map(|(link, target)| {
            let rest = real.as_str().strip_prefix(target.as_str())?;
            let is_it = rest.is_empty() || rest.starts_with('/');
            is_it.then(|| SourcePath::new(format!("{link}{rest}")))
        });
        std::iter::once(real.clone()).chain(through)
    }

    fn lists(&self) -> [&Vec<SourcePath>; 5] {
        [&self.documents, &self.misplaced, &self.attachments, &self.statics, &self.templates]
    }
}

/// Whether this is a regular file, not a link.
#[must_use]
pub(crate) fn is_plain_file(root: &Path, source: &SourcePath) -> bool {
    fs::symlink_metadata(source.to_disk(root)).is_ok_and(|found| found.is_file())
}

/// Whether this is a symbolic link.
#[must_use]
pub(crate) fn is_link(root: &Path, source: &SourcePath) -> bool {
    fs::symlink_metadata(source.to_disk(root)).is_ok_and(|found| found.is_symlink())
}

/// Why a source file cannot be read. A file that was listed but is gone has a separate error.
fn failed(path: &Path) -> impl FnOnce(io::Error) -> Error {
    move |error| match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => Error::Vanished { path: path.to_owned() },
        _ => Error::io("read", path)(error),
    }
}

/// Reads a text file of the site: an article, or a template.
///
/// # Errors
/// If the file is no longer there, is too long ([`read::TEXT_LIMIT`]), or cannot be read.
pub(crate) fn read_text(root: &Path, source: &SourcePath) -> Result<Vec<u8>, Error> {
    let path = source.to_disk(root);
    let read = open::open(root, source).and_then(|opened| opened.bytes(read::TEXT_LIMIT));
    read.map_err(failed(&path))
}

/// Reads a source file of any kind.
///
/// # Errors
/// If the file is no longer there, is too long ([`read::FILE_LIMIT`]), or cannot be read.
pub(crate) fn read(root: &Path, source: &SourcePath) -> Result<Vec<u8>, Error> {
    let path = source.to_disk(root);
    let read = open::open(root, source).and_then(|opened| opened.bytes(read::FILE_LIMIT));
    read.map_err(failed(&path))
}

/// Opens a source file to copy it.
///
/// # Errors
/// If the file is no longer there, or cannot be opened.
pub(crate) fn file(root: &Path, source: &SourcePath) -> Result<Opened, Error> {
    open::open(root, source).map_err(failed(&source.to_disk(root)))
}

/// Reads the beginning of a picture file.
///
/// # Errors
/// If the file is no longer there, or cannot be read.
pub(crate) fn picture(root: &Path, source: &SourcePath) -> Result<Picture, Error> {
    let path = source.to_disk(root);
    let read = open::open(root, source).and_then(Picture::of);
    read.map_err(failed(&path))
}

/// The key of a file's bytes, however many they are.
///
/// # Errors
/// If the file is no longer there, or cannot be read, or the result is no longer wanted
/// ([`Error::Stopped`]).
pub(crate) fn key(
    root: &Path,
    source: &SourcePath,
    is_wanted: &dyn Fn() -> bool,
) -> Result<Key, Error> {
    let path = source.to_disk(root);
    let read = open::open(root, source).and_then(|opened| {
        // It may be of any size.
        Key::of_reader(WhileWanted { reader: opened.file, is_wanted })
    });
    read.map_err(|error| if is_wanted() { failed(&path)(error) } else { Error::Stopped })
}

/// Opens a source file that will be read soon, and tells the system, so that a disk can fetch many
/// of them at once.
#[cfg(any(target_os = "linux", target_os = "android", target_os = "freebsd"))]
pub(crate) fn announce(root: &Path, source: &SourcePath) -> Option<Opened> {
    use rustix::fs::{Advice, fadvise};
    // Errors are reported when the file is read.
    let opened = open::open(root, source).ok()?;
    let _ = fadvise(&opened.file, 0, None, Advice::WillNeed);
    Some(opened)
}

/// Not every system supports this.
#[cfg(not(any(target_os = "linux", target_os = "android", target_os = "freebsd")))]
pub(crate) fn announce(_: &Path, _: &SourcePath) -> Option<Opened> {
    None
}

/// Reads a text file of the site that may already be open.
///
/// # Errors
/// The same as for [`read_text`].
pub(crate) fn read_opened(
    root: &Path,
    source: &SourcePath,
    opened: Option<Opened>,
) -> Result<Vec<u8>, Error> {
    match opened {
        Some(opened) => {
            opened.bytes(read::TEXT_LIMIT).map_err(|error| failed(&source.to_disk(root))(error))
        }
        None => read_text(root, source),
    }
}

/// The stamp of a source file from when it was opened.
pub(crate) fn stamp_of(opened: &Opened) -> Option<SourceStamp> {
    SourceStamp::of(&opened.metadata, SystemTime::now())
}

/// The length of a file and the time of its last change, to notice that it changed; `None` if it
/// cannot be examined.
#[must_use]
pub(crate) fn look(root: &Path, source: &SourcePath) -> Option<(u64, SystemTime)> {
    let metadata = fs::metadata(source.to_disk(root)).ok()?;
    Some((metadata.len(), metadata.modified().ok()?))
}

/// The [`Stamp`] of a source file.
///
/// # Errors
/// If the file cannot be examined.
pub(crate) fn stamp(root: &Path, source: &SourcePath) -> Result<Option<SourceStamp>, Error> {
    let path = source.to_disk(root);
    let metadata = fs::metadata(&path).map_err(failed(&path))?;
    Ok(SourceStamp::of(&metadata, SystemTime::now()))
}

/// Walks `content/`, `static/` and `templates/` under `root`. `languages` are the folders of
/// `content/` with translations.
///
/// Hidden files are part of a site in `static/` only. Files that programs leave beside articles are
/// left out with a diagnostic, because an author may have given an article a name like this.
///
/// # Errors
/// If a folder cannot be read: nothing is ever skipped silently.
pub(crate) fn discover(
    root: &Path,
    languages: &[&str],
) -> Result<(Sources, Vec<Diagnostic>), Error> {
    let mut sources = Sources::default();
    let mut diagnostics = Vec::new();
    // Without a root, there are no links in it either.
    let real_root = fs::canonicalize(root).unwrap_or_else(|_| root.to_owned());
    for folder in FOLDERS {
        let files = walk::walk((root, &real_root), folder, &mut sources.links, &mut diagnostics)?;
        let mut strays = Strays::default();
        for source in &files {
            if let Some(stray) = strays.look(root, source, &files) {
                diagnostics.extend(stray.diagnostic);
                sources.meant.extend(stray.meant);
                sources.left_out.push(source.clone());
                continue;
            }
            let list = match folder {
                "static" => &mut sources.statics,
                "templates" => &mut sources.templates,
                _ if is_markdown(source.file_name()) => &mut sources.documents,
                _ => &mut sources.attachments,
            };
            list.push(source.clone());
        }
    }
    sources.misplaced = layout::check(&mut sources.documents, languages, &mut diagnostics);
    layout::check_case(&sources, &mut diagnostics);
    let is_content =
        |one: &Diagnostic| one.place.as_ref().is_some_and(|place| place.file.as_str() == CONTENT);
    let kinds = [&sources.documents, &sources.misplaced, &sources.meant];
    let has_content = kinds.into_iter().any(|list| !list.is_empty());
    if !has_content && !diagnostics.iter().any(is_content) {
        diagnostics.push(no_content(root));
    }
    Ok((sources, diagnostics))
}

/// Reports a missing `content/`: if the folder was renamed or could not be fetched, an empty hub
/// would replace the real one.
fn no_content(root: &Path) -> Diagnostic {
    let is_there = fs::symlink_metadata(root.join(CONTENT)).is_ok();
    let message = if is_there {
        "content/ contains no Markdown files"
    } else {
        "there is no folder content/"
    };
    Diagnostic::new(Code::NoContent, message, Place::file(&SourcePath::new(CONTENT)))
        .help("put the articles back, or write the first one with `errhub new`")
}

fn is_markdown(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("md"))
}
