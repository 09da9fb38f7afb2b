//! The files of `errhub error-pages`: a page for each HTTP status, and configuration for servers that
//! shows them.

mod apache;
mod caddy;
mod haproxy;
mod nginx;
mod readme;

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::http_status;
use crate::pipeline::Loaded;

/// The folder of the pages, below that of all files.
const PAGES: &str = "pages";

/// The path at which servers find the pages. Readers never see it.
const PATH: &str = "/errhub-error-pages/";

/// The requested pages.
#[derive(Debug, Clone)]
pub struct Options {
    /// The statuses; empty for all that the hub has an article about.
    pub codes: Vec<u16>,
    /// The folder on the server into which the files are copied, without a slash at the end.
    pub folder: String,
    /// After how many seconds clients should come back after a 503 (RFC 9110, section 10.2.3).
    pub retry_after: Option<u32>,
}

/// The files, with the diagnostics.
#[derive(Debug, Default)]
pub struct ErrorPages {
    /// Every file by its path, with forward slashes.
    pub files: BTreeMap<String, Vec<u8>>,
    /// How many of them are pages.
    pub pages: usize,
    /// The diagnostics. If there is an error, the files are incomplete.
    pub diagnostics: Vec<Diagnostic>,
}

/// Pages by status.
type Pages = BTreeMap<u16, String>;

/// The input for the configuration of servers.
struct Setup<'a> {
    /// The hub's name, on one line.
    title: String,
    folder: &'a str,
    retry_after: Option<u32>,
    /// The pages in the main language, by status.
    pages: Pages,
    /// The codes of all languages, the main one first; none if there is only one.
    languages: Vec<String>,
    /// The same pages in each further language: its code, and the pages by status.
    translations: Vec<(String, Pages)>,
}

impl Setup<'_> {
    fn statuses(&self) -> impl Iterator<Item = u16> {
        self.pages.keys().copied()
    }

    /// The folders of the pages in the further languages, with a slash at the end, and that of the
    /// main language, which is empty.
    fn folders(&self) -> impl Iterator<Item = String> {
        let further = self.translations.iter().map(|(code, _)| format!("{code}/"));
        std::iter::once(String::new()).chain(further)
    }

    /// A regular expression for the first of the languages in `Accept-Language` (RFC 9110, section
    /// 12.5.4), whose group is the code; `None` if there is only one language. It ignores weights,
    /// because browsers list preferred languages first.
    fn accepted(&self) -> Option<String> {
        // Of `pt` and `pt-BR`, the longer one has to be tried first.
        let mut codes: Vec<&str> = self.languages.iter().map(String::as_str).collect();
        codes.sort_by_key(|code| std::cmp::Reverse(code.len()));
        (!codes.is_empty()).then(|| format!("(?:^|[,\\s])({})(?:[-,;\\s]|$)", codes.join("|")))
    }

    /// The seconds in `Retry-After`, if a page has this header.
    fn retry_after(&self) -> Option<u32> {
        self.retry_after.filter(|_| self.pages.contains_key(&UNAVAILABLE))
    }
}

/// The status that may announce when the server is back (RFC 9110, section 15.6.4).
const UNAVAILABLE: u16 = 503;

/// Makes the files for `loaded`.
///
/// # Errors
/// If the hub has no article about a status ([`Error::Usage`]), or the disk refuses.
pub fn make(loaded: &Loaded, options: &Options) -> Result<ErrorPages, Error> {
    let articles = loaded.site.by_status();
    let known = || articles.keys().map(u16::to_string).collect::<Vec<_>>().join(", ");
    if articles.is_empty() {
        let message = "the hub has no article about an HTTP status of 400 or more: one whose `code` is \
                       the status, and whose `messages` contain its name, such as `502 Bad Gateway`";
        return Err(Error::Usage { message: message.to_owned() });
    }
    if let Some(code) = options.codes.iter().find(|code| !articles.contains_key(code)) {
        let name = http_status::name(&code.to_string()).unwrap_or("not a registered status");
        let message = format!(
            "the hub has no article about the HTTP status {code} ({name}); it has {}",
            known()
        );
        return Err(Error::Usage { message });
    }
    let mut made = ErrorPages::default();
    let mut pages = BTreeMap::new();
    for (status, article) in articles {
        if options.codes.is_empty() || options.codes.contains(&status) {
            let (page, wrong) = loaded.error_page(None, article, status)?;
            made.diagnostics.extend(wrong);
            pages.extend(page.map(|page| (status, page)));
        }
    }
    let translations = translated(loaded, &pages, &mut made.diagnostics)?;
    // A mistake in a template is the same on each page.
    let mut seen = Vec::new();
    made.diagnostics.retain(|one| {
        let is_new = !seen.contains(one);
        if is_new {
            seen.push(one.clone());
        }
        is_new
    });
    let title = loaded.project.config.title.split_whitespace().collect::<Vec<_>>().join(" ");
    let (folder, retry_after) = (options.folder.as_str(), options.retry_after);
    let main = loaded.project.config.language.clone();
    let further = translations.iter().map(|(code, _)| code.clone());
    let mut languages: Vec<String> = std::iter::once(main).chain(further).collect();
    if translations.is_empty() {
        languages.clear();
    }
    let setup = Setup { title, folder, retry_after, pages, languages, translations };
    made.pages = setup.pages.len() * setup.folders().count();
    let configurations = [
        ("nginx.conf".to_owned(), nginx::configuration(&setup)),
        ("apache.conf".to_owned(), apache::configuration(&setup)),
        ("Caddyfile".to_owned(), caddy::configuration(&setup)),
        ("haproxy.cfg".to_owned(), haproxy::configuration(&setup)),
        ("README.md".to_owned(), readme::text(&setup)),
    ];
    let all_pages =
        std::iter::once(&setup.pages).chain(setup.translations.iter().map(|(_, all)| all));
    let pages = setup.folders().zip(all_pages).flat_map(|(folder, pages)| {
        let path = move |status| format!("{PAGES}/{folder}{status}.html");
        pages.iter().map(move |(status, page)| (path(status), page.clone()))
    });
    let all = configurations.into_iter().chain(pages).chain(haproxy::responses(&setup));
    made.files = all.map(|(path, text)| (path, text.into_bytes())).collect();
    Ok(made)
}

/// The pages of `main` in each further language that has one of them, by code. A page without a
/// translation is that of the main language, so that servers find all of them.
fn translated(
    loaded: &Loaded,
    main: &Pages,
    wrong: &mut Vec<Diagnostic>,
) -> Result<Vec<(String, Pages)>, Error> {
    let mut translations = Vec::new();
    let editions = loaded.project.translations.iter().zip(&loaded.site.translations);
    for (number, (project, site)) in editions.enumerate() {
        let mut pages = main.clone();
        let mut is_translated = false;
        for (status, article) in site.by_status() {
            let Some(page) = pages.get_mut(&status) else { continue };
            let (own, more) = loaded.error_page(Some(number), article, status)?;
            wrong.extend(more);
            if let Some(own) = own {
                (*page, is_translated) = (own, true);
            }
        }
        if is_translated {
            translations.push((project.config.language.clone(), pages));
        }
    }
    Ok(translations)
}
