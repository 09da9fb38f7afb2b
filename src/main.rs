//! The command `errhub`: runs the verb and turns its result into an exit code.

use std::process::ExitCode;

/// A build allocates many short-lived strings; docs/performance.md has what this is worth.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    errhub::cmd::run().into()
}
