//! Inserts places where a browser may break a long name on a narrow screen.

use super::escape;

/// Words of fewer letters fit on any screen.
const LONG: usize = 16;

/// The minimum number of letters that stay together.
const TOGETHER: usize = 3;

/// `text` as HTML with `<wbr>` in its long names, after `_`, `:`, `/`, `\` and `.`: otherwise a
/// browser breaks `DNS_PROBE_FINISHED_NXDOMAIN` anywhere. `None` if it has no such name.
#[must_use]
pub fn breakable(text: &str) -> Option<String> {
    if text.len() < LONG || !may_break(text.as_bytes()) {
        return None;
    }
    let mut html = String::with_capacity(text.len() + 32);
    let (mut from, mut next) = (0, 0);
    for word in text.split([' ', '\n', '\t']) {
        let start = next;
        next += word.len() + 1;
        if word.len() < LONG {
            continue;
        }
        let bytes = word.as_bytes();
        let mut last = 0;
        for at in 1..bytes.len() {
            let is_break = is_sign(bytes[at - 1]) && bytes[at].is_ascii_alphanumeric();
            if is_break && at - last > TOGETHER && bytes.len() - at >= TOGETHER {
                html.push_str(&escape(&text[from..start + at]));
                html.push_str("<wbr>");
                (from, last) = (start + at, at);
            }
        }
    }
    if from == 0 {
        return None;
    }
    html.push_str(&escape(&text[from..]));
    Some(html)
}

/// Whether one of these characters is followed by a letter or a digit, which is rare.
fn may_break(text: &[u8]) -> bool {
    let breaks = |at: usize| text.get(at + 1).is_some_and(u8::is_ascii_alphanumeric);
    memchr::memchr3_iter(b'_', b'/', b'.', text).any(breaks)
        || memchr::memchr2_iter(b':', b'\\', text).any(breaks)
}

fn is_sign(byte: u8) -> bool {
    matches!(byte, b'_' | b':' | b'/' | b'\\' | b'.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_break_after_punctuation() {
        let broken = |text| breakable(text).map(|html| html.replace("<wbr>", "|"));
        let check = |text, expected: &str| assert_eq!(broken(text).as_deref(), Some(expected));
        check("DNS_PROBE_FINISHED_NXDOMAIN", "DNS_|PROBE_|FINISHED_|NXDOMAIN");
        check(
            "a <b> ERR_SSL_VERSION_OR_CIPHER_MISMATCH",
            "a &lt;b&gt; ERR_|SSL_|VERSION_|OR_CIPHER_|MISMATCH",
        );
        check("std::io::ErrorKind::NotFound", "std::|io::|ErrorKind::|NotFound");
        check("/etc/systemd/system/x.service", "/etc/|systemd/|system/|x.service");
        check("https://example.com/path", "https://|example.|com/|path");
        for text in [
            "short_name",
            "several short words in a row",
            "a very long sentence. And more",
            "12:30:45.123 a",
        ] {
            assert_eq!(breakable(text), None);
        }
    }
}
