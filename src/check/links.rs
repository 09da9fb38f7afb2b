//! Checks that the links, anchors and pictures of the final pages lead somewhere.

mod advice;
mod blocked;
mod origin;
mod target;
mod template;

use foldhash::{HashMap, HashSet};
use serde::{Deserialize, Serialize};

use super::page::Facts;
use crate::address::Use;
use crate::config::{Project, SITE_FILE};
use crate::destination::{Destination, anchor};
use crate::diagnostic::{At, Code, Diagnostic, FieldPath, Place, did_you_mean};
use crate::output::{OutputFile, Plan, PlanIndex, Role, TextOf};
use crate::parse::markdown::{Reference, ReferenceKind};
use crate::path::{Edition, SourcePath, UrlPath};
use crate::site::Site;

use origin::Origin;
use target::Target;

pub use advice::Advice;
pub use template::TemplateAddresses;

/// Where a page links to, to check again when other pages change.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageLinks {
    /// The files of the site that it links to, in order.
    pub files: Vec<PlanIndex>,
    /// Its links to anchors on other pages: the page, and the link as written.
    pub anchors: Vec<(PlanIndex, String)>,
    /// Its dead addresses.
    pub dead: Vec<Dead>,
    /// Whether it links to a document that could not be read completely, so that its anchors are
    /// unknown.
    pub unsettled: bool,
}

/// A dead address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dead {
    /// The address as written on the page.
    pub href: String,
    /// The resolved address.
    pub url: UrlPath,
    /// Its place in the source.
    pub place: Place,
    /// Whether it is for a picture.
    pub is_picture: bool,
}

/// The context for checking links.
#[derive(Clone, Copy)]
pub struct Links<'a> {
    /// The project.
    pub project: &'a Project,
    /// Its site.
    pub site: &'a Site,
    /// Its output files.
    pub plan: &'a Plan,
    /// The addresses in its templates.
    pub templates: &'a TemplateAddresses<'a>,
    /// The references in the text of an article.
    pub references: &'a TextOf<'a>,
}

/// A cache for advice about addresses.
#[derive(Default)]
struct Found {
    leads: PageLinks,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Links<'a> {
    /// Where the links and pictures of the page at `index` lead, and diagnostics about those that
    /// lead nowhere. Links to anchors on other pages are left to [`Self::anchors`].
    #[must_use]
    pub fn page(self, index: PlanIndex, facts: &Facts) -> (PageLinks, Vec<Diagnostic>) {
        let Some((_, page)) = self.plan.at(index) else { return Default::default() };
        let read = || page.references(self.site, self.references);
        let mut origin = self.origin(page, &read);
        let mut found = Found::default();
        let mut known = KnownAnchors::default();
        for href in facts.links.lines() {
            match self.target(index, href, Use::Link) {
                Target::File(file, anchor) if file == index => {
                    let anchors = known.of(file, &facts.anchors);
                    found.diagnostics.extend(self.anchor(
                        &mut origin,
                        href,
                        file,
                        &anchor,
                        anchors,
                    ));
                }
                target => self.follow(&mut origin, &mut found, href, Use::Link, target),
            }
        }
        for (src, alt) in &facts.images {
            found.diagnostics.extend(missing_alt(&mut origin, src, alt.as_deref()));
        }
        let pictures = facts.images.iter().map(|(src, _)| src.as_str());
        // An image without an address is among the links.
        let pictures = pictures.filter(|src| !src.is_empty()).chain(facts.media.lines());
        for src in pictures {
            let target = self.target(index, src, Use::Picture);
            self.follow(&mut origin, &mut found, src, Use::Picture, target);
        }
        let mut leads = found.leads;
        leads.files.sort_unstable();
        leads.files.dedup();
        leads.files.shrink_to_fit();
        (leads, found.diagnostics)
    }

