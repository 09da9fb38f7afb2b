//! Keys: what something is made of, in sixteen bytes. Same key, same result.

use std::io::{self, Read, Write};

use serde::{Deserialize, Serialize};

/// The hash (BLAKE3, its first 128 bits) of everything that something is made of.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Key([u8; 16]);

impl Key {
    /// The key of bytes.
    #[must_use]
    pub fn of_bytes(bytes: &[u8]) -> Self {
        Self::of_hash(&blake3::hash(bytes))
    }

    /// Copies bytes, and gives their key.
    ///
    /// # Errors
    /// Where they cannot be read or written.
    pub fn of_copied(from: &mut impl Read, to: &mut impl Write) -> io::Result<Self> {
        let mut hasher = blake3::Hasher::new();
        let mut buffer = vec![0; 64 << 10];
        loop {
            let bytes = match from.read(&mut buffer) {
                Ok(0) => return Ok(Self::of_hash(&hasher.finalize())),
                Ok(length) => &buffer[..length],
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            hasher.update(bytes);
            to.write_all(bytes)?;
        }
    }

    fn of_hash(hash: &blake3::Hash) -> Self {
        let mut key = [0; 16];
        key.copy_from_slice(&hash.as_bytes()[..16]);
        Self(key)
    }

    /// The key of everything that `reader` gives.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn of_reader(reader: impl Read) -> io::Result<Self> {
        Ok(Self::of_hash(&blake3::Hasher::new().update_reader(reader)?.finalize()))
    }

    /// The key of a value: two values with the same key are the same.
    #[must_use]
    pub fn of(value: &impl Serialize) -> Self {
        // The types that keys are made of always serialise, and no two values alike.
        Self::of_bytes(&postcard::to_extend(value, Vec::with_capacity(1024)).unwrap_or_default())
    }

    /// The bytes of the key.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// The key in hexadecimal digits, for names of files.
    #[must_use]
    pub fn to_hex(self) -> String {
        format!("{:032x}", u128::from_be_bytes(self.0))
    }
}
