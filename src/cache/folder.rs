//! The cache on disk: the folder `.errhub` beside site.yaml, which can be deleted at any time.
//!
//! Every file in it is either replaced as a whole or only appended to. A damaged file counts as
//! missing.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::texts::{Pack, Slots};
use super::{Documents, Extent, KnownOutput, Made, Places, Remembered, Texts};
use super::{program, temporary};
use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::key::Key;
use crate::matcher::Files;
use crate::parse::Document;
use crate::path::{OutPath, SourcePath};
use crate::read;
use crate::stamp::FileStamp;

/// The cache of one site.
#[derive(Debug, Clone)]
pub(crate) struct Cache {
    path: PathBuf,
    /// The key of the program that wrote the files.
    program: Key,
    reuse: Reuse,
}

/// Whether to use the results of earlier runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reuse {
    /// The default.
    Everything,
    /// As if the cache were empty; the results of this run replace those in it.
    Nothing,
}

/// The name of the folder. It is hidden, so it is not part of the site's files.
pub(crate) const NAME: &str = ".errhub";
/// The file with the parsed documents.
const DOCUMENTS: &str = "documents";
/// The file with the index of the search box.
const SEARCH: &str = "search";
const PLACES: &str = "places";
/// The file that records for which site errhub.lock was found to be right.
const SEAL: &str = "seal";
/// The prefix of packs of texts; the key follows.
const TEXTS: &str = "texts-";
/// The prefix of files about an output; the key of the output's name follows.
const MADE: &str = "made-";
/// Locked while a run writes.
const LOCK: &str = "lock";
/// The number of values in one part of a file. Parts are read and written in parallel.
const PART: usize = 1024;
/// The maximum size of a file, in bytes. A million articles need a tenth of it.
const LIMIT: u64 = 16 << 30;
/// The number of bytes of obsolete texts that a pack may contain, in addition to half of its size.
const SPARE: u64 = 8 << 20;

/// The documents of a site, sorted by source.
type Known = Vec<(SourcePath, Arc<Remembered>)>;

/// The header of the file with the documents.
#[derive(Serialize, Deserialize)]
struct Head {
    /// The key of what parsing depended on besides the files.
    key: Key,
    /// The pack with the texts.
    pack: Key,
    /// Where the texts are in the pack.
    index: Slots,
}

/// The header of a file about an output.
#[derive(Serialize, Deserialize)]
struct MadeHead {
    /// The output folder, if there is one.
    name: String,
    /// The stamp of the output's manifest.
    manifest: Option<FileStamp>,
}

/// The cache folder of a site, created if necessary; `None` if that fails.
#[must_use]
pub(crate) fn make(root: &Path) -> Option<PathBuf> {
    let path = root.join(NAME);
    if !is_own_folder(&path) {
        fs::create_dir(&path).ok()?;
        // Neither version control nor backups should include it (bford.info/cachedir).
        fs::write(path.join(".gitignore"), "*\n").ok()?;
        let tag = "Signature: 8a477f597d28d172789f06886806bc55\n# What errhub remembers.\n";
        fs::write(path.join("CACHEDIR.TAG"), tag).ok()?;
    }
    Some(path)
}

/// Whether this is a folder of the site and not a link: files are written to it and deleted from
/// it, and a link in an untrusted repository may lead anywhere.
pub(crate) fn is_own_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|found| found.is_dir())
}

impl Cache {
    /// The cache of the site at `root`; `None` if the folder is not writable, or the running
    /// program is unknown.
    #[must_use]
    pub(crate) fn open(root: &Path, reuse: Reuse) -> Option<Self> {
        let folder = Self { path: make(root)?, program: program::key()?, reuse };
        temporary::remove_remains(&folder.path);
        Some(folder)
    }

    /// The cache of the site at `root`, for reading only; `None` if there is none.
    #[must_use]
    pub(crate) fn existing(root: &Path) -> Option<Self> {
        let path = root.join(NAME);
        let program = program::key().filter(|_| is_own_folder(&path))?;
        Some(Self { path, program, reuse: Reuse::Everything })
    }

    /// A store for new texts that can be kept later.
    ///
    /// # Errors
    /// If there is nowhere to write.
    pub(crate) fn texts(&self) -> Result<Texts, Error> {
        Texts::new(&self.path)
    }

