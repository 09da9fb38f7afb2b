//! Codes: all spellings of a code have the same keys.
//!
//! A key begins with a sign that no word contains, so keys and words share one dictionary: `#c2143`
//! is a name with a number, `#2147954429` a number, `~7b` hexadecimal digits that may lack their
//! `0x`, `$123` a short number with `0x`, `^12029` the Win32 error that a code wraps, and
//! `=errconnectionrefused` a name in one word.

use super::rules::Rules;
use super::tokens::{Gap, Text, Token, is_hex, read};

/// How strongly a spelling suggests that it is a code, and this one in particular.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// It may be another spelling of the code.
    Guess,
    /// It may be a number of any kind.
    Weak,
    /// A number after a word such as `error`, or a long one.
    Fair,
    /// Nothing else looks like this.
    Strong,
}

/// A code in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Its key.
    pub key: String,
    /// How strongly its spelling suggests it.
    pub strength: Strength,
    /// The first of the tokens that it consists of.
    pub first: usize,
    /// How many tokens.
    pub count: usize,
}

/// The maximum length of letters before a number that form a code with it.
const PREFIX: usize = 10;

/// The maximum length of a joined name, in tokens and in letters.
const JOINED: (usize, usize) = (12, 80);

/// The codes of a text.
#[must_use]
pub fn mentions(rules: &Rules, tokens: &[Token]) -> Vec<Mention> {
    let mut found = Vec::new();
    for first in 0..tokens.len() {
        if tokens[first].value.is_none() {
            one(rules, tokens, first, &mut found);
            pair(tokens, first, &mut found);
            joined(tokens, first, &mut found);
        }
    }
    whole(tokens, &mut found);
    found
}

