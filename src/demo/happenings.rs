//! Absences of those who serve.

use super::areas::{DemoArea, FIRST_GRID};
use super::identifiers::DemoIdentifiers;
use super::stories::{BOTH_AWAY, LEADER_AWAY};
use crate::domain::atlas::Atlas;
use crate::domain::atlas_edit::AtlasEdit;
use crate::domain::duty::{Absence, AbsenceKind, Capacity};
use crate::domain::id::AbsenceId;
use crate::domain::period::{Instant, Period};
use crate::domain::unit::Unit;
use chrono::TimeDelta;

/// An absence that is entered at one time and begins then or later.
#[derive(Debug, Clone, Copy)]
pub(super) struct Happening {
    /// Hours before the present at which it is entered.
    pub hours_before: i64,
    /// Hours from its entry until it begins.
    hours_ahead: i64,
    /// Length in hours.
    hours: i64,
    /// The grid, by its index in the list of areas.
    area: usize,
    /// Capacity of the absent member in the grid.
    capacity: Capacity,
    kind: AbsenceKind,
}

const DAY: i64 = 24;

const fn away(days: [i64; 3], area: usize, capacity: Capacity, kind: AbsenceKind) -> Happening {
    let [before, ahead, length] = days;
    Happening {
        hours_before: before * DAY,
        hours_ahead: ahead * DAY,
        hours: length * DAY,
        area,
        capacity,
        kind,
    }
}

/// Past, present and future absences: days before the present at which they are entered, days until
/// they begin, and days that they last.
pub(super) const HAPPENINGS: [Happening; 6] = [
    away([22, 1, 5], FIRST_GRID + 2, Capacity::Deputy, AbsenceKind::Business),
    away([5, 1, 9], FIRST_GRID + LEADER_AWAY, Capacity::Leader, AbsenceKind::Leave),
    away([3, 0, 8], FIRST_GRID + BOTH_AWAY, Capacity::Leader, AbsenceKind::Sick),
    away([3, 1, 4], FIRST_GRID + BOTH_AWAY, Capacity::Deputy, AbsenceKind::Training),
    away([2, 8, 3], 2, Capacity::Leader, AbsenceKind::Training),
    away([1, 12, 7], FIRST_GRID + 12, Capacity::Leader, AbsenceKind::Leave),
];

impl Happening {
    /// Returns the edit that enters it at an instant; `None` without the grid or the person.
    pub fn edit(
        &self,
        atlas: &Atlas,
        areas: &[DemoArea],
        identifiers: &mut DemoIdentifiers,
        now: Instant,
    ) -> Option<AtlasEdit> {
        let from = now + TimeDelta::hours(self.hours_ahead);
        let grid = areas.get(self.area).and_then(|area| atlas.tree().by_code(&area.code))?;
        let mut chain = atlas.people().chain(Unit::Grid(grid.id), now);
        let member = chain.find(|duty| duty.capacity == self.capacity)?.member;
        let id = AbsenceId(identifiers.next());
        let period = Period { from, to: Some(from + TimeDelta::hours(self.hours)) };
        Some(AtlasEdit::AddAbsence(Absence { id, member, kind: self.kind, period, version: 1 }))
    }
}
