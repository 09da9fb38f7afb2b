//! Texts, dates, numbers and booleans: whether each fits its schema.

use std::ops::Range;

use saphyr_parser::ScalarStyle;
use serde_json::Value as Schema;

use super::{
    Checker, MARKDOWN, Mistake, Node, Owner, Value, is_null, kind, losses, number, quote_all,
    quoted,
};
use crate::diagnostic::Code;
use crate::limits::{Lines, ONE_LINE};
use crate::text::{is_blank, say_controls};

impl Checker<'_> {
    pub(super) fn string(&mut self, node: &Node, schema: &Schema, owner: &Owner) {
        let Value::Scalar { text, style } = &node.value else {
            let mistake = Mistake::new(
                Code::WrongType,
                format!("{} must be a text, not {}", owner.describe(), kind(node)),
                node.range.clone(),
            );
            // `Error: no route` is a mapping, and `[x] failed` a list.
            let written = self.text.get(node.range.clone()).and_then(quote_all);
            return self.say(match (&node.value, written) {
                (Value::Map(_), Some(quoted)) => {
                    mistake.help(format!("put the text in quotes: {quoted}"))
                }
                (Value::Map(_), None) => {
                    mistake.help("put the text in quotes, or write it as a `|` block")
                }
                (_, Some(quoted)) => mistake.help(format!(
                    "write one text; if it has brackets of its own, quote it: {quoted}"
                )),
                (_, None) => mistake.help("write one text instead of several items"),
            });
        };
        let is_line = schema["pattern"] == ONE_LINE;
        let text = if is_line { Lines::One.trim(text) } else { text };
        if self.is_too_long(node, text, schema, owner) || self.has_controls(node, text) {
            return;
        }
        if is_blank(text) {
            let place = if node.range.is_empty() { owner.key.clone() } else { node.range.clone() };
            return self.say(
                Mistake::new(Code::EmptyValue, format!("{} is empty", owner.describe()), place)
                    .help(owner.fill()),
            );
        }
        if schema["format"] == "date" {
            return self.date(node, text, owner);
        }
        if is_line && text.contains('\n') {
            return self.broken_line(node, text, owner);
        }
        if *style == ScalarStyle::Plain
            && let Some(read) = lossy_number(text)
        {
            return self.say(
                Mistake::new(
                    Code::LossyNumber,
                    format!("YAML reads `{text}` as the number {read}, which loses its spelling"),
                    node.range.clone(),
                )
                .help(format!("write it in quotes: \"{text}\"")),
            );
        }
        if text.starts_with(['“', '”', '„', '‘', '«'])
            && text.ends_with(['“', '”', '’', '»'])
            && *style == ScalarStyle::Plain
        {
            return self.say(
                Mistake::new(
                    Code::SmartQuotes,
                    format!(
                        "{} is in typographic quotes, which YAML treats as part of the text",
                        owner.describe()
                    ),
                    node.range.clone(),
                )
                .help(format!(
                    "use straight quotes: {}",
                    quoted(text.trim_matches(['“', '”', '„', '‘', '’', '«', '»', ' ']))
                )),
            );
        }
        if schema["format"] != "uri" {
            let is_markdown = schema["format"] == MARKDOWN;
            self.mistakes.extend(losses::of_text(self.text, node, is_markdown));
            return;
        }
        if !is_web_address(text) {
            self.say(
                Mistake::new(
                    Code::BadValue,
                    format!("{} is not a web address: `{text}`", owner.describe()),
                    node.range.clone(),
                )
                .help(
                    if is_web_address(&format!("https://{text}")) && text.contains('.') {
                        format!("did you mean `https://{text}`?")
                    } else {
                        "write a full address, such as https://example.com/page".to_owned()
                    },
                ),
            );
        }
    }

    /// Whether a text is too long, which is reported.
    fn is_too_long(&mut self, node: &Node, text: &str, schema: &Schema, owner: &Owner) -> bool {
        let most = schema["maxLength"].as_u64().and_then(|most| usize::try_from(most).ok());
        let Some(most) = most.filter(|most| text.len() > *most) else { return false };
        let letters = text.chars().count();
        if letters > most {
            let message = format!(
                "{} has {} characters; {} are allowed",
                owner.describe(),
                number(letters),
                number(most)
            );
            // A part of it is enough for the message.
            let start = node.range.start;
            let mistake = Mistake::new(Code::TooLong, message, start..start);
            self.say(mistake.help("shorten it, or move part of it to another field"));
        }
        letters > most
    }

    /// Whether a text has control characters, of which the first is reported. The file has none, so
    /// they are written as escapes.
    pub(super) fn has_controls(&mut self, node: &Node, text: &str) -> bool {
        let Some((range, message, help)) = say_controls(text).into_iter().next() else {
            return false;
        };
        let place = self.written(node, &range);
        self.say(Mistake::new(Code::ControlCharacter, message, place).help(help));
        true
    }

    fn broken_line(&mut self, node: &Node, text: &str, owner: &Owner) {
        let at = text.find('\n').unwrap_or_default();
        let message = format!("{} has a line break, and may only be one line", owner.describe());
        let help = "write it on one line, or as a block that begins with `>`, without empty lines";
        let place = self.written(node, &(at..at + 1));
        self.say(Mistake::new(Code::BrokenLine, message, place).help(help));
    }

    /// The place of a part of a text.
    fn written(&self, node: &Node, part: &Range<usize>) -> Range<usize> {
        let written = node.written(self.text).and_then(|written| written.source_of(part));
        written.unwrap_or(node.range.start..node.range.start)
    }

    /// Where the schema allows other types besides a text, an unquoted value is read as what it
    /// looks like.
    pub(super) fn read_as_text(&mut self, node: &Node) {
        let Value::Scalar { text, style: ScalarStyle::Plain } = &node.value else { return };
        let is_truth = ["true", "false"].iter().any(|word| text.eq_ignore_ascii_case(word));
        let is_number = text.parse::<f64>().is_ok() && lossy_number(text).is_none();
        if is_null(node) || !(is_truth || is_number) {
            return;
        }
        let what = if is_truth { "a truth value" } else { "a number" };
        let mistake = Mistake::new(
            Code::LossyNumber,
            format!("YAML reads `{text}` as {what}, not as a text"),
            node.range.clone(),
        );
        self.say(mistake.help(format!("write it in quotes: \"{text}\"")));
    }

    pub(super) fn integer(&mut self, node: &Node, schema: &Schema, owner: &Owner) {
        let number = match &node.value {
            Value::Scalar { text, style: ScalarStyle::Plain } => text.parse::<i64>().ok(),
            _ => None,
        };
        let Some(number) = number else { return self.wrong_type(node, "a whole number", owner) };
        let least = schema["minimum"].as_i64();
        let most = schema["maximum"].as_i64();
        if least.is_some_and(|least| number < least) || most.is_some_and(|most| number > most) {
            let range = match (least, most) {
                (Some(least), Some(most)) => format!("from {least} to {most}"),
                (Some(least), None) => format!("{least} or more"),
                _ => "smaller".into(),
            };
            self.say(
                Mistake::new(
                    Code::BadValue,
                    format!("{} cannot be {number}", owner.describe()),
                    node.range.clone(),
                )
                .help(format!("write a whole number, {range}")),
            );
        }
    }

    pub(super) fn number(&mut self, node: &Node, owner: &Owner) {
        if !node.text().is_some_and(is_decimal) {
            self.wrong_type(node, "a number", owner);
        }
    }

    pub(super) fn boolean(&mut self, node: &Node, owner: &Owner) {
        let plain = matches!(&node.value, Value::Scalar { text, style: ScalarStyle::Plain } if matches!(text.as_str(), "true" | "false"));
        if !plain {
            self.wrong_type(node, "`true` or `false`", owner);
        }
    }
}

