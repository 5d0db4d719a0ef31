//! Routing of a request: conflict, place, starting unit, person; and the trace that explains it.

mod address_matching;
mod by_text;
mod climb;
mod conflict;
pub mod coverage;
mod excluded;
mod faults;
mod given;
mod naming;
mod partakers;
mod person;
mod place;
mod place_query;
mod rule;
mod served_ground;
mod trace;

pub use address_matching::{AddressCandidate, CONTEXT_M, MatchScope, best, candidates};
pub use by_text::MatchConfidence;
pub use climb::answering;
pub use conflict::Conflicts;
pub use excluded::Excluded;
pub use faults::{faults, partly_concerned};
pub use given::{PlacedBy, ResolvedPlace, find, find_or_leave};
pub use place::RequestPlace;
pub use place_query::PlaceQuery;
pub use rule::{CatalogueEntry, catalogue, catalogue_entry, gone};
pub use served_ground::{about_by_category, elsewhere};
pub use trace::{
    CoverVerdict, CoverVerdictKind, ElsewhereReason, GoneTarget, GuessReason, RoutingTrace,
    SkipReason, TraceStep, TraceStepKind,
};

use super::atlas::Atlas;
use super::duty::{Capacity, Holding};
use super::id::{GridId, RoutingRuleId};
use super::period::Instant;
use super::request::{ClockAllowances, Urgency, coarse};
use super::routing_rule::{BUILDING_GROUP, Partaker, PartakerRole};
use super::unit::Unit;
use crate::domain::request::Matter;
use crate::error::{Code, Problem};
use conflict::SearchStart;
use person::AskingOrder;
use rule::RuledEffects;
use served_ground::ServedGround;

/// Result of routing.
#[derive(Debug, Clone, PartialEq)]
pub struct Routed {
    /// Grid of the place.
    pub place: GridId,
    /// Holder, and the unit for which they answer.
    pub holding: Holding,
    /// Rules that apply, the most specific first.
    pub rules: Vec<RoutingRuleId>,
    /// Partakers beside the holder.
    pub shared: Vec<(PartakerRole, Partaker)>,
    /// Clocks that the rules name.
    pub clocks: ClockAllowances,
    /// Everybody whom the request concerns or whose chain was skipped: they must not see it.
    pub excluded_people: Excluded,
    /// Trace.
    pub trace: RoutingTrace,
}

/// Finds the one responsible person for a matter at a place and an instant. A confidential request
/// lies with the desk first, unless it is critical; so does one whose place the desk has to find.
///
/// # Errors
/// [`Code::UnknownGrid`] and [`Code::UnknownBuildingGroup`] if the place names one that does not
/// exist; [`Code::NotInitialized`] in an atlas without a root.
pub fn route(
    atlas: &Atlas,
    place: &RequestPlace,
    matter: &Matter<'_>,
    conflicts: &Conflicts,
    at: Instant,
) -> Result<Routed, Problem> {
    routed(atlas, place, matter, conflicts, at, true)
}

/// Finds who would answer if no request lay with the desk first: the default target when the desk
/// dispatches.
///
/// # Errors
/// Those of [`route`].
pub fn route_past_the_desk(
    atlas: &Atlas,
    place: &RequestPlace,
    matter: &Matter<'_>,
    conflicts: &Conflicts,
    at: Instant,
) -> Result<Routed, Problem> {
    routed(atlas, place, matter, conflicts, at, false)
}

