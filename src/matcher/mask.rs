//! Masks values in lines, so that lines that differ only in values become the same.

use super::tokens::{Text, Token};
use super::values::ValueKind;

/// The text with values and numbers replaced by names: `connect to <ip> failed after <number>`.
#[must_use]
pub fn masked(text: &Text) -> String {
    let values = text.values.iter().map(|(kind, start, end)| (*start, *end, name(*kind)));
    let free = |token: &&Token| token.value.is_none() && is_number(&token.word);
    let numbers = text.tokens.iter().filter(free);
    let mut masks: Vec<(u32, u32, &str)> =
        values.chain(numbers.map(|token| (token.start, token.end, "<number>"))).collect();
    masks.sort_unstable();
    let mut masked = String::new();
    let mut at = 0;
    for (start, end, name) in masks {
        if (start as usize) < at {
            continue;
        }
        masked.extend(&text.letters[at..start as usize]);
        masked.push_str(name);
        at = end as usize;
    }
    masked.extend(&text.letters[at..]);
    masked.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether this is a number, perhaps with a unit: `7`, `0x7b`, `12ms`.
fn is_number(word: &str) -> bool {
    word.starts_with(|letter: char| letter.is_ascii_digit())
}

fn name(kind: ValueKind) -> &'static str {
    match kind {
        ValueKind::Url => "<url>",
        ValueKind::Path => "<path>",
        ValueKind::Email => "<email>",
        ValueKind::Host => "<host>",
        ValueKind::Ip => "<ip>",
        ValueKind::Uuid | ValueKind::Hex => "<id>",
        ValueKind::Time => "<time>",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matcher::rules::Rules;
    use crate::matcher::tokens::read;

    #[test]
    fn values_and_numbers_are_masked() {
        let rules = Rules::built_in();
        for (text, mask) in [
            (
                "connect to 10.0.0.7:443  failed after 12 ms",
                "connect to <ip> failed after <number> ms",
            ),
            ("09:14:02 a@b.com: /var/log/a.log: 0x7B", "<time> <email>: <path>: <number>"),
            ("no value", "no value"),
        ] {
            assert_eq!(masked(&read(&rules, text)), mask);
        }
    }
}
