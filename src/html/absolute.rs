//! HTML for use on other pages: with full addresses.

use super::{Holds, addresses, escape, srcset};

/// Replaces each address in `html` with the result of `whole`; `None` leaves it unchanged.
#[must_use]
pub fn absolute(html: &str, whole: impl Fn(&str) -> Option<String>) -> String {
    let mut shown = String::with_capacity(html.len() + html.len() / 8);
    let mut from = 0;
    for value in addresses(html) {
        // The place of an empty value is the name of the attribute.
        if value.text.is_empty() {
            continue;
        }
        let new = if value.holds == Holds::Pictures {
            let mut list = String::new();
            let mut end = 0;
            for range in srcset(&value.text) {
                list.push_str(&value.text[end..range.start]);
                let address = &value.text[range.clone()];
                list.push_str(whole(address).as_deref().unwrap_or(address));
                end = range.end;
            }
            list.push_str(&value.text[end..]);
            Some(list)
        } else {
            whole(&value.text)
        };
        if let Some(new) = new {
            shown.push_str(&html[from..value.range.start]);
            shown.push_str(&escape(&new));
            from = value.range.end;
        }
    }
    shown.push_str(&html[from..]);
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_become_full_ones() {
        let whole = |address: &str| {
            address.starts_with('/').then(|| format!("https://example.com{address}"))
        };
        let html = "<p><a href=\"/a?b&amp;c\">é</a> <img src='/d.png' srcset=\"/d.png 1x, e.png 2x\"> \
                    <a href=\"https://example.org/\">/x</a> <a href></a></p>";
        assert_eq!(
            absolute(html, whole),
            "<p><a href=\"https://example.com/a?b&amp;c\">é</a> \
             <img src='https://example.com/d.png' srcset=\"https://example.com/d.png 1x, e.png 2x\"> \
             <a href=\"https://example.org/\">/x</a> <a href></a></p>"
        );
    }
}
