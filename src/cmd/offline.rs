//! `build --offline`: writes offline copies of the hub to the requested path.

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::pipeline::OfflineFile;
use crate::read;

/// Only an offline copy has this near its beginning: the built-in template writes it.
const MARK: &str = "offline copy\">";

/// How many bytes of a file are read to recognize it.
const HEAD: u64 = 4 << 10;

/// A file with an offline copy.
#[derive(Debug)]
pub(super) struct WrittenCopy {
    /// Its path.
    pub(super) path: PathBuf,
    /// Its size, in bytes.
    pub(super) size: usize,
}

/// Refuses a path if there is anything other than an offline copy.
///
/// # Errors
/// If there is, or the disk refuses.
pub(super) fn may_write(path: &Path) -> Result<(), Error> {
    let mut head = Vec::new();
    let read = read::open(path).and_then(|file| file.take(HEAD).read_to_end(&mut head));
    let is_copy = match read {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        // This includes folders and devices.
        Err(error) if error.kind() == io::ErrorKind::InvalidInput => false,
        Err(error) => return Err(Error::io("read", path)(error)),
        Ok(_) => String::from_utf8_lossy(&head).contains(MARK),
    };
    if is_copy {
        return Ok(());
    }
    let message = format!(
        "{} exists and is not an offline copy of errhub; choose another name, or remove it",
        path.display()
    );
    Err(Error::Usage { message })
}

/// Writes each copy in a single step: that of the main language to `path`, and the others beside it
/// with their language in the name.
///
/// # Errors
/// If a file is in the way, or the disk refuses.
pub(super) fn write(path: &Path, copies: &[OfflineFile]) -> Result<Vec<WrittenCopy>, Error> {
    let named = copies.iter().map(|copy| (in_language(path, copy.language.as_deref()), copy));
    let named: Vec<_> = named.collect();
    named.iter().try_for_each(|(path, _)| may_write(path))?;
    let mut written = Vec::new();
    for (path, copy) in named {
        replace(&path, &copy.bytes).map_err(Error::io("write", &path))?;
        written.push(WrittenCopy { path, size: copy.bytes.len() });
    }
    Ok(written)
}

/// `hub.html` as `hub.de.html`.
fn in_language(path: &Path, language: Option<&str>) -> PathBuf {
    let Some(language) = language else { return path.to_owned() };
    match path.extension() {
        Some(extension) => {
            path.with_extension(format!("{language}.{}", extension.to_string_lossy()))
        }
        None => path.with_extension(language),
    }
}

fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut builder = tempfile::Builder::new();
    // As for any new file, the umask determines the permissions.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.persist(path).map(drop).map_err(|error| error.error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_has_a_name() {
        let name = |path: &str, language| in_language(Path::new(path), language);
        assert_eq!(name("a/hub.html", None), Path::new("a/hub.html"));
        assert_eq!(name("a/hub.html", Some("de")), Path::new("a/hub.de.html"));
        assert_eq!(name("hub", Some("pt-br")), Path::new("hub.pt-br"));
    }

    #[test]
    fn only_copies_are_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/hub.html");
        let copy = |text: &str| OfflineFile { language: None, bytes: text.as_bytes().to_vec() };
        let mark = format!("<meta content=\"errhub 0.1, {MARK}");
        write(&path, &[copy(&mark)]).unwrap();
        write(&path, &[copy("other")]).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "other");
        assert!(matches!(write(&path, &[copy(&mark)]), Err(Error::Usage { .. })));
        assert!(matches!(may_write(folder.path()), Err(Error::Usage { .. })));
        assert_eq!(fs::read_dir(folder.path().join("a")).unwrap().count(), 1);
    }
}
