//! The values of the fields that site.yaml declares.

use serde::{Deserialize, Serialize};

use crate::date::Date;

/// The fields of an article that its site declares, by name, in the order of site.yaml.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct OwnValues(Vec<(String, OwnValue)>);

/// The value of a field that a site declares.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum OwnValue {
    /// One line of text.
    Text(String),
    /// A decimal number, as written.
    Number(String),
    /// A date.
    Date(Date),
    /// One of the declared values.
    Choice(String),
    /// `true` or `false`.
    YesNo(bool),
    /// Texts.
    List(Vec<String>),
}

impl OwnValues {
    /// The fields that have a value.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &OwnValue)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// Adds the fields of `others` that have no value here.
    pub fn add(&mut self, others: &Self) {
        let new = others.iter().filter(|(name, _)| self.get(name).is_none());
        let new: Vec<_> = new.map(|(name, value)| (name.to_owned(), value.clone())).collect();
        self.0.extend(new);
    }

    /// The value of the field `name`.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&OwnValue> {
        self.iter().find_map(|(one, value)| (one == name).then_some(value))
    }
}

impl FromIterator<(String, OwnValue)> for OwnValues {
    fn from_iter<I: IntoIterator<Item = (String, OwnValue)>>(values: I) -> Self {
        Self(values.into_iter().collect())
    }
}

impl OwnValue {
    /// The words that a reader reads, except for those of labels.
    pub(super) fn words(&self) -> Vec<String> {
        match self {
            Self::Text(text) | Self::Number(text) | Self::Choice(text) => vec![text.clone()],
            Self::Date(date) => vec![date.to_string()],
            Self::YesNo(is_so) => vec![if *is_so { "yes" } else { "no" }.to_owned()],
            Self::List(texts) => texts.clone(),
        }
    }
}
