//! Random numbers that are the same on every machine: `SplitMix64`, using only integers.

use crate::shape::Range;

/// A generator of pseudo-random numbers; determined by its seed.
pub(crate) struct Rng(u64);

impl Rng {
    /// The generator for one item: neighbouring numbers give unrelated streams.
    pub(crate) fn new(seed: u64, item: usize) -> Self {
        let item = u64::try_from(item).unwrap_or(u64::MAX);
        let mut rng = Self(seed ^ item.wrapping_mul(0xa076_1d64_78bd_642f));
        Self(rng.next())
    }

    /// `SplitMix64`, by Sebastiano Vigna, in the public domain.
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to, but excluding, `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.next() % end).unwrap_or_default()
    }

    /// A number from `first` to `last`, inclusive.
    pub(crate) fn between(&mut self, (first, last): Range) -> usize {
        first + self.below(last - first + 1)
    }

    /// Returns true with a probability of `chance` percent.
    pub(crate) fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }

    /// One of them, all equally likely.
    pub(crate) fn pick<'t, T>(&mut self, from: &'t [T]) -> &'t T {
        &from[self.below(from.len())]
    }

    /// One of them, with early ones far more likely, like the words of a language: the chance falls
    /// with the rank. The ranks of one octave (1, 2 to 3, 4 to 7 and so on) have the same chance,
    /// so that no fraction is rounded and all machines agree.
    pub(crate) fn zipf<'t, T>(&mut self, from: &'t [T]) -> &'t T {
        let octaves = (from.len() + 1).next_power_of_two().ilog2();
        loop {
            let start = 1_usize << self.below(octaves as usize);
            let rank = start + self.below(start);
            if let Some(found) = from.get(rank - 1) {
                return found;
            }
        }
    }
}
