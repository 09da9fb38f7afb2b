//! Finds the lines and columns of places, reading each file only once.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use super::{Located, Position, Span, Spot, Strictness};
use crate::cache::Places;
use crate::config::SITE_FILE;
use crate::diagnostic::{At, Code, Diagnostic, Place};
use crate::key::Key;
use crate::lockfile::LOCK_FILE;
use crate::parse::front_matter;
use crate::path::SourcePath;
use crate::redirects::REDIRECTS_FILE;
use crate::yaml;

/// Finds every place, and sorts by place. `text` returns the text of a file.
#[must_use]
pub fn locate(
    diagnostics: Vec<Diagnostic>,
    strictness: Strictness,
    text: impl Fn(&SourcePath) -> Option<String> + Sync,
) -> Vec<Located> {
    let spans = spans(&diagnostics, text, |_| None);
    with_spans(diagnostics, strictness, spans)
}

/// The places that earlier runs found, with the keys of the files.
pub struct Memory<'a> {
    /// The places.
    pub places: &'a mut Places,
    /// The key of a file's bytes.
    pub file: &'a dyn Fn(&SourcePath) -> Option<Key>,
}

/// Finds only lines and columns, and sorts by place. Reads only files whose places are not cached.
#[must_use]
pub fn locate_positions(
    diagnostics: Vec<Diagnostic>,
    strictness: Strictness,
    text: impl Fn(&SourcePath) -> Option<String> + Sync,
    memory: Memory<'_>,
) -> Vec<Located> {
    let Memory { places: known, file } = memory;
    let recall = |place: &Place| {
        let (start, end) = known.get(file(&place.file)?, &place.at)?;
        Some(Span { lines: Arc::default(), first_line: start.0, range: 0..0, start, end })
    };
    let spans = spans(&diagnostics, text, recall);
    let found = diagnostics.iter().flat_map(places).zip(&spans);
    known.replace(found.filter_map(|(place, span)| {
        let span = span.as_ref()?;
        Some((file(&place.file)?, place, (span.start, span.end)))
    }));
    with_spans(diagnostics, strictness, spans)
}

/// Diagnostics with the span of each of their places, sorted by place.
fn with_spans(
    diagnostics: Vec<Diagnostic>,
    strictness: Strictness,
    spans: Vec<Option<Span>>,
) -> Vec<Located> {
    let mut spans = spans.into_iter();
    let mut spot = |place: Place| Spot { file: place.file, span: spans.next().flatten() };
    let mut located: Vec<Located> = diagnostics
        .into_iter()
        .map(|diagnostic| Located {
            code: diagnostic.code,
            severity: strictness.severity(diagnostic.code),
            message: diagnostic.message,
            spot: diagnostic.place.map(&mut spot),
            help: diagnostic.help,
            related: diagnostic
                .related
                .into_iter()
                .map(|(place, what)| (spot(place), what))
                .collect(),
        })
        .collect();
    located.sort_by(|a, b| order(a).cmp(&order(b)).then_with(|| a.message.cmp(&b.message)));
    located
}

fn order(located: &Located) -> (Option<&SourcePath>, Position, Code) {
    let spot = located.spot.as_ref();
    let start = spot.and_then(|spot| spot.span.as_ref()).map_or((0, 0), |span| span.start);
    (spot.map(|spot| &spot.file), start, located.code)
}

/// The places of a diagnostic, in order.
fn places(diagnostic: &Diagnostic) -> impl Iterator<Item = &Place> {
    diagnostic.place.iter().chain(diagnostic.related.iter().map(|(place, _)| place))
}

/// The span of each place; `None` for a whole file. `recall` returns a known span.
fn spans(
    diagnostics: &[Diagnostic],
    text: impl Fn(&SourcePath) -> Option<String> + Sync,
    recall: impl Fn(&Place) -> Option<Span>,
) -> Vec<Option<Span>> {
    let mut files: HashMap<&SourcePath, Vec<(usize, &At)>> = HashMap::new();
    let mut spans = Vec::new();
    for place in diagnostics.iter().flat_map(places) {
        let span = (place.at != At::File).then(|| recall(place)).flatten();
        if span.is_none() && place.at != At::File {
            files.entry(&place.file).or_default().push((spans.len(), &place.at));
        }
        spans.push(span);
    }
    let found: Vec<_> = files
        .par_iter()
        .filter_map(|(file, wanted)| Some(in_file(file, &text(file)?, wanted)))
        .collect();
    for (number, span) in found.into_iter().flatten() {
        spans[number] = Some(span);
    }
    spans
}

