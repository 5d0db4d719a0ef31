//! Appointed roles. A security administrator gives and ends them, never their own.

use super::command::{CommandDone, EditCommand, kept, period};
use super::preconditions::{require_version, require_visible};
use crate::domain::atlas::Atlas;
use crate::domain::atlas_edit::AtlasEdit;
use crate::domain::authority::may_appoint;
use crate::domain::duty::Appointment;
use crate::domain::id::{AppointmentId, GridId, MemberId};
use crate::domain::period::Instant;
use crate::domain::role::Role;
use crate::domain::scope::Scope;
use crate::error::{Code, Problem, Result};
use crate::store::idempotency::IdempotentCall;
use crate::store::{Db, new_id};
use std::sync::Arc;

/// Input of an appointment.
#[derive(Debug, Clone, Copy)]
pub struct NewAppointment {
    /// The member who gets the role.
    pub member: MemberId,
    /// The role.
    pub role: Role,
    /// The grid over which it is given, with everything below it.
    pub grid: GridId,
    /// Start; `None` for now.
    pub from: Option<Instant>,
    /// End; `None` for open-ended.
    pub to: Option<Instant>,
}

/// Filter of a list of appointments.
#[derive(Debug, Clone, Copy, Default)]
pub struct AppointmentFilter {
    /// Appointments of this member.
    pub member: Option<MemberId>,
    /// Appointments to this role.
    pub role: Option<Role>,
    /// Appointments in force at this instant; `None` for all past, present and future ones.
    pub at: Option<Instant>,
}

/// Gives a member a role.
///
/// # Errors
/// [`Code::OwnAppointment`], those of the plan, among them roles that exclude each other.
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
    let edits = vec![AtlasEdit::Appoint(appointment)];
    let command = EditCommand::new(scope, key, appointment.id, now, edits, move |_, scope, _| {
        check_own(scope, member).map_err(|problem| problem.at("/member"))
    });
    command.placed(of_appointment).carry_out(db).await
}

/// Ends an appointment, now when no instant is given.
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
    let edits = vec![AtlasEdit::EndAppointment { appointment: id, at: at.map_or(now, kept) }];
    EditCommand::new(scope, key, id, now, edits, move |atlas, scope, _| {
        let appointment = atlas.people().appointment(id).ok_or(Code::NotFound)?;
        check_own(scope, appointment.member)?;
        require_version(appointment.version, version)
    })
    .carry_out(db)
    .await
}

/// Returns the appointments that match a filter, in no order.
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

/// Refuses, with an explanation, a change of the caller's own role.
fn check_own(scope: &Scope, member: MemberId) -> Result<(), Problem> {
    if scope.member == Some(member) {
        Err(Code::OwnAppointment.into())
    } else {
        require_visible(may_appoint(scope, member), "")
    }
}

/// Maps a pointer of the plan to one of the body, which calls the unit `grid`.
fn of_appointment(pointer: &str) -> String {
    match pointer.rsplit('/').next() {
        Some("unit") => "/grid".to_owned(),
        Some(field) => format!("/{field}"),
        None => String::new(),
    }
}
