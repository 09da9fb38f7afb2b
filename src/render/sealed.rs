//! Pages that are a single file: the policy is on the page itself, because no host sends one.

use std::collections::BTreeSet;

use super::headers::hash;
use crate::html::{self, Event};

/// The tag after which the policy is inserted, so that it precedes everything that it applies to.
const CHARSET: &str = "<meta charset=\"utf-8\">";

/// The page with a policy (CSP Level 3) that allows its own styles and scripts by their hashes, and
/// nothing else; `more` are further directives. A page that does not declare UTF-8 in its head
/// stays unchanged.
#[must_use]
pub fn sealed(page: &str, more: &str) -> String {
    let (mut element, mut is_data) = (Vec::new(), false);
    let (mut scripts, mut styles) = (BTreeSet::new(), BTreeSet::new());
    html::read(page, |event| match event {
        Event::Open(name) => (element, is_data) = (name.to_vec(), false),
        Event::Attribute(name) => is_data |= name == b"type",
        Event::Text(text) => {
            let all = match &*element {
                b"script" if !is_data => &mut scripts,
                b"style" => &mut styles,
                _ => return,
            };
            all.insert(format!(" 'sha256-{}'", hash(&String::from_utf8_lossy(text))));
        }
        Event::Close(_) => element.clear(),
        Event::Value(_) => {}
    });
    let directive = |name: &str, sources: BTreeSet<String>| match sources.len() {
        0 => String::new(),
        _ => format!("; {name}{}", sources.into_iter().collect::<String>()),
    };
    let (scripts, styles) = (directive("script-src", scripts), directive("style-src", styles));
    let policy = format!(
        "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:{scripts}{styles}{more}"
    );
    let tag =
        format!("{CHARSET}\n<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">");
    page.replacen(CHARSET, &tag, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_allows_what_the_page_contains() {
        let page = "<!doctype html><meta charset=\"utf-8\"><style>a{}</style>\
                    <script>alert('Hello, world.');</script><script type=\"application/json\">1</script>";
        // The hash of the script is that of CSP Level 3, section 8.3.
        let policy = "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; \
                      script-src 'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='; style-src 'sha256-";
        let sealed = sealed(page, "; connect-src 'self'");
        assert!(sealed.contains(policy), "{sealed}");
        assert!(sealed.contains("='; connect-src 'self'\"><style>"), "{sealed}");
        assert_eq!(sealed.matches("sha256").count(), 2);
    }
}
