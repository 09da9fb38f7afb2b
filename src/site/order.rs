//! The order of people: numbers by value, letters without case.

use std::cmp::Ordering;

/// A text in the order of people: numbers by value, letters without case.
#[must_use]
pub fn natural_order(text: &str) -> NaturalOrder<'_> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_number = first.is_ascii_digit();
        let end = rest.find(|letter: char| letter.is_ascii_digit() != is_number);
        let (part, after) = rest.split_at(end.unwrap_or(rest.len()));
        rest = after;
        if is_number {
            let digits = part.trim_start_matches('0');
            parts.push(Part::Number(digits.len(), digits));
        } else {
            parts.extend(part.chars().flat_map(char::to_lowercase).map(Part::Letter));
        }
    }
    NaturalOrder { parts, text }
}

/// See [`natural_order`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NaturalOrder<'t> {
    parts: Vec<Part<'t>>,
    /// Texts that differ in case alone have an order too.
    text: &'t str,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part<'t> {
    /// How many digits a number has, without zeros before it, and which.
    Number(usize, &'t str),
    Letter(char),
}

impl Ord for Part<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        // Among letters, a number stands where its digits stand.
        let place = |part: &Self| match part {
            Self::Number(..) => '0',
            Self::Letter(letter) => *letter,
        };
        match (self, other) {
            (Self::Number(count, digits), Self::Number(others, other)) => {
                (count, digits).cmp(&(others, other))
            }
            (one, other) => place(one).cmp(&place(other)),
        }
    }
}

impl PartialOrd for Part<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_sort_as_people_count() {
        let mut codes = vec!["E10", "502", "e9", "1020", "404", "0x8", "DNS"];
        codes.sort_by_cached_key(|code| natural_order(code));
        assert_eq!(codes, ["0x8", "404", "502", "1020", "DNS", "e9", "E10"]);
    }
}
