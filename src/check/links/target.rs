//! What an address of a page leads to.

use super::Links;
use crate::address::{self, Fault, Use};
use crate::config::with_host;
use crate::output::{PlanIndex, Role};
use crate::path::UrlPath;

/// What a link leads to.
pub(super) enum Target<'h> {
    /// A page or file of the output; the anchor may be empty.
    File(PlanIndex, &'h str),
    /// Nothing, and here is the address.
    Nothing(UrlPath),
    /// A document whose mistakes are said elsewhere.
    Broken,
    /// A page of the preview that runs on the author's computer.
    Preview(UrlPath),
    /// Nowhere, whatever is published.
    Faulty(Fault),
    /// Another site, or the site above the hub.
    Elsewhere,
}

impl Links<'_> {
    /// What `href` on the page at `page` leads to, as a browser understands it.
    pub(super) fn target(self, page: PlanIndex, href: &str, usage: Use) -> Target<'_> {
        let href = href.trim_ascii();
        if href.starts_with(['#', '?']) {
            return Target::File(page, anchor(href));
        }
        let base = &self.project.config.base_url;
        if href.starts_with('/') || with_host(href).is_some() {
            return match base.local(href) {
                Some(local) => self.published(local, anchor(local)),
                None => self.preview(href).or_else(|| blocked(href, usage)).unwrap_or_else(|| {
                    address::fault(href, usage).map_or(Target::Elsewhere, Target::Faulty)
                }),
            };
        }
        if let Some(fault) = address::fault(href, usage) {
            return Target::Faulty(fault);
        }
        if address::scheme(href).is_some() {
            return Target::Elsewhere;
        }
        let whole = match self.plan.at(page) {
            Some((out, file)) if file.role() != Role::PageAnywhere => {
                join(&base.href(&out.to_url()), href)
            }
            // It is shown at any address, so what a relative one leads to is anybody's guess.
            _ => return Target::Nothing(UrlPath::from_encoded(href)),
        };
        match base.local(&whole) {
            Some(local) => self.published(local, anchor(href)),
            None => Target::Elsewhere,
        }
    }

    /// What is published at an address of the hub, without the path of `base_url`.
    fn published<'h>(self, local: &str, anchor: &'h str) -> Target<'h> {
        let path = local.split(['?', '#']).next().unwrap_or_default();
        if let Some(file) = self.plan.served(path) {
            return Target::File(file, anchor);
        }
        let url = UrlPath::from_encoded(path);
        if self.is_broken(&url) { Target::Broken } else { Target::Nothing(url) }
    }

    /// Whether a document would be published there if it had no mistakes. Hosts add the last slash.
    fn is_broken(self, url: &UrlPath) -> bool {
        let Ok(out) = url.to_out() else { return self.plan.is_unfit(&url.decoded()) };
        let url = out.to_url();
        let with_slash = || UrlPath::from_encoded(&format!("{url}/"));
        let broken = &self.site.broken;
        broken.contains_key(&url) || !broken.is_empty() && broken.contains_key(&with_slash())
    }

    /// The page that an address of the preview shows. Other addresses of the reader's own computer are
    /// those of programs that an article may well be about.
    fn preview<'h>(self, href: &str) -> Option<Target<'h>> {
        /// Where `errhub serve` listens if nobody says otherwise.
        const USUAL: &str = ":4040";
        let (host, path) = with_host(href).filter(|(host, _)| address::is_loopback(host))?;
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let base = self.project.config.base_url.path();
        let local =
            path.strip_prefix(base).filter(|rest| rest.is_empty() || rest.starts_with('/'))?;
        let is_page = !local.trim_matches('/').is_empty() && self.plan.served(local).is_some();
        let is_preview = is_page || !base.is_empty() || host.ends_with(USUAL);
        is_preview.then(|| Target::Preview(UrlPath::from_encoded(local)))
    }
}

/// A picture that the pages' own policy does not allow (`src/render/headers.rs`), as browsers on a
/// secure page would not in any case.
fn blocked<'h>(href: &str, usage: Use) -> Option<Target<'h>> {
    let insecure = href.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("http://"));
    (insecure && usage == Use::Picture).then(|| {
        Target::Faulty(Fault {
            code: crate::diagnostic::Code::BlockedPicture,
            message: "browsers do not show this picture: its address begins with `http://`".into(),
            help: format!(
                "write `https://{}` if the site has it there, or put a copy beside the article",
                &href[7..]
            ),
        })
    })
}

/// The anchor of an address. A text to be marked is none (URL Fragment Text Directives, section 3.1).
pub(super) fn anchor(href: &str) -> &str {
    let anchor = href.split_once('#').map_or("", |(_, anchor)| anchor);
    anchor.split(":~:").next().unwrap_or_default()
}

/// Where a relative address leads from the page at `base` (RFC 3986, section 5.2).
fn join(base: &str, relative: &str) -> String {
    let path = relative.split(['?', '#']).next().unwrap_or_default();
    let mut parts: Vec<&str> = base.split('/').collect();
    parts.pop();
    let mut is_folder = true;
    for part in path.split('/') {
        is_folder = matches!(part, "" | "." | "..");
        match part {
            "" | "." => {}
            ".." => parts.truncate(1.max(parts.len() - 1)),
            part => parts.push(part),
        }
    }
    let mut whole = parts.join("/");
    if is_folder {
        whole.push('/');
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_addresses_are_seen_from_the_page() {
        for (relative, whole) in [
            ("x/", "/errors/http/502/x/"),
            ("x", "/errors/http/502/x"),
            ("./x#y", "/errors/http/502/x"),
            ("../504/?q", "/errors/http/504/"),
            ("..", "/errors/http/"),
            ("../../../about/", "/about/"),
            ("../../../../../about/", "/about/"),
        ] {
            assert_eq!(join("/errors/http/502/", relative), whole, "{relative}");
        }
        assert_eq!(join("/404.html", "x"), "/x");
    }

    #[test]
    fn a_text_to_be_marked_is_no_anchor() {
        assert_eq!(anchor("/a/#:~:text=b"), "");
        assert_eq!(anchor("/a/#c:~:text=b,d"), "c");
        assert_eq!(anchor("?q#c"), "c");
    }
}
