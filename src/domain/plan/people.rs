//! Planning members, duties, absences and appointments.

use super::checks::{
    begins_well, code_is_well_formed, end_of, ends_well, known, known_and_active, unit_is_there,
};
use super::draft::PlanDraft;
use super::pioneer_posts;
use crate::domain::atlas::Atlas;
use crate::domain::change::Change;
use crate::domain::duty::{Absence, Appointment, Capacity, Duty, Member};
use crate::domain::id::{AbsenceId, AppointmentId, DutyId, MemberId, OrganizationId};
use crate::domain::period::Instant;
use crate::domain::role::Role;
use crate::domain::unit::Unit;
use crate::error::{Code, Problem};

pub(super) fn add_member(draft: &mut PlanDraft, member: &Member) {
    if !code_is_well_formed(draft, &member.code) {
        return;
    }
    if draft.atlas.people().by_code(&member.code).is_some() {
        return draft
            .refuse("code", Problem::new(Code::CodeInUse).with("code", member.code.as_str()));
    }
    draft.change(Change::Member(member.clone()));
}

pub(super) fn set_active(draft: &mut PlanDraft, id: MemberId, active: bool) {
    let Some(member) = known(draft, id) else { return };
    if member.active == active {
        return;
    }
    draft.change(Change::Member(Member { active, version: member.version + 1, ..member }));
    if active {
        return;
    }
    let now = draft.now;
    let people = draft.atlas.people();
    let mut duties: Vec<Duty> =
        people.all_duties_of(id).filter(|duty| !duty.period.ended(now)).copied().collect();
    duties.sort_unstable_by_key(|duty| duty.id);
    let appointments: Vec<Appointment> = people.appointments_of(id, now).copied().collect();
    duties.iter().for_each(|duty| close_duty(draft, duty, now));
    appointments.iter().for_each(|appointment| close_appointment(draft, appointment, now));
    pioneer_posts::end_all_of(draft, id);
}

pub(super) fn give_duty(draft: &mut PlanDraft, duty: &Duty) {
    let known = known_and_active(draft, duty.member)
        & unit_is_there(draft, "unit", duty.unit)
        & begins_well(draft, &duty.period);
    if !known | !is_a_shift_if_on_call(draft, duty) | !is_of_the_desk_if_there(draft, duty) {
        return;
    }
    let people = draft.atlas.people();
    let same = |other: &&Duty| other.id != duty.id && other.period.overlaps(&duty.period);
    let leads = duty.capacity == Capacity::Leader;
    let rival = people
        .duties(duty.unit)
        .iter()
        .filter(same)
        .find(|other| leads && other.capacity == Capacity::Leader);
    let twin = people.duties(duty.unit).iter().filter(same).find(|other| {
        // The leader of a unit may be on call there too.
        other.member == duty.member
            && (other.capacity == Capacity::OnCall) == (duty.capacity == Capacity::OnCall)
    });
    if let Some(rival) = rival {
        let problem = Problem::new(Code::LeaderPeriodsOverlap)
            .with("duty", rival.id.to_string())
            .with("from", rival.period.from.to_rfc3339())
            .with("to", end_of(&rival.period));
        return draft.refuse("period", problem);
    }
    if let Some(twin) = twin {
        let problem = Problem::new(Code::DutyTwice)
            .with("duty", twin.id.to_string())
            .with("capacity", twin.capacity)
            .with("from", twin.period.from.to_rfc3339())
            .with("to", end_of(&twin.period));
        return draft.refuse("member", problem);
    }
    draft.change(Change::Duty(*duty));
    draft.touch(duty.unit);
    if let Some(to) = duty.period.to {
        draft.ends_at(duty.unit, to);
    }
}

/// Checks that a duty on call is at a grid or at the desk, and has an end.
fn is_a_shift_if_on_call(draft: &mut PlanDraft, duty: &Duty) -> bool {
    if duty.capacity != Capacity::OnCall {
        return true;
    }
    let has_roster = matches!(duty.unit, Unit::Grid(_) | Unit::Desk(_));
    if !has_roster {
        draft.refuse_code("unit", Code::ShiftAtGrids);
    }
    if duty.period.to.is_none() {
        draft.refuse_code("to", Code::ShiftWithoutEnd);
    }
    has_roster && duty.period.to.is_some()
}

/// Checks the capacity of a duty at the desk: only those that answer for it.
fn is_of_the_desk_if_there(draft: &mut PlanDraft, duty: &Duty) -> bool {
    let fits = !duty.unit.is_desk() || duty.capacity != Capacity::Worker;
    if !fits {
        draft.refuse_code("capacity", Code::DeskCapacity);
    }
    fits
}

pub(super) fn end_duty(draft: &mut PlanDraft, id: DutyId, at: Instant) {
    let Some(duty) = draft.atlas.people().duty(id).copied() else {
        return draft.refuse("duty", Problem::new(Code::UnknownDuty).with("duty", id.to_string()));
    };
    if ends_well(draft, &duty.period, at) {
        close_duty(draft, &duty, at);
    }
}

/// Ends all present and future duties of a unit.
pub(super) fn end_duties_of_unit(draft: &mut PlanDraft, unit: Unit) {
    let now = draft.now;
    let duties: Vec<Duty> = draft
        .atlas
        .people()
        .duties(unit)
        .iter()
        .filter(|d| !d.period.ended(now))
        .copied()
        .collect();
    duties.iter().for_each(|duty| close_duty(draft, duty, now));
}

