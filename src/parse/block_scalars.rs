//! Takes the long texts out of front matter before YAML is read, and puts them into what was read.
//!
//! Most of an article are block scalars (YAML 1.2, section 8.1.2: `body: |`), and the YAML library
//! looks at each of their letters many times. They are taken out only where every line of the front
//! matter is of a form that cannot be part of anything longer; in doubt, YAML reads everything.

use super::front_matter::ArticleFront;
use crate::yaml::{self, Mistake};

/// Reads the front matter of an article.
///
/// # Errors
/// Every mistake of the text, in the order of their places.
pub(super) fn decode(text: &str) -> Result<ArticleFront, Vec<Mistake>> {
    let quick = lift(text).and_then(|mut lifted| {
        let mut front = yaml::decode::<ArticleFront>(&lifted.yaml).ok()?;
        lifted.restore(&mut front).then_some(front)
    });
    quick.map_or_else(|| yaml::decode(text), Ok)
}

/// The fields whose texts are taken out.
const FIELDS: &[&str] = &["quick_answer", "body", "verify", "answer"];
/// Stands before the number of a text, in its place. No front matter that holds it is lifted.
const MARK: char = '\u{10fffd}';

/// Front matter without its long texts.
struct Lifted {
    yaml: String,
    texts: Vec<String>,
}

impl Lifted {
    /// Puts the texts into the fields that they were taken from; `false` where one is left over.
    fn restore(&mut self, front: &mut ArticleFront) -> bool {
        let mut left = self.texts.len();
        let mut put = |field: &mut String| {
            let text = field.strip_prefix(MARK).and_then(|number| number.parse::<usize>().ok());
            if let Some(text) = text.and_then(|number| self.texts.get_mut(number)) {
                *field = std::mem::take(text);
                left -= 1;
            }
        };
        put(&mut front.quick_answer);
        for method in &mut front.methods {
            put(&mut method.body);
            method.verify.iter_mut().for_each(&mut put);
        }
        front.faq.iter_mut().for_each(|question| put(&mut question.answer));
        left == 0
    }
}

fn lift(text: &str) -> Option<Lifted> {
    // Letters that YAML treats in a special way begin with one of four bytes, as the mark does.
    let doubtful = |byte: u8| matches!(byte, 0..=9 | 11..=31 | 0x7f | 0xc2 | 0xe2 | 0xef | 0xf4);
    // Without an early end, the compiler looks at many bytes at once.
    let is_doubtful = text.bytes().fold(false, |any, byte| any | doubtful(byte));
    if is_doubtful && text.chars().any(is_special) {
        return None;
    }
    let mut lifted = Lifted { yaml: String::with_capacity(text.len() / 4), texts: Vec::new() };
    let mut rest = text;
    while let Some((line, after)) = next_line(rest) {
        rest = after;
        let Line { column, key, value } = Line::read(line)?;
        match (key, value) {
            (Some(key), "|" | "|-" | "|+") if FIELDS.contains(&key) => {
                let (text, after) = block(rest, column, value)?;
                rest = after;
                lifted.yaml.push_str(line.trim_end_matches(['|', '-', '+', ' ']));
                lifted.yaml.push_str(" \"");
                lifted.yaml.push(MARK);
                lifted.yaml.push_str(&lifted.texts.len().to_string());
                lifted.yaml.push_str("\"\n");
                lifted.texts.push(text);
            }
            (_, value) if is_whole(value) => {
                lifted.yaml.push_str(line);
                lifted.yaml.push('\n');
            }
            _ => return None,
        }
    }
    Some(lifted)
}

