//! Members, and the periods of their duties, absences and appointments.

use crate::domain::duty::{Absence, Appointment, Capacity, Duty, Member};
use crate::domain::id::{AbsenceId, AppointmentId, DutyId, GridId, MemberId, OrganizationId};
use crate::domain::period::Instant;
use crate::domain::role::Role;
use crate::domain::unit::Unit;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// All members, and when they answer for what.
#[derive(Debug, Clone, Default)]
pub struct People {
    /// Members who may not act. Few, so that the check on every request costs little.
    inactive: HashSet<MemberId>,
    rows: Arc<Rows>,
}

#[derive(Debug, Clone, Default)]
struct Rows {
    members: HashMap<MemberId, Arc<Member>>,
    by_code: HashMap<String, MemberId>,
    duties: HashMap<Unit, Arc<[Duty]>>,
    units: HashMap<DutyId, Unit>,
    units_of: HashMap<MemberId, Vec<Unit>>,
    absences: HashMap<MemberId, Vec<Absence>>,
    appointments: HashMap<MemberId, Vec<Appointment>>,
}

/// Replaces the row of the same identifier, or adds it.
fn put<T: Copy, K: PartialEq>(rows: &mut Vec<T>, row: T, id: impl Fn(&T) -> K) {
    match rows.iter_mut().find(|present| id(present) == id(&row)) {
        Some(present) => *present = row,
        None => rows.push(row),
    }
}

impl People {
    /// Returns the same people, all of whom may act; `None` if that is so already.
    pub(super) fn all_active(&self) -> Option<Self> {
        (!self.inactive.is_empty())
            .then(|| Self { inactive: HashSet::new(), rows: Arc::clone(&self.rows) })
    }

    fn rows_mut(&mut self) -> &mut Rows {
        Arc::make_mut(&mut self.rows)
    }

    pub(super) fn put_member(&mut self, member: &Member) {
        let rows = self.rows_mut();
        rows.by_code.insert(member.code.clone(), member.id);
        rows.members.insert(member.id, Arc::new(member.clone()));
        if member.active {
            self.inactive.remove(&member.id);
        } else {
            self.inactive.insert(member.id);
        }
    }

    pub(super) fn put_duty(&mut self, duty: &Duty) {
        let mut duties = self.duties(duty.unit).to_vec();
        put(&mut duties, *duty, |row| row.id);
        duties.sort_by_key(|duty| (duty.capacity, duty.rank, duty.period.from, duty.id));
        let rows = self.rows_mut();
        rows.duties.insert(duty.unit, duties.into());
        rows.units.insert(duty.id, duty.unit);
        let units = rows.units_of.entry(duty.member).or_default();
        if !units.contains(&duty.unit) {
            units.push(duty.unit);
        }
    }

    pub(super) fn put_absence(&mut self, absence: &Absence) {
        put(self.rows_mut().absences.entry(absence.member).or_default(), *absence, |row| row.id);
    }

    pub(super) fn put_appointment(&mut self, appointment: &Appointment) {
        put(
            self.rows_mut().appointments.entry(appointment.member).or_default(),
            *appointment,
            |row| row.id,
        );
    }

    /// Returns a member by identifier.
    pub fn member(&self, id: MemberId) -> Option<&Member> {
        self.rows.members.get(&id).map(AsRef::as_ref)
    }

    /// Returns a member by code.
    pub fn by_code(&self, code: &str) -> Option<&Member> {
        self.rows.by_code.get(code).and_then(|&id| self.member(id))
    }

    /// Returns all members, in no order.
    pub fn members(&self) -> impl Iterator<Item = &Member> {
        self.rows.members.values().map(AsRef::as_ref)
    }

    /// Returns all duties of a unit, past and future ones included: leaders first, then deputies by
    /// rank, then workers.
    pub fn duties(&self, unit: Unit) -> &[Duty] {
        self.rows.duties.get(&unit).map_or(&[], AsRef::as_ref)
    }

    /// Returns the duties of a unit at an instant, in the same order.
    pub fn chain(&self, unit: Unit, at: Instant) -> impl Iterator<Item = &Duty> {
        self.duties(unit).iter().filter(move |duty| duty.period.contains(at))
    }

    /// Returns true if an active member leads a unit at an instant, absent or not.
    pub fn has_head(&self, unit: Unit, at: Instant) -> bool {
        self.chain(unit, at)
            .any(|duty| duty.capacity == Capacity::Leader && self.is_active(duty.member))
    }

    /// Returns a duty by identifier.
    pub fn duty(&self, id: DutyId) -> Option<&Duty> {
        self.rows
            .units
            .get(&id)
            .and_then(|&unit| self.duties(unit).iter().find(|duty| duty.id == id))
    }

