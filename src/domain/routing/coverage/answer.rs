//! What a routing comes to, in words that are the same for many places: the level that begins
//! instead of each place's unit, and relations instead of those who are in them.

use crate::domain::atlas::Atlas;
use crate::domain::duty::Capacity;
use crate::domain::id::RoutingRuleId;
use crate::domain::period::Instant;
use crate::domain::request::Matter;
use crate::domain::request_terms::ClockAllowances;
use crate::domain::routing::{Routed, RoutingTrace, TraceStep};
use crate::domain::routing_rule::{Partaker, PartakerRole, RelativePartaker, RuleEffectKind};
use crate::domain::unit::Unit;
use crate::domain::vocabulary::vocabulary;

/// Unit at which the search for a holder begins, as it follows from each place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CoverageStart {
    /// The grid of the place.
    Place,
    /// The first grid from the place upward that is no deeper than the level of this index.
    Level(u8),
    /// The building group of the place.
    BuildingGroup,
    /// The desk.
    Desk,
}

vocabulary! {
    /// Kind of unit at which the search for a holder begins.
    CoverageStartKind {
        Place = "place" "所在网格" "the grid of the place",
        Level = "level" "规定层级" "a level",
        BuildingGroup = "building_group" "所在楼组" "the building group of the place",
        Desk = "desk" "受理席" "the desk",
    }
}

impl CoverageStart {
    /// Returns its kind.
    pub const fn kind(self) -> CoverageStartKind {
        match self {
            Self::Place => CoverageStartKind::Place,
            Self::Level(_) => CoverageStartKind::Level,
            Self::BuildingGroup => CoverageStartKind::BuildingGroup,
            Self::Desk => CoverageStartKind::Desk,
        }
    }
}

/// A partaker at each place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CoveragePartaker {
    /// The same at all of them.
    Named(Partaker),
    /// Whoever is in this relation to each place.
    Here(RelativePartaker),
    /// Nobody, though a rule names this relation.
    Nobody(RelativePartaker),
}

/// Who gets a sort of request at a place, by which rules.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CoverageAnswer {
    /// Unit at which the search begins.
    pub start: CoverageStart,
    /// Unit that answers where the one at which the search begins has nobody.
    pub instead: Option<Unit>,
    /// Capacity of whoever answers.
    pub capacity: Capacity,
    /// Partakers beside the holder.
    pub partakers: Vec<(PartakerRole, CoveragePartaker)>,
    /// Clocks that the rules or the category name.
    pub clocks: ClockAllowances,
    /// Rules that give an effect, the most specific first.
    pub rules: Vec<RoutingRuleId>,
}

/// Puts a routing at an instant into such words.
pub(super) fn answer(
    atlas: &Atlas,
    routed: &Routed,
    matter: &Matter<'_>,
    at: Instant,
) -> CoverageAnswer {
    let category = matter.category.and_then(|code| atlas.settings().categories.get(code));
    let of_category = category.map(|category| category.clocks).unwrap_or_default();
    let unit = routed.holding.unit;
    let duty = atlas.people().duty(routed.holding.duty);
    CoverageAnswer {
        start: start(atlas, &routed.trace, matter, at),
        instead: (starting_unit(atlas, routed) != Some(unit)).then_some(unit),
        capacity: duty.map_or(Capacity::Leader, |duty| duty.capacity),
        partakers: routed.trace.0.iter().filter_map(partaker).collect(),
        clocks: routed.clocks.or(of_category),
        rules: routed.rules.clone(),
    }
}

fn start(atlas: &Atlas, trace: &RoutingTrace, matter: &Matter<'_>, at: Instant) -> CoverageStart {
    if trace.begins_at_the_desk() {
        return CoverageStart::Desk;
    }
    if trace.0.iter().any(|step| matches!(step, TraceStep::BuildingGroupFirst { .. })) {
        return CoverageStart::BuildingGroup;
    }
    let settings = atlas.settings();
    let level = match level_by_rule(atlas, trace, at) {
        Some(code) => settings.levels.index_of(code),
        None => matter.category.and_then(|code| settings.categories.get(code)?.start_level),
    };
    level.map_or(CoverageStart::Place, CoverageStart::Level)
}

/// Returns the code of the level that a rule gives.
fn level_by_rule<'a>(atlas: &'a Atlas, trace: &RoutingTrace, at: Instant) -> Option<&'a str> {
    let rule = trace.0.iter().find_map(|step| match step {
        TraceStep::Rule { rule, gives } if gives.contains(&RuleEffectKind::Level) => Some(*rule),
        _ => None,
    })?;
    let mut rows = atlas.rules().history(rule).iter();
    rows.find(|row| row.period.contains(at))?.profile.effect.level.as_deref()
}

/// Returns the unit at which the search began.
fn starting_unit(atlas: &Atlas, routed: &Routed) -> Option<Unit> {
    let mut unit = Some(Unit::Grid(routed.place));
    for step in &routed.trace.0 {
        match *step {
            TraceStep::BuildingGroupFirst { building_group } => {
                unit = Some(Unit::BuildingGroup(building_group));
            }
            TraceStep::StartingLevel { grid } => unit = Some(Unit::Grid(grid)),
            TraceStep::DeskFirst => unit = atlas.desk().map(Unit::Desk),
            _ => {}
        }
    }
    unit
}

fn partaker(step: &TraceStep) -> Option<(PartakerRole, CoveragePartaker)> {
    match *step {
        TraceStep::NobodyHere { part, here, .. } => Some((part, CoveragePartaker::Nobody(here))),
        TraceStep::Shared { part, with: Partaker::Unit(_), here: Some(here) } => {
            Some((part, CoveragePartaker::Here(here)))
        }
        TraceStep::Shared { part, with, .. } => Some((part, CoveragePartaker::Named(with))),
        _ => None,
    }
}
