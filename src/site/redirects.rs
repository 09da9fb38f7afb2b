//! Resolves the old addresses in redirects.yaml.

use std::collections::{BTreeMap, HashSet};

use super::{AliasOf, ArticleIndex, Site, alias_url, article_id};
use crate::config::Project;
use crate::diagnostic::{Code, Diagnostic, FieldPath, Place, Suggestions, did_you_mean};
use crate::path::{SourcePath, UrlPath};
use crate::redirects::{GONE, RedirectPart, Redirects, place};
use crate::yaml::is_web_address;

/// An old address that no article lists as an alias.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirect {
    /// The old address, as written in redirects.yaml.
    pub entry: String,
    /// Its target.
    pub target: RedirectTarget,
}

/// The target of an old address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RedirectTarget {
    /// To an article.
    Article(ArticleIndex),
    /// To another page or file of this site.
    Here(UrlPath),
    /// To another site.
    Elsewhere(String),
    /// Nothing: the page is gone for good.
    Gone,
}

/// Resolves the old addresses, and reports those that are invalid or whose target does not exist.
pub fn add_redirects(project: &Project, site: &mut Site, redirects: &Redirects) -> Vec<Diagnostic> {
    let mut found: BTreeMap<UrlPath, Redirect> = BTreeMap::new();
    let mut diagnostics = Vec::new();
    let mut targets = Vec::new();
    let mut articles = Articles::of(site);
    for (entry, to) in &redirects.entries {
        let base = &project.config.base_url;
        let url = match alias_url(base, entry) {
            Ok(url) => url,
            Err(why) => {
                diagnostics.push(
                    Diagnostic::new(
                        Code::BadAlias,
                        format!("the old address `{entry}` {why}"),
                        place(entry, RedirectPart::Old),
                    )
                    .help("write an old address of this site as a path, such as /old/502/"),
                );
                continue;
            }
        };
        let taken = match (site.aliases.get(&url), found.get(&url)) {
            (Some(by), _) => Some(alias_place(project, site, *by, &url)),
            (None, Some(other)) => Some(place(&other.entry, RedirectPart::Old)),
            (None, None) => None,
        };
        if let Some(taken) = taken {
            diagnostics.push(
                Diagnostic::new(
                    Code::AliasTwice,
                    format!("the old address `{entry}` is taken"),
                    place(entry, RedirectPart::Old),
                )
                .help("one address can lead to one place only; remove one of them")
                .related(taken, "taken here"),
            );
            continue;
        }
        match target(project, site, to, &mut articles) {
            Ok(target) => targets.push((url.clone(), target.clone(), entry)),
            Err((why, help)) => {
                let place = place(entry, RedirectPart::Target);
                diagnostics.push(Diagnostic::new(Code::BadRedirect, why, place).help(help));
            }
        }
        let target = targets.last().filter(|(of, ..)| *of == url);
        let target = target.map_or(RedirectTarget::Gone, |(_, target, _)| target.clone());
        found.insert(url, Redirect { entry: entry.clone(), target });
    }
    for (_, target, entry) in &targets {
        let RedirectTarget::Here(to) = target else { continue };
        let final_target = match (site.aliases.get(to), found.get(to)) {
            (Some(AliasOf::Article(article)), _) => site.articles[*article].id.clone(),
            (Some(by @ AliasOf::Page(_)), _) => site.named(*by).1.to_string(),
            (None, Some(other)) => redirects.entries.get(&other.entry).cloned().unwrap_or_default(),
            (None, None) => continue,
        };
        diagnostics.push(
            Diagnostic::new(
                Code::BadRedirect,
                format!("`{to}` is itself an old address"),
                place(entry, RedirectPart::Target),
            )
            .help(format!("write where that leads: `{final_target}`")),
        );
    }
    site.redirects = found;
    diagnostics
}

/// The place where an article or a page lists an address as an alias.
pub(crate) fn alias_place(project: &Project, site: &Site, by: AliasOf, url: &UrlPath) -> Place {
    let (source, _, aliases) = site.named(by);
    let base = &project.config.base_url;
    let index = aliases.iter().position(|alias| alias_url(base, alias).as_ref() == Ok(url));
    Place::value(source, FieldPath::from("aliases").index(index.unwrap_or_default()))
}

/// The possible targets of redirects besides the articles of the main language.
struct Articles<'s> {
    /// The addresses of all translations.
    translated: HashSet<&'s UrlPath>,
    suggestions: Suggestions,
}

impl<'s> Articles<'s> {
    fn of(site: &'s Site) -> Self {
        let translated = site.translations.iter().flat_map(|site| &site.articles);
        let translated = translated.map(|article| &article.document.url).collect();
        Self { translated, suggestions: Suggestions::default() }
    }
}

/// The target of a redirect, or why it does not exist and what to do.
fn target(
    project: &Project,
    site: &Site,
    to: &str,
    articles: &mut Articles<'_>,
) -> Result<RedirectTarget, (String, String)> {
    if to == GONE {
        return Ok(RedirectTarget::Gone);
    }
    let base = &project.config.base_url;
    if to.starts_with('/') && !to.starts_with("//") {
        let path = to.split(['?', '#']).next().unwrap_or_default();
        let url = alias_url(base, path).map_err(|why| {
            (format!("the address `{to}` {why}"), "write the id of an article".to_owned())
        })?;
        let id = url.decoded();
        let article = article_of(site, id.trim_end_matches('/')).filter(|_| path == to);
        return Ok(article.map_or(RedirectTarget::Here(url), RedirectTarget::Article));
    }
    if to.contains("://") {
        if let Some(path) = base.local(to) {
            return Err((
                format!("`{to}` is an address of this site"),
                format!("write the id of an article, or `{path}`"),
            ));
        }
        if is_web_address(to) {
            return Ok(RedirectTarget::Elsewhere(to.to_owned()));
        }
        return Err((
            format!("`{to}` is not a web address"),
            "write the full address, beginning with https://".into(),
        ));
    }
    if let Some(article) = article_of(site, to) {
        return Ok(RedirectTarget::Article(article));
    }
    let source = SourcePath::new(format!("content/{to}.md"));
    let url = UrlPath::of_content(&source).unwrap_or_else(UrlPath::root);
    if articles.translated.contains(&url) || site.broken.contains_key(&url) {
        return Ok(RedirectTarget::Here(url));
    }
    if site.drafts.contains_key(&url) {
        return Err((
            format!("the article `{to}` is a draft"),
            "publish it, or choose another article".into(),
        ));
    }
    let id = article_id(&source);
    let ids = site.articles.iter().map(|article| article.id.as_str());
    let help = articles.suggestions.find(|| did_you_mean(id, ids)).map_or_else(
        || {
            "write the id of an article, the address of a page of the hub, a whole address elsewhere, \
             or `gone`"
                .to_owned()
        },
        |near| format!("did you mean `{near}`?"),
    );
    Err((format!("there is no article `{to}`"), help))
}

/// The article with this id.
fn article_of(site: &Site, id: &str) -> Option<ArticleIndex> {
    let source = SourcePath::new(format!("content/{id}.md"));
    site.articles.binary_search_by(|one| one.document.source.cmp(&source)).ok()
}
