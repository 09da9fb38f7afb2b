//! The words of an article: what a reader reads, whatever its form, and the fingerprints that tell
//! whether it changed. `docs/dates.md` defines both exactly.

mod fingerprints;
mod text;

pub use fingerprints::{Change, Field, FieldPrint, Fingerprints, Single, Whole};
pub use text::Words;

/// The version of the definition. It changes whenever the same article would get another fingerprint.
pub const VERSION: u32 = 1;
