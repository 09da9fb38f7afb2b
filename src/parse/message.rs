//! Splits a message, as an author writes it, into literal text and a `{name}` for each variable
//! part.
//!
//! Messages are full of literal braces (`missing '{' before '}'`, JSON, `{ }`), so only a name
//! between braces is a placeholder. `{{name}}` is a literal `{name}`.

use std::borrow::Cow;

/// A part of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part<'t> {
    /// Literal text.
    Text(&'t str),
    /// The name of a variable part.
    Placeholder(&'t str),
}

/// Represents a variable part while a message is parsed. No text contains this private-use
/// character.
pub const SLOT: char = '\u{e000}';

/// The parts of a message, in order.
pub fn parts(message: &str) -> impl Iterator<Item = Part<'_>> {
    let mut rest = message;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        // Either a whole part starts here, or a text that ends before the next brace that may start
        // a part.
        let (part, length) = opening(rest).unwrap_or_else(|| {
            let starts = rest.match_indices('{').map(|(at, _)| at);
            let end = starts.filter(|at| *at > 0).find(|at| opening(&rest[*at..]).is_some());
            let end = end.unwrap_or(rest.len());
            (Part::Text(&rest[..end]), end)
        });
        rest = &rest[length..];
        Some(part)
    })
}

/// The message as readers see it: placeholders keep their braces, a literal `{{name}}` loses a
/// pair.
#[must_use]
pub fn shown(message: &str) -> Cow<'_, str> {
    if !message.contains("{{") {
        return Cow::Borrowed(message);
    }
    let mut shown = String::with_capacity(message.len());
    for part in parts(message) {
        match part {
            Part::Text(text) => shown.push_str(text),
            Part::Placeholder(name) => shown.extend(["{", name, "}"]),
        }
    }
    Cow::Owned(shown)
}

/// The placeholder or literal in braces at the start of `text`, and its length.
fn opening(text: &str) -> Option<(Part<'_>, usize)> {
    let inside = text.strip_prefix('{')?;
    let is_literal = inside.starts_with('{');
    let inside = inside.strip_prefix('{').unwrap_or(inside);
    let end = inside.find(|letter: char| !(letter.is_alphanumeric() || "_-".contains(letter)))?;
    let close = if is_literal { "}}" } else { "}" };
    if end == 0 || !inside[end..].starts_with(close) {
        return None;
    }
    let length = end + 2 * close.len();
    Some(if is_literal {
        (Part::Text(&text[1..length - 1]), length)
    } else {
        (Part::Placeholder(&inside[..end]), length)
    })
}

/// A message with [`SLOT`] in place of each slot, and the slots' names.
#[must_use]
pub fn without_slots(message: &str) -> (String, Vec<String>) {
    let mut text = String::with_capacity(message.len());
    let mut names = Vec::new();
    for part in parts(message) {
        match part {
            Part::Text(words) => text.push_str(words),
            Part::Placeholder(name) => {
                text.push(SLOT);
                names.push(name.to_owned());
            }
        }
    }
    (text, names)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelled(message: &str) -> String {
        let spell = |part| match part {
            Part::Text(text) => text.to_owned(),
            Part::Placeholder(name) => format!("<{name}>"),
        };
        parts(message).map(spell).collect()
    }

    #[test]
    fn only_names_in_braces_are_placeholders() {
        for (message, meant) in [
            ("Ray ID: {id}.", "Ray ID: <id>."),
            ("{a}{b-2} {größe_x}", "<a><b-2> <größe_x>"),
            ("missing '{' before '}'", "missing '{' before '}'"),
            ("{ } list, {}, {a b}, {", "{ } list, {}, {a b}, {"),
            ("{\"code\": 5, \"at\": {place}}", "{\"code\": 5, \"at\": <place>}"),
            ("Unknown variable {{name}}", "Unknown variable {name}"),
            ("{{{name}}}", "{{name}}"),
            ("{{ name }} {{name} {name}}", "{{ name }} {<name> <name>}"),
            ("", ""),
        ] {
            assert_eq!(spelled(message), meant, "{message}");
        }
    }

    #[test]
    fn readers_see_literal_braces_once() {
        assert_eq!(shown("{id}: {{name}} {{ x }}"), "{id}: {name} {{ x }}");
        assert_eq!(shown("{id} {"), "{id} {");
    }
}
