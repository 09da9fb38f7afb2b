//! From a pasted text to the article that explains it.
//!
//! ```text
//! text ─fold→ letters ─values, tokens→ Text ─find→ candidates ─align, rank→ ranking ─answer→ Answer
//! ```
//!
//! `docs/matching.md` says how it works, precisely enough to write it again in another language. All
//! arithmetic is of integers, so that both come to the same.

pub mod align;
pub mod answer;
pub mod codes;
pub mod files;
pub mod find;
pub mod fold;
mod hub;
pub mod index;
pub mod mask;
pub mod rank;
pub mod rules;
pub mod slots;
pub mod standing;
pub mod template;
pub mod tokens;
pub mod values;
pub mod words;

pub use answer::{Answer, Match, Verdict, answer};
pub use files::Files;
pub use index::{Entry, Index};
