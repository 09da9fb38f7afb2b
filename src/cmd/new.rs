//! `errhub new`: an article that is ready to be filled in.

mod page;
mod suggestion;
mod translation;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::Args;

use super::create::{create, exists, shown};
use super::output::{Terminal, print};
use super::report::refuse;
use super::{ExitStatus, Global, today};
use crate::config::{FieldKind, OwnField, OwnFields, SiteConfig};
use crate::date::Date;
use crate::discover;
use crate::error::Error;
use crate::http_status;
use crate::parse::front_matter;
use crate::parse::own_fields;
use crate::path::SourcePath;
use crate::read;
use crate::report::visible;
use crate::site::title_of;

/// Write an article, or a page such as an imprint, that is ready to be filled in.
///
/// Parts that only the author can write begin with `TODO:`, and `errhub check` warns until they are
/// filled in. Existing files are never touched.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    errhub new 504\n  \
    errhub new http/504-gateway-timeout\n  \
    errhub new http/520 --title \"520 Web server returned an unknown error\"\n  \
    errhub new dns/dns-server-not-responding --title \"DNS server not responding\"\n  \
    errhub new pages/imprint\n  \
    errhub new --translate de http/502-bad-gateway\n\n\
    Exit codes: 0 the article was created, 2 it was not.")]
pub(super) struct New {
    /// CATEGORY/NAME, an HTTP status code, or pages/NAME
    #[arg(value_name = "PATH-OR-CODE")]
    article: String,
    /// The error's name as people see it [default: IANA's name of an HTTP status]
    #[arg(long, value_parser = title)]
    title: Option<String>,
    /// Translate this article into a language of site.yaml, with the original beside each field
    #[arg(long, value_name = "LANG", conflicts_with = "title")]
    translate: Option<String>,
}

fn title(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.is_empty() || text.contains(char::is_control) {
        return Err("a title is one line of text".into());
    }
    Ok(text.to_owned())
}

impl New {
    pub(super) fn run(self, global: &Global, terminal: &Terminal) -> Result<ExitStatus, Error> {
        if let Some(language) = &self.translate {
            return self.translation(language, global, terminal);
        }
        // Mistakes in site.yaml should not keep an author from writing.
        let (root, config) = match global.project()? {
            Ok(project) => (project.root, Some(project.config)),
            Err((root, _)) => (root, None),
        };
        let fields = config.as_ref().map(|config| config.fields.clone()).unwrap_or_default();
        let content = root.join("content");
        if let Some(name) = page::name_of(&self.article) {
            let path = page::new(&content, name, self.title.as_deref())?;
            print(&shown(&path))?;
            terminal.say("Next:");
            terminal.say("- write its text, with `errhub serve --open` running");
            return Ok(ExitStatus::Clean);
        }
        let categories = categories(&content)?;
        let target = Target::of(&self.article, self.title.clone());
        let target = match target.and_then(|target| target.check_case(&categories)) {
            Ok(target) => target,
            Err(why) => {
                let better = suggestion::of(&self.article, self.title, &categories);
                let Some((command, target)) = better else { return usage(why) };
                let folder = content.join(&target.category);
                target.check_free(&folder, &neighbours(&folder, &fields)?)?;
                return usage(format!("{why}; try: {command}"));
            }
        };
        let folder = content.join(&target.category);
        let neighbours = neighbours(&folder, &fields)?;
        target.check_free(&folder, &neighbours)?;

        let mut written = vec![folder.join(format!("{}.md", target.stem))];
        create(&written[0], &target.text(config.as_ref(), &neighbours, today()?.date()?))?;
        let index = folder.join("_index.md");
        if !index.exists() {
            create(&index, &category_text(&target.category))?;
            written.push(index);
        }
        for path in &written {
            print(&shown(path))?;
        }
        terminal.say("Next:");
        terminal
            .say("- fill in the parts that begin with TODO:, with `errhub serve --open` running");
        terminal.say(&format!(
            "- add {}/{} to the `related` of another article, so that readers find it",
            target.category, target.stem
        ));
        Ok(ExitStatus::Clean)
    }
}

impl New {
    /// Writes the form of a translation.
    fn translation(
        &self,
        language: &str,
        global: &Global,
        terminal: &Terminal,
    ) -> Result<ExitStatus, Error> {
        let project = match global.project()? {
            Ok(project) => project,
            Err((root, diagnostics)) => return Ok(refuse(terminal, &root, &diagnostics)),
        };
        for path in translation::new(&project, language, &self.article, today()?.date()?)? {
            print(&shown(&path))?;
        }
        terminal.say("Next:");
        terminal.say("- translate the comments into the parts that begin with TODO:");
        terminal.say(&format!(
            "- run `errhub stamp {language}/{}` when it is done",
            self.article.trim_matches('/').trim_start_matches("content/").trim_end_matches(".md")
        ));
        Ok(ExitStatus::Clean)
    }
}

