//! Where a request goes: conflict, place, starting unit, person; and the trace that explains it.

mod conflict;
mod given;
mod person;
mod place;
mod rule;
mod trace;

pub use conflict::{Conflicts, Excluded};
pub use given::{PlaceQuery, PlacedBy, ResolvedPlace, find};
pub use person::answering;
pub use place::RequestPlace;
pub use rule::{GoneTarget, gone};
pub use trace::{CoverVerdict, RoutingTrace, SkipReason, TraceStep};

use super::atlas::Atlas;
use super::duty::{Capacity, Holding};
use super::id::{GridId, RoutingRuleId};
use super::period::Instant;
use super::request::{ClockAllowances, Urgency, coarse};
use super::routing_rule::{BUILDING_GROUP, Matter, Partaker, PartakerRole, RoutingRule};
use super::unit::Unit;
use crate::error::{Code, Problem};
use person::AskingOrder;

/// The answer of the routing rules.
#[derive(Debug, Clone, PartialEq)]
pub struct Routed {
    /// The grid of the place.
    pub place: GridId,
    /// Who answers, and for which unit.
    pub holding: Holding,
    /// The rule that holds, when one does.
    pub rule: Option<RoutingRuleId>,
    /// Who has to do with it beside the holder.
    pub shared: Vec<(PartakerRole, Partaker)>,
    /// The clocks that the rule names.
    pub clocks: ClockAllowances,
    /// Everybody whom the request concerns or whose chain was skipped: they must not see it.
    pub kept_out: Excluded,
    /// Why.
    pub trace: RoutingTrace,
}

/// Finds the one responsible person for a matter at a place and an instant. What is confidential
/// lies with the desk first, unless it is critical.
///
/// # Errors
/// [`Code::UnknownGrid`] and [`Code::UnknownBuildingGroup`] when the place names one that is not
/// there; [`Code::NotInitialized`] in an atlas without a root.
pub fn route(
    atlas: &Atlas,
    place: &RequestPlace,
    matter: &Matter<'_>,
    conflicts: &Conflicts,
    at: Instant,
) -> Result<Routed, Problem> {
    routed(atlas, place, matter, conflicts, at, matter.lies_with_the_desk())
}

/// Finds who would answer if nothing lay with the desk first: whom the desk dispatches to, unless
/// it knows better.
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
    desk_first: bool,
) -> Result<Routed, Problem> {
    let mut trace = RoutingTrace::default();
    let grid = place::grid_of(atlas, place, &mut trace)?;
    // Which rule holds, and its clocks, are shown: of what is confidential they tell no more than
    // its times do.
    let urgency = matter.urgency.unwrap_or(Urgency::Normal);
    let ruled_at = if matter.confidential { coarse(at, urgency) } else { at };
    let rule = rule::most_specific(atlas, grid, matter, ruled_at, &mut trace);
    let (mut below, mut start) = units(atlas, place, grid, matter, rule, &mut trace);
    if let Some(desk) = atlas.desk().filter(|_| desk_first) {
        trace.0.push(TraceStep::DeskFirst);
        below.push(std::mem::replace(&mut start, Unit::Desk(desk)));
    }
    // Rules and rosters of the place say nothing of the desk, which has a roster of its own.
    let asked =
        if start.is_desk() { AskingOrder::default() } else { asked(atlas, rule, matter, ruled_at) };
    let answered = answer(atlas, (&below, start), conflicts, asked, at, trace)?;
    let Some(rule) = rule else { return Ok(Routed { place: grid, ..answered }) };
    let (shared, mut trace) = (shared(rule, matter), answered.trace);
    trace.0.extend(shared.iter().map(|&(part, with)| TraceStep::Shared { part, with }));
    if shared.is_empty() && rule.profile.partakers().next().is_some() {
        trace.0.push(TraceStep::NotShared { rule: rule.id });
    }
    Ok(Routed {
        place: grid,
        rule: Some(rule.id),
        shared,
        clocks: rule.profile.effect.clocks,
        trace,
        ..answered
    })
}

/// The grid of a place; a point always has one.
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
        (&[], Unit::Desk(desk)),
        conflicts,
        AskingOrder::default(),
        at,
        RoutingTrace(vec![TraceStep::DeskFirst]),
    )
}

