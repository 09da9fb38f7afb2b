//! Line breaks of a wrapped text that do not represent a space.

/// Whether a character belongs to Chinese or Japanese, which have no spaces between words: the wide
/// and halfwidth characters (UAX #11), without Hangul.
#[must_use]
pub(crate) fn is_spaceless(letter: char) -> bool {
    matches!(letter,
        '\u{2e80}'..='\u{302d}' | '\u{3030}'..='\u{312f}' | '\u{3190}'..='\u{31ff}'
        | '\u{3220}'..='\u{325f}' | '\u{3280}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff01}'..='\u{ff9f}'
        | '\u{ffe0}'..='\u{ffe6}' | '\u{1b000}'..='\u{1b16f}' | '\u{20000}'..='\u{3fffd}')
}

/// Whether a line break between these two letters is dropped: Chinese and Japanese have no spaces
/// between words, but Korean does (CSS Text, section 4.1.3).
#[must_use]
pub(crate) fn joins(before: char, after: char) -> bool {
    is_spaceless(before) && is_spaceless(after)
}
