//! The places of a role: taken, left, and given to whoever has waited longest. The role is locked by the caller.

use crate::domain::id::{GridId, MemberId};
use crate::domain::second_identity::{IdentityEnd, IdentityState};
use crate::error::Result;
use crate::store::column::At;
use crate::store::community_roles::CommunityRole;
use crate::store::second_identities::SecondIdentity;
use crate::store::{Actor, Tx};
use chrono::TimeDelta;
use serde_json::json;

/// The job that ends a second identity when its term is over.
pub const EXPIRE_IDENTITY: &str = "expire_identity";

/// Gives a claim a free place, or lets it wait for one.
pub(super) fn admit(tx: &mut Tx<'_>, role: &mut CommunityRole, row: &mut SecondIdentity, actor: &Actor) -> Result<()> {
    // Whoever waits was there before, whatever the number of places says.
    if role.active_count < role.places && role.waiting_count == 0 {
        return begin(tx, role, row, actor);
    }
    role.waiting_count += 1;
    row.state = IdentityState::Waiting;
    tx.update_second_identity(row, actor, "identity_waits", json!({}))
}

fn begin(tx: &mut Tx<'_>, role: &mut CommunityRole, row: &mut SecondIdentity, actor: &Actor) -> Result<()> {
    let now = tx.now();
    let end = now + TimeDelta::days(role.term_days.into());
    role.active_count += 1;
    (row.state, row.started_at, row.ends_at) = (IdentityState::Active, Some(At(now)), Some(At(end)));
    tx.job(EXPIRE_IDENTITY, json!({ "identity": row.id }), end)?;
    tx.update_second_identity(row, actor, "identity_began", json!({ "until": end }))
}

/// Ends a second identity, whatever state it is in; its place stays free.
pub(super) fn finish(
    tx: &mut Tx<'_>,
    role: &mut CommunityRole,
    row: &mut SecondIdentity,
    actor: &Actor,
    because: IdentityEnd,
) -> Result<()> {
    match row.state {
        IdentityState::Active => role.active_count -= 1,
        IdentityState::Waiting => role.waiting_count -= 1,
        IdentityState::Claimed | IdentityState::Declined | IdentityState::Ended => {}
    }
    (row.state, row.ended_at, row.ended_because) = (IdentityState::Ended, Some(At(tx.now())), Some(because));
    tx.update_second_identity(row, actor, "identity_ended", json!({ "because": because }))
}

/// Gives free places to those who wait, in the order of their claims, and stores how many are taken.
pub(in crate::service) fn fill_places(tx: &mut Tx<'_>, role: &mut CommunityRole, actor: &Actor) -> Result<()> {
    while role.active_count < role.places
        && let Some(mut next) = SecondIdentity::first_waiting(tx.connection, role.id)?
    {
        role.waiting_count -= 1;
        begin(tx, role, &mut next, actor)?;
    }
    tx.count_community_role(role)
}

/// Ends every claim, wait and identity of a role that is offered no more.
pub(in crate::service) fn end_all(tx: &mut Tx<'_>, role: &mut CommunityRole, actor: &Actor) -> Result<()> {
    for mut row in SecondIdentity::live_of_role(tx.connection, role.id)? {
        finish(tx, role, &mut row, actor, IdentityEnd::RoleRetired)?;
    }
    Ok(())
}

/// Ends what a member has, waits for or claims in a neighbourhood that they belong to no more.
pub(in crate::service) fn end_here(tx: &mut Tx<'_>, member: MemberId, grid: GridId, actor: &Actor) -> Result<()> {
    for found in SecondIdentity::live_of_member(tx.connection, member, grid)? {
        let mut role = tx.lock_community_role(found.role_id)?;
        // It may have ended while the role was waited for.
        let mut row = SecondIdentity::load(tx.connection, found.id)?;
        if !row.state.is_over() {
            finish(tx, &mut role, &mut row, actor, IdentityEnd::RegistrationEnded)?;
            fill_places(tx, &mut role, actor)?;
        }
    }
    Ok(())
}