/// The article to create.
#[derive(Debug, PartialEq, Eq)]
struct Target {
    category: String,
    /// The file's name without `.md`.
    stem: String,
    code: Option<String>,
    /// `None` if only the author knows it.
    title: Option<String>,
    /// The text of an HTTP error page: `504 Gateway Timeout`.
    message: Option<String>,
}

impl Target {
    /// Interprets the command line. A path may also be typed with `content/` and `.md`.
    ///
    /// # Errors
    /// The reason why it does not name an article.
    fn of(article: &str, title: Option<String>) -> Result<Self, String> {
        let bare = article.trim_start_matches("./").trim_matches('/');
        let bare = bare.strip_prefix("content/").unwrap_or(bare);
        let bare = bare.strip_suffix(".md").unwrap_or(bare);
        let (category, name) = match bare.split('/').collect::<Vec<_>>()[..] {
            [""] => {
                return Err("name the article, as CATEGORY/NAME or by an HTTP status code".into());
            }
            [code] if is_status(code) => ("http", code),
            [name] => return Err(format!("`{}` does not name a category", visible(name))),
            [category, name] => (category, name),
            _ => {
                let path = visible(bare);
                return Err(format!(
                    "`{path}` has more than two parts; it should be CATEGORY/NAME"
                ));
            }
        };
        discover::clean(category).map_err(|_| unclean(category))?;
        discover::article_name(&format!("{name}.md")).map_err(|_| unclean(name))?;
        if name.len().max(category.len()) > LONGEST {
            return Err(format!("the name is longer than {LONGEST} characters"));
        }

        let code = code_in(name);
        let message = code
            .filter(|_| category == "http")
            .and_then(|code| http_status::name(code).map(|name| format!("{code} {name}")));
        let title = title.or_else(|| message.clone());
        let stem = match (&message, &title) {
            // The address is for people, so it has more words than the number.
            (Some(message), _) if code == Some(name) => suggestion::ascii_slug(message),
            (None, Some(title)) if code == Some(name) => {
                with_code(name, &suggestion::ascii_slug(title))
            }
            (None, None) if category == "http" && is_status(name) => {
                return Err(format!("IANA has no name for the HTTP status {name}"));
            }
            _ => name.to_owned(),
        };
        let code = code.map(str::to_owned);
        Ok(Self { category: category.to_owned(), stem, code, title, message })
    }

    /// On many file systems and hosts, `HTTP/` and `http/` are the same.
    fn check_case(self, categories: &[String]) -> Result<Self, String> {
        let is_it =
            |name: &&String| name.eq_ignore_ascii_case(&self.category) && **name != self.category;
        match categories.iter().find(is_it) {
            Some(name) => Err(format!("there is already a category spelled `{name}`")),
            None => Ok(self),
        }
    }

    /// Each error has one article: no other article in the category may have its name or code.
    fn check_free(&self, folder: &Path, neighbours: &[Neighbour]) -> Result<(), Error> {
        for neighbour in neighbours {
            let path = folder.join(format!("{}.md", neighbour.stem));
            if neighbour.stem.eq_ignore_ascii_case(&self.stem) {
                return Err(exists(&path));
            }
            if let Some(code) = self.code.as_deref().filter(|code| neighbour.has_code(code)) {
                return usage(format!(
                    "{} is already the article about {code}, and errhub never overwrites files",
                    shown(&path)
                ));
            }
        }
        Ok(())
    }

    fn text(&self, config: Option<&SiteConfig>, neighbours: &[Neighbour], today: Date) -> String {
        // Placeholders name their error, so that two articles have different ones.
        let name = self.title.clone().unwrap_or_else(|| self.stem.replace(['-', '_'], " "));
        let title = self.title.clone().unwrap_or_else(|| format!("TODO: {name}"));
        let message =
            self.message.clone().unwrap_or_else(|| format!("TODO: the text of the error “{name}”"));
        let platforms: Vec<&str> = config
            .map(|config| config.platforms.iter().map(|platform| platform.name.as_str()).collect())
            .unwrap_or_default();
        let callouts: Vec<&str> = config
            .map(|config| config.callouts.iter().map(|callout| callout.id.as_str()).collect())
            .unwrap_or_default();
        let related: Vec<_> = neighbours
            .iter()
            .map(|neighbour| format!("{}/{}", self.category, neighbour.stem))
            .take(3)
            .collect();
        format!(
            include_str!("new/article.md"),
            title = quoted(&title),
            code = self.code.as_ref().map_or_else(
                || "# code: \"…\"".to_owned(),
                |code| format!("code: {}", quoted(code))
            ),
            message = quoted(&message),
            platforms = listed(&platforms),
            some_platforms = some(&platforms, "Chrome"),
            description = quoted(&format!("TODO: what “{name}” means and how to get past it")),
            related = some(&related, "http/502-bad-gateway"),
            today = today,
            callouts = listed(&callouts),
            some_callouts = some(&callouts, "vpn"),
            own = config.map(own_fields_of).unwrap_or_default(),
        )
    }
}

