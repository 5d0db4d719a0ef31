//! Who holds an open request after responsibility changed.

use super::atlas::Atlas;
use super::change::Change;
use super::duty::{Duty, Holding};
use super::id::{DutyId, MemberId, RequestId};
use super::period::Instant;
use super::request::AssignmentCause;
use super::routing::{Conflicts, RequestPlace, Routed, route, route_from, route_from_the_desk};
use super::routing_rule::Matter;
use super::unit::Unit;
use crate::error::Problem;
use chrono::TimeDelta;

/// What is known of an open request when responsibility changes.
#[derive(Debug, Clone)]
pub struct ReholdCandidate<'a> {
    /// The request.
    pub request: RequestId,
    /// Where it is; of a grid that is gone, the grid that answers for it now.
    pub place: RequestPlace,
    /// What it is about, for the rules.
    pub matter: Matter<'a>,
    /// Who must not get it.
    pub conflicts: Conflicts,
    /// Who holds it.
    pub holding: Holding,
    /// Why they do.
    pub held_by: AssignmentCause,
}

impl ReholdCandidate<'_> {
    /// Why it is where a person put it, when one did: by handing it on, or by a bad verdict.
    pub fn by_hand(&self) -> Option<AssignmentCause> {
        Some(self.held_by).filter(|cause| {
            matches!(cause, AssignmentCause::Transfer | AssignmentCause::SecondHandling)
        })
    }
}

/// An open request that gets another holder.
#[derive(Debug, Clone, PartialEq)]
pub struct HolderChange {
    /// The request.
    pub request: RequestId,
    /// Who held it.
    pub from: Holding,
    /// Who holds it from now on, and why.
    pub routed: Routed,
    /// Why they hold it: the hand that put it there, the desk, or because a duty ended.
    pub held_by: AssignmentCause,
    /// Whether its place was looked for again; else it stays where it was found to be.
    pub placed_anew: bool,
    /// Whether only the desk may know who reported it.
    pub confidential: bool,
}

/// A change of responsibility, as open requests meet it.
#[derive(Debug, Clone, Copy)]
pub struct ReholdContext<'a> {
    /// Who was responsible.
    pub before: &'a Atlas,
    /// Who is responsible from now on.
    pub after: &'a Atlas,
    /// Members who give away what they hold, whatever duties they keep.
    pub vacated: &'a [MemberId],
    /// The requests that go back, by identifier, and alone leave holders who keep their duties;
    /// none: any may leave.
    pub restored: Option<&'a [RequestId]>,
    /// The instant at which it is asked who answers.
    pub at: Instant,
}

