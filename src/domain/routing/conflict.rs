//! Step 0: nobody handles a complaint about themselves, and nobody learns who complained about
//! them.

use super::person::{AskingOrder, available, last_resort};
use super::trace::TraceStep;
use crate::domain::atlas::Atlas;
use crate::domain::duty::{Capacity, Duty, Holding};
use crate::domain::id::MemberId;
use crate::domain::period::Instant;
use crate::domain::unit::Unit;

/// Whom a request concerns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Conflicts {
    /// The reporter, when they are a member.
    pub reporter: Option<MemberId>,
    /// The person it is about, when named.
    pub subject: Option<MemberId>,
    /// It is about a person on duty at the place, not named.
    pub about_staff: bool,
    /// Those who were kept out before: they stay out when it is routed again.
    pub kept_out: Excluded,
}

/// Who must neither handle nor see a request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Excluded {
    /// Persons.
    pub members: Vec<MemberId>,
    /// Units whose whole chain was skipped, whoever joins it later.
    pub units: Vec<Unit>,
}

impl Excluded {
    /// Whether a member is kept out at an instant.
    pub fn includes(&self, atlas: &Atlas, member: MemberId, at: Instant) -> bool {
        let in_chain =
            |&unit: &Unit| atlas.people().chain(unit, at).any(|duty| duty.member == member);
        self.members.contains(&member) || self.units.iter().any(in_chain)
    }

    fn chain(&mut self, atlas: &Atlas, unit: Unit, at: Instant) {
        self.units.push(unit);
        self.members.extend(atlas.people().chain(unit, at).map(|duty| duty.member));
    }

    /// The holder may see what they hold, whatever was skipped on the way to them.
    fn without(mut self, holder: MemberId) -> Self {
        self.members.sort_unstable();
        self.members.dedup();
        self.members.retain(|&member| member != holder);
        self.units.sort_unstable();
        self.units.dedup();
        self
    }
}

impl Conflicts {
    /// Those whom the request concerns, as far as they are known before the place is.
    fn concerned(&self) -> impl Iterator<Item = MemberId> {
        self.reporter.into_iter().chain(self.subject).chain(self.kept_out.members.iter().copied())
    }

    /// Whether it is about somebody who serves at the place and is not named.
    fn about_anybody(&self) -> bool {
        self.about_staff && self.subject.is_none() && self.kept_out == Excluded::default()
    }

    fn is_of_subject(&self, atlas: &Atlas, unit: Unit, at: Instant) -> bool {
        self.subject.is_some_and(|subject| {
            atlas.people().chain(unit, at).any(|duty| duty.member == subject)
        })
    }
}

/// The first unconflicted person from a unit upward, and everybody who is kept out. `below` are the
/// units between the place and the one where answering begins: they are asked for nothing, and yet
/// it may be about them. Below the root the whole chain of a concerned unit is skipped; at the root
/// and at the desk only the persons concerned.
pub(super) fn unconflicted_holder(
    atlas: &Atlas,
    (below, start): (&[Unit], Unit),
    conflicts: &Conflicts,
    asked: AskingOrder,
    at: Instant,
    note: &mut impl FnMut(TraceStep),
) -> Option<(Holding, Excluded)> {
    let mut concerned: Vec<MemberId> = conflicts.concerned().collect();
    let mut kept_out =
        Excluded { members: concerned.clone(), units: conflicts.kept_out.units.clone() };
    if conflicts.about_anybody() {
        // Whoever serves at the desk is not on duty at the place.
        let there = below.iter().copied().chain([start]).filter(|unit| !unit.is_desk());
        concerned.extend(there.flat_map(|unit| on_duty(atlas, unit, at)));
        kept_out.members.extend(&concerned);
    }
    // At the root others of the chain must be left.
    for &unit in below.iter().filter(|&&unit| atlas.above(unit).is_some()) {
        if conflicts.about_anybody() || conflicts.is_of_subject(atlas, unit, at) {
            note(TraceStep::Conflict { unit });
            kept_out.chain(atlas, unit, at);
        }
    }
    let climb = Climb { atlas, conflicts, concerned: &concerned, at };
    if asked.on_call {
        let mut steps = Vec::new();
        let found = climb
            .from(start, Capacity::OnCall, &mut kept_out.clone(), &mut |step| steps.push(step));
        if found.is_some() {
            note(TraceStep::OutsideHours);
            steps.into_iter().for_each(note);
            return found;
        }
    }
    let found = climb.from(start, asked.first, &mut kept_out, note);
    found.or_else(|| {
        let duty = at_the_root(atlas, conflicts, &concerned, &kept_out.members, at, note)?;
        Some(chosen(duty, kept_out, note))
    })
}

