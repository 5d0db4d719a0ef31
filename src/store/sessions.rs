//! Rows of sessions: one per signed-in device, with the hashes of its last two refresh tokens.

use super::column::StoredInstant;
use super::connection::{AnyConnection, each};
use super::schema::sessions;
use super::tx::Tx;
use crate::domain::id::{AccountId, SessionId};
use crate::domain::period::Instant;
use crate::error::Result;
use diesel::prelude::*;

/// A signed-in device.
#[derive(Debug, Clone, Queryable, Insertable)]
#[diesel(table_name = sessions, treat_none_as_default_value = false)]
pub struct Session {
    /// Identifier.
    pub id: SessionId,
    /// Whose.
    pub account_id: AccountId,
    /// The hash of the refresh token that was given out last.
    pub refresh_hash: Vec<u8>,
    /// The hash of the one before.
    pub previous_hash: Option<Vec<u8>>,
    /// When the one before was first exchanged; of a new session, when it began.
    pub rotated_at: StoredInstant,
    /// When it began.
    pub created_at: StoredInstant,
    /// When it ends by itself.
    pub expires_at: StoredInstant,
    /// When it was ended.
    pub ended_at: Option<StoredInstant>,
}

/// A session that was ended, and when.
pub type EndedSession = (SessionId, StoredInstant);

/// A session by identifier.
pub fn find(connection: &mut AnyConnection, id: SessionId) -> Result<Option<Session>> {
    Ok(sessions::table.find(id).get_result(connection).optional()?)
}

/// The sessions that were ended since an instant.
pub fn ended_since(connection: &mut AnyConnection, since: Instant) -> Result<Vec<EndedSession>> {
    let ended = sessions::table.filter(sessions::ended_at.gt(StoredInstant(since)));
    Ok(ended.select((sessions::id, sessions::ended_at.assume_not_null())).load(connection)?)
}

/// Adds a session.
pub fn insert(tx: &mut Tx<'_>, session: &Session) -> Result<()> {
    diesel::insert_into(sessions::table).values(session).execute(tx.connection)?;
    Ok(())
}

/// Replaces the refresh hashes and the end of a session that was read as `before`. Answers whether
/// it still stood so.
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

/// Ends a session; answers whether it was still going.
pub fn end(tx: &mut Tx<'_>, id: SessionId) -> Result<bool> {
    let going = sessions::table.find(id).filter(sessions::ended_at.is_null());
    Ok(diesel::update(going)
        .set(sessions::ended_at.eq(StoredInstant(tx.now())))
        .execute(tx.connection)?
        == 1)
}

/// Ends every session of an account and answers which.
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

/// Forgets sessions that expired or were ended before an instant.
pub fn forget(tx: &mut Tx<'_>, before: Instant) -> Result<()> {
    let over = sessions::expires_at
        .lt(StoredInstant(before))
        .or(sessions::ended_at.lt(StoredInstant(before)).assume_not_null());
    diesel::delete(sessions::table.filter(over)).execute(tx.connection)?;
    Ok(())
}