    /// Returns the duties of a member at an instant.
    pub fn duties_of(&self, member: MemberId, at: Instant) -> impl Iterator<Item = &Duty> {
        let units = self.rows.units_of.get(&member).map_or(&[][..], Vec::as_slice);
        units
            .iter()
            .flat_map(move |&unit| self.chain(unit, at))
            .filter(move |duty| duty.member == member)
    }

    /// Returns all duties of a member, past and future ones included.
    pub fn all_duties_of(&self, member: MemberId) -> impl Iterator<Item = &Duty> {
        let units = self.rows.units_of.get(&member).map_or(&[][..], Vec::as_slice);
        units.iter().flat_map(|&unit| self.duties(unit)).filter(move |duty| duty.member == member)
    }

    /// Returns true if the member has a duty by which they may hold requests of the unit at an
    /// instant: as leader, deputy or on call.
    pub fn answers_for(&self, member: MemberId, unit: Unit, at: Instant) -> bool {
        self.chain(unit, at).any(|duty| duty.member == member && duty.capacity != Capacity::Worker)
    }

    /// Returns true if the member is leader or deputy of the unit at an instant.
    pub fn leads(&self, member: MemberId, unit: Unit, at: Instant) -> bool {
        self.chain(unit, at).any(|duty| duty.member == member && duty.capacity.leads())
    }

    /// Returns all duties, in no order.
    pub fn all_duties(&self) -> impl Iterator<Item = &Duty> {
        self.rows.duties.values().flat_map(|duties| duties.iter())
    }

    /// Returns the absences of a member, past and future ones included.
    pub fn absences(&self, member: MemberId) -> &[Absence] {
        self.rows.absences.get(&member).map_or(&[], Vec::as_slice)
    }

    /// Returns an absence by identifier.
    pub fn absence(&self, id: AbsenceId) -> Option<&Absence> {
        self.rows.absences.values().flatten().find(|absence| absence.id == id)
    }

    /// Returns all absences, in no order.
    pub fn all_absences(&self) -> impl Iterator<Item = &Absence> {
        self.rows.absences.values().flatten()
    }

    /// Returns the appointments of a member at an instant.
    pub fn appointments_of(
        &self,
        member: MemberId,
        at: Instant,
    ) -> impl Iterator<Item = &Appointment> {
        self.all_appointments_of(member)
            .iter()
            .filter(move |appointment| appointment.period.contains(at))
    }

    /// Returns the appointments of a member, past and future ones included.
    pub fn all_appointments_of(&self, member: MemberId) -> &[Appointment] {
        self.rows.appointments.get(&member).map_or(&[], Vec::as_slice)
    }

    /// Returns true if any active member has a role over a grid by appointment.
    pub fn is_appointed(&self, role: Role, grid: GridId, at: Instant) -> bool {
        let holds =
            |held: &Appointment| (held.role, held.grid) == (role, grid) && held.period.contains(at);
        self.all_appointments().any(|held| holds(held) && self.is_active(held.member))
    }

    /// Returns the active members who act for an organisation at an instant, in no order.
    pub fn liaisons(
        &self,
        organization: OrganizationId,
        at: Instant,
    ) -> impl Iterator<Item = MemberId> {
        self.all_appointments()
            .filter(move |held| held.organization == Some(organization))
            .filter(move |held| held.period.contains(at) && self.is_active(held.member))
            .map(|held| held.member)
    }

    /// Returns the organisations that a member acts for at an instant: as a liaison, or by a duty in
    /// an office.
    pub fn acts_for(&self, member: MemberId, at: Instant) -> impl Iterator<Item = OrganizationId> {
        let appointed = self.appointments_of(member, at).filter_map(|held| held.organization);
        let offices = self.duties_of(member, at).filter_map(|duty| match duty.unit {
            Unit::Office(office) => Some(office),
            Unit::Grid(_) | Unit::BuildingGroup(_) | Unit::Desk(_) => None,
        });
        appointed.chain(offices)
    }

    /// Returns all appointments, past and future ones included, in no order.
    pub fn all_appointments(&self) -> impl Iterator<Item = &Appointment> {
        self.rows.appointments.values().flatten()
    }

    /// Returns an appointment by identifier.
    pub fn appointment(&self, id: AppointmentId) -> Option<&Appointment> {
        self.all_appointments().find(|appointment| appointment.id == id)
    }

    /// Returns true if the member may act at all.
    pub fn is_active(&self, member: MemberId) -> bool {
        self.member(member).is_some_and(|member| member.active)
    }

    /// Returns true if the member exists and may not act.
    pub fn is_inactive(&self, member: MemberId) -> bool {
        self.inactive.contains(&member)
    }

    /// Returns true if the member is absent at an instant.
    pub fn is_absent(&self, member: MemberId, at: Instant) -> bool {
        self.absences(member).iter().any(|absence| absence.period.contains(at))
    }
}
