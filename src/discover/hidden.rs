//! Files and folders whose names begin with a dot, and which of them are part of a site.
//!
//! Owners put `static/.well-known/` or `static/.htaccess` there on purpose, so these are copied.
//! Programs leave other hidden files: in `static/` their names decide, and in the other folders
//! hidden files are never part of the site.

use super::is_backup;

/// Whether an entry of one of the site's folders is ignored because of its name.
pub(crate) fn is_ignored(folder: &str, name: &str) -> bool {
    name.starts_with('.') && (folder != "static" || is_leftover(name))
}

/// Whether something on this path, which begins with one of the site's folders, is ignored.
pub(crate) fn is_within_ignored(path: &str) -> bool {
    let mut parts = path.split('/');
    let folder = parts.next().unwrap_or_default();
    parts.any(|name| is_ignored(folder, name))
}

/// Whether no link may lead to this path, because something on it is ignored or secret.
pub(super) fn is_unfit_target(path: &str) -> bool {
    is_within_ignored(path) || path.split('/').any(is_secret)
}

/// Whether a file or folder usually contains passwords, keys or a history of commands: published,
/// anybody could read it.
pub(super) fn is_secret(name: &str) -> bool {
    const NAMES: &[&str] = &[
        ".aws",
        ".azure",
        ".bash_history",
        ".docker",
        ".env",
        ".envrc",
        ".git-credentials",
        ".gnupg",
        ".htpasswd",
        ".kube",
        ".my.cnf",
        ".netrc",
        ".npmrc",
        ".pgpass",
        ".pypirc",
        ".ssh",
        ".zsh_history",
    ];
    NAMES.iter().any(|known| name.eq_ignore_ascii_case(known)) || starts_with(name, ".env.")
}

/// Whether a system, an editor or another tool leaves entries with this name.
fn is_leftover(name: &str) -> bool {
    /// Of systems: macOS, KDE. Of version control, editors and sync programs.
    const NAMES: &[&str] = &[
        ".appledouble",
        ".apdisk",
        ".bzr",
        ".cache",
        ".classpath",
        ".cvsignore",
        ".directory",
        ".documentrevisions-v100",
        ".ds_store",
        ".editorconfig",
        ".fleet",
        ".fseventsd",
        ".hg",
        ".hgignore",
        ".idea",
        ".keep",
        ".localized",
        ".lsoverride",
        ".project",
        ".sass-cache",
        ".settings",
        ".spotlight-v100",
        ".stfolder",
        ".stignore",
        ".stversions",
        ".svn",
        ".temporaryitems",
        ".trashes",
        ".volumeicon.icns",
        ".vs",
        ".vscode",
    ];
    const STARTS: &[&str] = &[
        // Emacs, LibreOffice, and the second half of files on disks that macOS did not format.
        ".#",
        ".~",
        "._",
        ".afpdeleted",
        ".com.apple.",
        ".dropbox",
        // errhub's own: the cache, and its records in the output.
        ".errhub",
        ".eslint",
        ".fuse_hidden",
        // All of git's and of the services around it.
        ".git",
        ".goutputstream-",
        ".nextcloudsync",
        ".nfs",
        ".owncloudsync",
        ".prettier",
        ".smbdelete",
        ".stylelint",
        ".sync_",
        ".syncthing.",
        ".tmp",
        ".trash-",
    ];
    /// Vim counts down from `.swp`.
    const ENDS: &[&str] = &[".swn", ".swm", ".swx", ".swpx", ".kate-swp", ".part", ".crdownload"];
    NAMES.iter().any(|known| name.eq_ignore_ascii_case(known))
        || STARTS.iter().any(|start| starts_with(name, start)) && !is_secret(name)
        || ENDS.iter().any(|ending| ends_with(name, ending))
        || is_backup(name)
}

/// Whether a name ends in this, in any case.
pub(super) fn ends_with(name: &str, ending: &str) -> bool {
    let start = name.len().checked_sub(ending.len());
    start.and_then(|start| name.get(start..)).is_some_and(|end| end.eq_ignore_ascii_case(ending))
}

/// Whether a name starts with this, in any case.
fn starts_with(name: &str, start: &str) -> bool {
    name.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_owner_puts_into_static_is_part_of_the_site() {
        for path in [
            "static/.well-known/security.txt",
            "static/.well-known/acme-challenge/x",
            "static/.htaccess",
            "static/.nojekyll",
            "static/.user.ini",
            "static/a/.hidden.json",
        ] {
            assert!(!is_within_ignored(path), "{path}");
        }
        for path in [
            "static/.DS_Store",
            "static/._photo.png",
            "static/.well-known/.DS_Store",
            "static/.foo.swp",
            "static/.foo.swo",
            "static/.foo.swn",
            "static/.#foo",
            "static/.foo~",
            "static/.~lock.foo#",
            "static/.git/config",
            "static/.gitkeep",
            "static/.idea/x",
            "static/.errhub-manifest.json",
            "content/.well-known/security.txt",
            "content/http/.htaccess",
            "templates/.x.html",
        ] {
            assert!(is_within_ignored(path), "{path}");
        }
    }

    /// They are reported, not ignored.
    #[test]
    fn secrets_are_seen() {
        for name in [".env", ".ENV", ".env.production", ".htpasswd", ".ssh", ".git-credentials"] {
            assert!(is_secret(name) && !is_ignored("static", name), "{name}");
        }
        for name in [".environment", ".htaccess", "env"] {
            assert!(!is_secret(name), "{name}");
        }
    }
}
