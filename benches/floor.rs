//! The floor for a build: the minimum time for reading, rendering and writing the same files.
//!
//! `cargo run --release --example floor -- HUB LIST FOLDER`
//!
//! Two threads, each taking the next file when it has finished one:
//!
//! 1. read every `.md` file below `HUB/content`, and run pulldown-cmark, with the extensions that
//!    errhub uses, over the Markdown in it: each text of several lines in the front matter (every
//!    `key: |` with what is indented below it, without the indent) on its own, and the body. YAML
//!    is not parsed otherwise. The HTML is rendered, and thrown away.
//! 2. write every file of `LIST` into `FOLDER`, which must not exist. Each line of `LIST` has the
//!    size of a file in bytes, a space, and the path. All bytes are the same; folders are created.
//!
//! `compare.py` makes the list from what errhub built of the same hub.

use std::env;
use std::fs::{self, File};
use std::hint::black_box;
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use pulldown_cmark::{Options, Parser, html};

const THREADS: usize = 2;

/// A file of the output.
struct Output {
    path: PathBuf,
    size: usize,
}

fn main() -> io::Result<()> {
    let arguments: Vec<_> = env::args_os().skip(1).collect();
    let [hub, list, folder] = &arguments[..] else {
        return Err(io::Error::other("usage: floor HUB LIST FOLDER"));
    };
    let mut sources = Vec::new();
    find(&Path::new(hub).join("content"), &mut sources)?;
    let list = fs::read_to_string(list)?;
    let outputs = list.lines().map(|line| output(line, folder.as_ref()));
    let outputs: Vec<_> = outputs.collect::<Result<_, _>>()?;
    let longest = outputs.iter().map(|output| output.size).max().unwrap_or_default();
    let bytes = vec![b'x'; longest];
    fs::create_dir(folder)?;
    in_turn(&sources, |source| render(source))?;
    in_turn(&outputs, |output| write(&output.path, &bytes[..output.size]))
}

/// The articles and introductions below a folder.
fn find(folder: &Path, sources: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        if entry.file_type()?.is_dir() {
            find(&path, sources)?;
        } else if path.extension().is_some_and(|extension| extension == "md") {
            sources.push(path);
        }
    }
    Ok(())
}

fn output(line: &str, folder: &Path) -> io::Result<Output> {
    let (size, path) = line.split_once(' ').ok_or(ErrorKind::InvalidData)?;
    Ok(Output { path: folder.join(path), size: size.parse().map_err(io::Error::other)? })
}

/// Runs `job` for each item, on all threads.
fn in_turn<T: Sync>(items: &[T], job: impl Fn(&T) -> io::Result<()> + Sync) -> io::Result<()> {
    let next = AtomicUsize::new(0);
    let work = || -> io::Result<()> {
        while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
            job(item)?;
        }
        Ok(())
    };
    thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(work)).collect();
        let mut results = threads.into_iter().map(|thread| {
            thread.join().unwrap_or_else(|_| Err(io::Error::other("a thread panicked")))
        });
        results.try_for_each(|result| result)
    })
}

fn render(source: &Path) -> io::Result<()> {
    let text = fs::read_to_string(source)?;
    let rest = text.strip_prefix("---\n").unwrap_or(&text);
    let (front, body) = rest.split_once("\n---\n").unwrap_or(("", rest));
    for markdown in texts(front) {
        to_html(&markdown);
    }
    to_html(body);
    Ok(())
}

/// The texts of several lines in front matter.
fn texts(front: &str) -> Vec<String> {
    let mut texts = Vec::new();
    let mut lines = front.lines().peekable();
    while let Some(line) = lines.next() {
        if !line.ends_with(": |") {
            continue;
        }
        let indent = lines.peek().map_or(0, |line| line.len() - line.trim_start().len());
        let mut text = String::new();
        while let Some(line) =
            lines.next_if(|line| line.is_empty() || line.get(..indent).is_some_and(is_blank))
        {
            text.push_str(line.get(indent..).unwrap_or_default());
            text.push('\n');
        }
        texts.push(text);
    }
    texts
}

fn is_blank(text: &str) -> bool {
    text.trim_start().is_empty()
}

fn to_html(markdown: &str) {
    let extensions = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM;
    let mut page = String::with_capacity(markdown.len() * 3 / 2);
    html::push_html(&mut page, Parser::new_ext(markdown, extensions));
    black_box(page);
}

/// Writes a file, and creates its folder if this is the first file in it.
fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = match File::create(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            fs::create_dir_all(path.parent().unwrap_or(path))?;
            File::create(path)?
        }
        other => other?,
    };
    file.write_all(bytes)
}
