//! Links, anchors and pictures of the final pages: does something answer at the other end?

use std::cell::OnceCell;

use serde::{Deserialize, Serialize};

use super::page::Facts;
use crate::config::Project;
use crate::diagnostic::{Code, Diagnostic, Place, did_you_mean};
use crate::parse::markdown::{Reference, ReferenceKind};
use crate::path::{SourcePath, UrlPath};
use crate::plan::{Job, Plan, PlanIndex};
use crate::site::Site;

/// Where a page leads: what has to be looked at again when other pages change.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leads {
    /// The files of the site that it leads to, in their order.
    pub files: Vec<PlanIndex>,
    /// Its links to an anchor of another page: the page, and the link as written.
    pub anchors: Vec<(PlanIndex, String)>,
    /// Whether it leads to a document that cannot be read as a whole: what is there is not known.
    pub unsettled: bool,
}

/// What links are held against.
#[derive(Clone, Copy)]
pub struct Links<'a> {
    /// The project.
    pub project: &'a Project,
    /// Its site.
    pub site: &'a Site,
    /// Its output files.
    pub plan: &'a Plan,
    /// What the text of an article (by its place in [`Site::articles`]) refers to.
    pub references: &'a (dyn Fn(usize) -> Vec<Reference> + Sync),
}

/// The document that a page is made of.
struct Origin<'a> {
    source: SourcePath,
    /// What its text refers to. It is read only where something is wrong.
    references: OnceCell<Vec<Reference>>,
    read: &'a dyn Fn() -> Vec<Reference>,
    /// Which references were looked up already: each mention of an address has its own place.
    seen: Vec<usize>,
}

impl Origin<'_> {
    /// Where the document says `href`; `None` where the template says it.
    fn place(&mut self, href: &str, kind: ReferenceKind) -> Option<Place> {
        let references = self.references.get_or_init(self.read);
        let mut found = references
            .iter()
            .enumerate()
            .filter(|(_, other)| other.kind == kind && other.href == href);
        let (index, reference) =
            found.clone().find(|(index, _)| !self.seen.contains(index)).or_else(|| found.next())?;
        self.seen.push(index);
        Some(Place { file: self.source.clone(), at: reference.at.clone() })
    }

    /// A picture that somebody who does not see it learns nothing of.
    fn missing_alt(&mut self, src: &str, alt: Option<&str>) -> Option<Diagnostic> {
        let seen = self.seen.len();
        let place = self.place(src, ReferenceKind::Image);
        self.seen.truncate(seen);
        // A template may mark a picture as decoration; Markdown cannot.
        let missing = alt.is_none_or(|alt| alt.trim().is_empty() && place.is_some());
        let place = place.unwrap_or_else(|| self.whole());
        missing.then(|| {
            Diagnostic::new(Code::MissingAlt, "this picture has no description", place)
                .help("say between the brackets what it shows: `![what it shows](file.png)`")
        })
    }

    fn whole(&self) -> Place {
        Place::file(&self.source)
    }

    /// The path to a source file as the document would write it.
    fn relative(&self, target: &str) -> String {
        let mut from: Vec<&str> = self.source.as_str().split('/').collect();
        from.pop();
        let to: Vec<&str> = target.split('/').collect();
        let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
        let mut path = "../".repeat(from.len() - common);
        path.push_str(&to[common..].join("/"));
        path
    }
}

/// What a link within the site leads to.
enum Target<'h> {
    /// A page or file of the output; the anchor may be empty.
    File(PlanIndex, &'h str),
    /// Nothing, and here is the address.
    Nothing(UrlPath),
    /// A document whose mistakes are said elsewhere.
    Broken,
    /// Another site.
    Elsewhere,
}

impl<'a> Links<'a> {
    /// Says which links and pictures of the page at `index` lead nowhere, and where the others lead.
    /// Links to anchors of other pages are [`Self::anchors`]' to judge.
    #[must_use]
    pub fn page(self, index: PlanIndex, facts: &Facts) -> (Leads, Vec<Diagnostic>) {
        let Some((_, job)) = self.plan.at(index) else { return Default::default() };
        let read = || self.references(job);
        let mut origin = self.origin(job, &read);
        let mut leads = Leads::default();
        let mut diagnostics = Vec::new();
        for href in facts.links.lines() {
            match self.target(index, href) {
                Target::File(file, anchor) if file == index => {
                    diagnostics.extend(self.anchor(
                        &mut origin,
                        href,
                        file,
                        anchor,
                        &facts.anchors,
                    ));
                }
                Target::File(file, anchor) => {
                    leads.files.push(file);
                    if !is_top(anchor) {
                        leads.anchors.push((file, href.to_owned()));
                    }
                }
                Target::Nothing(url) => diagnostics.push(self.dead(&mut origin, href, &url)),
                Target::Broken => leads.unsettled = true,
                Target::Elsewhere => {}
            }
        }
        for (src, alt) in &facts.images {
            diagnostics.extend(origin.missing_alt(src, alt.as_deref()));
            match self.target(index, src) {
                Target::File(file, _) => leads.files.push(file),
                Target::Nothing(url) => diagnostics.push(self.no_picture(&mut origin, src, &url)),
                Target::Broken | Target::Elsewhere => {}
            }
        }
        leads.files.sort_unstable();
        leads.files.dedup();
        leads.files.shrink_to_fit();
        (leads, diagnostics)
    }

