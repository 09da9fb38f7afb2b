//! Lists and mappings in brackets on a single line: `[a, {b: "c, d"}]` (YAML 1.2, section 7.4).

/// A text in brackets that is not a key.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Piece<'t> {
    /// The key of this value; empty for an item of a list.
    pub(super) key: &'t str,
    /// The text as written, including any quotes.
    pub(super) text: &'t str,
    /// Its offset.
    pub(super) start: usize,
}

/// The texts in a value that begins with a bracket. `None` if they cannot be determined reliably:
/// the value does not end with the last bracket, or a key or an item has no text.
pub(super) fn pieces(value: &str) -> Option<Vec<Piece<'_>>> {
    let bytes = value.as_bytes();
    let (mut pieces, mut open) = (Vec::new(), Vec::new());
    let (mut at, mut key) = (0, None);
    // Whether a comma or a bracket must follow.
    let mut is_complete = false;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b' ' => at += 1,
            b',' if is_complete => {
                (is_complete, key) = (false, None);
                at += 1;
            }
            b']' | b'}' if key.is_none() || is_complete => {
                let begin = if *byte == b']' { b'[' } else { b'{' };
                if open.pop() != Some(begin) {
                    return None;
                }
                at += 1;
                if open.is_empty() {
                    return (at == bytes.len()).then_some(pieces);
                }
                (is_complete, key) = (true, None);
            }
            _ if is_complete => return None,
            b'[' | b'{' => {
                open.push(*byte);
                key = None;
                at += 1;
            }
            first => {
                let is_quoted = matches!(first, b'"' | b'\'');
                let length = if is_quoted { quoted(&value[at..])? } else { plain(&value[at..]) };
                let text = value[at..at + length].trim_end();
                if text.is_empty() {
                    return None;
                }
                let start = at;
                at += length;
                if bytes.get(at) == Some(&b':') && key.is_none() {
                    key = Some(text.trim_matches(['"', '\'']));
                    at += 1;
                } else {
                    pieces.push(Piece { key: key.unwrap_or_default(), text, start });
                    is_complete = true;
                }
            }
        }
    }
    None
}

/// The length of the quoted text at the start of `text`, including the quotes.
pub(super) fn quoted(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let quote = *bytes.first()?;
    let mut at = 1;
    loop {
        match bytes.get(at)? {
            b'\\' if quote == b'"' => at += 2,
            byte if *byte != quote => at += 1,
            _ if quote == b'\'' && bytes.get(at + 1) == Some(&quote) => at += 2,
            _ => return Some(at + 1),
        }
    }
}

/// The length of the unquoted text at the start of `text`.
fn plain(text: &str) -> usize {
    let bytes = text.as_bytes();
    let ends = |at: &usize| match bytes[*at] {
        b',' | b'[' | b']' | b'{' | b'}' => true,
        b':' => matches!(bytes.get(at + 1), None | Some(b' ' | b',' | b'[' | b']' | b'{' | b'}')),
        _ => false,
    };
    (0..bytes.len()).find(ends).unwrap_or(bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_told_from_keys_and_brackets() {
        let read = |value| {
            let pieces = pieces(value)?;
            Some(pieces.iter().map(|one| (one.key, one.text)).collect::<Vec<_>>())
        };
        for (value, texts) in [
            ("[a, b c ]", vec![("", "a"), ("", "b c")]),
            ("[]", vec![]),
            ("{a: b, c: \"d, e\"}", vec![("a", "b"), ("c", "\"d, e\"")]),
            (
                "[{a: 'it''s', \"b\": \"\\\"]\"}, [c]]",
                vec![("a", "'it''s'"), ("b", "\"\\\"]\""), ("", "c")],
            ),
            ("[http://a/b, C:\\x, é]", vec![("", "http://a/b"), ("", "C:\\x"), ("", "é")]),
            ("['a\\']", vec![("", "'a\\'")]),
            ("{a: [b, c]}", vec![("", "b"), ("", "c")]),
        ] {
            assert_eq!(read(value), Some(texts), "{value}");
        }
        for value in [
            "[",
            "[a",
            "[a}",
            "[a]]",
            "[a] b",
            "[a] # b",
            "[a, , b]",
            "{a: }",
            "{a: , b: c}",
            "[\"a]",
            "[\"a\" b]",
            "{a: b: c}",
            "[a] [b]",
        ] {
            assert_eq!(read(value), None, "{value}");
        }
    }
}
