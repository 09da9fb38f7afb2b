//! Links, anchors and pictures of all pages: does something answer at the other end?

use std::collections::BTreeMap;

use super::page::Facts;
use crate::config::{Project, SITE_FILE};
use crate::diagnostic::{Code, Diagnostic, Place, did_you_mean};
use crate::parse::markdown::{Reference, ReferenceKind};
use crate::path::{OutPath, SourcePath, UrlPath};
use crate::plan::{Job, Plan};
use crate::site::Site;

/// Checks every link of every page; `pages` holds the facts of those that could be rendered.
#[must_use]
pub fn links(
    project: &Project,
    site: &Site,
    plan: &Plan,
    pages: &BTreeMap<&OutPath, Facts>,
) -> Vec<Diagnostic> {
    let checker = Checker { project, site, plan, pages };
    let mut diagnostics = Vec::new();
    for (out, facts) in pages {
        let Some(job) = plan.jobs.get(out) else { continue };
        let mut seen = Vec::new();
        for link in &facts.links {
            checker.link(out, job, link, &mut seen, &mut diagnostics);
        }
        for (src, alt) in &facts.images {
            checker.image(out, job, src, alt.as_deref(), &mut seen, &mut diagnostics);
        }
    }
    diagnostics
}

struct Checker<'a> {
    project: &'a Project,
    site: &'a Site,
    plan: &'a Plan,
    pages: &'a BTreeMap<&'a OutPath, Facts>,
}

/// What a link within the site leads to.
enum Target {
    /// A page or file of the output; the anchor may be empty.
    File(OutPath, String),
    /// Nothing, and here is the address.
    Nothing(UrlPath),
    /// Another site, or a document whose mistakes are said elsewhere.
    Elsewhere,
}

impl<'a> Checker<'a> {
    fn target(&self, out: &OutPath, href: &str) -> Target {
        if let Some(anchor) = href.strip_prefix('#') {
            return Target::File(out.clone(), decoded(anchor));
        }
        let Some(local) = self.project.config.base_url.local(href) else { return self.outside(href) };
        let (path, anchor) = local.split_once('#').unwrap_or((local, ""));
        let path = path.split('?').next().unwrap_or_default();
        let url = UrlPath::from_encoded(path);
        let folder = OutPath::new(format!("{}/index.html", url.to_out()));
        if let Some(file) = [url.to_out(), folder].into_iter().find(|file| self.plan.jobs.contains_key(file)) {
            return Target::File(file, decoded(anchor));
        }
        if self.site.broken.contains(&url) { Target::Elsewhere } else { Target::Nothing(url) }
    }

    /// An address that is not below `base_url`: another site, or a mistake of this one.
    fn outside(&self, href: &str) -> Target {
        let rooted = href.starts_with('/') && !href.starts_with("//");
        if rooted { Target::Nothing(UrlPath::from_encoded(href)) } else { Target::Elsewhere }
    }

    fn link(
        &self,
        out: &OutPath,
        job: &Job,
        href: &str,
        seen: &mut Vec<usize>,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        match self.target(out, href) {
            Target::Elsewhere => {}
            Target::Nothing(url) => {
                let place = self.place(job, href, ReferenceKind::Link, seen);
                let what = match &place {
                    Some(_) => format!("nothing is published at {url}"),
                    None => format!("the template links to {url}, where nothing is published"),
                };
                let diagnostic =
                    Diagnostic::new(Code::DeadLink, what, place.unwrap_or_else(|| self.about(job)));
                diagnostics.push(self.suggest_page(diagnostic, job, &url));
            }
            Target::File(file, anchor) => {
                // Pages that failed to render have no facts, and files have no anchors to know.
                let Some(facts) = self.pages.get(&file) else { return };
                // `#` and `#top` are the top of every page (HTML, section 7.4.6.3).
                if anchor.is_empty() || anchor == "top" || facts.has_anchor(&anchor) {
                    return;
                }
                let place = self.place(job, href, ReferenceKind::Link, seen).unwrap_or_else(|| self.about(job));
                let page = if file == *out { "this page".to_owned() } else { file.to_url().to_string() };
                let diagnostic =
                    Diagnostic::new(Code::DeadAnchor, format!("{page} has no place `#{anchor}`"), place);
                diagnostics.push(match did_you_mean(&anchor, facts.anchors()) {
                    Some(near) => diagnostic.help(format!("did you mean `#{near}`?")),
                    None => diagnostic.help("an anchor is made of a heading's words, or set with `{#name}` after it"),
                });
            }
        }
    }

