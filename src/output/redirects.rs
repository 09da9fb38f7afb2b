//! `_redirects`: old addresses and their targets, for Netlify and Cloudflare Pages. Neither
//! documents a rule for pages that are gone, so only their pages say so.
//! There is a page at each old address as well. Cloudflare Pages prefers the rule. Netlify prefers
//! the page unless the rule has a `!`, which Cloudflare Pages does not support.

use std::borrow::Cow;
use std::io::Write as _;

use super::{About, Context, Kind, Planner, Render, media_type};
use crate::config::Host;
use crate::path::{OutPath, UrlPath};
use crate::render::{Frame, Leads, Obstacle};
use crate::site::{RedirectTarget, Site};

const REDIRECTS: &str = "_redirects";

#[derive(Debug)]
struct Redirects;

pub(super) fn plan(planner: &mut Planner<'_>) {
    if !planner.has_static(REDIRECTS) {
        planner.put(OutPath::new(REDIRECTS), Redirects);
    }
}

/// Every old address with its target; `None` if it is gone.
pub(super) fn lines(site: &Site) -> impl Iterator<Item = (&UrlPath, Option<Leads<'_>>)> {
    let here =
        |article: usize| Some(Leads::Here(Cow::Borrowed(&site.articles[article].document.url)));
    let aliases = site.editions().flat_map(|site| {
        let aliases = site.aliases.iter();
        aliases.map(move |(old, by)| (old, Some(Leads::Here(Cow::Borrowed(site.named(*by).1)))))
    });
    let redirects = site.redirects.iter().map(move |(old, redirect)| {
        let target = match &redirect.target {
            RedirectTarget::Article(article) => here(*article),
            RedirectTarget::Here(url) => Some(Leads::Here(Cow::Borrowed(url))),
            RedirectTarget::Elsewhere(address) => Some(Leads::Elsewhere(Cow::Borrowed(address))),
            RedirectTarget::Gone => None,
        };
        (old, target)
    });
    aliases.chain(redirects)
}

impl About for Redirects {
    fn media_type(&self, _: &OutPath) -> Cow<'static, str> {
        media_type::PLAIN.into()
    }
}

#[derive(Hash)]
struct Inputs<'c> {
    frame: &'c Frame<'c>,
    /// Old addresses, each with the new one.
    lines: Vec<(&'c UrlPath, Leads<'c>)>,
}

impl Kind for Redirects {
    const NAME: &'static str = "redirects";

    type Inputs<'c> = Inputs<'c>;

    fn inputs<'c>(&self, context: &'c Context<'_>) -> Inputs<'c> {
        let lines = lines(context.site).filter_map(|(old, to)| Some((old, to?)));
        Inputs { frame: context.parts.frame(), lines: lines.collect() }
    }
}

impl Render for Inputs<'_> {
    fn render(&self) -> Result<Vec<u8>, Obstacle> {
        let Inputs { frame, lines } = self;
        let hosts = &frame.config().hosts;
        let is_forced = hosts.contains(&Host::Netlify) && !hosts.contains(&Host::CloudflarePages);
        let status = if is_forced { "301!" } else { "301" };
        let mut file = Vec::new();
        for (old, new) in lines {
            // Writing to memory cannot fail.
            let _ = writeln!(file, "{} {} {status}", frame.href(old), frame.leads(new));
        }
        Ok(file)
    }
}