    /// Records where an address leads, or that it is dead.
    fn follow(
        self,
        origin: &mut Origin<'_>,
        found: &mut Found,
        href: &str,
        usage: Use,
        target: Target<'_>,
    ) {
        match target {
            Target::File(file, anchor) => {
                found.leads.files.push(file);
                if usage == Use::Link && !is_top(&anchor) {
                    found.leads.anchors.push((file, href.to_owned()));
                }
            }
            Target::Broken => found.leads.unsettled |= usage == Use::Link,
            Target::Elsewhere => {}
            // An address in a setting is reported there, not on each page that shows it.
            _ if self.is_setting(href) => {}
            Target::Nothing(url) => found.leads.dead.push(Dead {
                place: origin.place(href, usage),
                href: href.to_owned(),
                url,
                is_picture: usage == Use::Picture,
            }),
            Target::Preview(url) => {
                let place = origin.place(href, usage);
                found.diagnostics.push(self.preview_address(&url, place));
            }
            Target::Faulty(fault) => {
                let place = origin.place(href, usage);
                let diagnostic = Diagnostic::new(fault.code, fault.message, place);
                found.diagnostics.push(diagnostic.help(fault.help));
            }
        }
    }

    /// Reports the links of the page at `index` to anchors that other pages do not have. `anchors`
    /// returns the anchors of a page, one on each line; `None` if they are unknown.
    #[must_use]
    pub fn anchors<'f>(
        self,
        index: PlanIndex,
        leads: &PageLinks,
        anchors: impl Fn(PlanIndex) -> Option<&'f str>,
    ) -> Vec<Diagnostic> {
        let Some((_, page)) = self.plan.at(index) else { return Vec::new() };
        let read = || page.references(self.site, self.references);
        let mut origin = self.origin(page, &read);
        let mut known = KnownAnchors::default();
        let dead = leads.anchors.iter().filter_map(|(file, href)| {
            let anchors = known.of(*file, anchors(*file)?);
            self.anchor(&mut origin, href, *file, anchor(href), anchors)
        });
        dead.collect()
    }

    /// Reports mistaken references of documents that cannot be published: they have no final HTML,
    /// but their text shows where it would lead.
    #[must_use]
    pub fn broken<'f>(
        self,
        anchors: impl Fn(PlanIndex) -> Option<&'f str>,
    ) -> (Vec<Dead>, Vec<Diagnostic>) {
        let mut found = Found::default();
        let mut known = KnownAnchors::default();
        for remains in self.site.editions().flat_map(|site| site.broken.values()).flatten() {
            let read = || remains.references.clone();
            let source = remains.document.source.clone();
            let is_translation = self.project.edition_of(&source).edition.folder().is_some();
            let mut origin = Origin::new(source, &read, None, self.templates);
            let references = remains.references.iter();
            // Its own page does not exist, so links to its anchors cannot be checked.
            for reference in references.filter(|one| !matches!(one.to, Destination::Here(_))) {
                let (href, usage) = (&reference.href, reference.kind.usage());
                match self.referred(reference) {
                    // Once the document has no mistakes, the link leads to the original.
                    Target::Nothing(url) if is_translation && self.has_original(&url) => {}
                    Target::File(file, anchor) if usage == Use::Link => {
                        let Some(anchors) = anchors(file) else { continue };
                        let anchors = known.of(file, anchors);
                        let wrong = self.anchor(&mut origin, href, file, &anchor, anchors);
                        found.diagnostics.extend(wrong);
                    }
                    target => self.follow(&mut origin, &mut found, href, usage, target),
                }
            }
        }
        (found.leads.dead, found.diagnostics)
    }

    /// The address of the same page in the main language, for one in another language.
    fn original(self, url: &UrlPath) -> Option<UrlPath> {
        let editions = self.project.languages.iter().map(|language| &language.edition);
        let mut further = editions.filter(|edition| edition.folder().is_some());
        Some(Edition::default().at(further.find_map(|edition| edition.path(url.as_str()))?))
    }

    fn has_original(self, url: &UrlPath) -> bool {
        self.original(url).is_some_and(|url| self.plan.served(url.as_str()).is_some())
    }

    /// Reports mistaken addresses in settings, which many pages show.
    #[must_use]
    pub fn settings<'f>(
        self,
        anchors: impl Fn(PlanIndex) -> Option<&'f str>,
    ) -> (Vec<Dead>, Vec<Diagnostic>) {
        let site_file = SourcePath::new(SITE_FILE);
        let (mut dead, mut diagnostics) = (Vec::new(), Vec::new());
        let mut known = KnownAnchors::default();
        let links = self.setting_addresses();
        let links = links.into_iter().map(|(place, href)| (place, href, Use::Link));
        let publisher = self.project.config.publisher.as_ref();
        let logo = publisher.and_then(|publisher| publisher.logo.as_deref());
        let logo_field = FieldPath::from("publisher").key("logo");
        let logo = logo.map(|logo| (Place::value(&site_file, logo_field), logo, Use::Picture));
        for (place, href, usage) in links.chain(logo) {
            let href = &self.project.config.base_url.rooted(href);
            match self.target(PlanIndex::MAX, href, usage) {
                Target::File(file, anchor) => {
                    let Some(anchors) = anchors(file).filter(|_| usage == Use::Link) else {
                        continue;
                    };
                    let anchors = known.of(file, anchors);
                    diagnostics.extend(self.no_anchor(href, file, &anchor, anchors, || place));
                }
                Target::Nothing(url) => dead.push(Dead {
                    href: href.to_owned(),
                    url,
                    place,
                    is_picture: usage == Use::Picture,
                }),
                Target::Preview(url) => diagnostics.push(self.preview_address(&url, place)),
                // The logo is read by machines, which do not apply the policy of the pages.
                Target::Faulty(fault) if fault.code != Code::BlockedPicture => {
                    let diagnostic = Diagnostic::new(fault.code, fault.message, place);
                    diagnostics.push(diagnostic.help(fault.help));
                }
                Target::Faulty(_) | Target::Broken | Target::Elsewhere => {}
            }
        }
        (dead, diagnostics)
    }

    /// The addresses in site.yaml and in the front matter of categories that pages link to, with
    /// their places.
    fn setting_addresses(&self) -> Vec<(Place, &str)> {
        let config = &self.project.config;
        let site_file = SourcePath::new(SITE_FILE);
        let at = |field| Place::value(&site_file, field);
        let categories = self.site.categories.iter().map(|category| &category.document);
        let own = categories.flat_map(|document| {
            document.front.learn_more.iter().map(|links| (&document.source, &links[..]))
        });
        let mut addresses = Vec::new();
        for (file, links) in [(&site_file, &config.learn_more[..])].into_iter().chain(own) {
            for (index, link) in links.iter().enumerate() {
                let field = FieldPath::from("learn_more").index(index).key("url");
                addresses.push((Place::value(file, field), link.url.as_str()));
            }
        }
        for (name, links) in [("header", &config.header), ("footer", &config.footer)] {
            for (index, link) in links.iter().enumerate() {
                addresses.push((at(FieldPath::from(name).index(index).key("url")), &*link.url));
            }
        }
        for (index, callout) in config.callouts.iter().enumerate() {
            if let Some(link) = &callout.link {
                let field = FieldPath::from("callouts").index(index).key("link").key("url");
                addresses.push((at(field), link.url.as_str()));
            }
        }
        if let Some(url) = config.publisher.as_ref().and_then(|publisher| publisher.url.as_ref()) {
            addresses.push((at(FieldPath::from("publisher").key("url")), url.as_str()));
        }
        if let Some(pattern) = &config.report_url {
            let end = pattern.find('{').unwrap_or(pattern.len());
            addresses.push((at(FieldPath::from("report_url")), &pattern[..end]));
        }
        addresses
    }

    /// Whether this address comes from a setting.
    fn is_setting(&self, href: &str) -> bool {
        let reports = self.project.config.report_url.as_deref().is_some_and(|pattern| {
            let start = pattern.split('{').next().unwrap_or_default();
            start.len() < pattern.len() && href.starts_with(start)
        });
        let base = &self.project.config.base_url;
        // The address that receives answers is not a file of the site.
        let feedback = self.project.config.feedback.as_ref();
        let reports = reports || feedback.is_some_and(|to| base.rooted(&to.url) == href);
        let mut addresses = self.setting_addresses().into_iter();
        reports || addresses.any(|(_, address)| base.rooted(address) == href)
    }

    /// The output files that `references` lead to.
    #[must_use]
    pub fn files(self, references: &[Reference]) -> Vec<PlanIndex> {
        let file = |reference: &Reference| match self.referred(reference) {
            Target::File(file, _) => Some(file),
            _ => None,
        };
        references.iter().filter_map(file).collect()
    }

    fn origin<'o>(self, page: &dyn OutputFile, read: &'o dyn Fn() -> Vec<Reference>) -> Origin<'o>
    where
        'a: 'o,
    {
        let source = page.source(self.project, self.site);
        Origin::new(source, read, page.template(), self.templates)
    }

    fn preview_address(self, url: &UrlPath, place: Place) -> Diagnostic {
        let message = "this is an address of the preview, which runs only on your own computer";
        let page = self.plan.served(url.as_str()).and_then(|file| self.plan.at(file));
        let page = page.filter(|(_, file)| file.role() == Role::Page);
        let source = page.map(|(_, file)| file.source(self.project, self.site));
        let is_content = |source: &SourcePath| source.as_str().starts_with("content/");
        // A field such as `url` takes whole addresses only.
        let is_in_text = is_content(&place.file) && !matches!(place.at, At::Value(_));
        let help = match source {
            Some(source) if is_content(&source) && is_in_text => {
                format!("write `{}`", advice::relative(place.file.as_str(), &source))
            }
            _ => format!("write `{}`", self.project.config.base_url.absolute(url)),
        };
        Diagnostic::new(Code::OwnComputer, message, place).help(help)
    }

    fn anchor(
        self,
        origin: &mut Origin<'_>,
        href: &str,
        file: PlanIndex,
        anchor: &str,
        anchors: &mut PageAnchors<'_>,
    ) -> Option<Diagnostic> {
        let wrong = self.no_anchor(href, file, anchor, anchors, || origin.place(href, Use::Link));
        wrong.filter(|_| !self.is_setting(href))
    }

    fn no_anchor(
        self,
        href: &str,
        file: PlanIndex,
        anchor: &str,
        anchors: &mut PageAnchors<'_>,
        place: impl FnOnce() -> Place,
    ) -> Option<Diagnostic> {
        let decoded = || percent_encoding::percent_decode_str(anchor).decode_utf8_lossy();
        let anchor = if anchor.contains('%') { decoded() } else { anchor.into() };
        if is_top(&anchor) || anchors.has(&anchor) {
            return None;
        }
        let name = match self.plan.at(file) {
            Some((out, _)) if !href.starts_with('#') => out.to_url().to_string(),
            _ => "the page".to_owned(),
        };
        let help = anchors.near(&anchor).map_or_else(
            || {
                "an anchor is made from a heading's words, or set with `{#name}` after them"
                    .to_owned()
            },
            |near| format!("did you mean `#{near}`?"),
        );
        let message = format!("{name} has no anchor `#{anchor}`");
        Some(Diagnostic::new(Code::DeadAnchor, message, place()).help(help))
    }
}

