//! The views of the fields that a site declares: on articles, and as filters of lists.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::config::{FieldKind, OwnField, Show};
use crate::parse::own_values::{OwnValue, OwnValues};
use crate::render::parts::{ChoicePart, Frame};

/// The declared fields of an article.
#[derive(Debug, Clone, Default, Serialize)]
pub struct FieldsView {
    /// All of them, by name.
    pub fields: BTreeMap<String, FieldView>,
    /// Those shown as badges, in the order of site.yaml.
    pub badges: Vec<FieldView>,
    /// Those shown as facts, in the order of site.yaml.
    pub facts: Vec<FieldView>,
    /// Those by which lists can be filtered, in the order of site.yaml.
    pub choices: Vec<FieldView>,
}

/// A field that the site declares, with its value in an article.
#[derive(Debug, Clone, Serialize)]
pub struct FieldView {
    /// Its name in front matter.
    pub name: String,
    /// What pages call it.
    pub label: String,
    /// `text`, `number`, `date`, `choice`, `yes-no` or `list`.
    #[serde(rename = "type")]
    pub kind: FieldKind,
    /// `badge`, `facts` or `none`.
    pub show: Show,
    /// The value: a text, a number, `true` or `false`, or a list of texts.
    pub value: Value,
    /// The value as readers see it.
    pub text: String,
}

/// A choice by which a list can be filtered.
#[derive(Debug, Clone, Serialize)]
pub struct FilterView {
    /// The name of the field.
    pub name: String,
    /// What pages call it.
    pub label: String,
    /// The values that articles of the list have, in the order of site.yaml.
    pub values: Vec<String>,
    /// The same with the texts that readers see.
    pub options: Vec<OptionView>,
}

/// A value of a choice, and what readers see of it.
#[derive(Debug, Clone, Serialize)]
pub struct OptionView {
    /// The value.
    pub value: String,
    /// The value as readers see it.
    pub text: String,
}

impl Frame<'_> {
    /// The declared fields of an article.
    pub(super) fn own_fields(&self, own: &OwnValues) -> FieldsView {
        let mut view = FieldsView::default();
        for (name, value) in own.iter() {
            let Some((_, field)) = self.config().fields.find(name) else { continue };
            let Some(one) = self.own_field(name, field, value) else { continue };
            match field.show {
                // A badge is shown only for `true`.
                Show::Badge if *value != OwnValue::YesNo(false) => view.badges.push(one.clone()),
                Show::Facts => view.facts.push(one.clone()),
                Show::Badge | Show::None => {}
            }
            if field.is_filter() {
                view.choices.push(one.clone());
            }
            view.fields.insert(name.to_owned(), one);
        }
        view
    }

    /// The field with its value; `None` for an empty list.
    fn own_field(&self, name: &str, field: &OwnField, value: &OwnValue) -> Option<FieldView> {
        let (value, text) = match value {
            OwnValue::Text(text) => (text.as_str().into(), text.clone()),
            OwnValue::Choice(text) => (text.as_str().into(), field.text(text).to_owned()),
            OwnValue::Number(text) => {
                (serde_json::from_str(text).unwrap_or_default(), text.clone())
            }
            OwnValue::Date(date) => (date.to_string().into(), self.labels().date(*date)),
            OwnValue::YesNo(is_so) => {
                let label = if *is_so { "field_yes" } else { "field_no" };
                ((*is_so).into(), self.say(label, &[]))
            }
            OwnValue::List(texts) if texts.is_empty() => return None,
            OwnValue::List(texts) => (texts.clone().into(), texts.join(&self.say("comma", &[]))),
        };
        let label = field.label(name).to_owned();
        let (name, kind, show) = (name.to_owned(), field.kind, field.show);
        Some(FieldView { name, label, kind, show, value, text })
    }

    /// The filters of a list.
    pub(super) fn filters(&self, choices: &[ChoicePart<'_>]) -> Vec<FilterView> {
        let filters = choices.iter().filter_map(|choice| {
            let (name, field) = self.config().fields.at(choice.field)?;
            let values = choice.values.iter().map(|value| (*value).to_owned()).collect();
            let option = |value: &&str| OptionView {
                value: (*value).to_owned(),
                text: field.text(value).to_owned(),
            };
            let options = choice.values.iter().map(option).collect();
            let label = field.label(name).to_owned();
            Some(FilterView { name: name.to_owned(), label, values, options })
        });
        filters.collect()
    }
}
