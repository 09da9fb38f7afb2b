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
        let mut page = checker.origin(out, job);
        for link in &facts.links {
            diagnostics.extend(checker.link(&mut page, link));
        }
        for (src, alt) in &facts.images {
            diagnostics.extend(page.missing_alt(src, alt.as_deref()));
            diagnostics.extend(checker.image(&mut page, src));
        }
    }
    // A document that cannot be published has no final HTML; its text says what it would lead to.
    for article in site.broken.values().flatten() {
        let references = &article.prose.references;
        let mut page = Origin::new(&article.url.to_out(), &article.source, references);
        for reference in references {
            diagnostics.extend(match reference.kind {
                ReferenceKind::Link => checker.link(&mut page, &reference.href),
                ReferenceKind::Image => checker.image(&mut page, &reference.href),
            });
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

/// A page, and the document that it is made of.
struct Origin<'a> {
    out: OutPath,
    source: SourcePath,
    references: &'a [Reference],
    /// Which references were looked up already: each mention of an address has its own place.
    seen: Vec<usize>,
}

impl<'a> Origin<'a> {
    fn new(out: &OutPath, source: &SourcePath, references: &'a [Reference]) -> Self {
        Self { out: out.clone(), source: source.clone(), references, seen: Vec::new() }
    }

    /// Where the document says `href`; `None` where the template says it.
    fn place(&mut self, href: &str, kind: ReferenceKind) -> Option<Place> {
        let mut found = self
            .references
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
enum Target {
    /// A page or file of the output; the anchor may be empty.
    File(OutPath, String),
    /// Nothing, and here is the address.
    Nothing(UrlPath),
    /// Another site, or a document whose mistakes are said elsewhere.
    Elsewhere,
}

impl<'a> Checker<'a> {
    fn origin(&self, out: &OutPath, job: &Job) -> Origin<'a> {
        let site = self.site;
        match job {
            Job::Article(index) => {
                let document = &site.articles[*index].document;
                Origin::new(out, &document.source, &document.prose.references)
            }
            Job::Category { category, .. } => {
                let document = &site.categories[*category].document;
                Origin::new(out, &document.source, &document.references)
            }
            Job::Hub => {
                Origin::new(out, &SourcePath::new("content/_index.md"), &site.hub.references)
            }
            _ => Origin::new(out, &SourcePath::new(SITE_FILE), &[]),
        }
    }

    fn target(&self, page: &Origin<'_>, href: &str) -> Target {
        if let Some(anchor) = href.strip_prefix('#') {
            return Target::File(page.out.clone(), decoded(anchor));
        }
        if href.starts_with('?') {
            return Target::File(page.out.clone(), String::new());
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
        let url = UrlPath::from_encoded(path);
        let folder = OutPath::new(format!("{}/index.html", url.to_out()));
        if let Some(file) =
            [url.to_out(), folder].into_iter().find(|file| self.plan.jobs.contains_key(file))
        {
            return Target::File(file, decoded(anchor));
        }
        if self.site.broken.contains_key(&url) { Target::Elsewhere } else { Target::Nothing(url) }
    }

    fn link(&self, page: &mut Origin<'_>, href: &str) -> Option<Diagnostic> {
        match self.target(page, href) {
            Target::Elsewhere => None,
            Target::Nothing(url) => {
                let (what, place) = match page.place(href, ReferenceKind::Link) {
                    Some(place) => (format!("nothing is published at {url}"), place),
                    None => (
                        format!("the template links to {url}, where nothing is published"),
                        page.whole(),
                    ),
                };
                let diagnostic = Diagnostic::new(Code::DeadLink, what, place);
                Some(diagnostic.help(self.suggest_page(page, &url)))
            }
            Target::File(file, anchor) => {
                // Pages that failed to render have no facts, and files have no anchors to know.
                let facts = self.pages.get(&file)?;
                // `#` and `#top` are the top of every page (HTML, section 7.4.6.3).
                if anchor.is_empty() || anchor == "top" || facts.has_anchor(&anchor) {
                    return None;
                }
                let place = page.place(href, ReferenceKind::Link).unwrap_or_else(|| page.whole());
                let name = if file == page.out {
                    "the page".to_owned()
                } else {
                    file.to_url().to_string()
                };
                let help = did_you_mean(&anchor, facts.anchors()).map_or_else(
                    || {
                        "an anchor is made of a heading's words, or set with `{#name}` after them"
                            .to_owned()
                    },
                    |near| format!("did you mean `#{near}`?"),
                );
                let message = format!("{name} has no anchor `#{anchor}`");
                Some(Diagnostic::new(Code::DeadAnchor, message, place).help(help))
            }
        }
    }

    fn image(&self, page: &mut Origin<'_>, src: &str) -> Option<Diagnostic> {
        let place = page.place(src, ReferenceKind::Image).unwrap_or_else(|| page.whole());
        let Target::Nothing(url) = self.target(page, src) else { return None };
        let files = self.plan.jobs.iter().filter_map(|(out, job)| match job {
            Job::Copy(_) => Some(out.as_str()),
            _ => None,
        });
        let help = near_file(url.to_out().as_str(), files).map_or_else(
            || "put the file beside the article, and write its path from there".to_owned(),
            |near| format!("did you mean `{}`?", page.relative(&format!("content/{near}"))),
        );
        Some(
            Diagnostic::new(Code::MissingImage, format!("there is no picture at {url}"), place)
                .help(help),
        )
    }

    fn suggest_page(&self, page: &Origin<'_>, url: &UrlPath) -> String {
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

fn decoded(anchor: &str) -> String {
    percent_encoding::percent_decode_str(anchor).decode_utf8_lossy().into_owned()
}

/// The file with the same name elsewhere, or with nearly the same path.
fn near_file<'a>(wanted: &str, files: impl Iterator<Item = &'a str> + Clone) -> Option<&'a str> {
    let name = wanted.rsplit('/').next()?;
    files
        .clone()
        .find(|file| file.rsplit('/').next() == Some(name))
        .or_else(|| did_you_mean(wanted, files))
}
