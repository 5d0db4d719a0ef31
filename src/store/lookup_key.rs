//! Name of the key under which lookups are hashed: a database keeps the one it was filled with.

use super::connection::AnyConnection;
use super::schema::revision;
use super::vault::Vault;
use crate::error::{Code, Problem, Result};
use diesel::prelude::*;

/// Checks that the vault's lookup key is the database's: under another, nobody would be found. The
/// first vault that opens a database stores its key's name there.
///
/// # Errors
/// [`Code::LookupKeyDiffers`].
pub(super) fn require(connection: &mut AnyConnection, vault: &Vault) -> Result<()> {
    if stored(connection)?.is_none() {
        diesel::update(revision::table.filter(revision::lookup_key.is_null()))
            .set(revision::lookup_key.eq(vault.lookup_key().to_string()))
            .execute(connection)?;
    }
    compare(connection, vault)
}

/// Like [`require`], but stores nothing.
///
/// # Errors
/// [`Code::LookupKeyDiffers`].
pub(super) fn compare(connection: &mut AnyConnection, vault: &Vault) -> Result<()> {
    let given = vault.lookup_key().to_string();
    match stored(connection)? {
        Some(stored) if stored != given => Err(Problem::new(Code::LookupKeyDiffers)
            .with("stored", stored)
            .with("given", given)
            .into()),
        _ => Ok(()),
    }
}

fn stored(connection: &mut AnyConnection) -> Result<Option<String>> {
    Ok(revision::table.select(revision::lookup_key).get_result(connection)?)
}
