//! Duties: giving, ending and reading them at any instant.

use super::command::{CommandDone, EditCommand, kept, period};
use super::preconditions::{require_version, require_visible};
use crate::domain::atlas::Atlas;
use crate::domain::atlas_edit::AtlasEdit;
use crate::domain::authority::{may_see_duties, may_see_member, may_staff};
use crate::domain::duty::{Capacity, Duty};
use crate::domain::id::{DutyId, MemberId};
use crate::domain::period::Instant;
use crate::domain::scope::Scope;
use crate::domain::unit::Unit;
use crate::error::{Code, Problem, Result};
use crate::store::community_roles::CommunityRole;
use crate::store::connection::AnyConnection;
use crate::store::idempotency::IdempotentCall;
use crate::store::second_identities::SecondIdentity;
use crate::store::{Db, new_id};
use std::sync::Arc;

/// Input of a duty.
#[derive(Debug, Clone, Copy)]
pub struct NewDuty {
    /// The unit.
    pub unit: Unit,
    /// The member.
    pub member: MemberId,
    /// The capacity.
    pub capacity: Capacity,
    /// Order among deputies, smaller first; 0 or more.
    pub rank: i32,
    /// Start; `None` for now.
    pub from: Option<Instant>,
    /// End; `None` for open-ended.
    pub to: Option<Instant>,
}

/// Gives a member a duty.
///
/// # Errors
/// [`Code::NotFound`] at `/unit` when the caller may not staff it, those of the plan.
pub async fn give_duty(
    db: &Db,
    scope: &Arc<Scope>,
    key: IdempotentCall,
    new: NewDuty,
) -> Result<CommandDone<DutyId>> {
    let now = db.now();
    let NewDuty { unit, member, capacity, rank, from, to } = new;
    let duty = Duty {
        id: DutyId(new_id(now)),
        unit,
        member,
        capacity,
        rank,
        period: period(now, from, to),
        version: 1,
    };
    EditCommand::new(
        scope,
        key,
        duty.id,
        now,
        vec![AtlasEdit::GiveDuty(duty)],
        move |atlas, scope, _| require_visible(may_staff(atlas, scope, unit), "/unit"),
    )
    .carry_out(db)
    .await
}

/// Ends a duty, now when no instant is given. Its open requests are reassigned then.
///
/// # Errors
/// [`Code::NotFound`] when the caller may not end it, [`Code::StaleVersion`],
/// [`Code::DutyOfIdentity`] when it came with a second identity, those of the plan.
pub async fn end_duty(
    db: &Db,
    scope: &Arc<Scope>,
    key: IdempotentCall,
    id: DutyId,
    version: i64,
    at: Option<Instant>,
) -> Result<CommandDone<DutyId>> {
    let now = db.now();
    let edits = vec![AtlasEdit::EndDuty { duty: id, at: at.map_or(now, kept) }];
    let command = EditCommand::new(scope, key, id, now, edits, move |atlas, scope, _| {
        let duty = atlas
            .people()
            .duty(id)
            .filter(|duty| may_staff(atlas, scope, duty.unit))
            .ok_or(Code::NotFound)?;
        require_version(duty.version, version)
    });
    command.beside(move |tx| require_no_identity(tx.connection, id)).carry_out(db).await
}

/// Refuses to end a duty that a second identity carries: both end together, so that neither exists
/// without the other.
///
/// # Errors
/// [`Code::DutyOfIdentity`]
pub(super) fn require_no_identity(connection: &mut AnyConnection, duty: DutyId) -> Result<()> {
    let Some(identity) = SecondIdentity::of_duty(connection, duty)? else { return Ok(()) };
    let role = CommunityRole::load(connection, identity.role_id)?;
    Err(Problem::new(Code::DutyOfIdentity)
        .with("identity", identity.id.to_string())
        .with("role", role.name)
        .into())
}

/// Owner of the duties to list.
#[derive(Debug, Clone, Copy)]
pub enum DutyOwner {
    /// Duties of a unit.
    Unit(Unit),
    /// Duties of a member, as far as the caller may see the units.
    Member(MemberId),
}

/// Returns the duties in force at an instant, or all past, present and future ones, in no order.
///
/// # Errors
/// [`Code::NotFound`] when the caller may not see the unit or the member.
pub fn list_duties(
    atlas: &Atlas,
    scope: &Scope,
    whose: DutyOwner,
    at: Option<Instant>,
    now: Instant,
) -> Result<Vec<Duty>> {
    let people = atlas.people();
    let duties: Vec<Duty> = match whose {
        DutyOwner::Unit(unit) => {
            require_visible(may_see_duties(atlas, scope, unit), "")?;
            people.duties(unit).to_vec()
        }
        DutyOwner::Member(member) => {
            require_visible(
                people.member(member).is_some() && may_see_member(atlas, scope, member, now),
                "",
            )?;
            people
                .all_duties_of(member)
                .filter(|duty| {
                    scope.member == Some(member) || may_see_duties(atlas, scope, duty.unit)
                })
                .copied()
                .collect()
        }
    };
    Ok(duties.into_iter().filter(|duty| at.is_none_or(|at| duty.period.contains(at))).collect())
}
