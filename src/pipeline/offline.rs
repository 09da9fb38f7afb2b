//! Makes offline copies on request, and checks all of them.

use super::Loaded;
use crate::check;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::error::Error;
use crate::path::SourcePath;
use crate::render::{OFFLINE, Obstacle};

/// The offline copy of a language.
#[derive(Debug)]
pub struct OfflineFile {
    /// The folder of the language below `content/`; `None` for the main one.
    pub language: Option<String>,
    /// The file.
    pub bytes: Vec<u8>,
}

impl Loaded {
    /// The offline copies of all languages that have articles, the main one first, and what is wrong with
    /// them.
    ///
    /// # Errors
    /// If the disk refuses.
    pub fn offline_copies(&self) -> Result<(Vec<OfflineFile>, Vec<Diagnostic>), Error> {
        let (mut copies, mut wrong) = (Vec::new(), Vec::new());
        let Some(templates) = &self.templates else { return Ok((copies, wrong)) };
        let Some(context) = self.context(templates) else { return Ok((copies, wrong)) };
        let contexts = std::iter::once(&context).chain(context.in_translations());
        for ((site, project), context) in
            self.site.editions().zip(self.project.editions()).zip(contexts)
        {
            if site.articles.is_empty() {
                continue;
            }
            let language = project.edition.folder().map(str::to_owned);
            match context.offline_copy() {
                Ok(bytes) => {
                    wrong.extend(self.loads_from_elsewhere(&bytes));
                    copies.push(OfflineFile { language, bytes });
                }
                Err(Obstacle::Text(error)) => return Err(error),
                Err(Obstacle::Template(failure)) => {
                    wrong.push(failure.while_rendering(None, OFFLINE));
                }
            }
        }
        Ok((copies, wrong))
    }

    /// Reports mistakes in the site's own template of offline copies, if no file of the site uses
    /// it.
    pub(super) fn check_offline_copy(&self) -> Result<Vec<Diagnostic>, Error> {
        let is_own = self.templates.as_ref().is_some_and(|all| all.is_own(&template()));
        if is_own && !self.project.config.formats.offline {
            return Ok(check::once(
                self.offline_copies()?.1.into_iter().map(|one| (0, one)).collect(),
            ));
        }
        Ok(Vec::new())
    }

    /// Reports what an offline copy would load, which only a template can have added.
    pub(super) fn loads_from_elsewhere(&self, bytes: &[u8]) -> Vec<Diagnostic> {
        let Some(templates) = &self.templates else { return Vec::new() };
        let page = String::from_utf8_lossy(bytes);
        let loads = check::loaded_from_elsewhere(&page).into_iter().map(|address| {
            let place = templates.own_place(&address).unwrap_or_else(|| Place::file(&template()));
            let message = format!("the offline copy would load another file: {address}");
            Diagnostic::new(Code::OfflineLoads, message, place)
                .help("write styles and scripts into the page itself, and pictures as `data:` addresses or as `<svg>`; whoever opens the copy may have no network, and nothing is beside the file")
        });
        loads.collect()
    }
}

fn template() -> SourcePath {
    SourcePath::new(format!("templates/{OFFLINE}"))
}
