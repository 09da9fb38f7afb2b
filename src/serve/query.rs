//! The query of an address, in the encoding of forms (`application/x-www-form-urlencoded`, URL
//! section 5).

use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// The first value with this name.
pub(super) fn value(query: &str, name: &str) -> Option<String> {
    let (_, value) =
        query.split('&').filter_map(|pair| pair.split_once('=')).find(|p| p.0 == name)?;
    Some(percent_decode_str(&value.replace('+', " ")).decode_utf8_lossy().into_owned())
}

/// A query with those values that are not empty.
pub(super) fn of(values: &[(&str, &str)]) -> String {
    let said = values.iter().filter(|(_, value)| !value.is_empty());
    let pairs = said
        .map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC)));
    pairs.collect::<Vec<_>>().join("&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_survive_encoding() {
        for text in ["a b", "ü&=+%", "content/http/502.md"] {
            assert_eq!(value(&of(&[("x", "1"), ("y", text)]), "y").as_deref(), Some(text));
        }
        assert_eq!(value("path=%2Fa+b&path=c", "path").as_deref(), Some("/a b"));
        assert_eq!(value("paths=x&path", "path"), None);
        assert_eq!(of(&[("x", ""), ("y", "")]), "");
    }
}
