//! Rows of sessions: one per signed-in device, with the hashes of its last two refresh tokens.

use super::column::StoredInstant;
use super::connection::{AnyConnection, each};
use super::schema::sessions;
use super::tx::Tx;
use crate::domain::id::{AccountId, SessionId};
use crate::domain::period::Instant;
use crate::error::Result;
use diesel::prelude::*;

/// Session of a signed-in device.
#[derive(Debug, Clone, Queryable, Insertable)]
#[diesel(table_name = sessions, treat_none_as_default_value = false)]
pub struct Session {
    /// Identifier.
    pub id: SessionId,
    /// Account.
    pub account_id: AccountId,
    /// Hash of the refresh token issued last.
    pub refresh_hash: Vec<u8>,
    /// Hash of the one before.
    pub previous_hash: Option<Vec<u8>>,
    /// First exchange of the one before; of a new session, its start.
    pub rotated_at: StoredInstant,
    /// Start.
    pub created_at: StoredInstant,
    /// Expiry.
    pub expires_at: StoredInstant,
    /// Time when it was ended, if it was.
    pub ended_at: Option<StoredInstant>,
}

/// Identifier of an ended session, and when it was ended.
pub type EndedSession = (SessionId, StoredInstant);

/// Finds a session by identifier.
pub fn find(connection: &mut AnyConnection, id: SessionId) -> Result<Option<Session>> {
    Ok(sessions::table.find(id).get_result(connection).optional()?)
}

/// Lists the sessions that were ended since an instant.
pub fn ended_since(connection: &mut AnyConnection, since: Instant) -> Result<Vec<EndedSession>> {
    let ended = sessions::table.filter(sessions::ended_at.gt(StoredInstant(since)));
    Ok(ended.select((sessions::id, sessions::ended_at.assume_not_null())).load(connection)?)
}

/// Inserts a session.
pub fn insert(tx: &mut Tx<'_>, session: &Session) -> Result<()> {
    diesel::insert_into(sessions::table).values(session).execute(tx.connection)?;
    Ok(())
}

/// Replaces the refresh hashes and the expiry of a session that was read as `before`. Returns false
/// if it was changed or ended since.
pub fn rotate(tx: &mut Tx<'_>, before: &Session, after: &Session) -> Result<bool> {
    let unchanged = sessions::table
        .find(before.id)
        .filter(sessions::refresh_hash.eq(&before.refresh_hash))
        .filter(sessions::ended_at.is_null());
    let rotated = diesel::update(unchanged)
        .set((
            sessions::refresh_hash.eq(&after.refresh_hash),
            sessions::previous_hash.eq(&after.previous_hash),
            sessions::rotated_at.eq(after.rotated_at),
            sessions::expires_at.eq(after.expires_at),
        ))
        .execute(tx.connection)?;
    Ok(rotated == 1)
}

/// Ends a session. Returns true if it had not ended before.
pub fn end(tx: &mut Tx<'_>, id: SessionId) -> Result<bool> {
    let going = sessions::table.find(id).filter(sessions::ended_at.is_null());
    Ok(diesel::update(going)
        .set(sessions::ended_at.eq(StoredInstant(tx.now())))
        .execute(tx.connection)?
        == 1)
}

/// Ends every session of an account and returns their identifiers.
pub fn end_all(tx: &mut Tx<'_>, account: AccountId) -> Result<Vec<SessionId>> {
    let now = StoredInstant(tx.now());
    let going = sessions::account_id
        .eq(account)
        .and(sessions::ended_at.is_null())
        .and(sessions::expires_at.gt(now));
    Ok(each!(&mut *tx.connection, |native| diesel::update(sessions::table.filter(going))
        .set(sessions::ended_at.eq(now))
        .returning(sessions::id)
        .get_results(native))?)
}

/// Deletes sessions that expired or were ended before an instant.
pub fn forget(tx: &mut Tx<'_>, before: Instant) -> Result<()> {
    let over = sessions::expires_at
        .lt(StoredInstant(before))
        .or(sessions::ended_at.lt(StoredInstant(before)).assume_not_null());
    diesel::delete(sessions::table.filter(over)).execute(tx.connection)?;
    Ok(())
}