    /// The documents that were parsed under `key`; their texts are added to `texts`.
    #[must_use]
    pub(crate) fn documents(&self, key: Key, mut texts: Texts) -> (Documents, Texts) {
        let mut documents = Documents { key: Some(key), ..Documents::default() };
        if let Some((known, pack)) = self.known(key) {
            texts.set_kept(pack);
            documents.known = known;
        }
        (documents, texts)
    }

    fn known(&self, key: Key) -> Option<(Known, Pack)> {
        let (head, known): (Head, Vec<(SourcePath, Remembered)>) =
            self.read(DOCUMENTS, |head: &Head| head.key == key)?;
        let file = read::open(&self.pack(head.pack)).ok()?;
        let known = known.into_iter().map(|(source, one)| (source, Arc::new(one)));
        Some((known.collect(), Pack { name: head.pack, file, index: head.index }))
    }

    /// Stores the documents. If another errhub is writing, or the disk refuses, the old state is
    /// kept.
    pub(crate) fn keep_documents(&self, documents: &Documents, texts: &Texts) {
        if !documents.changed {
            return;
        }
        // Nobody depends on the cache, so failures are not reported.
        let _ = self.locked(|| self.write_documents(documents, texts));
    }

    fn write_documents(&self, documents: &Documents, texts: &Texts) -> io::Result<()> {
        let Some(key) = documents.key else { return Ok(()) };
        let known: Vec<(&SourcePath, &Remembered)> = documents
            .known
            .iter()
            .filter(|(_, one)| !matches!(one.document, Document::Broken { .. }))
            .map(|(source, one)| (source, &**one))
            .collect();
        let live = known.iter().filter_map(|(_, one)| match &one.document {
            Document::Article(article) => Some(article.key),
            _ => None,
        });
        let (pack, index) = self.write_texts(texts, &live.collect::<Vec<_>>())?;
        self.write(DOCUMENTS, &Head { key, pack, index }, &known)?;
        self.remove_packs(pack)
    }

    /// Stores the texts of `live`, and returns the pack and where in it they are.
    fn write_texts(&self, texts: &Texts, live: &[Key]) -> io::Result<(Key, Slots)> {
        let (fresh, new) = texts.fresh()?;
        let here = read::bytes(&self.path.join(DOCUMENTS), LIMIT).ok();
        let here = here.and_then(|bytes| Some(self.head::<Head>(&bytes)?.0.pack));
        // Another errhub may have replaced the pack that was read.
        if let Some((pack, old)) = texts.kept().filter(|(pack, _)| here == Some(*pack)) {
            let mut file = OpenOptions::new().append(true).open(self.pack(pack))?;
            let length = file.metadata()?.len();
            let slots = live.iter().filter_map(|key| old.get(key).or_else(|| new.get(key)));
            if length <= 2 * slots.map(|slot| slot.len()).sum::<u64>() + SPARE {
                let added = live.iter().copied().filter(|key| !old.contains_key(key));
                let mut index = texts.copy(added, &mut file, length)?;
                index.extend(live.iter().filter_map(|key| Some((*key, *old.get(key)?))));
                return Ok((pack, index));
            }
        }
        let pack = Key::of(&(std::process::id(), live));
        let path = self.pack(pack);
        let _ = fs::remove_file(&path);
        let is_all = live.iter().all(|key| new.contains_key(key));
        if is_all && fresh.is_some_and(|fresh| fs::hard_link(fresh, &path).is_ok()) {
            return Ok((pack, new));
        }
        let mut file = io::BufWriter::new(File::create(&path)?);
        let index = texts.copy(live.iter().copied(), &mut file, 0)?;
        file.flush()?;
        Ok((pack, index))
    }

    /// The index of the search box that was made under `key`, and the diagnostics from trying it.
    #[must_use]
    pub(crate) fn search(&self, key: Key) -> Option<(Vec<Files>, Vec<Diagnostic>)> {
        self.read(SEARCH, |made: &Key| *made == key)?.1.pop()
    }

    /// Stores the index of the search box, and the diagnostics from trying it.
    pub(crate) fn keep_search(&self, key: Key, index: &[Files], found: &[Diagnostic]) {
        let _ = self.locked(|| self.write(SEARCH, &key, &[(index, found)]));
    }

