//! Holders of open requests after responsibility changed.

use super::atlas::Atlas;
use super::change::Change;
use super::duty::Holding;
use super::id::{DutyId, MemberId, RequestId};
use super::period::Instant;
use super::request::AssignmentCause;
use super::request::Matter;
use super::routing::{
    Conflicts, Excluded, RequestPlace, Routed, route, route_from, route_from_the_desk,
};
use super::unit::Unit;
use crate::error::Problem;
use chrono::TimeDelta;

/// Facts about an open request when responsibility changes.
#[derive(Debug, Clone)]
pub struct ReholdCandidate<'a> {
    /// Request.
    pub request: RequestId,
    /// Place; in a retired grid, the grid that answers for it now.
    pub place: RequestPlace,
    /// Properties on which the rules depend.
    pub matter: Matter<'a>,
    /// People who must not get it.
    pub conflicts: Conflicts,
    /// Holder.
    pub holding: Holding,
    /// Cause of the holding.
    pub held_by: AssignmentCause,
    /// Unit that it is offered to, if it is.
    pub offered_to: Option<Unit>,
}

impl ReholdCandidate<'_> {
    /// Returns the cause if a person decided where it is: by a transfer, or by a bad verdict.
    pub fn by_hand(&self) -> Option<AssignmentCause> {
        Some(self.held_by).filter(|cause| {
            matches!(cause, AssignmentCause::Transfer | AssignmentCause::SecondHandling)
        })
    }
}

/// Change of the holder of an open request.
#[derive(Debug, Clone, PartialEq)]
pub struct HolderChange {
    /// Request.
    pub request: RequestId,
    /// Holder before.
    pub from: Holding,
    /// New holder, and the routing that chose them.
    pub routed: Routed,
    /// Cause of the new holding: a transfer or second handling as before, the desk, or the end of a
    /// duty.
    pub held_by: AssignmentCause,
    /// True if its place was resolved again; else it stays as resolved before.
    pub placed_anew: bool,
    /// True if only the desk may know the reporter.
    pub confidential: bool,
    /// True if it was offered to the unit that has it now: the offer ends.
    pub ends_offer: bool,
}

impl HolderChange {
    /// Returns true if nobody is kept from the request, so that all may be told who gets it.
    pub fn is_for_all(&self) -> bool {
        !self.confidential && self.routed.excluded_people == Excluded::default()
    }
}

/// A change of responsibility, as it affects open requests.
#[derive(Debug, Clone, Copy)]
pub struct ReholdContext<'a> {
    /// Atlas before the change.
    pub before: &'a Atlas,
    /// Atlas after the change.
    pub after: &'a Atlas,
    /// Members who give away the requests they hold, although they keep their duties.
    pub vacated: &'a [MemberId],
    /// Requests that an undo gives back, by identifier; only these leave holders who keep their
    /// duties. None: any may.
    pub restored: Option<&'a [RequestId]>,
    /// Instant at which routing decides who answers.
    pub at: Instant,
}

