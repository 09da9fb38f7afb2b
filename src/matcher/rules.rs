//! The tables that the engines in Rust and in the browser share: `data.json`.

use std::collections::BTreeSet;

use foldhash::HashMap;
use serde::Deserialize;

/// The tables as JSON. The head of an index carries them to the browser.
pub const DATA: &str = include_str!("data.json");

/// The tables, ready for lookups.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Rules {
    /// What characters fold to if decomposition alone does not do it.
    #[serde(rename = "fold")]
    pub folds: HashMap<char, String>,
    ignored: Vec<(u32, u32)>,
    paired: Vec<(u32, u32)>,
    /// Last labels of host names, such as `com`.
    pub tops: BTreeSet<String>,
    /// File extensions.
    pub files: BTreeSet<String>,
    /// Words that precede a code.
    pub cues: BTreeSet<String>,
    /// How much of a text is looked up.
    pub limits: QueryLimits,
}

/// How much of a text is looked up, at most. A browser fetches what each word and code leads to, so a
/// long log must not ask for the whole index.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub struct QueryLimits {
    /// How many articles are compared word by word.
    pub candidates: usize,
    /// How many different codes are looked up: the strongest, and of those the first.
    pub codes: usize,
    /// How many different words that more than `rare` articles have: the rarest of them.
    pub common: usize,
    /// A word of more articles than this is a common one.
    pub rare: usize,
    /// How many articles a code may lead to.
    pub shared: usize,
    /// How many different unknown words are taken for typos.
    pub typos: usize,
    /// How many different words: words that are not typos first, and the rarest of them.
    pub words: usize,
}

impl Rules {
    /// The built-in tables.
    #[must_use]
    pub fn built_in() -> Self {
        // Tests check that it can be read.
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
