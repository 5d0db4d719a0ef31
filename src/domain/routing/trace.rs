//! The trace: each step, candidate and reason of a routing. It holds ids, codes and enums, so it
//! may be stored.

use super::rule::GoneTarget;
use crate::domain::address::{NameLikeness, PartsLikeness};
use crate::domain::duty::Capacity;
use crate::domain::id::{BuildingGroupId, GridId, MemberId, RoutingRuleId};
use crate::domain::routing_rule::{Partaker, PartakerRole};
use crate::domain::unit::Unit;
use serde::{Deserialize, Serialize};

/// One step of a routing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum TraceStep {
    /// The reporter chose an address of the building group.
    AddressGiven {
        /// The building group.
        building_group: BuildingGroupId,
    },
    /// The text is that of an address of one building group.
    AddressMatched {
        /// The building group.
        building_group: BuildingGroupId,
        /// How the name is alike.
        name: NameLikeness,
        /// How the numbers are alike.
        parts: PartsLikeness,
    },
    /// The text may mean addresses of several building groups.
    AddressAmbiguous {
        /// The lowest grid that all of them belong to.
        grid: GridId,
    },
    /// The name is known, and no address there has the number.
    AddressNumberUnknown,
    /// No address is like the text; what else was said decides.
    AddressUnmatched,
    /// The point lies outside the grid that the address tells; the address goes before it.
    PointDisagrees {
        /// The grid of the point.
        grid: GridId,
    },
    /// The building group belongs to a grid.
    GroupOf {
        /// The building group.
        building_group: BuildingGroupId,
        /// The grid.
        grid: GridId,
    },
    /// The reporter named the grid.
    GridGiven {
        /// The grid.
        grid: GridId,
    },
    /// A polygon covers the point.
    Covers {
        /// The grid.
        grid: GridId,
        /// Whether it took the point, or why not.
        verdict: CoverVerdict,
    },
    /// No child covers the point; the nearest one within the tolerance took it.
    Nearest {
        /// The grid that took it.
        grid: GridId,
        /// How far away it is, in metres.
        distance_m: f64,
    },
    /// No grid is near the point; the root took it.
    Outside {
        /// The root.
        grid: GridId,
    },
    /// The rule that holds, the most specific of those that do.
    Rule {
        /// The rule.
        rule: RoutingRuleId,
    },
    /// A rule would hold, but it names something that is gone.
    RuleSkipped {
        /// The rule.
        rule: RoutingRuleId,
        /// What is gone.
        gone: GoneTarget,
    },
    /// The rule lets others read along or handle it too; not with a confidential request.
    NotShared {
        /// The rule.
        rule: RoutingRuleId,
    },
    /// Somebody beside the holder has to do with it.
    Shared {
        /// What.
        part: PartakerRole,
        /// Who.
        with: Partaker,
    },
    /// It is confidential: the desk takes it in and gives it to the unit that handles it.
    DeskFirst,
    /// The rule begins with the building group.
    BuildingGroupFirst {
        /// The building group.
        building_group: BuildingGroupId,
    },
    /// It is urgent and comes outside working hours: whoever is on call goes before all others.
    OutsideHours,
    /// The category or the rule begins at a wider level.
    StartingLevel {
        /// Where it begins.
        grid: GridId,
    },
    /// The unit's chain was skipped: it concerns one of its people.
    Conflict {
        /// The unit.
        unit: Unit,
    },
    /// A candidate could not be chosen.
    Passed {
        /// The unit.
        unit: Unit,
        /// Who.
        member: MemberId,
        /// As what.
        capacity: Capacity,
        /// Why not.
        because: SkipReason,
    },
    /// The unit has nobody who could answer; the next level up is asked.
    Vacant {
        /// The unit.
        unit: Unit,
    },
    /// Everybody at the root is absent; the leader stays responsible.
    RootAbsent,
    /// Everybody at the root is concerned; somebody must hold it all the same.
    RootConflict,
    /// The one responsible person.
    Chosen {
        /// The unit.
        unit: Unit,
        /// Who.
        member: MemberId,
        /// As what.
        capacity: Capacity,
    },
}

/// Whether a grid that covers a point takes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum CoverVerdict {
    /// It takes the point: of the deepest level, and there the smallest.
    Taken,
    /// A dedicated grid covers the point and goes before it.
    BeatenByDedicated {
        /// The dedicated grid.
        by: GridId,
    },
    /// Its level is wider.
    Wider,
    /// The one that took it is smaller.
    Larger,
    /// The one that took it is of the same size and has the smaller code.
    LaterCode,
}

/// Why a candidate was not chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SkipReason {
    /// Away at that instant.
    Absent,
    /// May not act at all.
    Inactive,
    /// It is about them.
    Concerned,
}

/// The steps of a routing, in order.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RoutingTrace(pub Vec<TraceStep>);

impl RoutingTrace {
    /// Whether a unit's chain was skipped because it concerns one of its people, or nobody at the
    /// root is free.
    pub fn meets_conflict(&self) -> bool {
        self.0
            .iter()
            .any(|step| matches!(step, TraceStep::Conflict { .. } | TraceStep::RootConflict))
    }

    /// Whether it was asked from the desk on who answers.
    pub fn begins_at_the_desk(&self) -> bool {
        self.0.contains(&TraceStep::DeskFirst)
    }

    /// The rule that held, when one did.
    pub fn rule(&self) -> Option<RoutingRuleId> {
        self.0
            .iter()
            .find_map(|step| if let TraceStep::Rule { rule } = step { Some(*rule) } else { None })
    }
}