    /// Says which links of the page at `index` lead to an anchor that another page does not have.
    /// `anchors` gives those of a page, one a line; `None` where nobody knows them.
    #[must_use]
    pub fn anchors<'f>(
        self,
        index: PlanIndex,
        leads: &Leads,
        anchors: impl Fn(PlanIndex) -> Option<&'f str>,
    ) -> Vec<Diagnostic> {
        let Some((_, job)) = self.plan.at(index) else { return Vec::new() };
        let read = || self.references(job);
        let mut origin = self.origin(job, &read);
        let dead = leads.anchors.iter().filter_map(|(file, href)| {
            let (_, anchor) = href.split_once('#')?;
            self.anchor(&mut origin, href, *file, anchor, anchors(*file)?)
        });
        dead.collect()
    }

    /// Says what is wrong with the references of documents that cannot be published: there is no
    /// final HTML of them, but their text says where it would lead.
    #[must_use]
    pub fn broken<'f>(self, anchors: impl Fn(PlanIndex) -> Option<&'f str>) -> Vec<Diagnostic> {
        let mut diagnostics = Vec::new();
        for remains in self.site.broken.values().flatten() {
            let read = || remains.references.clone();
            let source = remains.document.source.clone();
            let mut origin =
                Origin { source, references: OnceCell::new(), read: &read, seen: Vec::new() };
            for reference in &remains.references {
                // Its own page is not there, so anchors of it cannot be judged.
                let href = reference.href.as_str();
                if href.starts_with(['#', '?']) {
                    continue;
                }
                match (self.target(PlanIndex::MAX, href), reference.kind) {
                    (Target::File(file, anchor), ReferenceKind::Link) => {
                        let Some(anchors) = anchors(file) else { continue };
                        diagnostics.extend(self.anchor(&mut origin, href, file, anchor, anchors));
                    }
                    (Target::Nothing(url), ReferenceKind::Link) => {
                        diagnostics.push(self.dead(&mut origin, href, &url));
                    }
                    (Target::Nothing(url), ReferenceKind::Image) => {
                        diagnostics.push(self.no_picture(&mut origin, href, &url));
                    }
                    (Target::File(..), ReferenceKind::Image)
                    | (Target::Broken | Target::Elsewhere, _) => {}
                }
            }
        }
        diagnostics
    }

    fn references(self, job: &Job) -> Vec<Reference> {
        match job {
            Job::Article(index) => (self.references)(*index),
            Job::Category { category, .. } => {
                self.site.categories[*category].document.references.clone()
            }
            Job::Hub => self.site.hub.references.clone(),
            _ => Vec::new(),
        }
    }

    fn origin<'o>(self, job: &Job, read: &'o dyn Fn() -> Vec<Reference>) -> Origin<'o> {
        let source = job.source(self.site);
        Origin { source, references: OnceCell::new(), read, seen: Vec::new() }
    }

    fn target(self, page: PlanIndex, href: &str) -> Target<'_> {
        if let Some(anchor) = href.strip_prefix('#') {
            return Target::File(page, anchor);
        }
        if href.starts_with('?') {
            return Target::File(page, "");
        }
        let Some(local) = self.project.config.base_url.local(href) else {
            // An address that is not below `base_url`: another site, or a mistake of a template.
            let rooted = href.starts_with('/') && !href.starts_with("//");
            return if rooted {
                Target::Nothing(UrlPath::from_encoded(href))
            } else {
                Target::Elsewhere
            };
        };
        let (path, anchor) = local.split_once('#').unwrap_or((local, ""));
        let path = path.split('?').next().unwrap_or_default();
        if let Some(file) = self.plan.served(path) {
            return Target::File(file, anchor);
        }
        let url = UrlPath::from_encoded(path);
        if self.site.broken.contains_key(&url) { Target::Broken } else { Target::Nothing(url) }
    }

    fn dead(self, origin: &mut Origin<'_>, href: &str, url: &UrlPath) -> Diagnostic {
        let (what, place) = match origin.place(href, ReferenceKind::Link) {
            Some(place) => (format!("nothing is published at {url}"), place),
            None => {
                (format!("the template links to {url}, where nothing is published"), origin.whole())
            }
        };
        Diagnostic::new(Code::DeadLink, what, place).help(self.suggest_page(origin, url))
    }

    fn anchor(
        self,
        origin: &mut Origin<'_>,
        href: &str,
        file: PlanIndex,
        anchor: &str,
        anchors: &str,
    ) -> Option<Diagnostic> {
        let anchor = percent_encoding::percent_decode_str(anchor).decode_utf8_lossy();
        if is_top(&anchor) || has_line(anchors, &anchor) {
            return None;
        }
        let place = origin.place(href, ReferenceKind::Link).unwrap_or_else(|| origin.whole());
        let name = match self.plan.at(file) {
            Some((out, _)) if !href.starts_with('#') => out.to_url().to_string(),
            _ => "the page".to_owned(),
        };
        let help = near_anchor(&anchor, anchors).map_or_else(
            || {
                "an anchor is made of a heading's words, or set with `{#name}` after them"
                    .to_owned()
            },
            |near| format!("did you mean `#{near}`?"),
        );
        let message = format!("{name} has no anchor `#{anchor}`");
        Some(Diagnostic::new(Code::DeadAnchor, message, place).help(help))
    }

    fn no_picture(self, origin: &mut Origin<'_>, src: &str, url: &UrlPath) -> Diagnostic {
        let place = origin.place(src, ReferenceKind::Image).unwrap_or_else(|| origin.whole());
        let files = self.plan.iter().filter_map(|(out, job)| match job {
            Job::Copy(_) => Some(out.as_str()),
            _ => None,
        });
        let help = near_file(url.to_out().as_str(), files).map_or_else(
            || "put the file beside the article, and write its path from there".to_owned(),
            |near| format!("did you mean `{}`?", origin.relative(&format!("content/{near}"))),
        );
        Diagnostic::new(Code::MissingImage, format!("there is no picture at {url}"), place)
            .help(help)
    }

    fn suggest_page(self, page: &Origin<'_>, url: &UrlPath) -> String {
        let wanted = url.as_str().trim_matches('/');
        let wanted =
            wanted.strip_suffix(".md").or_else(|| wanted.strip_suffix(".html")).unwrap_or(wanted);
        let last = wanted.rsplit('/').next().unwrap_or_default();
        let ids = || self.site.articles.iter().map(|article| article.id.as_str());
        let name = |id: &'a str| id.rsplit('/').next().unwrap_or_default();
        let categories = || self.site.categories.iter().map(|category| category.id.as_str());
        // Ids of one category look alike by their first half, so only the names are compared.
        let article = ids().find(|id| *id == wanted || name(id) == last).or_else(|| {
            let near = did_you_mean(last, ids().map(name))?;
            ids().find(|id| name(id) == near)
        });
        let file = article.map(|id| format!("content/{id}.md")).or_else(|| {
            did_you_mean(wanted, categories()).map(|id| format!("content/{id}/_index.md"))
        });
        file.map_or_else(
            || {
                "link to another article by the path of its .md file, such as `../dns/name.md`"
                    .to_owned()
            },
            |file| format!("did you mean `{}`?", page.relative(&file)),
        )
    }
}

