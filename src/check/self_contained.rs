//! Finds what a browser would have to load for a page.

use crate::html::{self, Event, Holds};

/// The addresses of everything that a browser loads for a page besides the page itself; as written,
/// in order. Links that readers follow are not among them.
#[must_use]
pub fn loaded_from_elsewhere(page: &str) -> Vec<String> {
    let mut found = Vec::new();
    let (mut element, mut attribute) = (Vec::new(), Vec::new());
    html::read(page, |event| match event {
        Event::Open(name) => element = name.to_vec(),
        Event::Attribute(name) => attribute = name.to_vec(),
        Event::Value(value) => {
            let value = String::from_utf8_lossy(value);
            match html::holds(&element, &attribute) {
                // Links, and the targets of forms.
                Some(Holds::Link) if matches!(&*element, b"a" | b"area" | b"form" | b"button") => {}
                Some(Holds::Link | Holds::Picture) => found.push(value.trim().to_owned()),
                Some(Holds::Pictures) => {
                    found.extend(html::srcset(&value).into_iter().map(|at| value[at].to_owned()));
                }
                None if attribute == b"style" => found.extend(in_style(&value)),
                None => {}
            }
        }
        Event::Text(text) if element == b"style" => {
            found.extend(in_style(&String::from_utf8_lossy(text)));
        }
        Event::Close(_) => element.clear(),
        Event::Text(_) => {}
    });
    found.retain(|address| !address.is_empty() && !is_inline(address));
    found
}

/// Whether an address contains its own data.
fn is_inline(address: &str) -> bool {
    address.starts_with('#')
        || address.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("data:"))
}

/// The addresses in a style (CSS Values 4, section 4.5): `url(…)`, and a quoted one after `@import`.
fn in_style(css: &str) -> Vec<String> {
    let lower = css.to_ascii_lowercase();
    let quotes = |c: char| c == '"' || c == '\'' || c.is_whitespace();
    let urls = lower.match_indices("url(").filter_map(|(at, _)| {
        let rest = css[at + 4..].trim_start_matches(quotes);
        rest.find(['"', '\'', ')']).map(|end| rest[..end].trim().to_owned())
    });
    let imports = lower.match_indices("@import").filter_map(|(at, name)| {
        let rest = css[at + name.len()..].trim_start();
        let rest = rest.strip_prefix(['"', '\''])?;
        rest.find(['"', '\'']).map(|end| rest[..end].to_owned())
    });
    urls.chain(imports).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_a_browser_loads_is_found() {
        let page = "<link rel=icon href=a.svg><script src=b.js></script><img src=c.png srcset='d.png 2x'>\
                    <style>@import 'e.css'; p { background: url( \"f.png\" ) }</style><p style='background:url(g.png)'>\
                    <iframe src=h></iframe><video poster=i src=j></video>";
        let expected =
            ["a.svg", "b.js", "c.png", "d.png", "f.png", "e.css", "g.png", "h", "i", "j"];
        assert_eq!(loaded_from_elsewhere(page), expected);
    }

    #[test]
    fn links_and_what_is_in_the_page_are_not_loaded() {
        let page = "<a href=https://example.com/>a</a><img src='data:image/png;base64,AA'><form action=/b>\
                    <style>p { background: url(data:image/gif;base64,AA); mask: url(#c) }</style><svg><use href=#d></svg>";
        assert!(loaded_from_elsewhere(page).is_empty());
    }
}
