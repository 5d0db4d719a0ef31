//! Step 0: nobody handles a complaint about themselves, and nobody learns who complained about them.

use super::person::{above, available, candidates, last_resort};
use super::trace::Step;
use crate::domain::atlas::Atlas;
use crate::domain::duty::{Duty, Holding};
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
    /// Those who were skipped before: they stay out when it is routed again.
    pub skipped: Vec<MemberId>,
}

impl Conflicts {
    /// Those whom the request concerns, as far as they are known before the place is.
    fn concerned(&self) -> impl Iterator<Item = MemberId> {
        self.reporter.into_iter().chain(self.subject).chain(self.skipped.iter().copied())
    }
}

/// The first unconflicted person from a unit upward, and everybody who was skipped or is concerned.
/// Below the root the whole chain of a concerned unit is skipped; at the root only the persons concerned.
pub(super) fn unconflicted_holder(
    atlas: &Atlas,
    start: Unit,
    conflicts: &Conflicts,
    at: Instant,
    note: &mut impl FnMut(Step),
) -> Option<(Holding, Vec<MemberId>)> {
    let mut concerned: Vec<MemberId> = conflicts.concerned().collect();
    if conflicts.about_staff && conflicts.subject.is_none() && conflicts.skipped.is_empty() {
        concerned.extend(on_duty(atlas, start, at));
    }
    let mut skipped = concerned.clone();
    let mut unit = Some(start);
    while let Some(asked) = unit {
        let next = above(atlas, asked);
        let is_root = next.is_none();
        let conflicted = candidates(atlas, asked, at).any(|duty| concerned.contains(&duty.member));
        if conflicted && !is_root {
            note(Step::Conflict { unit: asked });
            skipped.extend(atlas.people().chain(asked, at).map(|duty| duty.member));
        } else if let Some(duty) = available(atlas, asked, at, |member| !skipped.contains(&member), note) {
            return Some(chosen(duty, skipped, note));
        } else if !is_root {
            note(Step::Vacant { unit: asked });
        }
        unit = next;
    }
    at_the_root(atlas, conflicts, &concerned, &skipped, at, note).map(|duty| chosen(duty, skipped, note))
}

/// Nobody at the root is free and present: absence gives way first, then earlier skips, then the conflict itself.
fn at_the_root<'a>(
    atlas: &'a Atlas,
    conflicts: &Conflicts,
    concerned: &[MemberId],
    skipped: &[MemberId],
    at: Instant,
    note: &mut impl FnMut(Step),
) -> Option<&'a Duty> {
    let unskipped = last_resort(atlas, at, |member| !skipped.contains(&member));
    if let Some(duty) = unskipped.or_else(|| last_resort(atlas, at, |member| !concerned.contains(&member))) {
        note(Step::RootAbsent);
        return Some(duty);
    }
    note(Step::RootConflict);
    let subject = |member: MemberId| conflicts.subject == Some(member);
    last_resort(atlas, at, |member| !subject(member)).or_else(|| last_resort(atlas, at, |_| true))
}

/// The holder may see what they hold, whatever was skipped on the way to them.
fn chosen(duty: &Duty, mut skipped: Vec<MemberId>, note: &mut impl FnMut(Step)) -> (Holding, Vec<MemberId>) {
    note(Step::Chosen { unit: duty.unit, member: duty.member, capacity: duty.capacity });
    skipped.sort_unstable();
    skipped.dedup();
    skipped.retain(|&member| member != duty.member);
    (duty.into(), skipped)
}

/// Whom "a person on duty here" may mean: the chain of the unit; at the root its leader alone, so that somebody is left.
fn on_duty(atlas: &Atlas, unit: Unit, at: Instant) -> Vec<MemberId> {
    let limit = if above(atlas, unit).is_none() { 1 } else { usize::MAX };
    atlas.people().chain(unit, at).take(limit).map(|duty| duty.member).collect()
}
