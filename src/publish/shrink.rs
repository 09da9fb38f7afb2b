//! Detects a site that would lose most of its pages, which is rarely intended.

use std::path::Path;

use super::manifest::Manifest;
use super::target::{self, Found};
use crate::path::OutPath;

/// The number of pages that may always be removed: small sites may change completely.
const FEW: usize = 10;

/// Most pages of an output would be removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shrink {
    /// How many pages would be removed.
    pub gone: usize,
    /// How many pages there are now.
    pub pages: usize,
}

impl Shrink {
    /// Compares what errhub wrote before with a new site; `None` if most pages stay.
    pub(super) fn between(old: &Manifest, is_kept: impl Fn(&str) -> bool) -> Option<Self> {
        let is_page =
            |path: &&str| Path::new(path).extension().is_some_and(|extension| extension == "html");
        let (mut gone, mut pages) = (0, 0);
        for page in old.paths().filter(is_page) {
            pages += 1;
            gone += usize::from(!is_kept(page));
        }
        (gone > FEW && 2 * gone > pages).then_some(Self { gone, pages })
    }

    /// What publishing these files, sorted by path, would remove from the output `target`. Since it
    /// is only a forecast, anything unreadable counts as nothing.
    #[must_use]
    pub fn of(target: &Path, files: &[&OutPath]) -> Option<Self> {
        let Ok(Found::Site(old)) = target::resolve(target).and_then(|real| target::look(&real))
        else {
            return None;
        };
        Self::between(&old, |page| files.binary_search_by(|out| out.as_str().cmp(page)).is_ok())
    }
}
