//! The day of a run, which the clock is asked for only when somebody needs it.

use std::sync::OnceLock;

use super::Date;

/// The day of a run.
#[derive(Debug, Clone)]
pub struct Today {
    given: Option<Date>,
    found: OnceLock<Date>,
}

impl Today {
    /// A day that somebody chose.
    #[must_use]
    pub fn given(date: Date) -> Self {
        Self { given: Some(date), found: OnceLock::new() }
    }

    /// The day that the clock says, in UTC, when it is first asked for.
    #[must_use]
    pub fn of_clock() -> Self {
        Self { given: None, found: OnceLock::new() }
    }

    /// The day.
    #[must_use]
    pub fn date(&self) -> Date {
        self.given.unwrap_or_else(|| *self.found.get_or_init(|| Date::of(jiff::Timestamp::now())))
    }

    /// Whether somebody chose it.
    #[must_use]
    pub fn is_given(&self) -> bool {
        self.given.is_some()
    }
}
