//! The long texts of articles: on disk, and in memory only while they are rendered.
//!
//! A pack is a file of concatenated texts. The one left by an earlier run is only read; new texts
//! go into a fresh one.

use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use tempfile::TempPath;

use super::temporary;
use crate::error::Error;
use crate::key::Key;
use crate::parse::{LongText, Prose};

/// The texts of a site's articles, by the keys of their documents.
#[derive(Debug)]
pub(crate) struct Texts {
    kept: Option<Pack>,
    fresh: Fresh,
}

/// Where a text is in a pack.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Slot {
    at: u64,
    len: u32,
    /// The key of its bytes, to verify them.
    check: Key,
}

/// Where each text is in a pack.
pub(super) type Slots = foldhash::HashMap<Key, Slot>;

/// A pack that an earlier run left.
#[derive(Debug)]
pub(super) struct Pack {
    pub(super) name: Key,
    pub(super) file: File,
    pub(super) index: Slots,
}

/// A pack that is being written. It is removed when the program ends unless it is kept.
#[derive(Debug)]
struct Fresh {
    file: File,
    /// Its path, if it can be kept.
    path: Option<TempPath>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    index: Slots,
    written: u64,
    waiting: Vec<u8>,
}

/// How many bytes are buffered before they are written.
const BUFFER: usize = 1 << 20;

/// The usual length of a text, in bytes.
const USUAL: usize = 16 << 10;

impl Texts {
    /// No texts yet; new ones are written to a file in `folder`, so that they can be kept.
    ///
    /// # Errors
    /// If there is nowhere to write.
    pub(crate) fn new(folder: &Path) -> Result<Self, Error> {
        let Ok(file) = temporary::file_in(folder) else { return Self::passing() };
        let (file, path) = file.into_parts();
        Ok(Self::of(file, Some(path)))
    }

    /// No texts yet; new ones are written to a file without a name, which disappears however the
    /// program ends.
    ///
    /// # Errors
    /// If it cannot be written to.
    pub(crate) fn passing() -> Result<Self, Error> {
        let file = tempfile::tempfile().map_err(Error::io("write to", &std::env::temp_dir()))?;
        Ok(Self::of(file, None))
    }

    fn of(file: File, path: Option<TempPath>) -> Self {
        Self { kept: None, fresh: Fresh { file, path, state: Mutex::default() } }
    }

    /// Adds the pack of an earlier run.
    pub(super) fn set_kept(&mut self, pack: Pack) {
        self.kept = Some(pack);
    }

    /// Stores the text of the document with this key.
    ///
    /// # Errors
    /// If the disk refuses.
    pub(crate) fn put(&self, key: Key, text: &LongText) -> Result<(), Error> {
        // Texts, numbers and lists of both can always be serialized.
        let bytes = postcard::to_extend(text, Vec::with_capacity(USUAL)).unwrap_or_default();
        let check = Key::of_bytes(&bytes);
        let mut state = self.fresh.state();
        let at = state.written + state.waiting.len() as u64;
        let len = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        state.index.insert(key, Slot { at, len, check });
        state.waiting.extend_from_slice(&bytes);
        if state.waiting.len() >= BUFFER { self.fresh.flush(&mut state) } else { Ok(()) }
    }

    /// The text of the document with this key; `None` if it is missing or damaged.
    #[must_use]
    pub(crate) fn get(&self, key: Key) -> Option<LongText> {
        postcard::from_bytes(&self.bytes(key)?).ok()
    }

    /// Its prose alone. Most files show nothing else, so the rest is not decoded for them.
    #[must_use]
    pub(crate) fn prose(&self, key: Key) -> Option<Prose> {
        let (prose, _) = postcard::take_from_bytes(&self.bytes(key)?).ok()?;
        Some(prose)
    }

    fn bytes(&self, key: Key) -> Option<Vec<u8>> {
        let read = |file: &File, slot: Slot| {
            let mut bytes = vec![0; slot.len as usize];
            read_at(file, &mut bytes, slot.at).ok().map(|()| bytes)
        };
        let kept = self.kept.as_ref().and_then(|pack| Some((pack, *pack.index.get(&key)?)));
        let Some((pack, slot)) = kept else {
            // What this run wrote itself needs no verification.
            return read(&self.fresh.file, self.fresh.slot(key)?);
        };
        read(&pack.file, slot).filter(|bytes| Key::of_bytes(bytes) == slot.check)
    }

