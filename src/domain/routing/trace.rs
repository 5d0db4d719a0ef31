//! Trace of a routing: each step, candidate and reason. It holds ids, codes and enums, so it may be
//! stored.

mod words;

pub use words::{
    CoverVerdictKind, ElsewhereReason, GoneTarget, GuessReason, SkipReason, TraceStepKind,
};

use crate::domain::address::{NameLikeness, PartsLikeness};
use crate::domain::duty::Capacity;
use crate::domain::id::{BuildingGroupId, GridId, MemberId, RoutingRuleId};
use crate::domain::routing_rule::{Partaker, PartakerRole, RelativePartaker, RuleEffectKind};
use crate::domain::unit::Unit;
use serde::{Deserialize, Serialize};

/// A step of a routing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum TraceStep {
    /// The reporter chose an address of the building group.
    AddressGiven {
        /// Building group.
        building_group: BuildingGroupId,
    },
    /// The text matches an address of one building group.
    AddressMatched {
        /// Building group.
        building_group: BuildingGroupId,
        /// Likeness of the name.
        name: NameLikeness,
        /// Likeness of the numbers.
        parts: PartsLikeness,
    },
    /// The match rests on a guess.
    AddressGuessed {
        /// What it rests on.
        guess: GuessReason,
    },
    /// The text names the grid.
    GridNamed {
        /// Grid.
        grid: GridId,
    },
    /// The text may mean addresses of several building groups.
    AddressAmbiguous {
        /// Lowest grid that all of them belong to.
        grid: GridId,
    },
    /// The name is known, and no address there has the number.
    AddressNumberUnknown,
    /// No address is like the text; the other inputs decide, or else the desk.
    AddressUnmatched,
    /// The point lies outside the grid of the address; the address takes precedence.
    PointDisagrees {
        /// Grid of the point.
        grid: GridId,
    },
    /// The building group belongs to a grid.
    GroupOf {
        /// Building group.
        building_group: BuildingGroupId,
        /// Grid.
        grid: GridId,
    },
    /// The reporter named the grid.
    GridGiven {
        /// Grid.
        grid: GridId,
    },
    /// A polygon covers the point.
    Covers {
        /// Grid.
        grid: GridId,
        /// Verdict on the grid: whether it took the point, or why not.
        verdict: CoverVerdict,
    },
    /// No child covers the point; the nearest one within the tolerance took it.
    Nearest {
        /// Grid that took it.
        grid: GridId,
        /// Distance in metres.
        distance_m: f64,
    },
    /// No grid is near the point; the desk finds out.
    Outside {
        /// Root.
        grid: GridId,
    },
    /// The desk has to find out where it is.
    Unplaced,
    /// A rule that applies.
    Rule {
        /// Rule.
        rule: RoutingRuleId,
        /// Effects that no more specific rule names; empty where an earlier version noted the one
        /// rule that gave all.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        gives: Vec<RuleEffectKind>,
    },
    /// A rule would apply, but names a missing object.
    RuleSkipped {
        /// Rule.
        rule: RoutingRuleId,
        /// Missing object.
        gone: GoneTarget,
    },
    /// The rule names partakers; none for a confidential request.
    NotShared {
        /// Rule.
        rule: RoutingRuleId,
    },
    /// A partaker beside the holder.
    Shared {
        /// Part.
        part: PartakerRole,
        /// Partaker.
        with: Partaker,
        /// Relation to the place by which the rule names them; none where it names them themselves.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        here: Option<RelativePartaker>,
    },
    /// A rule names a partaker who has nothing to do with the place: they get nothing.
    PartakerElsewhere {
        /// Rule.
        rule: RoutingRuleId,
        /// Part that they would have had.
        part: PartakerRole,
        /// Partaker.
        with: Partaker,
        /// Why it is not their place.
        elsewhere: ElsewhereReason,
    },
    /// A rule names a partaker by the relation to the place, and nobody there is it.
    NobodyHere {
        /// Rule.
        rule: RoutingRuleId,
        /// Part that they would have had.
        part: PartakerRole,
        /// Relation to the place.
        here: RelativePartaker,
    },
    /// The dispatch catalogue names a main office; the request goes there only by a dispatch.
    MainOffice {
        /// Rule that names it.
        rule: RoutingRuleId,
        /// Office.
        unit: Unit,
    },
    /// The request is confidential: the desk takes it in and dispatches it to a unit.
    DeskFirst,
    /// The rule begins with the building group.
    BuildingGroupFirst {
        /// Building group.
        building_group: BuildingGroupId,
    },
    /// Urgent outside working hours: those on call go before all others.
    OutsideHours,
    /// The category or the rule begins at a wider level.
    StartingLevel {
        /// Grid at which it begins.
        grid: GridId,
    },
    /// The unit's chain was skipped: the request concerns one of its people.
    Conflict {
        /// Unit.
        unit: Unit,
    },
    /// A candidate was passed over.
    Passed {
        /// Unit.
        unit: Unit,
        /// Member.
        member: MemberId,
        /// Capacity.
        capacity: Capacity,
        /// Reason.
        because: SkipReason,
    },
    /// The unit has nobody who could answer; the next level up is asked.
    Vacant {
        /// Unit.
        unit: Unit,
    },
    /// Everybody at the root is absent; the leader stays responsible.
    RootAbsent,
    /// Everybody at the root is concerned; somebody must hold it nevertheless.
    RootConflict,
    /// The one responsible person.
    Chosen {
        /// Unit.
        unit: Unit,
        /// Member.
        member: MemberId,
        /// Capacity.
        capacity: Capacity,
    },
}

