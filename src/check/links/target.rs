//! Resolves the target of an address on a page.

use std::borrow::Cow;

use super::Links;
use crate::address::{self, Fault, Use};
use crate::config::with_host;
use crate::destination::Destination;
use crate::output::{PlanIndex, Role};
use crate::parse::markdown::Reference;
use crate::path::UrlPath;

/// What a link leads to.
pub(super) enum Target<'h> {
    /// A page or file of the output; the anchor may be empty.
    File(PlanIndex, Cow<'h, str>),
    /// Nothing; this is the address.
    Nothing(UrlPath),
    /// A document whose mistakes are reported elsewhere.
    Broken,
    /// A page of the preview on the author's own computer.
    Preview(UrlPath),
    /// Nowhere, whatever is published.
    Faulty(Fault),
    /// Another site, or the site above the hub.
    Elsewhere,
}

impl Links<'_> {
    /// The target of `href` on the page at `page`, as a browser resolves it.
    pub(super) fn target(self, page: PlanIndex, href: &str, usage: Use) -> Target<'_> {
        let href = href.trim_ascii();
        let base = &self.project.config.base_url;
        let to = Destination::of(href, base);
        if to != Destination::Relative {
            return self.reached(page, href, &to, usage);
        }
        if let Some(fault) = address::fault(href, usage) {
            return Target::Faulty(fault);
        }
        match self.plan.at(page) {
            Some((out, file)) if file.role() != Role::PageAnywhere => {
                let to = Destination::joined(&base.href(&out.to_url()), href, base);
                self.reached(page, href, &to, usage)
            }
            // The page is shown at any address, so a relative link may lead anywhere.
            _ => Target::Nothing(UrlPath::from_encoded(href)),
        }
    }

    /// The target of a reference in the text of a document.
    pub(super) fn referred(self, reference: &Reference) -> Target<'_> {
        let Reference { href, to, kind, .. } = reference;
        match to {
            Destination::Relative => self.target(PlanIndex::MAX, href, kind.usage()),
            to => self.reached(PlanIndex::MAX, href, to, kind.usage()),
        }
    }

    /// The target at a destination.
    fn reached<'h>(
        self,
        page: PlanIndex,
        href: &str,
        to: &Destination<'h>,
        usage: Use,
    ) -> Target<'h> {
        match to {
            Destination::Here(anchor) => Target::File(page, anchor.clone()),
            Destination::Site { path, anchor } => {
                if let Some(file) = self.plan.served(path) {
                    return Target::File(file, anchor.clone());
                }
                let url = UrlPath::from_encoded(path);
                if self.is_broken(&url) { Target::Broken } else { Target::Nothing(url) }
            }
            Destination::Elsewhere => self
                .preview(href)
                .or_else(|| blocked(href, usage))
                .or_else(|| address::fault(href, usage).map(Target::Faulty))
                .unwrap_or(Target::Elsewhere),
            Destination::Relative => Target::Nothing(UrlPath::from_encoded(href)),
        }
    }

    /// Whether a document would be published there once its mistakes are fixed. Hosts add a
    /// trailing slash.
    fn is_broken(self, url: &UrlPath) -> bool {
        let Ok(out) = url.to_out() else { return self.plan.is_unfit(&url.decoded()) };
        let url = out.to_url();
        let with_slash = || UrlPath::from_encoded(&format!("{url}/"));
        let has_broken = self.site.editions().any(|site| !site.broken.is_empty());
        has_broken && (self.site.is_broken(&url) || self.site.is_broken(&with_slash()))
    }

    /// The preview page at an address. Other addresses on the reader's own computer belong to
    /// programs that an article may well be about.
    fn preview<'h>(self, href: &str) -> Option<Target<'h>> {
        /// Where `errhub serve` listens by default.
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

/// A picture that the pages' own policy blocks (`src/render/headers.rs`), as browsers do in any
/// case on a secure page.
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
