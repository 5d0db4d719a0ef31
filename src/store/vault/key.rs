//! Secrets of 256 bits, their ids, and rings of keys that rotate.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::fmt::{self, Write};

/// A secret of 256 bits. Overwritten when dropped, as well as safe code can; `Debug` hides it.
#[derive(Clone)]
pub struct KeySecret([u8; 32]);

impl KeySecret {
    /// Creates a random secret, from the generator that the operating system seeds.
    pub fn random() -> Self {
        Self(rand::random())
    }

    /// Returns the bits.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl From<[u8; 32]> for KeySecret {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl Drop for KeySecret {
    fn drop(&mut self) {
        self.0 = [0; 32];
        // Without a reader the compiler would optimise the overwriting away.
        std::hint::black_box(&self.0);
    }
}

impl fmt::Debug for KeySecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Name of a key: the first 64 bits of a SHA-256 over it, 16 hexadecimal digits as text.
///
/// It is derived from the key, so two keys never share one and a damaged key is noticed when its
/// file is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct KeyId(pub [u8; 8]);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A secret with its name.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "KeyText")]
pub struct VaultKey {
    /// Name.
    pub id: KeyId,
    /// Secret.
    pub secret: KeySecret,
}

impl VaultKey {
    /// Creates a random key.
    pub fn random() -> Self {
        KeySecret::random().into()
    }

    pub(super) fn write_toml(&self, out: &mut String) {
        let _ = writeln!(
            out,
            "id = \"{}\"\nsecret = \"{}\"",
            self.id,
            STANDARD.encode(self.secret.bytes())
        );
    }
}

impl From<KeySecret> for VaultKey {
    fn from(secret: KeySecret) -> Self {
        let digest: [u8; 32] = Sha256::new()
            .chain_update(b"wangge key id")
            .chain_update(secret.bytes())
            .finalize()
            .into();
        let mut id = [0; 8];
        id.copy_from_slice(&digest[..8]);
        Self { id: KeyId(id), secret }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyText {
    id: String,
    secret: String,
}

impl TryFrom<KeyText> for VaultKey {
    type Error = &'static str;

    fn try_from(text: KeyText) -> Result<Self, Self::Error> {
        let bytes = STANDARD.decode(&text.secret).map_err(|_| "a secret is not base64")?;
        let bytes: [u8; 32] = bytes.try_into().map_err(|_| "a secret has not 256 bits")?;
        let key = Self::from(KeySecret::from(bytes));
        if key.id.to_string() == text.id {
            Ok(key)
        } else {
            Err("an id does not belong to its secret")
        }
    }
}

/// Keys for one purpose: new data are made with the active one; the older ones still serve theirs.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "KeyRingText")]
pub struct KeyRing {
    active: VaultKey,
    older: Vec<VaultKey>,
}

impl KeyRing {
    /// Creates a ring of one random key.
    pub fn random() -> Self {
        Self { active: VaultKey::random(), older: Vec::new() }
    }

    /// Returns the active key, which makes new data.
    pub fn active(&self) -> &VaultKey {
        &self.active
    }

    /// Returns every key, the active one first.
    pub fn all(&self) -> impl Iterator<Item = &VaultKey> {
        std::iter::once(&self.active).chain(&self.older)
    }

    /// Finds a key by name.
    pub fn get(&self, id: KeyId) -> Option<&VaultKey> {
        self.all().find(|key| key.id == id)
    }

    /// Makes `key` the active one and keeps the others.
    pub fn rotate(&mut self, key: VaultKey) {
        let retired = std::mem::replace(&mut self.active, key);
        self.older.insert(0, retired);
    }

    /// Formats the ring as a TOML section of that name.
    pub fn to_toml(&self, section: &str) -> String {
        let mut out = format!("[{section}]\nactive = \"{}\"\n", self.active.id);
        for key in self.all() {
            let _ = writeln!(out, "\n[[{section}.keys]]");
            key.write_toml(&mut out);
        }
        out
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyRingText {
    active: String,
    keys: Vec<VaultKey>,
}

impl TryFrom<KeyRingText> for KeyRing {
    type Error = &'static str;

    fn try_from(text: KeyRingText) -> Result<Self, Self::Error> {
        let mut keys = text.keys;
        let place = keys
            .iter()
            .position(|key| key.id.to_string() == text.active)
            .ok_or("the active key is not among the keys")?;
        let active = keys.remove(place);
        Ok(Self { active, older: keys })
    }
}
