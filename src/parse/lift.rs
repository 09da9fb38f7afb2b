//! Takes the long texts out of front matter before YAML is read, and puts them back into the
//! result.
//!
//! An article is mostly block scalars (YAML 1.2, section 8.1.2: `body: |`) and sentences on one
//! line, and the YAML library looks at each of their letters many times. They are taken out only if
//! every line of the front matter has a form that cannot be part of anything longer; in doubt, YAML
//! reads everything.

use std::fmt::Write;

use super::front_matter::ArticleFront;
use super::own_fields;
use crate::config::OwnFields;
use crate::text::{has_controls, is_blank};
use crate::yaml::Mistake;

/// Reads the front matter of an article in which `fields` of the site's own may be.
///
/// # Errors
/// All mistakes in the text, in order.
pub(super) fn decode(text: &str, fields: &OwnFields) -> Result<ArticleFront, Vec<Mistake>> {
    let quick = lift(text).and_then(|mut lifted| {
        let mut front = own_fields::decode(&lifted.yaml, fields).ok()?;
        lifted.restore(&mut front).then_some(front)
    });
    quick.map_or_else(|| own_fields::decode(text, fields), Ok)
}

/// The fields whose block scalars are taken out.
const BLOCKS: &[&str] = &["quick_answer", "body", "verify", "answer"];
/// The fields whose one-line texts are taken out, besides list items.
const LINES: &[&str] = &["title", "description", "question", "label"];
/// Reading a shorter one-line text takes no longer than reading the mark that would replace it.
const LONG: usize = 24;
/// Marks the number that replaces a text. Front matter that contains it is not lifted.
const MARK: char = '\u{10fffd}';

/// Front matter without its long texts.
struct Lifted {
    yaml: String,
    texts: Vec<String>,
}

impl Lifted {
    /// Ends a line with a mark for `text`.
    fn put(&mut self, line: &str, text: String) {
        // Writing to a String cannot fail.
        let _ = writeln!(self.yaml, "{line} \"{MARK}{}\"", self.texts.len());
        self.texts.push(text);
    }

    /// Puts the texts back into the fields that they were taken from; `false` if one is left over.
    fn restore(&mut self, front: &mut ArticleFront) -> bool {
        let mut left = self.texts.len();
        let mut put = |field: &mut String| {
            let text = field.strip_prefix(MARK).and_then(|number| number.parse::<usize>().ok());
            if let Some(text) = text.and_then(|number| self.texts.get_mut(number)) {
                *field = std::mem::take(text);
                left -= 1;
            }
        };
        [&mut front.title, &mut front.quick_answer].into_iter().for_each(&mut put);
        front.description.iter_mut().for_each(&mut put);
        for list in [
            &mut front.messages,
            &mut front.seen_as,
            &mut front.not_seen_as,
            &mut front.related,
            &mut front.aliases,
        ] {
            list.iter_mut().for_each(&mut put);
        }
        for method in &mut front.methods {
            [&mut method.title, &mut method.body].into_iter().for_each(&mut put);
            method.verify.iter_mut().for_each(&mut put);
        }
        for question in &mut front.faq {
            [&mut question.question, &mut question.answer].into_iter().for_each(&mut put);
        }
        front.sources.iter_mut().for_each(|source| put(&mut source.label));
        front.own.texts_mut().for_each(&mut put);
        left == 0
    }
}

fn lift(text: &str) -> Option<Lifted> {
    if has_special(text) {
        return None;
    }
    let mut lifted = Lifted { yaml: String::with_capacity(text.len() / 4), texts: Vec::new() };
    let mut rest = text;
    while let Some((line, after)) = next_line(rest) {
        rest = after;
        let Line { column, key, value } = Line::read(line)?;
        match (key, value) {
            (Some(key), "|" | "|-" | "|+") if BLOCKS.contains(&key) => {
                let (text, after) = block(rest, column, value)?;
                rest = after;
                lifted.put(line.trim_end_matches(['|', '-', '+', ' ']), text);
            }
            (key, value) if is_whole(value) => {
                let is_text = value.len() >= LONG && key.is_none_or(|key| LINES.contains(&key));
                if let Some(text) = literal(value).filter(|_| is_text) {
                    let before = &line[..line.trim_end().len() - value.len()];
                    lifted.put(before.trim_end(), text.to_owned());
                } else {
                    lifted.yaml.push_str(line);
                    lifted.yaml.push('\n');
                }
            }
            _ => return None,
        }
    }
    Some(lifted)
}

