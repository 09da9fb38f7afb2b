//! errhub: a static-site generator for error help articles.
//!
//! It is a program with a library for its own tests, which others may use to load a site, build it
//! into memory and check it: [`config::load`] reads the settings, [`pipeline::load`] the rest, and
//! [`pipeline::Loaded::build`] and [`pipeline::Loaded::check`] do what their names say; `examples/`
//! shows how. Everything else that is public is there for tests and benchmarks, and changes with
//! them.
//!
//! The modules are in the order of the pipeline: later ones import earlier ones, never the other
//! way.
//!
//! ```text
//! Project ─discover→ Sources ─parse→ Document (per file, alone)
//! Documents ─assemble→ Site ─plan→ Plan: OutPath → OutputFile ─render→ bytes ─→ publish
//! ```

pub mod error;
pub mod stop;
#[doc(hidden)]
pub mod work;
pub(crate) mod read;
pub mod path;
pub mod key;
pub(crate) mod stamp;
pub mod date;
pub(crate) mod number;
pub mod language;
pub mod limits;
pub mod diagnostic;
pub(crate) mod http_status;
pub(crate) mod text;
pub(crate) mod address;
pub(crate) mod header_rules;
pub mod yaml;
pub mod config;
pub(crate) mod destination;
pub mod html;
pub(crate) mod picture;
pub mod words;
pub mod redirects;
pub(crate) mod discover;
pub mod parse;
pub mod lockfile;
pub mod assets;
pub mod site;
pub mod matcher;
pub mod render;
pub(crate) mod output;
pub mod check;
pub mod publish;
pub(crate) mod cache;
pub mod edit;
pub mod pipeline;
pub mod error_pages;
pub mod report;
pub mod serve;
pub mod cmd;
#[doc(hidden)]
pub mod fuzzing;

#[cfg(test)]
mod random;
