//! Rows of members, duties, absences and appointments.

use super::{columns, period, upsert};
use crate::domain::change::Change;
use crate::domain::duty::{Absence, AbsenceKind, Appointment, Capacity, Duty, Member};
use crate::domain::id::{AbsenceId, AppointmentId, DutyId, GridId, MemberId, OrganizationId};
use crate::domain::role::Role;
use crate::domain::unit::{Unit, UnitKind};
use crate::error::Result;
use crate::store::column::{AggregateKey, StoredInstant};
use crate::store::connection::AnyConnection;
use crate::store::schema::{absences, appointments, duties, members};
use diesel::prelude::*;

#[derive(Queryable, Insertable)]
#[diesel(table_name = members, treat_none_as_default_value = false)]
struct MemberRow {
    id: MemberId,
    code: String,
    active: bool,
    created_at: StoredInstant,
    version: i64,
    revision: i64,
}

pub(super) fn write_members<'a>(
    c: &mut AnyConnection,
    members: impl Iterator<Item = &'a Member>,
    revision: i64,
) -> Result<()> {
    upsert!(c, members, members.map(|member| MemberRow {
        id: member.id,
        code: member.code.clone(),
        active: member.active,
        created_at: StoredInstant(member.created_at),
        version: member.version,
        revision,
    }), active version revision)
}

pub(super) fn members_since(connection: &mut AnyConnection, revision: i64) -> Result<Vec<Change>> {
    let rows: Vec<MemberRow> = members::table
        .filter(members::revision.gt(revision))
        .order(members::id)
        .load(connection)?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let created_at = row.created_at.0;
            let version = row.version;
            Change::Member(Member {
                id: row.id,
                code: row.code,
                active: row.active,
                created_at,
                version,
            })
        })
        .collect())
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = duties, treat_none_as_default_value = false)]
struct DutyRow {
    id: DutyId,
    unit_kind: UnitKind,
    unit_id: AggregateKey,
    member_id: MemberId,
    capacity: Capacity,
    rank: i32,
    valid_from: StoredInstant,
    valid_to: Option<StoredInstant>,
    version: i64,
    revision: i64,
    made_in: i64,
}

impl DutyRow {
    fn of(duty: &Duty, revision: i64) -> Self {
        let (valid_from, valid_to) = columns(&duty.period);
        Self {
            id: duty.id,
            unit_kind: duty.unit.kind(),
            unit_id: AggregateKey(duty.unit.id()),
            member_id: duty.member,
            capacity: duty.capacity,
            rank: duty.rank,
            valid_from,
            valid_to,
            version: duty.version,
            revision,
            made_in: revision,
        }
    }
}

pub(super) fn write_duties<'a>(
    c: &mut AnyConnection,
    duties: impl Iterator<Item = &'a Duty>,
    revision: i64,
) -> Result<()> {
    let rows = duties.map(|duty| DutyRow::of(duty, revision));
    upsert!(c, duties, rows, valid_to version revision)
}

pub(super) fn duties_since(connection: &mut AnyConnection, revision: i64) -> Result<Vec<Change>> {
    let rows: Vec<DutyRow> =
        duties::table.filter(duties::revision.gt(revision)).order(duties::id).load(connection)?;
    Ok(rows.into_iter().map(|row| Change::Duty(row.into())).collect())
}

impl From<DutyRow> for Duty {
    fn from(row: DutyRow) -> Self {
        Self {
            id: row.id,
            unit: Unit::new(row.unit_kind, row.unit_id.0),
            member: row.member_id,
            capacity: row.capacity,
            rank: row.rank,
            period: period(row.valid_from, row.valid_to),
            version: row.version,
        }
    }
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = absences, treat_none_as_default_value = false)]
struct AbsenceRow {
    id: AbsenceId,
    member_id: MemberId,
    kind: AbsenceKind,
    valid_from: StoredInstant,
    valid_to: Option<StoredInstant>,
    version: i64,
    revision: i64,
    made_in: i64,
}

impl AbsenceRow {
    fn of(absence: &Absence, revision: i64) -> Self {
        let (valid_from, valid_to) = columns(&absence.period);
        let member_id = absence.member;
        let kind = absence.kind;
        let version = absence.version;
        Self {
            id: absence.id,
            member_id,
            kind,
            valid_from,
            valid_to,
            version,
            revision,
            made_in: revision,
        }
    }
}

pub(super) fn write_absences<'a>(
    c: &mut AnyConnection,
    absences: impl Iterator<Item = &'a Absence>,
    revision: i64,
) -> Result<()> {
    let rows = absences.map(|absence| AbsenceRow::of(absence, revision));
    upsert!(c, absences, rows, valid_to version revision)
}

pub(super) fn absences_since(connection: &mut AnyConnection, revision: i64) -> Result<Vec<Change>> {
    let rows: Vec<AbsenceRow> = absences::table
        .filter(absences::revision.gt(revision))
        .order(absences::id)
        .load(connection)?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let period = period(row.valid_from, row.valid_to);
            Change::Absence(Absence {
                id: row.id,
                member: row.member_id,
                kind: row.kind,
                period,
                version: row.version,
            })
        })
        .collect())
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = appointments, treat_none_as_default_value = false)]
struct AppointmentRow {
    id: AppointmentId,
    member_id: MemberId,
    role: Role,
    grid_id: GridId,
    valid_from: StoredInstant,
    valid_to: Option<StoredInstant>,
    version: i64,
    revision: i64,
    organization_id: Option<OrganizationId>,
}

impl AppointmentRow {
    fn of(appointment: &Appointment, revision: i64) -> Self {
        let (valid_from, valid_to) = columns(&appointment.period);
        let member_id = appointment.member;
        let role = appointment.role;
        let grid_id = appointment.grid;
        let version = appointment.version;
        Self {
            id: appointment.id,
            member_id,
            role,
            grid_id,
            valid_from,
            valid_to,
            version,
            revision,
            organization_id: appointment.organization,
        }
    }
}

pub(super) fn write_appointments<'a>(
    c: &mut AnyConnection,
    appointments: impl Iterator<Item = &'a Appointment>,
    revision: i64,
) -> Result<()> {
    let rows = appointments.map(|appointment| AppointmentRow::of(appointment, revision));
    upsert!(c, appointments, rows, valid_to version revision)
}

pub(super) fn appointments_since(
    connection: &mut AnyConnection,
    revision: i64,
) -> Result<Vec<Change>> {
    let rows: Vec<AppointmentRow> = appointments::table
        .filter(appointments::revision.gt(revision))
        .order(appointments::id)
        .load(connection)?;
    Ok(rows.into_iter().map(appointment).collect())
}

fn appointment(row: AppointmentRow) -> Change {
    let grid = row.grid_id;
    let version = row.version;
    let period = period(row.valid_from, row.valid_to);
    Change::Appointment(Appointment {
        id: row.id,
        member: row.member_id,
        role: row.role,
        grid,
        organization: row.organization_id,
        period,
        version,
    })
}
