//! errhub: a static-site generator for error help articles.
//!
//! The modules in the order of the pipeline; later ones import earlier ones, never the other way.
//!
//! ```text
//! Project ─discover→ Sources ─parse→ Document (per file, alone)
//! Documents ─assemble→ Site ─plan→ Plan: OutPath → Job ─render→ bytes ─→ publish
//! ```

pub mod assets;
pub mod check;
pub mod cmd;
pub mod config;
pub mod date;
pub mod diagnostic;
pub mod discover;
pub mod error;
pub mod html;
pub mod parse;
pub mod path;
pub mod pipeline;
pub mod plan;
pub mod publish;
pub mod render;
pub mod report;
pub mod site;
pub mod yaml;
