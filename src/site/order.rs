//! Natural sort order, as people sort: numbers by value, letters without case.

use std::cmp::Ordering;

/// The sort key of a text in natural order: numbers by value, letters without case. Hexadecimal
/// digits after `0x` are a number too.
#[must_use]
pub fn natural_order(text: &str) -> NaturalOrder<'_> {
    let mut parts = Vec::new();
    let mut rest = text;
    let mut in_word = false;
    while let Some(first) = rest.chars().next() {
        let hexadecimal = if in_word { None } else { hexadecimal(rest) };
        let (part, after) = if let Some((digits, after)) = hexadecimal {
            (Part::number(digits, 16), after)
        } else if first.is_ascii_digit() {
            let end = rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len());
            (Part::number(&rest[..end], 10), &rest[end..])
        } else {
            parts.extend(first.to_lowercase().map(Part::Letter));
            in_word = first.is_alphanumeric();
            rest = &rest[first.len_utf8()..];
            continue;
        };
        parts.push(part);
        in_word = true;
        rest = after;
    }
    NaturalOrder { parts, text }
}

/// The hexadecimal digits that `text` begins with, and what follows.
fn hexadecimal(text: &str) -> Option<(&str, &str)> {
    let digits = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"))?;
    let end = digits.find(|letter: char| !letter.is_ascii_hexdigit()).unwrap_or(digits.len());
    let (digits, rest) = digits.split_at(end);
    let is_whole = !digits.is_empty() && !rest.starts_with(char::is_alphanumeric);
    is_whole.then_some((digits, rest))
}

/// See [`natural_order`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NaturalOrder<'t> {
    parts: Vec<Part<'t>>,
    /// Also orders texts that differ only in case.
    text: &'t str,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part<'t> {
    Number(u128),
    /// A number too large for its type: how many digits it has without leading zeros, and which.
    Large(usize, &'t str),
    Letter(char),
}

impl<'t> Part<'t> {
    fn number(digits: &'t str, radix: u32) -> Self {
        let digits = digits.trim_start_matches('0');
        if digits.is_empty() {
            return Self::Number(0);
        }
        match u128::from_str_radix(digits, radix) {
            Ok(value) => Self::Number(value),
            Err(_) => Self::Large(digits.len(), digits),
        }
    }
}

impl Ord for Part<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        // A number sorts among letters where its digits would.
        let place = |part: &Self| match part {
            Self::Number(_) | Self::Large(..) => '0',
            Self::Letter(letter) => *letter,
        };
        match (self, other) {
            (Self::Number(value), Self::Number(other)) => value.cmp(other),
            (Self::Large(count, digits), Self::Large(others, other)) => {
                (count, digits).cmp(&(others, other))
            }
            (Self::Number(_), Self::Large(..)) => Ordering::Less,
            (Self::Large(..), Self::Number(_)) => Ordering::Greater,
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

    fn check(expected: &[&str]) {
        let mut codes: Vec<&str> = expected.iter().rev().copied().collect();
        codes.sort_by_cached_key(|code| natural_order(code));
        assert_eq!(codes, expected);
    }

    #[test]
    fn numbers_in_codes_sort_by_value() {
        check(&["0x8", "404", "502", "1020", "DNS", "e9", "E10"]);
        let long = "9".repeat(50);
        check(&["007", "8", "100000000000000000000", &long, "a"]);
    }

    #[test]
    fn hexadecimal_numbers_have_a_value() {
        check(&["0x2", "0x9", "0x10", "0x1A", "0x0000007B", "0x80070002", "0x80070035"]);
        check(&["0x1", "2", "0xA", "0xb", "12", "0X0C-2", "0xFF", "256"]);
        check(&["Stop 0x9", "STOP 0x1A", "stop 28"]);
        // These are not hexadecimal numbers.
        check(&["0x", "0x1G", "0xyz", "1", "a0x9", "a0x10"]);
    }
}
