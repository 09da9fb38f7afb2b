//! The style sheet of an offline copy: that of the site, without anything to load.

use crate::assets::{Assets, CUSTOM_SHEET, OFFLINE_SCRIPT, STYLE_SHEET};
use crate::config::Permission;
use crate::render::headers::hash;

/// Additional styles for offline copies.
const OFFLINE: &str = include_str!("offline.css");

/// The style sheets of a site, concatenated, with the additional styles for offline copies. Fonts
/// and pictures are left out, because there are no files beside the copy.
#[must_use]
pub fn offline_style(assets: &Assets) -> String {
    let mut style = String::new();
    for asset in [STYLE_SHEET, CUSTOM_SHEET].into_iter().filter_map(|path| assets.get(path)) {
        style.push_str(&without_files(&String::from_utf8_lossy(&asset.bytes)));
    }
    style.push_str(OFFLINE);
    // This would end the style element on the page; a browser hashes the text with normalized line
    // endings.
    style.replace("</", "<\\/").replace("\r\n", "\n").replace(['\r', '\0'], "\n")
}

/// What the policy of the pages must allow so that the copy also works on the site: its script and
/// its style.
#[must_use]
pub fn offline_permissions(assets: &Assets) -> [Permission; 2] {
    let permission = |text: &str| format!("'sha256-{}'", hash(text));
    [permission(OFFLINE_SCRIPT), permission(&offline_style(assets))]
}

/// The style sheet without `@import` and with `none` in place of each `url(…)` that is not part of
/// the sheet (CSS Values 4, section 4.5). A declaration that becomes invalid has no effect.
fn without_files(css: &str) -> String {
    let lower = css.to_ascii_lowercase();
    let mut made = String::with_capacity(css.len());
    let mut from = 0;
    while let Some(at) = next(&lower[from..]).map(|at| from + at) {
        made.push_str(&css[from..at]);
        if lower[at..].starts_with("@import") {
            from = lower[at..].find(';').map_or(css.len(), |end| at + end + 1);
            continue;
        }
        let start = at + "url(".len();
        let address =
            lower[start..].trim_start_matches(|c: char| c == '"' || c == '\'' || c.is_whitespace());
        let end = end_of_address(&lower, start);
        if address.starts_with("data:") || address.starts_with('#') {
            made.push_str(&css[at..end]);
        } else {
            made.push_str("none");
        }
        from = end;
    }
    made.push_str(&css[from..]);
    made
}

/// The position of the next resource that a style sheet loads.
fn next(lower: &str) -> Option<usize> {
    [lower.find("url("), lower.find("@import")].into_iter().flatten().min()
}

/// The end of the address that begins at `start`, after its bracket.
fn end_of_address(css: &str, start: usize) -> usize {
    let inner = css[start..].trim_start();
    let begin = css.len() - inner.len();
    let from = match inner.chars().next() {
        Some(quote @ ('"' | '\'')) => {
            css[begin + 1..].find(quote).map_or(css.len(), |end| begin + 1 + end)
        }
        _ => begin,
    };
    css[from..].find(')').map_or(css.len(), |end| from + end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assets::Look;

    #[test]
    fn nothing_is_loaded() {
        let css = "@IMPORT 'a.css';@font-face { src: url(\"b).woff2\") format(\"woff2\"); }\n\
                   p { background: url( c.png ), url('data:image/png;base64,AA'); mask: url(#d) } q { top: 0 }";
        assert_eq!(
            without_files(css),
            "@font-face { src: none format(\"woff2\"); }\n\
             p { background: none, url('data:image/png;base64,AA'); mask: url(#d) } q { top: 0 }"
        );
        assert_eq!(without_files("a { b: url(c"), "a { b: none");
        let custom = b"a::after { content: \"</style>\" }\r\nb { top: 0 }".to_vec();
        let assets = Assets::new([(CUSTOM_SHEET.to_owned(), custom)], &Look::default());
        let style = offline_style(&assets);
        assert!(
            !style.contains("</style") && !style.contains('\r') && style.contains("b { top: 0 }")
        );
    }
}
