//! Edits lines of redirects.yaml.

use std::fmt::Write as _;

use super::Edit;
use crate::diagnostic::{At, FieldPath};
use crate::yaml::{FieldPlaces, item};

/// The first line of a new file.
const HEAD: &str = "# Old addresses: the id of an article, an address, or `gone`.\n";

/// Replaces the target of `entry`; `None` if the target cannot be found.
#[must_use]
pub fn set_target(text: &str, entry: &str, target: &str) -> Option<Edit> {
    let path = FieldPath::default().key(entry.to_owned());
    let range = FieldPlaces::of(text).find(&At::Value(path))?;
    Some(Edit { range, text: scalar(target) })
}

/// Removes the line of `entry`; `None` if it shares the line with others.
#[must_use]
pub fn remove_entry(text: &str, entry: &str) -> Option<Edit> {
    let path = FieldPath::default().key(entry.to_owned());
    let mut places = FieldPlaces::of(text);
    let key = places.find(&At::Key(path.clone()))?;
    let value = places.find(&At::Value(path))?;
    let start = text[..key.start].rfind('\n').map_or(0, |end| end + 1);
    let end = text[value.end..].find('\n').map_or(text.len(), |end| value.end + end + 1);
    text[start..key.start]
        .trim()
        .is_empty()
        .then(|| Edit { range: start..end, text: String::new() })
}

/// The text with more entries at its end.
#[must_use]
pub fn with_entries(text: Option<&str>, entries: &[(String, String)]) -> String {
    let mut text = text.unwrap_or(HEAD).to_owned();
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    if !text.is_empty() && !text.ends_with('\n') {
        text.push_str(end);
    }
    for (entry, target) in entries {
        let _ = write!(text, "{}: {}{end}", scalar(entry), scalar(target));
    }
    text
}

/// A text as YAML, quoted if necessary.
fn scalar(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-%".contains(&byte);
    let is_web =
        |text: &str| text.strip_prefix("https:").is_some_and(|rest| rest.bytes().all(is_plain));
    let is_path = text.starts_with('/') && text.bytes().all(is_plain);
    if is_path || is_web(text) { text.to_owned() } else { item(text) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::apply;

    #[test]
    fn a_line_is_edited_and_no_other() {
        let text = "# old\n/a/: http/a # why\n'/b b/': \"gone\"\n";
        let edited = |edit: Option<Edit>| apply(text, vec![edit.unwrap()]);
        assert_eq!(
            edited(set_target(text, "/a/", "http/b")),
            "# old\n/a/: http/b # why\n'/b b/': \"gone\"\n"
        );
        assert_eq!(edited(remove_entry(text, "/a/")), "# old\n'/b b/': \"gone\"\n");
        let more = [("/c/".to_owned(), "gone".to_owned())];
        assert_eq!(with_entries(Some(text), &more), format!("{text}/c/: gone\n"));
        assert_eq!(with_entries(Some("/a: b"), &more), "/a: b\n/c/: gone\n");
        assert_eq!(with_entries(None, &more), format!("{HEAD}/c/: gone\n"));
    }
}
