//! Keys: short hashes that show whether something was made from the same inputs as before.

use std::hash::{Hash, Hasher};
use std::io::{self, Read, Write};

use serde::{Deserialize, Serialize};

/// The first 128 bits of the BLAKE3 hash of all inputs of something.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Key([u8; 16]);

impl Key {
    /// The key of some bytes.
    #[must_use]
    pub fn of_bytes(bytes: &[u8]) -> Self {
        Self::of_hash(&blake3::hash(bytes))
    }

    /// Copies bytes and returns their key.
    ///
    /// # Errors
    /// If the bytes cannot be read or written.
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

    /// The key of everything that `reader` yields.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn of_reader(reader: impl Read) -> io::Result<Self> {
        Ok(Self::of_hash(&blake3::Hasher::new().update_reader(reader)?.finalize()))
    }

    /// The key of a value: values with the same key are equal. Keys are comparable only within this
    /// build of the program on this machine, because [`Hash`] promises no more; keys of bytes are
    /// the same everywhere.
    #[must_use]
    pub fn of(value: &(impl Hash + ?Sized)) -> Self {
        let mut bytes = Bytes(Vec::with_capacity(1024));
        value.hash(&mut bytes);
        Self::of_bytes(&bytes.0)
    }

    /// The bytes of the key.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// The key with this form in hexadecimal; `None` if it is not one.
    #[must_use]
    pub fn from_hex(hex: &str) -> Option<Self> {
        let is_whole = hex.len() == 32 && hex.bytes().all(|byte| byte.is_ascii_hexdigit());
        let number = u128::from_str_radix(hex, 16).ok().filter(|_| is_whole)?;
        Some(Self(number.to_be_bytes()))
    }

    /// The key in hexadecimal, for file names.
    #[must_use]
    pub fn to_hex(self) -> String {
        format!("{:032x}", u128::from_be_bytes(self.0))
    }
}

/// A "hasher" that keeps everything that a value feeds it. Different values give different bytes,
/// as hash sets rely on; unlike serialization, this cannot fail.
struct Bytes(Vec<u8>);

impl Hasher for Bytes {
    fn write(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    /// Never called: the bytes themselves are the result.
    fn finish(&self) -> u64 {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_as_it_was_written() {
        let key = Key::of("a");
        assert_eq!(Key::from_hex(&key.to_hex()), Some(key));
        for bad in ["", "0", &"x".repeat(32), &format!("+{}", "0".repeat(31))] {
            assert_eq!(Key::from_hex(bad), None, "{bad}");
        }
    }

    #[test]
    fn values_that_differ_have_keys_that_differ() {
        assert_ne!(Key::of(&("ab", "c")), Key::of(&("a", "bc")));
        assert_ne!(Key::of(&["a", "b"][..]), Key::of(&["a"][..]));
        assert_ne!(
            Key::of(&(vec!["a"], vec!["b"])),
            Key::of(&(vec!["a", "b"], Vec::<&str>::new()))
        );
        assert_ne!(Key::of(&None::<&str>), Key::of(&Some("")));
        assert_eq!(Key::of("a"), Key::of(&"a".to_owned()));
    }
}
