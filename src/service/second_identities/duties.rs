//! The duty that comes with a second identity: given and ended by the same edits and rules as any
//! duty, in the transaction in which the identity begins or ends.

use crate::domain::atlas::Atlas;
use crate::domain::atlas_edit::AtlasEdit;
use crate::domain::duty::{Capacity, Duty};
use crate::domain::id::DutyId;
use crate::domain::period::{Instant, Period};
use crate::domain::second_identity::RoleDuty;
use crate::domain::unit::Unit;
use crate::error::{Error, Problem, Result};
use crate::service::atlas_edits::apply_within;
use crate::store::community_roles::CommunityRole;
use crate::store::second_identities::SecondIdentity;
use crate::store::{Actor, Revision, new_id};

/// Gives the duty of a role for the term that begins now; open requests are reassigned.
///
/// # Errors
/// Those of the plan, each at the claim as a whole.
pub(super) fn give(
    tx: &mut Revision<'_, '_>,
    role: &CommunityRole,
    row: &mut SecondIdentity,
    actor: &Actor,
) -> Result<()> {
    let Some(RoleDuty { unit, capacity }) = role.duty() else { return Ok(()) };
    let atlas = tx.atlas()?;
    let now = tx.now();
    let rank = if capacity == Capacity::Deputy { next_rank(&atlas, unit, now) } else { 0 };
    let period = Period { from: now, to: Some(role.term_end(now)) };
    let duty = Duty {
        id: DutyId(new_id(now)),
        unit,
        member: row.member_id,
        capacity,
        rank,
        period,
        version: 1,
    };
    row.duty_id = Some(duty.id);
    carry_out(tx, actor, AtlasEdit::GiveDuty(duty))
}

/// Ends the duty of an identity, unless it has ended already.
///
/// # Errors
/// Those of the plan, each at the identity as a whole.
pub(super) fn end(tx: &mut Revision<'_, '_>, row: &SecondIdentity, actor: &Actor) -> Result<()> {
    let atlas = tx.atlas()?;
    let at = tx.now();
    let duty =
        row.duty_id.and_then(|id| atlas.people().duty(id)).filter(|duty| !duty.period.ended(at));
    duty.map_or(Ok(()), |duty| carry_out(tx, actor, AtlasEdit::EndDuty { duty: duty.id, at }))
}

fn carry_out(tx: &mut Revision<'_, '_>, actor: &Actor, edit: AtlasEdit) -> Result<()> {
    apply_within(tx, actor, &[edit]).map(drop).map_err(|error| match error {
        Error::Refused(problems) => {
            problems.into_iter().map(|problem| problem.at("")).collect::<Vec<Problem>>().into()
        }
        other => other,
    })
}

/// Returns the rank after every present or future deputy of the unit.
fn next_rank(atlas: &Atlas, unit: Unit, now: Instant) -> i32 {
    let deputies =
        atlas.people().duties(unit).iter().filter(|duty| duty.capacity == Capacity::Deputy);
    let open = deputies.filter(|duty| !duty.period.ended(now));
    open.map(|duty| duty.rank.saturating_add(1)).max().unwrap_or(0)
}
