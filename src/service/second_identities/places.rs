//! The places of a role: taken, left, and given to whoever has waited longest. The caller locks the
//! role.

use super::duties;
use crate::domain::id::{GridId, MemberId};
use crate::domain::second_identity::{IdentityEnd, IdentityState};
use crate::error::Result;
use crate::store::column::StoredInstant;
use crate::store::community_roles::CommunityRole;
use crate::store::second_identities::SecondIdentity;
use crate::store::{Actor, Revision, Tx};
use serde_json::json;

/// Job that ends a second identity when its term is over.
pub const EXPIRE_IDENTITY: &str = "expire_identity";

/// Gives a claim a free place, or puts it on the waiting list.
pub(super) fn admit(
    tx: &mut Tx<'_>,
    role: &mut CommunityRole,
    row: &mut SecondIdentity,
    actor: &Actor,
) -> Result<()> {
    if has_place(tx, role, row)? {
        return begin(tx, role, row, actor);
    }
    role.waiting_count += 1;
    row.state = IdentityState::Waiting;
    row.update(tx, actor, "identity_waits", json!({}))
}

/// Returns true if there is a place for a claim: earlier claims that wait, or were called back, go
/// first.
pub(super) fn has_place(
    tx: &mut Tx<'_>,
    role: &CommunityRole,
    row: &SecondIdentity,
) -> Result<bool> {
    let waits = SecondIdentity::first_waiting(tx.connection, role.id)?;
    let is_next = waits.is_none_or(|first| first.claim_number > row.claim_number);
    let called = SecondIdentity::called_before(tx.connection, role.id, row.claim_number)?;
    Ok(i64::from(role.active_count) + called < i64::from(role.places) && is_next)
}

fn begin(
    tx: &mut Tx<'_>,
    role: &mut CommunityRole,
    row: &mut SecondIdentity,
    actor: &Actor,
) -> Result<()> {
    let now = tx.now();
    let end = role.term_end(now);
    role.active_count += 1;
    row.state = IdentityState::Active;
    row.started_at = Some(StoredInstant(now));
    row.ends_at = Some(StoredInstant(end));
    tx.job(EXPIRE_IDENTITY, json!({ "identity": row.id }), end)?;
    row.update(tx, actor, "identity_began", json!({ "until": end }))
}

/// Ends a second identity, in any state, and the duty that came with it. Its place is not refilled
/// here.
pub(super) fn finish(
    tx: &mut Revision<'_, '_>,
    role: &mut CommunityRole,
    row: &mut SecondIdentity,
    actor: &Actor,
    because: IdentityEnd,
) -> Result<()> {
    duties::end(tx, row, actor)?;
    match row.state {
        IdentityState::Active => role.active_count -= 1,
        IdentityState::Waiting => role.waiting_count -= 1,
        IdentityState::Claimed | IdentityState::Declined | IdentityState::Ended => {}
    }
    row.state = IdentityState::Ended;
    row.ended_at = Some(StoredInstant(tx.now()));
    row.ended_because = Some(because);
    row.update(tx, actor, "identity_ended", json!({ "because": because }))
}

/// Gives free places to those who wait, in the order of their claims, and stores how many are
/// taken. If a duty comes with the role, those who wait are decided on again instead.
pub(in crate::service) fn fill_places(
    tx: &mut Tx<'_>,
    role: &mut CommunityRole,
    actor: &Actor,
) -> Result<()> {
    if role.duty().is_some() {
        call_back(tx, role, actor)?;
        return tx.count_community_role(role);
    }
    while role.active_count < role.places
        && let Some(mut next) = SecondIdentity::first_waiting(tx.connection, role.id)?
    {
        role.waiting_count -= 1;
        begin(tx, role, &mut next, actor)?;
    }
    tx.count_community_role(role)
}

/// Turns waiting claims back into undecided ones, one for each place to which nobody was called
/// yet. `decided_at` tells them from new claims.
fn call_back(tx: &mut Tx<'_>, role: &mut CommunityRole, actor: &Actor) -> Result<()> {
    let live = SecondIdentity::live_of_role(tx.connection, role.id)?;
    let called = live
        .iter()
        .filter(|row| row.state == IdentityState::Claimed && row.decided_at.is_some())
        .count();
    let free = usize::try_from(role.places - role.active_count).unwrap_or_default();
    let waiting = live.into_iter().filter(|row| row.state == IdentityState::Waiting);
    for mut next in waiting.take(free.saturating_sub(called)) {
        role.waiting_count -= 1;
        next.state = IdentityState::Claimed;
        next.update(tx, actor, "identity_called", json!({}))?;
    }
    Ok(())
}

/// Ends every claim and identity of a role that is retired.
pub(in crate::service) fn end_all(
    tx: &mut Revision<'_, '_>,
    role: &mut CommunityRole,
    actor: &Actor,
) -> Result<()> {
    for mut row in SecondIdentity::live_of_role(tx.connection, role.id)? {
        finish(tx, role, &mut row, actor, IdentityEnd::RoleRetired)?;
    }
    Ok(())
}

/// Ends the claims and identities of a member in a neighbourhood that they no longer belong to.
pub(in crate::service) fn end_here(
    tx: &mut Revision<'_, '_>,
    member: MemberId,
    grid: GridId,
    actor: &Actor,
) -> Result<()> {
    for found in SecondIdentity::live_of_member(tx.connection, member, grid)? {
        let mut role = tx.lock_community_role(found.role_id)?;
        // It may have ended while waiting for the lock of the role.
        let mut row = SecondIdentity::load(tx.connection, found.id)?;
        if !row.state.is_over() {
            finish(tx, &mut role, &mut row, actor, IdentityEnd::RegistrationEnded)?;
            fill_places(tx, &mut role, actor)?;
        }
    }
    Ok(())
}
