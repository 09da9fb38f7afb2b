//! The labels: the texts of the templates themselves, in the language of the site. Without a
//! translation in site.yaml or in errhub, they are English.

mod built_in;
mod check;
mod english;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::date::Date;
use crate::key::Key;
use crate::language::{self, Form, PluralRules, is_english};

use english::{ENGLISH, English};

pub(super) use check::check;

/// A label: a text, or one text for each plural category of the language.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Label {
    /// The same text for every count.
    Text(String),
    /// The texts by CLDR plural category.
    Plural(Plurals),
}

/// One text for each plural category (CLDR) of the language; `other` is for the rest.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Plurals {
    /// For zero things, if the language has a form for it.
    #[serde(default)]
    pub zero: Option<String>,
    /// For one thing.
    #[serde(default)]
    pub one: Option<String>,
    /// For two things, if the language has a form for it.
    #[serde(default)]
    pub two: Option<String>,
    /// For a few things, if the language has a form for it.
    #[serde(default)]
    pub few: Option<String>,
    /// For many things, if the language has a form for it.
    #[serde(default)]
    pub many: Option<String>,
    /// For every other count, and fractions.
    pub other: String,
}

/// All labels of a site.
#[derive(Debug, Clone)]
pub struct Labels {
    table: BTreeMap<&'static str, Label>,
    /// The plural rules of the language.
    rules: PluralRules,
    untranslated: Vec<&'static str>,
    is_right_to_left: bool,
    key: Key,
}

impl Labels {
    /// The built-in table of `language` (BCP 47), whose plural rules they follow, with `overrides`.
    #[must_use]
    pub fn new(language: &str, overrides: &BTreeMap<String, Label>) -> Self {
        let mut built_in = built_in::table(language);
        let mut untranslated = Vec::new();
        let table: BTreeMap<_, _> = ENGLISH
            .iter()
            .map(|(name, english)| {
                let label = overrides.get(*name).cloned().or_else(|| built_in.remove(*name));
                let label = label.unwrap_or_else(|| {
                    untranslated.push(*name);
                    english.label()
                });
                (*name, label)
            })
            .collect();
        if is_english(language) {
            untranslated.clear();
        }
        let key = Key::of(&(language, &table));
        Self {
            table,
            rules: PluralRules::of(language),
            untranslated,
            is_right_to_left: language::is_right_to_left(language),
            key,
        }
    }

    /// Whether the language is written from right to left.
    #[must_use]
    pub fn is_right_to_left(&self) -> bool {
        self.is_right_to_left
    }

    /// The names of the labels that are English although the language of the site is not.
    #[must_use]
    pub fn untranslated(&self) -> &[&'static str] {
        &self.untranslated
    }

    /// Changes whenever a label or the language does.
    #[must_use]
    pub fn key(&self) -> Key {
        self.key
    }

