//! Labels of the templates that are not in the language of the site.

use super::Subject;
use crate::config::{Labels, Project, SITE_FILE};
use crate::diagnostic::{Code, Diagnostic, FieldPath, Place};
use crate::path::SourcePath;

/// How many labels a diagnostic names.
const NAMED: usize = 3;

/// Labels that are English on a site in another language, because errhub has no translation.
pub(super) fn english(Subject { project, .. }: Subject<'_>) -> Vec<Diagnostic> {
    let untranslated = project.labels.untranslated();
    let language = &project.config.language;
    let message = match untranslated {
        [] => return Vec::new(),
        [one] => format!("the label `{one}` is in English, but the site is in `{language}`"),
        all => format!("{} labels are in English, but the site is in `{language}`", all.len()),
    };
    let mut names: Vec<String> =
        untranslated.iter().take(NAMED).map(|name| format!("`{name}`")).collect();
    if untranslated.len() > NAMED {
        names.push("and so on".to_owned());
    }
    let known: Vec<&str> = Labels::languages().collect();
    let diagnostic = Diagnostic::new(Code::EnglishLabels, message, place(project));
    vec![
        diagnostic
            .help(format!(
                "translate {} under `labels`; docs/templates.md lists all labels",
                names.join(", ")
            ))
            .help(format!("errhub has labels in en, {}", known.join(", "))),
    ]
}

/// Where site.yaml names the language of an edition.
fn place(project: &Project) -> Place {
    let file = SourcePath::new(SITE_FILE);
    let languages = &project.config.languages;
    let index = project
        .edition
        .folder()
        .and_then(|folder| languages.iter().position(|language| language.code == folder));
    match index {
        Some(index) => Place::value(&file, FieldPath::from("languages").index(index).key("code")),
        None => Place::value(&file, "language"),
    }
}
