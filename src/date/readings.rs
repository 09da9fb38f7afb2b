//! The dates that a text in another spelling may mean.

use jiff::civil;

use super::Date;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl Date {
    /// The dates that people may mean by `text`, without duplicates: `04/02/2026` may be two.
    #[must_use]
    pub fn readings(text: &str) -> Vec<Self> {
        let text = without_time(text.trim());
        let numbers: Vec<&str> =
            text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
        let mut words = text
            .split(|c: char| !c.is_alphabetic())
            .filter(|part| part.chars().count() > 2)
            .peekable();
        let has_words = words.peek().is_some();
        let month = words.find_map(month);
        let is_year = |number: &str| number.len() == 4;
        let of = |year: &str, month: &str, day: &str| {
            Self::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
        };
        let candidates = match (&numbers[..], month) {
            ([day, year], Some(month)) if is_year(year) => vec![of(year, &month.to_string(), day)],
            ([year, day], Some(month)) if is_year(year) => vec![of(year, &month.to_string(), day)],
            ([digits], None) if digits.len() == 8 => {
                vec![of(&digits[..4], &digits[4..6], &digits[6..])]
            }
            ([year, a, b], None) if is_year(year) && !has_words => {
                vec![of(year, a, b).or_else(|| of(year, b, a))]
            }
            // In dates with dots, the day comes first everywhere.
            ([a, b, year], None) if is_year(year) && !has_words && text.contains('.') => {
                vec![of(year, b, a).or_else(|| of(year, a, b))]
            }
            ([a, b, year], None) if is_year(year) && !has_words => {
                vec![of(year, b, a), of(year, a, b)]
            }
            _ => Vec::new(),
        };
        let mut readings: Vec<Self> = candidates.into_iter().flatten().collect();
        readings.dedup();
        readings
    }

    /// The last day of the month in a text that is spelled as a date.
    #[must_use]
    pub fn last_of_month(text: &str) -> Option<Self> {
        let (year, month) = (text.get(..4)?.parse().ok()?, text.get(5..7)?.parse().ok()?);
        civil::Date::new(year, month, 1).ok().map(|first| Self(first.last_of_month()))
    }

    /// The English name of the month.
    #[must_use]
    pub fn month_in_english(self) -> &'static str {
        let index = usize::try_from(self.month() - 1).unwrap_or_default();
        MONTHS.get(index).copied().unwrap_or_default()
    }
}

/// The number of a month whose name begins with `word`.
fn month(word: &str) -> Option<usize> {
    let is_beginning = |name: &&str| {
        name.get(..word.len()).is_some_and(|beginning| beginning.eq_ignore_ascii_case(word))
    };
    MONTHS.iter().position(is_beginning).map(|index| index + 1)
}

/// `2026-04-02T10:30` without the text after the day.
fn without_time(text: &str) -> &str {
    let Some((before, _)) = text.split_once(':') else { return text };
    before.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches(['T', 't', ' '])
}
