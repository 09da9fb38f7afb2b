//! Reads the inputs of a site: one document, the templates.

use std::io::ErrorKind;
use std::sync::Arc;

use super::static_files;
use crate::assets::{self, Assets};
use crate::cache::{Remembered, Texts};
use crate::config::Project;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::discover::{self, Opened, SourceStamp, Sources};
use crate::error::Error;
use crate::key::Key;
use crate::parse::{self, Document, Parser};
use crate::path::SourcePath;
use crate::render::{Templates, offline_permissions, view};
use crate::site::Site;
use crate::text;

/// Reads one file, and parses it if its bytes have changed.
pub(super) fn document(
    project: &Project,
    source: &SourcePath,
    opened: Option<Opened>,
    texts: &Texts,
    known: Option<&Remembered>,
    parser: &Parser<'_>,
) -> Result<Option<Remembered>, Error> {
    let stamp = match &opened {
        Some(opened) => discover::stamp_of(opened),
        None => discover::stamp(&project.root, source)?,
    };
    if known.is_some_and(|known| stamp.is_some() && known.stamp == stamp) {
        return Ok(None);
    }
    let bytes = match discover::read_opened(&project.root, source, opened) {
        Err(Error::Io { source: error, .. }) if error.kind() == ErrorKind::FileTooLarge => {
            return Ok(Some(too_large(source, stamp)));
        }
        bytes => bytes?,
    };
    let key = Key::of_bytes(&bytes);
    if let Some(known) = known.filter(|known| known.bytes == key) {
        return Ok(Some(Remembered { stamp, ..known.clone() }));
    }
    let parsed = parser.document(source, &bytes, key);
    let last_good = match (&parsed.document, &parsed.text) {
        (Document::Article(article), Some(text)) => {
            texts.put(article.key, text)?;
            Some(Arc::clone(article))
        }
        _ => known.and_then(|known| known.last_good.clone()),
    };
    let parse::Parsed { document, diagnostics, .. } = parsed;
    Ok(Some(Remembered { stamp, bytes: key, document, diagnostics, last_good }))
}

/// An article too large to have been written by a person.
fn too_large(source: &SourcePath, stamp: Option<SourceStamp>) -> Remembered {
    let message = "this file is too large to be an article";
    let diagnostic = Diagnostic::new(Code::FileTooLarge, message, Place::file(source))
        .help("an article may be at most 16 MiB; if this is not an article, give it an extension other than .md");
    Remembered {
        stamp,
        bytes: Key::default(),
        document: Document::Broken { source: source.clone(), rest: None },
        diagnostics: vec![diagnostic],
        last_good: None,
    }
}

/// The templates with the labels of the main language, and with those of each further language; or
/// the first mistake in them.
type Loaded = ((Option<Arc<Templates>>, Arc<Vec<Templates>>), Option<Diagnostic>);

pub(super) fn templates(
    project: &Project,
    site: &Site,
    sources: &Sources,
    assets: &Assets,
) -> Result<Loaded, Error> {
    let failed = |diagnostic| Ok(((None, Arc::default()), Some(diagnostic)));
    let mut own = Vec::new();
    for source in &sources.templates {
        let bytes = discover::read_text(&project.root, source)?;
        let text = match text::read(source, &bytes) {
            Ok(text) => text,
            Err(diagnostic) => return failed(diagnostic),
        };
        if let Some(conflict) = text::conflicts(source, text).into_iter().next() {
            return failed(conflict);
        }
        own.push((assets::below(source).to_owned(), text.to_owned()));
    }
    let addresses = static_files::addresses(project, sources, assets);
    let mut policy = project.config.policy();
    if project.config.formats.offline {
        let [script, style] = offline_permissions(assets);
        let policy = policy.to_mut();
        policy.script.push(script);
        policy.style.push(style);
    }
    let inline = (assets.inline(), &*policy);
    let parsed = match Templates::load(own, &project.labels, &addresses, inline) {
        Ok(parsed) => parsed,
        Err(diagnostic) => return failed(diagnostic),
    };
    let with_site = |mut templates: Templates, (of_language, own): (&Project, &Site)| {
        let look = view::LookView::new(&of_language.config, &addresses, assets.logos());
        templates.set_site(&view::site_view(of_language, own, site, look));
        templates
    };
    let further = project.translations.iter().zip(&site.translations);
    let translated = further.map(|(of_language, own)| {
        with_site(parsed.with_labels(&of_language.labels), (of_language, own))
    });
    let translated = translated.collect();
    let main = with_site(parsed, (project, site));
    Ok(((Some(Arc::new(main)), Arc::new(translated)), None))
}
