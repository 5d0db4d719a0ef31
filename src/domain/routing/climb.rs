//! The one search for who answers: from a unit upward, past those who are away, inactive or
//! concerned.

use super::excluded::Excluded;
use super::person::{AskingOrder, available, last_resort};
use super::trace::TraceStep;
use crate::domain::atlas::Atlas;
use crate::domain::duty::{Capacity, Duty};
use crate::domain::id::MemberId;
use crate::domain::period::Instant;
use crate::domain::unit::Unit;

/// Returns the duty by which somebody answers for a unit: that of its leader; if absent its
/// deputies by rank; then the next unit up. At the root absence does not remove the leader. None
/// only in an atlas whose root has no active leader.
pub fn answering(atlas: &Atlas, unit: Unit, at: Instant) -> Option<&Duty> {
    let climb = Climb { atlas, subject: None, concerned: &[], at };
    climb.holder(unit, AskingOrder::default(), &mut Excluded::default(), &mut |_| ())
}

/// Search upward from unit to unit at an instant.
pub(super) struct Climb<'a, 'c> {
    pub atlas: &'a Atlas,
    /// Named subject of the request.
    pub subject: Option<MemberId>,
    /// Everybody whom the request concerns.
    pub concerned: &'c [MemberId],
    pub at: Instant,
}

impl<'a> Climb<'a, '_> {
    /// Finds who answers from a unit upward: those on call if they are asked, else whoever leads,
    /// at the root whoever is left. Adds the chains that are skipped to `excluded_people`.
    pub fn holder(
        &self,
        start: Unit,
        asked: AskingOrder,
        excluded_people: &mut Excluded,
        note: &mut impl FnMut(TraceStep),
    ) -> Option<&'a Duty> {
        if asked.on_call {
            let mut steps = Vec::new();
            let mut skipped = excluded_people.clone();
            let found =
                self.present(start, Capacity::OnCall, &mut skipped, &mut |step| steps.push(step));
            if found.is_some() {
                *excluded_people = skipped;
                note(TraceStep::OutsideHours);
                steps.into_iter().for_each(note);
                return found;
            }
        }
        self.present(start, asked.first, excluded_people, note)
            .or_else(|| self.at_the_root(&excluded_people.members, note))
    }

    /// Finds the first person who is free and present, in the capacity asked first or another that
    /// leads a unit. Below the root the whole chain of a concerned unit is skipped; at the root and
    /// at the desk only the persons concerned.
    fn present(
        &self,
        start: Unit,
        first: Capacity,
        excluded_people: &mut Excluded,
        note: &mut impl FnMut(TraceStep),
    ) -> Option<&'a Duty> {
        let mut unit = Some(start);
        while let Some(asked) = unit {
            let next = self.atlas.above(asked);
            let is_root = next.is_none();
            let skips_persons = is_root || asked.is_desk();
            if !skips_persons && self.is_conflicted(asked, first, excluded_people) {
                note(TraceStep::Conflict { unit: asked });
                excluded_people.chain(self.atlas, asked, self.at);
            } else {
                let free = |member: MemberId| !excluded_people.members.contains(&member);
                if let Some(duty) = available(self.atlas, asked, first, self.at, free, note) {
                    return Some(duty);
                }
                if !is_root && first.leads() {
                    note(TraceStep::Vacant { unit: asked });
                }
            }
            unit = next;
        }
        None
    }

    fn is_conflicted(&self, unit: Unit, first: Capacity, excluded_people: &Excluded) -> bool {
        let asked = |capacity: Capacity| capacity.leads() || capacity == first;
        let chain = || self.atlas.people().chain(unit, self.at);
        excluded_people.units.contains(&unit)
            || self.subject.is_some_and(|subject| chain().any(|duty| duty.member == subject))
            || !self.concerned.is_empty()
                && chain().any(|duty| asked(duty.capacity) && self.concerned.contains(&duty.member))
    }

    /// Chooses at the root when nobody is free and present: absence is ignored first, then earlier
    /// skips, then the conflict itself, that of the subject last.
    fn at_the_root(
        &self,
        excluded_people: &[MemberId],
        note: &mut impl FnMut(TraceStep),
    ) -> Option<&'a Duty> {
        let free_of = |others: &[MemberId]| {
            last_resort(self.atlas, self.at, |member| !others.contains(&member))
        };
        if let Some(duty) = free_of(excluded_people).or_else(|| free_of(self.concerned)) {
            note(TraceStep::RootAbsent);
            return Some(duty);
        }
        note(TraceStep::RootConflict);
        last_resort(self.atlas, self.at, |member| self.subject != Some(member))
            .or_else(|| last_resort(self.atlas, self.at, |_| true))
    }
}
