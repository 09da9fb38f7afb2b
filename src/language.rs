//! Language tags: whether a tag is valid, whose texts suit its readers, which plural forms its
//! language has, and in which direction it is written. The rules are CLDR's, compiled into the
//! program by ICU4X.

use std::fmt;
use std::sync::Arc;

use icu_locale::{LanguageIdentifier, LocaleDirectionality, LocaleExpander};
use icu_plurals::PluralCategory;

/// Whether `tag` is a well-formed language tag (BCP 47).
#[must_use]
pub fn is_tag(tag: &str) -> bool {
    LanguageIdentifier::try_from_str(tag).is_ok()
}

/// The language that was probably meant by the code of a country: `ja` for `jp`. `None` for a code
/// that is also a language's (ISO 639), such as `se`.
#[must_use]
pub fn of_country(tag: &str) -> Option<&'static str> {
    let first = tag.split('-').next()?.to_ascii_lowercase();
    Some(match &*first {
        "cn" => "zh",
        "cz" => "cs",
        "dk" => "da",
        "gb" | "us" => "en",
        "gr" => "el",
        "il" => "he",
        "ir" => "fa",
        "jp" => "ja",
        "ua" => "uk",
        "vn" => "vi",
        _ => return None,
    })
}

/// Whether the language is written from right to left.
#[must_use]
pub fn is_right_to_left(tag: &str) -> bool {
    LanguageIdentifier::try_from_str(tag)
        .is_ok_and(|language| LocaleDirectionality::new_extended().is_right_to_left(&language))
}

/// The language with the region where most of its readers are (CLDR, likely subtags), in the form
/// of an Open Graph locale: `de_DE` for `de`. `None` for a language that CLDR does not know.
#[must_use]
pub fn og_locale(tag: &str) -> Option<String> {
    let mut language = LanguageIdentifier::try_from_str(tag).ok()?;
    LocaleExpander::new_extended().maximize(&mut language);
    Some(format!("{}_{}", language.language, language.region?))
}

/// Whether a text has letters, none of them in a right-to-left script: Hebrew, Arabic and their
/// neighbours in Unicode.
#[must_use]
pub fn is_left_to_right(text: &str) -> bool {
    let is_right_to_left = |letter: char| {
        matches!(letter, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}'
            | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
    };
    text.chars().any(char::is_alphabetic) && !text.chars().any(is_right_to_left)
}

/// Whether the language is English, of any region.
#[must_use]
pub fn is_english(tag: &str) -> bool {
    LanguageIdentifier::try_from_str(tag).is_ok_and(|language| language.language.as_str() == "en")
}

/// The tags of `known` whose texts suit readers of `tag`, from the general to the specific: those
/// of the same language and script, without a region or with the same one. Missing subtags are
/// filled in with the likely ones (CLDR), so that `zh-CN` has the script of `zh`, but `zh-TW` does
/// not.
#[must_use]
pub fn suited<'k>(tag: &str, known: impl IntoIterator<Item = &'k str>) -> Vec<&'k str> {
    let completed = |tag: &str| {
        let mut language = LanguageIdentifier::try_from_str(tag).ok()?;
        let region = language.region;
        LocaleExpander::new_extended().maximize(&mut language);
        Some((language.language, language.script, region))
    };
    let Some((language, script, region)) = completed(tag) else { return Vec::new() };
    let mut suited: Vec<(&str, bool)> = known
        .into_iter()
        .filter_map(|known| {
            let other = completed(known)?;
            let is_for_region = other.2.is_some();
            ((other.0, other.1) == (language, script) && (!is_for_region || other.2 == region))
                .then_some((known, is_for_region))
        })
        .collect();
    suited.sort_by_key(|(_, is_for_region)| *is_for_region);
    suited.into_iter().map(|(known, _)| known).collect()
}

/// A plural form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names are CLDR's")]
pub enum Form {
    Zero,
    One,
    Two,
    Few,
    Many,
    Other,
}

impl Form {
    /// Its name in CLDR, as authors write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Zero => "zero",
            Self::One => "one",
            Self::Two => "two",
            Self::Few => "few",
            Self::Many => "many",
            Self::Other => "other",
        }
    }
}

/// The plural rules of a language. Copies share them.
#[derive(Clone)]
pub struct PluralRules(Option<Arc<icu_plurals::PluralRules>>);