fn routed(
    atlas: &Atlas,
    place: &RequestPlace,
    matter: &Matter<'_>,
    conflicts: &Conflicts,
    at: Instant,
    asks_the_desk: bool,
) -> Result<Routed, Problem> {
    let mut trace = RoutingTrace::default();
    let grid = place::grid_of(atlas, place, &mut trace)?;
    let unplaced = place::is_for_the_desk(atlas, place, &trace);
    trace.0.extend(unplaced.then_some(TraceStep::Unplaced));
    // The applied rule and its clocks are shown: for a confidential request they reveal no more
    // than its times do.
    let urgency = matter.urgency.unwrap_or(Urgency::Normal);
    let ruled_at = if matter.confidential { coarse(at, urgency) } else { at };
    let effects = rule::effects(atlas, grid, matter, ruled_at, &mut trace);
    let catalogued = effects.main_office.map(|entry| TraceStep::MainOffice {
        rule: entry.rule.id,
        unit: Unit::Office(entry.main.office),
    });
    trace.0.extend(catalogued);
    let mut start = starting_unit(atlas, place, grid, matter, effects.level, &mut trace);
    let desk_first = asks_the_desk && (unplaced || matter.lies_with_the_desk());
    if let Some(desk) = atlas.desk().filter(|_| desk_first) {
        trace.0.push(TraceStep::DeskFirst);
        start.passed.push(std::mem::replace(&mut start.unit, Unit::Desk(desk)));
    }
    // Rules and rosters of the place do not apply to the desk, which has a roster of its own.
    let asked = if start.unit.is_desk() {
        AskingOrder::default()
    } else {
        AskingOrder {
            first: effects.first.unwrap_or(Capacity::Leader),
            on_call: is_for_those_on_call(atlas, matter, ruled_at),
        }
    };
    let answered = answer(atlas, &start, conflicts, asked, at, trace)?;
    let mut trace = answered.trace;
    let shared = shared(atlas, place, grid, &effects, matter, conflicts, &mut trace);
    let RuledEffects { rules, clocks, .. } = effects;
    Ok(Routed { place: grid, rules, shared, clocks, trace, ..answered })
}

/// Returns the grid of a place; a point always has one.
///
/// # Errors
/// Those of [`route`].
pub fn grid_of(atlas: &Atlas, place: &RequestPlace) -> Result<GridId, Problem> {
    place::grid_of(atlas, place, &mut RoutingTrace::default())
}

/// Finds the one responsible person from the desk upward.
///
/// # Errors
/// [`Code::NotInitialized`] in an atlas without a root.
pub fn route_from_the_desk(
    atlas: &Atlas,
    conflicts: &Conflicts,
    at: Instant,
) -> Result<Routed, Problem> {
    let desk = atlas.desk().ok_or_else(|| Problem::new(Code::NotInitialized))?;
    answer(
        atlas,
        &SearchStart::at(Unit::Desk(desk)),
        conflicts,
        AskingOrder::default(),
        at,
        RoutingTrace(vec![TraceStep::DeskFirst]),
    )
}

/// Finds the one responsible person from a unit upward, for transfers.
///
/// # Errors
/// [`Code::NotInitialized`] in an atlas without a root.
pub fn route_from(
    atlas: &Atlas,
    unit: Unit,
    conflicts: &Conflicts,
    at: Instant,
) -> Result<Routed, Problem> {
    answer(
        atlas,
        &SearchStart::at(unit),
        conflicts,
        AskingOrder::default(),
        at,
        RoutingTrace::default(),
    )
}

fn answer(
    atlas: &Atlas,
    start: &SearchStart,
    conflicts: &Conflicts,
    asked: AskingOrder,
    at: Instant,
    mut trace: RoutingTrace,
) -> Result<Routed, Problem> {
    let note = &mut |step| trace.0.push(step);
    let (holding, excluded_people) =
        conflict::unconflicted_holder(atlas, start, conflicts, asked, at, note)
            .ok_or_else(not_initialized)?;
    let place = atlas.grid_of(start.unit).ok_or_else(not_initialized)?;
    let shared = Vec::new();
    let clocks = ClockAllowances::default();
    let rules = Vec::new();
    Ok(Routed { place, holding, rules, shared, clocks, excluded_people, trace })
}

fn not_initialized() -> Problem {
    Problem::new(Code::NotInitialized)
}

