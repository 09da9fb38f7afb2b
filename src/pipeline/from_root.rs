//! Files beside site.yaml, which are read only if they have changed.

use std::sync::Arc;

use crate::config::Project;
use crate::diagnostic::Diagnostic;
use crate::discover::{self, SourceStamp};
use crate::error::Error;
use crate::path::SourcePath;

/// A file beside site.yaml, as it was last read.
pub(super) struct FromRoot<T> {
    stamp: Option<SourceStamp>,
    /// Its content; `None` if it is missing or unreadable.
    pub(super) value: Option<Arc<T>>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl<T> Default for FromRoot<T> {
    fn default() -> Self {
        Self { stamp: None, value: None, diagnostics: Vec::new() }
    }
}

impl<T: PartialEq> FromRoot<T> {
    /// Reads the file, if it has changed.
    ///
    /// # Errors
    /// If the disk refuses.
    pub(super) fn refresh(
        &mut self,
        project: &Project,
        source: &SourcePath,
        read: impl FnOnce(&[u8]) -> Result<T, Vec<Diagnostic>>,
    ) -> Result<(), Error> {
        let stamp = match discover::stamp(&project.root, source) {
            Err(Error::Vanished { .. }) => {
                *self = Self::default();
                return Ok(());
            }
            stamp => stamp?,
        };
        if stamp.is_some() && stamp == self.stamp {
            return Ok(());
        }
        let bytes = discover::read(&project.root, source)?;
        let (value, diagnostics) = match read(&bytes) {
            // Equal content keeps the same value, because callers compare addresses.
            Ok(value) => match self.value.take().filter(|known| **known == value) {
                Some(known) => (Some(known), Vec::new()),
                None => (Some(Arc::new(value)), Vec::new()),
            },
            Err(diagnostics) => (None, diagnostics),
        };
        *self = Self { stamp, value, diagnostics };
        Ok(())
    }
}
