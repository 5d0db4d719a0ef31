//! Keys of subjects, and the texts they seal.

use std::fmt;
use uuid::Uuid;

use super::cipher;
use super::key::{KeyId, KeySecret};
use crate::error::{Error, Result};

/// Key that seals the personal texts of one subject. It is in memory only while it is used; the
/// database stores a [`WrappedKey`].
#[derive(Debug)]
pub struct SubjectKey(pub(super) KeySecret);

impl SubjectKey {
    /// Seals a text for one place: `column` (`table.column`) of the row `row`. It does not open
    /// elsewhere.
    ///
    /// # Errors
    /// [`Error::Internal`] for a text of more than 256 GiB.
    pub fn seal(&self, column: &str, row: Uuid, text: &str) -> Result<Sealed> {
        self.seal_bytes(column, row, text.as_bytes())
    }

    /// Seals bytes for one place, as [`Self::seal`] does a text.
    ///
    /// # Errors
    /// As [`Self::seal`].
    pub fn seal_bytes(&self, column: &str, row: Uuid, bytes: &[u8]) -> Result<Sealed> {
        cipher::seal(&self.0, &place(column, row), bytes).map(Sealed)
    }

    /// Opens a text that was sealed for this place under this key.
    ///
    /// # Errors
    /// [`Error::Internal`] when it was sealed for another place or under another key, or is
    /// damaged.
    pub fn open(&self, column: &str, row: Uuid, sealed: &Sealed) -> Result<String> {
        let plain = self.open_bytes(column, row, sealed)?;
        String::from_utf8(plain).map_err(|_| Error::internal("a sealed text is not UTF-8"))
    }

    /// Opens bytes that were sealed for this place under this key.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_bytes(&self, column: &str, row: Uuid, sealed: &Sealed) -> Result<Vec<u8>> {
        cipher::open(&self.0, &place(column, row), &sealed.0)
    }
}

/// Returns the context of a place. The row has a fixed length, so that the column needs none.
fn place(column: &str, row: Uuid) -> Vec<u8> {
    [row.as_bytes(), column.as_bytes()].concat()
}

/// A [`SubjectKey`] wrapped under the key file: the id of the wrapping key (8 bytes), then the
/// sealed key. Destroying it erases everything that the key sealed.
#[derive(Clone, PartialEq, Eq)]
pub struct WrappedKey(pub Vec<u8>);

impl WrappedKey {
    pub(super) fn wrap(
        subject: Uuid,
        id: KeyId,
        wrapping: &KeySecret,
        key: &SubjectKey,
    ) -> Result<Self> {
        let sealed = cipher::seal(wrapping, subject.as_bytes(), key.0.bytes())?;
        Ok(Self([&id.0[..], &sealed].concat()))
    }

    /// Returns the name of the wrapping key, and the sealed key.
    pub(super) fn split(&self) -> Result<(KeyId, &[u8])> {
        let (id, sealed) = self
            .0
            .split_first_chunk()
            .ok_or_else(|| Error::internal("a wrapped key is too short"))?;
        Ok((KeyId(*id), sealed))
    }
}

impl fmt::Debug for WrappedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WrappedKey({} bytes)", self.0.len())
    }
}

/// A sealed text.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed(pub Vec<u8>);

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sealed({} bytes)", self.0.len())
    }
}
