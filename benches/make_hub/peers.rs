//! What the sites of other generators share: their templates, errhub's static files, and Markdown
//! that all of them can read.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

use serde_json::{Map, Value};

use crate::files::Files;
use crate::shape::Shape;

/// The folder of this repository.
const REPOSITORY: &str = env!("CARGO_MANIFEST_DIR");

/// The path of the published hub in addresses.
pub(crate) const BASE_PATH: &str = "/errors";

/// Copies this generator's site without content from `benches/peers/`, and errhub's static files
/// into its folder for them.
pub(crate) fn skeleton(
    files: &mut Files,
    shape: Shape,
    name: &str,
    statics: &str,
) -> io::Result<()> {
    let repository = Path::new(REPOSITORY);
    let peers = match shape {
        Shape::Rich => repository.join("benches/peers"),
        Shape::Plain => repository.join("benches/peers/plain"),
    };
    copy(files, &peers.join(name), "")?;
    copy(files, &repository.join("static"), statics)
}

fn copy(files: &mut Files, from: &Path, to: &str) -> io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let to = if to.is_empty() { name.into_owned() } else { format!("{to}/{name}") };
        if entry.file_type()?.is_dir() {
            copy(files, &entry.path(), &to)?;
        } else {
            files.write(&to, fs::read(entry.path())?)?;
        }
    }
    Ok(())
}

/// The text of a file of `benches/peers/`.
pub(crate) fn template(path: &str) -> io::Result<String> {
    fs::read_to_string(Path::new(REPOSITORY).join("benches/peers").join(path))
}

/// The drawings in errhub's templates, complete, by name.
pub(crate) fn icons() -> io::Result<Map<String, Value>> {
    let mut icons: Map<String, Value> = serde_json::from_str(&template("icons.json")?)?;
    for (name, drawing) in &mut icons {
        let inside = drawing.as_str().unwrap_or_default();
        *drawing = format!(
            r#"<svg class="icon icon-{name}" width="20" height="20" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{inside}</svg>"#
        )
        .into();
    }
    Ok(icons)
}

/// errhub's templates have six colours for categories.
pub(crate) fn tone(category: usize) -> usize {
    category % 6 + 1
}

/// The Markdown with keys as HTML, and with addresses instead of links to files.
pub(crate) fn portable(markdown: &str) -> String {
    addresses(&keys(markdown))
}

/// `++Ctrl+F5++` as HTML.
pub(crate) fn keys(markdown: &str) -> String {
    let mut parts = markdown.split("++");
    let mut text = parts.next().unwrap_or_default().to_owned();
    while let Some(inside) = parts.next() {
        let keys: Vec<_> = inside.split('+').map(|key| format!("<kbd>{key}</kbd>")).collect();
        text.push_str(&keys.join("+"));
        text.push_str(parts.next().unwrap_or_default());
    }
    text
}

/// Replaces links to files with links to addresses.
fn addresses(markdown: &str) -> String {
    let mut parts = markdown.split("](../");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (id, rest) = part.split_once(".md)").unwrap_or((part, ""));
        let _ = write!(text, "]({BASE_PATH}/{id}/){rest}");
    }
    text
}