/// Reports a picture without a description for those who cannot see it. HTML may mark one as
/// decoration; Markdown cannot.
fn missing_alt(origin: &mut Origin<'_>, src: &str, alt: Option<&str>) -> Option<Diagnostic> {
    let is_blank = alt.is_none_or(|alt| alt.trim().is_empty());
    if !is_blank {
        return None;
    }
    let (place, help) = match origin.own_picture(src) {
        Some(ReferenceKind::Image) => (
            origin.peek(src),
            "say between the brackets what it shows: `![what it shows](file.png)`",
        ),
        _ if alt.is_some() => return None,
        _ => (
            origin.peek(src),
            "say in `alt` what it shows, or write `alt=\"\"` if it is only decoration",
        ),
    };
    Some(Diagnostic::new(Code::MissingAlt, "this picture has no description", place).help(help))
}

/// `#` and `#top` lead to the top of every page (HTML, section 7.4.6.3).
fn is_top(anchor: &str) -> bool {
    anchor.is_empty() || anchor == "top"
}

/// The anchor that was probably meant. Other programs build anchors from the same words with other
/// separators, and number them differently (GitHub's second `#steps` is `#steps-1`).
fn near_anchor<'a>(wanted: &str, anchors: &'a str) -> Option<&'a str> {
    let letters = |anchor: &str| -> String {
        let letters = anchor.chars().filter(|letter| letter.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    let same = |wanted: &str| {
        let wanted = letters(wanted);
        anchors.lines().find(|anchor| !wanted.is_empty() && letters(anchor) == wanted)
    };
    let numbered = || {
        let (name, number) = wanted.rsplit_once('-')?;
        let number = number.parse::<u32>().ok()?.checked_add(1)?;
        same(&format!("{}-{number}", same(name)?))
    };
    same(wanted).or_else(numbered).or_else(|| did_you_mean(wanted, anchors.lines()))
}

/// The anchors of pages, each page split once, however many links lead there.
#[derive(Default)]
struct KnownAnchors<'f>(HashMap<PlanIndex, PageAnchors<'f>>);

