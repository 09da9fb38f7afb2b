//! Slots: the values in a paste for the variable parts of a message.

use super::rank::Ranked;
use super::template::TemplateGap;
use super::tokens::Text;

/// The values of a message's slots, in order. Of several slots with the same name, only the first
/// value counts.
#[must_use]
pub fn values(text: &Text, ranked: &Ranked) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    let mut put = |(name, value): (&String, String)| {
        if !value.is_empty() && found.iter().all(|(known, _)| known != name) {
            found.push((name.clone(), value));
        }
    };
    let (template, pairs) = (&ranked.template, &ranked.alignment.pairs);
    let token = |place: usize| &text.tokens[place];
    if let Some((0, place)) = pairs.first() {
        let line = line_start(&text.letters, token(*place).start as usize);
        first(&text.letters[line..token(*place).start as usize], &template.gaps[0])
            .into_iter()
            .for_each(&mut put);
    }
    for pair in pairs.windows(2) {
        let gap = &template.gaps[pair[1].0];
        let (start, end) = (token(pair[0].1).end as usize, token(pair[1].1).start as usize);
        if pair[0].0 + 1 == pair[1].0 && !gap.slots.is_empty() && start <= end {
            between(&text.letters[start..end], gap).into_iter().for_each(&mut put);
        }
    }
    if let Some((row, place)) = pairs.last()
        && row + 1 == template.tokens.len()
    {
        let start = token(*place).end as usize;
        let end = line_end(&text.letters, start);
        last(&text.letters[start..end], &template.gaps[row + 1]).into_iter().for_each(&mut put);
    }
    found
}

fn line_start(letters: &[char], at: usize) -> usize {
    letters[..at].iter().rposition(|letter| *letter == '\n').map_or(0, |newline| newline + 1)
}

fn line_end(letters: &[char], at: usize) -> usize {
    letters[at..].iter().position(|letter| *letter == '\n').map_or(letters.len(), |end| at + end)
}

/// The values between two words.
fn between<'g>(letters: &[char], gap: &'g TemplateGap) -> Vec<(&'g String, String)> {
    let letters = without_start(letters, &gap.signs[0]);
    let mut rest = without_end(letters, &gap.signs[gap.slots.len()]);
    let mut values = Vec::new();
    for (at, name) in gap.slots.iter().enumerate() {
        let is_last = at + 1 == gap.slots.len();
        let end = if is_last { None } else { sign(trim(rest), &gap.signs[at + 1]) };
        match end {
            None => {
                values.push((name, value(rest)));
                break;
            }
            Some(end) => {
                let inner = trim(rest);
                values.push((name, value(&inner[..end])));
                rest = without_start(&inner[end..], &gap.signs[at + 1]);
            }
        }
    }
    values
}

/// The value before the first word, back to a space or a quotation mark.
fn first<'g>(letters: &[char], gap: &'g TemplateGap) -> Option<(&'g String, String)> {
    let name = gap.slots.last()?;
    let letters = without_end(letters, &gap.signs[gap.slots.len()]);
    let letters = trim(letters);
    let is_quoted = gap.signs[gap.slots.len()].chars().next().is_some_and(is_quote);
    let start = letters
        .iter()
        .rposition(|letter| if is_quoted { is_quote(*letter) } else { letter.is_whitespace() });
    Some((name, value(&letters[start.map_or(0, |start| start + 1)..])))
}

/// The values after the last word, each up to a space, a quotation mark or the sign before the next
/// slot.
fn last<'g>(letters: &[char], gap: &'g TemplateGap) -> Vec<(&'g String, String)> {
    let mut rest = letters;
    let mut values = Vec::new();
    for (at, name) in gap.slots.iter().enumerate() {
        let is_quoted = gap.signs[at].chars().last().is_some_and(is_quote);
        rest = trim(without_start(rest, &gap.signs[at]));
        let behind = gap.signs[at + 1].chars().find(|sign| !sign.is_whitespace());
        let is_end =
            |letter: &char| if is_quoted { is_quote(*letter) } else { letter.is_whitespace() };
        let word = &rest[..rest.iter().position(is_end).unwrap_or(rest.len())];
        // A full stop is more often part of the value than after it.
        let is_behind =
            |letter: &char| behind.is_some_and(|sign| sign != '.' && is_same(*letter, sign));
        let end = match word.iter().position(is_behind) {
            // In `::1:3000`, the last colon precedes the port.
            Some(0) => word.iter().rposition(is_behind).unwrap_or(0),
            Some(end) => end,
            None => word.len(),
        };
        values.push((name, value(&rest[..end])));
        rest = &rest[end..];
        // The sign before the next slot is missing.
        let follows = trim(rest)
            .first()
            .is_some_and(|letter| behind.is_none_or(|sign| is_same(*letter, sign)));
        if !follows {
            break;
        }
    }
    values
}

