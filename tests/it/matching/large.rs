//! A hub of any size, made of invented words: the same one each time.

use errhub::matcher::Entry;

/// Pseudo-random numbers: Marsaglia's xorshift, 64 bits.
#[derive(Debug, Clone)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap_or_default() % end
    }

    /// Returns true with a probability of `percent`.
    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub(crate) fn pick<T: Clone>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())].clone()
    }
}

/// Words that every message may have, so that more than 64 articles share them.
const COMMON: &[&str] = &[
    "the",
    "is",
    "not",
    "of",
    "to",
    "a",
    "in",
    "cannot",
    "failed",
    "file",
    "error",
    "value",
    "for",
    "with",
    "was",
    "be",
    "name",
    "type",
    "operation",
    "because",
    "invalid",
    "on",
    "has",
    "no",
];

/// This many articles. A third of them differ from the previous one in a single word, as messages
/// of real programs do.
/// programs are.
pub(crate) fn hub(articles: usize) -> Vec<Entry> {
    let mut random = Random::new(7);
    let words: Vec<String> = (0..600 + articles / 2).map(|_| word(&mut random)).collect();
    let mut before: Vec<String> = Vec::new();
    let article = |number: usize| {
        let mut message = if before.len() > 4 && random.chance(33) {
            let at = random.below(before.len());
            before[at] = random.pick(&words);
            before.clone()
        } else {
            let length = 4 + random.below(9);
            (0..length).map(|_| any(&mut random, &words)).collect()
        };
        before.clone_from(&message);
        if random.chance(40) {
            let at = random.below(message.len());
            message.insert(at, "'{name}'".into());
        }
        let code = match number % 3 {
            0 => format!("KET-{number:05}"),
            1 => format!("0x{:08X}", 0x8007_0000 + number),
            _ => format!("E{}", 20_000 + number),
        };
        Entry {
            id: format!("large/{number}"),
            url: format!("/large/{number}/"),
            title: format!("Error {code}"),
            code: Some(code),
            messages: vec![message.join(" ")],
            ..Entry::default()
        }
    };
    (0..articles).map(article).collect()
}

/// A common word or a rare one; the first ones in the list are less rare.
fn any(random: &mut Random, words: &[String]) -> String {
    if random.chance(40) {
        random.pick(COMMON).to_owned()
    } else {
        let end = 1 + random.below(words.len());
        words[random.below(end)].clone()
    }
}

fn word(random: &mut Random) -> String {
    const SYLLABLES: &[&str] = &[
        "ba", "ce", "dor", "fi", "gra", "hu", "jen", "ko", "lim", "mo", "nas", "pel", "qui", "ro",
        "sta", "tre", "ul", "vi", "wex", "zan",
    ];
    (0..2 + random.below(3)).map(|_| random.pick(SYLLABLES)).collect()
}
