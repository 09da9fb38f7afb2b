//! Writes files into a new folder.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Writes files below a folder, and counts them.
pub(crate) struct Files {
    root: PathBuf,
    folders: HashSet<PathBuf>,
    pub(crate) count: usize,
    pub(crate) bytes: usize,
}

impl Files {
    /// The folder must not exist, or be empty: nothing is ever overwritten.
    pub(crate) fn new(root: &Path) -> io::Result<Self> {
        if root.is_dir() && fs::read_dir(root)?.next().is_some() {
            return Err(io::Error::other(format!("{} is not empty", root.display())));
        }
        fs::create_dir_all(root)?;
        Ok(Self { root: root.to_owned(), folders: HashSet::new(), count: 0, bytes: 0 })
    }

    /// Writes a file, and creates the folders that it is in.
    pub(crate) fn write(&mut self, path: &str, text: impl AsRef<[u8]>) -> io::Result<()> {
        let path = self.root.join(path);
        let folder = path.parent().unwrap_or(&self.root);
        if !self.folders.contains(folder) {
            fs::create_dir_all(folder)?;
            self.folders.insert(folder.to_owned());
        }
        self.count += 1;
        self.bytes += text.as_ref().len();
        fs::write(path, text)
    }
}
