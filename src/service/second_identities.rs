//! 第二身份: claimed by a registered member, decided on by the secretary, held for a term and
//! ended; then whoever waits is next.

mod duties;
mod places;
mod read;

pub use places::EXPIRE_IDENTITY;
pub(super) use places::{end_all, end_here, fill_places};
pub use read::{ClaimedIdentity, list, read};

use super::once::WrittenOnce;
use super::preconditions::{require_version, require_visible};
use crate::domain::authority::{may_organize, may_staff};
use crate::domain::id::{CommunityRoleId, SecondIdentityId};
use crate::domain::registration::{Registrant, RegistrationState};
use crate::domain::role::Role;
use crate::domain::scope::Scope;
use crate::domain::second_identity::{IdentityDecline, IdentityEnd, IdentityState};
use crate::error::{Code, Problem, Result, counts};
use crate::store::column::StoredInstant;
use crate::store::community_roles::CommunityRole;
use crate::store::idempotency::IdempotentCall;
use crate::store::registrations::Registration;
use crate::store::second_identities::SecondIdentity;
use crate::store::{Actor, Db, Revision, Tx, new_id};
use places::{admit, finish, has_place};
use serde_json::json;

/// Claims a role for the caller. Without a review the caller gets a free place at once; with a
/// review, or without a free place, they wait.
///
/// [`Code::MembersOnly`], [`Code::NotFound`] for a role that never existed,
/// [`Code::CommunityRoleRetired`], [`Code::NotRegisteredHere`], [`Code::IdentityTwice`],
/// [`Code::CommunityRoleFull`] when there is no place left to wait.
pub async fn claim(
    db: &Db,
    scope: &Scope,
    key: IdempotentCall,
    role: CommunityRoleId,
) -> Result<WrittenOnce<SecondIdentityId>> {
    let scope = scope.clone();
    let id = SecondIdentityId(new_id(db.now()));
    WrittenOnce::write(db, key, id, move |tx| {
        let atlas = tx.atlas()?;
        let scope = scope.renewed(&atlas, tx.now());
        let member =
            scope.member.filter(|_| scope.roles.contains(Role::Member)).ok_or(Code::MembersOnly)?;
        // Registering and leaving wait until the claim is stored.
        tx.lock_registrant(Registrant::Member(member))?;
        let mut role = tx.lock_community_role(role)?;
        may_claim(tx, &role, Registrant::Member(member))?;
        let live = SecondIdentity::live_of_role(tx.connection, role.id)?;
        if let Some(own) = live.iter().find(|identity| identity.member_id == member) {
            return Err(Problem::new(Code::IdentityTwice)
                .with("identity", own.id.to_string())
                .with("state", own.state)
                .into());
        }
        let undecided =
            live.iter().filter(|identity| identity.state == IdentityState::Claimed).count();
        require_room(&role, undecided)?;
        role.claim_count += 1;
        let mut row = SecondIdentity::new(id, role.id, member, role.claim_count, tx.now());
        let payload =
            json!({ "role": row.role_id, "member": row.member_id, "claim": row.claim_number });
        row.insert(tx, &Actor::of(&scope), "identity_claimed", payload)?;
        if !role.reviewed {
            admit(tx, &mut role, &mut row, &Actor::of(&scope))?;
        }
        tx.count_community_role(&role)
    })
    .await
}

fn may_claim(tx: &mut Tx<'_>, role: &CommunityRole, who: Registrant) -> Result<()> {
    if role.retired_at.is_some() {
        return Err(Code::CommunityRoleRetired.into());
    }
    let here = |row: &Registration| {
        row.grid_id == role.grid_id && row.state == RegistrationState::Accepted
    };
    if Registration::live(tx.connection, who)?.iter().any(here) {
        Ok(())
    } else {
        Err(Code::NotRegisteredHere.into())
    }
}

/// Checks that there is room for another claim. Undecided claims count like waiting ones: each may
/// become one.
fn require_room(role: &CommunityRole, undecided: usize) -> Result<(), Problem> {
    let ahead = i64::try_from(undecided).unwrap_or(i64::MAX)
        + i64::from(role.active_count + role.waiting_count);
    if ahead < i64::from(role.places) + i64::from(role.waiting_places) {
        return Ok(());
    }
    let left = [
        (count(role.places), ("places", "个名额", "place", "places")),
        (count(role.waiting_places), ("waiting", "个候补", "waiting place", "waiting places")),
    ];
    Err(Problem::new(Code::CommunityRoleFull)
        .with("places", role.places)
        .with("waiting", role.waiting_places)
        .with("left", counts(&left)))
}

fn count(places: i32) -> usize {
    usize::try_from(places).unwrap_or_default()
}

