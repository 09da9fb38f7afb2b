//! Times the stages that every article passes through: `cargo bench --bench stages`. A word after
//! `--` selects the benchmarks with that word in their names.

use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::time::Duration;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use errhub::config::{self, Project};
use errhub::date::Date;
use errhub::diagnostic::At;
use errhub::error::Error;
use errhub::key::Key;
use errhub::parse::front_matter::{self, ArticleFront};
use errhub::parse::markdown::{Outline, Page};
use errhub::parse::{self, highlight};
use errhub::path::{OutPath, SourcePath};
use errhub::pipeline::{self, LoadOptions, Loaded};
use errhub::publish::{NewFile, NewSite, Patience, Shrinking, Sink, Staging};
use errhub::site::Drafts;
use errhub::stop::Stop;
use errhub::yaml;

criterion_group!(stages, front_matter, markdown, highlighting, parse, hub, hashing, publish);
criterion_main!(stages);

/// The hub of this repository.
fn project() -> Project {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let loaded = config::load(root).unwrap_or_else(|error| panic!("{error}"));
    loaded.unwrap_or_else(|wrong| panic!("{wrong:?}"))
}

/// The article that represents all others.
fn article() -> SourcePath {
    SourcePath::new("content/http/502-bad-gateway.md")
}

fn text(project: &Project) -> String {
    fs::read_to_string(article().to_disk(&project.root)).unwrap_or_else(|error| panic!("{error}"))
}

/// The YAML of an article, with all of its texts.
fn front_matter(criterion: &mut Criterion) {
    let text = text(&project());
    let parts = front_matter::split(&article(), &text).unwrap_or_else(|wrong| panic!("{wrong:?}"));
    let front = &text[parts.yaml];
    let decode = |front| yaml::decode::<ArticleFront>(front).unwrap_or_else(|_| unreachable!());
    criterion.bench_function("front matter", |bencher| bencher.iter(|| decode(black_box(front))));
}

/// The body of an article.
fn markdown(criterion: &mut Criterion) {
    let project = project();
    let (source, text) = (article(), text(&project));
    let parts = front_matter::split(&source, &text).unwrap_or_else(|wrong| panic!("{wrong:?}"));
    let (body, at) = (&text[parts.body.clone()], At::Bytes(parts.body));
    let options = parse::ParseOptions::of(&project);
    let mut group = criterion.benchmark_group("markdown");
    group.throughput(Throughput::Bytes(body.len() as u64));
    group.bench_function("body", |bencher| {
        bencher.iter(|| Page::new(&source, options).render(black_box(body), &at, Outline::CAUSES));
    });
    group.finish();
}

/// Blocks of 15 lines, once their languages are loaded.
fn highlighting(criterion: &mut Criterion) {
    let lines = [
        ("bash", "sudo systemctl restart php8.1-fpm # after a deployment\n"),
        ("nginx", "    location /api { proxy_pass http://127.0.0.1:3000; } # the application\n"),
    ];
    let mut group = criterion.benchmark_group("highlighting");
    for (language, line) in lines {
        let code = line.repeat(15);
        group.throughput(Throughput::Bytes(code.len() as u64));
        group.bench_function(language, |bencher| {
            bencher.iter(|| highlight::highlight(black_box(&code), language));
        });
    }
    group.finish();
}

/// Front matter, Markdown and highlighting of one article.
fn parse(criterion: &mut Criterion) {
    let project = project();
    let (source, text) = (article(), text(&project));
    let options = parse::ParseOptions::of(&project);
    let key = Key::of_bytes(text.as_bytes());
    let mut group = criterion.benchmark_group("parse");
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("article", |bencher| {
        bencher.iter(|| parse::document(&source, black_box(text.as_bytes()), key, options));
    });
    group.finish();
}

fn loaded(project: &Project) -> Loaded {
    let today = Date::new(2026, 11, 22).unwrap_or_else(|| unreachable!("a day of the calendar"));
    let options = LoadOptions { drafts: Drafts::Leave, today };
    pipeline::load(project, options, &()).unwrap_or_else(|error| panic!("{error}"))
}

/// The whole hub, on all threads.
fn hub(criterion: &mut Criterion) {
    let project = project();
    let site = loaded(&project);
    let page = "http/502-bad-gateway/index.html";
    let mut group = criterion.benchmark_group("hub");
    // Discovery, parsing, relations and checks.
    group.bench_function("load", |bencher| bencher.iter(|| loaded(&project)));
    // Includes the checks of the final HTML.
    group.bench_function("render", |bencher| {
        bencher.iter(|| site.check(&()));
    });
    group.bench_function("view and template of a page", |bencher| {
        bencher.iter(|| site.render_one(black_box(page)));
    });
    group.finish();
}

/// The bytes of a page.
fn hashing(criterion: &mut Criterion) {
    let page = "http/502-bad-gateway/index.html";
    let bytes = loaded(&project()).render_one(page).ok().flatten().unwrap_or_default();
    let mut group = criterion.benchmark_group("hashing");
    group.throughput(Throughput::Bytes(bytes.len() as u64));
    group.bench_function("page", |bencher| bencher.iter(|| Key::of_bytes(black_box(&bytes))));
    group.finish();
}

/// Publishes 200 pages, first all of them and then with one changed.
fn publish(criterion: &mut Criterion) {
    let root = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let target = root.path().join("public");
    let page = vec![b'x'; 24 * 1024];
    let files: Vec<_> =
        (0..200).filter_map(|number| OutPath::new(format!("a/{number}/index.html")).ok()).collect();
    let begin = || {
        let patience = Patience { stop: Stop::NEVER, limit: Duration::ZERO, on_wait: &|| {} };
        Staging::begin(&target, &root.path().join("site"), &patience)
    };
    let all = || {
        let staging = begin()?;
        let new =
            |out| staging.write(out, &page).map(|written| NewFile { out, written, is_new: true });
        let files = files.iter().map(new).collect::<Result<_, Error>>()?;
        let site = NewSite { files, manifest: None };
        staging.publish(&site, Shrinking::Refused)?;
        Ok::<_, Error>(site)
    };
    let one = |mut site: NewSite<'_>| {
        let staging = begin()?;
        site.files.iter_mut().for_each(|file| file.is_new = false);
        let first = &mut site.files[0];
        (first.written, first.is_new) = (staging.write(first.out, &page)?, true);
        staging.publish(&site, Shrinking::Refused)
    };
    let clear = || {
        let _ = fs::remove_dir_all(&target);
    };
    let mut group = criterion.benchmark_group("publish");
    group.sample_size(10);
    group.bench_function("200 pages", |bencher| {
        bencher.iter_batched(clear, |()| all().map(drop), BatchSize::PerIteration);
    });
    group.bench_function("one of 200 pages", |bencher| {
        let site = all().unwrap_or_else(|error| panic!("{error}"));
        bencher.iter(|| one(site.clone()));
    });
    group.finish();
}
