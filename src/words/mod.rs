//! The words of an article, which readers read whatever their form; the fingerprints that show
//! whether they changed, which `docs/dates.md` defines exactly; and the sentences that two articles
//! may share.

mod count;
mod fingerprints;
mod sentences;
mod text;

pub use count::{Quotes, count, is_southeast_asian};
pub use fingerprints::{ChangedField, FieldChange, FieldPrint, Fingerprints, Single, Whole};
pub use sentences::{MIN_WORDS, Print, Sentences};
pub use text::Words;

/// The version of the definition. It changes whenever the same article would get another
/// fingerprint.
pub const VERSION: u32 = 1;
