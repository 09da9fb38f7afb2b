//! Pictures in texts: their sizes, so that nothing moves while they load, and their priority.

use std::borrow::Cow;
use std::fmt::Write;
use std::hash::{Hash, Hasher};

use crate::parse::Prose;
use crate::parse::markdown::{Reference, Shown, UNSIZED, shown};
use crate::path::UrlPath;
use crate::picture::{Pictures, Size};

/// The sizes of the pictures in one text. Its hash covers them, not the text.
#[derive(Debug, Clone, Default)]
pub struct Sizes<'a>(Vec<(Cow<'a, str>, Option<Size>)>);

impl<'a> Sizes<'a> {
    /// The sizes of the pictures in `shown`.
    #[must_use]
    pub fn of(shown: &'a [Shown], pictures: &Pictures) -> Self {
        let sizes = shown.iter().map(|one| (one.src.as_str().into(), size_of(&one.url, pictures)));
        Self(sizes.collect())
    }

    /// The sizes of the pictures among `references`.
    #[must_use]
    pub fn of_references(references: &[Reference], pictures: &Pictures) -> Self {
        let sizes = shown(references).into_iter();
        Self(sizes.map(|one| (one.src.into(), size_of(&one.url, pictures))).collect())
    }

    /// `html` with the sizes of its pictures. `is_first` is whether there is no picture above it,
    /// and is updated: browsers should load the first picture at once, and others when they come
    /// into view.
    #[must_use]
    pub fn add_to<'h>(&self, html: &'h str, is_first: &mut bool) -> Cow<'h, str> {
        const START: &str = "<img src=\"";
        if memchr::memchr(UNSIZED as u8, html.as_bytes()).is_none() {
            return Cow::Borrowed(html);
        }
        let mut sized = String::with_capacity(html.len() + 64);
        let mut parts = html.split(UNSIZED).peekable();
        while let Some(part) = parts.next() {
            sized.push_str(part);
            if parts.peek().is_none() {
                break;
            }
            let tag = part.rfind(START).map_or("", |at| &part[at + START.len()..]);
            let src = tag.split('"').next().unwrap_or_default();
            let size = self.0.iter().find(|(known, _)| *known == src).and_then(|(_, size)| *size);
            if let Some(Size { width, height }) = size {
                // Writing to a String cannot fail.
                let _ = write!(sized, " width=\"{width}\" height=\"{height}\"");
            }
            if !std::mem::take(is_first) {
                sized.push_str(" loading=\"lazy\"");
            }
        }
        Cow::Owned(sized)
    }

    /// Adds the sizes to all texts of an article, in the order of its page.
    pub fn add_to_prose(&self, prose: &mut Prose) {
        let mut is_first = true;
        for text in prose.texts_mut() {
            if let Cow::Owned(sized) = self.add_to(text, &mut is_first) {
                *text = sized.into();
            }
        }
    }
}

/// The size of the picture at an address of this site.
pub(super) fn size_of(url: &UrlPath, pictures: &Pictures) -> Option<Size> {
    pictures.get(url).and_then(|picture| picture.size)
}

impl Hash for Sizes<'_> {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        for (_, size) in &self.0 {
            size.hash(hasher);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::Picture;

    #[test]
    fn pictures_get_their_sizes() {
        let shown = |src: &str| Shown { src: src.into(), url: UrlPath::from_encoded(src) };
        let all = [shown("/a.png"), shown("/b&amp;c.png"), shown("/gone.png")];
        let size = Size { width: 3, height: 2 };
        let picture = Picture { format: None, size: Some(size), bytes: 0 };
        let urls = all.iter().take(2).map(|one| (one.url.clone(), picture));
        let sizes = Sizes::of(&all, &urls.collect());
        let mut is_first = true;
        let mut add = |html: &str| sizes.add_to(html, &mut is_first).into_owned();
        assert_eq!(add("<p>no picture</p>"), "<p>no picture</p>");
        assert_eq!(
            add("<img src=\"/a.png\" alt=\"\"\0><img src=\"/b&amp;c.png\"\0>"),
            "<img src=\"/a.png\" alt=\"\" width=\"3\" height=\"2\"><img src=\"/b&amp;c.png\" \
             width=\"3\" height=\"2\" loading=\"lazy\">"
        );
        assert_eq!(add("<img src=\"/gone.png\"\0>"), "<img src=\"/gone.png\" loading=\"lazy\">");
    }
}
