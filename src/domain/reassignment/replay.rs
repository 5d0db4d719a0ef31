//! Replay: past requests, routed with the present atlas and with the one that a change set would
//! make.

use crate::domain::atlas::Atlas;
use crate::domain::duty::Holding;
use crate::domain::id::MemberId;
use crate::domain::parallel::in_parts;
use crate::domain::period::Instant;
use crate::domain::request::Matter;
use crate::domain::routing::{Conflicts, RequestPlace, route};
use crate::domain::unit::Unit;
use crate::error::Problem;
use std::cmp::Reverse;
use std::collections::HashMap;

/// A past request, with the inputs of its routing.
#[derive(Debug, Clone)]
pub struct PastRequest<'a> {
    /// Place in the present atlas; in a retired grid, the one that answers for it.
    pub before: RequestPlace,
    /// Place in the planned atlas.
    pub after: RequestPlace,
    /// Properties on which the rules depend.
    pub matter: Matter<'a>,
    /// People who must not get it.
    pub conflicts: Conflicts,
}

/// The present atlas and the planned one, at one instant.
#[derive(Debug, Clone, Copy)]
pub struct ReplayWorlds<'a> {
    /// Present atlas.
    pub before: &'a Atlas,
    /// Planned atlas.
    pub after: &'a Atlas,
    /// Instant at which routing decides who answers.
    pub at: Instant,
}

/// Number of requests of a holder for a unit in both atlases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeldCount {
    /// Unit.
    pub unit: Unit,
    /// Holder.
    pub member: MemberId,
    /// Number in the present atlas.
    pub before: usize,
    /// Number in the planned atlas.
    pub after: usize,
}

/// Number of requests by holder, before and afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReplayTally {
    /// Routed requests.
    pub n: usize,
    /// Requests among them with another holder, or the same one for another unit.
    pub elsewhere: usize,
    held: HashMap<(Unit, MemberId), (usize, usize)>,
}

impl ReplayWorlds<'_> {
    /// Routes requests in both atlases, on all processors, and counts them by holder.
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

    /// Adds the counts of other requests.
    pub fn add(&mut self, other: Self) {
        self.n += other.n;
        self.elsewhere += other.elsewhere;
        for (holder, (before, after)) in other.held {
            let held = self.held.entry(holder).or_default();
            *held = (held.0 + before, held.1 + after);
        }
    }

    /// Returns the share whose holder changes, 0–1; none without requests.
    #[expect(clippy::cast_precision_loss, reason = "counts of requests are far below 2^52")]
    pub fn share(&self) -> Option<f64> {
        (self.n > 0).then(|| self.elsewhere as f64 / self.n as f64)
    }

    /// Returns the holders with requests in either atlas; those with the largest change come first.
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
        let mut parts = counted(&ways[..2]);
        let whole = counted(&ways);
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