    /// Appends the texts of `keys` to `pack`, which is `at` bytes long, and returns where they are
    /// now.
    pub(super) fn copy(
        &self,
        keys: impl Iterator<Item = Key>,
        pack: &mut impl Write,
        mut at: u64,
    ) -> io::Result<Slots> {
        let mut index = Slots::default();
        for key in keys {
            let Some(bytes) = self.bytes(key) else { continue };
            pack.write_all(&bytes)?;
            let len = u32::try_from(bytes.len()).map_err(io::Error::other)?;
            index.insert(key, Slot { at, len, check: Key::of_bytes(&bytes) });
            at += bytes.len() as u64;
        }
        Ok(index)
    }

    /// The pack of an earlier run, and where each text is in it.
    pub(super) fn kept(&self) -> Option<(Key, &Slots)> {
        self.kept.as_ref().map(|pack| (pack.name, &pack.index))
    }

    /// The file with the new texts, if it has a name, and where they are, after flushing them.
    pub(super) fn fresh(&self) -> io::Result<(Option<&Path>, Slots)> {
        let mut state = self.fresh.state();
        self.fresh.flush(&mut state).map_err(io::Error::other)?;
        Ok((self.fresh.path.as_deref(), state.index.clone()))
    }
}

impl Fresh {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where a text is in the file.
    fn slot(&self, key: Key) -> Option<Slot> {
        let mut state = self.state();
        let slot = *state.index.get(&key)?;
        if slot.at >= state.written {
            self.flush(&mut state).ok()?;
        }
        Some(slot)
    }

    fn flush(&self, state: &mut State) -> Result<(), Error> {
        let mut file = &self.file;
        // Reading may have moved the file position, so seek back to the end.
        file.seek(SeekFrom::Start(state.written))
            .and_then(|_| file.write_all(&state.waiting))
            .map_err(Error::io("write", self.path.as_deref().unwrap_or(&std::env::temp_dir())))?;
        state.written += state.waiting.len() as u64;
        state.waiting.clear();
        Ok(())
    }
}

impl Slot {
    /// The length of the text, in bytes.
    pub(super) fn len(self) -> u64 {
        u64::from(self.len)
    }
}

#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, at)
}

#[cfg(windows)]
fn read_at(file: &File, mut bytes: &mut [u8], mut at: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, bytes, at)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => {
                bytes = &mut bytes[read..];
                at += read as u64;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn long_text(body: String) -> LongText {
        LongText { prose: Prose { body: body.into(), ..Prose::default() }, ..LongText::default() }
    }

    #[test]
    fn texts_that_several_threads_put_are_all_there() {
        let texts = Texts::passing().unwrap();
        // More than the buffer holds, and some of them more than once.
        let numbers = || (0..400_usize).chain(0..20);
        let text = |number: usize| format!("{number} ").repeat(number * 10);
        std::thread::scope(|scope| {
            for thread in 0..4 {
                let (texts, text) = (&texts, &text);
                scope.spawn(move || {
                    for number in numbers().filter(|number| number % 4 == thread) {
                        texts.put(Key::of(&number), &long_text(text(number))).unwrap();
                    }
                });
            }
        });
        for number in numbers() {
            let whole = texts.get(Key::of(&number)).unwrap();
            let prose = texts.prose(Key::of(&number)).unwrap();
            assert!([&*whole.prose.body, &*prose.body] == [text(number), text(number)], "{number}");
        }
        assert!(texts.get(Key::of(&400_usize)).is_none());
    }

    /// `/dev/full` has no space, and reads as zeros.
    #[cfg(target_os = "linux")]
    #[test]
    fn a_text_that_could_not_be_written_is_not_there() {
        let full = File::options().read(true).write(true).open("/dev/full").unwrap();
        let texts = Texts::of(full, None);
        let text = long_text("text ".repeat(1000));
        let keys = || (0..500_usize).map(|number| Key::of(&number));
        let put = keys().map(|key| texts.put(key, &text));
        assert!(put.collect::<Result<Vec<()>, _>>().is_err());
        for key in keys() {
            assert!(texts.get(key).is_none());
        }
    }
}
