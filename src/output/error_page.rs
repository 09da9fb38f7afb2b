//! A page that a server shows when an error occurs. It is not part of the site's output.

use super::Context;
use crate::render::view::Detail;
use crate::render::{Obstacle, sealed};
use crate::site::ArticleIndex;

/// The template of these pages.
pub(crate) const ERROR_PAGE: &str = "error-page.html";

impl Context<'_> {
    /// The page for `status`, made from an article about it. `translation` is the number of its language
    /// among the translations.
    ///
    /// # Errors
    /// If the template fails, or the text of the article cannot be read.
    pub(crate) fn error_page(
        &self,
        translation: Option<usize>,
        article: ArticleIndex,
        (status, detail): (u16, Detail),
    ) -> Result<String, Obstacle> {
        if let Some(own) = translation.and_then(|number| self.translations.get(number)) {
            return own.error_page(None, article, (status, detail));
        }
        let (frame, article) = (self.parts.frame(), self.parts.article(article));
        let prose = article.prose(frame).map_err(Obstacle::Text)?;
        let view = frame.error_page(&article, &prose, status, detail);
        let page = frame.templates().render(ERROR_PAGE, &view)?;
        // The page asks the server whether the error has passed.
        Ok(sealed(&String::from_utf8_lossy(&page), "; connect-src 'self'"))
    }
}
