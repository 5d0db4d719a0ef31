//! What happens to those who serve: they are away, and hand their duties over.

use super::areas::{Area, FIRST_GRID};
use super::identifiers::Identifiers;
use super::stories::{BOTH_AWAY, CHANGED_HANDS, LEADER_AWAY};
use crate::domain::atlas::Atlas;
use crate::domain::duty::{Absence, AbsenceKind, Capacity, Duty};
use crate::domain::id::{AbsenceId, DutyId, MemberId};
use crate::domain::operation::Operation;
use crate::domain::period::{Instant, Period};
use crate::domain::unit::Unit;
use chrono::TimeDelta;

/// Something that is entered at one time and takes effect then or later.
#[derive(Debug, Clone, Copy)]
pub(super) struct Happening {
    /// How many hours before the present it is entered.
    pub hours_before: i64,
    /// How many hours later it takes effect.
    hours_ahead: i64,
    /// The grid, by its place in the list of areas.
    area: usize,
    what: What,
}

#[derive(Debug, Clone, Copy)]
enum What {
    /// Somebody is away for so many hours.
    Away(Capacity, AbsenceKind, i64),
    /// The leader's duty passes to one of those who wait for one.
    Successor(usize),
}

const DAY: i64 = 24;

const fn away(days: [i64; 3], area: usize, capacity: Capacity, kind: AbsenceKind) -> Happening {
    let [before, ahead, length] = days;
    let what = What::Away(capacity, kind, length * DAY);
    Happening { hours_before: before * DAY, hours_ahead: ahead * DAY, area, what }
}

/// Past, present and future absences, as entered days before the present, days ahead, and for so many days; a duty that
/// was handed over, and one that will be.
pub(super) const HAPPENINGS: [Happening; 8] = [
    away([22, 1, 5], FIRST_GRID + 2, Capacity::Deputy, AbsenceKind::Business),
    Happening { hours_before: 8 * DAY, hours_ahead: 0, area: FIRST_GRID + CHANGED_HANDS, what: What::Successor(0) },
    away([5, 1, 9], FIRST_GRID + LEADER_AWAY, Capacity::Leader, AbsenceKind::Leave),
    away([3, 0, 8], FIRST_GRID + BOTH_AWAY, Capacity::Leader, AbsenceKind::Sick),
    away([3, 1, 4], FIRST_GRID + BOTH_AWAY, Capacity::Deputy, AbsenceKind::Training),
    away([2, 8, 3], 2, Capacity::Leader, AbsenceKind::Training),
    away([1, 12, 7], FIRST_GRID + 12, Capacity::Leader, AbsenceKind::Leave),
    Happening { hours_before: DAY, hours_ahead: 15 * DAY, area: FIRST_GRID + 20, what: What::Successor(1) },
];

impl Happening {
    /// What is entered at an instant. Nothing when the grid or the person is not there.
    pub fn operations(
        &self,
        atlas: &Atlas,
        areas: &[Area],
        incoming: &[MemberId],
        identifiers: &mut Identifiers,
        now: Instant,
    ) -> Vec<Operation> {
        let from = now + TimeDelta::hours(self.hours_ahead);
        let Some(grid) = areas.get(self.area).and_then(|area| atlas.tree().by_code(&area.code)) else {
            return Vec::new();
        };
        let unit = Unit::Grid(grid.id);
        let held = |capacity| atlas.people().chain(unit, now).find(move |duty| duty.capacity == capacity);
        match self.what {
            What::Away(capacity, kind, hours) => {
                let id = AbsenceId(identifiers.next());
                let period = Period { from, to: Some(from + TimeDelta::hours(hours)) };
                let absent =
                    |duty: &Duty| Operation::AddAbsence(Absence { id, member: duty.member, kind, period, version: 1 });
                held(capacity).map(absent).into_iter().collect()
            }
            What::Successor(successor) => {
                let id = DutyId(identifiers.next());
                let succeeds = |duty: &Duty, &member: &MemberId| {
                    let next = Duty { id, member, period: Period::since(from), version: 1, ..*duty };
                    [Operation::EndDuty { duty: duty.id, at: from }, Operation::GiveDuty(next)]
                };
                let successor = held(Capacity::Leader).zip(incoming.get(successor));
                successor.map(|(duty, member)| succeeds(duty, member)).into_iter().flatten().collect()
            }
        }
    }
}
