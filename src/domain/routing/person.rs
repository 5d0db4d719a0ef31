//! Step 4: the person who answers for a unit at an instant.

use super::trace::{SkipReason, TraceStep};
use crate::domain::atlas::Atlas;
use crate::domain::duty::{Capacity, Duty};
use crate::domain::id::{GridId, MemberId};
use crate::domain::period::Instant;
use crate::domain::unit::Unit;

/// Order in which people of a unit are asked.
#[derive(Debug, Clone, Copy)]
pub(super) struct AskingOrder {
    /// Capacity that comes first: leader or deputy.
    pub first: Capacity,
    /// True if those on call go before all others.
    pub on_call: bool,
}

impl Default for AskingOrder {
    fn default() -> Self {
        Self { first: Capacity::Leader, on_call: false }
    }
}

/// Returns those who may answer for a unit at any hour: its leader, then its deputies by rank.
pub(super) fn candidates(atlas: &Atlas, unit: Unit, at: Instant) -> impl Iterator<Item = &Duty> {
    atlas.people().chain(unit, at).filter(|duty| duty.capacity.leads())
}

/// Returns those who may answer when a capacity is asked first: those on call alone, else the
/// leader and the deputies. At the desk those on call go before them at any hour.
fn ordered(atlas: &Atlas, unit: Unit, first: Capacity, at: Instant) -> impl Iterator<Item = &Duty> {
    let chain = move || atlas.people().chain(unit, at);
    let on_call = chain()
        .filter(move |duty| unit.is_desk() && first.leads() && duty.capacity == Capacity::OnCall);
    let rest = chain()
        .filter(move |duty| first.leads() && duty.capacity.leads() && duty.capacity != first);
    on_call.chain(chain().filter(move |duty| duty.capacity == first)).chain(rest)
}

/// Finds the first person of a unit who is free, active and present.
pub(super) fn available<'a>(
    atlas: &'a Atlas,
    unit: Unit,
    first: Capacity,
    at: Instant,
    free: impl Fn(MemberId) -> bool,
    note: &mut impl FnMut(TraceStep),
) -> Option<&'a Duty> {
    let people = atlas.people();
    ordered(atlas, unit, first, at).find(|duty| {
        let because = if !free(duty.member) {
            SkipReason::Concerned
        } else if people.is_inactive(duty.member) {
            SkipReason::Inactive
        } else if people.is_absent(duty.member, at) {
            SkipReason::Absent
        } else {
            return true;
        };
        note(TraceStep::Passed { unit, member: duty.member, capacity: duty.capacity, because });
        false
    })
}

/// Finds the first candidate of the root who is free and active, absent or not.
pub(super) fn last_resort(
    atlas: &Atlas,
    at: Instant,
    free: impl Fn(MemberId) -> bool,
) -> Option<&Duty> {
    candidates(atlas, Unit::Grid(root(atlas)?), at)
        .find(|duty| free(duty.member) && !atlas.people().is_inactive(duty.member))
}

pub(super) fn root(atlas: &Atlas) -> Option<GridId> {
    atlas.tree().root().map(|grid| grid.id)
}
