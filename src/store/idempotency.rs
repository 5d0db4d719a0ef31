//! Results of idempotent calls: ids stored in the effect's transaction, never a rendered answer.

use super::column::{StoredInstant, StoredJson};
use super::connection::AnyConnection;
use super::schema::idempotency_keys;
use super::tx::Tx;
use super::vault::{Lookup, Vault};
use crate::error::{Code, Result};
use crate::store::connection::each;
use diesel::prelude::*;
use serde_json::Value;

/// Purposes of the hashes.
const USE: &str = "idempotency.use";
const BODY: &str = "idempotency.body";

/// One use of an `Idempotency-Key`. Only keyed hashes of it are stored: they name nobody, and no
/// body can be guessed.
#[derive(Debug, Clone)]
pub struct IdempotentCall {
    /// Caller: the account, or `anonymous`.
    pub actor: String,
    /// Method and route template, path values included.
    pub route: String,
    /// Key chosen by the client.
    pub key: String,
    /// SHA-256 of the body.
    pub body_hash: Vec<u8>,
}

impl IdempotentCall {
    /// Returns the hash by which the use is found again.
    fn lookup(&self, vault: &Vault) -> Lookup {
        Lookup(
            vault.hash(USE, &[self.actor.as_bytes(), self.route.as_bytes(), self.key.as_bytes()]),
        )
    }

    /// Returns the hash by which another body of the same use is detected.
    fn body(&self, vault: &Vault) -> Lookup {
        Lookup(vault.hash(BODY, &[self.key.as_bytes(), &self.body_hash]))
    }
}

impl Tx<'_> {
    /// Claims a key for an effect whose ids are `result`. Returns the ids of the earlier effect if
    /// there was one. A concurrent twin waits here until the other commits or fails.
    ///
    /// # Errors
    /// [`Code::IdempotencyKeyReused`] when the earlier use had another body.
    pub fn replay(&mut self, key: &IdempotentCall, result: Value) -> Result<Option<Value>> {
        let now = self.now();
        let vault = self.vault();
        let row = (
            idempotency_keys::lookup.eq(key.lookup(vault)),
            idempotency_keys::body_lookup.eq(key.body(vault)),
            idempotency_keys::result.eq(StoredJson(result)),
            idempotency_keys::created_at.eq(StoredInstant(now)),
        );
        let inserted =
            each!(&mut *self.connection, |native| diesel::insert_into(idempotency_keys::table)
                .values(row)
                .on_conflict_do_nothing()
                .execute(native))?;
        if inserted == 1 { Ok(None) } else { earlier(self.connection, vault, key) }
    }

    /// Stores the ids of the effect of a key that this transaction claimed before it knew them.
    pub fn complete(&mut self, key: &IdempotentCall, result: Value) -> Result<()> {
        diesel::update(idempotency_keys::table.find(key.lookup(self.vault())))
            .set(idempotency_keys::result.eq(StoredJson(result)))
            .execute(self.connection)?;
        Ok(())
    }

    /// Deletes keys older than an instant. Returns their number.
    pub fn expire_idempotency_keys(
        &mut self,
        before: crate::domain::period::Instant,
    ) -> Result<usize> {
        Ok(diesel::delete(
            idempotency_keys::table.filter(idempotency_keys::created_at.lt(StoredInstant(before))),
        )
        .execute(self.connection)?)
    }
}

/// Returns the ids of the earlier effect of a key; none if there was none.
///
/// # Errors
/// [`Code::IdempotencyKeyReused`] when the earlier use had another body.
pub fn earlier(
    connection: &mut AnyConnection,
    vault: &Vault,
    key: &IdempotentCall,
) -> Result<Option<Value>> {
    let row: Option<(Lookup, StoredJson)> = idempotency_keys::table
        .find(key.lookup(vault))
        .select((idempotency_keys::body_lookup, idempotency_keys::result))
        .get_result(connection)
        .optional()?;
    match row {
        Some((body, _)) if body != key.body(vault) => Err(Code::IdempotencyKeyReused.into()),
        found => Ok(found.map(|(_, StoredJson(result))| result)),
    }
}