/// `#` and `#top` are the top of every page (HTML, section 7.4.6.3).
fn is_top(anchor: &str) -> bool {
    anchor.is_empty() || anchor == "top"
}

/// The anchor that was probably meant. Other programs make them of the same words with other signs
/// between, and number them differently (GitHub's second `#steps` is `#steps-1`).
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

/// The file with the same name elsewhere, or with nearly the same path.
fn near_file<'a>(wanted: &str, files: impl Iterator<Item = &'a str> + Clone) -> Option<&'a str> {
    let name = wanted.rsplit('/').next()?;
    files
        .clone()
        .find(|file| file.rsplit('/').next() == Some(name))
        .or_else(|| did_you_mean(wanted, files))
}

/// Whether one of `lines`, each of which ends with a line break, is `line`.
fn has_line(lines: &str, line: &str) -> bool {
    lines.split_terminator('\n').any(|other| other == line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_of_other_programs_lead_to_those_of_the_page() {
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
    fn a_line_is_one_as_a_whole() {
        let lines = "causes-2\ncauses\nfaq\n";
        for line in ["causes-2", "causes", "faq"] {
            assert!(has_line(lines, line), "{line}");
        }
        for line in ["cause", "auses", "fa", "aq", "faq\n", "causes\nfaq", "methods"] {
            assert!(!has_line(lines, line), "{line:?}");
        }
        assert!(!has_line("", "faq"));
    }
}