    /// Whether there is a label of this name.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.table.contains_key(name)
    }

    /// The names of all labels.
    pub fn names() -> impl Iterator<Item = &'static str> {
        ENGLISH.iter().map(|(name, _)| *name)
    }

    /// The languages that errhub has labels in, besides English.
    pub fn languages() -> impl Iterator<Item = &'static str> {
        built_in::languages()
    }

    /// Whether the label has a single text with nothing to fill in.
    #[must_use]
    pub fn is_plain(&self, name: &str) -> bool {
        matches!(self.table.get(name), Some(Label::Text(text)) if !text.contains('{'))
    }

    /// The label, with each `{name}` of `values` filled in; `count` chooses among plurals.
    #[must_use]
    pub fn say(&self, name: &str, values: &[(&str, &str)]) -> String {
        let count =
            values.iter().find(|(name, _)| *name == "count").and_then(|(_, n)| n.parse().ok());
        self.pattern(name, count).map_or_else(|| name.to_owned(), |pattern| fill(pattern, values))
    }

    fn pattern(&self, name: &str, count: Option<usize>) -> Option<&str> {
        Some(match self.table.get(name)? {
            Label::Text(text) => text,
            Label::Plural(plurals) => self.choose(plurals, count),
        })
    }

    fn choose<'a>(&self, plurals: &'a Plurals, count: Option<usize>) -> &'a str {
        let text = match count.map(|count| self.rules.form(count)) {
            Some(Form::Zero) => &plurals.zero,
            Some(Form::One) => &plurals.one,
            Some(Form::Two) => &plurals.two,
            Some(Form::Few) => &plurals.few,
            Some(Form::Many) => &plurals.many,
            Some(Form::Other) | None => &None,
        };
        text.as_deref().unwrap_or(&plurals.other)
    }

    /// A date in the form given by the labels `date` and `months`: `April 2, 2026`.
    #[must_use]
    pub fn date(&self, date: Date) -> String {
        let months = self.pattern("months", None).unwrap_or_default();
        let index = usize::try_from(date.month() - 1).unwrap_or_default();
        let month = names(months).nth(index).unwrap_or_default();
        let (day, year, number) =
            (date.day().to_string(), date.year().to_string(), date.month().to_string());
        let values =
            [("month", month), ("day", &*day), ("year", &*year), ("month_number", &*number)];
        self.say("date", &values)
    }
}

/// The names in a list separated by the commas of any language.
fn names(list: &str) -> impl Iterator<Item = &str> {
    list.split([',', '،', '、', '，', '﹐', ';', '；']).map(str::trim)
}

/// `pattern` with each `{name}` replaced by its value; other braces stay.
fn fill(pattern: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(pattern.len() + 16);
    let mut rest = pattern;
    while let Some(open) = rest.find('{') {
        let (before, from) = rest.split_at(open);
        filled.push_str(before);
        let value = from.find('}').and_then(|close| {
            let value = values.iter().find(|(name, _)| *name == &from[1..close])?;
            Some((value.1, close + 1))
        });
        let (text, used) = value.unwrap_or(("{", 1));
        filled.push_str(text);
        rest = &from[used..];
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plurals_follow_the_language() {
        let english = Labels::new("en-GB", &BTreeMap::new());
        assert_eq!(english.say("methods", &[("count", "1")]), "How to fix it: 1 method");
        assert_eq!(english.say("methods", &[("count", "5")]), "How to fix it: 5 methods");
        let polish = BTreeMap::from([(
            "articles_count".to_owned(),
            Label::Plural(Plurals {
                one: Some("{count} artykuł".into()),
                few: Some("{count} artykuły".into()),
                many: Some("{count} artykułów".into()),
                other: "{count} artykułu".into(),
                ..Plurals::default()
            }),
        )]);
        let polish = Labels::new("pl", &polish);
        assert_eq!(polish.say("articles_count", &[("count", "3")]), "3 artykuły");
        assert_eq!(polish.say("articles_count", &[("count", "12")]), "12 artykułów");
    }

    #[test]
    fn dates_are_written_as_the_labels_say() {
        let date = Date::new(2026, 4, 2).unwrap();
        assert_eq!(Labels::new("en", &BTreeMap::new()).date(date), "April 2, 2026");
        let german = BTreeMap::from([(
            "date".to_owned(),
            Label::Text("{day}.{month_number}.{year}".into()),
        )]);
        assert_eq!(Labels::new("de", &german).date(date), "2.4.2026");
        for comma in ["،", "、", "; "] {
            let months: Vec<_> = (1..=12).map(|month| format!("m{month}")).collect();
            let months = Label::Text(months.join(comma));
            let own = BTreeMap::from([("months".to_owned(), months)]);
            assert_eq!(Labels::new("en", &own).date(date), "m4 2, 2026", "{comma}");
        }
    }

    #[test]
    fn values_are_never_patterns() {
        assert_eq!(fill("{a} {b} {", &[("a", "{b}"), ("b", "x")]), "{b} x {");
    }
}
