//! Names of keys: `++Ctrl+F5++`.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event};
use pulldown_cmark_escape::escape_html_body_text;

use super::Field;

/// Characters that may be keys and have a meaning in Markdown. They are hidden from the parser as
/// control characters of the same length, starting at [`FIRST_MASK`], so that places stay the same.
const SIGNS: &[u8] = b"*_`[]<>\\&~";
const FIRST_MASK: u8 = 0x0e;

/// `text` with these characters hidden in its keys; `None` if there are none.
pub(super) fn masked(text: &str) -> Option<String> {
    let masks = FIRST_MASK..FIRST_MASK + u8::try_from(SIGNS.len()).unwrap_or_default();
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(keys) = find_keys(&text[from..]) {
        let mut at = from + keys.start;
        for key in split_keys(&text[at..from + keys.end]) {
            if let [sign] = key.as_bytes()
                && let Some(index) = SIGNS.iter().position(|other| other == sign)
                && !(*sign == b'`' && text[..from + keys.start - 2].ends_with('`'))
            {
                found.push((at, masks.start + u8::try_from(index).unwrap_or_default()));
            }
            at += key.len() + 1;
        }
        from += keys.end + 2;
    }
    if found.is_empty() || text.bytes().any(|byte| masks.contains(&byte)) {
        return None;
    }
    let mut masked = String::with_capacity(text.len());
    let mut from = 0;
    for (at, mask) in found {
        masked.push_str(&text[from..at]);
        masked.push(char::from(mask));
        from = at + 1;
    }
    masked.push_str(&text[from..]);
    Some(masked)
}

/// Restores the characters that [`masked`] has hidden.
pub(super) fn unmask(event: &mut Event<'_>) {
    let (Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text)) =
        event
    else {
        return;
    };
    let sign = |letter: char| {
        let index = u32::from(letter).checked_sub(u32::from(FIRST_MASK))?;
        SIGNS.get(usize::try_from(index).ok()?).copied()
    };
    if text.contains(|letter| sign(letter).is_some()) {
        let shown: String =
            text.chars().map(|letter| sign(letter).map_or(letter, char::from)).collect();
        *text = shown.into();
    }
}

impl<'e> Field<'_, '_, 'e> {
    /// Adds text in which `++Ctrl+F5++` means keys; `at` is its position in the field.
    pub(super) fn text(&mut self, text: CowStr<'e>, at: usize) {
        self.page.words.stands_at(at);
        let Some(mut keys) = find_keys(&text) else { return self.words(text) };
        let mut from = 0;
        loop {
            let (start, end) = (from + keys.start, from + keys.end);
            if from < start - 2 {
                self.words(text[from..start - 2].to_owned().into());
            }
            self.keys(&text[start..end]);
            from = end + 2;
            if from == text.len() {
                return;
            }
            self.page.words.stands_at(at + from);
            match find_keys(&text[from..]) {
                Some(next) => keys = next,
                None => return self.words(text[from..].to_owned().into()),
            }
        }
    }

    /// Adds `Ctrl+F5` as keys.
    fn keys(&mut self, keys: &str) {
        let mut html = String::new();
        for key in split_keys(keys) {
            if !html.is_empty() {
                html.push('+');
            }
            html.push_str("<kbd>");
            let _ = escape_html_body_text(&mut html, key);
            html.push_str("</kbd>");
        }
        self.page.words.open_given();
        self.page.words.text(&split_keys(keys).join("+"));
        self.page.words.close_given();
        self.push_inline(html);
    }
}

/// The maximum length of the names between two pairs of plus signs, in bytes.
const LONGEST: usize = 60;

/// The inside of the first `++…++` of `text`.
pub(super) fn find_keys(text: &str) -> Option<Range<usize>> {
    let mut from = 0;
    while let Some(found) = two_signs(&text[from..]) {
        let open = from + found;
        let inside = open + 2;
        let joined =
            text[..open].ends_with(|before: char| before.is_alphanumeric() || before == '+');
        // `++Ctrl+++++`: the last pair of a run of plus signs closes, so that a plus can be a key.
        let close = two_signs(&text[inside..]).map(|at| {
            // A longer run makes the keys too long anyway, and would be counted at each of its
            // signs.
            let signs = text[inside + at..].bytes().take(LONGEST + 3);
            let run = signs.take_while(|byte| *byte == b'+').count();
            inside + at + run - 2
        });
        if let Some(close) = close {
            let keys = &text[inside..close];
            let fits = !keys.is_empty()
                && keys.len() <= LONGEST
                && keys.trim() == keys
                && !keys.contains('\n')
                && split_keys(keys).iter().all(|key| key.len() == 1 || !key.contains('<'))
                && !text[close + 2..].starts_with(char::is_alphanumeric);
            if fits && !joined {
                return Some(inside..close);
            }
        }
        from = inside;
    }
    None
}

/// The position of `++` in `text`. Most texts have no plus sign at all.
fn two_signs(text: &str) -> Option<usize> {
    memchr::memchr_iter(b'+', text.as_bytes()).find(|at| text[at + 1..].starts_with('+'))
}

/// The keys of `Ctrl+Shift+R`; a plus at the end is a key itself.
pub(super) fn split_keys(keys: &str) -> Vec<&str> {
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
