//! 值班: who takes what is urgent outside working hours. A shift is a duty on call.

use super::command::{CommandDone, OperationCommand, kept, there};
use crate::domain::atlas::Atlas;
use crate::domain::authority::{may_see_duties, may_staff};
use crate::domain::duty::{Capacity, Duty};
use crate::domain::id::{DutyId, GridId, MemberId};
use crate::domain::operation::AtlasEdit;
use crate::domain::period::{Instant, Period};
use crate::domain::scope::Scope;
use crate::domain::unit::Unit;
use crate::error::{Problem, Result};
use crate::store::idempotency::IdempotentCall;
use crate::store::{Db, new_id};
use std::sync::Arc;

/// A shift to be entered.
#[derive(Debug, Clone, Copy)]
pub struct RosterShift {
    /// Who.
    pub member: MemberId,
    /// From when on.
    pub from: Instant,
    /// Until when.
    pub to: Instant,
    /// Who is asked first when several are on call, smaller first; 0 or more.
    pub rank: i32,
}

/// What a roster belongs to: a grid, or the desk by its own identifier.
pub fn unit_of(atlas: &Atlas, id: GridId) -> Unit {
    atlas.desk_by_id(id.0).map_or(Unit::Grid(id), Unit::Desk)
}

/// Enters shifts at a grid or at the desk, all of them or none.
///
/// # Errors
/// [`Code::NotFound`](crate::error::Code::NotFound) at `/grid` when it is not the caller's to
/// staff; those of the plan, each at its shift.
pub async fn add_shifts(
    db: &Db,
    scope: &Arc<Scope>,
    key: IdempotentCall,
    grid: GridId,
    shifts: &[RosterShift],
) -> Result<CommandDone<Vec<DutyId>>> {
    let (now, unit) = (db.now(), unit_of(&db.atlas(), grid));
    let duties: Vec<Duty> = shifts.iter().map(|shift| on_call(shift, unit, now)).collect();
    let made = duties.iter().map(|duty| duty.id).collect();
    let operations = duties.into_iter().map(AtlasEdit::GiveDuty).collect();
    let guard =
        move |atlas: &Atlas, scope: &Scope, _| there(may_staff(atlas, scope, unit), "/grid");
    OperationCommand::new(scope, key, made, (now, operations), guard)
        .placed(of_shift)
        .carry_out(db)
        .await
}

fn on_call(shift: &RosterShift, unit: Unit, now: Instant) -> Duty {
    let period = Period { from: kept(shift.from), to: Some(kept(shift.to)) };
    let (id, capacity) = (DutyId(new_id(now)), Capacity::OnCall);
    Duty { id, unit, member: shift.member, capacity, rank: shift.rank, period, version: 1 }
}

/// The shifts at a grid or at the desk that share an instant with a period, by when they begin and
/// then by rank.
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
    there(may_see_duties(atlas, scope, unit), "")?;
    let shifts =
        atlas.people().duties(unit).iter().filter(|duty| duty.capacity == Capacity::OnCall);
    Ok(shifts.filter(|duty| duty.period.overlaps(period)).copied().collect())
}

/// `/operations/3/member` is `/shifts/3/member`; the grid is that of all of them.
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
