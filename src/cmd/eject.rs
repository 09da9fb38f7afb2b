//! `errhub eject`: built-in templates and static files as files of the site, to change them.

use std::io::ErrorKind;
use std::path::Path;

use clap::Args;
use similar::TextDiff;

use super::create::{create_bytes, exists, shown};
use super::output::{Terminal, print};
use super::{ExitStatus, Global};
use crate::assets::{STATICS, TEMPLATES};
use crate::diagnostic::did_you_mean;
use crate::error::Error;
use crate::read;
use crate::report::visible;

/// Write built-in templates and static files into the site, to change them.
///
/// A file of the site replaces the built-in one, and no longer changes with errhub. For a template,
/// it is often enough to change a few of its blocks: docs/templates.md shows how. Existing files are
/// never touched. Without a name, list the built-in files.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    errhub eject\n  \
    errhub eject templates/article.html\n  \
    errhub eject base.html assets/style.css\n  \
    errhub eject --diff\n\n\
    Exit codes: 0 the files were written, listed or compared, 2 they were not.")]
pub(super) struct Eject {
    /// The built-in files: templates/base.html, or base.html for short
    #[arg(value_name = "FILE")]
    files: Vec<String>,
    /// List the built-in files, and which of them the site replaces
    #[arg(long, conflicts_with_all = ["files", "diff"])]
    list: bool,
    /// Show how the site's files differ from today's built-in ones [default: all of them]
    #[arg(long)]
    diff: bool,
}

/// A built-in file.
#[derive(Clone, Copy)]
struct BuiltIn {
    /// The folder of the site that it belongs to.
    folder: &'static str,
    /// Its path in that folder.
    name: &'static str,
    bytes: &'static [u8],
}

impl Eject {
    pub(super) fn run(self, global: &Global, terminal: &Terminal) -> Result<ExitStatus, Error> {
        if self.diff {
            return diff(&global.root()?, &self.files, terminal);
        }
        if self.files.is_empty() {
            // The list is useful even where there is no site yet.
            return list(global.root().ok().as_deref());
        }
        let root = global.root()?;
        let chosen = chosen(&self.files)?;
        if let Some(taken) = chosen.iter().map(|file| file.at(&root)).find(|path| path.exists()) {
            return Err(exists(&taken));
        }
        for file in &chosen {
            let path = file.at(&root);
            create_bytes(&path, file.bytes)?;
            print(&shown(&path))?;
        }
        terminal.say("These files no longer change with errhub; after an upgrade, compare them: errhub eject --diff");
        Ok(ExitStatus::Clean)
    }
}

impl BuiltIn {
    fn all() -> impl Iterator<Item = Self> {
        let templates = TEMPLATES.iter().map(|(name, text)| ("templates", *name, text.as_bytes()));
        let statics = STATICS.iter().map(|(name, bytes)| ("static", *name, *bytes));
        let all = templates.chain(statics);
        all.map(|(folder, name, bytes)| Self { folder, name, bytes })
    }

    /// Its path in the site, with forward slashes.
    fn path(self) -> String {
        format!("{}/{}", self.folder, self.name)
    }

    fn at(self, root: &Path) -> std::path::PathBuf {
        root.join(self.folder).join(self.name)
    }

    /// The site's version of it.
    fn own(self, root: &Path) -> Result<Option<Vec<u8>>, Error> {
        let path = self.at(root);
        match read::bytes(&path, read::FILE_LIMIT) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Error::io("read", &path)(error)),
        }
    }
}

/// The files for the names, in their order, without duplicates.
fn chosen(names: &[String]) -> Result<Vec<BuiltIn>, Error> {
    let mut chosen: Vec<BuiltIn> = Vec::new();
    for written in names {
        let name = written.trim_start_matches("./").replace('\\', "/");
        let is_it = |file: &BuiltIn| file.path() == name || file.name == name;
        let is_last = |file: &BuiltIn| file.path().ends_with(&format!("/{name}"));
        let found = BuiltIn::all().find(is_it).or_else(|| BuiltIn::all().find(is_last));
        let Some(file) = found else { return Err(unknown(written, &name)) };
        if !chosen.iter().any(|other| other.path() == file.path()) {
            chosen.push(file);
        }
    }
    Ok(chosen)
}