/// The spans of the numbered places of a file.
fn in_file(file: &SourcePath, text: &str, wanted: &[(usize, &At)]) -> Vec<(usize, Span)> {
    let is_in_yaml = wanted.iter().any(|(_, at)| !matches!(at, At::Bytes(_)));
    let yaml = match file.as_str() {
        _ if !is_in_yaml => None,
        SITE_FILE | LOCK_FILE | REDIRECTS_FILE => Some(0..text.len()),
        _ => front_matter::split(file, text).ok().map(|parts| parts.yaml),
    };
    let mut yaml = yaml.map(|yaml| (yaml.start, yaml::FieldPlaces::of(&text[yaml])));
    let mut ranges: Vec<(usize, Range<usize>)> = wanted
        .iter()
        .filter_map(|(number, at)| {
            let range = match (at, &mut yaml) {
                (At::Bytes(range), _) => range.clone(),
                (at, Some((start, places))) => {
                    let range = places.find(at)?;
                    range.start + *start..range.end + *start
                }
                _ => return None,
            };
            Some((*number, clamp(text, &range)))
        })
        .collect();
    ranges.sort_by_key(|(_, range)| range.start);
    let Some((_, first)) = ranges.first() else { return Vec::new() };
    let end = ranges.iter().map(|(_, range)| range.end).max().unwrap_or(first.end);
    let shown = lines(text, first.start..end);
    let first_line = 1 + text[..shown.start].matches('\n').count();
    let positions = positions(text, ranges.iter().flat_map(|(_, range)| [range.start, range.end]));
    let lines: Arc<str> = Arc::from(&text[shown.clone()]);
    let spans = ranges.into_iter().map(|(number, range)| {
        let [start, end] =
            [range.start, range.end].map(|byte| positions.get(&byte).copied().unwrap_or((1, 1)));
        let range = range.start - shown.start..range.end - shown.start;
        (number, Span { lines: Arc::clone(&lines), first_line, range, start, end })
    });
    spans.collect()
}

/// The whole lines that contain `range`.
fn lines(text: &str, range: Range<usize>) -> Range<usize> {
    let start = text[..range.start].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[range.end..].find('\n').map_or(text.len(), |newline| range.end + newline + 1);
    start..end
}

/// The lines and columns of these bytes, found in a single pass over the text.
fn positions(text: &str, bytes: impl Iterator<Item = usize>) -> HashMap<usize, Position> {
    let mut bytes: Vec<usize> = bytes.collect();
    bytes.sort_unstable();
    let (mut at, mut line, mut column) = (0, 1, 1);
    let walk = bytes.into_iter().map(|byte| {
        let passed = &text[at..byte];
        if let Some(newline) = passed.rfind('\n') {
            line += passed.matches('\n').count();
            column = 1 + passed[newline + 1..].chars().count();
        } else {
            column += passed.chars().count();
        }
        at = byte;
        (byte, (line, column))
    });
    walk.collect()
}

/// The file may have changed since it was read: a place must not point outside it.
fn clamp(text: &str, range: &Range<usize>) -> Range<usize> {
    let inside = |at: usize| {
        let mut at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = inside(range.start);
    start..inside(range.end).max(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "content/http/a.md";

    fn positions(text: &str, key: Key, places: &mut Places, reads: bool) -> Vec<String> {
        let source = SourcePath::new(FILE);
        let diagnostics = ["title", "code"]
            .map(|field| Diagnostic::new(Code::EmptyValue, "empty", Place::value(&source, field)));
        let read = |_: &SourcePath| {
            assert!(reads, "the file is read again");
            Some(text.to_owned())
        };
        let memory = Memory { places, file: &|_| Some(key) };
        let located = locate_positions(diagnostics.to_vec(), Strictness::Normal, read, memory);
        located.iter().map(crate::report::short).collect()
    }

    #[test]
    fn a_file_is_read_again_only_when_it_changed() {
        let (old, new) = ("---\ntitle: a\ncode: b\n---\n", "---\n\ncode: b\ntitle: a\n---\n");
        let [old_key, new_key] = [old, new].map(|text| Key::of_bytes(text.as_bytes()));
        let mut places = Places::default();
        let found = positions(old, old_key, &mut places, true);
        assert!(found[0].starts_with("content/http/a.md:2:8: "), "{found:?}");
        assert_eq!(positions(old, old_key, &mut places, false), found);
        let moved = positions(new, new_key, &mut places, true);
        assert!(moved[0].starts_with("content/http/a.md:3:7: "), "{moved:?}");
    }
}