/// Whether a text contains the mark, or a character that YAML 1.1 forbids or treats as a line break
/// or indentation (sections 5.1 and 5.4).
fn has_special(text: &str) -> bool {
    let bytes = text.as_bytes();
    has_controls(text)
        || memchr::memchr2(b'\t', b'\r', bytes).is_some()
        || memchr::memchr_iter(0xf4, bytes).any(|at| text[at..].starts_with(MARK))
}

/// The first line without its line ending, and what follows.
fn next_line(text: &str) -> Option<(&str, &str)> {
    if text.is_empty() {
        return None;
    }
    Some(match memchr::memchr(b'\n', text.as_bytes()) {
        Some(end) => (&text[..end], &text[end + 1..]),
        None => (text, ""),
    })
}

/// A line of the form `- key: value`; each part but the last is optional.
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

/// Whether a value ends on its own line.
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

/// The text of a value that [`is_whole`], if it is exactly what is written.
fn literal(value: &str) -> Option<&str> {
    let inner = value.get(1..value.len().saturating_sub(1))?;
    match value.as_bytes().first()? {
        b'"' | b'\'' => Some(inner).filter(|inner| !is_blank(inner)),
        // A space between words rules out numbers, dates and truth values, but not the beginning of
        // a key's value or of a comment.
        first if first.is_ascii_alphabetic() && value.contains(' ') => {
            let is_plain = !value.contains(": ") && !value.contains(" #") && !value.ends_with(':');
            is_plain.then_some(value)
        }
        _ => None,
    }
}

