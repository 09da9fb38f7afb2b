//! The command `errhub`: run the verb, turn its result into an exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    errhub::cmd::run().into()
}
