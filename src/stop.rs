//! Requests by a user or the system to end a run.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

/// The request to end a process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// Ctrl-C (SIGINT).
    Interrupt,
    /// Sent by service managers and CI systems (SIGTERM).
    Terminate,
}

impl Signal {
    /// Its number (POSIX, `kill`).
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            Self::Interrupt => 2,
            Self::Terminate => 15,
        }
    }

    /// The exit code of a process that ends because of it, as shells report it.
    #[must_use]
    pub fn exit_code(self) -> u8 {
        128 + self.number()
    }
}

/// Whether a run should end. Copies share the state.
#[derive(Debug, Clone)]
pub struct Stop(Option<Arc<AtomicU8>>);

impl Stop {
    /// For runs that cannot be asked to end.
    pub const NEVER: Self = Self(None);

    /// Nobody has asked yet.
    #[must_use]
    #[expect(clippy::new_without_default, reason = "`NEVER` could be the default as well")]
    pub fn new() -> Self {
        Self(Some(Arc::default()))
    }

    /// Asks the run to end.
    pub fn ask(&self, signal: Signal) {
        if let Some(asked) = &self.0 {
            asked.store(signal.number(), Ordering::Relaxed);
        }
    }

    /// Why the run should end; `None` if it should not.
    #[must_use]
    pub fn asked(&self) -> Option<Signal> {
        let number = self.0.as_ref()?.load(Ordering::Relaxed);
        [Signal::Interrupt, Signal::Terminate].into_iter().find(|one| one.number() == number)
    }

    /// Whether the run should end.
    #[must_use]
    pub fn is_asked(&self) -> bool {
        self.asked().is_some()
    }
}

/// A reader that fails once its result is no longer wanted.
pub(crate) struct WhileWanted<'a, R> {
    pub(crate) reader: R,
    pub(crate) is_wanted: &'a dyn Fn() -> bool,
}

impl<R: Read> Read for WhileWanted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if !(self.is_wanted)() {
            return Err(io::Error::other("stopped"));
        }
        self.reader.read(buffer)
    }
}
