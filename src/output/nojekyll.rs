//! `.nojekyll`: keeps GitHub Pages from leaving out files and from turning Markdown into pages when
//! it publishes a branch.

use super::{About, Bytes, Context, Kind, Planner};
use crate::path::OutPath;

const NOJEKYLL: &str = ".nojekyll";

#[derive(Debug)]
struct NoJekyll;

pub(super) fn plan(planner: &mut Planner<'_>) {
    if !planner.has_static(NOJEKYLL) {
        planner.put(OutPath::new(NOJEKYLL), NoJekyll);
    }
}

impl About for NoJekyll {}

impl Kind for NoJekyll {
    const NAME: &'static str = "no jekyll";

    type Inputs<'c> = Bytes<'c>;

    fn inputs<'c>(&self, _: &'c Context<'_>) -> Bytes<'c> {
        Bytes(b"")
    }
}
