//! errhub: a static-site generator for error help articles.
//!
//! The modules in the order of the pipeline; later ones import earlier ones, never the other way.
//!
//! ```text
//! Project ─discover→ Sources ─parse→ Document (per file, alone)
//! Documents ─assemble→ Site ─plan→ Plan: OutPath → OutputFile ─render→ bytes ─→ publish
//! ```

pub mod error;
pub mod read;
pub mod path;
pub mod key;
pub mod stamp;
pub mod date;
pub mod language;
pub mod diagnostic;
pub mod text;
pub mod address;
pub mod yaml;
pub mod config;
pub mod destination;
pub mod html;
pub mod words;
pub mod redirects;
pub mod discover;
pub mod parse;
pub mod lockfile;
pub mod assets;
pub mod site;
pub mod matcher;
pub mod render;
pub mod output;
pub mod check;
pub mod publish;
pub mod cache;
pub mod edit;
pub mod pipeline;
pub mod report;
pub mod serve;
pub mod cmd;

#[cfg(test)]
mod random;
