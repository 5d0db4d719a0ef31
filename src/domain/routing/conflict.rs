//! Step 0: conflict. Nobody handles a complaint about themselves, and nobody learns who complained
//! about them.

use super::climb::Climb;
use super::excluded::Excluded;
use super::person::AskingOrder;
use super::trace::TraceStep;
use crate::domain::atlas::Atlas;
use crate::domain::duty::Holding;
use crate::domain::id::{MemberId, OrganizationId};
use crate::domain::period::Instant;
use crate::domain::unit::Unit;

/// People whom a request concerns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Conflicts {
    /// Reporter, if they are a member.
    pub reporter: Option<MemberId>,
    /// Person it is about, if named.
    pub subject: Option<MemberId>,
    /// True if it is about a person on duty at the place, not named.
    pub about_staff: bool,
    /// Members whose home is an organisation that it is about.
    pub partisans: Vec<MemberId>,
    /// Organisations that it is about.
    pub organizations: Vec<OrganizationId>,
    /// People excluded by an earlier routing, who stay excluded.
    pub excluded_people: Excluded,
}

impl Conflicts {
    /// Returns the people whom the request concerns, as far as known before the place is.
    fn concerned(&self) -> impl Iterator<Item = MemberId> {
        self.reporter
            .into_iter()
            .chain(self.subject)
            .chain(self.partisans.iter().copied())
            .chain(self.excluded_people.members.iter().copied())
    }

    /// Returns the organisations that it is about, by this routing and earlier ones.
    pub(super) fn all_organizations(&self) -> Vec<OrganizationId> {
        [&self.organizations[..], &self.excluded_people.organizations[..]].concat()
    }

    /// Returns true if it is about an unnamed person on duty at the place.
    fn about_anybody(&self) -> bool {
        let earlier = &self.excluded_people;
        let is_first = earlier.members.is_empty() && earlier.units.is_empty();
        self.about_staff && self.subject.is_none() && is_first
    }

    fn is_of_subject(&self, atlas: &Atlas, unit: Unit, at: Instant) -> bool {
        self.subject.is_some_and(|subject| {
            atlas.people().chain(unit, at).any(|duty| duty.member == subject)
        })
    }
}

/// Where the search for a holder starts.
pub(super) struct SearchStart {
    /// Units between the place and the first one asked: nobody there is asked, but the request may
    /// concern them.
    pub passed: Vec<Unit>,
    /// The first unit asked.
    pub unit: Unit,
}

impl SearchStart {
    /// Starts at a unit, whatever lies below it.
    pub const fn at(unit: Unit) -> Self {
        Self { passed: Vec::new(), unit }
    }
}

/// Finds the first person without a conflict from a unit upward, and everybody who is excluded.
/// Below the root the whole chain of a concerned unit is skipped; at the root and at the desk only
/// the persons concerned.
pub(super) fn unconflicted_holder(
    atlas: &Atlas,
    start: &SearchStart,
    conflicts: &Conflicts,
    asked: AskingOrder,
    at: Instant,
    note: &mut impl FnMut(TraceStep),
) -> Option<(Holding, Excluded)> {
    let mut concerned: Vec<MemberId> = conflicts.concerned().collect();
    let mut excluded_people = Excluded {
        members: concerned.clone(),
        units: conflicts.excluded_people.units.clone(),
        organizations: conflicts.all_organizations(),
    };
    if conflicts.about_anybody() {
        // People at the desk are not on duty at the place.
        let there = start.passed.iter().copied().chain([start.unit]).filter(|unit| !unit.is_desk());
        concerned.extend(there.flat_map(|unit| on_duty(atlas, unit, at)));
        excluded_people.members.extend(&concerned);
    }
    // At the root others of the chain must remain.
    for &unit in start.passed.iter().filter(|&&unit| atlas.above(unit).is_some()) {
        if conflicts.about_anybody() || conflicts.is_of_subject(atlas, unit, at) {
            note(TraceStep::Conflict { unit });
            excluded_people.chain(atlas, unit, at);
        }
    }
    let climb = Climb { atlas, subject: conflicts.subject, concerned: &concerned, at };
    let duty = climb.holder(start.unit, asked, &mut excluded_people, note)?;
    note(TraceStep::Chosen { unit: duty.unit, member: duty.member, capacity: duty.capacity });
    Some((duty.into(), excluded_people.without(duty.member)))
}

/// Returns the people that "a person on duty here" may mean: the chain of the unit; at the root its
/// leader alone, so that somebody remains.
fn on_duty(atlas: &Atlas, unit: Unit, at: Instant) -> Vec<MemberId> {
    let limit = if atlas.above(unit).is_none() { 1 } else { usize::MAX };
    atlas.people().chain(unit, at).take(limit).map(|duty| duty.member).collect()
}
