//! Duty rosters (值班): who takes urgent requests outside working hours. A shift is a duty on call.

use super::command::{CommandDone, EditCommand, kept};
use super::preconditions::require_visible;
use crate::domain::atlas::Atlas;
use crate::domain::atlas_edit::AtlasEdit;
use crate::domain::authority::{may_see_duties, may_staff};
use crate::domain::duty::{Capacity, Duty};
use crate::domain::id::{DutyId, GridId, MemberId};
use crate::domain::period::{Instant, Period};
use crate::domain::scope::Scope;
use crate::domain::unit::Unit;
use crate::error::{Problem, Result};
use crate::store::idempotency::IdempotentCall;
use crate::store::{Db, new_id};
use std::sync::Arc;

/// Input of a shift.
#[derive(Debug, Clone, Copy)]
pub struct RosterShift {
    /// The member on call.
    pub member: MemberId,
    /// Start.
    pub from: Instant,
    /// End.
    pub to: Instant,
    /// Order when several are on call, smaller first; 0 or more.
    pub rank: i32,
}

/// Returns the unit of a roster: a grid, or the desk by its own identifier.
pub fn unit_of(atlas: &Atlas, id: GridId) -> Unit {
    atlas.desk_by_id(id.0).map_or(Unit::Grid(id), Unit::Desk)
}

/// Enters shifts at a grid or at the desk, all or none.
///
/// # Errors
/// [`Code::NotFound`](crate::error::Code::NotFound) at `/grid` when the caller may not staff it;
/// those of the plan, each at its shift.
pub async fn add_shifts(
    db: &Db,
    scope: &Arc<Scope>,
    key: IdempotentCall,
    grid: GridId,
    shifts: &[RosterShift],
) -> Result<CommandDone<Vec<DutyId>>> {
    let now = db.now();
    let unit = unit_of(&db.atlas(), grid);
    let duties: Vec<Duty> = shifts.iter().map(|shift| on_call(shift, unit, now)).collect();
    let made = duties.iter().map(|duty| duty.id).collect();
    let edits = duties.into_iter().map(AtlasEdit::GiveDuty).collect();
    EditCommand::new(scope, key, made, now, edits, move |atlas, scope, _| {
        require_visible(may_staff(atlas, scope, unit), "/grid")
    })
    .placed(of_shift)
    .carry_out(db)
    .await
}

fn on_call(shift: &RosterShift, unit: Unit, now: Instant) -> Duty {
    let period = Period { from: kept(shift.from), to: Some(kept(shift.to)) };
    let id = DutyId(new_id(now));
    let capacity = Capacity::OnCall;
    Duty { id, unit, member: shift.member, capacity, rank: shift.rank, period, version: 1 }
}

/// Returns the shifts at a grid or at the desk that overlap a period, by start and then by rank.
///
/// # Errors
/// [`Code::NotFound`](crate::error::Code::NotFound) when the caller may not know who serves there.
pub fn list_shifts(
    atlas: &Atlas,
    scope: &Scope,
    grid: GridId,
    period: &Period,
) -> Result<Vec<Duty>, Problem> {
    let unit = unit_of(atlas, grid);
    require_visible(may_see_duties(atlas, scope, unit), "")?;
    let shifts =
        atlas.people().duties(unit).iter().filter(|duty| duty.capacity == Capacity::OnCall);
    Ok(shifts.filter(|duty| duty.period.overlaps(period)).copied().collect())
}

/// Maps `/operations/3/member` to `/shifts/3/member`; the grid is common to all shifts.
fn of_shift(pointer: &str) -> String {
    let mut parts = pointer.splitn(4, '/').skip(2);
    match (parts.next(), parts.next()) {
        (Some(_), Some("unit")) => "/grid".to_owned(),
        (Some(index), Some("period")) => format!("/shifts/{index}/from"),
        (Some(index), Some(field)) => format!("/shifts/{index}/{field}"),
        (Some(index), None) => format!("/shifts/{index}"),
        _ => String::new(),
    }
}
