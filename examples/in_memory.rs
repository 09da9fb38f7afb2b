//! Loads a site, builds it into memory, and prints its diagnostics and its size.
//!
//! `cargo run --example in_memory -- path/to/site`

use std::error::Error;
use std::io::Write as _;
use std::path::PathBuf;

use errhub::config;
use errhub::date::Date;
use errhub::pipeline::{self, LoadOptions};
use errhub::report::{self, Strictness};
use errhub::site::Drafts;

fn main() -> Result<(), Box<dyn Error>> {
    let mut out = std::io::stdout().lock();
    let root = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| ".".to_owned()));
    let project = match config::load(&root)? {
        Ok(project) => project,
        Err(diagnostics) => {
            let wrong = diagnostics.into_iter().map(|one| one.message);
            return Err(wrong.collect::<Vec<_>>().join("\n").into());
        }
    };
    let today = Date::new(2027, 1, 1).ok_or("not a date")?;
    let options = LoadOptions { drafts: Drafts::Leave, today };
    let loaded = pipeline::load(&project, options, &())?;
    let built = loaded.build(&())?;
    let text = |source: &_| loaded.text(source);
    for one in report::locate(built.diagnostics, Strictness::Normal, text) {
        writeln!(out, "{}", report::short(&one))?;
    }
    let size: usize = built.files.values().map(Vec::len).sum();
    writeln!(out, "{} files, {size} bytes", built.files.len())?;
    Ok(())
}
