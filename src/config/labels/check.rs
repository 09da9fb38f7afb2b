//! Checks that labels can be filled in, and have the plural forms that the language needs.

use std::collections::{BTreeMap, BTreeSet};

use super::{ENGLISH, English, Label, Labels, Plurals, names};
use crate::diagnostic::{Code, Diagnostic, FieldPath, Place, did_you_mean};
use crate::language::{Form, PluralRules};
use crate::path::SourcePath;

/// Placeholders that a label may have beyond those of its English text.
const MORE: &[(&str, &[&str])] = &[("date", &["month_number"])];

/// The placeholders that a label needs: at least one of each group.
const NEEDED: &[(&str, &[&[&str]])] = &[
    ("date", &[&["day"], &["month", "month_number"], &["year"]]),
    ("error_code", &[&["code"]]),
    ("last_reviewed", &[&["date"]]),
    ("last_updated", &[&["date"]]),
    ("page_number", &[&["number"]]),
    ("platform_title", &[&["platform"]]),
];

/// All mistakes in the labels of a site in `language`.
pub(in crate::config) fn check(
    own: &BTreeMap<String, Label>,
    language: &str,
    file: &SourcePath,
) -> Vec<Diagnostic> {
    let rules = PluralRules::of(language);
    let mut diagnostics = Vec::new();
    for (name, label) in own {
        let path = FieldPath::from("labels").key(name.clone());
        let Some((_, english)) = ENGLISH.iter().find(|(known, _)| known == name) else {
            let place = Place::key(file, path);
            let message = format!("there is no label `{name}`");
            let diagnostic = Diagnostic::new(Code::UnknownKey, message, place);
            diagnostics.push(match did_you_mean(name, Labels::names()) {
                Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
                None => diagnostic.help("docs/templates.md lists the labels"),
            });
            continue;
        };
        let english: Vec<&str> = match english {
            English::Text(text) => vec![text],
            English::Plural(one, other) => vec![one, other],
        };
        let checker = Checker { file, name, placeholders: placeholders_of(name, &english) };
        match label {
            Label::Text(text) => diagnostics.extend(checker.text(text, &path)),
            Label::Plural(_) if !checker.placeholders.contains("count") => {
                let message =
                    format!("the label `{name}` has no count, so it cannot have plural forms");
                diagnostics.push(
                    Diagnostic::new(Code::PluralForms, message, Place::key(file, path))
                        .help("write one text instead of plural forms"),
                );
            }
            Label::Plural(plurals) => {
                for (form, text) in forms(plurals) {
                    diagnostics.extend(checker.text(text, &path.clone().key(form)));
                }
                diagnostics.extend(checker.forms(plurals, &rules, &path));
            }
        }
    }
    diagnostics
}

struct Checker<'a> {
    file: &'a SourcePath,
    name: &'a str,
    placeholders: BTreeSet<&'a str>,
}

impl Checker<'_> {
    fn text(&self, text: &str, path: &FieldPath) -> Vec<Diagnostic> {
        let say = |message: String, help: String| {
            let place = Place::value(self.file, path.clone());
            Diagnostic::new(Code::BadLabel, message, place).help(help)
        };
        if self.name == "months" {
            let months = names(text).filter(|name| !name.is_empty()).count();
            let message = format!("`months` has {months} names, but a year has 12 months");
            let help = "write the names from January to December, separated by commas";
            return (months != 12).then(|| say(message, help.into())).into_iter().collect();
        }
        let used: Vec<&str> = placeholders(text).collect();
        let unknown = used.iter().filter(|name| !self.placeholders.contains(*name)).map(|name| {
            let near = did_you_mean(name.trim(), self.placeholders.iter().copied());
            let help = match near {
                Some(near) => format!("did you mean `{{{near}}}`?"),
                None if self.placeholders.is_empty() => "this label has no placeholders".to_owned(),
                None => format!("it may have {}", listed(self.placeholders.iter().copied(), "and")),
            };
            say(format!("the label `{}` has no placeholder `{{{name}}}`", self.name), help)
        });
        let found: Vec<Diagnostic> = unknown.collect();
        if !found.is_empty() {
            return found;
        }
        let groups =
            NEEDED.iter().find(|(label, _)| *label == self.name).map_or(&[][..], |(_, all)| all);
        let missing = groups.iter().filter(|group| !group.iter().any(|name| used.contains(name)));
        let missing = missing.map(|group| {
            let names = listed(group.iter().copied(), "or");
            say(
                format!("the label `{}` lacks {names}", self.name),
                format!("write {names} where it belongs"),
            )
        });
        missing.collect()
    }

    fn forms(
        &self,
        plurals: &Plurals,
        rules: &PluralRules,
        path: &FieldPath,
    ) -> Option<Diagnostic> {
        let written: BTreeSet<&str> = forms(plurals).map(|(form, _)| form).collect();
        let needed = needed_forms(rules);
        let missing: Vec<_> = needed.iter().filter(|(form, _)| !written.contains(*form)).collect();
        if missing.is_empty() {
            return None;
        }
        let names = missing.iter().map(|(form, _)| format!("`{form}`"));
        let names = joined(&names.collect::<Vec<_>>(), "and");
        let examples = missing.iter().map(|(form, count)| format!("`{form}: …` (for {count})"));
        let examples = joined(&examples.collect::<Vec<_>>(), "and");
        let forms = if missing.len() == 1 { "form" } else { "forms" };
        let message = format!("the label `{}` lacks the plural {forms} {names}", self.name);
        let place = Place::key(self.file, path.clone());
        Some(Diagnostic::new(Code::PluralForms, message, place).help(format!("add {examples}")))
    }
}

