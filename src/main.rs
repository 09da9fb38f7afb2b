//! The command `errhub`: run the verb, turn its result into an exit code.

use std::process::ExitCode;

/// A build is many small texts that live shortly; docs/performance.md has what this is worth.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    errhub::cmd::run().into()
}
