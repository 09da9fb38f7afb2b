//! Finds the article that explains a pasted text.
//!
//! ```text
//! text ─fold→ letters ─values, tokens→ Text ─find→ candidates ─align, rank→ ranking ─answer→ Answer
//! ```
//!
//! `docs/matching.md` describes this precisely enough to reimplement it in another language. All
//! arithmetic uses integers, so that both engines give the same results.

pub mod align;
pub mod answer;
mod bound;
pub mod codes;
pub mod files;
pub mod find;
pub mod fold;
pub mod hub;
pub mod index;
pub mod loss;
pub mod mask;
pub mod postings;
pub mod rank;
pub mod readings;
pub mod rules;
pub mod slots;
pub mod spellings;
pub mod standing;
pub mod template;
pub mod tokens;
mod typos;
pub mod values;
pub mod words;
pub mod wrap;

pub use answer::{Answer, Match, Verdict, answer};
pub use files::Files;
pub use index::{Entry, Index};
pub use readings::Reading;
