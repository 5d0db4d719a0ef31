//! What happens to those who serve: they are away.

use super::areas::{DemoArea, FIRST_GRID};
use super::identifiers::DemoIdentifiers;
use super::stories::{BOTH_AWAY, LEADER_AWAY};
use crate::domain::atlas::Atlas;
use crate::domain::duty::{Absence, AbsenceKind, Capacity};
use crate::domain::id::AbsenceId;
use crate::domain::operation::AtlasEdit;
use crate::domain::period::{Instant, Period};
use crate::domain::unit::Unit;
use chrono::TimeDelta;

/// An absence that is entered at one time and begins then or later.
#[derive(Debug, Clone, Copy)]
pub(super) struct Happening {
    /// How many hours before the present it is entered.
    pub hours_before: i64,
    /// How many hours later it begins.
    hours_ahead: i64,
    /// How many hours it lasts.
    hours: i64,
    /// The grid, by its place in the list of areas.
    area: usize,
    /// Who of the grid is away.
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

/// Past, present and future absences, as entered days before the present, days ahead, and for so
/// many days.
pub(super) const HAPPENINGS: [Happening; 6] = [
    away([22, 1, 5], FIRST_GRID + 2, Capacity::Deputy, AbsenceKind::Business),
    away([5, 1, 9], FIRST_GRID + LEADER_AWAY, Capacity::Leader, AbsenceKind::Leave),
    away([3, 0, 8], FIRST_GRID + BOTH_AWAY, Capacity::Leader, AbsenceKind::Sick),
    away([3, 1, 4], FIRST_GRID + BOTH_AWAY, Capacity::Deputy, AbsenceKind::Training),
    away([2, 8, 3], 2, Capacity::Leader, AbsenceKind::Training),
    away([1, 12, 7], FIRST_GRID + 12, Capacity::Leader, AbsenceKind::Leave),
];

impl Happening {
    /// What is entered at an instant. Nothing when the grid or the person is not there.
    pub fn operation(
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
        let (id, period) = (
            AbsenceId(identifiers.next()),
            Period { from, to: Some(from + TimeDelta::hours(self.hours)) },
        );
        Some(AtlasEdit::AddAbsence(Absence { id, member, kind: self.kind, period, version: 1 }))
    }
}