impl ReholdContext<'_> {
    /// Which of some open requests get another holder, in the same order.
    ///
    /// # Errors
    /// Those of [`route`].
    pub fn moves(&self, open: &[ReholdCandidate<'_>]) -> Result<Vec<HolderChange>, Problem> {
        let moving = |open| Ok(self.new_holder(open)?.map(|routed| moved(open, routed)));
        open.iter().filter_map(|open| moving(open).transpose()).collect()
    }

    /// Who must hold an open request from now on; none when who holds it keeps it.
    ///
    /// A request that was routed moves when routing it now would answer differently than before the
    /// change; one that a person handed on, that is handled a second time or that is confidential
    /// stays as long as its holder has the duty. Absences move nothing, unless who is absent gives
    /// away what they hold, or gets it back: then it moves when somebody else answers now.
    ///
    /// # Errors
    /// Those of [`route`].
    pub fn new_holder(&self, open: &ReholdCandidate<'_>) -> Result<Option<Routed>, Problem> {
        let (after, at, conflicts) = (self.after, self.at, &open.conflicts);
        let holds = still_holds(after, open.holding, at);
        let goes_back = self.goes_back(open);
        let stays_with_unit = open.by_hand().is_some() || open.matter.confidential;
        let given_away =
            self.vacated.contains(&open.holding.member) || (goes_back && stays_with_unit);
        let must_move =
            |now: &Routed| !holds || (given_away && now.holding.member != open.holding.member);
        if open.held_by == AssignmentCause::Desk {
            return self.new_holder_at_the_desk(open, must_move);
        }
        if stays_with_unit {
            if holds && !given_away {
                return Ok(None);
            }
            return Ok(Some(self.successor(open)?).filter(must_move));
        }
        let now = route(after, &open.place, &open.matter, conflicts, at)?;
        if must_move(&now) {
            return Ok(Some(now));
        }
        if same(now.holding, open.holding) {
            return Ok(None);
        }
        let was = route(self.before, &open.place, &open.matter, conflicts, at);
        let unchanged = was.is_ok_and(|was| same(was.holding, now.holding));
        let stays = self.restored.is_some() && !goes_back;
        Ok(Some(now).filter(|_| !unchanged && !stays))
    }

    fn goes_back(&self, open: &ReholdCandidate<'_>) -> bool {
        self.restored.is_some_and(|restored| restored.binary_search(&open.request).is_ok())
    }

    /// Who answers for the unit that a request stays with. What is confidential goes to the desk
    /// when that unit is gone, or when it concerns one of its people.
    fn successor(&self, open: &ReholdCandidate<'_>) -> Result<Routed, Problem> {
        let unit = standing(self.after, open.holding.unit);
        if open.matter.confidential && unit != open.holding.unit {
            return route_from_the_desk(self.after, &open.conflicts, self.at);
        }
        let now = route_from(self.after, unit, &open.conflicts, self.at)?;
        match open.matter.confidential && now.trace.meets_conflict() {
            true => route_from_the_desk(self.after, &open.conflicts, self.at),
            false => Ok(now),
        }
    }

    /// Who answers for the desk, when what lies there gets another holder: the one before answers
    /// no more, or somebody was given a duty that goes before theirs.
    fn new_holder_at_the_desk(
        &self,
        open: &ReholdCandidate<'_>,
        must_move: impl Fn(&Routed) -> bool,
    ) -> Result<Option<Routed>, Problem> {
        let now = route_from_the_desk(self.after, &open.conflicts, self.at)?;
        if must_move(&now) {
            return Ok(Some(now));
        }
        let was = route_from_the_desk(self.before, &open.conflicts, self.at)?;
        let changed = !same(was.holding, now.holding) && !same(now.holding, open.holding);
        let stays = self.restored.is_some() && !self.goes_back(open);
        Ok(Some(now).filter(|_| changed && !stays))
    }
}

fn moved(open: &ReholdCandidate<'_>, routed: Routed) -> HolderChange {
    let confidential = open.matter.confidential;
    let to_desk =
        open.held_by == AssignmentCause::Desk || confidential && routed.trace.begins_at_the_desk();
    let held_by = match open.by_hand() {
        _ if to_desk => AssignmentCause::Desk,
        Some(hand) => hand,
        None => AssignmentCause::DutyEnded,
    };
    let placed_anew = open.by_hand().is_none() && !confidential;
    HolderChange {
        request: open.request,
        from: open.holding,
        routed,
        held_by,
        placed_anew,
        confidential,
    }
}

/// Duties that changes end at a later instant than theirs, and that were to end otherwise before:
/// what is open under them moves then, by the clock.
pub fn ending_later(before: &Atlas, changes: &[Change], at: Instant) -> Vec<DutyId> {
    let ended = changes.iter().filter_map(|change| match change {
        Change::Duty(duty)
            if duty.period.to.is_some_and(|to| to > at + TimeDelta::microseconds(1)) =>
        {
            Some(duty)
        }
        _ => None,
    });
    let was = |duty: &&Duty| {
        before.people().duty(duty.id).is_some_and(|old| old.period.to != duty.period.to)
    };
    ended.filter(was).map(|duty| duty.id).collect()
}

/// The unit to begin with when it is retired: the first one above that is not.
pub fn standing(atlas: &Atlas, unit: Unit) -> Unit {
    if atlas.has(unit) {
        return unit;
    }
    let standing = atlas
        .grid_of(unit)
        .and_then(|grid| atlas.tree().upward(grid).find(|grid| grid.life.to.is_none()));
    standing.map_or(unit, |grid| Unit::Grid(grid.id))
}

/// Whether somebody still has the duty by which they hold a request.
pub fn still_holds(atlas: &Atlas, holding: Holding, at: Instant) -> bool {
    standing(atlas, holding.unit) == holding.unit
        && atlas.people().is_active(holding.member)
        && atlas.people().answers_for(holding.member, holding.unit, at)
}

/// The same person for the same unit, by whatever row of a duty.
fn same(a: Holding, b: Holding) -> bool {
    (a.unit, a.member) == (b.unit, b.member)
}

#[cfg(test)]
mod tests;
