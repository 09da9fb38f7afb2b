//! Creates files for authors: completely or not at all, and never in place of an existing one.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use crate::error::Error;
use crate::report::visible;

/// Creates the file `path` with `text`, and any missing folders.
pub(super) fn create(path: &Path, text: &str) -> Result<(), Error> {
    create_bytes(path, text.as_bytes())
}

/// Creates the file `path` with `bytes`, and any missing folders.
pub(super) fn create_bytes(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(Error::io("create", folder))?;
    }
    let mut file = File::create_new(path).map_err(|source| match source.kind() {
        io::ErrorKind::AlreadyExists => exists(path),
        _ => Error::Io { action: "create", path: path.to_owned(), source },
    })?;
    file.write_all(bytes).map_err(|source| {
        // The first failure is the one to report.
        let _ = fs::remove_file(path);
        Error::Io { action: "write", path: path.to_owned(), source }
    })
}

/// The help if a file is in the way.
pub(super) fn exists(path: &Path) -> Error {
    Error::Exists { path: shown(path).into() }
}

/// The path as a user would type it from here.
pub(super) fn shown(path: &Path) -> String {
    let here = std::env::current_dir().ok();
    let relative = here.as_deref().and_then(|here| path.strip_prefix(here).ok()).unwrap_or(path);
    visible(&relative.display().to_string()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_existing_file_is_not_changed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b.md");
        create(&path, "first").unwrap();
        assert!(matches!(create(&path, "second"), Err(Error::Exists { .. })));
        assert_eq!(fs::read_to_string(&path).unwrap(), "first");
    }
}
