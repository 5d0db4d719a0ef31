//! What would have been: requests of the past, routed by the present world and by the one that a
//! change set would make.

use crate::domain::atlas::Atlas;
use crate::domain::duty::Holding;
use crate::domain::id::MemberId;
use crate::domain::parallel::in_parts;
use crate::domain::period::Instant;
use crate::domain::routing::{Conflicts, RequestPlace, route};
use crate::domain::routing_rule::Matter;
use crate::domain::unit::Unit;
use crate::error::Problem;
use std::cmp::Reverse;
use std::collections::HashMap;

/// A request of the past, with what decides who gets it.
#[derive(Debug, Clone)]
pub struct PastRequest<'a> {
    /// Where it is in the present world; of what is gone, what answers for it.
    pub before: RequestPlace,
    /// Where it would be.
    pub after: RequestPlace,
    /// What it is about, for the rules.
    pub matter: Matter<'a>,
    /// Who must not get it.
    pub conflicts: Conflicts,
}

/// The present world and the one that a change set would make, at one instant.
#[derive(Debug, Clone, Copy)]
pub struct ReplayWorlds<'a> {
    /// The present one.
    pub before: &'a Atlas,
    /// The one that would be.
    pub after: &'a Atlas,
    /// The instant at which it is asked who answers.
    pub at: Instant,
}

/// How many requests somebody gets for a unit in both worlds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeldCount {
    /// The unit.
    pub unit: Unit,
    /// Who.
    pub member: MemberId,
    /// In the present world.
    pub before: usize,
    /// In the one that would be.
    pub after: usize,
}

/// Who gets how many requests, before and afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReplayTally {
    /// Requests that were routed.
    pub n: usize,
    /// Those of them that another person gets, or the same one for another unit.
    pub elsewhere: usize,
    held: HashMap<(Unit, MemberId), (usize, usize)>,
}

impl ReplayWorlds<'_> {
    /// Routes requests in both worlds, on all processors, and counts.
    ///
    /// # Errors
    /// Those of [`route`].
    pub fn count(&self, requests: &[PastRequest<'_>]) -> Result<ReplayTally, Problem> {
        let mut whole = ReplayTally::default();
        for part in in_parts(requests, |part| self.count_part(part)) {
            whole.add(part?);
        }
        Ok(whole)
    }

    fn count_part(&self, requests: &[PastRequest<'_>]) -> Result<ReplayTally, Problem> {
        let mut tally = ReplayTally::default();
        for request in requests {
            let holder = |atlas, place| {
                route(atlas, place, &request.matter, &request.conflicts, self.at)
                    .map(|routed| routed.holding)
            };
            tally
                .routed(holder(self.before, &request.before)?, holder(self.after, &request.after)?);
        }
        Ok(tally)
    }
}

impl ReplayTally {
    fn routed(&mut self, before: Holding, after: Holding) {
        let [before, after] = [before, after].map(|holding| (holding.unit, holding.member));
        self.n += 1;
        self.elsewhere += usize::from(before != after);
        self.held.entry(before).or_default().0 += 1;
        self.held.entry(after).or_default().1 += 1;
    }

    /// Adds what was counted of other requests.
    pub fn add(&mut self, other: Self) {
        self.n += other.n;
        self.elsewhere += other.elsewhere;
        for (holder, (before, after)) in other.held {
            let held = self.held.entry(holder).or_default();
            *held = (held.0 + before, held.1 + after);
        }
    }

    /// The share that goes elsewhere, 0–1; none of nothing.
    #[expect(clippy::cast_precision_loss, reason = "counts of requests are far below 2^52")]
    pub fn share(&self) -> Option<f64> {
        (self.n > 0).then(|| self.elsewhere as f64 / self.n as f64)
    }

    /// Everybody who gets some in one of the worlds; those for whom most changes come first.
    pub fn holders(&self) -> Vec<HeldCount> {
        let held = |(&(unit, member), &(before, after)): (&(Unit, MemberId), &(usize, usize))| {
            HeldCount { unit, member, before, after }
        };
        let mut holders: Vec<HeldCount> = self.held.iter().map(held).collect();
        holders.sort_unstable_by_key(|held| {
            (Reverse(held.before.abs_diff(held.after)), held.unit, held.member)
        });
        holders
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::{DutyId, GridId};
    use uuid::Uuid;

    fn holding(number: u128) -> Holding {
        let id = Uuid::from_u128(number);
        Holding { unit: Unit::Grid(GridId(id)), duty: DutyId(Uuid::now_v7()), member: MemberId(id) }
    }

    #[test]
    fn parts_add_up_to_the_whole_and_another_row_of_a_duty_is_no_other_holder() {
        let ways = [(1, 1), (1, 2), (1, 2), (3, 3), (2, 1)];
        let counted = |ways: &[(u128, u128)]| {
            let mut tally = ReplayTally::default();
            ways.iter().for_each(|&(before, after)| tally.routed(holding(before), holding(after)));
            tally
        };
        let (mut parts, whole) = (counted(&ways[..2]), counted(&ways));
        parts.add(counted(&ways[2..]));
        assert_eq!(parts, whole);
        assert_eq!((whole.n, whole.elsewhere, whole.share()), (5, 3, Some(0.6)));
        let shown = |held: &HeldCount| (held.member.0.as_u128(), held.before, held.after);
        assert_eq!(
            whole.holders().iter().map(shown).collect::<Vec<_>>(),
            [(1, 3, 2), (2, 1, 2), (3, 1, 1)]
        );
        assert_eq!(ReplayTally::default().share(), None);
    }
}
