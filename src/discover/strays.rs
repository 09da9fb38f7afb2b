//! Files that programs and people leave in a site's folders, but that nobody means to publish.

use std::collections::HashSet;
use std::io::Read;
use std::path::Path;

use super::clean;
use super::hidden::{self, ends_with};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::path::SourcePath;
use crate::read;

/// A file that is left out.
pub(super) struct Stray {
    /// The diagnostic; `None` if its folder was reported.
    pub(super) diagnostic: Option<Diagnostic>,
    /// The article that it was meant to be.
    pub(super) meant: Option<SourcePath>,
}

/// Examines the files in one folder of the site.
#[derive(Default)]
pub(super) struct Strays<'s> {
    /// Folders that were already reported.
    folders: HashSet<&'s str>,
}

impl<'s> Strays<'s> {
    /// Why a file is left out; `None` if it is not. `files` are all files in the site's folder, in
    /// order.
    pub(super) fn look(
        &mut self,
        root: &Path,
        source: &'s SourcePath,
        files: &[SourcePath],
    ) -> Option<Stray> {
        let name = source.file_name();
        if let Some(folder) = system_folder(source) {
            let is_new = self.folders.insert(folder);
            let diagnostic = is_new.then(|| system(source, folder));
            return Some(Stray { diagnostic, meant: None });
        }
        if let Some(secret) = secret(source) {
            let is_new = self.folders.insert(secret);
            return Some(Stray {
                diagnostic: is_new.then(|| exposed(source, secret)),
                meant: None,
            });
        }
        if is_system(name) {
            return Some(system(source, name).into());
        }
        if is_backup(name) {
            return Some(backup(source).into());
        }
        if let Some(original) = set_aside(source) {
            return Some(conflict(source, &original).into());
        }
        if !source.as_str().starts_with("content/") {
            return None;
        }
        if let Some(meant) = meant(root, source) {
            let diagnostic = Some(near_article(source, &meant, files));
            return Some(Stray { diagnostic, meant: Some(meant) });
        }
        copied(source, files).map(|original| copy(source, original).into())
    }
}

impl From<Diagnostic> for Stray {
    fn from(diagnostic: Diagnostic) -> Self {
        Self { diagnostic: Some(diagnostic), meant: None }
    }
}

/// Whether an editor or a tool leaves files with this name beside those that it writes.
pub(crate) fn is_backup(name: &str) -> bool {
    const ENDINGS: &[&str] =
        &["~", ".bak", ".orig", ".rej", ".swp", ".swo", ".tmp", "___jb_tmp___", "___jb_old___"];
    ENDINGS.iter().any(|ending| ends_with(name, ending))
        || (name.starts_with('#') && name.ends_with('#'))
}

fn backup(source: &SourcePath) -> Diagnostic {
    let name = source.file_name();
    let message = format!("`{name}` looks like an editor's backup and is left out");
    Diagnostic::new(Code::BackupFile, message, Place::file(source))
        .help("delete it, or rename it if it belongs to the site")
}

/// Files in which Windows and macOS keep the state of their windows, and lock files of office
/// programs.
fn is_system(name: &str) -> bool {
    const NAMES: &[&str] = &["thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r"];
    NAMES.iter().any(|known| name.eq_ignore_ascii_case(known)) || name.starts_with("~$")
}

/// The first folder on the path to `source` that a system or an archive created.
fn system_folder(source: &SourcePath) -> Option<&str> {
    const NAMES: &[&str] =
        &["__macosx", "@eadir", "$recycle.bin", "system volume information", "lost+found"];
    let path = source.as_str();
    let mut folders = path.match_indices('/').map(|(at, _)| &path[..at]);
    folders.find(|folder| {
        let name = folder.rsplit('/').next().unwrap_or_default();
        NAMES.iter().any(|known| name.eq_ignore_ascii_case(known))
    })
}

fn system(source: &SourcePath, name: &str) -> Diagnostic {
    let name = name.rsplit('/').next().unwrap_or_default().replace('\r', "␍");
    let what =
        if name.starts_with("~$") { "a lock file of an office program" } else { "a system file" };
    let message = format!("`{name}` is {what} and is left out");
    Diagnostic::new(Code::SystemFile, message, Place::file(source))
        .help("delete it, and add its name to .gitignore")
}

/// The path up to the first name on it that usually means secrets.
fn secret(source: &SourcePath) -> Option<&str> {
    let path = source.as_str();
    let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
    let mut entries = ends.map(|end| &path[..end]);
    entries.find(|entry| hidden::is_secret(entry.rsplit('/').next().unwrap_or_default()))
}

