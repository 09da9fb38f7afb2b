//! Times the stages that every article passes: `cargo bench`.

use std::fs;
use std::path::Path;

use divan::{Bencher, black_box};
use errhub::cache::Output;
use errhub::config::{self, Project};
use errhub::date::Date;
use errhub::parse::{self, highlight};
use errhub::path::SourcePath;
use errhub::pipeline::{self, Loaded, Options};
use errhub::publish::Discard;
use errhub::site::Drafts;

fn main() {
    divan::main();
}

/// The hub of this repository.
fn project() -> Project {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let loaded = config::load(root).unwrap_or_else(|error| panic!("{error}"));
    loaded.unwrap_or_else(|wrong| panic!("{wrong:?}"))
}

fn loaded(project: &Project) -> Loaded {
    let today = Date::new(2026, 11, 22).unwrap_or_else(|| unreachable!("a day of the calendar"));
    let options = Options { drafts: Drafts::Leave, today };
    pipeline::load(project, options, &()).unwrap_or_else(|error| panic!("{error}"))
}

/// Front matter, Markdown and highlighting of one article.
#[divan::bench]
fn parse(bencher: Bencher) {
    let project = project();
    let source = SourcePath::new("content/http/502-bad-gateway.md");
    let bytes = fs::read(source.to_disk(&project.root)).unwrap_or_default();
    let options = parse::Options::of(&project);
    bencher.bench(|| parse::document(&source, black_box(&bytes), options));
}

/// A block of shell code, once its language is loaded.
#[divan::bench]
fn highlight_bash(bencher: Bencher) {
    let code = "sudo systemctl restart php8.1-fpm # after a deployment\n".repeat(15);
    bencher.bench(|| highlight::highlight(black_box(&code), "bash"));
}

/// Discovery, parsing, relations and checks of the whole hub.
#[divan::bench]
fn load(bencher: Bencher) {
    let project = project();
    bencher.bench(|| loaded(&project));
}

/// Rendering the whole hub, with the checks of its final HTML.
#[divan::bench]
fn render(bencher: Bencher) {
    let project = project();
    let loaded = loaded(&project);
    bencher.bench(|| loaded.render(&Discard, &Output::default(), &()));
}