/// The keys under which an article with this code is found.
#[must_use]
pub fn keys_of(rules: &Rules, code: &str) -> Vec<String> {
    let code = read(rules, code).tokens;
    let is_key = |mention: &Mention| {
        let is_whole = mention.count == code.len();
        // The numbers of `550 5.1.1` are in many other texts.
        let is_detail = code.len() > 2 && mention.count == 1 && code[mention.first].word.len() < 3;
        is_whole
            || !is_detail && (!mention.key.starts_with('=') || mention.strength == Strength::Strong)
    };
    let mut keys: Vec<String> =
        mentions(rules, &code).into_iter().filter(is_key).map(|mention| mention.key).collect();
    if let [token] = &code[..] {
        if let Some(value) = token.word.strip_prefix("0x").and_then(hex) {
            keys.push(format!("~{value:x}"));
            // A short number in another base is a different number.
            let decimal = format!("#{value}");
            keys.retain(|key| value > 0xffff || *key != decimal);
        }
        if let Some(value) = number(token).filter(|value| value >> 16 == 0x8007) {
            keys.push(format!("^{}", value & 0xffff));
        }
        if token.is_negative {
            keys.push(format!("#{}", token.word));
        }
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// The key of a message that is only a name: `PR_END_OF_FILE_ERROR`.
#[must_use]
pub fn name(rules: &Rules, message: &str) -> Option<String> {
    // Most messages have spaces, which rules this out quickly.
    if !message.bytes().all(|byte| byte == b'_' || byte.is_ascii_alphanumeric()) {
        return None;
    }
    let tokens = read(rules, message).tokens;
    let (first, rest) = tokens.split_first()?;
    let is_name = first.is_capital
        && !rest.is_empty()
        && rest.iter().all(|token| token.is_capital && token.before == Gap::Underscore);
    is_name.then(|| format!("={}", tokens.iter().map(|token| &*token.word).collect::<String>()))
}

/// A token that is a code by itself.
fn one(rules: &Rules, tokens: &[Token], first: usize, found: &mut Vec<Mention>) {
    let token = &tokens[first];
    let mut put = |key: String, strength| found.push(Mention { key, strength, first, count: 1 });
    if !token.has_digit {
        if token.is_capital && token.word.chars().count() >= 3 {
            put(format!("={}", token.word), Strength::Fair);
        }
        return;
    }
    // `503 error`
    let is_before_cue = tokens.get(first + 1).is_some_and(|next| {
        next.word == "error" && next.before == Gap::Space && token.word.len() >= 3
    });
    let is_cued = is_before_cue
        || first > 0 && rules.cues.contains(&tokens[first - 1].word)
        || first > 1
            && tokens[first - 1].word.chars().count() < 3
            && rules.cues.contains(&tokens[first - 2].word);
    let fair = if is_cued { Strength::Fair } else { Strength::Weak };
    let value = number(token);
    if let Some(value) = value {
        let is_long = value > 0xffff;
        put(format!("#{value}"), if is_long { Strength::Strong } else { fair });
        if value >> 16 == 0x8007 {
            put(format!("#{}", value & 0xffff), Strength::Fair);
        }
        if !is_long {
            let is_hex = token.word.starts_with("0x");
            put(
                format!("{}{value}", if is_hex { '$' } else { '^' }),
                if is_hex { fair } else { Strength::Guess },
            );
        }
    }
    let digits = token.word.trim_start_matches('0');
    if !digits.is_empty() && digits.len() <= 8 && is_hex(digits) && !token.is_negative {
        let is_sure = digits.len() == 8 || digits.bytes().any(|byte| byte.is_ascii_alphabetic());
        put(format!("~{digits}"), if is_sure { fair } else { Strength::Guess });
    }
    if let Some((prefix, number)) = split(&token.word) {
        put(format!("#{prefix}{number}"), Strength::Strong);
    } else if value.is_none() && token.word.chars().any(char::is_alphabetic) {
        // This includes a number of more than 64 bits: 0x and forty digits.
        put(format!("#{}", token.word), Strength::Fair);
    }
}

/// Letters and then a number: `ORA-00942`, `C 2143`, `E_382`.
fn pair(tokens: &[Token], first: usize, found: &mut Vec<Mention>) {
    let [prefix, number, ..] = &tokens[first..] else { return };
    let is_prefix = !prefix.has_digit && prefix.word.is_ascii() && prefix.word.len() <= PREFIX;
    let is_number = number.word.bytes().all(|byte| byte.is_ascii_digit());
    if is_prefix && is_number && number.before != Gap::Far && number.value.is_none() {
        let strength = if number.before == Gap::Space { Strength::Fair } else { Strength::Strong };
        let key = format!("#{}{}", prefix.word, number.word);
        found.push(Mention { key, strength, first, count: 2 });
    }
}

/// Words with `_` or `-` between them: `ERR_CONNECTION_REFUSED`, `err-connection-refused`.
fn joined(tokens: &[Token], first: usize, found: &mut Vec<Mention>) {
    let is_inside = |token: &Token| matches!(token.before, Gap::Underscore | Gap::Hyphen);
    if is_inside(&tokens[first]) {
        return;
    }
    let rest = &tokens[first + 1..];
    let count = 1 + rest.iter().take_while(|token| is_inside(token)).count();
    if count == 1 || count > JOINED.0 {
        return;
    }
    let name: String = tokens[first..first + count].iter().map(|token| &*token.word).collect();
    let has_underscore =
        tokens[first + 1..first + count].iter().any(|token| token.before == Gap::Underscore);
    let strength = if has_underscore || count > 2 { Strength::Strong } else { Strength::Fair };
    found.push(Mention { key: format!("={name}"), strength, first, count });
}

/// A whole text that is one name: `err connection refused`.
fn whole(tokens: &[Token], found: &mut Vec<Mention>) {
    let letters: usize = tokens.iter().map(|token| token.word.chars().count()).sum();
    if !tokens.is_empty() && tokens.len() <= JOINED.0 && letters <= JOINED.1 {
        let name: String = tokens.iter().map(|token| &*token.word).collect();
        let (strength, count) = (Strength::Strong, tokens.len());
        found.push(Mention { key: format!("={name}"), strength, first: 0, count });
    }
}

/// Splits `c2143` into its letters and its number without leading zeros, including what follows the
/// number.
#[must_use]
pub fn split(word: &str) -> Option<(&str, &str)> {
    let at = word.find(|letter: char| !letter.is_ascii_lowercase())?;
    let (prefix, rest) = word.split_at(at);
    let is_code = (1..=PREFIX).contains(&at)
        && rest.starts_with(|letter: char| letter.is_ascii_digit())
        && rest.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let number = rest.trim_start_matches('0');
    is_code.then_some((prefix, if number.is_empty() { "0" } else { number }))
}

/// What codes of one kind have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeKind<'a> {
    /// The letters before a number of three or more digits.
    Prefix(&'a str),
    /// A number of 31 or 32 bits, as Windows has them.
    Long,
    /// A number of three or more digits.
    Short,
}

/// The kind of the code that a token may be.
#[must_use]
pub fn kind(token: &Token) -> Option<CodeKind<'_>> {
    match (split(&token.word), number(token)) {
        (Some((prefix, number)), _) if number.len() >= 3 => Some(CodeKind::Prefix(prefix)),
        (_, Some(0x4000_0000..=0xffff_ffff)) => Some(CodeKind::Long),
        (_, Some(100..0x4000_0000)) => Some(CodeKind::Short),
        _ => None,
    }
}

/// The kind of the code at a place for codes: after a word that introduces one, before a colon or a
/// bracket, or with a minus sign.
#[must_use]
pub fn placed<'a>(rules: &Rules, tokens: &'a [Token], at: usize) -> Option<CodeKind<'a>> {
    let token = &tokens[at];
    if !token.has_digit || token.value.is_some() || token.is_quoted {
        return None;
    }
    let is_cued = at > 0 && rules.cues.contains(&tokens[at - 1].word);
    let is_marked = token.is_labelled || token.is_negative;
    // A short number is a code only after such a word.
    kind(token).filter(|kind| is_cued || is_marked && *kind != CodeKind::Short)
}

