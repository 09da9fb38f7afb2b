//! Opens source files so that what takes their place after the walk cannot lead out of the site.
//!
//! A walk checks where links lead. Somebody may replace a file or a folder with a link between that and
//! the reading, so nothing is opened through a link that was not checked.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

use super::{FOLDERS, may_lead_to};
use crate::path::SourcePath;
use crate::read::Opened;

/// Opens a source file.
///
/// # Errors
/// If it is not a regular file, leads to something that would not be published, or cannot be opened.
pub(super) fn open(root: &Path, source: &SourcePath) -> io::Result<Opened> {
    let path = source.to_disk(root);
    // Other files, such as redirects.yaml, are trusted.
    if !FOLDERS.iter().any(|folder| source.as_str().split('/').next() == Some(folder)) {
        return Opened::at(&path);
    }
    let error = match Opened::in_place(&path) {
        Ok(opened) => return Ok(opened),
        Err(error) => error,
    };
    // There may be links above the site, and links in it to other files of the site.
    let (real_root, real) = (fs::canonicalize(root)?, fs::canonicalize(&path)?);
    if real == path {
        return Err(error);
    }
    if real != source.to_disk(&real_root) && !may_lead_to(&real_root, &real) {
        let what = "it is now a link to something outside the site";
        return Err(io::Error::new(ErrorKind::InvalidInput, what));
    }
    Opened::in_place(&real)
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;
    use crate::read::TEXT_LIMIT;

    #[test]
    fn nothing_is_read_through_a_link_out_of_the_site() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("site");
        fs::create_dir_all(root.join("static/folder")).unwrap();
        fs::create_dir_all(root.join("content")).unwrap();
        for name in ["secret.txt", "site/static/folder/secret.txt", "site/.env"] {
            fs::write(folder.path().join(name), name).unwrap();
        }
        let read = |root: &Path, name: &str| {
            let opened = open(root, &SourcePath::new(name))?;
            opened.bytes(TEXT_LIMIT).map(|bytes| String::from_utf8(bytes).unwrap())
        };
        let own = "static/folder/secret.txt";
        assert_eq!(read(&root, own).unwrap(), "site/static/folder/secret.txt");
        symlink("folder/secret.txt", root.join("static/inside.txt")).unwrap();
        symlink("../static/folder", root.join("content/inside")).unwrap();
        symlink(&root, folder.path().join("link")).unwrap();
        for name in ["static/inside.txt", "content/inside/secret.txt", own] {
            for root in [&root, &folder.path().join("link")] {
                assert_eq!(read(root, name).unwrap(), "site/static/folder/secret.txt", "{name}");
            }
        }
        symlink(folder.path().join("secret.txt"), root.join("static/out.txt")).unwrap();
        symlink("../.env", root.join("static/hidden.txt")).unwrap();
        for name in ["static/out.txt", "static/hidden.txt"] {
            assert_eq!(read(&root, name).unwrap_err().kind(), ErrorKind::InvalidInput, "{name}");
        }
        fs::rename(root.join("static/folder"), folder.path().join("moved")).unwrap();
        symlink(folder.path(), root.join("static/folder")).unwrap();
        assert_eq!(read(&root, own).unwrap_err().kind(), ErrorKind::InvalidInput);
        assert_eq!(read(&root, "static/none").unwrap_err().kind(), ErrorKind::NotFound);
    }
}
