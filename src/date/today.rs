//! The date of a run; the clock is read only when somebody needs it.

use std::sync::OnceLock;

use super::Date;

/// The date of a run.
#[derive(Debug, Clone)]
pub struct Today {
    given: Option<Date>,
    found: OnceLock<Date>,
}

impl Today {
    /// A date given by the user.
    #[must_use]
    pub fn given(date: Date) -> Self {
        Self { given: Some(date), found: OnceLock::new() }
    }

    /// Today's date in UTC, read from the clock on first use.
    #[must_use]
    pub fn of_clock() -> Self {
        Self { given: None, found: OnceLock::new() }
    }

    /// The date.
    #[must_use]
    pub fn date(&self) -> Date {
        self.given.unwrap_or_else(|| *self.found.get_or_init(|| Date::of(jiff::Timestamp::now())))
    }

    /// Whether the user gave it.
    #[must_use]
    pub fn is_given(&self) -> bool {
        self.given.is_some()
    }
}