/// Verdict on a grid that covers a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum CoverVerdict {
    /// Takes the point: of the deepest level, and there the smallest.
    Taken,
    /// A dedicated grid covers the point and takes precedence.
    BeatenByDedicated {
        /// Dedicated grid.
        by: GridId,
    },
    /// Its level is wider.
    Wider,
    /// The one that took it is smaller.
    Larger,
    /// The one that took it is of the same size and has the smaller code.
    LaterCode,
}

/// Steps of a routing, in order.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RoutingTrace(pub Vec<TraceStep>);

impl RoutingTrace {
    /// Returns true if a unit's chain was skipped because of a conflict, or nobody at the root is
    /// free.
    pub fn meets_conflict(&self) -> bool {
        self.0
            .iter()
            .any(|step| matches!(step, TraceStep::Conflict { .. } | TraceStep::RootConflict))
    }

    /// Returns true if the search began at the desk.
    pub fn begins_at_the_desk(&self) -> bool {
        self.0.contains(&TraceStep::DeskFirst)
    }

    /// Returns true if the desk has to find out where it is.
    pub fn is_unplaced(&self) -> bool {
        self.0.contains(&TraceStep::Unplaced)
    }

    /// Returns the most specific rule that applied, if one did.
    pub fn rule(&self) -> Option<RoutingRuleId> {
        self.0.iter().find_map(|step| {
            if let TraceStep::Rule { rule, .. } = step { Some(*rule) } else { None }
        })
    }
}

impl TraceStep {
    /// Returns its kind: the `step` of its JSON.
    pub const fn kind(&self) -> TraceStepKind {
        match self {
            Self::AddressGiven { .. } => TraceStepKind::AddressGiven,
            Self::AddressMatched { .. } => TraceStepKind::AddressMatched,
            Self::AddressGuessed { .. } => TraceStepKind::AddressGuessed,
            Self::GridNamed { .. } => TraceStepKind::GridNamed,
            Self::AddressAmbiguous { .. } => TraceStepKind::AddressAmbiguous,
            Self::AddressNumberUnknown => TraceStepKind::AddressNumberUnknown,
            Self::AddressUnmatched => TraceStepKind::AddressUnmatched,
            Self::PointDisagrees { .. } => TraceStepKind::PointDisagrees,
            Self::GroupOf { .. } => TraceStepKind::GroupOf,
            Self::GridGiven { .. } => TraceStepKind::GridGiven,
            Self::Covers { .. } => TraceStepKind::Covers,
            Self::Nearest { .. } => TraceStepKind::Nearest,
            Self::Outside { .. } => TraceStepKind::Outside,
            Self::Unplaced => TraceStepKind::Unplaced,
            Self::Rule { .. } => TraceStepKind::Rule,
            Self::RuleSkipped { .. } => TraceStepKind::RuleSkipped,
            Self::NotShared { .. } => TraceStepKind::NotShared,
            Self::Shared { .. } => TraceStepKind::Shared,
            Self::MainOffice { .. } => TraceStepKind::MainOffice,
            Self::PartakerElsewhere { .. } => TraceStepKind::PartakerElsewhere,
            Self::NobodyHere { .. } => TraceStepKind::NobodyHere,
            Self::DeskFirst => TraceStepKind::DeskFirst,
            Self::BuildingGroupFirst { .. } => TraceStepKind::BuildingGroupFirst,
            Self::OutsideHours => TraceStepKind::OutsideHours,
            Self::StartingLevel { .. } => TraceStepKind::StartingLevel,
            Self::Conflict { .. } => TraceStepKind::Conflict,
            Self::Passed { .. } => TraceStepKind::Passed,
            Self::Vacant { .. } => TraceStepKind::Vacant,
            Self::RootAbsent => TraceStepKind::RootAbsent,
            Self::RootConflict => TraceStepKind::RootConflict,
            Self::Chosen { .. } => TraceStepKind::Chosen,
        }
    }
}

impl CoverVerdict {
    /// Returns its kind: the `is` of its JSON.
    pub const fn kind(self) -> CoverVerdictKind {
        match self {
            Self::Taken => CoverVerdictKind::Taken,
            Self::BeatenByDedicated { .. } => CoverVerdictKind::BeatenByDedicated,
            Self::Wider => CoverVerdictKind::Wider,
            Self::Larger => CoverVerdictKind::Larger,
            Self::LaterCode => CoverVerdictKind::LaterCode,
        }
    }
}