/// Ends a duty. One that has not begun ends a moment after its beginning: history keeps that it was
/// planned.
fn close_duty(draft: &mut PlanDraft, duty: &Duty, at: Instant) {
    let period = duty.period.closed(at);
    draft.change(Change::Duty(Duty { period, version: duty.version + 1, ..*duty }));
    draft.touch(duty.unit);
    draft.ends_at(duty.unit, period.to.unwrap_or(at));
}

pub(super) fn add_absence(draft: &mut PlanDraft, absence: &Absence) {
    if known_and_active(draft, absence.member) & begins_well(draft, &absence.period) {
        draft.change(Change::Absence(*absence));
    }
}

pub(super) fn end_absence(draft: &mut PlanDraft, id: AbsenceId, at: Instant) {
    let Some(absence) = draft.atlas.people().absence(id).copied() else {
        return draft
            .refuse("absence", Problem::new(Code::UnknownAbsence).with("absence", id.to_string()));
    };
    if ends_well(draft, &absence.period, at) {
        let period = absence.period.closed(at);
        draft.change(Change::Absence(Absence { period, version: absence.version + 1, ..absence }));
    }
}

pub(super) fn appoint(draft: &mut PlanDraft, appointment: &Appointment) {
    let grid_is_there = unit_is_there(draft, "unit", Unit::Grid(appointment.grid));
    if !known_and_active(draft, appointment.member)
        | !begins_well(draft, &appointment.period)
        | !grid_is_there
        | !organization_fits(draft, appointment)
    {
        return;
    }
    if !appointment.role.is_appointed() {
        return draft
            .refuse("role", Problem::new(Code::RoleNotAppointed).with("role", appointment.role));
    }
    let people = draft.atlas.people();
    let held = people
        .all_appointments_of(appointment.member)
        .iter()
        .filter(|held| held.period.overlaps(&appointment.period));
    let rival =
        held.clone().find(|held| held.role.excludes(appointment.role)).map(|held| held.role);
    let twin = held.clone().any(|held| {
        held.role == appointment.role
            && held.grid == appointment.grid
            && held.organization == appointment.organization
    });
    if let Some(rival) = rival {
        let problem =
            Problem::new(Code::RolesExclude).with("role", appointment.role).with("held", rival);
        return draft.refuse("role", problem);
    }
    if twin {
        return draft
            .refuse("role", Problem::new(Code::AppointedTwice).with("role", appointment.role));
    }
    draft.change(Change::Appointment(*appointment));
}

/// Checks that a liaison, and nobody else, is appointed for an organisation.
fn organization_fits(draft: &mut PlanDraft, appointment: &Appointment) -> bool {
    let liaison = appointment.role == Role::Liaison;
    let problem = match appointment.organization {
        None if liaison => Problem::new(Code::Required),
        Some(_) if !liaison => {
            Problem::new(Code::RoleWithoutOrganization).with("role", appointment.role)
        }
        Some(id) if draft.atlas.organizations().active(id).is_none() => {
            Problem::new(Code::UnknownOrganization).with("organization", id.to_string())
        }
        _ => return true,
    };
    draft.refuse("organization", problem);
    false
}

/// Ends the appointments of the liaisons of an organisation that ends.
pub(super) fn end_liaisons(draft: &mut PlanDraft, organization: OrganizationId) {
    let now = draft.now;
    let people = draft.atlas.people();
    let theirs = people.all_appointments().filter(|held| {
        held.organization == Some(organization) && held.period.to.is_none_or(|to| to > now)
    });
    let theirs: Vec<Appointment> = theirs.copied().collect();
    theirs.iter().for_each(|appointment| close_appointment(draft, appointment, now));
}

pub(super) fn end_appointment(draft: &mut PlanDraft, id: AppointmentId, at: Instant) {
    let Some(appointment) = draft.atlas.people().appointment(id).copied() else {
        return draft.refuse_code("appointment", Code::NotFound);
    };
    if ends_well(draft, &appointment.period, at) {
        close_appointment(draft, &appointment, at);
    }
}

fn close_appointment(draft: &mut PlanDraft, appointment: &Appointment, at: Instant) {
    let period = appointment.period.closed(at);
    draft.change(Change::Appointment(Appointment {
        period,
        version: appointment.version + 1,
        ..*appointment
    }));
}

/// Checks that the root has an active leader at every instant from now on: every chain ends there.
pub(super) fn check_root(draft: &mut PlanDraft) {
    if let Some(from) = root_vacant_from(&draft.atlas, draft.now) {
        draft.refuse("", Problem::new(Code::RootWithoutLeader).with("from", from.to_rfc3339()));
    }
}

/// Returns the first instant from now on at which the root has no active leader; none if it always
/// has one, or in an atlas without a root.
pub(in crate::domain) fn root_vacant_from(atlas: &Atlas, now: Instant) -> Option<Instant> {
    let root = Unit::Grid(atlas.tree().root()?.id);
    let people = atlas.people();
    let mut leaders: Vec<&Duty> = people
        .duties(root)
        .iter()
        .filter(|duty| duty.capacity == Capacity::Leader && people.is_active(duty.member))
        .collect();
    leaders.sort_by_key(|duty| duty.period.from);
    let mut covered = now;
    for duty in leaders {
        if duty.period.from > covered {
            break;
        }
        covered = covered.max(duty.period.to?);
    }
    Some(covered)
}
