//! Reads the files of `static/` that pages are made with, and finds where each is published.

use std::collections::BTreeMap;
use std::path::Path;

use crate::assets::{self, Assets, Font, Look, picture_size};
use crate::check;
use crate::config::{Logo, Project, SITE_FILE};
use crate::diagnostic::{Code, Diagnostic, FieldPath, Place, did_you_mean};
use crate::discover::{self, Sources};
use crate::error::Error;
use crate::output::HEADERS;
use crate::path::{SourcePath, UrlPath};
use crate::render::hashes;
use crate::text;

/// Reads only files that are fingerprinted, inlined into pages, named by site.yaml or replace a
/// built-in one; others are copied. Reports files that site.yaml names and that cannot be used.
///
/// # Errors
/// If the disk refuses.
pub(super) fn read(
    project: &Project,
    sources: &Sources,
) -> Result<(Assets, Vec<Diagnostic>), Error> {
    let mut files = Vec::new();
    for source in &sources.statics {
        let path = assets::below(source);
        let built_in = assets::STATICS.iter().any(|(name, _)| *name == path);
        if built_in || assets::is_fingerprinted(path) || assets::is_inline(path) {
            files.push((path.to_owned(), discover::read(&project.root, source)?));
        }
    }
    let config = &project.config;
    let mut wrong = Vec::new();
    let mut look = Look { colors: config.colors.clone().unwrap_or_default(), font: None };
    if let Some(name) = &config.font {
        match named(project, sources, name, FieldPath::from("font"))? {
            Ok((path, bytes)) => match Font::read(path, &bytes) {
                Ok(font) => look.font = Some(font),
                Err(_) => wrong.push(not_woff2(name)),
            },
            Err(missing) => wrong.push(missing),
        }
    }
    let mut pictures = BTreeMap::new();
    for (field, name) in config.logo.iter().flat_map(Logo::files) {
        match named(project, sources, name, field)? {
            Ok((path, bytes)) => drop(pictures.insert(path.to_owned(), picture_size(&bytes))),
            Err(missing) => wrong.push(missing),
        }
    }
    wrong.extend(styles(project, sources)?);
    let assets = Assets::new(files, &look).with_pictures(pictures);
    wrong.extend(headers(project, sources, &assets)?);
    Ok((assets, wrong))
}

/// What the site's style sheets load that the policy blocks.
fn styles(project: &Project, sources: &Sources) -> Result<Vec<Diagnostic>, Error> {
    let mut wrong = Vec::new();
    for source in &sources.statics {
        if Path::new(source.as_str()).extension().is_some_and(|extension| extension == "css") {
            let bytes = discover::read(&project.root, source)?;
            let css = String::from_utf8_lossy(&bytes);
            wrong.extend(check::style_sheet(project, source, text::without_mark(&css)));
        }
    }
    Ok(wrong)
}

/// What the site's own headers block that the pages need.
fn headers(
    project: &Project,
    sources: &Sources,
    assets: &Assets,
) -> Result<Vec<Diagnostic>, Error> {
    let Some(source) = sources.statics.iter().find(|source| assets::below(source) == HEADERS)
    else {
        return Ok(Vec::new());
    };
    let bytes = discover::read(&project.root, source)?;
    let scripts: Vec<String> = hashes(assets.inline()).collect();
    let text = String::from_utf8_lossy(&bytes);
    Ok(check::headers_file(project, source, text::without_mark(&text), &scripts))
}

/// The file in `static/` that a field of site.yaml names, and its path there; or what is wrong with
/// the name.
fn named<'s>(
    project: &Project,
    sources: &'s Sources,
    name: &str,
    field: FieldPath,
) -> Result<Result<(&'s str, Vec<u8>), Diagnostic>, Error> {
    let path = assets::static_path(name);
    let is_it = |source: &&SourcePath| assets::below(source) == path && !assets::is_inline(path);
    if let Some(source) = sources.statics.iter().find(is_it) {
        return Ok(Ok((assets::below(source), discover::read(&project.root, source)?)));
    }
    let place = Place::value(&SourcePath::new(SITE_FILE), field);
    let message = format!("there is no file static/{path}");
    let help = match did_you_mean(path, sources.statics.iter().map(assets::below)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "put the file into static/ of the site, and write its path from there".to_owned(),
    };
    Ok(Err(Diagnostic::new(Code::UnusableFile, message, place).help(help)))
}

fn not_woff2(name: &str) -> Diagnostic {
    let place = Place::value(&SourcePath::new(SITE_FILE), FieldPath::from("font"));
    let message = format!("`{name}` is not a font in the format WOFF2");
    Diagnostic::new(Code::UnusableFile, message, place)
        .help("convert it, for example with `woff2_compress`; every browser reads WOFF2, and no other format is as small")
}

/// The address of each published file, as links write it, by path under `static/`.
pub(super) fn addresses(
    project: &Project,
    sources: &Sources,
    assets: &Assets,
) -> BTreeMap<String, String> {
    let href = |path: &str| project.config.base_url.href(&UrlPath::file(path));
    let copied = sources
        .statics
        .iter()
        .map(assets::below)
        .filter(|path| !assets::is_inline(path))
        .map(|path| (path.to_owned(), href(path)));
    let named = assets.iter().map(|(path, asset)| (path.to_owned(), href(&asset.out)));
    copied.chain(named).collect()
}
