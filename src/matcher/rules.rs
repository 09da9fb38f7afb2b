//! The tables that the engines in Rust and in the browser share: `data.json`.

use std::collections::BTreeSet;

use foldhash::HashMap;
use serde::Deserialize;

/// The tables as they are written down. The head of an index carries them to the browser.
pub const DATA: &str = include_str!("data.json");

/// The tables, ready to be asked.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Rules {
    /// What letters and signs fold to where taking them apart does not do it.
    #[serde(rename = "fold")]
    pub folds: HashMap<char, String>,
    ignored: Vec<(u32, u32)>,
    paired: Vec<(u32, u32)>,
    /// Last parts of host names.
    pub tops: BTreeSet<String>,
    /// Endings of file names.
    pub files: BTreeSet<String>,
    /// Words that stand before a code.
    pub cues: BTreeSet<String>,
}

impl Rules {
    /// The tables of this program.
    #[must_use]
    pub fn built_in() -> Self {
        // The tests read it.
        serde_json::from_str(DATA).unwrap_or_default()
    }

    /// Whether a character is invisible.
    #[must_use]
    pub fn is_ignored(&self, letter: char) -> bool {
        within(&self.ignored, letter)
    }

    /// Whether a character belongs to a writing without spaces between words.
    #[must_use]
    pub fn is_paired(&self, letter: char) -> bool {
        letter as u32 >= 0xe00 && within(&self.paired, letter)
    }
}

fn within(ranges: &[(u32, u32)], letter: char) -> bool {
    ranges.iter().any(|(first, last)| (*first..=*last).contains(&(letter as u32)))
}
