//! Personal data at rest: sealed under a key per subject, found by keyed hash, erased by destroying
//! the subject's key.
//!
//! A key file ([`KeyFile`]) wraps the subjects' keys. Everything cryptographic about stored data is
//! in this module; the algorithms themselves are in `cipher` and `keyed`.

mod cipher;
pub mod key;
pub mod key_file;
mod keyed;
pub mod secret_file;
mod subject;
#[cfg(test)]
mod tests;

pub use key_file::KeyFile;
pub use subject::{Sealed, SubjectKey, WrappedKey};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::fmt;
use uuid::Uuid;

use self::key::{KeyId, KeyRing, KeySecret};
use self::keyed::KeyedHash;
use crate::domain::id::RequestId;
use crate::domain::secret_text::SecretText;
use crate::error::{Error, Result};

const RECEIPT: &str = "request.receipt";
const RECEIPT_BYTES: usize = 16;

/// The keys in use. One per process; `Debug` shows the names of its keys only.
pub struct Vault {
    wrapping: KeyRing,
    lookup_key: KeyId,
    lookups: KeyedHash,
    receipts: KeyedHash,
}

impl Vault {
    /// Creates a vault with these keys.
    pub fn new(keys: KeyFile) -> Self {
        Self {
            wrapping: keys.wrapping,
            lookup_key: keys.lookup.id,
            lookups: KeyedHash::new(&keys.lookup.secret),
            receipts: KeyedHash::new(&keys.receipt.secret),
        }
    }

    /// Returns the name of the key behind [`Vault::lookup`]. In a database that was filled under
    /// another key, nobody is found.
    pub fn lookup_key(&self) -> KeyId {
        self.lookup_key
    }

    /// Creates a key for a subject, to seal with now and to store.
    ///
    /// # Errors
    /// [`Error::Internal`] when the cipher fails.
    pub fn new_subject(&self, subject: Uuid) -> Result<(SubjectKey, WrappedKey)> {
        let key = SubjectKey(KeySecret::random());
        let active = self.wrapping.active();
        let wrapped = WrappedKey::wrap(subject, active.id, &active.secret, &key)?;
        Ok((key, wrapped))
    }

    /// Returns the key of a subject.
    ///
    /// # Errors
    /// [`Error::Internal`] when it belongs to another subject, its wrapping key is not in the key
    /// file, or it is damaged.
    pub fn unwrap(&self, subject: Uuid, wrapped: &WrappedKey) -> Result<SubjectKey> {
        let (id, sealed) = wrapped.split()?;
        let wrapping = self.wrapping.get(id).ok_or_else(|| {
            Error::internal(format!(
                "a subject's key is wrapped under {id}, which the key file lacks"
            ))
        })?;
        let bytes = cipher::open(&wrapping.secret, subject.as_bytes(), sealed)?;
        let bytes: [u8; 32] =
            bytes.try_into().map_err(|_| Error::internal("a subject's key has not 256 bits"))?;
        Ok(SubjectKey(bytes.into()))
    }

    /// Returns the hash by which a text is found again. `text` is in its normal form; `purpose`
    /// (`table.column`) keeps the hashes of one column from being compared with those of another.
    pub fn lookup(&self, purpose: &str, text: &str) -> Lookup {
        Lookup(self.hash(purpose, &[text.as_bytes()]))
    }

    /// Returns a keyed hash over several parts, for short secrets such as one-time codes.
    pub fn hash(&self, purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
        self.lookups.of(purpose, parts)
    }

    /// Returns true if `expected` is the [`Vault::hash`] of these parts, in constant time.
    pub fn hash_matches(&self, purpose: &str, parts: &[&[u8]], expected: &[u8; 32]) -> bool {
        self.lookups.begins_with(purpose, parts, expected)
    }

    /// Returns the secret of a receipt: 128 bits as 22 characters of base64url. The same request
    /// and version give the same secret again; a receipt is revoked by raising the version.
    pub fn receipt_secret(&self, request: RequestId, version: u32) -> SecretText {
        let hash = self.receipts.of(RECEIPT, &[request.0.as_bytes(), &version.to_be_bytes()]);
        URL_SAFE_NO_PAD.encode(&hash[..RECEIPT_BYTES]).into()
    }

    /// Returns true if `text` is this receipt's secret in this version, in constant time.
    pub fn receipt_matches(&self, request: RequestId, version: u32, text: &str) -> bool {
        let parts: [&[u8]; 2] = [request.0.as_bytes(), &version.to_be_bytes()];
        URL_SAFE_NO_PAD.decode(text).is_ok_and(|secret| {
            secret.len() == RECEIPT_BYTES && self.receipts.begins_with(RECEIPT, &parts, &secret)
        })
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Vault(wrapping {}, lookup {})", self.wrapping.active().id, self.lookup_key)
    }
}

/// A keyed hash by which a text is found without being stored. `Debug` hides it: it identifies a
/// person.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Lookup(pub [u8; 32]);

impl fmt::Debug for Lookup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Lookup(…)")
    }
}
