//! placeholder
pub fn highlight(code: &str, _language: &str) -> Option<String> { let mut s=String::new(); let _=pulldown_cmark_escape::escape_html_body_text(&mut s, code); Some(s) }
pub fn language_names() -> impl Iterator<Item = &'static str> { ["bash"].into_iter() }
pub fn stylesheet() -> String { String::new() }
