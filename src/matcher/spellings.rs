//! Codes as programs spell them: whether two spellings are the same code, and other spellings of a
//! code.
//!
//! Matching a paste is generous, because a person reads the answer. A list of codes is compared by
//! a program, so here two spellings are the same code only if they cannot be anything else.

use super::codes::{number, split};
use super::rules::Rules;
use super::tokens::{Gap, Token, is_hex, read};

/// The keys of a code. Two spellings are the same code if they have a key in common.
///
/// `0x80070035`, `-2147024843`, `2147942453` and `80070035` are one code, as are `ORA-00942` and
/// `ora942`, and `net::ERR_FAILED` and `err-failed`. But `403` is not `0x80070193`, which wraps it, and
/// `5.1.1` is not `511`.
#[must_use]
pub fn identity(rules: &Rules, code: &str) -> Vec<String> {
    let tokens = read(rules, name(code)).tokens;
    match &tokens[..] {
        [] => vec![format!("!{code}")],
        [token] => of_token(token),
        [prefix, digits] if is_pair(prefix, digits) => {
            vec![format!("#{}{}", prefix.word, digits.word)]
        }
        tokens => {
            let has_digit = tokens.iter().any(|token| token.has_digit);
            let words: Vec<&str> = tokens.iter().map(|token| &*token.word).collect();
            vec![format!("={}", words.join(if has_digit { "-" } else { "" }))]
        }
    }
}

/// Other spellings of a code that is a number, as systems show them.
#[must_use]
pub fn spellings(rules: &Rules, code: &str) -> Vec<String> {
    let tokens = read(rules, code).tokens;
    let mut found = Vec::new();
    match &tokens[..] {
        [token] => match number(token) {
            Some(value @ 0x1_0000..=0xffff_ffff) => {
                found.push(format!("0x{value:08X}"));
                found.push(value.to_string());
                if value >= 0x8000_0000 {
                    found.push(format!("-{}", 0x1_0000_0000 - value));
                }
            }
            Some(value) if token.word.starts_with("0x") => found.push(format!("0x{value:X}")),
            _ => {}
        },
        [prefix, digits] if is_pair(prefix, digits) => {
            // The token of a number lacks its leading zeros.
            let written = code.trim_end_matches(|letter: char| letter.is_ascii_digit());
            found.push(format!("{written}{}", digits.word));
        }
        _ => {}
    }
    found.retain(|spelling| !spelling.eq_ignore_ascii_case(code));
    found
}

/// The code without the prefix that programs write before it: `net::ERR_FAILED`.
fn name(code: &str) -> &str {
    code.rsplit("::").next().unwrap_or_default().trim()
}

fn of_token(token: &Token) -> Vec<String> {
    let word = &token.word;
    if let Some(digits) = word.strip_prefix("0x").filter(|digits| is_hex(digits)) {
        let mut keys = vec![format!("~{digits}")];
        // A short number in another base is a different number.
        keys.extend(number(token).filter(|value| *value > 0xffff).map(|value| format!("#{value}")));
        return keys;
    }
    let mut keys = Vec::new();
    if let Some(value) = number(token) {
        keys.push(format!("#{value}"));
    } else if let Some((prefix, number)) = split(word) {
        keys.push(format!("#{prefix}{number}"));
    } else {
        keys.push(format!("={word}"));
    }
    let is_sure = word.len() == 8 || word.bytes().any(|byte| byte.is_ascii_alphabetic());
    if token.has_digit && is_hex(word) && is_sure && !token.is_negative {
        keys.push(format!("~{word}"));
    }
    keys
}

/// Letters and then a number: `ORA-00942`, `C 2143`, `E_382`.
fn is_pair(prefix: &Token, digits: &Token) -> bool {
    !prefix.has_digit
        && prefix.word.is_ascii()
        && digits.word.bytes().all(|byte| byte.is_ascii_digit())
        && digits.before != Gap::Far
}

#[cfg(test)]
mod tests {
    use super::*;

    fn are_same(a: &str, b: &str) -> bool {
        let rules = Rules::built_in();
        let keys = identity(&rules, a);
        identity(&rules, b).iter().any(|key| keys.contains(key))
    }

    #[test]
    fn every_spelling_is_the_same_code() {
        for (code, spellings) in [
            ("0x80070035", &["0x80070035", "80070035", "2147942453", "-2147024843"][..]),
            ("0x0000007B", &["0x7b", "7B", "0x7B"]),
            ("ERR_NAME_NOT_RESOLVED", &["net::ERR_NAME_NOT_RESOLVED", "err-name-not-resolved"]),
            ("ORA-00942", &["ora-942", "ORA 00942", "ORA00942"]),
            ("C2143", &["c2143", "C 2143"]),
            ("NotFound", &["Error::NotFound", "NOT_FOUND"]),
            ("502", &["0502"]),
            ("5.1.1", &["5.1.1"]),
            ("42P01", &["42p01"]),
            ("auth/invalid-email", &["auth/invalid-email"]),
            ("✗", &["✗"]),
        ] {
            for spelling in spellings {
                assert!(are_same(code, spelling), "{code}: {spelling}");
                assert!(are_same(spelling, code), "{spelling}: {code}");
            }
        }
    }

    #[test]
    fn other_codes_are_others() {
        for (code, other) in [
            ("0x80070193", "403"),
            ("0x80070193", "0x193"),
            ("0x0000007B", "123"),
            ("502", "0x502"),
            ("5.1.1", "511"),
            ("ORA-00942", "TNS-00942"),
            ("auth/invalid-email", "user/invalid-email"),
            ("ERR_FAILED", "ERR_FAILED_2"),
            ("✗", "✓"),
        ] {
            assert!(!are_same(code, other), "{code}: {other}");
        }
    }

    #[test]
    fn numbers_have_other_spellings() {
        let of = |code: &str| spellings(&Rules::built_in(), code);
        assert_eq!(of("0x80070035"), ["2147942453", "-2147024843"]);
        assert_eq!(of("-2147024843"), ["0x80070035", "2147942453"]);
        assert_eq!(of("0x0000007B"), ["0x7B"]);
        assert_eq!(of("ORA-00942"), ["ORA-942"]);
        assert_eq!(of("80072efd"), Vec::<String>::new());
        assert_eq!(of("502"), Vec::<String>::new());
        assert_eq!(of("ERR_FAILED"), Vec::<String>::new());
    }

    #[test]
    fn other_spellings_are_the_same_code() {
        for code in ["0x80070035", "3221225781", "-805306369", "0x0000007B", "ORA-00942"] {
            for spelling in spellings(&Rules::built_in(), code) {
                assert!(are_same(code, &spelling), "{code}: {spelling}");
            }
        }
    }
}
