//! What a key already did: ids, stored in the transaction of the effect, never a rendered answer.

use super::column::{At, Json};
use super::connection::AnyConnection;
use super::schema::idempotency_keys;
use super::tx::Tx;
use crate::error::{Code, Result};
use crate::store::connection::each;
use diesel::prelude::*;
use serde_json::Value;

/// One use of an `Idempotency-Key`.
#[derive(Debug, Clone)]
pub struct Key {
    /// Who: the account, `anonymous`, or a hash of either where nobody may learn it.
    pub actor: String,
    /// What: method and route template, path values included.
    pub route: String,
    /// The key the client made.
    pub key: String,
    /// SHA-256 of the body.
    pub body_hash: Vec<u8>,
}

impl Tx<'_> {
    /// Claims a key for an effect whose ids are `result`. Answers the ids of the earlier effect if there was one.
    /// A concurrent twin waits here until the other commits or fails.
    ///
    /// # Errors
    /// [`Code::IdempotencyKeyReused`] when the earlier use had another body.
    pub fn replay(&mut self, key: &Key, result: Value) -> Result<Option<Value>> {
        let now = self.now();
        let row = (
            idempotency_keys::actor.eq(&key.actor),
            idempotency_keys::route.eq(&key.route),
            idempotency_keys::key.eq(&key.key),
            idempotency_keys::body_hash.eq(&key.body_hash),
            idempotency_keys::result.eq(Json(result)),
            idempotency_keys::created_at.eq(At(now)),
        );
        let inserted = each!(&mut *self.connection, |native| diesel::insert_into(idempotency_keys::table)
            .values(row)
            .on_conflict_do_nothing()
            .execute(native))?;
        if inserted == 1 { Ok(None) } else { earlier(self.connection, key) }
    }

    /// Keeps the ids of the effect of a key that this transaction claimed before it knew them.
    pub fn complete(&mut self, key: &Key, result: Value) -> Result<()> {
        diesel::update(idempotency_keys::table.find((&key.actor, &key.route, &key.key)))
            .set(idempotency_keys::result.eq(Json(result)))
            .execute(self.connection)?;
        Ok(())
    }

    /// Forgets keys older than an instant; answers how many.
    pub fn expire_idempotency_keys(&mut self, before: crate::domain::period::Instant) -> Result<usize> {
        Ok(diesel::delete(idempotency_keys::table.filter(idempotency_keys::created_at.lt(At(before))))
            .execute(self.connection)?)
    }
}

/// The ids of the earlier effect of a key; none when it had none.
///
/// # Errors
/// [`Code::IdempotencyKeyReused`] when the earlier use had another body.
pub fn earlier(connection: &mut AnyConnection, key: &Key) -> Result<Option<Value>> {
    let row: Option<(Vec<u8>, Json)> = idempotency_keys::table
        .find((&key.actor, &key.route, &key.key))
        .select((idempotency_keys::body_hash, idempotency_keys::result))
        .get_result(connection)
        .optional()?;
    match row {
        Some((body_hash, _)) if body_hash != key.body_hash => Err(Code::IdempotencyKeyReused.into()),
        found => Ok(found.map(|(_, Json(result))| result)),
    }
}