/// The fields that the site declares, each with a comment.
fn own_fields_of(config: &SiteConfig) -> String {
    config.fields.iter().map(|(name, field)| own_field(name, field)).collect()
}

fn own_field(name: &str, field: &OwnField) -> String {
    let label = field.label(name);
    let needed = if field.required { ", which every article needs" } else { "" };
    let todo = quoted(&format!("TODO: {label}"));
    let value = match (field.kind, field.required) {
        (FieldKind::Text, true) => format!("{name}: {todo}"),
        (FieldKind::List, true) => format!("{name}:\n  - {todo}"),
        (FieldKind::Text | FieldKind::List, false) => format!("# {name}: …"),
        // Only a text can say that a value is still to be chosen.
        (FieldKind::Choice, _) => {
            format!("# {name}: {}", field.values.first().map_or("…", String::as_str))
        }
        (FieldKind::YesNo, _) => format!("# {name}: true"),
        (FieldKind::Number, _) => format!("# {name}: 1"),
        (FieldKind::Date, _) => format!("# {name}: 2026-04-02"),
    };
    format!("# {label}{needed}: {}.\n{value}\n", own_fields::allowed(field))
}

/// An existing article.
struct Neighbour {
    stem: String,
    /// The code in its front matter, if that can be read.
    code: Option<String>,
}

impl Neighbour {
    fn has_code(&self, code: &str) -> bool {
        let codes = [self.code.as_deref(), code_in(&self.stem)];
        codes.into_iter().flatten().any(|other| other.eq_ignore_ascii_case(code))
    }
}

/// The articles of a category, by name; none if the folder does not exist yet.
fn neighbours(folder: &Path, fields: &OwnFields) -> Result<Vec<Neighbour>, Error> {
    let mut neighbours = Vec::new();
    for path in entries(folder)? {
        let stem = path.file_name().and_then(|name| name.to_str()?.strip_suffix(".md"));
        let Some(stem) = stem.filter(|stem| *stem != "_index" && path.is_file()) else { continue };
        let bytes = read::bytes(&path, read::TEXT_LIMIT).map_err(Error::io("read", &path))?;
        neighbours.push(Neighbour { stem: stem.to_owned(), code: code_of(&bytes, fields) });
    }
    Ok(neighbours)
}

/// The code of an article, whose mistakes do not matter to `new`.
fn code_of(article: &[u8], fields: &OwnFields) -> Option<String> {
    let text = std::str::from_utf8(article).ok()?;
    let parts = front_matter::split(&SourcePath::new(""), text).ok()?;
    own_fields::decode(&text[parts.yaml], fields).ok()?.code
}

/// The existing categories.
fn categories(content: &Path) -> Result<Vec<String>, Error> {
    let folders = entries(content)?.into_iter().filter(|path| path.is_dir());
    Ok(folders.filter_map(|path| Some(path.file_name()?.to_str()?.to_owned())).collect())
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let listed = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        listed => listed.and_then(|all| all.map(|one| Ok(one?.path())).collect()),
    };
    let mut paths: Vec<PathBuf> = listed.map_err(Error::io("read", folder))?;
    paths.sort();
    Ok(paths)
}

fn category_text(category: &str) -> String {
    let known = KNOWN_CATEGORIES.iter().find(|(id, ..)| *id == category);
    let (title, badge) = match known {
        Some((_, title, badge)) => ((*title).to_owned(), format!("badge: {badge}")),
        None => (title_of(category), "# badge: \"…\"".to_owned()),
    };
    format!(include_str!("new/category.md"), title = quoted(&title), badge = badge)
}

/// Titles and badges for folders that are common in hubs.
const KNOWN_CATEGORIES: &[(&str, &str, &str)] = &[
    ("http", "HTTP status errors", "HTTP Status Error"),
    ("dns", "DNS errors", "DNS Error"),
    ("connection", "Connection errors", "Connection Error"),
    ("tls", "TLS and certificate errors", "Certificate Error"),
];

/// Whether this is three digits (RFC 9110, section 15).
fn is_status(name: &str) -> bool {
    name.len() == 3 && name.bytes().all(|byte| byte.is_ascii_digit())
}

