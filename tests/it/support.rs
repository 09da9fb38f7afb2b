//! Building sites in memory, and the files of this repository.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use base64ct::{Base64, Encoding};
use errhub::config::{self, Project};
use errhub::date::Date;
use errhub::diagnostic::Diagnostic;
use errhub::pipeline::{self, LoadOptions};
use errhub::site::Drafts;
use sha2::{Digest, Sha256};

/// The files of a site, by path in the output folder.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// A site that was built.
pub(crate) struct Built {
    pub(crate) project: Project,
    pub(crate) files: Files,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl Built {
    /// A file of the output that is text.
    pub(crate) fn text(&self, path: &str) -> &str {
        let bytes = self.files.get(path).unwrap_or_else(|| panic!("no {path} in the output"));
        std::str::from_utf8(bytes).unwrap_or_else(|_| panic!("{path} is no text"))
    }

    /// The pages: path and HTML.
    pub(crate) fn pages(&self) -> impl Iterator<Item = (&str, &str)> {
        let paths = self.files.keys().map(String::as_str);
        paths.filter(|path| is(path, "html")).map(|path| (path, self.text(path)))
    }
}

/// The source expression with which a Content-Security-Policy allows an inline script.
pub(crate) fn policy_source(script: &str) -> String {
    format!("'sha256-{}'", Base64::encode_string(&Sha256::digest(script)))
}

/// The day on which all sites are built, in seconds since 1970: 2027-01-01, after every date of this
/// repository's own articles.
pub(crate) const TODAY: &str = "1798761600";

/// Builds the site at `root`, without its drafts.
pub(crate) fn build(root: &Path) -> Built {
    let project = config::load(root).unwrap().unwrap_or_else(|wrong| panic!("{wrong:#?}"));
    let options = LoadOptions { drafts: Drafts::Leave, today: Date::new(2027, 1, 1).unwrap() };
    let loaded = pipeline::load(&project, options, &()).unwrap();
    let built = loaded.build(&()).unwrap();
    let files = built.files.into_iter().map(|(out, bytes)| (out.as_str().to_owned(), bytes));
    Built { files: files.collect(), diagnostics: built.diagnostics, project }
}

/// The folder of this repository, which is a site itself.
pub(crate) fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A file of this repository.
pub(crate) fn read(path: &str) -> String {
    let path = repository().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The beginning of a PNG of this size, in pixels, which is enough to recognize it.
pub(crate) fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    bytes.extend(width.to_be_bytes().into_iter().chain(height.to_be_bytes()));
    bytes.extend(b"\x08\x06\0\0\0");
    bytes
}

/// A picture of one pixel that is text: a GIF, which browsers recognize whatever its name.
pub(crate) const PIXEL: &str = "GIF89a\x01\0\x01\0\0\0\0";

/// A site in a temporary folder.
pub(crate) struct TempSite(tempfile::TempDir);

impl TempSite {
    /// A site with these files.
    pub(crate) fn new<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let site = Self(tempfile::tempdir().unwrap());
        for (path, text) in files {
            site.write(path, text);
        }
        site
    }

    /// A copy of the site of this repository.
    pub(crate) fn of_repository() -> Self {
        let site = Self::new([("site.yaml", &*read("site.yaml"))]);
        for folder in ["content", "static", "templates"] {
            for (path, bytes) in tree(&repository().join(folder)) {
                site.write(&format!("{folder}/{path}"), bytes);
            }
        }
        site
    }

    pub(crate) fn root(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

/// Whether a file has this extension.
pub(crate) fn is(path: &str, extension: &str) -> bool {
    Path::new(path).extension().is_some_and(|own| own == extension)
}

/// Every file below `folder`, by its path in it, with `/` between the parts.
pub(crate) fn tree(folder: &Path) -> Files {
    let mut files = Files::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.insert(name_below(folder, &path), fs::read(path).unwrap());
            }
        }
    }
    files
}

fn name_below(folder: &Path, path: &Path) -> String {
    let parts: PathBuf = path.strip_prefix(folder).unwrap().to_owned();
    parts.to_str().unwrap().replace('\\', "/")
}

/// Runs errhub on 2026-11-26, outside any CI, expecting the exit code `code`; returns its stdout
/// and stderr.
pub(crate) fn run(code: i32, root: &Path, words: &[&str]) -> (String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_errhub"));
    command.args(words).current_dir(root).stdin(Stdio::null());
    command.env("SOURCE_DATE_EPOCH", "1795651200");
    for variable in ["NO_COLOR", "CLICOLOR_FORCE", "CI", "GITHUB_WORKSPACE"] {
        command.env_remove(variable);
    }
    let Output { status, stdout, stderr } = command.output().unwrap();
    let (stdout, stderr) = (String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap());
    assert_eq!(status.code(), Some(code), "{words:?}\n{stdout}\n{stderr}");
    (stdout, stderr)
}
