//! The integration tests: one binary, one module for each kind of promise.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a helper that fails is a test that fails"
)]

mod authoring;
mod benchmark;
mod bounds;
mod cli;
mod coverage;
mod diagnostics;
mod dom;
mod edges;
mod error_pages;
mod feedback;
mod files;
mod fixtures;
mod fuzzing;
mod hosting;
mod hub;
mod hub_page;
mod languages;
mod links;
mod look;
mod machines;
mod match_command;
mod matching;
mod model_page;
mod moves;
mod offline;
mod own_fields;
mod own_pages;
mod pages;
mod pictures;
mod properties;
mod quantity;
#[path = "../../src/random.rs"]
mod random;
mod readme;
mod registry;
mod release;
mod serve;
mod stamp;
mod support;
mod templates;
mod terminal;
mod tidy;
mod translation_states;
mod twins;
mod warm;
mod wording;
mod words;
