//! A file of the site that is copied unchanged: files beside articles and in `static/`.

use super::{About, Content, Context, OutputFile, Planner, Role};
use crate::assets;
use crate::config::Project;
use crate::diagnostic::Place;
use crate::discover;
use crate::error::Error;
use crate::key::Key;
use crate::path::{OutPath, SourcePath};
use crate::render::Obstacle;
use crate::site::Site;

#[derive(Debug)]
struct Copy(SourcePath);

pub(super) fn plan(planner: &mut Planner<'_>) {
    for source in &planner.sources.attachments {
        let path = source.as_str().strip_prefix("content/").unwrap_or(source.as_str());
        planner.put(OutPath::new(path), Copy(source.clone()));
    }
    for source in &planner.sources.statics {
        let path = assets::below(source);
        if planner.assets.get(path).is_none() && !assets::is_inline(path) {
            planner.put(OutPath::new(path), Copy(source.clone()));
        }
    }
}

/// The key of a file of the site: that of its stamp, or of its bytes.
pub(super) fn key(context: &Context<'_>, source: &SourcePath) -> Result<Key, Error> {
    let root = &context.project.root;
    match discover::stamp(root, source)? {
        Some(stamp) => Ok(Key::of(&(source, stamp))),
        None => discover::key(root, source, context.is_wanted),
    }
}

impl About for Copy {
    fn role(&self) -> Role<'_> {
        Role::Copy(&self.0)
    }

    fn place(&self, _: &Project, _: &Site) -> Option<Place> {
        Some(Place::file(&self.0))
    }
}

/// It has no inputs in memory: its key is that of the file's stamp if that proves anything,
/// otherwise that of the bytes on disk.
impl OutputFile for Copy {
    fn kind(&self) -> &'static str {
        "copy"
    }

    fn key(&self, context: &Context<'_>) -> Result<Key, Error> {
        key(context, &self.0)
    }

    fn content<'c>(&'c self, _: &'c Context<'_>) -> Result<Content<'c>, Obstacle> {
        Ok(Content::CopyOf(&self.0))
    }
}
