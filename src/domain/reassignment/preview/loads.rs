//! Loads of the people concerned.

use super::PreviewInput;
use crate::domain::atlas::Atlas;
use crate::domain::duty::Capacity;
use crate::domain::id::MemberId;
use crate::domain::period::Instant;
use crate::domain::unit::Unit;
use serde::Serialize;
use std::collections::{BTreeSet, HashMap};
use utoipa::ToSchema;

/// Load of a holder, before and afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HolderLoad {
    /// Member.
    pub member: MemberId,
    /// Load before.
    pub before: HolderBurden,
    /// Load afterwards.
    pub after: HolderBurden,
}

/// Load of a holder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, ToSchema)]
pub struct HolderBurden {
    /// Open requests that they hold.
    pub open_requests: usize,
    /// Building groups in the grids that they lead.
    pub building_groups: usize,
    /// Households in these building groups.
    pub households: usize,
}

/// Returns the loads of the people concerned.
pub(super) fn loads(seen: &PreviewInput<'_>, concerned: &BTreeSet<MemberId>) -> Vec<HolderLoad> {
    let [before, after] = [seen.before, &seen.planned.plan.atlas].map(|atlas| led(atlas, seen.at));
    let mut change: HashMap<MemberId, (usize, usize)> = HashMap::new();
    for to in seen.moves {
        change.entry(to.from.member).or_default().0 += 1;
        change.entry(to.routed.holding.member).or_default().1 += 1;
    }
    let mut loads = Vec::with_capacity(concerned.len());
    for &member in concerned {
        let open_before = seen.open.get(&member).copied().unwrap_or_default();
        let (away, to) = change.get(&member).copied().unwrap_or_default();
        let open_after = (open_before + to).saturating_sub(away);
        let before = before.get(&member).copied().unwrap_or_default();
        let after = after.get(&member).copied().unwrap_or_default();
        loads.push(HolderLoad {
            member,
            before: HolderBurden { open_requests: open_before, ..before },
            after: HolderBurden { open_requests: open_after, ..after },
        });
    }
    loads
}

/// Counts the building groups and households in the grids that everybody leads at an instant.
fn led(atlas: &Atlas, at: Instant) -> HashMap<MemberId, HolderBurden> {
    let mut led: HashMap<MemberId, HolderBurden> = HashMap::new();
    for group in atlas.groups().all() {
        let Some(grid) = atlas.groups().grid_of(group.id) else { continue };
        let mut chain = atlas.people().chain(Unit::Grid(grid), at);
        if let Some(leader) = chain.find(|duty| duty.capacity == Capacity::Leader) {
            let burden = led.entry(leader.member).or_default();
            burden.building_groups += 1;
            burden.households += usize::try_from(group.household_count).unwrap_or_default();
        }
    }
    led
}
