//! Prints a comparison: for people, for programs, and for pull requests.

use std::fmt::Write as _;

use serde::Serialize;

use super::{Compared, Mention};
use crate::diagnostic::Severity;
use crate::pipeline::Loaded;
use crate::report::{annotation, counted, visible, visible_json};
use crate::site::{Article, ArticleIndex};

/// The result for programs. Its shape is documented in docs/registry.md and is stable.
#[derive(Serialize)]
struct Report<'a> {
    version: u8,
    codes: usize,
    covered: Vec<Covered<'a>>,
    missing: Vec<Missing<'a>>,
    obsolete: Vec<Obsolete<'a>>,
}

#[derive(Serialize)]
struct Covered<'a> {
    code: &'a str,
    article: &'a str,
    url: String,
}

#[derive(Serialize)]
struct Missing<'a> {
    code: &'a str,
    file: &'a str,
    line: usize,
}

#[derive(Serialize)]
struct Obsolete<'a> {
    code: &'a str,
    article: &'a str,
    file: &'a str,
    line: Option<usize>,
}

/// Two lists, each below its heading.
pub(super) fn human(loaded: &Loaded, compared: &Compared<'_>) -> String {
    let Compared { missing, obsolete, .. } = compared;
    let mut text = String::new();
    let width = missing.iter().map(|one| one.code.chars().count());
    let codes = obsolete.iter().map(|index| code(article(loaded, *index)).chars().count());
    let width = width.chain(codes).max().unwrap_or_default().min(40);
    let mut list = |heading: String, lines: Vec<(&str, String)>| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{}{heading}:", if text.is_empty() { "" } else { "\n" });
        for (code, place) in lines {
            let _ = write!(text, "\n  {:<width$}  {}", visible(code), visible(&place));
        }
    };
    if !missing.is_empty() {
        let have = if missing.len() == 1 { "has" } else { "have" };
        let lines = missing
            .iter()
            .map(|Mention { code, file, line }| (code.as_str(), format!("{file}:{line}")));
        list(format!("{} {have} no article", counted(missing.len(), "code")), lines.collect());
    }
    if !obsolete.is_empty() {
        let heading = if obsolete.len() == 1 {
            "1 article has a code that is not in the list".to_owned()
        } else {
            format!("{} have codes that are not in the list", counted(obsolete.len(), "article"))
        };
        let lines = obsolete.iter().map(|index| {
            let article = article(loaded, *index);
            let line = line(loaded, article).map_or_else(String::new, |line| format!(":{line}"));
            (code(article), format!("{}{line}", article.document.source))
        });
        list(heading, lines.collect());
    }
    text
}

/// An indented JSON object.
pub(super) fn json(loaded: &Loaded, compared: &Compared<'_>) -> String {
    let Compared { covered, missing, obsolete } = compared;
    let url = |article: &Article| loaded.project.config.base_url.absolute(&article.document.url);
    let report = Report {
        version: 1,
        codes: covered.len() + missing.len(),
        covered: covered
            .iter()
            .map(|(mention, index)| {
                let article = article(loaded, *index);
                Covered { code: &mention.code, article: &article.id, url: url(article) }
            })
            .collect(),
        missing: missing
            .iter()
            .map(|Mention { code, file, line }| Missing { code, file, line: *line })
            .collect(),
        obsolete: obsolete
            .iter()
            .map(|index| {
                let article = article(loaded, *index);
                Obsolete {
                    code: code(article),
                    article: &article.id,
                    file: article.document.source.as_str(),
                    line: line(loaded, article),
                }
            })
            .collect(),
    };
    // Strings, numbers and lists of both can always be serialized.
    visible_json(&serde_json::to_string_pretty(&report).unwrap_or_default()).into_owned()
}

/// Workflow commands; `folder` is the path from the repository's root to the site's folder.
pub(super) fn github(loaded: &Loaded, compared: &Compared<'_>, folder: &str) -> String {
    let missing = compared.missing.iter().map(|Mention { code, file, line }| {
        let message = format!("{code} has no article");
        annotation(Severity::Error, file, Some(*line), "errhub coverage", &message)
    });
    let obsolete = compared.obsolete.iter().map(|index| {
        let article = article(loaded, *index);
        let file = format!("{folder}{}", article.document.source);
        let message = format!("the product does not have the code {}", code(article));
        annotation(Severity::Error, &file, line(loaded, article), "errhub coverage", &message)
    });
    missing.chain(obsolete).collect::<Vec<_>>().join("\n")
}

fn article(loaded: &Loaded, index: ArticleIndex) -> &Article {
    &loaded.site.articles[index]
}

fn code(article: &Article) -> &str {
    article.document.summary.code.as_deref().unwrap_or_default()
}

/// The line of an article's `code`.
fn line(loaded: &Loaded, article: &Article) -> Option<usize> {
    let text = loaded.text(&article.document.source)?;
    text.lines().position(|line| line.starts_with("code:")).map(|line| line + 1)
}
