//! Values: variable parts of a text, such as paths, addresses and timestamps.

use super::fold::{Folded, is_word};
use super::rules::Rules;

/// The kind of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueKind {
    /// `https://example.com/a`
    Url,
    /// `C:\Users`, `/var/log/syslog`, `main.cpp`
    Path,
    /// `jane@example.com`
    Email,
    /// `www.example.com`
    Host,
    /// `10.0.0.7:443`, `fe80::1`
    Ip,
    /// `123e4567-e89b-12d3-a456-426614174000`
    Uuid,
    /// `8f14e45fceea167a`
    Hex,
    /// `2026-03-30T09:14:02Z`, `09:14:02`, `30/03/2026`
    Time,
}

/// The value that begins here, and its end. `at` is a place where a word may begin.
#[must_use]
pub fn value(rules: &Rules, text: &[Folded], at: usize) -> Option<(ValueKind, usize)> {
    let first = text[at].letter;
    if first.is_ascii_digit() {
        if let Some(end) = time(text, at) {
            return Some((ValueKind::Time, end));
        }
        if let Some(end) = ip4(text, at) {
            return Some((ValueKind::Ip, end));
        }
    }
    let may_be_hex = first.is_ascii_hexdigit() || first == ':';
    if may_be_hex && let Some(found) = hex(text, at) {
        return Some(found);
    }
    if first.is_ascii_alphabetic() {
        if let Some(end) = url(text, at) {
            return Some((ValueKind::Url, end));
        }
        if drive(text, at) {
            let end = run(text, at + 2, in_windows_path);
            return (end > at + 3).then(|| (ValueKind::Path, trim(text, at, end)));
        }
    }
    if first == '\\' && letter(text, at + 1) == '\\' && is_word(letter(text, at + 2)) {
        return Some((ValueKind::Path, trim(text, at, run(text, at + 2, in_windows_path))));
    }
    if is_word(first) || matches!(first, '/' | '.' | '~' | '_') {
        return name(rules, text, at);
    }
    None
}

fn letter(text: &[Folded], at: usize) -> char {
    text.get(at).map_or('\n', |folded| folded.letter)
}

/// The maximum length of a run that may turn out not to be a value, so that untrusted input does
/// not make this quadratic.
const LONGEST: usize = 256;

/// Like [`run`], but at most `LONGEST` characters.
fn short_run(text: &[Folded], at: usize, fit: impl Fn(char) -> bool) -> usize {
    run(&text[..text.len().min(at + LONGEST)], at, fit)
}

/// The end of the characters from `at` that all `fit`.
fn run(text: &[Folded], at: usize, fit: impl Fn(char) -> bool) -> usize {
    at + text[at.min(text.len())..].iter().take_while(|folded| fit(folded.letter)).count()
}

/// `end`, moved back over punctuation.
fn trim(text: &[Folded], start: usize, mut end: usize) -> usize {
    while end > start + 1 && matches!(text[end - 1].letter, '.' | ',' | ';' | ':' | '!' | '?' | '-')
    {
        end -= 1;
    }
    end
}

fn digits(text: &[Folded], at: usize) -> usize {
    run(text, at, |letter| letter.is_ascii_digit()) - at
}

fn url(text: &[Folded], at: usize) -> Option<usize> {
    let scheme =
        short_run(text, at, |letter| letter.is_ascii_alphanumeric() || "+.-".contains(letter));
    let is_there = |offset, sign| letter(text, scheme + offset) == sign;
    if !(is_there(0, ':') && is_there(1, '/') && is_there(2, '/')) {
        return None;
    }
    let fits = |letter: char| !letter.is_whitespace() && !"\"'<>(){}[]|".contains(letter);
    let end = trim(text, at, run(text, scheme + 3, fits));
    (end > scheme + 3).then_some(end)
}

fn drive(text: &[Folded], at: usize) -> bool {
    letter(text, at + 1) == ':' && matches!(letter(text, at + 2), '\\' | '/')
}

fn in_windows_path(letter: char) -> bool {
    !letter.is_whitespace() && !"\"'<>|:*?(),;[]{}".contains(letter)
}

