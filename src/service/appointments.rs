//! Appointed roles. A security administrator gives them and takes them away, never their own.

use super::command::{CommandDone, OperationCommand, kept, period, there, unchanged};
use crate::domain::atlas::Atlas;
use crate::domain::authority::may_appoint;
use crate::domain::duty::Appointment;
use crate::domain::id::{AppointmentId, GridId, MemberId};
use crate::domain::operation::AtlasEdit;
use crate::domain::period::Instant;
use crate::domain::role::Role;
use crate::domain::scope::Scope;
use crate::error::{Code, Problem, Result};
use crate::store::idempotency::IdempotentCall;
use crate::store::{Db, new_id};
use std::sync::Arc;

/// A role to be given.
#[derive(Debug, Clone, Copy)]
pub struct NewAppointment {
    /// To whom.
    pub member: MemberId,
    /// Which.
    pub role: Role,
    /// Over which grid and everything below it.
    pub grid: GridId,
    /// From when on; none: from now on.
    pub from: Option<Instant>,
    /// Until when; none: without end.
    pub to: Option<Instant>,
}

/// Which appointments.
#[derive(Debug, Clone, Copy, Default)]
pub struct AppointmentFilter {
    /// Of this member.
    pub member: Option<MemberId>,
    /// To this role.
    pub role: Option<Role>,
    /// In force at this instant; none: all there were and will be.
    pub at: Option<Instant>,
}

/// Gives a member a role.
///
/// # Errors
/// [`Code::OwnAppointment`], those of the plan: roles that exclude each other among them.
pub async fn give_appointment(
    db: &Db,
    scope: &Arc<Scope>,
    key: IdempotentCall,
    new: NewAppointment,
) -> Result<CommandDone<AppointmentId>> {
    let now = db.now();
    let NewAppointment { member, role, grid, from, to } = new;
    let period = period(now, from, to);
    let appointment =
        Appointment { id: AppointmentId(new_id(now)), member, role, grid, period, version: 1 };
    let guard = move |_: &Atlas, scope: &Scope, _| {
        check_own(scope, member).map_err(|problem| problem.at("/member"))
    };
    let operations = vec![AtlasEdit::Appoint(appointment)];
    let command = OperationCommand::new(scope, key, appointment.id, (now, operations), guard);
    command.placed(of_appointment).carry_out(db).await
}

/// Takes a role away, now when no instant is given.
///
/// # Errors
/// [`Code::NotFound`], [`Code::OwnAppointment`], [`Code::StaleVersion`], those of the plan.
pub async fn end_appointment(
    db: &Db,
    scope: &Arc<Scope>,
    key: IdempotentCall,
    id: AppointmentId,
    version: i64,
    at: Option<Instant>,
) -> Result<CommandDone<AppointmentId>> {
    let now = db.now();
    let guard = move |atlas: &Atlas, scope: &Scope, _| {
        let appointment = atlas.people().appointment(id).ok_or(Code::NotFound)?;
        check_own(scope, appointment.member)?;
        unchanged(appointment.version, version)
    };
    let operations = vec![AtlasEdit::EndAppointment { appointment: id, at: at.map_or(now, kept) }];
    OperationCommand::new(scope, key, id, (now, operations), guard).carry_out(db).await
}

/// The appointments that a filter lets through, in no order.
pub fn list_appointments(
    atlas: &Atlas,
    filter: &AppointmentFilter,
) -> impl Iterator<Item = Appointment> {
    let wanted = |appointment: &&Appointment| {
        filter.member.is_none_or(|member| appointment.member == member)
            && filter.role.is_none_or(|role| appointment.role == role)
            && filter.at.is_none_or(|at| appointment.period.contains(at))
    };
    atlas.people().all_appointments().filter(wanted).copied()
}

/// A role of their own is nobody's to change, which they are told.
fn check_own(scope: &Scope, member: MemberId) -> Result<(), Problem> {
    if scope.member == Some(member) {
        Err(Code::OwnAppointment.into())
    } else {
        there(may_appoint(scope, member), "")
    }
}

/// What the plan calls the unit is the grid.
fn of_appointment(pointer: &str) -> String {
    match pointer.rsplit('/').next() {
        Some("unit") => "/grid".to_owned(),
        Some(field) => format!("/{field}"),
        None => String::new(),
    }
}