    /// The stored places of diagnostics.
    #[must_use]
    pub(crate) fn places(&self) -> Places {
        let read = self.read(PLACES, |(): &()| true);
        read.map(|((), known)| Places::of(known)).unwrap_or_default()
    }

    /// Stores the places of diagnostics.
    pub(crate) fn keep_places(&self, places: &Places) {
        if places.is_new {
            let mut known: Vec<(Key, Extent)> =
                places.known.iter().map(|(key, extent)| (*key, *extent)).collect();
            known.sort_unstable();
            let _ = self.locked(|| self.write(PLACES, &(), &known));
        }
    }

    /// Whether the site with this key was found to be exactly as its errhub.lock says.
    #[must_use]
    pub(crate) fn is_sealed(&self, key: Key) -> bool {
        self.read::<Key, ()>(SEAL, |sealed| *sealed == key).is_some()
    }

    /// Records that the site with this key is exactly as its errhub.lock says.
    pub(crate) fn seal(&self, key: Key) {
        let none: &[()] = &[];
        let _ = self.locked(|| self.write(SEAL, &key, none));
    }

    /// What is known about the output with this name.
    #[must_use]
    pub(crate) fn output(&self, name: &str) -> KnownOutput {
        let read = self.read(&made_name(name), |head: &MadeHead| head.name == name);
        let output = |(head, files): (MadeHead, _)| KnownOutput { files, manifest: head.manifest };
        read.map(output).unwrap_or_default()
    }

    /// Stores what is known about the output with this name, and forgets outputs that are gone.
    pub(crate) fn keep_output(
        &self,
        name: &str,
        manifest: Option<FileStamp>,
        output: &KnownOutput,
    ) {
        let files: Vec<(&OutPath, &Option<Arc<Made>>)> =
            output.files.iter().map(|(out, made)| (out, made)).collect();
        let head = MadeHead { name: name.to_owned(), manifest };
        let _ = self.locked(|| {
            self.write(&made_name(name), &head, &files)?;
            self.remove_made()
        });
    }

    /// Removes files about outputs that are gone, or that belong to another program.
    fn remove_made(&self) -> io::Result<()> {
        self.remove_where(|path, name| {
            let is_output = |head: MadeHead| head.name.is_empty() || Path::new(&head.name).is_dir();
            name.starts_with(MADE) && !self.read_head(path).is_some_and(is_output)
        })
    }

    fn pack(&self, key: Key) -> PathBuf {
        self.path.join(format!("{TEXTS}{}", key.to_hex()))
    }

    /// Removes packs without documents.
    fn remove_packs(&self, but: Key) -> io::Result<()> {
        let kept = self.pack(but);
        self.remove_where(|path, name| name.starts_with(TEXTS) && path != kept)
    }