impl<'f> KnownAnchors<'f> {
    /// The anchors of the page at `file`, which are `lines`.
    fn of(&mut self, file: PlanIndex, lines: &'f str) -> &mut PageAnchors<'f> {
        self.0.entry(file).or_insert_with(|| PageAnchors {
            lines,
            names: lines.split_terminator('\n').collect(),
            suggestions: 0,
        })
    }
}

/// The anchors of a page.
struct PageAnchors<'f> {
    /// One on each line.
    lines: &'f str,
    names: HashSet<&'f str>,
    /// How many searches for suggestions were made.
    suggestions: usize,
}

impl PageAnchors<'_> {
    /// The maximum number of searches: each compares all anchors.
    const SUGGESTIONS: usize = 20;

    fn has(&self, anchor: &str) -> bool {
        self.names.contains(anchor)
    }

    fn near(&mut self, wanted: &str) -> Option<&str> {
        self.suggestions += 1;
        (self.suggestions <= Self::SUGGESTIONS).then(|| near_anchor(wanted, self.lines))?
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_of_other_programs_are_recognized() {
        let anchors = "c-cli\nfoo-bar-co\nsteps\nsteps-2\nlist-t\ncauses\ncode-4-47";
        for (wanted, near) in [
            ("ccli", Some("c-cli")),
            ("foo_bar--co", Some("foo-bar-co")),
            ("steps-1", Some("steps-2")),
            ("listt", Some("list-t")),
            ("code-447", Some("code-4-47")),
            ("cuases", Some("causes")),
            ("nothing-like-it", None),
            ("-", None),
        ] {
            assert_eq!(near_anchor(wanted, anchors), near, "{wanted}");
        }
    }

    #[test]
    fn only_whole_lines_match() {
        let mut known = KnownAnchors::default();
        let anchors = known.of(PlanIndex::MAX, "causes-2\ncauses\nfaq\n");
        for line in ["causes-2", "causes", "faq"] {
            assert!(anchors.has(line), "{line}");
        }
        for line in ["cause", "auses", "fa", "aq", "faq\n", "causes\nfaq", "methods", ""] {
            assert!(!anchors.has(line), "{line:?}");
        }
    }
}
