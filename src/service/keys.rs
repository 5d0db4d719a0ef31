//! Key rotation: a new key is used for what is new, the older ones still open and verify what they
//! made. The key file of access tokens can be created again when it is lost.
//!
//! A file changes before its event is written: if the database turns out to be unavailable,
//! rotating again is safe.

use super::credentials::token::key_file;
use crate::error::Result;
use crate::store::vault::KeyFile;
use crate::store::vault::key::KeyRing;
use crate::store::{Actor, ChangeEvent, Db, new_id};
use serde_json::json;
use std::path::Path;

/// Adds a key that wraps the keys of new subjects from the next start on, and returns all of them.
///
/// # Errors
/// Those of [`KeyFile::rotate`].
pub async fn rotate_wrapping_key(db: &Db, actor: Actor, file: &Path) -> Result<KeyRing> {
    let keys = KeyFile::rotate(file)?;
    record(db, actor, "keys.wrapping_rotated", &keys).await?;
    Ok(keys)
}

/// Adds a key that signs access tokens from the next start on, and returns all of them.
///
/// # Errors
/// Those of [`key_file::rotate`].
pub async fn rotate_signing_key(db: &Db, actor: Actor, file: &Path) -> Result<KeyRing> {
    let keys = key_file::rotate(file)?;
    record(db, actor, "keys.signing_rotated", &keys).await?;
    Ok(keys)
}

/// Creates the key file of access tokens again, with one key, when it is lost.
///
/// # Errors
/// Those of [`key_file::create`].
pub async fn create_signing_key(db: &Db, actor: Actor, file: &Path) -> Result<KeyRing> {
    let keys = key_file::create(file)?;
    record(db, actor, "keys.signing_created", &keys).await?;
    Ok(keys)
}

/// Records a change of keys as an aggregate of one event.
async fn record(db: &Db, actor: Actor, kind: &'static str, keys: &KeyRing) -> Result<()> {
    let payload = json!({ "active": keys.active().id.to_string() });
    let event = ChangeEvent { aggregate: new_id(db.now()), sequence: 1, kind, payload };
    db.write(move |tx| tx.event(&actor, event.clone())).await
}
