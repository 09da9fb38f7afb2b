//! Builds a site into memory, for programs that use errhub as a library.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::{Loaded, Progress};
use crate::cache::KnownOutput;
use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::path::OutPath;
use crate::publish::{Discard, Sink, Written};
use crate::read::{self, Opened};

/// A site as it would be published.
#[derive(Debug, Clone, Default)]
pub struct Built {
    /// Every file with its bytes.
    pub files: BTreeMap<OutPath, Vec<u8>>,
    /// Everything that is wrong with the site. If there is an error, `errhub build` publishes
    /// nothing.
    pub diagnostics: Vec<Diagnostic>,
}

impl Loaded {
    /// Builds the site into memory, and checks it.
    ///
    /// # Errors
    /// If the disk refuses, or if a file to be copied vanishes.
    pub fn build(&self, progress: &dyn Progress) -> Result<Built, Error> {
        let files = Memory::default();
        let diagnostics = self.all_diagnostics(&files, progress)?;
        let files = files.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        Ok(Built { files, diagnostics })
    }

    /// Reports everything that is wrong with the site, including its final HTML.
    ///
    /// # Errors
    /// If the disk refuses, or if a file vanishes.
    pub fn check(&self, progress: &dyn Progress) -> Result<Vec<Diagnostic>, Error> {
        self.all_diagnostics(&Discard, progress)
    }

    fn all_diagnostics(
        &self,
        sink: &dyn Sink,
        progress: &dyn Progress,
    ) -> Result<Vec<Diagnostic>, Error> {
        let rendered = self.render(sink, &KnownOutput::default(), progress)?;
        Ok(self.diagnostics.iter().cloned().chain(rendered.diagnostics).collect())
    }
}

/// A sink that keeps everything.
#[derive(Default)]
struct Memory(Mutex<BTreeMap<OutPath, Vec<u8>>>);

impl Memory {
    fn put(&self, out: &OutPath, bytes: Vec<u8>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(out.clone(), bytes);
    }
}

impl Sink for Memory {
    fn keeps(&self, _: &OutPath, _: Option<&Written>) -> bool {
        false
    }

    fn write(&self, out: &OutPath, bytes: &[u8]) -> Result<Option<Written>, Error> {
        self.put(out, bytes.to_vec());
        Ok(None)
    }

    fn copy(&self, out: &OutPath, from: &Path, file: Opened) -> Result<Option<Written>, Error> {
        self.put(out, file.bytes(read::FILE_LIMIT).map_err(Error::io("read", from))?);
        Ok(None)
    }
}
