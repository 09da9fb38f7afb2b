//! A calendar date without time or zone, spelled `2026-04-02`.

mod readings;
mod today;

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use jiff::civil;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

pub use today::{Today, WrongClock};

/// A date, as front matter, markup and feeds write it (RFC 3339, `full-date`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(civil::Date);

/// Why a text is not a [`Date`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateError {
    /// It is not spelled `YYYY-MM-DD`.
    Spelling,
    /// It is spelled correctly, but there is no such day.
    NoSuchDay,
}

impl Date {
    /// A date from year, month (1 to 12) and day (1 to 31); `None` if there is no such day.
    #[must_use]
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        civil::Date::new(year, month, day).ok().map(Self)
    }

    /// The date of a moment, in UTC.
    #[must_use]
    pub fn of(moment: jiff::Timestamp) -> Self {
        Self(moment.to_zoned(jiff::tz::TimeZone::UTC).date())
    }

    /// The year, 0 to 9999.
    #[must_use]
    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// The month, 1 to 12.
    #[must_use]
    pub fn month(self) -> i8 {
        self.0.month()
    }

    /// The beginning of the day in UTC, in the format of HTTP (RFC 9110, section 5.6.7).
    #[must_use]
    pub fn in_http(self) -> String {
        self.0.strftime("%a, %d %b %Y 00:00:00 GMT").to_string()
    }

    /// How many days after `other` this one is; negative if it is before.
    #[must_use]
    pub fn days_since(self, other: Self) -> i32 {
        self.0.since(other.0).map_or(0, |span| span.get_days())
    }

    /// The day of the month, 1 to 31.
    #[must_use]
    pub fn day(self) -> i8 {
        self.0.day()
    }
}

impl FromStr for Date {
    type Err = DateError;

    /// Accepts only `YYYY-MM-DD`.
    fn from_str(text: &str) -> Result<Self, DateError> {
        let shape = text.len() == 10
            && text.bytes().enumerate().all(|(position, byte)| match position {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        if !shape {
            return Err(DateError::Spelling);
        }
        text.parse().map(Self).map_err(|_| DateError::NoSuchDay)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }
}

impl fmt::Display for DateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Spelling => "not a date of the form YYYY-MM-DD",
            Self::NoSuchDay => "not a valid date",
        })
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

impl JsonSchema for Date {
    fn schema_name() -> Cow<'static, str> {
        "Date".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "date" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_spelling_is_a_date() {
        let day = Date::new(2026, 4, 2).unwrap();
        assert_eq!(day.in_http(), "Thu, 02 Apr 2026 00:00:00 GMT");
        assert_eq!("2026-04-02".parse::<Date>().unwrap().to_string(), "2026-04-02");
        for text in ["2026-4-2", "02.04.2026", "2026-04-02T00:00", "", "２０２６-04-02"] {
            assert_eq!(text.parse::<Date>(), Err(DateError::Spelling), "{text}");
        }
        assert_eq!("2026-02-29".parse::<Date>(), Err(DateError::NoSuchDay));
    }
}
