//! Reads the files in `static/` that pages depend on, and finds where each is published.

use std::collections::BTreeMap;
use std::path::Path;

use crate::assets::{self, Assets, Font, LogoSizes, Look};
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
    let (mut files, mut wrong) = (Vec::new(), Vec::new());
    for source in &sources.statics {
        let path = assets::below(source);
        let built_in = assets::STATICS.iter().any(|(name, _)| *name == path);
        let is_asset = built_in || assets::is_fingerprinted(path) || assets::is_inline(path);
        let is_style = Path::new(path).extension().is_some_and(|extension| extension == "css");
        if !is_asset && !is_style {
            continue;
        }
        let bytes = discover::read(&project.root, source)?;
        if is_style {
            // Loads that the policy of the pages blocks.
            let css = String::from_utf8_lossy(&bytes);
            wrong.extend(check::style_sheet(project, source, text::without_mark(&css)));
        }
        if is_asset {
            files.push((path.to_owned(), bytes));
        }
    }
    let config = &project.config;
    let mut look = Look {
        colors: config.colors.clone().unwrap_or_default(),
        font: None,
        languages: project.languages.len(),
        asks: config.feedback.is_some(),
    };
    if let Some(name) = &config.font {
        match named(sources, name, FieldPath::from("font")) {
            Ok(source) => {
                let bytes = discover::read(&project.root, source)?;
                match Font::read(assets::below(source), &bytes) {
                    Ok(font) => look.font = Some(font),
                    Err(_) => wrong.push(not_woff2(name)),
                }
            }
            Err(missing) => wrong.push(missing),
        }
    }
    let mut logos = LogoSizes::new();
    for (field, name) in config.logo.iter().flat_map(Logo::files) {
        match named(sources, name, field) {
            Ok(source) => {
                let size = discover::picture(&project.root, source)?.size;
                logos.insert(assets::below(source).to_owned(), size);
            }
            Err(missing) => wrong.push(missing),
        }
    }
    let assets = Assets::new(files, &look).with_logos(logos);
    wrong.extend(headers(project, sources, &assets)?);
    Ok((assets, wrong))
}

/// Reports what the site's own headers block although pages need it.
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

/// The file in `static/` that a field of site.yaml names; or the mistake in the name.
fn named<'s>(
    sources: &'s Sources,
    name: &str,
    field: FieldPath,
) -> Result<&'s SourcePath, Diagnostic> {
    let path = assets::static_path(name);
    let is_it = |source: &&SourcePath| assets::below(source) == path && !assets::is_inline(path);
    sources.statics.iter().find(is_it).ok_or_else(|| {
        let place = Place::value(&SourcePath::new(SITE_FILE), field);
        let message = format!("there is no file static/{path}");
        let help = match did_you_mean(path, sources.statics.iter().map(assets::below)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => {
                "put the file into static/ of the site, and write its path from there".to_owned()
            }
        };
        Diagnostic::new(Code::UnusableFile, message, place).help(help)
    })
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
