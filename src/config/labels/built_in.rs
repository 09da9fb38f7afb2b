//! The labels in languages other than English: a table for each, as a translator writes it.

use std::collections::BTreeMap;

use super::Label;
use crate::{language, yaml};

/// The table of each language. A table for a region has only the labels that differ there.
const TABLES: &[(&str, &str)] = &[
    ("ar", include_str!("languages/ar.yaml")),
    ("de", include_str!("languages/de.yaml")),
    ("de-AT", include_str!("languages/de-AT.yaml")),
    ("es", include_str!("languages/es.yaml")),
    ("fr", include_str!("languages/fr.yaml")),
    ("hi", include_str!("languages/hi.yaml")),
    ("it", include_str!("languages/it.yaml")),
    ("ja", include_str!("languages/ja.yaml")),
    ("nl", include_str!("languages/nl.yaml")),
    ("pl", include_str!("languages/pl.yaml")),
    ("pt", include_str!("languages/pt.yaml")),
    ("pt-PT", include_str!("languages/pt-PT.yaml")),
    ("tr", include_str!("languages/tr.yaml")),
    ("zh", include_str!("languages/zh.yaml")),
];

/// The labels for readers of `language` (BCP 47); empty if errhub has none. No other table is read.
pub(super) fn table(language: &str) -> BTreeMap<String, Label> {
    let mut labels = BTreeMap::new();
    for suited in language::suited(language, TABLES.iter().map(|(tag, _)| *tag)) {
        let text = TABLES.iter().find(|(tag, _)| *tag == suited).map_or("", |(_, text)| text);
        // A test parses all tables, so this cannot fail.
        labels.extend(yaml::decode::<BTreeMap<String, Label>>(text).unwrap_or_default());
    }
    labels
}

/// The languages that have a table, without those for a region only.
pub(super) fn languages() -> impl Iterator<Item = &'static str> {
    TABLES.iter().map(|(tag, _)| *tag).filter(|tag| !tag.contains('-'))
}

#[cfg(test)]
mod tests {
    use super::super::check::{check, placeholders};
    use super::super::{ENGLISH, English, Labels, Plurals, names};
    use super::*;
    use crate::date::Date;
    use crate::language::PluralRules;
    use crate::path::SourcePath;

    /// The tables with their tags, and whether each is for a region only.
    fn tables() -> impl Iterator<Item = (&'static str, BTreeMap<String, Label>)> {
        TABLES.iter().map(|(tag, text)| match yaml::decode(text) {
            Ok(labels) => (*tag, labels),
            Err(mistakes) => panic!("{tag}.yaml: {mistakes:?}"),
        })
    }

    fn texts(label: &Label) -> Vec<&str> {
        match label {
            Label::Text(text) => vec![text],
            Label::Plural(Plurals { zero, one, two, few, many, other }) => {
                let forms = [zero, one, two, few, many].into_iter();
                forms.filter_map(Option::as_deref).chain([other.as_str()]).collect()
            }
        }
    }

    #[test]
    fn tables_have_every_label_and_no_other() {
        for (tag, table) in tables().filter(|(tag, _)| !tag.contains('-')) {
            let missing: Vec<_> =
                Labels::names().filter(|name| !table.contains_key(*name)).collect();
            assert!(missing.is_empty(), "{tag}.yaml lacks {missing:?}");
            assert!(Labels::new(tag, &BTreeMap::new()).untranslated().is_empty(), "{tag}");
        }
        for (tag, table) in tables() {
            let file = SourcePath::new(format!("src/config/labels/languages/{tag}.yaml"));
            let wrong = check(&table, tag, &file);
            assert!(wrong.is_empty(), "{tag}.yaml: {wrong:#?}");
        }
    }

    /// A site may leave out a placeholder; a built-in translation has those of the English label.
    #[test]
    fn tables_say_all_that_the_english_labels_say() {
        for (tag, table) in tables() {
            for (name, english) in ENGLISH {
                let Some(label) = table.get(*name) else { continue };
                let whole = match english {
                    English::Text(text) | English::Plural(_, text) => text,
                };
                let last = texts(label).pop().unwrap_or_default();
                for wanted in placeholders(whole).filter(|wanted| *wanted != "month") {
                    assert!(last.contains(&format!("{{{wanted}}}")), "{tag}.yaml: {name}: {last}");
                }
                let has_forms =
                    (0..100).any(|count| PluralRules::of(tag).form(count).name() != "other");
                let is_plural = matches!(label, Label::Plural(_));
                if matches!(english, English::Plural(..)) && has_forms {
                    assert!(is_plural, "{tag}.yaml: {name} needs plural forms");
                }
                for text in texts(label) {
                    let trimmed =
                        if *name == "comma" { text.trim_start() } else { text.trim_matches(' ') };
                    assert!(!text.is_empty() && trimmed == text, "{tag}.yaml: {name}: “{text}”");
                    assert!(!text.contains("  "), "{tag}.yaml: {name}: “{text}”");
                }
            }
        }
    }

    #[test]
    fn tables_are_in_the_order_of_the_documentation() {
        for (tag, text) in TABLES {
            assert!(text.starts_with("# "), "{tag}.yaml says which language it is in");
            let keys: Vec<&str> = text
                .lines()
                .filter(|line| !line.starts_with([' ', '#']))
                .filter_map(|line| line.split_once(':').map(|(key, _)| key))
                .collect();
            assert!(keys.is_sorted(), "{tag}.yaml is not sorted");
        }
        assert!(TABLES.is_sorted());
    }