/// A value without the spaces, quotation marks and punctuation around it.
fn value(letters: &[char]) -> String {
    let mut letters = trim(letters);
    while let [inner @ .., '.' | ',' | ';' | ':'] = letters {
        letters = trim(inner);
    }
    while let [first, inner @ .., end] = letters {
        if !(is_quote(*first) && is_quote(*end)) {
            break;
        }
        letters = trim(inner);
    }
    letters.iter().collect()
}

fn trim(mut letters: &[char]) -> &[char] {
    while let [first, rest @ ..] = letters {
        if !first.is_whitespace() {
            break;
        }
        letters = rest;
    }
    while let [rest @ .., last] = letters {
        if !last.is_whitespace() {
            break;
        }
        letters = rest;
    }
    letters
}

/// Removes the punctuation of the message at the beginning of the text.
fn without_start<'l>(mut letters: &'l [char], signs: &str) -> &'l [char] {
    for sign in signs.chars().filter(|sign| !sign.is_whitespace()) {
        match trim(letters) {
            [first, rest @ ..] if is_same(*first, sign) => letters = rest,
            _ => break,
        }
    }
    letters
}

/// Removes the punctuation of the message at the end of the text.
fn without_end<'l>(mut letters: &'l [char], signs: &str) -> &'l [char] {
    for sign in signs.chars().rev().filter(|sign| !sign.is_whitespace()) {
        match trim(letters) {
            [rest @ .., last] if is_same(*last, sign) => letters = rest,
            _ => break,
        }
    }
    letters
}

/// Where the punctuation between two slots begins: at the first sign of it, or at a space.
fn sign(letters: &[char], signs: &str) -> Option<usize> {
    let found = match signs.chars().find(|sign| !sign.is_whitespace()) {
        Some(sign) => letters.iter().skip(1).position(|letter| is_same(*letter, sign)),
        None => letters.iter().skip(1).position(|letter| letter.is_whitespace()),
    };
    found.map(|at| at + 1)
}

fn is_same(a: char, b: char) -> bool {
    a == b || is_quote(a) && is_quote(b)
}

fn is_quote(letter: char) -> bool {
    matches!(letter, '\'' | '"' | '`' | '´' | '‘' | '’' | '‚' | '“' | '”' | '„' | '«' | '»')
}

#[cfg(test)]
mod tests {
    use crate::matcher::index::{Entry, Index};
    use crate::matcher::rank::rank;
    use crate::matcher::tokens::read;

    /// The values that a text has in the slots of a message.
    fn values(message: &str, text: &str) -> Vec<(String, String)> {
        let entry = |text: &str| Entry { messages: vec![text.into()], ..Entry::default() };
        let index = Index::new(vec![entry(message), entry("some other words")]);
        let text = read(&index.rules, text);
        super::values(&text, &rank(&index, &text).remove(0))
    }

    #[test]
    fn a_value_stands_where_its_slot_is() {
        for (message, text, expected) in [
            (
                "cannot open {file} for reading",
                "cannot open my file.txt for reading",
                &[("file", "my file.txt")][..],
            ),
            ("cannot open '{file}'", "Cannot open “a b.txt”. Sorry", &[("file", "a b.txt")]),
            (
                "{host} refused to connect.",
                "error: www.foo.com refused to connect.",
                &[("host", "www.foo.com")],
            ),
            (
                "refused by {host}:{port}",
                "refused by 10.0.0.7:443 at last",
                &[("host", "10.0.0.7"), ("port", "443")],
            ),
            (
                "from {a} to {b} refused",
                "from here to there refused",
                &[("a", "here"), ("b", "there")],
            ),
            ("copied {x}, then {x} again", "copied one, then two again", &[("x", "one")]),
        ] {
            let found = values(message, text);
            let found: Vec<(&str, &str)> =
                found.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn what_is_not_there_has_no_value() {
        assert_eq!(values("cannot open {file} for reading", "cannot open for reading"), []);
        assert_eq!(values("cannot open {file} for reading", "cannot open it"), []);
    }
}