/// Returns the unit at which the search starts, by the level that a rule names, the category and
/// the place.
fn starting_unit(
    atlas: &Atlas,
    place: &RequestPlace,
    grid: GridId,
    matter: &Matter<'_>,
    named: Option<&str>,
    trace: &mut RoutingTrace,
) -> SearchStart {
    let settings = atlas.settings();
    let group = place.building_group();
    // The building group would reveal where a confidential reporter lives, and its leader lives
    // there too.
    let lowest = lowest_level(atlas, matter);
    let is_open = !matter.confidential && lowest.is_none();
    if let (Some(BUILDING_GROUP), Some(building_group), true) = (named, group, is_open) {
        trace.0.push(TraceStep::BuildingGroupFirst { building_group });
        return SearchStart::at(Unit::BuildingGroup(building_group));
    }
    let level = match named {
        Some(code) => settings.levels.index_of(code),
        None => matter.category.and_then(|code| settings.categories.get(code)?.start_level),
    };
    let level = lowest.map_or(level, |lowest| Some(level.unwrap_or(lowest).min(lowest)));
    let start = starting_grid(atlas, grid, level);
    if start != grid {
        trace.0.push(TraceStep::StartingLevel { grid: start });
    }
    let grids = atlas
        .tree()
        .upward(grid)
        .take_while(|grid| grid.id != start)
        .map(|grid| Unit::Grid(grid.id));
    let passed = group.map(Unit::BuildingGroup).into_iter().chain(grids).collect();
    SearchStart { passed, unit: Unit::Grid(start) }
}

/// Returns the index of the lowest level that may hold a matter, if its category names one.
fn lowest_level(atlas: &Atlas, matter: &Matter<'_>) -> Option<u8> {
    atlas.settings().categories.get(matter.category?)?.lowest_level
}

/// Returns true if a unit may hold a matter: a grid of the lowest level that its category names, or
/// above. The desk has what it dispatches.
pub fn may_hold(atlas: &Atlas, matter: &Matter<'_>, unit: Unit) -> bool {
    let Some(lowest) = lowest_level(atlas, matter) else { return true };
    match unit {
        Unit::Desk(_) => true,
        Unit::Grid(grid) => atlas.tree().level(grid).is_some_and(|level| level <= lowest),
        Unit::BuildingGroup(_) | Unit::Office(_) => false,
    }
}

/// Returns the first grid upward from the place that is no deeper than the level.
pub(super) fn starting_grid(atlas: &Atlas, grid: GridId, level: Option<u8>) -> GridId {
    let tree = atlas.tree();
    let Some(limit) = level else { return grid };
    tree.upward(grid)
        .find(|g| tree.level(g.id).is_some_and(|level| level <= limit))
        .map_or(grid, |g| g.id)
}

/// Returns true if those on call go before all others: for urgent requests outside working hours.
fn is_for_those_on_call(atlas: &Atlas, matter: &Matter<'_>, at: Instant) -> bool {
    matter.urgency.is_some_and(|urgency| urgency >= Urgency::Urgent)
        && !atlas.settings().calendar.is_working(at)
}

/// Returns the partakers beside the holder; none for a confidential request or one that is for the
/// higher levels alone, which the trace records for each rule that names some.
fn shared(
    atlas: &Atlas,
    place: &RequestPlace,
    grid: GridId,
    effects: &RuledEffects<'_>,
    matter: &Matter<'_>,
    conflicts: &Conflicts,
    trace: &mut RoutingTrace,
) -> Vec<(PartakerRole, Partaker)> {
    if matter.confidential || lowest_level(atlas, matter).is_some() {
        let mut rules: Vec<RoutingRuleId> = effects.partakers.iter().map(|one| one.rule).collect();
        rules.dedup();
        trace.0.extend(rules.into_iter().map(|rule| TraceStep::NotShared { rule }));
        return Vec::new();
    }
    if effects.partakers.is_empty() {
        return Vec::new();
    }
    let ground = ServedGround::new(atlas, place, grid);
    let about = Excluded { organizations: conflicts.all_organizations(), ..Excluded::default() };
    partakers::shared(atlas, &ground, &about, &effects.partakers, trace)
}