/// Letters that are no part of YAML 1.1, or break or indent lines there (sections 5.1 and 5.4); and
/// the mark.
fn is_special(letter: char) -> bool {
    matches!(
        letter,
        '\0'..='\t' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | MARK
    ) || matches!(letter, '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// The first line without its end, and what follows.
fn next_line(text: &str) -> Option<(&str, &str)> {
    if text.is_empty() {
        return None;
    }
    Some(match memchr::memchr(b'\n', text.as_bytes()) {
        Some(end) => (&text[..end], &text[end + 1..]),
        None => (text, ""),
    })
}

/// A line of the form `- key: value`, each part but the last one optional.
struct Line<'t> {
    /// Where the key begins.
    column: usize,
    key: Option<&'t str>,
    value: &'t str,
}

impl<'t> Line<'t> {
    /// `None` for a line of another form.
    fn read(line: &'t str) -> Option<Self> {
        let mut item = line.trim_start_matches(' ');
        let is_item = item.starts_with("- ");
        while let Some(inner) = item.strip_prefix("- ") {
            item = inner.trim_start_matches(' ');
        }
        let column = line.len() - item.len();
        if item.is_empty() || item.starts_with('#') {
            return Some(Self { column, key: None, value: "" });
        }
        let letters = item.bytes().take_while(|b| b.is_ascii_alphanumeric() || b"_-".contains(b));
        let (key, after) = item.split_at(letters.count());
        let value = after.strip_prefix(':').filter(|rest| rest.is_empty() || rest.starts_with(' '));
        match value {
            Some(value) if !key.is_empty() => {
                Some(Self { column, key: Some(key), value: value.trim() })
            }
            _ if is_item => Some(Self { column, key: None, value: item.trim_end() }),
            _ => None,
        }
    }
}

/// Whether a value ends where its line ends.
fn is_whole(value: &str) -> bool {
    let inside = |quote: char| {
        value.len() >= 2 && value.ends_with(quote) && value.matches(quote).count() == 2
    };
    match value.as_bytes().first() {
        None | Some(b'#') => true,
        Some(b'"') => inside('"') && !value.contains('\\'),
        Some(b'\'') => inside('\''),
        Some(b'[') => {
            value.ends_with(']')
                && !value[1..value.len() - 1].contains(['[', ']', '{', '"', '\'', '#'])
        }
        Some(first) => !b"|>{}]&*!?%@`,".contains(first),
    }
}

/// The text of the block scalar that begins in `rest`, below a key at `column`; and what follows it.
fn block<'t>(rest: &'t str, column: usize, header: &str) -> Option<(String, &'t str)> {
    let first = rest.trim_start_matches('\n');
    let indent = first.len() - first.trim_start_matches(' ').len();
    if indent <= column || matches!(first.as_bytes().get(indent), None | Some(b'\n')) {
        return None;
    }
    let mut text = String::new();
    let mut end = rest;
    while let Some((line, after)) = next_line(end) {
        if !line.is_empty() {
            let start = line.len() - line.trim_start_matches(' ').len();
            if start == line.len() {
                // Nothing but spaces: whether they count depends on their number.
                return None;
            }
            if start < indent {
                break;
            }
            text.push_str(&line[indent..]);
        }
        text.push('\n');
        end = after;
    }
    let lines = text.trim_end_matches('\n').len();
    match header {
        "|" => text.truncate(lines + 1),
        "|-" => text.truncate(lines),
        _ => {}
    }
    Some((text, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: &str = "title: x\nupdated: 2026-01-01\n";

    fn agree(yaml: &str) -> bool {
        let yaml = format!("{START}{yaml}");
        let lifted = lift(&yaml).is_some();
        let (quick, slow) = (decode(&yaml), yaml::decode::<ArticleFront>(&yaml));
        assert_eq!(format!("{quick:?}"), format!("{slow:?}"), "{yaml}");
        lifted
    }

    #[test]
    fn texts_are_what_yaml_says_they_are() {
        let rest = "methods:\n- title: a\n  body: b\n";
        for (block, lifted) in [
            ("|\n  one\n  two\n", true),
            ("|\n  one\n\n    two\n\n\n", true),
            ("|-\n  one\n\n", true),
            ("|+\n  one\n\n\n", true),
            ("|\n\n\n  one\n", true),
            ("|  \n one: |\n  - two\n", true),
            ("|\n  # one\n  \"two\n", true),
            ("|\n  one\n# two\n", true),
            ("|\n  one\n   \n  two\n", false),
            ("|2\n   one\n", false),
            ("| # why\n  one\n", false),
            (">\n  one\n  two\n", false),
            ("|\n  a\u{2028}b\n", false),
            ("|\n  a\tb\n", false),
            ("\"one\n  body: |\n  two\"\n", false),
            ("|\n", false),
        ] {
            assert_eq!(agree(&format!("quick_answer: {block}{rest}")), lifted, "{block:?}");
        }
        assert!(agree(
            "quick_answer: x\nmethods:\n  - title: a # b\n    body: |\n      c\n    verify: |\n      d\nfaq:\n- question: \"e: f\"\n  answer: |\n    g\n"
        ));
        assert!(!agree("quick_answer: {\n body: |\n  x\n}\nmethods: []\n"));
        assert!(agree("quick_answer: x\nbody: |\n  y\nmethods: [a]\n"));
        assert!(agree("quick_answer: \"\u{10fffc}0\"\nmethods:\n- title: a\n  body: |\n    b\n"));
        assert!(!agree("quick_answer: \"\u{10fffd}0\"\nmethods:\n- title: a\n  body: |\n    b\n"));
        assert!(!agree("quick_answer: \"\\U0010fffd0\"\nmethods:\n- title: a\n  body: |\n    b\n"));
    }
}
