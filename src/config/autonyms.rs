//! The names of languages in the languages themselves (CLDR, `localeDisplayNames`), as a switcher
//! shows them.

/// By tag, sorted.
const NAMES: &[(&str, &str)] = &[
    ("ar", "العربية"),
    ("bg", "Български"),
    ("bn", "বাংলা"),
    ("ca", "Català"),
    ("cs", "Čeština"),
    ("da", "Dansk"),
    ("de", "Deutsch"),
    ("el", "Ελληνικά"),
    ("en", "English"),
    ("es", "Español"),
    ("et", "Eesti"),
    ("fa", "فارسی"),
    ("fi", "Suomi"),
    ("fr", "Français"),
    ("he", "עברית"),
    ("hi", "हिन्दी"),
    ("hr", "Hrvatski"),
    ("hu", "Magyar"),
    ("id", "Indonesia"),
    ("it", "Italiano"),
    ("ja", "日本語"),
    ("ko", "한국어"),
    ("lt", "Lietuvių"),
    ("lv", "Latviešu"),
    ("ms", "Melayu"),
    ("nb", "Norsk bokmål"),
    ("nl", "Nederlands"),
    ("no", "Norsk"),
    ("pl", "Polski"),
    ("pt", "Português"),
    ("pt-br", "Português (Brasil)"),
    ("pt-pt", "Português (Portugal)"),
    ("ro", "Română"),
    ("ru", "Русский"),
    ("sk", "Slovenčina"),
    ("sl", "Slovenščina"),
    ("sr", "Српски"),
    ("sv", "Svenska"),
    ("sw", "Kiswahili"),
    ("ta", "தமிழ்"),
    ("th", "ไทย"),
    ("tr", "Türkçe"),
    ("uk", "Українська"),
    ("ur", "اردو"),
    ("vi", "Tiếng Việt"),
    ("zh", "简体中文"),
    ("zh-cn", "简体中文"),
    ("zh-hans", "简体中文"),
    ("zh-hant", "繁體中文"),
    ("zh-tw", "繁體中文"),
];

/// The name of the language with this tag, or of the language alone if that is all that is known.
#[must_use]
pub fn own_name(tag: &str) -> Option<&'static str> {
    let find = |tag: &str| {
        let place = NAMES.binary_search_by(|(known, _)| (*known).cmp(tag)).ok()?;
        Some(NAMES[place].1)
    };
    let tag = tag.to_ascii_lowercase();
    find(&tag).or_else(|| find(tag.split('-').next()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_by_tag() {
        assert!(NAMES.is_sorted_by_key(|(tag, _)| *tag));
        assert_eq!(own_name("pt-BR"), Some("Português (Brasil)"));
        assert_eq!((own_name("de-AT"), own_name("xx")), (Some("Deutsch"), None));
    }
}