    fn remove_where(&self, is_useless: impl Fn(&Path, &str) -> bool) -> io::Result<()> {
        for entry in fs::read_dir(&self.path)? {
            let entry = entry?;
            if is_useless(&entry.path(), &entry.file_name().to_string_lossy()) {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }

    /// Runs `work` unless another errhub is writing.
    fn locked(&self, work: impl FnOnce() -> io::Result<()>) -> io::Result<()> {
        let lock = read::lock_file(&self.path.join(LOCK))?;
        if lock.try_lock().is_err() {
            return Ok(());
        }
        work()
    }

    /// Writes a file: the header with the number of values, then the parts, each preceded by its
    /// length and key.
    fn write<T: Serialize + Sync>(
        &self,
        name: &str,
        head: &impl Serialize,
        values: &[T],
    ) -> io::Result<()> {
        let mut file = temporary::file_in(&self.path)?;
        let mut put = |part: &[u8], key: Key| {
            file.write_all(&(part.len() as u64).to_le_bytes())?;
            file.write_all(key.as_bytes())?;
            file.write_all(part)
        };
        let head =
            postcard::to_stdvec(&(self.program, head, values.len())).map_err(io::Error::other)?;
        put(&head, Key::of_bytes(&head))?;
        // A few at a time, so that the whole file is never in memory.
        for values in values.chunks(PART * rayon::current_num_threads()) {
            let parts = values.par_chunks(PART).map(|values| {
                let part = postcard::to_stdvec(values).map_err(io::Error::other)?;
                let key = Key::of_bytes(&part);
                Ok((part, key))
            });
            for (part, key) in parts.collect::<io::Result<Vec<_>>>()? {
                put(&part, key)?;
            }
        }
        file.persist(self.path.join(name))?;
        Ok(())
    }

    fn read<H: DeserializeOwned, T: DeserializeOwned + Send>(
        &self,
        name: &str,
        fits: impl FnOnce(&H) -> bool,
    ) -> Option<(H, Vec<T>)> {
        if self.reuse == Reuse::Nothing {
            return None;
        }
        let bytes = read::bytes(&self.path.join(name), LIMIT).ok()?;
        let (head, count, mut rest) = self.head::<H>(&bytes)?;
        if !fits(&head) {
            return None;
        }
        let mut parts = Vec::new();
        while !rest.is_empty() {
            let (part, after) = split_part(rest)?;
            parts.push(part);
            rest = after;
        }
        let values: Vec<Vec<T>> = parts
            .into_par_iter()
            .map(|part| postcard::from_bytes(part.whole()?).ok())
            .collect::<Option<_>>()?;
        let values: Vec<T> = values.into_iter().flatten().collect();
        // A file that ends between two parts is incomplete, too.
        (values.len() == count).then_some((head, values))
    }

    /// The header of a file, the number of its values, and its parts; `None` if the header is
    /// incomplete or was written by another program.
    fn head<'b, H: DeserializeOwned>(&self, bytes: &'b [u8]) -> Option<(H, usize, &'b [u8])> {
        let (part, rest) = split_part(bytes)?;
        let part = part.whole()?;
        // What another program wrote after its key can be anything.
        let (program, part): (Key, _) = postcard::take_from_bytes(part).ok()?;
        let (head, count) =
            (program == self.program).then(|| postcard::from_bytes(part).ok()).flatten()?;
        Some((head, count, rest))
    }

    /// The header of a file, without its values.
    fn read_head<H: DeserializeOwned>(&self, path: &Path) -> Option<H> {
        let mut file = read::open(path).ok()?;
        let mut before = [0; 24];
        file.read_exact(&mut before).ok()?;
        let (length, _) = before.split_first_chunk::<8>()?;
        let mut bytes = before.to_vec();
        file.take(u64::from_le_bytes(*length)).read_to_end(&mut bytes).ok()?;
        Some(self.head::<H>(&bytes)?.0)
    }
}

/// A part of a file, with the key that it was written with.
struct Part<'b> {
    bytes: &'b [u8],
    key: &'b [u8; 16],
}

impl<'b> Part<'b> {
    /// The bytes; `None` if they have changed since they were written.
    fn whole(&self) -> Option<&'b [u8]> {
        (Key::of_bytes(self.bytes).as_bytes() == self.key).then_some(self.bytes)
    }
}

/// Splits off the first part; `None` if it is cut off.
fn split_part(bytes: &[u8]) -> Option<(Part<'_>, &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<8>()?;
    let (key, rest) = rest.split_first_chunk::<16>()?;
    let (bytes, rest) =
        rest.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
    Some((Part { bytes, key }, rest))
}

fn made_name(output: &str) -> String {
    format!("{MADE}{}", Key::of_bytes(output.as_bytes()).to_hex())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_its_last_part_is_none() {
        let root = tempfile::tempdir().unwrap();
        let folder = Cache::open(root.path(), Reuse::Everything).unwrap();
        let values: Vec<usize> = (0..2 * PART).collect();
        folder.write("numbers", &7_u32, &values).unwrap();
        let read = || folder.read::<u32, usize>("numbers", |head| *head == 7);
        assert_eq!(read(), Some((7, values)));
        let path = folder.path.join("numbers");
        let bytes = fs::read(&path).unwrap();
        let (_, rest) = split_part(&bytes).unwrap();
        let (_, last) = split_part(rest).unwrap();
        for cut in [0, 1, last.len(), rest.len()] {
            fs::write(&path, &bytes[..bytes.len() - cut]).unwrap();
            assert_eq!(read().is_some(), cut == 0, "{cut}");
        }
    }
}
