//! Rows of accounts: who may sign in, failed attempts, and the order of each account's events.

use super::column::StoredInstant;
use super::connection::{AnyConnection, each};
use super::event::{Actor, ChangeEvent};
use super::schema::accounts;
use super::tx::Tx;
use crate::domain::id::{AccountId, MemberId};
use crate::domain::lockout::LoginFailures;
use crate::domain::login_name::LoginName;
use crate::domain::period::Instant;
use crate::error::{Code, Error, Result};
use diesel::prelude::*;
use serde_json::Value;

/// Account of one resident or one member.
#[derive(Debug, Clone, Queryable, Insertable)]
#[diesel(table_name = accounts, treat_none_as_default_value = false)]
pub struct Account {
    /// Identifier.
    pub id: AccountId,
    /// Name that staff sign in with; none for residents, who use a phone.
    pub login_name: Option<String>,
    /// Member whose account it is; none for residents. Never changes.
    pub member_id: Option<MemberId>,
    /// True if made for the demo: its password is known to everybody. Never changes.
    pub demo: bool,
    /// Instant from which nobody may sign in with it.
    pub disabled_at: Option<StoredInstant>,
    failures: i32,
    failed_at: Option<StoredInstant>,
    /// Creation time.
    pub created_at: StoredInstant,
    /// Row version: the sequence of the account's last event.
    pub version: i64,
}

impl Account {
    /// Creates an account without events.
    pub fn new(
        id: AccountId,
        login: Option<(&LoginName, MemberId)>,
        demo: bool,
        now: Instant,
    ) -> Self {
        Self {
            id,
            login_name: login.map(|(name, _)| name.as_str().to_owned()),
            member_id: login.map(|(_, member)| member),
            demo,
            disabled_at: None,
            failures: 0,
            failed_at: None,
            created_at: StoredInstant(now),
            version: 0,
        }
    }

    /// Returns the failures since the account last signed in.
    pub fn failures(&self) -> Option<LoginFailures> {
        let count = u32::try_from(self.failures).ok().filter(|&count| count > 0)?;
        Some(LoginFailures { count, last: self.failed_at?.0 })
    }
}

/// Finds an account by identifier.
pub fn find(connection: &mut AnyConnection, id: AccountId) -> Result<Option<Account>> {
    Ok(accounts::table.find(id).get_result(connection).optional()?)
}

/// Finds the account of staff by login name.
pub fn by_login_name(connection: &mut AnyConnection, name: &LoginName) -> Result<Option<Account>> {
    Ok(accounts::table
        .filter(accounts::login_name.eq(name.as_str()))
        .get_result(connection)
        .optional()?)
}

/// Finds the account of a member.
pub fn by_member(connection: &mut AnyConnection, member: MemberId) -> Result<Option<Account>> {
    Ok(accounts::table.filter(accounts::member_id.eq(member)).get_result(connection).optional()?)
}

/// Inserts an account.
pub fn insert(tx: &mut Tx<'_>, account: &Account) -> Result<()> {
    diesel::insert_into(accounts::table).values(account).execute(tx.connection)?;
    Ok(())
}

/// Loads an account for update. Nobody else changes it before the commit: on PostgreSQL two
/// failures at once would otherwise count as one.
pub fn lock(tx: &mut Tx<'_>, id: AccountId) -> Result<Option<Account>> {
    let unchanged = accounts::version.eq(accounts::version);
    Ok(each!(&mut *tx.connection, |native| diesel::update(accounts::table.find(id))
        .set(unchanged)
        .returning(accounts::all_columns)
        .get_result(native)
        .optional())?)
}

/// Like [`lock`], for an account that must exist.
///
/// # Errors
/// [`Code::NotFound`].
pub fn lock_known(tx: &mut Tx<'_>, id: AccountId) -> Result<Account> {
    lock(tx, id)?.ok_or_else(|| Code::NotFound.into())
}

/// Stores the failures of an account; `None` after a successful sign-in.
pub fn set_failures(tx: &mut Tx<'_>, id: AccountId, failures: Option<LoginFailures>) -> Result<()> {
    let count = failures.map_or(0, |failures| i32::try_from(failures.count).unwrap_or(i32::MAX));
    let last = failures.map(|failures| StoredInstant(failures.last));
    diesel::update(accounts::table.find(id))
        .set((accounts::failures.eq(count), accounts::failed_at.eq(last)))
        .execute(tx.connection)?;
    Ok(())
}

/// Disables an account from an instant on, or enables it again.
pub fn set_disabled(tx: &mut Tx<'_>, id: AccountId, since: Option<Instant>) -> Result<()> {
    diesel::update(accounts::table.find(id))
        .set(accounts::disabled_at.eq(since.map(StoredInstant)))
        .execute(tx.connection)?;
    Ok(())
}

/// Appends an event to the account's own sequence. `id` may belong to no account: an attempt with
/// an unknown name is recorded under an identifier of its own, and takes as long.
pub fn record(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: AccountId,
    kind: &'static str,
    payload: Value,
) -> Result<()> {
    let version: Option<i64> =
        each!(&mut *tx.connection, |native| diesel::update(accounts::table.find(id))
            .set(accounts::version.eq(accounts::version + 1))
            .returning(accounts::version)
            .get_result(native)
            .optional())?;
    let sequence = i32::try_from(version.unwrap_or(1)).map_err(Error::internal)?;
    tx.event(actor, ChangeEvent { aggregate: id.0, sequence, kind, payload })
}
