//! Names of keys: `++Ctrl+F5++`.

use pulldown_cmark::{CowStr, Event};
use pulldown_cmark_escape::escape_html_body_text;

use super::Field;

impl<'e> Field<'_, '_, 'e> {
    /// Text, in which `++Ctrl+F5++` stands for keys.
    pub(super) fn text(&mut self, text: CowStr<'e>) {
        let Some((before, keys, after)) = find_keys(&text) else {
            return self.out.push(Event::Text(text));
        };
        let (before, after) = (before.to_owned(), after.to_owned());
        let mut html = String::new();
        for key in split_keys(keys) {
            if !html.is_empty() {
                html.push('+');
            }
            html.push_str("<kbd>");
            let _ = escape_html_body_text(&mut html, key);
            html.push_str("</kbd>");
        }
        if !before.is_empty() {
            self.out.push(Event::Text(before.into()));
        }
        self.push_inline(html);
        if !after.is_empty() {
            self.text(after.into());
        }
    }
}

/// The first `++…++` of `text`: what is before, inside and after it.
fn find_keys(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    while let Some(found) = text[from..].find("++") {
        let open = from + found;
        let inside = open + 2;
        let joined =
            text[..open].ends_with(|before: char| before.is_alphanumeric() || before == '+');
        // `++Ctrl+++++`: the last pair of a run of plus signs closes, so that a plus can be a key.
        let close = text[inside..].find("++").map(|at| {
            let run = text[inside + at..].bytes().take_while(|byte| *byte == b'+').count();
            inside + at + run - 2
        });
        if let Some(close) = close {
            let keys = &text[inside..close];
            let after = &text[close + 2..];
            let fits = !keys.is_empty()
                && keys.len() <= 60
                && keys.trim() == keys
                && !keys.contains(['\n', '<'])
                && !after.starts_with(char::is_alphanumeric);
            if fits && !joined {
                return Some((&text[..open], keys, after));
            }
        }
        from = inside;
    }
    None
}

/// The keys of `Ctrl+Shift+R`; a plus at the end is a key itself.
fn split_keys(keys: &str) -> Vec<&str> {
    match keys.strip_suffix('+') {
        Some("") => vec!["+"],
        Some(rest) => {
            let mut all: Vec<_> = rest.trim_end_matches('+').split('+').collect();
            all.push("+");
            all
        }
        None => keys.split('+').collect(),
    }
}
