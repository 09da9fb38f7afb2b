//! Polling, for file systems that do not report changes: takes the stamp of every file, and
//! compares it with the last one.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::FILES;
use crate::discover::{self, SourceStamp};
use crate::key::Key;
use crate::path::SourcePath;

/// The stamps of the last poll.
#[derive(Default)]
pub(super) struct Looks(BTreeMap<SourcePath, Look>);

/// The stamp of a file, or the hash of its bytes if the stamp proves nothing.
struct Look {
    stamp: Option<SourceStamp>,
    hash: Option<Key>,
}

impl Looks {
    /// Polls every file, and returns which of them were changed, created or deleted.
    pub(super) fn again(&mut self, root: &Path) -> BTreeSet<SourcePath> {
        // If a folder vanishes in the meantime, try again next time.
        let Ok((sources, _)) = discover::discover(root, &[]) else { return BTreeSet::new() };
        let mut before = std::mem::take(&mut self.0);
        let mut changed = BTreeSet::new();
        let beside = FILES.map(SourcePath::new);
        for source in sources.all().cloned().chain(beside) {
            let Ok(stamp) = discover::stamp(root, &source) else { continue };
            let old = before.remove(&source);
            let look = match old {
                Some(old) if stamp.is_some() && old.stamp == stamp => old,
                old => {
                    let hash = discover::key(root, &source, &|| true).ok();
                    let same = old.is_some_and(|old| hash.is_some() && old.hash == hash);
                    if !same {
                        changed.insert(source.clone());
                    }
                    Look { stamp, hash }
                }
            };
            self.0.insert(source, look);
        }
        changed.extend(before.into_keys());
        changed
    }
}
