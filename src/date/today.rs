//! The date of a run. The clock is read only when the date is needed, and trusted only if it can be
//! right.

use std::fmt;
use std::sync::OnceLock;
use std::time::SystemTime;

use super::Date;
use crate::error::Error;

/// The years in which a clock can be right. No errhub is older, and after the last year a user can
/// pass the date.
const POSSIBLE: std::ops::RangeInclusive<i16> = 2025..=2125;

/// The date of a run.
#[derive(Debug, Clone)]
pub struct Today {
    given: Option<Date>,
    found: OnceLock<Result<Date, WrongClock>>,
}

/// A clock that cannot be right: it was never set, or an emulator or a build system stopped it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrongClock {
    /// Whose clock it is.
    whose: &'static str,
    /// Its date.
    says: String,
}

impl fmt::Display for WrongClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} says that today is {}", self.whose, self.says)
    }
}

impl From<WrongClock> for Error {
    fn from(clock: WrongClock) -> Self {
        Self::WrongClock { message: clock.to_string() }
    }
}

impl Today {
    /// A date given by the user.
    #[must_use]
    pub fn given(date: Date) -> Self {
        Self { given: Some(date), found: OnceLock::new() }
    }

    /// A date from `whose` clock, which counts as given by the user unless it cannot be right.
    #[must_use]
    pub fn from_clock(date: Date, whose: &'static str) -> Self {
        match possible(date, whose) {
            Ok(date) => Self::given(date),
            wrong => Self { given: None, found: wrong.into() },
        }
    }

    /// Today's date in UTC, read from the clock on first use.
    #[must_use]
    pub fn of_clock() -> Self {
        Self { given: None, found: OnceLock::new() }
    }

    /// The date.
    ///
    /// # Errors
    /// If the clock cannot be right.
    pub fn date(&self) -> Result<Date, WrongClock> {
        match self.given {
            Some(date) => Ok(date),
            None => self.found.get_or_init(|| of_system(SystemTime::now())).clone(),
        }
    }

    /// Whether the user gave it.
    #[must_use]
    pub fn is_given(&self) -> bool {
        self.given.is_some()
    }
}

/// The date of a moment, according to the clock of this machine.
fn of_system(now: SystemTime) -> Result<Date, WrongClock> {
    const WHOSE: &str = "the clock of this machine";
    match jiff::Timestamp::try_from(now) {
        Ok(now) => possible(Date::of(now), WHOSE),
        Err(_) => Err(WrongClock { whose: WHOSE, says: "a day of a year after 9999".to_owned() }),
    }
}

fn possible(date: Date, whose: &'static str) -> Result<Date, WrongClock> {
    if POSSIBLE.contains(&date.year()) {
        return Ok(date);
    }
    Err(WrongClock { whose, says: date.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_clock_that_cannot_be_right_is_not_believed() {
        let at = |seconds: u64| {
            let now = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
            of_system(now).map(|date| date.to_string()).map_err(|wrong| wrong.says)
        };
        assert_eq!(at(1_795_651_200).as_deref(), Ok("2026-11-26"));
        assert_eq!(at(0).unwrap_err(), "1970-01-01");
        assert_eq!(at(315_532_800).unwrap_err(), "1980-01-01");
        assert_eq!(at(253_402_300_799).unwrap_err(), "a day of a year after 9999");
        assert_eq!(at(1 << 40).unwrap_err(), "a day of a year after 9999");
        let before_1970 = SystemTime::UNIX_EPOCH - Duration::from_secs(1 << 40);
        assert!(of_system(before_1970).is_err());
    }
}