/// Finds the one responsible person from a unit upward: for what a person hands on.
///
/// # Errors
/// [`Code::NotInitialized`] in an atlas without a root.
pub fn route_from(
    atlas: &Atlas,
    unit: Unit,
    conflicts: &Conflicts,
    at: Instant,
) -> Result<Routed, Problem> {
    answer(atlas, (&[], unit), conflicts, AskingOrder::default(), at, RoutingTrace::default())
}

fn answer(
    atlas: &Atlas,
    (below, start): (&[Unit], Unit),
    conflicts: &Conflicts,
    asked: AskingOrder,
    at: Instant,
    mut trace: RoutingTrace,
) -> Result<Routed, Problem> {
    let missing = || Problem::new(Code::NotInitialized);
    let note = &mut |step| trace.0.push(step);
    let (holding, kept_out) =
        conflict::unconflicted_holder(atlas, (below, start), conflicts, asked, at, note)
            .ok_or_else(missing)?;
    let place = atlas.grid_of(start).ok_or_else(missing)?;
    let (shared, clocks) = (Vec::new(), ClockAllowances::default());
    Ok(Routed { place, holding, rule: None, shared, clocks, kept_out, trace })
}

/// The unit where answering begins, and those between the place and it.
fn units(
    atlas: &Atlas,
    place: &RequestPlace,
    grid: GridId,
    matter: &Matter<'_>,
    rule: Option<&RoutingRule>,
    trace: &mut RoutingTrace,
) -> (Vec<Unit>, Unit) {
    let settings = atlas.settings();
    let named = rule.and_then(|rule| rule.profile.effect.level.as_deref());
    let group = place.building_group();
    // The building group would tell where a confidential reporter lives, and its leader lives there
    // too.
    if let (Some(BUILDING_GROUP), Some(building_group), false) = (named, group, matter.confidential)
    {
        trace.0.push(TraceStep::BuildingGroupFirst { building_group });
        return (Vec::new(), Unit::BuildingGroup(building_group));
    }
    let of_category =
        || matter.category.and_then(|code| settings.categories.get(code)?.start_level);
    let level = match named {
        Some(code) => settings.levels.index_of(code),
        None => of_category(),
    };
    let start = starting_grid(atlas, grid, level);
    if start != grid {
        trace.0.push(TraceStep::StartingLevel { grid: start });
    }
    let grids = atlas
        .tree()
        .upward(grid)
        .take_while(|grid| grid.id != start)
        .map(|grid| Unit::Grid(grid.id));
    (group.map(Unit::BuildingGroup).into_iter().chain(grids).collect(), Unit::Grid(start))
}

/// The first grid upward from the place that is no deeper than the level.
pub(super) fn starting_grid(atlas: &Atlas, grid: GridId, level: Option<u8>) -> GridId {
    let tree = atlas.tree();
    let Some(limit) = level else { return grid };
    tree.upward(grid)
        .find(|g| tree.level(g.id).is_some_and(|level| level <= limit))
        .map_or(grid, |g| g.id)
}

/// Whom of the unit a rule asks first, and whether a roster goes before.
fn asked(
    atlas: &Atlas,
    rule: Option<&RoutingRule>,
    matter: &Matter<'_>,
    at: Instant,
) -> AskingOrder {
    AskingOrder {
        first: rule.and_then(|rule| rule.profile.effect.first).unwrap_or(Capacity::Leader),
        on_call: is_for_those_on_call(atlas, matter, at),
    }
}

/// Whether whoever is on call goes before all others: with what is urgent, outside working hours.
fn is_for_those_on_call(atlas: &Atlas, matter: &Matter<'_>, at: Instant) -> bool {
    matter.urgency.is_some_and(|urgency| urgency >= Urgency::Urgent)
        && !atlas.settings().calendar.is_working(at)
}

/// Who has to do with it beside the holder; nobody with a confidential request.
fn shared(rule: &RoutingRule, matter: &Matter<'_>) -> Vec<(PartakerRole, Partaker)> {
    rule.profile.partakers().filter(|_| !matter.confidential).collect()
}
