//! The offline copy of a language: its hub in a single file that works without a network.

use std::collections::BTreeMap;

use super::{About, Content, Context, OutputFile, Planner, Role};
use crate::assets::OFFLINE_SCRIPT;
use crate::destination::Destination;
use crate::discover;
use crate::error::Error;
use crate::key::Key;
use crate::path::{SourcePath, UrlPath};
use crate::render::{
    OFFLINE, Obstacle, OfflineArticlePart, OfflinePart, OfflineWith, data_address, offline_style,
};
use crate::site::addresses::OFFLINE_COPY;

/// The maximum size of a picture in the copy, in bytes.
const PICTURE: u64 = 64 << 10;
/// The maximum total size of all pictures, in bytes.
const PICTURES: u64 = 2 << 20;

#[derive(Debug)]
struct OfflineCopy;

pub(super) fn plan(planner: &mut Planner<'_>) {
    if planner.project.config.formats.offline {
        planner.put(planner.site.edition.file(OFFLINE_COPY).to_out(), OfflineCopy);
    }
}

impl About for OfflineCopy {
    fn template(&self) -> Option<&'static str> {
        Some(OFFLINE)
    }
}

/// Its pictures are not in memory: their keys are those of their stamps, or of their bytes on disk.
impl OutputFile for OfflineCopy {
    fn kind(&self) -> &'static str {
        "offline"
    }

    fn key(&self, context: &Context<'_>) -> Result<Key, Error> {
        let pictures = context.offline_pictures().into_iter().map(|(url, picture)| {
            let key = super::copy::key(context, picture.source)?;
            Ok((url, picture.media_type, key))
        });
        let pictures = pictures.collect::<Result<Vec<_>, Error>>()?;
        let (frame, part) = (context.parts.frame(), context.offline_part());
        let made_with = (offline_style(context.assets), OFFLINE_SCRIPT);
        let search = (context.search.head(), context.search.pieces());
        Ok(Key::of(&(self.kind(), frame, part, made_with, search, pictures)))
    }

    fn content<'c>(&'c self, context: &'c Context<'_>) -> Result<Content<'c>, Obstacle> {
        context.offline_copy().map(Content::Bytes)
    }
}

/// A picture that may be part of the copy.
struct Picture<'c> {
    source: &'c SourcePath,
    media_type: String,
}

impl Context<'_> {
    /// The bytes of the offline copy of this language.
    ///
    /// # Errors
    /// If the template fails, or a file cannot be read.
    pub(crate) fn offline_copy(&self) -> Result<Vec<u8>, Obstacle> {
        let mut pictures = BTreeMap::new();
        for (url, Picture { source, media_type }) in self.offline_pictures() {
            let bytes = discover::read(&self.project.root, source).map_err(Obstacle::Text)?;
            pictures.insert(url, data_address(&media_type, &bytes));
        }
        let style = offline_style(self.assets);
        let with = OfflineWith {
            style: &style,
            script: OFFLINE_SCRIPT,
            search: self.search,
            pictures: &pictures,
        };
        self.parts.frame().offline(&self.offline_part(), with)
    }

    /// The offline copies of the further languages.
    pub(crate) fn in_translations(&self) -> &[Self] {
        &self.translations
    }

    fn offline_part(&self) -> OfflinePart<'_> {
        let categories = self.site.categories.iter().enumerate().map(|(index, category)| {
            let articles = category.articles.iter().map(|index| OfflineArticlePart {
                article: self.article(*index),
                related: self.parts.summaries(&self.site.articles[*index].related),
            });
            (self.parts.category(index), articles.collect())
        });
        OfflinePart { categories: categories.collect() }
    }

    /// The pictures in texts of articles that are small enough, by address.
    fn offline_pictures(&self) -> BTreeMap<UrlPath, Picture<'_>> {
        let (frame, base) = (self.parts.frame(), &self.project.config.base_url);
        let mut found = BTreeMap::new();
        let mut room = PICTURES;
        for index in self.site.categories.iter().flat_map(|category| &category.articles) {
            let article = self.article(*index);
            for shown in &self.site.articles[*index].document.pictures {
                let href = article.crossed(&base.href(&shown.url), frame);
                let Destination::Site { path, .. } = Destination::of(&href, base) else { continue };
                let url = UrlPath::from_encoded(&path);
                let served = self.plan.served(url.as_str()).and_then(|index| self.plan.at(index));
                let Some((out, file)) = served.filter(|_| !found.contains_key(&url)) else {
                    continue;
                };
                let Role::Copy(source) = file.role() else { continue };
                let bytes = discover::look(&self.project.root, source).map(|(bytes, _)| bytes);
                let Some(bytes) = bytes.filter(|bytes| *bytes <= PICTURE.min(room)) else {
                    continue;
                };
                room -= bytes;
                let media_type = file.media_type(out).into_owned();
                found.insert(url, Picture { source, media_type });
            }
        }
        found
    }
}
