//! A static file that is built in or fingerprinted.

use super::{About, Bytes, Context, Kind, Planner, Role};
use crate::config::Project;
use crate::diagnostic::Place;
use crate::path::{OutPath, SourcePath};
use crate::site::Site;

/// Its path under `static/`.
#[derive(Debug)]
struct AssetFile(String);

pub(super) fn plan(planner: &mut Planner<'_>) {
    for (path, asset) in planner.assets.iter() {
        planner.put(OutPath::new(&*asset.out), AssetFile(path.to_owned()));
    }
}

impl About for AssetFile {
    fn role(&self) -> Role<'_> {
        Role::Asset
    }

    fn place(&self, _: &Project, _: &Site) -> Option<Place> {
        Some(Place::file(&SourcePath::new(format!("static/{}", self.0))))
    }
}

impl Kind for AssetFile {
    const NAME: &'static str = "asset";

    type Inputs<'c> = Bytes<'c>;

    fn inputs<'c>(&self, context: &'c Context<'_>) -> Bytes<'c> {
        Bytes(context.assets.get(&self.0).map(|asset| &*asset.bytes).unwrap_or_default())
    }
}
