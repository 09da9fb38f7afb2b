//! Makes a random hub of any size, for errhub and for other generators.
//!
//! `cargo run --release --example make-hub -- --articles 10000 target/bench/hub-10000`
//!
//! The same size and seed make the same bytes on every machine. The texts are meaningless, but have
//! the form of real ones: `vocabulary.rs` contains their words.

mod eleventy;
mod errhub;
mod files;
mod hub;
mod hugo;
mod mdbook;
mod names;
mod peers;
mod prose;
mod rng;
mod shape;
mod snippets;
mod vocabulary;
mod yaml;
mod zola;

use std::io::{self, Write as _};
use std::path::PathBuf;

use clap::{Parser, ValueEnum};

use crate::files::Files;
use crate::shape::{Hub, Shape};

/// Make a random hub
#[derive(Parser)]
struct Arguments {
    /// How many articles, at least one for each of the 12 categories
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u32).range(12..))]
    articles: u32,
    /// Which generator it is for
    #[arg(long = "for", value_enum, default_value_t = Generator::Errhub)]
    generator: Generator,
    /// What its articles are like
    #[arg(long, value_enum, default_value_t = Shape::Rich)]
    shape: Shape,
    /// Another seed makes another hub
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The folder to make
    folder: PathBuf,
}

/// A generator that can build the hub.
#[derive(Clone, Copy, ValueEnum)]
enum Generator {
    Errhub,
    Hugo,
    Zola,
    Mdbook,
    Eleventy,
}

fn main() -> io::Result<()> {
    let arguments = Arguments::parse();
    let articles = usize::try_from(arguments.articles).map_err(io::Error::other)?;
    let hub = Hub { articles, seed: arguments.seed, shape: arguments.shape };
    let mut files = Files::new(&arguments.folder)?;
    match arguments.generator {
        Generator::Errhub => errhub::write(hub, &mut files)?,
        Generator::Hugo => hugo::write(hub, &mut files)?,
        Generator::Zola => zola::write(hub, &mut files)?,
        Generator::Mdbook => mdbook::write(hub, &mut files)?,
        Generator::Eleventy => eleventy::write(hub, &mut files)?,
    }
    let (count, bytes) = (files.count, files.bytes);
    let folder = arguments.folder.display();
    writeln!(io::stdout(), "{articles} articles, {count} files, {bytes} bytes in {folder}")
}
