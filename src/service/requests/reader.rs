//! Readers of requests, and what their figures leave out.

use crate::domain::atlas::Atlas;
use crate::domain::id::AccountId;
use crate::domain::period::Instant;
use crate::domain::role::{Role, RoleSet};
use crate::domain::scope::Scope;
use crate::error::Result;
use crate::store::requests::{ServingReader, UncountedRequests};
use crate::store::{Tx, accounts};

/// Returns the reader, for whom some requests do not exist; `None` for a login without a member.
pub(in crate::service) fn reader(
    atlas: &Atlas,
    scope: &Scope,
    now: Instant,
) -> Option<ServingReader> {
    let member = scope.member?;
    Some(ServingReader {
        member,
        units: atlas.people().duties_of(member, now).map(|duty| duty.unit).collect(),
        organizations: atlas.people().acts_for(member, now).collect(),
        // Only the desk of the root sees all confidential requests; a desk of a part counts none.
        counts_confidential: scope.grids_as(atlas, RoleSet::of(&[Role::TownDesk])).is_none(),
    })
}

/// Returns what the figures of a login leave out; nothing for the command line.
///
/// # Errors
/// Those of the database.
pub(in crate::service) fn uncounted_by(
    tx: &mut Tx<'_>,
    account: Option<AccountId>,
) -> Result<UncountedRequests> {
    let Some(account) = account else { return Ok(UncountedRequests::nothing()) };
    let member = accounts::find(tx.connection, account)?.and_then(|account| account.member_id);
    let atlas = tx.atlas()?;
    let now = tx.now();
    let reader = reader(&atlas, &Scope::of(&atlas, account, member, now), now);
    UncountedRequests::of_open(tx.connection, reader.as_ref())
}