/// The code at the start of a name: `504-gateway-timeout`, `0x80070035-network-path-not-found`.
fn code_in(name: &str) -> Option<&str> {
    let first = name.split('-').next()?;
    first.starts_with(|letter: char| letter.is_ascii_digit()).then_some(first)
}

/// A name that begins with its code.
fn with_code(code: &str, name: &str) -> String {
    let rest = name.strip_prefix(&code.to_lowercase()).unwrap_or(name).trim_start_matches('-');
    if rest.is_empty() { code.to_owned() } else { format!("{code}-{rest}") }
}

/// A text in YAML's double-quoted style, which includes JSON's strings (YAML 1.2, section 1.3).
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// `: Chrome, Firefox`, or nothing.
fn listed(names: &[impl AsRef<str>]) -> String {
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    if names.is_empty() { String::new() } else { format!(": {}", names.join(", ")) }
}

/// The first few names, or an example.
fn some(names: &[impl AsRef<str>], example: &str) -> String {
    let names: Vec<&str> = names.iter().take(3).map(AsRef::as_ref).collect();
    if names.is_empty() { example.to_owned() } else { names.join(", ") }
}

fn usage<T>(message: String) -> Result<T, Error> {
    Err(Error::Usage { message })
}

/// Every file system limits the length of names.
const LONGEST: usize = 100;

fn unclean(name: &str) -> String {
    let name = visible(name);
    format!(
        "`{name}` does not make a clean address, which consists of ASCII letters, digits and hyphens"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::front_matter::ArticleFront;
    use crate::yaml;

    fn target(article: &str, title: Option<&str>) -> Result<(String, Option<String>), String> {
        let target = Target::of(article, title.map(str::to_owned))?;
        Ok((format!("{}/{}", target.category, target.stem), target.title))
    }

    #[test]
    fn paths_and_codes_name_the_same_article() {
        let gateway = Ok(("http/504-gateway-timeout".into(), Some("504 Gateway Timeout".into())));
        for article in [
            "504",
            "http/504",
            "http/504-gateway-timeout",
            "content/http/504-gateway-timeout.md",
            "./content/http/504.md",
            "/http/504/",
        ] {
            assert_eq!(target(article, None), gateway, "{article}");
        }
    }

    #[test]
    fn a_title_names_a_status_that_the_registry_does_not() {
        let stem = |article, title| target(article, Some(title)).unwrap().0;
        assert_eq!(stem("520", "520 Unknown Error"), "http/520-unknown-error");
        assert_eq!(stem("http/520", "Unknown error"), "http/520-unknown-error");
        assert_eq!(stem("http/520", "不明"), "http/520");
        assert_eq!(stem("504", "My 504"), "http/504-gateway-timeout");
        assert_eq!(stem("win/0x80070035", "0x80070035 x"), "win/0x80070035-x");
        assert_eq!(stem("dns/a-b", "A, B"), "dns/a-b");
        assert_eq!(target("dns/a-b", None), Ok(("dns/a-b".into(), None)));
    }

    #[test]
    fn names_that_cannot_be_addresses_are_rejected() {
        for article in
            ["", "/", "dns", "http/", "../x", "http/..", "http/_index", "http/index", "a//b"]
        {
            assert!(target(article, None).is_err(), "{article}");
        }
        assert!(target("http/520", None).is_err(), "it has no name");
        assert!(target(&format!("dns/{}", "x".repeat(300)), None).is_err());
    }

    #[test]
    fn every_registered_status_makes_a_clean_name() {
        for (code, name) in http_status::NAMES {
            let (path, title) = target(code, None).unwrap();
            let stem = path.strip_prefix("http/").unwrap();
            assert!(stem.starts_with(&format!("{code}-")), "{stem}");
            assert_eq!(discover::article_name(&format!("{stem}.md")), Ok(()));
            assert_eq!(title.unwrap(), format!("{code} {name}"));
        }
        assert!(http_status::NAMES.is_sorted_by(|a, b| a.0 < b.0), "each code is there once");
    }

    #[test]
    fn titles_survive_yaml() {
        let awkward = "“a”: \"b\" # {c} [d] \\ 'e' %f";
        let target = Target::of("dns/x", Some(awkward.into())).unwrap();
        let text = target.text(None, &[], Date::new(2026, 4, 2).unwrap());
        let parts = front_matter::split(&SourcePath::new("content/dns/x.md"), &text).unwrap();
        let front: ArticleFront = yaml::decode(&text[parts.yaml]).unwrap();
        assert_eq!(front.title, awkward);
        assert_eq!(front.updated.to_string(), "2026-04-02");
    }
}
