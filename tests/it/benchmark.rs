//! The benchmark's hubs raise no diagnostics.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::{Files, TODAY, tree};

/// Runs a program that must succeed.
fn run(command: &mut Command) {
    let output = command.env("SOURCE_DATE_EPOCH", TODAY).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}\n{said}");
}

fn hub(program: &Path, folder: &Path, shape: &str, seed: &str) -> Files {
    let size = ["--articles", "40", "--shape", shape, "--seed", seed];
    run(Command::new(program).args(size).arg(folder));
    tree(folder)
}

#[test]
fn the_benchmark_s_hubs_are_clean_and_reproducible() {
    let errhub = Path::new(env!("CARGO_BIN_EXE_errhub"));
    // `cargo test` compiles it, but `cargo test --test it` does not, so it may be missing.
    let program: PathBuf = errhub
        .with_file_name("examples")
        .join("make-hub")
        .with_extension(std::env::consts::EXE_EXTENSION);
    if !program.is_file() {
        return;
    }
    for shape in ["rich", "plain"] {
        let folder = tempfile::tempdir().unwrap();
        let first = hub(&program, &folder.path().join("first"), shape, "1");
        run(Command::new(errhub)
            .args(["check", "--strict", "--root"])
            .arg(folder.path().join("first")));
        let again = hub(&program, &folder.path().join("again"), shape, "1");
        assert!(first == again, "{shape}: the same seed makes the same hub");
        let other = hub(&program, &folder.path().join("other"), shape, "2");
        assert!(first != other, "{shape}: another seed makes another hub");
    }
}