/// The plural forms that the language uses for the counts of a hub, each with the first count that
/// needs it.
fn needed_forms(rules: &PluralRules) -> BTreeMap<&'static str, usize> {
    /// No hub needs the forms for millions that some languages have, such as French.
    const COUNTS: usize = 1000;
    let mut needed = BTreeMap::new();
    for count in 0..=COUNTS {
        let form = rules.form(count);
        // `other` is required anyway.
        if form != Form::Other {
            needed.entry(form.name()).or_insert(count);
        }
    }
    needed
}

fn forms(plurals: &Plurals) -> impl Iterator<Item = (&'static str, &str)> {
    [
        ("zero", &plurals.zero),
        ("one", &plurals.one),
        ("two", &plurals.two),
        ("few", &plurals.few),
        ("many", &plurals.many),
    ]
    .into_iter()
    .filter_map(|(form, text)| Some((form, text.as_deref()?)))
    .chain([("other", plurals.other.as_str())])
}

fn placeholders_of<'a>(name: &str, english: &[&'a str]) -> BTreeSet<&'a str> {
    let more = MORE.iter().find(|(label, _)| *label == name).map_or(&[][..], |(_, more)| more);
    english.iter().flat_map(|text| placeholders(text)).chain(more.iter().copied()).collect()
}

/// The text between each pair of braces, whether or not it is a known name.
pub(super) fn placeholders(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}

/// The placeholders of these names: `{a}, {b} and {c}`.
fn listed<'a>(names: impl Iterator<Item = &'a str>, last: &str) -> String {
    joined(&names.map(|name| format!("`{{{name}}}`")).collect::<Vec<_>>(), last)
}

/// `a, b and c`
fn joined(names: &[String], last: &str) -> String {
    match names.split_last() {
        Some((end, start)) if !start.is_empty() => format!("{} {last} {end}", start.join(", ")),
        _ => names.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn say(language: &str, labels: &[(&str, Label)]) -> Vec<String> {
        let own = labels.iter().map(|(name, label)| ((*name).to_owned(), label.clone()));
        let found = check(&own.collect(), language, &SourcePath::new("site.yaml"));
        found.into_iter().map(|one| format!("{}: {}", one.message, one.help.join("; "))).collect()
    }

    fn text(text: &str) -> Label {
        Label::Text(text.to_owned())
    }

    #[test]
    fn english_labels_are_right() {
        for (name, english) in ENGLISH {
            assert_eq!(say("en", &[(name, english.label())]), [] as [&str; 0]);
        }
    }

    #[test]
    fn placeholders_belong_to_their_label() {
        for (name, label, said) in [
            (
                "causes",
                "Why {tilte}?",
                "the label `causes` has no placeholder `{tilte}`: did you mean `{title}`?",
            ),
            (
                "causes",
                "Why { title }?",
                "the label `causes` has no placeholder `{ title }`: did you mean `{title}`?",
            ),
            (
                "faq",
                "{count} questions",
                "the label `faq` has no placeholder `{count}`: this label has no placeholders",
            ),
            (
                "date",
                "{day}. {mont} {year}",
                "the label `date` has no placeholder `{mont}`: did you mean `{month}`?",
            ),
            (
                "date",
                "{day}. {year}",
                "the label `date` lacks `{month}` or `{month_number}`: write `{month}` or `{month_number}` where it belongs",
            ),
            (
                "last_updated",
                "Updated",
                "the label `last_updated` lacks `{date}`: write `{date}` where it belongs",
            ),
            (
                "months",
                "a, b",
                "`months` has 2 names, but a year has 12 months: write the names from January to December, separated by commas",
            ),
            ("tooltip", "x", "there is no label `tooltip`: docs/templates.md lists the labels"),
        ] {
            assert_eq!(say("en", &[(name, text(label))]), [said], "{label}");
        }
        assert!(
            say("de", &[("date", text("{day}.{month_number}.{year}")), ("causes", text("Why?"))])
                .is_empty()
        );
        assert!(say("ar", &[("months", text("a،b،c،d،e،f،g،h،i،j،k،l"))]).is_empty());
    }

    #[test]
    fn plural_forms_match_the_language() {
        let forms = |one: Option<&str>, few: Option<&str>| {
            Label::Plural(Plurals {
                one: one.map(Into::into),
                few: few.map(Into::into),
                other: "{count}".into(),
                ..Plurals::default()
            })
        };
        let minutes = |language, label| say(language, &[("minutes", label)]);
        assert!(minutes("de", forms(Some("{count}"), None)).is_empty());
        assert!(minutes("fr", forms(Some("{count}"), None)).is_empty());
        assert!(minutes("ja", forms(None, None)).is_empty());
        assert!(minutes("tlh", forms(None, None)).is_empty());
        assert_eq!(
            minutes("pl", forms(Some("{count}"), None)),
            [
                "the label `minutes` lacks the plural forms `few` and `many`: add `few: …` (for 2) and `many: …` (for 0)"
            ]
        );
        assert_eq!(
            say("en", &[("faq", forms(Some("x"), None))]),
            [
                "the label `faq` has no count, so it cannot have plural forms: write one text instead of plural forms"
            ]
        );
    }
}