    fn image(
        &self,
        out: &OutPath,
        job: &Job,
        src: &str,
        alt: Option<&str>,
        seen: &mut Vec<usize>,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        let place = self.place(job, src, ReferenceKind::Image, seen);
        // A template may mark a picture as decoration; Markdown cannot.
        let missing = alt.is_none_or(|alt| alt.trim().is_empty() && place.is_some());
        let place = place.unwrap_or_else(|| self.about(job));
        if missing {
            diagnostics.push(
                Diagnostic::new(Code::MissingAlt, format!("the picture {src} has no description"), place.clone())
                    .help("say between the brackets what it shows: `![what it shows](file.png)`"),
            );
        }
        if let Target::Nothing(url) = self.target(out, src) {
            let diagnostic = Diagnostic::new(Code::MissingImage, format!("there is no picture at {url}"), place);
            let files = self.plan.jobs.iter().filter_map(|(out, job)| match job {
                Job::Copy(_) => Some(out.as_str()),
                _ => None,
            });
            let wanted = url.to_out();
            diagnostics.push(match near_file(wanted.as_str(), files) {
                Some(near) => diagnostic.help(format!("did you mean `{}`?", self.relative(job, &format!("content/{near}")))),
                None => diagnostic.help("put the file beside the article, and write its path from there"),
            });
        }
    }

    /// The document that a page is made of, and what its text refers to.
    fn document(&self, job: &Job) -> (SourcePath, &'a [Reference]) {
        match job {
            Job::Article(index) => {
                let document = &self.site.articles[*index].document;
                (document.source.clone(), &document.prose.references)
            }
            Job::Category { category, .. } => {
                let document = &self.site.categories[*category].document;
                (document.source.clone(), &document.references)
            }
            Job::Hub => (SourcePath::new("content/_index.md"), &self.site.hub.references),
            _ => (SourcePath::new(SITE_FILE), &[]),
        }
    }

    fn about(&self, job: &Job) -> Place {
        Place::file(&self.document(job).0)
    }

    /// Where the document says `href`: each mention once, in order.
    fn place(&self, job: &Job, href: &str, kind: ReferenceKind, seen: &mut Vec<usize>) -> Option<Place> {
        let (file, references) = self.document(job);
        let mut found = references.iter().enumerate().filter(|(_, other)| other.kind == kind && other.href == href);
        let (index, reference) = found.clone().find(|(index, _)| !seen.contains(index)).or_else(|| found.next())?;
        seen.push(index);
        Some(Place { file, at: reference.at.clone() })
    }

    fn suggest_page(&self, diagnostic: Diagnostic, job: &Job, url: &UrlPath) -> Diagnostic {
        let wanted = url.as_str().trim_matches('/');
        let wanted = wanted.strip_suffix(".md").or_else(|| wanted.strip_suffix(".html")).unwrap_or(wanted);
        let ids = || self.site.articles.iter().map(|article| article.id.as_str());
        let last = wanted.rsplit('/').next().unwrap_or_default();
        let same_name = ids().find(|id| *id == wanted || id.rsplit('/').next() == Some(last));
        let near = same_name.or_else(|| did_you_mean(wanted, ids())).or_else(|| {
            let names = ids().filter_map(|id| id.rsplit('/').next());
            let name = did_you_mean(last, names)?;
            ids().find(|id| id.rsplit('/').next() == Some(name))
        });
        match near {
            Some(near) => {
                diagnostic.help(format!("did you mean `{}`?", self.relative(job, &format!("content/{near}.md"))))
            }
            None => diagnostic.help("link to another article by the path of its .md file, such as `../dns/name.md`"),
        }
    }

    /// The path to a source file as the page's document would write it.
    fn relative(&self, job: &Job, target: &str) -> String {
        let (source, _) = self.document(job);
        let mut from: Vec<&str> = source.as_str().split('/').collect();
        from.pop();
        let to: Vec<&str> = target.split('/').collect();
        let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
        let mut path = "../".repeat(from.len() - common);
        path.push_str(&to[common..].join("/"));
        path
    }
}

fn decoded(anchor: &str) -> String {
    percent_encoding::percent_decode_str(anchor).decode_utf8_lossy().into_owned()
}

/// The file with the same name elsewhere, or with nearly the same path.
fn near_file<'a>(wanted: &str, files: impl Iterator<Item = &'a str> + Clone) -> Option<&'a str> {
    let name = wanted.rsplit('/').next()?;
    files.clone().find(|file| file.rsplit('/').next() == Some(name)).or_else(|| did_you_mean(wanted, files))
}
