//! Suggests a valid command for a text that does not name an article.

use unicode_normalization::UnicodeNormalization;

use super::{LONGEST, Target, code_in, is_status};
use crate::discover;
use crate::path::slug;

/// The category to suggest if none can be guessed.
const ANY_CATEGORY: &str = "general";
/// The name to suggest if none can be made from the text.
const ANY_NAME: &str = "new-error";

/// The whole command, and what it creates. `categories` are the existing ones.
pub(super) fn of(
    text: &str,
    title: Option<String>,
    categories: &[String],
) -> Option<(String, Target)> {
    let text = text.trim();
    if text.trim_matches(['/', '.']).is_empty() {
        return None;
    }
    let text = text.strip_suffix(".md").unwrap_or(text).trim_start_matches("content/");
    let parts: Vec<&str> = text
        .split(['/', '\\'])
        .map(str::trim)
        .filter(|part| part.contains(char::is_alphanumeric))
        .collect();
    let (name, before) = parts.split_last().unwrap_or((&text, &[]));
    let mut stem = short(&ascii_slug(name));
    if discover::article_name(&format!("{stem}.md")).is_err() {
        ANY_NAME.clone_into(&mut stem);
    }
    let category = match before.first() {
        Some(category) => short(&ascii_slug(category)),
        None if code_in(&stem).is_some_and(is_status) => "http".to_owned(),
        None => String::new(),
    };
    let known = categories.iter().find(|known| known.eq_ignore_ascii_case(&category));
    let category = match known {
        Some(known) => known,
        None if category.is_empty() => ANY_CATEGORY,
        None => &category,
    };
    let path = format!("{category}/{stem}");
    let mut title = title.or_else(|| (stem != **name).then(|| one_line(name)));
    // A status without a registered name needs a title.
    if title.is_none() && category == "http" && is_status(&stem) {
        title = Target::of(&path, None).err().map(|_| format!("{stem} error"));
    }
    let option =
        title.as_ref().map_or_else(String::new, |title| format!(" --title {}", quoted(title)));
    let target = Target::of(&path, title).ok()?;
    Some((format!("errhub new {path}{option}"), target))
}

/// A file name of ASCII letters, digits and hyphens; letters lose their accents.
pub(super) fn ascii_slug(text: &str) -> String {
    let ascii: String = text.replace('ß', "ss").nfkd().filter(char::is_ascii).collect();
    slug(&ascii)
}

/// A slug short enough for every disk, cut between words if possible.
fn short(slug: &str) -> String {
    const ENOUGH: usize = LONGEST / 2;
    let Some(start) = slug.get(..ENOUGH) else { return slug.to_owned() };
    let cut = start.rfind('-').filter(|_| slug.len() > ENOUGH);
    start[..cut.unwrap_or(ENOUGH)].to_owned()
}

/// The text as a title: on one line, and not too long to read.
fn one_line(text: &str) -> String {
    let words: String = text
        .chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .take(100)
        .collect();
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text as one word for a shell (POSIX.1, section 2.2).
fn quoted(text: &str) -> String {
    if text.contains(['"', '$', '`', '\\', '!']) {
        format!("'{}'", text.replace('\'', r"'\''"))
    } else {
        format!("\"{text}\"")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_gets_a_command_that_works() {
        let known = ["DNS".to_owned(), "http".to_owned()];
        for (text, command) in [
            ("npm ERESOLVE", "general/npm-eresolve --title \"npm ERESOLVE\""),
            ("0x80070035", "general/0x80070035"),
            (
                "ERR_CONNECTION_RESET",
                "general/err-connection-reset --title \"ERR_CONNECTION_RESET\"",
            ),
            ("C++ error", "general/c-error --title \"C++ error\""),
            ("Größe", "general/grosse --title \"Größe\""),
            ("日本語", "general/new-error --title \"日本語\""),
            ("../x", "general/x"),
            ("HTTP/502 Bad Gateway", "http/502-bad-gateway --title \"502 Bad Gateway\""),
            ("502 Bad Gateway", "http/502-bad-gateway --title \"502 Bad Gateway\""),
            ("dns/No answer", "DNS/no-answer --title \"No answer\""),
            ("http/520", "http/520 --title \"520 error\""),
            ("a/b/c", "a/c"),
            ("x/index", "x/new-error --title \"index\""),
            ("cost: $5 `now`", "general/cost-5-now --title 'cost: $5 `now`'"),
        ] {
            let (suggested, _) = of(text, None, &known).unwrap();
            assert_eq!(suggested, format!("errhub new {command}"), "{text}");
        }
        let long = of(&"long ".repeat(100), None, &known).unwrap().1;
        assert!(long.stem.len() <= LONGEST && !long.stem.ends_with('-'), "{}", long.stem);
        for empty in ["", " ", "/", "..", "./"] {
            assert!(of(empty, None, &known).is_none(), "{empty}");
        }
    }
}