fn unknown(written: &str, name: &str) -> Error {
    let paths: Vec<String> = BuiltIn::all().map(BuiltIn::path).collect();
    let names = paths.iter().map(String::as_str).chain(BuiltIn::all().map(|file| file.name));
    let help = match did_you_mean(name, names) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`errhub eject --list` lists them".to_owned(),
    };
    Error::Usage { message: format!("there is no built-in file `{}`; {help}", visible(written)) }
}

fn list(root: Option<&Path>) -> Result<ExitStatus, Error> {
    for file in BuiltIn::all() {
        let own = root.map(|root| file.own(root)).transpose()?.flatten();
        let note = match own {
            None => "",
            Some(own) if own == file.bytes => "  (the site has a copy)",
            Some(own) if extends(&own) => "  (the site extends it)",
            Some(_) => "  (the site replaces it)",
        };
        print(&format!("{}{note}", file.path()))?;
    }
    Ok(ExitStatus::Clean)
}

/// Compares the site's files with the built-in ones: all files that the site has, or those in
/// `names`.
fn diff(root: &Path, names: &[String], terminal: &Terminal) -> Result<ExitStatus, Error> {
    let files = if names.is_empty() { BuiltIn::all().collect() } else { chosen(names)? };
    let mut compared = 0;
    for file in files {
        let path = file.path();
        let Some(own) = file.own(root)? else {
            if !names.is_empty() {
                terminal.say(&format!("{path}: the site has no version of its own"));
            }
            continue;
        };
        compared += 1;
        if own == file.bytes {
            terminal.say(&format!("{path}: the same as the built-in one"));
        } else if names.is_empty() && extends(&own) {
            terminal.say(&format!("{path}: extends the built-in one, so it changes with errhub"));
        } else {
            match (std::str::from_utf8(file.bytes), std::str::from_utf8(&own)) {
                (Ok(built_in), Ok(own)) => print(unified(&path, built_in, own).trim_end())?,
                _ => terminal.say(&format!("{path}: differs, and is not text")),
            }
        }
    }
    if compared == 0 && names.is_empty() {
        terminal.say("The site replaces no built-in file");
    }
    Ok(ExitStatus::Clean)
}

/// Whether a template extends the built-in one of the same name instead of replacing it.
fn extends(template: &[u8]) -> bool {
    let text = String::from_utf8_lossy(template);
    text.split("{%").skip(1).any(|tag| {
        let tag = tag.trim_start_matches('-').trim_start();
        let name = tag.strip_prefix("extends").unwrap_or_default().trim_start();
        name.get(1..).is_some_and(|name| name.starts_with("errhub/"))
    })
}

/// The difference to the built-in text, as `diff -u` shows it: changes by the site, or by errhub
/// since.
fn unified(path: &str, built_in: &str, own: &str) -> String {
    let version = env!("CARGO_PKG_VERSION");
    TextDiff::from_lines(built_in, own)
        .unified_diff()
        .header(&format!("{path} (built into errhub {version})"), &format!("{path} (of the site)"))
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(names: &[&str]) -> Result<Vec<String>, String> {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let chosen = chosen(&names).map_err(|error| error.to_string())?;
        Ok(chosen.into_iter().map(BuiltIn::path).collect())
    }

    #[test]
    fn files_are_named_in_short_and_in_full() {
        let style = Ok(vec!["static/assets/style.css".to_owned()]);
        for name in
            ["style.css", "assets/style.css", "static/assets/style.css", "./assets/style.css"]
        {
            assert_eq!(paths(&[name]), style, "{name}");
        }
        assert_eq!(paths(&["base.html", "templates/base.html"]).unwrap(), ["templates/base.html"]);
        assert!(paths(&["bse.html"]).unwrap_err().contains("did you mean `base.html`?"));
        assert!(paths(&["css"]).unwrap_err().contains("--list"));
    }

    #[test]
    fn extending_is_not_replacing() {
        assert!(extends(b"{% extends \"errhub/base.html\" %}"));
        assert!(extends(b"{# x #}\n{%- extends 'errhub/base.html' -%}"));
        assert!(!extends(b"{% extends \"base.html\" %}errhub/"));
        assert!(!extends(b"<p>{% extends %}</p>"));
    }
}