/// The secretary's decision on a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClaimDecision {
    /// Accepted: they get a free place, or wait for one.
    Accept,
    /// Declined.
    Decline(IdentityDecline),
}

/// Decides on a claim.
///
/// # Errors
/// [`Code::NotFound`] when the caller does not care for the neighbourhood, [`Code::OwnIdentity`],
/// [`Code::StaleVersion`], [`Code::IdentityState`] when it was decided before;
/// [`Code::DutyNotYours`] and those of the plan when a duty comes with the role.
pub async fn decide(
    db: &Db,
    scope: &Scope,
    key: IdempotentCall,
    id: SecondIdentityId,
    version: i64,
    verdict: ClaimDecision,
) -> Result<WrittenOnce<SecondIdentityId>> {
    let scope = scope.clone();
    WrittenOnce::revise(db, key, id, move |tx| {
        let (mut role, mut row) = locked(tx, id)?;
        let atlas = tx.atlas()?;
        let scope = scope.renewed(&atlas, tx.now());
        require_visible(may_organize(&atlas, &scope, role.grid_id), "")?;
        if scope.member == Some(row.member_id) {
            return Err(Code::OwnIdentity.into());
        }
        require_version(row.version, version)?;
        require_state(&row, row.state == IdentityState::Claimed)?;
        let actor = Actor::of(&scope);
        let now = StoredInstant(tx.now());
        row.decided_at = Some(now);
        match verdict {
            ClaimDecision::Accept => {
                if role.duty().is_some_and(|duty| !may_staff(&atlas, &scope, duty.unit)) {
                    return Err(Code::DutyNotYours.into());
                }
                accept(tx, &mut role, &mut row, &actor)?;
            }
            ClaimDecision::Decline(because) => {
                row.state = IdentityState::Declined;
                row.declined_because = Some(because);
                row.update(tx, &actor, "identity_declined", json!({ "because": because }))?;
            }
        }
        fill_places(tx, &mut role, &actor)
    })
    .await
}

/// Gives an accepted claim a place with its duty, or a place on the waiting list.
fn accept(
    tx: &mut Revision<'_, '_>,
    role: &mut CommunityRole,
    row: &mut SecondIdentity,
    actor: &Actor,
) -> Result<()> {
    if has_place(tx, role, row)? {
        duties::give(tx, role, row, actor)?;
    }
    admit(tx, role, row, actor)
}

/// Ends a second identity: its holder resigns, or it is revoked. Whoever has waited longest is
/// next.
///
/// # Errors
/// [`Code::NotFound`] when it is neither the caller's own nor in a neighbourhood that they care
/// for, [`Code::StaleVersion`], [`Code::IdentityState`] when it is over; those of the plan that
/// ends its duty.
pub async fn end(
    db: &Db,
    scope: &Scope,
    key: IdempotentCall,
    id: SecondIdentityId,
    version: i64,
) -> Result<WrittenOnce<SecondIdentityId>> {
    let scope = scope.clone();
    WrittenOnce::revise(db, key, id, move |tx| {
        let (mut role, mut row) = locked(tx, id)?;
        let atlas = tx.atlas()?;
        let scope = scope.renewed(&atlas, tx.now());
        let own = scope.member == Some(row.member_id);
        require_visible(own || may_organize(&atlas, &scope, role.grid_id), "")?;
        require_version(row.version, version)?;
        require_state(&row, !row.state.is_over())?;
        let because = if own { IdentityEnd::Resigned } else { IdentityEnd::Revoked };
        finish(tx, &mut role, &mut row, &Actor::of(&scope), because)?;
        fill_places(tx, &mut role, &Actor::of(&scope))
    })
    .await
}

/// Ends a second identity whose term is over, as a job.
///
/// # Errors
/// Those of the database.
pub fn expire(tx: &mut Revision<'_, '_>, id: SecondIdentityId) -> Result<()> {
    let (mut role, mut row) = locked(tx, id)?;
    let over = row.ends_at.is_some_and(|end| end.0 <= tx.now());
    if row.state != IdentityState::Active || !over {
        return Ok(());
    }
    finish(tx, &mut role, &mut row, &Actor::Service, IdentityEnd::Expired)?;
    fill_places(tx, &mut role, &Actor::Service)
}

/// Loads an identity and its role and locks them until the end of the transaction.
fn locked(tx: &mut Tx<'_>, id: SecondIdentityId) -> Result<(CommunityRole, SecondIdentity)> {
    let role = SecondIdentity::load(tx.connection, id)?.role_id;
    let role = tx.lock_community_role(role)?;
    Ok((role, SecondIdentity::load(tx.connection, id)?))
}

fn require_state(row: &SecondIdentity, fits: bool) -> Result<(), Problem> {
    if fits { Ok(()) } else { Err(Problem::new(Code::IdentityState).with("state", row.state)) }
}