/// Whether a code that the hub knows decides what a text is about. It does if it is a name in
/// capitals, joined by `_` and not a value (`id=ERR_X`), or if it is at a place for codes and ends
/// its line or is followed by a colon.
#[must_use]
pub fn decides(rules: &Rules, text: &Text, mention: &Mention) -> bool {
    let Text { letters, tokens, .. } = text;
    let (first, end) = (mention.first, mention.first + mention.count);
    let own = &tokens[first..end];
    let is_capital = own.iter().all(|token| token.is_capital && token.value.is_none());
    let is_joined = own.iter().skip(1).any(|token| token.before == Gap::Underscore);
    let is_value =
        (tokens[first].start as usize).checked_sub(1).is_some_and(|at| letters[at] == '=');
    if mention.strength == Strength::Strong && is_capital && is_joined {
        return !own[0].is_quoted && !is_value;
    }
    let last = &tokens[end - 1];
    let is_last = tokens.get(end).is_none_or(|next| next.line != last.line);
    mention.strength >= Strength::Fair
        && (is_last || last.is_labelled)
        && (first..end).any(|at| placed(rules, tokens, at).is_some())
}

/// The number that a token spells; a negative one as an unsigned number of 32 bits.
pub(super) fn number(token: &Token) -> Option<u64> {
    let value = match token.word.strip_prefix("0x") {
        Some(digits) => hex(digits)?,
        None if token.word.bytes().all(|byte| byte.is_ascii_digit()) => token.word.parse().ok()?,
        None => return None,
    };
    Some(match value {
        1..=0x8000_0000 if token.is_negative => 0x1_0000_0000 - value,
        // A negative number of 64 bits.
        0xffff_ffff_8000_0000.. => value & 0xffff_ffff,
        _ => value,
    })
}