/// The text of the block scalar that begins in `rest`, below a key at `column`, and what follows
/// it.
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
                // Only spaces: whether they count depends on how many there are.
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
    if is_blank(&text) {
        return None;
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
    use crate::random::cases;
    use crate::yaml;
    use proptest::collection::vec;
    use proptest::proptest;
    use proptest::sample::select;

    /// Declared fields, some named like those whose texts are taken out.
    fn own_fields() -> OwnFields {
        serde_json::from_value(serde_json::json!({
            "label": { "type": "text" },
            "body": { "type": "text" },
            "tags": { "type": "list" },
            "question": { "type": "choice", "values": ["a", "The gateway does not answer in time"] },
        }))
        .unwrap()
    }

    const START: &str = "title: x\nupdated: 2026-01-01\n";

    fn agree(yaml: &str) -> bool {
        let yaml = format!("{START}{yaml}");
        let lifted = lift(&yaml).is_some();
        let (quick, slow) =
            (decode(&yaml, &OwnFields::default()), yaml::decode::<ArticleFront>(&yaml));
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
            ("|\n  \u{200b}\n", false),
            ("\"one\n  body: |\n  two\"\n", false),
            ("|\n", false),
        ] {
            assert_eq!(agree(&format!("quick_answer: {block}{rest}")), lifted, "{block:?}");
        }
        assert!(agree(
            "quick_answer: x\nmethods:\n  - title: a # b\n    body: |\n      c\n    verify: |\n      d\nfaq:\n- question: \"e: f\"\n  answer: |\n    g\n"
        ));
        assert!(agree(
            "quick_answer: x\nmethods:\n- title: \"                              \"\n  body: y\n"
        ));
        assert!(!agree("quick_answer: {\n body: |\n  x\n}\nmethods: []\n"));
        assert!(agree("quick_answer: x\nbody: |\n  y\nmethods: [a]\n"));
        assert!(agree("quick_answer: \"\u{10fffc}0\"\nmethods:\n- title: a\n  body: |\n    b\n"));
        assert!(!agree("quick_answer: \"\u{10fffd}0\"\nmethods:\n- title: a\n  body: |\n    b\n"));
        assert!(!agree("quick_answer: \"\\U0010fffd0\"\nmethods:\n- title: a\n  body: |\n    b\n"));
    }

    #[test]
    fn long_texts_are_lifted() {
        let lifted = lift(
            "title: 'The gateway does not answer'\nmessages:\n- The gateway does not answer, twice\n\
             code: \"502\"\nquick_answer: |\n  Wait.\n",
        )
        .unwrap();
        let texts =
            ["The gateway does not answer", "The gateway does not answer, twice", "Wait.\n"];
        assert_eq!(lifted.texts, texts);
        assert_eq!(
            lifted.yaml.replace(MARK, "@"),
            "title: \"@0\"\nmessages:\n- \"@1\"\ncode: \"502\"\nquick_answer: \"@2\"\n"
        );
    }

    proptest! {
        #![proptest_config(cases(256))]

        /// The same for declared fields, whatever their names.
        #[test]
        fn declared_fields_are_what_yaml_says_they_are(
            values in vec(select(VALUES), 5),
            block in select(&["", "body: |\n  one\n\n  two\n", "body: |-\n  one\n"][..]),
            more in select(MORE),
        ) {
            let own = format!(
                "label: {}\ntags:\n- {}\n- {}\nquestion: {}\ndescription: {}\n{block}{more}",
                values[0], values[1], values[2], values[3], values[4],
            );
            let yaml = format!("{START}quick_answer: x\nmethods:\n- title: a\n  body: b\n{own}");
            let fields = own_fields();
            let (quick, slow) = (decode(&yaml, &fields), own_fields::decode(&yaml, &fields));
            assert_eq!(format!("{quick:?}"), format!("{slow:?}"), "{yaml}");
        }

        /// What authors may write after a key, with more lines below.
        #[test]
        fn lines_are_what_yaml_says_they_are(
            fields in vec((select(KEYS), select(VALUES), select(VALUES)), 0..6),
            more in select(MORE),
        ) {
            let mut yaml = String::from("quick_answer: x\nmethods:\n- title: a\n  body: b\n");
            let mut used = Vec::new();
            for (key, first, second) in fields {
                if used.contains(&key) {
                    continue;
                }
                used.push(key);
                yaml.push_str(&key.replace("$1", first).replace("$2", second));
                yaml.push('\n');
            }
            agree(&format!("{yaml}{more}"));
        }
    }

    const KEYS: &[&str] = &[
        "description: $1",
        "code: $1",
        "messages:\n  - $1\n  - $2",
        "related:\n- $1\n- $2",
        "seen_as: [$1, $2]",
        "faq:\n- question: $1\n  answer: $2",
        "applies_to:\n- $1",
        "sources:\n- label: $1\n  url: https://example.com/",
        "aliases:\n  -   $1  \n",
        "callouts: [$1]",
    ];
    const VALUES: &[&str] = &[
        "a",
        "\"The gateway does not answer in time\"",
        "'The gateway does not answer: why?'",
        "The gateway does not answer in time",
        "The gateway: it does not answer in time",
        "The gateway does not answer # in time",
        "The gateway does not answer in time:",
        "2026-01-01 and more than one day later",
        "true",
        "\"It says \\\"no\\\" to all that asks it\"",
        "'It''s the gateway that does not answer'",
        "- The gateway does not answer",
        "",
        "502",
        "[a, b]",
        "ERR_CONNECTION_TIMED_OUT_AND_MORE",
        "The gateway does not answer in time \"now\"",
        "\"The gateway does not answer\" # why",
        "The gateway does not answer #1064 in time",
        "\"C:\\temp\\new folder\\the gateway.txt\"",
        "!gateway does not answer in time at all",
        "\"                              \"",
        "http://example.com/a/b and http://example.com",
        "\u{10fffd}0",
        "“The gateway” does not answer in time",
        "The gateway [does] not {answer}, in time",
    ];
    const MORE: &[&str] =
        &["", "  and more\n", "# no\n", "\n\n", "  - x\n", "draft: true\n", "- x\n"];
}
