//! Advice on what to write instead of an address that leads nowhere.

use std::collections::HashMap;

use super::{Dead, Links};
use crate::config::{SITE_FILE, with_host};
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::output::Role;
use crate::path::{SourcePath, UrlPath};

/// Describes dead addresses. Finding what was meant takes a search through all files of the site,
/// so it is done once for each address, and only for a limited number.
pub struct Advice<'a> {
    links: Links<'a>,
    /// Suggestions for the address of a page or of a picture.
    near: HashMap<(UrlPath, bool), Option<SourcePath>>,
}

/// The maximum number of searches. If a whole category is gone, thousands of links lead to it, and
/// no suggestion would help.
const SUGGESTIONS: usize = 20;

impl<'a> Advice<'a> {
    /// Advice for the links of a site.
    #[must_use]
    pub fn new(links: Links<'a>) -> Self {
        Self { links, near: HashMap::new() }
    }

    /// The diagnostic for a dead address, with a suggestion.
    pub fn about(&mut self, dead: &Dead) -> Diagnostic {
        let Dead { url, place, is_picture, .. } = dead;
        let code = if *is_picture { Code::MissingImage } else { Code::DeadLink };
        let what = if *is_picture { "there is no picture" } else { "nothing is published" };
        if let Some(draft) = self.draft(url) {
            let message = format!("{draft} is a draft, so nothing is published at {url}");
            return Diagnostic::new(code, message, place.clone())
                .help("publish it with `draft: false`, or remove the link until then");
        }
        let file = place.file.as_str();
        let message = if file.starts_with("templates/") {
            let built_in = if self.links.templates.is_own(&place.file) { "" } else { "built-in " };
            format!("the {built_in}template leads to {url}, where {what}")
        } else {
            format!("{what} at {url}")
        };
        let near = self.near(url, *is_picture);
        let help = near.map_or_else(
            || self.general(dead),
            |near| format!("did you mean `{}`?", self.written(&near, &place.file)),
        );
        Diagnostic::new(code, message, place.clone()).help(help)
    }

