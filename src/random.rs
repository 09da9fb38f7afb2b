//! The configuration of property tests: the same cases in each run, and no file of old failures.
//! The tests of the whole program include this file too.

use proptest::test_runner::{Config, RngSeed};

/// The settings for this many cases; `PROPTEST_CASES` and `PROPTEST_RNG_SEED` in the environment
/// take precedence.
pub(crate) fn cases(cases: u32) -> Config {
    let given = Config::default();
    let rng_seed = match given.rng_seed {
        RngSeed::Random => RngSeed::Fixed(502),
        fixed @ RngSeed::Fixed(_) => fixed,
    };
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { given.cases } else { cases };
    Config { cases, rng_seed, failure_persistence: None, ..given }
}