/// Paths, names of files and hosts, and email addresses: names with `/`, `.` or `@`.
fn name(rules: &Rules, text: &[Folded], at: usize) -> Option<(ValueKind, usize)> {
    let fits = |letter: char| is_word(letter) || "/._-+@~%".contains(letter);
    let end = trim(text, at, short_run(text, at, fits));
    let name = &text[at..end];
    let count = |sign: char| name.iter().filter(|folded| folded.letter == sign).count();
    let (slashes, dots) = (count('/'), count('.'));
    if slashes == 0 && dots == 0 {
        return None;
    }
    let last: String = name
        .rsplit(|folded| matches!(folded.letter, '/' | '.'))
        .next()
        .into_iter()
        .flatten()
        .map(|folded| folded.letter)
        .collect();
    let has_words = name.iter().any(|folded| folded.letter.is_alphabetic());
    if !has_words {
        return None;
    }
    if count('@') == 1 && slashes == 0 && dots > 0 && is_word(name[0].letter) {
        return Some((ValueKind::Email, end));
    }
    let is_file = dots > 0 && rules.files.contains(&last);
    if slashes > 0 {
        let is_deep = slashes > 1 || !is_word(name[0].letter);
        return (is_deep && end > at + 2 || is_file).then_some((ValueKind::Path, end));
    }
    if !is_word(name[0].letter) {
        return None;
    }
    let is_www = name.iter().map(|folded| folded.letter).take(4).eq("www.".chars());
    if is_www || rules.tops.contains(&last) {
        let colon = letter(text, end) == ':';
        let port = if colon { digits(text, end + 1) } else { 0 };
        return Some((ValueKind::Host, if port > 0 { end + 1 + port } else { end }));
    }
    is_file.then_some((ValueKind::Path, end))
}

/// Four numbers separated by dots, perhaps with a port.
fn ip4(text: &[Folded], at: usize) -> Option<usize> {
    let mut end = at;
    for part in 0..4 {
        if part > 0 {
            if letter(text, end) != '.' {
                return None;
            }
            end += 1;
        }
        let length = digits(text, end);
        if !(1..=3).contains(&length) {
            return None;
        }
        end += length;
    }
    if letter(text, end) == '.' && letter(text, end + 1).is_ascii_digit() {
        return None;
    }
    let port = if letter(text, end) == ':' { digits(text, end + 1) } else { 0 };
    Some(if port > 0 { end + 1 + port } else { end })
}

/// UUIDs, IPv6 and MAC addresses, and long hexadecimal ids.
fn hex(text: &[Folded], at: usize) -> Option<(ValueKind, usize)> {
    let end =
        short_run(text, at, |letter| letter.is_ascii_hexdigit() || matches!(letter, '-' | ':'));
    if is_word(letter(text, end)) {
        return None;
    }
    let name: String = text[at..end].iter().map(|folded| folded.letter).collect();
    let lengths = |sign: char| name.split(sign).map(str::len).collect::<Vec<_>>();
    if lengths('-') == [8, 4, 4, 4, 12] {
        return Some((ValueKind::Uuid, end));
    }
    let has = |fit: fn(&char) -> bool| name.chars().any(|letter| fit(&letter));
    let groups = lengths(':');
    let is_ip = groups.len() > 3 || groups.len() > 2 && name.contains("::");
    if is_ip && !name.contains('-') && groups.iter().all(|length| *length <= 4) {
        return has(char::is_ascii_hexdigit).then_some((ValueKind::Ip, end));
    }
    let end = run(text, at, |letter| letter.is_ascii_hexdigit());
    let name: String = text[at..end].iter().map(|folded| folded.letter).collect();
    let has = |fit: fn(&char) -> bool| name.chars().any(|letter| fit(&letter));
    let is_id = name.len() >= 12 && has(char::is_ascii_digit) && has(char::is_ascii_alphabetic);
    (is_id && !is_word(letter(text, end))).then_some((ValueKind::Hex, end))
}

