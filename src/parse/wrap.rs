//! Joins wrapped lines and shortens long texts.

use unicode_segmentation::UnicodeSegmentation;

use crate::text::joins;

/// The lines of `text` joined into one.
fn one_line(text: &str) -> String {
    let mut joined = String::with_capacity(text.len());
    for line in text.split('\n') {
        if let (Some(before), Some(after)) = (joined.chars().next_back(), line.chars().next())
            && !joins(before, after)
        {
            joined.push(' ');
        }
        joined.push_str(line);
    }
    joined
}

/// The beginning of `text`, at most `max` characters long: cut between words if there is a space
/// near the end, otherwise at a word boundary (UAX #29), and never inside a character as readers
/// see it.
#[must_use]
pub(super) fn shortened(text: &str, max: usize) -> String {
    let text = one_line(text);
    if text.chars().count() <= max {
        return text;
    }
    let end = text.char_indices().nth(max - 1).map_or(text.len(), |(at, _)| at);
    let at_most = |(at, _): &(usize, &str)| *at <= end;
    let last = |boundary: Option<(usize, &str)>| boundary.map_or(0, |(at, _)| at);
    let space = text[..end].rfind(' ').filter(|space| *space >= end / 2);
    let word = || last(text.split_word_bound_indices().take_while(at_most).last());
    let grapheme = || last(text.grapheme_indices(true).take_while(at_most).last());
    let cut = space.or_else(|| Some(word()).filter(|cut| *cut > 0)).unwrap_or_else(grapheme);
    let kept =
        text[..cut].trim_end_matches([',', ';', ':', ' ', '.', '，', '、', '；', '：', '。']);
    format!("{kept}…")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_between_words() {
        assert_eq!(shortened("one two, three", 20), "one two, three");
        assert_eq!(shortened("one two, three", 10), "one two…");
        assert_eq!(shortened("ééééééé ééééé", 10), "ééééééé…");
    }

    #[test]
    fn texts_without_spaces_are_cut_where_a_word_ends() {
        assert_eq!(shortened("502 错误表示网关没有收到有效的响应。", 12), "502 错误表示网关没…");
        assert_eq!(shortened("网关没有收到响应，ERR_FAILED", 13), "网关没有收到响应…");
        assert_eq!(shortened("ข้อผิดพลาดของเซิร์ฟเวอร์", 10), "ข้อผิดพลา…");
        assert_eq!(shortened("कृपया", 3), "कृ…");
        assert_eq!(shortened(&"x".repeat(12), 10), format!("{}…", "x".repeat(9)));
        // A letter with a combining mark stays whole.
        assert_eq!(shortened(&"e\u{301}".repeat(9), 10), format!("{}…", "e\u{301}".repeat(4)));
    }

    #[test]
    fn lines_of_chinese_and_japanese_join_without_a_space() {
        assert_eq!(one_line("網関\n錯誤。\n502\nエラー\nです"), "網関錯誤。 502 エラーです");
        assert_eq!(one_line("한국어\n오류"), "한국어 오류");
        assert_eq!(one_line("a\nb"), "a b");
    }
}