fn hex(digits: &str) -> Option<u64> {
    u64::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a text mentions a code.
    fn mentions_it(code: &str, text: &str) -> bool {
        let rules = Rules::built_in();
        let keys = keys_of(&rules, code);
        let found = mentions(&rules, &read(&rules, text).tokens);
        found.iter().any(|mention| keys.contains(&mention.key))
    }

    #[test]
    fn every_spelling_is_the_same_code() {
        for (code, spellings) in [
            ("0x80072EFD", &["0x80072efd", "80072EFD", "2147954429", "-2147012867", "12029"][..]),
            ("0x0000007B", &["0x7b", "7b", "0000007B", "STOP: 0x0000007B (0xF78D2524)"]),
            ("C2143", &["c2143", "C 2143", "C-2143", "error C2143: syntax error", "c02143"]),
            ("ORA-00942", &["ora-942", "ORA 00942", "ORA00942"]),
            ("ERR_NAME_NOT_RESOLVED", &["net::ERR_NAME_NOT_RESOLVED", "err name not resolved"]),
            ("EAI_AGAIN", &["getaddrinfo EAI_AGAIN example.com", "eai-again"]),
            ("502", &["HTTP/2 502", "0502", "error 502:", "a 502 error occurred"]),
            ("42P01", &["42p01", "SQLSTATE 42P01"]),
            // More than 64 bits.
            ("0x80070000000000000000000000000035", &["> 0x80070000000000000000000000000035"]),
        ] {
            for spelling in spellings {
                assert!(mentions_it(code, spelling), "{code}: {spelling}");
            }
        }
    }

    #[test]
    fn other_codes_are_others() {
        for (code, other) in [
            ("0x0000007B", "123"),
            ("C2143", "C2144"),
            ("ORA-00942", "TNS-00943"),
            ("502", "5020"),
            ("ERR_NAME_NOT_RESOLVED", "the name was not resolved"),
        ] {
            assert!(!mentions_it(code, other), "{code}: {other}");
        }
    }

    #[test]
    fn a_part_of_a_long_code_is_not_the_code() {
        assert!(mentions_it("550 5.1.1", "550 5.1.1 User unknown"));
        assert!(!mentions_it("550 5.1.1", "HTTP/1.1 200 OK"));
        assert!(mentions_it("error 5", "System error 5 has occurred"));
    }

    #[test]
    fn a_spelling_says_how_sure_it_is() {
        let rules = Rules::built_in();
        let strongest = |text: &str| {
            let found = mentions(&rules, &read(&rules, text).tokens);
            found.into_iter().filter(|mention| mention.count < 9).map(|one| one.strength).max()
        };
        let padded = |text: &str| strongest(&format!("a b c d e f g h i j k l {text}"));
        assert_eq!(padded("ERR_A_B"), Some(Strength::Strong));
        for fair in ["error 502", "502 error", "Fehler 502", "código: 502"] {
            assert_eq!(padded(fair), Some(Strength::Fair), "{fair}");
        }
        assert!(padded("in 502") < padded("C2143"));
    }

    #[test]
    fn messages_may_be_names() {
        let rules = Rules::built_in();
        let found = name(&rules, "PR_END_OF_FILE_ERROR");
        assert_eq!(found.as_deref(), Some("=prendoffileerror"));
        for other in ["EPERM", "NOT_A {NAME}", "a_b_c", "AN_ERROR OCCURRED", ""] {
            assert_eq!(name(&rules, other), None, "{other}");
        }
    }

    #[test]
    fn codes_of_a_kind_have_something_in_common() {
        let rules = Rules::built_in();
        let of = |text: &str| {
            let token = read(&rules, text).tokens.remove(0);
            kind(&token).map(|kind| format!("{kind:?}"))
        };
        assert_eq!(of("C2143").as_deref(), Some("Prefix(\"c\")"));
        assert_eq!(of("0x80070035").as_deref(), Some("Long"));
        assert_eq!(of("502").as_deref(), Some("Short"));
        assert_eq!((of("17"), of("word")), (None, None));
    }
}
