//! Appointed roles. A security administrator gives and ends them, never their own.

use super::command::{CommandDone, EditCommand, kept, period};
use super::preconditions::{require_version, require_visible};
use crate::domain::atlas::Atlas;
use crate::domain::atlas_edit::AtlasEdit;
use crate::domain::authority::may_appoint;
use crate::domain::duty::Appointment;
use crate::domain::id::{AppointmentId, GridId, MemberId, OrganizationId};
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
    /// The grid over which it is given, with everything below it; none for a liaison.
    pub grid: Option<GridId>,
    /// The organisation that a liaison acts for.
    pub organization: Option<OrganizationId>,
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
/// [`Code::OwnAppointment`], [`Code::Required`], [`Code::UnknownOrganization`],
/// [`Code::GridOfOrganization`], those of the plan, among them roles that exclude each other.
pub async fn give_appointment(
    db: &Db,
    scope: &Arc<Scope>,
    key: IdempotentCall,
    new: NewAppointment,
) -> Result<CommandDone<AppointmentId>> {
    let now = db.now();
    let NewAppointment { member, role, organization, from, to, .. } = new;
    let period = period(now, from, to);
    let grid = grid_of(&db.atlas(), &new)?;
    let id = AppointmentId(new_id(now));
    let appointment = Appointment { id, member, role, grid, organization, period, version: 1 };
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

/// Returns the grid of an appointment: the one asked for, or that in which the organisation works.
fn grid_of(atlas: &Atlas, new: &NewAppointment) -> Result<GridId, Problem> {
    let organization = match new.organization.filter(|_| new.role == Role::Liaison) {
        Some(id) => Some(atlas.organizations().active(id).ok_or_else(|| {
            Problem::new(Code::UnknownOrganization)
                .at("/organization")
                .with("organization", id.to_string())
        })?),
        None => None,
    };
    let works_in = organization.map(|organization| organization.profile.grid);
    match (works_in, new.grid) {
        (Some(works_in), Some(grid)) if grid != works_in => {
            Err(Problem::new(Code::GridOfOrganization).at("/grid"))
        }
        (works_in, grid) => works_in.or(grid).ok_or_else(|| {
            let missing = if new.role == Role::Liaison { "/organization" } else { "/grid" };
            Problem::new(Code::Required).at(missing)
        }),
    }
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
