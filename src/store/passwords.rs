//! Rows of passwords: hashes, and expiries of one-time passwords.

use super::column::StoredInstant;
use super::connection::{AnyConnection, each};
use super::schema::passwords;
use super::tx::Tx;
use crate::domain::id::AccountId;
use crate::domain::period::Instant;
use crate::error::Result;
use diesel::prelude::*;

/// Password of an account.
#[derive(Debug, Clone, Queryable)]
pub struct Password {
    /// Hash, with its salt and cost.
    pub hash: String,
    /// True if somebody else knows it, so that it must be changed before anything else.
    pub one_time: bool,
    /// Instant from which it is refused.
    pub expires_at: Option<StoredInstant>,
}

impl Password {
    /// Creates a password that its owner chose.
    pub const fn chosen(hash: String) -> Self {
        Self { hash, one_time: false, expires_at: None }
    }

    /// Creates a password that was read out to its owner, valid until an instant.
    pub const fn one_time(hash: String, until: Instant) -> Self {
        Self { hash, one_time: true, expires_at: Some(StoredInstant(until)) }
    }

    /// Returns true if it is refused at an instant.
    pub fn is_expired(&self, now: Instant) -> bool {
        self.expires_at.is_some_and(|StoredInstant(end)| end <= now)
    }
}

/// Finds the password of an account.
pub fn of(connection: &mut AnyConnection, account: AccountId) -> Result<Option<Password>> {
    let columns = (passwords::hash, passwords::one_time, passwords::expires_at);
    Ok(passwords::table.find(account).select(columns).get_result(connection).optional()?)
}

/// Sets the password of an account.
pub fn put(tx: &mut Tx<'_>, account: AccountId, password: &Password) -> Result<()> {
    let now = tx.now();
    let columns = (
        passwords::hash.eq(&password.hash),
        passwords::one_time.eq(password.one_time),
        passwords::expires_at.eq(password.expires_at),
        passwords::changed_at.eq(StoredInstant(now)),
    );
    each!(&mut *tx.connection, |native| diesel::insert_into(passwords::table)
        .values((passwords::account_id.eq(account), columns))
        .on_conflict(passwords::account_id)
        .do_update()
        .set(columns)
        .execute(native))?;
    Ok(())
}
