//! A static file that is built in or fingerprinted.

use super::{About, Bytes, Context, Kind, Planner, Role};
use crate::config::Project;
use crate::diagnostic::Place;
use crate::path::{OutPath, SourcePath};
use crate::site::Site;

#[derive(Debug)]
struct AssetFile {
    /// Its path under `static/`.
    path: String,
    is_built_in: bool,
}

pub(super) fn plan(planner: &mut Planner<'_>) {
    for (path, asset) in planner.assets.iter() {
        planner.put(
            OutPath::new(&*asset.out),
            AssetFile { path: path.to_owned(), is_built_in: asset.is_built_in },
        );
    }
}

impl About for AssetFile {
    fn role(&self) -> Role<'_> {
        Role::Asset
    }

    fn place(&self, _: &Project, _: &Site) -> Option<Place> {
        (!self.is_built_in).then(|| Place::file(&SourcePath::new(format!("static/{}", self.path))))
    }
}

impl Kind for AssetFile {
    const NAME: &'static str = "asset";

    type Inputs<'c> = Bytes<'c>;

    fn inputs<'c>(&self, context: &'c Context<'_>) -> Bytes<'c> {
        Bytes(context.assets.get(&self.path).map(|asset| &*asset.bytes).unwrap_or_default())
    }
}