/// A date, a time of day, or both.
fn time(text: &[Folded], at: usize) -> Option<usize> {
    if let Some(end) = numbers(text, at, &['-', '/', '.']).filter(|end| is_day(text, at, *end)) {
        let next = letter(text, end);
        if matches!(next, 't' | ' ' | ':') && letter(text, end + 1).is_ascii_digit() {
            return Some(clock(text, end + 1).unwrap_or(end));
        }
        return Some(end);
    }
    clock(text, at)
}

/// Three numbers separated by the same sign.
fn numbers(text: &[Folded], at: usize, signs: &[char]) -> Option<usize> {
    let first = at + digits(text, at);
    let sign = letter(text, first);
    let second = first + 1 + digits(text, first + 1);
    let third = second + 1 + digits(text, second + 1);
    let is_full = first > at && second > first + 1 && third > second + 1;
    (signs.contains(&sign) && letter(text, second) == sign && is_full).then_some(third)
}

/// Whether one of the numbers has four digits and the others at most two.
fn is_day(text: &[Folded], at: usize, end: usize) -> bool {
    let mut lengths: Vec<usize> = text[at..end]
        .split(|folded| !folded.letter.is_ascii_digit())
        .map(<[Folded]>::len)
        .collect();
    lengths.sort_unstable();
    lengths.len() == 3 && lengths[1] <= 2 && lengths[2] == 4 && !is_word(letter(text, end))
        || lengths[2] == 4 && lengths[1] <= 2 && letter(text, end) == 't'
}

fn clock(text: &[Folded], at: usize) -> Option<usize> {
    let end = numbers(text, at, &[':'])?;
    let is_short = text[at..end].split(|folded| folded.letter == ':').all(|part| part.len() <= 2);
    if !is_short {
        return None;
    }
    let mut end = end;
    if matches!(letter(text, end), '.' | ',') {
        let length = digits(text, end + 1);
        end = if length > 0 { end + 1 + length } else { end };
    }
    if letter(text, end) == 'z' {
        end += 1;
    } else if matches!(letter(text, end), '+' | '-') && digits(text, end + 1) >= 2 {
        end += 1 + digits(text, end + 1);
        if letter(text, end) == ':' && digits(text, end + 1) == 2 {
            end += 3;
        }
    }
    (!is_word(letter(text, end))).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matcher::tokens::read;

    /// The values of a text.
    fn values(text: &str) -> Vec<(ValueKind, String)> {
        let text = read(&Rules::built_in(), text);
        let letters = |start: u32, end: u32| &text.letters[start as usize..end as usize];
        let values = text.values.iter();
        values.map(|(kind, start, end)| (*kind, letters(*start, *end).iter().collect())).collect()
    }

    #[test]
    fn values_are_known_by_their_form() {
        for (kind, value) in [
            (ValueKind::Url, "https://example.com/a?b=c#d"),
            (ValueKind::Path, "C:\\Users\\jane\\a.txt"),
            (ValueKind::Path, "\\\\server\\share"),
            (ValueKind::Path, "/var/log/syslog"),
            (ValueKind::Path, "main.cpp"),
            (ValueKind::Path, "~/a/b"),
            (ValueKind::Email, "jane@example.com"),
            (ValueKind::Host, "www.example.com"),
            (ValueKind::Host, "db1.internal:5432"),
            (ValueKind::Ip, "10.0.0.7:443"),
            (ValueKind::Ip, "fe80::1"),
            (ValueKind::Uuid, "123e4567-e89b-12d3-a456-426614174000"),
            (ValueKind::Hex, "8f14e45fceea167a"),
            (ValueKind::Time, "2026-03-30T09:14:02.113Z"),
            (ValueKind::Time, "2026-03-30 09:14:02"),
            (ValueKind::Time, "30/03/2026"),
            (ValueKind::Time, "09:14:02,113"),
        ] {
            for text in [value.to_owned(), format!("at {value}, then"), format!("({value})")] {
                assert_eq!(values(&text), [(kind, value.to_owned())], "{text}");
            }
        }
    }

    #[test]
    fn other_texts_have_none() {
        for text in [
            "a/b",
            "and/or",
            "1.2.3",
            "v1.0.200",
            "502",
            "either... or",
            "deadbeef",
            "12:30",
            "C++",
            "e.g. this",
        ] {
            assert_eq!(values(text), [], "{text}");
        }
    }
}