/// The way up from unit to unit.
struct Climb<'a> {
    atlas: &'a Atlas,
    conflicts: &'a Conflicts,
    concerned: &'a [MemberId],
    at: Instant,
}

impl Climb<'_> {
    /// The first who is free and present, of those asked first or of the others who lead a unit;
    /// `kept_out` grows by the chains that are skipped.
    fn from(
        &self,
        start: Unit,
        first: Capacity,
        kept_out: &mut Excluded,
        note: &mut impl FnMut(TraceStep),
    ) -> Option<(Holding, Excluded)> {
        let mut unit = Some(start);
        while let Some(asked) = unit {
            let next = self.atlas.above(asked);
            let is_root = next.is_none();
            let skips_persons = is_root || asked.is_desk();
            if self.is_conflicted(asked, first, kept_out) && !skips_persons {
                note(TraceStep::Conflict { unit: asked });
                kept_out.chain(self.atlas, asked, self.at);
            } else {
                let free = |member: MemberId| !kept_out.members.contains(&member);
                if let Some(duty) = available(self.atlas, asked, first, self.at, free, note) {
                    return Some(chosen(duty, std::mem::take(kept_out), note));
                }
                if !is_root && first.leads() {
                    note(TraceStep::Vacant { unit: asked });
                }
            }
            unit = next;
        }
        None
    }

    fn is_conflicted(&self, unit: Unit, first: Capacity, kept_out: &Excluded) -> bool {
        let people = self.atlas.people();
        let asked = |capacity: Capacity| capacity.leads() || capacity == first;
        kept_out.units.contains(&unit)
            || self.conflicts.is_of_subject(self.atlas, unit, self.at)
            || people
                .chain(unit, self.at)
                .any(|duty| asked(duty.capacity) && self.concerned.contains(&duty.member))
    }
}

/// Nobody at the root is free and present: absence gives way first, then earlier skips, then the
/// conflict itself.
fn at_the_root<'a>(
    atlas: &'a Atlas,
    conflicts: &Conflicts,
    concerned: &[MemberId],
    kept_out: &[MemberId],
    at: Instant,
    note: &mut impl FnMut(TraceStep),
) -> Option<&'a Duty> {
    let unskipped = last_resort(atlas, at, |member| !kept_out.contains(&member));
    if let Some(duty) =
        unskipped.or_else(|| last_resort(atlas, at, |member| !concerned.contains(&member)))
    {
        note(TraceStep::RootAbsent);
        return Some(duty);
    }
    note(TraceStep::RootConflict);
    let subject = |member: MemberId| conflicts.subject == Some(member);
    last_resort(atlas, at, |member| !subject(member)).or_else(|| last_resort(atlas, at, |_| true))
}

fn chosen(
    duty: &Duty,
    kept_out: Excluded,
    note: &mut impl FnMut(TraceStep),
) -> (Holding, Excluded) {
    note(TraceStep::Chosen { unit: duty.unit, member: duty.member, capacity: duty.capacity });
    (duty.into(), kept_out.without(duty.member))
}

/// Whom "a person on duty here" may mean: the chain of the unit; at the root its leader alone, so
/// that somebody is left.
fn on_duty(atlas: &Atlas, unit: Unit, at: Instant) -> Vec<MemberId> {
    let limit = if atlas.above(unit).is_none() { 1 } else { usize::MAX };
    atlas.people().chain(unit, at).take(limit).map(|duty| duty.member).collect()
}
