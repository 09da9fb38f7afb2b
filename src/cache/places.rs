//! Lines and columns that earlier runs found, so that thousands of warnings do not require reading
//! files again.

use foldhash::{HashMap, HashMapExt};

use crate::diagnostic::{At, Place};
use crate::key::Key;

/// The start and the end of a place: lines and columns, from 1.
pub(crate) type Extent = ((usize, usize), (usize, usize));

/// The extents of places, by the version of the file and the place in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Places {
    pub(super) known: HashMap<Key, Extent>,
    pub(super) is_new: bool,
}

impl Places {
    pub(super) fn of(known: impl IntoIterator<Item = (Key, Extent)>) -> Self {
        Self { known: known.into_iter().collect(), is_new: false }
    }

    /// The extent of a place in the file with this key.
    #[must_use]
    pub fn get(&self, file: Key, at: &At) -> Option<Extent> {
        self.known.get(&Key::of(&(file, at))).copied()
    }

    /// Replaces all places with these.
    pub fn replace<'a>(&mut self, places: impl IntoIterator<Item = (Key, &'a Place, Extent)>) {
        let mut known = HashMap::with_capacity(self.known.len());
        known.extend(
            places.into_iter().map(|(file, place, extent)| (Key::of(&(file, &place.at)), extent)),
        );
        self.is_new = known != self.known;
        self.known = known;
    }
}
