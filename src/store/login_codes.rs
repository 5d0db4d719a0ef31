//! Rows of one-time codes sent to residents, as keyed hashes.

use super::column::{AggregateKey, StoredInstant};
use super::connection::{AnyConnection, each};
use super::identifier::new_id;
use super::schema::login_codes;
use super::tx::Tx;
use super::vault::Lookup;
use crate::domain::period::Instant;
use crate::error::{Error, Result};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use uuid::Uuid;

/// Code that was tried.
#[derive(Debug, Clone)]
pub struct Tried {
    /// Identifier.
    pub id: Uuid,
    /// Keyed hash of the code.
    pub hash: [u8; 32],
    /// Number of attempts, including this one.
    pub attempts: i32,
}

/// Locks a phone until the commit, so that limits on the codes sent to it are exact.
pub fn lock_phone(tx: &mut Tx<'_>, phone: Lookup) -> Result<()> {
    // SQLite has only one writer anyway.
    if let AnyConnection::Postgres(native) = &mut *tx.connection {
        let [a, b, c, d, e, f, g, h, ..] = phone.0;
        let high = i32::from_be_bytes([a, b, c, d]);
        let low = i32::from_be_bytes([e, f, g, h]);
        native.batch_execute(&format!("SELECT pg_advisory_xact_lock({high}, {low})"))?;
    }
    Ok(())
}

/// Lists when codes were sent to a phone since an instant, latest first.
pub fn sent_since(
    connection: &mut AnyConnection,
    phone: Lookup,
    since: Instant,
) -> Result<Vec<StoredInstant>> {
    let sent =
        login_codes::phone_lookup.eq(phone).and(login_codes::created_at.gt(StoredInstant(since)));
    let latest_first = login_codes::table.filter(sent).order(login_codes::created_at.desc());
    Ok(latest_first.select(login_codes::created_at).load(connection)?)
}

/// Inserts a code and returns its identifier.
pub fn insert(tx: &mut Tx<'_>, phone: Lookup, hash: [u8; 32], expires: Instant) -> Result<Uuid> {
    let now = tx.now();
    let id = new_id(now);
    diesel::insert_into(login_codes::table)
        .values((
            login_codes::id.eq(AggregateKey(id)),
            login_codes::phone_lookup.eq(phone),
            login_codes::code_hash.eq(&hash[..]),
            login_codes::attempts.eq(0),
            login_codes::created_at.eq(StoredInstant(now)),
            login_codes::expires_at.eq(StoredInstant(expires)),
        ))
        .execute(tx.connection)?;
    Ok(id)
}

/// Counts one more attempt at the latest code of a phone, if it is neither used nor expired nor
/// tried `limit` times. Nobody else tries it before the commit.
pub fn try_latest(tx: &mut Tx<'_>, phone: Lookup, limit: i32) -> Result<Option<Tried>> {
    let now = StoredInstant(tx.now());
    let latest: Option<AggregateKey> = login_codes::table
        .filter(login_codes::phone_lookup.eq(phone))
        .order((login_codes::created_at.desc(), login_codes::id.desc()))
        .select(login_codes::id)
        .first(tx.connection)
        .optional()?;
    let Some(AggregateKey(id)) = latest else { return Ok(None) };
    let good = login_codes::used_at
        .is_null()
        .and(login_codes::expires_at.gt(now))
        .and(login_codes::attempts.lt(limit));
    let tried: Option<(Vec<u8>, i32)> = each!(&mut *tx.connection, |native| diesel::update(
        login_codes::table.find(AggregateKey(id)).filter(good)
    )
    .set(login_codes::attempts.eq(login_codes::attempts + 1))
    .returning((login_codes::code_hash, login_codes::attempts))
    .get_result(native)
    .optional())?;
    let Some((hash, attempts)) = tried else { return Ok(None) };
    let hash =
        hash.try_into().map_err(|_| Error::internal("the hash of a code has not 32 bytes"))?;
    Ok(Some(Tried { id, hash, attempts }))
}

/// Marks a code as used: it is good once.
pub fn set_used(tx: &mut Tx<'_>, id: Uuid) -> Result<()> {
    let now = StoredInstant(tx.now());
    diesel::update(login_codes::table.find(AggregateKey(id)))
        .set(login_codes::used_at.eq(now))
        .execute(tx.connection)?;
    Ok(())
}

/// Deletes codes that expired before an instant.
pub fn forget(tx: &mut Tx<'_>, before: Instant) -> Result<()> {
    diesel::delete(login_codes::table.filter(login_codes::expires_at.lt(StoredInstant(before))))
        .execute(tx.connection)?;
    Ok(())
}
