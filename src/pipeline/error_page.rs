//! Makes the pages that a server shows when an error occurs, and checks them.

use super::Loaded;
use crate::check;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::error::Error;
use crate::output::ERROR_PAGE;
use crate::path::SourcePath;
use crate::render::{Obstacle, Templates, view::Detail};
use crate::site::{ArticleIndex, Site};

/// The maximum size of a page, in bytes: what a server sends in the first round trip (RFC 6928),
/// and what fits into a buffer of HAProxy (`tune.bufsize`).
const LIMIT: usize = 14 << 10;

impl Loaded {
    /// The page that a server shows with `status`, made from an article about it, with the mistakes
    /// in it. `None` if it cannot be made. `translation` is the number of the article's language
    /// among the translations.
    ///
    /// # Errors
    /// If the disk refuses.
    pub fn error_page(
        &self,
        translation: Option<usize>,
        article: ArticleIndex,
        status: u16,
    ) -> Result<(Option<String>, Vec<Diagnostic>), Error> {
        let Some(templates) = &self.templates else { return Ok((None, Vec::new())) };
        let Some(context) = self.context(templates) else { return Ok((None, Vec::new())) };
        let own = translation.and_then(|number| self.site.translations.get(number));
        let site: &Site = own.unwrap_or(&self.site);
        let about = &site.articles[article].document.source;
        let make = |detail| match context.error_page(translation, article, (status, detail)) {
            Ok(page) => Ok(Ok(page)),
            Err(Obstacle::Text(error)) => Err(error),
            Err(Obstacle::Template(failure)) => {
                Ok(Err(failure.while_rendering(Some(Place::file(about)), ERROR_PAGE)))
            }
        };
        let mut page = make(Detail::Full)?;
        if page.as_ref().is_ok_and(|page| page.len() > LIMIT) {
            page = make(Detail::Brief)?;
        }
        let page = match page {
            Ok(page) => page,
            Err(failure) => return Ok((None, vec![failure])),
        };
        let mut wrong: Vec<Diagnostic> =
            check::loaded_from_elsewhere(&page).iter().map(|one| loads(templates, one)).collect();
        if page.len() > LIMIT {
            wrong.push(too_large(templates, about, page.len()));
        }
        Ok((Some(page), wrong))
    }

    /// Reports mistakes in the site's own template of these pages. The built-in one is not tried.
    pub(super) fn check_error_page(&self) -> Result<Vec<Diagnostic>, Error> {
        let is_own = self.templates.as_ref().is_some_and(|all| all.is_own(&template()));
        match self.site.by_status().first_key_value() {
            Some((status, article)) if is_own => Ok(self.error_page(None, *article, *status)?.1),
            _ => Ok(Vec::new()),
        }
    }
}

fn template() -> SourcePath {
    SourcePath::new(format!("templates/{ERROR_PAGE}"))
}

/// A page that is shown while a server fails must not depend on another file of that server.
fn loads(templates: &Templates, address: &str) -> Diagnostic {
    let place = templates.own_place(address).unwrap_or_else(|| Place::file(&template()));
    let message = format!("the error pages would load another file: {address}");
    Diagnostic::new(Code::ErrorPageLoads, message, place)
        .help("write styles and scripts into the page itself, and pictures as `data:` addresses or as `<svg>`; when the page is shown, its server may answer nothing else")
}

fn too_large(templates: &Templates, article: &SourcePath, size: usize) -> Diagnostic {
    let place = if templates.is_own(&template()) { &template() } else { article };
    let kilobytes = size.div_ceil(1024);
    let message = format!(
        "this error page has {kilobytes} KB, more than the 14 KB that servers send at once"
    );
    Diagnostic::new(Code::ErrorPageTooLarge, message, Place::file(place))
        .help("shorten the quick answer of the article, or what the template adds")
}