impl PluralRules {
    /// The rules for cardinal numbers. A language that CLDR does not know has one form.
    #[must_use]
    pub fn of(tag: &str) -> Self {
        let language = LanguageIdentifier::try_from_str(tag).ok();
        let rules = language.and_then(|language| {
            icu_plurals::PluralRules::try_new_cardinal(icu_locale::Locale::from(language).into())
                .ok()
        });
        Self(rules.map(Arc::new))
    }

    /// The form that goes with `count`.
    #[must_use]
    pub fn form(&self, count: usize) -> Form {
        let Some(rules) = &self.0 else { return Form::Other };
        match rules.category_for(count) {
            PluralCategory::Zero => Form::Zero,
            PluralCategory::One => Form::One,
            PluralCategory::Two => Form::Two,
            PluralCategory::Few => Form::Few,
            PluralCategory::Many => Form::Many,
            PluralCategory::Other => Form::Other,
        }
    }
}

impl fmt::Debug for PluralRules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let forms = self.0.iter().flat_map(|rules| rules.categories());
        f.debug_tuple("PluralRules").field(&forms.collect::<Vec<_>>()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_distinguished_from_other_words() {
        for tag in ["en", "pt-BR", "zh-Hans", "sr-Latn-RS", "DE", "es-419", "xx"] {
            assert!(is_tag(tag), "{tag}");
        }
        for tag in ["", "e", "english language", "en-", "en--US", "de_AT!", "1"] {
            assert!(!is_tag(tag), "{tag}");
        }
    }

    #[test]
    fn codes_of_countries_are_not_those_of_languages() {
        assert_eq!(["jp", "CN", "us-EN"].map(of_country), [Some("ja"), Some("zh"), Some("en")]);
        assert_eq!(["ja", "se", "br", "kr", ""].map(of_country), [None; 5]);
    }

    #[test]
    fn the_direction_is_that_of_the_script() {
        for tag in ["ar", "he", "fa", "ur", "az-Arab", "dv", "yi"] {
            assert!(is_right_to_left(tag), "{tag}");
        }
        for tag in ["en", "az", "ar-Latn", "ja", "x", ""] {
            assert!(!is_right_to_left(tag), "{tag}");
        }
    }

    #[test]
    fn a_text_may_be_in_another_direction_than_the_page() {
        for text in ["502 Bad Gateway", "C:\\Windows", "Ошибка 5", "エラー"] {
            assert!(is_left_to_right(text), "{text}");
        }
        for text in ["خطأ 502 Bad Gateway", "שגיאה", "502", "", "Nginx هو خادم"] {
            assert!(!is_left_to_right(text), "{text}");
        }
    }

    #[test]
    fn readers_get_texts_in_their_language_and_script() {
        let known = ["pt-PT", "de", "pt", "zh", "hi", "sr-Latn"];
        let suited = |tag| suited(tag, known);
        assert_eq!(suited("de"), ["de"]);
        assert_eq!(suited("DE-at"), ["de"]);
        assert_eq!(suited("de-Latn-CH"), ["de"]);
        assert_eq!(suited("pt-BR"), ["pt"]);
        assert_eq!(suited("pt-PT"), ["pt", "pt-PT"], "the general one first");
        for tag in ["zh", "zh-Hans", "zh-CN", "zh-SG", "zh-Hans-HK"] {
            assert_eq!(suited(tag), ["zh"], "{tag}");
        }
        assert_eq!(suited("sr-Latn-RS"), ["sr-Latn"]);
        for tag in ["zh-Hant", "zh-TW", "zh-HK", "hi-Latn", "sr", "nl", "tlh", "not a tag", ""] {
            assert!(suited(tag).is_empty(), "{tag}");
        }
    }

    #[test]
    fn each_language_has_its_own_forms() {
        let forms = |tag: &str, counts: &[usize]| {
            let plurals = PluralRules::of(tag);
            counts.iter().map(|count| plurals.form(*count).name()).collect::<Vec<_>>()
        };
        assert_eq!(forms("en", &[0, 1, 2]), ["other", "one", "other"]);
        assert_eq!(forms("pl", &[1, 2, 5, 22]), ["one", "few", "many", "few"]);
        assert_eq!(
            forms("ar", &[0, 1, 2, 3, 11, 100]),
            ["zero", "one", "two", "few", "many", "other"]
        );
        assert_eq!(forms("fr-CA", &[0, 1, 2]), ["one", "one", "other"]);
        assert_eq!(forms("ja", &[0, 1, 2]), ["other", "other", "other"]);
        assert_eq!(forms("tlh", &[0, 1]), ["other", "other"]);
    }
}