/// How `text` would be printed if YAML's core schema (1.2, section 10.3.2) parsed it as a number;
/// `None` if it is not a number or keeps its spelling.
pub(in crate::yaml) fn lossy_number(text: &str) -> Option<String> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    let radix = |prefix: &str, radix: u32| {
        let digits = digits.strip_prefix(prefix)?;
        let number = u128::from_str_radix(digits, radix).ok()?;
        (!digits.starts_with('+')).then(|| number.to_string())
    };
    if let Some(number) = radix("0x", 16).or_else(|| radix("0o", 8)) {
        return Some(number);
    }
    let number_like = digits
        .bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'+' | b'-'));
    if !number_like {
        return None;
    }
    let printed = if digits.bytes().all(|byte| byte.is_ascii_digit()) {
        let digits = digits.trim_start_matches('0');
        let sign = if text.starts_with('-') { "-" } else { "" };
        format!("{sign}{}", if digits.is_empty() { "0" } else { digits })
    } else {
        text.parse::<f64>().ok().filter(|number| number.is_finite())?.to_string()
    };
    (printed != text).then_some(printed)
}

/// Whether `text` is a decimal number in the form that JSON has, without an exponent (RFC 8259,
/// section 6).
pub(crate) fn is_decimal(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    is_digits(whole) && is_digits(fraction) && (whole == "0" || !whole.starts_with('0'))
}

/// Whether `text` is an absolute `http:`, `https:` or `mailto:` address (RFC 3986).
pub(crate) fn is_web_address(text: &str) -> bool {
    let Ok(uri) = fluent_uri::Iri::parse(text) else { return false };
    match uri.scheme().as_str() {
        "http" | "https" => uri.authority().is_some_and(|authority| !authority.host().is_empty()),
        "mailto" => !uri.path().as_str().is_empty(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimal_numbers_are_plain() {
        for text in ["0", "7", "-7", "7.50", "0.5", "-0.25"] {
            assert!(is_decimal(text), "{text}");
        }
        for text in ["", "-", "007", "1e3", "0x10", "1,5", ".5", "5.", "1_000", "+1", "1.2.3", "x"]
        {
            assert!(!is_decimal(text), "{text}");
        }
    }

    #[test]
    fn numbers_that_lose_their_spelling() {
        for (text, read) in [
            ("0x80070035", "2147942453"),
            ("007", "7"),
            ("1.10", "1.1"),
            ("1e3", "1000"),
            ("+1", "1"),
        ] {
            assert_eq!(lossy_number(text).as_deref(), Some(read), "{text}");
        }
        for text in
            ["502", "-7", "0", "1.5", "10.0.0.1", "0xZZ", "DNS", "0x", "502 Bad", "2026-01-01"]
        {
            assert_eq!(lossy_number(text), None, "{text}");
        }
    }
}