fn exposed(source: &SourcePath, secret: &str) -> Diagnostic {
    let name = secret.rsplit('/').next().unwrap_or_default();
    let message = format!("`{name}` may contain secrets and is left out");
    Diagnostic::new(Code::SecretFile, message, Place::file(source))
        .help("move it out of the site; if it is meant to be public, give it another name")
}

/// The file that this is a conflicted copy of: a program kept both versions when two people changed
/// it.
fn set_aside(source: &SourcePath) -> Option<String> {
    let name = source.file_name();
    // Syncthing; Dropbox, Nextcloud and ownCloud.
    let at = name.find(".sync-conflict-").or_else(|| name.find(" (conflicted copy"));
    let at =
        at.or_else(|| name.find("'s conflicted copy").and_then(|owner| name[..owner].rfind(" (")))?;
    let ending = name[at..].rfind('.').map_or("", |dot| &name[at + dot..]);
    let is_ending = |ending: &str| !ending.starts_with(".sync-conflict-");
    Some(format!("{}{}", &name[..at], if is_ending(ending) { ending } else { "" }))
}

fn conflict(source: &SourcePath, original: &str) -> Diagnostic {
    let message = format!("this is another version of `{original}`, set aside by a sync program");
    Diagnostic::new(Code::StrayCopy, message, Place::file(source))
        .help(format!("move anything worth keeping into `{original}`, then delete it"))
}

/// The article that a Markdown file is a copy of, going by the names that file managers give to
/// copies: `a (1)`, `a 2`, `a - Copy`, `Copy of a`, in any language.
fn copied<'f>(source: &SourcePath, files: &'f [SourcePath]) -> Option<&'f SourcePath> {
    let stem = source.file_name().strip_suffix(".md")?;
    if clean(stem).is_ok() {
        return None;
    }
    let beside = |name: &str| {
        let path = source.join(&format!("{name}.md"))?;
        files.binary_search(&path).ok().map(|found| &files[found])
    };
    let gaps = || stem.match_indices([' ', '(']).map(|(at, _)| stem.split_at(at));
    let after = gaps().filter(|(_, mark)| is_copy_mark(mark.trim()));
    let before =
        gaps().filter(|(mark, _)| is_copy_word(mark.split(' ').next().unwrap_or_default()));
    after
        .map(|(original, _)| original.trim_end())
        .chain(before.map(|(_, original)| original.trim_start()))
        .find_map(beside)
}

/// `(1)`, `2`, `- Copy`, `copy 2`
fn is_copy_mark(mark: &str) -> bool {
    mark.starts_with(['(', '-', '–'])
        || mark.bytes().all(|byte| byte.is_ascii_digit())
        || is_copy_word(mark.split(' ').next().unwrap_or_default())
}

fn is_copy_word(word: &str) -> bool {
    const WORDS: &[&str] = &["copy", "copie", "copia", "cópia", "kopie", "kopia", "kopi", "копия"];
    WORDS.contains(&&*word.to_lowercase())
}

fn copy(source: &SourcePath, original: &SourcePath) -> Diagnostic {
    let (name, original) = (source.file_name(), original.file_name());
    let message = format!("`{name}` looks like a copy of `{original}`");
    Diagnostic::new(Code::StrayCopy, message, Place::file(source)).help(format!(
        "move anything new into `{original}`, then delete it; if it is an article of its own, \
         name it after its error"
    ))
}

/// The article that a file without the extension `.md` was meant to be.
fn meant(root: &Path, source: &SourcePath) -> Option<SourcePath> {
    /// File extensions that other programs accept for Markdown.
    const ENDINGS: &[&str] = &[
        ".markdown",
        ".mdown",
        ".mdwn",
        ".mdtext",
        ".mdtxt",
        ".mdx",
        ".mkd",
        ".mkdn",
        ".mmd",
        ".qmd",
        ".rmd",
    ];
    let name = source.file_name();
    let cut = |ending: &str| ends_with(name, ending).then(|| &name[..name.len() - ending.len()]);
    let stem = ENDINGS.iter().find_map(|ending| cut(ending));
    // Windows hides the last extension, so `a.md` becomes `a.md.txt`.
    let stem = stem.or_else(|| {
        let at = name.to_ascii_lowercase().find(".md.")?;
        Some(&name[..at])
    });
    let stem = stem.or_else(|| {
        let stem = cut(".txt").or_else(|| cut(".text"));
        let stem = stem.or_else(|| (!name.contains('.')).then_some(name))?;
        has_front_matter(&source.to_disk(root)).then_some(stem)
    })?;
    let stem = if stem == "_index" { Ok(()) } else { clean(stem) }.err().unwrap_or(stem.to_owned());
    source.join(&format!("{stem}.md"))
}

