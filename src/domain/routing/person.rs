//! Step 4: the person who answers for a unit at an instant.

use super::trace::{SkipReason, TraceStep};
use crate::domain::atlas::Atlas;
use crate::domain::duty::{Capacity, Duty};
use crate::domain::id::{GridId, MemberId};
use crate::domain::period::Instant;
use crate::domain::unit::Unit;

/// Whom of a unit is asked, and in what order.
#[derive(Debug, Clone, Copy)]
pub(super) struct AskingOrder {
    /// Whether its leader or its deputies come first.
    pub first: Capacity,
    /// Whether whoever is on call goes before all others.
    pub on_call: bool,
}

impl Default for AskingOrder {
    fn default() -> Self {
        Self { first: Capacity::Leader, on_call: false }
    }
}

/// The duty by which somebody answers for a unit: that of its leader; when absent its deputies by
/// rank; then the next unit up. At the root absence does not remove the leader. None only in an
/// atlas whose root has no active leader.
pub fn answering(atlas: &Atlas, unit: Unit, at: Instant) -> Option<&Duty> {
    let mut unit = Some(unit);
    while let Some(asked) = unit {
        if let Some(duty) = available(atlas, asked, Capacity::Leader, at, |_| true, &mut |_| ()) {
            return Some(duty);
        }
        unit = atlas.above(asked);
    }
    last_resort(atlas, at, |_| true)
}

/// Those who may answer for a unit at any hour: its leader, then its deputies by rank.
pub(super) fn candidates(atlas: &Atlas, unit: Unit, at: Instant) -> impl Iterator<Item = &Duty> {
    atlas.people().chain(unit, at).filter(|duty| duty.capacity.leads())
}

/// Those who may answer when some capacity is asked first: whoever is on call alone, else the
/// leader and the deputies. At the desk whoever is on call goes before them at any hour.
fn ordered(atlas: &Atlas, unit: Unit, first: Capacity, at: Instant) -> impl Iterator<Item = &Duty> {
    let chain = move || atlas.people().chain(unit, at);
    let on_call = chain()
        .filter(move |duty| unit.is_desk() && first.leads() && duty.capacity == Capacity::OnCall);
    let rest = chain()
        .filter(move |duty| first.leads() && duty.capacity.leads() && duty.capacity != first);
    on_call.chain(chain().filter(move |duty| duty.capacity == first)).chain(rest)
}

/// The first of a unit who is free, active and present.
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

/// The first candidate of the root who is free and active, absent or not.
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