impl ReholdContext<'_> {
    /// Returns the requests whose holder changes, in the same order.
    ///
    /// # Errors
    /// Those of [`route`].
    pub fn moves(&self, open: &[ReholdCandidate<'_>]) -> Result<Vec<HolderChange>, Problem> {
        let moving = |open| match self.taken_over(open)? {
            Some(routed) => Ok(Some(taken_over(open, routed))),
            None => Ok(self.new_holder(open)?.map(|routed| moved(open, routed))),
        };
        open.iter().filter_map(|open| moving(open).transpose()).collect()
    }

    /// Finds who answers for the unit that a request is offered to, if its holder answers for it no
    /// longer. What lies with the desk stays there.
    fn taken_over(&self, open: &ReholdCandidate<'_>) -> Result<Option<Routed>, Problem> {
        let is_vacant = open.held_by != AssignmentCause::Desk
            && !still_holds(self.after, open.holding, self.at);
        let Some(to) = open.offered_to.filter(|_| is_vacant) else { return Ok(None) };
        let unit = standing(self.after, to);
        let routed = route_from(self.after, unit, &open.conflicts, self.at)?;
        let conflicted = open.matter.confidential && routed.trace.meets_conflict();
        Ok(Some(routed).filter(|_| !conflicted))
    }

    /// Finds the new holder of an open request; none if the holder keeps it.
    ///
    /// A routed request moves if routing it now gives a different answer than before the change;
    /// one that was transferred, that is handled a second time or that is confidential stays as
    /// long as its holder has the duty. Absences move nothing, unless the absent member gives away
    /// what they hold, or gets it back: then it moves if somebody else answers now.
    ///
    /// # Errors
    /// Those of [`route`].
    pub fn new_holder(&self, open: &ReholdCandidate<'_>) -> Result<Option<Routed>, Problem> {
        let after = self.after;
        let at = self.at;
        let conflicts = &open.conflicts;
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

    /// Finds who answers for the unit that a request stays with. A confidential request goes to the
    /// desk if that unit is retired, or if it has a conflict.
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

    /// Finds the new holder at the desk: if the one before no longer answers, or somebody was
    /// assigned a duty that takes precedence over theirs.
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
    let at_desk = open.held_by == AssignmentCause::Desk;
    let to_desk = at_desk || routed.trace.begins_at_the_desk();
    let held_by = match open.by_hand() {
        _ if to_desk => AssignmentCause::Desk,
        Some(hand) => hand,
        None => AssignmentCause::DutyEnded,
    };
    let placed_anew = open.by_hand().is_none() && !confidential && !at_desk;
    let ends_offer = open.offered_to == Some(routed.holding.unit);
    HolderChange {
        request: open.request,
        from: open.holding,
        routed,
        held_by,
        placed_anew,
        confidential,
        ends_offer,
    }
}

/// Returns the change by which a request goes to the unit that it was offered to.
fn taken_over(open: &ReholdCandidate<'_>, routed: Routed) -> HolderChange {
    HolderChange {
        request: open.request,
        from: open.holding,
        routed,
        held_by: match open.offered_to.is_some_and(Unit::is_desk) {
            true => AssignmentCause::Desk,
            false => AssignmentCause::Transfer,
        },
        placed_anew: false,
        confidential: open.matter.confidential,
        ends_offer: true,
    }
}

/// Returns the duties that the changes end later than `at`, with another end than before: requests
/// held by them move then.
pub fn ending_later(before: &Atlas, changes: &[Change], at: Instant) -> Vec<DutyId> {
    let ended = changes.iter().filter_map(|change| match change {
        Change::Duty(duty)
            if duty.period.to.is_some_and(|to| to > at + TimeDelta::microseconds(1)) =>
        {
            Some(duty)
        }
        _ => None,
    });
    ended
        .filter(|duty| {
            before.people().duty(duty.id).is_some_and(|old| old.period.to != duty.period.to)
        })
        .map(|duty| duty.id)
        .collect()
}

/// Returns the unit, or if it is retired the first grid above that is not.
pub fn standing(atlas: &Atlas, unit: Unit) -> Unit {
    if atlas.has(unit) {
        return unit;
    }
    let standing = atlas
        .grid_of(unit)
        .and_then(|grid| atlas.tree().upward(grid).find(|grid| grid.life.to.is_none()));
    standing.map_or(unit, |grid| Unit::Grid(grid.id))
}

/// Returns true if a holder still has the duty by which they hold a request.
pub fn still_holds(atlas: &Atlas, holding: Holding, at: Instant) -> bool {
    standing(atlas, holding.unit) == holding.unit
        && atlas.people().is_active(holding.member)
        && atlas.people().answers_for(holding.member, holding.unit, at)
}

/// Returns true if two holdings are of the same person for the same unit, whatever row of a duty.
fn same(a: Holding, b: Holding) -> bool {
    (a.unit, a.member) == (b.unit, b.member)
}

#[cfg(test)]
mod tests;
