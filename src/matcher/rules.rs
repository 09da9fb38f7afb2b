//! The tables shared by the engines in Rust and in the browser: `data.json`.

use std::collections::BTreeSet;

use foldhash::HashMap;
use serde::Deserialize;

/// The tables as JSON. The head of an index carries them to the browser.
pub const DATA: &str = include_str!("data.json");

/// The tables, ready for lookups.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Rules {
    /// Foldings of characters in addition to decomposition.
    #[serde(rename = "fold")]
    pub folds: HashMap<char, String>,
    ignored: Vec<(u32, u32)>,
    paired: Vec<(u32, u32)>,
    /// Top-level domains, such as `com`.
    pub tops: BTreeSet<String>,
    /// File extensions.
    pub files: BTreeSet<String>,
    /// Words that precede a code.
    pub cues: BTreeSet<String>,
    /// The limits of lookups.
    pub limits: QueryLimits,
}

/// The limits of lookups. A browser fetches the articles of each word and code, so a long log must
/// not request the whole index.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub struct QueryLimits {
    /// How many articles are compared word by word.
    pub candidates: usize,
    /// How many different codes are looked up: the strongest ones; of equals, the first.
    pub codes: usize,
    /// How many different common words, those in more than `rare` articles, are looked up: the
    /// rarest.
    pub common: usize,
    /// A word in more articles than this is common.
    pub rare: usize,
    /// How many articles a code may lead to.
    pub shared: usize,
    /// How many different unknown words are treated as typos.
    pub typos: usize,
    /// How many different words are looked up: exact ones before possible typos; of these, the
    /// rarest first.
    pub words: usize,
}

impl Rules {
    /// The built-in tables.
    #[must_use]
    pub fn built_in() -> Self {
        // A test checks that it can be parsed.
        serde_json::from_str(DATA).unwrap_or_default()
    }

    /// Whether a character is invisible.
    #[must_use]
    pub fn is_ignored(&self, letter: char) -> bool {
        within(&self.ignored, letter)
    }

    /// Whether a character belongs to a script without spaces between words.
    #[must_use]
    pub fn is_paired(&self, letter: char) -> bool {
        letter as u32 >= 0xe00 && within(&self.paired, letter)
    }
}

fn within(ranges: &[(u32, u32)], letter: char) -> bool {
    ranges.iter().any(|(first, last)| (*first..=*last).contains(&(letter as u32)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_whole() {
        let rules: Rules = serde_json::from_str(DATA).unwrap();
        assert!(rules.is_ignored('\u{200b}') && !rules.is_ignored('a'));
        assert!(rules.is_paired('語') && rules.is_paired('ก') && !rules.is_paired('é'));
        assert!(rules.tops.contains("com") && rules.files.contains("cpp"));
        assert_eq!(rules.limits, Rules::built_in().limits);
        assert_ne!(rules.limits, QueryLimits::default());
        // They are compared with folded words.
        for word in rules.tops.iter().chain(&rules.files).chain(&rules.cues) {
            assert_eq!(*word, word.to_lowercase());
        }
    }
}
