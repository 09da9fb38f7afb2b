//! Loads a site for commands that only query it. Files with mistakes are left out.

use std::sync::Arc;

use super::output::Terminal;
use crate::cache::Changes;
use crate::config::Project;
use crate::error::Error;
use crate::pipeline::{Loaded, Loader};
use crate::site::Drafts;

/// The published site; reports how many files are left out.
pub(super) fn load(project: &Arc<Project>, terminal: &Terminal) -> Result<Loaded, Error> {
    let progress = terminal.progress();
    let mut loader = Loader::reading_only(project)?;
    let loaded = loader.load(project, Drafts::Leave, &Changes::Unknown, &progress)?;
    drop(progress);
    match loaded.site.editions().map(|site| site.broken.len()).sum() {
        0 => {}
        1 => {
            terminal.say("1 file has mistakes and is left out; errhub check lists them");
        }
        broken => terminal.say(&format!(
            "{broken} files have mistakes and are left out; errhub check lists them"
        )),
    }
    Ok(loaded)
}
