//! Where a request goes: conflict, place, starting unit, person; and the trace that explains it.

mod conflict;
mod given;
mod person;
mod place;
mod trace;

pub use conflict::{Conflicts, KeptOut};
pub use given::{Found, Given, PlacedBy, find};
pub use person::answering;
pub use place::Place;
pub use trace::{Reason, Step, Trace, Verdict};

use super::atlas::Atlas;
use super::duty::Holding;
use super::id::GridId;
use super::period::Instant;
use super::unit::Unit;
use crate::error::{Code, Problem};

/// The answer of the routing rules.
#[derive(Debug, Clone, PartialEq)]
pub struct Routed {
    /// The grid of the place.
    pub place: GridId,
    /// Who answers, and for which unit.
    pub holding: Holding,
    /// Everybody whom the request concerns or whose chain was skipped: they must not see it.
    pub kept_out: KeptOut,
    /// Why.
    pub trace: Trace,
}

/// Finds the one responsible person for a place at an instant. `starting_level` is the place of the deepest
/// level that may begin to answer, when the category names one.
///
/// # Errors
/// [`Code::UnknownGrid`] and [`Code::UnknownBuildingGroup`] when the place names one that is not there;
/// [`Code::NotInitialized`] in an atlas without a root.
pub fn route(
    atlas: &Atlas,
    place: &Place,
    starting_level: Option<u8>,
    conflicts: &Conflicts,
    at: Instant,
) -> Result<Routed, Problem> {
    let mut trace = Trace::default();
    let grid = place::grid_of(atlas, place, &mut trace)?;
    let start = starting_grid(atlas, grid, starting_level, &mut trace);
    let group = place.building_group().map(Unit::BuildingGroup);
    let grids = atlas.tree().upward(grid).take_while(|grid| grid.id != start).map(|grid| Unit::Grid(grid.id));
    let below: Vec<Unit> = group.into_iter().chain(grids).collect();
    let answered = answer(atlas, (&below, Unit::Grid(start)), conflicts, at, trace)?;
    Ok(Routed { place: grid, ..answered })
}

/// The grid of a place; a point always has one.
///
/// # Errors
/// Those of [`route`].
pub fn grid_of(atlas: &Atlas, place: &Place) -> Result<GridId, Problem> {
    place::grid_of(atlas, place, &mut Trace::default())
}

/// Finds the one responsible person from a unit upward: for what a person hands on.
///
/// # Errors
/// [`Code::NotInitialized`] in an atlas without a root.
pub fn route_from(atlas: &Atlas, unit: Unit, conflicts: &Conflicts, at: Instant) -> Result<Routed, Problem> {
    answer(atlas, (&[], unit), conflicts, at, Trace::default())
}

fn answer(
    atlas: &Atlas,
    (below, start): (&[Unit], Unit),
    conflicts: &Conflicts,
    at: Instant,
    mut trace: Trace,
) -> Result<Routed, Problem> {
    let missing = || Problem::new(Code::NotInitialized);
    let found = conflict::unconflicted_holder(atlas, (below, start), conflicts, at, &mut |step| trace.0.push(step));
    let (holding, kept_out) = found.ok_or_else(missing)?;
    let place = atlas.grid_of(start).ok_or_else(missing)?;
    Ok(Routed { place, holding, kept_out, trace })
}

/// The first grid upward from the place that is no deeper than the level.
fn starting_grid(atlas: &Atlas, grid: GridId, level: Option<u8>, trace: &mut Trace) -> GridId {
    let tree = atlas.tree();
    let Some(limit) = level else { return grid };
    let start = tree.upward(grid).find(|g| tree.level(g.id).is_some_and(|level| level <= limit)).map_or(grid, |g| g.id);
    if start != grid {
        trace.0.push(Step::StartingLevel { grid: start });
    }
    start
}