    /// As CLDR writes long dates (`dateFormatLength`), with Western digits (`latn`).
    #[test]
    fn dates_are_written_as_in_cldr() {
        for (tag, date, months) in [
            (
                "de",
                "2. April 2026",
                "Januar, Februar, März, April, Mai, Juni, Juli, August, September, Oktober, November, Dezember",
            ),
            (
                "de-AT",
                "2. April 2026",
                "Jänner, Februar, März, April, Mai, Juni, Juli, August, September, Oktober, November, Dezember",
            ),
            (
                "fr",
                "2 avril 2026",
                "janvier, février, mars, avril, mai, juin, juillet, août, septembre, octobre, novembre, décembre",
            ),
            (
                "es",
                "2 de abril de 2026",
                "enero, febrero, marzo, abril, mayo, junio, julio, agosto, septiembre, octubre, noviembre, diciembre",
            ),
            (
                "pt",
                "2 de abril de 2026",
                "janeiro, fevereiro, março, abril, maio, junho, julho, agosto, setembro, outubro, novembro, dezembro",
            ),
            (
                "it",
                "2 aprile 2026",
                "gennaio, febbraio, marzo, aprile, maggio, giugno, luglio, agosto, settembre, ottobre, novembre, dicembre",
            ),
            (
                "nl",
                "2 april 2026",
                "januari, februari, maart, april, mei, juni, juli, augustus, september, oktober, november, december",
            ),
            (
                "pl",
                "2 kwietnia 2026",
                "stycznia, lutego, marca, kwietnia, maja, czerwca, lipca, sierpnia, września, października, listopada, grudnia",
            ),
            (
                "tr",
                "2 Nisan 2026",
                "Ocak, Şubat, Mart, Nisan, Mayıs, Haziran, Temmuz, Ağustos, Eylül, Ekim, Kasım, Aralık",
            ),
            (
                "ar",
                "2 أبريل 2026",
                "يناير, فبراير, مارس, أبريل, مايو, يونيو, يوليو, أغسطس, سبتمبر, أكتوبر, نوفمبر, ديسمبر",
            ),
            ("ja", "2026年4月2日", "1月, 2月, 3月, 4月, 5月, 6月, 7月, 8月, 9月, 10月, 11月, 12月"),
            ("zh", "2026年4月2日", "1月, 2月, 3月, 4月, 5月, 6月, 7月, 8月, 9月, 10月, 11月, 12月"),
            (
                "hi",
                "2 अप्रैल 2026",
                "जनवरी, फ़रवरी, मार्च, अप्रैल, मई, जून, जुलाई, अगस्त, सितंबर, अक्टूबर, नवंबर, दिसंबर",
            ),
        ] {
            let labels = Labels::new(tag, &BTreeMap::new());
            let spelled =
                |month: i8, day| Date::new(2026, month, day).map(|date| labels.date(date));
            assert_eq!(spelled(4, 2).as_deref(), Some(date), "{tag}");
            let said = labels.say("months", &[]);
            assert!(names(&said).eq(names(months)), "{tag}: {said}");
        }
    }

    /// A wrong mark, such as a half-width comma in Chinese, is the first thing that a native reader
    /// notices.
    #[test]
    fn punctuation_is_that_of_the_language() {
        for (tag, table) in tables() {
            for (name, label) in table.iter().filter(|(name, _)| *name != "colon") {
                for text in texts(label) {
                    let about = format!("{tag}.yaml: {name}: {text}");
                    let has = |marks: &[char]| text.contains(marks);
                    match tag {
                        "ar" => assert!(!has(&[',', ';', '?', '%']), "{about}"),
                        "es" => {
                            assert_eq!(
                                text.matches('¿').count(),
                                text.matches('?').count(),
                                "{about}"
                            );
                        }
                        "fr" => {
                            let narrow = text.matches(['?', '!', ';', '»']).count();
                            let spaced = ["?", "!", ";", "»"]
                                .map(|mark| text.matches(&format!("\u{202f}{mark}")).count());
                            assert_eq!(spaced.iter().sum::<usize>(), narrow, "{about}");
                            let colons = text.matches("\u{a0}:").count();
                            assert_eq!(colons, text.matches(':').count(), "{about}");
                        }
                        "ja" => assert!(!has(&[',', ';', '?', '!', '：', '(', ')']), "{about}"),
                        "zh" => assert!(!has(&[',', ';', '?', '!', ':', '(', ')']), "{about}"),
                        _ => {}
                    }
                    assert!(!has(&['\'']) && !text.contains("..."), "{about}");
                }
            }
        }
    }

    /// The quotation marks of each language, around an error's name.
    #[test]
    fn names_have_the_quotation_marks_of_the_language() {
        for (tag, quoted) in [
            ("ar", "«\u{2068}502\u{2069}»"),
            ("de", "„502“"),
            ("es", "«502»"),
            ("fr", "«\u{202f}502\u{202f}»"),
            ("hi", "“502”"),
            ("it", "«502»"),
            ("ja", "「502」"),
            ("nl", "‘502’"),
            ("pl", "„502”"),
            ("pt", "“502”"),
            ("pt-PT", "«502»"),
            ("tr", "“502”"),
            ("zh", "“502”"),
        ] {
            let labels = Labels::new(tag, &BTreeMap::new());
            for name in ["how_to_fix", "causes"] {
                let said = labels.say(name, &[("title", "502")]);
                assert!(said.contains(quoted), "{tag}: {said}");
            }
        }
    }
}
