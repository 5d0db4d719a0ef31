//! Keyed hashes: HMAC-SHA-256 (RFC 2104), separated by purpose.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::key::KeySecret;

/// One key, with its first two blocks precomputed.
pub(super) struct KeyedHash(Hmac<Sha256>);

impl KeyedHash {
    pub(super) fn new(secret: &KeySecret) -> Self {
        // A key shorter than the block of 64 bytes is padded with zeros (RFC 2104, 2).
        let mut block = [0; 64];
        block[..32].copy_from_slice(secret.bytes());
        Self(Hmac::new(&block.into()))
    }

    pub(super) fn of(&self, purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
        self.absorb(purpose, parts).finalize().into_bytes().into()
    }

    /// Returns true if the hash begins with `expected`, 16 to 32 bytes; takes the same time for
    /// every wrong one.
    pub(super) fn begins_with(&self, purpose: &str, parts: &[&[u8]], expected: &[u8]) -> bool {
        expected.len() >= 16 && self.absorb(purpose, parts).verify_truncated_left(expected).is_ok()
    }

    /// Hashes each part after its length, so that moving a character across a boundary makes
    /// another message.
    fn absorb(&self, purpose: &str, parts: &[&[u8]]) -> Hmac<Sha256> {
        let mut hash = self.0.clone();
        for part in std::iter::once(purpose.as_bytes()).chain(parts.iter().copied()) {
            hash.update(&(part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        hash
    }
}
