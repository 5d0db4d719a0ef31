//! The key file of the access tokens: TOML with one section, `signing`.
//!
//! It is separate from the vault's: losing it only forces everybody to sign in again.

use serde::Deserialize;
use std::path::Path;

use crate::error::Result;
use crate::store::vault::key::{KeyRing, VaultKey};
use crate::store::vault::{key_file, secret_file};

const HEADING: &str = "\
# The Ed25519 keys that sign access tokens. Whoever reads this file can act as anybody.
# It may be moved away and made anew: everybody then signs in again.
";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SigningKeyFile {
    signing: KeyRing,
}

/// Creates a signing key and writes it to a new file with mode 0600.
///
/// # Errors
/// [`Code::KeyFileExists`](crate::error::Code::KeyFileExists),
/// [`Code::KeyFileUnusable`](crate::error::Code::KeyFileUnusable).
pub fn create(path: &Path) -> Result<KeyRing> {
    let keys = KeyRing::random();
    secret_file::create(path, &to_toml(&keys))?;
    Ok(keys)
}

/// Reads the signing keys.
///
/// # Errors
/// Those of [`secret_file::read`] and [`key_file::parse`].
pub fn read(path: &Path) -> Result<KeyRing> {
    parse(path, &secret_file::read(path)?)
}

/// Adds a new key that signs from the next start on, keeps the others for verifying, and returns
/// them all.
///
/// # Errors
/// Those of [`read`]; [`Code::KeyFileExists`](crate::error::Code::KeyFileExists) while another
/// rotation is under way.
pub fn rotate(path: &Path) -> Result<KeyRing> {
    secret_file::change(path, |old| {
        let mut keys = parse(path, old)?;
        keys.rotate(VaultKey::random());
        Ok((to_toml(&keys), keys))
    })
}

fn parse(path: &Path, text: &str) -> Result<KeyRing> {
    key_file::parse(path, text).map(|file: SigningKeyFile| file.signing)
}

fn to_toml(keys: &KeyRing) -> String {
    format!("{HEADING}\n{}", keys.to_toml("signing"))
}
