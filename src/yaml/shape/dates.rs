//! Dates: whether a text is a valid date, and which date its author meant.

use super::{Checker, Mistake, Node, Owner};
use crate::date::{Date, DateError};
use crate::diagnostic::Code;

impl Checker<'_> {
    pub(super) fn date(&mut self, node: &Node, text: &str, owner: &Owner) {
        let Err(error) = text.parse::<Date>() else { return };
        let message = match error {
            DateError::Spelling => format!("{} is not a date: `{text}`", owner.describe()),
            DateError::NoSuchDay => {
                format!("{} is not a valid date: `{text}`", owner.describe())
            }
        };
        let mistake = Mistake::new(Code::BadDate, message, node.range.clone());
        self.say(mistake.help(help(text, error)));
    }
}

fn help(text: &str, error: DateError) -> String {
    let spell = |date: &Date| format!("{date} for {} {}", date.month_in_english(), date.day());
    match (&Date::readings(text)[..], error) {
        ([date], _) => format!("write year, month and day: {date}"),
        ([first, second], _) => {
            format!("write {}, or {}", spell(first), spell(second))
        }
        (_, DateError::Spelling) => "write year, month and day, such as 2026-04-02".to_owned(),
        (_, DateError::NoSuchDay) => match Date::last_of_month(text) {
            Some(last) => format!(
                "{} {} has {} days; the last one is {last}",
                last.month_in_english(),
                last.year(),
                last.day()
            ),
            None => "check the month (01 to 12) and the day".to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_author_s_own_date_is_offered() {
        for (text, offered) in [
            ("2026-4-2", "write year, month and day: 2026-04-02"),
            ("2026/04/02", "write year, month and day: 2026-04-02"),
            ("20260402", "write year, month and day: 2026-04-02"),
            ("2026-04-02T10:30:00Z", "write year, month and day: 2026-04-02"),
            ("2026-04-02 10:30", "write year, month and day: 2026-04-02"),
            ("2. April 2026", "write year, month and day: 2026-04-02"),
            ("April 2nd, 2026", "write year, month and day: 2026-04-02"),
            ("Thu, 02 Apr 2026", "write year, month and day: 2026-04-02"),
            ("2-Sept-2026", "write year, month and day: 2026-09-02"),
            ("10.01.2026", "write year, month and day: 2026-01-10"),
            ("25/12/2026", "write year, month and day: 2026-12-25"),
            ("12/25/2026", "write year, month and day: 2026-12-25"),
            ("04/04/2026", "write year, month and day: 2026-04-04"),
            ("04/02/2026", "write 2026-02-04 for February 4, or 2026-04-02 for April 2"),
            ("2026-25-12", "write year, month and day: 2026-12-25"),
            ("2026-02-30", "February 2026 has 28 days; the last one is 2026-02-28"),
            ("2026-14-30", "check the month (01 to 12) and the day"),
            ("04/02/26", "write year, month and day, such as 2026-04-02"),
            ("yesterday", "write year, month and day, such as 2026-04-02"),
            ("", "write year, month and day, such as 2026-04-02"),
            ("99999999999999999999", "write year, month and day, such as 2026-04-02"),
        ] {
            let error = text.parse::<Date>().unwrap_err();
            assert_eq!(help(text, error), offered, "{text}");
        }
    }
}