fn near_article(source: &SourcePath, meant: &SourcePath, files: &[SourcePath]) -> Diagnostic {
    let (name, meant_name) = (source.file_name(), meant.file_name());
    let help = if files.binary_search(meant).is_ok() {
        format!(
            "`{meant_name}` exists as well: keep the correct version there, and delete this file"
        )
    } else {
        format!("rename it to `{meant_name}`")
    };
    let message = format!("`{name}` looks like an article, but its name does not end in .md");
    Diagnostic::new(Code::NearArticle, message, Place::file(source)).help(help)
}

/// Whether a file begins like an article.
fn has_front_matter(path: &Path) -> bool {
    let mut start = Vec::new();
    let read = read::open(path).and_then(|file| file.take(8).read_to_end(&mut start));
    let start = start.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&start);
    read.is_ok() && (start.starts_with(b"---\n") || start.starts_with(b"---\r\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks the diagnostic for each file: its code, and the article that it was meant to be.
    fn check(names: &[(&str, &str)]) {
        let root = tempfile::tempdir().unwrap();
        let mut files: Vec<_> = names.iter().map(|(name, _)| SourcePath::new(*name)).collect();
        files.sort();
        let mut strays = Strays::default();
        for (name, expected) in names {
            let source = &files[files.binary_search(&SourcePath::new(*name)).unwrap()];
            let stray = strays.look(root.path(), source, &files);
            let found = stray.map_or(String::new(), |stray| {
                let code = stray.diagnostic.map_or("", |one| one.code.id());
                let meant = stray.meant.map_or(String::new(), |meant| format!(" {meant}"));
                format!("{code}{meant}")
            });
            assert_eq!(found, *expected, "{name}");
        }
    }

    #[test]
    fn files_of_programs_are_left_out() {
        check(&[
            ("content/http/a.md~", "W0201"),
            ("content/http/A.MD.BAK", "W0201"),
            ("content/http/Thumbs.db", "W0203"),
            ("static/desktop.ini", "W0203"),
            ("static/Icon\r", "W0203"),
            ("static/icon", ""),
            ("content/http/~$errors.docx", "W0203"),
            ("static/__MACOSX/a.png", "W0203"),
            ("static/__MACOSX/b.png", ""),
            ("static/thumbs.png", ""),
            ("static/.env", "W0941"),
            ("static/.ssh/config", "W0941"),
            ("static/.ssh/id_rsa", ""),
            ("static/.htaccess", ""),
        ]);
    }

    #[test]
    fn nearly_right_extensions_are_reported() {
        check(&[
            ("content/http/a.markdown", "E0210 content/http/a.md"),
            ("content/http/b.md.txt", "E0210 content/http/b.md"),
            ("content/http/b.MD.TXT", "E0210 content/http/b.md"),
            ("content/http/c d.mdx", "E0210 content/http/c-d.md"),
            ("content/http/_index.mkd", "E0210 content/http/_index.md"),
            ("content/http/notes.txt", ""),
            ("content/http/a.md5", ""),
            ("content/http/a.md", ""),
            ("static/a.markdown", ""),
        ]);
    }

    #[test]
    fn copies_are_recognized_by_their_names() {
        check(&[
            ("content/http/a.md", ""),
            ("content/http/a (1).md", "E0211"),
            ("content/http/a 2.md", "E0211"),
            ("content/http/a - Kopie.md", "E0211"),
            ("content/http/a(3).md", "E0211"),
            ("content/http/Copy of a.md", "E0211"),
            ("content/http/Kopie von a.md", "E0211"),
            ("content/http/a b.md", ""),
            ("content/http/b a.md", ""),
            ("content/http/b (1).md", ""),
            ("content/http/a.sync-conflict-20260102-030405-ABCDEFG.md", "E0211"),
            ("content/http/a (conflicted copy 2026-01-02).md", "E0211"),
            ("static/a (Ann's conflicted copy 2026-01-02).png", "E0211"),
        ]);
        let original = |name: &str| set_aside(&SourcePath::new(format!("static/{name}")));
        assert_eq!(original("a.sync-conflict-1-2.css").as_deref(), Some("a.css"));
        assert_eq!(original("a.sync-conflict-1-2").as_deref(), Some("a"));
        assert_eq!(original("a (Ann's conflicted copy 1).png").as_deref(), Some("a.png"));
    }
}
