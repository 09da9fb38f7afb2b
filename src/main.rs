//! The command `errhub`: runs the verb and turns its result into an exit code.

use std::process::ExitCode;

/// A build allocates many small, short-lived strings; docs/performance.md shows what this allocator
/// gains.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    errhub::cmd::run().into()
}