    /// The draft that would be published at `url`, or whose page a translation would lead to.
    fn draft(&self, url: &UrlPath) -> Option<&'a SourcePath> {
        let url = url.to_out().ok()?.to_url();
        let site = self.links.site;
        let at = |url: &UrlPath| {
            site.draft(url).or_else(|| site.draft(&UrlPath::from_encoded(&format!("{url}/"))))
        };
        at(&url).or_else(|| at(&self.links.original(&url)?))
    }

    /// How one file writes the path to another.
    fn written(&self, target: &SourcePath, from: &SourcePath) -> String {
        let asset = target.as_str().strip_prefix("static/");
        let url = asset.map(UrlPath::file).or_else(|| UrlPath::of_content(target));
        let url = url.unwrap_or_else(UrlPath::root);
        match (from.as_str(), asset) {
            (SITE_FILE, _) => self.links.project.config.base_url.absolute(&url),
            (from, Some(path)) if from.starts_with("templates/") => {
                format!("{{{{ asset(path=\"{path}\") }}}}")
            }
            (from, None) if from.starts_with("templates/") => {
                format!("{{{{ site.base_path }}}}{url}")
            }
            (_, Some(_)) => url.to_string(),
            (from, None) => relative(from, target),
        }
    }

    /// The help if nothing similar was found.
    fn general(&self, dead: &Dead) -> String {
        let Dead { href, place, is_picture, .. } = dead;
        let base = &self.links.project.config.base_url;
        let is_rooted = href.starts_with('/') || with_host(href).is_some();
        match place.file.as_str() {
            file if file.starts_with("templates/") && !is_rooted => format!(
                "a relative address leads somewhere else from each page; begin it with \
                 `{{{{ site.base_path }}}}/`, as in `{{{{ site.base_path }}}}/{}`",
                href.trim_start_matches(['.', '/'])
            ),
            file if file.starts_with("templates/") => {
                "write the address of a page or file of the hub, or the full address of another site"
                    .to_owned()
            }
            SITE_FILE => "write the address of a page of the hub that exists, or of another site".to_owned(),
            _ if *is_picture => {
                "put the file beside the article, and write its path from there".to_owned()
            }
            _ => {
                let pages = "link to another article by the path of its .md file, such as `../dns/name.md`";
                let above = href.strip_prefix(base.path()).filter(|_| !base.path().is_empty() && is_rooted);
                match above {
                    Some(path) => format!(
                        "{pages}; to a page outside the hub, by its full address: `{}`",
                        base.whole(path)
                    ),
                    None => pages.to_owned(),
                }
            }
        }
    }

    /// The file that was probably meant by an address.
    fn near(&mut self, url: &UrlPath, is_picture: bool) -> Option<SourcePath> {
        let key = (url.clone(), is_picture);
        if let Some(near) = self.near.get(&key) {
            return near.clone();
        }
        if self.near.len() >= SUGGESTIONS {
            return None;
        }
        let wanted = url.decoded();
        let wanted = wanted.trim_end_matches("index.html").trim_end_matches('/');
        let near = self
            .of_static(wanted)
            .or_else(|| if is_picture { self.picture(wanted) } else { self.page(wanted) });
        self.near.insert(key, near.clone());
        near
    }

    /// The file `static/x.png` for the address that `x.png` is published at.
    fn of_static(&self, wanted: &str) -> Option<SourcePath> {
        let at = wanted.rfind("static/").filter(|at| *at == 0 || wanted[..*at].ends_with('/'))?;
        let source = SourcePath::new(&wanted[at..]);
        let out = source.as_str().strip_prefix("static/")?;
        let role = self.links.plan.file(out)?.role();
        matches!(role, Role::Copy(_) | Role::Asset).then_some(source)
    }

    /// A file with the same name elsewhere, or with nearly the same path.
    fn picture(&self, wanted: &str) -> Option<SourcePath> {
        let name = name_of(wanted);
        let files = || {
            self.links.plan.iter().filter_map(|(out, file)| match file.role() {
                Role::Copy(source) => Some((out.as_str(), source)),
                _ => None,
            })
        };
        let same = files().find(|(out, _)| name_of(out) == name);
        let near = || {
            let near = did_you_mean(wanted, files().map(|(out, _)| out))?;
            files().find(|(out, _)| *out == near)
        };
        same.or_else(near).map(|(_, source)| source.clone())
    }

    fn page(&self, wanted: &str) -> Option<SourcePath> {
        let site = self.links.site;
        let lower = wanted.to_ascii_lowercase();
        let stem =
            [".md", ".markdown", ".html", ".htm"].iter().find_map(|end| lower.strip_suffix(end));
        let wanted = &wanted[..stem.map_or(wanted.len(), str::len)];
        let last = name_of(wanted).to_lowercase();
        let ids = || site.articles.iter().map(|article| article.id.as_str());
        let categories = || site.categories.iter().map(|category| category.id.as_str());
        // Ids in one category have the same first half, so only the names are compared.
        let article =
            ids().find(|id| *id == wanted || name_of(id).to_lowercase() == last).or_else(|| {
                let near = did_you_mean(&last, ids().map(name_of))?;
                ids().find(|id| name_of(id) == near)
            });
        let category = || {
            let near = did_you_mean(wanted, categories().filter(|_| !wanted.contains('/')))?;
            Some(SourcePath::new(format!("content/{near}/_index.md")))
        };
        article.map(|id| SourcePath::new(format!("content/{id}.md"))).or_else(category)
    }
}

/// The last part of a path.
fn name_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

/// The path to `target` as written in the file `from`.
pub(super) fn relative(from: &str, target: &SourcePath) -> String {
    let mut from: Vec<&str> = from.split('/').collect();
    from.pop();
    let to: Vec<&str> = target.as_str().split('/').collect();
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let mut path = "../".repeat(from.len() - common);
    path.push_str(&to[common..].join("/"));
    path
}
